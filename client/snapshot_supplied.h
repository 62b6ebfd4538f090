/* What this pharmacy supplied lately, as the daemon counts it. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_SUPPLIED_H
#define CLAIMD_CLIENT_SNAPSHOT_SUPPLIED_H

#include "client/args.h"
#include "store/snapshot_diff.h"
#include "store/snapshot_names.h"
#include "wire/doc.h"

struct supplied_article {
	char zi[LEN_ZI + 1];
	int64_t claims;
	struct article_names names;
};

struct supplied {
	bool known; /* a daemon has told */
	int64_t days;
	char from[LEN_CIVIL + 1];
	size_t count;
	struct supplied_article *articles; /* the most supplied first */
	size_t *by_zi, *by_prk;		   /* places in articles, in order */
};

/*
 * Asks the daemon for the days of --days. Where none is running it is no
 * failure unless --days is given: then nothing is known. Free the result with
 * supplied_clear, also after a failure.
 */
MUSTCHECK bool supplied_ask(const struct args *args, struct supplied *out,
			    struct err *e);
/* Takes the daemon's answer; also for tests. */
MUSTCHECK bool supplied_read(const struct doc_node *answer,
			     struct supplied *out, struct err *e);
/* Looks the articles up, so that changes of preferences and conditions find
 * them. */
void supplied_look_up(struct supplied *supplied, struct snapshot *was,
		      struct snapshot *is);
void supplied_clear(struct supplied *supplied);

/* The most supplied article that a change is about, or NULL. */
const struct supplied_article *
supplied_find(const struct supplied *supplied,
	      const struct snapshot_change *change);

#endif
