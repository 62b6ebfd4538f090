/* What the files of the ledger share among themselves, and nobody else. */
#ifndef CLAIMD_STORE_LEDGER_IMPL_H
#define CLAIMD_STORE_LEDGER_IMPL_H

#include <openssl/evp.h>

#include "store/db.h"
#include "store/ledger.h"
#include "store/ledger_recent.h"
#include "store/ledger_reserve.h"
#include "store/wal_vfs.h"

enum sql {
#define SQL(name, text) SQL_##name,
#include "store/ledger_sql.def"
#undef SQL
	SQL_COUNT
};

enum transaction {
	TRANSACTION_NONE,
	TRANSACTION_OPEN,
	TRANSACTION_FAILED, /* rolled back; waits for commit or rollback */
};

/* Remembered references: a claim's facts are mostly those of an earlier one.
 * 16384 x 40 bytes, twice; a power of two, since bits pick the place. */
enum { REFERENCE_CACHE = 16384 };

struct reference_place {
	int64_t id; /* 0: free */
	struct digest digest;
};

/* Bytes that outlive the statement they came from. */
struct bytes {
	char *data;
	size_t cap;
};

/* What must go back to its old value when a transaction does. */
struct ledger_state {
	struct ledger_head head;
	uint64_t other[ENTRY_IMPORT + 1]; /* entries by kind, claims not */
	uint64_t permits;
};

enum {
	/* Of a patient with sixty supplies twice as many; who has more is read
	 * for each look-up. */
	KNOWN_BYTES = 4096,
	KNOWN_PARTS = 8,
};

/* Packed rows of the patient who was asked about last: a claim takes several
 * look-ups. Whatever changes table trace forgets them. */
struct known_parts {
	bool whole; /* else they are nobody's */
	struct patient_key patient;
	size_t count;
	size_t ends[KNOWN_PARTS];
	uint8_t bytes[KNOWN_BYTES];
};

/* A supply with what orders it among those of its day. */
struct past_supply {
	struct supply supply;
	uint64_t seq;
};

struct ledger {
	sqlite3 *db;
	char *path;
	sqlite3_stmt *sql[SQL_COUNT];
	civil_day since;

	enum transaction transaction;
	bool broken; /* for good */
	struct ledger_state now;
	struct ledger_state committed;

	int wal_pages; /* in the WAL, not yet in the file */
	bool full;     /* the disk was, and no checkpoint succeeded since */
	struct reserve reserve;

	EVP_MD *sha256;
	EVP_MD_CTX *hash;
	struct reference_place *by_digest;
	struct reference_place *by_id;
	struct bytes entry_bytes;
	struct bytes reference_bytes;
	struct bytes recent_bytes;
	struct bytes part_bytes;
	struct recent *recent;
	struct known_parts known;
	struct wal_vfs *vfs;
	struct past_supply *past; /* HISTORY_MAX, as is history */
	struct supply *history;
	struct past_service *services; /* SERVICES_MAX */
};

/* --- ledger.c: statements and how they end ----------------------------- */

/* What a result code of a writing statement means; a bug aborts. */
enum ledger_result ledger_result_of(struct ledger *ledger, int rc);
/* Steps a writing statement and resets it; failing ends the transaction. */
MUSTCHECK enum ledger_result ledger_write(struct ledger *ledger, enum sql sql);
/* Ends the process: nobody could be answered after this. */
NORETURN void ledger_cannot_read(struct ledger *ledger, const char *why);
/* Steps a reading one: true with a row. Ends the process on an I/O error. */
MUSTCHECK bool ledger_row(struct ledger *ledger, enum sql sql);
/* Gives a reading statement back; its columns are gone. */
void ledger_reset(struct ledger *ledger, enum sql sql);
/* The first column of the only row, or a fallback; resets. */
int64_t ledger_value(struct ledger *ledger, enum sql sql, int64_t fallback);
/* Room for len bytes; what was there is gone. */
char *bytes_room(struct bytes *bytes, size_t len);

/* --- ledger_checkpoint.c ------------------------------------------------ */

enum { CHECKPOINT_ALL = SQLITE_CHECKPOINT_TRUNCATE };

MUSTCHECK enum ledger_result ledger_checkpoint(struct ledger *ledger, int mode);
/* Counts the pages that commits put into the WAL. */
void ledger_watch_wal(struct ledger *ledger);

/* --- ledger_chain.c ----------------------------------------------------- */

/* A row of table entry as the chain sees it. */
struct link {
	struct stored stored;
	civil_day since;
	struct digest previous;
	bool sound; /* every column has the form that ledger_append gave it */
};

void ledger_hash_bytes(struct ledger *ledger, const void *bytes, size_t len,
		       struct digest *out);
/* The hash that a row must have; reference is its reference's digest. */
void ledger_hash_link(struct ledger *ledger, const struct link *link,
		      const struct digest *reference, struct digest *out);
/* False: there is none. Pointers live as those of ledger_get. */
bool ledger_get_link(struct ledger *ledger, uint64_t seq, struct link *out);

/* --- ledger_verify.c ---------------------------------------------------- */

/*
 * Whether an entry has its hash and, where previous is given, follows it;
 * then *previous becomes its hash. Else ERR_NOT_VERIFIED names the entry.
 */
MUSTCHECK bool ledger_check_link(struct ledger *ledger, uint64_t seq,
				 struct digest *previous, struct err *e);

/* --- ledger_trace.c ----------------------------------------------------- */

/* A text and its NUL; aborts when it does not fit. */
void ledger_copy_text(char *out, size_t cap, const char *text);
/* Makes a claim findable by its patient. */
MUSTCHECK enum ledger_result ledger_trace_claim(struct ledger *ledger,
						const struct entry *entry);

/* --- ledger_places.c ---------------------------------------------------- */

/* Puts rows of one patient behind the others; at least one. */
MUSTCHECK enum ledger_result ledger_trace_put(struct ledger *ledger,
					      const struct trace *const *rows,
					      size_t count);
/* The rows of place's patient, topic, code and form, in the order in which
 * they were put. Must not call the ledger. */
void ledger_trace_each(struct ledger *ledger, const struct trace *place,
		       recent_each *each, void *ctx);
/* All rows of a patient. Must not call the ledger. */
void ledger_trace_of(struct ledger *ledger, const struct patient_key *patient,
		     recent_each *each, void *ctx);
/* The rows of a claim were reversed by an entry. */
MUSTCHECK enum ledger_result
ledger_trace_reverse(struct ledger *ledger, const struct patient_key *patient,
		     uint64_t claim, uint64_t seq);

/* --- ledger_merge.c ----------------------------------------------------- */

/* The last act of a transaction: keeps its new rows, and merges older ones. */
MUSTCHECK enum ledger_result ledger_keep_recent(struct ledger *ledger);
/* When opening: what is not in trace comes back into memory. */
MUSTCHECK bool ledger_load_recent(struct ledger *ledger, struct err *e);

/* --- ledger_reference.c ------------------------------------------------- */

/* False: there is no such row. */
bool ledger_reference_digest(struct ledger *ledger, int64_t reference,
			     struct digest *out);
void ledger_reference_forget(struct ledger *ledger);

#endif
