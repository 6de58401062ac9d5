"""Writes wide/: tokenizers of every kind as people use them, and what the reference makes of more than 2,000 texts.

    python make_wide.py --shared SHARED                            # the committed goldens, once more from the tokenizers there
    python make_wide.py --shared SHARED --train                    # trains those tokenizers that are missing first
    python make_wide.py --shared SHARED --texts 10000 --out DIR    # the same for more texts, elsewhere

Run with the packages of tests/golden/requirements.txt. Training is not repeatable in every detail: the folders are the
golden, not the act of making them. expected.bin: "LTG1", whether decoding skips special tokens, number of texts, number of pairs; then for each text (and for each
pair, which is text i with text i + 1) the number of tokens, for each its id, its offset, and for pairs its type; for texts
what decoding gives: 0 when it is the text, else one more than its bytes, and they. An offset is the
gap after the one before it and its length, as 1 + gap + 4 * length where both are small, else 0 and both. Numbers are
LEB128, those that may be negative zigzag.
"""
import argparse
import json
import pathlib
import tempfile

from tokenizers import Tokenizer

import wide_texts
import wide_tokenizers

HERE = pathlib.Path(__file__).resolve().parent / "wide"
PAIRS = 100


def number(out, value):
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def signed(out, value):
    number(out, value << 1 if value >= 0 else (-value << 1) - 1)


def tokens(out, encoding, types):
    number(out, len(encoding.ids))
    last = 0
    for i, id_ in enumerate(encoding.ids):
        begin, end = encoding.offsets[i]
        number(out, id_)
        gap, length = begin - last, end - begin
        if 0 <= gap < 4 and 0 <= length < 31:
            number(out, 1 + gap + 4 * length)
        else:
            number(out, 0)
            signed(out, gap)
            signed(out, length)
        if types:
            number(out, encoding.type_ids[i])
        last = end


def expected(tokenizer, texts, skip):
    out = bytearray(b"LTG1")
    number(out, int(skip))
    number(out, len(texts))
    number(out, PAIRS)
    for text in texts:
        encoding = tokenizer.encode(text)
        tokens(out, encoding, False)
        decoded = tokenizer.decode(encoding.ids, skip_special_tokens=skip)
        data = decoded.encode()
        number(out, 0 if decoded == text else len(data) + 1)
        if decoded != text:
            out += data
    for i in range(PAIRS):
        tokens(out, tokenizer.encode(texts[i], texts[i + 1]), True)
    return bytes(out)


def reference(folder):
    """The tokenizer of a folder: its own file, or what transformers makes of what lies there."""
    if (folder / "tokenizer.json").exists():
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    else:
        from transformers import AutoTokenizer
        with tempfile.TemporaryDirectory() as work:  # it may write beside what it reads
            for path in folder.iterdir():
                if path.name != "expected.bin":
                    (pathlib.Path(work) / path.name).write_bytes(path.read_bytes())
            if (folder / "vocab.txt").exists():
                (pathlib.Path(work) / "config.json").write_text('{"model_type": "bert"}')
            tokenizer = AutoTokenizer.from_pretrained(work)._tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", required=True, type=pathlib.Path)
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--texts", type=int)
    parser.add_argument("--out", type=pathlib.Path, default=HERE)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    if arguments.train:
        wide_tokenizers.train_missing(HERE, arguments.shared)
    if arguments.texts:
        texts = wide_texts.many(arguments.shared, arguments.texts)
    elif (HERE / "texts.json").exists():
        texts = json.loads((HERE / "texts.json").read_text(encoding="utf-8"))
    else:
        texts = wide_texts.committed(arguments.shared)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "texts.json").write_text(json.dumps(texts, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    folders = {path.name: path for path in sorted(HERE.iterdir()) if path.is_dir() and not path.name.startswith("shared-")}
    for name in wide_tokenizers.SHARED:
        folders["shared-" + name] = arguments.shared / "data/tokenizers" / name
    for name, folder in folders.items():
        if not name.startswith(arguments.only):
            continue
        target = arguments.out / name
        target.mkdir(exist_ok=True)
        # The package does not skip special tokens that are looked for after a normalizer which changes them; Luthier does.
        data = expected(reference(folder), texts, skip=name != "shared-llama2")
        (target / "expected.bin").write_bytes(data)
        print(f"{name}: {len(texts)} texts, {len(data)} bytes", flush=True)


if __name__ == "__main__":
    main()
