/* The forms of what manifests and the ratchet name. */
#ifndef CLAIMD_TRUST_FORMS_H
#define CLAIMD_TRUST_FORMS_H

#include <stdbool.h>

/* gvs-YYYYMMDD-NNNNNN, as every snapshot that opens has it. */
bool is_snapshot_id(const char *text);
/* 64 lower-case hexadecimal digits. */
bool is_sha256(const char *text);

#endif
