"""Work on several processors: each worker has a directory laid out of its own, and takes what is next."""

import contextlib
import multiprocessing
import os
import queue
import sys
import traceback

import apache

# They share what the program has set up, and need no entry of their own into it.
CONTEXT = multiprocessing.get_context("fork")


def over(layouts, items, work):
    """Does `work(layout, item)` for each item, one worker to a layout; what it prints comes item by item.

    :returns: what it gave back, in the order of the items. What raised an error is `None`, and the error is printed.
    """
    items = list(items)
    todo, done = CONTEXT.Queue(), CONTEXT.Queue()
    for number in range(len(items)):
        todo.put(number)
    workers = [
        CONTEXT.Process(target=serve, args=(layout, items, work, todo, done), daemon=True)
        for layout in layouts[: len(items)]
    ]
    for worker in workers:
        worker.start()
    results = [None] * len(items)
    try:
        left = len(items)
        while left:
            try:
                number, results[number], text = done.get(timeout=5)
            except queue.Empty:
                if not any(worker.is_alive() for worker in workers):
                    raise RuntimeError("the workers have ended before their work was done") from None
                continue
            left -= 1
            print(text, end="", flush=True)
    finally:
        for worker in workers:
            # It leads a session in which Apache is not: Apache has its own, and ends with its parent.
            if left:
                worker.terminate()
            worker.join()
    return results


def serve(layout, items, work, todo, done):
    """What a worker does."""
    while True:
        try:
            number = todo.get(timeout=1)
        except queue.Empty:
            return
        path = f"{layout.directory}/said.txt"
        result = None
        with open(path, "w") as said, contextlib.redirect_stdout(said):
            try:
                result = work(layout, items[number])
            except Exception:
                print(traceback.format_exc())
        with open(path) as said:
            done.put((number, result, said.read()))


@contextlib.contextmanager
def laid_out(binary, jobs):
    """A layout for each worker."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(apache.laid_out(binary)) for _ in range(jobs)]


def jobs():
    """Two for each processor: mod_fcgid lets a client wait for a second whenever it starts a program."""
    return 2 * len(os.sched_getaffinity(0))
