"""Requests of every kind and operation, and small changes to them.

The figures of the protocol stand here once more, written down apart from the
schema and from the program: a change at an edge or beyond it knows by itself
which of the two it is."""

import json

DATE = "2026-11-20"
INSURED = {"bsn": "999990019", "born": "1961-04-02", "sex": "f", "wlz": False,
           "uzovi": "3311", "polis": "196"}
PRESCRIPTION = {
    "prescriber": "huisarts", "prescriber_agb": "01012345",
    "date": "2026-11-19", "chronic": True, "medical_necessity": False,
    "holiday": False, "palliative": False, "palliative_agreement": False,
    "travel": False, "indication": "E11.9"}
STATEMENT = {"kind": "artsenverklaring", "conditions_met": True, "xm": False,
             "sent_to_insurer": True, "judged_by_insurer": True}
AMOUNTS = {"quantity_milli": 30000, "days": 30, "price": 4500}
ITEMS = [
    {"kind": "medicine", "zi": "90037774", **AMOUNTS, "weekly": False,
     "last_supplied": "2026-10-01", "first_supplied": "2025-01-31",
     "preferred_unavailable": False, "dose_changed": False},
    {"kind": "preparation", **AMOUNTS, "established_before": True,
     "ingredients": [{"zi": "90037774", "substance": "S1",
                      "quantity_milli": 1500},
                     {"substance": "S2", "quantity_milli": 28500}]},
    {"kind": "import", "name": "Een naam", "substance": "S1", "form": "F1",
     **AMOUNTS, "rare_disease": True, "made_in_nl": False},
    {"kind": "allergen", "name": "Berkenpollen", **AMOUNTS,
     "registered": True},
    {"kind": "diet", "zi": "90037774", **AMOUNTS},
    {"kind": "device", "gph": "INFUUSPOMP1", "part": "pump", "price": 100000,
     "first_purchase": True, "diagnosis_letter": True},
    {"kind": "device", "zi": "90037774", "part": "battery", "price": 1000,
     "first_purchase": True, "diagnosis_letter": False},
    {"kind": "service", "code": "terhandstelling", "for_zi": "90037774",
     "price": 700, "handed_out": True, "guideline_met": True,
     "personal_talk": True, "recorded": True, "same_day": True,
     "in_time": True, "incorrect_use": False, "device_kind": "inhaler",
     "event": "opname 3"},
]
HOLDER = {"bsn": "999990019", "uzovi": "3311"}


def body(op, item):
    return {"v": 1, "op": op, "id": "m-1", "date": DATE,
            "insured": INSURED, "prescription": PRESCRIPTION, "item": item,
            "permits": ["M-1", "M-2"], "statement": STATEMENT,
            "expect": "partial"}


def envelope(op, **members):
    return {"v": 1, "op": op, "id": "m-1", **members}


# One of each kind and operation, with every member that it can have.
BASES = [body("simulate", item) for item in ITEMS] + [
    body("dispense", ITEMS[0]), body("dispense", ITEMS[-1]),
    envelope("reverse", claim="C00000000000042", reason="niet afgehaald"),
    envelope("reverse", of="m-0", reason="niet afgehaald"),
    envelope("lookup", claim="C00000000000042"),
    envelope("lookup", of="m-0"),
    *(envelope("permit_add", insured=HOLDER,
               permit={"number": "M-1", "scope": scope, "from": "2026-01-01",
                       "to": "2026-12-31"})
      for scope in ("zi:90037774", "prk:123456", "substance:S1",
                    "device:A1", "holiday", "any")),
    envelope("permit_revoke", insured=HOLDER, permit={"number": "M-1"}),
    envelope("ping"),
]

NUMBERS = {"v": (1, 1), "quantity_milli": (1, 1000000000), "days": (1, 400),
           "price": (0, 100000000)}
# Lengths, and a character that may stand there.
TEXTS = {"id": (1, 64, "a"), "of": (1, 64, "Z"), "polis": (1, 32, "z"),
         "indication": (0, 32, "A"), "name": (1, 128, " "),
         "substance": (1, 16, "~"), "form": (1, 16, "/"),
         "gph": (1, 16, "9"), "code": (1, 32, "x"), "event": (1, 32, "#"),
         "number": (1, 64, "="), "reason": (0, 128, "\n")}
