#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>

void ensure_failed(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: bug: %s does not hold\n", file, line, what);
	abort();
}
