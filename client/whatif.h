/*
 * A request and what it might have been: where it comes from, who decides
 * both, how it is changed.
 */
#ifndef CLAIMD_CLIENT_WHATIF_H
#define CLAIMD_CLIENT_WHATIF_H

#include "base/text.h"
#include "client/args.h"
#include "client/leaves.h"
#include "rules/claim.h"
#include "wire/doc.h"

/* Requests are JSON, and memory of this struct. */
struct whatif {
	const struct args *args;
	char *start; /* as it was recorded, or stands in the file */
	char *now;   /* with the changes */
	/* {"id","before":{reply},"after":{reply},"snapshot_before",
	 * "snapshot_after"} of start and now; of a recorded claim also
	 * "claim", "pharmacy" and "rules_recorded". NULL: not asked yet. */
	struct doc *answer;
};

/* Whether --file gives the request; else a claim does. */
bool whatif_has_file(const struct args *args);

/* Gets the request to start from; nothing is decided yet. */
MUSTCHECK bool whatif_start(struct whatif *w, const struct args *args,
			    struct err *e);
void whatif_end(struct whatif *w);

/*
 * Has start and the changed request decided. On success it is the present
 * one; else nothing changes, and the daemon's refusal is in *e. The request
 * is taken over in either case.
 */
MUSTCHECK bool whatif_try(struct whatif *w, char *request, struct err *e);

/* Each field that is not as it was at the start. */
void whatif_changes(const struct whatif *w, leaf_change *each, void *ctx);

/*
 * The request with one field set; the value none takes the field away. NULL
 * with *e when that is no field or value at all; the caller frees the result.
 */
char *whatif_set(const char *request, const char *name, const char *value,
		 struct err *e);
/* The same by FIELD=VALUE, in place; on failure *request stays as it is. */
MUSTCHECK bool whatif_assign(char **request, const char *assignment,
			     struct err *e);
/* Bytes of a mistyped word that a message may repeat: up to the first digit,
 * lest it be a BSN. */
int whatif_shown_len(const char *word);

/*
 * A hint at a failure of whatif_set or whatif_try, in *hint; NULL: the usual.
 * A field that there is not gets the nearest one that there is.
 */
const char *whatif_hint(const struct whatif *w, const struct err *e,
			struct text *hint);

/* The kind of its item; medicine where it says none. */
enum item_kind whatif_kind(const char *request);

#endif
