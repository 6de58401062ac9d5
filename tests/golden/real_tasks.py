"""Two tasks on real rows, as a person would do them.

DPO: Qwen2.5-Coder-0.5B-Instruct learns which of two answers is better from a hundred pairs; the margin between the better
and the worse answer must have grown on pairs that it has not seen, and PEFT with its adapter must see that margin too.
Labels: a BERT-shaped model from random weights learns whether a review is good, on rows that never share a text with those
it is asked about; beside it scikit-learn's TF-IDF with logistic regression on the same rows, by words and by parts of words.

    $(installer/peers.sh) tests/golden/real_tasks.py --engine build/release/bin/luthier-engine --model DIR --data ../shared/data/datasets
"""
import argparse
import csv
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import torch
from peft import PeftModel
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoModelForCausalLM, AutoTokenizer, BertConfig, BertForMaskedLM, PreTrainedTokenizerFast

import proof

PAIRS, HELD_OUT = 100, 30
BETA, MARGIN_TOLERANCE = 0.1, 2e-3
DPO = {"recipe": 1, "name": "better answers", "task": "dpo", "preference": {"beta": BETA}, "method": {"type": "lora", "r": 16, "lora_alpha": 32},
       "data": [{"dataset": "train"}], "validation": [{"dataset": "held"}], "tokens": {"max_length": 512}, "optimizer": {"learning_rate": 5e-5},
       "schedule": {"type": "linear", "warmup_steps": 2}, "batch": {"per_device_train_batch_size": 1, "gradient_accumulation_steps": 10},
       "duration": {"num_train_epochs": 1}, "evaluation": {"eval_steps": 10, "eval_on_start": True, "sample_prompts": 0},
       "checkpoints": {"save_steps": 0}}
REACH = 0.93  # of the accuracy of TF-IDF
LABELS = {"recipe": 1, "name": "reviews", "task": "classification", "method": {"type": "full"},
          "data": [{"dataset": "reviews", "split": "train"}], "tokens": {"max_length": 96}, "optimizer": {"learning_rate": 5e-4},
          "schedule": {"type": "linear", "warmup_steps": 60}, "batch": {"per_device_train_batch_size": 32, "gradient_accumulation_steps": 1},
          "duration": {"num_train_epochs": 5}, "evaluation": {"eval_steps": 0}, "checkpoints": {"save_steps": 0}}


def pairs(data):
    """The shortest of the shared preferences: a hundred to learn from, and others."""
    rows = json.loads((data / "llamafactory/dpo_en_demo.json").read_text(encoding="utf-8"))
    rows = [row for place, row in enumerate(rows) if row not in rows[:place]]  # some are there twice
    rows.sort(key=lambda row: sum(len(turn["value"]) for turn in [*row["conversations"], row["chosen"], row["rejected"]]))
    rows = rows[:PAIRS + HELD_OUT]
    held = rows[:: len(rows) // HELD_OUT][:HELD_OUT]
    return [row for row in rows if row not in held], held


def said(model, tokenizer, row, side):
    """The logarithm of how likely the answer is."""
    roles = {"human": "user", "gpt": "assistant", "system": "system"}
    asked = [{"role": roles[turn["from"]], "content": turn["value"]} for turn in row["conversations"]]
    start = tokenizer.apply_chat_template(asked, add_generation_prompt=True, return_dict=True)["input_ids"]
    whole = tokenizer.apply_chat_template([*asked, {"role": "assistant", "content": row[side]["value"]}], return_dict=True)["input_ids"]
    end = whole.index(tokenizer.convert_tokens_to_ids("<|im_end|>"), len(start)) + 1
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([whole[:end]])).logits[0].float().log_softmax(-1)
    return float(sum(logits[place - 1, whole[place]] for place in range(len(start), end)))


def margin(model, base, tokenizer, rows):
    """As DPO has it, by the reference stack."""
    def of(row):
        better, worse = (said(model, tokenizer, row, side) - said(base, tokenizer, row, side) for side in ("chosen", "rejected"))
        return BETA * (better - worse)
    return sum(map(of, rows)) / len(rows)


