#include "rules/sights.h"

#include <string.h>

#include "base/attr.h"
#include "base/ensure.h"
#include "rules/conditions.h"
#include "rules/settle.h"
#include "rules/view.h"

/* ---- what the table needs to say it briefly ----------------------------- */

static const char *sex_name(char sex)
{
	return sex == 'f' ? "f" : sex == 'm' ? "m" : "x";
}

static const char *answer_name(enum answer answer)
{
	static const char *const names[] = {
	    [ANSWER_NOT_GIVEN] = "not_given",
	    [ANSWER_NO] = "nee",
	    [ANSWER_YES] = "ja",
	};

	return names[answer];
}

static bool asks_statement(const struct view *v)
{
	return next_condition(v->j, PROCEDURE_VOORAF, NULL) != NULL;
}

static bool owns_days(const struct view *v)
{
	return v->article->cg_group != CG_NONE && v->item->days > 0;
}

/* The last supply before D, as 7.2 asks; CIVIL_NONE: there is none. */
static civil_day supplied_before(const struct view *v)
{
	for (size_t i = v->facts->history_count; i-- > 0;)
		if (v->facts->history[i].date < v->claim->date)
			return v->facts->history[i].date;
	return CIVIL_NONE;
}

/* The medicine of a service, as far as one is named. */
static bool names_medicine(const struct view *v)
{
	return v->item->for_zi[0] != '\0';
}

/* ---- lists: words parted by a comma and a blank ------------------------- */

static void write_item(struct text *out, size_t begin, const char *word)
{
	if (out->len > begin)
		text_str(out, ", ");
	text_str(out, word);
}

static void write_preferred(const struct view *v, struct text *out)
{
	size_t begin = out->len;

	for (int i = 0; i < v->ref->preferred_count; i++)
		write_item(out, begin, v->ref->preferred[i].zi);
}

static void write_permits(const struct view *v, struct text *out)
{
	size_t begin = out->len;

	for (int i = 0; i < v->claim->permit_count; i++)
		write_item(out, begin, v->claim->permits[i]);
}

static void write_ids(const struct view *v, enum procedure procedure,
		      struct text *out)
{
	const struct condition *c = NULL;
	size_t begin = out->len;

	while ((c = next_condition(v->j, procedure, c)) != NULL) {
		write_item(out, begin, "");
		text_int(out, c->id);
	}
}

static void write_afterwards(const struct view *v, struct text *out)
{
	write_ids(v, PROCEDURE_ACHTERAF, out);
}

static void write_beforehand(const struct view *v, struct text *out)
{
	write_ids(v, PROCEDURE_VOORAF, out);
}

static void write_permission(const struct view *v, struct text *out)
{
	write_ids(v, PROCEDURE_TOESTEMMING, out);
}

static bool concerns_age(const struct view *v, const struct condition *asked)
{
	const struct condition *c = NULL;

	while ((c = next_condition(v->j, asked->procedure, c)) != NULL)
		if (c == asked)
			return true;
	return false;
}

static void write_other_ages(const struct view *v, struct text *out)
{
	size_t begin = out->len;

	for (int i = 0; i < v->ref->condition_count; i++) {
		const struct condition *c = &v->ref->conditions[i];
		if (concerns_age(v, c))
			continue;
		write_item(out, begin, "");
		text_int(out, c->id);
	}
}

static void write_forms(const struct view *v, struct text *out)
{
	const struct condition *c = NULL;
	size_t begin = out->len;

	while ((c = next_condition(v->j, PROCEDURE_VOORAF, c)) != NULL)
		write_item(out, begin,
			   c->form == STATEMENT_NONE
			       ? "any"
			       : statement_kind_name(c->form));
}

static void write_substances(const struct view *v, struct text *out)
{
	size_t begin = out->len;

	for (int i = 0; i < v->item->ingredient_count; i++)
		write_item(out, begin, v->item->ingredients[i].substance);
}

/* Of the ingredients about which the snapshot says something. */
static void write_those(const struct view *v,
			bool (*is_one)(const struct component *c),
			struct text *out)
{
	size_t begin = out->len;

	for (int i = 0; i < v->ref->component_count; i++)
		if (is_one(&v->ref->components[i]))
			write_item(out, begin,
				   v->item->ingredients[i].substance);
}

static bool is_unreimbursed(const struct component *c)
{
	return c->unreimbursed_equivalent;
}

static bool is_irrational(const struct component *c)
{
	return c->irrational;
}

static bool is_limited(const struct component *c)
{
	return c->limited;
}

static void write_equivalents(const struct view *v, struct text *out)
{
	write_those(v, is_unreimbursed, out);
}

