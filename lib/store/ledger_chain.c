/*
 * Entries and the chain that they form.
 *
 * An entry's hash is SHA-256 over these, in this order:
 *
 *   "claimd entry 1"     14 bytes, no NUL
 *   previous             32 bytes: the hash of entry seq - 1, zeros for seq 1
 *   seq, kind            int
 *   pharmacy, request_id bytes
 *   digest, patient      bytes; patient is empty where there is none
 *   body, reply          bytes
 *   snapshot, rules      bytes
 *   reference            int; 0: none
 *   reference digest     bytes: SHA-256 of the reference's body; empty: none
 *   since                int
 *   recorded_at_ms       int
 *
 * int is 8 bytes, two's complement, most significant first; bytes is the
 * length as int and then the bytes. So no two rows hash the same input.
 */
#include <string.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

static const char domain[] = "claimd entry 1";

/* Columns of ENTRY_GET and, counted from 1, parameters of ENTRY_ADD. */
enum entry_column {
	COLUMN_SEQ,
	COLUMN_KIND,
	COLUMN_PHARMACY,
	COLUMN_REQUEST_ID,
	COLUMN_DIGEST,
	COLUMN_PATIENT,
	COLUMN_BODY,
	COLUMN_REPLY,
	COLUMN_SNAPSHOT,
	COLUMN_RULES,
	COLUMN_REFERENCE,
	COLUMN_SINCE,
	COLUMN_RECORDED_AT,
	COLUMN_PREVIOUS,
	COLUMN_HASH,
};

/* --- hashing ------------------------------------------------------------ */

static void hash_begin(struct ledger *ledger)
{
	ensure(EVP_DigestInit_ex2(ledger->hash, ledger->sha256, NULL) == 1);
}

static void hash_raw(struct ledger *ledger, const void *bytes, size_t len)
{
	ensure(EVP_DigestUpdate(ledger->hash, bytes, len) == 1);
}

static void hash_end(struct ledger *ledger, struct digest *out)
{
	ensure(EVP_DigestFinal_ex(ledger->hash, out->bytes, NULL) == 1);
}

static void hash_int(struct ledger *ledger, int64_t value)
{
	uint8_t bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
	hash_raw(ledger, bytes, sizeof(bytes));
}

static void hash_field(struct ledger *ledger, const void *bytes, size_t len)
{
	hash_int(ledger, (int64_t)len);
	hash_raw(ledger, bytes, len);
}

static void hash_text(struct ledger *ledger, const char *text)
{
	hash_field(ledger, text, strlen(text));
}

void ledger_hash_bytes(struct ledger *ledger, const void *bytes, size_t len,
		       struct digest *out)
{
	hash_begin(ledger);
	hash_raw(ledger, bytes, len);
	hash_end(ledger, out);
}

void ledger_hash_link(struct ledger *ledger, const struct link *link,
		      const struct digest *reference, struct digest *out)
{
	const struct entry *entry = &link->stored.entry;

	hash_begin(ledger);
	hash_raw(ledger, domain, strlen(domain));
	hash_raw(ledger, link->previous.bytes, DIGEST_BYTES);
	hash_int(ledger, (int64_t)entry->seq);
	hash_int(ledger, entry->kind);
	hash_text(ledger, entry->pharmacy);
	hash_text(ledger, entry->request_id);
	hash_field(ledger, entry->digest.bytes, DIGEST_BYTES);
	hash_field(ledger, entry->patient.bytes,
		   entry->has_patient ? PATIENT_KEY_BYTES : 0);
	hash_field(ledger, entry->body, entry->body_len);
	hash_field(ledger, entry->reply, entry->reply_len);
	hash_text(ledger, entry->snapshot);
	hash_text(ledger, entry->rules);
	hash_int(ledger, entry->reference);
	hash_field(ledger, reference->bytes,
		   entry->reference != 0 ? DIGEST_BYTES : 0);
	hash_int(ledger, link->since);
	hash_int(ledger, entry->recorded_at_ms);
	hash_end(ledger, out);
}

/* --- appending ---------------------------------------------------------- */

static void bind_int(struct ledger *ledger, enum entry_column at, int64_t value)
{
	db_bind_int(ledger->sql[SQL_ENTRY_ADD], (int)at + 1, value);
}

static void bind_text(struct ledger *ledger, enum entry_column at,
		      const char *text)
{
	db_bind_text(ledger->sql[SQL_ENTRY_ADD], (int)at + 1, text);
}

