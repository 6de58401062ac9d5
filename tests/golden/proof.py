"""What the two proofs share: the engine as a stranger calls it, tiny model folders with a real tokenizer and chat
template, and rows to train on. Nothing here knows how the engine works inside; cli.md is the only contract."""
import json
import os
import pathlib
import random
import subprocess

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (AutoModelForCausalLM, BertConfig, GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM,
                          PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM, T5Config, T5ForConditionalGeneration)

import reference

transformers.utils.logging.set_verbosity_error()

TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}"
    "{{ '\n' }}{% else %}{{ message['content'] + '<|im_end|>\n' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
EXACT = {"dtype": torch.float32, "attn_implementation": "eager"}


class Engine:
    """`luthier-engine` with a state folder of its own; every call asks for JSON."""

    def __init__(self, path, work):
        self.path = str(pathlib.Path(path).resolve())
        self.environment = {**os.environ, "XDG_STATE_HOME": str(work / "state"), "LUTHIER_LANGUAGE": "en"}

    def lines(self, *arguments):
        """The documents on stdout, one a line; a failure ends the proof with what the engine said."""
        command = [self.path, *map(str, arguments), "--json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"exit {done.returncode} of: {' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]

    def document(self, *arguments):
        """The one document on stdout, over as many lines as it likes."""
        command = [self.path, *map(str, arguments), "--json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"exit {done.returncode} of: {' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return json.loads(done.stdout)

    def refusal(self, *arguments):
        """The code of the error that a command ends with; nothing where it succeeds."""
        command = [self.path, *map(str, arguments), "--json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        return json.loads(done.stderr.splitlines()[-1])["error"]["code"] if done.returncode else ""

    def logits(self, work, model, ids, adapter=None, decoder_ids=None, options=()):
        """[T, V] in fp32, through a safetensors file so that no digit is lost on the way; [1, C] of a classifier."""
        from safetensors.torch import load_file
        out = work / "logits.safetensors"
        out.unlink(missing_ok=True)
        extra = [*options, *(["--adapter", adapter] if adapter else []),
                 *(["--decoder-ids", ",".join(map(str, decoder_ids))] if decoder_ids else [])]
        self.document("model", "logits", model, "--ids", ",".join(map(str, ids)), "--device", "cpu", "--dtype", "fp32",
                      "--out", out, *extra)
        tensors = load_file(out)
        assert tensors["ids"].tolist() == list(ids), "model logits must give back the ids"
        return tensors["logits"]


def rows(count, seed=1):
    """Conversations in two languages, of one to three turns and of very different length."""
    dice = random.Random(seed)
    things = ["the lute", "a broken string", "the bow", "an old violin", "the workshop", "가야금", "낡은 첼로", "새 줄", "활"]
    verbs = ["repair", "tune", "sell", "varnish", "조율", "수리", "교체"]
    made = []
    for number in range(count):
        messages = []
        if dice.random() < 0.3:
            messages.append({"role": "system", "content": dice.choice(["You are brief.", "짧게 대답하세요."])})
        for _ in range(dice.choice([1, 1, 2, 3])):
            thing, verb = dice.choice(things), dice.choice(verbs)
            messages.append({"role": "user", "content": f"{verb} {thing}? ({number})"})
            reason = " ".join(dice.choice(things) for _ in range(dice.randint(1, 8)))
            messages.append({"role": "assistant", "content": f"{thing}: {verb}, {dice.randint(1, 99)} €. {reason}."})
        made.append({"messages": messages})
    return made


def tokenizer(texts):
    """Byte-level BPE with ChatML's control tokens and a template that marks what the assistant says."""
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    raw.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=340, special_tokens=SPECIAL, show_progress=False,
                                                       initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    fast = PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<|im_end|>", bos_token="<|endoftext|>",
                                   pad_token="<|endoftext|>", additional_special_tokens=["<|im_start|>"])
    fast.chat_template = TEMPLATE
    return fast


def encoder_tokenizer(texts):
    """WordPiece with BERT's tokens around one text or two."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    raw = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    raw.normalizer, raw.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    raw.decoder = decoders.WordPiece()
    raw.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=300, special_tokens=special, show_progress=False))
    raw.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                       special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    inputs = ["input_ids", "token_type_ids", "attention_mask"]
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    return PreTrainedTokenizerFast(tokenizer_object=raw, model_input_names=inputs, **dict(zip(names, special)))


def answering_tokenizer(texts):
    """Unigram with T5's token at the end."""
    special = ["<pad>", "</s>", "<unk>"]
    raw = Tokenizer(models.Unigram())
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    raw.train_from_iterator(texts, trainers.UnigramTrainer(vocab_size=300, special_tokens=special, unk_token="<unk>",
                                                           show_progress=False))
    raw.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=raw, **dict(zip(("pad_token", "eos_token", "unk_token"), special)))


LONG_ROPE = {"rope_type": "longrope", "rope_theta": 10000.0, "original_max_position_embeddings": 96,
             "short_factor": [1.0 + 0.1 * i for i in range(6)], "long_factor": [1.5 + 0.5 * i for i in range(6)],
             "partial_rotary_factor": 0.75}
# Class and what its config differs in: windows shorter than the rows, rows on both sides of longrope's length.
LATER = {
    "qwen3": ("Qwen3", dict(head_dim=32, tie_word_embeddings=True)),
    "gemma2": ("Gemma2", dict(head_dim=24, sliding_window=40, query_pre_attn_scalar=24, pad_token_id=0,
                              bos_token_id=2, eos_token_id=1)),
    "phi3": ("Phi3", dict(original_max_position_embeddings=96, rope_parameters=LONG_ROPE)),
}


T5 = dict(d_model=64, d_kv=16, d_ff=112, num_layers=2, num_heads=4, dropout_rate=0.0, decoder_start_token_id=0,
          relative_attention_num_buckets=16)
BERT = dict(hidden_size=64, num_hidden_layers=3, num_attention_heads=4, intermediate_size=112, max_position_embeddings=128,
            hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)


def untied_t5(vocabulary):
    """T5 1.1's head is a tensor of its own, which transformers only allows for loaded files."""
    model = T5ForConditionalGeneration(T5Config(vocab_size=vocabulary, feed_forward_proj="gated-gelu",
                                                tie_word_embeddings=False, **T5))
    model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.detach().clone())
    model.all_tied_weights_keys.pop("lm_head.weight")
    return model


NAMES = {0: "entailment", 1: "neutral", 2: "contradiction"}
# Families that do not write conversations: their tokenizer and model.
OTHERS = {
    "t5": (answering_tokenizer, lambda vocabulary: T5ForConditionalGeneration(T5Config(vocab_size=vocabulary, **T5))),
    "t5-v1_1": (answering_tokenizer, untied_t5),
    "bert": (encoder_tokenizer, lambda vocabulary: transformers.BertForMaskedLM(BertConfig(vocab_size=vocabulary, **BERT))),
    "bert-sequence": (encoder_tokenizer, lambda vocabulary: transformers.BertForSequenceClassification(
        BertConfig(vocab_size=vocabulary, id2label=NAMES, label2id={name: id for id, name in NAMES.items()}, **BERT))),
}


def architecture(family, vocabulary):
    common = dict(vocab_size=vocabulary, hidden_size=64, intermediate_size=112, num_hidden_layers=3,
                  num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=512, bos_token_id=0,
                  eos_token_id=2, pad_token_id=None)
    if family == "llama-even":  # its rows end with the blocks of NF4: see quantization/README.md
        return LlamaForCausalLM(LlamaConfig(**{**common, "intermediate_size": 128}))
    if family == "llama":
        rope = {"rope_type": "llama3", "rope_theta": 10000.0, "factor": 4.0, "low_freq_factor": 1.0,
                "high_freq_factor": 4.0, "original_max_position_embeddings": 128}
        return LlamaForCausalLM(LlamaConfig(**common, tie_word_embeddings=False, rope_parameters=rope))
    if family == "qwen2":
        return Qwen2ForCausalLM(Qwen2Config(**common, tie_word_embeddings=True))
    if family in LATER:
        config = getattr(transformers, LATER[family][0] + "Config")(**{**common, **LATER[family][1]})
        return getattr(transformers, LATER[family][0] + "ForCausalLM")(config)
    return GPT2LMHeadModel(GPT2Config(vocab_size=vocabulary, n_embd=64, n_layer=3, n_head=4, n_positions=512,
                                      resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=0, eos_token_id=2))


def make_model(folder, family, texts, seed=5):
    """A random model as a Hugging Face folder; its embedding has more rows than the tokenizer has tokens."""
    make_tokenizer, make = OTHERS.get(family, (tokenizer, lambda vocabulary: architecture(family, vocabulary)))
    fast = make_tokenizer(texts)
    vocabulary = (len(fast) + 63) // 64 * 64
    model = reference.randomise(make(vocabulary), seed, spread=0.08)
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


def load(folder):
    return AutoModelForCausalLM.from_pretrained(folder, **EXACT)


def texts_of(conversations):
    return [message["content"] for row in conversations for message in row["messages"]]


def write_rows(path, conversations):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in conversations), encoding="utf-8")
    return path


class Report:
    """Collects comparisons, prints each, and says at the end whether all held."""

    def __init__(self):
        self.failures = 0

    def compare(self, what, difference, tolerance):
        good = difference <= tolerance
        self.failures += not good
        print(f"{'ok  ' if good else 'FAIL'} {what}: {difference:.2e} (tolerance {tolerance:.0e})", flush=True)

    def check(self, what, good, detail=""):
        self.failures += not good
        print(f"{'ok  ' if good else 'FAIL'} {what}{': ' + detail if detail and not good else ''}", flush=True)

    def exit_code(self):
        print("all held" if self.failures == 0 else f"{self.failures} did not hold")
        return 1 if self.failures else 0
