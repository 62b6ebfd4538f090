#!/usr/bin/env python3
"""Lines and envelopes (protocol, sections 1, 2 and 6): what is refused is
refused with its code and field, stores nothing, and leaves the connection
usable."""

import copy
import datetime
import json

import harness

PING = {"v": 1, "op": "ping", "id": "still-here"}


def without(request, *path):
    changed = copy.deepcopy(request)
    at = changed
    for name in path[:-1]:
        at = at[name]
    del at[path[-1]]
    return changed


def with_value(request, value, *path):
    changed = copy.deepcopy(request)
    at = changed
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return changed


class Refusals(harness.SiteTest):
    def refuse(self, line, code, field=None):
        """One bad line on a connection that stays usable."""
        before = self.site.entries()
        connection = self.connect()
        connection.send(line, PING)
        reply = connection.json()
        self.assertError(reply, code, field)
        self.assertTrue(connection.json()["pong"])
        connection.close()
        self.assertEqual(self.site.entries(), before, "something was stored")
        return reply

    def request(self):
        return harness.dispense(self.id(), self.bsn())

    def test_what_is_no_json(self):
        good = json.dumps(self.request())
        for bad in [
                b"x", b"{", b'{"v":1', b"{'v':1}", b"nul", b'"v', b"{]",
                good.encode() + b" x",
                good.encode() + b"{}",
                good.encode()[:-1],
                b'{"v":1,"v":1,"op":"ping","id":"a"}',
                b'{"v":1,"op":"ping","id":"a\\u0000"}',
                b'{"v":1,"op":"ping","id":"\xff"}',
                b'{"v":1,"op":"ping","id":"\xc3"}',
                b'{"v":1,"op":"ping","id":"\xed\xa0\x80"}',
                b'{"v":1,"op":"ping","id":"a\x01"}',
                b'{"v":99999999999999999999,"op":"ping","id":"a"}',
                b'{"v":01,"op":"ping","id":"a"}',
                b'{"v":1,"op":"ping","id":"a",}',
                b'\xef\xbb\xbf{"v":1,"op":"ping","id":"a"}',
                b"[" * 5000 + b"]" * 5000]:
            with self.subTest(bad[:60]):
                reply = self.refuse(bad, "bad_json")
                self.assertNotIn("field", reply["error"])
                self.assertNotIn("id", reply)

    def test_duplicate_members_deep_down(self):
        line = json.dumps(self.request()).replace(
            '"days": 15', '"days": 15, "days": 15')
        self.refuse(line, "bad_json")

    def test_what_is_no_object(self):
        for bad in (b"[]", b"1", b'"x"', b"null", b"true"):
            with self.subTest(bad):
                connection = self.connect()
                connection.send(bad, PING)
                self.assertIn("error", connection.json())
                self.assertTrue(connection.json()["pong"])
                connection.close()

    def test_versions(self):
        self.refuse(with_value(self.request(), 2, "v"), "bad_version")
        self.refuse(with_value(self.request(), 0, "v"), "bad_version")

    def test_operations(self):
        self.refuse(with_value(self.request(), "dispence", "op"),
                    "unknown_op")
        self.refuse(with_value(self.request(), "DISPENSE", "op"),
                    "unknown_op")

    def test_the_envelope_is_complete(self):
        for name in ("v", "op", "id", "date", "insured", "item"):
            with self.subTest(name):
                self.refuse(without(self.request(), name), "missing_field",
                            "/" + name)

    def test_the_insured_is_complete(self):
        for name in ("bsn", "born", "sex", "uzovi", "polis"):
            with self.subTest(name):
                self.refuse(without(self.request(), "insured", name),
                            "missing_field", "/insured/" + name)

    def test_the_prescription_is_complete(self):
        for name in ("prescriber", "date"):
            with self.subTest(name):
                self.refuse(without(self.request(), "prescription", name),
                            "missing_field", "/prescription/" + name)

    def test_the_item_is_complete(self):
        for name in ("kind", "zi", "quantity_milli"):
            with self.subTest(name):
                self.refuse(without(self.request(), "item", name),
                            "missing_field", "/item/" + name)

    def test_unknown_fields_everywhere(self):
        for path in (("extra",), ("insured", "extra"),
                     ("prescription", "extra"), ("item", "extra"),
                     ("item", "Zi"), ("item", "gph"), ("claim",)):
            with self.subTest(path):
                self.refuse(with_value(self.request(), "1", *path),
                            "unknown_field", "/" + "/".join(path))

    def test_wrong_types(self):
        for value, *path in [
                ("1", "v"), (1, "op"), (1, "id"), (20261120, "date"),
                ([], "insured"), ("x", "item"), (None, "prescription"),
                (999990019, "insured", "bsn"), (True, "insured", "sex"),
                ("15", "item", "days"), (15.0, "item", "days"),
                (1.5e3, "item", "quantity_milli"), (None, "item", "days"),
                ("true", "item", "weekly"), (1, "item", "weekly"),
                ("M-1", "permits"), ([1], "permits"), ({}, "permits"),
                (True, "item", "price")]:
            with self.subTest(path, value=value):
                reply = self.refuse(
                    with_value(self.request(), value, *path), "bad_field")
                self.assertTrue(reply["error"]["field"].startswith(
                    "/" + "/".join(path)), reply)

    def test_values_out_of_range(self):
        for value, *path in [
                ("", "id"), ("a" * 65, "id"), ("a b", "id"), ("é", "id"),
                ("2026-11-31", "date"), ("2025-02-29", "date"),
                ("2026-1-1", "date"), ("20261120", "date"),
                ("2026-11-20T00:00", "date"),
                ("99999001", "insured", "bsn"),
                ("9999900190", "insured", "bsn"),
                ("99999001x", "insured", "bsn"),
                ("999990018", "insured", "bsn"),
                ("2026-11-21", "insured", "born"),
                ("v", "insured", "sex"), ("F", "insured", "sex"),
                ("331", "insured", "uzovi"), ("33111", "insured", "uzovi"),
                ("", "insured", "polis"), ("a" * 33, "insured", "polis"),
                ("A", "insured", "polis"),
                ("dokter", "prescription", "prescriber"),
                ("2026-11-21", "prescription", "date"),
                ("0101234", "prescription", "prescriber_agb"),
                ("a", "prescription", "indication"),
                ("A" * 33, "prescription", "indication"),
                ("tablet", "item", "kind"),
                ("9000001", "item", "zi"), ("900000130", "item", "zi"),
                (0, "item", "quantity_milli"),
                (-1, "item", "quantity_milli"),
                (1000000001, "item", "quantity_milli"),
                (0, "item", "days"), (401, "item", "days"),
                (-1, "item", "price"), (100000001, "item", "price"),
                ("2026-11-21", "item", "last_supplied"),
                ("2026-11-21", "item", "first_supplied"),
                ([], "permits"), (["a"] * 5, "permits"),
                ([""], "permits"), (["a" * 65], "permits"),
                ("better", "expect"), ("deny", "expect")]:
            with self.subTest(path, value=value):
                reply = self.refuse(
                    with_value(self.request(), value, *path), "bad_field")
                self.assertTrue(reply["error"]["field"].startswith(
                    "/" + "/".join(path)), reply)

    def test_values_at_the_edge_of_the_range(self):
        connection = self.connect()
        for value, *path in [
                ("A-z0.9_:/-" + "a" * 54, "id"),
                ("a" * 32, "insured", "polis"),
                ("2026-11-20", "insured", "born"),
                ("x", "insured", "sex"),
                ("A.0" + "9" * 29, "prescription", "indication"),
                ("2026-11-20", "prescription", "date"),
                (1, "item", "quantity_milli"),
                (1000000000, "item", "quantity_milli"),
                (1, "item", "days"), (400, "item", "days"),
                (0, "item", "price"), (100000000, "item", "price"),
                (["a" * 64, "b", "c", "d"], "permits")]:
            with self.subTest(path, value=value):
                reply = connection.ask(with_value(
                    harness.dispense(self.id(), self.bsn(), op="simulate"),
                    value, *path))
                self.assertIn("outcome", reply)

    def test_an_error_names_the_id_where_it_could_be_read(self):
        request = with_value(self.request(), 0, "item", "days")
        self.assertEqual(self.refuse(request, "bad_field")["id"],
                         request["id"])

    def test_an_error_never_repeats_the_bsn(self):
        for bad in ("123456789", "999990018"):
            connection = self.connect()
            connection.send(with_value(self.request(), bad, "insured", "bsn"))
            self.assertNotIn(bad.encode(), connection.line())

    def test_statement_kinds(self):
        for value, code, field in [
                ({"kind": "brief", "conditions_met": True}, "bad_field",
                 "/statement/kind"),
                ({"conditions_met": True}, "missing_field",
                 "/statement/kind"),
                ({"kind": "artsenverklaring"}, "missing_field",
                 "/statement/conditions_met"),
                ({"kind": "artsenverklaring", "conditions_met": "ja"},
                 "bad_field", "/statement/conditions_met")]:
            with self.subTest(value):
                self.refuse(with_value(self.request(), value, "statement"),
                            code, field)


