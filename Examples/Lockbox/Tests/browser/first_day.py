"""The first day of a site: first run, invitation, large uploads with a cut connection, links, and the audit trail."""

from __future__ import annotations

import hashlib
import os
import urllib.request
from pathlib import Path

import memory
from lockbox_site import Site
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from visitor import PASSWORD, Visitor

# In KiB, for an upload of any size.
MOST_MEMORY = 32 << 10


def check(site: Site, ada: Chrome, bob: Chrome, files: Path, size: int, cuts: int) -> None:
    """Uses the site as two people do, each with a profile of their own.

    :param size: the size of the large file, in bytes.
    :param cuts: how often all processes are killed during its upload.
    """
    admin, guest = Visitor(ada, site.origin), Visitor(bob, site.origin)
    guest.open("/")
    guest.expect("Sign in")
    link = site.first_link()
    admin.open(link)
    admin.press("Create the account", {"Name": "ada", "Password": PASSWORD})
    guest.open(link)
    guest.expect("This page does not exist")
    guest.open("/sign-in")
    for _ in range(2):
        guest.press("Sign in", {"Name": "ada", "Password": "a wrong password"})
        guest.expect("The name or the password is wrong.")
    admin.press("Sign in", {"Name": "ada", "Password": PASSWORD})
    admin.expect("This folder is empty.")
    upload(site, admin, files, size, cuts)
    invite(site, admin, guest)
    links(site, admin, guest)
    admin.open("/admin/audit")
    admin.expect(
        "first administrator", "sign-in failed", "uploaded", "link added", "link refused", "downloaded by link"
    )
    admin.expect("denied")


def upload(site: Site, admin: Visitor, files: Path, size: int, cuts: int) -> None:
    """Uploads a large file in pieces, while the processes are killed. It arrives byte for byte."""
    large = files / "large.bin"
    with open(large, "wb") as file:
        for _ in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size)))
    digest = hashlib.sha256(large.read_bytes()).hexdigest()
    with memory.watching(site.directory) as peak:
        cut(site, admin, large, cuts)
    admin.expect("large.bin")
    contents = [path for path in Path(site.data, "files").iterdir() if path.stat().st_size == large.stat().st_size]
    if [hashlib.sha256(path.read_bytes()).hexdigest() for path in contents] != [digest]:
        raise AssertionError(f"the file did not arrive once and byte for byte: {contents}")
    print(f"{size >> 20} MiB uploaded, {cuts} times cut, with {peak.extra} KiB above the {peak.before} KiB before")
    if peak.most == 0 or peak.extra > MOST_MEMORY:
        raise AssertionError(f"the processes used {peak.extra} KiB more than before, at most {MOST_MEMORY} are allowed")


def cut(site: Site, admin: Visitor, large: Path, cuts: int) -> None:
    """Uploads a file, and kills all processes meanwhile."""
    admin.fill({"files": str(large)})
    admin.button("Upload").click()
    bar = "const bar = document.querySelector('.progress progress'); return bar !== null && bar.value >= {}"
    seen: list[float] = []
    for number in range(1, cuts + 1):
        admin.wait_for(bar.format(number / (cuts + 2)), 600)
        seen.append(float(admin.driver.execute_script("return document.querySelector('.progress progress').value")))
        site.kill()
    # One piece can lead past two of the marks.
    if seen != sorted(seen) or seen[0] == seen[-1]:
        raise AssertionError(f"the bar does not move forward: {seen}")
    admin.wait_for("return document.querySelector('.files') !== null", 600)


def invite(site: Site, admin: Visitor, guest: Visitor) -> None:
    """Invites a person, who does not get to the files of others."""
    own = str(admin.driver.find_element(By.LINK_TEXT, "large.bin").get_attribute("href"))
    admin.open("/admin/people")
    admin.press("Invite", {"Name": "grace"})
    link = str(admin.driver.find_element(By.CSS_SELECTOR, "[data-copy]").get_attribute("value"))
    guest.open(link)
    guest.press("Save the password", {"New password": PASSWORD})
    guest.sign_in("grace")
    guest.expect("This folder is empty.")
    for target in (own, own + "/content", "/admin/people", "/admin/audit"):
        guest.open(target)
        guest.expect("This page does not exist")
    guest.driver.delete_all_cookies()


def links(site: Site, admin: Visitor, guest: Visitor) -> None:
    """Shares a file by a link with a password and one download."""
    admin.open("/")
    admin.press("large.bin")
    admin.press("New link")
    admin.fill({"What the link is for": "for Bob", "Password (optional)": "open sesame please"})
    admin.press("Make the link", {"Number of downloads (optional)": "1"})
    link = str(admin.driver.find_element(By.CSS_SELECTOR, "[data-copy]").get_attribute("value"))
    guest.open(link)
    guest.expect_not("large.bin")
    guest.press("Continue", {"Password": "a wrong password"})
    guest.expect("The password is wrong.")
    guest.press("Continue", {"Password": "open sesame please"})
    guest.expect("large.bin", "Downloads left: 1.")
    for number in range(100):
        method = "GET" if number % 2 else "HEAD"
        with urllib.request.urlopen(urllib.request.Request(link, method=method), timeout=60) as response:
            assert response.status == 200
    guest.open(link)
    guest.expect("Downloads left: 1.")
    guest.button("Download large.bin").click()
    used = "return fetch(location.href).then(page => page.text()).then(text => text.includes('has been used up'))"
    guest.wait_for(used)
    admin.open("/links")
    admin.press("for Bob")
    admin.expect("downloaded large.bin", "Used: 1 of 1.")
