/* explain: a recorded decision as a tree, made again and compared. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "client/claim_name.h"
#include "client/command.h"
#include "client/explain_page.h"
#include "client/out.h"

static bool write_failed(const char *path, struct err *e)
{
	return err_set(e, ERR_FAILED, "%s: %s", path, strerror(errno));
}

/* Whole, or not at all: what stood there before stays until then. */
static bool write_file(struct explain_page *page, const char *path,
		       struct err *e)
{
	char part[PATH_BYTES_MAX];
	int len = snprintf(part, sizeof(part), "%s.XXXXXX", path);

	if (len < 0 || (size_t)len >= sizeof(part))
		return err_set(e, ERR_USAGE, "--html: the path is too long");
	int fd = mkstemp(part);
	if (fd < 0)
		return write_failed(path, e);
	page->out = fdopen(fd, "w");
	if (page->out == NULL) {
		(void)write_failed(path, e);
		close(fd);
		unlink(part);
		return false;
	}
	explain_tell(page);
	bool good = ferror(page->out) == 0;
	good = fclose(page->out) == 0 && good;
	if (good && rename(part, path) == 0)
		return true;
	(void)write_failed(path, e);
	unlink(part);
	return false;
}

static bool tell_page(const struct args *args, struct explain_page *page,
		      struct err *e)
{
	const char *path = args_value(args, OPT_HTML, NULL);

	if (path != NULL) {
		page->writer = &explain_html_writer;
		if (!write_file(page, path, e))
			return false;
	}
	if (args_has(args, OPT_JSON))
		return true;
	if (path == NULL) {
		page->writer = &explain_text_writer;
		page->out = stdout;
		explain_tell(page);
	} else {
		char memory[PATH_BYTES_MAX + 64];
		struct text t;
		text_init(&t, memory, sizeof(memory));
		say_with(&t, SAY_WRITTEN, page->language, &path);
		puts(t.data);
	}
	return true;
}

int cmd_explain(const struct args *args)
{
	struct explain_page page = {.full = args_has(args, OPT_FULL)};
	struct doc *reply = NULL;
	struct err e;

	if (!args_language(args, &page.language, &e))
		return out_fail(args, &e, NULL);
	int status = claim_ask(args, "explain", &reply);
	if (status != 0)
		return status;
	page.root = doc_root(reply);
	bool differs =
	    strcmp(doc_get_str(page.root, "verified", ""), "differs") == 0;
	bool told = tell_page(args, &page, &e);
	doc_free(reply);
	if (!told)
		return out_fail(NULL, &e, NULL);
	if (!differs)
		return 0;
	err_set(&e, ERR_NOT_VERIFIED,
		"the decision made again differs from the stored reply");
	return out_fail(NULL, &e, "keep the ledger as it is, and report this");
}
