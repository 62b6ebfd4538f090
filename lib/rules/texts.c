/* The sentences of reasons: templates of rules.def and texts.def, filled. */
#include "rules/judge.h"
#include "rules/settle.h"

#include <string.h>

#include "base/attr.h"
#include "base/ensure.h"

enum { LANGUAGES = 2 };

struct words {
	const char *in[LANGUAGES]; /* by enum language */
};

static const char *kind_word(enum item_kind kind, enum language l)
{
	static const struct words words[KIND_COUNT] = {
	    [KIND_MEDICINE] = {{"geneesmiddelen", "medicines"}},
	    [KIND_PREPARATION] = {{"apotheekbereidingen", "preparations"}},
	    [KIND_IMPORT] = {{"geneesmiddelen uit het buitenland",
			      "imported medicines"}},
	    [KIND_ALLERGEN] = {{"allergenen", "allergens"}},
	    [KIND_DIET] = {{"dieetpreparaten", "dietary products"}},
	    [KIND_DEVICE] = {{"hulpmiddelen", "medical devices"}},
	    [KIND_SERVICE] = {{"diensten van de apotheek",
			       "services of a pharmacy"}},
	};
	return words[kind].in[l];
}

static const char *prescriber_word(enum prescriber prescriber, enum language l)
{
	static const struct words words[PRESCRIBER_COUNT] = {
	    [PRESCRIBER_HUISARTS] = {{"huisarts", "general practitioner"}},
	    [PRESCRIBER_MEDISCH_SPECIALIST] = {{"medisch specialist",
						"medical specialist"}},
	    [PRESCRIBER_TANDARTS] = {{"tandarts", "dentist"}},
	    [PRESCRIBER_SPECIALIST_OUDERENGENEESKUNDE] =
		{{"specialist ouderengeneeskunde",
		  "specialist in geriatric medicine"}},
	    [PRESCRIBER_ARTS_VERSTANDELIJK_GEHANDICAPTEN] =
		{{"arts verstandelijk gehandicapten",
		  "physician for the intellectually disabled"}},
	    [PRESCRIBER_VERLOSKUNDIGE] = {{"verloskundige", "midwife"}},
	    [PRESCRIBER_VERPLEEGKUNDIGE] = {{"verpleegkundige", "nurse"}},
	    [PRESCRIBER_PHYSICIAN_ASSISTANT] = {{"physician assistant",
						 "physician assistant"}},
	    [PRESCRIBER_ARTS] = {{"andere arts", "another physician"}},
	    [PRESCRIBER_DIETIST] = {{"diëtist", "dietitian"}},
	    [PRESCRIBER_OTHER] = {{"iemand anders", "somebody else"}},
	};
	return words[prescriber].in[l];
}

static const char *statement_word(enum statement_kind kind, enum language l)
{
	static const struct words words[STATEMENT_KIND_COUNT] = {
	    [STATEMENT_NONE] = {{"verklaring", "statement"}},
	    [STATEMENT_ARTSENVERKLARING] = {{"artsenverklaring",
					     "doctor's statement"}},
	    [STATEMENT_APOTHEEKINSTRUCTIE] = {{"apotheekinstructie",
					       "pharmacy instruction"}},
	    [STATEMENT_VERKLARING_DIEETPREPARATEN] =
		{{"verklaring dieetpreparaten", "dietary products statement"}},
	};
	return words[kind].in[l];
}

static const char *preferred_word(const struct preferred *preferred)
{
	return preferred->name[0] != '\0' ? preferred->name : preferred->zi;
}

enum form {
	FORM_PLAIN,
	FORM_DAYS,
	FORM_MONTHS,
	FORM_EURO,
	FORM_DATE,
	FORM_QUANTITY,
	FORM_WORD,
};

typedef int64_t number_of(const struct facts *f, const struct reason *r);
typedef const char *word_of(const struct facts *f, const struct reason *r,
			    enum language l);

#define NUMBER(name, form, value)                                              \
	static int64_t number_##name(const struct facts *f,                    \
				     const struct reason *r)                   \
	{                                                                      \
		(void)f;                                                       \
		(void)r;                                                       \
		return value;                                                  \
	}
#define WORD(name, value)                                                      \
	static const char *word_##name(                                        \
	    const struct facts *f, const struct reason *r, enum language l)    \
	{                                                                      \
		(void)f;                                                       \
		(void)r;                                                       \
		(void)l;                                                       \
		return value;                                                  \
	}
