"""Makes the pictures of README.md, so that they stay true."""

from __future__ import annotations

import os
from pathlib import Path

import pictures
from apache_site import ROOT
from lockbox_site import Site
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from visitor import PASSWORD, Visitor

DIRECTORY = f"{ROOT}/Examples/Lockbox/Pictures"
PHONE = {"width": 390, "height": 760, "deviceScaleFactor": 1, "mobile": True}


def make(site: Site, driver: Chrome, files: Path) -> None:
    """Fills a site, and takes a picture of a folder on a desktop and of a link on a dark phone."""
    visitor = Visitor(driver, site.origin)
    visitor.open("/")
    visitor.open(site.first_link())
    visitor.press("Create the account", {"Name": "ada", "Password": PASSWORD})
    visitor.press("Sign in", {"Name": "ada", "Password": PASSWORD})
    for name in ("Summer camp", "Minutes", "Invoices 2026"):
        visitor.press("Create", {"name": name})
    paths = [
        pictures.write(str(files), "Group photo.png", pictures.png(900, 600)),
        pictures.write(str(files), "Packing list.txt", b"Tent\nBoots\nTorch\n" * 200),
        pictures.write(str(files), "Budget.pdf", b"%PDF-1.4\n" + b"0" * 48_000),
    ]
    visitor.fill({"files": "\n".join(paths)})
    visitor.button("Upload").click()
    visitor.wait_for("return document.querySelectorAll('.files tbody tr').length === 6")
    os.makedirs(DIRECTORY, exist_ok=True)
    driver.set_window_size(1100, 760)
    driver.save_screenshot(f"{DIRECTORY}/folder.png")
    visitor.press("Packing list.txt")
    visitor.press("New link")
    visitor.press("Make the link", {"What the link is for": "Parents", "Number of downloads (optional)": "20"})
    link = str(driver.find_element(By.CSS_SELECTOR, "[data-copy]").get_attribute("value"))
    driver.delete_all_cookies()
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    feature = {"name": "prefers-color-scheme", "value": "dark"}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    visitor.open(link)
    driver.save_screenshot(f"{DIRECTORY}/link.png")
