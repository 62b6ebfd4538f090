#include "ledger_fixture.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char fixture_path[128];
static char folder[64];

void fixture_make_folder(void)
{
	strcpy(folder, "/var/tmp/claimd-ledger-XXXXXX");
	cr_assert(mkdtemp(folder));
	snprintf(fixture_path, sizeof(fixture_path), "%s/ledger.db", folder);
}

void fixture_remove_folder(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	cr_assert_eq(system(command), 0);
}

struct ledger *fixture_open_with(const char *vfs, int64_t reserve_bytes)
{
	struct ledger_config config = {
	    .path = fixture_path,
	    .reserve_bytes = reserve_bytes,
	    .since = CIVIL_NONE,
	    .today = civil_from_ymd(2026, 11, 21),
	    .vfs = vfs,
	};
	struct ledger *ledger;
	struct err e;

	cr_assert(ledger_open(&config, &ledger, &e), "%s", e.message);
	return ledger;
}

struct ledger *fixture_open(void)
{
	return fixture_open_with(NULL, 0);
}

void fixture_edit(const char *sql)
{
	sqlite3 *db;
	char *message = NULL;

	cr_assert_eq(sqlite3_open(fixture_path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &message), SQLITE_OK,
		     "%s", message);
	cr_assert_eq(sqlite3_close(db), SQLITE_OK);
}

struct patient_key fixture_patient(int number)
{
	struct patient_key patient = {{0}};

	memcpy(patient.bytes, &number, sizeof(number));
	patient.bytes[PATIENT_KEY_BYTES - 1] = 0xAA;
	return patient;
}

enum ledger_result fixture_append_kind(struct ledger *ledger,
				       enum entry_kind kind, int patient,
				       const char *id)
{
	char own_id[32];
	uint64_t seq = ledger_next_seq(ledger);

	snprintf(own_id, sizeof(own_id), "r-%llu", (unsigned long long)seq);
	struct entry entry = {
	    .kind = kind,
	    .seq = seq,
	    .pharmacy = "02012345",
	    .request_id = id ? id : own_id,
	    .digest = {{(uint8_t)seq, 1, 2}},
	    .has_patient = patient != 0,
	    .patient = fixture_patient(patient),
	    .body = "{\"body\":1}",
	    .body_len = 10,
	    .reply = "{\"reply\":1}",
	    .reply_len = 11,
	    .snapshot = "gvs-20261101-000017",
	    .rules = "2026.1",
	    .recorded_at_ms = 1790000000000 + (int64_t)seq,
	};
	return ledger_append(ledger, &entry);
}

enum ledger_result fixture_append(struct ledger *ledger, const char *id)
{
	return fixture_append_kind(ledger, ENTRY_CLAIM, 1, id);
}

void fixture_begin(struct ledger *ledger)
{
	cr_assert_eq(ledger_begin(ledger), LEDGER_OK);
}

void fixture_commit(struct ledger *ledger)
{
	cr_assert_eq(ledger_commit(ledger), LEDGER_OK);
}

struct as_of fixture_now(const struct ledger *ledger)
{
	return (struct as_of){ledger_next_seq(ledger), 0};
}

void fixture_fill(int count)
{
	struct ledger *ledger = fixture_open();

	fixture_begin(ledger);
	for (int i = 0; i < count; i++)
		cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	fixture_commit(ledger);
	ledger_close(ledger);
}
