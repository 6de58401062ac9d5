"""Writes cases/*.json: small tokenizers of every kind that is read, and what the `tokenizers` package makes of texts.

Run with the packages of tests/golden/requirements.txt. The merges are trained on texts in this file, and training is
not repeatable in every detail: the written files are the golden, not the act of making them.
"""
import json
import pathlib
import random

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).resolve().parent
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")
O200K = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
TEXTS = [
    "", " ", "  ", "\n", "\n\n a", "\t x", "Hello world", " Hello  world ", "Hello, world! It's 12:34.",
    "The bow's hair should be loosened after playing; don't leave it tight.", "I'LL we'Ve YOU'RE can'T",
    "현의 장력이 낮으면 소리가 둔해집니다.", "바이올린  활털은 1년에   한 번 갈아요!", "\u1112\u1161\u11ab\u1100\u116e\u11a8 (자모)",
    "e\u0301te\u0301 cafe\u0301 naïve Å \u212b ﬁ ½ ①", "日本語のテキスト、漢字とカナ。", "中文没有空格", "Привет, мир", "مرحبا بالعالم",
    "हिन्दी में लिखा", "👩‍👩‍👧‍👦 family 🏳️‍🌈 flag 👍🏽", "a\u200db \u200cc\u00a0d\u3000e\u180ef", "1234567890 ١٢٣ Ⅷ ²",
    "if (x == 1) {\n    return x;\n}\r\n", "tab\tsep\tvalues\r\n\r\nnext", "<s>hi</s> <|eot_id|>ok <|im_end|>", "mixed 한국어English日本",
    "İstanbul ΑΣΣ ß ǅ", "...!!!???", "a" * 70, " " * 20 + "x", "\u0000\u0001", "\ufeffbom", "x\u0301\u0323y", "\U00031350\U0001e900",
    "The end.<|eot_id|>  \n<|eot_id|>next", "[MASK] my [MASK]ing [ MASK ] x[MASK]y [mask]", "  name  names name, rename NAME ",
]
random.seed(5)
ALPHABET = "ab cdeé\u0301한글, .<|>sx\n\t '12👍"
TEXTS += ["".join(random.choice(ALPHABET) for _ in range(random.randrange(1, 40))) for _ in range(24)]
CORPUS = [t for t in TEXTS if t] + [
    "the quick brown fox jumps over the lazy dog and the hello world of the strings and the bow",
    "바이올린 첼로 비올라 현 활 줄감개 악기 공방 수리 소리 나무 한국어 문장 입니다 합니다",
    "hello hello world world there here where the then this that return value name names"] * 8


def train(tokenizer, size, **more):
    trainer = trainers.BpeTrainer(vocab_size=size, show_progress=False, **more)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def byte_level(size=480, **more):
    return train_byte(models.BPE(**more), size)


def train_byte(model, size):
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return train(tokenizer, size, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))


def characters(**more):
    """Single characters and a few merges; what is not among them is unknown."""
    vocab = {"<unk>": 0}
    for c in "abcdefghijklmnopqrstuvwxyzé .,'▁12한글-\n":
        vocab[c] = len(vocab)
    for piece in ["he", "ll", "hell", "hello", "th", "the", "▁a", "▁t", "in"]:
        vocab[piece] = len(vocab)
    merges = [("h", "e"), ("l", "l"), ("he", "ll"), ("hell", "o"), ("t", "h"), ("th", "e"), ("▁", "a"), ("▁", "t"), ("i", "n")]
    return Tokenizer(models.BPE(vocab=vocab, merges=merges, unk_token="<unk>", **more))


def marked_characters():
    """As `characters`, but what does not begin a piece has a mark, so that the cuts show."""
    plain = json.loads(characters().to_str())["model"]["vocab"]
    vocab = dict(plain)
    for c in plain:
        vocab.setdefault("##" + c, len(vocab))
    return Tokenizer(models.BPE(vocab=vocab, merges=[("h", "##e"), ("##h", "##e")], unk_token="<unk>",
                                continuing_subword_prefix="##"))


