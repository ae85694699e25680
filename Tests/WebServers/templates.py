"""The templates, what each needs, and the conditions under which it is tried."""

from __future__ import annotations

import os
from dataclasses import dataclass

from apache import Condition, Layout

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))


@dataclass(frozen=True)
class Template:
    name: str
    modules: tuple
    classes: tuple
    # CGI starts a process for each request: fewer of them are asked.
    stride: int = 1
    opens_assets: bool = False
    # Whether the application answers below the mount; otherwise it only decides about files.
    answers: bool = True

    @property
    def path(self):
        return f"{ROOT}/htaccess-templates/{self.name}.htaccess"


@dataclass(frozen=True)
class Recipe(Template):
    """One that leaks: the tests look whether they see it."""

    # What has to be found.
    kinds: frozenset[str] = frozenset({"content", "metadata", "listing", "name", "directory", "execution"})
    # Whether it is asked for the files themselves, not only for paths behind them.
    is_asked_for_files: bool = True

    @property
    def path(self):
        return f"{ROOT}/Tests/Fixtures/{self.name}.htaccess"


CLASSES = ("FileInfo", "AuthConfig", "Indexes", "Options")
WITHOUT_INDEXES = ("FileInfo", "AuthConfig", "Options")
TEMPLATES = [
    Template("fcgid-wrapper", ("fcgid", "alias", "dir", "setenvif", "authz_core"), CLASSES),
    Template("fcgid-rewrite", ("fcgid", "rewrite", "alias", "setenvif", "authz_core"), WITHOUT_INDEXES),
    Template("cgi-rewrite", ("cgid", "rewrite", "alias", "setenvif", "authz_core"), WITHOUT_INDEXES, stride=4),
    Template("fcgid-action", ("fcgid", "actions", "alias", "dir", "setenvif", "authz_core"), CLASSES),
    Template("cgi-action", ("cgid", "actions", "alias", "dir", "setenvif", "authz_core"), CLASSES, stride=4),
    Template(
        "fcgid-assets",
        ("fcgid", "rewrite", "alias", "mime", "setenvif", "authz_core"),
        WITHOUT_INDEXES,
        opens_assets=True,
    ),
    # The application has no route for any of the files, so that none may be sent.
    Template("fcgid-authorizer", ("fcgid", "alias", "dir", "setenvif", "authz_core"), CLASSES, answers=False),
]
RECIPES = [
    Recipe("well-known-recipe", (), ()),
    Recipe("repaired-recipe", (), ()),
    Recipe("unanchored-recipe", (), (), kinds=frozenset({"existence", "execution"}), is_asked_for_files=False),
]

AS_WANTED = Condition("everything as the template wants it")
# All classes, in the form that a list wants.
EVERY = "AuthConfig FileInfo Indexes Limit Options"


# Whoever passes one check is let in.
GRANTED = "<IfModule mod_authz_core.c>\nRequire all granted\n</IfModule>\nAllow from all\nSatisfy Any"


# Endings that a host binds to a program of its own, which goes before a wrapper without an ending.
BOUND = "\n".join(
    f'FcgidWrapper "@DIRECTORY@/tool" .{ending} virtual'
    for ending in "php php5 php7 php8 phtml cgi fcgi fpl pl py rb".split()
)


def wrong(directory):
    return lambda text: text.replace("@DIRECTORY@", directory)


PLACEHOLDERS = ("@DIRECTORY@", "@PRIVATE@", "@MOUNT@", "@SCRIPT@")

