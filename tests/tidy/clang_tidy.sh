#!/bin/sh
# clang-tidy over the product's sources; the first argument is a build folder
# (for what the build generates).
set -eu
build=${1:?"usage: clang_tidy.sh BUILDDIR"}
set -- -std=gnu11 -D_GNU_SOURCE -Ilib -Idaemon -I. "-I$build" \
	'-DPACKAGE_VERSION=""' '-DSYSCONFDIR=""' '-DDEMO_DATADIR=""'
for flag in $(pkg-config --cflags sqlite3 libevent_core libssl jansson \
	libconfuse); do
	set -- "$@" "$flag"
done
for flag; do
	shift
	set -- "$@" "--extra-arg=$flag"
done
find lib daemon client -name '*.c' -print0 |
	xargs -0 -n 6 -P 2 clang-tidy --quiet "$@" 2>/dev/null
