#!/bin/sh
# sign.sh FOLDER: signs voip.test and broken.test with new keys, writes their anchors, and then changes a record of broken.test.
set -eu
cd "$1/zones"
: > ../anchors
for zone in voip.test broken.test; do
  key=$(ldns-keygen -a ECDSAP256SHA256 -k "$zone")
  ldns-signzone -f "$zone.signed" "$zone" "$key"
  cat "$key.key" >> ../anchors
done
sed -i 's/192\.0\.2\.66/192.0.2.99/' broken.test.signed
