#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/log.h"
#include "process.h"
#include "rules/decision.h"
#include "serve.h"

enum { EXIT_USAGE = 2 };

static int usage(void)
{
	fputs("usage: claimd -c FILE [-t] [-f] [-V]\n"
	      "  -c FILE  the configuration\n"
	      "  -t       check it and exit\n"
	      "  -f       stay in the foreground\n"
	      "  -V       print the version and exit\n",
	      stderr);
	return EXIT_USAGE;
}

static int fail(const struct err *e)
{
	log_line(LOG_ERR, "%s", e->message);
	return err_exit_status(e->code);
}

static int run(const char *path, bool check, bool foreground)
{
	char absolute[PATH_MAX];
	struct conf *conf;
	struct err e;

	process_harden();
	if (!conf_load(path, &conf, &e))
		return fail(&e);
	/* The background has another working directory. */
	bool ok = realpath(path, absolute) != NULL
		      ? serve_check(conf, &e)
		      : err_set(&e, ERR_FAILED, "%s: %m", path);
	if (ok && check)
		printf("%s: ok\n", path);
	else if (ok)
		ok = (foreground || process_background(&e)) &&
		     serve(conf, absolute, &e);
	conf_free(conf);
	return ok ? EXIT_SUCCESS : fail(&e);
}

int main(int argc, char **argv)
{
	bool check = false, foreground = false;
	const char *path = NULL;

	for (int opt; (opt = getopt(argc, argv, "c:tfV")) != -1;) {
		switch (opt) {
		case 'c':
			path = optarg;
			break;
		case 't':
			check = true;
			break;
		case 'f':
			foreground = true;
			break;
		case 'V':
			printf("claimd %s, rules %s\n", PACKAGE_VERSION,
			       RULES_VERSION);
			return EXIT_SUCCESS;
		default:
			return usage();
		}
	}
	if (path == NULL || optind != argc)
		return usage();
	return run(path, check, foreground);
}
