#!/usr/bin/env python3
"""Makes the CSV of the demo snapshot out of the published lists in source/.

make_demo.py OUT [--showcase]

The same sources give the same bytes. What was done with each irregular row is
printed, then counted; --showcase prints the articles of README.md instead.
"""
import collections
import csv
import os
import re
import sys
import zlib

sys.dont_write_bytecode = True
import annexes  # noqa: E402
import fixed  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "source")
ARTICLE = ("zi valid_from valid_to name hpk prk gpk atc substance form unit"
           " package_milli smallest_package_milli divisible prescription_only"
           " annex selfcare cg_group hospital_only excluded long_supply"
           " oral_contraceptive insulin route diet_type").split()
VAT_9_SINCE = "2019-01-01"  # the low rate was 6 % before
CG_GROUPS = {"A06A": "laxeermiddel", "A07DA": "diarree", "R06A": "allergie",
             "A02BA": "maagzuurremmer", "A02BC": "maagzuurremmer",
             "A03FA": "maaglediging", "S01XA": "oogbescherming"}
OTC = ("A06A", "A07DA", "N02BE")  # sold without a prescription
INJECTION = re.compile(r"\binj|injvlst|injpdr|\binf|infvlst|wwsp|ampul|flacon"
                       r"|\bpen\b|implant|patroon|\bamp\b|spuit\b")
HOSPITAL = re.compile(r"infus|infvlst|infpdr")
FORMS = [("tablet", r"\bt(abl(et(ten)?)?)?\b|dragee|kauwtab|smelttab"),
         ("capsule", r"\bcaps(ules?)?\b"), ("drank", r"drank|siroop|stroop"),
         ("oogdruppels", r"oogdr"), ("zalf", r"zalf"), ("creme", r"creme"),
         ("inhalatie", r"inh|aerosol|spuitbus|vernevel"),
         ("zetpil", r"zetpil"), ("pleister", r"pleister"),
         ("injectie", INJECTION.pattern)]


# Letters that make METFORMINE and METFORMIN one substance, within an ATC group.
SAME_WORD = 6

# What README.md shows; the names by which make_demo.py finds them.
SHOWCASE = [
    ("annex 1B, no condition: approved", "alkeran tablet filmomhuld 2mg"),
    ("annex 1A, dearer than its limit: eigen bijdrage",
     "concerta tablet mva 54mg"),
    ("preferred within its prk", "metoprololtartraat rp tablet 50mg"),
    ("the same prk, not preferred", "metoprololtartraat cf tablet 50mg"),
    ("C.G. group maagzuurremmer (preferred within its prk)",
     "omeprazol rp capsule msr 20mg"),
    ("more than 1000 euro a month", "sprycel 70 mg"),
    ("condition vooraf, artsenverklaring", "esbriet capsule 267mg"),
    ("condition toestemming", "gilenya"),
    ("condition vooraf, apotheekinstructie", "diazepam sandoz tablet 5mg"),
    ("oral contraceptive, condition from the age of 21 (preferred)",
     "microgynon 30 dragee"),
    ("insulin", "lantus solostar"),
    ("designated for a long supply", "euthyrox tablet 25mcg"),
    ("hospital only", "granisetron hikma infvlst"),
    ("selfcare without C.G. group: never", "paracetamol mylan tablet 1000mg"),
    ("not in the GVS", "demo tablet niet in het gvs"),
    ("excluded, homeopathie", "demo homeopathische korrels"),
    ("diet, polymeer", "demo drinkvoeding polymeer"),
]


def atc_of(product):
    """The five characters that a cluster gives away."""
    found = annexes.CLUSTER.fullmatch(product.cluster)
    return found.group(1) if found else ""


def check_digit_numbers():
    """ZI numbers of the range that is never assigned."""
    for start in range(9000000, 10000000):
        digits = [int(digit) for digit in "%07d" % start]
        rest = sum(d * w for d, w in zip(digits, range(8, 1, -1))) % 11
        if (11 - rest) % 11 < 10:
            yield "%07d%d" % (start, (11 - rest) % 11)


class Codes:
    """Short codes for long names, each its own."""

    def __init__(self):
        self.by_name, self.taken = {}, set()

    def get(self, name):
        if name not in self.by_name:
            slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:16]
            code, n = slug.strip("-"), 2
            while code in self.taken:
                code = slug[:13].strip("-") + "-%d" % n
                n += 1
            self.by_name[name] = code
            self.taken.add(code)
        return self.by_name[name]


