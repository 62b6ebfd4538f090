/* What the tests of lib/wire share. JSON stands with ' for ", to be read. */
#ifndef CLAIMD_TESTS_WIRE_SUPPORT_H
#define CLAIMD_TESTS_WIRE_SUPPORT_H

#include <stddef.h>

#include "wire/request.h"

enum { WIRE_LINE_MAX = 20000 };

/* A dispense with every member that a medicine can have. */
extern const char wire_full[];
/* The example of the protocol: no optional flag but one. */
extern const char wire_example[];

/* Copies line with its ' turned into ". */
size_t wire_quote(const char *line, char *out);
/* Replaces the first occurrence of find, which must be there. */
void wire_replace(char *line, const char *find, const char *put);

struct wire_parsed {
	bool good;
	struct request request;
	struct err error;
	size_t canonical_len;
	char canonical[WIRE_LINE_MAX];
};
void wire_parse(const char *quoted, size_t len, struct wire_parsed *out);
/* wire_full with its first find replaced by put. */
void wire_parse_changed(const char *find, const char *put,
			struct wire_parsed *out);

#endif
