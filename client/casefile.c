#include "client/casefile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "rules/facts.h"

/* What a line may begin with. word: a code or action stands before fields. */
static const struct line_form {
	const char *words[2];
	enum case_line_kind kind;
	bool word;
	const char *names; /* allowed fields; NULL: the protocol's */
} forms[] = {
    {{"given", "ledger"}, CASE_GIVEN_LEDGER, false, "since"},
    {{"given", "history"},
     CASE_GIVEN_HISTORY,
     false,
     "date substance form days quantity_milli insured"},
    {{"given", "permit"},
     CASE_GIVEN_PERMIT,
     false,
     "number scope from to uzovi insured revoked"},
    {{"given", "earlier"}, CASE_GIVEN_EARLIER, false, NULL},
    {{"request", NULL}, CASE_REQUEST, false, NULL},
    {{"expect", "reason"},
     CASE_EXPECT_REASON,
     true,
     "effect article limit_days limit_quantity_milli amount until since "
     "zi claim missing"},
    {{"expect", "advice"},
     CASE_EXPECT_ADVICE,
     true,
     "zi names from kind days quantity_milli"},
    {{"expect", "no-advice"}, CASE_EXPECT_NO_ADVICE, true, ""},
    {{"expect", NULL}, CASE_EXPECT, false, ""},
};

static const struct {
	const char *name, *path;
} expect_fields[] = {
    {"outcome", "outcome"},
    {"approved", "approved"},
    {"approved.quantity_milli", "approved.quantity_milli"},
    {"approved.days", "approved.days"},
    {"claimed", "amounts.claimed"},
    {"reimbursed", "amounts.reimbursed"},
    {"eigen_bijdrage", "amounts.eigen_bijdrage"},
    {"own_account", "amounts.own_account"},
    {"refused", "amounts.refused"},
    {"eigen_risico", "eigen_risico"},
    {"from_insured", "collect.from_insured"},
    {"billed_by_insurer", "collect.billed_by_insurer"},
    {"advanced", "collect.advanced"},
    {"error", "error.code"},
    {"error.field", "error.field"},
};

/* Where the reading stands: the base and the case that lines belong to. */
struct reader {
	struct casefile *file;
	int number;
	struct rule_case base;
	struct rule_case *current; /* NULL: none yet; &base: in a base */
	struct err *e;
};

static bool fault(struct reader *r, const char *what, const char *expected)
{
	return err_set(r->e, ERR_FAILED, "%s:%d: '%s', expected %s",
		       r->file->path, r->number, what, expected);
}

const char *case_expect_path(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(expect_fields); i++)
		if (strcmp(expect_fields[i].name, name) == 0)
			return expect_fields[i].path;
	return NULL;
}

/* Blanks between quotation marks do not end a word. */
static size_t word_len(const char *word)
{
	bool quoted = false;
	size_t len = 0;

	for (; word[len] != '\0'; len++) {
		if (word[len] == '"')
			quoted = !quoted;
		else if (!quoted && (word[len] == ' ' || word[len] == '\t'))
			break;
	}
	return len;
}

char *case_word(char **rest)
{
	char *word = *rest + strspn(*rest, " \t");

	if (*word == '\0' || *word == '#')
		return NULL;
	*rest = word + word_len(word);
	if (**rest != '\0')
		*(*rest)++ = '\0';
	return word;
}

static bool in_list(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; *at != '\0';) {
		size_t span = strcspn(at, " ");
		if (span == len && memcmp(at, name, len) == 0)
			return true;
		at += span + (at[span] == ' ');
	}
	return false;
}

static bool field_allowed(const struct line_form *form, const char *name)
{
	if (form->kind == CASE_EXPECT)
		return case_expect_path(name) != NULL;
	return form->names == NULL || in_list(form->names, name);
}

bool case_unquote(char **value)
{
	size_t len = strlen(*value);

	if (strchr(*value, '"') == NULL)
		return true;
	if (len < 3 || **value != '"' || strcspn(*value + 1, "\"") != len - 2)
		return false;
	(*value)[len - 1] = '\0';
	++*value;
	return true;
}

/* name=value; a value with blanks stands between quotation marks. */
static bool read_field(struct reader *r, const struct line_form *form,
		       struct case_line *line, char *word)
{
	char *equals = strchr(word, '=');

	if (equals == NULL || equals == word || equals[1] == '\0')
		return fault(r, word, "field=value, or field=\"a value\"");
	*equals++ = '\0';
	if (!case_unquote(&equals))
		return fault(r, word, "one pair of quotation marks around it");
	if (!field_allowed(form, word))
		return fault(r, word,
			     form->names != NULL && *form->names != '\0'
				 ? form->names
				 : "a field of the reply");
	if (line->field_count == CASE_LINE_FIELDS_MAX)
		return fault(r, word, "fewer fields on one line");
	line->fields[line->field_count++] = (struct case_field){word, equals};
	return true;
}

