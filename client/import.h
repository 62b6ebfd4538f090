/* Imports a CSV file through the daemon: all of its rows, or none. */
#ifndef CLAIMD_CLIENT_IMPORT_H
#define CLAIMD_CLIENT_IMPORT_H

#include "client/args.h"

enum import_what { IMPORT_PERMIT, IMPORT_HISTORY };

/* The first operand is the file, "-" for standard input; the exit status. */
int import_file(const struct args *args, enum import_what what);

#endif
