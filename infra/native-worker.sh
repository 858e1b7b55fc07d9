#!/usr/bin/env bash
# The worker as it is deployed, compiled ahead of time, in artifacts/aot/worker. A warning is an error.
# Beside the ordinary build: another graph of packages, another folder of intermediates.
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet publish services/ProbeWorker -c Release --use-current-runtime -p:PublishAot=true --artifacts-path artifacts/aot \
  -o artifacts/aot/worker -v quiet --nologo
