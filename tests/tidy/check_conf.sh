#!/bin/sh
# claimd.conf(5) lists every key of conf.def and every limit of the headers,
# and the example file states every default. With --write the lists of the
# page are made anew.
set -eu
cd "${srcdir:-.}"
page=man/claimd.conf.5
example=etc/claimd.conf.example
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The files that name limits, and whose they are.
limit_files='lib/base/limits.h:every layer
lib/wire/arena.h lib/wire/fields.h lib/wire/facts_json.h lib/wire/edit.h:texts and bytes
lib/store/snapshot_limits.h:snapshots
lib/trust/limits.h:signatures
lib/gstandaard/limits.h:a delivery of the G-Standaard
daemon/desk/limits.h daemon/desk/intake.c:the desk and its control socket
daemon/net/limits.h:the network
daemon/conf.h:the configuration
client/limits.h client/import_rows.c client/leaves.h:claimctl
client/casefile.h client/check_steps.h:rule cases'

# One row a line: section|key|type|default|min|max|choices|help|when
rows() {
	sed '/^\/\*/,/\*\//d' daemon/conf.def |
		awk '{ r = r " " $0 }
		     /\)$/ { gsub(/[ \t]+/, " ", r); gsub(/" "/, "", r)
			     sub(/^ /, "", r); print r; r = "" }' |
		sed -E -e 's/^CLIENT\(/CONF(client, /' \
			-e 's/^CONF\(([a-z_]+), ([a-z_]+), ([A-Z]+), (RELOAD|START), ("[^"]*"|NULL), ([0-9]+), ([0-9]+), ("[^"]*"|NULL), "(.*)"\)$/\1|\2|\3|\5|\6|\7|\8|\9|\4/'
}

# The keys as mdoc.
keys_mdoc() {
	rows | awk -F '|' '
	function bare(s) { gsub(/"/, "", s); return s }
	$1 != section {
		if (section != "") print ".El"
		section = $1
		if (section == "client")
			print ".Ss client NAME"
		else
			print ".Ss " section
		print ".Bl -tag -width Ds"
	}
	{
		print ".It Ic " $2
		print toupper(substr($8, 1, 1)) substr($8, 2) "."
		list = $3 == "UIDS" || $3 == "KEYS"
		if (list)
			print "A list, of at most " $6 " entries; default: empty."
		else if ($4 == "NULL")
			print "Required."
		else if ($4 == "\"\"")
			print "Default: empty."
		else
			print "Default:\n.Ql " bare($4) " ."
		if ($3 == "INTEGER") print "From " $5 " to " $6 "."
		if ($3 == "SIZE") print "From " $5 " to " $6 " bytes."
		if ($3 == "DURATION") print "From " $5 " to " $6 " milliseconds."
		if ($3 == "CHOICE") {
			n = split(bare($7), choice, " ")
			line = "One of"
			for (i = 1; i <= n; i++)
				line = line "\n.Ql " choice[i] (i < n ? " ," : " .")
			print line
		}
		if ($9 == "START") print "A change takes effect at the next start."
	}
	END { print ".El" }' | fold -s -w 76 | sed 's/ *$//'
}

# The constants of the enums of files: NAME|value|reason. A comment before
# a constant belongs to it and to those below it that have none.
limits_of() {
	awk '
	/^enum \{/ { inside = 1; next }
	/^\};/ { inside = 0 }
	!inside { next }
	/^\t\/\*/ { reason = "" ; comment = 1 }
	comment {
		line = $0
		gsub(/^[ \t]*(\/\*|\*)?[ \t]*|[ \t]*\*\/.*$/, "", line)
		reason = reason (reason == "" ? "" : " ") line
		if (/\*\//) comment = 0
		next
	}
	/^\t[A-Z][A-Z0-9_]* = / {
		name = $1
		value = $0
		sub(/^[^=]*= /, "", value)
		own = value
		sub(/,.*$/, "", value)
		if (own ~ /\/\*/) {
			gsub(/^.*\/\*[ \t]*|[ \t]*\*\/.*$/, "", own)
			print name "|" value "|" own
		} else {
			print name "|" value "|" reason
		}
	}' "$@"
}

# The limits as mdoc.
limits_mdoc() {
	echo "$limit_files" | while IFS=: read -r files whose; do
		echo ".Ss Of $whose"
		echo ".Bl -tag -width Ds"
		# shellcheck disable=SC2086 # names without blanks
		limits_of $files | while IFS='|' read -r name value reason; do
			echo ".It Dv $name No = $value"
			echo "$reason" | sed -e 's/ *$//' -e 's/\\/\\e/g' -e 's/[.]$//' \
				-e 's/$/./' -e 's/\. /.\n/g' | fold -s -w 76 |
				sed -e 's/ *$//' -e "s/^\([.']\)/\\\\\&\1/"
		done
		echo ".El"
	done
}

# The page with its two generated parts made anew.
page_anew() {
	keys_mdoc >"$work/keys"
	limits_mdoc >"$work/limits"
	awk -v work="$work" '
	/^\.\\" end of / { skip = 0 }
	!skip { print }
	/^\.\\" begin of / {
		file = work "/" $4
		while ((getline line < file) > 0) print line
		skip = 1
	}' "$page"
}

page_anew >"$work/page"
if [ "${1:-}" = --write ]; then
	cp "$work/page" "$page"
	exit 0
fi

faults=0
[ "$(rows | grep -c '|.*|.*|.*|.*|.*|.*|.*|')" -ge 30 ] || {
	echo "the rows of conf.def were not understood"
	faults=1
}
rows | grep -v '|.*|.*|.*|.*|.*|.*|.*|' && faults=1
diff -u "$page" "$work/page" || {
	echo "$page: not as conf.def and the limits say;" \
		"run tests/tidy/check_conf.sh --write"
	faults=1
}

# Of the example: section.key = value, comments off, quotes off.
sed -e 's/#.*//' -e 's/"//g' "$example" |
	awk '/\{$/ { section = $1 } / = / {
		value = $3
		print section "." $1 " = " (value == "{}" ? "" : value)
	}' | sort >"$work/example"
rows | awk -F '|' '$4 != "NULL" {
	value = $4
	gsub(/"/, "", value)
	print $1 "." $2 " = " value
}' | sort >"$work/defaults"
diff "$work/defaults" "$work/example" || {
	echo "$example: differs from conf.def (<: the table, >: the example)"
	faults=1
}
[ "$faults" -eq 0 ] && echo "claimd.conf(5) and the example are complete"
exit "$faults"
