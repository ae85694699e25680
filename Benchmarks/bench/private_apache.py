"""A private Apache with one program as its application."""

import os
import subprocess
import threading
import time
from collections.abc import Sequence

from processes import ROOT, SERVER_CORES, Failure, Workspace, pipe_of


class PrivateApache:
    """Runs scripts/apache-site. `lines` are added to the configuration of the virtual host."""

    def __init__(
        self,
        workspace: Workspace,
        binary: str,
        template: str,
        lines: Sequence[str],
        cores: Sequence[int] = SERVER_CORES,
    ) -> None:
        configuration = workspace.path(f"host-{len(workspace.processes)}-{time.monotonic_ns()}")
        with open(configuration, "w") as file:
            file.write("\n".join(lines) + "\n")
        self.workspace = workspace
        script = os.path.join(ROOT, "scripts", "apache-site")
        self.process = workspace.start(
            [script, "--binary", binary, "--template", template, "--while-stdin", "--host-config", configuration],
            cores=cores,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            environment={"TMPDIR": workspace.directory},
        )
        self.facts: dict[str, str] = {}
        guard = threading.Timer(30, self.process.kill)
        guard.start()
        for line in pipe_of(self.process.stdout):
            key, _, value = line.decode().strip().partition(" ")
            self.facts[key] = value
            if key == "ready":
                break
        guard.cancel()
        if "ready" not in self.facts:
            self.stop()
            raise Failure("Apache did not start: " + workspace.end_of_log()[-300:])
        self.address = self.facts["ready"].removeprefix("http://").rstrip("/")

    def ids(self) -> list[int]:
        return [int(self.facts["pid"])]

    def stop(self) -> None:
        self.workspace.stop(self.process)
