#include "client/whatif.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/suggest.h"
#include "client/check_fields.h"
#include "client/leaves.h"
#include "client/limits.h"
#include "client/whatif_source.h"
#include "wire/edit.h"
#include "wire/field_names.h"

bool whatif_has_file(const struct args *args)
{
	return args_has(args, OPT_FILE);
}

static const struct whatif_source *source_of(const struct args *args)
{
	return whatif_has_file(args) ? &whatif_of_file : &whatif_of_claim;
}

bool whatif_start(struct whatif *w, const struct args *args, struct err *e)
{
	*w = (struct whatif){.args = args};
	w->start = source_of(args)->start(args, e);
	if (w->start == NULL)
		return false;
	w->now = strdup(w->start);
	ensure(w->now != NULL);
	return true;
}

void whatif_end(struct whatif *w)
{
	free(w->start);
	free(w->now);
	doc_free(w->answer);
}

bool whatif_try(struct whatif *w, char *request, struct err *e)
{
	struct doc *answer =
	    source_of(w->args)->ask(w->args, w->start, request, e);

	if (answer == NULL) {
		free(request);
		return false;
	}
	doc_free(w->answer);
	w->answer = answer;
	free(w->now);
	w->now = request;
	return true;
}

void whatif_changes(const struct whatif *w, leaf_change *each, void *ctx)
{
	const char *const requests[2] = {w->start, w->now};
	struct leaves leaves[2];

	for (int i = 0; i < 2; i++) {
		struct doc *doc;
		struct err e;
		ensure(doc_parse(requests[i], strlen(requests[i]), &doc, &e));
		leaves_read(doc_root(doc), &leaves[i]);
		doc_free(doc);
	}
	leaves_compare(&leaves[0], &leaves[1], each, ctx);
	for (int i = 0; i < 2; i++)
		leaves_free(&leaves[i]);
}

/* ---- a change ----------------------------------------------------------- */

/* Whoever it is about is not changed, and a BSN never stands in an argument. */
static bool is_person(const char *name)
{
	return strcmp(name, "insured.bsn") == 0;
}

char *whatif_set(const char *request, const char *name, const char *value,
		 struct err *e)
{
	char memory[REQUEST_LINE_MAX];
	struct text json;

	if (is_person(name)) {
		err_field(e, ERR_BAD_FIELD, "/insured/bsn",
			  "cannot be set: it stays the same person's claim");
		return NULL;
	}
	text_init(&json, memory, sizeof(memory));
	check_field_json(name, value, &json);
	if (json.overflow) {
		err_set(e, ERR_LINE_TOO_LONG, "%s: the value is too long",
			name);
		return NULL;
	}
	return edit_set(request, strlen(request), name,
			strcmp(value, "none") == 0 ? NULL : json.data, e);
}

int whatif_shown_len(const char *word)
{
	size_t len = strcspn(word, "0123456789");

	return len < EDIT_NAME_MAX ? (int)len : EDIT_NAME_MAX;
}

bool whatif_assign(char **request, const char *assignment, struct err *e)
{
	size_t len = strcspn(assignment, "=");

	if (len == 0 || assignment[len] == '\0')
		return err_set(e, ERR_USAGE, "'%.*s': expected FIELD=VALUE",
			       whatif_shown_len(assignment), assignment);
	char *name = strndup(assignment, len);
	ensure(name != NULL);
	char *changed = whatif_set(*request, name, assignment + len + 1, e);
	free(name);
	if (changed == NULL)
		return false;
	free(*request);
	*request = changed;
	return true;
}

enum item_kind whatif_kind(const char *request)
{
	enum item_kind kind = KIND_MEDICINE;
	struct doc *doc;
	struct err e;

	if (!doc_parse(request, strlen(request), &doc, &e))
		return kind;
	const char *name =
	    doc_get_str(doc_get(doc_root(doc), "item"), "kind", "");
	for (int i = 0; i < KIND_COUNT; i++)
		if (strcmp(item_kind_name((enum item_kind)i), name) == 0)
			kind = (enum item_kind)i;
	doc_free(doc);
	return kind;
}

/* ---- a field that there is not ------------------------------------------ */

/*
 * A name that ends in the same word: "days" is item.days, item.chronic is
 * prescription.chronic; else the nearest as a whole; else one whose end is
 * near.
 */
struct nearest {
	struct suggest whole, end;
	char candidate[LEAF_NAME_SIZE];
	char whole_name[LEAF_NAME_SIZE], end_name[LEAF_NAME_SIZE];
};

static const char *last_name(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot == NULL ? path : dot + 1;
}

/* Names live for this call only: the better one is copied. */
static void consider(struct suggest *s, const char *candidate, const char *name,
		     char best[LEAF_NAME_SIZE])
{
	size_t distance = s->distance;
	struct text t;

	suggest_consider(s, candidate);
	if (s->distance == distance)
		return;
	text_init(&t, best, LEAF_NAME_SIZE);
	text_str(&t, name);
}

static void consider_field(void *ctx, const char *name, const char *expected)
{
	struct nearest *nearest = ctx;

	(void)expected;
	consider(&nearest->whole, name, name, nearest->whole_name);
	consider(&nearest->end, last_name(name), name, nearest->end_name);
}

/* "/item/dais" as it is typed. */
static void dotted(const char *pointer, char *out, size_t size)
{
	struct text t;

	text_init(&t, out, size);
	for (const char *p = pointer + (*pointer == '/'); *p != '\0'; p++)
		text_char(&t, *p == '/' ? '.' : *p);
}

const char *whatif_hint(const struct whatif *w, const struct err *e,
			struct text *hint)
{
	struct nearest nearest = {.whole_name = ""};
	char name[LEAF_NAME_SIZE];

	if (e->code != ERR_UNKNOWN_FIELD)
		return source_of(w->args)->hint(e->code);
	dotted(e->field, name, sizeof(name));
	suggest_start(&nearest.whole, name);
	suggest_start(&nearest.end, last_name(name));
	field_names(whatif_kind(w->now), consider_field, &nearest);
	bool by_end =
	    nearest.end.distance == 0 || nearest.whole_name[0] == '\0';
	const char *best = by_end ? nearest.end_name : nearest.whole_name;
	if (*best == '\0')
		return NULL;
	text_str(hint, "did you mean ");
	text_str(hint, best);
	text_char(hint, '?');
	return hint->data;
}
