#include "client/check_steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/text.h"
#include "client/check_fields.h"

/* The range of numbers for tests: no living person has one of them. */
enum {
	BSN_FIRST = 999900000,
	BSN_LAST = 999999999,
	/* The range holds 9090 valid numbers. Who is merely somebody else is
	 * one of the first, used over again; each case has one of the rest. */
	OTHER_COUNT = 200,
	OWN_COUNT = 4000,
};

struct maker {
	const char *path;
	const struct rule_case *c;
	size_t index;
	char own[LEN_BSN + 1], other[LEN_BSN + 1];
	char id[LEN_REQUEST_ID + 1];
	struct check_steps *steps;
	struct err *e;
};

const char *step_kind_name(enum step_kind kind)
{
	static const char *const names[STEP_KIND_COUNT] = {
	    "history", "permit", "earlier", "reverse", "request"};

	return names[kind];
}

static bool eleven_test(int number)
{
	int sum = -(number % 10);

	for (int weight = 2; weight <= LEN_BSN; weight++) {
		number /= 10;
		sum += weight * (number % 10);
	}
	return sum % 11 == 0;
}

/* The valid number of the range that has count valid ones before it. */
static void test_bsn(size_t count, char out[LEN_BSN + 1])
{
	int number = BSN_FIRST;
	struct text t;

	while (!eleven_test(number) || count-- > 0)
		number++;
	ensure(number <= BSN_LAST);
	text_init(&t, out, LEN_BSN + 1);
	text_int(&t, number);
}

static bool fault(struct maker *m, int line, const char *what,
		  const char *expected)
{
	return err_set(m->e, ERR_FAILED, "%s:%d: '%s', expected %s", m->path,
		       line, what, expected);
}

static const char *line_get(const struct case_line *line, const char *name)
{
	for (int i = 0; i < line->field_count; i++)
		if (strcmp(line->fields[i].name, name) == 0)
			return line->fields[i].value;
	return NULL;
}

/* insured=other or insured.bsn=other: somebody else than the case's own. */
static const char *who(const struct maker *m, const char *value)
{
	if (value == NULL)
		return m->own;
	return strcmp(value, "other") == 0 ? m->other : value;
}

static bool add_step(struct maker *m, enum step_kind kind, int line,
		     const char *pharmacy, const struct text *json)
{
	/* A given that goes otherwise than meant makes a case worthless. */
	static const char *const meant[STEP_KIND_COUNT] = {
	    [STEP_PERMIT] = "recorded",
	    [STEP_EARLIER] = "approve",
	    [STEP_REVERSE] = "reversed",
	};
	struct check_step *step = &m->steps->at[m->steps->count];
	struct text t;

	ensure(m->steps->count < CHECK_STEPS_MAX);
	if (json->overflow)
		return fault(m, line, "the line", "at most 4 KiB of request");
	if (pharmacy == NULL || strlen(pharmacy) > LEN_AGB)
		return fault(m, line, "pharmacy", "pharmacy=AGB in its base");
	*step = (struct check_step){
	    .kind = kind, .line = line, .outcome = meant[kind]};
	text_init(&t, step->pharmacy, sizeof(step->pharmacy));
	text_str(&t, pharmacy);
	step->json = strdup(json->data);
	ensure(step->json != NULL);
	m->steps->count++;
	return true;
}

static const char *next_id(struct maker *m)
{
	struct text t;

	text_init(&t, m->id, sizeof(m->id));
	text_str(&t, "case-");
	text_int_padded(&t, (int64_t)m->index, 4);
	text_char(&t, '-');
	text_int(&t, m->steps->count);
	return m->id;
}

static bool set_all(struct maker *m, struct check_fields *fields,
		    const struct case_line *line)
{
	for (int i = 0; i < line->field_count; i++)
		if (!check_fields_set(fields, line->fields[i].name,
				      line->fields[i].value))
			return fault(m, line->number, line->fields[i].name,
				     "fewer fields");
	return true;
}

