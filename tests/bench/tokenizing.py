"""How fast lines are encoded, beside the `tokenizers` package: one line at a time, one thread, both with their word caches.

    python tests/bench/tokenizing.py --programs build/release/bin [--shared SHARED]
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"

from tokenizers import Tokenizer  # noqa: E402

import table  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
WIDE = HERE.parent / "golden/tokens/wide"


def reference(tokenizer, lines):
    """Bytes of the lines a second, the fastest of five passes."""
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        for line in lines:
            tokenizer.encode(line, add_special_tokens=False)
        best = min(best, time.perf_counter() - begin)
    return sum(len(line.encode()) + 1 for line in lines) / best


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True, type=pathlib.Path)
    parser.add_argument("--shared", type=pathlib.Path, default=pathlib.Path(os.environ.get("LUTHIER_SHARED", HERE.parents[2] / "shared")))
    arguments = parser.parse_args()
    data = arguments.shared / "data"
    if not data.exists():
        print("skipped: the shared material is not here (LUTHIER_SHARED)")
        return
    folders = [("BPE, GPT-2", data / "tokenizers/gpt2"), ("BPE, Llama 2", data / "tokenizers/llama2"),
               ("Unigram, T5", WIDE / "t5"), ("WordPiece, BERT", WIDE / "bert-uncased")]
    for name, folder in folders:
        for text in ("tinyshakespeare", "korean_novels_a"):
            path = data / "text" / (text + ".txt")
            lines = path.read_text(encoding="utf-8").split("\n")
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            ratios = []
            for _ in range(3):
                ours = float(subprocess.check_output([arguments.programs / "bench_tokenizing", folder, path]).split()[0])
                ratios.append(ours / reference(tokenizer, lines))
            table.row(f"{name}, {text}", statistics.median(ratios), "times tokenizers", 1.0, "at least", ratios)


if __name__ == "__main__":
    main()
    table.finish()