# The same for every template.
COMMON = [
    Condition("AllowOverride All Nonfatal=All", override=f"{EVERY} Nonfatal=All"),
    Condition("the binary missing", binary="missing", slow=True),
    Condition("the binary 0644", binary="0644", slow=True),
    Condition("the binary garbage", binary="garbage", slow=True),
    Condition("a wrong directory", edit=wrong("/nowhere/at/all"), closes=True),
    Condition("the directory above", edit=wrong("@DIRECTORY@/.."), closes=True),
    Condition("an empty directory", edit=wrong(""), closes=True),
    Condition("placeholders left as they are", leaves=PLACEHOLDERS, closes=True),
    Condition("placeholders left, Nonfatal=All", leaves=PLACEHOLDERS, closes=True, override=f"{EVERY} Nonfatal=All"),
    Condition("CheckSpelling On", directory="CheckSpelling On"),
    Condition("CheckSpelling On for the host", host="CheckSpelling On"),
    Condition("Options All MultiViews", options="All MultiViews"),
    Condition("Options Indexes, DirectorySlash Off", directory="DirectorySlash Off\nDirectoryIndex disabled"),
    Condition(
        "an ErrorDocument in the directory",
        host="\n".join(f"ErrorDocument {status} @MOUNT@/notes.txt" for status in (400, 403, 404, 405, 500)),
    ),
    Condition("a FallbackResource in the directory", directory="FallbackResource @MOUNT@/notes.txt"),
    Condition("a DirectoryIndex in the directory", directory="DirectoryIndex notes.txt .env run.sh"),
    Condition(
        "PHP-like handlers by ending",
        options="FollowSymLinks ExecCGI",
        directory="AddHandler cgi-script .php .phtml .sh .cgi .pl .py .rb .txt\nAddHandler type-map .txt",
    ),
    Condition(
        "PHP-like handlers by FilesMatch",
        options="FollowSymLinks ExecCGI",
        directory='<FilesMatch "[.](?:php|sh|cgi|txt|css)$">\nSetHandler cgi-script\n</FilesMatch>\n'
        '<FilesMatch "^notes[.]">\nSetHandler default-handler\nRequire all granted\n</FilesMatch>',
    ),
    Condition(
        "PHP-like handlers by Location",
        options="FollowSymLinks ExecCGI",
        host='<LocationMatch "[.](?:php|sh|cgi|txt)$">\nSetHandler cgi-script\n</LocationMatch>',
    ),
    Condition("server-side includes", options="FollowSymLinks Includes", directory="SetOutputFilter INCLUDES"),
    Condition("MergeSlashes Off", host="MergeSlashes Off"),
    Condition("AllowEncodedSlashes On", host="AllowEncodedSlashes On"),
    Condition("AllowEncodedSlashes NoDecode", host="AllowEncodedSlashes NoDecode"),
    Condition(
        "AllowOverride without AuthConfig, Nonfatal=Override",
        override="FileInfo Indexes Limit Options Nonfatal=Override",
    ),
    Condition("access granted further up", directory=GRANTED),
    Condition(
        "rewrite rules further up",
        directory='RewriteEngine On\nRewriteOptions InheritDownBefore\nRewriteRule "^" "@MOUNT@/notes.txt" [END]',
        answers=True,
    ),
    # AuthMerging: what a directory above asks for goes on counting.
    Condition("access denied further up", directory="Require ip 192.0.2.1", closes=True),
    Condition("access granted further up, by Location", host=f'<Location "@MOUNT@">\n{GRANTED}\n</Location>'),
]

# Apache drops the lines that hold for a subdirectory with an .htaccess of its own, and says nothing of it.
HOSTILE = [
    Condition("AllowOverride AuthConfig, Nonfatal=Override", override="AuthConfig Nonfatal=Override"),
    Condition(
        "AllowOverride without FileInfo, Nonfatal=Override",
        override="AuthConfig Indexes Limit Options Nonfatal=Override",
    ),
    Condition("without mod_alias, Nonfatal=Unknown", without=("alias",), override="All Nonfatal=Unknown"),
]

# No .htaccess can close these; docs/htaccess.md says so. The tests look whether they are as bad as it says.
OPEN = [
    Condition("AllowOverride None", override="None"),
    Condition("another AccessFileName", host="AccessFileName .other"),
]


def opens_nested(template, condition):
    """Whether a subdirectory with a hostile .htaccess is open under this condition."""
    # The checker is asked about subdirectories as well, and mod_alias has no part in it.
    return condition in HOSTILE and not (template.name == "fcgid-authorizer" and "alias" in condition.without)


def names_placeholder(layout: Layout, condition: Condition) -> bool:
    """Whether the error log says which placeholder of those that the condition leaves has to be replaced."""
    with open(layout.log) as file:
        log = file.read()
    return any(f".htaccess: Replace {name} " in log or f". Replace {name} " in log for name in condition.leaves)


def conditions(template):
    """All conditions for a template, the kind one first."""
    yield AS_WANTED
    for module in template.modules:
        yield Condition(f"without mod_{module}", without=(module,))
        if module != "alias":
            yield Condition(
                f"without mod_{module}, Nonfatal=Unknown", without=(module,), override="All Nonfatal=Unknown"
            )
            yield Condition(f"without mod_{module}, Nonfatal=All", without=(module,), override=f"{EVERY} Nonfatal=All")
            yield Condition(
                f"without mod_{module}, Nonfatal=All, access granted further up",
                without=(module,), override=f"{EVERY} Nonfatal=All", directory=GRANTED,
            )  # fmt: skip
    for name in template.classes:
        rest = EVERY.replace(name, "")
        yield Condition(f"AllowOverride without {name}", override=rest)
        if name not in ("AuthConfig", "FileInfo"):
            yield Condition(f"AllowOverride without {name}, Nonfatal=Override", override=f"{rest} Nonfatal=Override")
    with open(template.path) as file:
        text = file.read()
    for name in PLACEHOLDERS:
        if name in text:
            yield Condition(f"{name} left as it is", leaves=(name,), closes=True)
    if "cgid" in template.modules:
        yield Condition("mod_cgi in the place of mod_cgid", without=("cgid",), modules=("cgi",), answers=True)
    yield Condition("AllowOverride with Options=ExecCGI", override="AuthConfig FileInfo Indexes Limit Options=ExecCGI")
    yield Condition(
        "AllowOverride with Options=ExecCGI,Includes",
        override="AuthConfig FileInfo Indexes Limit Options=ExecCGI,Includes",
    )
    if "fcgid" in template.modules:
        yield Condition("the host's own FcgidWrapper by ending", directory=BOUND, answers=True)
        yield Condition("FcgidAccessCheckerAuthoritative Off", directory="FcgidAccessCheckerAuthoritative Off")
    yield from COMMON
    yield from HOSTILE
