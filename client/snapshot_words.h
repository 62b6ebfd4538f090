/* The changes between two snapshots in the reader's language. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_WORDS_H
#define CLAIMD_CLIENT_SNAPSHOT_WORDS_H

#include "client/limits.h"
#include "rules/decision.h"
#include "store/snapshot_diff.h"

/* Who is told what. */
struct words {
	enum language language;
	struct snapshot *was, *is; /* where names come from; may be NULL */
	bool full;		   /* texts are not cut */
	const char *this_zi;	   /* called "this article"; NULL: none */
};

/* "Artikelen". */
const char *words_title(enum table_id table, enum language language);
/* "vergoedingslimiet per eenheid"; NULL for columns of key or period. */
const char *words_column(enum column_id column, enum language language);
/* What a row is about, with {column}s in it. */
const char *words_subject(enum table_id table, enum language language);

/*
 * Appends a sentence: "prijs van Concerta 54 mg (ZI 90037774): inkoopprijs
 * € 58,71 → € 61,02, vanaf 2026-12-01".
 */
void words_change(const struct words *words,
		  const struct snapshot_change *change, struct text *out);

/* The same of a designation that takes another's place: "aanwijzing door
 * verzekeraar 3311 binnen PRK 123: … in plaats van …, vanaf 2026-12-01". */
void words_swap(const struct words *words, const struct snapshot_change *added,
		const struct snapshot_change *gone, struct text *out);

/* Appends "Concerta 54 mg (ZI 90037774)". */
void words_article(const struct words *words, const char *zi, struct text *out);

#endif
