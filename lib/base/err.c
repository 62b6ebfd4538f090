#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"

static const struct {
	const char *name;
	enum err_class class;
	int exit_status;
} errors[ERR_CODE_COUNT] = {
    [ERR_NONE] = {"none", ERR_CLASS_LOCAL, 0},
#define ERR(symbol, code, class, exit)                                         \
	[ERR_##symbol] = {code, ERR_CLASS_##class, exit},
#include "base/err.def"
#undef ERR
};

void err_fill(struct err *e, enum err_code code, const char *field,
	      const char *fmt, ...)
{
	va_list args;

	e->code = code;
	snprintf(e->field, sizeof(e->field), "%s", field);
	va_start(args, fmt);
	vsnprintf(e->message, sizeof(e->message), fmt, args);
	va_end(args);
}

const char *err_name(enum err_code code)
{
	ensure(code < ERR_CODE_COUNT);
	return errors[code].name;
}

enum err_class err_class(enum err_code code)
{
	ensure(code < ERR_CODE_COUNT);
	return errors[code].class;
}

int err_exit_status(enum err_code code)
{
	ensure(code < ERR_CODE_COUNT);
	return errors[code].exit_status;
}

enum err_code err_by_name(const char *name)
{
	for (int code = ERR_NONE + 1; code < ERR_CODE_COUNT; code++)
		if (strcmp(errors[code].name, name) == 0)
			return (enum err_code)code;
	return ERR_NONE;
}
