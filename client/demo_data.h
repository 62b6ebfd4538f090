/* The demo's reference data and requests. */
#ifndef CLAIMD_CLIENT_DEMO_DATA_H
#define CLAIMD_CLIENT_DEMO_DATA_H

#include "base/err.h"
#include "client/limits.h"

#define REQUESTS_FILE "requests.jsonl"

/*
 * The folder of the demo's CSV files: $CLAIMD_DEMO, or schema/demo of the
 * source tree when the program runs from its build folder, or the installed
 * one.
 */
MUSTCHECK bool demo_data_find(char out[PATH_BYTES_MAX], struct err *e);

/*
 * If the CSV folder holds sample requests (requests.jsonl), writes them into
 * the other folder with @TODAY@ and @YESTERDAY@ filled in.
 */
MUSTCHECK bool demo_data_requests(const char *csv_folder, const char *into,
				  struct err *e);

#endif
