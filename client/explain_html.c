/*
 * explain: a page for paper and phones. It needs nothing but itself: no
 * script, no font, no picture, no address; so it reads the same in ten years.
 */
#include "client/explain_page.h"

/*
 * Contrasts are at least 7 to 1. Rows become blocks on a narrow screen, and
 * every word may break: nothing is wider than the page.
 */
static const char style[] =
    ":root{color-scheme:light}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:#fff;color:#1a1a1a;"
    "font:1rem/1.45 system-ui,-apple-system,\"Segoe UI\",Roboto,Arial,"
    "sans-serif;overflow-wrap:anywhere}"
    "main{max-width:52rem;margin:0 auto;padding:1rem}"
    "h1{font-size:1.5rem;line-height:1.2;margin:.5rem 0 1rem}"
    "h2{font-size:1.2rem;border-bottom:2px solid #1a1a1a;"
    "padding-bottom:.2rem;margin:2rem 0 .6rem;break-after:avoid}"
    "h3{font-size:1rem;margin:0 0 .3rem;break-after:avoid}"
    "p{margin:.4rem 0}"
    "code,pre{font-family:ui-monospace,Consolas,monospace;font-size:.875em}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;"
    "border:1px solid #767676;padding:.6rem;margin:0}"
    ".verdict{border:3px solid;border-radius:.3rem;padding:.6rem .8rem;"
    "font-weight:700;break-inside:avoid}"
    ".good{color:#0b4f1f;border-color:#0b4f1f}"
    ".bad{color:#8a1002;border-color:#8a1002}"
    ".quiet{color:#3d3d3d;border-color:#767676}"
    "p.verdict.bad{background:#8a1002;color:#fff;font-size:1.2rem}"
    "table{width:100%;border-collapse:collapse;table-layout:fixed}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;"
    "border-bottom:1px solid #767676}"
    "thead th{background:#ececec}"
    "tbody th{font-weight:600}"
    "tr{break-inside:avoid}"
    ".label{width:40%}.amount{width:26%}.result{width:20%}"
    "td.result{font-weight:700;text-align:right}"
    ".tree{list-style:none;margin:0;padding:0}"
    ".rule{border-left:.35rem solid #767676;padding:.4rem 0 .4rem .8rem;"
    "margin:0 0 .7rem;break-inside:avoid}"
    ".rule.bad{border-color:#8a1002}.rule.good{border-color:#0b4f1f}"
    ".rule,.rule h3,.rule p,.rule dl{color:#1a1a1a}"
    ".status{display:inline-block;border:1px solid;border-radius:.3rem;"
    "padding:0 .4rem;font-size:.875rem}"
    ".said{font-weight:600}"
    "th,dt,dd,p{hyphens:auto}"
    "code,pre{hyphens:none}"
    "dl{margin:.2rem 0 0}"
    "dl div{display:flex;gap:.5rem}"
    "dt{flex:0 0 55%}dt::after{content:\":\"}"
    "dd{flex:1 1 auto;margin:0;min-width:0}"
    "@media (max-width:30rem){"
    "main{padding:.7rem}"
    "thead{display:none}"
    "table,tbody,tr,th,td{display:block;width:100%}"
    "tr{border-bottom:1px solid #767676;padding:.3rem 0}"
    "th,td,td.result{border:0;padding:.1rem 0;text-align:left}}"
    "@page{size:A4;margin:16mm 15mm}"
    "@media print{body{font-size:10pt}main{max-width:none;padding:0}"
    "thead{display:table-header-group}"
    "p.verdict.bad{background:#fff;color:#8a1002}}";

/* A text as HTML; what no page may hold becomes a question mark. */
static void put(struct explain_page *page, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '&')
			fputs("&amp;", page->out);
		else if (c == '<')
			fputs("&lt;", page->out);
		else if (c == '>')
			fputs("&gt;", page->out);
		else if (c == '"')
			fputs("&quot;", page->out);
		else if (c == '\'')
			fputs("&#39;", page->out);
		else
			putc(c < ' ' || c == 0x7f ? '?' : c, page->out);
	}
}

static void put_in(struct explain_page *page, const char *before,
		   const char *text, const char *after)
{
	fputs(before, page->out);
	put(page, text);
	fputs(after, page->out);
}

static const char *tone_class(enum explain_tone tone)
{
	static const char *const classes[] = {
	    [TONE_GOOD] = "good",
	    [TONE_BAD] = "bad",
	    [TONE_QUIET] = "quiet",
	};

	return classes[tone];
}

static void html_begin(struct explain_page *page, const char *title)
{
	fprintf(page->out,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n",
		page->language == LANGUAGE_NL ? "nl" : "en");
	put_in(page, "<title>", title, "</title>\n");
	fprintf(page->out, "<style>%s</style>\n</head>\n<body>\n<main>\n",
		style);
	put_in(page, "<h1>", title, "</h1>\n");
}

