#!/bin/sh
# requests.sh [-n LINES] [-o OP] [-s DATA] OUT
# Writes OUT, lines for `load` and `fill`: requests for articles that the first
# policy of the snapshot's CSV covers, spread over all of them; and
# OUT.articles, for each of those lines zi,substance,form,prk of its article.
#
#   -n LINES  at most so many (default 256: what a counter asks for in an hour)
#   -o OP     dispense (the default) or simulate
#   -s DATA   the folder of the CSV (default: the demo)
set -eu
src=$(cd "$(dirname "$0")/../.." && pwd)
lines=256 op=dispense data=$src/schema/demo

while getopts n:o:s: option; do
	case $option in
	n) lines=$OPTARG ;;
	o) op=$OPTARG ;;
	s) data=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || {
	echo 'usage: requests.sh [-n LINES] [-o OP] [-s DATA] OUT' >&2
	exit 2
}

policy=$(sed -n 2p "$data/policy.csv")
uzovi=${policy%%,*}
polis=${policy#*,}
polis=${polis%%,*}

# A name may hold commas: columns are counted from the end.
awk -F, -v lines="$lines" -v op="$op" -v uzovi="$uzovi" -v polis="$polis" \
	-v out="$1" '
function line(article, f, n) {
	n = split(article, f, ",")
	printf "{\"v\":1,\"op\":\"%s\",\"id\":\"{id}\",\"date\":\"{date}\"," \
		"\"insured\":{\"bsn\":\"{bsn}\",\"born\":\"1961-04-02\"," \
		"\"sex\":\"f\",\"uzovi\":\"%s\",\"polis\":\"%s\"}," \
		"\"prescription\":{\"prescriber\":\"huisarts\"," \
		"\"prescriber_agb\":\"01012345\",\"date\":\"{date}\"}," \
		"\"item\":{\"kind\":\"medicine\",\"zi\":\"%s\"," \
		"\"quantity_milli\":%d,\"days\":15}}\n", \
		op, uzovi, polis, f[1], f[n - 13] >out
	print f[1] "," f[n - 16] "," f[n - 15] "," f[n - 19] >(out ".articles")
}
FNR > 1 && $(NF-9) ~ /^1/ && $(NF-8) == 0 && $(NF-7) == "" &&
	$(NF-6) == 0 && $(NF-5) == "" && $NF == "" { fine[++count] = $0 }
END {
	step = int(count / lines)
	if (step < 1) step = 1
	for (i = 1; i <= count && n++ < lines; i += step) line(fine[i])
}' "$data/article.csv"
