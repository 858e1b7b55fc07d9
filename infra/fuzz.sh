#!/usr/bin/env bash
# Hunts for inputs that break a parser. Every branch of Ringback.Protocols is counted, and an input that reaches a new one is kept and changed
# further. A find is written to artifacts/fuzz, and the exit code is 1. The same seed and number of inputs repeat a hunt.
# Usage: infra/fuzz.sh [--inputs N] [--seconds N] [--seed N] [target ...]   targets: sip sip-stream sdp rtp rtcp stun websocket websocket-frames dns ntp ocsp (default: all)
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build tests/Fuzz -c Release -v quiet --nologo
artifacts/bin/Fuzz/release/Ringback.Fuzz "$@"
