/* The daemon as a whole: desk and network, from start to the last reply. */
#ifndef CLAIMD_SERVE_H
#define CLAIMD_SERVE_H

#include "conf.h"

/*
 * The log settings take effect, and what can be checked without serving is:
 * that certificates, lists, client entries and the patient key can be read and
 * agree. Warns about what is legal and odd.
 */
MUSTCHECK bool serve_check(const struct conf *conf, struct err *e);

/*
 * After serve_check: serves until it is told to stop, and all replies are out. path is where conf
 * was read: a reload reads it again.
 */
MUSTCHECK bool serve(const struct conf *conf, const char *path, struct err *e);

#endif
