"""Serves a template at four places with a private Apache: each at an address of its own, on one port."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import bait_files
import private_apache
from bait_files import Bait

# Modules can be used against a template, so there are more than hosts usually have.
LOADED = [*private_apache.USUAL, *"auth_basic include userdir speling asis imagemap http2".split()]
# The number of processes that mod_fcgid may start of one program. With more requests at a time, mod_fcgid makes clients
# wait for whole seconds.
PROCESSES = 3
# The content of the directories above the public one.
ABOVE = b"Above the public directory.\n"
# A template is installed at each of them.
PLACES = ["subdirectory", "document root", "Alias", "user directory"]


@dataclass(frozen=True)
class Condition:
    """How a host differs from one that meets all requirements of a template."""

    name: str
    # Modules that are not loaded, and additional modules that are.
    without: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    override: str = "All"
    options: str = "FollowSymLinks Indexes"
    # Lines for the server, for each virtual host and for the directory. The placeholders in them are replaced.
    server: str = ""
    host: str = ""
    directory: str = ""
    # Changes the text of the .htaccess.
    edit: Callable[[str], str] = lambda text: text
    # Placeholders that are not replaced.
    leaves: tuple[str, ...] = ()
    # Whether the application must not respond.
    closes: bool = False
    # Whether the application must respond, if it does behind this template.
    responds: bool = False
    binary: str = "usual"
    # mod_fcgid takes long to give up a program that does not start. There are few requests then, and a request
    # without a response is no failure.
    slow: bool = False


@dataclass
class Place:
    """A directory with a template, and the address and the URL path at which it is served."""

    name: str
    address: tuple[str, int]
    root: str
    public: str
    private: str
    mount: str
    bait: Bait

    @property
    def prefix(self) -> bytes:
        """The mount as the beginning of a target."""
        return self.mount.rstrip("/").encode()


@dataclass
class Layout:
    """The directories, created once for many servers."""

    directory: str
    binary: str
    places: list[Place] = field(default_factory=list)

    @property
    def trace(self) -> str:
        return self.directory + "/trace"

    @property
    def log(self) -> str:
        return self.directory + "/error.log"

    def ran(self) -> list[str]:
        """The scripts that have left a trace. Removes the traces."""
        names = sorted(os.listdir(self.trace))
        for name in names:
            os.unlink(os.path.join(self.trace, name))
        return names


@contextlib.contextmanager
def laid_out(binary: str) -> Iterator[Layout]:
    """Creates a temporary directory with the four places, full of bait. It belongs to Apache's user."""
    directory = os.path.realpath(tempfile.mkdtemp(prefix="web-servers."))
    try:
        layout = Layout(directory, binary)
        os.makedirs(layout.trace)
        os.makedirs(directory + "/run/fcgid")
        for number, name in enumerate(PLACES, 1):
            root = f"{directory}/{number}"
            public, mount = {
                "subdirectory": (f"{root}/www/sub/app", "/sub/app"),
                "document root": (f"{root}/www", "/"),
                "Alias": (f"{root}/elsewhere/dir", "/app"),
                "user directory": (f"{root}/home/user/public_html", "/~user"),
            }[name]
            for path in (public, f"{root}/private", f"{root}/outside", f"{root}/www"):
                os.makedirs(path, exist_ok=True)
            # The template does not protect the directories above, so their files differ from those below.
            for path in (
                root,
                f"{root}/www",
                f"{root}/www/sub",
                f"{root}/elsewhere",
                f"{root}/home",
                f"{root}/home/user",
            ):
                if os.path.isdir(path) and path != public:
                    with open(path + "/index.html", "wb") as file:
                        file.write(ABOVE)
            # At one of the places, "assets" is a script.
            bait = bait_files.lay(public, f"{root}/outside", mount, layout.trace, name != "user directory")
            address = (f"127.0.0.{number}", 0)
            layout.places.append(Place(name, address, root, public, f"{root}/private", mount, bait))
        private_apache.give_away(directory)
        os.chmod(directory, 0o755)
        yield layout
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def install(layout: Layout, template: str, condition: Condition) -> None:
    """Writes the .htaccess and the binary into each place."""
    with open(template) as file:
        text = file.read()
    for place in layout.places:
        with open(place.public + "/.htaccess", "w") as file:
            file.write(fill(condition.edit(text), place, condition.leaves) + "# GATEHOUSE-BAIT .htaccess\n")
        for home in (place.public, place.private):
            path = home + "/app.fcgi"
            if os.path.lexists(path):
                os.unlink(path)
            if condition.binary == "missing":
                continue
            if condition.binary == "garbage":
                with open(path, "wb") as file:
                    file.write(b"\x7fELF" + b"GATEHOUSE-BAIT garbage" * 100)
            else:
                shutil.copy(layout.binary, path)
            os.chmod(path, 0o644 if condition.binary == "0644" else 0o711)
            if os.geteuid() == 0:
                user = pwd.getpwnam("root" if condition.binary == "of another user" else private_apache.USER)
                os.chown(path, user.pw_uid, user.pw_gid)


