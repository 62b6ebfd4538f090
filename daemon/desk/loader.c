#include "desk/loader.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "base/ensure.h"
#include "desk/admit.h"
#include "store/snapshot.h"

/* What was in use until a switch. */
struct retired {
	struct retired *next;
	struct snapshot *snapshot;
	struct refcache *references;
};

struct loader {
	struct desk *desk;
	pthread_t thread;
	pthread_mutex_t mutex; /* of all that follows */
	pthread_cond_t wanted;
	struct job *first, *last; /* that wait for their files to be opened */
	int waiting;
	struct retired *retired;
	bool stopping;
};

static void lock(struct loader *loader)
{
	ensure(pthread_mutex_lock(&loader->mutex) == 0);
}

static void unlock(struct loader *loader)
{
	ensure(pthread_mutex_unlock(&loader->mutex) == 0);
}

static void answer_error(struct job *job, const struct err *e)
{
	char memory[2048];
	struct text reply;

	text_init(&reply, memory, sizeof(memory));
	reply_error(&reply, "", e);
	job_answer(job, &reply);
	job_deliver(job, false);
}

/* Of each command that has no function on the desk. */
static const struct {
	const char *command;
	bool (*load)(struct desk *desk, struct job *job, struct err *e);
} loads[] = {
    {"snapshot_use", admit_named},
    {"snapshot_rollback", admit_earlier},
};

static bool load(struct desk *desk, struct job *job, struct err *e)
{
	const struct doc_node *command = doc_root(job->command);
	const char *name = doc_get_str(command, "cmd", "");
	size_t i = 0;

	while (strcmp(loads[i].command, name) != 0) {
		i++;
		ensure(i < ARRAY_LEN(loads));
	}
	if (loads[i].load(desk, job, e))
		return true;
	desk_log(
	    desk, LOG_WARNING, "%s %s: refused: %s (%s)", name,
	    doc_get_str(command, "path", doc_get_str(command, "snapshot", "")),
	    e->message, err_name(e->code));
	return false;
}

static void open_for(struct loader *loader, struct job *job)
{
	struct err e;

	if (load(loader->desk, job, &e)) {
		job->references = refcache_new();
		job->kind = JOB_SWITCH;
		if (mailbox_post_always(&loader->desk->mailbox, job))
			return;
		err_set(&e, ERR_DRAINING, "claimd is stopping");
	}
	answer_error(job, &e);
}

static void close_all(struct retired *retired)
{
	while (retired != NULL) {
		struct retired *next = retired->next;
		snapshot_close(retired->snapshot);
		refcache_free(retired->references);
		free(retired);
		retired = next;
	}
}

/* The next that waits, or NULL. */
static struct job *take(struct loader *loader)
{
	struct job *job = loader->first;

	if (job == NULL)
		return NULL;
	loader->first = job->next;
	loader->waiting--;
	job->next = NULL;
	return job;
}

/* Closing comes first: two are held at most, and one that is being opened. */
static void work(struct loader *loader)
{
	struct retired *retired = loader->retired;
	struct job *job = retired == NULL ? take(loader) : NULL;

	loader->retired = NULL;
	unlock(loader);
	close_all(retired);
	if (job != NULL)
		open_for(loader, job);
	lock(loader);
}

static void *run(void *ctx)
{
	struct loader *loader = ctx;

	background_init(&loader->desk->loading);
	lock(loader);
	for (;;) {
		if (loader->retired != NULL || loader->first != NULL)
			work(loader);
		else if (loader->stopping)
			break;
		else
			ensure(pthread_cond_wait(&loader->wanted,
						 &loader->mutex) == 0);
	}
	unlock(loader);
	return NULL;
}

struct loader *loader_new(struct desk *desk)
{
	struct loader *loader = calloc(1, sizeof(*loader));

	ensure(loader != NULL);
	loader->desk = desk;
	ensure(pthread_mutex_init(&loader->mutex, NULL) == 0);
	ensure(pthread_cond_init(&loader->wanted, NULL) == 0);
	ensure(pthread_create(&loader->thread, NULL, run, loader) == 0);
	return loader;
}

void loader_stop(struct loader *loader)
{
	lock(loader);
	loader->stopping = true;
	unlock(loader);
	ensure(pthread_cond_signal(&loader->wanted) == 0);
	ensure(pthread_join(loader->thread, NULL) == 0);
}

void loader_free(struct loader *loader)
{
	if (loader == NULL)
		return;
	close_all(loader->retired);
	ensure(pthread_cond_destroy(&loader->wanted) == 0);
	ensure(pthread_mutex_destroy(&loader->mutex) == 0);
	free(loader);
}

/* False when enough of them wait. */
static bool add(struct loader *loader, struct job *job)
{
	if (loader->waiting == LOADS_WAITING_MAX)
		return false;
	job->next = NULL;
	if (loader->first == NULL)
		loader->first = job;
	else
		loader->last->next = job;
	loader->last = job;
	loader->waiting++;
	return true;
}

void loader_start(struct loader *loader, struct job *job)
{
	struct err e;

	lock(loader);
	bool added = add(loader, job);
	unlock(loader);
	if (added) {
		ensure(pthread_cond_signal(&loader->wanted) == 0);
	} else {
		err_set(&e, ERR_BUSY, "other snapshots are being opened");
		answer_error(job, &e);
	}
}

void loader_retire(struct loader *loader, struct snapshot *snapshot,
		   struct refcache *references)
{
	struct retired *retired = malloc(sizeof(*retired));

	ensure(retired != NULL);
	*retired =
	    (struct retired){.snapshot = snapshot, .references = references};
	lock(loader);
	retired->next = loader->retired;
	loader->retired = retired;
	unlock(loader);
	ensure(pthread_cond_signal(&loader->wanted) == 0);
}