static void close_section(struct explain_page *page)
{
	if (page->section_open)
		fputs("</section>\n", page->out);
	page->section_open = false;
}

static void html_end(struct explain_page *page)
{
	close_section(page);
	fputs("</main>\n</body>\n</html>\n", page->out);
}

static void html_section(struct explain_page *page, const char *title)
{
	close_section(page);
	put_in(page, "<section>\n<h2>", title, "</h2>\n");
	page->section_open = true;
}

/* It stands for itself, above and below the rest. */
static void html_verdict(struct explain_page *page, enum explain_tone tone,
			 const char *text)
{
	close_section(page);
	fprintf(page->out, "<p class=\"verdict %s\">", tone_class(tone));
	put_in(page, "", text, "</p>\n");
}

static void html_note(struct explain_page *page, const char *text)
{
	put_in(page, "<p>", text, "</p>\n");
}

static void html_facts_begin(struct explain_page *page)
{
	put_in(page, "<table>\n<thead><tr><th scope=\"col\" class=\"label\">",
	       say(SAY_FACT, page->language), "</th>");
	put_in(page, "<th scope=\"col\">", say(SAY_VALUE, page->language),
	       "</th></tr></thead>\n<tbody>\n");
}

static void html_fact(struct explain_page *page, const char *label,
		      const char *value)
{
	put_in(page, "<tr><th scope=\"row\">", label, "</th>");
	put_in(page, "<td>", value, "</td></tr>\n");
}

static void html_table_end(struct explain_page *page)
{
	fputs("</tbody>\n</table>\n", page->out);
}

/* ---- the tree ----------------------------------------------------------- */

static void html_rule_begin(struct explain_page *page,
			    const struct explain_rule *rule)
{
	if (!page->tree_open)
		fputs("<ol class=\"tree\">\n", page->out);
	page->tree_open = true;
	page->list_open = false;
	fprintf(page->out, "<li class=\"rule %s\">\n", tone_class(rule->tone));
	put_in(page, "<h3>", rule->title, " ");
	fprintf(page->out, "<span class=\"status %s\">",
		tone_class(rule->tone));
	put_in(page, "", rule->status, "</span></h3>\n");
	put_in(page, "<p>", rule->article, " ");
	put_in(page, "<code>", rule->code, "</code></p>\n");
}

static void html_rule_text(struct explain_page *page, const char *text)
{
	put_in(page, "<p class=\"said\">", text, "</p>\n");
}

static void html_rule_fact(struct explain_page *page, const char *label,
			   const char *value)
{
	if (!page->list_open)
		fputs("<dl>\n", page->out);
	page->list_open = true;
	put_in(page, "<div><dt>", label, "</dt>");
	put_in(page, "<dd>", value, "</dd></div>\n");
}

static void html_rule_end(struct explain_page *page)
{
	if (page->list_open)
		fputs("</dl>\n", page->out);
	page->list_open = false;
	fputs("</li>\n", page->out);
}

static void html_tree_end(struct explain_page *page, const char *counts)
{
	if (page->tree_open)
		fputs("</ol>\n", page->out);
	page->tree_open = false;
	html_note(page, counts);
}

/* ---- arithmetic --------------------------------------------------------- */

static void html_sums_begin(struct explain_page *page)
{
	put_in(page, "<table>\n<thead><tr><th scope=\"col\" class=\"amount\">",
	       say(SAY_AMOUNT, page->language), "</th>");
	put_in(page, "<th scope=\"col\">", say(SAY_CALCULATION, page->language),
	       "</th>");
	put_in(page, "<th scope=\"col\" class=\"result\">",
	       say(SAY_RESULT, page->language),
	       "</th></tr></thead>\n<tbody>\n");
}

static void html_sum(struct explain_page *page, const struct explain_sum *sum)
{
	put_in(page, "<tr><th scope=\"row\">", sum->label, "</th>");
	if (sum->words[0] == '\0') {
		put_in(page, "<td>", say(SAY_NOTHING, page->language), "</td>");
	} else {
		put_in(page, "<td>", sum->words, "<br>");
		put_in(page, "= ", sum->numbers, "</td>");
	}
	put_in(page, "<td class=\"result\">", sum->result, "</td></tr>\n");
}

static void html_raw(struct explain_page *page, const char *json)
{
	put_in(page, "<pre>", json, "</pre>\n");
}

const struct explain_writer explain_html_writer = {
    .begin = html_begin,
    .end = html_end,
    .section = html_section,
    .verdict = html_verdict,
    .note = html_note,
    .facts_begin = html_facts_begin,
    .fact = html_fact,
    .facts_end = html_table_end,
    .rule_begin = html_rule_begin,
    .rule_text = html_rule_text,
    .rule_fact = html_rule_fact,
    .rule_end = html_rule_end,
    .tree_end = html_tree_end,
    .sums_begin = html_sums_begin,
    .sum = html_sum,
    .sums_end = html_table_end,
    .raw = html_raw,
};
