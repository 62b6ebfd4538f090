/* A rehearsal for people: sums, then rules, articles and claims. */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/limits.h"
#include "client/snapshot_rehearse.h"
#include "rules/forms.h"

enum { LABEL_COLUMNS = 16, MONEY_COLUMNS = 18 };

enum telling {
#define TELL(symbol, nl, en) TELL_##symbol,
#include "client/snapshot_rehearse.def"
#undef TELL
};

struct printer {
	FILE *stream;
	enum language language;
	bool full;
};

static const char *tell(const struct printer *p, enum telling telling)
{
	static const struct {
		const char *in[LANGUAGE_COUNT];
	} tellings[] = {
#define TELL(symbol, nl, en) {{nl, en}},
#include "client/snapshot_rehearse.def"
#undef TELL
	};

	return tellings[telling].in[p->language];
}

/* A sentence with each %s replaced by the next word; NULL ends them. */
static void print(const struct printer *p, enum telling telling,
		  const char *const *words)
{
	const char *at = tell(p, telling);

	for (const char *gap; (gap = strstr(at, "%s")) != NULL;
	     at = gap + strlen("%s")) {
		ensure(*words != NULL);
		fprintf(p->stream, "%.*s%s", (int)(gap - at), at, *words++);
	}
	fputs(at, p->stream);
}

struct word {
	char text[64];
};

static const char *number(int64_t n, struct word *out)
{
	snprintf(out->text, sizeof(out->text), "%lld", (long long)n);
	return out->text;
}

static const char *euros(const struct printer *p, cents amount,
			 struct word *out)
{
	struct text t;

	text_init(&t, out->text, sizeof(out->text));
	form_write(&t, FORM_EURO, amount, p->language);
	return out->text;
}

/* "+€ 1,20", "-€ 0,15", "€ 0,00" */
static const char *difference(const struct printer *p, cents amount,
			      struct word *out)
{
	struct text t;

	text_init(&t, out->text, sizeof(out->text));
	if (amount != 0)
		text_char(&t, amount > 0 ? '+' : '-');
	form_write(&t, FORM_EURO, llabs(amount), p->language);
	return out->text;
}

static void print_number(const struct printer *p, enum telling telling,
			 int64_t n)
{
	struct word word;
	const char *const words[] = {number(n, &word), NULL};

	print(p, telling, words);
}