/* The envelope, then the request lines among the first count of the case. */
static bool start_fields(struct maker *m, int count,
			 struct check_fields *fields)
{
	*fields = (struct check_fields){
	    .count = 4,
	    .at = {{"v", "1"},
		   {"op", "dispense"},
		   {"id", next_id(m)},
		   {"pharmacy", ""}},
	};
	for (int i = 0; i < count; i++)
		if (m->c->lines[i]->kind == CASE_REQUEST &&
		    !set_all(m, fields, m->c->lines[i]))
			return false;
	return true;
}

/* Takes what is no member of the protocol out and adds the step. */
static bool add_request(struct maker *m, enum step_kind kind, int line,
			struct check_fields *fields)
{
	static const char *const pseudo[] = {"pharmacy", "outcome", "reversed"};
	char json[CHECK_JSON_MAX];
	struct text t;
	const char *pharmacy = check_fields_get(fields, "pharmacy");
	const char *bsn = who(m, check_fields_get(fields, "insured.bsn"));

	if (!check_fields_set(fields, "insured.bsn", bsn))
		return fault(m, line, "insured.bsn", "fewer fields");
	for (size_t i = 0; i < ARRAY_LEN(pseudo); i++)
		if (!check_fields_set(fields, pseudo[i], "none"))
			return fault(m, line, pseudo[i], "fewer fields");
	text_init(&t, json, sizeof(json));
	check_fields_json(fields, &t);
	return add_step(m, kind, line, pharmacy, &t);
}

static bool add_reverse(struct maker *m, const struct case_line *line,
			const char *pharmacy)
{
	char json[CHECK_JSON_MAX], of[LEN_REQUEST_ID + 1];
	struct text t;

	memcpy(of, m->id, sizeof(of));
	text_init(&t, json, sizeof(json));
	text_str(&t, "{\"v\":1,\"op\":\"reverse\",\"id\":");
	text_json_string(&t, next_id(m));
	text_str(&t, ",\"of\":");
	text_json_string(&t, of);
	text_char(&t, '}');
	return add_step(m, STEP_REVERSE, line->number, pharmacy, &t);
}

static bool make_earlier(struct maker *m, const struct case_line *line)
{
	struct check_fields fields;
	const char *reversed = line_get(line, "reversed");

	if (!start_fields(m, m->c->base_count, &fields) ||
	    !set_all(m, &fields, line) ||
	    !add_request(m, STEP_EARLIER, line->number, &fields))
		return false;
	struct check_step *step = &m->steps->at[m->steps->count - 1];
	if (line_get(line, "outcome") != NULL)
		step->outcome = line_get(line, "outcome");
	if (reversed == NULL || strcmp(reversed, "false") == 0)
		return true;
	return add_reverse(m, line, step->pharmacy);
}

static bool make_history(struct maker *m, const struct case_line *line)
{
	static const char *const columns[] = {"substance", "form", "date",
					      "days", "quantity_milli"};
	char json[CHECK_JSON_MAX];
	struct text t;

	text_init(&t, json, sizeof(json));
	text_char(&t, '[');
	text_json_string(&t, who(m, line_get(line, "insured")));
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		const char *value = line_get(line, columns[i]);
		if (value == NULL && i < 3)
			return fault(m, line->number, "given history",
				     "substance, form and date");
		text_char(&t, ',');
		text_json_string(&t, value == NULL ? "" : value);
	}
	text_char(&t, ']');
	return add_step(m, STEP_HISTORY, line->number, "", &t);
}

static const char *base_value(const struct maker *m, const char *name)
{
	const char *value = NULL;

	for (int i = 0; i < m->c->line_count; i++)
		if (m->c->lines[i]->kind == CASE_REQUEST) {
			const char *found = line_get(m->c->lines[i], name);
			value = found == NULL ? value : found;
		}
	return value;
}

