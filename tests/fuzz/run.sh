#!/bin/sh
# Fuzzes one target for some seconds: tests/fuzz/run.sh TARGET SECONDS
# [option of libFuzzer…], in a tree that --enable-fuzzing has built (BUILDDIR,
# or build/fuzzing). What it learns stays in BUILDDIR/tests/fuzz/corpus/TARGET;
# what makes the target crash, in BUILDDIR/tests/fuzz/found.
set -eu
cd "$(dirname "$0")/../.."
SRCDIR=$PWD
builddir=${BUILDDIR:-build/fuzzing}
export SRCDIR
[ $# -ge 2 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
target=$1
seconds=$2
shift 2

row=$(grep "^$target " tests/fuzz/targets) || {
	echo "run.sh: no target $target in tests/fuzz/targets" >&2
	exit 2
}
# shellcheck disable=SC2086 # a row of the table
set -- $row "$@"
max_len=$2
timeout=$3
shift 3
program=$builddir/tests/fuzz/fuzz_$target
"$program" -help=1 2>&1 | grep -q libFuzzer || {
	echo "run.sh: $program is no fuzzer (hint: configure CC=clang" \
		"--enable-fuzzing, make, make $program)" >&2
	exit 1
}

fuzz=$builddir/tests/fuzz
mkdir -p "$fuzz/corpus/$target" "$fuzz/found"
tests/fuzz/make_seeds.py "$builddir/claimctl" "$fuzz/seeds"
[ ! -f "tests/fuzz/$target.dict" ] || set -- "-dict=tests/fuzz/$target.dict" "$@"
exec "$program" -max_total_time="$seconds" -max_len="$max_len" \
	-timeout="$timeout" -rss_limit_mb=2048 -print_final_stats=1 -print_funcs=0 -verbosity=0 \
	-artifact_prefix="$fuzz/found/$target-" "$@" \
	"$fuzz/corpus/$target" "$fuzz/seeds/$target"
