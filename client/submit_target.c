#include "client/submit_target.h"

#include <stdio.h>

#include "client/init_dir.h"

/* What --dir gives; --cert and the others then win. */
static bool from_dir(const struct args *args, struct submit_paths *paths,
		     struct tls_target *target, struct err *e)
{
	const char *folder = args_value(args, OPT_DIR, NULL);
	const char *agb = args_value(args, OPT_PHARMACY, NULL);
	struct init_dir dir;

	if (folder == NULL)
		return true;
	if (!init_dir_read(folder, &dir, e))
		return false;
	target->port = dir.port;
	snprintf(paths->ca, sizeof(paths->ca), "%s", dir.ca);
	target->ca = paths->ca;
	if (args_has(args, OPT_CERT) && args_has(args, OPT_KEY))
		return true;
	target->certificate = paths->certificate;
	target->key = paths->key;
	return init_dir_client(&dir, agb, paths->certificate, paths->key, e);
}

static bool check_complete(const struct tls_target *target, struct err *e)
{
	const char *missing = target->certificate == NULL ? "--cert"
			      : target->key == NULL	  ? "--key"
			      : target->ca == NULL	  ? "--ca"
							  : NULL;

	return missing == NULL ||
	       err_set(e, ERR_USAGE,
		       "%s is missing; --dir DIR of an init folder gives it",
		       missing);
}

bool submit_target(const struct args *args, struct submit_paths *paths,
		   struct session_config *config, struct err *e)
{
	struct tls_target *target = &config->target;
	int64_t window = 0, seconds = REPLY_TIMEOUT_MS / 1000;

	*target = (struct tls_target){
	    .port = 7443,
	    .connect_timeout_ms = CONNECT_TIMEOUT_MS,
	};
	if (!from_dir(args, paths, target, e))
		return false;
	int64_t port = target->port;
	target->host = args_value(args, OPT_HOST, "localhost");
	target->certificate = args_value(args, OPT_CERT, target->certificate);
	target->key = args_value(args, OPT_KEY, target->key);
	target->ca = args_value(args, OPT_CA, target->ca);
	if (!args_number(args, OPT_PORT, 1, 65535, &port, e) ||
	    !args_number(args, OPT_WINDOW, 1, WINDOW_MAX, &window, e) ||
	    !args_number(args, OPT_TIMEOUT, 1, 3600, &seconds, e))
		return false;
	target->port = (int)port;
	config->window = (int)window;
	config->reply_timeout_ms = (int)seconds * 1000;
	return check_complete(target, e);
}

const char *submit_hint(enum err_code code)
{
	switch (code) {
	case ERR_NOT_PERMITTED:
		return "--cert and --key must come from an authority that the "
		       "daemon knows, --ca must be the daemon's";
	case ERR_NOT_RUNNING:
		return "start it with claimd -c FILE, or name it with --host "
		       "and --port";
	default:
		return NULL;
	}
}