DIGITS = {"bsn": 9, "uzovi": 4, "prescriber_agb": 8, "zi": 8, "for_zi": 8}
WORDS = {
    "op": ["dispense", "simulate", "reverse", "lookup", "permit_add",
           "permit_revoke", "ping"],
    "sex": ["f", "m", "x"],
    "prescriber": [
        "huisarts", "medisch_specialist", "tandarts",
        "specialist_ouderengeneeskunde", "arts_verstandelijk_gehandicapten",
        "verloskundige", "verpleegkundige", "physician_assistant", "arts",
        "dietist", "other"],
    "part": ["pump", "consumables", "battery", "charger", "delivery",
             "instruction", "support", "maintenance"],
    "device_kind": ["injection", "inhaler", "other"],
    "expect": ["approve", "partial"],
}
KINDS = ["medicine", "preparation", "import", "allergen", "diet", "device",
         "service"]
FACTS = ["handed_out", "guideline_met", "personal_talk", "recorded",
         "same_day", "in_time"]
STATEMENTS = ["artsenverklaring", "apotheekinstructie",
              "verklaring_dieetpreparaten"]
ARRAYS = {"permits": (1, 4), "ingredients": (1, 16)}
# Beside the flags, and where they stand.
OPTIONAL = ("expect", "permits", "prescriber_agb", "indication", "reason",
            "last_supplied", "first_supplied", "device_kind")
DATES = ("date", "born", "last_supplied", "first_supplied", "from", "to")
ACCEPTED, REFUSED = True, False


