#!/bin/sh
# claimctl(1) names each command and each option of the tables, and nothing
# else.
set -eu
cd "${srcdir:-.}"
page=man/claimctl.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# COMMAND("noun", "verb", … may run on; the first two fields stand on its line.
sed -n 's/^COMMAND("\([^"]*\)", "\([^"]*\)",.*/\1 \2/p' client/commands.def |
	sed 's/ $//' | sort >"$work/commands"
sed -n 's/^\.It Cm \(.*\)/\1/p' "$page" |
	sed 's/ \(Ar\|Fl\|Op\) .*//' | sort >"$work/commands.man"
sed -n 's/^OPTION([A-Z_]*, "\([^"]*\)".*/--\1/p' client/options.def |
	sort >"$work/options"
sed -n 's/^\.It Fl -\([a-z-]*\).*/--\1/p' "$page" | sort >"$work/options.man"

faults=0
for table in commands options; do
	[ -s "$work/$table" ] || { echo "no $table found"; faults=1; }
	diff "$work/$table" "$work/$table.man" >"$work/diff" || {
		echo "$page: $table differ (<: table, >: manual):"
		grep '^[<>]' "$work/diff"
		faults=1
	}
done
[ "$faults" -eq 0 ] && echo "claimctl(1) is complete"
exit "$faults"
