#include "store/snapshot_faults.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/snapshot_limits.h"

static void say(struct faults *faults, const char *text)
{
	if (faults->count++ < FAULTS_LISTED_MAX && faults->report != NULL)
		faults->report(faults->ctx, text);
}

void fault_add(struct faults *faults, const struct fault_place *place,
	       const char *what, const char *expected)
{
	char text[LEN_FAULT + 1];

	if (place->line == 0)
		snprintf(text, sizeof(text), "%s.csv: %s, expected %s",
			 place->table->name, what, expected);
	else
		snprintf(text, sizeof(text),
			 "%s.csv:%" PRId64 ":%d %s: %s, expected %s",
			 place->table->name, place->line, place->place,
			 place->column, what, expected);
	say(faults, text);
}

void fault_value(struct faults *faults, const struct fault_place *place,
		 const char *value, size_t len, const char *expected)
{
	char what[LEN_FAULT_QUOTE * 2 + 16];
	size_t used = 0, shown = 0;

	if (len == 0) {
		fault_add(faults, place, "empty", expected);
		return;
	}
	what[used++] = '\'';
	for (; shown < len && shown < LEN_FAULT_QUOTE; shown++) {
		unsigned char c = (unsigned char)value[shown];
		what[used++] = c < 0x20 || c == 0x7f ? '?' : (char)c;
	}
	/* Not within a character. */
	while (shown < len && used > 1 &&
	       ((unsigned char)value[shown] & 0xc0) == 0x80) {
		used--;
		shown--;
	}
	snprintf(what + used, sizeof(what) - used, "%s",
		 shown < len ? "…'" : "'");
	fault_add(faults, place, what, expected);
}

void fault_file(struct faults *faults, const char *file, const char *what,
		const char *expected)
{
	char text[LEN_FAULT + 1];

	snprintf(text, sizeof(text), "%s: %s, expected %s", file, what,
		 expected);
	say(faults, text);
}
