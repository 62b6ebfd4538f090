/* The parts of snapshot install that need no daemon. */
#include <criterion/criterion.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/files.h"
#include "client/snapshot_accept.h"
#include "client/snapshot_copy.h"
#include "client/snapshot_folder.h"
#include "client/snapshot_stage.h"
#include "client/snapshot_switch.h"
#include "client/snapshot_tell.h"

#define ID "gvs-20261122-000018"

static char top[64], dir[PATH_BYTES_MAX], from[PATH_BYTES_MAX];
static struct policy policy;
static struct manifest manifest;
static struct err e;

static void make_folder(const char *name, char path[PATH_BYTES_MAX])
{
	cr_assert(path_join(path, top, name, &e));
	cr_assert_eq(mkdir(path, 0750), 0);
}

static void setup(void)
{
	static struct ratchet ratchet;

	strcpy(top, "/tmp/test_install.XXXXXX");
	cr_assert_not_null(mkdtemp(top));
	make_folder("snapshots", dir);
	make_folder("from", from);
	policy = (struct policy){.dir = dir, .ratchet = &ratchet};
	manifest = (struct manifest){
	    .snapshot_id = ID, .file = ID ".gvs", .key = "k", .size = 5};
}

static void teardown(void)
{
	folder_remove(top);
}

TestSuite(install, .init = setup, .fini = teardown);

static void put(const char *folder, const char *name, const char *bytes)
{
	cr_assert(file_write_new(folder, name, bytes, strlen(bytes), 0600, &e),
		  "%s", e.message);
}

static bool holds(const char *folder, const char *name, const char *bytes)
{
	char path[PATH_BYTES_MAX], *found = NULL;
	size_t len;

	if (!path_join(path, folder, name, &e) ||
	    !file_read(path, 1000, &found, &len, &e))
		return false;
	bool same = strcmp(found, bytes) == 0;
	free(found);
	return same;
}

static bool is_there(const char *folder, const char *name)
{
	char path[PATH_BYTES_MAX];

	return path_join(path, folder, name, &e) && access(path, F_OK) == 0;
}

static const char *source(void)
{
	static char path[PATH_BYTES_MAX];

	put(from, ID ".gvs", "bytes");
	put(from, ID ".manifest", "as it was read");
	put(from, ID ".manifest.sig", "signature\n");
	cr_assert(path_join(path, from, ID ".gvs", &e));
	return path;
}

Test(install, brings_three_files_under_their_names)
{
	struct stage stage;
	const char *path = source();

	cr_assert(stage_plan(&stage, &policy, path, &manifest, &e));
	cr_assert(stage_is_needed(&stage));
	cr_assert(stage_copy(&stage, path, &manifest, &e), "%s", e.message);
	cr_expect_not(is_there(dir, ID ".gvs"));
	cr_expect(holds(stage.folder, ID ".gvs", "bytes"));
	cr_expect(is_there(stage.folder, ID ".manifest"));
	cr_assert(stage_name(&stage, &e), "%s", e.message);
	stage_end(&stage);
	cr_expect(holds(dir, ID ".gvs", "bytes"));
	cr_expect(holds(dir, ID ".manifest.sig", "signature\n"));
	cr_expect(is_there(dir, ID ".manifest"));
}

Test(install, takes_back_what_it_brought)
{
	struct stage stage;
	const char *path = source();

	put(dir, "current", "another\n");
	cr_assert(stage_plan(&stage, &policy, path, &manifest, &e));
	cr_assert(stage_copy(&stage, path, &manifest, &e));
	cr_assert(stage_name(&stage, &e));
	stage_undo(&stage);
	stage_end(&stage);
	cr_expect_not(is_there(dir, ID ".gvs"));
	cr_expect_not(is_there(dir, ID ".manifest"));
	cr_expect_not(is_there(dir, ID ".manifest.sig"));
	cr_expect(holds(dir, "current", "another\n"));
}

