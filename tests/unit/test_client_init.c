#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/demo_data.h"
#include "client/files.h"
#include "client/init_conf.h"
#include "client/init_dir.h"
#include "client/moment.h"
#include "base/text.h"

static char folder[64];

static void make_folder(void)
{
	strcpy(folder, "/tmp/test_init.XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
	folder_remove(folder);
}

TestSuite(init, .init = make_folder, .fini = remove_folder);

static void put(const char *name, const char *bytes)
{
	struct err e;

	cr_assert(file_write_new(folder, name, bytes, strlen(bytes), 0600, &e),
		  "%s", e.message);
}

Test(init, a_client_reads_what_init_wrote)
{
	struct init_conf conf = {folder, 17443, "2026-01-01", "key"};
	struct init_dir dir;
	struct err e;
	char expected[PATH_BYTES_MAX];

	cr_assert(init_conf_write(&conf, folder, &e), "%s", e.message);
	cr_assert(init_dir_read(folder, &dir, &e), "%s", e.message);
	cr_expect_eq(dir.port, 17443);
	cr_assert(path_join(expected, folder, "control.sock", &e));
	cr_expect_str_eq(dir.socket, expected);
	cr_assert(path_join(expected, folder, "ca.pem", &e));
	cr_expect_str_eq(dir.ca, expected);
}

Test(init, strange_folder_names_survive_the_configuration)
{
	struct init_conf conf = {"/tmp/a \"b\" \\c # d", 1, "", "key"};
	struct init_dir dir;
	struct err e;

	cr_assert(init_conf_write(&conf, folder, &e), "%s", e.message);
	cr_assert(init_dir_read(folder, &dir, &e), "%s", e.message);
	cr_expect_str_eq(dir.socket, "/tmp/a \"b\" \\c # d/control.sock");
}

Test(init, an_operators_configuration_is_read_too)
{
	struct init_dir dir;
	struct err e;

	put("claimd.conf", "client a { san = \"DNS:a\" pharmacy = \"1\" }\n"
			   "client b { san = \"DNS:b\" pharmacy = \"2\" }\n"
			   "control { uids = {1, 2} path = \"run/c.sock\" }\n"
			   "snapshot { keys = {\"x\", \"y\"} grace_days = 3 }\n"
			   "listen { address = \"::1\" port = 99 }\n"
			   "log { level = \"info\" }\n");
	cr_assert(init_dir_read(folder, &dir, &e), "%s", e.message);
	cr_expect_eq(dir.port, 99);
	cr_expect_str_eq(dir.socket + strlen(dir.folder), "/run/c.sock");
}

Test(init, what_is_no_such_folder)
{
	struct init_dir dir;
	struct err e;

	cr_expect_not(init_dir_read(folder, &dir, &e));
	cr_expect_eq(e.code, ERR_NOT_FOUND);
	put("claimd.conf", "listen { port = many }\n");
	cr_expect_not(init_dir_read(folder, &dir, &e));
	cr_expect_eq(e.code, ERR_FAILED);
}

Test(init, the_only_pharmacy_needs_no_name)
{
	char certificate[PATH_BYTES_MAX], key[PATH_BYTES_MAX];
	struct init_dir dir;
	struct err e;

	strcpy(dir.folder, folder);
	cr_expect_not(init_dir_client(&dir, NULL, certificate, key, &e));
	cr_expect_eq(e.code, ERR_NOT_FOUND);
	put("client-02012345.pem", "");
	cr_assert(init_dir_client(&dir, NULL, certificate, key, &e), "%s",
		  e.message);
	cr_expect_str_eq(strrchr(certificate, '/'), "/client-02012345.pem");
	cr_expect_str_eq(strrchr(key, '/'), "/client-02012345.key");
	put("client-02054321.pem", "");
	cr_expect_not(init_dir_client(&dir, NULL, certificate, key, &e));
	cr_expect_eq(e.code, ERR_USAGE);
	cr_assert(init_dir_client(&dir, "02054321", certificate, key, &e));
	cr_expect_str_eq(strrchr(key, '/'), "/client-02054321.key");
}

Test(init, sample_requests_get_the_dates_of_today)
{
	char into[PATH_BYTES_MAX], path[PATH_BYTES_MAX], *bytes;
	char memory[64];
	struct text expected;
	struct err e;
	size_t len;

	put(REQUESTS_FILE, "a @TODAY@ @YESTERDAY@\n@TOD @TODAY@");
	cr_assert(path_join(into, folder, "into", &e));
	cr_assert_eq(mkdir(into, 0700), 0);
	civil_day today = moment_today();
	cr_assert(demo_data_requests(folder, into, &e), "%s", e.message);
	cr_assert(path_join(path, into, REQUESTS_FILE, &e));
	cr_assert(file_read(path, 1000, &bytes, &len, &e), "%s", e.message);
	text_init(&expected, memory, sizeof(memory));
	text_str(&expected, "a ");
	text_date(&expected, today);
	text_char(&expected, ' ');
	text_date(&expected, today - 1);
	text_str(&expected, "\n@TOD ");
	text_date(&expected, today);
	cr_expect_str_eq(bytes, memory);
	free(bytes);
}

Test(init, a_folder_without_samples_is_fine)
{
	struct err e;

	cr_expect(demo_data_requests(folder, folder, &e));
}

Test(init, the_demo_folder_can_be_named)
{
	char found[PATH_BYTES_MAX];
	struct err e;

	setenv("CLAIMD_DEMO", folder, 1);
	cr_expect_not(demo_data_find(found, &e));
	put("meta.csv", "");
	cr_assert(demo_data_find(found, &e));
	cr_expect_str_eq(found, folder);
}
