#include "client/init_conf.h"

#include <string.h>

#include "base/text.h"
#include "client/files.h"

enum { CONF_BYTES_MAX = 16 * PATH_BYTES_MAX };

/* A quoted text of libconfuse: backslash and quote are escaped. */
static void quoted_path(struct text *t, const char *folder, const char *name)
{
	text_char(t, '"');
	for (const char *p = folder; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\' || *p == '$')
			text_char(t, '\\');
		text_char(t, *p);
	}
	text_char(t, '/');
	text_str(t, name);
	text_char(t, '"');
}

static void key_path(struct text *t, const char *key, const char *folder,
		     const char *name)
{
	text_char(t, '\t');
	text_str(t, key);
	text_str(t, " = ");
	quoted_path(t, folder, name);
	text_char(t, '\n');
}

static void write_network(struct text *t, const struct init_conf *conf)
{
	text_str(t, "listen {\n\taddress = \"127.0.0.1\"\n\tport = ");
	text_int(t, conf->port);
	text_str(t, "\n}\n\ncontrol {\n");
	key_path(t, "path", conf->folder, "control.sock");
	text_str(t, "}\n\ntls {\n");
	key_path(t, "certificate", conf->folder, "server.pem");
	key_path(t, "key", conf->folder, "server.key");
	key_path(t, "client_ca", conf->folder, "ca.pem");
	key_path(t, "crl", conf->folder, "crl.pem");
	text_str(t, "}\n\nclients {\n"
		    "\taccept_agb_uri = true\t# URI:agb:… of our own CA\n"
		    "}\n\n");
}

static void write_data(struct text *t, const struct init_conf *conf)
{
	text_str(t, "ledger {\n");
	key_path(t, "path", conf->folder, "ledger/ledger.db");
	text_str(t, "\tsince = \"");
	text_str(t, conf->since);
	text_str(t, "\"\n}\n\nsnapshot {\n");
	key_path(t, "dir", conf->folder, "snapshots");
	text_str(t, "\tkeys = { \"");
	text_str(t, conf->signing_key);
	text_str(t, "\" }\t# signing.pub\n}\n\nprivacy {\n");
	key_path(t, "key", conf->folder, "patient.key");
	text_str(t, "}\n");
}

bool init_conf_write(const struct init_conf *conf, const char *into,
		     struct err *e)
{
	static char memory[CONF_BYTES_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "# claimd.conf, made by claimctl init; see "
		     "claimd.conf(5).\n\n");
	write_network(&t, conf);
	write_data(&t, conf);
	return file_write_new(into, "claimd.conf", t.data, t.len, 0640, e);
}