Test(install, puts_an_older_seal_back)
{
	struct stage stage;
	const char *path = source();

	put(dir, ID ".gvs", "bytes");
	put(dir, ID ".manifest", "older");
	put(dir, ID ".manifest.sig", "older too");
	cr_assert(stage_plan(&stage, &policy, path, &manifest, &e));
	cr_expect_not(stage.wanted[STAGE_FILE]);
	cr_assert(stage_copy(&stage, path, &manifest, &e), "%s", e.message);
	cr_assert(stage_name(&stage, &e), "%s", e.message);
	cr_expect(holds(dir, ID ".manifest.sig", "signature\n"));
	cr_expect_not(holds(dir, ID ".manifest", "older"));
	stage_undo(&stage);
	stage_end(&stage);
	cr_expect(holds(dir, ID ".manifest.sig", "older too"));
	cr_expect(holds(dir, ID ".manifest", "older"));
	cr_expect(holds(dir, ID ".gvs", "bytes"));
}

Test(install, never_overwrites_an_id)
{
	struct stage stage;
	const char *path = source();

	put(dir, ID ".gvs", "bytEs");
	cr_assert_not(stage_plan(&stage, &policy, path, &manifest, &e));
	cr_expect_eq(e.code, ERR_REFUSED);
	cr_expect(holds(dir, ID ".gvs", "bytEs"));
}

Test(install, an_unsigned_one_is_a_file_alone)
{
	struct stage stage;
	const char *path = source();

	manifest.key[0] = '\0';
	cr_assert(stage_plan(&stage, &policy, path, &manifest, &e));
	cr_assert(stage_copy(&stage, path, &manifest, &e));
	cr_assert(stage_name(&stage, &e));
	stage_end(&stage);
	cr_expect(is_there(dir, ID ".gvs"));
	cr_expect_not(is_there(dir, ID ".manifest"));
}

Test(install, copies_exactly_what_the_manifest_says)
{
	char to[PATH_BYTES_MAX];
	const char *path = source();
	static const struct {
		int64_t size;
		bool ok;
	} sizes[] = {{4, false}, {5, true}, {6, false}};

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		cr_assert(path_join(to, dir, "copy", &e));
		unlink(to);
		cr_expect_eq(copy_file(path, to, sizes[i].size, &e),
			     sizes[i].ok);
		if (!sizes[i].ok)
			cr_expect_eq(e.code, ERR_SNAPSHOT_SIZE);
	}
}

/* Longer than what is read at once, and equal up to the last byte. */
Test(install, compares_files_to_their_end)
{
	const size_t size = 1024 * 1024 + 1;
	char *bytes = calloc(1, size + 1);
	char a[PATH_BYTES_MAX], b[PATH_BYTES_MAX], c[PATH_BYTES_MAX];
	bool equal;

	cr_assert_not_null(bytes);
	cr_assert(file_write_new(from, "a", bytes, size, 0600, &e));
	cr_assert(file_write_new(from, "c", bytes, size - 1, 0600, &e));
	bytes[size - 1] = 'x';
	cr_assert(file_write_new(from, "b", bytes, size, 0600, &e));
	free(bytes);
	cr_assert(path_join(a, from, "a", &e) && path_join(b, from, "b", &e) &&
		  path_join(c, from, "c", &e));
	cr_expect(files_equal(a, a, &equal, &e) && equal);
	cr_expect(files_equal(a, b, &equal, &e) && !equal);
	cr_expect(files_equal(a, c, &equal, &e) && !equal);
	cr_expect(files_equal(c, a, &equal, &e) && !equal);
	cr_expect_not(files_equal(a, "/nowhere", &equal, &e));
}

Test(install, removes_what_a_dead_one_left_and_nothing_else)
{
	char left[PATH_BYTES_MAX];

	cr_assert(path_join(left, dir, INSTALL_FOLDER "x1", &e));
	cr_assert_eq(mkdir(left, 0750), 0);
	put(left, ID ".gvs", "half");
	put(dir, ID ".manifest", "alone");
	put(dir, ID ".manifest.sig", "alone");
	put(dir, "gvs-20261122-000019.manifest", "with its file");
	put(dir, "gvs-20261122-000019.gvs", "file");
	put(dir, "notes.manifest", "somebody's");
	put(dir, "current", "x\n");
	folder_tidy(dir);
	cr_expect_not(is_there(dir, INSTALL_FOLDER "x1"));
	cr_expect_not(is_there(dir, ID ".manifest"));
	cr_expect_not(is_there(dir, ID ".manifest.sig"));
	cr_expect(is_there(dir, "gvs-20261122-000019.manifest"));
	cr_expect(is_there(dir, "gvs-20261122-000019.gvs"));
	cr_expect(is_there(dir, "notes.manifest"));
	cr_expect(is_there(dir, "current"));
	folder_forget(dir, "gvs-20261122-000019");
	cr_expect_not(is_there(dir, "gvs-20261122-000019.manifest"));
	cr_expect_not(is_there(dir, "gvs-20261122-000019.gvs"));
}

