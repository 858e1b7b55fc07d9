#!/usr/bin/env bash
# Takes the API as it is now for agreed: answers of the examples first, then the document that shows them.
set -euo pipefail
cd "$(dirname "$0")/.."
export RINGBACK_ACCEPT=1
build() { dotnet build "tests/$1" -c Release -v quiet --nologo; }
run() { "artifacts/bin/$1/release/Ringback.$1" --filter-namespace "$2" --progress off --no-ansi; }
build Integration && run Integration Ringback.Tests.Integration.Api.Docs
build Unit && run Unit Ringback.Tests.Unit.Api.Docs
git status --short services/Api/Docs tests/Unit/Api/Docs
