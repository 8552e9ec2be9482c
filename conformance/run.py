#!/usr/bin/env python3
"""Runs plans of the OpenID Foundation's conformance suite against Gatehouse and prints what became of their modules.

Exit code 0 when nothing failed (with --expected: when everything came as expected), 1 otherwise, 2 when nothing could be
run.
"""

import argparse
import fnmatch
import json
import os
import re
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Iterable, TextIO

import provider
from suite import Module, Plan, Suite, SuiteError, tls_context

PLANS = Path(__file__).resolve().parent / "plans"
FINISHED, INTERRUPTED, CONFIGURED = "FINISHED", "INTERRUPTED", "CONFIGURED"
# What the suite accepts for a certification, REVIEW after a look at the screenshot.
GOOD = {"PASSED", "WARNING", "REVIEW", "SKIPPED"}
# A module with a wait of its own takes about a minute; the suite looks for filled placeholders every 30 s.
TIME_LIMIT = 240.0


class ConfigurationError(Exception):
    """Something is missing or wrong before anything was run."""


@dataclass(frozen=True)
class Condition:
    """A check of a module that did not hold."""

    name: str
    level: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """What became of a module."""

    plan: str
    module: str
    variant: dict[str, str]
    test: str
    status: str
    result: str
    seconds: float
    conditions: list[Condition] = field(default_factory=list)
    # Why it did not get to an end, or why the suite skipped it.
    note: str = ""

    def verdict(self) -> str:
        """The result of a module that came to its end, else the state in which it got stuck."""
        return self.result if self.status == FINISHED else self.status

    def reason(self) -> str:
        """The first thing to look at."""
        worst = sorted(self.conditions, key=lambda condition: condition.level != "FAILURE")
        told = [f"{condition.name}: {condition.message}" for condition in worst[:1]]
        return "; ".join(([self.note] if self.note else []) + told)


@dataclass(frozen=True)
class Expectation:
    """A module that is not expected to be PASSED."""

    plan: str
    module: str
    result: str
    because: str

    def is_for(self, plan: str, module: str) -> bool:
        return fnmatch.fnmatch(plan, self.plan) and module == self.module


def read_seed(issuer: str | None, suite: str) -> dict[str, str]:
    """The values of placeholders: the seed file, over it variables like CONFORMANCE_CLIENT_SECRET, over them flags."""
    values: dict[str, str] = {"alias": provider.ALIAS}
    if provider.SEED.exists():
        values |= json.loads(provider.SEED.read_text(encoding="utf-8"))
    prefix = "CONFORMANCE_"
    values |= {name.removeprefix(prefix).lower(): value for name, value in os.environ.items() if name.startswith(prefix)}
    if issuer:
        values["issuer"] = issuer.rstrip("/")
    if values.get("suite", suite) != suite:
        raise ConfigurationError(f"the clients were seeded for the suite at {values['suite']}: seed again for {suite}")
    return values | {"suite": suite}


def fill(value: Any, values: dict[str, str]) -> Any:
    """The same with every `{placeholder}` replaced."""
    if isinstance(value, str):
        missing = [name for name in re.findall(r"\{(\w+)\}", value) if name not in values]
        if missing:
            variable = "CONFORMANCE_" + missing[0].upper()
            raise ConfigurationError(f"nothing is known for {{{missing[0]}}}: seed first, or set {variable}")
        return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], value)
    if isinstance(value, list):
        return [fill(item, values) for item in value]
    if isinstance(value, dict):
        return {key: fill(item, values) for key, item in value.items()}
    return value


