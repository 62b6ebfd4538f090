#include "client/explain_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "rules/figures.h"

struct sentence {
	const char *in[LANGUAGE_COUNT];
};

const char *say(enum saying saying, enum language language)
{
	static const struct sentence sayings[SAY_COUNT] = {
#define SAY(symbol, nl, en) {{nl, en}},
#include "client/explain_words.def"
#undef SAY
	};

	return sayings[saying].in[language];
}

void say_with(struct text *out, enum saying saying, enum language language,
	      const char *const *words)
{
	const char *at = say(saying, language);

	for (const char *gap; (gap = strstr(at, "%s")) != NULL;
	     at = gap + strlen("%s")) {
		text_bytes(out, at, (size_t)(gap - at));
		text_str(out, *words++);
	}
	text_str(out, at);
}

/* ---- members ------------------------------------------------------------ */

static const struct field {
	const char *name;
	enum form form;
	struct sentence label;
} fields[] = {
#define FIELD(name, form, nl, en) {#name, FORM_##form, {{nl, en}}},
#include "client/explain_fields.def"
#undef FIELD
};

static const struct field *find_field(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* By its row, else by the unit that its name ends in. */
static enum form form_of(const char *name)
{
	static const struct {
		const char *end;
		enum form form;
	} ends[] = {
	    {"_cents", FORM_EURO},	 {"_milli", FORM_QUANTITY},
	    {"_days", FORM_DAYS},	 {"_months", FORM_MONTHS},
	    {"_years", FORM_YEARS},	 {"_percent", FORM_PERCENT},
	    {"_micro", FORM_MICRO_EURO}, {"_bp", FORM_BASIS_POINTS},
	};
	const struct field *field = find_field(name);

	if (field != NULL)
		return field->form;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (ends_with(name, ends[i].end))
			return ends[i].form;
	return FORM_PLAIN;
}

void explain_label(struct text *out, const char *name, enum language language)
{
	const struct field *field = find_field(name);
	const char *label = field != NULL ? field->label.in[language]
					  : operand_label(name, language);

	if (label != NULL) {
		text_str(out, label);
		return;
	}
	for (; *name != '\0'; name++)
		text_char(out, *name == '_' ? ' ' : *name);
}

/* ---- values ------------------------------------------------------------- */

static bool is_date(const char *text, civil_day *day)
{
	return civil_parse(text, strlen(text), day);
}

/* Words of the protocol, parted by ", "; other texts are left as they are. */
static void write_words(struct text *out, const char *name, const char *words,
			enum language language)
{
	char word[128];

	for (;;) {
		const char *comma = strstr(words, ", ");
		size_t len =
		    comma != NULL ? (size_t)(comma - words) : strlen(words);
		if (len < sizeof(word)) {
			memcpy(word, words, len);
			word[len] = '\0';
			text_str(out, term(name, word, language));
		} else {
			text_bytes(out, words, len);
		}
		if (comma == NULL)
			return;
		text_str(out, ", ");
		words = comma + strlen(", ");
	}
}

static void write_string(struct text *out, const char *name, const char *value,
			 enum language language)
{
	civil_day day;

	if (is_date(value, &day))
		form_write(out, FORM_DATE, day, language);
	else if (value[0] == '\0')
		text_str(out, say(SAY_NONE, language));
	else
		write_words(out, name, value, language);
}

static void write_members(struct text *out, const struct doc_node *object,
			  enum language language)
{
	for (size_t i = 0; i < doc_len(object); i++) {
		const char *name = doc_name_at(object, i);
		text_str(out, i > 0 ? "; " : "");
		explain_label(out, name, language);
		text_str(out, ": ");
		explain_value(out, name, doc_get(object, name), language);
	}
}

static void write_number(struct text *out, const char *name, int64_t n,
			 enum language language)
{
	enum form form = form_of(name);

	/* Absent, or none known: -1 in a parameter. */
	if (n < 0 && form != FORM_PLAIN)
		text_str(out, say(SAY_NONE, language));
	else
		form_write(out, form, n, language);
}

void explain_value(struct text *out, const char *name,
		   const struct doc_node *value, enum language language)
{
	if (doc_is_object(value)) {
		write_members(out, value, language);
	} else if (doc_is_array(value)) {
		if (doc_len(value) == 0)
			text_str(out, say(SAY_NONE, language));
		for (size_t i = 0; i < doc_len(value); i++) {
			text_str(out, i > 0 ? ", " : "");
			explain_value(out, name, doc_at(value, i), language);
		}
	} else if (doc_is_string(value)) {
		write_string(out, name, doc_str(value, ""), language);
	} else if (doc_is_bool(value)) {
		form_write(out, FORM_YES_NO, doc_bool(value, false), language);
	} else {
		write_number(out, name, doc_int(value, 0), language);
	}
}

void explain_article(struct text *out, const char *article, bool brief,
		     enum language language)
{
	static const char reading[] = "reading ";

	if (strncmp(article, reading, strlen(reading)) == 0) {
		text_str(out, say(SAY_READING, language));
		text_char(out, ' ');
		text_str(out, article + strlen(reading));
	} else if (strcmp(article, "pump page") == 0) {
		text_str(out, say(SAY_PUMP_PAGE, language));
	} else if (article[0] >= '0' && article[0] <= '9') {
		text_str(out, say(brief ? SAY_SHORT_ARTICLE : SAY_ARTICLE,
				  language));
		text_char(out, ' ');
		text_str(out, article);
	} else {
		text_str(out, article);
	}
}
