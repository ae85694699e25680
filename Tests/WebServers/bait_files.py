"""Fills a directory with files as real public directories have them, none of which may be served.

Every file contains a word that the leak detector looks for, and has a length that no other file has. Scripts that run
leave a trace file, and write another word.
"""

from __future__ import annotations

import os
from typing import Protocol

MARK = b"GATEHOUSE-BAIT"
# The word in those files in assets/ that may be served by the template that opens assets/.
ASSET = b"GATEHOUSE-ASSET"
RAN = b"GATEHOUSE-EXECUTED"
# Writes that word, which the script itself does not contain.
SAY = b"printf 'Content-Type: text/plain\\r\\n\\r\\nGATEHOUSE-%s\\n' EXECUTED\n"

# Settings, keys, version control.
SETTINGS = """.env .env.local .env.production .htpasswd .user.ini .bash_history .netrc .DS_Store .gitignore
.ssh/id_ed25519 .git/config .git/HEAD .git/index .git/objects/ab/cdef012345 .svn/entries .well-known/secret.txt
config.json config.yaml config.php settings.py secrets.toml credentials.json web.config wp-config.php.bak""".split()
# Databases, dumps, archives, logs.
DATA = """app.db app.db-wal app.sqlite3 dump.sql backup.sql.gz dump.rdb site.tar.gz backup.zip error_log
access.log core.1234 data/users.csv""".split()
# Copies that editors and people leave.
LEFTOVERS = """notes.txt notes.txt~ .notes.txt.swp #notes.txt# notes.txt.bak notes.txt.orig notes.txt.save notes.txt.1
notes.txt.swo notes.txt.rej index.html.old Copy_of_notes.txt""".split()
# Index files, variants, sources and byte code.
PAGES = """index.html index.php index.html.en index.html.de default.htm index.htm favicon.ico robots.txt 403.html
page.php5 page.php7 page.php8 page.fpl
main.swift Package.swift app.py module.pyc __pycache__/app.cpython-311.pyc style.css script.js logo.png README.md
picture.en.jpg document.html.gz""".split()
# Files with names of the application's routes, or of the program.
ROUTES = "guests guests.txt guests.html ada nowhere.html app app.fcgi.txt".split()
# Every awkward character that a name can contain.
AWKWARD = [
    b"a blank.txt", b"per%20cent.txt", b"per%25cent.txt", b"per%2e.txt", b"q?mark.txt", b"hash#mark.txt",
    b"semi;colon.txt", b"back\\slash.txt", b"new\nline.txt", b"tab\there.txt", b"carriage\rreturn.txt",
    "\u00fcml\u00e4ut.txt".encode(), b"not\xff\xfeutf8.txt", b"quote\"mark.txt", b"apo'strophe.txt", b"amp&ersand.txt",
    b"pl+us.txt", b"star*.txt", b"[brackets].txt", b"{braces}.txt", b"$HOME.txt", b"$1.txt", b"...", b"..hidden",
    b"-dash.txt", b"ends-in-dot.", b"ends-in-blank ", b"UPPER.TXT", b"x" * 200 + b".txt", b"colon:name.txt",
    b"%{REQUEST_URI}.txt", b"|pipe.txt", b"<angle>.txt", b"com,ma.txt", b"equals=1.txt", b"at@sign.txt",
    b"bell\x07.txt", b"del\x7f.txt", b"back`tick.txt", b"caret^.txt", b"~tilde.txt", b"proxy:fcgi:.txt",
]  # fmt: skip
# Scripts.
SCRIPTS = "run.sh admin.cgi tool.pl tool.py index.cgi shell.php info.phtml hook.rb old/run.cgi tool dir/tool".split()
# Old copies of the binary.
COPIES = ["app.fcgi.bak", "app.fcgi.old", "app.fcgi~", "app.fcgi.new", "old.fcgi", "APP.FCGI.1"]

