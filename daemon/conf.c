#include "conf.h"

#include <confuse.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "conf_row.h"

/*
 * libconfuse takes an unclosed section at the end of the file for a closed
 * one. This key, appended to what it reads, then turns up inside a section.
 */
#define SENTINEL "claimd_end_of_file"
static const char sentinel_line[] = "\n" SENTINEL " = 1\n";

enum { ROWS_MAX = 64, SECTIONS_MAX = 16, BLOCK_BYTES = 48 * 1024 };

/* One reading; libconfuse's callbacks carry no pointer of ours. */
static struct reader {
	const char *path;
	char folder[PATH_MAX];
	struct conf *conf;
	int last_line;
	bool seen[ROWS_MAX];	     /* keys; of client: in this entry */
	bool closed[SECTIONS_MAX];   /* sections */
	const cfg_t *client_section; /* whose keys are being read */
	struct err *error;
	bool failed;
} * reading;

struct section_table {
	const char *names[SECTIONS_MAX];
	cfg_opt_t keys[SECTIONS_MAX][ROWS_MAX];
	cfg_opt_t sections[SECTIONS_MAX + 2];
	int count;
};

static void fail_at(int line, const char *message)
{
	if (reading->failed)
		return;
	reading->failed = true;
	err_set(reading->error, ERR_USAGE, "%s:%d: %s", reading->path, line,
		message);
}

static void explain_unknown_key(const char *section, const char *word,
				char *out, size_t cap)
{
	const char *meant = conf_meant_key(section, word);
	const char *home = conf_home_of(word);

	if (meant != NULL)
		snprintf(out, cap,
			 "unknown key '%.64s' in %s; did you mean '%s'?", word,
			 section, meant);
	else if (home != NULL)
		snprintf(out, cap,
			 "unknown key '%.64s' in %s; it belongs to %s", word,
			 section, home);
	else
		snprintf(out, cap, "unknown key '%.64s' in %s", word, section);
}

static void explain_unknown_section(const char *word, char *out, size_t cap)
{
	const char *meant = conf_meant_section(word);
	const char *home = conf_home_of(word);

	if (meant != NULL)
		snprintf(out, cap,
			 "unknown section '%.64s'; did you mean '%s'?", word,
			 meant);
	else if (home != NULL)
		snprintf(out, cap,
			 "unknown section '%.64s'; that key belongs inside "
			 "%s { }",
			 word, home);
	else
		snprintf(out, cap, "unknown section '%.64s'", word);
}

/* Each complaint of libconfuse and of the callbacks below passes here. */
PRINTF_LIKE(2, 0)
static void on_error(cfg_t *cfg, const char *fmt, va_list args)
{
	static const char unknown[] = "no such option '";
	char message[512], better[512];

	vsnprintf(message, sizeof(message), fmt, args);
	if (strncmp(message, unknown, sizeof(unknown) - 1) != 0) {
		fail_at(cfg->line, message);
		return;
	}
	char *word = message + sizeof(unknown) - 1;
	word[strcspn(word, "'")] = '\0';
	if (strcmp(word, SENTINEL) == 0) {
		snprintf(better, sizeof(better),
			 "the section '%s' has no closing brace", cfg->name);
		fail_at(reading->last_line, better);
		return;
	}
	if (strcmp(cfg->name, "root") == 0)
		explain_unknown_section(word, better, sizeof(better));
	else
		explain_unknown_key(cfg->name, word, better, sizeof(better));
	fail_at(cfg->line, better);
}

/* False without memory. */
static bool begin_client(const cfg_t *section)
{
	struct conf *conf = reading->conf;

	reading->client_section = section;
	for (size_t i = 0; i < conf_row_count; i++)
		if (strcmp(conf_rows[i].section, "client") == 0)
			reading->seen[i] = false;
	struct conf_client *clients = reallocarray(
	    conf->clients, conf->client_count + 1, sizeof(*conf->clients));
	if (clients == NULL)
		return false;
	conf->clients = clients;
	struct conf_client *client = &clients[conf->client_count++];
	*client = (struct conf_client){
	    .name = strdup(section->title),
	    .line = section->line,
	};
	return client->name != NULL;
}

/* Where the values of a section go; NULL without memory. */
static void *section_base(const cfg_t *section)
{
	struct conf *conf = reading->conf;

	if (strcmp(section->name, "client") != 0)
		return conf;
	if (reading->client_section != section && !begin_client(section))
		return NULL;
	return &conf->clients[conf->client_count - 1];
}

