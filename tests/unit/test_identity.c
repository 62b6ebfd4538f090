#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/identity.h"

static const uint8_t key_a[IDENTITY_KEY_BYTES] =
    "0123456789abcdef0123456789abcde";
static const uint8_t key_b[IDENTITY_KEY_BYTES] =
    "0123456789abcdef0123456789abcdX";

#define PATIENT_HEX                                                            \
	"e95bb04b0edf4594e500263186ce4861"                                     \
	"b5f57a9eef410488ed131945059126ac"
#define DIGEST_HEX                                                             \
	"925ef9a4d9bb5934f28c53feef843691"                                     \
	"2e99f1637c2b2906839c32e6b90816aa"
#define DIGEST_NONE_HEX                                                        \
	"d339f9aaf6233fe36778e1713dd71976"                                     \
	"2892ad3e831c75c7231aaa7bc2588f93"

static void hex(const uint8_t bytes[32], char out[65])
{
	for (int i = 0; i < 32; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static bool same(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

/* Ledgers rest on these for ever: values from Python's hmac and hashlib. */
Test(identity, known_values)
{
	struct identity *identity = identity_from_bytes(key_a);
	struct patient_key patient;
	struct digest digest;
	char text[65];

	identity_patient(identity, "999990019", &patient);
	hex(patient.bytes, text);
	cr_assert_str_eq(text, PATIENT_HEX);
	identity_digest(identity, &patient, "{}", 2, &digest);
	hex(digest.bytes, text);
	cr_assert_str_eq(text, DIGEST_HEX);
	identity_digest(identity, NULL, "{}", 2, &digest);
	hex(digest.bytes, text);
	cr_assert_str_eq(text, DIGEST_NONE_HEX);
	identity_free(identity);
}

Test(identity, differs_by_key_person_and_content)
{
	struct identity *a = identity_from_bytes(key_a);
	struct identity *b = identity_from_bytes(key_b);
	struct patient_key one, two, other;
	struct digest d1, d2;

	identity_patient(a, "999990019", &one);
	identity_patient(a, "999990020", &two);
	identity_patient(b, "999990019", &other);
	cr_assert(memcmp(&one, &two, sizeof(one)) != 0);
	cr_assert(memcmp(&one, &other, sizeof(one)) != 0);

	identity_digest(a, &one, "x", 1, &d1);
	identity_digest(a, &one, "x", 1, &d2);
	cr_assert(same(&d1, &d2));
	identity_digest(a, &two, "x", 1, &d2);
	cr_assert(!same(&d1, &d2));
	identity_digest(a, &one, "y", 1, &d2);
	cr_assert(!same(&d1, &d2));
	identity_digest(a, NULL, "x", 1, &d2);
	cr_assert(!same(&d1, &d2));
	identity_free(a);
	identity_free(b);
}

/* Without its length a patient's key could be taken for content. */
Test(identity, patient_and_content_do_not_run_together)
{
	struct identity *identity = identity_from_bytes(key_a);
	struct patient_key patient;
	struct digest with, without;
	char content[PATIENT_KEY_BYTES + 1];

	identity_patient(identity, "999990019", &patient);
	memcpy(content, patient.bytes, PATIENT_KEY_BYTES);
	content[PATIENT_KEY_BYTES] = 'x';
	identity_digest(identity, &patient, "x", 1, &with);
	identity_digest(identity, NULL, content, sizeof(content), &without);
	cr_assert(!same(&with, &without));
	identity_free(identity);
}

static char folder[64];

static void make_folder(void)
{
	strcpy(folder, "/tmp/claimd-identity-XXXXXX");
	cr_assert(mkdtemp(folder));
}

static void remove_folder(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	cr_assert_eq(system(command), 0);
}

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

Test(identity_file, create_then_load, .init = make_folder,
     .fini = remove_folder)
{
	const char *path = in_folder("patient.key");
	struct identity *one, *two;
	struct patient_key a, b;
	struct stat st;
	struct err e;

	cr_assert(identity_create(path, &e), "%s", e.message);
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0600);
	cr_assert_eq(st.st_size, IDENTITY_KEY_BYTES);
	cr_assert(identity_load(path, &one, &e), "%s", e.message);
	cr_assert(identity_load(path, &two, &e), "%s", e.message);
	identity_patient(one, "999990019", &a);
	identity_patient(two, "999990019", &b);
	cr_assert(memcmp(&a, &b, sizeof(a)) == 0);
	identity_free(one);
	identity_free(two);

	cr_assert(!identity_create(path, &e));
	cr_assert_eq(e.code, ERR_REFUSED);
}

static void write_file(const char *path, size_t len, mode_t mode)
{
	FILE *f = fopen(path, "w");

	cr_assert(f);
	cr_assert_eq(fwrite(key_a, 1, len, f), len);
	cr_assert_eq(fclose(f), 0);
	cr_assert_eq(chmod(path, mode), 0);
}

Test(identity_file, what_load_takes, .init = make_folder, .fini = remove_folder)
{
	static const struct {
		size_t len;
		mode_t mode;
		bool ok;
	} cases[] = {
	    {32, 0600, true},  {32, 0400, true},  {32, 0640, false},
	    {32, 0604, false}, {32, 0620, false}, {32, 0601, false},
	    {31, 0600, false}, {0, 0600, false},
	};
	const char *path = in_folder("k");

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct identity *identity;
		struct err e = {0};

		unlink(path);
		write_file(path, cases[i].len, cases[i].mode);
		bool ok = identity_load(path, &identity, &e);
		cr_assert_eq(ok, cases[i].ok, "case %zu: %s", i, e.message);
		if (ok)
			identity_free(identity);
		else
			cr_assert_eq(e.code, ERR_REFUSED);
	}
}

Test(identity_file, load_names_what_is_missing, .init = make_folder,
     .fini = remove_folder)
{
	struct identity *identity;
	struct err e;

	cr_assert(!identity_load(in_folder("none"), &identity, &e));
	cr_assert(strstr(e.message, "none"));
	cr_assert(!identity_load(folder, &identity, &e));
	cr_assert_eq(e.code, ERR_REFUSED);
}

struct worker {
	const struct identity *identity;
	struct patient_key expected;
	bool wrong;
};

static void *hash_often(void *arg)
{
	struct worker *w = arg;

	for (int i = 0; i < 2000; i++) {
		struct patient_key got;

		identity_patient(w->identity, "999990019", &got);
		if (memcmp(&got, &w->expected, sizeof(got)) != 0)
			w->wrong = true;
	}
	return NULL;
}

Test(identity, many_threads)
{
	struct identity *identity = identity_from_bytes(key_a);
	struct worker workers[4];
	pthread_t threads[4];

	for (int i = 0; i < 4; i++) {
		workers[i] = (struct worker){.identity = identity};
		identity_patient(identity, "999990019", &workers[i].expected);
		cr_assert_eq(
		    pthread_create(&threads[i], NULL, hash_often, &workers[i]),
		    0);
	}
	for (int i = 0; i < 4; i++) {
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
		cr_assert(!workers[i].wrong);
	}
	identity_free(identity);
}
