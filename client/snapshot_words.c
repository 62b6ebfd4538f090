#include "client/snapshot_words.h"

#include <string.h>

#include "base/ensure.h"
#include "rules/forms.h"
#include "store/snapshot_names.h"

struct sentence {
	const char *in[LANGUAGE_COUNT];
};

struct column_words {
	enum form form;
	bool brief;
	struct sentence label;
};

static const struct {
	struct sentence title, subject;
} tables[TABLE_COUNT] = {
#define TABLE_WORDS(table, nl, en, subject_nl, subject_en)                     \
	[TABLE_##table] = {{{nl, en}}, {{subject_nl, subject_en}}},
#define COLUMN_WORDS(table, column, form, brief, nl, en)
#define PARAM_WORDS(symbol, form, nl, en)
#include "client/snapshot_words.def"
#undef TABLE_WORDS
#undef COLUMN_WORDS
};

static const struct column_words columns[COLUMN_COUNT] = {
#define TABLE_WORDS(table, nl, en, subject_nl, subject_en)
#define COLUMN_WORDS(table, column, form, brief, nl, en)                       \
	[COLUMN_##table##_##column] = {FORM_##form, brief, {{nl, en}}},
#include "client/snapshot_words.def"
#undef COLUMN_WORDS
#undef PARAM_WORDS
};

static const struct column_words params[PARAM_COUNT] = {
#define COLUMN_WORDS(table, column, form, brief, nl, en)
#define PARAM_WORDS(symbol, form, nl, en)                                      \
	[PARAM_##symbol] = {FORM_##form, true, {{nl, en}}},
#include "client/snapshot_words.def"
#undef TABLE_WORDS
#undef COLUMN_WORDS
#undef PARAM_WORDS
};

const char *words_title(enum table_id table, enum language language)
{
	return tables[table].title.in[language];
}

const char *words_subject(enum table_id table, enum language language)
{
	return tables[table].subject.in[language];
}

const char *words_column(enum column_id column, enum language language)
{
	return columns[column].label.in[language];
}

/* The row of a parameter, or NULL. */
static const struct column_words *find_param(const char *name)
{
	for (int i = 0; i < PARAM_COUNT; i++)
		if (strcmp(param_info((enum param)i)->name, name) == 0)
			return &params[i];
	return NULL;
}

/* ---- values ------------------------------------------------------------- */

static const char *either(const struct words *words, const char *nl,
			  const char *en)
{
	return words->language == LANGUAGE_NL ? nl : en;
}

/* The beginning of a text, without half a character at its end. */
static void put_cut(const struct words *words, const char *text,
		    struct text *out)
{
	size_t len = strlen(text);

	if (words->full || len <= DIFF_VALUE_MAX) {
		text_str(out, text);
		return;
	}
	len = DIFF_VALUE_MAX;
	while (((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	text_bytes(out, text, len);
	text_str(out, "…");
}

static void put_value(const struct words *words, const struct column *column,
		      enum form form, const struct value *value,
		      struct text *out)
{
	if (value->type == VALUE_NULL ||
	    (value->type == VALUE_INTEGER && value->integer < 0 &&
	     form == FORM_EURO))
		text_str(out, either(words, "geen", "none"));
	else if (value->type == VALUE_INTEGER && form == FORM_DATE)
		text_date(out, (civil_day)value->integer);
	else if (value->type == VALUE_INTEGER)
		form_write(out, form, value->integer, words->language);
	else if (column->kind == KIND_WORD)
		text_str(out, term(column->name, value->text, words->language));
	else
		put_cut(words, value->text, out);
}

/* ---- subjects ----------------------------------------------------------- */

static bool find_article(const struct words *words, const char *zi,
			 struct article_names *out)
{
	return (words->is != NULL &&
		snapshot_article_names(words->is, zi, out)) ||
	       (words->was != NULL &&
		snapshot_article_names(words->was, zi, out));
}

typedef bool find_name(struct snapshot *snapshot, const char *key,
		       char out[LEN_NAME + 1]);

/* "NAME (AGB 02012345)", or the latter alone. */
static void put_named(const struct words *words, find_name *find,
		      const char *label, const char *key, struct text *out)
{
	char name[LEN_NAME + 1];
	bool named = (words->is != NULL && find(words->is, key, name)) ||
		     (words->was != NULL && find(words->was, key, name));

	if (named) {
		text_str(out, name);
		text_str(out, " (");
	}
	text_str(out, label);
	text_str(out, key);
	if (named)
		text_char(out, ')');
}

void words_article(const struct words *words, const char *zi, struct text *out)
{
	struct article_names names;
	bool named = find_article(words, zi, &names);

	if (named) {
		text_str(out, names.name);
		text_str(out, " (");
	}
	text_str(out, "ZI ");
	text_str(out, zi);
	if (named)
		text_char(out, ')');
}

static void put_article(const struct words *words, const char *zi,
			struct text *out)
{
	if (words->this_zi != NULL && strcmp(words->this_zi, zi) == 0)
		text_str(out, either(words, "dit artikel", "this article"));
	else
		words_article(words, zi, out);
}

/* An article's zi, or the code of a service. */
static void put_code(const struct words *words, const char *code,
		     struct text *out)
{
	struct article_names names;

	if (find_article(words, code, &names))
		put_article(words, code, out);
	else
		put_named(words, snapshot_service_name, "", code, out);
}

/* A row of its own has its name beside it. */
static void put_own_name(const struct value *name, const char *label,
			 const char *key, struct text *out)
{
	text_str(out, name->text);
	text_str(out, " (");
	text_str(out, label);
	text_str(out, key);
	text_char(out, ')');
}

struct subject {
	const struct words *words;
	const struct snapshot_change *change;
	const struct value *row;
};

static bool is_scope_zi(const struct value *row)
{
	int scope = COLUMN_condition_scope - FIRST_condition;

	return strcmp(row[scope].text, "zi") == 0;
}

/* The columns that a name or another word stands for; false: none does. */
static bool put_known(const struct subject *s, enum column_id id,
		      const char *text, struct text *out)
{
	const struct value *row = s->row;

	switch (id) {
	case COLUMN_article_zi:
	case COLUMN_price_zi:
	case COLUMN_preference_zi:
	case COLUMN_registered_equivalent_zi:
		put_article(s->words, text, out);
		return true;
	case COLUMN_condition_value:
		if (!is_scope_zi(row))
			return false;
		put_article(s->words, text, out);
		return true;
	case COLUMN_average_tariff_code:
		put_code(s->words, text, out);
		return true;
	case COLUMN_contract_agb:
		put_named(s->words, snapshot_supplier_name, "AGB ", text, out);
		return true;
	case COLUMN_supplier_agb:
		put_own_name(&row[COLUMN_supplier_name - FIRST_supplier],
			     "AGB ", text, out);
		return true;
	case COLUMN_service_code:
		put_own_name(&row[COLUMN_service_name - FIRST_service], "",
			     text, out);
		return true;
	case COLUMN_device_code:
		put_own_name(&row[COLUMN_device_name - FIRST_device], "", text,
			     out);
		return true;
	case COLUMN_parameter_name:
		text_str(out, find_param(text)->label.in[s->words->language]);
		return true;
	default:
		return false;
	}
}

static int first_column(enum table_id table)
{
	return (int)(snapshot_table((int)table)->columns - snapshot_column(0));
}

static void put_column(const struct filling *f, const char *name, size_t len,
		       struct text *out)
{
	const struct subject *s = f->ctx;
	const struct table *table = snapshot_table((int)s->change->table);
	int at = 0;

	while (strlen(table->columns[at].name) != len ||
	       memcmp(table->columns[at].name, name, len) != 0)
		ensure(++at < table->column_count);
	const struct value *value = &s->row[at];
	enum column_id id =
	    (enum column_id)(first_column(s->change->table) + at);
	if (value->type != VALUE_TEXT || !put_known(s, id, value->text, out))
		put_value(s->words, &table->columns[at], FORM_PLAIN, value,
			  out);
}

static void put_subject(const struct words *words,
			const struct snapshot_change *change, struct text *out)
{
	const struct value *row = change->is != NULL ? change->is : change->was;
	const struct subject subject = {words, change, row};
	const struct filling filling = {put_column, &subject, words->language};

	form_fill(out, words_subject(change->table, words->language), &filling);
}

/* ---- sentences ---------------------------------------------------------- */

static void put_days(const struct words *words,
		     const struct snapshot_change *change, struct text *out)
{
	bool begins = change->from != CIVIL_NONE;
	bool ends = change->to != CIVIL_FOREVER;

	if (begins && ends && change->from == change->to) {
		text_str(out, either(words, "op ", "on "));
		text_date(out, change->from);
		return;
	}
	if (begins) {
		text_str(out, ends ? either(words, "van ", "from ")
				   : either(words, "vanaf ", "from "));
		text_date(out, change->from);
	}
	if (ends) {
		text_str(out, begins ? " " : "");
		text_str(out, either(words, "t/m ", "up to and including "));
		text_date(out, change->to);
	}
}

static bool has_days(const struct snapshot_change *change)
{
	return change->from != CIVIL_NONE || change->to != CIVIL_FOREVER;
}

/* The words of a column in this row: a parameter's value has its own. */
static const struct column_words *words_in(const struct snapshot_change *change,
					   int at)
{
	int id = first_column(change->table) + at;
	const struct value *row = change->is != NULL ? change->is : change->was;
	const struct column_words *param = NULL;

	if (id == COLUMN_parameter_value)
		param = find_param(
		    row[COLUMN_parameter_name - FIRST_parameter].text);
	return param != NULL ? param : &columns[id];
}

/* Where the subject has said already what it is. */
static bool needs_label(const struct snapshot_change *change, int at)
{
	int id = first_column(change->table) + at;

	return id != COLUMN_parameter_value && id != COLUMN_meta_value;
}

static void put_difference(const struct words *words,
			   const struct snapshot_change *change, int at,
			   struct text *out)
{
	const struct column *column =
	    &snapshot_table((int)change->table)->columns[at];
	const struct column_words *w = words_in(change, at);

	if (needs_label(change, at)) {
		text_str(out, w->label.in[words->language]);
		text_char(out, ' ');
	}
	if (change->was != NULL)
		put_value(words, column, w->form, &change->was[at], out);
	if (change->kind == CHANGE_CHANGED)
		text_str(out, " → ");
	if (change->is != NULL)
		put_value(words, column, w->form, &change->is[at], out);
}

/* All that differs; of what is added or gone what is told of it. */
static void put_differences(const struct words *words,
			    const struct snapshot_change *change,
			    const char *first, struct text *out)
{
	const struct table *table = snapshot_table((int)change->table);
	const char *separator = first;

	for (int i = 0; i < table->column_count; i++) {
		if ((change->columns >> i & 1) == 0 ||
		    (change->kind != CHANGE_CHANGED && !words->full &&
		     !words_in(change, i)->brief))
			continue;
		text_str(out, separator);
		put_difference(words, change, i, out);
		separator = "; ";
	}
}

void words_change(const struct words *words,
		  const struct snapshot_change *change, struct text *out)
{
	put_subject(words, change, out);
	text_str(out, ": ");
	if (change->kind == CHANGE_CHANGED) {
		put_differences(words, change, "", out);
		if (has_days(change)) {
			text_str(out, ", ");
			put_days(words, change, out);
		}
		return;
	}
	text_str(out, change->kind == CHANGE_ADDED
			  ? either(words, "nieuw", "new")
			  : either(words, "vervallen", "gone"));
	if (has_days(change)) {
		text_char(out, ' ');
		put_days(words, change, out);
	}
	put_differences(words, change, "; ", out);
}

static const char *preference(const struct value *row, enum column_id id)
{
	return row[(int)id - (int)FIRST_preference].text;
}

void words_swap(const struct words *words, const struct snapshot_change *added,
		const struct snapshot_change *gone, struct text *out)
{
	text_str(out, either(words, "aanwijzing door verzekeraar ",
			     "designation by insurer "));
	text_str(out, preference(added->is, COLUMN_preference_uzovi));
	text_str(out, either(words, " binnen PRK ", " within PRK "));
	text_str(out, preference(added->is, COLUMN_preference_prk));
	text_str(out, ": ");
	put_article(words, preference(added->is, COLUMN_preference_zi), out);
	text_str(out, either(words, " in plaats van ", " instead of "));
	put_article(words, preference(gone->was, COLUMN_preference_zi), out);
	text_str(out, ", ");
	put_days(words, added, out);
}
