/*
 * The durable, append-only ledger. One thread, one connection. No SQLite type
 * shows here: another engine may come one day.
 *
 * Every recorded event (claim, reversal, permit, revocation, import) is one
 * entry: a sequence number without gaps, which is also the claim number, and
 * a hash that covers the entry and the hash of the one before. What the rules
 * look up (supplies, services, contributions, permits) stands in tables
 * beside it that follow from the entries.
 */
#ifndef CLAIMD_STORE_LEDGER_H
#define CLAIMD_STORE_LEDGER_H

#include "base/err.h"
#include "rules/facts.h"
#include "store/identity.h"

struct ledger;

struct ledger_config {
	const char *path;
	int64_t reserve_bytes; /* of the file kept for a full disk */
	civil_day since;       /* CIVIL_NONE: the day it was made */
	civil_day today;
	const char *vfs;    /* NULL: the default; tests name another */
	size_t recent_rows; /* 0: RECENT_ROWS; tests take fewer */
};

/*
 * Opens or makes the ledger (mode 0600), recovers, and checkpoints the WAL to
 * nothing. ERR_LEDGER_UNAVAILABLE when it cannot (another process has it, no
 * permission, an I/O error), ERR_REFUSED when the file is no ledger or of
 * another version, ERR_NOT_VERIFIED when its last entry was changed.
 */
MUSTCHECK bool ledger_open(const struct ledger_config *config,
			   struct ledger **out, struct err *e);
void ledger_close(struct ledger *ledger); /* checkpoints; NULL is fine */

/* The day since which the ledger knows supplies. */
civil_day ledger_since(const struct ledger *ledger);

struct ledger_head {
	uint64_t seq;
	struct digest hash;
};
struct ledger_head ledger_head(const struct ledger *ledger);

/* --- transactions ------------------------------------------------------ */

enum ledger_result {
	LEDGER_OK,
	LEDGER_FULL,   /* nothing of the transaction stands; reads go on */
	LEDGER_BROKEN, /* outcome unknown: exit without answering anybody */
};

MUSTCHECK enum ledger_result ledger_begin(struct ledger *ledger);
/* LEDGER_OK: on disk, synced. LEDGER_FULL: rolled back. */
MUSTCHECK enum ledger_result ledger_commit(struct ledger *ledger);
/* Nothing of the transaction stands; without one it does nothing. */
void ledger_rollback(struct ledger *ledger);

/*
 * Housekeeping between transactions: a bounded checkpoint when the WAL has
 * grown; idle is true when nobody waits.
 */
MUSTCHECK enum ledger_result ledger_tend(struct ledger *ledger, bool idle);

/* --- writing (inside a transaction) ------------------------------------ */

enum entry_kind {
	ENTRY_CLAIM = 1,
	ENTRY_REVERSAL = 2,
	ENTRY_PERMIT = 3,
	ENTRY_REVOCATION = 4,
	ENTRY_IMPORT = 5,
};

/* Pointers stay the caller's. Empty strings where something is absent. */
struct entry {
	enum entry_kind kind;
	uint64_t seq;
	const char *pharmacy;	/* empty: the operator, by claimctl */
	const char *request_id; /* unique together with pharmacy */
	struct digest digest;	/* of the request */
	bool has_patient;
	struct patient_key patient;
	const char *body; /* the canonical request, no BSN */
	size_t body_len;
	const char *reply; /* the bytes that were answered */
	size_t reply_len;
	const char *snapshot;
	const char *rules;
	int64_t reference;	/* row of the reference facts; 0: none */
	int64_t recorded_at_ms; /* UTC */
};

/* The number that the next entry gets. */
uint64_t ledger_next_seq(const struct ledger *ledger);
/* entry->seq must be ledger_next_seq(). Sets the hashes. */
MUSTCHECK enum ledger_result ledger_append(struct ledger *ledger,
					   const struct entry *entry);

/* The row of reference facts with these bytes, made if it is new. */
MUSTCHECK enum ledger_result ledger_reference_put(struct ledger *ledger,
						  const char *body, size_t len,
						  int64_t *reference);

/* What the entry just appended adds to the look-ups. */
MUSTCHECK enum ledger_result
ledger_add_supply(struct ledger *ledger, uint64_t seq,
		  const struct patient_key *patient, const char *substance,
		  const char *form, const struct supply *supply);
/* service->claim is seq. */
MUSTCHECK enum ledger_result
ledger_add_service(struct ledger *ledger, uint64_t seq,
		   const struct patient_key *patient, const char *code,
		   const struct past_service *service);
MUSTCHECK enum ledger_result
ledger_add_contribution(struct ledger *ledger, uint64_t seq,
			const struct patient_key *patient, civil_day date,
			cents amount);
MUSTCHECK enum ledger_result ledger_add_reversal(struct ledger *ledger,
						 uint64_t seq, uint64_t claim);

struct permit_row {
	char number[LEN_PERMIT + 1];
	char uzovi[LEN_UZOVI + 1];
	char scope[LEN_SCOPE + 1];
	civil_day from, to;
	uint64_t added_by;   /* entry */
	uint64_t revoked_by; /* entry; 0: in force */
};
MUSTCHECK enum ledger_result
ledger_add_permit(struct ledger *ledger, uint64_t seq,
		  const struct patient_key *patient,
		  const struct permit_row *permit);
MUSTCHECK enum ledger_result
ledger_revoke_permit(struct ledger *ledger, uint64_t seq,
		     const struct patient_key *patient, const char *uzovi,
		     const char *number);

