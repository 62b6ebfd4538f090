/*
 * Inside lib/store: one reference being gathered out of a snapshot. What is
 * not in the file stays zero; what cannot be read sets failed, and nothing
 * more is asked then.
 */
#ifndef CLAIMD_STORE_SNAPSHOT_LOOKUP_H
#define CLAIMD_STORE_SNAPSHOT_LOOKUP_H

#include "store/snapshot_impl.h"

struct lookup {
	struct snapshot *snapshot;
	const struct reference_key *key;
	struct reference *out;
	bool failed;
};

/* --- snapshot_lookup.c: bind, step, take, reset -------------------------- */

/* Texts, ended by NULL, and then the day where the query takes one. */
sqlite3_stmt *lookup_ask(struct lookup *l, enum snapshot_query query,
			 const char *const texts[]);
/* False at the end and when the file cannot be read. */
bool lookup_next(struct lookup *l, sqlite3_stmt *stmt);
void lookup_done(sqlite3_stmt *stmt);
void lookup_copy(struct lookup *l, sqlite3_stmt *stmt, int at, char *out,
		 size_t cap);
/* The place of a column's word in its list, or -1 for NULL. */
int lookup_word(struct lookup *l, sqlite3_stmt *stmt, int at,
		enum column_id column);
/* An amount or NULL; whether it is there. */
bool lookup_cents(sqlite3_stmt *stmt, int at, cents *out);
/* aip_cents, vat_bp and limit_micro, the first three columns. */
void lookup_price(sqlite3_stmt *stmt, struct price *out);
/* The insurer's average tariff of a zi or service code. */
void lookup_tariff(struct lookup *l, const char *code);

/* --- snapshot_article.c, snapshot_other_kinds.c: what a kind needs -------- */

void lookup_medicine(struct lookup *l);
void lookup_diet(struct lookup *l);
/* The article row alone: what a service is about. */
void lookup_for_zi(struct lookup *l);
void lookup_components(struct lookup *l);
void lookup_device(struct lookup *l);
void lookup_service(struct lookup *l);

#endif
