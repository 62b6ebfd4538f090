#!/bin/sh
# The layers are a test: base < rules < wire, store < trust < desk < net <
# main.
# Each folder may include only the folders or headers named here, and each library's
# header is at home in the folders named below.
set -eu
cd "${srcdir:-.}"
faults=0

fault() {
	echo "$1" >&2
	faults=$((faults + 1))
}

# allow FOLDER NAMES: what FOLDER's files include between quotes is in one of these
# folders, or is one of these headers.
allow() {
	folder=$1
	pattern=$(echo "$2" | sed 's/ /|/g')
	for file in "$folder"/*.c "$folder"/*.h; do
		[ -f "$file" ] || continue
		bad=$(grep -nE '^#include "' "$file" |
			grep -vE "^[0-9]+:#include \"($pattern)[/\"]" || true)
		[ -z "$bad" ] || fault "$file: may include $2 only: $bad"
	done
}

# home HEADER FOLDERS: a library's header is included there and nowhere else.
home() {
	pattern=$(echo "$2" | sed 's/ /|/g')
	bad=$(grep -rlE --include='*.[ch]' "^#include <$1" lib daemon client |
		grep -vE "^($pattern)/" || true)
	[ -z "$bad" ] || fault "<$1> belongs to $2 only: $bad"
}

allow lib/base 'base'
allow lib/rules 'base rules'
allow lib/wire 'base rules wire'
allow lib/store 'base rules store schema'
allow lib/trust 'base rules wire store trust'
allow daemon/desk 'base rules wire store trust desk'
allow daemon/net 'base rules wire desk net'
allow lib/gstandaard 'base store gstandaard'
allow client 'base rules wire store trust gstandaard client desk/control.h'

home sqlite3.h 'lib/store'
home csv.h 'lib/store lib/gstandaard'
home jansson.h 'lib/wire'
home event2/ 'daemon/net'
home openssl/ssl.h 'daemon/net client'
home confuse.h 'daemon client'

# The pure core: nothing that has state, time, memory or files.
for header in stdio.h stdlib.h errno.h time.h unistd.h pthread.h; do
	home_bad=$(grep -lE "^#include <$header>" lib/rules/*.[ch] || true)
	[ -z "$home_bad" ] || fault "lib/rules is pure: <$header> in $home_bad"
done
bad=$(grep -nE '\b(malloc|calloc|realloc|free|time|clock_gettime|printf)\(' \
	lib/rules/*.[ch] || true)
[ -z "$bad" ] || fault "lib/rules is pure: $bad"

[ "$faults" -eq 0 ] && echo "layers hold"
exit $((faults > 0))
