"""The board as its members use it, by keys only and without scripts."""

from __future__ import annotations

import urllib.parse

import pictures
from board_site import Site
from keyboard import Keyboard
from selenium.webdriver.common.keys import Keys

ADMIN, MEMBER = "a few unrelated words", "some other unrelated words"
SCRIPT = "<title>off</title><noscript>Scripts are off.</noscript><script>document.title = 'on'</script>"


def check(site: Site, keyboard: Keyboard, files: str) -> None:
    """Runs all steps.

    :param files: a directory for files.
    """
    keyboard.open("data:text/html," + urllib.parse.quote(SCRIPT))
    assert keyboard.driver.title == "off" and keyboard.text == "Scripts are off.", "the browser runs scripts"
    invite(site, keyboard)
    publish(keyboard, files)
    browse(site, keyboard)
    delete(keyboard)
    sign_out(keyboard)
    administer(site, keyboard)


def invite(site: Site, keyboard: Keyboard) -> None:
    """An administrator invites a member, who signs in."""
    keyboard.choose_password(site.command("add-admin", "ada", site.origin), ADMIN)
    keyboard.follow("Sign in")
    keyboard.expect("Sign in")
    keyboard.type("Name", "ada")
    keyboard.type("Password", "a wrong password")
    keyboard.submit(status=422)
    keyboard.expect("Sign in", "The name or the password is wrong.")
    keyboard.type("Password", ADMIN)
    keyboard.press("Sign in")
    keyboard.expect("Notices", "0 notices.")

    keyboard.open("/invite")
    keyboard.expect("Invite a member")
    keyboard.type("Name", "grace")
    keyboard.type("Mail address", "grace@board.example")
    keyboard.press("Send the invitation")
    keyboard.expect("Notices", "grace is invited.")
    keyboard.open("/")
    keyboard.expect_not("grace is invited.")

    # Another person with another browser.
    keyboard.driver.delete_all_cookies()
    keyboard.open("/new")
    keyboard.expect("Sign in")
    keyboard.choose_password(site.mailed_link(), MEMBER)
    keyboard.open("/new")
    keyboard.sign_in("grace", MEMBER)
    # The sign-in leads to the page that was requested.
    keyboard.expect("New notice")
    keyboard.open("/invite", status=403)
    keyboard.expect("Forbidden")


def publish(keyboard: Keyboard, files: str) -> None:
    """A member publishes a notice with a picture, after two errors."""
    keyboard.open("/")
    keyboard.follow("New notice")
    keyboard.expect("New notice")
    # The browser itself refuses an empty form: the focus goes to the first field that is missing.
    keyboard.focus("Publish", "button")
    keyboard.keys(Keys.ENTER)
    assert keyboard.focused().accessible_name == "Title", "the first required field does not get the focus"

    # The last Tab has led to the button, so the way to the field is back.
    keyboard.focus("Title", back=True)
    keyboard.keys("Kettle & <b>cups</b>")
    keyboard.type("Text", "The kettle is “new”.", Keys.ENTER, "The cups are not.")
    keyboard.type("Kind", "o")
    keyboard.type("Until (optional)", "12312099")
    keyboard.choose_file("Picture (optional)", pictures.write(files, "tea.png", b"MZ" + bytes(100)))
    keyboard.press("Publish", status=422)
    keyboard.expect("New notice", "The file “tea.png” is not one of these types")
    expect_filled_in(keyboard)

    # After Tab, the link to the field has the focus.
    keyboard.keys(Keys.TAB)
    keyboard.keys(Keys.ENTER)
    assert keyboard.url == "/new#picture", keyboard.url
    assert keyboard.focused().get_attribute("id") == "picture", "the link does not lead to the field"
    keyboard.focused().send_keys(pictures.write(files, "large.png", pictures.png(20, 10) + bytes(2_000_000)))
    keyboard.press("Publish", status=413)
    keyboard.expect("New notice", "The file “large.png” is larger than 2 MB.")
    expect_filled_in(keyboard)

    keyboard.choose_file("Picture (optional)", pictures.write(files, "cups.png", pictures.png(20, 10)))
    keyboard.press("Publish", key=Keys.SPACE)
    keyboard.expect("Notices", "The notice is published.", "1 notices.")
    keyboard.follow("Kettle & <b>cups</b>")
    keyboard.expect(
        "Kettle & <b>cups</b>", "Offer by grace", "until 2099-12-31", "The kettle is “new”.\nThe cups are not."
    )
    # The browser knows the size, so the picture has arrived.
    size = keyboard.element("main img").size
    assert (size["width"], size["height"]) == (20, 10), size


