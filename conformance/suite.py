"""The REST API of the OpenID Foundation's conformance suite, as far as running plans needs it."""

import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any, Iterable

# The suite holds a long poll for at most this long.
LONGEST_POLL_SECONDS = 30.0


class SuiteError(Exception):
    """The suite did not do what it was asked for."""


@dataclass(frozen=True)
class Module:
    """A module of a plan, with the variants that the plan fixes for it."""

    name: str
    variant: dict[str, str]


@dataclass(frozen=True)
class Plan:
    """A plan that the suite has made."""

    id: str
    modules: list[Module]


@dataclass(frozen=True)
class Suite:
    """A running suite."""

    url: str
    tls: ssl.SSLContext
    token: str | None = None

    def wait_until_ready(self, seconds: float, pause: float = 2.0) -> None:
        """Returns once the suite and its database answer."""
        end = time.monotonic() + seconds
        while True:
            try:
                self._json("GET", "/api/plan", {"length": "1"}, timeout=10)
                return
            except SuiteError as error:
                if time.monotonic() >= end:
                    raise SuiteError(f"the suite is not ready after {seconds:g} s; {error}") from error
            time.sleep(pause)

    def create_plan(self, name: str, variant: dict[str, str], config: dict[str, Any]) -> Plan:
        # Only what the plan leaves to choose: the suite refuses what the plan fixes, and takes `{}`.
        query = {"planName": name, "variant": json.dumps(variant)}
        made = self._json("POST", "/api/plan", query, config)
        modules = [Module(module["testModule"], module.get("variant") or {}) for module in made["modules"]]
        return Plan(made["id"], modules)

    def create_test(self, plan: Plan, module: Module) -> str:
        """Makes a test of a module and returns its id. Nearly every module starts by itself."""
        # No body: the configuration is the plan's, and the suite refuses a second one.
        query = {"test": module.name, "plan": plan.id, "variant": json.dumps(module.variant)}
        return self._json("POST", "/api/runner", query)["id"]

    def start(self, test: str) -> None:
        self._json("POST", f"/api/runner/{test}")

    def stop(self, test: str) -> None:
        self._json("DELETE", f"/api/runner/{test}")

    def wait_for_state(self, test: str, states: Iterable[str], seconds: float) -> str | None:
        """
        The state of the test once it is one of `states`; None if it is not within `seconds` or one long poll.

        The states of the suite: CREATED, CONFIGURED, RUNNING, WAITING, and at the end FINISHED or INTERRUPTED.
        """
        seconds = min(seconds, LONGEST_POLL_SECONDS)
        query = {"states": ",".join(states), "timeoutMs": str(max(1, int(seconds * 1000)))}
        return self._json("GET", f"/api/runner/{test}/wait-state", query, timeout=seconds + 10).get("state")

    def info(self, test: str) -> dict[str, Any]:
        return self._json("GET", f"/api/info/{test}")

    def log(self, test: str) -> list[dict[str, Any]]:
        return self._json("GET", f"/api/log/{test}")

    def unvisited(self, test: str) -> list[str]:
        """Addresses for which the plan has no browser commands: a person would have to open them."""
        return self._json("GET", f"/api/runner/browser/{test}")["urls"]

    def missing_screenshots(self, test: str) -> list[str]:
        """What the suite still wants a picture of."""
        return [entry.get("msg", "") for entry in self._json("GET", f"/api/log/{test}/images") if "upload" in entry]

    def export(self, plan: Plan) -> bytes:
        """The latest signed log of each module that was run (zip)."""
        return self._call("GET", f"/api/plan/export/{plan.id}", timeout=120)

    def _json(
        self, method: str, path: str, query: dict[str, str] | None = None, body: Any = None, timeout: float = 60
    ) -> Any:
        answer = self._call(method, path, query, body, timeout)
        try:
            return json.loads(answer)
        except ValueError as error:
            # Who wants a token answers 401 in JSON; this is a page, of the suite's user interface or of a proxy.
            raise SuiteError(f"{method} {path}: not JSON: {_shortened(answer)}") from error

    def _call(
        self, method: str, path: str, query: dict[str, str] | None = None, body: Any = None, timeout: float = 60
    ) -> bytes:
        url = self.url + path + ("?" + urllib.parse.urlencode(query) if query else "")
        request = urllib.request.Request(url, method=method)
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=timeout, context=self.tls) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            raise SuiteError(f"{method} {path}: HTTP {error.code}: {_shortened(error.read())}") from error
        except OSError as error:
            reason = getattr(error, "reason", error)
            raise SuiteError(f"{method} {path}: {self.url} cannot be reached: {reason}") from error


def tls_context(insecure: bool) -> ssl.SSLContext:
    """Verifies certificates, unless the suite is a local one with a certificate of its own making."""
    context = ssl.create_default_context()
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _shortened(body: bytes) -> str:
    text = " ".join(body.decode(errors="replace").split())
    return text if len(text) <= 500 else text[:500] + " …"