def check_pairs(report, engine, work, model, data):
    project, recipe = work / "pairs.luthier", work / "dpo.json"
    engine.document("project", "new", project)
    for name, rows in zip(("train", "held"), pairs(data)):
        (work / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
        taken = engine.document("data", "import", project, work / f"{name}.json", "--name", name)
        report.check(f"{len(rows)} pairs to {name}: {taken['layout']}", taken["layout"] == "preference")
    recipe.write_text(json.dumps({**DPO, "model": str(model)}), encoding="utf-8")
    done = [event for event in engine.lines("train", project, "--recipe", recipe) if event["event"] == "done"][-1]
    series = engine.document("run", "metrics", project, done["run"])["series"]
    margins, right = (series[f"evaluation.rewards.{name}"] for name in ("margins", "accuracies"))
    report.check(f"DPO: margin of {HELD_OUT} held-out pairs {margins[0][1]:.4f} to {margins[-1][1]:.4f}, "
                 f"told apart {right[-1][1]:.0%}, loss {series['loss'][0][1]:.4f} to {series['loss'][-1][1]:.4f}",
                 abs(margins[0][1]) < 1e-3 and margins[-1][1] > 0.02 and right[-1][1] > 0.5)
    tokenizer = AutoTokenizer.from_pretrained(model)
    base = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32).eval()
    tuned = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32),
                                      project / "runs" / done["run"] / "adapter").eval()
    report.compare("DPO: the margin that PEFT sees with the adapter", abs(margin(tuned, base, tokenizer, pairs(data)[1]) - margins[-1][1]),
                   MARGIN_TOLERANCE)


def make_bert(folder, texts):
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    raw = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    raw.normalizer, raw.pre_tokenizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False), pre_tokenizers.BertPreTokenizer()
    raw.decoder = decoders.WordPiece()
    raw.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=6000, special_tokens=special, show_progress=False))
    raw.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                       special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    fast = PreTrainedTokenizerFast(tokenizer_object=raw, model_input_names=["input_ids", "token_type_ids", "attention_mask"],
                                   **dict(zip(names, special)))
    torch.manual_seed(1)
    BertForMaskedLM(BertConfig(vocab_size=len(fast), hidden_size=128, num_hidden_layers=2, num_attention_heads=4, intermediate_size=256,
                               max_position_embeddings=128, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)).save_pretrained(folder)
    fast.save_pretrained(folder)


def written(engine, work, project, split):
    """The rows of a split as Luthier writes them: texts and labels."""
    file = work / f"{split}.csv"
    engine.document("data", "export", project, "reviews", file, "--format", "csv", "--split", split, "--raw-cells")
    with open(file, encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return [row["document"] for row in rows], [row["label"] for row in rows]


def check_labels(report, engine, work, data):
    project, recipe = work / "labels.luthier", work / "labels.json"
    engine.document("project", "new", project)
    engine.document("data", "import", project, data / "nsmc/reviews_a.tsv", "--name", "reviews", "--role", "document=text", "--role", "label=label")
    engine.document("data", "split", project, "reviews", "--ratio", "train=0.8,test=0.2", "--group", "document")
    (texts, labels), (asked, truth) = (written(engine, work, project, split) for split in ("train", "test"))
    report.check(f"{len(texts)} rows to learn, {len(asked)} to be asked, no text on both sides", not set(texts) & set(asked))
    make_bert(work / "bert", texts)
    recipe.write_text(json.dumps({**LABELS, "model": str(work / "bert")}), encoding="utf-8")
    done = [event for event in engine.lines("train", project, "--recipe", recipe) if event["event"] == "done"][-1]
    summary = engine.lines("compare", project, "--run", done["run"], "--dataset", "reviews", "--split", "test")[-1]["summary"]
    ours = summary["adapted"]["metrics"]["accuracy"]
    for what, how in (("words", {}), ("parts of words", {"analyzer": "char_wb", "ngram_range": (1, 4)})):
        vectors = TfidfVectorizer(**how)
        peer = LogisticRegression(max_iter=1000).fit(vectors.fit_transform(texts), labels)
        theirs = float((peer.predict(vectors.transform(asked)) == truth).mean())
        report.check(f"labels: accuracy {ours:.3f}, TF-IDF by {what} {theirs:.3f}: {ours / theirs:.3f} of it", ours >= REACH * theirs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", required=True, help="path of luthier-engine")
    parser.add_argument("--model", required=True, type=pathlib.Path)
    parser.add_argument("--data", required=True, type=pathlib.Path, help="shared/data/datasets")
    arguments = parser.parse_args()
    report, work = proof.Report(), pathlib.Path(tempfile.mkdtemp(prefix="real-tasks-"))
    engine = proof.Engine(arguments.engine, work)
    if not arguments.data.exists():
        print(f"skipped: {arguments.data} is not there")
        return 0
    check_labels(report, engine, work, arguments.data)
    if (arguments.model / "config.json").exists():
        torch.set_num_threads(2)
        check_pairs(report, engine, work, arguments.model, arguments.data)
    else:
        print(f"skipped: {arguments.model} is not there")
    shutil.rmtree(work)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