#include "rules/placeholders.def"
#undef NUMBER
#undef WORD

static const struct placeholder {
	const char *name;
	enum form form;
	number_of *number;
	word_of *word;
} placeholders[] = {
#define NUMBER(name, form, value) {#name, FORM_##form, number_##name, NULL},
#define WORD(name, value)	  {#name, FORM_WORD, NULL, word_##name},
#include "rules/placeholders.def"
#undef NUMBER
#undef WORD
};

static const struct placeholder *find_placeholder(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
		const struct placeholder *p = &placeholders[i];
		if (strncmp(p->name, name, len) == 0 && p->name[len] == '\0')
			return p;
	}
	return NULL;
}

static void write_counted(struct text *out, int64_t n, const char *one,
			  const char *many)
{
	text_int(out, n);
	text_char(out, ' ');
	text_str(out, n == 1 ? one : many);
}

static void write_date(struct text *out, civil_day day, enum language l)
{
	static const struct words months[] = {
	    {{"januari", "January"}},
	    {{"februari", "February"}},
	    {{"maart", "March"}},
	    {{"april", "April"}},
	    {{"mei", "May"}},
	    {{"juni", "June"}},
	    {{"juli", "July"}},
	    {{"augustus", "August"}},
	    {{"september", "September"}},
	    {{"oktober", "October"}},
	    {{"november", "November"}},
	    {{"december", "December"}},
	};
	int year, month, day_of_month;

	civil_to_ymd(day, &year, &month, &day_of_month);
	text_int(out, day_of_month);
	text_char(out, ' ');
	text_str(out, months[month - 1].in[l]);
	text_char(out, ' ');
	text_int(out, year);
}

/* Thousandths as a decimal number without zeros at its end. */
static void write_quantity(struct text *out, int64_t milli, enum language l)
{
	int64_t fraction = milli % 1000;
	int width = 3;

	text_int(out, milli / 1000);
	if (fraction == 0)
		return;
	for (; fraction % 10 == 0; fraction /= 10)
		width--;
	text_char(out, l == LANGUAGE_NL ? ',' : '.');
	text_int_padded(out, fraction, width);
}

static void write_number(struct text *out, enum form form, int64_t n,
			 enum language l)
{
	bool nl = l == LANGUAGE_NL;

	switch (form) {
	case FORM_DAYS:
		write_counted(out, n, nl ? "dag" : "day",
			      nl ? "dagen" : "days");
		break;
	case FORM_MONTHS:
		write_counted(out, n, nl ? "maand" : "month",
			      nl ? "maanden" : "months");
		break;
	case FORM_EURO:
		(nl ? text_euro_nl : text_euro_en)(out, n);
		break;
	case FORM_DATE:
		write_date(out, (civil_day)n, l);
		break;
	case FORM_QUANTITY:
		write_quantity(out, n, l);
		break;
	case FORM_PLAIN:
	case FORM_WORD:
		text_int(out, n);
		break;
	}
}

static const char *template_of(const struct reason *reason, enum language l)
{
	static const struct words of_rules[RULE_COUNT] = {
#define RULE(code, article, kinds, effect, function, nl, en) {{nl, en}},
#include "rules/rules.def"
#undef RULE
	};
	static const struct words of_variants[TEXT_VARIANT_COUNT] = {
	    {{"", ""}},
#define TEXT(variant, nl, en) {{nl, en}},
#include "rules/texts.def"
#undef TEXT
	};

	ensure(reason->code < RULE_COUNT);
	ensure(reason->variant < TEXT_VARIANT_COUNT);
	if (reason->variant == TEXT_OF_THE_RULE)
		return of_rules[reason->code].in[l];
	return of_variants[reason->variant].in[l];
}

void reason_text(const struct facts *facts, const struct reason *reason,
		 enum language language, struct text *out)
{
	const char *at = template_of(reason, language);

	for (;;) {
		size_t plain = strcspn(at, "{");
		text_bytes(out, at, plain);
		at += plain;
		if (*at == '\0')
			return;
		size_t len = strcspn(++at, "}");
		const struct placeholder *p = find_placeholder(at, len);
		ensure(p != NULL);
		if (p->form == FORM_WORD)
			text_str(out, p->word(facts, reason, language));
		else
			write_number(out, p->form, p->number(facts, reason),
				     language);
		at += len + 1;
	}
}
