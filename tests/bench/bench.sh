#!/bin/sh
# bench.sh [-b BUILD] [-c CONNECTIONS] [-i IN_FLIGHT] [-d SECONDS] [-r REPEATS]
# claimd as `claimctl init` ships it, and the network alone (echo), one after
# the other in the same run, REPEATS times; the medians and their ratio.
#
# Each repeat begins with an empty ledger. The line of each run says how much
# of the processors others used meanwhile; a repeat in which that was more than
# 0.3 of one is dropped, and made again at most twice as often as asked for.
set -eu
src=$(cd "$(dirname "$0")/../.." && pwd)
build=. connections=16 in_flight=1 seconds=5 repeats=3

while getopts b:c:i:d:r: option; do
	case $option in
	b) build=$OPTARG ;;
	c) connections=$OPTARG ;;
	i) in_flight=$OPTARG ;;
	d) seconds=$OPTARG ;;
	r) repeats=$OPTARG ;;
	*) exit 2 ;;
	esac
done
build=$(cd "$build" && pwd)
work=$(mktemp -d)
mkfifo "$work/said"
server=
# shellcheck disable=SC2317 # called by the trap
clean() {
	[ -z "$server" ] || kill "$server" 2>/dev/null || true
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM

"$src/tests/bench/requests.sh" "$work/requests"

# Ticks that all processors have been busy; that a process has used; of the
# clock.
all_ticks() {
	awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 + $9 }' /proc/stat
}
clock_ticks() {
	awk -v hz="$(getconf CLK_TCK)" '{ printf "%d", $1 * hz }' /proc/uptime
}
ticks_of() {
	sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

# Reads what the server says, by descriptor 3, until it names its port.
wait_ready() {
	said=
	while IFS= read -r line <&3; do
		said="$said$line
"
		case $line in
		*ready*)
			port=${line##*ready}
			port=${port%%,*}
			port=${port##*:}
			return
			;;
		esac
	done
	echo "$said" >&2
	exit 1
}

# measure NAME DIR COMMAND…: one run of load against a server.
measure() {
	name=$1 dir=$2
	shift 2
	"$@" >"$work/said" 2>&1 &
	server=$!
	exec 3<"$work/said"
	wait_ready
	before=$(($(all_ticks) - $(ticks_of "$server")))
	began=$(clock_ticks)
	"$build/tests/bench/load" -p "$port" -A "$dir/ca.pem" \
		-C "$dir/client-02012345.pem" -K "$dir/client-02012345.key" \
		-c "$connections" -i "$in_flight" -d "$seconds" \
		"$work/requests" >"$work/$name.json" || {
		cat "$work/$name.json" >&2
		echo "$said" >&2
		exit 1
	}
	ended=$(clock_ticks)
	after=$(($(all_ticks) - $(ticks_of "$server")))
	kill "$server"
	wait "$server" || true
	server=
	exec 3<&-
	others=$(awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" \
		-v ms="$(member cpu_ms)" -v clock=$((ended - began)) \
		'BEGIN { printf "%.2f", (ticks - ms * hz / 1000) / clock }')
	echo "$name (others used $others processors): $(cat "$work/$name.json")"
}

# member NAME: the number of that name in the newest result.
member() {
	sed "s/.*\"$1\":\([0-9.]*\).*/\1/" "$work/$name.json"
}

# keep NAME: its newest result counts.
keep() {
	name=$1
	for member in per_second p50_us p99_us p999_us; do
		member "$member" >>"$work/$name.$member"
	done
}

is_quiet() {
	awk -v a="$1" -v b="$2" 'BEGIN { exit !(a <= 0.3 && b <= 0.3) }'
}

median() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

echo "$(nproc) processors, load average $(cut -d' ' -f1-3 /proc/loadavg)," \
	"$connections connections, $in_flight in flight, $seconds s"
repeat=0 kept=0
while [ "$kept" -lt "$repeats" ] && [ "$repeat" -lt $((3 * repeats)) ]; do
	repeat=$((repeat + 1))
	dir=$work/claimd.$repeat
	"$build/claimctl" init "$dir" --data "$src/schema/demo" >"$work/init"
	# As shipped, but for the port: it may be taken.
	sed -i 's/port = 7443/port = 0/' "$dir/claimd.conf"
	measure claimd "$dir" "$build/daemon/claimd" -c "$dir/claimd.conf" -f
	others_of_claimd=$others
	measure echo "$dir" "$build/tests/bench/echo" \
		-c "$dir/claimd.conf" -p 0
	rm -rf "$dir"
	if is_quiet "$others_of_claimd" "$others"; then
		kept=$((kept + 1))
		keep claimd
		keep echo
	else
		echo 'dropped: the machine was busy with other things'
	fi
done
[ "$kept" -gt 0 ] || { echo 'no quiet run: no figures'; exit 0; }

echo
for name in claimd echo; do
	echo "$name: median of $kept:" \
		"$(median "$work/$name.per_second")/s," \
		"p50 $(median "$work/$name.p50_us") µs," \
		"p99 $(median "$work/$name.p99_us") µs," \
		"p99.9 $(median "$work/$name.p999_us") µs"
done
awk -v a="$(median "$work/claimd.per_second")" \
	-v b="$(median "$work/echo.per_second")" \
	'BEGIN { printf "claimd / echo = %.3f\n", a / b }'
