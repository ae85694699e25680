"""A program behind a template is told the hosts that it answers for."""

import re

import apache
import corpus
import wire
from apache import Condition

HOST = b"www.example.com"
# Those whose binary mod_fcgid starts by a command with arguments; the others are told in the program.
TEMPLATES = ("fcgid-wrapper", "fcgid-rewrite", "fcgid-action", "fcgid-assets")


def named(text):
    """The .htaccess with `--host` in each FcgidWrapper."""
    return re.sub(r'^(FcgidWrapper ".*?)"', rf'\1 --host {HOST.decode()}"', text, flags=re.M)


def mistakes(layout, template):
    """What is wrong with the answers: HTTPS is asked for, for the host that is named and for no other."""
    found = []
    condition = Condition("a host", edit=named)
    with apache.serving(layout, template.path, condition):
        for place in layout.places:
            for host, status in ((HOST, b"308"), (b"localhost", b"421"), (b"other.example", b"421")):
                wanted = b"HTTP/1.1 " + status + b" "

                def judge(_, answer):
                    if not (answer or b"").startswith(wanted):
                        found.append(f"{place.name}, Host: {host.decode()}: {(answer or b'nothing')[:200]}")

                wire.ask(place.address, [corpus.request(place.prefix, b"guests/ada", host=host)], judge)
    return found
