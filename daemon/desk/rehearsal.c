#include "desk/rehearsal.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/ensure.h"
#include "desk/clock.h"
#include "wire/put.h"

enum stage {
	STAGE_FREE,	/* the desk's */
	STAGE_READ,	/* waits for a worker */
	STAGE_PARSING,	/* a worker's */
	STAGE_PARSED,	/* the desk's */
	STAGE_GATHERED, /* waits for a worker */
	STAGE_JUDGING,	/* a worker's */
	STAGE_JUDGED,	/* the desk's */
};

enum {
	/* Blocks under way: some milliseconds of work for every worker. */
	RING = 16,
	WORKERS_MAX = 4,
	/* Below those who answer counters, who get three times as much where
	 * both want a processor. */
	WORKER_NICE = 5,
};

struct place {
	atomic_int stage;
	struct block *block;
};

enum opened { NOT_OPENED, OPENED, CANNOT_BE_OPENED };

struct crew {
	struct mailbox *mailbox;
	const char *path;
	struct rehearse_source source;
	struct err why; /* CANNOT_BE_OPENED */
	atomic_int opened;
	atomic_bool stop;
	atomic_bool over; /* nothing runs and nothing is held any more */
	_Atomic(struct job *) parked;
	sem_t work; /* blocks that wait for a worker */
	struct place ring[RING];
	pthread_t lead;
	/* The desk's own: blocks that were read, gathered and taken so far. */
	uint64_t read, gathered, taken;
	uint64_t next; /* entry to read */
};

/* --- the job that waits ------------------------------------------------- */

static void answer_draining(struct job *job)
{
	char memory[1024];
	struct text reply;
	struct err e;

	err_set(&e, ERR_DRAINING, "claimd is stopping");
	text_init(&reply, memory, sizeof(memory));
	reply_error(&reply, "", &e);
	job_answer(job, &reply);
	job_deliver(job, false);
}

/* There is something for the desk to do. */
static void wake_desk(struct crew *crew)
{
	struct job *job = atomic_exchange(&crew->parked, NULL);

	if (job != NULL && !mailbox_post_always(crew->mailbox, job))
		answer_draining(job);
}

/* --- workers ------------------------------------------------------------ */

/* The first block that waits. */
static struct place *find_work(struct crew *crew, enum stage waiting,
			       enum stage taken)
{
	for (size_t i = 0; i < RING; i++) {
		struct place *place = &crew->ring[i];
		int expected = (int)waiting;
		if (atomic_compare_exchange_strong(&place->stage, &expected,
						   (int)taken))
			return place;
	}
	return NULL;
}

/* Judging comes first: it makes room for more. False: nothing waits. */
static bool work_once(struct crew *crew, struct decision *decision)
{
	struct place *place = find_work(crew, STAGE_GATHERED, STAGE_JUDGING);

	if (place != NULL) {
		block_judge(place->block, decision);
		atomic_store(&place->stage, STAGE_JUDGED);
		return true;
	}
	place = find_work(crew, STAGE_READ, STAGE_PARSING);
	if (place == NULL)
		return false;
	block_parse(place->block, &crew->source);
	atomic_store(&place->stage, STAGE_PARSED);
	return true;
}

/* One block for each time that the semaphore lets somebody through. */
static void work_on(struct crew *crew, struct decision *decision)
{
	while (!work_once(crew, decision))
		continue;
	wake_desk(crew);
}

static void *work(void *ctx)
{
	struct crew *crew = ctx;
	struct decision decision;

	/* 0 is this thread. If it may not, all share alike. */
	(void)setpriority(PRIO_PROCESS, 0, WORKER_NICE);
	while (!atomic_load(&crew->stop)) {
		while (sem_wait(&crew->work) != 0)
			continue;
		if (!atomic_load(&crew->stop))
			work_on(crew, &decision);
	}
	return NULL;
}

static int worker_count(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (int)cores;
}

