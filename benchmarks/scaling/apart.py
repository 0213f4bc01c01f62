"""A tracker in a process of its own.

The kernel counts the memory of a process from the largest size that its parent has ever had. What the tracker holds, whole
models, would be counted so.
"""

import multiprocessing

from stages.tracker import Tracker

# What is asked besides to be fresh, and refusing or not.
WAITED, END = "waited", "end"


def serve(pipe):
    """Answers until the other end is closed."""
    with Tracker() as tracker:
        pipe.send(tracker.environment)
        while (asked := pipe.recv()) != END:
            pipe.send(tracker.waited if asked == WAITED else tracker.fresh(refusing=asked))


class TrackerApart:
    """A context that serves, as `Tracker` is one."""

    def __enter__(self):
        start = multiprocessing.get_context("spawn")
        self.pipe, other = start.Pipe()
        self.process = start.Process(target=serve, args=(other,), daemon=True)
        self.process.start()
        self.environment = self.pipe.recv()
        return self

    def __exit__(self, *_):
        self.pipe.send(END)
        self.process.join()

    def fresh(self, refusing=False):
        self.asked(refusing)

    @property
    def waited(self):
        return self.asked(WAITED)

    def asked(self, what):
        self.pipe.send(what)
        return self.pipe.recv()
