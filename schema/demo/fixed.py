"""The rows of the demo that no published list gives: see README.md."""

FIRST_DAY = "2014-01-01"
LAST_DAY = "2030-12-31"
META = [("snapshot_id", "gvs-20261101-000017"), ("sequence", "17"),
        ("publisher", "claimd demo"), ("published_at", "2026-11-01T03:00:00Z"),
        ("first_day", FIRST_DAY), ("last_day", LAST_DAY)]

UZOVI = "3311"    # medicines: the reglement of 2023
UZOVI_V = "9901"  # infusion pumps: the pump page
APOTHEEK = "02012345"
POLICIES = [
    (UZOVI, "196", FIRST_DAY, "", "Principe Polis", "prolife-2023"),
    (UZOVI, "197", FIRST_DAY, "", "Principe Polis Budget", "prolife-2023"),
    (UZOVI_V, "infuuspomp", FIRST_DAY, "", "Basisverzekering, infuuspompen",
     "ohra-infuuspomp"),
]

# name: (value, article) or a list of (from, to, value, article, note)
PARAMETERS = {
    "first_supply_days": (15, "9.1"),
    "first_early_days": (5, "reading 4"),
    "new_after_months": (12, "7.2"),
    "expensive_month_cents": (100000, "9.1"),
    "setup_months": (6, "9.1"),
    "setup_supply_months": (1, "9.1"),
    "max_supply_months": (3, "9.1"),
    "long_supply_months": (12, "9.1"),
    "early_days": (14, "reading 5"),
    "palliative_days": (15, "9.1"),
    "holiday_months": (6, "9.2"),
    "prescription_free_age": (21, "9.1"),
    "cg_own_days": (15, "4.4.4"),
    "uncontracted_percent": (75, "3.3"),
    "contribution_year_cents": [
        (FIRST_DAY, "2018-12-31", -1, "Regeling 2.32", "geen maximum"),
        ("2019-01-01", "2026-12-31", 25000, "Regeling 2.32", ""),
        ("2027-01-01", "", 25000, "Regeling 2.32",
         "aangenomen dat het maximum blijft"),
    ],
    "contribution_by_insurer": [
        (FIRST_DAY, "2018-12-31", 0, "reading 13", ""),
        ("2019-01-01", "", 1, "reading 13", "praktijk sinds 2019"),
    ],
    "logistic_necessity": (1, "reading 8"),
    "service_new_months": (12, "7.2"),
    "review_exempt": [
        (FIRST_DAY, "2021-12-31", 0, "7.5", ""),
        ("2022-01-01", "2022-12-31", 1, "7.5", "N.B. bij 7.5"),
        ("2023-01-01", "", 0, "7.5", ""),
    ],
    "eigen_risico_age": (18, "Zvw 19"),
    "device_excess_percent": (10, "reading 11"),
}
COVERS = {"prolife-2023": (1, 0), "ohra-infuuspomp": (0, 1)}

SUPPLIERS = [
    ("01088888", "Huisartsenpraktijk met apotheek De Dijk",
     "apotheekhoudend_huisarts"),
    (APOTHEEK, "Apotheek De Brink", "apotheek"),
    ("02054321", "Apotheek Zonder Contract", "apotheek"),
    ("06010101", "Ziekenhuisapotheek Het Veer", "ziekenhuis"),
    ("75750001", "Medische speciaalzaak De Linde", "medische_speciaalzaak"),
    ("76760001", "Pompen en Slangen", "hulpmiddelenleverancier"),
]
CONTRACTS = [
    (UZOVI, "01088888", "farmacie", FIRST_DAY, ""),
    (UZOVI, APOTHEEK, "farmacie", FIRST_DAY, ""),
    (UZOVI, APOTHEEK, "prestatie:facultatief-1", "2026-01-01", "2026-12-31"),
    (UZOVI, "06010101", "farmacie", FIRST_DAY, ""),
    (UZOVI, "75750001", "dieet", FIRST_DAY, ""),
    (UZOVI_V, "76760001", "hulpmiddelen", FIRST_DAY, ""),
]

