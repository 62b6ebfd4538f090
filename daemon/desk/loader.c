#include "desk/loader.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/current.h"
#include "store/snapshot.h"

struct loader {
	struct desk *desk;
	pthread_mutex_t mutex;
	bool busy;	 /* a file is being opened */
	bool has_thread; /* to be joined */
	pthread_t thread;
	struct job *job;
};

struct loader *loader_new(struct desk *desk)
{
	struct loader *loader = calloc(1, sizeof(*loader));

	ensure(loader != NULL);
	loader->desk = desk;
	ensure(pthread_mutex_init(&loader->mutex, NULL) == 0);
	return loader;
}

void loader_free(struct loader *loader)
{
	if (loader == NULL)
		return;
	if (loader->has_thread)
		ensure(pthread_join(loader->thread, NULL) == 0);
	ensure(pthread_mutex_destroy(&loader->mutex) == 0);
	free(loader);
}

static void answer_error(struct job *job, const struct err *e)
{
	char memory[2048];
	struct text reply;

	text_init(&reply, memory, sizeof(memory));
	reply_error(&reply, "", e);
	job_answer(job, &reply);
	job_deliver(job);
}

static bool open_named(struct desk *desk, struct job *job, struct err *e)
{
	const char *path = doc_get_str(doc_root(job->command), "path", "");

	if (!desk->config.allow_unsigned)
		return err_set(e, ERR_REFUSED,
			       "an unsigned snapshot needs "
			       "snapshot.allow_unsigned = true");
	if (path[0] != '/' || strlen(path) >= PATH_MAX)
		return err_field(e, ERR_BAD_FIELD, "/path",
				 "expected an absolute path");
	if (!snapshot_open(path, &job->snapshot, e))
		return false;
	return current_write(desk->config.snapshot_dir, path, e);
}

static void *run(void *ctx)
{
	struct loader *loader = ctx;
	struct job *job = loader->job;
	struct err e;

	if (!open_named(loader->desk, job, &e)) {
		answer_error(job, &e);
	} else {
		job->kind = JOB_SWITCH;
		if (!mailbox_post_always(&loader->desk->mailbox, job)) {
			err_set(&e, ERR_DRAINING, "claimd is stopping");
			answer_error(job, &e);
		}
	}
	ensure(pthread_mutex_lock(&loader->mutex) == 0);
	loader->busy = false;
	ensure(pthread_mutex_unlock(&loader->mutex) == 0);
	return NULL;
}

/* False when a file is being opened already. */
static bool begin(struct loader *loader, struct job *job)
{
	ensure(pthread_mutex_lock(&loader->mutex) == 0);
	bool was_busy = loader->busy;
	if (!was_busy) {
		if (loader->has_thread)
			ensure(pthread_join(loader->thread, NULL) == 0);
		loader->busy = true;
		loader->job = job;
		loader->has_thread =
		    pthread_create(&loader->thread, NULL, run, loader) == 0;
		ensure(loader->has_thread);
	}
	ensure(pthread_mutex_unlock(&loader->mutex) == 0);
	return !was_busy;
}

void loader_start(struct loader *loader, struct job *job)
{
	struct err e;

	if (begin(loader, job))
		return;
	err_set(&e, ERR_BUSY, "another snapshot is being opened");
	answer_error(job, &e);
}