static void bind_bytes(struct ledger *ledger, enum entry_column at,
		       const void *bytes, size_t len)
{
	db_bind_bytes(ledger->sql[SQL_ENTRY_ADD], (int)at + 1, bytes, len);
}

static void bind_link(struct ledger *ledger, const struct link *link)
{
	const struct entry *entry = &link->stored.entry;

	bind_int(ledger, COLUMN_SEQ, (int64_t)entry->seq);
	bind_int(ledger, COLUMN_KIND, entry->kind);
	bind_text(ledger, COLUMN_PHARMACY, entry->pharmacy);
	bind_text(ledger, COLUMN_REQUEST_ID, entry->request_id);
	bind_bytes(ledger, COLUMN_DIGEST, entry->digest.bytes, DIGEST_BYTES);
	if (entry->has_patient)
		bind_bytes(ledger, COLUMN_PATIENT, entry->patient.bytes,
			   PATIENT_KEY_BYTES);
	else
		db_bind_null(ledger->sql[SQL_ENTRY_ADD], COLUMN_PATIENT + 1);
	bind_bytes(ledger, COLUMN_BODY, entry->body, entry->body_len);
	bind_bytes(ledger, COLUMN_REPLY, entry->reply, entry->reply_len);
	bind_text(ledger, COLUMN_SNAPSHOT, entry->snapshot);
	bind_text(ledger, COLUMN_RULES, entry->rules);
	bind_int(ledger, COLUMN_REFERENCE, entry->reference);
	bind_int(ledger, COLUMN_SINCE, link->since);
	bind_int(ledger, COLUMN_RECORDED_AT, entry->recorded_at_ms);
	bind_bytes(ledger, COLUMN_PREVIOUS, link->previous.bytes, DIGEST_BYTES);
	bind_bytes(ledger, COLUMN_HASH, link->stored.hash.bytes, DIGEST_BYTES);
}

static void check_entry(const struct ledger *ledger, const struct entry *entry)
{
	ensure(entry->seq == ledger_next_seq(ledger));
	ensure(entry->kind >= ENTRY_CLAIM && entry->kind <= ENTRY_IMPORT);
	ensure(strlen(entry->pharmacy) <= LEN_AGB);
	ensure(strlen(entry->request_id) <= LEN_REQUEST_ID);
	ensure(strlen(entry->snapshot) <= LEN_SNAPSHOT_ID);
	ensure(entry->reference >= 0);
}

enum ledger_result ledger_append(struct ledger *ledger,
				 const struct entry *entry)
{
	struct link link = {.stored.entry = *entry, .since = ledger->since};
	struct digest reference = {0};

	if (ledger->broken)
		return LEDGER_BROKEN;
	if (ledger->transaction == TRANSACTION_FAILED)
		return LEDGER_FULL;
	check_entry(ledger, entry);
	if (entry->reference != 0)
		ensure(ledger_reference_digest(ledger, entry->reference,
					       &reference));
	link.previous = ledger->now.head.hash;
	ledger_hash_link(ledger, &link, &reference, &link.stored.hash);
	bind_link(ledger, &link);
	enum ledger_result result = ledger_write(ledger, SQL_ENTRY_ADD);
	if (result == LEDGER_OK && entry->kind == ENTRY_CLAIM &&
	    entry->has_patient)
		result = ledger_trace_claim(ledger, entry);
	if (result != LEDGER_OK)
		return result;
	ledger->now.head.seq = entry->seq;
	ledger->now.head.hash = link.stored.hash;
	if (entry->kind != ENTRY_CLAIM)
		ledger->now.other[entry->kind]++;
	return LEDGER_OK;
}

/* --- reading ------------------------------------------------------------ */

/* A row on its way out of SQLite. */
struct reader {
	sqlite3_stmt *stmt;
	struct bytes *bytes;
	size_t used;
	struct link *link;
};

/* Copies a column and a NUL behind what has been copied already. */
static const char *read_bytes(struct reader *reader, enum entry_column column,
			      size_t *len)
{
	char *at = reader->bytes->data + reader->used;
	const void *from = sqlite3_column_blob(reader->stmt, (int)column);

	*len = (size_t)sqlite3_column_bytes(reader->stmt, (int)column);
	if (*len > 0)
		memcpy(at, from, *len);
	at[*len] = '\0';
	reader->used += *len + 1;
	return at;
}

/* What stands behind a NUL would be hidden from the hash. */
static const char *read_text(struct reader *reader, enum entry_column column)
{
	size_t len;
	const char *text = read_bytes(reader, column, &len);

	if (strlen(text) != len)
		reader->link->sound = false;
	return text;
}

