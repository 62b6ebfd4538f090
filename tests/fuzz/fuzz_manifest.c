/*
 * A manifest, a line feed, its signature. Whatever is read is written again
 * with the same bytes, and no signature is good for a changed manifest.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "trust/signature.h"

static void written_alike(const struct manifest *m, const char *bytes,
			  size_t len)
{
	char again[MANIFEST_BYTES_MAX + 1], time[LEN_UTC + 1];
	struct text text;

	text_init(&text, again, sizeof(again));
	manifest_write(&text, m);
	ensure(!text.overflow);
	ensure(text.len == len);
	ensure(memcmp(again, bytes, len) == 0);
	utc_write(m->expires_s, time);
	ensure(strcmp(time, m->expires) == 0);
}

static void signed_alone(const struct manifest *m, char *bytes, size_t len,
			 const char *signature)
{
	struct err e = {.code = ERR_NONE};

	if (!signature_check(m->key, bytes, len, signature, &e)) {
		ensure(e.code == ERR_SIGNATURE_INVALID);
		return;
	}
	bytes[len / 2] = (char)(bytes[len / 2] ^ 1);
	ensure(!signature_check(m->key, bytes, len, signature, &e));
}

/* Both end in NUL. */
static void run(char *bytes, size_t len, const char *signature)
{
	struct err e = {.code = ERR_NONE};
	struct manifest m;

	if (manifest_read(bytes, len, &m, &e)) {
		written_alike(&m, bytes, len);
		signed_alone(&m, bytes, len, signature);
		return;
	}
	ensure(e.code == ERR_MANIFEST_INVALID);
	ensure(memchr(e.message, '\0', sizeof(e.message)) != NULL);
	/* What comes first can be a key as well. */
	if (public_key_valid(bytes) &&
	    !signature_check(bytes, "x", 1, signature, &e))
		ensure(e.code == ERR_SIGNATURE_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const uint8_t *feed = len > 0 ? memchr(bytes, '\n', len) : NULL;
	size_t first = feed != NULL ? (size_t)(feed - bytes) : len;
	size_t second = feed != NULL ? len - first - 1 : 0;
	char *manifest = calloc(1, first + 1);
	char *signature = calloc(1, second + 1);

	ensure(manifest != NULL);
	ensure(signature != NULL);
	if (first > 0)
		memcpy(manifest, bytes, first);
	if (second > 0)
		memcpy(signature, feed + 1, second);
	run(manifest, first, signature);
	free(manifest);
	free(signature);
	return 0;
}
