/*
 * Any bytes as a snapshot: refused, or opened and then asked. Here nobody has
 * looked at a signature: SQLite and the checks after it face the bytes alone.
 */
#include <string.h>

#include "fuzz.h"
#include "store/snapshot.h"

/* What the seeds have, their neighbours, and nothing. */
static const struct reference_key keys[] = {
    {.kind = KIND_MEDICINE,
     .uzovi = "3311",
     .polis = "196",
     .zi = "90000013",
     .pharmacy = "02012345",
     .date = 20000},
    {.kind = KIND_MEDICINE,
     .uzovi = "3311",
     .polis = "196",
     .zi = "90000056",
     .pharmacy = "02012345",
     .date = 20500},
    {.kind = KIND_DIET,
     .uzovi = "3311",
     .polis = "196",
     .zi = "90000048",
     .pharmacy = "02099999",
     .date = 0},
    {.kind = KIND_SERVICE,
     .uzovi = "3311",
     .polis = "196",
     .zi = "90000013",
     .code = "TER71",
     .pharmacy = "02012345",
     .date = 20000},
    {.kind = KIND_DEVICE,
     .uzovi = "3311",
     .polis = "",
     .code = "POMP",
     .pharmacy = "",
     .date = -20000},
};

static bool ends(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

static void ask(struct snapshot *snapshot)
{
	static struct reference reference;
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		memset(&reference, 0, sizeof(reference));
		if (!snapshot_reference(snapshot, &keys[i], &reference, &e)) {
			ensure(e.code == ERR_NO_SNAPSHOT);
			continue;
		}
		ensure(reference.preferred_count >= 0);
		ensure(reference.preferred_count <= PREFERRED_MAX);
		ensure(reference.condition_count >= 0);
		ensure(reference.condition_count <= CONDITIONS_MAX);
		ensure(ends(reference.article.name,
			    sizeof(reference.article.name)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const char *path = fuzz_file("snapshot", bytes, len);
	struct snapshot *snapshot;
	struct err e = {.code = ERR_NONE};

	if (snapshot_open(path, &snapshot, &e)) {
		ensure(ends(snapshot_info(snapshot)->id, LEN_SNAPSHOT_ID + 1));
		ensure(snapshot_info(snapshot)->sequence >= 1);
		ask(snapshot);
	} else {
		ensure(snapshot == NULL);
		ensure(e.code == ERR_REFUSED ||
		       e.code == ERR_SNAPSHOT_OTHER_RULES);
		ensure(ends(e.message, sizeof(e.message)));
	}
	snapshot_close(snapshot);
	return 0;
}
