"""The systemd units: what systemd says of them, the socket that it would hand over, and systemd itself with them."""

import contextlib
import os
import re
import signal
import subprocess
import tempfile

import apache
import manager
import servers
import waiting

UNITS = manager.UNITS
# As bad as the sandbox may be, of 10; systemd calls up to 2 "OK", up to 1 "SAFE".
MOST_EXPOSED = 1.0


def mistakes(hello):
    """What is wrong, as a list of texts, the exposure that systemd finds, and why systemd was not tried, if so."""
    with tempfile.TemporaryDirectory(prefix="units.") as directory:
        os.chmod(directory, 0o755)
        found = verified(directory, hello)
        exposure, more = sandboxed(directory)
        found += more + filtered(directory, hello) + activated(hello)
        try:
            return found + manager.mistakes(directory, hello), exposure, None
        except manager.NotHere as reason:
            return found, exposure, str(reason)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def verified(directory, hello):
    """`systemd-analyze verify`, with a program where the unit wants one."""
    for name in ("gatehouse.service", "gatehouse.socket"):
        with open(f"{UNITS}/{name}") as file:
            text = file.read()
        with open(f"{directory}/{name}", "w") as file:
            file.write(text.replace("/usr/local/lib/gatehouse/app.fcgi", hello))
    said = run(
        "systemd-analyze", "verify", "--man=no", f"{directory}/gatehouse.service", f"{directory}/gatehouse.socket"
    )
    # Of other units of the machine it may say something, too.
    lines = [line for line in said.stderr.splitlines() if "gatehouse" in line]
    return lines + ([f"systemd-analyze verify: {said.stderr}"] if said.returncode else [])


def sandboxed(directory):
    """`systemd-analyze security`, without a systemd that runs."""
    said = run("systemd-analyze", "security", "--offline=true", "--no-pager", f"{directory}/gatehouse.service")
    exposure = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said.stdout)
    if not exposure:
        return None, [f"systemd-analyze security: {said.stdout[-300:]} {said.stderr[-300:]}"]
    level = float(exposure[1])
    return level, [] if level <= MOST_EXPOSED else [f"the sandbox is exposed by {level}"]


def system_calls(*sets):
    """The names in sets of system calls, as systemd has them."""
    names = set()
    for name in sets:
        for line in run("systemd-analyze", "syscall-filter", name).stdout.splitlines()[1:]:
            word = line.strip()
            if word.startswith("@"):
                names |= system_calls(word)
            elif word and not word.startswith("#"):
                names.add(word)
    return names


def filtered(directory, hello):
    """What the program calls while it starts, answers and ends, against the unit's filter."""
    with open(f"{UNITS}/gatehouse.service") as file:
        lines = re.findall(r"^SystemCallFilter=(~?)(.*)$", file.read(), re.M)
    allowed = set()
    for negative, sets in lines:
        allowed = allowed - system_calls(*sets.split()) if negative else allowed | system_calls(*sets.split())
    # Always allowed to those who have any filter.
    allowed |= system_calls("@default")
    called, found = traced(directory + "/first", hello)
    if not {"accept4", "memfd_create", "exit_group"} <= called:
        return [*found, f"strace saw too little: {sorted(called)}"]
    forbidden = called - allowed
    if forbidden:
        # The filter answers EPERM (SystemCallErrorNumber): with that, too, everything has to go its way.
        _, more = traced(directory + "/second", hello, "-e", f"inject={','.join(sorted(forbidden))}:error=EPERM")
        found += [f"with {', '.join(sorted(forbidden))} forbidden, as by the unit: {mistake}" for mistake in more]
    return found


def traced(directory, hello, *options):
    """The system calls that the program makes while it starts, answers and ends, and what went wrong then."""
    os.mkdir(directory)
    trace, path = directory + "/trace", directory + "/app.sock"
    found = []
    tracing = ["strace", "-f", "-qq", "-e", "trace=all", "-e", "signal=none", *options, "-o", trace]
    command = [*tracing, hello, "--listen", path]
    with process(command) as program:
        if not waiting.until(lambda: os.path.exists(path) or program.poll() is not None) or program.poll() is not None:
            return set(), ["it does not listen"]
        for target, text in (("/guests/ada", b"Welcome, Ada"), ("/nowhere", b"Status: 404")):
            answer = answered(path, target)
            if text not in answer:
                found.append(f"{target} gave {answer[:200]}")
        for pid in apache.session(program.pid):
            if pid != program.pid:
                os.kill(pid, signal.SIGTERM)
        if status := program.wait(timeout=30):
            found.append(f"it ended with {status}")
    with open(trace) as file:
        return set(re.findall(r"^\d+ +(?:<\.\.\. )?([a-z0-9_]+)[( ]", file.read(), re.M)), found


def activated(hello):
    """The socket on descriptor 0, as `StandardInput=socket` and inetd's protocol have it; without it, the end."""
    found = []
    with tempfile.TemporaryDirectory(prefix="units.") as directory:
        path = directory + "/app.sock"
        command = ["systemd-socket-activate", "--inetd", f"--listen={path}", hello, "--mount", servers.MOUNT]
        with process(command):
            servers.wait_for(lambda: os.path.exists(path), None)
            # The first connection starts the program.
            for target in ("/guests/ada", "/guests/grace"):
                answer = answered(path, servers.MOUNT + target)
                if b"Welcome, " not in answer:
                    found.append(f"systemd-socket-activate --inetd, {target}: {answer[:200]}")
            answer = answered(path, servers.MOUNT + "/nowhere")
            if b"Status: 404" not in answer:
                found.append(f"systemd-socket-activate --inetd, a path that is not there: {answer[:200]}")
        # The newer protocol puts the socket on descriptor 3, where the program does not look: it says how it is used.
        other = directory + "/other.sock"
        with process(["systemd-socket-activate", f"--listen={other}", hello], directory + "/said") as program:
            servers.wait_for(lambda: os.path.exists(other), None)
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                answered(other, "/")
            try:
                status = program.wait(timeout=20)
            except subprocess.TimeoutExpired:
                status = None
            if status != 64:
                found.append(f"systemd-socket-activate without --inetd ended with {status} instead of 64")
    return found


def answered(path, target):
    """Asks by Debian's FastCGI client."""
    said = subprocess.run(
        ["cgi-fcgi", "-bind", "-connect", path], capture_output=True, timeout=30,
        env={"REQUEST_METHOD": "GET", "REQUEST_URI": target, "REMOTE_ADDR": "127.0.0.1", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return said.stdout


@contextlib.contextmanager
def process(command, log=os.devnull):
    with open(log, "w") as said:
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
    try:
        yield program
    finally:
        apache.stop(program)
