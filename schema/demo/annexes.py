"""Reads the published law texts of schema/demo/source, as dirty as they are.

Nothing is guessed silently: every row that is not plain is put into a report
as (what was done, line, row).
"""
import collections
import csv
import re

Product = collections.namedtuple(
    "Product", "registration name cluster letter unit limit line annex")

# Prefix, the first five characters of the ATC code, group, route.
CLUSTER = re.compile(r"[0-9A-Z]([A-Z][0-9]{2}[A-Z]{2})[A-Z][A-Z]{0,3}")
LEN_CLUSTER = 10
REGISTRATION = re.compile(
    r"[0-9]+(=[0-9]+)?|[0-9]+//[0-9]+|EU/[0-9]/[0-9]{2}/[0-9]+/[0-9]+")
LETTERS = "VKBG"
UNITS = {"stuk": "stuk", "ml": "ml", "gram": "g", "do": "dosis",
         "verp": "verp", "mg": "mg", "me-e": "me-e"}


class Report:
    def __init__(self):
        self.rows = []

    def add(self, what, line, row):
        self.rows.append((what, line, row))

    def print(self):
        for what, line, row in self.rows:
            print("%s: line %d: %s" % (what, line, row))
        counts = collections.Counter(what for what, _, _ in self.rows)
        for what, count in sorted(counts.items()):
            print("%6d  %s" % (count, what))


def cells(text):
    """The columns of `| a  | b  |`; blanks and no-break spaces trimmed."""
    text = text.strip()
    text = text[1:] if text.startswith("|") else text
    text = text[:-1] if text.endswith("|") else text
    return [cell.replace("\u00a0", " ").strip() for cell in text.split("|")]


def decimal_micro(text):
    """'1.066,72500' in millionths, or None."""
    text = text.replace(".", "").replace(" ", "")
    if not re.fullmatch(r"[0-9]+(,[0-9]{1,6})?", text):
        return None
    whole, _, fraction = text.partition(",")
    return int(whole) * 1000000 + int((fraction + "000000")[:6])


def split_cluster(cell, known):
    """A cluster and the letter that ran into it: '0A02BAAO V', 'YR03…IDAV'."""
    parts = cell.split()
    if len(parts) == 2 and parts[1] in LETTERS:
        return parts[0], parts[1]
    ends = cell[:-1] in known or len(cell) > LEN_CLUSTER
    if cell not in known and ends and cell[-1] in LETTERS:
        return cell[:-1], cell[-1]
    return cell, ""


def known_clusters(rows):
    return {row[0] for _, row in rows
            if len(row) == 7 and CLUSTER.fullmatch(row[0])}


def mended(line, row, known, report):
    """Cluster, letter, registration, name, dose, unit, limit; or None."""
    text = " | ".join(row)
    if len(row) == 6:
        cluster, letter = split_cluster(row[0], known)
        report.add("1A: letter taken out of the cluster" if letter
                   else "1A: no letter, adults taken", line, text)
        row = [cluster, letter or "V"] + row[1:]
    elif len(row) == 7 and not CLUSTER.fullmatch(row[0]):
        report.add("1A: letter in the cluster too", line, text)
        row = [split_cluster(row[0], known)[0]] + row[1:]
    if len(row) != 7:
        report.add("1A: LEFT OUT, %d columns" % len(row), line, text)
        return None
    if len(row[0]) == 7:
        report.add("1A: cluster without a route, kept", line, text)
    if re.match("EU/0[0-9]/", row[2]):
        report.add("1A: registration EU/01 for EU/1", line, text)
        row[2] = "EU/" + row[2][4:]
    if row[6].endswith(";"):
        report.add("1A: semicolon after the limit", line, text)
        row[6] = row[6].rstrip("; ")
    if len(row[5].split()) == 2:
        report.add("1A: the unit stands twice", line, text)
        row[5] = row[5].split()[0]
    if not re.fullmatch(r"[0-9.]+,[0-9]{2}", row[4]):
        report.add("1A: standard dose not as 2,00", line, text)
    return row


def read_annex_1a(path, report):
    """Every product once: (registration, name) with its highest limit."""
    with open(path, encoding="utf-8") as file:
        rows = [(line, cells(text)) for line, text in enumerate(file, 1)
                if text.strip()]
    known = known_clusters(rows)
    products = {}
    for line, row in rows:
        row = mended(line, row, known, report)
        if row is None:
            continue
        cluster, letter, registration, name, _, unit, limit = row
        text = " | ".join(row)
        micro = decimal_micro(limit)
        unit = UNITS.get(unit.lower())
        if (micro is None or unit is None or not CLUSTER.fullmatch(cluster)
                or not REGISTRATION.fullmatch(registration)):
            report.add("1A: LEFT OUT, cannot be read", line, text)
            continue
        key = registration, name.lower()
        before = products.get(key)
        if before is not None and before.limit != micro:
            report.add("1A: two limits for one name, the higher taken", line,
                       text)
        if before is None or before.limit < micro:
            products[key] = Product(registration, name, cluster, letter, unit,
                                    micro, line, "1A")
    several = collections.defaultdict(set)
    for product in products.values():
        several[product.registration].add(product.limit)
    for product in products.values():
        if len(several[product.registration]) > 1:
            report.add("1A: registration with several limits, a product each",
                       product.line, product.registration + " " + product.name)
    return list(products.values())


def read_annex_1b(path, report):
    products = {}
    with open(path, encoding="utf-8") as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            row = cells(text)
            if len(row) != 2 or not REGISTRATION.fullmatch(row[0]):
                report.add("1B: LEFT OUT, cannot be read", line, text.strip())
                continue
            key = row[0], row[1].lower()
            if key in products:
                report.add("1B: the same row again", line, " | ".join(row))
                continue
            products[key] = Product(row[0], row[1], "", "", "stuk", None, line,
                                    "1B")
    return list(products.values())


def read_maximum_prices(path):
    """(registration) -> name, group, price in 10^-8 euro a unit, unit."""
    with open(path, encoding="utf-8", newline="") as file:
        return {row["registration"]: row for row in csv.DictReader(file)}


def read_annex_2(path):
    """Number of the item -> its title and text on one line."""
    items, number = {}, None
    with open(path, encoding="utf-8") as file:
        for text in file:
            heading = re.fullmatch(r"### ?([0-9]+[ab]?)", text.strip())
            if heading:
                number = heading.group(1)
                items[number] = []
            elif number is not None:
                items[number].append(re.sub(r"<[^>]*>|[#*]", "", text))
    return {number: " ".join(" ".join(lines).split())
            for number, lines in items.items()}
