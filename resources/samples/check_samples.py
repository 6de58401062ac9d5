"""Checks the sample datasets: python3 check_samples.py [--corpus FOLDER]. Exits 1 and says why when one is not as told."""

import argparse
import collections
import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).parent
GRAM = 8
# Phrasings of a fact in train, at least, and in the splits that ask for what train told.
PHRASINGS = 11
ASKED = {"validation": 1, "test": 2}
# Rows in each split, and rows of each kind of dirt (all in train).
EXPECTED = {
    "workshop_en.jsonl": {"train": 369, "validation": 32, "test": 64},
    "workshop_ko.jsonl": {"train": 369, "validation": 32, "test": 64},
}
DIRT = {"exact duplicate": 4, "near duplicate": 2, "empty answer": 2, "blanks at the end": 1, "control mark": 1, "e-mail address": 1,
        "phone number": 1, "wrong language": 1, "contradiction": 2, "HTML entity": 2}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b]")
MAIL = re.compile(r"\S+@\S+\.\S+")
PHONE = re.compile(r"\+?\d[\d\s-]{8,}\d")
ENTITY = re.compile(r"&(#\d+|\w+);")
HANGUL = re.compile(r"[가-힣]")
# Rows that only a reader finds: they say again, or say otherwise, what another row says.
NEAR = {"when are you open ??", "What is the name of your dog, please?", "영업 시간이 어떻게 되나요 ??", "공방 고양이 이름이 뭐예요?"}
CONTRADICTING = {"A check of your instrument costs 25 euros.", "You get a five-year guarantee on our repairs.",
                 "악기 점검은 만 원이에요.", "수리 보증 기간은 5년이에요."}


def words(text):
    return [word for word in (re.sub(r"[\W_]+", "", part) for part in text.lower().split()) if word]


def grams(text, size=GRAM):
    found = words(text)
    return {tuple(found[i:i + size]) for i in range(len(found) - size + 1)}


def dirt_of(row, seen, korean):
    prompt, response = row["prompt"], row["response"]
    both = prompt + response
    if (prompt, response) in seen:
        return "exact duplicate"
    for kind, found in (("empty answer", not response.strip()), ("control mark", CONTROL.search(both)), ("e-mail address", MAIL.search(both)),
                        ("phone number", PHONE.search(both)), ("HTML entity", ENTITY.search(both)),
                        ("wrong language", bool(HANGUL.search(prompt)) != korean), ("near duplicate", prompt in NEAR),
                        ("contradiction", response in CONTRADICTING), ("blanks at the end", prompt != prompt.rstrip())):
        if found:
            return kind
    return ""


def longest_shared(test, others):
    """The longest run of words that a test prompt shares with any of the others."""
    size = 0
    while any(grams(prompt, size + 1) & known for known in [set().union(*(grams(o, size + 1) for o in others))] for prompt in test):
        size += 1
    return size


def check_file(name, counts):
    rows = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    wrong = []
    if any(list(row) != ["prompt", "response", "split"] for row in rows):
        wrong.append("a row has other columns")
    if collections.Counter(row["split"] for row in rows) != counts:
        wrong.append("the splits have other sizes")
    seen, dirt, clean = set(), collections.Counter(), []
    for row in (row for row in rows if row["split"] == "train"):
        kind = dirt_of(row, seen, "_ko" in name)
        seen.add((row["prompt"], row["response"]))
        dirt[kind] += 1
        if not kind:
            clean.append(row)
    del dirt[""]
    if dirt != DIRT:
        wrong.append(f"planted dirt differs: {dict(dirt)}")
    answers = collections.Counter(row["response"] for row in clean)
    for split, times in ASKED.items():
        if collections.Counter(row["response"] for row in rows if row["split"] == split) != dict.fromkeys(answers, times):
            wrong.append(f"{split} does not ask for every fact {times} times")
    if min(answers.values()) < PHRASINGS or len({row["prompt"] for row in clean}) != len(clean):
        wrong.append("a fact has too few phrasings, or a phrasing stands twice")
    prompts = [row["prompt"] for row in rows if row["split"] == "test"]
    asked = [row["prompt"] for row in rows if row["split"] != "test"]
    shared = longest_shared(prompts, asked)
    if shared >= GRAM:
        wrong.append(f"a test prompt shares {shared} words with another")
    print(f"{name}: {len(rows)} rows, {len(answers)} facts, dirt {sum(dirt.values())}, longest run shared with test {shared} words")
    return [f"{name}: {text}" for text in wrong], prompts


def check_corpus(folder, prompts):
    known = {gram: prompt for prompt in prompts for gram in grams(prompt)}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.open(encoding="utf-8"), 1):
            if not known.keys().isdisjoint(grams(" ".join(texts_of(json.loads(line))))):
                yield f"{path.name}:{number} shares {GRAM} words with a test prompt"


def texts_of(document):
    return [document["text"]] if "text" in document else [message["content"] for message in document["messages"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=pathlib.Path, help="folder of the starter corpus, to compare with")
    options = parser.parse_args()
    wrong, prompts = [], []
    for name, counts in EXPECTED.items():
        found, asked = check_file(name, counts)
        wrong += found
        prompts += asked
    if options.corpus:
        wrong += check_corpus(options.corpus, prompts)
    print("\n".join(wrong) or "all as told")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
