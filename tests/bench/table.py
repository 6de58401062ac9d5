"""The rows of the speed table as the benches print them, and what their measuring shares."""
import contextlib
import os
import shutil
import subprocess
import sys

_missed = False


def row(what, value, unit, goal, sense="at most", spread=None):
    """One line: whether the goal is reached, the figure, its goal."""
    global _missed
    reached = value <= goal if sense == "at most" else value >= goal
    _missed |= not reached
    around = f" ({min(spread):.3g} to {max(spread):.3g})" if spread else ""
    print(f"{'reached' if reached else 'MISSED '}  {what}: {value:.3g} {unit}{around}, goal {sense} {goal:g}", flush=True)


def finish():
    """Ends the bench: with 1 when a row was missed."""
    sys.exit(1 if _missed else 0)


def run(words, environment=None, **options):
    """Runs a program to its end and gives what it used: CPU seconds and peak memory in it."""
    child = subprocess.Popen(list(map(str, words)), env=environment, **options)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, words))} ended with {child.returncode}")
    return usage


@contextlib.contextmanager
def screen():
    """The environment in which windows open: an X server without a screen where there is one, else Qt's offscreen."""
    if not shutil.which("Xvfb"):
        yield {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        return
    reader, writer = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
                              pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as lines:
        number = lines.readline().strip()
    try:
        yield {**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
    finally:
        server.terminate()
        server.wait()
