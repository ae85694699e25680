"""Checks every page of the board with axe-core."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

import pictures
from axe_pages import AxePages
from board_site import Site
from keyboard import Keyboard
from selenium.webdriver.common.keys import Keys

PASSWORD, OTHER = "a few unrelated words", "some other unrelated words"


class Checker(AxePages):
    """Checks pages that the keyboard has reached."""

    def __init__(self, keyboard: Keyboard, screenshots: str | None) -> None:
        super().__init__(keyboard.driver, screenshots)
        self.keyboard = keyboard

    def check(self, name: str, heading: str) -> None:
        """Checks the page that the browser shows.

        :param heading: the heading of the page, so that each page is the one that is meant.
        """
        self.keyboard.expect(heading)
        self.run(name)


def check(site: Site, keyboard: Keyboard, files: str, screenshots: str | None) -> None:
    """Opens every page in each of its states, and checks it.

    :param files: a directory for files.
    :param screenshots: a directory for pictures of the pages.
    """
    checker = Checker(keyboard, screenshots)
    first_sign_in(site, checker)
    notices(site, checker, files)
    account(checker)
    links_and_errors(site, checker)
    checker.report()


def first_sign_in(site: Site, checker: Checker) -> None:
    """The pages until an administrator has signed in."""
    keyboard = checker.keyboard
    keyboard.open(site.command("add-admin", "ada", site.origin))
    checker.check("new password", "Choose a password")
    keyboard.type("New password", "password")
    keyboard.submit(status=422)
    checker.check("new password with an error", "Choose a password")
    keyboard.type("New password", PASSWORD)
    keyboard.submit()
    checker.check("new password is set", "Choose a password")
    keyboard.open("/sign-in")
    checker.check("sign-in", "Sign in")
    keyboard.type("Name", "ada")
    keyboard.type("Password", "a wrong password")
    keyboard.submit(status=422)
    checker.check("sign-in with an error", "Sign in")
    keyboard.type("Password", PASSWORD)
    keyboard.submit()


def notices(site: Site, checker: Checker, files: str) -> None:
    """The board itself."""
    keyboard = checker.keyboard
    checker.check("no notices", "Notices")
    keyboard.open("/new")
    checker.check("new notice", "New notice")
    keyboard.type("Title", "Kettle")
    keyboard.type("Text", "A kettle.", Keys.ENTER, "It is new.")
    keyboard.type("Kind", "o")
    keyboard.choose_file("Picture (optional)", pictures.write(files, "tea.png", b"MZ"))
    keyboard.press("Publish", status=422)
    checker.check("new notice with an error", "New notice")
    narrow(checker, "new notice with an error", "New notice")
    keyboard.choose_file("Picture (optional)", pictures.write(files, "kettle.png", pictures.png(400, 200)))
    keyboard.press("Publish")
    checker.check("one notice and a message", "Notices")
    keyboard.open("/api/token")
    checker.check("token", "Token for the API")
    narrow(checker, "token", "Token for the API")
    site.add_notices(keyboard.element("code").text, 20)
    keyboard.open("/")
    checker.check("notices", "Notices")
    narrow(checker, "notices", "Notices")
    keyboard.follow("Next")
    checker.check("the last page", "Notices")
    keyboard.follow("Title")
    checker.check("sorted notices", "Notices")
    keyboard.follow("Kettle")
    checker.check("notice", "Kettle")
    narrow(checker, "notice", "Kettle")
    keyboard.open("/search?q=nothing")
    checker.check("search without a result", "Notices")
    keyboard.open("/invite")
    checker.check("invitation", "Invite a member")
    keyboard.type("Name", "ADA")
    keyboard.type("Mail address", "grace@board.example")
    keyboard.submit(status=422)
    checker.check("invitation with an error", "Invite a member")
    keyboard.type("Name", "grace")
    keyboard.submit()


def account(checker: Checker) -> None:
    """The pages of the library for a signed-in person, and the sign-in with a second factor."""
    keyboard = checker.keyboard
    keyboard.open("/sign-in")
    checker.check("confirmation", "Confirm that it is you")
    keyboard.open("/account/password")
    checker.check("password", "Change password")
    keyboard.type("Old password", "a wrong password")
    keyboard.type("New password", OTHER)
    keyboard.submit(status=422)
    checker.check("password with an error", "Change password")
    keyboard.type("Old password", PASSWORD)
    keyboard.type("New password", OTHER)
    keyboard.submit()
    checker.check("password is changed", "Change password")
    keyboard.open("/account/second-factor")
    checker.check("second factor", "Second factor")
    narrow(checker, "second factor", "Second factor")
    key = keyboard.element("code").text
    keyboard.type("Code", "000000")
    keyboard.submit(status=422)
    checker.check("second factor with an error", "Second factor")
    keyboard.type("Code", one_time_code(key))
    keyboard.submit()
    checker.check("recovery codes", "Recovery codes")
    codes = keyboard.text.split("shown again.")[1].split()
    keyboard.follow("Continue")
    checker.check("second factor is on", "Second factor")
    # Another browser, so that the list has two sessions.
    keyboard.driver.delete_all_cookies()
    keyboard.open("/")
    keyboard.sign_in("ada", OTHER)
    checker.check("code", "Enter your code")
    keyboard.type("Code", "000000")
    keyboard.submit(status=422)
    checker.check("code with an error", "Enter your code")
    keyboard.type("Code", codes[0])
    keyboard.submit()
    keyboard.open("/account/sessions")
    checker.check("sessions", "Your sessions")
    narrow(checker, "sessions", "Your sessions")


def links_and_errors(site: Site, checker: Checker) -> None:
    """The pages for people who are not signed in or not allowed, and errors."""
    keyboard = checker.keyboard
    keyboard.open("/nowhere", status=404)
    checker.check("not found", "Not Found")
    keyboard.driver.delete_all_cookies()
    keyboard.choose_password(site.mailed_link(), PASSWORD)
    keyboard.open("/invite")
    keyboard.sign_in("grace", PASSWORD, status=403)
    checker.check("forbidden", "Forbidden")
    keyboard.driver.delete_all_cookies()
    keyboard.open("/forgotten")
    checker.check("forgotten password", "New password")
    keyboard.type("Name", "grace")
    keyboard.submit()
    checker.check("link is sent", "New password")
    keyboard.open("/new-password/AAAA", status=404)
    checker.check("invalid link", "Not Found")


def narrow(checker: Checker, name: str, heading: str) -> None:
    """Checks the page on a phone, where nothing may be wider than the screen."""
    driver = checker.keyboard.driver
    phone = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    checker.check(f"{name} on a phone", heading)
    width = driver.execute_script("return document.documentElement.scrollWidth;")
    if width > phone["width"]:
        checker.findings.append(f"{name}: the page is {width} pixels wide on a phone with {phone['width']}")
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def one_time_code(key: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    value: int = struct.unpack_from(">I", digest, digest[-1] & 15)[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06}"
