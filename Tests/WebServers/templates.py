"""The templates, their requirements, and the conditions under which they are tested."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from apache_places import Condition, Layout

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))


@dataclass(frozen=True)
class Template:
    """One of htaccess-templates/, and the modules and the classes of AllowOverride that it needs."""

    name: str
    modules: tuple[str, ...]
    classes: tuple[str, ...]
    # Of the requests, only every so many are sent: CGI starts a process for each request.
    stride: int = 1
    opens_assets: bool = False
    # Whether the application responds below the mount. Otherwise it only decides about files.
    responds: bool = True

    @property
    def path(self) -> str:
        """The path of the .htaccess."""
        return f"{ROOT}/htaccess-templates/{self.name}.htaccess"


@dataclass(frozen=True)
class Recipe(Template):
    """A recipe that leaks. The tests have to find the leaks."""

    # The kinds of leaks that have to be found.
    kinds: frozenset[str] = frozenset({"content", "metadata", "listing", "name", "directory", "execution"})
    # Whether the requests include those for the files, not only those for paths behind them.
    tests_files: bool = True

    @property
    def path(self) -> str:
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
    # The application has no route for any of the files, so none may be sent.
    Template("fcgid-authorizer", ("fcgid", "alias", "dir", "setenvif", "authz_core"), CLASSES, responds=False),
]
RECIPES = [
    Recipe("well-known-recipe", (), ()),
    Recipe("repaired-recipe", (), ()),
    Recipe("unanchored-recipe", (), (), kinds=frozenset({"existence", "execution"}), tests_files=False),
]

IDEAL = Condition("all requirements met")
# All classes, as a list.
EVERY = "AuthConfig FileInfo Indexes Limit Options"


# Access is granted to everybody.
GRANTED = "<IfModule mod_authz_core.c>\nRequire all granted\n</IfModule>\nAllow from all\nSatisfy Any"


# Suffixes that a host binds to a program of its own. That takes precedence over a wrapper without a suffix.
BOUND = "\n".join(
    f'FcgidWrapper "@DIRECTORY@/tool" .{suffix} virtual'
    for suffix in "php php5 php7 php8 phtml cgi fcgi fpl pl py rb".split()
)


def with_directory(directory: str) -> Callable[[str], str]:
    """Replaces @DIRECTORY@ by a wrong directory."""
    return lambda text: text.replace("@DIRECTORY@", directory)


PLACEHOLDERS = ("@DIRECTORY@", "@PRIVATE@", "@MOUNT@", "@SCRIPT@")

# The same for every template.
COMMON = [
    Condition("AllowOverride All Nonfatal=All", override=f"{EVERY} Nonfatal=All"),
    Condition("the binary missing", binary="missing", slow=True),
    Condition("the binary 0644", binary="0644", slow=True),
    Condition("the binary garbage", binary="garbage", slow=True),
    Condition("a wrong directory", edit=with_directory("/nowhere/at/all"), closes=True),
    Condition("the directory above", edit=with_directory("@DIRECTORY@/.."), closes=True),
    Condition("an empty directory", edit=with_directory(""), closes=True),
    Condition("no placeholder replaced", leaves=PLACEHOLDERS, closes=True),
    Condition(
        "no placeholder replaced, Nonfatal=All", leaves=PLACEHOLDERS, closes=True, override=f"{EVERY} Nonfatal=All"
    ),
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
        "PHP-like handlers by suffix",
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
    Condition("access granted in a parent directory", directory=GRANTED),
    Condition(
        "rewrite rules in a parent directory",
        directory='RewriteEngine On\nRewriteOptions InheritDownBefore\nRewriteRule "^" "@MOUNT@/notes.txt" [END]',
        responds=True,
    ),
    # AuthMerging: the requirements of a parent directory still apply.
    Condition("access denied in a parent directory", directory="Require ip 192.0.2.1", closes=True),
    Condition(
        "access granted in a parent directory, by Location", host=f'<Location "@MOUNT@">\n{GRANTED}\n</Location>'
    ),
]

# Apache drops the lines that protect a subdirectory with an .htaccess of its own, and logs nothing.
HOSTILE = [
    Condition("AllowOverride AuthConfig, Nonfatal=Override", override="AuthConfig Nonfatal=Override"),
    Condition(
        "AllowOverride without FileInfo, Nonfatal=Override",
        override="AuthConfig Indexes Limit Options Nonfatal=Override",
    ),
    Condition("without mod_alias, Nonfatal=Unknown", without=("alias",), override="All Nonfatal=Unknown"),
]

# No .htaccess can close these, as docs/htaccess.md says. The tests check that it is right.
OPEN = [
    Condition("AllowOverride None", override="None"),
    Condition("another AccessFileName", host="AccessFileName .other"),
]


def opens_nested(template: Template, condition: Condition) -> bool:
    """Whether a subdirectory with a hostile .htaccess is open under this condition."""
    # The access checker also protects subdirectories, and does not need mod_alias.
    return condition in HOSTILE and not (template.name == "fcgid-authorizer" and "alias" in condition.without)


def names_placeholder(layout: Layout, condition: Condition) -> bool:
    """Whether the error log names a placeholder that the condition leaves."""
    with open(layout.log) as file:
        log = file.read()
    return any(f".htaccess: Replace {name} " in log or f". Replace {name} " in log for name in condition.leaves)


def conditions(template: Template) -> Iterator[Condition]:
    """All conditions for a template. The first one meets all requirements."""
    yield IDEAL
    for module in template.modules:
        yield Condition(f"without mod_{module}", without=(module,))
        if module != "alias":
            yield Condition(
                f"without mod_{module}, Nonfatal=Unknown", without=(module,), override="All Nonfatal=Unknown"
            )
            yield Condition(f"without mod_{module}, Nonfatal=All", without=(module,), override=f"{EVERY} Nonfatal=All")
            yield Condition(
                f"without mod_{module}, Nonfatal=All, access granted in a parent directory",
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
            yield Condition(f"{name} not replaced", leaves=(name,), closes=True)
    if "cgid" in template.modules:
        yield Condition("mod_cgi instead of mod_cgid", without=("cgid",), modules=("cgi",), responds=True)
    yield Condition("AllowOverride with Options=ExecCGI", override="AuthConfig FileInfo Indexes Limit Options=ExecCGI")
    yield Condition(
        "AllowOverride with Options=ExecCGI,Includes",
        override="AuthConfig FileInfo Indexes Limit Options=ExecCGI,Includes",
    )
    if "fcgid" in template.modules:
        yield Condition("the host's own FcgidWrapper by suffix", directory=BOUND, responds=True)
        yield Condition("FcgidAccessCheckerAuthoritative Off", directory="FcgidAccessCheckerAuthoritative Off")
    yield from COMMON
    yield from HOSTILE