static bool add_line(struct reader *r, struct rule_case *to,
		     const struct case_line *line)
{
	if (to->line_count == CASE_LINES_MAX)
		return fault(r, "one line more", "at most 64 lines a case");
	to->lines[to->line_count++] = line;
	return true;
}

static bool read_form(struct reader *r, const struct line_form *form,
		      char *rest)
{
	struct case_line *line = &r->file->lines[r->file->line_count++];
	char *word;

	if (r->current == NULL)
		return fault(r, form->words[0], "'base' or 'case' first");
	if (r->current == &r->base && form->kind >= CASE_EXPECT)
		return fault(r, form->words[0],
			     "only 'given' and 'request' in a base");
	*line = (struct case_line){
	    .kind = form->kind, .number = r->number, .word = ""};
	if (form->word && (line->word = case_word(&rest)) == NULL)
		return fault(r, form->words[1], "a code or action after it");
	while ((word = case_word(&rest)) != NULL)
		if (!read_field(r, form, line, word))
			return false;
	if (!form->word && line->field_count == 0)
		return fault(r, form->words[0], "field=value after it");
	return add_line(r, r->current, line);
}

static struct rule_case *find_case(const struct reader *r, const char *name)
{
	for (size_t i = 0; i < r->file->case_count; i++)
		if (strcmp(r->file->cases[i].name, name) == 0)
			return &r->file->cases[i];
	return NULL;
}

static bool name_valid(const char *name)
{
	size_t len = strlen(name);

	return len <= LEN_CASE_NAME &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == len;
}

static bool begin_base(struct reader *r, char *rest)
{
	char *word = case_word(&rest);

	if (word != NULL)
		return fault(r, word, "nothing after 'base'");
	r->base = (struct rule_case){.number = r->number};
	r->current = &r->base;
	return true;
}

static bool begin_case(struct reader *r, char *rest)
{
	char *name = case_word(&rest);

	if (name == NULL || !name_valid(name))
		return fault(r, name == NULL ? "case" : name,
			     "a name of a-z 0-9 . - and a title");
	if (find_case(r, name) != NULL)
		return fault(r, name, "a name that no case here has yet");
	rest += strspn(rest, " \t");
	if (*rest == '\0')
		return fault(r, name, "a title after the name");
	r->current = &r->file->cases[r->file->case_count++];
	*r->current = r->base;
	r->current->name = name;
	r->current->title = rest;
	r->current->clause = r->current->bound = "";
	r->current->number = r->number;
	r->current->base_count = r->base.line_count;
	return true;
}

static bool own_case(struct reader *r, const char *word)
{
	if (r->current != NULL && r->current != &r->base)
		return true;
	return fault(r, word, "'case' before it");
}

static bool read_clause(struct reader *r, char *rest)
{
	rest += strspn(rest, " \t");
	if (*rest == '\0')
		return fault(r, "clause", "the article after it");
	if (!own_case(r, "clause"))
		return false;
	r->current->clause = rest;
	return true;
}

static bool parameter_known(const char *name)
{
	for (int i = 0; i < PARAM_COUNT; i++)
		if (strcmp(param_info((enum param)i)->name, name) == 0)
			return true;
	return false;
}

/* bound NAME: what tests/cases/prove.py looks for a counterpart by. */
static bool read_bound(struct reader *r, char *rest)
{
	char *name = case_word(&rest);

	if (!own_case(r, "bound"))
		return false;
	if (name == NULL || !parameter_known(name) || case_word(&rest) != NULL)
		return fault(r, name == NULL ? "bound" : name,
			     "the name of one parameter of a reglement");
	r->current->bound = name;
	return true;
}

/* "without WORD…" after like: kinds of givens that are not taken over. */
static bool read_without(struct reader *r, char **rest,
			 bool skip[CASE_LINE_KIND_COUNT])
{
	char *word = case_word(rest);

	if (word == NULL)
		return true;
	if (strcmp(word, "without") != 0)
		return fault(r, word, "'without' or nothing");
	while ((word = case_word(rest)) != NULL) {
		bool known = false;
		for (size_t i = 0; i < ARRAY_LEN(forms); i++)
			if (forms[i].words[1] != NULL &&
			    strcmp(forms[i].words[0], "given") == 0 &&
			    strcmp(forms[i].words[1], word) == 0)
				known = skip[forms[i].kind] = true;
		if (!known)
			return fault(r, word, "history, permit or earlier");
	}
	return true;
}

