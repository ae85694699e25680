"""Answers that ask Apache for a file: no application behind a template can have one of the directory sent by them."""

import collections
import contextlib
import dataclasses
import subprocess
import tempfile

import apache
import corpus
import spellings
import wire
from apache import Condition
from bait import MARK, RAN
from judge import METADATA
from templates import ROOT

# What an answer may point at, below the directory.
TARGETS = [
    b"notes.txt", b".env", b"index.html", b"run.sh", b"menu.var", b"page.shtml", b"answer.asis", b".htaccess",
    b"app.fcgi",
    b"plain/secret.txt", b"nested/rewrite-on/secret.txt", b"nested/everything/secret.txt", b"nested/scripts/run.sh",
    b"assets/.env", b"link-out.txt", b"link-self/notes.txt", b"data/users.csv", b"guests", b"",
]  # fmt: skip
# A host that does for answers whatever Apache can do.
CONDITIONS = [
    Condition("everything as the template wants it"),
    Condition("XSendFile On", directory='XSendFile On\nXSendFilePath "/"', modules=("xsendfile",)),
    Condition("XSendFile On, by Location", host='<Location "/">\nXSendFile On\n</Location>\nXSendFilePath "/"',
              modules=("xsendfile",)),
    Condition("server-side includes", options="FollowSymLinks Includes", directory="SetOutputFilter INCLUDES"),
    Condition("server-side includes, by type", options="All",
              directory="AddOutputFilterByType INCLUDES text/html text/plain"),
    Condition(
        "an ErrorDocument in the directory",
        host="\n".join(f"ErrorDocument {status} @MOUNT@/notes.txt" for status in (400, 403, 404, 405, 500)),
    ),
]  # fmt: skip


def answers(place):
    """Octets that a program could send."""
    mount, directory = place.prefix, place.public.encode()
    for path in TARGETS:
        target = mount + b"/" + spellings.plain(path)
        for form in (
            b"Location: %s\r\n\r\n", b"Status: 200 OK\r\nLocation: %s\r\n\r\n",
            b"Location: %s\r\nStatus: 200\r\n\r\nbody",
            b"Location: %s?x=1\r\n\r\n", b"location:%s\r\nContent-Type: text/html\r\n\r\n", b"Location: %s#x\n\n",
            b"Status: 302 Found\r\nLocation: %s\r\n\r\n", b"Status: 0\r\nLocation: %s\r\n\r\n",
            b"Status: 404 Not Found\r\nLocation: %s\r\n\r\n", b"Status: 200\r\nContent-Location: %s\r\n\r\n",
            b"Status: 200\r\nX-Accel-Redirect: %s\r\n\r\n", b"Status: 200\r\nX-Reproxy-URL: %s\r\n\r\n",
            b"Status: 200\r\nX-LiteSpeed-Location: %s\r\n\r\n", b"Status: 200\r\nRefresh: 0; url=%s\r\n\r\n",
            b'Status: 200\r\nContent-Type: text/html\r\n\r\n<!--#include virtual="%s" -->',
        ):  # fmt: skip
            yield form % target
        for name in (b"X-Sendfile", b"X-SENDFILE", b"X-Sendfile2", b"X-Sendfile-Temporary", b"X-LIGHTTPD-send-file"):
            for file in (path, directory + b"/" + path):
                yield b"Status: 200\r\nContent-Type: text/plain\r\n%s: %s\r\n\r\n" % (name, file)
        yield b'Status: 200\r\nContent-Type: text/html\r\n\r\n<!--#include file="%s" -->' % path
    for target in (b"/%s/notes.txt", b"/.%s/notes.txt", b"%s//notes.txt", b"%s/x/../notes.txt", b"%s/./notes.txt",
                   b"%s/app.fcgi/notes.txt", b"%s/app.fcgi/../notes.txt", b"%s/notes%%2etxt",
                   b"%s/notes.txt/"):  # fmt: skip
        yield b"Location: " + target % mount + b"\r\n\r\n"
    for status in (b"", b"0", b"-1", b"99", b"100", b"101", b"103", b"199", b"206", b"300", b"304", b"406", b"412",
                   b"416", b"600", b"999", b"2000", b"abc", b"200\r\nStatus: 404", b"404\r\nStatus: 200", b"500",
                   b"503"):  # fmt: skip
        yield b"Status: " + status + b"\r\nContent-Type: text/plain\r\n\r\nbody"
    for kind in (b"httpd/unix-directory", b"application/x-type-map", b"text/x-server-parsed-html",
                 b"application/x-httpd-php",
                 b"application/x-httpd-cgi", b"message/http", b"text/html"):  # fmt: skip
        yield b'Status: 200\r\nContent-Type: %s\r\n\r\n<!--#exec cmd="./run.sh" --><!--#include file=".env" -->' % kind
    yield b"HTTP/1.1 200 OK\r\nLocation: %s/notes.txt\r\n\r\n" % mount
    yield b"Location: %s/notes.txt" % mount
    yield b""


def requests(place):
    """Each answer, asked for as a page, as a file that is there, and by other methods."""
    for answer in answers(place):
        field = b"X-Answer: " + answer.hex().encode()
        yield answer, corpus.request(place.prefix, b"guests/ada", fields=[field])
        yield answer, corpus.request(place.prefix, b"nowhere.txt", fields=[field])
        if b"notes.txt" in answer or b"secret" in answer:
            yield answer, corpus.request(place.prefix, b"", fields=[field])
            yield answer, corpus.request(place.prefix, b"x.shtml", fields=[field])
            for method in (b"HEAD", b"POST"):
                yield answer, corpus.request(place.prefix, b"guests/ada", method=method, fields=[field])


def leaks(said, answer):
    """Whether Apache has sent, or run, more than the program has said itself."""
    if answer is None:
        return False
    head = answer.partition(b"\r\n\r\n")[0]
    if MARK in answer or RAN in answer or b"\x7fELF" in answer or b"root:x:0:0:" in answer:
        return True
    return any(field.group(1).lower() not in said.lower() for field in METADATA.finditer(head))


def ask(layout, template, condition):
    """Returns how many answers were tried, those that led to a leak, and how often each status came."""
    found, count, statuses = [], 0, collections.Counter()
    with apache.serving(layout, template.path, condition):
        for place in layout.places[:1]:
            tried = list(requests(place))
            by_request = {request.data: answer for answer, request in tried}

            def judge(request, answer):
                statuses[(answer or b"")[9:12].decode(errors="replace")] += 1
                if leaks(by_request[request.data], answer):
                    found.append((request.data, by_request[request.data], answer))

            asked = (request for _, request in tried)
            count += wire.ask(place.address, asked, judge, at_once=apache.PROCESSES, patience=20)
            found += [(b"", b"", name.encode()) for name in layout.ran()]
    return count, found, statuses


@contextlib.contextmanager
def program():
    """The program that says what it is told to, in a directory of its own."""
    with tempfile.TemporaryDirectory(prefix="answers.") as directory:
        path = directory + "/answers"
        command = ["cc", "-O1", "-Wall", "-Wextra", "-Werror", "-o", path, f"{ROOT}/Tests/Fixtures/answers.c", "-lfcgi"]
        subprocess.run(command, check=True)
        yield path


def with_program(layout, path):
    """The same directory for another program."""
    return dataclasses.replace(layout, binary=path)
