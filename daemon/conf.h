/*
 * daemon: what is above the network - the configuration and main.
 *
 * conf.h: claimd.conf(5). Reading it needs no other state and no thread;
 * afterwards it is read-only.
 */
#ifndef CLAIMD_CONF_H
#define CLAIMD_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/err.h"

enum {
	/* A configuration is read whole; thousands of clients fit. */
	CONF_FILE_MAX = 1024 * 1024,
	/* client NAME { } entries. */
	CONF_CLIENTS_MAX = 8192,
};

struct conf_list {
	char **items;
	size_t count;
};

/* The C type of a key, by its type in conf.def. */
typedef char *conf_ADDRESS;
typedef char *conf_PATH;
typedef char *conf_SAN;
typedef char *conf_AGB;
typedef int64_t conf_INTEGER;
typedef int64_t conf_SIZE;     /* bytes */
typedef int64_t conf_DURATION; /* milliseconds */
typedef int64_t conf_CHOICE;   /* place in the list of choices, from 0 */
typedef bool conf_FLAG;
typedef civil_day conf_DATE; /* CIVIL_NONE when empty */
typedef struct conf_list conf_UIDS;
typedef struct conf_list conf_KEYS;

struct conf_client {
	char *name;
#define CONF(section, key, type, def, min, max, choices, help)
#define CLIENT(key, type, def, min, max, choices, help) conf_##type key;
#include "conf.def"
#undef CLIENT
#undef CONF
};

/* limits.line is limits_line, and so on. */
struct conf {
#define CONF(section, key, type, def, min, max, choices, help)                 \
	conf_##type section##_##key;
#define CLIENT(key, type, def, min, max, choices, help)
#include "conf.def"
#undef CLIENT
#undef CONF
	struct conf_client *clients;
	size_t client_count;
};

/*
 * Reads and checks a file; what it does not name gets its default. Relative
 * paths in it start at the file's own folder. On failure *e names file, line,
 * what is wrong and, for a misspelt key, which was meant. Free with conf_free.
 */
MUSTCHECK bool conf_load(const char *path, struct conf **out, struct err *e);

void conf_free(struct conf *conf); /* NULL is fine */

#endif
