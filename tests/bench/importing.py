"""Import of JSONL beside simdjson plus a raw SQLite insert of the same rows in one transaction (import_peer.cpp), and
whether its memory depends on the size of the file.

    python3 tests/bench/importing.py --programs build/release/bin [--pairs 5] [--megabytes 200]
"""
import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import tempfile
import time

import table


def write_rows(file, megabytes):
    """Instructions and answers of very different length, in two languages."""
    dice = random.Random(5)
    words = "the lute a broken string bow an old violin workshop 가야금 낡은 첼로 새 줄 활 수리 조율 glue varnish bridge".split()
    text = lambda most: " ".join(dice.choices(words, k=dice.randint(3, most)))
    left = megabytes * 1_000_000
    with open(file, "w", encoding="utf-8") as out:
        while left > 0:
            line = json.dumps({"instruction": text(20), "input": text(8), "output": text(120), "topic": dice.choice(words)}, ensure_ascii=False) + "\n"
            left -= len(line.encode())
            out.write(line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True, type=pathlib.Path)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=200)
    arguments = parser.parse_args()
    programs = arguments.programs.resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        environment = {**os.environ, "XDG_STATE_HOME": folder}
        large, small = work / "large.jsonl", work / "small.jsonl"
        write_rows(large, arguments.megabytes)
        write_rows(small, arguments.megabytes // 10)
        count = 0

        def ours(file):
            nonlocal count
            count += 1
            project = work / f"{count}.luthier"
            subprocess.run([programs / "luthier-engine", "project", "new", project], env=environment, check=True, stdout=subprocess.DEVNULL)
            begin = time.perf_counter()
            usage = table.run([programs / "luthier-engine", "data", "import", project, file, "--quiet"], environment, stdout=subprocess.DEVNULL)
            seconds = time.perf_counter() - begin
            subprocess.run(["rm", "-r", project], check=True)
            return seconds, usage.ru_maxrss

        def theirs():
            begin = time.perf_counter()
            table.run([programs / "bench_import_peer", large, work / "peer.db"], stdout=subprocess.DEVNULL)
            seconds = time.perf_counter() - begin
            for file in work.glob("peer.db*"):
                file.unlink()
            return seconds

        speeds, peaks, small_peaks = [], [], []
        for _ in range(arguments.pairs):
            peer = theirs()
            seconds, peak = ours(large)
            speeds.append(peer / seconds)
            peaks.append(peak)
            small_peaks.append(ours(small)[1])
        table.row(f"import of {arguments.megabytes} MB JSONL, rows usable", statistics.median(speeds), "of the speed of simdjson plus raw insert", 0.6, "at least", speeds)
        table.row("its peak memory", statistics.median(peaks) / statistics.median(small_peaks), f"times that of a tenth of the file ({max(peaks) / 1024:.0f} MiB)", 1.1)


if __name__ == "__main__":
    main()
    table.finish()
