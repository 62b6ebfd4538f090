#!/bin/sh
# The demo CSV are what make_demo.py makes; README.md names its articles.
set -eu
command -v python3 >/dev/null || exit 77
demo=${srcdir:-.}/schema/demo
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
python3 "$demo/make_demo.py" "$made" >"$made/report.txt"
if grep 'LEFT OUT' "$made/report.txt"; then
	echo "make_demo.py left rows out" >&2
	exit 1
fi
count=0
for file in "$made"/*.csv; do
	cmp "$file" "$demo/${file##*/}"
	count=$((count + 1))
done
[ "$count" -eq 14 ]
[ "$count" -eq "$(find "$demo" -maxdepth 1 -name '*.csv' | wc -l)" ]
python3 "$demo/make_demo.py" "$made" --showcase >"$made/showcase.txt"
while read -r line; do
	grep -qxF "$line" "$demo/README.md" || {
		echo "not in README.md: $line" >&2
		exit 1
	}
done <"$made/showcase.txt"
