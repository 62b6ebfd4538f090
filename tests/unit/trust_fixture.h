/* A small sealed snapshot in a folder of its own, for tests to attack. */
#ifndef CLAIMD_TESTS_TRUST_FIXTURE_H
#define CLAIMD_TESTS_TRUST_FIXTURE_H

#include "snapshot_fixture.h"
#include "trust/ratchet.h"
#include "trust/seal.h"

enum { TRUST_KEYS = 3, TRUST_PATH = FIXTURE_PATH + 128 };

/* Publishers' keys; the first two are trusted. */
enum { KEY_A, KEY_B, KEY_STRANGER };

struct trust_fixture {
	struct fixture source;
	char dir[FIXTURE_PATH];
	char path[TRUST_PATH], manifest[TRUST_PATH], signature[TRUST_PATH];
	struct signing_key *keys[TRUST_KEYS];
	const char *public[TRUST_KEYS];
	struct trusted trusted;
	struct manifest sealed;
	struct err e;
};

/* 2026-12-01T00:00:00Z, the end of what is sealed here. */
#define TRUST_EXPIRES_S INT64_C(1796083200)

/* A folder with the good snapshot, sealed with KEY_A. */
void trust_begin(struct trust_fixture *t);
void trust_end(struct trust_fixture *t);

/* The good snapshot with another id and sequence, as path; not sealed. */
void trust_build(struct trust_fixture *t, const char *id, int sequence);
void trust_seal(struct trust_fixture *t, int key);

/* Writes a manifest as it is, signed by a key: what its holder could do. */
void trust_sign(struct trust_fixture *t, int key, const struct manifest *m);
/* t->sealed with size and hash of what path is now, signed. */
void trust_forge(struct trust_fixture *t, int key);
/* Runs SQL on path, which SQLite's own rules for a writer must not prevent. */
void trust_alter(struct trust_fixture *t, const char *sql);
/* Builds the good snapshot anew, not sealed, t->sealed its manifest. */
void trust_renew(struct trust_fixture *t);

/* Opens path; the snapshot is closed again. ERR_NONE: it was taken. */
enum err_code trust_try(struct trust_fixture *t);

/* A file whole: at most size bytes, or as many as fit. */
size_t trust_read(const char *path, void *bytes, size_t size);
void trust_write(const char *path, const void *bytes, size_t len);
/* At most a MiB. */
void trust_copy(const char *from, const char *to);

#endif
