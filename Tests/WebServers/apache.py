"""A private Apache on loopback, with one template at four places: each at an address of its own, on one port."""

from __future__ import annotations

import collections
import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

import bait as baits
import waiting

APACHE = "/usr/sbin/apache2"
MODULES = "/usr/lib/apache2/modules"
# What hosts have loaded, and more than most: what is there can be turned against a template.
LOADED = """mpm_event authn_core authz_core authz_host authz_user auth_basic access_compat dir mime alias env setenvif
rewrite fcgid cgid autoindex negotiation headers actions expires filter deflate include userdir speling asis imagemap
http2""".split()
# The processes that mod_fcgid may start of one program. Whoever asks for more at a time than they can answer is put off
# by whole seconds.
PROCESSES = 3
# What the directories above the public one answer with.
ABOVE = b"Above the public directory.\n"
# A template is installed at each of them.
PLACES = ["subdirectory", "document root", "Alias", "user directory"]


class DidNotStart(Exception):
    """With what Apache said."""


@dataclass(frozen=True)
class Condition:
    """How a host differs from one where everything is as the template wants it."""

    name: str
    without: tuple = ()
    # Those that it has beyond the usual ones.
    modules: tuple = ()
    override: str = "All"
    options: str = "FollowSymLinks Indexes"
    # Lines for the server, for each virtual host and for the directory, where @DIRECTORY@ and @MOUNT@ are replaced.
    server: str = ""
    host: str = ""
    directory: str = ""
    # Done to the text of the .htaccess and to the binary.
    edit: object = None
    # Placeholders that stay as they are.
    leaves: tuple = ()
    # Whether the application must not answer, on top of nothing leaking.
    closes: bool = False
    # Whether the application must answer, where the template lets it.
    answers: bool = False
    binary: str = "as it should be"
    # mod_fcgid takes its time with what cannot be started: a few requests at one place, and no answer is one, too.
    slow: bool = False


@dataclass
class Place:
    name: str
    address: tuple
    root: str
    public: str
    private: str
    mount: str
    bait: object = None

    @property
    def prefix(self):
        """The mount as the beginning of a target."""
        return self.mount.rstrip("/").encode()


@dataclass
class Layout:
    """The directories, laid out once for many servers."""

    directory: str
    binary: str
    places: list = field(default_factory=list)
    port: int = 0

    @property
    def trace(self):
        return self.directory + "/trace"

    @property
    def log(self):
        return self.directory + "/error.log"

    def ran(self):
        """The scripts that have left a trace; the traces are wiped away."""
        names = sorted(os.listdir(self.trace))
        for name in names:
            os.unlink(os.path.join(self.trace, name))
        return names


@contextlib.contextmanager
def laid_out(binary):
    """A temporary directory with the four places, full of bait; it belongs to the user that Apache runs as."""
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
            place = Place(name, (f"127.0.0.{number}", 0), root, public, f"{root}/private", mount)
            for path in (public, place.private, f"{root}/outside", f"{root}/www"):
                os.makedirs(path, exist_ok=True)
            # What lies above is not the template's business, and can be told from what lies below.
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
            # At one of the places "assets" is a script, as if that were its name.
            has_assets = name != "user directory"
            place.bait = baits.lay(public, f"{root}/outside", mount, layout.trace, has_assets)
            layout.places.append(place)
        own(directory)
        os.chmod(directory, 0o755)
        yield layout
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def own(path):
    """Gives everything to the user that Apache runs as: what it may read, no mode protects."""
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "-h", "www-data:www-data", path], check=True)


def install(layout, template, condition):
    """Puts the .htaccess and the binary into each place."""
    with open(template) as file:
        text = file.read()
    for place in layout.places:
        with open(place.public + "/.htaccess", "w") as file:
            edited = condition.edit(text) if condition.edit else text
            file.write(fill(edited, place, condition.leaves) + "# GATEHOUSE-BAIT .htaccess\n")
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
                user = pwd.getpwnam("root" if condition.binary == "of another user" else "www-data")
                os.chown(path, user.pw_uid, user.pw_gid)


def fill(text, place, leaves=()):
    """Replaces the placeholders, but for some."""
    values = {"@DIRECTORY@": place.public, "@PRIVATE@": place.private, "@MOUNT@": place.mount}
    values["@SCRIPT@"] = place.mount.rstrip("/") + "/app.fcgi"
    for name, value in values.items():
        if name not in leaves:
            text = text.replace(name, value)
    return text


