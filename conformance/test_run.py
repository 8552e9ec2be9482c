"""The runner against a stand-in for the suite's REST API."""

import contextlib
import io
import json
import os
import re
import tempfile
import threading
import time
import unittest
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import provider
import run
from suite import Suite, SuiteError, tls_context

PLAN = "oidcc-basic-certification-test-plan"
SHARED = {"response_type": "code", "response_mode": "default"}
# Module → the states it passes through, its result, and what else the stand-in knows of it.
MODULES: dict[str, dict[str, Any]] = {
    "passes": {"states": ["CREATED", "WAITING", "FINISHED"], "result": "PASSED"},
    "warns": {"states": ["FINISHED"], "result": "WARNING", "log": [("WARNING", "CheckAcr", "acr is missing")]},
    "reviews": {"states": ["WAITING", "FINISHED"], "result": "REVIEW"},
    "skips": {"states": ["FINISHED"], "result": "SKIPPED", "log": [("SKIPPED", "skips", "The test was skipped: no scope")]},
    "fails": {
        "states": ["WAITING", "FINISHED"],
        "result": "FAILED",
        "log": [("SUCCESS", "A", "fine"), ("WARNING", "B", "odd"), ("FAILURE", "C", "sub is missing")],
    },
    "interrupted": {"states": ["INTERRUPTED"], "result": "FAILED", "log": [("FAILURE", "WebRunner", "no such element")]},
    "manual-start": {"states": ["CONFIGURED"], "after_start": ["WAITING", "FINISHED"], "result": "PASSED"},
    "hangs": {"states": ["WAITING"], "result": "UNKNOWN"},
    "wants-picture": {"states": ["WAITING"], "result": "UNKNOWN", "images": [{"upload": "abc", "msg": "Show the login page"}]},
    "wants-person": {"states": ["WAITING"], "result": "UNKNOWN", "urls": ["https://op.example/authorize?x"]},
    "breaks": {"create": (500, {"error": "createTestModule failed: no client_id"})},
}


class FakeSuite(BaseHTTPRequestHandler):
    """Answers as the suite does; what it knows hangs on the server."""

    def do_GET(self) -> None:
        self.answer()

    do_POST = do_DELETE = do_GET

    def answer(self) -> None:
        path, query = self.path.partition("?")[::2]
        values = dict(urllib.parse.parse_qsl(query))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.calls.append((self.command, path, values, body))
        # What makes plans and tests reads JSON only, even where there is no body.
        if self.command == "POST" and path in ("/api/plan", "/api/runner") and self.headers["Content-Type"] != "application/json":
            return self.send(415, {"error": "Unsupported Media Type"})
        if self.server.token and self.headers["Authorization"] != f"Bearer {self.server.token}":
            return self.send(401, {"error": "Unauthorized", "message": "Full authentication is required"})
        for method, pattern, reply in ROUTES:
            found = re.fullmatch(pattern, path)
            if found and method == self.command:
                status, answer = reply(self.server, values, body, *found.groups())
                return self.send(status, answer)
        self.send(404, {"error": "no such address"})

    def send(self, status: int, answer: Any) -> None:
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


def list_plans(server: Any, *_: Any) -> tuple[int, Any]:
    server.asked += 1
    return (200, {"data": []}) if server.asked > server.deaf else (503, {"error": "starting"})


def make_plan(server: Any, values: dict[str, str], body: bytes) -> tuple[int, Any]:
    if values["planName"] not in server.plans:
        return 404, {"error": "No plan with name: " + values["planName"]}
    server.config = json.loads(body)
    if not re.fullmatch(r"[a-zA-Z0-9_-]+", server.config["alias"]):
        return 400, {"error": "Invalid alias value"}
    if unknown := json.loads(values["variant"]).keys() - {"server_metadata", "client_registration"}:
        return 400, {"error": f"Unknown variant parameter(s) {unknown}"}
    modules = [{"testModule": name, "variant": SHARED} for name in server.plans[values["planName"]]]
    return 201, {"id": "plan-1", "name": values["planName"], "modules": modules}


