"""Serves a temporary site with an .htaccess by a private Apache. scripts/apache-site runs this.

The placeholders @DIRECTORY@, @PRIVATE@, @MOUNT@ and @SCRIPT@ are replaced, also in the file of --host-config.
Standard output gets the lines "public DIR", "private DIR", "error-log FILE", "pid N" and, once Apache responds,
"ready URL". Exit status: 0 after a signal or the end of the input, 64 wrong usage, 66 a file is missing,
69 Apache or the port is unavailable, 70 Apache did not start or ended by itself.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from types import FrameType
from typing import NoReturn

import private_apache
from templates import ROOT

WRONG_USAGE, MISSING_FILE, UNAVAILABLE, BROKEN = 64, 66, 69, 70
# Templates that use a binary in the private directory. The others use one in the public directory.
PRIVATE_BINARY = ("fcgid-wrapper", "fcgid-authorizer")
BAIT = """.env .git/config .git/HEAD app.db config.json notes.txt notes.txt~ .notes.txt.swp index.html index.php
app.fcgi.bak backup.sql guests nested/secret.txt nested/index.html plain/secret.txt""".split()
# The path of a Unix socket may have 107 bytes. Those below the site need about 30.
LONGEST_PATH = 70
# mod_fcgid kills its processes after about eight seconds.
PATIENCE = 12


def fail(status: int, message: str) -> NoReturn:
    """Ends with a message."""
    print(f"apache-site: {message}", file=sys.stderr)
    sys.exit(status)


class Parser(argparse.ArgumentParser):
    """Ends with the status for wrong usage."""

    def error(self, message: str) -> NoReturn:
        fail(WRONG_USAGE, f"{message} (--help lists the options)")


def arguments() -> argparse.Namespace:
    """Parses the command line and checks it."""
    parser = Parser(
        prog="apache-site",
        description=__doc__,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--binary", required=True, help="the FastCGI program; it is copied to app.fcgi, mode 0711")
    rules = parser.add_mutually_exclusive_group(required=True)
    rules.add_argument("--template", help="one of htaccess-templates/, such as fcgid-wrapper")
    rules.add_argument("--htaccess", help="another .htaccess; the binary is in the public and the private directory")
    parser.add_argument("--mount", default="/", help="the URL path of the public directory, such as /sub/app")
    parser.add_argument("--port", type=int, default=0, help="the port; 0 (the default) takes a free one")
    parser.add_argument("--bait", action="store_true", help="add files with GATEHOUSE-BAIT that must not be served")
    parser.add_argument("--while-stdin", action="store_true", help="end at the end of standard input")
    parser.add_argument("--without", action="append", default=[], metavar="MODULE", help="do not load an Apache module")
    parser.add_argument("--host-config", help="a file with lines for the end of the server's configuration")
    options = parser.parse_args()
    if options.template:
        directory = f"{ROOT}/htaccess-templates"
        names = sorted(name[: -len(".htaccess")] for name in os.listdir(directory) if name.endswith(".htaccess"))
        if options.template not in names:
            fail(WRONG_USAGE, f"unknown template {options.template}; use one of {' '.join(names)}")
        options.htaccess = f"{directory}/{options.template}.htaccess"
    if not re.fullmatch(r"/|(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", options.mount):
        fail(WRONG_USAGE, f"the mount {options.mount} is neither / nor a plain path such as /sub/app")
    if not 0 <= options.port <= 65535:
        fail(WRONG_USAGE, f"the port {options.port} is not a number from 0 to 65535")
    for path in (options.binary, options.htaccess, options.host_config):
        if path and not (os.path.isfile(path) and os.access(path, os.R_OK)):
            fail(MISSING_FILE, f"{path} is missing or not readable")
    for path in (private_apache.APACHE, f"{private_apache.MODULES}/mod_fcgid.so"):
        if not os.path.exists(path):
            fail(UNAVAILABLE, f"{path} is missing: apt-get install apache2 libapache2-mod-fcgid")
    return options


class Site:
    """A directory with the public and the private directory, and Apache's files."""

    def __init__(self, directory: str, options: argparse.Namespace) -> None:
        self.directory = directory
        self.mount: str = options.mount.rstrip("/")
        self.document_root = f"{directory}/public_html"
        self.public = self.document_root + self.mount
        self.private = f"{directory}/private"
        self.error_log = f"{directory}/error.log"
        for path in (self.public, self.private, f"{directory}/run/fcgid"):
            os.makedirs(path)
        with open(f"{self.public}/.htaccess", "w") as file:
            file.write(self.filled(options.htaccess))
        homes = [self.private] if options.template in PRIVATE_BINARY else [self.public]
        for home in homes if options.template else [self.public, self.private]:
            shutil.copy(options.binary, f"{home}/app.fcgi")
            os.chmod(f"{home}/app.fcgi", 0o711)
        if options.bait:
            self.lay_bait()
        private_apache.give_away(directory)
        os.chmod(directory, 0o755)

    def filled(self, path: str) -> str:
        """The text of a file, with the placeholders replaced."""
        with open(path) as file:
            text = file.read()
        values = {"@DIRECTORY@": self.public, "@PRIVATE@": self.private, "@MOUNT@": self.mount or "/"}
        values["@SCRIPT@"] = f"{self.mount}/app.fcgi"
        for name, value in values.items():
            text = text.replace(name, value)
        return text

    def lay_bait(self) -> None:
        """Writes files that must not be served."""
        for name in BAIT:
            path = f"{self.public}/{name}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(f"GATEHOUSE-BAIT-{name}\n")
        for name in ("config.json", "secret.txt"):
            with open(f"{self.private}/{name}", "w") as file:
                file.write(f"GATEHOUSE-BAIT-private-{name}\n")
        # This one line removes every rewrite rule of the parent directory for nested/.
        with open(f"{self.public}/nested/.htaccess", "w") as file:
            file.write("RewriteEngine On\n")
        os.symlink(f"{self.private}/secret.txt", f"{self.public}/link-file.txt")
        os.symlink(self.private, f"{self.public}/link-dir")
        with open(f"{self.public}/.htaccess", "a") as file:
            file.write("# GATEHOUSE-BAIT-htaccess\n")

    def configuration(self, options: argparse.Namespace, port: int) -> str:
        """The configuration of a usual host with careless options."""
        modules = [name for name in [*private_apache.USUAL, "reqtimeout"] if name not in options.without]
        fcgid = """    FcgidMaxProcesses 8
    FcgidMaxProcessesPerClass 4
    FcgidIdleTimeout 300
    FcgidIOTimeout 40
    FcgidBusyTimeout 300
    FcgidConnectTimeout 5"""
        text = private_apache.configuration(
            self.directory, self.error_log, modules, timeout=60, servers=4, threads=16, fcgid=fcgid
        )
        text += f"""ServerName 127.0.0.1
Listen 127.0.0.1:{port}
KeepAlive On
<IfModule mod_dir.c>
    DirectoryIndex index.php index.html
</IfModule>
DocumentRoot "{self.document_root}"
<Directory "{self.directory}">
    AllowOverride All
    Options FollowSymLinks Indexes
</Directory>
"""
        return text + (self.filled(options.host_config) if options.host_config else "")

    def start(self, options: argparse.Namespace) -> tuple[subprocess.Popen[bytes], int]:
        """Starts Apache, and returns it with its port."""
        used = 0

        def begin(port: int) -> subprocess.Popen[bytes]:
            nonlocal used
            used = port
            text = self.configuration(options, port)
            return private_apache.start(self.directory, text, self.error_log, [("127.0.0.1", port)])

        try:
            process = begin(options.port) if options.port else private_apache.start_on_free_port(begin)
        except private_apache.PortTaken:
            fail(UNAVAILABLE, f"port {options.port} is taken; end the server that uses it, or choose another port")
        except private_apache.DidNotStart as error:
            if "Permission denied: AH00072" in str(error):
                fail(UNAVAILABLE, f"port {options.port} needs root; choose a port above 1023")
            fail(BROKEN, f"Apache did not start:\n{error}")
        return process, used

    def show_log(self) -> None:
        """Prints the end of the error log."""
        with open(self.error_log) as file:
            print(*file.read().splitlines()[-15:], sep="\n", file=sys.stderr)


