#!/usr/bin/env python3
"""The places that mutate.py finds in a small source: all, and no other."""
import os
import sys
import tempfile

import mutate
import sites
import survivors

HEADER = """
enum colour { RED, GREEN, BLUE, COLOUR_COUNT };
enum sized { SMALL = 1, LARGE = 2 };
enum param {
#define PARAM(symbol, name, min) PARAM_##symbol,
#include "params.def"
#undef PARAM
	PARAM_COUNT
};
static inline int half(int n)
{
	return n / 2;
}
"""
PARAMS = """/* PARAM(symbol, name, min): 5 < 6 */
PARAM(FIRST, "first 1", -1)
PARAM(SECOND, "second", 3)
"""
RULES = """
RULE(ALPHA, "1.3", ALL, DENY, rule_alpha, "Eén < twee.")
RULE(BETA, "4", M | D, NOTE,
     rule_beta, "Drie.")
"""
READER = "#define RULE(code, article, kinds, effect, function, nl) nl,\n"


def changes(text, path="lib/rules/x.c", **options):
    headers = [HEADER]
    neighbour = sites.enumerators(headers)
    neighbour.update(sites.row_enumerators(headers, [PARAMS]))
    found = sites.find_sites(path, text, neighbour,
                             sites.macro_columns([HEADER, READER]), **options)
    return [m.key[3] for m in found], found


def body(statement, returns="void"):
    return f"{returns} f(int a)\n{{\n\t{statement}\n}}\n"


CASES = [
    # What is not judged is not changed.
    (body('/* a < b */ g("a < 1"); // 1'),
     ['g("a < 1"); → ;']),
    (body("ensure(a < 3 && a != 4);"), []),
    ("#define TWICE(x) ((x) * 2)\n", []),
    (body("char text[LENGTH + 1];"), []),
    ("struct pair {\n\tchar text[LENGTH + 1];\n};\n", []),
    (body("(void)a;"), []),
    # Relations: off by one, and the contrary.
    (body("return a < b;", "bool"), ["< → <=", "< → >="]),
    (body("return a == b;", "bool"), ["== → !="]),
    # Constants.
    ("enum { DAYS = 31 };\n", ["31 → 30", "31 → 32"]),
    (body("return -1;", "int"), ["- → (nothing)", "1 → 0", "1 → 2"]),
    (body("return c == 'f';", "bool"),
     ["== → !=", "'f' → ('f' + 1)", "'f' → ('f' - 1)"]),
    # Enumerators and parameters: the next one of theirs.
    (body("g(BLUE, PARAM_FIRST, SMALL);"),
     ["g(BLUE, PARAM_FIRST, SMALL); → ;", "BLUE → RED",
      "PARAM_FIRST → PARAM_SECOND"]),
    # Conditions.
    (body("if (a)\n\t\tg();"), ["a → 0", "a → 1"]),
    (body("while (a)\n\t\tg();"), ["a → 0", "g(); → ;"]),
    (body("return a ? b : c;", "int"), ["a → 0", "a → 1"]),
    (body("if (a && b > c(d, e))\n\t\treturn;"),
     ["a → !(a)", "a → 1", "a && b > c(d, e) → 0", "a && b > c(d, e) → 1",
      "&& → ||", "b > c(d, e) → 1", "> → <=", "> → >="]),
    (body("return a || !b;", "bool"),
     ["a → !(a)", "a → 0", "a || !b → !(a || !b)", "|| → &&",
      "!b → !(!b)", "!b → 0"]),
    # Arithmetic; a pointer is none.
    (body("x = a * b - c;"),
     ["x = a * b - c; → ;", "* → /", "- → +"]),
    (body("const int *p = &a;"), []),
    (body("q -= q % s;"), ["q -= q % s; → ;", "-= → +=", "% → *"]),
    (body("x = min_i64(a, b);"),
     ["x = min_i64(a, b); → ;", "min_i64 → max_i64"]),
    # Statements, and values that a declaration makes.
    (body("int b = g(a);"), ["g(a) → 0"]),
    (body("for (i = a; i < b; i++)\n\t\tcontinue;"),
     ["i < b → 0", "< → <=", "< → >=", "++ → --", "continue; → ;"]),
    (body("if (a)\n\t\tg();\n\telse\n\t\th();"),
     ["a → 0", "a → 1", "g(); → ;", "h(); → ;"]),
    (body("switch (a) {\n\tcase RED:\n\tcase GREEN:\n\t\tg();\n\t}"),
     ["case RED: → (nothing)", "RED → GREEN", "case GREEN: → (nothing)",
      "GREEN → BLUE", "g(); → ;"]),
    # Initializers.
    ("static const enum colour list[] = {RED, BLUE};\n",
     ["RED → GREEN", "RED, → (nothing)", "BLUE → (nothing)", "BLUE → RED"]),
    ("static const bool t[3] = {[RED] = true};\n",
     ["[RED] = true → (nothing)", "RED → GREEN", "true → false"]),
    (body("s = (struct s){.a = b};"),
     ["s = (struct s){.a = b}; → ;", ".a = b → (nothing)"]),
    (body("return true;", "bool"), ["true → false"]),
    # The same twice is told apart.
    (body("return a < b || c < d;", "bool"),
     ["a < b → 0", "a < b || c < d → !(a < b || c < d)", "< → <=", "< → >=",
      "|| → &&", "c < d → 0", "< → <= #2", "< → >= #2"]),
]


