"""What is seeded, against what the program knows."""

import json
import re
import subprocess
import tomllib
import unittest
from pathlib import Path
from unittest import mock

import provider

REPOSITORY = provider.REPOSITORY


class SeedTest(unittest.TestCase):
    def test_the_person_has_every_standard_claim(self) -> None:
        source = (REPOSITORY / "src/spec/standard_claims.rs").read_text(encoding="utf-8")
        table = re.search(r"pub const SCOPES.*?= &\[(.*?)\n\];", source, re.DOTALL)[1]
        # The table names scopes and claims; only this scope is not a claim too.
        known = set(re.findall(r'"(\w+)"', table)) - {"phone"}
        from_elsewhere = {"preferred_username", "updated_at", "email", "email_verified"}
        self.assertEqual(set(provider.CLAIMS) | from_elsewhere, known)

    def test_every_setting_exists(self) -> None:
        reference = (REPOSITORY / "docs/configuration.md").read_text(encoding="utf-8")
        settings = tomllib.loads((provider.HERE / "gatehouse.toml").read_text(encoding="utf-8"))
        for section, values in settings.items():
            part = re.search(rf"^## `\[{section}\]`$(.*?)(?=^## |\Z)", reference, re.MULTILINE | re.DOTALL)
            self.assertIsNotNone(part, section)
            for name in values:
                self.assertIn(f"| `{name}` |", part[1])

    def test_extensions_of_the_discovery_document_are_told_to_the_suite(self) -> None:
        # The suite warns of every name that it does not know; these two are of no specification that it does.
        plan = json.loads((provider.HERE / "plans/config.json").read_text(encoding="utf-8"))
        source = (REPOSITORY / "src/provider/discovery.rs").read_text(encoding="utf-8")
        extensions = set(re.findall(r"metadata\.(account_\w+) = ", source))
        self.assertEqual(set(plan["config"]["server"]["allow_unexpected_metadata_fields"]), extensions)

    def test_a_refusal_of_the_program_is_named(self) -> None:
        own = provider.Provider(Path("gatehouse"), Path("data"))
        refusal = subprocess.CompletedProcess([], 5, "", '{"error":"the name is taken"}\n')
        with mock.patch.object(subprocess, "run", return_value=refusal):
            with self.assertRaisesRegex(provider.ProviderError, "exit code 5.*the name is taken"):
                own.run("user", "create", "alice")

    def test_what_is_not_there_can_be_asked_for(self) -> None:
        own = provider.Provider(Path("gatehouse"), Path("data"))
        with mock.patch.object(subprocess, "run", return_value=subprocess.CompletedProcess([], provider.NOT_FOUND, "", "{}")):
            self.assertIsNone(own.run("user", "show", "alice", missing_is_none=True))
            with self.assertRaises(provider.ProviderError):
                own.run("user", "show", "alice")


if __name__ == "__main__":
    unittest.main()
