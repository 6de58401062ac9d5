"""Trains the small tokenizers of wide/, each built as a family in use builds its own."""
import io
import json
import random

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

import wide_texts
from make_tokens import LLAMA3, O200K

SHARED = ["gpt2", "llama2", "tiny-bpe", "bert-base-uncased"]
QWEN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
CLIP = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
BYTES = ["<0x%02X>" % b for b in range(256)]


def template(tokenizer, single, pair, names):
    return processors.TemplateProcessing(single=single, pair=pair, special_tokens=[(n, tokenizer.token_to_id(n)) for n in names])


def train_byte_level(corpus, size=900, special=(), **more):
    tokenizer = Tokenizer(models.BPE(**more))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(
        vocab_size=size, show_progress=False, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        special_tokens=list(special)))
    return tokenizer


def split_then_bytes(pattern):
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"),
                                    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def train_sentencepiece_bpe(corpus, size=1100, **more):
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>", **more))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(
        vocab_size=size, show_progress=False, special_tokens=["<unk>", "<s>", "</s>"] + BYTES, limit_alphabet=300))
    bare = json.loads(tokenizer.to_str())
    bare["added_tokens"] = [a for a in bare["added_tokens"] if a["id"] < 3]
    tokenizer = Tokenizer.from_str(json.dumps(bare))
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    return tokenizer


def llama3(corpus):
    t = train_byte_level(corpus, special=["<|begin_of_text|>", "<|eot_id|>"], ignore_merges=True)
    t.pre_tokenizer = split_then_bytes(LLAMA3)
    t.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template(
        t, "<|begin_of_text|> $A", "<|begin_of_text|> $A <|begin_of_text|>:1 $B:1", ["<|begin_of_text|>"])])
    return t


def qwen2(corpus):
    t = train_byte_level(corpus, special=["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    t.normalizer = normalizers.NFC()
    t.pre_tokenizer = split_then_bytes(QWEN)
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t


def o200k(corpus):
    t = train_byte_level(corpus, special=["<|end|>"])
    t.pre_tokenizer = split_then_bytes(O200K)
    t.post_processor = processors.ByteLevel(trim_offsets=True)
    return t


def deepseek(corpus):
    t = train_byte_level(corpus, special=["<｜end▁of▁sentence｜>"])
    t.normalizer = normalizers.Sequence([])
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex("[\r\n]"), "isolated"), pre_tokenizers.Split(Regex(r"\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿ]+"), "isolated"),
        pre_tokenizers.Split(Regex(r"\s?[!-/:-~！-／：-～‘-‟　-。]+"), "isolated"), pre_tokenizers.Split(Regex(r"\s+$"), "isolated"),
        pre_tokenizers.Split(Regex("[一-龥ࠀ-一가-퟿]+"), "isolated"), pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    return t


def roberta(corpus):
    t = train_byte_level(corpus, special=["<s>", "<pad>", "</s>", "<unk>"])
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    t.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    t.post_processor = processors.RobertaProcessing(("</s>", t.token_to_id("</s>")), ("<s>", t.token_to_id("<s>")))
    return t


def llama2(corpus):
    t = train_sentencepiece_bpe(corpus)
    t.post_processor = template(t, "<s> $A", "<s> $A <s>:1 $B:1", ["<s>"])
    return t


def gemma(corpus):
    t = train_sentencepiece_bpe(corpus)
    t.normalizer = normalizers.Replace(" ", "▁")
    t.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    t.post_processor = template(t, "<s> $A", "<s> $A <s> $B:1", ["<s>"])
    return t


def clip(corpus):
    t = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    t.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(CLIP), "removed", invert=True),
                                               pre_tokenizers.ByteLevel(add_prefix_space=False)])
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(corpus, trainers.BpeTrainer(
        vocab_size=1300, show_progress=False, end_of_word_suffix="</w>", special_tokens=["<|startoftext|>", "<|endoftext|>"],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    t.post_processor = processors.RobertaProcessing(
        ("<|endoftext|>", t.token_to_id("<|endoftext|>")), ("<|startoftext|>", t.token_to_id("<|startoftext|>")),
        trim_offsets=False, add_prefix_space=False)
    return t


def openai_gpt(corpus):
    t = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.BPEDecoder(suffix="</w>")
    t.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=1200, show_progress=False, end_of_word_suffix="</w>",
                                                      special_tokens=["<unk>"], limit_alphabet=500))
    return t


