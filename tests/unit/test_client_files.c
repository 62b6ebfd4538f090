#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/files.h"
#include "store/files.h"

static char folder[64];

static void make_folder(void)
{
	strcpy(folder, "/tmp/test_files.XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
	folder_remove(folder);
	cr_expect_neq(access(folder, F_OK), 0);
}

TestSuite(files, .init = make_folder, .fini = remove_folder);

static char *contents(const char *name)
{
	char path[PATH_BYTES_MAX], *bytes;
	size_t len;
	struct err e;

	cr_assert(path_join(path, folder, name, &e));
	cr_assert(file_read(path, 100, &bytes, &len, &e), "%s", e.message);
	cr_assert_eq(strlen(bytes), len);
	return bytes;
}

Test(files, a_new_file_replaces_nothing)
{
	struct err e;
	struct stat st;
	char path[PATH_BYTES_MAX];

	umask(0);
	cr_assert(file_write_new(folder, "a", "one", 3, 0640, &e));
	cr_expect_not(file_write_new(folder, "a", "two", 3, 0640, &e));
	char *bytes = contents("a");
	cr_expect_str_eq(bytes, "one");
	free(bytes);
	cr_assert(path_join(path, folder, "a", &e));
	cr_assert_eq(stat(path, &st), 0);
	cr_expect_eq(st.st_mode & 07777, 0640);
}

Test(files, replacing_leaves_one_file)
{
	struct err e;
	bool empty;
	char path[PATH_BYTES_MAX];

	cr_assert(path_join(path, folder, "current", &e));
	cr_assert(file_replace(path, "a.gvs\n", 6, 0644, &e));
	cr_assert(file_replace(path, "b.gvs\n", 6, 0644, &e));
	char *bytes = contents("current");
	cr_expect_str_eq(bytes, "b.gvs\n");
	free(bytes);
	cr_assert_eq(unlink(path), 0);
	cr_assert(folder_is_empty(folder, &empty, &e));
	cr_expect(empty);
}

Test(files, reading_is_bounded)
{
	struct err e;
	char path[PATH_BYTES_MAX], *bytes;
	size_t len;

	cr_assert(file_write_new(folder, "a", "12345", 5, 0600, &e));
	cr_assert(path_join(path, folder, "a", &e));
	cr_expect(file_read(path, 5, &bytes, &len, &e));
	free(bytes);
	cr_expect_not(file_read(path, 4, &bytes, &len, &e));
	cr_assert(path_join(path, folder, "none", &e));
	cr_expect_not(file_read(path, 4, &bytes, &len, &e));
	cr_expect_eq(e.code, ERR_NOT_FOUND);
}

Test(files, absolute_paths_of_what_is_yet_to_be_made)
{
	struct err e;
	char path[PATH_BYTES_MAX], expected[PATH_BYTES_MAX];

	cr_assert_eq(chdir(folder), 0);
	cr_assert(path_join(expected, folder, "demo", &e));
	cr_assert(path_absolute("demo/", path, &e), "%s", e.message);
	cr_expect_str_eq(path, expected);
	cr_assert_eq(mkdir("demo", 0700), 0);
	cr_assert(path_absolute("demo/../demo", path, &e), "%s", e.message);
	cr_expect_str_eq(path, expected);
	cr_expect_not(path_absolute("none/demo", path, &e));
	cr_assert(path_absolute("/demo-that-is-not-there", path, &e));
	cr_expect_str_eq(path, "/demo-that-is-not-there");
}

Test(files, entries_move_and_the_tree_goes)
{
	struct err e;
	char from[PATH_BYTES_MAX], to[PATH_BYTES_MAX];
	bool empty;

	cr_assert(path_join(from, folder, "from", &e));
	cr_assert(path_join(to, folder, "to", &e));
	cr_assert_eq(mkdir(from, 0700), 0);
	cr_assert_eq(mkdir(to, 0700), 0);
	cr_assert(file_write_new(from, "a", "", 0, 0600, &e));
	cr_assert(folder_move_entries(from, to, &e));
	cr_assert(folder_is_empty(from, &empty, &e));
	cr_expect(empty);
	cr_assert(folder_is_empty(to, &empty, &e));
	cr_expect_not(empty);
}
