#include "client/args.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/suggest.h"
#include "client/command.h"

static const struct option_info options[OPT_COUNT] = {
#define OPTION(symbol, name, argument, repeatable, help)                       \
	[OPT_##symbol] = {name, argument, repeatable, help},
#include "client/options.def"
#undef OPTION
};

_Static_assert(OPT_COUNT <= 64, "a set of options is 64 bits");

const struct option_info *option_info(enum option_id id)
{
	ensure(id < OPT_COUNT);
	return &options[id];
}

static uint64_t accepted(const struct command *command)
{
	return command->required | command->optional | COMMON_OPTIONS;
}

static bool accepts(const struct command *command, enum option_id id)
{
	return (accepted(command) >> id & 1) != 0;
}

/* getopt's table, of the options that the command takes. */
static void long_options(const struct command *command,
			 struct option table[OPT_COUNT + 1])
{
	int n = 0;

	for (int id = 0; id < OPT_COUNT; id++) {
		if (!accepts(command, (enum option_id)id))
			continue;
		table[n++] = (struct option){
		    .name = options[id].name,
		    .has_arg = options[id].argument[0] != '\0',
		    .val = id + 256,
		};
	}
	table[n] = (struct option){0};
}

static bool unknown_option(const struct command *command, const char *word,
			   struct err *e)
{
	struct suggest s;
	const char *name = word + strspn(word, "-");

	suggest_start(&s, name);
	for (int id = 0; id < OPT_COUNT; id++)
		if (accepts(command, (enum option_id)id))
			suggest_consider(&s, options[id].name);
	if (s.best == NULL)
		return err_set(e, ERR_USAGE, "%s is no option of this command",
			       word);
	return err_set(e, ERR_USAGE,
		       "%s is no option of this command; did you mean --%s?",
		       word, s.best);
}

static bool add(struct args *args, enum option_id id, const char *value,
		struct err *e)
{
	if (args->given_count == GIVEN_MAX)
		return err_set(e, ERR_USAGE, "more than %d options",
			       (int)GIVEN_MAX);
	if (args_has(args, id) && !options[id].repeatable)
		return err_set(e, ERR_USAGE, "--%s is given twice",
			       options[id].name);
	args->given[args->given_count].id = id;
	args->given[args->given_count].value = value;
	args->given_count++;
	return true;
}

static bool read_options(struct args *args, int argc, char **argv,
			 struct err *e)
{
	struct option table[OPT_COUNT + 1];
	int c;

	long_options(args->command, table);
	optind = 0; /* start anew, whatever was read before */
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":h", table, NULL)) != -1) {
		if (c == '?')
			return unknown_option(args->command, argv[optind - 1],
					      e);
		if (c == ':')
			return err_set(e, ERR_USAGE, "%s needs a value",
				       argv[optind - 1]);
		int id = c == 'h' ? OPT_HELP : c - 256;
		if (!add(args, (enum option_id)id, optarg, e))
			return false;
	}
	return true;
}

static bool check_required(const struct args *args, struct err *e)
{
	for (int id = 0; id < OPT_COUNT; id++)
		if ((args->command->required >> id & 1) != 0 &&
		    !args_has(args, (enum option_id)id))
			return err_set(e, ERR_USAGE, "--%s %s is missing",
				       options[id].name, options[id].argument);
	return true;
}

static bool check_operands(const struct args *args, struct err *e)
{
	const struct command *command = args->command;

	if (args->operand_count < command->min_operands)
		return err_set(e, ERR_USAGE, "expected %s", command->operands);
	if (args->operand_count > command->max_operands)
		return err_set(e, ERR_USAGE, "'%s' is one word too many",
			       args->operands[command->max_operands]);
	return true;
}

bool args_parse(struct args *args, const struct command *command, int argc,
		char **argv, struct err *e)
{
	ensure(command != NULL && argc >= 1);
	*args = (struct args){.command = command};
	if (!read_options(args, argc, argv, e))
		return false;
	args->operands = argv + optind;
	args->operand_count = argc - optind;
	if (args_has(args, OPT_HELP))
		return true;
	return check_required(args, e) && check_operands(args, e);
}

bool args_has(const struct args *args, enum option_id id)
{
	for (int i = 0; i < args->given_count; i++)
		if (args->given[i].id == id)
			return true;
	return false;
}

const char *args_value(const struct args *args, enum option_id id,
		       const char *fallback)
{
	const char *value = fallback;

	for (int i = 0; i < args->given_count; i++)
		if (args->given[i].id == id)
			value = args->given[i].value;
	return value;
}

bool args_number(const struct args *args, enum option_id id, int64_t min,
		 int64_t max, int64_t *value, struct err *e)
{
	const char *text = args_value(args, id, NULL);

	if (text == NULL)
		return true;
	size_t digits = strspn(text, "0123456789");
	if (digits > 0 && digits <= 18 && text[digits] == '\0') {
		*value = strtoll(text, NULL, 10);
		if (*value >= min && *value <= max)
			return true;
	}
	return err_set(e, ERR_USAGE,
		       "--%s %s: expected a number from %lld to "
		       "%lld",
		       options[id].name, text, (long long)min, (long long)max);
}

bool args_language(const struct args *args, enum language *out, struct err *e)
{
	const char *lang = args_value(args, OPT_LANG, "nl");

	*out = strcmp(lang, "en") == 0 ? LANGUAGE_EN : LANGUAGE_NL;
	return *out == LANGUAGE_EN || strcmp(lang, "nl") == 0 ||
	       err_set(e, ERR_USAGE, "--lang %s: expected nl or en", lang);
}
