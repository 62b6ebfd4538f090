#include "desk/earlier.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool earlier_path(const char *dir, const char *id, char *out, struct err *e)
{
	int len = snprintf(out, PATH_MAX, "%s/%s.gvs", dir, id);

	return (len > 0 && len < PATH_MAX) ||
	       err_set(e, ERR_FAILED, "the path %s is too long", dir);
}

static bool is_there(const char *dir, const struct accepted_switch *made)
{
	char path[PATH_MAX];
	struct err e;

	return earlier_path(dir, made->snapshot_id, path, &e) &&
	       access(path, F_OK) == 0;
}

/* Where it came into use; the number of switches if it never did. */
static size_t place_of(const struct ratchet *ratchet, const char *serving)
{
	size_t oldest = ratchet->switch_count;

	for (size_t i = ratchet->switch_count; i-- > 0;) {
		const struct accepted_switch *made = &ratchet->switches[i];
		if (strcmp(made->sha256, serving) != 0)
			continue;
		if (made->how != SWITCH_ROLLBACK)
			return i;
		oldest = i;
	}
	return oldest;
}

static const struct accepted_switch *before(const struct ratchet *ratchet,
					    const char *serving,
					    const char *dir, struct err *e)
{
	for (size_t i = place_of(ratchet, serving); i-- > 0;) {
		const struct accepted_switch *made = &ratchet->switches[i];
		if (strcmp(made->sha256, serving) != 0 && is_there(dir, made))
			return made;
	}
	err_set(e, ERR_NOT_FOUND,
		"no snapshot that was served before this one is still in %s",
		dir);
	return NULL;
}

static const struct accepted_switch *named(const struct ratchet *ratchet,
					   const char *serving, const char *id,
					   struct err *e)
{
	for (size_t i = ratchet->switch_count; i-- > 0;) {
		const struct accepted_switch *made = &ratchet->switches[i];
		if (strcmp(made->snapshot_id, id) != 0)
			continue;
		if (strcmp(made->sha256, serving) != 0)
			return made;
		err_field(e, ERR_REFUSED, "/snapshot",
			  "%s is the one that is served", id);
		return NULL;
	}
	err_field(e, ERR_NOT_FOUND, "/snapshot",
		  "%.64s was never served, as far as is remembered", id);
	return NULL;
}

const struct accepted_switch *earlier_switch(const struct ratchet *ratchet,
					     const char *serving,
					     const char *dir, const char *id,
					     struct err *e)
{
	return id[0] == '\0' ? before(ratchet, serving, dir, e)
			     : named(ratchet, serving, id, e);
}
