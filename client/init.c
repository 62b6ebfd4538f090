/* init: everything that a first run needs, in one folder. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "client/command.h"
#include "client/demo_data.h"
#include "client/files.h"
#include "client/init_conf.h"
#include "client/init_snapshot.h"
#include "client/out.h"
#include "client/pki.h"
#include "store/identity.h"

struct init {
	const struct args *args;
	char folder[PATH_BYTES_MAX]; /* where it will be */
	char stage[PATH_BYTES_MAX];  /* where it is being made */
	char data[PATH_BYTES_MAX];   /* of the CSV files */
	bool made_folder;
	int pharmacies;
	const char *pharmacy[INIT_PHARMACIES_MAX];
	struct init_conf conf;
	struct init_snapshot snapshot;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

static bool check_agb(const char *agb, struct err *e)
{
	if (strlen(agb) == LEN_AGB && strspn(agb, "0123456789") == LEN_AGB)
		return true;
	return err_set(e, ERR_USAGE, "--pharmacy %s: expected 8 digits", agb);
}

static bool read_pharmacies(struct init *init, struct err *e)
{
	const struct args *args = init->args;

	for (int i = 0; i < args->given_count; i++) {
		if (args->given[i].id != OPT_PHARMACY)
			continue;
		if (!check_agb(args->given[i].value, e))
			return false;
		for (int j = 0; j < init->pharmacies; j++)
			if (strcmp(init->pharmacy[j], args->given[i].value) ==
			    0)
				return err_set(e, ERR_USAGE,
					       "--pharmacy %s is given twice",
					       init->pharmacy[j]);
		if (init->pharmacies == INIT_PHARMACIES_MAX)
			return err_set(e, ERR_USAGE, "at most %d pharmacies",
				       (int)INIT_PHARMACIES_MAX);
		init->pharmacy[init->pharmacies++] = args->given[i].value;
	}
	if (init->pharmacies == 0)
		init->pharmacy[init->pharmacies++] = "02012345";
	return true;
}

static bool read_since(struct init *init, struct err *e)
{
	const char *since = args_value(init->args, OPT_SINCE, "");
	civil_day day;

	init->conf.since = since;
	return since[0] == '\0' || civil_parse(since, strlen(since), &day) ||
	       err_set(e, ERR_USAGE, "--since %s: expected a date YYYY-MM-DD",
		       since);
}

static bool read_options(struct init *init, struct err *e)
{
	const char *data = args_value(init->args, OPT_DATA, NULL);

	init->conf.port = 7443;
	return args_number(init->args, OPT_PORT, 1, 65535, &init->conf.port,
			   e) &&
	       read_pharmacies(init, e) && read_since(init, e) &&
	       (data != NULL ? path_absolute(data, init->data, e)
			     : demo_data_find(init->data, e));
}

static bool failed(const char *path, struct err *e)
{
	return err_set(e, ERR_FAILED, "%s: cannot make it: %s", path,
		       strerror(errno));
}

/* The kernel bounds the path of a socket: better said now than at start. */
static bool check_socket_path(const struct init *init, struct err *e)
{
	size_t max = sizeof(((struct sockaddr_un *)0)->sun_path) - 1;

	return strlen(init->folder) + strlen("/control.sock") <= max ||
	       err_set(e, ERR_REFUSED,
		       "%.60s…: the path is too long for the control socket",
		       init->folder);
}

/* The folder, empty, and in it the one where all is made first. */
static bool make_folders(struct init *init, struct err *e)
{
	bool empty;

	if (!path_absolute(init->args->operands[0], init->folder, e) ||
	    !check_socket_path(init, e))
		return false;
	init->made_folder = mkdir(init->folder, 0750) == 0;
	if (!init->made_folder && errno != EEXIST)
		return failed(init->folder, e);
	if (!folder_is_empty(init->folder, &empty, e))
		return false;
	if (!empty)
		return err_set(e, ERR_REFUSED, "%s is not empty", init->folder);
	if (!path_join(init->stage, init->folder, ".init-XXXXXX", e))
		return false;
	return mkdtemp(init->stage) != NULL || failed(init->stage, e);
}