def places(node, path=()):
    """Every member and element, as its path, those of objects first."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield path + (name,), value
            yield from places(value, path + (name,))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield path + (index,), value
            yield from places(value, path + (index,))


def at(request, path):
    for step in path:
        request = request[step]
    return request


def put(request, path, value):
    """The rest is shared with the request: nobody writes into either."""
    changed = request.copy()
    changed[path[0]] = (value if len(path) == 1 else
                        put(request[path[0]], path[1:], value))
    return changed


def without(request, *paths):
    for path in paths:
        inner = at(request, path[:-1]).copy()
        del inner[path[-1]]
        request = put(request, path[:-1], inner) if path[:-1] else inner
    return request


def words_of(path):
    if path[-1] == "kind":
        return KINDS if path[0] == "item" else STATEMENTS
    return WORDS.get(path[-1], [])


def text_of(path):
    return TEXTS.get("number" if path[0] == "permits" and len(path) == 2
                     else path[-1])


def replaced(request, find, values):
    """One change for each value of each place that find gives values for."""
    for path, value in places(request):
        for new in values(path, value) if find(path, value) else ():
            yield put(request, path, new), path


# ---- the classes: each yields changed requests, with the verdict where the
# ---- change alone decides it, else None

def drop(request):
    for path, _ in places(request):
        yield without(request, path), None


def fewer(request):
    """Without all that is optional, or half of it."""
    optional = [p for p, v in places(request) if p[-1] in OPTIONAL or
                type(v) is bool and p[-1] != "conditions_met"]
    for paths in (optional, optional[::2], optional[1::2]):
        yield without(request, *paths), ACCEPTED


def other_order(request):
    def turned(node):
        if isinstance(node, dict):
            return {name: turned(node[name]) for name in reversed(node)}
        return node
    yield turned(request), ACCEPTED


def unknown(request):
    objects = [()] + [p for p, v in places(request) if isinstance(v, dict)]
    for path in objects:
        for name in ("x", "", "id\n"):
            yield put(request, path + (name,), "1"), REFUSED


def foreign(request):
    """Members of another kind or operation."""
    if "item" in request:
        for item in ITEMS:
            for name in item.keys() - request["item"].keys():
                yield put(request, ("item", name), item[name]), None
    for other in BASES:
        for name in other.keys() - request.keys():
            yield put(request, (name,), other[name]), None


def wrong_type(request):
    values = (None, True, 1, "1", 1.5, [], {}, [1], {"x": 1})
    for path, value in places(request):
        for new in values:
            if type(new) is not type(value):
                yield put(request, path, new), REFUSED


def number_edge(request):
    for changed, _ in replaced(request, lambda p, v: p[-1] in NUMBERS,
                               lambda p, v: NUMBERS[p[-1]]):
        yield changed, ACCEPTED


def number_beyond(request):
    def values(path, _):
        low, high = NUMBERS[path[-1]]
        return low - 1, high + 1, 2 ** 32 + low, 2 ** 63 - 1
    for changed, path in replaced(request, lambda p, v: p[-1] in NUMBERS,
                                  values):
        yield changed, REFUSED


def text_edge(request):
    def values(path, _):
        low, high, letter = text_of(path)
        return letter * low, letter * high
    for changed, _ in replaced(request, lambda p, v: text_of(p), values):
        yield changed, ACCEPTED


def text_beyond(request):
    def values(path, _):
        low, high, letter = text_of(path)
        return (letter * (high + 1), letter * 10 * high) + (
            (letter * (low - 1),) if low > 0 else ())
    for changed, _ in replaced(request, lambda p, v: text_of(p), values):
        yield changed, REFUSED


def digits(request):
    def values(path, value):
        return (value[:-1], value + "0", value[:-1] + "a", value[:-1] + " ",
                value + "\n", value[:-1] + "\u0660", "-" + value[1:], "")
    for changed, _ in replaced(request, lambda p, v: p[-1] in DIGITS, values):
        yield changed, REFUSED


def other_digits(request):
    def values(path, value):
        return "0" * len(value), "9" * len(value), "1" + value[1:]
    for changed, _ in replaced(request, lambda p, v: p[-1] in DIGITS, values):
        yield changed, None


def bad_characters(request):
    closed = ("id", "of", "polis", "indication", "gph", "sex", "claim",
              "born", "scope")

    def values(path, value):
        return value + "\n", " " + value, value[:-1] + "é", value[:-1] + "_|"
    for changed, path in replaced(
            request, lambda p, v: p[-1] in closed and p[-1] != "scope",
            values):
        yield changed, REFUSED
    for changed, _ in replaced(request, lambda p, v: p[-1] == "scope",
                               values):
        yield changed, None


def bytes_of_text(request):
    """Two bytes a character: half as many of them fit."""
    def values(path, _):
        _, high, _ = text_of(path)
        return "é" * (high // 2), "é" * (high // 2) + "x", "é" * high
    for changed, _ in replaced(request, lambda p, v: text_of(p), values):
        yield changed, None


def wrong_word(request):
    def values(path, value):
        return value.upper(), value + " ", value[:-1], "", "none"
    for changed, _ in replaced(request, lambda p, v: words_of(p), values):
        yield changed, REFUSED


def other_word(request):
    for changed, path in replaced(
            request, lambda p, v: p not in (("op",), ("item", "kind")),
            lambda p, v: words_of(p)):
        yield changed, ACCEPTED


def other_kind(request):
    """Another kind or operation with the members as they are."""
    for changed, _ in replaced(
            request, lambda p, v: p[-1] in ("op", "kind"),
            lambda p, v: words_of(p)):
        yield changed, None


def flag(request):
    for changed, _ in replaced(request, lambda p, v: isinstance(v, bool),
                               lambda p, v: (True, False)):
        yield changed, None


def array_length(request):
    def values(path, value):
        low, high = ARRAYS[path[-1]]
        return ([value[0]] * n for n in (low - 1, low, high, high + 1, 40))
    for changed, path in replaced(request, lambda p, v: p[-1] in ARRAYS,
                                  values):
        low, high = ARRAYS[path[-1]]
        yield changed, low <= len(at(changed, path)) <= high


def real_number(request):
    for changed, path in replaced(request, lambda p, v: type(v) is int,
                                  lambda p, v: (float(v), v + 0.5, 1e300)):
        yield changed, REFUSED


def nesting(request):
    """A value one level too deep, or a member one too high."""
    for path, value in places(request):
        yield put(request, path, [value]), REFUSED
        yield put(request, path, {str(path[-1]): value}), REFUSED
        if len(path) == 2 and isinstance(path[1], str):
            moved = without(request, path)
            if path[1] not in moved:
                yield put(moved, (path[1],), value), None


def dates(request):
    def is_date(path, _):
        return path[-1] in DATES
    for value, verdict in (
            ("2026-02-29", REFUSED), ("2024-02-29", None),
            ("1900-02-29", REFUSED), ("2000-02-29", None),
            ("2100-02-29", REFUSED), ("2026-04-31", REFUSED),
            ("2026-13-01", REFUSED), ("2026-00-10", REFUSED),
            ("2026-11-00", REFUSED), ("1799-12-31", REFUSED),
            ("1800-01-01", None), ("9999-12-31", None),
            ("10000-01-01", REFUSED), ("2026-1-01", REFUSED),
            ("20261101", REFUSED), ("01-11-2026", REFUSED),
            ("2026-11-01T00:00", REFUSED), ("2026-11-01\n", REFUSED),
            ("", REFUSED)):
        for changed, _ in replaced(request, is_date, lambda p, v: (value,)):
            yield changed, verdict


def order_of_dates(request):
    def is_date(path, _):
        return path[-1] in DATES
    for changed, _ in replaced(
            request, is_date, lambda p, v: (
                DATE, "2026-11-21", "2026-11-19", "2025-01-30")):
        yield changed, None


def statement(request):
    if "statement" not in request:
        return
    for met in (True, False, None):
        for sent in (True, False, None):
            for judged in (True, False, None):
                chosen = {"kind": "artsenverklaring", "conditions_met": met,
                          "sent_to_insurer": sent,
                          "judged_by_insurer": judged}
                yield put(request, ("statement",), {
                    k: v for k, v in chosen.items() if v is not None}), (
                        met is not None or (sent is True and not judged))


def alternatives(request):
    """claim or of, gph or zi: both and neither."""
    if "claim" in request or "of" in request:
        both = {**request, "claim": "C00000000000042", "of": "m-0"}
        yield both, REFUSED
        yield without(both, ("claim",), ("of",)), REFUSED
        for claim in ("C00000000000000", "C0000000000042", "c00000000000042",
                      "C00000000000042\n", "C000000000000042"):
            yield put(without(both, ("of",)), ("claim",), claim), REFUSED
        yield put(without(both, ("of",)), ("claim",),
                  "C00000000000001"), ACCEPTED
    if request.get("item", {}).get("kind") == "device":
        both = {**request, "item": {**request["item"], "gph": "A1",
                                    "zi": "90037774"}}
        yield both, REFUSED
        yield without(both, ("item", "gph"), ("item", "zi")), REFUSED


def scopes(request):
    if "scope" not in request.get("permit", {}):
        return
    for scope, verdict in (
            ("zi:9003777", REFUSED), ("zi:900377740", REFUSED),
            ("zi:", REFUSED), ("prk:", REFUSED), ("prk:x", ACCEPTED),
            ("prk:" + "x" * 16, ACCEPTED), ("prk:" + "x" * 17, REFUSED),
            ("prk:\n", REFUSED), ("prk:\x7f", REFUSED),
            ("prk:é", ACCEPTED), ("prk:" + "é" * 9, None),
            ("substance:s", ACCEPTED), ("substance:" + "s" * 16, ACCEPTED),
            ("substance:" + "s" * 17, REFUSED), ("substance:", REFUSED),
            ("device:A", ACCEPTED), ("device:" + "A" * 16, ACCEPTED),
            ("device:" + "A" * 17, REFUSED), ("device:a", REFUSED),
            ("device:", REFUSED), ("device:A\n", REFUSED),
            ("Holiday", REFUSED), ("holiday:", REFUSED), ("any ", REFUSED),
            ("all", REFUSED), ("any\n", REFUSED), ("zi:90037774\n", REFUSED)):
        yield put(request, ("permit", "scope"), scope), verdict


CLASSES = [drop, fewer, other_order, unknown, foreign, wrong_type,
           number_edge, number_beyond, text_edge, text_beyond, digits,
           other_digits, bad_characters, bytes_of_text, wrong_word,
           other_word, other_kind, flag, array_length, real_number, nesting,
           dates, order_of_dates, statement, alternatives, scopes]


GONE = object()


def same(one, two):
    """1 is neither 1.0 nor true here, and the order of members counts."""
    return (one is two or GONE not in (one, two) and
            json.dumps(one) == json.dumps(two))


def merged(base, one, two):
    """Both changes of the base; where they touch the same, the first."""
    if same(one, base):
        return two
    if same(two, base) or not all(
            isinstance(side, dict) for side in (base, one, two)):
        return one
    parts = {name: merged(*(side.get(name, GONE) for side in (base, one, two)))
             for name in {**base, **one, **two}}
    return {name: part for name, part in parts.items() if part is not GONE}


# Of these every change is made, of the others some.
WHOLE = [drop, fewer, unknown, number_edge, number_beyond, text_edge,
         text_beyond, digits, bad_characters, other_word, array_length,
         statement, alternatives, scopes]


def differing(changes):
    """Bases share most of their members: each change of those once."""
    seen = set()
    for base in BASES:
        op = "dispense" if "item" in base else base["op"]
        for request, verdict in changes(base):
            key = op + json.dumps(
                {name: request.get(name, "gone")
                 for name in {**base, **request}
                 if not same(request.get(name, GONE), base.get(name, GONE))})
            if key not in seen:
                seen.add(key)
                yield request, verdict


def chosen(rng, each):
    """(class, request, verdict or None): all changes of some classes, so
    many of each of the others, and some of two classes at once."""
    for change in CLASSES:
        found = list(differing(change))
        if change not in WHOLE:
            found = rng.sample(found, min(each, len(found)))
        for request, verdict in found:
            yield change.__name__, request, verdict
    for _ in range(each * len(CLASSES) // 4):
        base = rng.choice(BASES)
        pair = [rng.choice(list(change(base)) or [(base, None)])[0]
                for change in rng.sample(CLASSES, 2)]
        yield "two_changes", merged(base, *pair), None