class Numbers:
    """Numbers in the order in which they are asked for."""

    def __init__(self, first):
        self.next, self.by_name = first, {}

    def get(self, name):
        if name not in self.by_name:
            self.by_name[name] = str(self.next)
            self.next += 1
        return self.by_name[name]


def group_parts(group):
    """'A-12.5-MG-TABLET-B-5-MG-TABLET' -> ('A+B', 'TABLET')."""
    parts, names, forms, start = group.split("-"), [], [], 0
    for i, part in enumerate(parts):
        if i >= start and re.fullmatch(r"\.?[0-9][0-9.]*", part):
            names.append(re.sub(r" ?FASE ?[0-9]", "",
                                "-".join(parts[start:i])).strip())
            forms.append(parts[i + 2] if i + 2 < len(parts) else "")
            start = i + 3
    return "+".join(dict.fromkeys(names)) or group, forms[0] if forms else ""


def number(text):
    return float(text.replace(",", "."))


def content(name, unit):
    """What one package or piece holds, where the name says so."""
    if unit == "stuk":
        found = re.search(r"\b([0-9]+) ?(?:stuks|stuk|st|tabl)\b", name)
    elif unit == "dosis":
        found = re.search(r"\b([0-9]+) ?do(?:sis|ses)?\b", name)
    else:
        found = re.search(r"(?<![0-9,./])([0-9]+(?:,[0-9]+)?) ?%s\b(?!/)"
                          % unit, name)
    return number(found.group(1)) if found else None


def package(name, unit):
    """Thousandths of a unit in one package."""
    held = content(name, unit)
    if unit == "stuk":
        pieces = 1 if INJECTION.search(name) else 30
        return int(1000 * (held if held and 5 <= held <= 400 else pieces))
    default = {"ml": 100, "g": 100, "dosis": 60}[unit]
    return max(1, int(round(1000 * (held or default))))


def convert(product, price, report):
    """Unit, limit in micro-euro and price in 10^-8 euro, of one unit."""
    name, unit, limit = product.name.lower(), product.unit, product.limit
    if unit in ("mg", "me-e"):
        strength = re.search(r"([0-9]+)mg\b", name)
        held = number(strength.group(1)) if strength and unit == "mg" else 0.25
        report.add("1A: limit of one %s turned into one of a piece" % unit,
                   product.line, product.name)
        unit, limit = "stuk", int(round(limit * held))
    if unit == "verp":
        unit, price = "stuk", None
    if price is None:
        return unit, limit, None
    amount, other = price
    factor = 1 if unit == other or {unit, other} == {"g", "ml"} else None
    if {unit, other} == {"dosis", "stuk"}:
        factor = 1
    elif factor is None and unit == "stuk":
        factor = content(name, other)
    if factor is None:
        report.add("price of one %s, limit of one %s: price left out"
                   % (other, unit), product.line, product.name)
        return unit, limit, None
    return unit, limit, int(round(amount * factor))