def wait(process: subprocess.Popen[bytes], while_stdin: bool) -> bool:
    """Waits for the end of Apache or of standard input. Returns whether Apache has ended."""
    ended = os.pidfd_open(process.pid)
    inputs = [ended, 0] if while_stdin else [ended]
    while True:
        ready = select.select(inputs, [], [])[0]
        if ended in ready:
            return True
        if not os.read(0, 65536):
            return False


def end(number: int, frame: FrameType | None) -> NoReturn:
    """Ends with status 0."""
    raise SystemExit(0)


def main() -> None:
    """Serves the site until a signal, the end of standard input, or the end of Apache."""
    options = arguments()
    # A program that blocks signals passes that on: Apache would ignore the signal that ends it.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    for number in signals:
        signal.signal(number, end)
    process: subprocess.Popen[bytes] | None = None
    directory = os.path.realpath(tempfile.mkdtemp(prefix="apache-site."))
    try:
        if len(directory) > LONGEST_PATH:
            fail(UNAVAILABLE, f"the path of the temporary directory {directory} is too long for a socket; set TMPDIR")
        site = Site(directory, options)
        if subprocess.run([*private_apache.as_user(), "test", "-x", directory]).returncode:
            fail(UNAVAILABLE, f"Apache's user cannot enter {directory}; set TMPDIR to another directory")
        process, port = site.start(options)
        print(f"public {site.public}\nprivate {site.private}\nerror-log {site.error_log}\npid {process.pid}")
        print(f"ready http://127.0.0.1:{port}{site.mount}/", flush=True)
        if wait(process, options.while_stdin):
            site.show_log()
            fail(BROKEN, "Apache ended by itself; its log is above")
    except BrokenPipeError:
        # Nobody reads the output any more, which also makes the flush at the end fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(1)
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        if process:
            with contextlib.suppress(ProcessLookupError):
                private_apache.stop(process, PATIENCE)
        shutil.rmtree(directory, ignore_errors=True)


main()
