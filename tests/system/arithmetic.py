"""Formulas of an explanation, computed anew from their operands. The unit of
an operand ends its name; the value of a formula is in euros."""

import math
import re
from fractions import Fraction

SCALES = {"cents": Fraction(1, 100), "milli": Fraction(1, 1000),
          "micro": Fraction(1, 10 ** 6), "bp": Fraction(1, 10 ** 4),
          "percent": Fraction(1, 100), "days": Fraction(1)}


def scaled(name, value):
    if isinstance(value, list):
        return sum(scaled(name, part) for part in value)
    return value * SCALES[name.rsplit("_", 1)[1]]


def cents(formula, operands):
    """The figure that a formula gives, rounded half up; 0 for none."""
    if formula == "":
        return 0
    names = re.findall(r"\{(?:each:)?([a-z_]+)\}", formula)
    assert sorted(set(names)) == sorted(operands), (formula, operands)
    python = re.sub(r"\{(?:each:)?([a-z_]+)\}", r"(v['\1'])", formula)
    for sign, operator in (("×", "*"), ("−", "-"), (";", ",")):
        python = python.replace(sign, operator)
    values = {name: scaled(name, value) for name, value in operands.items()}
    euros = eval(python, {"__builtins__": {}},  # the formula is our own
                 {"v": values, "min": min, "max": max})
    return math.floor(euros * 100 + Fraction(1, 2))


def check(told):
    """Every line of an explanation gives its figure, and the lines give the
    amounts of the reply."""
    explanation, reply = told["explanation"], told["reply"]
    figures = {}
    for line in explanation["arithmetic"]:
        got = cents(line["formula"], line["operands"])
        assert got == line["cents"], (told["claim"], line, got)
        figures[line["figure"]] = got
    denied = any(r["effect"] == "deny" for r in reply["reasons"])
    amounts = {**reply["amounts"], **reply["collect"],
               "eigen_risico": reply["eigen_risico"],
               "together": reply["amounts"]["claimed"]}
    for name in ["claimed", "reimbursed", "refused"] if denied else amounts:
        assert figures[name + "_cents"] == amounts[name], \
            (told["claim"], name, figures)
