"""Checks the pages with axe-core: on a desktop and on a phone, light and dark."""

from __future__ import annotations

import importlib.resources
from pathlib import Path
from typing import Any

import pictures
from lockbox_site import Site
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from visitor import PASSWORD, Visitor

RUN = "axe.run().then(arguments[0], error => arguments[0]({error: String(error)}))"
PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}


class Checker:
    """Runs axe-core in pages, and collects what it finds.

    :param screenshots: a directory for pictures of the pages; none are taken without it.
    """

    def __init__(self, visitor: Visitor, screenshots: str | None) -> None:
        self.visitor, self.screenshots = visitor, screenshots
        self.script = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
        self.findings: list[str] = []
        self.pages = 0

    def check(self, name: str) -> None:
        """Checks the page that the browser shows, in all four forms."""
        driver = self.visitor.driver
        for size in ("desktop", "phone"):
            if size == "phone":
                driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
                width = driver.execute_script("return document.documentElement.scrollWidth;")
                if width > PHONE["width"]:
                    self.findings.append(f"{name}: the page is {width} pixels wide on a phone")
            for scheme in ("light", "dark"):
                feature = {"name": "prefers-color-scheme", "value": scheme}
                driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
                self.run(f"{name}, {size}, {scheme}")
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def run(self, name: str) -> None:
        """Checks one form of a page."""
        driver = self.visitor.driver
        if self.screenshots:
            driver.save_screenshot(f"{self.screenshots}/{self.pages:02} {name}.png")
        self.pages += 1
        driver.execute_script(self.script)
        result: dict[str, Any] = driver.execute_async_script(RUN)
        if "violations" not in result or len(result["passes"]) < 10:
            raise AssertionError(f"{name}: axe-core failed: {result}")
        for violation in result["violations"]:
            for node in violation["nodes"]:
                text = f"{name}: {violation['impact']}: {violation['id']}: {violation['help']}\n    {node['html']}"
                self.findings.append(text)


def check(site: Site, driver: Chrome, files: Path, screenshots: str | None) -> None:
    """Opens every page, and checks it."""
    visitor = Visitor(driver, site.origin)
    checker = Checker(visitor, screenshots)
    visitor.open("/")
    checker.check("sign-in")
    visitor.open(site.first_link())
    checker.check("first run")
    visitor.press("Create the account", {"Name": "ada", "Password": PASSWORD})
    visitor.press("Sign in", {"Name": "ada", "Password": PASSWORD})
    checker.check("empty folder")
    for name in ("Invoices", "Trip to the sea"):
        visitor.press("Create", {"name": name})
    picture = pictures.write(str(files), "kettle.png", pictures.png(400, 200))
    text = pictures.write(str(files), "plan.txt", b"The plan\n" * 50)
    visitor.fill({"files": f"{text}\n{picture}"})
    visitor.button("Upload").click()
    visitor.wait_for("return [...document.querySelectorAll('.files a')].some(a => a.textContent === 'plan.txt')")
    checker.check("folder")
    planted(visitor)
    for name in ("kettle.png", "plan.txt"):
        visitor.open("/")
        visitor.press(name)
        checker.check(name)
    visitor.press("Share with a person")
    checker.check("share")
    visitor.press("Share", {"Name of the person": "nobody"})
    checker.check("share with an error")
    visitor.open("/")
    visitor.press("Invoices")
    visitor.press("Details and sharing")
    visitor.press("New link")
    checker.check("new link")
    visitor.press("Make the link", {"What the link is for": "for Bob"})
    checker.check("link")
    link = str(driver.find_element(By.CSS_SELECTOR, "[data-copy]").get_attribute("value"))
    own = ("/shared", "/search?q=plan", "/links", "/bin", "/admin/people", "/admin/audit", "/admin/health", "/nowhere")
    for target in own:
        visitor.open(target)
        checker.check(target.strip("/").replace("/", "-"))
    visitor.open("/admin/people")
    visitor.press("Invite", {"Name": "grace"})
    checker.check("invitation")
    visitor.press("Back to the people")
    visitor.press("grace")
    checker.check("person")
    driver.delete_all_cookies()
    visitor.open(link)
    checker.check("visit")
    if checker.findings:
        raise AssertionError("axe-core found:\n  " + "\n  ".join(checker.findings))
    print(f"axe-core found nothing on {checker.pages} pages.")


def planted(visitor: Visitor) -> None:
    """A name with a script is shown as text."""
    visitor.press("Create", {"name": "<img src=x onerror=document.title=1>"})
    visitor.expect("<img src=x onerror=document.title=1>")
    if "Lockbox" not in visitor.driver.title:
        raise AssertionError("a script in a name ran")
    visitor.driver.find_element(By.CSS_SELECTOR, "input[aria-label*='onerror']").click()
    visitor.press("Move to the bin")