def word_piece(corpus, **cleaning):
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(**cleaning)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.train_from_iterator(corpus, trainers.WordPieceTrainer(
        vocab_size=1500, show_progress=False, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], limit_alphabet=600))
    t.decoder = decoders.WordPiece()
    return t


def bert_uncased(corpus):
    t = word_piece(corpus)
    t.post_processor = template(t, "[CLS]:0 $A:0 [SEP]:0", "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", ["[CLS]", "[SEP]"])
    return t


def bert_cased(corpus):
    t = word_piece(corpus, lowercase=False, handle_chinese_chars=False)
    t.decoder = decoders.WordPiece(cleanup=False)
    t.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return t


def bert_plain(corpus):
    """Nothing cleaned, words cut at white space alone, so that control tokens and odd characters reach the model."""
    t = word_piece(corpus, clean_text=False, lowercase=True, strip_accents=False)
    t.model.max_input_chars_per_word = 12
    t.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return t


def proto_of(corpus, size, **more):
    """A SentencePiece model trained on these texts: its bytes and its message."""
    from transformers.convert_slow_tokenizer import import_protobuf
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(corpus), model_writer=model, vocab_size=size,
                                             minloglevel=2, num_threads=1, character_coverage=0.995, **more)
    message = import_protobuf().ModelProto()
    message.ParseFromString(model.getvalue())
    return model.getvalue(), message


def t5(corpus):
    _, proto = proto_of(corpus, 1200, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    vocab = [(p.piece, p.score) for p in proto.pieces] + [("<extra_id_%d>" % i, 0.0) for i in range(9, -1, -1)]
    t = Tokenizer(models.Unigram(vocab, 2, False))
    t.normalizer = normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap)
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    t.decoder = decoders.Metaspace()
    t.add_special_tokens(["<pad>", "</s>", "<unk>"] + ["<extra_id_%d>" % i for i in range(10)])
    t.post_processor = template(t, "$A </s>", "$A </s> $B </s>", ["</s>"])
    return t


def xlm_roberta(corpus):
    """The folding charsmap, runs of blanks made one, and the mask that swallows the blank before it."""
    _, proto = proto_of(corpus, 1300, normalization_rule_name="nmt_nfkc_cf")
    vocab = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocab += [(p.piece, p.score) for p in list(proto.pieces)[3:]] + [("<mask>", 0.0)]
    t = Tokenizer(models.Unigram(vocab, 3, False))
    t.normalizer = normalizers.Sequence([normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
                                         normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    t.decoder = decoders.Metaspace()
    t.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, special=True)])
    t.post_processor = template(t, "<s> $A </s>", "<s> $A </s> </s> $B </s>", ["<s>", "</s>"])
    return t


