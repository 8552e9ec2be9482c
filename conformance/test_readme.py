"""The table of modules in the README: tests that exist, results that the expectations have."""

import json
import re
import unittest

import provider

PROTOCOL = provider.REPOSITORY / "tests/it/protocol"


def rows() -> list[tuple[list[str], str, str]]:
    """Modules, what shows the same, expected result."""
    text = (provider.HERE / "README.md").read_text(encoding="utf-8")
    table = re.search(r"^\| module .*?\n\|[-|]+\n(.*?)\n\n", text, re.MULTILINE | re.DOTALL)[1]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return [(re.findall(r"`([a-z0-9-]+)`", modules), shown, result) for modules, shown, result, *_ in cells]


class ModulesTest(unittest.TestCase):
    def test_every_test_that_is_named_exists(self) -> None:
        for modules, shown, _ in rows():
            named = re.findall(r"`(\w+)::(\w+)`", shown)
            self.assertTrue(named, modules)
            for file, test in named:
                source = (PROTOCOL / f"{file}.rs").read_text(encoding="utf-8")
                self.assertIn(f"async fn {test}(", source, f"{modules}: {file}::{test}")

    def test_each_module_stands_there_once(self) -> None:
        modules = [module for row in rows() for module in row[0]]
        self.assertEqual(sorted(modules), sorted(set(modules)))
        # One in the Config plan, 35 in each of the others.
        self.assertEqual(len(modules), 36)

    def test_results_are_those_that_are_expected(self) -> None:
        expected = json.loads((provider.HERE / "expected.json").read_text(encoding="utf-8"))
        wanted = {entry["module"].removeprefix("oidcc-"): entry["result"] for entry in expected}
        told = {module: result for modules, _, result in rows() for module in modules}
        self.assertEqual({module: result for module, result in told.items() if result != "PASSED"}, wanted)

    def test_modules_that_are_replayed_are_named_by_the_replay(self) -> None:
        source = (PROTOCOL / "conformance.rs").read_text(encoding="utf-8")
        replayed = set(re.findall(r"oidcc-([a-z0-9-]+)", source))
        self.assertEqual(replayed, {module for row in rows() if "`conformance::" in row[1] for module in row[0]})


if __name__ == "__main__":
    unittest.main()