static void read_digest(struct reader *reader, enum entry_column column,
			uint8_t out[DIGEST_BYTES])
{
	const void *from = sqlite3_column_blob(reader->stmt, (int)column);
	int len = sqlite3_column_bytes(reader->stmt, (int)column);

	if (from && len == DIGEST_BYTES)
		memcpy(out, from, DIGEST_BYTES);
	else
		reader->link->sound = false;
}

static int64_t read_int(struct reader *reader, enum entry_column column)
{
	return sqlite3_column_int64(reader->stmt, (int)column);
}

static size_t row_bytes(sqlite3_stmt *stmt)
{
	static const enum entry_column columns[] = {
	    COLUMN_PHARMACY, COLUMN_REQUEST_ID, COLUMN_BODY,
	    COLUMN_REPLY,    COLUMN_SNAPSHOT,	COLUMN_RULES};
	size_t sum = 0;

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		sum += (size_t)sqlite3_column_bytes(stmt, (int)columns[i]) + 1;
	return sum;
}

static void read_entry(struct reader *reader, struct entry *entry)
{
	entry->seq = (uint64_t)read_int(reader, COLUMN_SEQ);
	entry->kind = (enum entry_kind)read_int(reader, COLUMN_KIND);
	entry->pharmacy = read_text(reader, COLUMN_PHARMACY);
	entry->request_id = read_text(reader, COLUMN_REQUEST_ID);
	read_digest(reader, COLUMN_DIGEST, entry->digest.bytes);
	entry->has_patient =
	    sqlite3_column_type(reader->stmt, COLUMN_PATIENT) != SQLITE_NULL;
	if (entry->has_patient)
		read_digest(reader, COLUMN_PATIENT, entry->patient.bytes);
	entry->body = read_bytes(reader, COLUMN_BODY, &entry->body_len);
	entry->reply = read_bytes(reader, COLUMN_REPLY, &entry->reply_len);
	entry->snapshot = read_text(reader, COLUMN_SNAPSHOT);
	entry->rules = read_text(reader, COLUMN_RULES);
	entry->reference = read_int(reader, COLUMN_REFERENCE);
	entry->recorded_at_ms = read_int(reader, COLUMN_RECORDED_AT);
}

static void read_link(struct ledger *ledger, sqlite3_stmt *stmt,
		      struct link *out)
{
	struct reader reader = {
	    .stmt = stmt, .bytes = &ledger->entry_bytes, .link = out};

	*out = (struct link){.sound = true};
	bytes_room(reader.bytes, row_bytes(stmt));
	read_entry(&reader, &out->stored.entry);
	out->since = (civil_day)read_int(&reader, COLUMN_SINCE);
	read_digest(&reader, COLUMN_PREVIOUS, out->previous.bytes);
	read_digest(&reader, COLUMN_HASH, out->stored.hash.bytes);
}

bool ledger_get_link(struct ledger *ledger, uint64_t seq, struct link *out)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_ENTRY_GET];

	db_bind_int(stmt, 1, (int64_t)seq);
	if (!ledger_row(ledger, SQL_ENTRY_GET))
		return false;
	read_link(ledger, stmt, out);
	ledger_reset(ledger, SQL_ENTRY_GET);
	return true;
}

bool ledger_get(struct ledger *ledger, uint64_t seq, struct stored *out)
{
	struct link link;

	if (!ledger_get_link(ledger, seq, &link))
		return false;
	*out = link.stored;
	return true;
}

bool ledger_find(struct ledger *ledger, const char *pharmacy,
		 const char *request_id, struct stored *out)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_ENTRY_FIND];

	db_bind_text(stmt, 1, pharmacy);
	db_bind_text(stmt, 2, request_id);
	int64_t seq = ledger_value(ledger, SQL_ENTRY_FIND, 0);
	return seq != 0 && ledger_get(ledger, (uint64_t)seq, out);
}

uint64_t ledger_first_since(struct ledger *ledger, int64_t moment_ms)
{
	/* Entries below low are before the moment; high is not, or is none. */
	uint64_t low = 1, high = ledger_next_seq(ledger);

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		db_bind_int(ledger->sql[SQL_ENTRY_RECORDED_AT], 1,
			    (int64_t)middle);
		if (ledger_value(ledger, SQL_ENTRY_RECORDED_AT, INT64_MAX) <
		    moment_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
