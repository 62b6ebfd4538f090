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

/*
 * Fills e and returns false, so that a failing function can end with
 * `return err_set(...)`. The field is emptied.
 */
bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* The same with the JSON pointer of the field that is wrong. */
bool err_field(struct err *e, enum err_code code, const char *field,
	       const char *fmt, ...) PRINTF_LIKE(4, 5);

/* "bad_json" and so on; a static string. */
const char *err_name(enum err_code code);
enum err_class err_class(enum err_code code);
/* What claimctl's process ends with; 0 for ERR_NONE. */
int err_exit_status(enum err_code code);
/* The code of a name, or ERR_NONE. */
enum err_code err_by_name(const char *name);

#endif
