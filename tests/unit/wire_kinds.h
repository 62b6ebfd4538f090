/* One table of items for the tests of requests; JSON with ' for ". */
#ifndef CLAIMD_TESTS_WIRE_KINDS_H
#define CLAIMD_TESTS_WIRE_KINDS_H

#include <stddef.h>

#include "rules/claim.h"

enum { WIRE_KINDS = 8, WIRE_VALUES_MAX = 11 };

struct wire_member {
	const char *name;
	const char *value;
	const char *missing; /* the pointer when it is absent; NULL: may be */
	const char *good[WIRE_VALUES_MAX];
	const char *bad[WIRE_VALUES_MAX]; /* each bad_field at the member */
};

/* Each kind once, a device twice: by gph and by zi. */
struct wire_kind {
	const char *kind;
	enum item_kind value;
	const struct wire_member *members;
	size_t count;
};
extern const struct wire_kind wire_kinds[WIRE_KINDS];

/* A request up to the word of its kind. */
extern const char wire_kind_head[];
/* A request of that row with all its members, in WIRE_LINE_MAX bytes. */
void wire_kind_line(size_t row, char *line);

/* Of 16, 32 and 128 bytes; the last has 8 characters. */
#define WIRE_16	     "1234567890abcdef"
#define WIRE_32	     WIRE_16 WIRE_16
#define WIRE_128     WIRE_32 WIRE_32 WIRE_32 WIRE_32
#define WIRE_16_IN_8 "éééééééé"

/* Ingredients of a preparation. */
#define WIRE_ONE     "{'substance':'S1','quantity_milli':1}"
#define WIRE_FOUR    WIRE_ONE "," WIRE_ONE "," WIRE_ONE "," WIRE_ONE
#define WIRE_SIXTEEN WIRE_FOUR "," WIRE_FOUR "," WIRE_FOUR "," WIRE_FOUR

#endif