def read_plans() -> dict[str, dict[str, Any]]:
    """Every plan file, by the short name that it has as a file."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(PLANS.glob("*.json"))}


def read_expectations(path: Path | None) -> list[Expectation]:
    if path is None:
        return []
    try:
        return [Expectation(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise ConfigurationError(f"{path}: {error}") from error


def run_module(suite: Suite, plan: Plan, name: str, module: Module, limit: float) -> Outcome:
    """Runs one module to its end, or stops it when nothing can bring it there."""
    begun = time.monotonic()
    test, status, result, note = "", "ERROR", "UNKNOWN", ""
    conditions: list[Condition] = []
    try:
        test = suite.create_test(plan, module)
        status, note = follow(suite, test, begun + limit)
        result = suite.info(test).get("result") or "UNKNOWN"
        conditions, skipped = read_log(suite.log(test))
        note = note or skipped
    except SuiteError as error:
        status, note = "ERROR", str(error)
    seconds = round(time.monotonic() - begun, 1)
    return Outcome(name, module.name, module.variant, test, status, result, seconds, conditions, note)


def follow(suite: Suite, test: str, end: float) -> tuple[str, str]:
    """Waits for the end of a test: its last state, and why it was stopped if it was."""
    states = [FINISHED, INTERRUPTED, CONFIGURED]
    while True:
        left = end - time.monotonic()
        state = suite.wait_for_state(test, states, max(left, 0))
        if state == CONFIGURED:
            # One that does not start by itself; the suite ignores this for all others.
            suite.start(test)
            states.remove(CONFIGURED)
        elif state is not None:
            return state, ""
        elif urls := suite.unvisited(test):
            suite.stop(test)
            return "STUCK", f"no browser commands for {urls[0]}"
        elif time.monotonic() >= end:
            missing = suite.missing_screenshots(test)
            suite.stop(test)
            return "TIME LIMIT", f"waits for a screenshot: {missing[0]}" if missing else "no end within the time limit"


def read_log(entries: Iterable[dict[str, Any]]) -> tuple[list[Condition], str]:
    """The conditions that failed or warned, and why the module was skipped if it was."""
    conditions, skipped = [], ""
    for entry in entries:
        result, message = entry.get("result"), str(entry.get("msg") or "")
        if result in ("FAILURE", "WARNING"):
            conditions.append(Condition(str(entry.get("src", "")), result, message))
        elif result == "SKIPPED":
            skipped = message
    return conditions, skipped


def judge(outcomes: list[Outcome], expectations: list[Expectation], is_filtered: bool) -> list[str]:
    """What speaks against success, a sentence each."""
    complaints = []
    for outcome in outcomes:
        verdict = outcome.verdict()
        wanted = [entry.result for entry in expectations if entry.is_for(outcome.plan, outcome.module)]
        if wanted or expectations:
            expected = wanted[0] if wanted else "PASSED"
            if verdict != expected:
                complaints.append(f"{outcome.plan} {outcome.module}: {verdict}, expected {expected}")
        elif verdict not in GOOD:
            complaints.append(f"{outcome.plan} {outcome.module}: {verdict}")
    # A list that names what no longer exists hides what it once was about.
    for entry in [] if is_filtered else expectations:
        plans = {outcome.plan for outcome in outcomes if fnmatch.fnmatch(outcome.plan, entry.plan)}
        if plans and not any(entry.is_for(outcome.plan, outcome.module) for outcome in outcomes):
            complaints.append(f"{entry.plan} {entry.module}: expected {entry.result}, but there is no such module")
    return complaints


def print_table(outcomes: list[Outcome], file: TextIO) -> None:
    # Variants that all modules share say nothing about one.
    shared = set.intersection(*(set(outcome.variant.items()) for outcome in outcomes)) if len(outcomes) > 1 else set()

    def variant(outcome: Outcome) -> str:
        return ", ".join(f"{key}={value}" for key, value in outcome.variant.items() if (key, value) not in shared)

    rows = [("MODULE", "VARIANT", "STATUS", "RESULT", "FIRST REASON")]
    rows += [(o.module, variant(o), o.status, o.result, o.reason()) for o in outcomes]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths)]
        print("  ".join([*cells, row[4]]).rstrip(), file=file)


def run_plan(suite: Suite, plan: dict[str, Any], arguments: argparse.Namespace) -> list[Outcome]:
    """Runs the modules of a plan, one after another: they share an alias, and with it the redirect URI."""
    name = plan["plan"]
    made = suite.create_plan(name, plan["variant"], plan["config"])
    patterns = arguments.module or ["*"]
    modules = [module for module in made.modules if any(fnmatch.fnmatch(module.name, p) for p in patterns)]
    print(f"{name}: {len(modules)} of {len(made.modules)} modules, {suite.url}/plan-detail.html?plan={made.id}", file=sys.stderr)
    outcomes = []
    for number, module in enumerate(modules, 1):
        outcome = run_module(suite, made, name, module, arguments.time_limit)
        outcomes.append(outcome)
        line = f"  {number:2}/{len(modules)} {module.name}: {outcome.verdict()} ({outcome.seconds:g} s)"
        print(line + (f": {outcome.reason()}" if outcome.verdict() != "PASSED" and outcome.reason() else ""), file=sys.stderr)
    if arguments.export:
        arguments.export.mkdir(parents=True, exist_ok=True)
        report = [asdict(outcome) for outcome in outcomes]
        (arguments.export / f"{name}.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        (arguments.export / f"{name}.zip").write_bytes(suite.export(made))
    return outcomes


def run(arguments: argparse.Namespace) -> int:
    url = arguments.suite.rstrip("/")
    suite = Suite(url, tls_context(arguments.insecure), os.environ.get("CONFORMANCE_TOKEN"))
    expectations = read_expectations(arguments.expected)
    files = read_plans()
    server = nullcontext()
    if arguments.gatehouse:
        own = provider.Provider(arguments.gatehouse.resolve(), provider.LOCAL / "data")
        provider.prepare(own, url)
        server = own.serving()
    values = read_seed(arguments.issuer, url)
    plans = [fill(files[name], values) for name in arguments.plan or files]
    outcomes: list[Outcome] = []
    with server:
        suite.wait_until_ready(arguments.ready)
        for plan in plans:
            outcomes += run_plan(suite, plan, arguments)
    if not outcomes:
        raise ConfigurationError("no module matches")
    for name in dict.fromkeys(outcome.plan for outcome in outcomes):
        print(f"\n{name}\n")
        print_table([outcome for outcome in outcomes if outcome.plan == name], sys.stdout)
    complaints = judge(outcomes, expectations, bool(arguments.module))
    counts = {verdict: sum(o.verdict() == verdict for o in outcomes) for verdict in sorted({o.verdict() for o in outcomes})}
    print("\n" + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    for complaint in complaints:
        print(f"not as wanted: {complaint}")
    return 1 if complaints else 0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", required=True, metavar="URL", help="base URL of the suite, as it knows itself")
    parser.add_argument("--plan", action="append", choices=sorted(read_plans()), help="a plan to run; default all")
    parser.add_argument("--module", action="append", metavar="PATTERN", help="only modules of that name; * stands for anything")
    parser.add_argument("--issuer", metavar="URL", help="the provider, if it is not the seeded one")
    parser.add_argument("--gatehouse", type=Path, metavar="PROGRAM", help="seed and serve with this program for the run")
    parser.add_argument("--export", type=Path, metavar="DIR", help="write outcomes (JSON) and the suite's results (zip) there")
    parser.add_argument("--expected", type=Path, metavar="FILE", help="modules expected to end otherwise than PASSED")
    parser.add_argument("--insecure", action="store_true", help="do not verify the certificate of a local suite")
    parser.add_argument("--time-limit", type=float, default=TIME_LIMIT, metavar="SECONDS", help="for each module")
    parser.add_argument("--ready", type=float, default=180, metavar="SECONDS", help="how long to wait for the suite")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    try:
        return run(parse(arguments))
    except (SuiteError, ConfigurationError, provider.ProviderError) as error:
        print(f"conformance: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
