"""Waits for what nothing announces."""

import time


def until(condition, seconds=30, pause=0.02):
    """Asks again and again; returns whether the condition has come true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
