#!/bin/sh
# Manual pages are well-formed, shell scripts are clean, and the pages name
# each rule with its article, each parameter, each counter, and each member and
# error of the protocol.
set -eu
cd "${srcdir:-.}"
faults=0

for page in man/*.[1578]; do
	lint=$(mandoc -Tlint -Wwarning "$page" || true)
	[ -z "$lint" ] || { echo "$lint"; faults=$((faults + 1)); }
done

scripts=$(find . \( -path ./build -o -path ./demo \) -prune -o -name '*.sh' -print)
# shellcheck disable=SC2086 # a list of names without blanks
shellcheck $scripts .ci/run etc/gvs-sync.in || faults=$((faults + 1))

# RULE(CODE, "article", …) may run over several lines: the first two fields
# stand on the first.
sed -n 's/^RULE(\([A-Z_]*\), *"\([^"]*\)".*/\1 \2/p' lib/rules/rules.def |
	while read -r code article; do
		grep -q "^\.It Sy $code Pq $article\$" man/claimd-rules.7 || {
			echo "man/claimd-rules.7: no '.It Sy $code Pq $article'"
			exit 1
		}
	done || faults=$((faults + 1))

sed -n 's/^PARAM([A-Z_]*, "\([a-z_]*\)".*/\1/p' lib/rules/params.def |
	while read -r name; do
		grep -q "^\.It Va $name Pq " man/claimd-rules.7 || {
			echo "man/claimd-rules.7: no '.It Va $name Pq'"
			exit 1
		}
	done || faults=$((faults + 1))

# The tables and columns of a snapshot.
sed -nE 's/^(TABLE|COLUMN|FLAG|CENTS)\(([a-z_]+), ([a-z_]+).*/\1 \2 \3/p' \
	lib/store/columns.def | awk '
	FNR == NR && /^\.S[sh] / { table = $2 }
	FNR == NR { if ($1 == ".It") known[table "." $3] = 1
		    known[table]; next }
	$1 == "TABLE" ? !($2 in known) : !($2 "." $3 in known) {
		if ($3 !~ /^valid_/) {
			print "man/claimd-snapshot.7: no " $2 \
				($1 == "TABLE" ? "" : " " $3)
			bad = 1
		}
	}
	END { exit bad }' man/claimd-snapshot.7 - || faults=$((faults + 1))

# What status counts.
cat daemon/desk/stats.def daemon/net/stats.def |
	sed -n 's/^STAT(\([a-z_]*\).*/\1/p' | while read -r name; do
		grep -q "^\.It Va $name\$" man/claimctl.1 || {
			echo "man/claimctl.1: no '.It Va $name'"
			exit 1
		}
	done || faults=$((faults + 1))

# What a request may hold and what a failure may say, each on the protocol's
# page.
missing=$(
	{
		grep -Eo '(\.name = |_ROW\()"[a-z_]+"' lib/wire/shapes.c |
			sed 's/.*"\(.*\)"/Va \1/'
		sed -n 's/^ERR([A-Z_]*, \("[a-z_]*"\), [ER][RE][RT].*/Sy \1/p' \
			lib/base/err.def | tr -d '"'
	} | while read -r name; do
		grep -Eq "^\.It (.* )?$name( |\$)" man/claimd-protocol.7 ||
			echo "man/claimd-protocol.7: no '.It $name'"
	done
)
[ -z "$missing" ] || { echo "$missing"; faults=$((faults + 1)); }

# What claimctl and the start of claimd say, with its exit status; those of
# snapshots also where their refusals are explained.
missing=$(
	sed -n 's/^ERR([A-Z_]*, "\([a-z_]*\)", LOCAL, \([0-9]*\))$/\1 \2/p' \
		lib/base/err.def | while read -r name status; do
		grep -q "^\.It Sy $name Pq $status\$" man/claimctl.1 ||
			echo "man/claimctl.1: no '.It Sy $name Pq $status'"
		case $name in
		snapshot_* | manifest_* | signature_* | ratchet_* | cases_*)
			grep -q "^\.It Sy $name\$" man/claimd-snapshot.7 ||
				echo "man/claimd-snapshot.7: no '.It Sy $name'"
			;;
		esac
	done
)
[ -z "$missing" ] || { echo "$missing"; faults=$((faults + 1)); }

[ "$faults" -eq 0 ] && echo "documents hold"
exit $((faults > 0))
