/* A delivery with bytes that are not as they were: told, or of no matter. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gstandaard/import.h"

enum { DELIVERIES = 400, FILES = 10, BYTES_MAX = 32768, PATH_MAX_HERE = 300 };

static const char *const names[FILES] = {
    "BST000T", "BST001T", "BST004T", "BST014T", "BST020T",
    "BST031T", "BST052T", "BST161T", "BST711T", "BST713T"};

struct file {
	char bytes[BYTES_MAX];
	size_t len;
};

static char top[64];
static struct file typed[FILES];
static uint64_t state = 88172645463325252U;

/* xorshift: the same deliveries in every run. */
static size_t below(size_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % limit);
}

static void write_file(const char *folder, const char *name, const char *bytes,
		       size_t len)
{
	char path[PATH_MAX_HERE];

	snprintf(path, sizeof(path), "%s/%s/%s", top, folder, name);
	FILE *f = fopen(path, "wb");
	cr_assert_not_null(f);
	cr_assert_eq(fwrite(bytes, 1, len, f), len);
	cr_assert_eq(fclose(f), 0);
}

static void write_text(const char *name, const char *text)
{
	write_file("extra", name, text, strlen(text));
}

static void make_folder(const char *name)
{
	char path[PATH_MAX_HERE];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	cr_assert_eq(mkdir(path, 0700), 0);
}

static void remove_folder(const char *name)
{
	char command[PATH_MAX_HERE];

	snprintf(command, sizeof(command), "rm -r '%s/%s'", top, name);
	cr_assert_eq(system(command), 0);
}

static void begin(void)
{
	strcpy(top, "/tmp/claimd-mutated.XXXXXX");
	cr_assert_not_null(mkdtemp(top));
	make_folder("in");
	make_folder("extra");
	write_text("meta.csv", "key,value\nfirst_day,2026-01-01\n"
			       "last_day,2027-12-31\n");
	write_text("condition.csv",
		   "id,scope,value,procedure,form,text_nl,age_from,age_below,"
		   "valid_from,valid_to\n41,zi,,vooraf,,T,,,2020-01-01,\n");
	for (int i = 0; i < FILES; i++) {
		char path[PATH_MAX_HERE];
		snprintf(path, sizeof(path), "%s/%s", HAND_DIR, names[i]);
		FILE *f = fopen(path, "rb");
		cr_assert_not_null(f, "%s", path);
		typed[i].len = fread(typed[i].bytes, 1, BYTES_MAX, f);
		cr_assert_lt(typed[i].len, BYTES_MAX);
		fclose(f);
	}
}

/* A byte that is another, a piece that is gone, or one that is there twice. */
static void mutate(struct file *file)
{
	size_t at = below(file->len), len = below(40);

	switch (below(4)) {
	case 0:
	case 1:
		file->bytes[at] = (char)below(256);
		break;
	case 2:
		len = len < file->len - at ? len : file->len - at;
		memmove(file->bytes + at, file->bytes + at + len,
			file->len - at - len);
		file->len -= len;
		break;
	default:
		len = len < file->len - at ? len : file->len - at;
		if (file->len + len < BYTES_MAX) {
			memmove(file->bytes + at + len, file->bytes + at,
				file->len - at);
			file->len += len;
		}
	}
}

static void write_delivery(int mutations)
{
	static struct file now;

	size_t chosen = below(FILES);
	for (size_t i = 0; i < FILES; i++) {
		now = typed[i];
		for (int m = 0; i == chosen && m < mutations; m++)
			mutate(&now);
		write_file("in", names[i], now.bytes, now.len);
	}
}

static void count(void *ctx, enum gst_kind kind, const char *text)
{
	int *faults = ctx;

	*faults += kind == GST_FAULT;
	/* It goes to a terminal and into JSON. */
	for (; *text != '\0'; text++)
		cr_expect_geq((unsigned char)*text, 0x20);
}

static bool import(int *faults, struct gst_import_stats *stats)
{
	char in[PATH_MAX_HERE], extra[PATH_MAX_HERE], out[PATH_MAX_HERE];
	const struct gst_import_job job = {.dir = in,
					   .extra = extra,
					   .into = out,
					   .charset = "cp850",
					   .say = count,
					   .ctx = faults};
	struct err e;

	*faults = 0;
	snprintf(in, sizeof(in), "%s/in", top);
	snprintf(extra, sizeof(extra), "%s/extra", top);
	snprintf(out, sizeof(out), "%s/out", top);
	make_folder("out");
	bool ok = gst_import(&job, stats, &e);
	remove_folder("out");
	cr_expect_eq(ok, *faults == 0);
	cr_expect(ok || e.code == ERR_REFUSED, "%s", e.message);
	return ok;
}

Test(gstandaard_mutated, is_told_or_of_no_matter)
{
	struct gst_import_stats stats;
	int faults, good = 0;

	begin();
	write_delivery(0);
	cr_assert(import(&faults, &stats));
	cr_assert_eq(stats.articles, 1);
	cr_assert_eq(stats.prices, 1);
	cr_assert_eq(stats.preferences, 1);
	cr_assert_eq(stats.conditions, 1);
	for (int i = 0; i < DELIVERIES; i++) {
		write_delivery(1 + (int)below(3));
		if (!import(&faults, &stats))
			continue;
		good++;
		cr_expect_leq(stats.articles, 1);
	}
	/* Many bytes are nobody's; most of the others are seen. */
	cr_expect_gt(good, 0);
	cr_expect_gt(DELIVERIES - good, DELIVERIES / 4);
	remove_folder("");
}
