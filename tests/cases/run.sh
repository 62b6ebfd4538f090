#!/bin/sh
# The rule cases against the rules alone. BUILDDIR and SRCDIR: see make check.
set -eu
claimctl=${BUILDDIR:-.}/claimctl
cases=${SRCDIR:-.}/tests/cases
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$claimctl" snapshot build "$cases/data" --out "$dir/cases.gvs" >"$dir/log" ||
	{ cat "$dir/log"; exit 1; }
"$claimctl" check "$cases"/*.case --snapshot "$dir/cases.gvs"