class Operations(harness.SiteTest):
    def test_reverse_and_lookup_need_one_claim(self):
        connection = self.connect()
        for op in ("reverse", "lookup"):
            base = {"v": 1, "op": op, "id": self.id()}
            self.assertError(connection.ask(base), "missing_field")
            for claim in ("C1", "C00000000000000", "c00000000000001",
                          "C000000000000001"):
                self.assertError(connection.ask({**base, "claim": claim}),
                                 "bad_field", "/claim")
            self.assertError(connection.ask({**base, "of": ""}), "bad_field",
                             "/of")
            self.assertIn("error", connection.ask(
                {**base, "of": "a", "claim": "C00000000000001"}))
            self.assertError(connection.ask({**base, "of": "never-sent"}),
                             "no_such_claim")
            self.assertError(connection.ask(
                {**base, "claim": "C99999999999999"}), "no_such_claim")

    def test_a_reason_of_a_reversal_is_bounded(self):
        connection = self.connect()
        claim = connection.ask(harness.dispense(self.id(), self.bsn()))
        reverse = {"v": 1, "op": "reverse", "id": self.id(),
                   "claim": claim["claim"]}
        self.assertError(connection.ask({**reverse, "reason": "x" * 129}),
                         "bad_field", "/reason")
        self.assertEqual(connection.ask({**reverse, "reason": "x" * 128})
                         ["outcome"], "reversed")

    def permit(self, **changes):
        permit = {"number": "M-1", "scope": "any", "from": "2026-01-01",
                  "to": "2026-12-31", **changes}
        return {"v": 1, "op": "permit_add", "id": self.id(),
                "insured": {"bsn": self.bsn(), "uzovi": "3311"},
                "permit": {k: v for k, v in permit.items() if v is not None}}

    def test_permits_are_checked(self):
        connection = self.connect()
        for field, value in [
                ("scope", "zi:9000"), ("scope", "all"), ("scope", "prk:"),
                ("scope", "holiday:x"), ("from", "2027-01-01"),
                ("from", "2026-02-30"), ("number", ""),
                ("number", "x" * 65)]:
            with self.subTest(field, value=value):
                reply = connection.ask(self.permit(**{field: value}))
                self.assertError(reply, "bad_field")
                self.assertIn(reply["error"]["field"],
                              ("/permit/" + field, "/permit/to"))
        for field in ("number", "scope", "from", "to"):
            with self.subTest(field):
                self.assertError(connection.ask(self.permit(**{field: None})),
                                 "missing_field", "/permit/" + field)

    def test_permits_of_every_scope(self):
        connection = self.connect()
        for scope in ("zi:90000013", "prk:7001", "substance:GEWOON",
                      "device:ABC123", "holiday", "any"):
            with self.subTest(scope):
                request = self.permit(scope=scope)
                self.assertEqual(connection.ask(request),
                                 {"v": 1, "id": request["id"],
                                  "permit": "M-1", "outcome": "recorded"})

    def test_ping(self):
        reply = self.connect().ask({"v": 1, "op": "ping", "id": "p-1"})
        published = datetime.date(2026, 11, 1)
        age = (datetime.datetime.now(datetime.timezone.utc).date() -
               published).days
        self.assertIn(reply.pop("snapshot_age_days"), (age - 1, age, age + 1))
        self.assertEqual(reply, {"v": 1, "id": "p-1", "pong": True,
                                 "snapshot": "gvs-20261101-000001"})

    def test_ping_takes_nothing_else(self):
        self.assertError(self.connect().ask(
            {"v": 1, "op": "ping", "id": "p-1", "date": "2026-11-20"}),
            "unknown_field", "/date")

    def test_dates(self):
        connection = self.connect()
        day = harness.today()
        for shift, fine in ((0, True), (1, True), (3, False)):
            date = (day + datetime.timedelta(days=shift)).isoformat()
            for op in ("simulate", "dispense"):
                with self.subTest(shift, op=op):
                    reply = connection.ask(harness.dispense(
                        self.id(), self.bsn(), date=date, op=op))
                    if fine:
                        self.assertEqual(reply["outcome"], "approve")
                    else:
                        self.assertError(reply, "date_out_of_range", "/date")
        for date, fine in (("2021-01-01", True), ("2020-12-31", False)):
            request = harness.dispense(self.id(), self.bsn(), date=date)
            request["prescription"]["date"] = date
            reply = connection.ask(request)
            if fine:
                self.assertEqual(reply["outcome"], "approve")
            else:
                self.assertError(reply, "date_out_of_range", "/date")


