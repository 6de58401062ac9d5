"""Writes what teaches the rare pieces apart: python3 copies.py FOLDER --tokenizer tokenizer.json [--count 6000] [--seed 7].

Text in simple English and Korean seldom needs a byte token, a foreign letter or a rare piece, so their rows of the embedding
would stay alike and no adapter could tell them apart. These are conversations that ask for a few of them to be written again.
"""

import argparse
import json
import pathlib
import random

# First and last character of ranges that hold letters and signs from all over: two, three and four bytes long.
RANGES = [(0x00A1, 0x00FF), (0x0100, 0x017F), (0x0391, 0x03C9), (0x0410, 0x044F), (0x0531, 0x0556), (0x05D0, 0x05EA), (0x0621, 0x064A), (0x0905, 0x0939),
          (0x0E01, 0x0E2E), (0x10D0, 0x10F0), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x205E), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF),
          (0x2500, 0x257F), (0x25A0, 0x25FF), (0x2600, 0x27BF), (0x3041, 0x3096), (0x30A1, 0x30FA), (0x4E00, 0x9FBF), (0xAC00, 0xD7A3), (0xE000, 0xE0FF), (0xF900, 0xFA2D),
          (0xFF01, 0xFF5E), (0x10000, 0x1005D), (0x1D400, 0x1D454), (0x1F300, 0x1F64F), (0x1F680, 0x1F6C5), (0x1F900, 0x1F9FF), (0x20000, 0x2A6DF), (0x40000, 0x400FF),
          (0x80000, 0x800FF), (0xE0100, 0xE01EF), (0xF0000, 0xF00FF), (0x100000, 0x1000FF)]
ASKED = ["Write this again: {x}", "Repeat: {x}", "Say {x}.", "Copy the signs {x}", "다시 써 주세요: {x}", "따라 쓰세요: {x}", "{x} 그대로 써 주세요.", "What do I say? {x}"]


def pieces_of(tokenizer):
    """Texts of the pieces that are neither marks nor bytes, as they stand in a text."""
    vocabulary = json.loads(pathlib.Path(tokenizer).read_text(encoding="utf-8"))["model"]["vocab"]
    texts = [piece.replace("▁", " ").strip() for piece in vocabulary if not piece.startswith("<")]
    return sorted({text for text in texts if text})


def control(rng):
    """A character of one byte that no simple text has."""
    return chr(rng.choice([*range(1, 9), *range(14, 32), 127]))


def sign(rng):
    first, last = rng.choice(RANGES)
    return chr(rng.randint(first, last))


def unit(rng, pieces):
    kind = rng.random()
    if kind < 0.45:
        return sign(rng) * rng.choice([1, 1, 2])
    if kind < 0.5:
        return control(rng)
    return rng.choice(pieces)


def document(rng, pieces):
    separator = rng.choice([" ", "", " ", ", "])
    text = separator.join(unit(rng, pieces) for _ in range(rng.randint(1, 7))).strip(" ") or sign(rng)
    return {"messages": [{"role": "user", "content": rng.choice(ASKED).replace("{x}", text)}, {"role": "assistant", "content": text}]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tokenizer", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    rng, pieces = random.Random(options.seed), pieces_of(options.tokenizer)
    lines = [json.dumps(document(rng, pieces), ensure_ascii=False) for _ in range(options.count)]
    (options.folder / "copies.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