# The .htaccess that somebody with write access to a subdirectory might put there.
HOSTILE = {
    "rewrite-on": "RewriteEngine On\n",
    "rewrite-off": "RewriteEngine Off\n",
    "rewrite-rule": 'RewriteEngine On\nRewriteOptions IgnoreInherit\nRewriteRule "^" "-" [END,E=gatehouse_modules:1]\n',
    "granted": "AuthMerging Off\nRequire all granted\n",
    "satisfy": "Satisfy Any\nOrder allow,deny\nAllow from all\n",
    "handler": "SetHandler None\nRemoveHandler .txt .fcgi\nForceType text/plain\n",
    "default-handler": "SetHandler default-handler\nRewriteEngine Off\n<If \"true\">\nSetHandler default-handler\n"
    "Require all granted\n</If>\n",
    "checker": "FcgidAccessCheckerAuthoritative Off\nAuthMerging Off\nRequire all granted\n",
    "listing": "Options +Indexes\nDirectoryIndex disabled\nDirectorySlash On\nRewriteEngine Off\nSetHandler None\n",
    "scripts": "Options +ExecCGI\nAddHandler cgi-script .sh .txt\nSetHandler cgi-script\nRewriteEngine Off\n",
    "redirect": 'RedirectMatch 200 "^"\nRewriteEngine Off\nSetHandler None\n',
    "error-page": "".join(f"ErrorDocument {status} @URL@/secret.txt\n" for status in (403, 404, 500)),
    "fallback": "FallbackResource @URL@/secret.txt\nDirectoryIndex secret.txt\nRewriteEngine Off\n",
    "everything": "AuthMerging Off\nRequire all granted\nSatisfy Any\nOptions +Indexes\nRewriteEngine Off\n"
    'SetHandler default-handler\nSetEnvIf Request_URI "^" gatehouse_modules=1\nAcceptPathInfo On\n<If "true">\n'
    "SetHandler default-handler\nRequire all granted\nRewriteEngine Off\n</If>\n<Files \"*\">\nRequire all granted\n"
    "SetHandler default-handler\n</Files>\n",
}  # fmt: skip


class Bait:
    """The contents of a public directory: paths relative to it, and the lengths of the files."""

    def __init__(self) -> None:
        self.files: list[bytes] = []
        self.directories: list[bytes] = []
        self.scripts: list[bytes] = []
        self.sizes: set[int] = set()

    @property
    def names(self) -> set[bytes]:
        """The last parts of the paths, if they are too long to be in a response by accident."""
        last = {path.split(b"/")[-1] for path in self.files + self.directories}
        return {name for name in last if len(name) >= 6}