static void open_source(struct crew *crew)
{
	if (!snapshot_open(crew->path, &crew->source.snapshot, &crew->why)) {
		atomic_store(&crew->opened, CANNOT_BE_OPENED);
		return;
	}
	crew->source.references = refcache_new();
	for (size_t i = 0; i < RING; i++)
		crew->ring[i].block = block_new();
	atomic_store(&crew->opened, OPENED);
}

static void close_source(struct crew *crew)
{
	for (size_t i = 0; i < RING; i++)
		block_free(crew->ring[i].block);
	refcache_free(crew->source.references);
	snapshot_close(crew->source.snapshot);
}

/* Opening and closing take long for a large snapshot: not on the desk. */
static void *lead(void *ctx)
{
	struct crew *crew = ctx;
	pthread_t others[WORKERS_MAX];
	int count = 0;

	open_source(crew);
	wake_desk(crew);
	if (atomic_load(&crew->opened) == OPENED) {
		for (; count < worker_count() - 1; count++)
			ensure(pthread_create(&others[count], NULL, work,
					      crew) == 0);
		work(crew);
	}
	for (int i = 0; i < count; i++)
		ensure(pthread_join(others[i], NULL) == 0);
	close_source(crew);
	atomic_store(&crew->over, true);
	return NULL;
}

/* --- the desk's side ---------------------------------------------------- */

static struct crew *crew_new(struct mailbox *mailbox, const char *path)
{
	struct crew *crew = calloc(1, sizeof(*crew));

	ensure(crew != NULL);
	crew->mailbox = mailbox;
	crew->path = path;
	ensure(pthread_mutex_init(&crew->source.mutex, NULL) == 0);
	ensure(sem_init(&crew->work, 0, 0) == 0);
	ensure(pthread_create(&crew->lead, NULL, lead, crew) == 0);
	return crew;
}

static void text_with_memory(struct text *t)
{
	char *memory = malloc(REHEARSE_REPLY_BYTES);

	ensure(memory != NULL);
	text_init(t, memory, REHEARSE_REPLY_BYTES);
}

struct rehearsal *rehearsal_new(struct mailbox *mailbox, int64_t token,
				const char *path)
{
	struct rehearsal *r = calloc(1, sizeof(*r));

	ensure(r != NULL);
	ensure(strlen(path) < sizeof(r->path));
	memcpy(r->path, path, strlen(path) + 1);
	r->token = token;
	text_with_memory(&r->changed);
	text_with_memory(&r->unjudged);
	r->crew = crew_new(mailbox, r->path);
	return r;
}

struct job *rehearsal_stop(struct rehearsal *rehearsal)
{
	struct crew *crew = rehearsal->crew;

	atomic_store(&crew->stop, true);
	for (int i = 0; i < WORKERS_MAX; i++)
		ensure(sem_post(&crew->work) == 0);
	return atomic_exchange(&crew->parked, NULL);
}

bool rehearsal_is_over(const struct rehearsal *rehearsal)
{
	return atomic_load(&rehearsal->crew->over);
}

void rehearsal_free(struct rehearsal *rehearsal)
{
	struct crew *crew = rehearsal->crew;

	ensure(pthread_join(crew->lead, NULL) == 0);
	ensure(atomic_load(&crew->parked) == NULL);
	ensure(sem_destroy(&crew->work) == 0);
	ensure(pthread_mutex_destroy(&crew->source.mutex) == 0);
	free(crew);
	free(rehearsal->changed.data);
	free(rehearsal->unjudged.data);
	free(rehearsal);
}

const struct snapshot_info *rehearsal_info(const struct rehearsal *rehearsal,
					   bool *failed, struct err *e)
{
	const struct crew *crew = rehearsal->crew;
	int opened = atomic_load(&crew->opened);

	*failed = opened == CANNOT_BE_OPENED;
	if (*failed)
		*e = crew->why;
	return opened == OPENED ? snapshot_info(crew->source.snapshot) : NULL;
}

static struct place *place_of(struct crew *crew, uint64_t index)
{
	return &crew->ring[index % RING];
}

