#!/bin/sh
# certificate.sh CA_FOLDER FOLDER NAME [DAYS]: a server certificate for NAME and loopback, signed by the lab's own authority, which the first caller makes.
set -eu
ca=$1 folder=$2 name=$3 days=${4:-30}
umask 022
mkdir -p "$ca" "$folder"
exec 9>"$ca/lock"
flock 9
[ -f "$ca/ca.pem" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
  -keyout "$ca/ca.key" -out "$ca/ca.pem" -subj "/CN=Ringback lab authority" \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
flock -u 9
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$folder/$name.key" -out "$folder/$name.csr" -subj "/CN=$name"
cat > "$folder/$name.ext" <<EXT
subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1,IP:::1
extendedKeyUsage=serverAuth,clientAuth
basicConstraints=CA:FALSE
EXT
openssl x509 -req -in "$folder/$name.csr" -CA "$ca/ca.pem" -CAkey "$ca/ca.key" -set_serial "0x$(openssl rand -hex 8)" -days "$days" \
  -extfile "$folder/$name.ext" -out "$folder/$name.pem"
chmod 644 "$folder/$name.key"