def fill(text: str, place: Place, leaves: tuple[str, ...] = ()) -> str:
    """Replaces the placeholders except `leaves`."""
    values = {"@DIRECTORY@": place.public, "@PRIVATE@": place.private, "@MOUNT@": place.mount}
    values["@SCRIPT@"] = place.mount.rstrip("/") + "/app.fcgi"
    for name, value in values.items():
        if name not in leaves:
            text = text.replace(name, value)
    return text


def configuration(layout: Layout, condition: Condition, port: int) -> str:
    """The configuration of a careless host."""
    modules = [module for module in [*LOADED, *condition.modules] if module not in condition.without]
    # With "info", mod_fcgid logs which files it starts.
    fcgid = f"""
    LogLevel warn fcgid:info
    FcgidMaxProcesses 16
    FcgidMaxProcessesPerClass {PROCESSES}
    FcgidIOTimeout 20
    FcgidConnectTimeout 2"""
    lines = [
        private_apache.configuration(
            layout.directory, layout.log, modules, timeout=30, servers=2, threads=32, fcgid=fcgid
        ),
        """ServerName localhost
AcceptFilter http none
<IfModule mod_mime.c>
    AddType text/html .shtml .php
    AddType text/css .css
    AddLanguage en .en
    AddLanguage de .de
    AddEncoding x-gzip .gz
    AddHandler type-map .var
    <IfModule mod_include.c>
        AddOutputFilter INCLUDES .shtml
    </IfModule>
    <IfModule mod_asis.c>
        AddHandler send-as-is .asis
    </IfModule>
    <IfModule mod_imagemap.c>
        AddHandler imap-file .map
    </IfModule>
</IfModule>
<IfModule mod_dir.c>
    DirectoryIndex index.php index.html index.cgi
</IfModule>
<IfModule mod_http2.c>
    Protocols h2c http/1.1
    H2Direct on
    # By default the maximum is less than the minimum, and a process of Apache never ends.
    H2MinWorkers 1
    H2MaxWorkers 4
</IfModule>""",
        condition.server,
    ]
    for place in layout.places:
        address = place.address[0]
        lines += [f"Listen {address}:{port}", f"<VirtualHost {address}:{port}>", f'DocumentRoot "{place.root}/www"']
        if place.name == "Alias":
            lines += ["<IfModule mod_alias.c>", f'Alias "/app" "{place.public}"', "</IfModule>"]
        if place.name == "user directory":
            lines += ["<IfModule mod_userdir.c>", f'UserDir "{place.root}/home/*/public_html"', "</IfModule>"]
        lines += [
            f'<Directory "{place.root}">', f"AllowOverride {condition.override}", f"Options {condition.options}",
            fill(condition.directory, place), "</Directory>", fill(condition.host, place), "</VirtualHost>",
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def serving(layout: Layout, template: str, condition: Condition) -> Iterator[subprocess.Popen[bytes]]:
    """Runs Apache with a template. Sets the addresses of the layout's places."""
    install(layout, template, condition)
    layout.ran()

    def begin(port: int) -> subprocess.Popen[bytes]:
        for place in layout.places:
            place.address = (place.address[0], port)
        text = configuration(layout, condition, port)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(layout.directory + "/run/apache.pid")
        return private_apache.start(layout.directory, text, layout.log, [place.address for place in layout.places])

    process = private_apache.start_on_free_port(begin)
    try:
        yield process
    finally:
        private_apache.stop(process)
