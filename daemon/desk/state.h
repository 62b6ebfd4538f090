/*
 * The desk's insides, shared by the files of this folder only. Everything but
 * the mailbox, the identity and the configuration belongs to the desk thread.
 */
#ifndef CLAIMD_DESK_STATE_H
#define CLAIMD_DESK_STATE_H

#include <limits.h>
#include <pthread.h>

#include "desk/background.h"
#include "desk/desk.h"
#include "desk/job.h"
#include "desk/limits.h"
#include "desk/mailbox.h"
#include "desk/refcache.h"
#include "trust/ratchet.h"
#include "wire/reply.h"

struct desk_stats {
#define STAT(name) uint64_t name;
#include "desk/stats.def"
#undef STAT
};

struct belief;
struct import;
struct loader;
struct rehearsal;

/* A snapshot that has expired is stale in its days of grace. */
enum freshness { FRESH, STALE, EXPIRED };

/* What is known of the snapshot that is served. */
struct served {
	struct manifest manifest; /* of an unsigned one: no key, no expiry */
	enum switch_how how;
	char reason[LEN_REASON + 1];
	char path[PATH_MAX];
};

struct desk {
	struct desk_config config;
	struct identity *identity;
	struct mailbox mailbox;
	struct loader *loader;
	struct background loading; /* the loader's checking of a file */
	struct belief *belief;
	pthread_t thread;

	struct ledger *ledger;
	struct snapshot *snapshot; /* NULL: none */
	struct served *served;	   /* of the snapshot; NULL: none */
	struct refcache *references;
	struct import *import; /* NULL: none under way */
	int64_t import_token;  /* of the newest import */
	struct rehearsal *rehearsal;	      /* NULL: none under way */
	struct rehearsal *rehearsals_closing; /* a list */
	int64_t rehearse_token;		      /* of the newest */
	bool disk_full;	       /* since the last try to record something */
	struct desk_stats stats;
	int64_t started_ms, head_logged_ms;
	int64_t expiry_logged_ms;
	enum freshness expiry_logged;

	/* This batch. */
	bool writable; /* false: this pass records nothing, the disk is full */
	bool rollback; /* a job asks to take back what it wrote */
	int64_t now_ms, grace_s;
	civil_day today;

	/* Room for the work, kept because it is large. */
	struct facts facts;
	struct decision decision;
	char *reply_memory; /* CONTROL_REPLY_MAX bytes */
};

/* Writes the answer to *reply. Not LEDGER_OK: the batch is void. */
typedef enum ledger_result job_handler(struct desk *desk, struct job *job,
				       struct text *reply);

job_handler judge_dispense;
job_handler judge_simulate;
job_handler reverse_claim;
job_handler lookup_claim;
job_handler permit_add;
job_handler permit_revoke;
job_handler ping;
job_handler control_run;

/* Milliseconds since 1970-01-01 UTC. Any thread. */
int64_t desk_now_ms(const struct desk *desk);

/* One line for the operator. Any thread. */
void desk_log(struct desk *desk, int priority, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* The error as the reply, counted. */
void desk_refuse(struct desk *desk, const char *id, const struct err *e,
		 struct text *reply);

#endif
