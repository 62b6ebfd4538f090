#!/bin/bash
# What bash completes after some words, with the completion that claimctl
# prints. Needs no daemon.
set -euo pipefail

claimctl=${CLAIMCTL:-./claimctl}
# shellcheck source=/dev/null
source <("$claimctl" completion bash)
faults=0

# expect WORD WORDS...: among what completes the last of WORDS is WORD.
expect() {
	local wanted=$1
	shift
	COMP_WORDS=(claimctl "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_claimctl
	[[ " ${COMPREPLY[*]} " == *" $wanted "* ]] && return
	echo "claimctl $*: expected $wanted among: ${COMPREPLY[*]}"
	faults=$((faults + 1))
}

# refuse WORD WORDS...: it is not.
refuse() {
	local unwanted=$1
	shift
	COMP_WORDS=(claimctl "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_claimctl
	[[ " ${COMPREPLY[*]} " != *" $unwanted "* ]] && return
	echo "claimctl $*: $unwanted should not be offered"
	faults=$((faults + 1))
}

expect snapshot sn
expect init ''
refuse init sn
expect build snapshot ''
expect use snapshot u
refuse build snapshot u
expect --out snapshot build --o
expect --json snapshot build x --
refuse --out snapshot use --
expect --simulate submit --s
expect /etc/passwd submit --ca /etc/pass
expect /etc snapshot use --dir /et
refuse /etc/passwd snapshot use --dir /etc/pass

exit "$faults"
