/* The table of claimctl's commands, and what is made from it. */
#ifndef CLAIMD_CLIENT_COMMAND_H
#define CLAIMD_CLIENT_COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "client/args.h"

/* Runs a command; returns the exit status of the process. */
typedef int command_run(const struct args *args);

enum { OPERANDS_MANY = 1 << 20 };

struct command {
	const char *noun;
	const char *verb;     /* empty: the noun says it all */
	const char *operands; /* as the usage names them */
	int min_operands, max_operands;
	uint64_t required, optional; /* sets of options, without the common */
	const char *help;
	command_run *run;
};

#define COMMAND(noun, verb, operands, min, max, required, optional, help, fn)  \
	command_run fn;
#include "client/commands.def"
#undef COMMAND

/* The rows, in the order of the help. */
const struct command *command_table(size_t *count);

/*
 * The row that argv[1] and, where it has a verb, argv[2] name; *words is how
 * many of them. NULL with what was expected in *e.
 */
const struct command *command_find(int argc, char *const *argv, int *words,
				   struct err *e);

/* Does what a command line says; the exit status. */
int command_main(int argc, char **argv);

/* "claimctl snapshot build DIR --out FILE [--json] …", one line. */
void help_usage(FILE *stream, const struct command *command);
/* Usage, purpose and options of one command. */
void help_command(FILE *stream, const struct command *command);
/* All commands, or those of one noun. */
void help_list(FILE *stream, const char *noun);

#endif