/* A value (of a list: an element) was read. */
static int on_value(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	const struct conf_row *row = conf_row_find(cfg->name, opt->name);
	struct err e;

	*(const char **)result = value;
	if (row == NULL) /* the sentinel */
		return 0;
	void *base = section_base(cfg);
	if (base == NULL) {
		cfg_error(cfg, "%s", "out of memory");
		return -1;
	}
	bool *seen = &reading->seen[row - conf_rows];
	bool begins = !conf_row_is_list(row) || opt->nvalues == 1;
	if (begins && *seen) {
		cfg_error(cfg, "the key '%s' is repeated", opt->name);
		return -1;
	}
	*seen = true;
	if (reading->conf->lines[row - conf_rows] == 0)
		reading->conf->lines[row - conf_rows] = cfg->line;
	if (conf_row_store(row, value, reading->folder, base, &e))
		return 0;
	cfg_error(cfg, "%s.%s: %s", row->section, row->key, e.message);
	return -1;
}

static int on_client_close(cfg_t *cfg, cfg_opt_t *opt)
{
	const cfg_t *section = opt->values[opt->nvalues - 1]->section;

	if (section_base(section) == NULL) {
		cfg_error(cfg, "%s", "out of memory");
		return -1;
	}
	for (size_t i = 0; i < conf_row_count; i++)
		if (strcmp(conf_rows[i].section, "client") == 0 &&
		    !reading->seen[i]) {
			cfg_error(cfg, "client '%.64s' has no %s",
				  section->title, conf_rows[i].key);
			return -1;
		}
	if (reading->conf->client_count > CONF_CLIENTS_MAX) {
		cfg_error(cfg, "more than %d clients", CONF_CLIENTS_MAX);
		return -1;
	}
	return 0;
}

/* A section's closing brace was read. */
static int on_section_close(cfg_t *cfg, cfg_opt_t *opt)
{
	int index = 0;

	if (strcmp(opt->name, "client") == 0)
		return on_client_close(cfg, opt);
	while (strcmp(cfg->opts[index].name, opt->name) != 0)
		index++;
	ensure(index < SECTIONS_MAX);
	if (reading->closed[index]) {
		cfg_error(cfg, "the section '%s' is repeated", opt->name);
		return -1;
	}
	reading->closed[index] = true;
	return 0;
}

static cfg_opt_t key_option(const struct conf_row *row)
{
	cfg_opt_t plain[] = {CFG_STR_CB(row->key, 0, CFGF_NODEFAULT, on_value)};
	cfg_opt_t list[] = {
	    CFG_STR_LIST_CB(row->key, 0, CFGF_NODEFAULT, on_value)};

	return conf_row_is_list(row) ? list[0] : plain[0];
}

static cfg_opt_t section_option(const char *name, cfg_opt_t *keys)
{
	cfg_opt_t one[] = {CFG_SEC(name, keys, CFGF_NODEFAULT)};
	cfg_opt_t many[] = {
	    CFG_SEC(name, keys, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES)};
	cfg_opt_t out = strcmp(name, "client") == 0 ? many[0] : one[0];

	out.validcb = on_section_close;
	return out;
}

/* The rows of a section stand together in conf.def. */
static void table_build(struct section_table *t)
{
	static const cfg_opt_t end[] = {CFG_END()};
	cfg_opt_t sentinel[] = {
	    CFG_STR_CB(SENTINEL, 0, CFGF_NODEFAULT, on_value)};
	int keys = 0;

	ensure(conf_row_count <= ROWS_MAX);
	t->count = 0;
	for (size_t i = 0; i < conf_row_count; i++) {
		const struct conf_row *row = &conf_rows[i];
		if (i == 0 || strcmp(row->section, row[-1].section) != 0) {
			ensure(t->count < SECTIONS_MAX);
			t->names[t->count++] = row->section;
			keys = 0;
		}
		t->keys[t->count - 1][keys++] = key_option(row);
		t->keys[t->count - 1][keys] = end[0];
	}
	for (int i = 0; i < t->count; i++)
		t->sections[i] = section_option(t->names[i], t->keys[i]);
	t->sections[t->count] = sentinel[0];
	t->sections[t->count + 1] = end[0];
}

/*
 * Without memory libconfuse's lexer ends the process, and cfg_free crashes. So
 * there is as much as it takes, in blocks that are small enough to stay this
 * thread's to be had once they are given back.
 */
static bool set_aside(size_t bytes)
{
	void **blocks = NULL;
	bool all = true;

	for (size_t got = 0; all && got < bytes; got += BLOCK_BYTES) {
		void **fresh = malloc(BLOCK_BYTES);
		all = fresh != NULL;
		if (!all)
			break;
		*fresh = (void *)blocks;
		blocks = fresh;
	}
	while (blocks != NULL) {
		void **next = *blocks;
		free((void *)blocks);
		blocks = next;
	}
	return all;
}

