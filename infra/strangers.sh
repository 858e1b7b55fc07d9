#!/usr/bin/env bash
# Puts programs of others that read what the API answers (tests/Strangers) into artifacts/tools, as the lock file says.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=artifacts/tools/strangers
mkdir -p "$tools"
cp tests/Strangers/*.mjs tests/Strangers/spectral.yaml "$tools/"
cmp -s tests/Strangers/package-lock.json "$tools/installed" && exit 0
cp tests/Strangers/package.json tests/Strangers/package-lock.json "$tools/"
(cd "$tools" && npm ci --silent --ignore-scripts --no-audit --no-fund)
cp tests/Strangers/package-lock.json "$tools/installed"