class Demo:
    def __init__(self):
        self.report = annexes.Report()
        self.zi = check_digit_numbers()
        self.substances, self.forms = Codes(), Codes()
        self.hpk, self.prk = Numbers(7000000), Numbers(200000)
        self.gpk = Numbers(100000)
        self.articles, self.prices = [], []
        self.groups = collections.defaultdict(list)  # prk -> articles
        self.known = collections.defaultdict(set)  # atc -> substances

    # --- products ---------------------------------------------------------

    def identify(self, product, group):
        """Names of the product: (prk, substance, form)."""
        if group is not None:
            return (group,) + group_parts(group)
        name = product.name.lower()
        form = next((form for form, pattern in FORMS
                     if re.search(pattern, name)), "overig")
        word = (re.findall(r"[a-z]{3,}", name) or [name])[0].upper()
        known = [substance for substance in self.known[atc_of(product)]
                 if "+" not in substance and len(word) >= SAME_WORD
                 and substance[:SAME_WORD] == word[:SAME_WORD]]
        return ("%s %s" % (product.cluster, name),
                sorted(known)[0] if known else word, form.upper())

    def add(self, product, group, price):
        unit, limit, price = convert(product, price, self.report)
        name = " ".join(product.name.split())
        lower = name.lower()
        packed = package(lower, unit)
        if price is not None:
            aip = (price * packed + 500000000) // 1000000000
        elif limit is not None:
            aip = max(1, limit * packed // 10000000)
        else:
            aip = 500 + zlib.crc32(product.registration.encode()) % 19500
        prk, substance, form = self.identify(product, group)
        atc = atc_of(product)
        injected = bool(INJECTION.search(lower))
        loose = unit == "stuk" and not injected and "inh" not in lower
        self.keep({
            "name": name, "hpk": self.hpk.get(prk + "/" + lower),
            "prk": self.prk.get(prk), "gpk": self.gpk.get(substance + form),
            "atc": atc, "substance": self.substances.get(substance),
            "form": self.forms.get(form), "unit": unit,
            "package_milli": packed,
            "smallest_package_milli":
                10000 if loose and packed > 10000 else "",
            "divisible": int(loose), "annex": product.annex,
            "prescription_only": int(not atc.startswith(OTC)),
            "selfcare": int(atc.startswith(OTC)),
            "cg_group": next((group for start, group in CG_GROUPS.items()
                              if atc.startswith(start)), ""),
            "hospital_only": int(bool(HOSPITAL.search(lower))),
            "long_supply": int(atc == "H03AA"),
            "oral_contraceptive": int(atc in ("G03AA", "G03AB", "G03AC")
                                      and not injected and unit == "stuk"),
            "insulin": int(atc.startswith("A10A")
                           or lower.startswith(("lantus", "levemir"))),
            "route": "injectie" if injected else
                     "inhalatie" if atc.startswith("R03") else
                     "oraal" if loose else "overig",
        }, aip, "" if limit is None else limit, substance)

    def keep(self, values, aip, limit, substance):
        article = dict.fromkeys(ARTICLE, "")
        article.update(valid_from=fixed.FIRST_DAY, divisible=0, selfcare=0,
                       prescription_only=1, hospital_only=0, long_supply=0,
                       oral_contraceptive=0, insulin=0, route="overig")
        article.update(values, zi=next(self.zi))
        self.articles.append(article)
        self.groups[article["prk"]].append(article)
        article["_"] = (aip, limit, substance)  # not written
        self.prices.append((article["zi"], fixed.FIRST_DAY, "2018-12-31", aip,
                            600, limit))
        self.prices.append((article["zi"], VAT_9_SINCE, "", aip, 900, limit))

    def read(self):
        path = os.path.join(SOURCE, "%s-2014-07-08.txt").__mod__
        prices = annexes.read_maximum_prices(os.path.join(
            SOURCE, "gvs-limits-and-maximum-prices-2014.csv"))
        products = annexes.read_annex_1a(path("bijlage-1a"), self.report)
        by_root = {}  # number of the original product -> group
        for registration, row in prices.items():
            root = re.split("//|=", registration)[-1]
            by_root.setdefault(root, row["wgp_group"])
        for product in products:
            if product.registration in prices:
                group = prices[product.registration]["wgp_group"]
                self.known[atc_of(product)].add(group_parts(group)[0])
        for product in products:
            row = prices.get(product.registration)
            if row and row["name"].lower() != product.name.lower() and \
                    len([p for p in products
                         if p.registration == product.registration]) > 1:
                self.report.add("maximum price is another product's of the"
                                " same registration", product.line,
                                product.name)
                row = None
            root = re.split("//|=", product.registration)[-1]
            group = row["wgp_group"] if row else by_root.get(root)
            price = row and (round(float(row["wgp_max_eur_per_unit"]) * 1e8),
                             row["wgp_unit"])
            self.add(product, group, price or None)
        for product in annexes.read_annex_1b(path("bijlage-1b"), self.report):
            self.add(product, None, None)
        for name, substance, form, unit, packed, aip, more in fixed.EXTRA:
            self.keep(dict({
                "name": name, "prk": self.prk.get(name),
                "substance": self.substances.get(substance),
                "form": self.forms.get(form), "unit": unit,
                "package_milli": packed, "divisible": int(unit == "stuk"),
            }, **more), aip, "", substance)

    # --- what rests on the products -----------------------------------------

    def preferences(self):
        """The lowest number of 160 products that several firms make."""
        rows, chosen = [], 0
        for prk, articles in self.groups.items():
            firms = {article["name"].lower() for article in articles}
            loose = all(article["divisible"] for article in articles)
            if len(firms) < 4 or not loose or chosen == 160:
                continue
            chosen += 1
            rows.append((fixed.UZOVI, prk, articles[0]["zi"],
                         fixed.FIRST_DAY, ""))
        return rows

    def condition_values(self, about):
        """(scope, value) of each row that an item needs."""
        if about[0] == "atc":
            return [("atc", value) for value in about[1]]
        if about[0] == "diet":
            return [("substance", article["substance"])
                    for article in self.articles if article["diet_type"]]
        if about[0] == "substance":
            return sorted({("substance", article["substance"])
                           for article in self.articles
                           if article["_"][2].startswith(tuple(about[1]))})
        if about[0] == "oral":
            return sorted({("gpk", article["gpk"])
                           for article in self.articles
                           if article["_"][2].startswith(tuple(about[1]))
                           and article["route"] != "injectie"})
        return [("zi", article["zi"]) for article in self.articles
                if article["name"].lower().startswith(tuple(about[1]))]

    def conditions(self):
        texts = annexes.read_annex_2(
            os.path.join(SOURCE, "bijlage-2-2014-07-08.txt"))
        rows = []
        for item, procedure, form, age_from, age_below, about in \
                fixed.CONDITIONS:
            values = self.condition_values(about)
            if not values:
                self.report.add("annex 2: no article for item " + item, 0,
                                str(about))
            for scope, value in values:
                rows.append((len(rows) + 1, scope, value, procedure, form,
                             "Bijlage 2, onderdeel %s. %s"
                             % (item, texts[item]),
                             age_from, age_below, fixed.FIRST_DAY, ""))
        return rows

    def named(self, start):
        """The first article whose name begins so."""
        return next(article for article in self.articles
                    if article["name"].lower().startswith(start))

    def equivalents(self):
        outside = self.named("demo tablet niet in het gvs")
        refused = self.named("demo tablet geweigerd")
        inside = self.named("hydrocortison")
        return [("demo-buiten-gvs", outside["zi"], 0, 0),
                ("demo-geweigerd", refused["zi"], 0, 1),
                (inside["substance"], inside["zi"], 1, 0)]

    def tariffs(self):
        rows = [(fixed.UZOVI, code, fixed.FIRST_DAY, "", tariff * 95 // 100)
                for code, _, _, _, tariff in fixed.SERVICES if tariff]
        for article in self.articles[::10]:
            gross = article["_"][0] * 109
            rows.append((fixed.UZOVI, article["zi"], fixed.FIRST_DAY, "",
                         gross * 95 // 10000))
        return rows

    # --- files ------------------------------------------------------------------

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)

        def table(name, header, rows):
            path = os.path.join(folder, name + ".csv")
            with open(path, "w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(header.split())
                writer.writerows(rows)

        start = fixed.FIRST_DAY
        table("meta", "key value", fixed.META + [("rules", rules_version())])
        table("policy", "uzovi polis valid_from valid_to name reglement",
              fixed.POLICIES)
        table("parameter", "reglement name valid_from valid_to value article"
              " note", parameters())
        table("supplier", "agb name kind", fixed.SUPPLIERS)
        table("contract", "uzovi agb scope valid_from valid_to",
              fixed.CONTRACTS)
        table("article", " ".join(ARTICLE),
              [[article[column] for column in ARTICLE]
               for article in self.articles])
        table("price", "zi valid_from valid_to aip_cents vat_bp limit_micro",
              self.prices)
        table("preference", "uzovi prk zi valid_from valid_to",
              self.preferences())
        table("condition", "id scope value procedure form text_nl age_from"
              " age_below valid_from valid_to", self.conditions())
        table("average_tariff", "uzovi code valid_from valid_to cents",
              self.tariffs())
        table("irrational_substance", "substance reason", fixed.IRRATIONAL)
        table("registered_equivalent",
              "substance zi in_gvs minister_refused", self.equivalents())
        table("service", "code valid_from valid_to article name insured"
              " tariff_cents",
              [(code, start, "", article, name, insured, tariff)
               for code, article, name, insured, tariff in fixed.SERVICES])
        table("device", "code valid_from valid_to category name market_cents",
              [(code, start, "", category, name, market)
               for code, category, name, market in fixed.DEVICES])


def parameters():
    for reglement, (medicines, devices) in fixed.COVERS.items():
        covers = {"covers_farmacie": (medicines, "2"),
                  "covers_hulpmiddelen": (devices, "2")}
        for name, value in {**covers, **fixed.PARAMETERS}.items():
            rows = value if isinstance(value, list) else [
                (fixed.FIRST_DAY, "", value[0], value[1], "")]
            for since, until, number_, article, note in rows:
                yield reglement, name, since, until, number_, article, note


def rules_version():
    path = os.path.join(HERE, "..", "..", "lib", "rules", "decision.h")
    with open(path, encoding="utf-8") as file:
        return re.search(r'#define RULES_VERSION "([^"]+)"',
                         file.read()).group(1)


def main():
    demo = Demo()
    demo.read()
    if "--showcase" in sys.argv:
        for what, start in SHOWCASE:
            article = demo.named(start)
            print("| %s | %s | %s |" % (article["zi"], article["name"], what))
        return
    demo.write(sys.argv[1])
    demo.report.print()
    print("%6d  articles" % len(demo.articles))


if __name__ == "__main__":
    main()
