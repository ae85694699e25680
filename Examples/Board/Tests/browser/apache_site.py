"""Starts a private Apache in front of a program."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


@contextlib.contextmanager
def apache(
    binary: str, template: str, variables: Mapping[str, str], lines: Iterable[str] = ()
) -> Iterator[dict[str, str]]:
    """Runs scripts/apache-site, and yields what it prints: its directories, and its address as "ready".

    :param variables: the environment of the program.
    :param lines: further lines for the virtual host.
    """
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(tempfile.NamedTemporaryFile("w", prefix="browser-host.", suffix=".conf"))
        setting = "FcgidInitialEnv" if template.startswith("fcgid") else "SetEnv"
        file.writelines(f"{setting} {name} {value}\n" for name, value in variables.items())
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        command = [f"{ROOT}/scripts/apache-site", "--binary", binary, "--template", template]
        command += ["--while-stdin", "--host-config", file.name]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdin and process.stdout
        stack.callback(process.wait, 60)
        stack.callback(process.stdin.close)
        values: dict[str, str] = {}
        while "ready" not in values:
            name, _, value = process.stdout.readline().rstrip("\n").partition(" ")
            if not name:
                raise AssertionError("Apache did not start")
            values[name] = value
        try:
            yield values
        except BaseException:
            with contextlib.suppress(FileNotFoundError), open(values["error-log"]) as log:
                print(f"Apache's log behind {template}:", *log.read().splitlines()[-15:], sep="\n  ")
            raise