def albert(corpus):
    _, proto = proto_of(corpus, 1100, normalization_rule_name="identity")
    vocab = [(p.piece, p.score if "," not in p.piece else p.score - 100) for p in proto.pieces]
    t = Tokenizer(models.Unigram(vocab + [("[CLS]", 0.0), ("[SEP]", 0.0)], 0, False))
    t.normalizer = normalizers.Sequence([normalizers.Replace("``", '"'), normalizers.Replace("''", '"'), normalizers.NFKD(),
                                         normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Replace(Regex(" {2,}"), " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace()
    t.decoder = decoders.Metaspace()
    t.add_special_tokens(["[CLS]", "[SEP]", "<unk>"])
    t.post_processor = template(t, "[CLS]:0 $A:0 [SEP]:0", "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", ["[CLS]", "[SEP]"])
    return t


def unigram_bytes(corpus):
    """Unknown characters as bytes, the whole text one word."""
    _, proto = proto_of(corpus, 1500, byte_fallback=True, normalization_rule_name="identity")
    t = Tokenizer(models.Unigram([(p.piece, p.score) for p in proto.pieces], 0, True))
    t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    t.add_special_tokens(["<s>", "</s>"])
    return t


def unigram_ties(corpus):
    """Scores that are whole numbers, so that many ways have the same sum."""
    rng = random.Random(7)
    vocab = {"<unk>": 0.0, "▁": -2.0}
    for character in sorted({c for text in corpus[:400] for c in text if c != " "})[:300]:
        vocab.setdefault(character, -3.0)
    words = sorted({"▁" + w for text in corpus[:600] for w in text.split()})
    for word in words:
        for _ in range(2):
            begin = rng.randrange(len(word))
            vocab.setdefault(word[begin:begin + rng.randrange(2, 5)], -float(rng.randrange(2, 7)))
    t = Tokenizer(models.Unigram(list(vocab.items())[:2500], 0, False))
    t.normalizer = normalizers.Nmt()
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.UnicodeScripts(), pre_tokenizers.Metaspace(prepend_scheme="never")])
    t.decoder = decoders.Metaspace(prepend_scheme="never")
    return t


def word_level(corpus):
    t = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    t.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits()])
    t.train_from_iterator(corpus, trainers.WordLevelTrainer(vocab_size=1200, show_progress=False, special_tokens=["[UNK]", "[BOS]"]))
    t.post_processor = template(t, "[BOS] $A", "[BOS] $A:1 [BOS]:2 $B:3", ["[BOS]"])
    return t


def characters(corpus):
    """Wav2Vec2's: one character a token, and its decoder."""
    letters = sorted({c for text in corpus[:500] for c in text if c.isalnum()})[:400]
    vocab = {token: i for i, token in enumerate(["<pad>", "<unk>", "|"] + letters)}
    t = Tokenizer(models.WordLevel(vocab, unk_token="<unk>"))
    t.normalizer = normalizers.Replace(" ", "|")
    t.pre_tokenizer = pre_tokenizers.FixedLength(length=1)
    t.decoder = decoders.CTC()
    t.add_special_tokens(["<pad>", "<unk>"])
    return t


def spiece_t5(corpus):
    """spiece.model with two pieces that were asked for, beside a config that asks for twelve sentinels."""
    data, _ = proto_of(corpus, 1000, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, user_defined_symbols=["<sep>", "review"])
    return {"spiece.model": data, "tokenizer_config.json": {"tokenizer_class": "T5Tokenizer", "extra_ids": 12}}


def spiece_xlmr(corpus):
    data, _ = proto_of(corpus, 1000, normalization_rule_name="identity")
    return {"sentencepiece.bpe.model": data, "config.json": {"model_type": "xlm-roberta"}}


def spiece_plain(corpus):
    data, _ = proto_of(corpus, 1300, normalization_rule_name="identity", byte_fallback=True)
    return {"tokenizer.model": data, "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast"}}


FOLDERS = [spiece_t5, spiece_xlmr, spiece_plain]
MADE = [llama3, qwen2, o200k, deepseek, roberta, llama2, gemma, clip, openai_gpt, bert_uncased, bert_cased, bert_plain, t5,
        xlm_roberta, albert, unigram_bytes, unigram_ties, word_level, characters]


def corpus_of(shared):
    real = wide_texts.material(shared)
    return real["reviews"][:3000] + real["shakespeare"][:6000] + real["botchan"][:1500] + wide_texts.made(200, 40)


def train_missing(target, shared):
    corpus = corpus_of(shared)
    for make in MADE:
        folder = target / make.__name__.replace("_", "-")
        if (folder / "tokenizer.json").exists():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        document = json.loads(make(corpus).to_str())
        (folder / "tokenizer.json").write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        print("trained", folder.name, flush=True)
    for make in FOLDERS:
        folder = target / make.__name__.replace("_", "-")
        if folder.exists():
            continue
        folder.mkdir(parents=True)
        for name, content in make(corpus).items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else (json.dumps(content) + "\n").encode())
        print("trained", folder.name, flush=True)