def configuration(layout, condition, port):
    """The server's own configuration: as careless as a host's can be."""
    directory = layout.directory
    lines = [
        f'LoadModule {module}_module "{MODULES}/mod_{module}.so"'
        for module in [*LOADED, *condition.modules]
        if module not in condition.without
    ]
    lines += [
        f'ServerRoot "{directory}"', f'DefaultRuntimeDir "{directory}/run"', f'PidFile "{directory}/run/apache.pid"',
        f'Mutex "file:{directory}/run" default', "ServerName localhost", f'ErrorLog "{layout.log}"',
        "LogLevel warn",
        "Timeout 30", "StartServers 1", "ServerLimit 2", "ThreadsPerChild 32", "MaxRequestWorkers 64",
        "MinSpareThreads 1", "MaxSpareThreads 64", "AcceptFilter http none",
    ]  # fmt: skip
    lines.append(f"""
<IfModule mod_mime.c>
    TypesConfig /dev/null
    AddType text/html .html .shtml .php
    AddType text/plain .txt
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
    # With fewer at most than at least, which Apache chooses unless told, a process of Apache never ends.
    H2MinWorkers 1
    H2MaxWorkers 4
</IfModule>
<IfModule mod_cgid.c>
    ScriptSock "{directory}/run/cgid.sock"
</IfModule>
<IfModule mod_fcgid.c>
    # It says which files it starts.
    LogLevel warn fcgid:info
    FcgidIPCDir "{directory}/run/fcgid"
    FcgidProcessTableFile "{directory}/run/fcgid/table"
    FcgidMaxProcesses 16
    FcgidMaxProcessesPerClass {PROCESSES}
    FcgidMinProcessesPerClass 0
    FcgidIOTimeout 20
    FcgidConnectTimeout 2
</IfModule>
<Directory "/">
    AllowOverride None
    Options None
</Directory>""")
    lines.append(condition.server)
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
def serving(layout, template, condition):
    """Runs Apache; the addresses of the layout's places are those that it listens on."""
    install(layout, template, condition)
    layout.ran()
    process = None
    try:
        for _ in range(20):
            # Below the range from which the kernel picks ports for outgoing connections.
            port = random.randrange(20000, 32000)
            process = start(layout, condition, port)
            if process:
                break
        else:
            raise DidNotStart("no free port")
        yield process
    finally:
        if process:
            stop(process)


def start(layout, condition, port):
    """Starts Apache; `None` if the port was taken."""
    path = layout.directory + "/apache.conf"
    with open(path, "w") as file:
        file.write(configuration(layout, condition, port))
    command = ["setpriv", "--pdeathsig", "TERM"]
    if os.geteuid() == 0:
        command += ["--reuid", "www-data", "--regid", "www-data", "--clear-groups"]
    open(layout.log, "w").close()
    own(layout.log)
    for place in layout.places:
        place.address = (place.address[0], port)
    with open(layout.directory + "/start.log", "w") as said:
        process = subprocess.Popen(
            command + [APACHE, "-f", path, "-DFOREGROUND"],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin"},
        )  # fmt: skip
    ready = waiting.until(
        lambda: process.poll() is not None or all(answers(place.address) for place in layout.places), 60
    )
    if process.poll() is not None:
        with open(layout.directory + "/start.log") as said, open(layout.log) as log:
            text = said.read() + log.read()
        if "Address already in use" in text:
            return None
        raise DidNotStart(text)
    if not ready:
        stop(process)
        raise DidNotStart("it does not answer")
    return process


def answers(address):
    """Whether the core answers, which touches no file and starts no application."""
    try:
        with socket.create_connection(address, 5) as connection:
            connection.sendall(b"OPTIONS * HTTP/1.0\r\n\r\n")
            return connection.recv(5) == b"HTTP/"
    except OSError:
        return False


def stop(process):
    """Ends Apache and whatever it started: all of it is in the session that Apache leads.

    Told to end, Apache takes ten seconds for it, and nothing here is worth its waiting.
    """
    while members := session(process.pid):
        for pid in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.poll()
        time.sleep(0.01)
    process.wait()


def session(leader):
    """The processes of a session, without those that have ended."""
    members = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{entry}/stat", "rb") as file:
                # Behind the name, which may hold anything: state, parent, group, session.
                state, _, _, number = file.read().rpartition(b")")[2].split()[:4]
                if int(number) == leader and state != b"Z":
                    members.append(int(entry))
    return members


def states(process: subprocess.Popen[bytes]) -> list[str]:
    """What each process of Apache's session does: its command, its state, and the kernel function that it waits in."""
    found = []
    for pid in session(process.pid):
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                command = file.read().replace(b"\0", b" ").decode(errors="replace")[-60:]
            waits = []
            for thread in os.listdir(f"/proc/{pid}/task"):
                with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{thread}/wchan") as file:
                    waits.append(file.read() or "0")
            counted = ", ".join(f"{count} {name}" for name, count in collections.Counter(waits).items())
            found.append(f"{pid} {command}: {counted}")
    return found
