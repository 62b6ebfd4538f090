#include "desk/desk.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "base/ensure.h"
#include "desk/admit.h"
#include "desk/batch.h"
#include "desk/belief.h"
#include "desk/clock.h"
#include "desk/expiry.h"
#include "desk/import.h"
#include "desk/intake.h"
#include "desk/loader.h"
#include "desk/rehearse.h"

void desk_log(struct desk *desk, int priority, const char *fmt, ...)
{
	char message[512];
	va_list args;

	if (desk->config.log == NULL)
		return;
	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	desk->config.log(desk->config.ctx, priority, message);
}

int64_t desk_now_ms(const struct desk *desk)
{
	return desk->config.now_ms != NULL ? desk->config.now_ms()
					   : clock_now_ms();
}

static void log_head(struct desk *desk)
{
	struct ledger_head head = ledger_head(desk->ledger);
	char memory[2 * DIGEST_BYTES + 1];
	struct text hash;

	text_init(&hash, memory, sizeof(memory));
	text_hex(&hash, head.hash.bytes, sizeof(head.hash.bytes));
	desk_log(desk, LOG_NOTICE, "ledger head %llu:%s",
		 (unsigned long long)head.seq, memory);
	desk->head_logged_ms = clock_steady_ms();
}

/* The ledger's housekeeping waits until nobody has come for a while: between
 * two batches of a busy counter nobody waits for a moment either. */
static struct job *wait_for_jobs(struct desk *desk)
{
	struct job *jobs = mailbox_take(&desk->mailbox, BATCH_MAX, QUIET_MS);

	if (jobs != NULL || mailbox_is_finished(&desk->mailbox))
		return jobs;
	batch_tend(desk, true);
	return mailbox_take(&desk->mailbox, BATCH_MAX, IDLE_WAKE_MS);
}

static void *run(void *ctx)
{
	struct desk *desk = ctx;

	while (!mailbox_is_finished(&desk->mailbox)) {
		struct job *jobs = wait_for_jobs(desk);
		if (jobs != NULL) {
			batch_run(desk, jobs);
			batch_tend(desk, false);
		}
		rehearse_tend(desk);
		expiry_watch(desk);
		background_tend(&desk->loading, clock_steady_ms());
		if (clock_steady_ms() - desk->head_logged_ms > HEAD_LOG_MS)
			log_head(desk);
	}
	return NULL;
}

static bool open_ledger(struct desk *desk, struct err *e)
{
	struct ledger_config config = {
	    .path = desk->config.ledger_path,
	    .reserve_bytes = desk->config.reserve_bytes,
	    .since = desk->config.since,
	    .today = clock_day(desk_now_ms(desk)),
	    .vfs = desk->config.ledger_vfs,
	};

	return ledger_open(&config, &desk->ledger, e);
}

static void free_desk(struct desk *desk)
{
	ledger_close(desk->ledger);
	snapshot_close(desk->snapshot);
	refcache_free(desk->references);
	import_free(desk->import);
	identity_free(desk->identity);
	belief_free(desk->belief);
	free(desk->served);
	free(desk->reply_memory);
	free(desk);
}

bool desk_start(const struct desk_config *config, struct desk **out,
		struct err *e)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	ensure(desk != NULL);
	desk->config = *config;
	desk->references = refcache_new();
	desk->reply_memory = malloc(CONTROL_REPLY_MAX);
	ensure(desk->reply_memory != NULL);
	desk->started_ms = clock_steady_ms();
	if (!identity_load(config->privacy_key, &desk->identity, e) ||
	    !open_ledger(desk, e)) {
		free_desk(desk);
		return false;
	}
	desk->belief = belief_new(config->snapshot_dir, &config->trust);
	admit_current(desk);
	expiry_watch(desk);
	log_head(desk);
	desk->loader = loader_new(desk);
	desk->writable = true;
	mailbox_init(&desk->mailbox, config->queue_max);
	ensure(pthread_create(&desk->thread, NULL, run, desk) == 0);
	*out = desk;
	return true;
}

struct service desk_service(struct desk *desk)
{
	return (struct service){
	    .ctx = desk,
	    .line = intake_line,
	    .control = intake_control,
	    .turn_ended = intake_turn_ended,
	};
}

void desk_believe(struct desk *desk, const struct desk_trust *trust)
{
	struct belief_settings settings;
	struct manifest serving;

	belief_change(desk->belief, trust);
	belief_settings(desk->belief, &settings);
	belief_serving(desk->belief, &serving);
	if (serving.sha256[0] != '\0' && !belief_trusts(&settings, serving.key))
		desk_log(desk, LOG_WARNING,
			 "snapshot %s stays in use, but would be refused now: "
			 "%s%s; install another one before claimd restarts",
			 serving.snapshot_id,
			 serving.key[0] != '\0' ? "snapshot.keys lacks "
						: "it is unsigned",
			 serving.key);
}

void desk_queue(struct desk *desk, size_t queue_max)
{
	mailbox_resize(&desk->mailbox, queue_max);
}

void desk_stop(struct desk *desk)
{
	if (desk == NULL)
		return;
	loader_stop(desk->loader);
	mailbox_close(&desk->mailbox);
	ensure(pthread_join(desk->thread, NULL) == 0);
	rehearse_stop(desk);
	loader_free(desk->loader);
	mailbox_destroy(&desk->mailbox);
	log_head(desk);
	free_desk(desk);
}