/* An imported supply; *added is false if the same row was there already. */
struct import_row {
	struct patient_key patient;
	char substance[LEN_CODE + 1];
	char form[LEN_CODE + 1];
	civil_day date;
	int days;		/* 0: unknown */
	int64_t quantity_milli; /* 0: unknown */
};
MUSTCHECK enum ledger_result ledger_add_import(struct ledger *ledger,
					       uint64_t seq,
					       const struct import_row *row,
					       bool *added);

/* --- reading ------------------------------------------------------------ */
/* Reads see the open transaction. An I/O error while reading is a broken
 * ledger: those functions end the process by themselves (see ledger.c). */

/* A recorded entry; pointers live until the next ledger call. */
struct stored {
	struct entry entry;
	struct digest hash;
};
/* False: there is none. */
bool ledger_find(struct ledger *ledger, const char *pharmacy,
		 const char *request_id, struct stored *out);
bool ledger_get(struct ledger *ledger, uint64_t seq, struct stored *out);
/*
 * The first entry recorded at a moment (ms UTC, as entry.recorded_at_ms) or
 * after it; ledger_next_seq when there is none. Walk on from there with
 * ledger_get. Numbers rise with the clock, so a few probes find it; where the
 * clock was once set back it is one of the entries before which the ledger's
 * time passes that moment, and what was recorded around then may be missed.
 */
uint64_t ledger_first_since(struct ledger *ledger, int64_t moment_ms);
/*
 * A claim on its way past, of what an entry has all that judging it again
 * needs. Pointers live until the walk goes on.
 */
struct ledger_claim {
	uint64_t seq;
	const char *pharmacy;
	const char *request_id;
	struct patient_key patient;
	const char *body;
	size_t body_len;
	const char *reply;
	size_t reply_len;
	const char *rules;
	bool reversed; /* whenever that was */
};
/* Must not call the ledger. False: that was the last one for now. */
typedef bool ledger_each_claim(void *ctx, const struct ledger_claim *claim);
/*
 * Claims from one number up to another, which is not one of them, in order,
 * until each is false. Returns the number with which to go on; to at the end.
 */
uint64_t ledger_claims(struct ledger *ledger, uint64_t from, uint64_t to,
		       ledger_each_claim *each, void *ctx);
/* The entry that reversed a claim, or 0. */
uint64_t ledger_reversal_of(struct ledger *ledger, uint64_t claim);
bool ledger_reference_get(struct ledger *ledger, int64_t reference,
			  const char **body, size_t *len);

/*
 * The ledger as it stood before an entry, and as if one claim had been
 * reversed: what makes an old decision reproducible. Today's view is
 * {ledger_next_seq(), 0}.
 */
struct as_of {
	uint64_t before_seq;
	uint64_t without; /* 0: none */
};

/*
 * Supplies of one substance and form with date <= day, ordered as facts.h
 * says; the newest HISTORY_MAX. The array is the ledger's own and lives until
 * the next call of this function.
 */
size_t ledger_history(struct ledger *ledger, const struct patient_key *patient,
		      const char *substance, const char *form, civil_day day,
		      struct as_of as_of, const struct supply **out);
/*
 * Services of one code in the order of recording, whatever their dates; the
 * newest SERVICES_MAX. The array is the ledger's own and lives until the next
 * call of this function.
 */
size_t ledger_services(struct ledger *ledger, const struct patient_key *patient,
		       const char *code, struct as_of as_of,
		       const struct past_service **out);
/* Contributions with a date in a calendar year. */
cents ledger_contributions(struct ledger *ledger,
			   const struct patient_key *patient, int year,
			   struct as_of as_of);
/* ledger_since as it was when entry before_seq was recorded: an operator may
 * have stated another day since then. */
civil_day ledger_since_then(struct ledger *ledger, struct as_of as_of);
/* False: no such permit then. revoked_by is 0 if it was in force then. */
bool ledger_permit(struct ledger *ledger, const struct patient_key *patient,
		   const char *uzovi, const char *number, struct as_of as_of,
		   struct permit_row *out);

/* Entries of kind claim of a patient after a sequence number, in order:
 * fills at most max numbers and returns how many. */
size_t ledger_claims_after(struct ledger *ledger,
			   const struct patient_key *patient, uint64_t after,
			   uint64_t *out, size_t max);

/* Permits, newest first; patient NULL: all. Stops when each returns false. */
typedef bool ledger_each_permit(void *ctx, const struct permit_row *permit);
void ledger_permits(struct ledger *ledger, const struct patient_key *patient,
		    ledger_each_permit *each, void *ctx);

struct ledger_stats {
	/* entries is the sum of all kinds; permits counts permits, revoked
	 * ones and imported ones too; imports counts imports, not their rows */
	uint64_t entries, claims, reversals, permits, imports;
	int64_t file_bytes, wal_bytes;
};
void ledger_stats(struct ledger *ledger, struct ledger_stats *out);

/* Recomputes the whole chain; ERR_NOT_VERIFIED with the place in *e. */
MUSTCHECK bool ledger_verify(struct ledger *ledger, struct err *e);
/*
 * The same in slices between batches: checks at most max entries after from
 * (zeros at the start) and moves it on. Done when from->seq is the head's.
 */
MUSTCHECK bool ledger_verify_next(struct ledger *ledger,
				  struct ledger_head *from, uint64_t max,
				  struct err *e);

#endif
