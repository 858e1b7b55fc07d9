#!/usr/bin/env bash
# Every layer of test, set-up included. The last line is "N passed, N failed" (", N skipped" where any were).
# Usage: infra/test.sh [suite ...]   suites: Unit Simulation Integration Charts EndToEnd (default: all of them)
set -uo pipefail
cd "$(dirname "$0")/.."

suites=("$@")
[ ${#suites[@]} -gt 0 ] || suites=(Unit Simulation Charts Integration EndToEnd)
results=artifacts/test-results
rm -rf "$results" && mkdir -p "$results"
passed=0 failed=0 skipped=0
started=$SECONDS

finish() {
  echo "took $((SECONDS - started)) s"
  if [ "$skipped" -gt 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
}

# A step that is not counted by a test runner counts as one test.
step() {
  local name=$1; shift
  local at=$SECONDS
  if "$@"; then
    passed=$((passed + 1)); echo "ok: $name ($((SECONDS - at)) s)"
  else
    failed=$((failed + 1)); echo "FAILED: $name"; return 1
  fi
}

attribute() { sed -n "s/.*<Counters [^>]*$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }

suite() {
  local name=$1 at=$SECONDS trx="$results/$1.trx" threads=1x
  # These wait for others most of the time.
  case "$name" in Integration) threads=2.5x ;; EndToEnd) threads=1.5x ;; esac
  echo "== $name"
  # A suite that hangs is ended, so that this says which it was.
  timeout --kill-after=10 1500 "artifacts/bin/$name/release/Ringback.$name" --results-directory "$PWD/$results" --report-trx --report-trx-filename "$name.trx" --max-threads "$threads" --progress off --no-ansi
  local code=$? total notExecuted
  if [ ! -s "$trx" ]; then
    echo "FAILED: $name left no report (exit code $code)"; failed=$((failed + 1)); return
  fi
  passed=$((passed + $(attribute "$trx" passed)))
  total=$(attribute "$trx" failed); failed=$((failed + total))
  notExecuted=$(attribute "$trx" notExecuted); skipped=$((skipped + notExecuted))
  # A runner that crashed or timed out after its report, with no test to blame, is a failure all the same.
  if [ "$code" -ne 0 ] && [ "$total" -eq 0 ]; then echo "FAILED: $name exited with $code"; failed=$((failed + 1)); fi
  echo "== $name took $((SECONDS - at)) s"
}

# A bare machine has no ICU for the SDK itself; nothing here is told by culture.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
step "what the tests need is installed" infra/install.sh || finish
step "helm is there" infra/helm.sh
step "programs of others are there" infra/strangers.sh
step "locked restore and build, warnings as errors" dotnet build Ringback.slnx -c Release -v quiet --nologo -p:RestoreLockedMode=true || finish
step "tools restored" dotnet tool restore || finish
step "layout (dotnet csharpier check)" dotnet csharpier check services tests

step "20,000 hostile inputs for each parser (infra/fuzz.sh)" infra/fuzz.sh --inputs 20000 --seed 1

export PROPERTY_REPORT=$PWD/$results/properties.tsv
# Takes minutes, which the suites before the last one have to spare.
case " ${suites[*]} " in *" Integration "*EndToEnd*) nice -n 19 infra/native-worker.sh >"$results/native-worker.log" 2>&1 & native=$! ;; *) native= ;; esac
for name in "${suites[@]}"; do
  # What it says is said again by the test that needs it.
  if [ "$name" = EndToEnd ] && [ -n "$native" ]; then wait "$native"; fi
  suite "$name"
done
[ ! -s "$PROPERTY_REPORT" ] || awk -F '\t' '
  { all += $1 } $3 ~ /^(Region|Verdict)Timeline/ { timelines += $1 }
  END { printf "%d random cases of the rules were held against their oracles, %d of them timelines\n", all, timelines }
' "$PROPERTY_REPORT"
finish
