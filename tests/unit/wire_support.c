#include "wire_support.h"

#include <criterion/criterion.h>
#include <string.h>

const char wire_full[] =
    "{'v':1,'op':'dispense','id':'2026-004711-1','date':'2026-11-21',"
    "'insured':{'bsn':'999990019','born':'1961-04-02','sex':'f','wlz':true,"
    "'uzovi':'3311','polis':'196'},"
    "'prescription':{'prescriber':'huisarts','prescriber_agb':'01012345',"
    "'date':'2026-11-20','chronic':true,'medical_necessity':true,"
    "'holiday':true,'palliative':true,'palliative_agreement':true,"
    "'travel':true,'indication':'E11.9'},"
    "'item':{'kind':'medicine','zi':'15987654','quantity_milli':90000,"
    "'days':90,'price':8731,'weekly':true,'last_supplied':'2026-08-20',"
    "'first_supplied':'2020-01-31','preferred_unavailable':true,"
    "'dose_changed':true},"
    "'permits':['M-1','M-2','M-3','M-4'],"
    "'statement':{'kind':'artsenverklaring','conditions_met':true,'xm':true,"
    "'sent_to_insurer':true,'judged_by_insurer':true},"
    "'expect':'partial'}";

const char wire_example[] =
    "{'v':1,'op':'dispense','id':'2026-004711-1','date':'2026-11-21',\n"
    " 'insured':{'bsn':'999990019','born':'1961-04-02','sex':'f',"
    "'uzovi':'3311','polis':'196'},\n"
    " 'prescription':{'prescriber':'huisarts','prescriber_agb':'01012345',"
    "'date':'2026-11-20','chronic':true},\n"
    " 'item':{'kind':'medicine','zi':'15987654','quantity_milli':90000,"
    "'days':90}}";

size_t wire_quote(const char *line, char *out)
{
	size_t len = strlen(line);

	cr_assert(len < WIRE_LINE_MAX);
	for (size_t i = 0; i <= len; i++)
		out[i] = line[i] == '\'' ? '"' : line[i];
	return len;
}

void wire_replace(char *line, const char *find, const char *put)
{
	char *at = strstr(line, find);

	cr_assert(at != NULL, "no %s in %s", find, line);
	cr_assert(strlen(line) + strlen(put) < WIRE_LINE_MAX);
	memmove(at + strlen(put), at + strlen(find),
		strlen(at + strlen(find)) + 1);
	memcpy(at, put, strlen(put));
}

void wire_parse(const char *quoted, size_t len, struct wire_parsed *out)
{
	struct text canonical;

	memset(&out->error, 0, sizeof(out->error));
	text_init(&canonical, out->canonical, sizeof(out->canonical));
	out->good =
	    request_parse(quoted, len, &out->request, &canonical, &out->error);
	out->canonical_len = canonical.len;
}

void wire_parse_changed(const char *find, const char *put,
			struct wire_parsed *out)
{
	static char line[WIRE_LINE_MAX];

	strcpy(line, wire_full);
	wire_replace(line, find, put);
	wire_parse(line, wire_quote(line, line), out);
}