def lay(public: str, outside: str, url: str, trace: str, has_assets: bool = True) -> Bait:
    """Fills the directory `public`, which is served at `url`.

    :param outside: a directory for the targets of links.
    :param trace: a directory in which scripts that run leave a file.
    :param has_assets: whether "assets" is a directory. Otherwise it is a script.
    """
    bait = Bait()
    root, elsewhere, traces = os.fsencode(public), os.fsencode(outside), os.fsencode(trace)
    url = url.rstrip("/")

    def put(name: str | bytes, content: bytes, mode: int = 0o644, base: bytes = root) -> None:
        path = name.encode() if isinstance(name, str) else name
        whole = os.path.join(base, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        # No two files have the same length, and none has a length that an error page might have.
        size = 3001 + 7 * len(bait.sizes)
        # A comment in most languages. A syntax error in an .htaccess would close the directory.
        content = content + b"\n" + b"#" * (size - len(content) - 2) + b"\n"
        with open(whole, "wb") as file:
            file.write(content)
        os.chmod(whole, mode)
        bait.sizes.add(len(content))
        if base == root:
            bait.files.append(path)

    for path in [name.encode() for name in SETTINGS + DATA + LEFTOVERS + PAGES + ROUTES] + AWKWARD:
        put(path, marked(path))
    for name in COPIES:
        put(name, b"\x7fELF\x02\x01\x01\x00" + marked(name), 0o755)
    for name in SCRIPTS + ([] if has_assets else ["assets"]):
        leave = b': >"' + traces + b"/" + name.replace("/", "-").encode() + b'"\n'
        put(name, b"#!/bin/sh\n" + leave + SAY + b"exit 0\n# " + marked(name), 0o755)
        bait.scripts.append(name.encode())
    # Files for Apache's own handlers: type maps, server-side includes, mod_asis and image maps.
    put(
        "menu.var",
        b"URI: menu\n\nURI: notes.txt\nContent-Type: text/plain\n\nURI: .env\nContent-Type: text/html\n# " + MARK,
    )
    includes = b'<!--#include virtual=".env" --><!--#include file="notes.txt" --><!--#exec cmd="./run.sh" -->'
    put("page.shtml", includes + b'<!--#echo var="DATE_LOCAL" -->' + MARK)
    put("index.shtml", includes + MARK)
    put("answer.asis", b"Status: 200 As is\nContent-Type: text/plain\n\n" + MARK)
    put("places.map", b"default notes.txt\n# " + MARK)
    for kind, lines in HOSTILE.items():
        text = lines.replace("@URL@", f"{url}/nested/{kind}")
        put(f"nested/{kind}/.htaccess", text.encode() + b"# " + MARK)
        put(f"nested/{kind}/secret.txt", marked(f"nested/{kind}/secret.txt"))
        leave = b': >"' + traces + b"/nested-" + kind.encode() + b'"\n'
        put(f"nested/{kind}/run.sh", b"#!/bin/sh\n" + leave + SAY + b"exit 0\n# " + MARK, 0o755)
        bait.directories.append(b"nested/" + kind.encode())
    put("plain/secret.txt", marked("plain/secret.txt"))
    put("plain/deep/er/secret.txt", marked("plain/deep/er/secret.txt"))
    put("plain/index.html", marked("plain/index.html"))
    put("dir/text", marked("dir/text"))
    bait.directories += [b"nested", b"plain", b"plain/deep", b".git", b".git/objects", b"data", b"__pycache__", b"dir"]

    put("outside-secret.txt", marked("outside/outside-secret.txt"), base=elsewhere)
    links = {
        b"link-out.txt": elsewhere + b"/outside-secret.txt", b"link-out": elsewhere, b"link-in.txt": b".env",
        b"link-in": b".git", b"link-password.txt": b"/etc/passwd", b"link-root": b"/", b"link-self": b".",
        b"link-up": b"..",
    }  # fmt: skip
    bait.files += [
        b"link-out.txt", b"link-in.txt", b"link-password.txt", b"link-out/outside-secret.txt", b"link-in/config",
        b"link-root/etc/passwd", b"link-self/notes.txt", b"link-self/.env",
    ]  # fmt: skip
    bait.directories += [b"link-out", b"link-in", b"link-root", b"link-self", b"link-up"]
    if has_assets:
        lay_assets(bait, put, traces)
        links |= {b"assets/link.css": elsewhere + b"/outside-secret.txt", b"assets/link": elsewhere}
        bait.files += [b"assets/link.css", b"assets/link/outside-secret.txt"]
    for link, target in links.items():
        os.symlink(target, os.path.join(root, link))
    bait.files += [b".htaccess", b"app.fcgi"]
    return bait


def marked(name: str | bytes) -> bytes:
    """A line with the word and the name."""
    return MARK + b" " + (name.encode() if isinstance(name, str) else name)


class Put(Protocol):
    """Writes a file."""

    def __call__(self, name: str | bytes, content: bytes, mode: int = 0o644) -> None: ...


def lay_assets(bait: Bait, put: Put, trace: bytes) -> None:
    """Fills assets/ with a hostile .htaccess, which runs files, with files that may be served, and with others."""
    put(
        "assets/.htaccess",
        b"RewriteEngine On\nOptions +ExecCGI +Indexes +Includes\nAddHandler cgi-script .txt\n"
        b"SetHandler cgi-script\nAddOutputFilter INCLUDES .txt\n# " + MARK,
    )
    for name in ("style.css", "app.js"):
        put("assets/" + name, ASSET + b" " + name.encode())
    put("assets/run.txt", b'#!/bin/sh\n: >"' + trace + b'/assets-run"\n' + SAY + b"exit 0\n# " + ASSET, 0o755)
    leave = b'<!--#exec cmd=": >' + trace + b'/assets-include" -->'
    put("assets/include.txt", ASSET + leave)
    for name in (
        ".env",
        "folder.css/secret.txt",
        ".css",
        "a.css.bak",
        "a.php",
        "a.php.css",
        "a b.css",
        "style.css~",
        "deep/style.css",
        "a.html",
        "style.CSS",
        "index.html",
        "a.shtml",
        "\u00e4.css",
    ):
        put("assets/" + name, marked("assets/" + name))
    bait.directories += [b"assets", b"assets/deep", b"assets/folder.css"]
