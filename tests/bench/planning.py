"""The plan beside the measured peak: every family, made wider than its golden, x LoRA, QLoRA and full tuning x with and
without checkpointing of activations x with and without validation, samples and checkpoints.

    $(installer/peers.sh) tests/bench/planning.py --engine build/release/bin/luthier-engine [--only NAME]
"""
import argparse
import json
import pathlib
import random
import shutil
import statistics
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))

import proof  # noqa: E402  (the engine as a stranger calls it)
import table  # noqa: E402

WIDER = 48  # times the heads of the golden, whose hidden states are 16 to 32 wide
WIDE = ("hidden_size", "intermediate_size", "shared_intermediate_size", "embedding_size", "num_attention_heads",
        "num_key_value_heads", "num_global_key_value_heads", "linear_num_key_heads", "linear_num_value_heads", "mamba_n_heads",
        "n_embd", "n_head", "n_inner", "d_model", "d_ff", "num_heads")
WORDS, LENGTH, ROWS, STEPS = 12000, 384, 8, 2
MODELS = pathlib.Path(HERE.parent / "golden" / "models")
DECODERS = ("llama", "mistral", "qwen2", "qwen3", "qwen3_5", "gemma", "gemma2", "gemma3", "gemma4", "phi3", "smollm3", "gpt2",
            "ministral3", "olmo2", "olmo3", "exaone4", "hyperclovax", "granite", "granite4", "glm4")
ENCODERS = ("bert", "roberta", "electra-sequence", "modernbert")
ANSWERING = ("t5", "t5-v1_1")


def words_of(special):
    return special + [f"w{number}" for number in range(WORDS - len(special))]


def decoder_tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast
    words = {word: number for number, word in enumerate(words_of(proof.SPECIAL))}
    raw = Tokenizer(models.BPE(vocab=words, merges=[], unk_token="<|endoftext|>", ignore_merges=True))
    raw.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    fast = PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<|endoftext|>", pad_token="<|endoftext|>",
                                   additional_special_tokens=proof.SPECIAL[1:])
    fast.chat_template = proof.TEMPLATE
    return fast


def encoder_tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    raw = Tokenizer(models.WordPiece({word: number for number, word in enumerate(words_of(special))}, unk_token="[UNK]"))
    raw.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    raw.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                       special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    return PreTrainedTokenizerFast(tokenizer_object=raw, **dict(zip(names, special)))


def answering_tokenizer():
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast
    special = ["<pad>", "</s>", "<unk>"]
    pieces = [(word, 0.0) for word in special] + [("▁" + word, -5.0) for word in words_of(special)[3:]]
    raw = Tokenizer(models.Unigram(pieces, unk_id=2))
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    raw.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=raw, **dict(zip(("pad_token", "eos_token", "unk_token"), special)))


def make_model(name, folder):
    """The golden's config with many more heads and words, random weights, and a tokenizer of words."""
    import torch
    import transformers
    transformers.utils.logging.set_verbosity_error()
    config = json.loads((MODELS / name / "config.json").read_text())
    for key in WIDE:
        if isinstance(config.get(key), int):
            config[key] *= WIDER
    for key in ("vocab_size", "vocab_size_per_layer_input"):
        if key in config:
            config[key] = WORDS
    for key in ("max_position_embeddings", "n_positions"):
        if key in config:
            config[key] = 2 * LENGTH
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config))
    torch.manual_seed(1)
    made = transformers.AutoConfig.from_pretrained(folder)
    getattr(transformers, config["architectures"][0])(made).save_pretrained(folder)
    tokenizer = decoder_tokenizer if name in DECODERS else encoder_tokenizer if name in ENCODERS else answering_tokenizer
    tokenizer().save_pretrained(folder)


def write_rows(work):
    dice = random.Random(3)

    def words(count):
        return " ".join(f"w{dice.randrange(100, WORDS - 200)}" for _ in range(count))

    with open(work / "chats.jsonl", "w", encoding="utf-8") as chats, open(work / "labels.jsonl", "w", encoding="utf-8") as labels:
        for number in range(ROWS * STEPS):
            asked, answer = words(LENGTH), words(LENGTH)
            chats.write(json.dumps({"prompt": asked if number % 2 else words(8), "response": answer}) + "\n")
            labels.write(json.dumps({"text": asked, "label": "good" if number % 2 else "bad"}) + "\n")


def recipe_of(name, work, method, checkpointing, watched):
    quantization = "nf4" if method == "qlora" else "none"
    task = "sft" if name in DECODERS else "classification" if name in ENCODERS else "seq2seq"
    data = {"dataset": "labels" if name in ENCODERS else "chats"}
    recipe = {"recipe": 1, "name": name, "task": task, "model": str(work / name), "data": [data],
              "method": {"type": "full"} if method == "full" else
              {"type": "lora", "r": 16, "lora_alpha": 32, "target_modules": "all-linear"},
              "quantization": {"type": quantization}, "tokens": {"max_length": LENGTH, "max_target_length": LENGTH},
              "batch": {"per_device_train_batch_size": 2, "gradient_accumulation_steps": 1},
              "duration": {"max_steps": STEPS}, "compute": {"device": "cpu", "dtype": "fp32", "gradient_checkpointing": checkpointing},
              "evaluation": {"eval_steps": 0}, "checkpoints": {"save_steps": 0}}
    if watched:
        recipe["validation"] = [data]
        recipe["evaluation"] = {"eval_steps": 1, **({} if task == "classification" else {"sample_prompts": 2})}
        recipe["checkpoints"] = {"save_steps": 1}
    return recipe


def ratio(engine, work, recipe):
    """Planned over measured bytes of a run in a process and a project of its own: three hundred would fill a disk."""
    (work / "recipe.json").write_text(json.dumps(recipe))
    project = work / "p.luthier"
    engine.document("project", "new", project)
    for rows in ("chats", "labels"):
        engine.document("data", "import", project, work / f"{rows}.jsonl", "--name", rows)
    run = [event for event in engine.lines("train", project, "--recipe", work / "recipe.json") if event["event"] == "done"][-1]["run"]
    summary = engine.document("run", "show", project, run)["summary"]
    shutil.rmtree(project)
    return summary["planned_bytes"] / summary["peak_bytes"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", required=True)
    parser.add_argument("--only", action="append", help="this family; may come several times")
    arguments = parser.parse_args()
    off = []
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        engine = proof.Engine(arguments.engine, work)
        write_rows(work)
        for name in arguments.only or DECODERS + ENCODERS + ANSWERING:
            make_model(name, work / name)
            for method in ("lora", "qlora", "full"):
                for checkpointing in ("off", "on"):
                    for watched in (False, True):
                        planned = ratio(engine, work, recipe_of(name, work, method, checkpointing, watched))
                        off.append((planned - 1, f"{name}, {method}, checkpointing {checkpointing}{', watched' * watched}"))
                        print(f"        {off[-1][1]}: {100 * off[-1][0]:+.1f} %", flush=True)
            shutil.rmtree(work / name)
    worst, least = max(off, key=lambda one: abs(one[0])), min(off)
    table.row(f"plan against the measured peak, {len(off)} runs, median", 100 * statistics.median(abs(one) for one, _ in off), "% off", 3)
    table.row(f"plan against the measured peak, worst ({worst[1]})", 100 * abs(worst[0]), "% off", 8)
    table.row(f"plan below the measured peak, worst ({least[1]})", 100 * max(0.0, -least[0]), "% below", 3)


if __name__ == "__main__":
    main()
    table.finish()
