/*
 * A read-only view of one JSON document, for whoever must look into a reply
 * or a control message (claimctl, the control socket, tests).
 */
#ifndef CLAIMD_WIRE_DOC_H
#define CLAIMD_WIRE_DOC_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* A document owns its memory; nodes point into it and die with it. */
struct doc;
struct doc_node; /* never dereferenced by the caller */

/* Refuses duplicates, reals and trailing bytes. Free with doc_free. */
MUSTCHECK bool doc_parse(const char *bytes, size_t len, struct doc **out,
			 struct err *e);
void doc_free(struct doc *doc); /* NULL is fine */
const struct doc_node *doc_root(const struct doc *doc);

/* All accept NULL nodes, and give NULL, 0 or the fallback where absent. */
const struct doc_node *doc_get(const struct doc_node *node, const char *name);
const struct doc_node *doc_at(const struct doc_node *node, size_t index);
size_t doc_len(const struct doc_node *node); /* members or elements */
const char *doc_str(const struct doc_node *node, const char *fallback);
int64_t doc_int(const struct doc_node *node, int64_t fallback);
bool doc_bool(const struct doc_node *node, bool fallback);
/* The name of the member at an index of an object; NULL past the end. */
const char *doc_name_at(const struct doc_node *node, size_t index);
bool doc_is_object(const struct doc_node *node);
bool doc_is_array(const struct doc_node *node);
bool doc_is_string(const struct doc_node *node);
bool doc_is_bool(const struct doc_node *node);

/* Shortcuts for members of an object. */
const char *doc_get_str(const struct doc_node *node, const char *name,
			const char *fallback);
int64_t doc_get_int(const struct doc_node *node, const char *name,
		    int64_t fallback);
bool doc_get_bool(const struct doc_node *node, const char *name, bool fallback);

/* Indented, for people; returned memory is the caller's to free. */
char *doc_pretty(const struct doc_node *node);
/* One line; returned memory is the caller's to free. */
char *doc_compact(const struct doc_node *node);

#endif
