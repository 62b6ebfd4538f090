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
	/* Memory that has to be there before a configuration is parsed, since
	 * libconfuse cannot do without: at first, and for each byte. */
	CONF_PARSE_FIRST = 64 * 1024,
	CONF_PARSE_EACH = 48,
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

/* The places of the keys in the table. */
enum conf_key {
#define CONF(section, key, type, when, def, min, max, choices, help)           \
	CONF_KEY_##section##_##key,
#define CLIENT(key, type, when, def, min, max, choices, help)                  \
	CONF_KEY_client_##key,
#include "conf.def"
#undef CLIENT
#undef CONF
	CONF_KEY_COUNT
};

struct conf_client {
	char *name;
	int line; /* where its entry begins */
#define CONF(section, key, type, when, def, min, max, choices, help)
#define CLIENT(key, type, when, def, min, max, choices, help) conf_##type key;
#include "conf.def"
#undef CLIENT
#undef CONF
};

/* limits.line is limits_line, and so on. */
struct conf {
#define CONF(section, key, type, when, def, min, max, choices, help)           \
	conf_##type section##_##key;
#define CLIENT(key, type, when, def, min, max, choices, help)
#include "conf.def"
#undef CLIENT
#undef CONF
	struct conf_client *clients;
	size_t client_count;
	char *path;		   /* as it was given */
	int lines[CONF_KEY_COUNT]; /* where a key stands; 0: nowhere */
};

/*
 * Reads and checks a file; what it does not name gets its default. Relative
 * paths in it start at the file's own folder. On failure *e names file, line,
 * what is wrong and, for a misspelt key, which was meant. Free with conf_free.
 */
MUSTCHECK bool conf_load(const char *path, struct conf **out, struct err *e);

void conf_free(struct conf *conf); /* NULL is fine */

/*
 * Puts file and line before the message of an error in what the configuration
 * names. e->field says which: "/tls/key", or "/client/3" for the fourth entry;
 * without one, or when the file does not mention the key, the line is left out.
 */
void conf_place(const struct conf *conf, struct err *e);

/* The line on which a key stands, "section.key"; 0: nowhere. */
int conf_line(const struct conf *conf, const char *name);

/* When a change of a key takes effect. */
enum conf_when { CONF_START, CONF_RELOAD };

/* Keys, as "section.key"; all client entries together are "client". */
struct conf_keys {
	const char *names[CONF_KEY_COUNT];
	size_t count;
};

/* Those of their kind whose values differ, in the order of the table. */
void conf_compare(const struct conf *a, const struct conf *b,
		  enum conf_when when, struct conf_keys *out);

#endif
