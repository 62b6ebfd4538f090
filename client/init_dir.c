#include "client/init_dir.h"

#include <confuse.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "client/files.h"

static void say_nothing(cfg_t *cfg, const char *fmt, va_list args)
{
	(void)cfg;
	(void)fmt;
	(void)args;
}

/* A section of which nothing is read. */
#define SKIPPED(name, flags)                                                   \
	CFG_SEC(name, nothing, (flags) | CFGF_IGNORE_UNKNOWN)

/* The daemon checks the file; here only what a client needs is read. */
static bool read_conf(const char *path, struct init_dir *out, struct err *e)
{
	cfg_opt_t listen[] = {CFG_INT("port", 7443, CFGF_NONE), CFG_END()};
	cfg_opt_t control[] = {CFG_STR("path", "", CFGF_NONE), CFG_END()};
	cfg_opt_t nothing[] = {CFG_END()};
	cfg_opt_t top[] = {
	    CFG_SEC("listen", listen, CFGF_IGNORE_UNKNOWN),
	    CFG_SEC("control", control, CFGF_IGNORE_UNKNOWN),
	    SKIPPED("client", CFGF_MULTI | CFGF_TITLE),
	    SKIPPED("tls", CFGF_NONE),
	    SKIPPED("clients", CFGF_NONE),
	    SKIPPED("ledger", CFGF_NONE),
	    SKIPPED("snapshot", CFGF_NONE),
	    SKIPPED("privacy", CFGF_NONE),
	    SKIPPED("limits", CFGF_NONE),
	    SKIPPED("threads", CFGF_NONE),
	    SKIPPED("log", CFGF_NONE),
	    CFG_END(),
	};
	cfg_t *cfg = cfg_init(top, CFGF_IGNORE_UNKNOWN);

	cfg_set_error_function(cfg, say_nothing);

	int result = cfg_parse(cfg, path);
	if (result == CFG_SUCCESS) {
		out->port = (int)cfg_getint(cfg, "listen|port");
		snprintf(out->socket, sizeof(out->socket), "%s",
			 cfg_getstr(cfg, "control|path"));
	}
	cfg_free(cfg);
	if (result == CFG_FILE_ERROR)
		return err_set(e, ERR_NOT_FOUND,
			       "%s: no such file; expected a folder made by "
			       "claimctl init",
			       path);
	return result == CFG_SUCCESS ||
	       err_set(e, ERR_FAILED,
		       "%s: unreadable; claimd -t -c %s says where", path,
		       path);
}

/* Relative paths of a configuration start at its folder. */
static bool resolve(const char *folder, char path[PATH_BYTES_MAX],
		    struct err *e)
{
	char relative[PATH_BYTES_MAX];

	if (path[0] == '/')
		return true;
	snprintf(relative, sizeof(relative), "%s",
		 path[0] != '\0' ? path : "control.sock");
	return path_join(path, folder, relative, e);
}

bool init_dir_read(const char *folder, struct init_dir *out, struct err *e)
{
	char conf[PATH_BYTES_MAX];

	return path_absolute(folder, out->folder, e) &&
	       path_join(conf, out->folder, "claimd.conf", e) &&
	       path_join(out->ca, out->folder, "ca.pem", e) &&
	       read_conf(conf, out, e) && resolve(out->folder, out->socket, e);
}

/* The one client-*.pem of the folder. */
static bool only_client(const struct init_dir *dir, char agb[LEN_AGB + 1],
			struct err *e)
{
	char pattern[PATH_BYTES_MAX];
	glob_t found;

	if (!path_join(pattern, dir->folder,
		       "client-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9].pem",
		       e))
		return false;
	bool none = glob(pattern, 0, NULL, &found) != 0;
	bool one = !none && found.gl_pathc == 1;
	if (one)
		memcpy(agb, strrchr(found.gl_pathv[0], '-') + 1, LEN_AGB);
	if (!none)
		globfree(&found);
	agb[LEN_AGB] = '\0';
	if (none)
		return err_set(e, ERR_NOT_FOUND,
			       "%s holds no client certificate", dir->folder);
	return one || err_set(e, ERR_USAGE,
			      "%s holds several pharmacies; choose one with "
			      "--pharmacy",
			      dir->folder);
}

bool init_dir_client(const struct init_dir *dir, const char *agb,
		     char certificate[PATH_BYTES_MAX], char key[PATH_BYTES_MAX],
		     struct err *e)
{
	char only[LEN_AGB + 1], name[64];

	if (agb == NULL && !only_client(dir, only, e))
		return false;
	if (agb == NULL)
		agb = only;
	snprintf(name, sizeof(name), "client-%.8s.pem", agb);
	if (!path_join(certificate, dir->folder, name, e))
		return false;
	snprintf(name, sizeof(name), "client-%.8s.key", agb);
	return path_join(key, dir->folder, name, e);
}