# code, article, name, insured, tariff
SERVICES = [
    ("terhandstelling", "7.1", "Terhandstelling van een geneesmiddel", "ja",
     750),
    ("terhandstelling-nieuw", "7.2",
     "Terhandstelling en begeleidingsgesprek nieuw geneesmiddel", "ja", 1500),
    ("terhandstelling-gdv", "7.3", "Terhandstelling door middel van een GDV",
     "ja", 425),
    ("instructie-hulpmiddel", "7.4",
     "Instructie patiënt geneesmiddel-gerelateerd hulpmiddel", "ja", 2500),
    ("medicatiebeoordeling", "7.5",
     "Medicatiebeoordeling chronisch geneesmiddelengebruik", "ja", 9500),
    ("begeleiding-dagbehandeling", "7.6",
     "Farmaceutische begeleiding bij dagbehandeling/polikliniekbezoek", "ja",
     3500),
    ("begeleiding-opname", "7.7",
     "Farmaceutische begeleiding bij ziekenhuisopname", "ja", 4500),
    ("begeleiding-ontslag", "7.8",
     "Farmaceutische begeleiding in verband met ontslag uit het ziekenhuis",
     "ja", 4500),
    ("zelfmanagement", "7.9",
     "Voorlichting farmaceutisch zelfmanagement voor patiëntengroep", "nee",
     ""),
    ("zelfzorgadvies", "7.10", "Advies farmaceutische zelfzorg", "nee", ""),
    ("reisadvies-ur", "7.11",
     "Advies gebruik uitsluitend recept geneesmiddelen tijdens reis", "nee",
     ""),
    ("reisadvies-ziekterisico", "7.12", "Advies ziekterisico bij reizen",
     "nee", ""),
    ("onderlinge-dienst", "7.13", "Onderlinge dienstverlening", "nee", ""),
    ("facultatief-1", "7.14", "Facultatieve zorgprestatie 1",
     "indien_gecontracteerd", ""),
]

# code, category, name, market price
DEVICES = [
    ("INFUUSPOMP1", "infuuspomp", "Draagbare infuuspomp", 120000),
    ("INFUUSPOMP2", "infuuspomp", "Draagbare infuuspomp, marktprijs onbekend",
     ""),
    ("INSULINEPOMP1", "insulinepomp", "Insulinepomp", 300000),
    ("OVERIG1", "overig", "Ander hulpmiddel", 10000),
]

IRRATIONAL = [("badolie", "warenwet"), ("kamfer", "zorginstituut"),
              ("zilverwater", "literatuur")]

# Articles that no annex lists. name, substance, form, unit, package_milli,
# aip_cents, and the columns that differ.
EXTRA = [
    ("DEMO TABLET NIET IN HET GVS", "demo-buiten-gvs", "tablet", "stuk", 30000,
     2500, {"annex": ""}),
    ("DEMO TABLET GEWEIGERD DOOR DE MINISTER", "demo-geweigerd", "tablet",
     "stuk", 30000, 9900, {"annex": ""}),
    ("DEMO REISVACCIN", "demo-reis", "injectie", "stuk", 1000, 4000,
     {"annex": "", "excluded": "reizen", "route": "injectie"}),
    ("DEMO GELIJKWAARDIG AAN NIET VERGOED", "demo-gelijk", "tablet", "stuk",
     30000, 1200, {"annex": "", "excluded": "gelijkwaardig_niet_vergoed"}),
    ("DEMO GENEESMIDDEL VOOR ONDERZOEK", "demo-onderzoek", "capsule", "stuk",
     30000, 5000, {"annex": "", "excluded": "onderzoek"}),
    ("DEMO ARTIKEL 40 LID 3 ONDER F", "demo-art40", "capsule", "stuk", 30000,
     7500, {"annex": "", "excluded": "art40_3_f"}),
    ("DEMO HOMEOPATHISCHE KORRELS", "demo-homeopaat", "korrels", "g", 10000,
     950, {"annex": "", "excluded": "homeopathie", "prescription_only": 0,
           "selfcare": 1}),
    ("DEMO ANTROPOSOFISCHE ZALF", "demo-antropo", "zalf", "g", 50000, 1450,
     {"annex": "", "excluded": "antroposofie", "prescription_only": 0}),
    ("DEMO ALTERNATIEVE DRUPPELS", "demo-alternatief", "druppels", "ml", 50000,
     1150, {"annex": "", "excluded": "alternatief", "prescription_only": 0}),
    ("DEMO DRINKVOEDING POLYMEER", "dieet-polymeer", "drank", "ml", 800000,
     1600, {"annex": "1B", "prescription_only": 0, "route": "oraal",
            "diet_type": "polymeer"}),
    ("DEMO DRINKVOEDING OLIGOMEER", "dieet-oligomeer", "drank", "ml", 800000,
     2900, {"annex": "1B", "prescription_only": 0, "route": "oraal",
            "diet_type": "oligomeer"}),
    ("DEMO POEDER MONOMEER", "dieet-monomeer", "poeder", "g", 400000, 4800,
     {"annex": "1B", "prescription_only": 0, "route": "oraal",
      "diet_type": "monomeer"}),
    ("DEMO POEDER MODULAIR", "dieet-modulair", "poeder", "g", 400000, 1900,
     {"annex": "1B", "prescription_only": 0, "route": "oraal",
      "diet_type": "modulair"}),
    ("DEMO ENERGIEREEP", "dieet-overig", "reep", "stuk", 12000, 1500,
     {"annex": "1B", "prescription_only": 0, "route": "oraal",
      "diet_type": "overig"}),
]

