/* Errors are values: which one, where, and what was expected. */
#ifndef CLAIMD_BASE_ERR_H
#define CLAIMD_BASE_ERR_H

#include <stdbool.h>

#include "base/attr.h"

enum err_code {
	ERR_NONE = 0,
#define ERR(symbol, code, class, exit) ERR_##symbol,
#include "base/err.def"
#undef ERR
	ERR_CODE_COUNT
};

enum err_class { ERR_CLASS_ERROR, ERR_CLASS_RETRY, ERR_CLASS_LOCAL };

/* field is a JSON pointer or empty. Neither text ever holds a BSN. */
struct err {
	enum err_code code;
	char field[96];
	char message[512];
};

/* Always false; inline, so that compilers and analysers know it too. */
static inline bool err_false(void)
{
	return false;
}

/*
 * Fills e (its field is emptied) and is false, so that a failing function can
 * end with `return err_set(e, ERR_…, "format", …)`.
 */
#define err_set(e, code, ...) (err_fill(e, code, "", __VA_ARGS__), err_false())

/* The same with the JSON pointer of the field that is wrong. */
#define err_field(e, code, field, ...) \
	(err_fill(e, code, field, __VA_ARGS__), err_false())

void err_fill(struct err *e, enum err_code code, const char *field,
	      const char *fmt, ...) PRINTF_LIKE(4, 5);

/* "bad_json" and so on; a static string. */
const char *err_name(enum err_code code);
enum err_class err_class(enum err_code code);
/* What claimctl's process ends with; 0 for ERR_NONE. */
int err_exit_status(enum err_code code);
/* The code of a name, or ERR_NONE. */
enum err_code err_by_name(const char *name);

#endif
