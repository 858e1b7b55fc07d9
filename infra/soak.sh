#!/usr/bin/env bash
# Tests of chance with far more cases than make test has time for, on all cores: the rules of the SLA against their
# oracles, and 10,000 worlds of the deterministic simulation. A failure prints the seed that repeats it.
# And calls: 10,000 to each of two callees that are aborted, refused or timed out, 100 whose worker is killed, and calls of 15 minutes, against the lab.
# Usage: infra/soak.sh [rules] [simulation] [calls]   CASES=10000000 says how many timelines are tried in all
set -euo pipefail
cd "$(dirname "$0")/.."

parts=" ${*:-rules simulation calls} "
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if [[ $parts == *" simulation "* ]]; then
  dotnet build tests/Simulation -c Release -v quiet --nologo
  RINGBACK_SOAK=1 artifacts/bin/Simulation/release/Ringback.Simulation \
    --filter-class '*SeedTests' --progress off --no-ansi --output Detailed
fi
if [[ $parts == *" calls "* ]]; then
  dotnet build tests/Integration -c Release -v quiet --nologo
  RINGBACK_CLEANUP_RUNS=10000 RINGBACK_KILLED_RUNS=100 RINGBACK_LONG_CALL_SECONDS=900 \
    artifacts/bin/Integration/release/Ringback.Integration --filter-class '*SipCleanUpTests' --filter-class '*KilledCallsTests' \
    --filter-class '*LongCallTests' --progress off --no-ansi --output Detailed
fi
[[ $parts == *" rules "* ]] || exit 0

cases=${CASES:-10000000}
export PROPERTY_CASES=$(((cases + 9) / 10)) PROPERTY_REPORT=$PWD/artifacts/test-results/soak.tsv

dotnet build tests/Unit -c Release -v quiet --nologo
mkdir -p "$(dirname "$PROPERTY_REPORT")" && : >"$PROPERTY_REPORT"
started=$SECONDS
artifacts/bin/Unit/release/Ringback.Unit --filter-class '*Properties' --progress off --no-ansi

awk -F '\t' -v wanted="$cases" -v took=$((SECONDS - started)) -v cores="$(nproc)" '
  { printf "%12d cases in %8.1f s  %s\n", $1, $2, $3; all += $1 }
  $3 ~ /^(Region|Verdict)Timeline/ { timelines += $1 }
  END {
    printf "%d cases, %d of them timelines, in %d s on %d cores\n", all, timelines, took, cores
    if (timelines < wanted) { printf "fewer timelines than the %d asked for\n", wanted; exit 1 }
  }' "$PROPERTY_REPORT"
