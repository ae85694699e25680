"""What protects an account and a link: the second factor, the limits of guesses, sessions, and the expiry of links."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pictures
from authenticator import Authenticator
from lockbox_site import Site, wait_until
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from visitor import PASSWORD, Visitor

WRONG = "The name or the password is wrong."
MISSING = "This page does not exist"


def check(site: Site, ada: Chrome, bob: Chrome, files: Path) -> None:
    """Uses two profiles: one of an administrator, and a second one that is hers at first and a stranger's later."""
    admin, second = Visitor(ada, site.origin), Visitor(bob, site.origin)
    admin.open("/")
    admin.open(site.first_link())
    admin.press("Create the account", {"Name": "ada", "Password": PASSWORD})
    admin.press("Sign in", {"Name": "ada", "Password": PASSWORD})
    app, recovery = second_factor(admin)
    sign_in_with_code(admin, app, recovery[0])
    sign_out_everywhere(admin, second, recovery[1])
    admin.open("/")
    admin.fill({"files": pictures.write(str(files), "plan.txt", b"The plan\n")})
    admin.button("Upload").click()
    admin.wait_for("return document.querySelector('.files') !== null")
    links(site, admin, second)
    guesses(admin, second)
    for kind in (
        "second factor added", "sign-in failed", "sign-in", "recovery code used", "sign-out everywhere", "throttled",
        "uploaded", "link added", "downloaded by link", "link refused", "link extended", "link removed",
    ):  # fmt: skip
        admin.open(f"/admin/audit?kind={kind.replace(' ', '+')}")
        rows = admin.driver.find_elements(By.CSS_SELECTOR, ".audit tbody tr")
        if not rows or any(f" {kind} " not in row.text for row in rows):
            raise AssertionError(f"the audit trail has no {kind!r}:\n{admin.text}")


def second_factor(admin: Visitor) -> tuple[Authenticator, list[str]]:
    """Sets up an authenticator app, as a person who types the key."""
    admin.open("/account/second-factor")
    app = Authenticator(admin.driver.find_element(By.TAG_NAME, "code").text)
    admin.press("Turn on", {"Code": "000000"})
    admin.expect("The code is wrong or was used before.")
    admin.press("Turn on", {"Code": app.code()})
    recovery = [element.text for element in admin.driver.find_elements(By.CSS_SELECTOR, "main li code")]
    admin.press("Continue")
    admin.expect(f"An authenticator app is set up. {len(recovery)} recovery codes are left.")
    return app, recovery


def sign_in_with_code(admin: Visitor, app: Authenticator, recovery: str) -> None:
    """The password alone is not enough, and each code works once."""
    admin.sign_out()
    admin.sign_in("ada")
    admin.expect("Enter your code")
    admin.open("/")
    admin.expect("Sign in")
    admin.sign_in("ada")
    code = app.code()
    admin.press("Continue", {"Code": code})
    admin.expect("This folder is empty.")
    admin.sign_out()
    admin.sign_in("ada")
    admin.press("Continue", {"Code": code})
    admin.expect("The code is wrong or was used before.")
    admin.press("Continue", {"Code": recovery})
    admin.expect("This folder is empty.")


def sign_out_everywhere(admin: Visitor, second: Visitor, recovery: str) -> None:
    """A second profile of the same person is signed out by the first one."""
    second.sign_in("ada")
    second.press("Continue", {"Code": recovery})
    second.expect("This folder is empty.")
    admin.open("/account/sessions")
    admin.press("Sign out everywhere else")
    for target in ("/", "/links", "/admin/audit"):
        second.open(target)
        second.expect("Sign in")
        second.expect_not("Audit trail", "Your sessions")
    admin.open("/")
    admin.expect("This folder is empty.")
    # A known device would have a limit of its own.
    second.driver.delete_all_cookies()


def links(site: Site, admin: Visitor, second: Visitor) -> None:
    """Previews count nothing; a link ends when it expires, and works again when its owner extends it."""
    limited = new_link(admin, "for messengers", {"Number of downloads (optional)": "1"})
    second.open(limited)
    for number in range(100):
        method = "GET" if number % 2 else "HEAD"
        with urllib.request.urlopen(urllib.request.Request(limited, method=method), timeout=60) as response:
            assert response.status == 200 and (method == "HEAD") == (response.read() == b"")
    second.open(limited)
    second.expect("plan.txt", "Downloads left: 1.")
    second.button("Download plan.txt").click()
    used = "return fetch(location.href).then(page => page.text()).then(text => text.includes('has been used up'))"
    second.wait_for(used)
    locked = new_link(admin, "with a password", {"Password (optional)": "open sesame please"})
    second.open(locked)
    second.press("Continue", {"Password": "a wrong password"})
    second.expect("The password is wrong.")
    second.expect_not("plan.txt")
    second.press("Continue", {"Password": "open sesame please"})
    second.expect("plan.txt")
    # A page offers whole days only.
    site.expire_links(2)
    wait_until("the link expires", lambda: status(locked) == 404)
    second.driver.refresh()
    second.expect(MISSING)
    admin.open("/links")
    admin.expect("(expired)")
    admin.press("with a password")
    admin.press("Extend", {"Days from now": "1"})
    admin.expect("The link is extended.")
    second.open(locked)
    second.expect("plan.txt")
    admin.press("Remove the link")
    second.open(locked)
    second.expect(MISSING)


def new_link(admin: Visitor, label: str, values: dict[str, str]) -> str:
    """Makes a link to the file, and returns its address."""
    admin.open("/")
    admin.press("plan.txt")
    admin.press("New link")
    admin.press("Make the link", {"What the link is for": label, **values})
    return str(admin.driver.find_element(By.CSS_SELECTOR, "[data-copy]").get_attribute("value"))


def status(url: str) -> int:
    """The status of a response."""
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def guesses(admin: Visitor, second: Visitor) -> None:
    """A stranger who guesses has to wait; the owner's own device gets in meanwhile."""
    second.open("/sign-in")
    for _ in range(5):
        second.press("Sign in", {"Name": "ada", "Password": "a wrong password"})
        second.expect(WRONG)
    # The right password is refused in the same way, so guessing on tells nothing.
    for password in ("a wrong password", PASSWORD):
        second.press("Sign in", {"Name": "ada", "Password": password})
        second.expect("Too many attempts. Try again in 6 minutes.")
    admin.open("/account/second-factor")
    admin.press("New recovery codes")
    code = admin.driver.find_element(By.CSS_SELECTOR, "main li code").text
    admin.sign_out()
    admin.sign_in("ada")
    admin.press("Continue", {"Code": code})
    admin.expect("plan.txt")
