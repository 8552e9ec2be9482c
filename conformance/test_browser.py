"""The browser commands of the plans against the pages they drive: ids, phrases and paths, as the repository has them."""

import re
import unittest
from pathlib import Path
from typing import Any, Iterator

import run

REPOSITORY = Path(__file__).resolve().parent.parent
TEMPLATES = REPOSITORY / "themes/default/templates"
# Task → the template it works on and the path under which the server shows it. The callback is the suite's own page.
PAGES = {
    "Login": ("login.html", "{issuer}/interaction/*/login*"),
    "Consent": ("consent.html", "{issuer}/interaction/*/consent*"),
    "Form post": ("form_post.html", "{issuer}/*"),
    "Error page": ("error.html", "{issuer}/authorize*"),
}
# The English phrase that a page shows → its message, and the template or the kind of error that shows it.
PHRASES = {"Sign in": ("sign-in", "login.html"), "Invalid redirect_uri": ("failure-invalid-redirect-uri", "error.html")}
ELEMENT = {"text": "input", "click": "button"}


def tasks() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every task of every plan, with where it stands."""
    for name, plan in run.read_plans().items():
        config = plan["config"]
        blocks = {"": config.get("browser", [])} | {key: value["browser"] for key, value in config.get("override", {}).items()}
        for module, browser in blocks.items():
            for block in browser:
                for task in block["tasks"]:
                    yield f"{name} {module} {task['task']}", task


def message(key: str) -> str:
    text = (REPOSITORY / "themes/default/locales/en.ftl").read_text(encoding="utf-8")
    return re.search(rf"^{key} = (.*)$", text, re.MULTILINE)[1]


class BrowserCommandsTest(unittest.TestCase):
    def test_every_id_is_on_the_page_and_of_the_right_kind(self) -> None:
        seen = set()
        for place, task in tasks():
            if task["task"] == "Callback":
                self.assertEqual(task["match"], "{suite}/test/a/{alias}/callback*", place)
                self.assertEqual(task["commands"], [["wait", "id", "submission_complete", 10]], place)
                continue
            template, path = PAGES[task["task"]]
            self.assertEqual(task["match"], path, place)
            html = (TEMPLATES / template).read_text(encoding="utf-8")
            for command in task["commands"]:
                with self.subTest(place, command=command):
                    if command[0] == "wait":
                        key, shows = PHRASES[command[4]]
                        self.assertEqual(template, shows)
                        self.assertEqual(message(key), command[4])
                        self.assertRegex(html, rf'key="({key}|failure-" ~ page\.kind)')
                    else:
                        self.assertEqual(command[1], "id")
                        self.assertRegex(html, rf'<{ELEMENT[command[0]]}\b[^>]*\bid="{command[2]}"')
                        seen.add(command[2])
        self.assertEqual(seen, {"username", "password", "submit-login", "consent-allow", "form-post-submit"})

    def test_every_command_is_one_that_the_suite_reads(self) -> None:
        selectors = {"id", "name", "xpath", "css", "class"}
        actions = {"update-image-placeholder", "update-image-placeholder-optional"}
        for place, task in tasks():
            self.assertLessEqual(task.keys(), {"task", "match", "optional", "commands"}, place)
            for command, selector, target, *rest in task["commands"]:
                with self.subTest(place, command=command, rest=rest):
                    self.assertIn(selector, selectors)
                    self.assertIsInstance(target, str)
                    if command == "wait":
                        # Seconds, an expression, what is done with the page.
                        self.assertIs(type(rest[0]), int)
                        re.compile(*rest[1:2] or [""])
                        self.assertLessEqual(set(rest[2:]), actions)
                    else:
                        texts = {"click": 0, "text": 1}[command]
                        self.assertTrue(all(isinstance(part, str) for part in rest))
                        self.assertIn(rest[texts:], ([], ["optional"]))

    def test_the_paths_are_routes(self) -> None:
        routes = (REPOSITORY / "src/web/interaction/mod.rs").read_text(encoding="utf-8")
        for path in ("/authorize", "/interaction/{id}/login", "/interaction/{id}/consent"):
            self.assertRegex(routes, rf'\.service\((form|get|get_once)\("{re.escape(path)}", ')

    def test_only_tasks_that_may_be_left_out_are_optional(self) -> None:
        for place, task in tasks():
            self.assertEqual(task.get("optional", False), task["task"] in ("Login", "Consent", "Form post"), place)

    def test_the_modules_with_a_screenshot_fill_it(self) -> None:
        for name in ("basic", "formpost-basic"):
            override = run.read_plans()[name]["config"]["override"]
            action = re.compile(r"update-image-placeholder(?:-optional)?")
            actions = {module: action.findall(str(part)) for module, part in override.items()}
            self.assertEqual(
                actions,
                {
                    "oidcc-prompt-login": ["update-image-placeholder-optional"],
                    "oidcc-max-age-1": ["update-image-placeholder-optional"],
                    "oidcc-ensure-registered-redirect-uri": ["update-image-placeholder"],
                    "oidcc-ensure-request-object-with-redirect-uri": ["update-image-placeholder"],
                },
            )


if __name__ == "__main__":
    unittest.main()