def expect_filled_in(keyboard: Keyboard) -> None:
    """Fails unless the errors have the focus and the form has what was typed."""
    assert keyboard.focused().get_attribute("class") == "errors", "the errors do not have the focus"
    values = {name: keyboard.element(f"#{name}").get_property("value") for name in ("title", "text", "kind", "until")}
    text = "The kettle is “new”.\nThe cups are not."
    expected = {"title": "Kettle & <b>cups</b>", "text": text, "kind": "offer", "until": "2099-12-31"}
    assert values == expected, values


def browse(site: Site, keyboard: Keyboard) -> None:
    """The member adds notices by the API, pages, sorts and searches."""
    keyboard.follow("API")
    keyboard.expect("Token for the API")
    site.add_notices(keyboard.element("code").text, 22)
    keyboard.follow("Notice Board")
    keyboard.expect("Notices", "23 notices.", "Notice 21", "Notice 02")
    keyboard.expect_not("Notice 01", "Kettle")
    keyboard.follow("Next")
    keyboard.expect("Notices", "23 notices.", "Notice 01", "Kettle")
    keyboard.expect_not("Notice 02")
    assert keyboard.url == "/?page=2", keyboard.url
    keyboard.focus("Page 1", "link", back=True)
    keyboard.submit()
    keyboard.expect("Notices", "Notice 21")
    keyboard.follow("Title")
    assert keyboard.element("tbody a").text == "Kettle & <b>cups</b>", keyboard.text
    keyboard.follow("Title")
    assert keyboard.element("tbody a").text == "Notice 21", keyboard.text

    keyboard.type("Search", "CUPS ARE")
    keyboard.submit()
    keyboard.expect("Notices", "1 notices.", "Kettle")
    assert keyboard.element("[type=search]").get_property("value") == "CUPS ARE"
    keyboard.type("Search", "coffee")
    keyboard.press("Search", "button", Keys.SPACE)
    keyboard.expect("Notices", "0 notices.")


def delete(keyboard: Keyboard) -> None:
    """The member deletes the notice."""
    keyboard.follow("Notice Board")
    keyboard.follow("Title")
    keyboard.follow("Kettle & <b>cups</b>")
    address = keyboard.url
    keyboard.press("Delete", key=Keys.SPACE)
    keyboard.expect("Notices", "The notice is deleted.", "22 notices.")
    keyboard.open(address, status=404)
    keyboard.expect("Not Found")


def sign_out(keyboard: Keyboard) -> None:
    """The member signs out."""
    keyboard.open("/")
    keyboard.follow("Sessions and sign-out")
    keyboard.expect("Your sessions")
    keyboard.press("Sign out")
    keyboard.expect("Sign in")
    keyboard.open("/")
    keyboard.expect("Sign in")


def administer(site: Site, keyboard: Keyboard) -> None:
    """A command makes a link for a member without mail, and another one removes the member, whose session ends."""
    keyboard.choose_password(site.command("new-password", "grace", site.origin), ADMIN)
    keyboard.open("/new")
    keyboard.sign_in("grace", ADMIN)
    keyboard.expect("New notice")
    site.command("remove", "GRACE")
    keyboard.open("/new")
    keyboard.expect("Sign in")
    keyboard.sign_in("grace", ADMIN, status=422)