def make_all():
    made = {}
    t = byte_level(520, ignore_merges=True)
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
                                               pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.add_special_tokens(["<|begin_of_text|>", "<|eot_id|>"])
    t.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|> $B",
                                      special_tokens=[("<|begin_of_text|>", t.token_to_id("<|begin_of_text|>"))])])
    made["llama3_like"] = t

    t = byte_level(500)
    t.normalizer = normalizers.NFC()
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(O200K), "isolated"),
                                               pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    made["nfc_o200k_like"] = t

    t = byte_level(480)
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    t.add_special_tokens(["<s>", "</s>", AddedToken("[MASK]", lstrip=True, special=True)])
    t.post_processor = processors.RobertaProcessing(("</s>", t.token_to_id("</s>")), ("<s>", t.token_to_id("<s>")))
    made["roberta_like"] = t

    t = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    special = ["<unk>", "<s>", "</s>"] + ["<0x%02X>" % b for b in range(256)]
    train(t, 700, special_tokens=special, limit_alphabet=90)
    bare = json.loads(t.to_str())
    bare["added_tokens"] = [a for a in bare["added_tokens"] if a["id"] < 3]
    t = Tokenizer.from_str(json.dumps(bare))
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    t.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    made["spm_like"] = t
    for scheme in ["always", "first", "never"]:
        for split in [True, False]:
            m = Tokenizer.from_str(t.to_str())
            m.normalizer = None
            m.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=split)
            m.decoder = decoders.Metaspace(prepend_scheme=scheme, split=split)
            made["metaspace_%s_%s" % (scheme, "split" if split else "whole")] = m

    t = Tokenizer(models.BPE(end_of_word_suffix="</w>", unk_token="<unk>"))
    t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Whitespace()
    t.decoder = decoders.BPEDecoder()
    train(t, 420, special_tokens=["<unk>"], end_of_word_suffix="</w>", limit_alphabet=60)
    t.post_processor = processors.BertProcessing(("</s>", 1), ("<s>", 2))
    made["suffix_lowercase"] = t

    t = Tokenizer(models.BPE(continuing_subword_prefix="##", unk_token="<unk>", fuse_unk=True))
    t.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    train(t, 420, special_tokens=["<unk>"], continuing_subword_prefix="##", limit_alphabet=60)
    made["prefix_fused"] = t

    chains = {
        "nfd_strip_accents": normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents()]),
        "nfkc": normalizers.NFKC(), "nfkd_lower": normalizers.Sequence([normalizers.NFKD(), normalizers.Lowercase()]),
        "strip": normalizers.Strip(), "strip_left": normalizers.Strip(left=True, right=False),
        "replace_longer": normalizers.Replace("the", "that is"), "replace_regex": normalizers.Replace(Regex(r"[aeiou]+"), "e"),
        "replace_empty": normalizers.Replace(Regex("x*"), "-"), "prepend_two": normalizers.Prepend("he"),
        "byte_level": normalizers.ByteLevel(),
    }
    for name, normalizer in chains.items():
        t = characters()
        t.normalizer = normalizer
        made["normalizer_" + name] = t
    splits = {"split_" + b: pre_tokenizers.Split(Regex(r"\w+|[^\w\s]+"), b)
              for b in ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]}
    splits |= {"invert_" + b: pre_tokenizers.Split(Regex(r"\w+|[^\w\s]+"), b, invert=True)
               for b in ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]}
    splits |= {
        "split_text": pre_tokenizers.Split("he", "isolated"), "digits": pre_tokenizers.Digits(),
        "digits_each": pre_tokenizers.Digits(individual_digits=True), "punctuation": pre_tokenizers.Punctuation(),
        "punctuation_contiguous": pre_tokenizers.Punctuation("contiguous"), "delimiter": pre_tokenizers.CharDelimiterSplit("e"),
        "sequence": pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation(),
                                             pre_tokenizers.Metaspace()]),
        "classes": pre_tokenizers.Split(Regex(r"[\p{L}&&[^\p{Hangul}a-e]]+|\h{2,}|\p{Nd}{1,2}+|[^\S\n]+|[[:punct:][g-i]]"), "isolated"),
        "lines": pre_tokenizers.Split(Regex(r"^.|\W$|(?m:\n.)"), "isolated"),
    }
    for name, pre in splits.items():
        t = marked_characters()
        t.pre_tokenizer = pre
        made["pre_" + name] = t

    t = characters(fuse_unk=True)
    t.normalizer = normalizers.Lowercase()
    t.add_tokens([AddedToken("name", normalized=True, single_word=True), AddedToken("my", lstrip=True, rstrip=True),
                  AddedToken("he ", normalized=False), AddedToken("NAMES", normalized=True), AddedToken("<", normalized=False),
                  AddedToken("<|e", normalized=False)])
    t.add_special_tokens([AddedToken("[MASK]", lstrip=True, special=True), AddedToken("<|eot_id|>", rstrip=True, special=True),
                          AddedToken("한", normalized=True, special=True)])
    made["added_tokens"] = t
    return made


def cases_of(tokenizer, texts):
    cases = []
    for text in texts:
        for special in [True, False]:
            e = tokenizer.encode(text, add_special_tokens=special)
            if special and e.ids == tokenizer.encode(text, add_special_tokens=False).ids:
                continue
            cases.append({"text": text, "special": special, "ids": e.ids, "tokens": e.tokens, "offsets": e.offsets,
                          "decoded": tokenizer.decode(e.ids, skip_special_tokens=False),
                          "decoded_skip": tokenizer.decode(e.ids, skip_special_tokens=True)})
    return cases


if __name__ == "__main__":
    target = HERE / "cases"
    target.mkdir(exist_ok=True)
    for name, tokenizer in make_all().items():
        texts = TEXTS[:46] if name.startswith(("pre_", "normalizer_", "metaspace_")) else TEXTS
        document = {"tokenizer": json.loads(tokenizer.to_str()), "cases": cases_of(tokenizer, texts)}
        (target / (name + ".json")).write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
