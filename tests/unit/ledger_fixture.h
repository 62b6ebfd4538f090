/* A ledger in a folder of its own, and entries to put into it. */
#ifndef CLAIMD_TESTS_LEDGER_FIXTURE_H
#define CLAIMD_TESTS_LEDGER_FIXTURE_H

#include "store/ledger.h"

/* The ledger's path, in a new folder below /var/tmp (a disk). */
extern char fixture_path[128];

void fixture_make_folder(void);
void fixture_remove_folder(void);

/* Opens fixture_path; fails the test when it cannot. */
struct ledger *fixture_open(void);
struct ledger *fixture_open_with(const char *vfs, int64_t reserve_bytes);

/* Runs SQL on the closed ledger, as a vandal would. */
void fixture_edit(const char *sql);

struct patient_key fixture_patient(int number);

/* A claim of patient 1 with the next number; id NULL: one of its own. */
enum ledger_result fixture_append(struct ledger *ledger, const char *id);
enum ledger_result fixture_append_kind(struct ledger *ledger,
				       enum entry_kind kind, int patient,
				       const char *id);
void fixture_begin(struct ledger *ledger);
void fixture_commit(struct ledger *ledger);

/* Opens, commits some claims, closes. */
void fixture_fill(int count);

struct as_of fixture_now(const struct ledger *ledger);

#endif
