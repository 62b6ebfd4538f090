#include "client/command.h"

#include <string.h>

static void print_option(FILE *stream, enum option_id id, bool optional)
{
	const struct option_info *info = option_info(id);
	bool flag = info->argument[0] == '\0';

	fprintf(stream, " %s--%s%s%s%s%s", optional ? "[" : "", info->name,
		flag ? "" : " ", info->argument, optional ? "]" : "",
		info->repeatable ? "…" : "");
}

static void print_options(FILE *stream, uint64_t set, bool optional)
{
	for (int id = 0; id < OPT_COUNT; id++)
		/* What an operand rests on stands there: --id PHARMACY ID. */
		if ((set >> id & 1) != 0 && id != OPT_ID)
			print_option(stream, (enum option_id)id, optional);
}

static void print_words(FILE *stream, const struct command *command)
{
	fprintf(stream, "claimctl %s%s%s", command->noun,
		command->verb[0] != '\0' ? " " : "", command->verb);
}

void help_usage(FILE *stream, const struct command *command)
{
	fputs("usage: ", stream);
	print_words(stream, command);
	fprintf(stream, "%s%s", command->operands[0] != '\0' ? " " : "",
		command->operands);
	print_options(stream, command->required, false);
	print_options(stream, command->optional, true);
	fputs(" [--json] [--socket PATH | --dir DIR]\n", stream);
}

static void describe_options(FILE *stream, uint64_t set)
{
	for (int id = 0; id < OPT_COUNT; id++) {
		const struct option_info *info =
		    option_info((enum option_id)id);
		if ((set >> id & 1) == 0)
			continue;
		int width =
		    fprintf(stream, "  --%s %s", info->name, info->argument);
		fprintf(stream, "%*s%s\n", width < 22 ? 22 - width : 1, "",
			info->help);
	}
}

void help_command(FILE *stream, const struct command *command)
{
	help_usage(stream, command);
	fprintf(stream, "\n%s\n\n", command->help);
	describe_options(stream, command->required | command->optional);
	describe_options(stream, COMMON_OPTIONS);
}

void help_list(FILE *stream, const char *noun)
{
	size_t count;
	const struct command *table = command_table(&count);

	fputs(
	    "usage: claimctl COMMAND [--json] [--socket PATH | --dir DIR]\n\n",
	    stream);
	for (size_t i = 0; i < count; i++) {
		const struct command *row = &table[i];
		if (noun != NULL && strcmp(noun, row->noun) != 0)
			continue;
		int width = fprintf(stream, "  %s %s", row->noun, row->verb);
		fprintf(stream, "%*s%s\n", width < 20 ? 20 - width : 1, "",
			row->help);
	}
	fputs("\nclaimctl COMMAND --help tells more; so does claimctl(1).\n",
	      stream);
}
