"""Near duplicates to verified pairs, beside `datasketch`: the same rows from the same file, the same shingles (five words in
lower case), 256 hashes in 32 bands of 8, exact Jaccard from 0.8 on, one thread each, by CPU seconds. Ours is the whole command,
with its start and the project's database; theirs begins with the file and ends with the pairs.

    python tests/bench/duplicates.py --programs build/release/bin [--rows 10000] [--pairs 3]
"""
import argparse
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import tempfile
import time

import xxhash
from datasketch import MinHash, MinHashLSH

import table

THRESHOLD = 0.8


def write_rows(path, count):
    """Texts of 60 to 300 words; every tenth repeats the one before it but for some words, so that both lie alone."""
    dice = random.Random(1)
    words = [f"{dice.choice('bcdfgklmnprst')}{dice.choice('aeiou')}{n}" for n in range(30000)]
    previous = []
    with open(path, "w") as file:
        for row in range(count):
            if row % 10 == 9:
                text = list(previous)
                for _ in range(max(1, len(text) // 60)):
                    text[dice.randrange(len(text))] = dice.choice(words)
            else:
                text = dice.choices(words, k=dice.randint(60, 300))
            previous = text
            file.write(json.dumps({"text": " ".join(text)}) + "\n")


def shingles(text):
    words = re.findall(r"[0-9a-z]+", text.lower())
    return {" ".join(words[i:i + 5]).encode() for i in range(len(words) - 4)}


def theirs(path):
    """CPU seconds and pairs (earlier row, later row), rows from 1."""
    begin = time.process_time()
    index = MinHashLSH(num_perm=256, params=(32, 8))
    sets, pairs = [], set()
    with open(path) as file:
        for row, line in enumerate(file):
            own = shingles(json.loads(line)["text"])
            sets.append(own)
            signature = MinHash(num_perm=256, hashfunc=xxhash.xxh32_intdigest)
            signature.update_batch(own)
            for other in index.query(signature):
                shared = len(own & sets[other])
                if shared / (len(own) + len(sets[other]) - shared) >= THRESHOLD:
                    pairs.add((other + 1, row + 1))
            index.insert(row, signature)
    return time.process_time() - begin, pairs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True, type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=10000)
    parser.add_argument("--pairs", type=int, default=3)
    arguments = parser.parse_args()
    engine = str(arguments.programs.resolve() / "luthier-engine")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_STATE_HOME": folder}
        project, rows = f"{folder}/p.luthier", f"{folder}/rows.jsonl"
        write_rows(rows, arguments.rows)
        for words in (["project", "new", project], ["data", "import", project, rows, "--name", "rows"]):
            subprocess.run([engine, *words], env=environment, check=True, stdout=subprocess.DEVNULL)

        def ours():
            with open(f"{folder}/pairs.json", "w") as answer:
                usage = table.run([engine, "data", "duplicates", project, "rows", "--near", THRESHOLD, "--threads", 1, "--json"],
                                  environment, stdout=answer, stderr=subprocess.DEVNULL)
            found = json.loads(pathlib.Path(folder, "pairs.json").read_text())["near_pairs"]
            return usage.ru_utime + usage.ru_stime, {(pair["keeper"], pair["removed"]) for pair in found}

        ratios, shares = [], []
        for _ in range(arguments.pairs):
            their_seconds, their_pairs = theirs(rows)
            our_seconds, our_pairs = ours()
            ratios.append(their_seconds / our_seconds)
            shares.append(len(our_pairs) / len(our_pairs | their_pairs))
        table.row(f"near duplicates of {arguments.rows} rows to verified pairs ({our_seconds:.2f} s)", statistics.median(ratios),
                  "times datasketch, one thread, CPU seconds", 30, "at least", ratios)
        table.row("pairs found, of those that either finds", min(shares), "of them", 0.95, "at least")


if __name__ == "__main__":
    main()
    table.finish()
