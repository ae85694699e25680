"""Runs Debian's Chromium without a window."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any

from selenium import webdriver

# Nothing else is a reason to wait so long for a page.
PATIENCE = 60
# Root has no sandbox, so Chromium runs as a user who owns only the profile.
AS_NOBODY: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def is_sandboxed() -> bool:
    """Whether the kernel lets the user create a namespace, which some containers do not."""
    command = ["unshare", "--user", "true"]
    return bool(subprocess.run(command, stderr=subprocess.DEVNULL, **AS_NOBODY).returncode == 0)


@contextlib.contextmanager
def running(*, scripts: bool) -> Iterator[webdriver.Chrome]:
    """Chromium with a new profile.

    :param scripts: whether pages may run scripts. A setting for all sites switches them off, as a person would.
    """
    directory = tempfile.mkdtemp(prefix="board-chromium.")
    try:
        if AS_NOBODY:
            shutil.chown(directory, "nobody", "nogroup")
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in (
            "headless=new", "no-first-run", "lang=en-US", "window-size=1100,900", f"user-data-dir={directory}/profile",
            "disable-gpu", "disable-dev-shm-usage", "disable-background-networking", "disable-component-update",
            "disable-extensions", "no-proxy-server", *([] if is_sandboxed() else ["no-sandbox"]),
        ):  # fmt: skip
            options.add_argument("--" + argument)
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(
            executable_path="/usr/bin/chromedriver",
            env={"PATH": "/usr/bin:/bin", "HOME": directory, "LANG": "C.UTF-8"},
            popen_kw={**AS_NOBODY, "start_new_session": True},
        )
        driver = webdriver.Chrome(options=options, service=service)
        group: int = service.process.pid
        try:
            driver.set_page_load_timeout(PATIENCE)
            driver.set_script_timeout(PATIENCE)
            yield driver
        finally:
            try:
                driver.quit()
            finally:
                # A signal can interrupt a command, and then Chromium does not quit.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(group, signal.SIGKILL)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