def make_test(server: Any, values: dict[str, str], body: bytes) -> tuple[int, Any]:
    if body or values["plan"] != "plan-1":
        return (400, {}) if body else (404, {})
    module = MODULES[values["test"]]
    if "create" in module:
        return module["create"]
    server.left[values["test"]] = list(module["states"])
    return 201, {"name": values["test"], "id": values["test"], "url": "…"}


def start_test(server: Any, _: dict[str, str], __: bytes, test: str) -> tuple[int, Any]:
    # The suite starts only what does not start by itself.
    if server.left[test] == ["CONFIGURED"]:
        server.left[test] = list(MODULES[test]["after_start"])
    return 200, {"id": test}


def wait_state(server: Any, values: dict[str, str], _: bytes, test: str) -> tuple[int, Any]:
    wanted, end = values["states"].split(","), time.monotonic() + int(values["timeoutMs"]) / 1000
    while True:
        states = server.left[test]
        if states[0] in wanted:
            return 200, {"state": states[0]}
        if len(states) > 1:
            states.pop(0)
        elif time.monotonic() >= end:
            return 200, {"timeout": True}
        else:
            time.sleep(0.01)


def log_of(_: Any, __: dict[str, str], ___: bytes, test: str) -> tuple[int, Any]:
    entries = MODULES[test].get("log", [])
    return 200, [{"result": result, "src": src, "msg": msg} for result, src, msg in entries] + [{"msg": "no result"}]


ROUTES = [
    ("GET", r"/api/plan", list_plans),
    ("POST", r"/api/plan", make_plan),
    ("GET", r"/api/plan/export/(.+)", lambda *_: (200, b"PK")),
    ("POST", r"/api/runner", make_test),
    ("POST", r"/api/runner/([^/]+)", start_test),
    ("DELETE", r"/api/runner/([^/]+)", lambda *_: (200, {})),
    ("GET", r"/api/runner/([^/]+)/wait-state", wait_state),
    ("GET", r"/api/runner/browser/(.+)", lambda s, v, b, test: (200, {"urls": MODULES[test].get("urls", [])})),
    ("GET", r"/api/info/(.+)", lambda s, v, b, test: (200, {"status": s.left[test][0], "result": MODULES[test]["result"]})),
    ("GET", r"/api/log/([^/]+)", log_of),
    ("GET", r"/api/log/([^/]+)/images", lambda s, v, b, test: (200, MODULES[test].get("images", []))),
]


class RunnerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.server: Any = ThreadingHTTPServer(("127.0.0.1", 0), FakeSuite)
        self.server.calls, self.server.left, self.server.asked, self.server.deaf = [], {}, 0, 0
        self.server.token = None
        self.server.plans = {PLAN: ["passes"]}
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        seed = {"issuer": "https://op.example", "suite": self.url, "username": "alice", "password": 'a "b" \\'}
        for client in provider.CLIENTS:
            seed |= {f"{client}_id": client, f"{client}_secret": "s-" + client}
        seed_file = self.directory / "seed.json"
        seed_file.write_text(json.dumps(seed), encoding="utf-8")
        self.enterContext(mock.patch.object(provider, "SEED", seed_file))
        self.enterContext(mock.patch.dict(os.environ, {"no_proxy": "127.0.0.1"}))

    def run_it(self, *flags: str, plan: str = "basic") -> tuple[int, str, str]:
        out, progress = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(progress):
            code = run.main(["--suite", self.url + "/", "--plan", plan, "--time-limit", "0.3", *flags])
        return code, out.getvalue(), progress.getvalue()

    def expect(self, **results: str) -> str:
        entries = [
            {"plan": "*", "module": name.replace("_", "-"), "result": result, "because": "…"}
            for name, result in results.items()
        ]
        path = self.directory / "expected.json"
        path.write_text(json.dumps(entries), encoding="utf-8")
        return str(path)

    def test_what_the_suite_accepts_is_success(self) -> None:
        self.server.plans[PLAN] = ["passes", "warns", "reviews", "skips", "manual-start"]
        code, table, progress = self.run_it()
        self.assertEqual(code, 0, table)
        self.assertIn("2 PASSED, 1 REVIEW, 1 SKIPPED, 1 WARNING", table)
        self.assertIn("CheckAcr: acr is missing", table)
        self.assertIn("The test was skipped: no scope", table)
        self.assertIn("3/5 reviews: REVIEW", progress)
        self.assertIn(("POST", "/api/runner/manual-start"), [call[:2] for call in self.server.calls])
        self.assertNotIn(("POST", "/api/runner/passes"), [call[:2] for call in self.server.calls])

    def test_failures_are_told_with_their_first_condition(self) -> None:
        self.server.plans[PLAN] = ["fails", "interrupted", "passes"]
        code, table, _ = self.run_it()
        self.assertEqual(code, 1)
        self.assertRegex(table, r"fails +FINISHED +FAILED +C: sub is missing")
        self.assertRegex(table, r"interrupted +INTERRUPTED +FAILED +WebRunner: no such element")
        self.assertRegex(table, r"passes +FINISHED +PASSED")

    def test_what_cannot_end_is_stopped_and_named(self) -> None:
        self.server.plans[PLAN] = ["hangs", "wants-picture", "wants-person", "passes"]
        code, table, _ = self.run_it()
        self.assertEqual(code, 1)
        self.assertRegex(table, r"hangs +TIME LIMIT +UNKNOWN +no end within the time limit")
        self.assertRegex(table, r"wants-picture +TIME LIMIT +UNKNOWN +waits for a screenshot: Show the login page")
        self.assertRegex(table, r"wants-person +STUCK +UNKNOWN +no browser commands for https://op.example/authorize\?x")
        self.assertEqual(sum(call[0] == "DELETE" for call in self.server.calls), 3)

    def test_an_error_of_the_suite_costs_one_module(self) -> None:
        self.server.plans[PLAN] = ["breaks", "passes"]
        code, table, _ = self.run_it()
        self.assertEqual(code, 1)
        self.assertIn("POST /api/runner: HTTP 500", table)
        self.assertIn("createTestModule failed: no client_id", table)
        self.assertRegex(table, r"passes +FINISHED +PASSED")

    def test_a_plan_that_the_suite_does_not_know(self) -> None:
        self.server.plans = {}
        code, _, progress = self.run_it()
        self.assertEqual(code, 2)
        self.assertIn("POST /api/plan: HTTP 404", progress)
        self.assertIn(f"No plan with name: {PLAN}", progress)

    def test_expectations_hold_in_both_directions(self) -> None:
        self.server.plans[PLAN] = ["fails", "skips", "passes"]
        self.assertEqual(self.run_it("--expected", self.expect(fails="FAILED", skips="SKIPPED"))[0], 0)
        code, table, _ = self.run_it("--expected", self.expect(fails="FAILED", skips="WARNING", passes="REVIEW", gone="SKIPPED"))
        self.assertEqual(code, 1)
        self.assertIn("skips: SKIPPED, expected WARNING", table)
        self.assertIn("passes: PASSED, expected REVIEW", table)
        self.assertIn("gone: expected SKIPPED, but there is no such module", table)
        self.assertNotIn("fails: FAILED, expected", table)

    def test_only_the_modules_that_were_asked_for(self) -> None:
        self.server.plans[PLAN] = ["fails", "passes", "warns"]
        code, table, _ = self.run_it("--module", "pass*", "--expected", self.expect(fails="FAILED"))
        self.assertEqual(code, 0, table)
        self.assertNotIn("fails", table)
        self.assertEqual(self.run_it("--module", "nothing")[0], 2)

    def test_the_export_holds_outcomes_and_results(self) -> None:
        self.server.plans[PLAN] = ["fails"]
        self.run_it("--export", str(self.directory / "out"))
        outcome = json.loads((self.directory / "out" / f"{PLAN}.json").read_text(encoding="utf-8"))[0]
        self.assertEqual((outcome["module"], outcome["result"]), ("fails", "FAILED"))
        self.assertEqual(outcome["conditions"][1]["name"], "C")
        self.assertEqual((self.directory / "out" / f"{PLAN}.zip").read_bytes(), b"PK")

    def test_the_plan_is_made_with_its_variant_and_filled_placeholders(self) -> None:
        self.run_it("--issuer", "https://other.example/")
        made = next(call for call in self.server.calls if call[:2] == ("POST", "/api/plan"))
        self.assertEqual(json.loads(made[2]["variant"])["client_registration"], "static_client")
        self.assertEqual(self.server.config["server"]["discoveryUrl"], "https://other.example/.well-known/openid-configuration")
        self.assertEqual(self.server.config["client2"], {"client_id": "client2", "client_secret": "s-client2"})
        self.assertIn(["text", "id", "password", 'a "b" \\'], self.server.config["browser"][0]["tasks"][0]["commands"])
        self.assertNotRegex(json.dumps(self.server.config), r"\{\w+\}")

    def test_the_environment_stands_over_the_seed(self) -> None:
        with mock.patch.dict(os.environ, {"CONFORMANCE_CLIENT_SECRET": "from the environment"}):
            self.run_it()
        self.assertEqual(self.server.config["client"]["client_secret"], "from the environment")

    def test_a_missing_or_foreign_seed_is_named(self) -> None:
        provider.SEED.write_text("{}", encoding="utf-8")
        code, _, progress = self.run_it()
        self.assertEqual(code, 2)
        self.assertRegex(progress, r"nothing is known for \{issuer\}")
        provider.SEED.write_text('{"suite": "https://elsewhere.example"}', encoding="utf-8")
        self.assertIn("seed again", self.run_it()[2])

    def test_a_suite_that_starts_is_waited_for(self) -> None:
        self.server.deaf = 2
        Suite(self.url, tls_context(False)).wait_until_ready(5, pause=0.01)
        self.assertEqual(self.server.asked, 3)

    def test_a_suite_that_is_not_there_is_named(self) -> None:
        with self.assertRaisesRegex(SuiteError, "cannot be reached"):
            Suite("http://127.0.0.1:1", tls_context(False)).wait_until_ready(0)
        self.server.deaf = 10
        with self.assertRaisesRegex(SuiteError, "HTTP 503.*starting"):
            Suite(self.url, tls_context(False)).wait_until_ready(0)

    def test_a_token_is_sent_and_its_lack_named(self) -> None:
        self.server.token = "t-1"
        code, _, progress = self.run_it("--ready", "0")
        self.assertEqual(code, 2)
        self.assertIn("HTTP 401", progress)
        with mock.patch.dict(os.environ, {"CONFORMANCE_TOKEN": "t-1"}):
            self.assertEqual(self.run_it()[0], 0)

    def test_a_plan_with_nothing_to_choose_is_made_with_an_empty_variant(self) -> None:
        name = run.read_plans()["config"]["plan"]
        self.server.plans = {name: ["passes"]}
        self.assertEqual(self.run_it(plan="config")[0], 0)
        made = next(call for call in self.server.calls if call[:2] == ("POST", "/api/plan"))
        self.assertEqual(made[2], {"planName": name, "variant": "{}"})

    def test_a_page_in_place_of_json_is_named(self) -> None:
        self.server.config = None
        with mock.patch.dict(MODULES["passes"], {"create": (201, b"<html>Log in")}):
            code, table, _ = self.run_it()
        self.assertEqual(code, 1)
        self.assertIn("not JSON: <html>Log in", table)


if __name__ == "__main__":
    unittest.main()
