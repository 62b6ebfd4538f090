/*
 * Inside lib/rules and for explanations: how the values of sentences, sights
 * and figures are written in either language.
 */
#ifndef CLAIMD_RULES_FORMS_H
#define CLAIMD_RULES_FORMS_H

#include "rules/decision.h"

enum form {
	FORM_PLAIN,
	FORM_DAYS,
	FORM_MONTHS,
	FORM_YEARS,
	FORM_EURO,	   /* cents */
	FORM_MICRO_EURO,   /* millionths of a euro: "€ 0,65426" */
	FORM_DATE,	   /* civil_day */
	FORM_QUANTITY,	   /* thousandths: "12,5" */
	FORM_PERCENT,	   /* "75%" */
	FORM_BASIS_POINTS, /* hundredths of a percent: "9%" */
	FORM_YES_NO,
	FORM_CLAIM, /* a claim's number: "C00000000000042" */
	FORM_FACTS, /* bits of service_fact: a list */
	FORM_WORD,  /* a text, not a number */
};

/* Appends a number in words of the language. */
void form_write(struct text *out, enum form form, int64_t n,
		enum language language);

/*
 * Appends a sentence, with put writing what stands for each {name} in it. A
 * name that it does not know is a bug.
 */
struct filling {
	void (*put)(const struct filling *f, const char *name, size_t len,
		    struct text *out);
	const void *ctx; /* put's own */
	enum language language;
};
void form_fill(struct text *out, const char *sentence,
	       const struct filling *filling);

/*
 * The plain word for one of the protocol or the snapshot, e.g. "huisarts" or
 * "1A"; the word itself where terms.def has none. context is the field that
 * it is a value of: some words mean one thing here and another there.
 */
const char *term(const char *context, const char *word, enum language language);

#endif
