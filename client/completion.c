/* Completion for bash, made from the tables of commands and options. */
#include <stdio.h>
#include <string.h>

#include "client/command.h"

static const char head[] =
    "# bash completion for claimctl; made by: claimctl completion bash\n"
    "_claimctl()\n"
    "{\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "\tlocal noun=${COMP_WORDS[1]-} verb=${COMP_WORDS[2]-} words=\n"
    "\tcase $prev in\n";

static const char middle[] = "\tesac\n"
			     "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n";

static const char tail[] =
    "\tcase $cur in\n"
    "\t-*) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\") ;;\n"
    "\t*) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
    "\tesac\n"
    "}\n"
    "complete -o filenames -F _claimctl claimctl\n";

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), tail_len = strlen(end);

	return len >= tail_len && strcmp(text + len - tail_len, end) == 0;
}

/* What may follow an option that takes a value. */
static void option_values(void)
{
	for (int id = 0; id < OPT_COUNT; id++) {
		const struct option_info *info =
		    option_info((enum option_id)id);
		if (info->argument[0] == '\0')
			continue;
		const char *how = ends_with(info->argument, "DIR") ? "-d"
				  : ends_with(info->argument, "FILE") ||
					  ends_with(info->argument, "PATH")
				      ? "-f"
				      : NULL;
		if (how == NULL)
			printf("\t--%s) return ;;\n", info->name);
		else
			printf("\t--%s) mapfile -t COMPREPLY < <(compgen %s -- "
			       "\"$cur\"); return ;;\n",
			       info->name, how);
	}
}

static bool first_of_noun(const struct command *table, size_t i)
{
	return i == 0 || strcmp(table[i - 1].noun, table[i].noun) != 0;
}

static void nouns(const struct command *table, size_t count)
{
	fputs("\t\tmapfile -t COMPREPLY < <(compgen -W \"", stdout);
	for (size_t i = 0; i < count; i++)
		if (first_of_noun(table, i))
			printf("%s%s", i == 0 ? "" : " ", table[i].noun);
	fputs("\" -- \"$cur\")\n\t\treturn\n\tfi\n", stdout);
}

static void verbs(const struct command *table, size_t count)
{
	fputs("\tif [ \"$COMP_CWORD\" -eq 2 ]; then\n\t\tcase $noun in\n",
	      stdout);
	for (size_t i = 0; i < count; i++) {
		if (table[i].verb[0] == '\0')
			continue;
		if (first_of_noun(table, i))
			printf("\t\t%s) words=\"", table[i].noun);
		printf("%s", table[i].verb);
		if (i + 1 == count || first_of_noun(table, i + 1))
			puts("\" ;;");
		else
			putchar(' ');
	}
	fputs("\t\tesac\n"
	      "\t\tif [ -n \"$words\" ]; then\n"
	      "\t\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
	      "\"$cur\")\n"
	      "\t\t\treturn\n"
	      "\t\tfi\n"
	      "\tfi\n",
	      stdout);
}

static void options_of(const struct command *command)
{
	uint64_t set = command->required | command->optional | COMMON_OPTIONS;

	printf("\t%s\\ %s) words=\"", command->noun,
	       command->verb[0] == '\0' ? "*" : command->verb);
	for (int id = 0; id < OPT_COUNT; id++)
		if ((set >> id & 1) != 0)
			printf(" --%s", option_info((enum option_id)id)->name);
	puts("\" ;;");
}

int cmd_completion_bash(const struct args *args)
{
	size_t count;
	const struct command *table = command_table(&count);

	(void)args;
	fputs(head, stdout);
	option_values();
	fputs(middle, stdout);
	nouns(table, count);
	verbs(table, count);
	fputs("\tcase \"$noun $verb\" in\n", stdout);
	for (size_t i = 0; i < count; i++)
		options_of(&table[i]);
	fputs("\tesac\n", stdout);
	fputs(tail, stdout);
	return 0;
}
