#include "net/names.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/ensure.h"

struct names {
	bool accept_agb_uri;
	size_t count;
	struct entry {
		char kind[4]; /* "DNS" or "URI" */
		char *name;
		size_t len;
		char pharmacy[LEN_AGB + 1];
	} entries[];
};

static bool same_name(const struct entry *entry, const char *kind,
		      const char *bytes, size_t len)
{
	if (len != entry->len || strcmp(kind, entry->kind) != 0)
		return false;
	/* The lengths are equal and the entry holds no NUL: neither may the
	 * certificate's name. Host names have no case. */
	if (memchr(bytes, '\0', len) != NULL)
		return false;
	return kind[0] == 'D' ? strncasecmp(bytes, entry->name, len) == 0
			      : memcmp(bytes, entry->name, len) == 0;
}

static const struct entry *find(const struct names *names, const char *kind,
				const char *bytes, size_t len)
{
	for (size_t i = 0; i < names->count; i++)
		if (same_name(&names->entries[i], kind, bytes, len))
			return &names->entries[i];
	return NULL;
}

/* False without memory. */
static bool entry_fill(struct entry *entry, const struct net_client *client)
{
	ensure(strlen(client->san) > 4);
	ensure(strlen(client->pharmacy) == LEN_AGB);
	memcpy(entry->kind, client->san, 3);
	entry->name = strdup(client->san + 4);
	if (entry->name == NULL)
		return false;
	entry->len = strlen(entry->name);
	memcpy(entry->pharmacy, client->pharmacy, LEN_AGB);
	return true;
}

static bool two_pharmacies(const struct net_client *client, size_t index,
			   struct err *e)
{
	char field[32];

	snprintf(field, sizeof(field), "/client/%zu", index);
	return err_field(e, ERR_USAGE, field,
			 "%s stands for two pharmacies, %s among them",
			 client->san, client->pharmacy);
}

bool names_create(const struct net_client *clients, size_t count,
		  bool accept_agb_uri, struct names **out, struct err *e)
{
	struct names *names =
	    calloc(1, sizeof(*names) + count * sizeof(struct entry));

	if (names == NULL)
		return err_set(e, ERR_FAILED, "clients: out of memory");
	names->accept_agb_uri = accept_agb_uri;
	for (size_t i = 0; i < count; i++) {
		struct entry *fresh = &names->entries[i];
		if (!entry_fill(fresh, &clients[i])) {
			names_free(names);
			return err_set(e, ERR_FAILED, "clients: out of memory");
		}
		const struct entry *known =
		    find(names, fresh->kind, fresh->name, fresh->len);
		names->count++;
		if (known == NULL ||
		    strcmp(known->pharmacy, fresh->pharmacy) == 0)
			continue;
		names_free(names);
		return two_pharmacies(&clients[i], i, e);
	}
	*out = names;
	return true;
}

void names_free(struct names *names)
{
	if (names == NULL)
		return;
	for (size_t i = 0; i < names->count; i++)
		free(names->entries[i].name);
	free(names);
}

/* "agb:" and 8 digits, nothing else. */
static const char *agb_of_uri(const char *bytes, size_t len)
{
	if (len != 4 + LEN_AGB || memcmp(bytes, "agb:", 4) != 0)
		return NULL;
	for (size_t i = 4; i < len; i++)
		if (bytes[i] < '0' || bytes[i] > '9')
			return NULL;
	return bytes + 4;
}

static void add(struct names_match *match, const char *pharmacy)
{
	if (match->pharmacy[0] == '\0')
		memcpy(match->pharmacy, pharmacy, LEN_AGB);
	else if (memcmp(match->pharmacy, pharmacy, LEN_AGB) != 0)
		match->conflict = true;
}

void names_consider(const struct names *names, const char *kind,
		    const char *bytes, size_t len, struct names_match *match)
{
	const struct entry *entry = find(names, kind, bytes, len);

	if (entry != NULL)
		add(match, entry->pharmacy);
	if (names->accept_agb_uri && strcmp(kind, "URI") == 0) {
		const char *agb = agb_of_uri(bytes, len);
		if (agb != NULL)
			add(match, agb);
	}
}

enum names_found names_of_certificate(const struct names *names,
				      const X509 *certificate,
				      char pharmacy[LEN_AGB + 1])
{
	struct names_match match = {0};
	GENERAL_NAMES *alternatives =
	    X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(alternatives); i++) {
		const GENERAL_NAME *name =
		    sk_GENERAL_NAME_value(alternatives, i);
		if (name->type != GEN_DNS && name->type != GEN_URI)
			continue;
		const ASN1_IA5STRING *text = name->d.ia5;
		names_consider(names, name->type == GEN_DNS ? "DNS" : "URI",
			       (const char *)ASN1_STRING_get0_data(text),
			       (size_t)ASN1_STRING_length(text), &match);
	}
	GENERAL_NAMES_free(alternatives);
	/* A malformed extension must not be taken for the failure of the next
	 * call of libssl in this thread. */
	ERR_clear_error();
	if (match.conflict)
		return NAMES_TWO;
	if (match.pharmacy[0] == '\0')
		return NAMES_NONE;
	memcpy(pharmacy, match.pharmacy, LEN_AGB + 1);
	return NAMES_ONE;
}