class Lines(harness.SiteTest):
    def padded(self, length):
        line = json.dumps(PING).encode()
        return line[:-1] + b" " * (length - len(line)) + b"}"

    def test_crlf_and_empty_lines(self):
        connection = self.connect()
        connection.tls.sendall(b"\n\r\n" + json.dumps(PING).encode() +
                               b"\r\n\n" + json.dumps(PING).encode() + b"\n")
        self.assertTrue(connection.json()["pong"])
        self.assertTrue(connection.json()["pong"])

    def test_a_line_of_16_kib(self):
        connection = self.connect()
        connection.send(self.padded(16384))
        self.assertTrue(connection.json()["pong"])
        connection.tls.sendall(self.padded(16384) + b"\r\n")
        self.assertTrue(connection.json()["pong"])

    def test_a_line_of_one_byte_more_ends_the_connection(self):
        connection = self.connect()
        connection.send(PING, self.padded(16385), PING)
        self.assertTrue(connection.json()["pong"])
        self.assertError(connection.json(), "line_too_long")
        self.assertNotIn(b"pong", b"".join(connection.rest()))

    def test_a_line_without_an_end(self):
        connection = self.connect()
        connection.tls.sendall(b"x" * 20000)
        self.assertError(connection.json(), "line_too_long")
        connection.rest()

    def test_a_line_in_pieces(self):
        connection = self.connect()
        for byte in json.dumps(PING).encode() + b"\n":
            connection.tls.sendall(bytes([byte]))
        self.assertTrue(connection.json()["pong"])

    def test_three_bad_lines_in_a_row(self):
        connection = self.connect()
        connection.send("x", "y", "z", PING)
        for _ in range(3):
            self.assertError(connection.json(), "bad_json")
        self.assertNotIn(b"pong", b"".join(connection.rest()))

    def test_two_bad_lines_and_a_good_one(self):
        connection = self.connect()
        for _ in range(3):
            connection.send("x", "y", PING)
            self.assertError(connection.json(), "bad_json")
            self.assertError(connection.json(), "bad_json")
            self.assertTrue(connection.json()["pong"])

    def test_a_refused_request_is_no_bad_line(self):
        connection = self.connect()
        for _ in range(5):
            self.assertError(connection.ask({"v": 1, "op": "ping"}),
                             "missing_field", "/id")
        self.assertTrue(connection.ask(PING)["pong"])

    def test_replies_come_in_the_order_of_the_requests(self):
        connection = self.connect()
        requests = []
        for i in range(400):
            if i % 7 == 3:
                requests.append({**PING, "id": "order-%d" % i})
            elif i % 7 == 5:
                requests.append({"v": 1, "op": "lookup", "id": "order-%d" % i,
                                 "of": "order-0"})
            elif i % 50 == 11:
                requests.append({"v": 1, "op": "nothing",
                                 "id": "order-%d" % i})
            else:
                requests.append(harness.dispense(
                    "order-%d" % i, self.bsn(),
                    op="simulate" if i % 2 else "dispense"))
        connection.send(*requests)
        # The answer to a look-up is the stored reply, with its own id.
        self.assertEqual([connection.json()["id"] for _ in requests],
                         [request.get("of", request["id"])
                          for request in requests])

    def test_a_slow_reader_gets_everything(self):
        """Far beyond max_in_flight, and nothing read until all is sent."""
        connection = self.connect()
        connection.send(*({**PING, "id": "slow-%d" % i} for i in range(3000)))
        self.assertEqual([connection.json()["id"] for _ in range(3000)],
                         ["slow-%d" % i for i in range(3000)])


class SmallLimits(harness.SiteTest):
    site_options = {"conf": {
        r"listen \{": "limits { line = \"2KiB\" max_in_flight = 2 }\n"
                      "listen {"}}

    def test_the_hello_tells_the_limits(self):
        hello = self.connect().hello
        self.assertEqual(hello["max_line"], 2048)
        self.assertEqual(hello["max_in_flight"], 2)

    def test_more_than_may_be_in_flight_just_waits(self):
        connection = self.connect()
        connection.send(*({**PING, "id": "few-%d" % i} for i in range(200)))
        self.assertEqual([connection.json()["id"] for _ in range(200)],
                         ["few-%d" % i for i in range(200)])

    def test_the_line_limit_holds(self):
        connection = self.connect()
        line = json.dumps(PING).encode()
        connection.send(line[:-1] + b" " * (2048 - len(line)) + b"}")
        self.assertTrue(connection.json()["pong"])
        connection.send(line[:-1] + b" " * (2049 - len(line)) + b"}")
        self.assertError(connection.json(), "line_too_long")


if __name__ == "__main__":
    harness.main()