/* Characters, not bytes. */
static int columns(const char *text)
{
	int count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void print_left(const struct printer *p, const char *text, int width)
{
	int used = columns(text);

	fprintf(p->stream, "%s%*s", text, used < width ? width - used : 0, "");
}

static void print_right(const struct printer *p, const char *text)
{
	int used = columns(text);

	fprintf(p->stream, "%*s%s",
		used < MONEY_COLUMNS ? MONEY_COLUMNS - used : 1, "", text);
}

/* --- sums --------------------------------------------------------------- */

static enum telling label_of(enum sum sum)
{
	return (enum telling)((int)TELL_REIMBURSED + (int)sum);
}

static void print_sums(const struct printer *p, const struct sums *sums)
{
	struct word word;

	print_left(p, "", 2 + LABEL_COLUMNS);
	print_right(p, tell(p, TELL_BEFORE));
	print_right(p, tell(p, TELL_AFTER));
	print_right(p, tell(p, TELL_DIFFERENCE));
	fputc('\n', p->stream);
	for (int i = 0; i < SUM_COUNT; i++) {
		cents by = sums->after[i] - sums->before[i];
		fputs("  ", p->stream);
		print_left(p, tell(p, label_of((enum sum)i)), LABEL_COLUMNS);
		print_right(p, euros(p, sums->before[i], &word));
		print_right(p, euros(p, sums->after[i], &word));
		print_right(p, difference(p, by, &word));
		fputc('\n', p->stream);
	}
}

/* "reimbursed € 5,45 → € 6,00 (+€ 0,55), …": what changed. */
static void print_sums_line(const struct printer *p, const struct sums *sums)
{
	const char *separator = "    ";
	struct word before, after, by;

	for (int i = 0; i < SUM_COUNT; i++) {
		if (sums->before[i] == sums->after[i])
			continue;
		fprintf(p->stream, "%s%s %s → %s (%s)", separator,
			tell(p, label_of((enum sum)i)),
			euros(p, sums->before[i], &before),
			euros(p, sums->after[i], &after),
			difference(p, sums->after[i] - sums->before[i], &by));
		separator = ", ";
	}
	if (separator[0] == ',')
		fputc('\n', p->stream);
}

/* --- the head ----------------------------------------------------------- */

static void print_item(const struct printer *p, enum telling telling, int64_t n)
{
	if (n == 0)
		return;
	fputs("  ", p->stream);
	print_number(p, telling, n);
	fputc('\n', p->stream);
}

static void print_out_of_days(const struct printer *p,
			      const struct rehearsed *r)
{
	struct word word;
	const char *const words[] = {number(r->out_of_days, &word),
				     r->first_day, r->last_day, NULL};

	if (r->out_of_days == 0)
		return;
	fputs("  ", p->stream);
	print(p, TELL_OUT_OF_DAYS, words);
	fputc('\n', p->stream);
}

static void print_head(const struct printer *p, const struct rehearsed *r)
{
	struct word n[4];
	const char *const title[] = {r->snapshot, r->from, NULL};
	const char *const counts[] = {
	    number(r->judged, &n[0]), number(r->changed, &n[1]),
	    number(r->denials, &n[2]), number(r->rescued, &n[3]), NULL};

	print(p, TELL_TITLE, title);
	fputs("\n  ", p->stream);
	print(p, TELL_JUDGED, counts);
	fputc('\n', p->stream);
	print_item(p, TELL_OTHER_RULES, r->other_rules);
	print_item(p, TELL_REVERSED, r->reversed);
	print_out_of_days(p, r);
	print_item(p, TELL_UNJUDGED, r->unjudged);
}

/* --- groups ------------------------------------------------------------- */

static void print_count(const struct printer *p, int64_t claims)
{
	if (claims == 1)
		fputs(tell(p, TELL_ONE_CLAIM), p->stream);
	else
		print_number(p, TELL_CLAIMS, claims);
}

static void print_part(const struct printer *p, enum telling telling, int64_t n)
{
	if (n == 0)
		return;
	fputs(", ", p->stream);
	print_number(p, telling, n);
}

static void print_rule(const struct printer *p, const struct group *group)
{
	if (group->code[0] == '\0')
		fputs(tell(p, TELL_ONLY_AMOUNTS), p->stream);
	else
		fprintf(p->stream, "%s (%s)", group->code, group->detail);
	fputs(": ", p->stream);
	print_count(p, group->claims);
	print_part(p, TELL_GAINED, group->gained);
	print_part(p, TELL_LOST, group->lost);
}

/* What the snapshot does not name goes by its code, or its kind. */
static void print_called(const struct printer *p, const char *name,
			 const char *code, const char *kind)
{
	if (name[0] == '\0')
		name = term("kind", kind, p->language);
	fputs(name, p->stream);
	if (code[0] != '\0')
		fprintf(p->stream, " (%s)", code);
}

static void print_article(const struct printer *p, const struct group *group)
{
	print_called(p, group->name, group->code, group->detail);
	fputs(": ", p->stream);
	print_count(p, group->claims);
}

static void print_more(const struct printer *p, enum telling telling,
		       size_t left_out)
{
	if (left_out == 0)
		return;
	fputs("  ", p->stream);
	print_number(p, telling, (int64_t)left_out);
	fputc('\n', p->stream);
}

static size_t shown_of(const struct printer *p, size_t count)
{
	return p->full || count < REHEARSED_SHOWN_MAX ? count
						      : REHEARSED_SHOWN_MAX;
}

static void print_groups(const struct printer *p, enum telling title,
			 const struct groups *groups)
{
	size_t shown = shown_of(p, groups->count);

	fprintf(p->stream, "\n%s\n", tell(p, title));
	for (size_t i = 0; i < shown; i++) {
		const struct group *group = groups->list[i];
		fputs("  ", p->stream);
		if (title == TELL_BY_RULE)
			print_rule(p, group);
		else
			print_article(p, group);
		fputc('\n', p->stream);
		print_sums_line(p, &group->sums);
	}
	print_more(p, TELL_MORE, groups->count - shown);
}

/* --- claims ------------------------------------------------------------- */

static const char *outcome_word(const struct printer *p,
				const struct doc_node *side)
{
	const char *outcome = doc_get_str(side, "outcome", "");

	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (strcmp(outcome, outcome_name((enum outcome)i)) == 0)
			return tell(p, (enum telling)((int)TELL_APPROVE + i));
	return outcome;
}

static void print_rules(const struct printer *p, char sign,
			const struct doc_node *rules)
{
	for (size_t i = 0; i < doc_len(rules); i++)
		fprintf(p->stream, "    %c %s (%s)\n", sign,
			doc_get_str(doc_at(rules, i), "code", ""),
			doc_get_str(doc_at(rules, i), "article", ""));
}

static void print_whose(const struct printer *p, const struct doc_node *node)
{
	fprintf(p->stream, "  %s  %s  %s  ", doc_get_str(node, "claim", ""),
		doc_get_str(node, "pharmacy", ""),
		doc_get_str(node, "date", ""));
	print_called(p, doc_get_str(node, "name", ""),
		     doc_get_str(node, "code", ""),
		     doc_get_str(node, "kind", ""));
}

static void print_change(const struct printer *p, const struct doc_node *change)
{
	const char *before = outcome_word(p, doc_get(change, "before"));
	const char *after = outcome_word(p, doc_get(change, "after"));
	struct sums sums;

	print_whose(p, change);
	if (strcmp(before, after) == 0)
		fprintf(p->stream, ": %s\n", after);
	else
		fprintf(p->stream, ": %s → %s\n", before, after);
	sums_read(change, &sums);
	print_sums_line(p, &sums);
	print_rules(p, '+', doc_get(change, "gained"));
	print_rules(p, '-', doc_get(change, "lost"));
}

static void print_failure(const struct printer *p, const struct doc_node *node)
{
	const char *field = doc_get_str(node, "field", "");

	print_whose(p, node);
	fprintf(p->stream, ": %s%s%s\n", field, field[0] != '\0' ? ": " : "",
		doc_get_str(node, "message", ""));
}

/* What the daemon said, which was read once already. */
static void print_json_as(const struct printer *p, const char *json,
			  void (*as)(const struct printer *p,
				     const struct doc_node *node))
{
	struct doc *doc;
	struct err e;

	ensure(doc_parse(json, strlen(json), &doc, &e));
	as(p, doc_root(doc));
	doc_free(doc);
}

static int compare_changes(const void *a, const void *b)
{
	const struct rehearsed_change *left = a, *right = b;

	if (left->shift != right->shift)
		return left->shift > right->shift ? -1 : 1;
	return left->order < right->order ? -1 : 1;
}

static struct rehearsed_change *sorted_changes(const struct rehearsed *r)
{
	size_t size = r->change_count * sizeof(*r->changes);
	struct rehearsed_change *sorted = malloc(size);

	ensure(sorted != NULL);
	memcpy(sorted, r->changes, size);
	qsort(sorted, r->change_count, sizeof(*sorted), compare_changes);
	return sorted;
}

static void print_changes(const struct printer *p, const struct rehearsed *r)
{
	struct rehearsed_change *sorted = sorted_changes(r);
	size_t shown = shown_of(p, r->change_count);

	fprintf(p->stream, "\n%s\n", tell(p, TELL_BY_CLAIM));
	for (size_t i = 0; i < shown; i++)
		print_json_as(p, sorted[i].json, print_change);
	print_more(p, TELL_MORE, r->change_count - shown);
	free(sorted);
}

static void print_failures(const struct printer *p, const struct rehearsed *r)
{
	size_t shown = shown_of(p, r->failure_count);

	fprintf(p->stream, "\n%s\n", tell(p, TELL_FAILURES));
	for (size_t i = 0; i < shown; i++)
		print_json_as(p, r->failures[i], print_failure);
	print_more(p, TELL_MORE, r->failure_count - shown);
}

void rehearsed_print(const struct rehearsed *r, FILE *stream,
		     enum language language, bool full)
{
	struct printer p = {stream, language, full};
	struct word word;
	const char *const shift[] = {euros(&p, r->shift, &word), NULL};

	print_head(&p, r);
	if (r->changed == 0) {
		fprintf(stream, "%s\n", tell(&p, TELL_NOTHING));
	} else {
		print_sums(&p, &r->sums);
		print(&p, TELL_SHIFT, shift);
		fputc('\n', stream);
		print_groups(&p, TELL_BY_RULE, &r->rules);
		print_groups(&p, TELL_BY_ARTICLE, &r->articles);
	}
	if (r->change_count > 0)
		print_changes(&p, r);
	if (r->failure_count > 0)
		print_failures(&p, r);
	print_more(&p, TELL_UNLISTED, (size_t)r->unlisted);
}
