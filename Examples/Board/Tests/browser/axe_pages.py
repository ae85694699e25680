"""Runs axe-core in the pages of a browser."""

from __future__ import annotations

import importlib.resources
from typing import Any

from selenium.webdriver import Chrome

RUN = "axe.run().then(arguments[0], error => arguments[0]({error: String(error)}))"


class AxePages:
    """Checks pages, and collects what axe-core finds.

    :param screenshots: a directory for pictures of the pages; none are taken without it.
    """

    def __init__(self, driver: Chrome, screenshots: str | None) -> None:
        self.driver, self.screenshots = driver, screenshots
        self.script = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
        self.findings: list[str] = []
        self.pages = 0

    def run(self, name: str) -> None:
        """Checks the page that the browser shows."""
        if self.screenshots:
            self.driver.save_screenshot(f"{self.screenshots}/{self.pages:02} {name}.png")
        self.pages += 1
        self.driver.execute_script(self.script)
        result: dict[str, Any] = self.driver.execute_async_script(RUN)
        if "violations" not in result:
            raise AssertionError(f"{name}: axe-core failed: {result}")
        # Without this, a page on which axe-core checks nothing would pass.
        if len(result["passes"]) < 10:
            raise AssertionError(f"{name}: axe-core checked {len(result['passes'])} rules only")
        for violation in result["violations"]:
            for node in violation["nodes"]:
                text = f"{name}: {violation['impact']}: {violation['id']}: {violation['help']}\n    {node['html']}"
                self.findings.append(text)

    def report(self) -> None:
        """Says how many pages were checked.

        :raises AssertionError: with the findings, if there are any.
        """
        if self.findings:
            raise AssertionError("axe-core found:\n  " + "\n  ".join(self.findings))
        print(f"axe-core found nothing on {self.pages} pages.")
