"""A person who uses a keyboard only."""

from __future__ import annotations

from chromium import PATIENCE
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

# What a person looks for, and the elements that are it.
KINDS = {"field": ("input", "select", "textarea"), "button": ("button",), "link": ("a",)}
# No page has so many elements that get the focus.
LONGEST_WAY = 80


def is_gone(element: WebElement) -> bool:
    """Whether the page of an element has been replaced. While it is, chromedriver reports the second error."""
    try:
        element.is_enabled()
    except StaleElementReferenceException:
        return True
    except WebDriverException as error:
        if "does not belong to the document" in str(error):
            return True
        raise
    return False


class Keyboard:
    """Uses the pages of a site by keys. It finds elements by their accessible names, as a screen reader reads them.

    :param origin: the URL of the site, without a slash at the end.
    """

    def __init__(self, driver: Chrome, origin: str) -> None:
        self.driver, self.origin = driver, origin

    # --- Keys

    def keys(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def focused(self) -> WebElement:
        """The element with the focus; the body if none has it."""
        element: WebElement = self.driver.switch_to.active_element
        return element

    def focus(self, name: str, kind: str = "field", *, back: bool = False) -> WebElement:
        """Presses Tab until an element of a kind with a name has the focus.

        :param back: whether to press Shift-Tab instead.
        """
        passed: list[str] = []
        for _ in range(LONGEST_WAY):
            chain = ActionChains(self.driver, duration=0)
            if back:
                chain.key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
            else:
                chain.send_keys(Keys.TAB).perform()
            element = self.focused()
            if element.tag_name not in KINDS[kind]:
                continue
            found = element.accessible_name
            if found == name:
                return element
            if found not in passed:
                passed.append(found)
        raise AssertionError(f"{self.url}: no key leads to the {kind} {name!r}, only to {passed}")

    def type(self, name: str, *keys: str) -> None:
        """Types into a field. In a field of one line, Tab has selected the previous text, so this replaces it."""
        self.focus(name)
        self.keys(*keys)

    def choose_file(self, name: str, path: str) -> None:
        """Chooses a file. The dialog for it belongs to the system, so chromedriver does its part."""
        self.focus(name).send_keys(path)

    def press(self, name: str, kind: str = "button", key: str = Keys.ENTER, *, status: int = 200) -> None:
        """Presses a button or a link that leads to another page, and waits for the page."""
        self.focus(name, kind)
        self.submit(key, status=status)

    def follow(self, name: str, *, status: int = 200) -> None:
        """Follows a link."""
        self.press(name, "link", status=status)

    def submit(self, key: str = Keys.ENTER, *, status: int = 200) -> None:
        """Presses a key that leads to another page, and waits for the page."""
        before = self.driver.find_element(By.TAG_NAME, "html")
        self.keys(key)
        WebDriverWait(self.driver, PATIENCE, poll_frequency=0.02).until(lambda _: is_gone(before))
        self.check_console(status)

    def open(self, target: str, *, status: int = 200) -> None:
        """Types a URL into the address bar."""
        self.driver.get(self.origin + target if target.startswith("/") else target)
        self.check_console(status)

    # --- What the page shows

    @property
    def url(self) -> str:
        """The target of the page, without its origin."""
        return str(self.driver.current_url).removeprefix(self.origin)

    @property
    def heading(self) -> str:
        """The heading of the page."""
        return str(self.driver.find_element(By.TAG_NAME, "h1").text)

    @property
    def text(self) -> str:
        """The visible text of the page."""
        return str(self.driver.find_element(By.TAG_NAME, "body").text)

    def element(self, selector: str) -> WebElement:
        """The first element for a CSS selector."""
        element: WebElement = self.driver.find_element(By.CSS_SELECTOR, selector)
        return element

    def expect(self, heading: str, *texts: str) -> None:
        """Fails unless the page has this heading and shows these texts."""
        if self.heading != heading:
            raise AssertionError(f"{self.url}: the heading is {self.heading!r} instead of {heading!r}:\n{self.text}")
        text = self.text
        for expected in texts:
            if expected not in text:
                raise AssertionError(f"{self.url}: the page does not show {expected!r}:\n{text}")

    def expect_not(self, *texts: str) -> None:
        """Fails if the page shows one of these texts."""
        text = self.text
        for unexpected in texts:
            if unexpected in text:
                raise AssertionError(f"{self.url}: the page shows {unexpected!r}:\n{text}")

    def check_console(self, status: int) -> None:
        """Fails unless the page has this status and the console has nothing else to say."""
        messages = [str(entry["message"]) for entry in self.driver.get_log("browser")]
        # The board has no icon, which the browser requests once. The sign-out clears what the browser has stored.
        expected_always = ("/favicon.ico ", "Cleared data types: ")
        messages = [message for message in messages if not any(text in message for text in expected_always)]
        expected = [] if status == 200 else [f"the server responded with a status of {status}"]
        if len(messages) != len(expected) or not all(map(str.__contains__, messages, expected)):
            raise AssertionError(f"{self.url}: the console shows {messages} instead of {expected}:\n{self.text}")

    # --- The board

    def choose_password(self, link: str, password: str) -> None:
        """Opens a link of an invitation."""
        self.open(link)
        self.expect("Choose a password")
        self.type("New password", password)
        self.submit()
        self.expect("Choose a password", "The password is set.")

    def sign_in(self, name: str, password: str, *, status: int = 200) -> None:
        """Signs in."""
        self.expect("Sign in")
        self.type("Name", name)
        self.type("Password", password)
        self.submit(status=status)
