"""Gives rows of the embedding that are alike a start of their own: python3 distinct_rows.py MODEL OUT [--seed 7].

Rows that training never met all drift the same way: that of the bytes which no text has. A row that points there (cosine above
0.9) keeps a third of that drift, which is what keeps its token from being said, and is drawn around it with the spread of the
other rows; training goes on from there. Reads and writes bf16.
"""

import argparse
import array
import json
import math
import pathlib
import random
import shutil
import struct

ALIKE = 0.9
KEPT = 1 / 3
NAME = "model.embed_tokens.weight"


def floats(raw):
    """bf16 as floats: the upper halves of fp32."""
    halves = array.array("H", raw)
    return array.array("f", b"".join(struct.pack("<HH", 0, half) for half in halves))


def halves(values):
    """Floats as bf16, rounded to the nearest even."""
    out = array.array("H")
    for (bits,) in struct.iter_unpack("<I", array.array("f", values).tobytes()):
        out.append((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16 & 0xFFFF)
    return out.tobytes()


def unit(row):
    norm = math.sqrt(sum(value * value for value in row)) or 1.0
    return [value / norm for value in row]


def dot(one, two):
    return sum(a * b for a, b in zip(one, two))


def unmet(rows, vocabulary):
    """The direction of the rows of bytes that no text has, and the indices of the rows that point there."""
    never = [unit(rows[vocabulary[f"<0x{byte:02X}>"]]) for byte in (0xC0, 0xC1, *range(0xF5, 0x100))]
    way = unit([sum(column) for column in zip(*never)])
    return way, [index for index, row in enumerate(rows) if dot(unit(row), way) > ALIKE]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    shutil.copytree(options.model, options.out)
    file = options.out / "model.safetensors"
    data = bytearray(file.read_bytes())
    (length,) = struct.unpack("<Q", data[:8])
    entry = json.loads(data[8:8 + length])[NAME]
    begin, end = (8 + length + offset for offset in entry["data_offsets"])
    count, width = entry["shape"]
    values = floats(bytes(data[begin:end]))
    rows = [list(values[i * width:(i + 1) * width]) for i in range(count)]
    vocabulary = json.loads((options.model / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    way, drawn = unmet(rows, vocabulary)
    others = [row for index, row in enumerate(rows) if index not in set(drawn)]
    mean = [sum(column) / len(others) for column in zip(*others)]
    spread = [math.sqrt(sum((value - middle) ** 2 for value in column) / len(others)) for column, middle in zip(zip(*others), mean)]
    rng = random.Random(options.seed)
    for index in drawn:
        drift = KEPT * dot(rows[index], way)
        rows[index] = [rng.gauss(drift * direction, deviation) for direction, deviation in zip(way, spread)]
    data[begin:end] = halves([value for row in rows for value in row])
    file.write_bytes(bytes(data))
    print(f"{len(drawn)} of {count} rows drawn anew")


if __name__ == "__main__":
    main()
