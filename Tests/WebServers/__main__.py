"""Tries the .htaccess templates on a private Apache: python3 Tests/WebServers --help"""

import argparse
import os
import sys
import time

sys.dont_write_bytecode = True

import apache_commands
import own
import spread
import tables

# How many failures the summary at the end lists. Each is one line.
SHOWN = 40


def main():
    commands = {
        "recipes": apache_commands.recipes,
        "whole": apache_commands.whole,
        "matrix": apache_commands.matrix,
        "unclosable": apache_commands.unclosable,
    }
    commands["delegated"] = apache_commands.delegated
    commands["opened"] = apache_commands.opened_files
    commands["lifecycle"] = apache_commands.lives
    commands["hosts"] = apache_commands.named_hosts
    commands["servers"] = own.configurations
    commands["streams"] = own.streamed
    commands["broken"] = own.broken_off
    commands["kept"] = own.kept_connections
    commands["stalled"] = own.stalled_clients
    commands["units"] = own.systemd_units
    parser = argparse.ArgumentParser(prog="WebServers", description=__doc__)
    parser.add_argument(
        "command", choices=commands, nargs="+", help="; ".join(f"{n}: {f.__doc__}" for n, f in commands.items())
    )
    parser.add_argument("--template", action="append", help="only this one; may be repeated")
    parser.add_argument("--server", action="append", help="only this configuration; may be repeated")
    parser.add_argument("--condition", help="only conditions with this text in their name")
    parser.add_argument("--brief", action="store_true", help="a sample, for every run of the tests")
    parser.add_argument("--shard", default="1/1", help="a part of the matrix, such as 2/4")
    parser.add_argument("--jobs", type=int, default=spread.jobs(), help="how many servers at a time")
    parser.add_argument("--table", help="a Markdown file, to write what came out into its sections")
    options = parser.parse_args()
    binary = os.environ.get("GATEHOUSE_HELLO")
    if not binary:
        parser.error("GATEHOUSE_HELLO names no static file: start this by `make test-apache`")
    begin = time.monotonic()
    failures = []
    with spread.laid_out(binary, options.jobs) as layouts:
        for command in options.command:
            start = time.monotonic()
            found = commands[command](layouts, options)
            seconds = time.monotonic() - start
            outcome = f"FAILED, {len(found)} failures" if found else "good"
            print(f"{command}: {outcome}, after {seconds:.0f} seconds", flush=True)
            failures += [f"{command}: {text}" for text in found]
    seconds = time.monotonic() - begin
    if "matrix" in options.command and options.shard == "1/1":
        tables.write(options, "run", [tables.run(seconds, options.jobs, not failures)])
    if failures:
        print(f"FAILED, {len(failures)} failures, after {seconds:.0f} seconds:", *failures[:SHOWN], sep="\n  ")
        if len(failures) > SHOWN:
            print(f"  and {len(failures) - SHOWN} more")
        sys.exit(1)
    print(f"All passed, after {seconds:.0f} seconds.")


if __name__ == "__main__":
    main()