static void write_irrational(const struct view *v, struct text *out)
{
	write_those(v, is_irrational, out);
}

static void write_limited(const struct view *v, struct text *out)
{
	write_those(v, is_limited, out);
}

static void write_stated(const struct view *v, struct text *out)
{
	size_t begin = out->len;

	for (int i = 0; i < SERVICE_FACT_COUNT; i++)
		if (v->item->stated[i])
			write_item(out, begin,
				   service_fact_name((enum service_fact)i));
}

static void write_demanded(const struct view *v, struct text *out)
{
	unsigned demanded = service_demands(v->ref->service.article);
	size_t begin = out->len;

	for (int i = 0; i < SERVICE_FACT_COUNT; i++)
		if ((demanded >> i & 1) != 0)
			write_item(out, begin,
				   service_fact_name((enum service_fact)i));
}

/* ---- the tables --------------------------------------------------------- */

#define KNOWN(name, known)                                                     \
	static bool known_##name(const struct view *v)                         \
	{                                                                      \
		(void)v;                                                       \
		return known;                                                  \
	}
#define SIGHT(name, form, known, value, nl, en)                                \
	KNOWN(name, known)                                                     \
	static int64_t number_##name(const struct view *v)                     \
	{                                                                      \
		(void)v;                                                       \
		return value;                                                  \
	}
#define SIGHT_WORD(name, known, value, nl, en)                                 \
	KNOWN(name, known)                                                     \
	static void word_##name(const struct view *v, struct text *out)        \
	{                                                                      \
		text_str(out, value);                                          \
	}
#define SIGHT_LIST(name, known, write, nl, en) KNOWN(name, known)
#include "rules/sights.def"
#undef SIGHT
#undef SIGHT_WORD
#undef SIGHT_LIST

static const struct row {
	struct sight_info info;
	bool (*known)(const struct view *v);
	int64_t (*number)(const struct view *v);
	void (*word)(const struct view *v, struct text *out);
} rows[SIGHT_COUNT] = {
#define SIGHT(name, form, known, value, nl, en)                                \
	{{#name, FORM_##form, {nl, en}}, known_##name, number_##name, NULL},
#define SIGHT_WORD(name, known, value, nl, en)                                 \
	{{#name, FORM_WORD, {nl, en}}, known_##name, NULL, word_##name},
#define SIGHT_LIST(name, known, write, nl, en)                                 \
	{{#name, FORM_WORD, {nl, en}}, known_##name, NULL, write},
#include "rules/sights.def"
#undef SIGHT
#undef SIGHT_WORD
#undef SIGHT_LIST
};

/* One more than needed, since a rule's list ends with SIGHT_COUNT. */
static const struct sees {
	const char *title[LANGUAGE_COUNT];
	enum sight sights[SIGHTS_OF_RULE_MAX + 1];
} sees[RULE_COUNT] = {
#define SEES(code, nl, en, list) [RULE_##code] = {{nl, en}, {list SIGHT_COUNT}},
#define S(name)			 SIGHT_##name,
#include "rules/sees.def"
#undef SEES
#undef S
};

const struct sight_info *sight_info(enum sight sight)
{
	ensure(sight < SIGHT_COUNT);
	return &rows[sight].info;
}

enum sight sight_find(const char *name)
{
	int i = 0;

	while (i < SIGHT_COUNT && strcmp(rows[i].info.name, name) != 0)
		i++;
	return (enum sight)i;
}

const enum sight *rule_sights(enum rule_code code, size_t *count)
{
	ensure(code < RULE_COUNT);
	*count = 0;
	while (sees[code].sights[*count] != SIGHT_COUNT)
		(*count)++;
	return sees[code].sights;
}

const char *rule_title(enum rule_code code, enum language language)
{
	ensure(code < RULE_COUNT);
	return sees[code].title[language];
}

/* What is not gathered for this kind has no value: not what lay in memory. */
void sights_judge(const struct facts *facts, struct judgement *j,
		  struct decision *decision)
{
	*j = (struct judgement){.denied = false};
	j->plan.window_end = CIVIL_NONE;
	j->history.cover_end = CIVIL_NONE;
	judge_facts(facts, j, decision);
}

bool sight_known(const struct spot *spot, enum sight sight)
{
	struct view v;

	view_init(&v, spot);
	return rows[sight].known(&v);
}

int64_t sight_number(const struct spot *spot, enum sight sight)
{
	struct view v;

	view_init(&v, spot);
	ensure(rows[sight].number != NULL);
	return rows[sight].number(&v);
}

void sight_word(const struct spot *spot, enum sight sight, struct text *out)
{
	struct view v;

	view_init(&v, spot);
	ensure(rows[sight].word != NULL);
	rows[sight].word(&v, out);
}
