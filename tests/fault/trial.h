/* What the programs of this folder share: a place for a ledger whose files are
 * on the disk in memory, and what the environment asks for. */
#ifndef CLAIMD_TESTS_TRIAL_H
#define CLAIMD_TESTS_TRIAL_H

#include "store/ledger.h"

/* A folder with an empty file of the ledger's name: whose file it is, the
 * ledger asks the real disk. Registers the VFS. */
void trial_begin(void);
void trial_end(void);

/* Generations of so many rows; NULL: *e says why. */
struct ledger *trial_open(size_t recent_rows, struct err *e);

/* A number, or otherwise. */
uint64_t trial_number(const char *name, uint64_t otherwise);

/* From now on nothing is said on stderr: it is about what is wrong on purpose.
 */
void trial_silence(void);

#endif
