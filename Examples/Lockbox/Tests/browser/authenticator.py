"""An authenticator app: the codes of RFC 6238, with six digits and steps of 30 seconds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time


class Authenticator:
    """Shows each code once.

    :param secret: the key in Base32, as the page shows it.
    """

    def __init__(self, secret: str) -> None:
        self.secret, self.last = base64.b32decode(secret.replace(" ", "")), 0

    def code(self) -> str:
        """The code of this step, or of the next one if this one's was used. Sites accept both."""
        now = int(time.time()) // 30
        self.last = step = max(now, self.last + 1)
        # A third code would have to wait.
        assert step <= now + 1, "a test needs more codes than a site accepts within a step"
        digest = hmac.digest(self.secret, struct.pack(">Q", step), hashlib.sha1)
        (number,) = struct.unpack_from(">I", digest, digest[19] & 15)
        return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"