static void parse_text(const char *text)
{
	static struct section_table table;

	table_build(&table);
	if (!set_aside(CONF_PARSE_FIRST + CONF_PARSE_EACH * strlen(text))) {
		fail_at(1, "out of memory");
		return;
	}
	cfg_t *cfg = cfg_init(table.sections, CFGF_NONE);
	if (cfg == NULL) {
		fail_at(1, "out of memory");
		return;
	}
	cfg_set_error_function(cfg, on_error);
	if (cfg_parse_buf(cfg, text) != CFG_SUCCESS)
		fail_at(cfg->line, "cannot be read");
	if (cfg_size(cfg, SENTINEL) == 0)
		fail_at(reading->last_line, "ends too early");
	/* A list that was emptied by a second mention. */
	for (size_t i = 0; i < conf_row_count; i++) {
		char name[80];
		snprintf(name, sizeof(name), "%s|%s", conf_rows[i].section,
			 conf_rows[i].key);
		if (conf_row_is_list(&conf_rows[i]) && reading->seen[i] &&
		    cfg_size(cfg, name) == 0)
			fail_at(reading->last_line, "a list is repeated");
	}
	cfg_free(cfg);
}

static void fill_defaults(void)
{
	for (size_t i = 0; i < conf_row_count; i++) {
		const struct conf_row *row = &conf_rows[i];
		struct err e;
		if (strcmp(row->section, "client") == 0 || reading->seen[i] ||
		    conf_row_is_list(row))
			continue;
		if (!conf_row_store(row, row->fallback, NULL, reading->conf,
				    &e))
			fail_at(reading->last_line, e.message);
	}
}

/* The whole file and the sentinel; NULL and *e, or the caller's to free. */
static char *read_file(const char *path, struct err *e)
{
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		err_set(e, ERR_USAGE, "%s: %s", path, strerror(errno));
		return NULL;
	}
	char *text = malloc(CONF_FILE_MAX + sizeof(sentinel_line));
	if (text == NULL) {
		fclose(file);
		err_set(e, ERR_FAILED, "%s: out of memory", path);
		return NULL;
	}
	size_t len = fread(text, 1, CONF_FILE_MAX, file);
	bool whole = !ferror(file) && fgetc(file) == EOF && !ferror(file);
	fclose(file);
	if (!whole || memchr(text, '\0', len) != NULL) {
		err_set(e, ERR_USAGE,
			"%s: cannot be read, expected text of %d "
			"bytes at most",
			path, CONF_FILE_MAX);
		free(text);
		return NULL;
	}
	text[len] = '\0';
	return text;
}

static void parse_file(char *text)
{
	int line;
	struct err e;

	reading->last_line = 1;
	for (const char *p = text; p[0] != '\0'; p++)
		reading->last_line += p[0] == '\n' && p[1] != '\0';
	if (!conf_blank_comments(text, &line, &e)) {
		fail_at(line, e.message);
		return;
	}
	/* read_file left the room for it. */
	memcpy(text + strlen(text), sentinel_line, sizeof(sentinel_line));
	parse_text(text);
	if (!reading->failed)
		fill_defaults();
}

bool conf_load(const char *path, struct conf **out, struct err *e)
{
	struct reader reader = {.path = path, .error = e};
	char resolved[PATH_MAX];

	*out = NULL;
	if (realpath(path, resolved) == NULL)
		return err_set(e, ERR_USAGE, "%s: %s", path, strerror(errno));
	char *text = read_file(resolved, e);
	if (text == NULL)
		return false;
	snprintf(reader.folder, sizeof(reader.folder), "%s", dirname(resolved));
	reader.conf = calloc(1, sizeof(*reader.conf));
	if (reader.conf != NULL)
		reader.conf->path = strdup(path);
	if (reader.conf == NULL || reader.conf->path == NULL) {
		free(text);
		conf_free(reader.conf);
		return err_set(e, ERR_FAILED, "%s: out of memory", path);
	}
	reading = &reader;
	parse_file(text);
	reading = NULL;
	free(text);
	if (reader.failed) {
		conf_free(reader.conf);
		return false;
	}
	*out = reader.conf;
	return true;
}

void conf_free(struct conf *conf)
{
	if (conf == NULL)
		return;
	for (size_t i = 0; i < conf_row_count; i++) {
		const struct conf_row *row = &conf_rows[i];
		if (strcmp(row->section, "client") != 0) {
			conf_row_release(row, conf);
			continue;
		}
		for (size_t c = 0; c < conf->client_count; c++)
			conf_row_release(row, &conf->clients[c]);
	}
	for (size_t c = 0; c < conf->client_count; c++)
		free(conf->clients[c].name);
	free(conf->clients);
	free(conf->path);
	free(conf);
}
