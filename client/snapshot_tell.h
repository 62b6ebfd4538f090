/* A snapshot's manifest and content, as people and programs read them. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_TELL_H
#define CLAIMD_CLIENT_SNAPSHOT_TELL_H

#include "base/text.h"
#include "trust/manifest.h"
#include "store/snapshot.h"

/*
 * Members of an object that is open already, each with a comma before it:
 * snapshot, sequence, published_at, expires, key, sha256, size; expires and
 * key are left out where there is no signature.
 */
void tell_manifest_json(struct text *out, const struct manifest *manifest);
/* publisher, first_day, last_day, rules, articles, prices, preferences */
void tell_info_json(struct text *out, const struct snapshot_info *info);
/* ,"name":"value" */
void tell_member(struct text *out, const char *name, const char *value);

/* The same on standard output, a line for each. */
void tell_manifest(const struct manifest *manifest, int64_t now_s);
void tell_info(const struct snapshot_info *info);

/* "2 days", "5 hours", "40 minutes": seconds >= 0, rounded down. */
void tell_span(int64_t seconds, char out[32]);

#endif
