/* What every recorded operation does before and after its own work. */
#ifndef CLAIMD_DESK_RECORD_H
#define CLAIMD_DESK_RECORD_H

#include "desk/state.h"

/*
 * True when the request needs no work: it is a replay (the stored bytes), a
 * conflict, or nothing can be recorded now. *reply then holds the answer.
 */
MUSTCHECK bool record_is_settled(struct desk *desk, const struct job *job,
				 struct text *reply);

/* What an entry has beyond its request and reply; zero where absent. */
struct record {
	enum entry_kind kind;
	bool has_patient;
	int64_t reference;
};

/* Appends the job as the next entry, with the reply as it is answered. */
MUSTCHECK enum ledger_result record_append(struct desk *desk,
					   const struct job *job,
					   const struct record *record,
					   const struct text *reply);

/* The same for what the operator asked through the control socket. */
MUSTCHECK enum ledger_result record_operator(struct desk *desk,
					     enum entry_kind kind,
					     const struct patient_key *patient,
					     const struct text *body);

/* The name of the snapshot in use, or "". */
const char *desk_snapshot_id(const struct desk *desk);

#endif
