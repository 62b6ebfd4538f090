#!/bin/sh
# Functions of at most 70 lines, files of at most 500, lines of at most 100
# columns in C.
set -eu
cd "${srcdir:-.}"
# shellcheck disable=SC2016 # $0 is awk's
find lib daemon client tests -name '*.[ch]' | sort | xargs awk '
	FNR == 1 { if (file != "" && lines > 500)
			{ print file ": " lines " lines"; bad++ }
		   file = FILENAME; lines = 0 }
	{ lines = FNR }
	/^\{/ { start = FNR }
	/^\}/ { if (start && FNR - start - 1 > 70)
			{ print FILENAME ":" start ": a function of " \
			  FNR - start - 1 " lines"; bad++ }
		start = 0; functions++ }
	{ expanded = $0; gsub(/\t/, "        ", expanded) }
	length(expanded) > 100 { print FILENAME ":" FNR ": " \
		length(expanded) " columns"; bad++ }
	END { if (lines > 500) { print file ": " lines " lines"; bad++ }
	      print functions " functions looked at"; exit bad > 0 }'
