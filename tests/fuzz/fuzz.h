/*
 * A fuzz target: one function of bytes. With --enable-fuzzing libFuzzer calls
 * it; without, run_files.c does, for each file that it is given. What must
 * hold is asserted with ensure(), which both see as a crash.
 */
#ifndef CLAIMD_TESTS_FUZZ_H
#define CLAIMD_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/ensure.h"

/* The name is libFuzzer's. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A folder of this process, removed with all that is in it at its end. */
const char *fuzz_folder(void);
/* Its file of this name, with these bytes; the path is valid until the next
 * call. */
const char *fuzz_file(const char *name, const uint8_t *bytes, size_t len);

#endif
