#include "desk/belief.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/current.h"

struct belief {
	const char *dir;
	pthread_mutex_t mutex; /* of all that follows */
	struct belief_settings settings;
	struct ratchet *ratchet; /* NULL: it could not be read */
	struct manifest serving;
};

static void lock(struct belief *belief)
{
	ensure(pthread_mutex_lock(&belief->mutex) == 0);
}

void belief_unlock(struct belief *belief)
{
	ensure(pthread_mutex_unlock(&belief->mutex) == 0);
}

const struct ratchet *belief_lock(struct belief *belief)
{
	lock(belief);
	return belief->ratchet;
}

static void copy_settings(const struct desk_trust *trust,
			  struct belief_settings *out)
{
	const char *cases = trust->cases != NULL ? trust->cases : "";

	memset(out, 0, sizeof(*out));
	ensure(trust->key_count <= TRUSTED_KEYS_MAX);
	for (size_t i = 0; i < trust->key_count; i++) {
		ensure(strlen(trust->keys[i]) <= LEN_PUBLIC_KEY);
		strncpy(out->keys[i], trust->keys[i], LEN_PUBLIC_KEY);
	}
	out->key_count = trust->key_count;
	out->allow_unsigned = trust->allow_unsigned;
	out->grace_days = trust->grace_days;
	ensure(strlen(cases) < sizeof(out->cases));
	strncpy(out->cases, cases, sizeof(out->cases) - 1);
}

struct belief *belief_new(const char *dir, const struct desk_trust *trust)
{
	struct belief *belief = calloc(1, sizeof(*belief));

	ensure(belief != NULL);
	belief->dir = dir;
	copy_settings(trust, &belief->settings);
	ensure(pthread_mutex_init(&belief->mutex, NULL) == 0);
	return belief;
}

void belief_free(struct belief *belief)
{
	if (belief == NULL)
		return;
	ensure(pthread_mutex_destroy(&belief->mutex) == 0);
	ratchet_free(belief->ratchet);
	free(belief);
}

void belief_change(struct belief *belief, const struct desk_trust *trust)
{
	lock(belief);
	copy_settings(trust, &belief->settings);
	belief_unlock(belief);
}

void belief_settings(struct belief *belief, struct belief_settings *out)
{
	lock(belief);
	*out = belief->settings;
	belief_unlock(belief);
}

int64_t belief_grace_s(struct belief *belief)
{
	lock(belief);
	int64_t days = belief->settings.grace_days;
	belief_unlock(belief);
	return days * 86400;
}

bool belief_trusts(const struct belief_settings *settings, const char *key)
{
	if (key[0] == '\0')
		return settings->allow_unsigned;
	for (size_t i = 0; i < settings->key_count; i++)
		if (strcmp(settings->keys[i], key) == 0)
			return true;
	return false;
}

bool belief_load(struct belief *belief, struct err *e)
{
	return ratchet_load(belief->dir, &belief->ratchet, e);
}

const struct ratchet *belief_ratchet(const struct belief *belief, struct err *e)
{
	if (belief->ratchet == NULL)
		err_set(e, ERR_RATCHET_DAMAGED,
			"what was accepted before could not be read when "
			"claimd started; its log says what to do");
	return belief->ratchet;
}

/* Where the choice fails, what came before is written again. */
static bool save(const struct belief *belief, const struct ratchet *next,
		 const char *path, struct err *e)
{
	struct err ignored;

	if (!ratchet_save(next, belief->dir, e))
		return false;
	if (path == NULL || current_write(belief->dir, path, e))
		return true;
	/* If this fails too, the same file is admitted again all the same. */
	bool restored = ratchet_save(belief->ratchet, belief->dir, &ignored);
	(void)restored;
	return false;
}

bool belief_record(struct belief *belief, const struct accepted_switch *made,
		   const char *path, struct err *e)
{
	if (belief_ratchet(belief, e) == NULL)
		return false;
	struct ratchet *next = malloc(sizeof(*next));
	ensure(next != NULL);
	*next = *belief->ratchet;
	bool good = ratchet_add(next, made, e) && save(belief, next, path, e);
	if (good) {
		lock(belief);
		*belief->ratchet = *next;
		belief_unlock(belief);
	}
	free(next);
	return good;
}

void belief_serve(struct belief *belief, const struct manifest *manifest)
{
	lock(belief);
	belief->serving = *manifest;
	belief_unlock(belief);
}

void belief_serving(struct belief *belief, struct manifest *out)
{
	lock(belief);
	*out = belief->serving;
	belief_unlock(belief);
}