# Item of annex 2, procedure, form, age_from, age_below, and what it is about:
# ("atc", prefixes), ("substance", beginnings of a group's substance), ("oral",
# the same but for injections), ("name", beginnings of names) or ("diet",). An item may need several rows: who is on
# the wrong side of an age can never meet it, so a row with the procedure
# vooraf stands for him.
ARTS, APO = "artsenverklaring", "apotheekinstructie"
CONDITIONS = [
    ("1", "vooraf", "verklaring_dieetpreparaten", "", "", ("diet",)),
    ("8", "achteraf", "", "", "", ("atc", ["J05AE", "J05AF", "J05AG"])),
    ("9", "achteraf", "", "", "", ("atc", ["C10AA"])),
    ("9", "achteraf", "", "", "", ("name", ["ezetrol", "inegy", "ezetimib"])),
    ("11", "vooraf", ARTS, "", "", ("atc", ["L03AA"])),
    ("13", "toestemming", "", "", "", ("name", ["cerezyme"])),
    ("16", "achteraf", "", "", "", ("substance", ["GALANTAMINE", "DONEPEZIL"])),
    ("20", "achteraf", "", "", "", ("atc", ["R03DC"])),
    ("21", "achteraf", "", "", "", ("substance", ["CLOPIDOGREL", "PRASUGREL"])),
    ("21", "achteraf", "", "", "", ("name", ["efient"])),
    ("23", "vooraf", ARTS, "", "", ("name", ["modiodal", "modafinil"])),
    ("26", "vooraf", APO, "", "", ("atc", ["A10BG"])),
    ("28", "toestemming", "", "", "", ("atc", ["C02KX"])),
    ("28", "toestemming", "", "", "", ("name", ["tracleer disp", "revatio"])),
    ("30", "vooraf", ARTS, "", "", ("name", ["protopic"])),
    ("31", "toestemming", "", "", "", ("name", ["zavesca"])),
    ("34", "vooraf", ARTS, "", "", ("name", ["elidel"])),
    ("39", "vooraf", APO, "", "", ("substance", ["MEMANTINE"])),
    ("42", "achteraf", "", "", "", ("substance", ["RIVASTIGMINE"])),
    ("50", "vooraf", ARTS, "", "", ("name", ["procoralan"])),
    ("51", "vooraf", APO, "", "", ("atc", ["A10BH"])),
    ("57a", "vooraf", APO, "", "",
     ("oral", ["OXAZEPAM", "TEMAZEPAM", "LORAZEPAM", "ALPRAZOLAM",
               "ZOPICLON", "ZOLPIDEM", "NITRAZEPAM", "LORMETAZEPAM"])),
    ("57b", "vooraf", APO, "", "", ("oral", ["DIAZEPAM"])),
    ("58", "vooraf", ARTS, "", "", ("name", ["byetta", "victoza"])),
    ("59", "vooraf", ARTS, "", "", ("name", ["pulmozyme"])),
    ("61", "toestemming", "", "", "", ("name", ["nplate", "revolade"])),
    ("64", "vooraf", ARTS, "21", "", ("atc", ["G03AA", "G03AB", "G03AC"])),
    ("65", "achteraf", "", "18", "", ("name", ["xarelto", "eliquis",
                                               "pradaxa"])),
    ("65", "vooraf", ARTS, "", "18", ("name", ["xarelto", "eliquis",
                                               "pradaxa"])),
    ("67", "achteraf", "", "", "", ("atc", ["N06AA", "N06AB"])),
    ("70", "achteraf", "", "", "", ("name", ["brilique"])),
    ("76", "toestemming", "", "", "", ("name", ["gilenya"])),
    ("81", "toestemming", "", "", "", ("name", ["signifor"])),
    ("83", "vooraf", ARTS, "", "", ("name", ["forsteo"])),
    ("84", "vooraf", ARTS, "", "", ("name", ["dificlir"])),
    ("89", "toestemming", "", "", "", ("name", ["jakavi"])),
    ("90", "vooraf", ARTS, "", "", ("name", ["esbriet"])),
    ("91", "vooraf", ARTS, "", "", ("name", ["aubagio"])),
    ("92", "achteraf", "", "", "", ("substance", ["LEUPRORELINE"])),
]
