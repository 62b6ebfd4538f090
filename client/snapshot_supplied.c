#include "client/snapshot_supplied.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/control_client.h"
#include "client/out.h"
#include "desk/control.h"

enum { DAYS_DEFAULT = 90 };

/* ---- asking ------------------------------------------------------------- */

static bool call(const struct args *args, int64_t days, struct doc **reply,
		 struct err *e)
{
	struct control *control = NULL;
	char memory[64];
	struct text command;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"supplied\",\"days\":");
	text_int(&command, days);
	text_char(&command, '}');
	bool ok = control_open(args, &control, e) &&
		  control_call(control, &command, reply, e);
	control_close(control);
	return ok;
}

static bool bad_answer(struct err *e)
{
	return err_set(e, ERR_FAILED, "the daemon's answer is unreadable");
}

static bool read_article(const struct doc_node *node,
			 struct supplied_article *out)
{
	const char *zi = doc_get_str(node, "zi", "");

	if (strlen(zi) != LEN_ZI)
		return false;
	memcpy(out->zi, zi, sizeof(out->zi));
	out->claims = doc_get_int(node, "claims", 0);
	return true;
}

bool supplied_read(const struct doc_node *answer, struct supplied *out,
		   struct err *e)
{
	const struct doc_node *articles = doc_get(answer, "articles");
	const char *from = doc_get_str(answer, "from", "");
	size_t count = doc_len(articles);

	if (strlen(from) != LEN_CIVIL || !doc_is_array(articles))
		return bad_answer(e);
	memcpy(out->from, from, sizeof(out->from));
	out->articles = calloc(count + 1, sizeof(*out->articles));
	out->by_zi = calloc(count + 1, sizeof(*out->by_zi));
	out->by_prk = calloc(count + 1, sizeof(*out->by_prk));
	ensure(out->articles != NULL);
	ensure(out->by_zi != NULL);
	ensure(out->by_prk != NULL);
	for (; out->count < count; out->count++)
		if (!read_article(doc_at(articles, out->count),
				  &out->articles[out->count]))
			return bad_answer(e);
	out->known = true;
	return true;
}

bool supplied_ask(const struct args *args, struct supplied *out, struct err *e)
{
	struct doc *reply;

	*out = (struct supplied){.days = DAYS_DEFAULT};
	if (!args_number(args, OPT_DAYS, 1, SUPPLIED_DAYS_MAX, &out->days, e))
		return false;
	if (!call(args, out->days, &reply, e)) {
		if (args_has(args, OPT_DAYS))
			return false;
		if (e->code != ERR_NOT_RUNNING)
			out_warn("without what was supplied: %s", e->message);
		return true;
	}
	bool ok = supplied_read(doc_root(reply), out, e);
	doc_free(reply);
	return ok;
}

void supplied_clear(struct supplied *supplied)
{
	free(supplied->articles);
	free(supplied->by_zi);
	free(supplied->by_prk);
	*supplied = (struct supplied){.known = false};
}

/* ---- finding ------------------------------------------------------------ */

/* The order of an index: by key, then the more supplied first. */
static int compare_places(const char *a_key, const char *b_key, size_t a,
			  size_t b)
{
	int order = strcmp(a_key, b_key);

	return order != 0 ? order : (a > b) - (a < b);
}

static int compare_zi(const void *a, const void *b, void *ctx)
{
	const struct supplied_article *articles = ctx;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return compare_places(articles[x].zi, articles[y].zi, x, y);
}

static int compare_prk(const void *a, const void *b, void *ctx)
{
	const struct supplied_article *articles = ctx;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return compare_places(articles[x].names.prk, articles[y].names.prk, x,
			      y);
}

void supplied_look_up(struct supplied *supplied, struct snapshot *was,
		      struct snapshot *is)
{
	struct supplied_article *articles = supplied->articles;

	for (size_t i = 0; i < supplied->count; i++) {
		struct article_names *names = &articles[i].names;
		if (!snapshot_article_names(is, articles[i].zi, names) &&
		    !snapshot_article_names(was, articles[i].zi, names))
			*names = (struct article_names){.prk = ""};
		supplied->by_zi[i] = supplied->by_prk[i] = i;
	}
	if (supplied->count == 0)
		return;
	qsort_r(supplied->by_zi, supplied->count, sizeof(size_t), compare_zi,
		articles);
	qsort_r(supplied->by_prk, supplied->count, sizeof(size_t), compare_prk,
		articles);
}

static const char *key_of(const struct supplied *supplied, bool prk,
			  size_t place)
{
	const struct supplied_article *article =
	    &supplied->articles[prk ? supplied->by_prk[place]
				    : supplied->by_zi[place]];

	return prk ? article->names.prk : article->zi;
}

/* The place in articles of the most supplied with this key, or count. */
static size_t search(const struct supplied *supplied, bool prk, const char *key)
{
	size_t low = 0, high = supplied->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(key_of(supplied, prk, middle), key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == supplied->count ||
	    strcmp(key_of(supplied, prk, low), key) != 0)
		return supplied->count;
	return prk ? supplied->by_prk[low] : supplied->by_zi[low];
}

static bool condition_names(const struct supplied_article *article,
			    const char *scope, const char *value)
{
	const struct article_names *names = &article->names;

	if (strcmp(scope, "zi") == 0)
		return strcmp(article->zi, value) == 0;
	if (strcmp(scope, "prk") == 0)
		return strcmp(names->prk, value) == 0;
	if (strcmp(scope, "gpk") == 0)
		return strcmp(names->gpk, value) == 0;
	if (strcmp(scope, "atc") == 0)
		return strncmp(names->atc, value, strlen(value)) == 0;
	return strcmp(names->substance, value) == 0;
}

static size_t search_condition(const struct supplied *supplied,
			       const struct value *row)
{
	const char *scope = row[COLUMN_condition_scope - FIRST_condition].text;
	const char *value = row[COLUMN_condition_value - FIRST_condition].text;
	size_t i = 0;

	while (i < supplied->count &&
	       !condition_names(&supplied->articles[i], scope, value))
		i++;
	return i;
}

/* By the columns of its key that name an article or its product. */
static size_t search_row(const struct supplied *supplied, enum table_id id,
			 const struct value *row)
{
	const struct table *table = snapshot_table((int)id);
	size_t best = supplied->count;

	if (row == NULL)
		return best;
	if (id == TABLE_condition)
		return search_condition(supplied, row);
	for (int i = 0; i < table_key_columns(table); i++) {
		const char *name = table->columns[i].name;
		bool prk = strcmp(name, "prk") == 0;
		if (!prk && strcmp(name, "zi") != 0 &&
		    strcmp(name, "code") != 0)
			continue;
		size_t found = search(supplied, prk, row[i].text);
		if (found < best)
			best = found;
	}
	return best;
}

const struct supplied_article *
supplied_find(const struct supplied *supplied,
	      const struct snapshot_change *change)
{
	if (supplied->count == 0)
		return NULL;
	size_t was = search_row(supplied, change->table, change->was);
	size_t is = search_row(supplied, change->table, change->is);
	size_t best = was < is ? was : is;
	return best < supplied->count ? &supplied->articles[best] : NULL;
}
