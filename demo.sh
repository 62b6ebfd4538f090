#!/bin/sh
# A first look at claimd on a fresh Debian 12: installs what building needs,
# builds in ./build, makes a folder with certificates and reference data,
# starts the daemon there, and sends it three requests for medicines and one
# for each other kind of care.
#
# usage: ./demo.sh [--no-install] [--built DIR] [--dir DIR] [--port N]
#   --no-install  do not look for missing packages
#   --built DIR   use the programs in DIR, build nothing
#   --dir DIR     the folder of the demo (default: demo)
#   --port N      where the daemon listens (default: 7443)
set -eu

# Written into the folder, so that a later run may remove it.
marker=.made-by-the-demo

usage() {
	sed -n 's/^# \{0,1\}//; 7,11p' "$0" >&2
	exit 2
}

fail() {
	echo "demo.sh: $1" >&2
	exit 1
}

absolute() {
	case $1 in
	/*) echo "$1" ;;
	*) echo "$PWD/$1" ;;
	esac
}

# Runs a step silently, and shows its words only if it fails.
quietly() {
	"$@" >"$log" 2>&1 || {
		tail -n 40 "$log" >&2
		fail "failed: $*"
	}
}

build_programs() {
	echo "building in $PWD/build"
	[ -x configure ] || quietly autoreconf -i
	mkdir -p build
	(
		cd build
		[ -f Makefile ] || quietly ../configure --quiet
		quietly make --quiet "-j$(nproc)"
	)
	built=build
}

# Ends the daemon of an earlier run and removes what that run made.
clear_folder() {
	[ -e "$dir" ] || return 0
	[ -f "$dir/$marker" ] ||
		fail "$dir exists and is not of demo.sh; choose another --dir"
	if "$claimctl" drain --dir "$dir" >/dev/null 2>&1; then
		echo "stopped the daemon of an earlier run"
	fi
	rm -rf "$dir"
}

start_daemon() {
	"$claimctl" init "$dir" --port "$port" >/dev/null
	: >"$dir/$marker"
	# Without -f it returns as soon as the daemon is ready to answer.
	"$claimd" -c "$dir/claimd.conf" 2>"$dir/claimd.log" || {
		cat "$dir/claimd.log" >&2
		fail "the daemon did not start; is port $port in use? (--port N)"
	}
	echo "claimd listens on 127.0.0.1 port $port"
}

say_how_to_go_on() {
	cat <<END

The daemon goes on running. By hand:

  $claimctl status --dir $dir
  $claimctl explain C00000000000002 --dir $dir
  $claimctl submit --dir $dir --simulate $dir/requests.jsonl

Asked again as a simulation, three more of them are denied now: what was
delivered a moment ago counts. Without --simulate each gets its first answer, byte for byte.

Requests are lines of JSON ($dir/requests.jsonl); a changed one needs another
id. Sent without claimctl:

  openssl s_client -quiet -connect 127.0.0.1:$port -CAfile $dir/ca.pem \\
    -cert $dir/client-02012345.pem -key $dir/client-02012345.key

To stop the daemon:

  $claimctl drain --dir $dir
END
}

install=yes built='' dir=demo port=7443
while [ $# -gt 0 ]; do
	case $1 in
	--no-install) install=no ;;
	--built) built=$(absolute "${2:?--built needs a folder}") && shift ;;
	--dir) dir=$(absolute "${2:?--dir needs a folder}") && shift ;;
	--port) port=${2:?--port needs a number} && shift ;;
	*) usage ;;
	esac
	shift
done

cd "$(dirname "$0")"
export CLAIMD_DEMO="$PWD/schema/demo"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
[ "$install" = no ] || [ -n "$built" ] || ./packages.sh build
[ -n "$built" ] || build_programs
claimctl=$built/claimctl
claimd=$built/daemon/claimd
clear_folder
start_daemon
echo
"$claimctl" submit --dir "$dir" "$dir/requests.jsonl"
say_how_to_go_on