/* Whether the desk has a block of that stage at its turn. */
static bool is_at(struct crew *crew, uint64_t index, enum stage stage)
{
	return atomic_load(&place_of(crew, index)->stage) == (int)stage;
}

static bool may_take(struct crew *crew)
{
	return crew->taken < crew->gathered &&
	       is_at(crew, crew->taken, STAGE_JUDGED);
}

static bool may_gather(struct crew *crew)
{
	return crew->gathered < crew->read &&
	       is_at(crew, crew->gathered, STAGE_PARSED);
}

static bool may_read(struct crew *crew, uint64_t end)
{
	return crew->next < end && crew->read - crew->taken < RING;
}

static void hand_over(struct crew *crew, struct place *place, enum stage stage)
{
	atomic_store(&place->stage, (int)stage);
	ensure(sem_post(&crew->work) == 0);
}

static bool has_room(const struct text *t, const struct text *more)
{
	return t->cap - t->len > more->len + 1;
}

static void append(struct text *t, const struct text *more)
{
	if (more->len > 0) {
		put_separator(t);
		text_bytes(t, more->data, more->len);
	}
}

static void add_tally(struct rehearse_tally *sum,
		      const struct rehearse_tally *more)
{
	sum->judged += more->judged;
	sum->changed += more->changed;
	sum->unjudged += more->unjudged;
	sum->reversed += more->reversed;
	sum->out_of_days += more->out_of_days;
	sum->other_rules += more->other_rules;
}

/* False: somebody must fetch the results first. */
static bool take_results(struct rehearsal *r)
{
	struct place *place = place_of(r->crew, r->crew->taken);
	struct block *block = place->block;

	if (!has_room(&r->changed, &block->changed) ||
	    !has_room(&r->unjudged, &block->unjudged))
		return false;
	append(&r->changed, &block->changed);
	append(&r->unjudged, &block->unjudged);
	add_tally(&r->tally, &block->tally);
	r->done = block->next;
	atomic_store(&place->stage, STAGE_FREE);
	r->crew->taken++;
	return true;
}

static void gather(struct crew *crew, struct ledger *ledger, int64_t until_us)
{
	struct place *place = place_of(crew, crew->gathered);

	if (!block_gather(place->block, ledger, until_us))
		return;
	crew->gathered++;
	hand_over(crew, place, STAGE_GATHERED);
}

static void read_more(struct rehearsal *r, struct ledger *ledger,
		      int64_t until_us)
{
	struct crew *crew = r->crew;
	struct place *place = place_of(crew, crew->read);

	block_read(place->block, ledger, crew->next, r->end, until_us);
	crew->next = place->block->next;
	crew->read++;
	hand_over(crew, place, STAGE_READ);
}

/* What is nearest to its end comes first. */
enum rehearse_turn rehearsal_turn(struct rehearsal *r, struct ledger *ledger,
				  int64_t until_us)
{
	struct crew *crew = r->crew;

	if (crew->next == 0)
		crew->next = r->done = r->first;
	while (clock_steady_us() < until_us) {
		if (may_take(crew)) {
			if (!take_results(r))
				return TURN_FULL;
		} else if (may_gather(crew)) {
			gather(crew, ledger, until_us);
		} else if (may_read(crew, r->end)) {
			read_more(r, ledger, until_us);
		} else {
			return r->done == r->end ? TURN_FINISHED : TURN_WAIT;
		}
	}
	return TURN_MORE;
}

bool rehearsal_park(struct rehearsal *rehearsal, struct job *job)
{
	struct crew *crew = rehearsal->crew;

	if (atomic_load(&crew->stop))
		return false;
	atomic_store(&crew->parked, job);
	/* A worker that was done before has found nobody to wake. */
	if (may_take(crew) || may_gather(crew) ||
	    (crew->read == 0 && atomic_load(&crew->opened) != NOT_OPENED))
		wake_desk(crew);
	return true;
}
