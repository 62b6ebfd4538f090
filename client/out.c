#include "client/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	enum err_code code;
	const char *hint;
} usual_hints[] = {
    {ERR_USAGE, "claimctl --help lists the commands"},
    {ERR_NOT_RUNNING,
     "start it with claimd -c FILE, or name its socket with --socket or "
     "--dir"},
    {ERR_NOT_PERMITTED,
     "run claimctl as the daemon's user, or add your uid to control.uids"},
    {ERR_RELOAD_REFUSED,
     "claimd goes on as before; mend it, and reload again"},
    {ERR_TIMED_OUT,
     "the outcome is unknown; sending the same request again is safe"},
    {ERR_TRY_AGAIN, "send the same request again later"},
    {ERR_NO_SNAPSHOT, "claimctl snapshot install FILE gives it one"},
    {ERR_SNAPSHOT_UNSIGNED,
     "fetch its .manifest and .manifest.sig too, or sign it with claimctl "
     "snapshot sign"},
    {ERR_MANIFEST_INVALID,
     "fetch it again: manifest and signature must be the publisher's bytes"},
    {ERR_SNAPSHOT_KEY_UNKNOWN,
     "if the publisher has a new key, learn it from him, not with the file, "
     "and add it to snapshot.keys"},
    {ERR_SIGNATURE_INVALID,
     "fetch manifest and signature again; if it stays, ask the publisher"},
    {ERR_SNAPSHOT_MISMATCH,
     "file and manifest do not belong together: fetch both again"},
    {ERR_SNAPSHOT_SIZE, "fetch the file again"},
    {ERR_SNAPSHOT_HASH, "fetch the file again"},
    {ERR_SNAPSHOT_DAMAGED,
     "its publisher must build it again with claimctl snapshot build"},
    {ERR_SNAPSHOT_OTHER_RULES,
     "claimctl version names the rulebook of this program; upgrade it, or ask "
     "for a snapshot made for it"},
    {ERR_SNAPSHOT_REPLAYED,
     "to go back on purpose: claimctl snapshot rollback"},
    {ERR_SNAPSHOT_OUTDATED,
     "ask the publisher for a newer one; see RUNBOOK in claimd-snapshot(7)"},
    {ERR_SNAPSHOT_IMPLAUSIBLE,
     "if it is right all the same: --force REASON, which is recorded"},
    {ERR_CHANGES_TOO_MUCH,
     "claimctl snapshot diff OLD NEW --rehearse DAYS --full lists every claim"},
    {ERR_CASES_FAILED,
     "the failing cases are above; either the snapshot is wrong, or they are"},
    {ERR_RATCHET_DAMAGED, "restore accepted.json from a backup; see RUNBOOK in "
			  "claimd-snapshot(7)"},
    {ERR_UNKNOWN_CLIENT,
     "the certificate's names must map to one pharmacy in claimd.conf"},
};

static const char *usual_hint(enum err_code code)
{
	for (size_t i = 0; i < ARRAY_LEN(usual_hints); i++)
		if (usual_hints[i].code == code)
			return usual_hints[i].hint;
	return NULL;
}

static void fail_json(const struct err *e, const char *hint)
{
	char memory[4096];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"error\":{\"code\":");
	text_json_string(&t, err_name(e->code));
	if (e->field[0] != '\0') {
		text_str(&t, ",\"field\":");
		text_json_string(&t, e->field);
	}
	text_str(&t, ",\"message\":");
	text_json_string(&t, e->message);
	if (hint != NULL) {
		text_str(&t, ",\"hint\":");
		text_json_string(&t, hint);
	}
	text_str(&t, "}}");
	puts(t.data);
}

int out_fail(const struct args *args, const struct err *e, const char *hint)
{
	if (hint == NULL)
		hint = usual_hint(e->code);
	fflush(stdout);
	fprintf(stderr, "claimctl: %s%s%s [%s]\n", e->field,
		e->field[0] != '\0' ? ": " : "", e->message, err_name(e->code));
	if (hint != NULL)
		fprintf(stderr, "  hint: %s\n", hint);
	if (args != NULL && args_has(args, OPT_JSON))
		fail_json(e, hint);
	return err_exit_status(e->code);
}

void out_warn(const char *fmt, ...)
{
	va_list args;

	fputs("claimctl: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

static bool colours(FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (no_color != NULL && no_color[0] != '\0')
		return false;
	if (term == NULL || strcmp(term, "dumb") == 0)
		return false;
	return isatty(fileno(stream)) == 1;
}

void out_coloured(FILE *stream, enum colour colour, const char *word, int width)
{
	static const char *const codes[] = {
	    [COLOUR_GOOD] = "\033[32m",
	    [COLOUR_MIDDLING] = "\033[33m",
	    [COLOUR_BAD] = "\033[31m",
	    [COLOUR_QUIET] = "\033[2m",
	};

	if (colours(stream))
		fprintf(stream, "%s%-*s\033[0m", codes[colour], width, word);
	else
		fprintf(stream, "%-*s", width, word);
}

void out_quantity(struct text *t, int64_t quantity_milli)
{
	int64_t rest = quantity_milli % 1000;
	int width = 3;

	text_int(t, quantity_milli / 1000);
	if (rest == 0)
		return;
	while (rest % 10 == 0) {
		rest /= 10;
		width--;
	}
	text_char(t, ',');
	text_int_padded(t, rest, width);
}

bool out_flush(struct err *e)
{
	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return true;
	return err_set(e, ERR_FAILED, "standard output: %s", strerror(errno));
}
