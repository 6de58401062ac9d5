"""Writes characters.json: what the `tokenizers` package takes every character for. Ranges are pairs of first and last.

Run with the packages of tests/golden/requirements.txt.
"""
import json
import pathlib

from tokenizers import normalizers, pre_tokenizers

POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def ranges(points):
    out = []
    for c in points:
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


def parted(pre_tokenizer):
    """Those that stand alone between two letters."""
    return ranges(c for c in POINTS if len(pre_tokenizer.pre_tokenize_str("a%sb" % chr(c))) == 3)


def gone(normalizer):
    return ranges(c for c in POINTS if normalizer.normalize_str(chr(c)) == "")


def changed(normalizer, points):
    """Each with the text it becomes."""
    texts = ((c, normalizer.normalize_str(chr(c))) for c in points)
    return [[c, text] for c, text in texts if text != chr(c)]


bert = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
scripts = pre_tokenizers.UnicodeScripts()
latin = [c for c in POINTS if len(scripts.pre_tokenize_str("가" + chr(c))) == 2 or 0xAC00 <= c <= 0xD7A3]
of_none = sorted(set(POINTS) - set(latin) - {c for c in POINTS if len(scripts.pre_tokenize_str("a" + chr(c))) == 2})
none = set(of_none)
known = [c for c in POINTS if c not in none]
document = {
    "punctuation": parted(pre_tokenizers.Punctuation()),
    "number": parted(pre_tokenizers.Digits(individual_digits=True)),
    "mark": gone(normalizers.StripAccents()),
    "nonspacing_mark": gone(normalizers.BertNormalizer(**{**bert, "strip_accents": True})),
    "control": gone(normalizers.BertNormalizer(**{**bert, "clean_text": True})),
    "no_script": ranges(of_none),
    # where the script differs from that of the last character that has one
    "script_begins": [c for before, c in zip(known, known[1:]) if len(scripts.pre_tokenize_str(chr(before) + chr(c))) == 2],
    "lower": changed(normalizers.Lowercase(), POINTS),
    "nfkd": changed(normalizers.NFKD(), [c for c in POINTS if not 0xAC00 <= c <= 0xD7A3]),
    "nfc": changed(normalizers.NFC(), POINTS),
}
target = pathlib.Path(__file__).resolve().parent / "characters.json"
target.write_text(json.dumps(document, ensure_ascii=True, separators=(",", ":")) + "\n")
