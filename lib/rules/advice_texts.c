/* The sentences of advice: templates of advices.def, filled. */
#include "rules/forms.h"

#include <string.h>

#include "base/attr.h"
#include "base/ensure.h"

struct subject {
	const struct advice *advice;
	const char *names;
};

typedef void put_member(const struct subject *s, enum language l,
			struct text *out);

static void put_names(const struct subject *s, enum language l,
		      struct text *out)
{
	(void)l;
	text_str(out, s->names);
}

static void put_from(const struct subject *s, enum language l, struct text *out)
{
	form_write(out, FORM_DATE, s->advice->from, l);
}

static void put_kind(const struct subject *s, enum language l, struct text *out)
{
	text_str(out,
		 term("statement", statement_kind_name(s->advice->kind), l));
}

static void put_quantity(const struct subject *s, enum language l,
			 struct text *out)
{
	form_write(out, FORM_QUANTITY, s->advice->quantity_milli, l);
}

static void put_days(const struct subject *s, enum language l, struct text *out)
{
	form_write(out, FORM_DAYS, s->advice->days, l);
}

static const struct {
	const char *name;
	put_member *put;
} members[] = {
    {"names", put_names},	{"from", put_from}, {"kind", put_kind},
    {"quantity", put_quantity}, {"days", put_days},
};

static void put_placeholder(const struct filling *f, const char *name,
			    size_t len, struct text *out)
{
	size_t i = 0;

	while (strlen(members[i].name) != len ||
	       memcmp(members[i].name, name, len) != 0) {
		i++;
		ensure(i < ARRAY_LEN(members));
	}
	members[i].put(f->ctx, f->language, out);
}

struct sentence {
	const char *in[LANGUAGE_COUNT];
};

/* Where the dosage is unknown a quantity has no days. */
static const struct sentence reduce_alone = {
    {"Lever nu niet meer dan {quantity}.",
     "Supply no more than {quantity} now."}};

static const char *template_of(const struct advice *advice, enum language l)
{
	static const struct sentence sentences[ADVICE_ACTION_COUNT] = {
#define ADVICE(action, name, nl, en) {{nl, en}},
#include "rules/advices.def"
#undef ADVICE
	};

	ensure(advice->action < ADVICE_ACTION_COUNT);
	if (advice->action == ADVICE_REDUCE && advice->days == 0)
		return reduce_alone.in[l];
	return sentences[advice->action].in[l];
}

void advice_text(const struct advice *advice, const char *names,
		 enum language language, struct text *out)
{
	const struct subject subject = {advice, names};
	const struct filling filling = {put_placeholder, &subject, language};

	form_fill(out, template_of(advice, language), &filling);
}
