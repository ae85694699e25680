"""Makes certificates of a private authority, with openssl."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def found(directory: str, name: str) -> None:
    """Makes an authority: NAME.pem and NAME.key."""
    request = ["openssl", "req", "-x509", *KEY, "-days", "2", "-subj", f"/CN={name}"]
    run([*request, "-out", f"{directory}/{name}.pem", "-keyout", f"{directory}/{name}.key"])


def sign(directory: str, authority: str, file: str, names: Sequence[str]) -> str:
    """Makes a certificate for names, with its key in the same file. Returns the path of the file.

    :param names: the first one is also the common name.
    """
    path = f"{directory}/{file}.pem"
    extension = f"subjectAltName={','.join('DNS:' + name for name in names)}"
    run(
        ["openssl", "req", "-x509", *KEY, "-days", "2", "-subj", f"/CN={names[0]}", "-addext", extension,
         "-CA", f"{directory}/{authority}.pem", "-CAkey", f"{directory}/{authority}.key",
         "-addext", "basicConstraints=critical,CA:FALSE", "-out", path, "-keyout", path + ".key"]
    )  # fmt: skip
    with open(path + ".key") as key, open(path, "a") as certificate:
        certificate.write(key.read())
    return path


def run(command: list[str]) -> None:
    """Runs openssl."""
    subprocess.run(command, check=True, capture_output=True)