Test(install, lists_the_newest_first)
{
	const struct trusted nobody = {.key_count = 0};
	struct installed_list list;

	put(dir, "gvs-20261122-000019.gvs", "");
	put(dir, "gvs-20261123-000001.gvs", "");
	put(dir, ".gvs", "");
	put(dir, "gvs-20261122-000020.manifest", "");
	put(dir, "mine.gvs", "");
	cr_assert(folder_list(dir, &nobody, &list, &e));
	cr_assert_eq(list.count, 3);
	cr_expect_str_eq(list.at[0].id, "mine");
	cr_expect_str_eq(list.at[1].id, "gvs-20261123-000001");
	cr_expect_eq(list.at[1].fault, ERR_SNAPSHOT_UNSIGNED);
	folder_list_free(&list);
	cr_expect_not(folder_list("/nowhere", &nobody, &list, &e));
}

Test(install, knows_an_id)
{
	cr_expect(folder_is_id(ID));
	cr_expect_not(folder_is_id(ID "0"));
	cr_expect_not(folder_is_id("gvs-20261122-00001"));
	cr_expect_not(folder_is_id("gvs-2026112x-000018"));
	cr_expect_not(folder_is_id("./" ID));
	cr_expect_not(folder_is_id(""));
}

Test(install, rows_within_a_fifth_are_plausible)
{
	static const struct {
		int64_t was, is;
		bool ok;
	} rows[] = {{100, 80, true},   {100, 79, false}, {100, 120, true},
		    {100, 121, false}, {0, 0, true},	 {0, 1, false},
		    {4, 4, true},      {4, 5, false},	 {5, 6, true}};
	struct snapshot_info info = {.id = ID};

	policy.serving.id = "gvs-20261121-000017";
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		policy.serving.preferences = rows[i].was;
		info.preferences = rows[i].is;
		e.code = ERR_NONE;
		cr_expect_eq(accept_size(&policy, &info, &e), rows[i].ok, "%zu",
			     i);
		cr_expect_eq(e.code,
			     rows[i].ok ? ERR_NONE : ERR_SNAPSHOT_IMPLAUSIBLE);
	}
	policy.serving.id = NULL;
	cr_expect(accept_size(&policy, &info, &e));
}

Test(install, says_a_span_in_its_largest_unit)
{
	static const struct {
		int64_t seconds;
		const char *said;
	} rows[] = {{0, "0 minutes"},	  {60, "1 minute"},
		    {3599, "59 minutes"}, {3600, "1 hour"},
		    {86399, "23 hours"},  {86400, "1 day"},
		    {2 * 86400, "2 days"}};
	char said[32];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		tell_span(rows[i].seconds, said);
		cr_expect_str_eq(said, rows[i].said);
	}
}

Test(install, the_lock_is_one_at_a_time_and_given_back)
{
	int first, second;

	cr_assert(folder_lock(dir, &first, &e));
	folder_unlock(first);
	cr_assert(folder_lock(dir, &second, &e));
	folder_unlock(second);
	cr_expect_not(folder_lock("/nowhere", &first, &e));
	cr_expect_eq(e.code, ERR_NOT_FOUND);
}

Test(install, asks_the_daemon_with_or_without_a_reason)
{
	char memory[256];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	switch_command(&t, "/a\"b", SWITCH_INSTALL, NULL);
	cr_expect_str_eq(t.data,
			 "{\"cmd\":\"snapshot_use\",\"path\":\"/a\\\"b\""
			 ",\"how\":\"install\"}");
	text_clear(&t);
	switch_command(&t, "/a", SWITCH_USE, "so");
	cr_expect_str_eq(t.data, "{\"cmd\":\"snapshot_use\",\"path\":\"/a\","
				 "\"how\":\"use\",\"reason\":\"so\"}");
}
