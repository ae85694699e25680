"""A person with a browser."""

from __future__ import annotations

from chromium import PATIENCE
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

PASSWORD = "a few unrelated words"


class Visitor:
    """Uses the pages by what a person reads: labels, the texts of links and buttons.

    :param origin: the URL of the site, without a slash at the end.
    """

    def __init__(self, driver: Chrome, origin: str) -> None:
        self.driver, self.origin = driver, origin

    def open(self, target: str) -> None:
        """Types a URL into the address bar."""
        self.driver.get(self.origin + target if target.startswith("/") else target)

    @property
    def text(self) -> str:
        """The visible text of the page."""
        return str(self.driver.find_element(By.TAG_NAME, "body").text)

    def expect(self, *texts: str) -> None:
        """Fails unless the page shows these texts."""
        for text in texts:
            if text not in self.text:
                raise AssertionError(f"{self.driver.current_url}: the page does not show {text!r}:\n{self.text}")

    def expect_not(self, *texts: str) -> None:
        """Fails if the page shows one of these texts."""
        for text in texts:
            if text in self.text:
                raise AssertionError(f"{self.driver.current_url}: the page shows {text!r}:\n{self.text}")

    def field(self, name: str) -> WebElement:
        """The field with a name or a label."""
        for element in self.driver.find_elements(By.CSS_SELECTOR, "input, select, textarea"):
            if element.accessible_name == name or element.get_attribute("name") == name:
                return element
        raise AssertionError(f"{self.driver.current_url}: there is no field {name!r}:\n{self.text}")

    def fill(self, values: dict[str, str]) -> None:
        """Types into fields."""
        for name, value in values.items():
            element = self.field(name)
            if element.get_attribute("type") != "file":
                element.clear()
            element.send_keys(value)

    def button(self, name: str) -> WebElement:
        """The button or link with a name."""
        for element in self.driver.find_elements(By.CSS_SELECTOR, "button, a"):
            if name in (element.text, element.accessible_name):
                return element
        raise AssertionError(f"{self.driver.current_url}: there is no button or link {name!r}:\n{self.text}")

    def press(self, name: str, values: dict[str, str] | None = None) -> None:
        """Fills in a form, presses a button or a link that leads to another page, and waits for the page."""
        self.fill(values or {})
        before = self.driver.find_element(By.TAG_NAME, "html")
        self.button(name).click()
        WebDriverWait(self.driver, PATIENCE, poll_frequency=0.02).until(lambda _: is_gone(before))
        self.wait_for("return document.readyState === 'complete'")

    def wait_for(self, script: str, seconds: float = PATIENCE) -> None:
        """Waits until a script returns true."""
        wait = WebDriverWait(self.driver, seconds, poll_frequency=0.02, ignored_exceptions=[WebDriverException])
        wait.until(lambda driver: driver.execute_script(script))

    def sign_out(self) -> None:
        """Signs out by the menu."""
        self.open("/")
        self.driver.find_element(By.CSS_SELECTOR, ".menu summary").click()
        self.press("Sign out")

    def sign_in(self, name: str) -> None:
        """Signs in with the password."""
        self.open("/sign-in")
        self.press("Sign in", {"Name": name, "Password": PASSWORD})


def is_gone(element: WebElement) -> bool:
    """Whether the page of an element has been replaced."""
    try:
        element.is_enabled()
    except WebDriverException:
        return True
    return False
