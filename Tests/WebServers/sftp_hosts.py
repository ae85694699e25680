"""Deploys to hosts that have SFTP and no shell, by a real OpenSSH server on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator

import deployments
import polling
import private_apache
import remote_hosts
from deployments import Home
from remote_hosts import Host

LOCK = "/deploy.sftp-lock"


def run(tool: str, hello: str) -> list[str]:
    """Runs all checks. Returns the failures."""
    checks = [
        lambda: without_shell(tool),
        lambda: checked(tool),
        lambda: interrupted(tool),
        lambda: one_at_a_time(tool),
        lambda: killed_at_each_write(tool),
    ]
    if os.geteuid() == 0:
        checks.append(lambda: behind_apache(tool, hello))
    else:
        print("not root: the host that shows only a part of itself is left out", flush=True)
    return remote_hosts.failures(*checks)


def without_shell(tool: str) -> None:
    """A first deployment, a second one, a rollback, and a host on which SFTP is chosen."""
    with remote_hosts.serving(tool, forced="internal-sftp") as host:
        one, two = host.program("one"), host.program("two")
        planned = host.run("deploy", "--host", "localhost", "--program", one, "--dry-run")
        assert "gives no shell" in planned and "would write the settings file" in planned, planned
        assert "+RewriteEngine On" in planned, planned
        assert not os.listdir(host.directory + "/site"), "a dry run has changed the host"
        first = host.run("deploy", "--host", "localhost", "--secret", "KEYS", "--program", one)
        assert f"uploading the program, {os.path.getsize(one)} bytes" in first and "is deployed" in first, first
        assert "\r" not in first, "there is a progress without a terminal"
        assert host.version() == "one"
        check_files(host)
        with open(host.data + "/app.conf") as file:
            settings = file.read()
        assert settings.startswith("GATEHOUSE_HOSTS=localhost\nGATEHOUSE_APP_KEYS="), settings
        before = state(host.directory + "/site")
        again = host.run("deploy", "--host", "localhost", "--program", one)
        assert "up to date" in again and "uploading" not in again, again
        assert state(host.directory + "/site") == before, "a second run has changed the host"
        assert "is deployed" in host.run("deploy", "--program", two) and host.version() == "two"
        assert "is deployed" in host.run("deploy", "--program", host.program("three")) and host.version() == "three"
        listed = host.run("rollback", "--list")
        assert [line[:2] for line in listed.splitlines() if line.endswith("Z")] == ["  ", "  ", "* "], listed
        assert "is the release" in host.run("rollback") and host.version() == "two"
        report = host.run("rollback", "--json", "--sftp")
        assert json.loads(report)["result"] == "rolled back" and host.version() == "one", report
        host.run("rollback", status=66)
        newest = json.loads(host.run("rollback", "--list", "--json", "--sftp"))["releases"][-1]
        assert "is the release" in host.run("rollback", "--to", newest) and host.version() == "three"
        for version in "four", "five", "six":
            host.run("deploy", "--keep", "2", "--program", host.program(version))
        assert len(os.listdir(host.data + "/releases")) == 1, os.listdir(host.data + "/releases")
        assert os.stat(host.website + "/app.fcgi").st_nlink == 1
        check_files(host)
    with remote_hosts.serving(tool) as host:
        report = host.run("deploy", "--sftp", "--host", "localhost", "--program", host.program("one"), "--json")
        assert json.loads(report[report.index("{") : report.rindex("}") + 1])["result"] == "deployed", report
        assert host.version() == "one"
        foreign = host.website + "/.htaccess"
        with open(foreign, "w") as file:
            file.write("Deny from all\n")
        refused = host.run("deploy", "--sftp", "--program", host.program("two"), status=73)
        assert "--replace" in refused and host.version() == "one", refused
        nowhere = host.run("deploy", "--sftp", "--program", host.program("two"), host="nowhere", status=69)
        assert "SFTP connection" in nowhere and "sftp nowhere" in nowhere, nowhere


def checked(tool: str) -> None:
    """The check of a site over SFTP: what is not examined is a finding, and faults are found."""
    with remote_hosts.serving(tool, forced="internal-sftp") as host:
        host.run("deploy", "--host", "localhost", "--secret", "KEYS", "--program", host.program("one"))
        usual = {"program.unexamined", "binary.unexamined"}
        assert findings(host) == usual, findings(host)
        website, data = host.website, host.data
        for path in website + "/app.fcgi.bak", website + "/notes", data + "/open.txt", website + "/.env":
            with open(path, "w") as file:
                file.write("text\n")
        os.makedirs(website + "/below")
        with open(website + "/below/.htaccess", "w") as file:
            file.write("RewriteEngine On\n")
        with open(website + "/below/page", "w") as file:
            file.write("GATEHOUSE_HOSTS=a\n")
        os.symlink("/etc/passwd", website + "/link")
        with open(data + "/app.conf", "a") as file:
            file.write("GATEHOUSE_APP_TOKEN=short\nGATEHOUSE_HTTPS=not-required\n")
        for path, mode in (data + "/app.conf", 0o644), (data, 0o755), (website + "/app.fcgi", 0o777):
            os.chmod(path, mode)
        with open(website + "/.htaccess", "a") as file:
            file.write("Options +Indexes\n")
        assert findings(host) == usual | {
            "files.backup", "files.unexpected", "files.settings", "files.directory", "files.nested-htaccess",
            "files.link", "settings.mode", "secrets.weak", "https.off", "data.directory-mode", "data.readable",
            "access.program-writable", "access.program-readable", "htaccess.differs", "htaccess.listing",
        }, sorted(findings(host))  # fmt: skip
        text = host.run("check", status=1)
        assert "short" not in text and "not examined: second names of files" in text, text
        host.run("check", "--settings", "none/app.conf", status=1)
        shutil.rmtree(website)
        assert "there is no directory" in host.run("check", status=66)


def findings(host: Host) -> set[str]:
    """The ids of the findings of the check."""
    text = host.run("check", "--json", status=1)
    return {finding["id"] for finding in json.loads(text[text.index("{") : text.rindex("}") + 1])["findings"]}


def check_files(host: Host) -> None:
    """Checks the modes and the names."""
    modes = {
        "private": 0o700, "private/releases": 0o700, "private/app.conf": 0o600, "public_html": 0o711,
        "public_html/app.fcgi": 0o711, "public_html/.htaccess": 0o644,
    }  # fmt: skip
    for name, mode in modes.items():
        found = os.stat(f"{host.directory}/site/{name}").st_mode & 0o7777
        assert found == mode, f"{name} has the mode {found:o} instead of {mode:o}"
    assert sorted(os.listdir(host.website)) == [".htaccess", "app.fcgi"], os.listdir(host.website)
    assert sorted(os.listdir(host.data)) == ["app.conf", "releases"], os.listdir(host.data)


def state(directory: str) -> list[tuple[str, int, int]]:
    """All files with their sizes and times."""
    found = []
    for path, _, names in os.walk(directory):
        for name in [".", *names]:
            status = os.lstat(f"{path}/{name}")
            found.append((f"{path}/{name}", status.st_size, status.st_mtime_ns))
    return sorted(found)


def interrupted(tool: str) -> None:
    """A deployment that is killed during the upload: the old program stays, and the next deployment goes on."""
    with remote_hosts.serving(tool, forced="internal-sftp") as host:
        host.run("deploy", "--host", "localhost", "--program", host.program("one"))
        large = host.program("two")
        with open(large, "a") as file:
            file.write("exit\n" + "#" * 200_000_000)
        with killed_when(host, host.words("deploy", "--program", large), lambda: uploaded(host) > 1_000_000):
            pass
        assert 1_000_000 < uploaded(host) < 200_000_000, f"{uploaded(host)} bytes were uploaded"
        assert host.version() == "one"
        assert sorted(os.listdir(host.website)) == [".htaccess", "app.fcgi"]
        start = time.monotonic()
        text = host.run("deploy", "--program", host.program("three"))
        assert "another deployment may be running" in text and "its lock is removed" in text, text
        assert time.monotonic() - start > 15, "the lock of the other deployment was removed too early"
        assert host.version() == "three" and uploaded(host) == 0
        check_files(host)


def uploaded(host: Host) -> int:
    """The bytes in files that are not complete."""
    directory = host.data + "/releases"
    return sum(os.path.getsize(f"{directory}/{name}") for name in os.listdir(directory) if ".new-" in name)


@contextlib.contextmanager
def killed_when(host: Host, words: list[str], condition: object) -> Iterator[None]:
    """Starts a command, and kills it with its ssh when a condition is true."""
    assert callable(condition)
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        assert polling.until(condition, 30, 0.001), "the condition did not become true"
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def one_at_a_time(tool: str) -> None:
    """A second deployment during the first one is refused, and names its holder."""
    with remote_hosts.serving(tool, forced="internal-sftp") as host:
        host.run("deploy", "--host", "localhost", "--program", host.program("one"))
        # A site that accepts connections and does not respond keeps the deployment waiting.
        with remote_hosts.silent_server() as port:
            words = host.words("deploy", "--program", host.program("two"), "--url", f"http://127.0.0.1:{port}")
            with killed_when(host, words, lambda: host.version() == "two"):
                refused = host.run("deploy", "--program", host.program("three"), status=75)
                assert "another deployment is running: " in refused and "since 20" in refused, refused
                host.run("rollback", status=75)
        assert host.version() == "two"
        assert os.path.exists(host.data + LOCK)


def killed_at_each_write(tool: str) -> None:
    """SIGKILL before a message leaves the old or the new program, and the next run does the rest.

    It hits the tool, or the ssh that it has started.
    """
    with remote_hosts.serving(tool, forced="internal-sftp") as host:
        one, two = host.program("one"), host.program("two")
        kills = 0
        for number in [*range(1, 40), *range(40, 400, 5)]:
            host.run("deploy", "--sftp", "--host", "localhost", "--program", one)
            inject = ["strace", "-f", "-o", "/dev/null", "-e", f"inject=write:signal=SIGKILL:when={number}"]
            words = [*inject, *host.words("deploy", "--sftp", "--program", two)]
            killed = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
            assert host.version() in ("one", "two"), f"kill {number}: {host.version()}"
            assert sorted(os.listdir(host.website)) == [".htaccess", "app.fcgi"], f"kill {number}"
            if killed.returncode == 0:
                break
            kills += 1
            with contextlib.suppress(FileNotFoundError):
                os.remove(host.data + LOCK)
            host.run("deploy", "--sftp", "--program", two)
            assert host.version() == "two", f"kill {number}: {host.version()}"
            check_files(host)
        assert kills > 20, f"only {kills} kills"
        print(f"killed {kills} times", flush=True)


@contextlib.contextmanager
def apache_host(tool: str, hello: str) -> Iterator[tuple[Home, Host, int]]:
    """A home under Apache, and a host that shows only a part of itself, to an ordinary user."""
    # sshd accepts only directories of root above the one that it shows.
    with deployments.served_home(tool, hello, below="/srv") as (home, port):
        shown = os.path.dirname(home.path)
        os.chown(shown, 0, 0)
        os.chmod(shown, 0o755)
        with remote_hosts.serving(
            tool, forced="internal-sftp -d /home", chroot=shown, user=private_apache.USER
        ) as host:
            host.place, host.private = "public_html", "private"
            yield home, host, port


def behind_apache(tool: str, hello: str) -> None:
    """Deploys as an ordinary user to a host that shows only a part of itself, with requests to the site."""
    with apache_host(tool, hello) as (home, host, port):
        root = os.path.dirname(home.path)
        place = ["--url", f"http://localhost:{port}", "--address", "127.0.0.1"]
        file, _ = home.program(1)
        unknown = host.run("deploy", "--host", "localhost", "--program", file, status=64)
        assert "--root" in unknown and os.listdir(home.path + "/public_html") == [], unknown
        broken = home.path + "/build/broken"
        with open(broken, "w") as script:
            script.write("#!/bin/sh\nexit 1\n")
        first = host.run("deploy", "--root", root, "--host", "localhost", "--program", broken, *place, status=69)
        assert "responds with 50" in first and "The program is removed again" in first, first
        assert os.listdir(home.path + "/public_html") == [".htaccess"]
        for number in 1, 2:
            file, text = home.program(number)
            # The first deployment has written the root into the .htaccess.
            report = host.run("deploy", "--program", file, *place)
            assert "is deployed" in report, report
            assert deployments.request(port) == text, deployments.request(port)
        failed = host.run("deploy", "--program", broken, *place, status=69)
        assert "responds with 50" in failed and "The old program is in its place again" in failed, failed
        assert deployments.request(port) == text
        report = host.run("rollback")
        assert "is the release" in report and deployments.request(port) != text, report
        status = os.stat(home.path + "/public_html/app.fcgi")
        assert (status.st_uid, status.st_nlink) == (os.stat(home.path).st_uid, 1)
