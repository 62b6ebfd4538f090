#include "snapshot_fixture.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rules/decision.h"

static const struct {
	const char *name, *text;
} good[] = {
    {"meta.csv", "key,value\n"
		 "snapshot_id,gvs-20261101-000017\n"
		 "sequence,17\n"
		 "publisher,tests\n"
		 "published_at,2026-11-01T03:00:00Z\n"
		 "first_day,2024-01-01\n"
		 "last_day,2026-12-31\n"
		 "rules," RULES_VERSION "\n"},
    {"policy.csv", "uzovi,polis,valid_from,valid_to,name,reglement\n"
		   "3311,196,2024-01-01,2026-06-30,Polis,r-1\n"},
    {"parameter.csv", "reglement,name,valid_from,valid_to,value,article,note\n"
#define PARAM(symbol, name, min, max, article) "r-1," name ",2024-01-01,,1,,\n"
#include "rules/params.def"
#undef PARAM
    },
    {"supplier.csv", "agb,name,kind\n"
		     "02012345,Apotheek,apotheek\n"
		     "06012345,Ziekenhuis,ziekenhuis\n"},
    {"contract.csv", "uzovi,agb,scope,valid_from,valid_to\n"
		     "3311,02012345,farmacie,2024-01-01,2024-12-31\n"
		     "3311,02012345,prestatie:x,2024-01-01,\n"},
    {"article.csv",
     "zi,valid_from,valid_to,name,hpk,prk,gpk,atc,substance,form,unit,"
     "package_milli,smallest_package_milli,divisible,prescription_only,"
     "annex,selfcare,cg_group,hospital_only,excluded,long_supply,"
     "oral_contraceptive,insulin,route,diet_type\n"
     "90000005,2024-01-01,2025-12-31,\"Eén, \"\"goed\"\"\",h1,p1,g1,A10BA02,"
     "metformin,tablet,stuk,30000,10000,1,1,1A,0,,0,,0,0,0,oraal,\n"
     "90000013,2024-03-01,,Twee,h2,p1,g1,A10BA02,metformin,tablet,stuk,"
     "14000,,0,1,1B,1,laxeermiddel,1,homeopathie,1,1,1,injectie,polymeer\n"
     "90000021,2024-01-01,,Drie,,p2,,,other,drank,ml,100000,,0,0,,0,,0,,"
     "0,0,0,overig,\n"},
    {"price.csv", "zi,valid_from,valid_to,aip_cents,vat_bp,limit_micro\n"
		  "90000005,2024-01-01,2024-12-31,1000,900,654260\n"
		  "90000005,2025-02-01,,1100,2100,\n"
		  "90000013,2024-01-01,,500,900,0\n"
		  "90000021,2024-01-01,,700,900,\n"},
    {"preference.csv", "uzovi,prk,zi,valid_from,valid_to\n"
		       "3311,p1,90000013,2024-01-01,2025-06-30\n"
		       "3311,p1,90000005,2025-01-01,2025-12-31\n"},
    {"condition.csv",
     "id,scope,value,procedure,form,text_nl,age_from,age_below,"
     "valid_from,valid_to\n"
     "9,atc,A10,vooraf,artsenverklaring,Tekst,18,,2024-01-01,\n"
     "3,zi,90000005,achteraf,,Tekst,,12,2024-01-01,2024-06-30\n"
     "5,prk,p1,toestemming,apotheekinstructie,Tekst,,,2024-01-01,\n"
     "7,gpk,g1,vooraf,verklaring_dieetpreparaten,Tekst,,,2024-01-01,\n"
     "6,substance,metformin,vooraf,,Tekst,,,2024-01-01,\n"
     "8,atc,A10BB,vooraf,,Tekst,,,2024-01-01,\n"},
    {"average_tariff.csv", "uzovi,code,valid_from,valid_to,cents\n"
			   "3311,90000005,2024-01-01,2024-12-31,990\n"},
    {"irrational_substance.csv", "substance,reason\nkamfer,literatuur\n"},
    {"registered_equivalent.csv", "substance,zi,in_gvs,minister_refused\n"
				  "other,90000021,0,1\n"},
    {"service.csv",
     "code,valid_from,valid_to,article,name,insured,tariff_cents\n"
     "x,2024-01-01,,7.14,Iets,indien_gecontracteerd,\n"},
    {"device.csv", "code,valid_from,valid_to,category,name,market_cents\n"
		   "POMP1,2024-01-01,,infuuspomp,Pomp,120000\n"},
};

static const char *good_text(const char *file)
{
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (strcmp(good[i].name, file) == 0)
			return good[i].text;
	cr_assert_fail("%s", file);
	return NULL;
}

void fixture_begin(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	snprintf(f->dir, sizeof(f->dir), "/tmp/claimd-snapshot-XXXXXX");
	cr_assert_not_null(mkdtemp(f->dir));
	snprintf(f->out, sizeof(f->out), "%.200s/out #1%%.gvs", f->dir);
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		fixture_write(f, good[i].name, good[i].text);
}

void fixture_end(struct fixture *f)
{
	char path[2 * FIXTURE_PATH + 64];
	DIR *dir = opendir(f->dir);
	struct dirent *entry;

	cr_assert_not_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", f->dir, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	closedir(dir);
	cr_expect(rmdir(f->dir) == 0);
}

void fixture_write(struct fixture *f, const char *file, const char *text)
{
	char path[FIXTURE_PATH + 64];

	snprintf(path, sizeof(path), "%s/%s", f->dir, file);
	if (text == NULL) {
		cr_assert(unlink(path) == 0, "%s", path);
		return;
	}
	FILE *out = fopen(path, "we");
	cr_assert_not_null(out);
	cr_assert(fwrite(text, 1, strlen(text), out) == strlen(text));
	cr_assert(fclose(out) == 0);
}

void fixture_edit(struct fixture *f, const char *file, const char *find,
		  const char *replace)
{
	static char edited[FIXTURE_TEXT];
	const char *text = good_text(file);
	const char *at = strstr(text, find);

	cr_assert_not_null(at, "%s: %s", file, find);
	snprintf(edited, sizeof(edited), "%.*s%s%s", (int)(at - text), text,
		 replace, at + strlen(find));
	fixture_write(f, file, edited);
}

void fixture_append(struct fixture *f, const char *file, const char *text)
{
	static char longer[FIXTURE_TEXT];

	snprintf(longer, sizeof(longer), "%s%s", good_text(file), text);
	fixture_write(f, file, longer);
}

static void on_fault(void *ctx, const char *fault)
{
	struct fixture *f = ctx;

	if (f->fault_count < FIXTURE_FAULTS)
		snprintf(f->faults[f->fault_count], sizeof(f->faults[0]), "%s",
			 fault);
	f->fault_count++;
}

bool fixture_build(struct fixture *f)
{
	f->fault_count = 0;
	f->e = (struct err){.code = ERR_NONE};
	return snapshot_build(f->dir, f->out, on_fault, f, &f->stats, &f->e);
}

bool fixture_has_fault(const struct fixture *f, const char *fault)
{
	int kept =
	    f->fault_count < FIXTURE_FAULTS ? f->fault_count : FIXTURE_FAULTS;

	for (int i = 0; i < kept; i++)
		if (strcmp(f->faults[i], fault) == 0)
			return true;
	return false;
}

struct snapshot *fixture_open(struct fixture *f)
{
	struct snapshot *snapshot;

	cr_assert(fixture_build(f), "%s; %s", f->e.message, f->faults[0]);
	cr_assert(snapshot_open(f->out, &snapshot, &f->e), "%s", f->e.message);
	return snapshot;
}
