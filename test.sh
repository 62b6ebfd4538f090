#!/bin/sh
# Installs what the tests need on Debian 12, builds in build/test and runs all
# tests. Options: --no-install; further arguments go to configure.
set -eu
cd "$(dirname "$0")"

if [ "${1:-}" = --no-install ]; then
	shift
else
	./packages.sh test
fi
[ -x configure ] || autoreconf -i
mkdir -p build/test
cd build/test
../../configure --quiet "$@"
make --quiet -j2
make --quiet -j2 check || {
	cat test-suite.log # what the tests that failed said
	exit 1
}
