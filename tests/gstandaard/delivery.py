"""Writes deliveries in the layouts of the G-Standaard, with invented content.

The real data is licensed, so none of it is here: the layouts are as
published, every name, code and price is made up. A delivery is a dictionary
of files; a file is a list of records; a record is a dictionary of fields, and
what it does not name is zeros or blanks."""

import copy
import os

# Name, width, N(umber) or A(lphanumeric). The name of a field that is empty,
# or that nobody here needs, is six stars, as in BST001T.
EMPTY = "******"
HEAD = [("BSTNUM", 4, "N"), ("MUTKOD", 1, "N")]
LAYOUTS = {
    "BST000T": HEAD + [
        ("MDBST", 20, "A"), ("MDOBST", 50, "A"), ("MDBCOD", 8, "N"),
        ("MDRECL", 4, "N"), ("MDDATI", 8, "N"), ("MDDATW", 8, "N"),
        ("MDDATU", 8, "N"), ("MDSTAT", 1, "A"), ("MDANM0", 8, "N"),
        ("MDANM1", 8, "N"), ("MDANM2", 8, "N"), ("MDANM3", 8, "N"),
        ("MDANTL", 8, "N"), (EMPTY, 8, "A")],
    "BST001T": HEAD + [
        ("MDBST", 20, "A"), ("MDVNR", 3, "N"), ("MDRNAM", 10, "A"),
        ("MDROMS", 50, "A"), ("MDRCOD", 8, "N"), ("MDRSLE", 2, "A"),
        ("MDRTYP", 1, "A"), ("MDRLEN", 4, "N"), ("MDRDEC", 2, "N"),
        ("MDROPM", 6, "A"), (EMPTY, 17, "A")],
    "BST004T": HEAD + [
        ("ATKODE", 8, "N"), ("HPKODE", 8, "N"), ("ATNMNR", 7, "N"),
        ("VPINHV", 8, "N"), ("VPHFAA", 5, "N"), ("THHFOM", 3, "N"),
        ("VPHFOM", 3, "N"), ("VPDLAA", 5, "N"), ("THDLOM", 3, "N"),
        ("VPDLOM", 3, "N"), ("VPDLHV", 8, "N"), ("VPKUNV", 1, "A"),
        ("XPKUND", 8, "N"), ("VPKWGM", 1, "A"), ("VPKKLK", 1, "A"),
        ("VPKKVP", 1, "A"), ("VPKBWR", 1, "A"), ("VPKEAS", 1, "A"),
        ("RVRVG1", 5, "N"), ("RVRVG2", 1, "A"), ("RVRVG3", 5, "N"),
        ("XVINSD", 8, "N"), ("MNVDDD", 10, "N"), ("VPFBVN", 12, "A"),
        ("XVREGH", 5, "N"), ("XVIMP", 5, "N"), ("VPKLEV", 5, "N"),
        ("THLND", 3, "N"), ("XALND", 3, "N"), ("XPIHDD", 8, "N"),
        ("XPUHDD", 8, "N"), ("PKKODE", 8, "N"), ("WTGKOD", 1, "N"),
        ("PGBTWK", 1, "N"), ("INKKAN", 1, "N"), ("REFKOD", 1, "N"),
        ("PGVKPE", 12, "N"), ("VEGPRS", 8, "N"), ("REFPRS", 8, "N"),
        (EMPTY, 32, "A"), ("GVSKOD", 11, "A"), ("GVSVGL", 12, "N"),
        ("PGIKPR", 8, "N"), ("EUNUM", 20, "A"), (EMPTY, 8, "A"),
        ("VPMAXP", 12, "N"), (EMPTY, 19, "A")],
    "BST020T": HEAD + [
        ("NMNR", 7, "N"), ("NMMEMO", 6, "A"), ("NMETIK", 27, "A"),
        ("NMNM40", 40, "A"), ("NMNAAM", 50, "A"), (EMPTY, 25, "A")],
    "BST031T": HEAD + [
        ("HPKODE", 8, "N"), ("PRKODE", 8, "N"), ("MHKODE", 8, "N"),
        ("HPNAMN", 7, "N"), ("MSNAAM", 50, "A"), ("FSNAAM", 50, "A"),
        (EMPTY, 95, "A"), ("TSEENH", 4, "N"), ("XSEENH", 6, "N"),
        (EMPTY, 207, "A")],
    "BST052T": HEAD + [
        ("PRKODE", 8, "N"), ("PRNMNR", 7, "N"), ("GPKODE", 8, "N"),
        (EMPTY, 100, "A")],
    "BST711T": HEAD + [
        ("GPKODE", 8, "N"), ("GSKODE", 8, "N"), ("THKTVR", 3, "N"),
        ("GPKTVR", 3, "N"), ("THKTWG", 3, "N"), ("GPKTWG", 3, "N"),
        ("GPNMNR", 7, "N"), ("GPSTNR", 7, "N"), ("GPINST", 25, "A"),
        ("GPMLCI", 3, "N"), ("GPMLCT", 8, "N"), ("GPADVP", 3, "N"),
        ("GPTCVP", 8, "N"), ("THKHVS", 4, "N"), ("GPKHVS", 6, "N"),
        ("SPKODE", 8, "N"), ("THSTWG", 3, "N"), ("SSKTWG", 3, "N"),
        ("ATCODE", 8, "A"), ("THEHHV", 3, "N"), ("XPEHHV", 3, "N"),
        (EMPTY, 28, "A")],
    "BST161T": HEAD + [
        ("ZINR", 8, "N"), ("ZRUZOVI", 4, "N"), ("THPRFSTS", 4, "N"),
        ("ZRPRFSTS", 6, "N"), ("PRFCLUS", 8, "N"), ("PRKODE", 8, "N"),
        ("HPKODE", 8, "N"), (EMPTY, 13, "A")],
    "BST014T": HEAD + [
        ("ATKODE", 8, "N"), ("HPRZV", 6, "N"), (EMPTY, 13, "A")],
    "BST713T": HEAD + [
        ("GPKODE", 8, "N"), ("PRKODE", 8, "N"), ("HPKODE", 8, "N"),
        ("GPDATW", 8, "N"), ("THRWYZ", 4, "N"), ("GPRWYZ", 6, "N"),
        ("GPKNEW", 8, "N"), ("PRKNEW", 8, "N"), (EMPTY, 1, "A")],
}


