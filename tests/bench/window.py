"""The window with a project of a thousand runs and a million rows: its start beside a bare Qt window and beside
`import torch, transformers`, its memory, and a jump in the rows beside a table in memory (rows.cpp).

    $(installer/peers.sh) tests/bench/window.py --programs build/release/bin [--pairs 5] [--rows 1000000] [--runs 1000]
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import table


def make_project(programs, work, environment, rows, runs):
    """Rows by `data import`, runs by bench_many_runs; nobody has opened it in a window before."""
    project, file = work / "many.luthier", work / "rows.jsonl"
    with open(file, "w", encoding="utf-8") as out:
        for number in range(rows):
            out.write(json.dumps({"prompt": f"Which string is number {number}?", "completion": f"It is string {number % 7} of lute {number // 7}.",
                                  "topic": f"lute {number % 13}"}) + "\n")
    engine = programs / "luthier-engine"
    subprocess.run([engine, "project", "new", project], env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([engine, "data", "import", project, file, "--name", "rows", "--quiet"], env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([programs / "bench_many_runs", project, str(runs)], env=environment, check=True)
    file.unlink()
    return project


def until_line(words, environment):
    """Seconds from the start of a program to the first line it prints, and the line."""
    begin = time.perf_counter()
    with subprocess.Popen(list(map(str, words)), env=environment, stdout=subprocess.PIPE, text=True) as child:
        line = child.stdout.readline()
        seconds = time.perf_counter() - begin
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, words))} ended with {child.returncode}")
    return seconds, line


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True, type=pathlib.Path)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=1_000)
    arguments = parser.parse_args()
    programs = arguments.programs.resolve()
    with tempfile.TemporaryDirectory() as folder, table.screen() as environment:
        environment = {**environment, "XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
        project = make_project(programs, pathlib.Path(folder), environment, arguments.rows, arguments.runs)
        first, usable, beside_python, memory = [], [], [], []
        for page in ("data", "train"):
            start = [programs / "luthier", project, "--page", page, "--startup-report"]
            until_line(start, environment)  # the files are read once before anything counts
            for _ in range(arguments.pairs):
                bare, _ = until_line([programs / "bench_bare_window"], environment)
                seconds, line = until_line(start, environment)
                imported = time.perf_counter()
                subprocess.run([sys.executable, "-c", "import torch, transformers"], check=True)
                imported = time.perf_counter() - imported
                report = json.loads(line)
                first.append(report["first_frame_ms"] / 1000 / bare)
                usable.append(seconds / bare)
                beside_python.append(seconds / imported)
                memory.append(report["rss_bytes"] / 1e6)
            name = f"window at its page {page}"
            table.row(f"{name}, first frame", statistics.median(first), "times a bare Qt window", 10, spread=first)
            table.row(f"{name}, usable", statistics.median(usable), "times a bare Qt window", 10, spread=usable)
            table.row(f"{name}, usable", statistics.median(beside_python), "times import torch, transformers", 0.1, spread=beside_python)
            table.row(f"{name}, resident", max(memory), "MB", 120)
            for values in (first, usable, beside_python, memory):
                values.clear()
        jump = json.loads(subprocess.run([programs / "bench_rows", project], env=environment, check=True, capture_output=True, text=True).stdout)
        table.row(f"jump anywhere in {jump['rows']:,} rows", jump["ratio"], "times the repaint of a table in memory", 3)


if __name__ == "__main__":
    main()
    table.finish()