def check(what, got, wanted, faults):
    if sorted(got) != sorted(wanted):
        faults.append(f"{what}\n  found  {sorted(got)}\n"
                      f"  wanted {sorted(wanted)}")


def check_lines(faults):
    """A mutant keeps the lines, since ensure() names its own."""
    text = body("x = g(a,\n\t      b);") + "int y;\n"
    deleted = [m for m in changes(text)[1] if m.change.endswith("→ ;")][0]
    if deleted.mutated() != body("x", "void").replace("x", ";\n") \
            + "int y;\n":
        faults.append(f"lines moved: {deleted.mutated()!r}")


def check_survivors(faults):
    _, found = changes(body("return a == b;", "bool"))
    text = "# why\n\n" + survivors.entry(found[0].key) + "\n  Since\n  so.\n"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
        f.write(text)
        f.flush()
        got = survivors.read(f.name)
    if got != {found[0].key: "Since so."}:
        faults.append(f"survivors: {got}")


def check_explained(faults):
    """Each entry of survivors.txt is about a mutant of these sources."""
    explained = survivors.read(os.path.join(mutate.HERE, "survivors.txt"))
    known = {m.key for m in mutate.all_mutants(
        os.path.dirname(os.path.dirname(mutate.HERE)))}
    for key in explained:
        if key not in known:
            faults.append("survivors.txt: an entry fits no mutant:\n"
                          + survivors.entry(key))


def main():
    faults = []
    for text, wanted in CASES:
        check(text, changes(text)[0], wanted, faults)
    check("inline of a header", changes(HEADER, "lib/rules/x.h")[0],
          ["/ → *", "2 → 1", "2 → 3"], faults)
    check("params.def", changes(PARAMS, "lib/rules/params.def")[0],
          ["- → (nothing)", "1 → 0", "1 → 2", "3 → 2", "3 → 4"], faults)
    check("rules.def", changes(RULES, "lib/rules/rules.def", kinds="MD")[0],
          ["ALL → ALL & ~M", "ALL → ALL & ~D", "DENY → DENY_ENDS",
           "DENY → NOTE", "M | D → D", "M | D → M", "NOTE → DENY"], faults)
    check_lines(faults)
    check_survivors(faults)
    check_explained(faults)
    for fault in faults:
        print(fault)
    print(f"{max(0, len(CASES) + 6 - len(faults))} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
