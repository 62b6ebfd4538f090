/* Keys in files and signatures, with the vectors of RFC 8032. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trust_fixture.h"

/* RFC 8032, 7.1, TEST 1 (no bytes) and TEST 2 (the byte 0x72). */
#define KEY_1 "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define SIGNATURE_1                                                            \
	"5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVf"                         \
	"uIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw=="
#define KEY_2 "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="
#define SIGNATURE_2                                                            \
	"kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoI"                         \
	"WsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA=="

static enum err_code check(const char *key, const char *bytes, size_t len,
			   const char *signature)
{
	struct err e = {.code = ERR_NONE};
	bool ok = signature_check(key, bytes, len, signature, &e);

	cr_expect_eq(ok, e.code == ERR_NONE);
	return e.code;
}

Test(trust_signature, vectors)
{
	cr_expect_eq(check(KEY_1, "", 0, SIGNATURE_1), ERR_NONE);
	cr_expect_eq(check(KEY_1, "x", 1, SIGNATURE_1), ERR_SIGNATURE_INVALID);
	cr_expect_eq(check(KEY_2, "\x72", 1, SIGNATURE_2), ERR_NONE);
	cr_expect_eq(check(KEY_2, "\x72", 1, SIGNATURE_2 "\n"), ERR_NONE);
	cr_expect_eq(check(KEY_2, "\x72", 0, SIGNATURE_2),
		     ERR_SIGNATURE_INVALID);
	cr_expect_eq(check(KEY_2, "\x73", 1, SIGNATURE_2),
		     ERR_SIGNATURE_INVALID);
	cr_expect_eq(check(KEY_1, "\x72", 1, SIGNATURE_2),
		     ERR_SIGNATURE_INVALID);
}

/* The same 64 bytes, written otherwise, and other bytes. */
Test(trust_signature, no_other_form)
{
	static const char *const forms[] = {
	    "",
	    "\n",
	    SIGNATURE_2 "\n\n",
	    "\n" SIGNATURE_2,
	    " " SIGNATURE_2,
	    SIGNATURE_2 " ",
	    SIGNATURE_2 "\r\n",
	    SIGNATURE_2 SIGNATURE_2,
	};
	char other[LEN_SIGNATURE + 1];

	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		cr_expect_eq(check(KEY_2, "\x72", 1, forms[i]),
			     ERR_SIGNATURE_INVALID, "%zu", i);
	for (size_t at = 0; at < LEN_SIGNATURE; at++) {
		memcpy(other, SIGNATURE_2, sizeof(other));
		other[at] = other[at] == 'B' ? 'C' : 'B';
		cr_expect_eq(check(KEY_2, "\x72", 1, other),
			     ERR_SIGNATURE_INVALID, "%zu", at);
		memcpy(other, SIGNATURE_2, sizeof(other));
		other[at] = '\0';
		cr_expect_eq(check(KEY_2, "\x72", 1, other),
			     ERR_SIGNATURE_INVALID, "%zu", at);
	}
	cr_expect_eq(check("", "\x72", 1, SIGNATURE_2), ERR_SIGNATURE_INVALID);
	cr_expect_eq(check(KEY_2 "=", "\x72", 1, SIGNATURE_2),
		     ERR_SIGNATURE_INVALID);
}

Test(trust_signature, public_keys)
{
	cr_expect(public_key_valid(KEY_1));
	cr_expect(public_key_valid(KEY_2));
	cr_expect_not(public_key_valid(""));
	cr_expect_not(public_key_valid(KEY_1 "\n"));
	cr_expect_not(public_key_valid(
	    "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURp=")); /* bits */
	cr_expect_not(public_key_valid(
	    "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")); /* URL form */
	cr_expect_not(
	    public_key_valid("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHUQ=="));
	cr_expect_not(
	    public_key_valid("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURoA"));
	cr_expect_not(public_key_valid(SIGNATURE_2));
}

static unsigned mode_of(const char *path)
{
	struct stat about;

	cr_assert(stat(path, &about) == 0, "%s", path);
	return about.st_mode & 07777;
}

struct pair {
	char dir[64], key[96], public[96];
	struct err e;
};

static void pair_begin(struct pair *p)
{
	snprintf(p->dir, sizeof(p->dir), "/tmp/claimd-keys-XXXXXX");
	cr_assert_not_null(mkdtemp(p->dir));
	snprintf(p->key, sizeof(p->key), "%s/signing.key", p->dir);
	snprintf(p->public, sizeof(p->public), "%s/signing.pub", p->dir);
	p->e.code = ERR_NONE;
}

static void pair_end(struct pair *p)
{
	(void)unlink(p->key);
	(void)unlink(p->public);
	cr_expect(rmdir(p->dir) == 0);
}

