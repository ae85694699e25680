"""Tests the .htaccess templates and the configurations for web servers: python3 Tests/WebServers --help"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback

import apache_commands
import markdown_tables
import parallel
import server_commands

# The summary at the end lists so many failures.
SHOWN = 40


def main() -> None:
    """Runs the commands, and exits with 1 if any of them fails."""
    commands = apache_commands.COMMANDS | server_commands.COMMANDS
    parser = argparse.ArgumentParser(prog="WebServers", description=__doc__)
    described = "; ".join(f"{name}: {function.__doc__}" for name, function in commands.items())
    parser.add_argument("command", choices=commands, nargs="+", help=described)
    parser.add_argument("--template", action="append", help="only this template; can be repeated")
    parser.add_argument("--server", action="append", help="only this configuration; can be repeated")
    parser.add_argument("--condition", help="only conditions with this text in their name")
    parser.add_argument("--brief", action="store_true", help="a sample, for every run of the tests")
    parser.add_argument("--shard", default="1/1", help="a part of the matrix, such as 2/4")
    parser.add_argument("--jobs", type=int, default=parallel.jobs(), help="how many servers at a time")
    parser.add_argument("--table", help="a Markdown file whose tables are replaced by the results")
    options = parser.parse_args()
    binary = os.environ.get("GATEHOUSE_HELLO")
    if not binary:
        parser.error("GATEHOUSE_HELLO is not the path of the static file of Examples/Hello; run `make test-apache`")
    begin = time.monotonic()
    failures: list[str] = []
    with parallel.laid_out(binary, options.jobs) as layouts:
        for command in options.command:
            start = time.monotonic()
            try:
                found = commands[command](layouts, options)
            except Exception as error:
                traceback.print_exc(file=sys.stdout)
                found = [f"{type(error).__name__}: {error}"]
            seconds = time.monotonic() - start
            outcome = f"{len(found)} failures" if found else "passed"
            print(f"{command}: {outcome}, after {seconds:.0f} seconds", flush=True)
            failures += [f"{command}: {text}" for text in found]
    seconds = time.monotonic() - begin
    if "matrix" in options.command and options.shard == "1/1":
        markdown_tables.write(options, "run", [markdown_tables.run(seconds, options.jobs, not failures)])
    if failures:
        print(f"FAILED, {len(failures)} failures, after {seconds:.0f} seconds:", *failures[:SHOWN], sep="\n  ")
        if len(failures) > SHOWN:
            print(f"  and {len(failures) - SHOWN} more")
        sys.exit(1)
    print(f"All passed, after {seconds:.0f} seconds.")


main()
