#include <criterion/criterion.h>

#include <string.h>

#include "client/command.h"
#include "client/out.h"
#include "base/suggest.h"

static int nothing(const struct args *args)
{
	(void)args;
	return 0;
}

static const struct command sample = {
    .noun = "sample",
    .verb = "make",
    .operands = "IN [OUT]",
    .min_operands = 1,
    .max_operands = 2,
    .required = OPT(OUT),
    .optional = OPT(PORT) | OPT(PHARMACY) | OPT(SIMULATE),
    .help = "a sample",
    .run = nothing,
};

/* A command line: words with one blank between them. */
struct line {
	char text[256];
	char *argv[16];
	int argc;
};

static void split(struct line *line, const char *text)
{
	char *rest = line->text;

	snprintf(line->text, sizeof(line->text), "%s", text);
	line->argc = 0;
	while (rest != NULL)
		line->argv[line->argc++] = strsep(&rest, " ");
	line->argv[line->argc] = NULL;
}

static bool parse(struct args *args, struct err *e, const char *text)
{
	static struct line line;

	split(&line, text);
	*e = (struct err){0};
	return args_parse(args, &sample, line.argc, line.argv, e);
}

Test(args, options_and_operands_in_any_order)
{
	struct args args;
	struct err e;

	cr_assert(parse(&args, &e,
			"make --pharmacy 02012345 in --out=x --pharmacy "
			"02054321 - --json"),
		  "%s", e.message);
	cr_expect_eq(args.operand_count, 2);
	cr_expect_str_eq(args.operands[0], "in");
	cr_expect_str_eq(args.operands[1], "-");
	cr_expect_str_eq(args_value(&args, OPT_OUT, NULL), "x");
	cr_expect_str_eq(args_value(&args, OPT_PHARMACY, NULL), "02054321");
	cr_expect_str_eq(args_value(&args, OPT_SOCKET, "none"), "none");
	cr_expect(args_has(&args, OPT_JSON));
	cr_expect_not(args_has(&args, OPT_SIMULATE));
	cr_expect_eq(args.given_count, 4);
}

Test(args, what_follows_two_dashes_is_an_operand)
{
	struct args args;
	struct err e;

	cr_assert(parse(&args, &e, "make --out x -- --port"), "%s", e.message);
	cr_expect_eq(args.operand_count, 1);
	cr_expect_str_eq(args.operands[0], "--port");
}

Test(args, says_what_is_wrong)
{
	static const char *const bad[][2] = {
	    {"make in", "--out FILE is missing"},
	    {"make --out x", "expected IN [OUT]"},
	    {"make --out", "--out needs a value"},
	    {"make --out=x a b c", "'c' is one word too many"},
	    {"make --out=x --out=y in", "--out is given twice"},
	    {"make --out=x in --pqr", "--pqr is no option of this command"},
	    {"make --out=x in --prot",
	     "--prot is no option of this command; did you mean --port?"},
	    {"make --out=x in --scope=any",
	     "--scope=any is no option of this command"},
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct args args;
		struct err e;
		cr_expect_not(parse(&args, &e, bad[i][0]), "%s", bad[i][0]);
		cr_expect_eq(e.code, ERR_USAGE);
		cr_expect_str_eq(e.message, bad[i][1]);
	}
}

Test(args, help_needs_nothing_else)
{
	struct args args;
	struct err e;

	cr_expect(parse(&args, &e, "make --help"));
	cr_expect(args_has(&args, OPT_HELP));
	cr_expect(parse(&args, &e, "make -h"));
	cr_expect(args_has(&args, OPT_HELP));
}

static bool port(const char *text, int64_t *value)
{
	struct args args;
	struct err e;
	char words[64];

	snprintf(words, sizeof(words), "make --out=x in --port=%s", text);
	cr_assert(parse(&args, &e, words));
	return args_number(&args, OPT_PORT, 1, 65535, value, &e);
}

Test(args, numbers_within_bounds)
{
	int64_t value = -7;

	cr_expect(port("1", &value) && value == 1);
	cr_expect(port("65535", &value) && value == 65535);
	cr_expect_not(port("0", &value));
	cr_expect_not(port("65536", &value));
	cr_expect_not(port("", &value));
	cr_expect_not(port("-1", &value));
	cr_expect_not(port("1x", &value));
	cr_expect_not(port("99999999999999999999", &value));
}

Test(args, a_number_that_is_not_given_is_left_alone)
{
	struct args args;
	struct err e;
	int64_t value = 7443;

	cr_assert(parse(&args, &e, "make --out=x in"));
	cr_expect(args_number(&args, OPT_PORT, 1, 65535, &value, &e));
	cr_expect_eq(value, 7443);
}

Test(command, finds_every_row_by_its_words)
{
	size_t count;
	const struct command *table = command_table(&count);

	cr_assert_gt(count, 0);
	for (size_t i = 0; i < count; i++) {
		bool verbless = table[i].verb[0] == '\0';
		char text[64];
		struct line line;
		struct err e;
		int words;
		snprintf(text, sizeof(text), "claimctl %s%s%s", table[i].noun,
			 verbless ? "" : " ", table[i].verb);
		split(&line, text);
		cr_expect_eq(command_find(line.argc, line.argv, &words, &e),
			     &table[i]);
		cr_expect_eq(words, verbless ? 1 : 2);
	}
}

Test(command, rows_of_a_noun_stand_together)
{
	size_t count;
	const struct command *table = command_table(&count);

	for (size_t i = 2; i < count; i++)
		for (size_t j = 0; j + 1 < i; j++)
			cr_expect(
			    strcmp(table[i].noun, table[j].noun) != 0 ||
				strcmp(table[i].noun, table[i - 1].noun) == 0,
			    "%s", table[i].noun);
}

Test(command, says_what_was_expected)
{
	static const char *const bad[][2] = {
	    {"claimctl verson",
	     "'verson' is no command; did you mean 'version'?"},
	    {"claimctl completion", "'completion' needs a verb: bash"},
	    {"claimctl completion fish",
	     "'completion fish' is no command; completion has: bash"},
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct line line;
		struct err e;
		int words;
		split(&line, bad[i][0]);
		cr_expect_null(command_find(line.argc, line.argv, &words, &e));
		cr_expect_eq(e.code, ERR_USAGE);
		cr_expect_str_eq(e.message, bad[i][1]);
	}
}

static const char *nearest(const char *word)
{
	struct suggest s;

	suggest_start(&s, word);
	suggest_consider(&s, "snapshot");
	suggest_consider(&s, "submit");
	suggest_consider(&s, "init");
	return s.best;
}

Test(suggest, near_words_only)
{
	cr_expect_str_eq(nearest("snapshto"), "snapshot");
	cr_expect_str_eq(nearest("sbmit"), "submit");
	cr_expect_str_eq(nearest("innt"), "init");
	cr_expect_null(nearest("ixyz"));
	cr_expect_null(nearest("permit"));
	cr_expect_null(nearest("x"));
	cr_expect_null(nearest("a-word-that-is-longer-than-any-command-is"));
}

Test(out, quantities_in_units)
{
	static const struct {
		int64_t milli;
		const char *text;
	} cases[] = {
	    {0, "0"},	    {1000, "1"},   {12500, "12,5"},	{1, "0,001"},
	    {1050, "1,05"}, {90000, "90"}, {999999, "999,999"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char memory[32];
		struct text t;
		text_init(&t, memory, sizeof(memory));
		out_quantity(&t, cases[i].milli);
		cr_expect_str_eq(memory, cases[i].text);
	}
}
