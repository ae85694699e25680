"""The requests that are measured, and the response that every peer has to give, byte for byte."""

import dataclasses

HELLO = "Hello from behind the gate.\n"
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
HTML = "text/html; charset=utf-8"
MEBIBYTE = 1 << 20
USER = 4242


def session_key(user: int) -> str:
    return "".join(f"{(4 * user + part) * 2654435761 % 2**32:08x}" for part in range(4))


def page() -> str:
    rows = "".join(
        f"<li><b>item {number}</b> by Smith &amp; Sons costs {number * 29}, which is &lt; 10000 and fair.</li>\n"
        for number in range(1, 119)
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Items</title></head>\n<body>\n'
        f"<h1>Items</h1>\n<ul>\n{rows}</ul>\n</body>\n</html>\n"
    )


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    title: str
    target: str
    type: str
    text: str = ""
    # The body is this many bytes of fcgi-load's pattern, or `text` if this is 0.
    pattern: int = 0
    # Whether any body is right.
    has_any_body: bool = False
    extra: tuple[str, ...] = ()
    # The length of a turn, and the number of requests of the warm-up.
    seconds: float = 0.4
    warm_up: int = 200

    @property
    def options(self) -> list[str]:
        """The options of fcgi-load."""
        if self.pattern:
            return ["--pattern", str(self.pattern), *self.extra]
        return [*([] if self.has_any_body else ["--text", self.text]), *self.extra]


WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload("hello", "hello, 28 bytes", "/", TEXT, HELLO),
        Workload(
            "route",
            "a route with a parameter, a rule and JSON",
            "/items/42",
            "application/json",
            '{"id":42,"name":"item 42","price":1218,"tags":["new","small"]}',
        ),
        Workload("page", "a page of 10 KiB from a template", "/page", HTML, page()),
        Workload(
            "session",
            "a check of a session cookie",
            "/session",
            TEXT,
            f"Welcome back, user {USER}.\n",
            extra=("--cookie", f"theme=dark; session={session_key(USER)}"),
        ),
        Workload("memory", "1 MiB from memory", "/memory", BYTES, pattern=MEBIBYTE, warm_up=20),
        Workload("file", "a file of 64 MiB", "/file", BYTES, pattern=64 * MEBIBYTE, seconds=0.6, warm_up=2),
        Workload(
            "upload",
            "an upload of 4 MiB",
            "/upload",
            TEXT,
            f"{4 * MEBIBYTE}\n",
            extra=("--body", str(4 * MEBIBYTE)),
            seconds=0.5,
            warm_up=5,
        ),
    )
}


def upload(size: int) -> Workload:
    """An upload of `size` bytes."""
    return dataclasses.replace(
        WORKLOADS["upload"],
        name=f"upload-{size}",
        text=f"{size}\n",
        extra=("--body", str(size)),
        seconds=0.4,
        warm_up=20,
    )


def numbered_route(index: int) -> Workload:
    """The route number `index`, which has a rule and two parameters."""
    return Workload(f"route-{index}", f"route {index:,}", f"/area{index}/items/42/lid", TEXT, HELLO)
