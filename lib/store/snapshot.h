/*
 * lib/store: SQLite lives here only. The read-only snapshot of reference
 * data, and the durable ledger. No file in here knows JSON or the network.
 *
 * snapshot.h: opens a snapshot and answers what the rules need from it.
 */
#ifndef CLAIMD_STORE_SNAPSHOT_H
#define CLAIMD_STORE_SNAPSHOT_H

#include "base/err.h"
#include "rules/facts.h"

struct snapshot;

enum { LEN_RULES = 15 }; /* the version of a rulebook */

struct snapshot_info {
	char id[LEN_SNAPSHOT_ID + 1];
	int64_t sequence;
	char publisher[LEN_NAME + 1];
	char published_at[32]; /* UTC, RFC 3339 */
	civil_day published_day;
	civil_day first_day, last_day;
	char rules[LEN_RULES + 1];
	int64_t articles, prices, preferences;
};

/*
 * Opens mode=ro&immutable=1 and checks everything that `snapshot build`
 * checks (application id, version, exact schema, quick_check, all rules on
 * the content) and that it was made for RULES_VERSION
 * (ERR_SNAPSHOT_OTHER_RULES); what else is wrong with it is ERR_REFUSED. One
 * thread at a time may use it, but not always the same. Close with
 * snapshot_close.
 */
MUSTCHECK bool snapshot_open(const char *path, struct snapshot **out,
			     struct err *e);
void snapshot_close(struct snapshot *snapshot); /* NULL is fine */
const struct snapshot_info *snapshot_info(const struct snapshot *snapshot);

/* All that a reference rests on: equal keys give equal references. */
struct reference_key {
	enum item_kind kind;
	char uzovi[LEN_UZOVI + 1];
	char polis[LEN_POLIS + 1];
	char zi[LEN_ZI + 1];	    /* medicine, diet; service: for_zi */
	char code[LEN_SERVICE + 1]; /* service; device: its gph or zi */
	char pharmacy[LEN_AGB + 1];
	civil_day date;
	/* preparation: those of the claim, which must outlive the key */
	int ingredient_count;
	const struct ingredient *ingredients;
};

void reference_key_of(const struct claim *claim, const char *pharmacy,
		      struct reference_key *key);
bool reference_key_equal(const struct reference_key *a,
			 const struct reference_key *b);

/* False only when the file cannot be read (ERR_NO_SNAPSHOT). */
MUSTCHECK bool snapshot_reference(struct snapshot *snapshot,
				  const struct reference_key *key,
				  struct reference *out, struct err *e);

#endif
