/* The fields of a request by their dotted names, and what changed of them. */
#ifndef CLAIMD_CLIENT_LEAVES_H
#define CLAIMD_CLIENT_LEAVES_H

#include <stddef.h>

#include "base/text.h"
#include "wire/doc.h"

enum {
	/* Objects in objects that are looked into: a request has three. */
	LEAF_DEPTH_MAX = 8,
	/* A dotted name with its NUL; a longer one is cut. */
	LEAF_NAME_SIZE = 256,
};

/* json is one value. */
struct leaf {
	char name[LEAF_NAME_SIZE];
	char *json;
	bool seen; /* the caller's, false at first */
};

struct leaves {
	size_t count, room;
	struct leaf *at;
};

/*
 * All that is no object, and no list of objects; in the order of the request.
 * insured.bsn is left out: it is nobody's to see.
 */
void leaves_read(const struct doc_node *request, struct leaves *out);
void leaves_free(struct leaves *leaves);

/* Its value as JSON, or NULL. */
const char *leaves_get(const struct leaves *leaves, const char *name);

/* As people write it: strings bare, lists with commas, NULL is none. */
void leaf_show(const char *json, struct text *out);

/* before or after is NULL where the field is not there. */
typedef void leaf_change(void *ctx, const char *name, const char *before,
			 const char *after);
void leaves_compare(const struct leaves *before, const struct leaves *after,
		    leaf_change *each, void *ctx);

#endif
