#include "formula.h"

#include <criterion/criterion.h>

#include <string.h>

struct ratio {
	wide n, d;
};

struct parser {
	const char *at;
	enum language l;
};

static wide common(wide a, wide b)
{
	while (b != 0) {
		wide rest = a % b;
		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

static struct ratio ratio(wide n, wide d)
{
	wide by = common(n, d);

	cr_assert_neq((int64_t)(d / by), 0);
	return (struct ratio){n / by, d / by};
}

static void skip(struct parser *p, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(p->at, word, len) == 0)
		p->at += len;
}

static bool take(struct parser *p, const char *word)
{
	const char *before = p->at;

	skip(p, word);
	return p->at != before;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct ratio parse_number(struct parser *p)
{
	char point = p->l == LANGUAGE_NL ? ',' : '.';
	char group = p->l == LANGUAGE_NL ? '.' : ',';
	struct ratio r = {0, 1};
	bool fraction = false;

	(void)take(p, "€ ");
	cr_assert(is_digit(*p->at), "a number at %s", p->at);
	for (; is_digit(*p->at) || *p->at == point || *p->at == group;
	     p->at++) {
		if (*p->at == point)
			fraction = true;
		if (!is_digit(*p->at))
			continue;
		r.n = r.n * 10 + (*p->at - '0');
		r.d *= fraction ? 10 : 1;
	}
	if (take(p, "%"))
		r.d *= 100;
	if (!take(p, " dagen") && !take(p, " dag") && !take(p, " days"))
		(void)take(p, " day");
	return ratio(r.n, r.d);
}

static struct ratio parse_sum(struct parser *p);

static bool less(struct ratio a, struct ratio b)
{
	return a.n * b.d < b.n * a.d;
}

static struct ratio parse_factor(struct parser *p)
{
	bool least = take(p, "min"), most = !least && take(p, "max");

	if (!take(p, "("))
		return parse_number(p);
	struct ratio a = parse_sum(p);
	if (least || most) {
		cr_assert(take(p, "; "), "%s", p->at);
		struct ratio b = parse_sum(p);
		a = less(a, b) == least ? a : b;
	}
	cr_assert(take(p, ")"), "%s", p->at);
	return a;
}

static struct ratio parse_product(struct parser *p)
{
	struct ratio a = parse_factor(p);

	for (;;) {
		if (take(p, " × ")) {
			struct ratio b = parse_factor(p);
			a = ratio(a.n * b.n, a.d * b.d);
		} else if (take(p, " / ")) {
			struct ratio b = parse_factor(p);
			a = ratio(a.n * b.d, a.d * b.n);
		} else {
			return a;
		}
	}
}

static struct ratio parse_sum(struct parser *p)
{
	struct ratio a = parse_product(p);

	for (;;) {
		bool plus = take(p, " + ");
		if (!plus && !take(p, " − "))
			return a;
		struct ratio b = parse_product(p);
		a = ratio(a.n * b.d + (plus ? 1 : -1) * b.n * a.d, a.d * b.d);
	}
}

cents formula_value(const char *formula, enum language l)
{
	struct parser p = {formula, l};
	struct ratio r = parse_sum(&p);

	cr_assert_eq(*p.at, '\0', "%s", p.at);
	return round_half_up(r.n * 100, r.d);
}
