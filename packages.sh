#!/bin/sh
# Installs the Debian packages that something needs, and those it rests on.
#
# usage: ./packages.sh build | test | check | bench
#   build  to build and run claimd
#   test   to run all tests too
#   check  to run the slower checks of a change too
#   bench  to build claimd and measure it beside its peers
set -eu

# gcc only recommends the headers of the C library.
build='gcc libc6-dev make autoconf automake pkg-config libsqlite3-dev
	libevent-dev libssl-dev libjansson-dev libconfuse-dev libcsv-dev'
test='libcriterion-dev python3 python3-jsonschema openssl mandoc shellcheck
	curl systemd'
check='clang clang-tidy cppcheck libclang-rt-14-dev xz-utils'
bench='python3 nginx-light postgresql redis-server gnuplot-nox'

case ${1:-} in
build) wanted=$build ;;
test) wanted="$build $test" ;;
check) wanted="$build $test $check" ;;
bench) wanted="$build $bench" ;;
*)
	sed -n 's/^# \{0,1\}//; 4,8p' "$0" >&2
	exit 2
	;;
esac

missing=
for package in $wanted; do
	dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null |
		grep -q '^install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # a list of package names
{
	$sudo apt-get update &&
		$sudo env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y --no-install-recommends $missing
} >"$log" 2>&1 || {
	tail -n 40 "$log" >&2
	echo "packages.sh: could not install:$missing" >&2
	exit 1
}
