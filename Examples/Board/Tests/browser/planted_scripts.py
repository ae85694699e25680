"""Plants scripts in everything that a client can send, and shows that none runs."""

from __future__ import annotations

import urllib.parse

import pictures
from board_site import Site
from keyboard import Keyboard

PASSWORD = "a few unrelated words"
# Each leaves another context: text, an attribute, a textarea, the title of the page.
PLANTED = {
    "text": "<script>planted()</script><img src=x onerror=planted()>",
    "attribute": "\" autofocus onfocus=planted() x='' onfocus=planted() '",
    "element": "\"'></textarea></title></pre><svg onload=planted()>",
    "URL": "javascript:planted()",
}
# Runs before the scripts of every page.
COUNTER = "window.runs = 0; window.planted = () => { window.runs += 1; };"


def check(site: Site, keyboard: Keyboard, files: str) -> None:
    """Plants the scripts, and opens all pages that show them."""
    driver = keyboard.driver
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": COUNTER})
    # The scripts run if they are not escaped. Otherwise this test would find nothing.
    for name in ("text", "attribute", "element"):
        page = f'<!doctype html><input value="{PLANTED[name]}"><textarea>{PLANTED[name]}</textarea>{PLANTED[name]}'
        driver.get("data:text/html," + urllib.parse.quote(page))
        driver.get_log("browser")
        assert driver.execute_script("return runs;"), f"the script for the context {name} does not run anywhere"

    keyboard.choose_password(site.command("add-admin", "<script>planted()</script>", site.origin), PASSWORD)
    keyboard.follow("Sign in")
    keyboard.sign_in("<script>planted()</script>", PASSWORD)
    keyboard.expect("Notices")
    expect_no_run(keyboard, "the sign-in")
    for context, script in PLANTED.items():
        plant(keyboard, files, context, script)

    shown = targets()
    # Without the policy of the page, the browser runs whatever is not escaped. With it, a script that is not escaped
    # would leave a message in the console.
    for bypass in (True, False):
        driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": bypass})
        for target, status in shown:
            keyboard.open(target, status=status)
            expect_no_run(keyboard, target)
    for number in range(1, len(PLANTED) + 1):
        driver.get(f"{site.origin}/notices/{number}/picture")
        # The policy blocks the style of the page in which Chromium shows a picture.
        driver.get_log("browser")
        expect_no_run(keyboard, keyboard.url)


def expect_no_run(keyboard: Keyboard, place: str) -> None:
    """Fails if a script has run."""
    runs = keyboard.driver.execute_script("return window.runs;")
    assert runs == 0, f"{place}: {runs} planted scripts ran"


def plant(keyboard: Keyboard, files: str, context: str, script: str) -> None:
    """Sends a script in every field of a notice, first with an error and then without."""
    # A file's name cannot contain a slash.
    name = f"{script.replace('/', '')}.png"
    keyboard.open("/new")
    keyboard.type("Title", script)
    keyboard.type("Text", script)
    keyboard.type("Kind", "e")
    keyboard.choose_file("Picture (optional)", pictures.write(files, name, b"MZ" + script.encode()))
    keyboard.press("Publish", status=422)
    keyboard.expect("New notice", "is not one of these types")
    assert keyboard.element("#title").get_property("value") == script
    assert keyboard.element("#text").get_property("value") == script
    expect_no_run(keyboard, f"the form with an error ({context})")
    # The picture contains the script, too.
    path = pictures.write(files, name, pictures.png(20, 10, script.encode()))
    keyboard.choose_file("Picture (optional)", path)
    keyboard.press("Publish")
    keyboard.expect("Notices", "The notice is published.", script)
    expect_no_run(keyboard, f"the list ({context})")

    invite(keyboard, script, 200)
    keyboard.expect("Notices", f"{script} is invited.")
    expect_no_run(keyboard, f"the invitation ({context})")
    invite(keyboard, script, 422)
    keyboard.expect("Invite a member", "This name is taken.")
    assert keyboard.element("#name").get_property("value") == script
    expect_no_run(keyboard, f"the invitation with an error ({context})")
    keyboard.open("/")
    keyboard.type("Search", script)
    keyboard.submit()
    keyboard.expect("Notices", "1 notices.")
    assert keyboard.element("[type=search]").get_property("value") == script
    expect_no_run(keyboard, f"the search ({context})")


def invite(keyboard: Keyboard, name: str, status: int) -> None:
    """Invites a person with this name."""
    keyboard.open("/invite")
    keyboard.type("Name", name)
    keyboard.type("Mail address", "somebody@board.example")
    keyboard.press("Send the invitation", status=status)


def targets() -> list[tuple[str, int]]:
    """The pages that show what was planted, with the status of each."""
    pages = [("/", 200)] + [(f"/notices/{number}", 200) for number in range(1, len(PLANTED) + 1)]
    for script in PLANTED.values():
        text = urllib.parse.quote(script, safe="")
        pages += [
            (f"/search?q={text}", 200),
            (f"/?{text}={text}", 200),
            (f"/?sort={text}", 422),
            (f"/?order={text}", 422),
            (f"/?page={text}", 422),
            (f"/sign-in?return={text}", 200),
            (f"/new?{text}", 200),
            (f"/new-password/{text}", 404),
            (f"/{text}", 404),
        ]
    return pages + [("/account/password", 200), ("/account/sessions", 200), ("/account/second-factor", 200)]
