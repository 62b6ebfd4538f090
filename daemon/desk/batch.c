#include "desk/batch.h"

#include <syslog.h>
#include <unistd.h>

#include "base/ensure.h"
#include "desk/belief.h"
#include "desk/clock.h"
#include "desk/commands.h"

enum { EXIT_LEDGER_BROKEN = 74 }; /* EX_IOERR of sysexits.h */

/*
 * Whether the last commit is on disk is unknown: answering anybody could be
 * a lie. After the restart the ledger itself tells the truth.
 */
NORETURN static void broken(struct desk *desk)
{
	desk_log(desk, LOG_CRIT,
		 "the ledger's disk fails: stopping at once, "
		 "without answering");
	_exit(EXIT_LEDGER_BROKEN);
}

void desk_refuse(struct desk *desk, const char *id, const struct err *e,
		 struct text *reply)
{
	if (err_class(e->code) == ERR_CLASS_RETRY)
		desk->stats.retries++;
	else
		desk->stats.errors++;
	reply_error(reply, id, e);
}

enum ledger_result ping(struct desk *desk, struct job *job, struct text *reply)
{
	struct err e;

	if (desk->snapshot == NULL) {
		err_set(&e, ERR_NO_SNAPSHOT, "no snapshot is open");
		desk_refuse(desk, job->request.id, &e, reply);
		return LEDGER_OK;
	}
	const struct snapshot_info *info = snapshot_info(desk->snapshot);
	reply_pong(reply, job->request.id, info->id,
		   desk->today - info->published_day);
	return LEDGER_OK;
}

static job_handler *handler_of(const struct job *job)
{
	static job_handler *const operations[OP_COUNT] = {
	    [OP_DISPENSE] = judge_dispense,
	    [OP_SIMULATE] = judge_simulate,
	    [OP_REVERSE] = reverse_claim,
	    [OP_LOOKUP] = lookup_claim,
	    [OP_PERMIT_ADD] = permit_add,
	    [OP_PERMIT_REVOKE] = permit_revoke,
	    [OP_PING] = ping,
	};

	if (job->kind == JOB_CONTROL)
		return control_run;
	if (job->kind == JOB_SWITCH)
		return snapshot_switch;
	return operations[job->request.op];
}

/* An answer that does not fit is a bug for pharmacies, and a large question
 * of the operator's. */
static void check_fits(struct desk *desk, const struct job *job,
		       struct text *reply)
{
	struct err e;

	if (!reply->overflow)
		return;
	ensure(job->kind == JOB_CONTROL);
	text_clear(reply);
	err_set(&e, ERR_FAILED, "the answer is larger than %d bytes",
		CONTROL_REPLY_MAX);
	desk_refuse(desk, "", &e, reply);
}

static enum ledger_result run_job(struct desk *desk, struct job *job)
{
	struct text reply;
	size_t room = job->kind == JOB_REQUEST ? REPLY_MAX : CONTROL_REPLY_MAX;

	text_init(&reply, desk->reply_memory, room);
	enum ledger_result result = handler_of(job)(desk, job, &reply);
	if (result == LEDGER_OK) {
		check_fits(desk, job, &reply);
		job_answer(job, &reply);
	}
	return result;
}

/* Stops at the first result that is not OK. */
static enum ledger_result run_jobs(struct desk *desk, struct job *jobs)
{
	enum ledger_result result = LEDGER_OK;

	for (struct job *job = jobs; job != NULL && result == LEDGER_OK;
	     job = job->next)
		result = run_job(desk, job);
	return result;
}

/* Everything stands, or nothing of it. */
static enum ledger_result run_transaction(struct desk *desk, struct job *jobs)
{
	enum ledger_result result = ledger_begin(desk->ledger);

	desk->rollback = false;
	if (result == LEDGER_OK)
		result = run_jobs(desk, jobs);
	if (result == LEDGER_OK && !desk->rollback)
		return ledger_commit(desk->ledger);
	if (result != LEDGER_BROKEN)
		ledger_rollback(desk->ledger);
	return result;
}

/* Logged when it begins and when it ends, not for every batch. */
static void note_disk_full(struct desk *desk, bool full)
{
	if (full != desk->disk_full)
		desk_log(desk, full ? LOG_ERR : LOG_NOTICE,
			 full ? "the ledger's disk is full"
			      : "the ledger can be written again");
	desk->disk_full = full;
}

/*
 * On a full disk the transaction is void; the jobs run again and record
 * nothing: whoever wants to write hears disk_full, the others are answered.
 */
static void run_or_read(struct desk *desk, struct job *jobs)
{
	struct desk_stats before = desk->stats;
	uint64_t head = ledger_head(desk->ledger).seq;

	desk->writable = true;
	enum ledger_result result = run_transaction(desk, jobs);
	if (result == LEDGER_FULL) {
		note_disk_full(desk, true);
		desk->stats = before;
		desk->writable = false;
		refcache_forget_rows(desk->references);
		result = run_jobs(desk, jobs);
	} else if (ledger_head(desk->ledger).seq > head) {
		note_disk_full(desk, false);
	}
	if (result != LEDGER_OK)
		broken(desk);
}

/*
 * Cuts the list so that each command of the operator and each switch has a
 * transaction of its own; returns the rest.
 */
static struct job *cut(struct job *jobs)
{
	struct job *last = jobs;

	while (last->kind == JOB_REQUEST && last->next != NULL &&
	       last->next->kind == JOB_REQUEST)
		last = last->next;
	struct job *rest = last->next;
	last->next = NULL;
	return rest;
}

/* Puts it where it waits for its next slice. */
static bool put_back(struct desk *desk, struct job *job)
{
	return job->park != NULL ? job->park(desk, job)
				 : mailbox_post_always(&desk->mailbox, job);
}

/* It comes again behind those who wait, unless the desk is stopping. */
static bool goes_on(struct desk *desk, struct job *job)
{
	struct text reply;
	struct err e;

	if (!job->again)
		return false;
	if (put_back(desk, job))
		return true;
	err_set(&e, ERR_DRAINING, "claimd is stopping");
	text_init(&reply, desk->reply_memory, REPLY_MAX);
	desk_refuse(desk, "", &e, &reply);
	job_answer(job, &reply);
	return false;
}

/* What the desk does again is always a batch of its own: see cut. */
static void deliver(struct desk *desk, struct job *jobs)
{
	uint64_t count = 0;

	while (jobs != NULL) {
		struct job *next = jobs->next;
		if (!goes_on(desk, jobs))
			job_deliver(jobs, next != NULL);
		jobs = next;
		count++;
	}
	desk->stats.batches++;
	desk->stats.jobs += count;
	if (count > desk->stats.largest_batch)
		desk->stats.largest_batch = count;
}

void batch_run(struct desk *desk, struct job *jobs)
{
	desk->now_ms = desk_now_ms(desk);
	desk->grace_s = belief_grace_s(desk->belief);
	desk->today = clock_day(desk->now_ms);
	while (jobs != NULL) {
		struct job *rest = cut(jobs);
		run_or_read(desk, jobs);
		deliver(desk, jobs);
		jobs = rest;
	}
}

void batch_tend(struct desk *desk, bool idle)
{
	enum ledger_result result = ledger_tend(desk->ledger, idle);

	if (result == LEDGER_BROKEN)
		broken(desk);
	if (result == LEDGER_FULL)
		note_disk_full(desk, true);
}
