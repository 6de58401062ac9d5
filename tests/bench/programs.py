"""How quickly the programs start, beside what a process costs at all: `luthier-engine version` and `data show` against
/bin/true, and their memory.

    python3 tests/bench/programs.py --engine build/release/bin/luthier-engine [--pairs 21]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import table


def run(words, environment):
    """Seconds from start to end, and the peak of its memory."""
    begin = time.perf_counter()
    pid = os.posix_spawn(words[0], words, environment, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(words)} ended with {status}")
    return time.perf_counter() - begin, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", required=True)
    parser.add_argument("--pairs", type=int, default=21)
    arguments = parser.parse_args()
    engine = str(pathlib.Path(arguments.engine).resolve())
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_STATE_HOME": folder}
        project, rows = f"{folder}/p.luthier", pathlib.Path(folder, "rows.jsonl")
        rows.write_text("".join(json.dumps({"prompt": f"question {n}", "completion": f"answer {n}"}) + "\n" for n in range(10000)))
        for words in (["project", "new", project], ["data", "import", project, str(rows), "--name", "rows"]):
            subprocess.run([engine, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
        for name, words in (("version", ["version"]), ("data show", ["data", "show", project, "rows", "--json"])):
            ratios, peaks = [], []
            for _ in range(arguments.pairs):
                bare, _ = run(["/bin/true"], environment)
                seconds, peak = run([engine, *words], environment)
                ratios.append(seconds / bare)
                peaks.append(peak)
            table.row(f"luthier-engine {name}", statistics.median(ratios), "times /bin/true", 10, spread=ratios)
            table.row(f"luthier-engine {name}, peak memory", max(peaks) / 1e6, "MB", 30)


if __name__ == "__main__":
    main()
    table.finish()
