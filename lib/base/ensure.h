/* Assertions that stay on: a bug ends the process, it never answers. */
#ifndef CLAIMD_BASE_ENSURE_H
#define CLAIMD_BASE_ENSURE_H

#include "base/attr.h"

#define ensure(cond)                                                           \
	((cond) ? (void)0 : ensure_failed(#cond, __FILE__, __LINE__))

/* Prints the place and aborts. Never prints a value: it could be personal. */
NORETURN void ensure_failed(const char *what, const char *file, int line);

#endif
