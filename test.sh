#!/bin/sh
# Installs what the tests need on Debian 12, builds in build/test and runs all
# tests. Options: --no-install; further arguments go to configure.
set -eu
cd "$(dirname "$0")"

build_packages='gcc make autoconf automake pkg-config libsqlite3-dev
	libevent-dev libssl-dev libjansson-dev libconfuse-dev libcsv-dev'
test_packages='libcriterion-dev python3-minimal python3 openssl mandoc
	shellcheck'

install_packages() {
	sudo=
	[ "$(id -u)" -eq 0 ] || sudo=sudo
	missing=
	for package in $build_packages $test_packages; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
			grep -q '^install ok installed' ||
			missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	echo "installing:$missing"
	$sudo apt-get update -qq
	# shellcheck disable=SC2086 # a list of package names
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends $missing
}

if [ "${1:-}" = --no-install ]; then
	shift
else
	install_packages
fi
[ -x configure ] || autoreconf -i
mkdir -p build/test
cd build/test
../../configure --quiet "$@"
make --quiet -j2
make --quiet -j2 check || {
	cat tests/*/*.log 2>/dev/null | tail -n 200
	exit 1
}
