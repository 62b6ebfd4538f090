#!/bin/sh
# Each fuzz target over its seeds, and those cut short: under any compiler,
# without a fuzzer. BUILDDIR and SRCDIR: see make check.
set -eu
builddir=${BUILDDIR:-.}
srcdir=${SRCDIR:-.}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$srcdir/tests/fuzz/make_seeds.py" "$builddir/claimctl" "$work"

grep -v '^#' "$srcdir/tests/fuzz/targets" | while read -r name _; do
	for seed in "$work/$name"/*; do
		size=$(wc -c <"$seed")
		for part in 0 1 4 9; do
			head -c $((size * part / 10)) "$seed" >"$seed.$part"
		done
	done
	"$builddir/tests/fuzz/fuzz_$name" "$work/$name"/* >"$work/log" 2>&1 || {
		cat "$work/log"
		echo "fuzz_$name: FAILED"
		exit 1
	}
	echo "fuzz_$name: $(find "$work/$name" -type f | wc -l) inputs"
done
