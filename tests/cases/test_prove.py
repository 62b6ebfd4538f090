#!/usr/bin/env python3
"""prove.py sees what is missing and figures.py what is wrong: on a copy of the
cases that was damaged. BUILDDIR and SRCDIR: see make check."""

import os
import shutil
import subprocess
import sys
import tempfile

CASES = os.path.join(os.environ.get("SRCDIR", "."), "tests", "cases")

# file, what stands there, what stands there then; and what must be missed.
DAMAGES = (
    ("7.14-optional.case", "SERVICE_NOT_CONTRACTED", "SERVICE_NOT_INSURED",
     "rule SERVICE_NOT_CONTRACTED: no pair for kind service"),
    ("pump-page.case", "expect reason DEVICE_KIND", "expect reason DEVICE_KID",
     "no rule is called DEVICE_KID"),
    ("7.14-optional.case", "clause 7.14", "clause 7",
     "rule SERVICE_NOT_CONTRACTED: no case with the clause 7.14"),
    ("9.2-holiday.case", "item.days=187", "item.days=188",
     "9.2-holiday.case:days-at-the-bound: no partner across the bound of "
     "holiday_months"),
    ("9.1-palliative.case", "bound palliative_days", "bound early_days",
     "parameter palliative_days: bounded at fewer than two values"),
    ("9.1-palliative.case", "bound palliative_days", "bound early_days",
     "parameter early_days: 9.1-palliative.case:days-at-the-bound and "
     "days-above-the-bound do not notice +1"),
    ("6-diet.case", "clause 6", "clause 7", "6-diet.case: no case in it has "
     "the clause 6"),
)

# The same for figures.py.
WRONG_FIGURES = (
    ("5-imports.case", "reimbursed=33750", "reimbursed=33751",
     "5-imports.case:uncontracted: worked out as reimbursed=33750"),
    ("6-diet.case", "CONTRIBUTION_CAP effect=note amount=7700",
     "CONTRIBUTION_CAP effect=note amount=7699",
     "6-diet.case:cap: worked out as CONTRIBUTION_CAP=7700"),
)


def damage(folder):
    for name, there, then, _ in DAMAGES + WRONG_FIGURES:
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(there, then))
    os.rename(os.path.join(folder, "advice.case"),
              os.path.join(folder, "raad.case"))


def sees(script, folder, wanted):
    """It fails and says what is wanted."""
    ran = subprocess.run([os.path.join(CASES, script), folder],
                         check=False, capture_output=True, text=True)
    print(ran.stdout, ran.stderr)
    unseen = [text for text in wanted if text not in ran.stdout]
    for text in unseen:
        print("UNSEEN by %s: %s" % (script, text))
    return ran.returncode == 1 and not unseen


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = os.path.join(temporary, "cases")
        shutil.copytree(CASES, folder)
        for path, _, files in os.walk(folder):
            for name in [path, *(os.path.join(path, f) for f in files)]:
                os.chmod(name, 0o755)  # distcheck's sources are read-only
        damage(folder)
        missing = [text for *_, text in DAMAGES]
        missing.append("raad.case: its name does not begin with an article")
        seen = [sees("prove.py", folder, missing),
                sees("figures.py", folder,
                     [text for *_, text in WRONG_FIGURES])]
    return 0 if all(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
