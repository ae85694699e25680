"""Checks the pages with axe-core: on a desktop and on a phone, light and dark."""

from __future__ import annotations

from pathlib import Path

import pictures
from axe_pages import AxePages
from lockbox_site import Site
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from visitor import PASSWORD, Visitor

PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}


class Checker(AxePages):
    """Checks each page in four forms: on a desktop and on a phone, light and dark."""

    def check(self, name: str) -> None:
        """Checks the page that the browser shows."""
        for size in ("desktop", "phone"):
            if size == "phone":
                self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
                width = self.driver.execute_script("return document.documentElement.scrollWidth;")
                if width > PHONE["width"]:
                    self.findings.append(f"{name}: the page is {width} pixels wide on a phone")
            for scheme in ("light", "dark"):
                feature = {"name": "prefers-color-scheme", "value": scheme}
                self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
                self.run(f"{name}, {size}, {scheme}")
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def check(site: Site, driver: Chrome, files: Path, screenshots: str | None) -> None:
    """Opens every page, and checks it."""
    visitor = Visitor(driver, site.origin)
    checker = Checker(driver, screenshots)
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
    checker.check("moved to the bin")
    visitor.press("Undo")
    visitor.expect("1 restored.", "onerror")
    move_planted(visitor)
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
    checker.report()


def planted(visitor: Visitor) -> None:
    """A name with a script is shown as text."""
    visitor.press("Create", {"name": "<img src=x onerror=document.title=1>"})
    visitor.expect("<img src=x onerror=document.title=1>")
    if "Lockbox" not in visitor.driver.title:
        raise AssertionError("a script in a name ran")
    move_planted(visitor)


def move_planted(visitor: Visitor) -> None:
    """Moves what has the name to the bin."""
    visitor.driver.find_element(By.CSS_SELECTOR, "input[aria-label*='onerror']").click()
    visitor.press("Move to the bin")
