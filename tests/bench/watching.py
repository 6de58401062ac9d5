"""What an open window costs a training: CPU seconds a step of the run's processes while the window is halted, and of them
and the window together while it stands on Train; by turns beside one run, a few steps each, so that a machine that slows
down or recovers meets both. Steps of the 0.1b shape with few tokens, so that they are as short as steps get.

    $(installer/peers.sh) tests/bench/watching.py --programs build/release/bin [--pairs 50] [--steps 5]
"""
import argparse
import json
import os
import pathlib
import signal
import sqlite3
import statistics
import subprocess
import tempfile
import time

import table
import training

FIRST = 3  # the steps before are not those of a run that has settled
SETTLE = 4  # seconds in which the window opens: its start is another row of the table
CAUGHT_UP = 2  # steps after which a window that was halted has shown what it missed


def processor_seconds(root):
    """CPU time of a process and all below it, ended ones that were waited for included."""
    children = {}
    times = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.name))
        times[int(entry.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    total, waiting = 0.0, [root]
    while waiting:
        process = waiting.pop()
        total += times.get(process, 0.0)
        waiting += children.get(process, [])
    return total


class Training:
    """A run under way, and what its processes use."""

    def __init__(self, engine, project, recipe, threads):
        self.engine, self.project = engine, project
        self.job = engine.document("train", project, "--recipe", recipe, "--threads", threads, "--detach")["job"]
        self.database = sqlite3.connect(f"file:{project}/project.db?mode=ro", uri=True, isolation_level=None)
        self.steps_from(FIRST)
        self.supervisor = json.loads((project / "cache" / f"job-{self.job}.supervisor.lock").read_text())["process"]

    def steps_done(self):
        state, step = self.database.execute("SELECT state, step FROM jobs WHERE id=?", (self.job,)).fetchone()
        if state in ("failed", "lost"):
            raise SystemExit(f"the run {state}")
        return step

    def steps_from(self, step):
        """Waits for the very moment at which a step is done, and tells which: the next one may have come along."""
        while (done := self.steps_done()) < step:
            time.sleep(0.005)
        return done

    def cost(self, steps, window=None):
        """CPU seconds a step from now on, those of a window included."""
        used = lambda: processor_seconds(self.supervisor) + (processor_seconds(window.pid) if window else 0.0)
        first = self.steps_from(self.steps_done() + CAUGHT_UP)
        begin = used()
        last = self.steps_from(first + steps)
        return (used() - begin) / (last - first)

    def end(self):
        self.database.close()
        self.engine.document("job", "stop", self.project, self.job)
        subprocess.run([self.engine.path, "job", "watch", self.project, str(self.job)], env=self.engine.environment, check=True, stdout=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True, type=pathlib.Path)
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    programs = arguments.programs.resolve()
    with tempfile.TemporaryDirectory() as folder, table.screen() as environment:
        work = pathlib.Path(folder)
        engine = training.proof.Engine(programs / "luthier-engine", work)
        environment = {**environment, "XDG_STATE_HOME": engine.environment["XDG_STATE_HOME"], "XDG_CONFIG_HOME": folder}
        project = work / "p.luthier"
        training.make_model(work / "model")
        training.make_rows(work / "rows.jsonl", False)
        engine.document("project", "new", project)
        engine.document("data", "import", project, work / "rows.jsonl", "--name", "rows")
        recipe = {"recipe": 1, "name": "watched", "model": str(work / "model"), "data": [{"dataset": "rows"}], "method": {"type": "lora", "r": 16},
                  "tokens": {"max_length": 128}, "batch": {"per_device_train_batch_size": 1, "gradient_accumulation_steps": 1},
                  "duration": {"max_steps": 100000}, "compute": {"device": "cpu", "dtype": "fp32"}, "evaluation": {"eval_steps": 0}, "checkpoints": {"save_steps": 0}}
        (work / "recipe.json").write_text(json.dumps(recipe))
        run = Training(engine, project, work / "recipe.json", arguments.threads)
        window = subprocess.Popen([programs / "luthier", project, "--page", "train"], env=environment)
        time.sleep(SETTLE)
        window.send_signal(signal.SIGSTOP)
        alone, ratios = [run.cost(arguments.steps)], []
        for _ in range(arguments.pairs):
            window.send_signal(signal.SIGCONT)
            watched = run.cost(arguments.steps, window)
            window.send_signal(signal.SIGSTOP)
            alone.append(run.cost(arguments.steps))
            # Beside the steps before and those after.
            ratios.append(watched / statistics.mean(alone[-2:]))
        window.kill()
        window.wait()
        run.end()
        table.row(f"training with the window open on Train (steps of {statistics.median(alone):.2f} CPU seconds)", (statistics.median(ratios) - 1) * 100,
                  "% more CPU seconds a step", 2, spread=[(ratio - 1) * 100 for ratio in ratios])


if __name__ == "__main__":
    main()
    table.finish()
