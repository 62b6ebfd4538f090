#include "client/command.h"

#include <signal.h>
#include <string.h>

#include "base/ensure.h"
#include "base/suggest.h"
#include "client/out.h"

static const struct command commands[] = {
#define COMMAND(noun, verb, operands, min, max, required, optional, help, fn)  \
	{noun, verb, operands, min, max, required, optional, help, fn},
#include "client/commands.def"
#undef COMMAND
};

const struct command *command_table(size_t *count)
{
	*count = ARRAY_LEN(commands);
	return commands;
}

static bool is_noun(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i].noun, word) == 0)
			return true;
	return false;
}

static void unknown_noun(const char *word, struct err *e)
{
	struct suggest s;

	suggest_start(&s, word);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		suggest_consider(&s, commands[i].noun);
	if (s.best == NULL)
		err_set(e, ERR_USAGE, "'%s' is no command", word);
	else
		err_set(e, ERR_USAGE, "'%s' is no command; did you mean '%s'?",
			word, s.best);
}

static void unknown_verb(const char *noun, const char *word, struct err *e)
{
	char memory[256];
	struct text verbs;

	text_init(&verbs, memory, sizeof(memory));
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(commands[i].noun, noun) != 0)
			continue;
		text_str(&verbs, verbs.len == 0 ? "" : ", ");
		text_str(&verbs, commands[i].verb);
	}
	if (word == NULL)
		err_set(e, ERR_USAGE, "'%s' needs a verb: %s", noun,
			verbs.data);
	else
		err_set(e, ERR_USAGE, "'%s %s' is no command; %s has: %s", noun,
			word, noun, verbs.data);
}

const struct command *command_find(int argc, char *const *argv, int *words,
				   struct err *e)
{
	ensure(argc >= 2);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		const struct command *row = &commands[i];
		bool verbless = row->verb[0] == '\0';
		if (strcmp(row->noun, argv[1]) != 0)
			continue;
		if (!verbless && (argc < 3 || strcmp(row->verb, argv[2]) != 0))
			continue;
		*words = verbless ? 1 : 2;
		return row;
	}
	if (is_noun(argv[1]))
		unknown_verb(argv[1], argc > 2 ? argv[2] : NULL, e);
	else
		unknown_noun(argv[1], e);
	return NULL;
}

static bool asks_for_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
	       strcmp(word, "help") == 0;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct args args;
	struct err e;

	if (!args_parse(&args, command, argc, argv, &e)) {
		int status = out_fail(&args, &e, "see the usage below");
		help_usage(stderr, command);
		return status;
	}
	if (args_has(&args, OPT_HELP)) {
		help_command(stdout, command);
		return 0;
	}
	int status = command->run(&args);
	if (!out_flush(&e) && status == 0)
		return out_fail(NULL, &e, NULL);
	return status;
}

int command_main(int argc, char **argv)
{
	static char version[] = "version";
	struct err e;
	int words;

	signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error like others */
	if (argc < 2) {
		help_list(stderr, NULL);
		return err_exit_status(ERR_USAGE);
	}
	if (asks_for_help(argv[1])) {
		help_list(stdout, argc > 2 ? argv[2] : NULL);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0)
		argv[1] = version;
	const struct command *command = command_find(argc, argv, &words, &e);
	if (command == NULL && argc == 3 && is_noun(argv[1]) &&
	    asks_for_help(argv[2])) {
		help_list(stdout, argv[1]);
		return 0;
	}
	if (command == NULL)
		return out_fail(NULL, &e, NULL);
	return run(command, argc - words, argv + words);
}
