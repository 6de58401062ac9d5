"""Writes encodings.json: what transformers makes of texts, pairs and words under a limit of length.

    python make_rows.py --shared SHARED

Run with the packages of tests/golden/requirements.txt. `texts`: one text or two with truncation=True, ids, token type ids
and which tokens were put around them. `words`: lists of words with labels as run_ner.py aligns them (the first token of a
word has its label, all others -100).
"""
import argparse
import json
import pathlib

import transformers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

HERE = pathlib.Path(__file__).resolve().parent
WIDE = HERE.parent / "tokens" / "wide"
COMMITTED = ["albert", "bert-uncased", "llama2", "llama3", "qwen2", "roberta", "t5", "xlm-roberta"]
SHARED = ["bert-base-uncased", "gpt2"]

LONG = "The bow that the maker ordered in spring lies on bench 3, beside the peg box, and nobody has asked for it since."
TEXTS = [
    ["The bow lies on bench 3."],
    ["활은 3번 작업대에 있습니다. Café — naïve!"],
    [LONG],
    [""],
    ["Where is the bow?", "On bench 3."],
    [LONG, "No."],
    ["No.", LONG],
    [LONG, LONG[4:60]],
    ["활은 어디에 있나요?", "3번 작업대에 있습니다."],
]
LIMITS = [0, 8, 11, 24]
WORDS = [
    (["Kim", "Min-jun", "repairs", "violins", "in", "Seoul", "."], [1, 2, 0, 0, 0, 3, 0]),
    (["서울의", "김민준은", "U.N.", "café", "twenty-three"], [3, 1, 4, 0, 0]),
    (["a", "  b", "", "c"], [0, 1, 2, 3]),
]
WORD_LIMITS = [0, 9]


def texts_of(tokenizer, side):
    tokenizer.truncation_side = side
    for texts in TEXTS:
        for limit in LIMITS if side == "right" else LIMITS[1:3]:
            how = {"truncation": True, "max_length": limit} if limit else {"truncation": False}
            made = tokenizer(*texts, return_token_type_ids=True, return_special_tokens_mask=True, **how)
            yield {"texts": texts, "limit": limit, "side": side, "ids": made["input_ids"], "types": made["token_type_ids"],
                   "around": made["special_tokens_mask"]}


def words_of(tokenizer):
    tokenizer.truncation_side = "right"
    for words, labels in WORDS:
        for limit in WORD_LIMITS:
            how = {"truncation": True, "max_length": limit} if limit else {"truncation": False}
            made = tokenizer(words, is_split_into_words=True, **how)
            aligned, previous = [], None
            for word in made.word_ids():
                aligned.append(-100 if word is None or word == previous else labels[word])
                previous = word
            yield {"words": words, "labels": labels, "limit": limit, "ids": made["input_ids"], "aligned": aligned}


def case(tokenizer, split):
    texts = list(texts_of(tokenizer, "right")) + list(texts_of(tokenizer, "left"))
    return {"texts": texts, "words": list(words_of(split))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", required=True)
    shared = pathlib.Path(parser.parse_args().shared) / "data" / "tokenizers"
    out = {"transformers": transformers.__version__, "tokenizers": {}}
    for name in COMMITTED:
        file = str(WIDE / name / "tokenizer.json")
        out["tokenizers"][name] = case(PreTrainedTokenizerFast(tokenizer_file=file), PreTrainedTokenizerFast(tokenizer_file=file))
    for name in SHARED:
        kind = {"tokenizer_type": "bert"} if name.startswith("bert") else {}
        # run_ner.py asks GPT-2 and RoBERTa for a blank before each word.
        split = {**kind, "add_prefix_space": True} if name == "gpt2" else kind
        out["tokenizers"]["shared-" + name] = case(AutoTokenizer.from_pretrained(shared / name, **kind),
                                                   AutoTokenizer.from_pretrained(shared / name, **split))
    lines = json.dumps(out, ensure_ascii=False, separators=(",", ":")).replace('{"texts":[{', '\n{"texts":[{')
    (HERE / "encodings.json").write_text(lines + "\n", encoding="utf-8")


main()
