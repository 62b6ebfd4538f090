/* Publishers, and the snapshots that they sign for a desk's folder. */
#ifndef CLAIMD_TESTS_DESK_PUBLISHER_H
#define CLAIMD_TESTS_DESK_PUBLISHER_H

#include "desk_fixture.h"
#include "trust/seal.h"

struct publisher {
	struct signing_key *key;
	const char *public; /* as in snapshot.keys */
};

/* name: of its key files in f->dir. Ends with signing_key_free. */
void publisher_make(struct fixture *f, const char *name,
		    struct publisher *publisher);

/* What sed makes of the meta.csv of the next ones; NULL: nothing. */
extern const char *publisher_edit;

/* gvs-20261101-NNNNNN of the rule cases' data, with number as its sequence,
 * in f->snapshots. The path is whole and the caller's until the next call. */
const char *publish_unsigned(struct fixture *f, int number);
/* The same, signed. */
const char *publish(struct fixture *f, const struct publisher *publisher,
		    int number, int64_t expires_s);

/* The desk's clock, where f->config.now_ms is it. */
extern _Atomic int64_t publisher_now_ms;
int64_t publisher_clock(void);

/* The commands; id may be NULL. The caller frees the reply. */
char *ask_install(struct fixture *f, const char *path);
char *ask_use(struct fixture *f, const char *path);
char *ask_rollback(struct fixture *f, const char *id);

#endif
