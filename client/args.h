/*
 * client: claimctl, one file a noun. It may use all of lib/, never daemon/
 * code; it talks to a running daemon over its two sockets alone.
 *
 * args.h: a command line, read by the tables options.def and commands.def.
 */
#ifndef CLAIMD_CLIENT_ARGS_H
#define CLAIMD_CLIENT_ARGS_H

#include <stdint.h>

#include "base/err.h"
#include "client/limits.h"
#include "rules/decision.h"

enum option_id {
#define OPTION(symbol, name, argument, repeatable, help) OPT_##symbol,
#include "client/options.def"
#undef OPTION
	OPT_COUNT
};

/* A set of options. */
#define OPT(symbol)    (UINT64_C(1) << OPT_##symbol)
#define COMMON_OPTIONS (OPT(JSON) | OPT(SOCKET) | OPT(DIR) | OPT(HELP))

struct option_info {
	const char *name;
	const char *argument; /* empty: a flag */
	bool repeatable;
	const char *help;
};

/* Static memory. */
const struct option_info *option_info(enum option_id id);

struct command;

/* Texts point into argv. */
struct args {
	const struct command *command;
	struct {
		enum option_id id;
		const char *value;
	} given[GIVEN_MAX];
	int given_count;
	char *const *operands;
	int operand_count;
};

/*
 * Reads what follows the command's words; argv[0] is the last of those. May
 * reorder argv. Checks that the command takes the options and the number of
 * operands; with --help nothing else is checked.
 */
MUSTCHECK bool args_parse(struct args *args, const struct command *command,
			  int argc, char **argv, struct err *e);

bool args_has(const struct args *args, enum option_id id);
/* The value last given, or the fallback. */
const char *args_value(const struct args *args, enum option_id id,
		       const char *fallback);
/* A decimal number within bounds; *value is left alone if it is not given. */
MUSTCHECK bool args_number(const struct args *args, enum option_id id,
			   int64_t min, int64_t max, int64_t *value,
			   struct err *e);
/* What --lang says; Dutch if it is not given. */
MUSTCHECK bool args_language(const struct args *args, enum language *out,
			     struct err *e);

#endif
