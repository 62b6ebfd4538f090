/* One thing that the desk does: a pharmacy's request or a control command. */
#ifndef CLAIMD_DESK_JOB_H
#define CLAIMD_DESK_JOB_H

#include "desk/caller.h"
#include "store/ledger.h"
#include "wire/doc.h"
#include "wire/request.h"

struct desk;
struct refcache;
struct served;
struct snapshot;
struct supplied;

enum job_kind {
	JOB_REQUEST, /* a line of a pharmacy */
	JOB_CONTROL, /* a line of the control socket */
	JOB_SWITCH,  /* a snapshot that the loader opened */
};

struct job {
	struct job *next;
	enum job_kind kind;
	struct caller *caller; /* who is owed one reply */

	/* JOB_REQUEST: read on an I/O thread, which also made keys of the
	 * BSN; request.bsn is wiped by then. */
	struct request request;
	struct patient_key patient;
	struct digest digest;
	char *canonical; /* behind the job, in the same allocation */
	size_t canonical_len;

	/* JOB_CONTROL: the whole command; JOB_SWITCH: its path. */
	struct doc *command;
	/* JOB_SWITCH: go over to the desk; NULL if opening failed, and once
	 * they did. previous: what the desk then had in use. */
	struct snapshot *snapshot;
	struct served *served;
	struct refcache *references;
	char previous[LEN_SNAPSHOT_ID + 1];
	/* A long command does a slice a turn: it comes again, until it clears
	 * this. verified: how far ledger_verify has come. */
	bool again;
	struct ledger_head verified;
	struct supplied *supplied; /* of the command supplied */
	/* Where it waits meanwhile; NULL: in the mailbox. Called when the
	 * desk is done with the job, which then belongs to whoever posts it.
	 * False: nobody would, claimd is stopping. */
	bool (*park)(struct desk *desk, struct job *job);
	int64_t token;	  /* of the rehearsal that it begins; 0: none yet */
	int64_t began_us; /* when it came first; 0: it has not */

	/* The answer, kept until the batch is durable. */
	char *reply;
	size_t reply_len;
};

/* extra bytes stand behind the job for canonical. Never NULL. */
struct job *job_new(enum job_kind kind, struct caller *caller, size_t extra);
/* Frees the job and what it still owns. */
void job_free(struct job *job);

/* Copies the answer; a job answered before (its batch was rolled back) takes
 * the new one. */
void job_answer(struct job *job, const struct text *reply);

/* Hands the answer to the caller and frees the job; more: as in caller.h. */
void job_deliver(struct job *job, bool more);

#endif