static bool make_pki(struct init *init, struct err *e)
{
	struct pki *pki;

	if (!pki_create(init->stage, &pki, e))
		return false;
	bool ok = pki_server(pki, init->stage, e);
	for (int i = 0; ok && i < init->pharmacies; i++)
		ok = pki_client(pki, init->stage, init->pharmacy[i], e);
	pki_free(pki);
	return ok;
}

static bool make_patient_key(struct init *init, struct err *e)
{
	char path[PATH_BYTES_MAX];

	return path_join(path, init->stage, "patient.key", e) &&
	       identity_create(path, e);
}

static bool make_sub_folder(struct init *init, const char *name,
			    char path[PATH_BYTES_MAX], struct err *e)
{
	return path_join(path, init->stage, name, e) &&
	       (mkdir(path, 0750) == 0 || failed(path, e));
}

static bool make_snapshot(struct init *init, struct err *e)
{
	return init_snapshot_make(init->data, init->stage,
				  args_has(init->args, OPT_JSON),
				  &init->snapshot, e);
}

static bool make_rest(struct init *init, struct err *e)
{
	char ledger[PATH_BYTES_MAX];

	init->conf.folder = init->folder;
	init->conf.signing_key = init->snapshot.key;
	return make_sub_folder(init, "ledger", ledger, e) &&
	       demo_data_requests(init->data, init->stage, e) &&
	       init_conf_write(&init->conf, init->stage, e) &&
	       folder_sync(init->stage, e);
}

/* Runs the steps; an interrupt takes effect between them. */
static bool make_all(struct init *init, struct err *e)
{
	static bool (*const steps[])(struct init *, struct err *) = {
	    make_pki, make_patient_key, make_snapshot, make_rest};

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (!steps[i](init, e))
			return false;
		if (interrupted)
			return err_set(e, ERR_INTERRUPTED, "interrupted");
	}
	return true;
}

/* Makes all beside, then moves it in; on failure nothing stays. */
static bool make(struct init *init, struct err *e)
{
	if (!make_folders(init, e)) {
		if (init->made_folder)
			rmdir(init->folder);
		return false;
	}
	bool ok = make_all(init, e) &&
		  folder_move_entries(init->stage, init->folder, e) &&
		  folder_sync(init->folder, e);
	folder_remove(init->stage);
	if (!ok)
		folder_clear(init->folder); /* it was empty before */
	if (!ok && init->made_folder)
		rmdir(init->folder);
	return ok;
}

static void print_json(const struct init *init)
{
	char memory[2 * PATH_BYTES_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"dir\":");
	text_json_string(&t, init->folder);
	text_str(&t, ",\"port\":");
	text_int(&t, init->conf.port);
	text_str(&t, ",\"snapshot\":");
	text_json_string(&t, init->snapshot.info.id);
	text_str(&t, ",\"pharmacies\":[");
	for (int i = 0; i < init->pharmacies; i++) {
		text_str(&t, i == 0 ? "" : ",");
		text_json_string(&t, init->pharmacy[i]);
	}
	text_str(&t, "]}");
	puts(t.data);
}

static void print_next(const struct init *init)
{
	const char *folder = init->folder;
	char requests[PATH_BYTES_MAX];
	struct err e;
	bool sample = path_join(requests, folder, REQUESTS_FILE, &e) &&
		      access(requests, R_OK) == 0;

	printf("made %s with snapshot %s\n\n"
	       "next:\n"
	       "  claimd -f -c %s/claimd.conf\n"
	       "  claimctl submit --dir %s %s\n",
	       folder, init->snapshot.info.id, folder, folder,
	       sample ? requests : "REQUESTS.jsonl");
}

int cmd_init(const struct args *args)
{
	struct init init = {.args = args};
	struct err e;

	signal(SIGINT, on_interrupt);
	signal(SIGTERM, on_interrupt);
	umask(027);
	if (!read_options(&init, &e) || !make(&init, &e))
		return out_fail(args, &e,
				e.code == ERR_REFUSED
				    ? "name a folder that is new or empty"
				    : NULL);
	if (args_has(args, OPT_JSON))
		print_json(&init);
	else
		print_next(&init);
	return 0;
}
