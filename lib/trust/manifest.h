/*
 * lib/trust: which snapshots are believed. It knows files, signatures and
 * what was accepted before, no daemon and no clock: who calls says the time.
 *
 * manifest.h: what a publisher signs of a snapshot (X.manifest beside X.gvs):
 * one JSON object with sorted keys and no blanks,
 *   {"expires","file","key","published_at","sequence","sha256","size",
 *    "snapshot_id"}
 */
#ifndef CLAIMD_TRUST_MANIFEST_H
#define CLAIMD_TRUST_MANIFEST_H

#include <stddef.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "trust/limits.h"

enum {
	LEN_PUBLIC_KEY = 44,	/* 32 bytes in base64 */
	LEN_SHA256 = 64,	/* in hexadecimal, lower case */
	LEN_UTC = 31,		/* RFC 3339, UTC */
	LEN_SNAPSHOT_FILE = LEN_SNAPSHOT_ID + 4, /* with ".gvs" */
};

struct manifest {
	char snapshot_id[LEN_SNAPSHOT_ID + 1];
	char file[LEN_SNAPSHOT_FILE + 1]; /* snapshot_id and ".gvs" */
	char key[LEN_PUBLIC_KEY + 1];	  /* the publisher's; "": unsigned */
	char sha256[LEN_SHA256 + 1];
	char published_at[LEN_UTC + 1];
	char expires[LEN_UTC + 1];
	int64_t expires_s; /* the same, seconds since 1970-01-01 UTC */
	int64_t sequence;
	int64_t size; /* bytes */
};

/* The canonical bytes, no line feed. */
void manifest_write(struct text *out, const struct manifest *manifest);

/*
 * Takes exactly what manifest_write makes: other members, another order,
 * blanks, a file that is not named after its id are ERR_MANIFEST_INVALID.
 */
MUSTCHECK bool manifest_read(const char *bytes, size_t len,
			     struct manifest *out, struct err *e);

/* In the very second that it names a snapshot is still fresh. */
static inline bool manifest_expired(const struct manifest *manifest,
				    int64_t now_s)
{
	return now_s > manifest->expires_s;
}

/* "2026-11-22T04:00:00Z" and back; false if it is no such time. */
MUSTCHECK bool utc_read(const char *text, int64_t *seconds);
/* A time before the year 1800 or after 9999, as INT64_MAX, is written "". */
void utc_write(int64_t seconds, char out[LEN_UTC + 1]);

#endif