static bool permit_op(struct maker *m, const struct case_line *line,
		      const char *op, bool whole)
{
	static const char *const members[] = {"scope", "from", "to"};
	const char *uzovi = line_get(line, "uzovi");
	struct check_fields fields = {0};
	char json[CHECK_JSON_MAX];
	struct text t;

	uzovi = uzovi == NULL ? base_value(m, "insured.uzovi") : uzovi;
	const char *const set[][2] = {
	    {"v", "1"},
	    {"op", op},
	    {"id", next_id(m)},
	    {"insured.bsn", who(m, line_get(line, "insured"))},
	    {"insured.uzovi", uzovi},
	    {"permit.number", line_get(line, "number")},
	    {"permit.scope", whole ? line_get(line, members[0]) : "none"},
	    {"permit.from", whole ? line_get(line, members[1]) : "none"},
	    {"permit.to", whole ? line_get(line, members[2]) : "none"},
	};
	for (size_t i = 0; i < ARRAY_LEN(set); i++)
		if (set[i][1] == NULL ||
		    !check_fields_set(&fields, set[i][0], set[i][1]))
			return fault(m, line->number, "given permit",
				     "number, scope, from, to and an insurer");
	text_init(&t, json, sizeof(json));
	check_fields_json(&fields, &t);
	return add_step(m, STEP_PERMIT, line->number, base_value(m, "pharmacy"),
			&t);
}

static bool make_permit(struct maker *m, const struct case_line *line)
{
	const char *revoked = line_get(line, "revoked");

	if (!permit_op(m, line, "permit_add", true))
		return false;
	if (revoked == NULL || strcmp(revoked, "false") == 0)
		return true;
	if (!permit_op(m, line, "permit_revoke", false))
		return false;
	m->steps->at[m->steps->count - 1].outcome = "revoked";
	return true;
}

static bool make_since(struct maker *m, const struct case_line *line)
{
	const char *since = line_get(line, "since");
	civil_day day;

	if (!civil_parse(since, strlen(since), &day))
		return fault(m, line->number, since, "a date YYYY-MM-DD");
	civil_format(day, m->steps->since);
	return true;
}

static bool make_all(struct maker *m)
{
	static bool (*const make[])(struct maker * m,
				    const struct case_line *line) = {
	    [CASE_GIVEN_LEDGER] = make_since,
	    [CASE_GIVEN_HISTORY] = make_history,
	    [CASE_GIVEN_PERMIT] = make_permit,
	    [CASE_GIVEN_EARLIER] = make_earlier,
	};
	struct check_fields fields;

	for (int i = 0; i < m->c->line_count; i++) {
		const struct case_line *line = m->c->lines[i];
		if (line->kind <= CASE_GIVEN_EARLIER &&
		    !make[line->kind](m, line))
			return false;
	}
	if (m->steps->since[0] == '\0')
		return fault(m, m->c->number, m->c->name,
			     "given ledger since=DATE in its base");
	return start_fields(m, m->c->line_count, &fields) &&
	       add_request(m, STEP_REQUEST, m->c->number, &fields);
}

bool check_steps_make(const char *path, const struct rule_case *c, size_t index,
		      struct check_steps *out, struct err *e)
{
	struct maker m = {
	    .path = path, .c = c, .index = index, .steps = out, .e = e};

	*out = (struct check_steps){0};
	if (index >= OWN_COUNT)
		return fault(&m, c->number, c->name,
			     "at most 4000 cases in one run");
	test_bsn(OTHER_COUNT + index, m.own);
	test_bsn(index % OTHER_COUNT, m.other);
	if (make_all(&m))
		return true;
	check_steps_free(out);
	return false;
}

void check_steps_free(struct check_steps *steps)
{
	for (int i = 0; i < steps->count; i++)
		free(steps->at[i].json);
	*steps = (struct check_steps){0};
}
