#!/bin/sh
# Installs the Debian packages that the lab's servers, the build and the tests need, if any is missing. Starts no daemon.
set -eu
cd "$(dirname "$0")"
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

required() {
  grep -v '^#' requires.txt
  awk 'FNR == 1 { on = 0 } /^requires:/ { on = 1; next } /^[^ ]/ { on = 0 } on && NF >= 2 { sub(":$", "", $1); print $1, $2 }' lab/*/server.yaml
}

missing=$(required | sort -u | while read -r program package; do
  case $program in
    /*) [ -e "$program" ] ;;
    *) command -v "$program" >/dev/null ;;
  esac || echo "$package"
done | sort -u | tr '\n' ' ')

if [ -z "$missing" ]; then
  echo "install: nothing is missing"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "install: run as root to install: $missing" >&2
  exit 1
fi

# A package that brings a daemon asks this file whether it may start it; 101 says no.
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  echo "install: wrote /usr/sbin/policy-rc.d, so that no daemon starts by itself"
fi
echo "install: $missing"
export DEBIAN_FRONTEND=noninteractive
apt-get -q -o DPkg::Lock::Timeout=600 update
# shellcheck disable=SC2086
apt-get -q -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $missing
