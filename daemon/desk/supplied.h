/* Which articles were supplied lately, counted a slice a turn. */
#ifndef CLAIMD_DESK_SUPPLIED_H
#define CLAIMD_DESK_SUPPLIED_H

/* A count under way; it belongs to its job. */
struct supplied;

void supplied_free(struct supplied *supplied); /* NULL is fine */

#endif