def number_of(name):
    return int(name[3:6])


def record(name, layout, fields, charset):
    """The bytes of a record. A field may be given as bytes, as they are."""
    out = b""
    known = {field for field, _, _ in layout}
    assert set(fields) <= known, set(fields) - known
    fields = dict({"BSTNUM": number_of(name)}, **fields)
    for field, width, kind in layout:
        value = fields.get(field, 0 if kind == "N" else "")
        if isinstance(value, int):
            value = str(value).zfill(width)
        if isinstance(value, str):
            value = value.encode(charset).ljust(width)
        assert len(value) == width, (name, field, value)
        out += value
    return out


class Delivery:
    """The files of a month, to be changed by a test and written."""

    def __init__(self):
        self.layouts = copy.deepcopy(LAYOUTS)
        self.files = {name: [] for name in LAYOUTS
                      if name not in ("BST000T", "BST001T")}
        self.charset = "iso-8859-1"
        self.ending = b"\r\n"
        self.counts = {}  # of BST000T, where they are wrong

    def add(self, file, **fields):
        self.files[file].append(fields)
        return self

    def product(self, hpk, prk, gpk, atc="N05AA01", substance=500, form=10,
                route=9, unit=245):
        """A trade, a prescription and a generic product in one."""
        self.add("BST031T", HPKODE=hpk, PRKODE=prk, TSEENH=2, XSEENH=unit)
        self.add("BST052T", PRKODE=prk, GPKODE=gpk)
        self.add("BST711T", GPKODE=gpk, ATCODE=atc, GPSTNR=substance,
                 GPKTVR=form, GPKTWG=route)
        return self

    def article(self, zi, hpk, name, **fields):
        """With a name of its own, numbered as it."""
        self.add("BST020T", NMNR=int(zi) % 10**7, NMNAAM=name)
        self.add("BST004T", **dict(
            dict(ATKODE=int(zi), HPKODE=hpk, ATNMNR=int(zi) % 10**7,
                 VPINHV=3000, VPKWGM="R", WTGKOD=1, PGBTWK=1, PGIKPR=1000,
                 MUTKOD=0), **fields))
        return self

    # --- the directory ----------------------------------------------------

    def width(self, file):
        return sum(width for _, width, _ in self.layouts[file])

    def directory(self):
        for file in sorted(self.layouts):
            for place, (field, width, kind) in enumerate(
                    self.layouts[file], 1):
                yield {"MDBST": file, "MDVNR": place, "MDRNAM": field,
                       "MDRTYP": kind, "MDRLEN": width}

    def listing(self, directory):
        for file in sorted(self.layouts):
            count = (len(self.layouts) if file == "BST000T"
                     else len(directory) if file == "BST001T"
                     else len(self.files.get(file, ())))
            yield {"MDBST": file, "MDRECL": self.width(file), "MDSTAT": "P",
                   "MDANTL": self.counts.get(file, count)}

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)
        directory = list(self.directory())
        files = dict(self.files, BST001T=directory,
                     BST000T=list(self.listing(directory)))
        for file, records in files.items():
            # BST001T is where everything else is found: as published.
            layout = (LAYOUTS if file == "BST001T" else self.layouts)[file]
            with open(os.path.join(folder, file), "wb") as f:
                for fields in records:
                    f.write(record(file, layout, fields, self.charset))
                    f.write(self.ending)
        return folder
