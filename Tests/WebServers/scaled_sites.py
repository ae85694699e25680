"""Programs on two machines behind a balancer, with the configurations in server-configurations/scaling/."""

from __future__ import annotations

import abc
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator

import bait_files
import machines
import polling
import private_apache
import private_authority
import server_configurations
from machines import BALANCER, FIRST, SECOND, Machine
from private_apache import DidNotStart
from server_configurations import HOST, MOUNT, Server
from templates import ROOT

CONFIGURATIONS = ROOT + "/server-configurations/scaling"
PORT, SECURE_PORT = 8080, 8443
# Hello has no other path for checks.
HEALTH = MOUNT + "/"
# What the program logs for the requests of the tests' clients.
LOGGED = (b"route=/guests/{name}", b"status=405")

Process = subprocess.Popen[bytes]


class Site(abc.ABC):
    """A balancer and two machines with a program."""

    # The configuration of the balancer, and how it starts.
    configuration: str
    command: list[str]

    def __init__(self, directory: str, arguments: list[str], edit: Callable[[str], str]) -> None:
        self.directory = directory
        self.arguments = arguments
        self.edit = edit
        self.processes: list[Process] = []
        self.programs: dict[Machine, Process] = {}
        self.fronts: dict[Machine, Process] = {}

    def start(self, machine: Machine, words: list[str], port: int = 0) -> Process:
        """Starts a process on a machine, and waits until it listens on a port."""
        with open(self.place(machine) + "/said.log", "ab") as log:
            process = subprocess.Popen(
                machine.words(words), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                cwd=self.place(machine),
                env={"PATH": "/usr/bin:/bin", **server_configurations.environment(self.directory)},
            )  # fmt: skip
        self.processes.append(process)
        if port and not polling.until(lambda: process.poll() is not None or machines.listens(process, port), 90):
            raise DidNotStart(f"{words[0]} does not listen on port {port}")
        if process.poll() is not None:
            raise DidNotStart(self.said(machine).decode(errors="replace"))
        return process

    def place(self, machine: Machine) -> str:
        """The directory of a machine."""
        return f"{self.directory}/{machine.name}"

    def said(self, machine: Machine) -> bytes:
        """What the processes of a machine have written."""
        text = b""
        for name in ("said.log", "run/error.log"):
            with contextlib.suppress(OSError), open(f"{self.place(machine)}/{name}", "rb") as file:
                text += file.read()
        return text

    def served(self, machine: Machine) -> int:
        """How many requests of clients the program of a machine has responded to."""
        return sum(any(text in line for text in LOGGED) for line in self.said(machine).splitlines())

    def write(self, name: str, machine: Machine) -> str:
        """Fills in the placeholders of a configuration for a machine. Returns the path of the file."""
        place = self.place(machine)
        values = {
            "@HOST_1@": FIRST.name, "@HOST_2@": SECOND.name, "@BALANCER@": machine.balancer, "@HOST@": HOST,
            "@ADDRESS@": machine.address, "@PORT@": str(PORT), "@HTTPS_PORT@": str(SECURE_PORT), "@MOUNT@": MOUNT,
            "@HEALTH@": HEALTH, "@RUN@": place + "/run", "@ROOT@": self.directory + "/www",
            "@SOCKET@": place + "/app.sock", "@CERTIFICATE@": self.directory + "/site.pem",
            "@KEY@": self.directory + "/site.pem.key", "@CA@": self.directory + "/machines.pem",
            "@OWN@": f"{self.directory}/{machine.name}.pem",
        }  # fmt: skip
        with open(f"{CONFIGURATIONS}/{name}") as file:
            text = self.edit(file.read())
        for key, value in values.items():
            text = text.replace(key, value)
        with open(f"{place}/{name}", "w") as file:
            file.write(text)
        return f"{place}/{name}"

    def begin(self) -> None:
        """Starts everything."""
        for machine in (FIRST, SECOND):
            self.begin_machine(machine)
        self.fronts[BALANCER] = self.start(
            BALANCER,
            [word.replace("@RUN@", self.place(BALANCER) + "/run") for word in self.command]
            + [self.write(self.configuration, BALANCER)],
            SECURE_PORT,
        )

    def begin_program(self, machine: Machine) -> None:
        """Starts the program of a machine with a Unix socket."""
        path = self.place(machine) + "/app.sock"
        self.programs[machine] = self.start(machine, [self.directory + "/app.fcgi", "--listen", path, *self.arguments])
        server_configurations.wait_for(lambda: os.path.exists(path), None)

    def end_program(self, machine: Machine) -> None:
        """Stops a program as a process manager does."""
        program = self.programs[machine]
        program.terminate()
        status = program.wait(30)
        if status:
            raise AssertionError(f"the program ended with status {status}")

    def freeze(self, machine: Machine, signal_number: signal.Signals) -> None:
        """Stops or continues the program of a machine, so that requests are under way there for certain."""
        os.kill(self.programs[machine].pid, signal_number)

    @abc.abstractmethod
    def begin_machine(self, machine: Machine) -> None:
        """Starts what runs on a machine with a program."""

    @abc.abstractmethod
    def take_out(self, machine: Machine) -> None:
        """Stops a machine as its configuration says, so that no request is lost."""

    def put_back(self, machine: Machine) -> None:
        """Starts a machine again after `take_out`."""
        self.begin_machine(machine)


