/* The sentences of reasons: templates of rules.def and texts.def, filled. */
#include "rules/forms.h"
#include "rules/judge.h"
#include "rules/settle.h"

#include <string.h>

#include "base/attr.h"
#include "base/ensure.h"

static const char *kind_word(enum item_kind kind, enum language l)
{
	return term("kind", item_kind_name(kind), l);
}

static const char *prescriber_word(enum prescriber prescriber, enum language l)
{
	return term("prescriber", prescriber_name(prescriber), l);
}

static const char *statement_word(enum statement_kind kind, enum language l)
{
	return term("statement", statement_kind_name(kind), l);
}

static const char *preferred_word(const struct preferred *preferred)
{
	return preferred->name[0] != '\0' ? preferred->name : preferred->zi;
}

/* By which a device is looked up. */
static const char *device_code(const struct item *item)
{
	return item->gph[0] != '\0' ? item->gph : item->zi;
}

static cents listed(const struct facts *f)
{
	cents price;

	(void)listed_price(&f->reference, &f->claim.item, &price);
	return price;
}

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
	size_t len;
	enum form form;
	number_of *number;
	word_of *word;
} placeholders[] = {
#define NAMED(name) #name, sizeof(#name) - 1
#define NUMBER(name, form, value)                                              \
	{NAMED(name), FORM_##form, number_##name, NULL},
#define WORD(name, value) {NAMED(name), FORM_WORD, NULL, word_##name},
#include "rules/placeholders.def"
#undef NUMBER
#undef WORD
};

static const struct placeholder *find_placeholder(const char *name, size_t len)
{
	const struct placeholder *p = placeholders;

	while (p->len != len || memcmp(p->name, name, len) != 0) {
		p++;
		ensure(p < placeholders + ARRAY_LEN(placeholders));
	}
	return p;
}

struct sentence {
	const char *in[LANGUAGE_COUNT];
};

static const char *template_of(const struct reason *reason, enum language l)
{
	static const struct sentence of_rules[RULE_COUNT] = {
#define RULE(code, article, kinds, effect, function, nl, en) {{nl, en}},
#include "rules/rules.def"
#undef RULE
	};
	static const struct sentence of_variants[TEXT_VARIANT_COUNT] = {
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

/* What a sentence speaks of. */
struct subject {
	const struct facts *facts;
	const struct reason *reason;
};

static void put_placeholder(const struct filling *f, const char *name,
			    size_t len, struct text *out)
{
	const struct subject *s = f->ctx;
	const struct placeholder *p = find_placeholder(name, len);

	if (p->form == FORM_WORD)
		text_str(out, p->word(s->facts, s->reason, f->language));
	else
		form_write(out, p->form, p->number(s->facts, s->reason),
			   f->language);
}

void reason_text(const struct facts *facts, const struct reason *reason,
		 enum language language, struct text *out)
{
	const struct subject subject = {facts, reason};
	const struct filling filling = {put_placeholder, &subject, language};

	form_fill(out, template_of(reason, language), &filling);
}
