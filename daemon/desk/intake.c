/* On the I/O threads: lines become jobs, persons become keys. */
#include "desk/intake.h"

#include <string.h>

#include "base/ensure.h"
#include "desk/commands.h"
#include "desk/control.h"
#include "desk/loader.h"

enum {
	/* The canonical form is never longer than its line: escapes become
	 * shorter or stay. */
	CANONICAL_MAX = 64 * 1024,
};

static void answer_now(struct caller *caller, const char *id,
		       const struct err *e)
{
	char memory[4096];
	struct text reply;

	text_init(&reply, memory, sizeof(memory));
	reply_error(&reply, id, e);
	caller->reply(caller, reply.data, reply.len, false);
}

static bool has_patient(enum op op)
{
	return op == OP_DISPENSE || op == OP_SIMULATE || op == OP_PERMIT_ADD ||
	       op == OP_PERMIT_REVOKE;
}

/* From here on nobody in the process knows the BSN. */
static void replace_person(const struct identity *identity, struct job *job)
{
	const struct patient_key *patient = NULL;

	if (has_patient(job->request.op)) {
		identity_patient(identity, job->request.bsn, &job->patient);
		patient = &job->patient;
	}
	explicit_bzero(job->request.bsn, sizeof(job->request.bsn));
	if (job->request.op != OP_SIMULATE && job->request.op != OP_LOOKUP)
		identity_digest(identity, patient, job->canonical,
				job->canonical_len, &job->digest);
}

static struct job *make_job(const struct identity *identity,
			    struct caller *caller, struct request *request,
			    const struct text *canonical)
{
	struct job *job = job_new(JOB_REQUEST, caller, canonical->len + 1);

	job->request = *request;
	explicit_bzero(request->bsn, sizeof(request->bsn));
	memcpy(job->canonical, canonical->data, canonical->len + 1);
	job->canonical_len = canonical->len;
	replace_person(identity, job);
	return job;
}

static void post(struct desk *desk, struct job *job, const char *id)
{
	struct caller *caller = job->caller;
	struct err e;

	if (mailbox_post(&desk->mailbox, job))
		return;
	err_set(&e, ERR_BUSY, "too many requests are waiting");
	answer_now(caller, id, &e);
	job_free(job);
}

bool intake_line(void *ctx, struct caller *caller, const char *line, size_t len)
{
	struct desk *desk = ctx;
	struct request request;
	char memory[CANONICAL_MAX];
	struct text canonical;
	struct err e;

	text_init(&canonical, memory, sizeof(memory));
	if (!request_parse(line, len, &request, &canonical, &e)) {
		explicit_bzero(request.bsn, sizeof(request.bsn));
		answer_now(caller, request.id, &e);
		return e.code != ERR_BAD_JSON;
	}
	post(desk, make_job(desk->identity, caller, &request, &canonical),
	     request.id);
	return true;
}

bool intake_control(void *ctx, struct caller *caller, const char *line,
		    size_t len)
{
	struct desk *desk = ctx;
	struct doc *command;
	struct err e;

	if (!doc_parse(line, len, &command, &e)) {
		answer_now(caller, "", &e);
		return false;
	}
	struct job *job = job_new(JOB_CONTROL, caller, 0);
	job->command = command;
	const struct command *row = command_of(job);
	if (row != NULL && row->run == NULL)
		row->elsewhere(desk, job);
	else
		post(desk, job, "");
	return true;
}

void intake_turn_ended(void *ctx)
{
	struct desk *desk = ctx;

	mailbox_ring(&desk->mailbox);
}
