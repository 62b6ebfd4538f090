#!/usr/bin/env python3
"""The example of README.md: its request, sent to a daemon that claimctl init
made, gets the reply that README.md shows."""

import datetime
import json
import os
import re
import unittest

import harness

README = os.path.join(harness.SRCDIR, "README.md")
DEMO = os.path.join(harness.SRCDIR, "schema", "demo")


def examples():
    """The blocks of JSON, in their order."""
    with open(README, encoding="utf-8") as f:
        blocks = re.findall(r"^```json\n(.*?)^```$", f.read(), re.M | re.S)
    return [json.loads(block) for block in blocks]


def moved(value, days):
    """The same with each date so many days later."""
    if isinstance(value, dict):
        return {name: v if name == "born" else moved(v, days)
                for name, v in value.items()}
    if isinstance(value, list):
        return [moved(v, days) for v in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        date = datetime.date.fromisoformat(value)
        return str(date + datetime.timedelta(days))
    return value


def fits(shown, got):
    """Whether a text is what is shown, where … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in shown.split("…"))
    return re.fullmatch(pattern, got, re.S) is not None


class Readme(harness.SiteTest):
    site_options = {"data": DEMO, "since": "",
                    "pharmacies": (harness.PHARMACY,)}

    def assertShown(self, shown, got, where):
        """Each member that is shown is there; arrays are shown whole."""
        self.assertIs(type(shown), type(got), where)
        if isinstance(shown, dict):
            for name, value in shown.items():
                self.assertIn(name, got, where)
                self.assertShown(value, got[name], where + "/" + name)
        elif isinstance(shown, list):
            self.assertEqual(len(shown), len(got), "%s: %s" % (where, got))
            for i, value in enumerate(shown):
                self.assertShown(value, got[i], "%s/%d" % (where, i))
        elif isinstance(shown, str):
            self.assertTrue(fits(shown, got),
                            "%s: README.md has %r, the daemon answers %r"
                            % (where, shown, got))
        else:
            self.assertEqual(shown, got, where)

    def test_the_request_gets_the_reply(self):
        request, reply = examples()
        days = (harness.today() -
                datetime.date.fromisoformat(request["date"])).days
        got = self.connect().ask(moved(request, days))
        self.assertShown(moved(reply, days), got, "")
        explained = self.site.ctl("explain", reply["claim"]).stdout
        self.assertIn("byte voor byte", explained)


if __name__ == "__main__":
    harness.main()
