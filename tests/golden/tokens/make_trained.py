"""Writes expected.json of trained/ and trained_unigram/: what transformers makes of the tokenizers that
`luthier-engine tokenizer train` wrote. Their files come from
    luthier-engine tokenizer train --input trained/corpus.txt --kind bpe --vocab-size 600 --out trained
    luthier-engine tokenizer train --input trained/corpus.txt --kind unigram --vocab-size 600 --out trained_unigram
Run with the packages of tests/golden/requirements.txt.
"""
import json
import pathlib

from transformers import AutoTokenizer
from tokenizers import Tokenizer

from make_tokens import TEXTS

HERE = pathlib.Path(__file__).resolve().parent
MESSAGES = [{"role": "system", "content": "You are a luthier."}, {"role": "user", "content": "새 활이 필요합니다."},
            {"role": "assistant", "content": "The workshop sells 3 bows.\n어서 오세요! 🎻"}, {"role": "user", "content": ""},
            {"role": "assistant", "content": " ok "}]

for folder in (HERE / "trained", HERE / "trained_unigram"):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    plain = Tokenizer.from_file(str(folder / "tokenizer.json"))
    texts = []
    for text in TEXTS + (HERE / "trained/corpus.txt").read_text().splitlines()[:20]:
        ids = tokenizer(text)["input_ids"]
        assert ids == plain.encode(text).ids
        texts.append({"text": text, "ids": ids, "decoded": plain.decode(ids, skip_special_tokens=False)})
    chat = tokenizer.apply_chat_template(MESSAGES, tokenize=True, return_dict=True, return_assistant_tokens_mask=True)
    document = {"messages": MESSAGES, "ids": chat["input_ids"], "mask": chat["assistant_masks"], "texts": texts}
    (folder / "expected.json").write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
