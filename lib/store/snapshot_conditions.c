/* Annex 2 in memory: few rows, and every look-up tries a dozen values. */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/snapshot_impl.h"

static bool read_row(sqlite3_stmt *stmt, struct scoped_condition *out)
{
	const struct column *scope = snapshot_column(COLUMN_condition_scope);
	const struct column *procedure =
	    snapshot_column(COLUMN_condition_procedure);
	const struct column *form = snapshot_column(COLUMN_condition_form);
	struct condition *c = &out->condition;

	out->scope = column_word(scope, db_text(stmt, 0, NULL));
	c->procedure =
	    (enum procedure)column_word(procedure, db_text(stmt, 2, NULL));
	/* STATEMENT_NONE comes before the words, and is not one of them. */
	c->form = sqlite3_column_type(stmt, 3) == SQLITE_NULL
		      ? STATEMENT_NONE
		      : (enum statement_kind)(
			    column_word(form, db_text(stmt, 3, NULL)) + 1);
	c->age_from = sqlite3_column_int(stmt, 4);
	c->age_below = sqlite3_column_int(stmt, 5);
	out->from = sqlite3_column_int(stmt, 6);
	out->to = sqlite3_column_int(stmt, 7);
	c->id = sqlite3_column_int64(stmt, 8);
	return snapshot_copy(stmt, 1, out->value, sizeof(out->value));
}

bool snapshot_read_conditions(struct snapshot *snapshot, struct err *e)
{
	sqlite3_stmt *stmt;
	int64_t count;

	if (!db_int(snapshot->db, "SELECT count(*) FROM condition", &count,
		    e) ||
	    !db_prepare(snapshot->db,
			"SELECT scope, value, procedure, form,"
			" coalesce(age_from, -1), coalesce(age_below, -1),"
			" valid_from, coalesce(valid_to, 2147483647), id"
			" FROM condition ORDER BY value, id",
			&stmt, e))
		return false;
	snapshot->conditions =
	    calloc((size_t)count + 1, sizeof(*snapshot->conditions));
	ensure(snapshot->conditions != NULL);
	while (snapshot->condition_count < (size_t)count &&
	       sqlite3_step(stmt) == SQLITE_ROW &&
	       read_row(stmt, &snapshot->conditions[snapshot->condition_count]))
		snapshot->condition_count++;
	sqlite3_finalize(stmt);
	if (snapshot->condition_count == (size_t)count)
		return true;
	return err_set(e, ERR_REFUSED, "condition: cannot be read");
}

/* The first row whose value is not below. */
static size_t first_of(const struct snapshot *snapshot, const char *value)
{
	size_t low = 0, high = snapshot->condition_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(snapshot->conditions[middle].value, value) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Keeps the list in the order of the ids. */
static void insert(struct reference *out, const struct condition *condition)
{
	int at = out->condition_count++;

	/* The checks have refused a snapshot with more. */
	ensure(at < CONDITIONS_MAX);
	for (; at > 0 && out->conditions[at - 1].id > condition->id; at--)
		out->conditions[at] = out->conditions[at - 1];
	out->conditions[at] = *condition;
}

static void add(const struct snapshot *snapshot, const char *scope,
		const char *value, civil_day day, struct reference *out)
{
	int wanted =
	    column_word(snapshot_column(COLUMN_condition_scope), scope);

	if (value[0] == '\0')
		return;
	for (size_t i = first_of(snapshot, value);
	     i < snapshot->condition_count; i++) {
		const struct scoped_condition *c = &snapshot->conditions[i];
		if (strcmp(c->value, value) != 0)
			return;
		if (c->scope == wanted && c->from <= day && day <= c->to)
			insert(out, &c->condition);
	}
}

void snapshot_find_conditions(const struct snapshot *snapshot, const char *gpk,
			      const char *atc, civil_day day,
			      struct reference *out)
{
	const struct article *article = &out->article;

	add(snapshot, "zi", article->zi, day, out);
	add(snapshot, "prk", article->prk, day, out);
	add(snapshot, "gpk", gpk, day, out);
	add(snapshot, "substance", article->substance, day, out);
	/* Scope atc names the beginning of a code. */
	for (size_t len = 1; len <= strlen(atc); len++) {
		char prefix[LEN_ATC + 1] = "";
		memcpy(prefix, atc, len);
		add(snapshot, "atc", prefix, day, out);
	}
}

static bool has_condition(const struct reference *reference, int64_t id)
{
	for (int i = 0; i < reference->condition_count; i++)
		if (reference->conditions[i].id == id)
			return true;
	return false;
}

bool snapshot_adds_condition(const struct snapshot *snapshot, const char *zi,
			     const char *gpk, const char *atc, civil_day day,
			     const struct reference *here)
{
	struct reference there = {.article = here->article};

	memset(there.article.zi, 0, sizeof(there.article.zi));
	memcpy(there.article.zi, zi, strlen(zi));
	snapshot_find_conditions(snapshot, gpk, atc, day, &there);
	for (int i = 0; i < there.condition_count; i++)
		if (!has_condition(here, there.conditions[i].id))
			return true;
	return false;
}