Test(trust_signature, key_files)
{
	char public[LEN_PUBLIC_KEY + 1], signature[LEN_SIGNATURE + 1];
	struct signing_key *key;
	struct pair p;

	pair_begin(&p);
	cr_assert(signing_key_create(p.key, p.public, &p.e), "%s", p.e.message);
	cr_expect_eq(mode_of(p.key), 0600);
	cr_expect_eq(mode_of(p.public), 0644);
	cr_assert(signing_key_load(p.key, &key, &p.e), "%s", p.e.message);
	cr_assert(public_key_load(p.public, public, &p.e), "%s", p.e.message);
	cr_expect_str_eq(signing_key_public(key), public);
	cr_assert(signature_make(key, "bytes", 5, signature, &p.e));
	cr_expect_eq(strlen(signature), LEN_SIGNATURE);
	cr_expect_eq(check(public, "bytes", 5, signature), ERR_NONE);
	cr_expect_eq(check(public, "bytez", 5, signature),
		     ERR_SIGNATURE_INVALID);
	signing_key_free(key);
	signing_key_free(NULL);
	/* Neither is replaced, and none made where the other is. */
	cr_expect_not(signing_key_create(p.key, p.public, &p.e));
	cr_expect_eq(p.e.code, ERR_REFUSED);
	cr_assert(unlink(p.key) == 0);
	cr_expect_not(signing_key_create(p.key, p.public, &p.e));
	cr_expect_eq(p.e.code, ERR_REFUSED);
	cr_expect(access(p.key, F_OK) != 0);
	pair_end(&p);
}

Test(trust_signature, keys_that_others_may_read)
{
	static const unsigned modes[] = {0640, 0604, 0620, 0601, 0644, 0666};
	struct signing_key *key;
	struct pair p;

	pair_begin(&p);
	cr_assert(signing_key_create(p.key, p.public, &p.e));
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		cr_assert(chmod(p.key, modes[i]) == 0);
		cr_expect_not(signing_key_load(p.key, &key, &p.e));
		cr_expect_eq(p.e.code, ERR_NOT_PERMITTED);
		cr_expect_null(key);
	}
	cr_assert(chmod(p.key, 0400) == 0);
	cr_expect(signing_key_load(p.key, &key, &p.e), "%s", p.e.message);
	signing_key_free(key);
	pair_end(&p);
}

static void write_key(const char *path, const char *text, size_t len)
{
	trust_write(path, text, len);
	cr_assert(chmod(path, 0600) == 0);
}

/* Another algorithm, a pass phrase, no key: OpenSSL may not ask anybody. */
Test(trust_signature, keys_of_another_kind)
{
	static const char *const texts[] = {
	    "",
	    "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
	    "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n",
	    /* X25519 */
	    "-----BEGIN PRIVATE KEY-----\n"
	    "MC4CAQAwBQYDK2VuBCIEIHBGB7bbEv3j5BCQSTm9ZKqv9v2ar6FYxyb5/"
	    "CzVZwNW\n-----END PRIVATE KEY-----\n",
	    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
	    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgAAAAAAAAAAAICCAAw"
	    "\n-----END ENCRYPTED PRIVATE KEY-----\n",
	};
	static char long_text[KEY_FILE_BYTES_MAX + 2];
	struct signing_key *key;
	struct pair p;

	pair_begin(&p);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		write_key(p.key, texts[i], strlen(texts[i]));
		cr_expect_not(signing_key_load(p.key, &key, &p.e));
		cr_expect_eq(p.e.code, ERR_REFUSED, "%zu: %s", i, p.e.message);
	}
	memset(long_text, 'x', sizeof(long_text));
	write_key(p.key, long_text, KEY_FILE_BYTES_MAX + 1);
	cr_expect_not(signing_key_load(p.key, &key, &p.e));
	cr_expect_not_null(strstr(p.e.message, "at most 4096"));
	write_key(p.key, "a\0b", 3);
	cr_expect_not(signing_key_load(p.key, &key, &p.e));
	cr_expect_eq(p.e.code, ERR_REFUSED);
	cr_expect_not(signing_key_load(p.dir, &key, &p.e));
	cr_expect_eq(p.e.code, ERR_REFUSED);
	cr_assert(unlink(p.key) == 0);
	cr_expect_not(signing_key_load(p.key, &key, &p.e));
	cr_expect_eq(p.e.code, ERR_NOT_FOUND);
	pair_end(&p);
}

Test(trust_signature, public_key_files)
{
	static const struct {
		const char *text;
		bool taken;
	} cases[] = {
	    {KEY_1, true},
	    {KEY_1 "\n", true},
	    {KEY_1 "\n\n", false},
	    {KEY_1 " \n", false},
	    {KEY_1 "\r\n", false},
	    {KEY_1 "\n" KEY_2 "\n", false},
	    {"", false},
	    {"\n", false},
	    {"# " KEY_1 "\n", false},
	};
	char public[LEN_PUBLIC_KEY + 1];
	struct pair p;

	pair_begin(&p);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		trust_write(p.public, cases[i].text, strlen(cases[i].text));
		cr_expect_eq(public_key_load(p.public, public, &p.e),
			     cases[i].taken, "%s", cases[i].text);
		cr_expect_str_eq(public, cases[i].taken ? KEY_1 : "");
	}
	pair_end(&p);
}
