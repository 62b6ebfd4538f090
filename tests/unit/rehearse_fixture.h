/* Rehearsals of a desk fixture on a changed copy of its reference data. */
#ifndef CLAIMD_TESTS_REHEARSE_FIXTURE_H
#define CLAIMD_TESTS_REHEARSE_FIXTURE_H

#include "changed_data.h"
#include "desk_fixture.h"
#include "wire/doc.h"

/* Parses and frees a reply. */
struct doc *rehearse_parse(char *reply);
/* The line of rehearse_begin; static memory. name: of a file in f->dir. */
const char *rehearse_begin_line(const struct fixture *f, const char *name);
/* The line of rehearse_next or rehearse_end; static memory. */
const char *rehearse_line(const char *verb, int64_t token);
/* Begins, over the claims recorded today; the token. */
int64_t rehearse_begun(struct fixture *f, const char *name);
/* The whole, which one answer holds: few claims; the caller frees it. */
struct doc *rehearse_all(struct fixture *f, const char *name);

void expect_int(const struct doc_node *node, const char *name, int64_t value);
void expect_str(const struct doc_node *node, const char *name,
		const char *value);

#endif