class NginxSite(Site):
    """nginx, and FastCGI over TCP."""

    configuration = "nginx-balancer.conf"
    command = ["/usr/sbin/nginx", "-e", "@RUN@/error.log", "-c"]

    def begin_machine(self, machine: Machine) -> None:
        # It passes the socket as descriptor 0, as the units do.
        self.programs[machine] = self.start(
            machine,
            ["systemd-socket-activate", "--inetd", f"--listen={machine.address}:9000",
             "-E", f"FCGI_WEB_SERVER_ADDRS={machine.balancer}", self.directory + "/app.fcgi", *self.arguments],
            9000,
        )  # fmt: skip

    def take_out(self, machine: Machine) -> None:
        self.reload(machine)
        self.end_program(machine)

    def put_back(self, machine: Machine) -> None:
        self.begin_machine(machine)
        self.reload(None)

    def reload(self, without: Machine | None) -> None:
        """Marks a machine as down, and waits until all requests of the old configuration have their responses."""
        path = self.write(self.configuration, BALANCER)
        if without:
            with open(path) as file:
                text = file.read()
            with open(path, "w") as file:
                file.write(text.replace(f"server {without.name}:9000", f"server {without.name}:9000 down"))
        nginx = self.fronts[BALANCER]
        workers = set(private_apache.session(nginx.pid)) - {nginx.pid}
        nginx.send_signal(signal.SIGHUP)
        if not polling.until(lambda: workers.isdisjoint(private_apache.session(nginx.pid))):
            raise AssertionError("the old process of nginx does not end")


class HAProxySite(Site):
    """HAProxy, and FastCGI over TLS."""

    configuration = "haproxy-balancer.cfg"
    command = ["/usr/sbin/haproxy", "-db", "-f"]

    def begin_machine(self, machine: Machine) -> None:
        self.begin_program(machine)
        self.fronts[machine] = self.start(machine, [*self.command, self.write("haproxy-program.cfg", machine)], 9001)

    def take_out(self, machine: Machine) -> None:
        self.fronts[machine].send_signal(signal.SIGUSR1)
        self.fronts[machine].wait(30)
        self.end_program(machine)


class ApacheSite(Site):
    """mod_proxy_balancer, and HTTPS."""

    configuration = "apache-balancer.conf"
    command = ["/usr/sbin/apache2", "-DFOREGROUND", "-f"]

    def begin_machine(self, machine: Machine) -> None:
        self.begin_program(machine)
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.place(machine) + "/run/draining")
        self.fronts[machine] = self.start(machine, [*self.command, self.write("apache-program.conf", machine)], 9443)

    def take_out(self, machine: Machine) -> None:
        with open(self.place(machine) + "/run/draining", "w"):
            pass
        # The configuration says two seconds. Under a heavy load of the machine, it can take longer.
        counts: list[int] = []

        def is_quiet() -> bool:
            counts.append(self.served(machine))
            return len(counts) > 20 and counts[-20] == counts[-1]

        if not polling.until(is_quiet, pause=0.1):
            raise AssertionError("the balancer still sends requests to a machine whose health check fails")
        self.fronts[machine].send_signal(signal.SIGWINCH)
        self.fronts[machine].wait(30)
        self.end_program(machine)


KINDS: dict[str, type[Site]] = {kind.configuration: kind for kind in (NginxSite, HAProxySite, ApacheSite)}


@contextlib.contextmanager
def serving(
    name: str, program: str, *arguments: str, edit: Callable[[str], str] = server_configurations.unchanged
) -> Iterator[tuple[Site, Server]]:
    """Runs a balancer with a configuration, and a program on two machines behind it."""
    directory = os.path.realpath(tempfile.mkdtemp(prefix="scaled-site."))
    site = KINDS[name](directory, list(arguments), edit)
    try:
        public = directory + "/www" + MOUNT
        places = [f"{site.place(machine)}/run" for machine in (BALANCER, FIRST, SECOND)]
        for path in (public, directory + "/outside", directory + "/trace", *places):
            os.makedirs(path)
        os.chmod(directory, 0o755)
        for path in (directory + "/app.fcgi", public + "/app.fcgi"):
            shutil.copy(program, path)
            os.chmod(path, 0o755)
        bait = bait_files.lay(public, directory + "/outside", MOUNT, directory + "/trace")
        server_configurations.certify(directory)
        private_authority.found(directory, "machines")
        for machine in (BALANCER, FIRST, SECOND):
            private_authority.sign(directory, "machines", machine.name, [machine.name])
        server_configurations.make_fifo(directory)
        private_apache.give_away(directory)
        site.begin()
        server = Server(directory, PORT, SECURE_PORT, bait)
        server.address, server.secure_address = (machines.FRONT, PORT), (machines.FRONT, SECURE_PORT)
        try:
            yield site, server
        except BaseException:
            for machine in (BALANCER, FIRST, SECOND):
                print(f"{machine.name}: {site.said(machine)[-4000:].decode(errors='replace')}")
            raise
    finally:
        for process in site.processes:
            private_apache.stop(process)
        shutil.rmtree(directory, ignore_errors=True)
