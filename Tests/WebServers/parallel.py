"""Runs work in several processes. Each has a layout of its own, and takes the next item when it is done."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.queues import Queue
from typing import TypeVar

import apache_places
from apache_places import Layout

Item = TypeVar("Item")
Result = TypeVar("Result")

# A forked process has the functions and objects of this one.
CONTEXT = multiprocessing.get_context("fork")


def over(
    layouts: Sequence[Layout],
    names: Sequence[str],
    items: Sequence[Item],
    work: Callable[[Layout, Item], tuple[Result, list[str]]],
) -> tuple[list[Result], list[str]]:
    """Calls `work(layout, item)` for each item, in one process for each layout, and prints the output item by item.

    :param names: a name for each item.
    :param work: returns a result, and what failed.
    :returns: the results in the order of the items, and all failures, each after the name of its item. An item whose
        work raises an error has no result; the error is its failure.
    """
    todo: Queue[int] = CONTEXT.Queue()
    done: Queue[tuple[int, tuple[Result | None, list[str]], str]] = CONTEXT.Queue()
    for number in range(len(items)):
        todo.put(number)
    workers = [
        CONTEXT.Process(target=serve, args=(layout, items, work, todo, done), daemon=True)
        for layout in layouts[: len(items)]
    ]
    for worker in workers:
        worker.start()
    results: list[tuple[Result | None, list[str]]] = [(None, [])] * len(items)
    try:
        left = len(items)
        while left:
            try:
                number, results[number], text = done.get(timeout=5)
            except queue.Empty:
                if not any(worker.is_alive() for worker in workers):
                    raise RuntimeError("the worker processes ended before their work was done") from None
                continue
            left -= 1
            print(text, end="", flush=True)
    finally:
        for worker in workers:
            # Apache ends with its parent.
            if left:
                worker.terminate()
            worker.join()
    failures = [f"{name}: {text}" for name, (_, texts) in zip(names, results) for text in texts]
    return [result for result, _ in results if result is not None], failures


def serve(
    layout: Layout,
    items: Sequence[Item],
    work: Callable[[Layout, Item], tuple[Result, list[str]]],
    todo: Queue[int],
    done: Queue[tuple[int, tuple[Result | None, list[str]], str]],
) -> None:
    """Does the work of one process."""
    while True:
        try:
            number = todo.get(timeout=1)
        except queue.Empty:
            return
        path = f"{layout.directory}/said.txt"
        result: tuple[Result | None, list[str]]
        with open(path, "w") as said, contextlib.redirect_stdout(said):
            try:
                result = work(layout, items[number])
            except Exception as error:
                print(traceback.format_exc())
                result = None, [f"{type(error).__name__}: {str(error)[-400:]}"]
        with open(path) as said:
            done.put((number, result, said.read()))


@contextlib.contextmanager
def laid_out(binary: str, jobs: int) -> Iterator[list[Layout]]:
    """Creates a layout for each process."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(apache_places.laid_out(binary)) for _ in range(jobs)]


def jobs() -> int:
    """The default number of processes: two per processor, since mod_fcgid waits when it starts a program."""
    return 2 * len(os.sched_getaffinity(0))
