/* No reply leaves the desk before what it says is on disk. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "desk/desk.h"
#include "ledger_fixture.h"
#include "store/identity.h"
#include "tests/fault/sync_vfs.h"

enum { REQUESTS = 40 };

/* A pharmacy that notes, when it is answered, whether the WAL was synced. */
struct asker {
	struct caller caller;
	bool recorded;
	bool synced;
};

static struct asker askers[REQUESTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int answered;
static struct desk *desk;

static void hear(struct caller *caller, const char *bytes, size_t len)
{
	struct asker *asker = (struct asker *)(void *)caller;
	static const char good[] = "\"outcome\":\"recorded\"";

	pthread_mutex_lock(&lock);
	asker->recorded = memmem(bytes, len, good, sizeof(good) - 1) != NULL;
	asker->synced = sync_vfs_is_synced(SYNC_FILE_WAL);
	answered++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

static void wait_for_answers(int count)
{
	pthread_mutex_lock(&lock);
	while (answered < count)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

static void start(void)
{
	static char key_path[160], snapshots[160];
	struct err e;

	fixture_make_folder();
	sync_vfs_register();
	sync_vfs_reset();
	snprintf(key_path, sizeof(key_path), "%s.key", fixture_path);
	snprintf(snapshots, sizeof(snapshots), "%s.snapshots", fixture_path);
	cr_assert(identity_create(key_path, &e), "%s", e.message);
	struct desk_config config = {
	    .ledger_path = fixture_path,
	    .ledger_vfs = SYNC_VFS,
	    .since = CIVIL_NONE,
	    .privacy_key = key_path,
	    .snapshot_dir = snapshots,
	    .queue_max = 1000,
	    .version = "test",
	};
	cr_assert(desk_start(&config, &desk, &e), "%s", e.message);
}

static void stop(void)
{
	desk_stop(desk);
	fixture_remove_folder();
}

TestSuite(reply_after_sync, .init = start, .fini = stop);

static void ask(int n)
{
	struct service service = desk_service(desk);
	char line[400];
	int len =
	    snprintf(line, sizeof(line),
		     "{\"v\":1,\"op\":\"permit_add\",\"id\":\"p-%d\","
		     "\"insured\":{\"bsn\":\"999990019\",\"uzovi\":\"3311\"},"
		     "\"permit\":{\"number\":\"M-%d\",\"scope\":\"any\","
		     "\"from\":\"2026-01-01\",\"to\":\"2026-12-31\"}}",
		     n, n);

	strcpy(askers[n].caller.pharmacy, "02012345");
	askers[n].caller.reply = hear;
	cr_assert(
	    service.line(service.ctx, &askers[n].caller, line, (size_t)len));
}

Test(reply_after_sync, each_reply_finds_the_wal_synced)
{
	for (int n = 0; n < REQUESTS; n++) {
		ask(n);
		if (n % 4 == 3)
			wait_for_answers(n + 1);
	}
	wait_for_answers(REQUESTS);
	for (int n = 0; n < REQUESTS; n++) {
		cr_assert(askers[n].recorded, "request %d", n);
		cr_assert(askers[n].synced, "request %d", n);
	}
}

/* The same question must notice a desk whose syncs do nothing. */
Test(reply_after_sync, lost_syncs_are_noticed)
{
	ask(0);
	wait_for_answers(1);
	sync_vfs_lose_syncs(true);
	ask(1);
	wait_for_answers(2);
	cr_assert(askers[1].recorded);
	cr_assert(!askers[1].synced);
}
