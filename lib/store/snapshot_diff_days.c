#include "store/snapshot_diff_days.h"

#include <string.h>

#include "base/ensure.h"

/* A stretch of days with the rows that hold on them, NULL for none. */
struct stretch {
	civil_day from, to;
	const struct diff_row *was, *is;
	uint64_t columns;
};

bool diff_value_equal(const struct value *a, const struct value *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == VALUE_TEXT)
		return strcmp(a->text, b->text) == 0;
	return a->type == VALUE_NULL || a->integer == b->integer;
}

/* Of these columns those in which two rows differ. */
static uint64_t different(const struct diff_row *a, const struct diff_row *b,
			  uint64_t columns)
{
	uint64_t found = 0;

	for (int i = 0; columns >> i != 0; i++) {
		uint64_t bit = UINT64_C(1) << i;
		if ((columns & bit) != 0 &&
		    !diff_value_equal(&a->values[i], &b->values[i]))
			found |= bit;
	}
	return found;
}

static bool is_change(const struct stretch *s)
{
	if (s->was == NULL && s->is == NULL)
		return false;
	return s->was == NULL || s->is == NULL || s->columns != 0;
}

static bool same_rows(const struct diff_row *a, const struct diff_row *b,
		      uint64_t columns)
{
	if (a == NULL || b == NULL)
		return a == b;
	return different(a, b, columns) == 0;
}

/* Whether the second, of the days behind the first, says the same. */
static bool goes_on(const struct stretch *first, const struct stretch *second)
{
	return first->columns == second->columns &&
	       same_rows(first->was, second->was, first->columns) &&
	       same_rows(first->is, second->is, first->columns);
}

static void tell(const struct diff_table *table, const struct stretch *s)
{
	struct snapshot_change change = {
	    .table = table->id,
	    .kind = s->was == NULL  ? CHANGE_ADDED
		    : s->is == NULL ? CHANGE_GONE
				    : CHANGE_CHANGED,
	    .from = s->from,
	    .to = s->to,
	    .was = s->was != NULL ? s->was->values : NULL,
	    .is = s->is != NULL ? s->is->values : NULL,
	    .columns = s->columns,
	};

	table->each(table->ctx, &change);
}

/* The row that holds on a day, or NULL; *end is lowered to the last day on
 * which that stays so. */
static const struct diff_row *on_day(const struct diff_rows *rows, size_t *at,
				     civil_day day, civil_day *end)
{
	while (*at < rows->count && rows->rows[*at]->to < day)
		++*at;
	if (*at == rows->count)
		return NULL;
	const struct diff_row *row = rows->rows[*at];
	bool begun = row->from <= day;
	civil_day last = begun ? row->to : row->from - 1;
	if (last < *end)
		*end = last;
	return begun ? row : NULL;
}

void diff_days(const struct diff_table *table, const struct diff_rows *was,
	       const struct diff_rows *is)
{
	struct stretch before = {0};
	size_t was_at = 0, is_at = 0;
	civil_day day = CIVIL_NONE, end;

	do {
		end = CIVIL_FOREVER;
		struct stretch s = {.from = day};
		s.was = on_day(was, &was_at, day, &end);
		s.is = on_day(is, &is_at, day, &end);
		s.to = end;
		s.columns = table->columns;
		if (s.was != NULL && s.is != NULL)
			s.columns = different(s.was, s.is, table->columns);
		if (is_change(&before) && is_change(&s) &&
		    goes_on(&before, &s)) {
			before.to = s.to;
		} else {
			if (is_change(&before))
				tell(table, &before);
			before = s;
		}
		day = end == CIVIL_FOREVER ? end : end + 1;
	} while (end != CIVIL_FOREVER);
	if (is_change(&before))
		tell(table, &before);
}
