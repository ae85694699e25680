"""The ways to spell the URL of a file."""

# What needs no encoding in a path.
PLAIN = set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/")


def plain(path):
    """As a client would."""
    return b"".join(bytes([byte]) if byte in PLAIN else b"%%%02X" % byte for byte in path)


def every(path, form=b"%%%02x"):
    """Each byte encoded, except for the slashes."""
    return b"".join(b"/" if byte == 0x2F else form % byte for byte in path)


def one(path, index):
    """A single byte encoded that would not need it."""
    index %= len(path)
    if path[index : index + 1] == b"/":
        index += 1
    return plain(path[:index]) + b"%%%02x" % path[index] + plain(path[index + 1 :])


def overlong(byte):
    """UTF-8 of two bytes for what needs one: refused by every decoder that follows the standard."""
    return b"%%%02x%%%02x" % (0xC0 | byte >> 6, 0x80 | byte & 0x3F)


def swapped(text):
    """Upper case for lower case, outside of percent-encodings."""
    return text.swapcase() if b"%" not in text else text


def of(path, raw=True):
    """Spellings of `path`, each beginning behind the slash of the mount.

    :param raw: with bytes that no client would send.
    """
    # The directory itself.
    path = path or b"."
    clean = plain(path)
    parent, slash, name = path.rpartition(b"/")
    parent = plain(parent) + slash
    first = clean[:1] or b"x"
    spellings = [
        clean, every(path), every(path, b"%%%02X"), one(path, 0), one(path, len(path) - 1), one(path, len(path) // 2),
        # Twice, and in ways that only some decoders take.
        every(path).replace(b"%", b"%25"), clean.replace(b".", b"%252e"),
        clean.replace(b".", overlong(0x2E)) if b"." in clean else overlong(path[0]) + clean[1:],
        parent + overlong(name[0] if name else 0x2E) + plain(name[1:]),
        clean.replace(b".", b"%u002e"), clean.replace(b"/", b"%2f"), clean.replace(b"/", b"%5c"),
        clean.replace(b"/", b"\\"), clean.replace(b"/", b"%252f"), clean.replace(b"/", overlong(0x2F)),
        # Behind the name.
        clean + b"/", clean + b"//", clean + b"/.", clean + b"/..", clean + b"/path/info", clean + b"/.htaccess",
        clean + b"?", clean + b"?query=1", clean + b"%3F", clean + b"%3Fquery", clean + b"#fragment", clean + b"%23",
        clean + b";", clean + b";jsessionid=1", clean + b"%3B", clean + b"%00", clean + b"%00.html", clean + b"%0a",
        clean + b"%0d%0a", clean + b"%20", clean + b"%20/", clean + b"+", clean + b".", clean + b"%2e", clean + b"\\",
        clean + b"%5c", clean + b"~", clean + b"%", clean + b"%2", clean + b"%zz", clean + b"%ff", clean + b"::$DATA",
        clean + b"&", clean + b"*", clean + b"%1a", clean + b"/index.html", clean + b"/app.fcgi",
        # Before it.
        b"/" + clean, b"//" + clean, b"./" + clean, b"%2e/" + clean, b"nowhere/../" + clean, b"%2e%2e/" + clean,
        b"nowhere/%2e%2e/" + clean, b"nowhere/..;/" + clean, b"nowhere/.%2e/" + clean, b"nowhere%2f..%2f" + clean,
        b"nowhere/%252e%252e/" + clean, b"..%5c" + clean, b"%5c" + clean, b"\\" + clean, b"%00/" + clean,
        b"%0a" + clean, b";/" + clean, b"?/" + clean, b"%3f/" + clean, b"%20" + clean, b".//./" + clean,
        b"nested/../" + clean, b"guests/../" + clean, b"index.html/../" + clean,
        # Through the script's own URL.
        b"app.fcgi/" + clean, b"app.fcgi/../" + clean, b"app.fcgi/%2e%2e/" + clean, b"app.fcgi//" + clean,
        b"app.fcgi?" + clean, b"app.fcgi%2f" + clean, b"app.fcgi;/" + clean, b"app.fcgi/./" + clean,
        b"app.fcgi/app.fcgi/" + clean,
        # Other letters, and parts that a look at names ignores.
        clean.upper() if b"%" not in clean else clean + b"%7e", swapped(clean), clean.rpartition(b".")[0] or clean,
        clean + b".html", clean + b".gz", clean + b".en", clean[:-1] or clean, first + clean,
    ]  # fmt: skip
    if raw:
        spellings += [
            clean + b"\x00", clean + b"\t", clean + b"\x0b", clean + b"\xff", clean + b"\xc0\xae", clean + b" x",
            path.replace(b"\n", b"").replace(b"\r", b"").replace(b" ", b"%20"),
        ]  # fmt: skip
    return list(dict.fromkeys(spellings))
