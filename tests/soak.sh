#!/bin/sh
# The long versions of the tests that draw what they do, one after the other:
# tests/soak.sh [--hours N] [--build DIR] [--seed N] [--only NAME], in a tree
# that is built with its tests (make check TESTS=). Each row of the table gets
# an equal share of the time and at least one round; a round has a seed of its
# own. Says in numbers what was done, and ends with status 1 if anything failed.
set -eu
cd "$(dirname "$0")/.."
SRCDIR=$PWD
hours=1 build=build/test seed=1 only=

# A row is a name and a command, with $seed in it if it takes one. The last line
# with name=value that it prints is added up over its rounds.
rows() {
	cat <<-'ROWS'
	power_loss FAULT_STATES=0 FAULT_SEED=$seed tests/fault/power_loss
	power_loss_long FAULT_STATES=1000 FAULT_CLAIMS=3000 FAULT_SEED=$seed tests/fault/power_loss
	io_faults FAULT_STATES=0 FAULT_CLAIMS=120 FAULT_SEED=$seed tests/fault/io_faults
	sync_order SYNC_REQUESTS=20000 $SRCDIR/tests/fault/test_sync_order.py
	random RANDOM_REQUESTS=100000 $SRCDIR/tests/system/test_random.py
	switch SWITCHES=1000 $SRCDIR/tests/system/test_switch.py
	reload RELOADS=1000 $SRCDIR/tests/system/test_reload_load.py
	trust_mutants TRUST_SEED=$seed tests/unit/test_trust_mutants
	ROWS
}

usage() {
	sed -n '2,6s/^# \{0,1\}//p' "$SRCDIR/tests/soak.sh" >&2
	exit 2
}

while [ $# -gt 0 ]; do
	[ $# -ge 2 ] || usage
	case $1 in
	--hours) hours=$2 ;;
	--build) build=$2 ;;
	--seed) seed=$2 ;;
	--only) only=$2 ;;
	*) usage ;;
	esac
	shift 2
done

cd "$build"
BUILDDIR=$PWD
PYTHONDONTWRITEBYTECODE=1
srcdir=$SRCDIR
export SRCDIR srcdir BUILDDIR PYTHONDONTWRITEBYTECODE
logs=$BUILDDIR/tests/soak
mkdir -p "$logs"
rows | grep "^${only:-.*} " >"$logs/rows" ||
	{ echo "soak.sh: no row $only" >&2; exit 2; }
share=$(awk -v hours="$hours" 'END { printf "%d", hours * 3600 / NR }' \
	"$logs/rows")

# The sums of what the rounds of a row said last.
sums() {
	awk '{ for (i = 1; i <= NF; i++)
		if (split($i, part, "=") == 2 && part[1] != "seed" &&
		    part[2] ~ /^[0-9]+$/) {
			if (!(part[1] in sum))
				order[++count] = part[1]
			sum[part[1]] += part[2]
		}
	     }
	     END { for (i = 1; i <= count; i++)
			printf " %s=%.0f", order[i], sum[order[i]] }' "$1"
}

# row NAME COMMAND: rounds until its time is over.
row() {
	name=$1 command=$2
	begin=$(date +%s) rounds=0 failed=0
	: >"$logs/$name.last"
	while :; do
		export seed # the commands have it
		if ! sh -c "$command" >"$logs/$name.log" 2>&1 </dev/null; then
			failed=$((failed + 1))
			cp "$logs/$name.log" "$logs/$name.failed-$seed"
			tail -n 5 "$logs/$name.log"
		fi
		{ grep '[a-z]=[0-9]' "$logs/$name.log" || true; } |
			tail -n 1 >>"$logs/$name.last"
		rounds=$((rounds + 1)) seed=$((seed + 1))
		now=$(date +%s)
		[ $((now - begin)) -lt "$share" ] || break
	done
	echo "$name: rounds=$rounds failed=$failed seconds=$((now - begin))$(
		sums "$logs/$name.last")"
	[ "$failed" -eq 0 ]
}

bad=0
while read -r name command; do
	row "$name" "$command" || bad=$((bad + 1))
done <"$logs/rows"
[ "$bad" -eq 0 ] || { echo "$bad rows failed: $logs/*.failed-*"; exit 1; }
