#!/usr/bin/env python3
"""Makes the CSV of a snapshot as large as the G-Standaard.

make_big_snapshot.py DIR [ARTICLES [PRICES_PER_ARTICLE]]

Everything in it is invented; the same arguments give the same bytes.
"""
import csv
import os
import sys

PARAMETERS = {
    "covers_farmacie": 1, "covers_hulpmiddelen": 0, "first_supply_days": 15,
    "first_early_days": 5, "new_after_months": 12,
    "expensive_month_cents": 100000, "setup_months": 6,
    "setup_supply_months": 1, "max_supply_months": 3,
    "long_supply_months": 12, "early_days": 14, "palliative_days": 15,
    "holiday_months": 6, "prescription_free_age": 21, "cg_own_days": 15,
    "uncontracted_percent": 75, "contribution_year_cents": 25000,
    "contribution_by_insurer": 1, "logistic_necessity": 1,
    "service_new_months": 12, "review_exempt": 0, "eigen_risico_age": 18,
    "device_excess_percent": 10,
}
INSURERS = ["%04d" % (3000 + n) for n in range(20)]
ARTICLES_PER_PRK = 8


def table(folder, name, header, rows):
    with open(os.path.join(folder, name + ".csv"), "w", newline="",
              encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)


def zi(n):
    return "%08d" % (10000000 + n)


def prk(n):
    return "%d" % (200000 + n // ARTICLES_PER_PRK)


def atc(n):
    group = n // ARTICLES_PER_PRK % 2000
    return "%c%02d%c%c%02d" % (65 + group % 14, 1 + group // 14 % 16,
                               65 + group % 5, 65 + group % 7, group % 40)


def articles(count):
    for n in range(count):
        yield (zi(n), "2010-01-01", "", "ARTIKEL %d TABLET %dMG" % (n, n % 500),
               300000 + n // 2, prk(n), 100000 + n // (4 * ARTICLES_PER_PRK),
               atc(n), "s%d" % (n // (2 * ARTICLES_PER_PRK)), "tablet", "stuk",
               30000, "", 1, 1, "1A" if n % 3 else "1B", 0, "", 0, "", 0, 0, 0,
               "oraal", "")


def prices(count, each):
    for n in range(count):
        for k in range(each):
            last = k == each - 1
            yield (zi(n), "%d-01-01" % (2010 + 2 * k),
                   "" if last else "%d-12-31" % (2011 + 2 * k),
                   500 + (n * 37 + k * 11) % 20000, 900,
                   100000 + n % 900000 if n % 3 else "")


def preferences(count):
    wanted = 3 * count // 5
    for uzovi in INSURERS:
        for n in range(0, count, ARTICLES_PER_PRK):
            if wanted == 0:
                return
            wanted -= 1
            yield (uzovi, prk(n), zi(n + int(uzovi) % ARTICLES_PER_PRK
                                     if n + ARTICLES_PER_PRK <= count else n),
                   "2012-01-01", "")


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    each = int(sys.argv[3]) if len(sys.argv) > 3 else 4
    os.makedirs(folder, exist_ok=True)
    table(folder, "meta", "key value", [
        ("snapshot_id", "gvs-20261101-000099"), ("sequence", 99),
        ("publisher", "bench"), ("published_at", "2026-11-01T03:00:00Z"),
        ("first_day", "2014-01-01"), ("last_day", "2030-12-31"),
        ("rules", os.environ.get("RULES_VERSION", "2026.1"))])
    table(folder, "policy", "uzovi polis valid_from valid_to name reglement",
          [(uzovi, polis, "2014-01-01", "", "Polis", "r-2023")
           for uzovi in INSURERS for polis in ("196", "basis")])
    table(folder, "parameter",
          "reglement name valid_from valid_to value article note",
          [("r-2023", name, "2014-01-01", "", value, "", "")
           for name, value in PARAMETERS.items()])
    table(folder, "supplier", "agb name kind",
          [("%08d" % (2000000 + n), "Apotheek %d" % n, "apotheek")
           for n in range(2000)])
    table(folder, "contract", "uzovi agb scope valid_from valid_to",
          [(uzovi, "%08d" % (2000000 + n), "farmacie", "2014-01-01", "")
           for uzovi in INSURERS for n in range(2000)])
    table(folder, "article",
          "zi valid_from valid_to name hpk prk gpk atc substance form unit"
          " package_milli smallest_package_milli divisible prescription_only"
          " annex selfcare cg_group hospital_only excluded long_supply"
          " oral_contraceptive insulin route diet_type", articles(count))
    table(folder, "price",
          "zi valid_from valid_to aip_cents vat_bp limit_micro",
          prices(count, each))
    table(folder, "preference", "uzovi prk zi valid_from valid_to",
          preferences(count))
    table(folder, "condition",
          "id scope value procedure form text_nl age_from age_below"
          " valid_from valid_to",
          [(n + 1, "atc", atc(n * 64)[:5], "achteraf", "", "Voorwaarde", "",
            "", "2010-01-01", "") for n in range(150)])
    table(folder, "average_tariff", "uzovi code valid_from valid_to cents",
          [(INSURERS[0], zi(n), "2014-01-01", "", 1000)
           for n in range(0, count, 10)])


if __name__ == "__main__":
    main()