static bool read_like(struct reader *r, char *rest)
{
	char *name = case_word(&rest);
	bool skip[CASE_LINE_KIND_COUNT] = {false};

	if (!own_case(r, "like"))
		return false;
	const struct rule_case *other = name ? find_case(r, name) : NULL;
	if (other == NULL || other == r->current)
		return fault(r, name == NULL ? "like" : name,
			     "the name of a case above");
	if (r->current->line_count != r->current->base_count)
		return fault(r, "like", "it before the case's other lines");
	if (!read_without(r, &rest, skip))
		return false;
	r->current->clause = other->clause;
	r->current->base_count = r->current->line_count = 0;
	for (int i = 0; i < other->line_count; i++) {
		const struct case_line *line = other->lines[i];
		if (line->kind >= CASE_EXPECT || skip[line->kind])
			continue;
		if (!add_line(r, r->current, line))
			return false;
		if (i < other->base_count)
			r->current->base_count++;
	}
	return true;
}

static const struct line_form *find_form(const char *first, const char *second)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		const struct line_form *form = &forms[i];
		if (strcmp(form->words[0], first) != 0)
			continue;
		if (form->words[1] == NULL)
			return form;
		if (second != NULL && strcmp(form->words[1], second) == 0)
			return form;
	}
	return NULL;
}

/* The second word without cutting it out: it may be a field already. */
static const struct line_form *match_form(const char *first, char **rest)
{
	char second[32] = "";
	char *at = *rest + strspn(*rest, " \t");
	size_t len = strcspn(at, " \t");

	if (len < sizeof(second))
		memcpy(second, at, len);
	const struct line_form *form = find_form(first, second);
	if (form != NULL && form->words[1] != NULL)
		*rest = at + len;
	return form;
}

static bool read_line(struct reader *r, char *text)
{
	static const struct {
		const char *word;
		bool (*read)(struct reader *r, char *rest);
	} heads[] = {
	    {"base", begin_base},    {"case", begin_case},
	    {"clause", read_clause}, {"bound", read_bound},
	    {"like", read_like},
	};
	char *rest = text;
	char *first = case_word(&rest);

	if (first == NULL)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (strcmp(heads[i].word, first) == 0)
			return heads[i].read(r, rest);
	const struct line_form *form = match_form(first, &rest);
	if (form == NULL)
		return fault(r, first,
			     "base, case, clause, bound, like, given "
			     "ledger|history|permit|earlier, request, "
			     "expect [reason|advice|no-advice]");
	return read_form(r, form, rest);
}

static bool case_complete(struct reader *r, const struct rule_case *c)
{
	for (int i = 0; i < c->line_count; i++)
		if (c->lines[i]->kind == CASE_EXPECT)
			return true;
	r->number = c->number;
	return fault(r, c->name, "a case with an 'expect' line");
}

static bool read_lines(struct reader *r)
{
	char *at = r->file->bytes;

	while (*at != '\0') {
		size_t len = strcspn(at, "\n");
		bool last = at[len] == '\0';
		at[len] = '\0';
		if (len > 0 && at[len - 1] == '\r')
			at[len - 1] = '\0';
		r->number++;
		if (!read_line(r, at))
			return false;
		at += len + (last ? 0 : 1);
	}
	for (size_t i = 0; i < r->file->case_count; i++)
		if (!case_complete(r, &r->file->cases[i]))
			return false;
	return true;
}

static void *must(void *memory)
{
	ensure(memory != NULL);
	return memory;
}

bool casefile_parse(const char *path, const char *bytes, size_t len,
		    struct casefile *out, struct err *e)
{
	struct reader r = {.file = out, .e = e};
	size_t lines = 1;

	*out = (struct casefile){.path = must(strdup(path))};
	out->bytes = must(malloc(len + 1));
	memcpy(out->bytes, bytes, len);
	out->bytes[len] = '\0';
	for (size_t i = 0; i < len; i++)
		lines += bytes[i] == '\n';
	out->lines = must(calloc(lines, sizeof(*out->lines)));
	out->cases = must(calloc(lines, sizeof(*out->cases)));
	if (strlen(out->bytes) == len ? read_lines(&r)
				      : fault(&r, "a NUL byte", "plain text"))
		return true;
	casefile_free(out);
	return false;
}

bool casefile_read(const char *path, struct casefile *out, struct err *e)
{
	FILE *in = fopen(path, "rbe");
	char *bytes = must(malloc(CASE_FILE_MAX + 1));
	bool ok = false;

	if (in == NULL) {
		err_set(e, ERR_NOT_FOUND, "%s: %s", path, strerror(errno));
		free(bytes);
		return false;
	}
	size_t len = fread(bytes, 1, CASE_FILE_MAX + 1, in);
	if (ferror(in))
		err_set(e, ERR_FAILED, "%s: cannot be read", path);
	else if (len > CASE_FILE_MAX)
		err_set(e, ERR_FAILED, "%s: larger than 1 MiB", path);
	else
		ok = casefile_parse(path, bytes, len, out, e);
	(void)fclose(in);
	free(bytes);
	return ok;
}

void casefile_free(struct casefile *file)
{
	free(file->path);
	free(file->bytes);
	free(file->lines);
	free(file->cases);
	*file = (struct casefile){0};
}
