"""The spellings of the URL of a file."""

from __future__ import annotations

# The characters that need no encoding in a path.
PLAIN = set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/")


def plain(path: bytes) -> bytes:
    """As a client spells it."""
    return b"".join(bytes([byte]) if byte in PLAIN else b"%%%02X" % byte for byte in path)


def every(path: bytes, form: bytes = b"%%%02x") -> bytes:
    """With each byte encoded except the slashes."""
    return b"".join(b"/" if byte == 0x2F else form % byte for byte in path)


def one(path: bytes, index: int) -> bytes:
    """With a single byte encoded that needs no encoding."""
    index %= len(path)
    if path[index : index + 1] == b"/":
        index += 1
    return plain(path[:index]) + b"%%%02x" % path[index] + plain(path[index + 1 :])


def overlong(byte: int) -> bytes:
    """Two bytes of UTF-8 for a character that needs one. Every decoder that follows the standard refuses them."""
    return b"%%%02x%%%02x" % (0xC0 | byte >> 6, 0x80 | byte & 0x3F)


def swapped(text: bytes) -> bytes:
    """With the other case for each letter, if nothing is percent-encoded."""
    return text.swapcase() if b"%" not in text else text


def of(path: bytes, raw: bool = True) -> list[bytes]:
    """The spellings of `path`. Each begins after the slash of the mount.

    :param raw: whether to include bytes that no client sends.
    """
    # The directory itself.
    path = path or b"."
    clean = plain(path)
    parent, slash, name = path.rpartition(b"/")
    parent = plain(parent) + slash
    first = clean[:1] or b"x"
    spellings = [
        clean, every(path), every(path, b"%%%02X"), one(path, 0), one(path, len(path) - 1), one(path, len(path) // 2),
        # Encoded twice, and in forms that only some decoders accept.
        every(path).replace(b"%", b"%25"), clean.replace(b".", b"%252e"),
        clean.replace(b".", overlong(0x2E)) if b"." in clean else overlong(path[0]) + clean[1:],
        parent + overlong(name[0] if name else 0x2E) + plain(name[1:]),
        clean.replace(b".", b"%u002e"), clean.replace(b"/", b"%2f"), clean.replace(b"/", b"%5c"),
        clean.replace(b"/", b"\\"), clean.replace(b"/", b"%252f"), clean.replace(b"/", overlong(0x2F)),
        # With something after the name.
        clean + b"/", clean + b"//", clean + b"/.", clean + b"/..", clean + b"/path/info", clean + b"/.htaccess",
        clean + b"?", clean + b"?query=1", clean + b"%3F", clean + b"%3Fquery", clean + b"#fragment", clean + b"%23",
        clean + b";", clean + b";jsessionid=1", clean + b"%3B", clean + b"%00", clean + b"%00.html", clean + b"%0a",
        clean + b"%0d%0a", clean + b"%20", clean + b"%20/", clean + b"+", clean + b".", clean + b"%2e", clean + b"\\",
        clean + b"%5c", clean + b"~", clean + b"%", clean + b"%2", clean + b"%zz", clean + b"%ff", clean + b"::$DATA",
        clean + b"&", clean + b"*", clean + b"%1a", clean + b"/index.html", clean + b"/app.fcgi",
        # With something before it.
        b"/" + clean, b"//" + clean, b"./" + clean, b"%2e/" + clean, b"nowhere/../" + clean, b"%2e%2e/" + clean,
        b"nowhere/%2e%2e/" + clean, b"nowhere/..;/" + clean, b"nowhere/.%2e/" + clean, b"nowhere%2f..%2f" + clean,
        b"nowhere/%252e%252e/" + clean, b"..%5c" + clean, b"%5c" + clean, b"\\" + clean, b"%00/" + clean,
        b"%0a" + clean, b";/" + clean, b"?/" + clean, b"%3f/" + clean, b"%20" + clean, b".//./" + clean,
        b"nested/../" + clean, b"guests/../" + clean, b"index.html/../" + clean,
        # Below the URL of the script.
        b"app.fcgi/" + clean, b"app.fcgi/../" + clean, b"app.fcgi/%2e%2e/" + clean, b"app.fcgi//" + clean,
        b"app.fcgi?" + clean, b"app.fcgi%2f" + clean, b"app.fcgi;/" + clean, b"app.fcgi/./" + clean,
        b"app.fcgi/app.fcgi/" + clean,
        # Other letters, and names that Apache may complete.
        clean.upper() if b"%" not in clean else clean + b"%7e", swapped(clean), clean.rpartition(b".")[0] or clean,
        clean + b".html", clean + b".gz", clean + b".en", clean[:-1] or clean, first + clean,
    ]  # fmt: skip
    if raw:
        spellings += [
            clean + b"\x00", clean + b"\t", clean + b"\x0b", clean + b"\xff", clean + b"\xc0\xae", clean + b" x",
            path.replace(b"\n", b"").replace(b"\r", b"").replace(b" ", b"%20"),
        ]  # fmt: skip
    return list(dict.fromkeys(spellings))
