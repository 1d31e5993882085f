"""Many disturbances at once: lanes, each a process with a world of its own, that take the next item
when they are done with one. What fails is reported at once, and the lane goes on in a new world."""

import contextlib
import multiprocessing
import queue
import signal
import time
import traceback

from harness import Failure

# Progress is said so often, in items.
REPORT_EVERY = 50


def run_lane(items, todo, done, make, perform):
    """Performs items by number until there is none; `make()` is a context manager that gives a world."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    with contextlib.ExitStack() as stack:
        world = None
        for number in iter(todo.get, None):
            try:
                world = world or stack.enter_context(make())
                done.put((number, perform(world, items[number]), None))
            except Exception as reason:
                text = str(reason) if isinstance(reason, Failure) else traceback.format_exc()
                done.put((number, None, text))
                world = None
                stack.close()


def next_result(done, crew):
    """What a lane has to say; Failure when one has died without a word."""
    while True:
        try:
            return done.get(timeout=2)
        except queue.Empty:
            dead = [lane.exitcode for lane in crew if lane.exitcode]
            if dead:
                raise Failure("a lane ended with %d" % dead[0]) from None


def perform_all(items, lanes, make, perform, name):
    """[what perform(world, item) returned] in any order; Failure with everything that failed. Says how
    far it is after every REPORT_EVERY items."""
    context = multiprocessing.get_context("fork")
    todo, done = context.Queue(), context.Queue()
    for number in list(range(len(items))) + [None] * lanes:
        todo.put(number)
    crew = [context.Process(target=run_lane, args=(items, todo, done, make, perform)) for _ in range(lanes)]
    began, results, failures = time.monotonic(), [], []
    try:
        for lane in crew:
            lane.start()
        for count in range(1, len(items) + 1):
            number, result, failure = next_result(done, crew)
            if failure is None:
                results.append(result)
            else:
                failures.append(failure)
                print("".join("# %s\n" % line for line in ("failed: " + failure)[:3000].split("\n")), end="", flush=True)
            if count % REPORT_EVERY == 0:
                print("# %s: %d of %d, %d failed, %.0f s" % (name, count, len(items), len(failures), time.monotonic() - began),
                      flush=True)
        for lane in crew:
            lane.join()
    finally:
        for lane in crew:
            lane.terminate()
        for lane in crew:
            lane.join()
    if failures:
        raise Failure("%d of %d failed; the first:\n%s" % (len(failures), len(items), failures[0]))
    return results
