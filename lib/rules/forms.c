#include "rules/forms.h"

#include <string.h>

#include "base/attr.h"
#include "base/claim_number.h"
#include "base/ensure.h"

struct sentence {
	const char *in[LANGUAGE_COUNT];
};

static void write_counted(struct text *out, int64_t n, const char *one,
			  const char *many)
{
	text_int(out, n);
	text_char(out, ' ');
	text_str(out, n == 1 ? one : many);
}

static void write_date(struct text *out, civil_day day, enum language l)
{
	static const struct sentence months[] = {
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

/* A number in 10^-digits as a decimal one, without zeros at its end. */
static void write_decimal(struct text *out, int64_t n, int digits,
			  enum language l)
{
	int64_t one = 1;

	for (int i = 0; i < digits; i++)
		one *= 10;
	int64_t fraction = n % one;
	text_int(out, n / one);
	if (fraction == 0)
		return;
	for (; fraction % 10 == 0; fraction /= 10)
		digits--;
	text_char(out, l == LANGUAGE_NL ? ',' : '.');
	text_int_padded(out, fraction, digits);
}

static void write_claim(struct text *out, int64_t number)
{
	char text[LEN_CLAIM_NUMBER + 1];

	claim_number_format((uint64_t)number, text);
	text_str(out, text);
}

static void write_facts(struct text *out, int64_t facts, enum language l)
{
	const char *separator = "";

	for (int i = 0; i < SERVICE_FACT_COUNT; i++) {
		enum service_fact fact = (enum service_fact)i;
		if ((facts >> i & 1) == 0)
			continue;
		text_str(out, separator);
		text_str(out, term("", service_fact_name(fact), l));
		separator = ", ";
	}
}

void form_write(struct text *out, enum form form, int64_t n, enum language l)
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
	case FORM_YEARS:
		write_counted(out, n, nl ? "jaar" : "year",
			      nl ? "jaar" : "years");
		break;
	case FORM_EURO:
		(nl ? text_euro_nl : text_euro_en)(out, n);
		break;
	case FORM_MICRO_EURO:
		text_str(out, "€ ");
		write_decimal(out, n, 6, l);
		break;
	case FORM_DATE:
		write_date(out, (civil_day)n, l);
		break;
	case FORM_QUANTITY:
		write_decimal(out, n, 3, l);
		break;
	case FORM_PERCENT:
		text_int(out, n);
		text_char(out, '%');
		break;
	case FORM_BASIS_POINTS:
		write_decimal(out, n, 2, l);
		text_char(out, '%');
		break;
	case FORM_YES_NO:
		text_str(out,
			 n != 0 ? (nl ? "ja" : "yes") : (nl ? "nee" : "no"));
		break;
	case FORM_CLAIM:
		write_claim(out, n);
		break;
	case FORM_FACTS:
		write_facts(out, n, l);
		break;
	default: /* FORM_PLAIN; a word is written by who knows it */
		text_int(out, n);
		break;
	}
}

void form_fill(struct text *out, const char *sentence,
	       const struct filling *filling)
{
	const char *at = sentence;

	for (;;) {
		size_t plain = strcspn(at, "{");
		text_bytes(out, at, plain);
		at += plain;
		if (*at == '\0')
			return;
		size_t len = strcspn(++at, "}");
		filling->put(filling, at, len, out);
		at += len + 1;
	}
}

static const struct term {
	const char *context;
	const char *word;
	struct sentence words;
} terms[] = {
#define TERM(context, word, nl, en) {context, word, {{nl, en}}},
#include "rules/terms.def"
#undef TERM
};

const char *term(const char *context, const char *word, enum language language)
{
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		const struct term *t = &terms[i];
		bool fits =
		    t->context[0] == '\0' || strcmp(t->context, context) == 0;
		if (fits && strcmp(t->word, word) == 0)
			return t->words.in[language];
	}
	return word;
}
