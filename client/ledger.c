/* ledger: what the daemon can say about its ledger. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/command.h"
#include "client/control_client.h"
#include "client/out.h"
#include "wire/reply.h"

enum { HASH_DIGITS = 64 };

/* A head that somebody noted: SEQ:HASH. */
struct head {
	uint64_t seq;
	char hash[HASH_DIGITS + 1];
};

static bool read_head(const char *text, struct head *head, struct err *e)
{
	size_t digits = strspn(text, "0123456789");
	const char *hash = text + digits + 1;

	if (digits == 0 || digits > 14 || text[digits] != ':' ||
	    strlen(hash) != HASH_DIGITS ||
	    strspn(hash, "0123456789abcdefABCDEF") != HASH_DIGITS)
		return err_set(e, ERR_USAGE,
			       "--head: expected SEQ:HASH, as status shows it");
	head->seq = strtoull(text, NULL, 10);
	for (size_t i = 0; i <= HASH_DIGITS; i++)
		head->hash[i] = (char)tolower((unsigned char)hash[i]);
	return true;
}

/* The hash of an entry as the ledger has it now. */
static bool hash_of(struct control *control, uint64_t seq,
		    char hash[HASH_DIGITS + 1], struct err *e)
{
	char memory[128], number[LEN_CLAIM_NUMBER + 1];
	struct text command;
	struct doc *reply;

	claim_number_format(seq, number);
	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"claims_show\",\"claim\":");
	text_json_string(&command, number);
	text_char(&command, '}');
	if (!control_call(control, &command, &reply, e))
		return false;
	snprintf(hash, HASH_DIGITS + 1, "%s",
		 doc_get_str(doc_root(reply), "hash", ""));
	doc_free(reply);
	return true;
}

static bool check_head(struct control *control, const struct head *head,
		       uint64_t head_seq, struct err *e)
{
	char hash[HASH_DIGITS + 1];

	if (head->seq > head_seq)
		return err_set(e, ERR_NOT_VERIFIED,
			       "the ledger ends at entry %llu; entry %llu is "
			       "gone",
			       (unsigned long long)head_seq,
			       (unsigned long long)head->seq);
	if (head->seq == 0)
		return true; /* an empty ledger: any one continues it */
	if (!hash_of(control, head->seq, hash, e))
		return false;
	return strcmp(hash, head->hash) == 0 ||
	       err_set(e, ERR_NOT_VERIFIED, "entry %llu is another one",
		       (unsigned long long)head->seq);
}

static bool verify(const struct args *args, struct doc **reply, struct err *e)
{
	const char *noted = args_value(args, OPT_HEAD, NULL);
	struct control *control = NULL;
	char memory[64];
	struct text command;
	struct head head;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"ledger_verify\"}");
	bool ok = (noted == NULL || read_head(noted, &head, e)) &&
		  control_open(args, &control, e) &&
		  control_call(control, &command, reply, e);
	if (ok && noted != NULL) {
		int64_t seq = doc_get_int(doc_root(*reply), "head_seq", 0);
		ok = check_head(control, &head, (uint64_t)seq, e);
		if (!ok)
			doc_free(*reply);
	}
	control_close(control);
	return ok;
}

int cmd_ledger_verify(const struct args *args)
{
	struct doc *reply;
	struct err e;

	if (!verify(args, &reply, &e))
		return out_fail(args, &e, NULL);
	const struct doc_node *root = doc_root(reply);
	if (args_has(args, OPT_JSON))
		control_print_json(reply);
	else
		printf("verified; head %lld:%s\n",
		       (long long)doc_get_int(root, "head_seq", 0),
		       doc_get_str(root, "head_hash", "?"));
	doc_free(reply);
	return 0;
}
