/*
 * JSON objects whose members are all there, in one order, each a text or an
 * integer: a table of them reads and writes a struct.
 */
#ifndef CLAIMD_TRUST_MEMBERS_H
#define CLAIMD_TRUST_MEMBERS_H

#include <stddef.h>

#include "base/err.h"
#include "base/text.h"
#include "wire/doc.h"

struct member {
	const char *name;
	size_t offset; /* in the struct */
	size_t size;   /* of a text with its NUL; 0: an int64_t */
};

#define MEMBER_TEXT(type, field)                                               \
	{                                                                      \
#field, offsetof(type, field), sizeof(((type *)NULL)->field)   \
	}
#define MEMBER_INTEGER(type, field)                                            \
	{                                                                      \
#field, offsetof(type, field), 0                               \
	}

/* With its braces; members of an array get their comma. */
void members_write(struct text *out, const struct member *members, size_t count,
		   const void *from);
/* Exactly these members, in any order; code is for whatever is not so. */
MUSTCHECK bool members_read(const struct doc_node *object,
			    const struct member *members, size_t count,
			    enum err_code code, void *to, struct err *e);

#endif
