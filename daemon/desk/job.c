#include "desk/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "desk/refcache.h"
#include "desk/supplied.h"
#include "store/snapshot.h"

struct job *job_new(enum job_kind kind, struct caller *caller, size_t extra)
{
	struct job *job = calloc(1, sizeof(*job) + extra);

	ensure(job != NULL);
	job->kind = kind;
	job->caller = caller;
	job->canonical = (char *)(job + 1);
	return job;
}

void job_free(struct job *job)
{
	doc_free(job->command);
	snapshot_close(job->snapshot);
	free(job->served);
	refcache_free(job->references);
	supplied_free(job->supplied);
	free(job->reply);
	free(job);
}

void job_answer(struct job *job, const struct text *reply)
{
	ensure(!reply->overflow);
	free(job->reply);
	job->reply = malloc(reply->len + 1);
	ensure(job->reply != NULL);
	memcpy(job->reply, reply->data, reply->len + 1);
	job->reply_len = reply->len;
}

void job_deliver(struct job *job, bool more)
{
	ensure(job->reply != NULL);
	job->caller->reply(job->caller, job->reply, job->reply_len, more);
	job_free(job);
}
