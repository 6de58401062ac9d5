"""A real GGUF file, as a person would use it: Qwen2.5-Coder-0.5B-Instruct in Q4_K_M and 300 rows of Korean small talk.

Inspect, chat in English and Korean, 20 steps of LoRA on the quantised weights, compare, chat with the adapter. Beside it
transformers, which reads the values out of the same file, and PEFT with the adapter on them. The plan is held against the
run, and the memory that training took is told.

    $(installer/peers.sh) tests/golden/real_gguf.py --engine build/release/bin/luthier-engine --gguf FILE --model DIR --rows CSV
"""
import argparse
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

import proof
from real_model import ANSWER_TOKENS, LOGIT_TOLERANCE, QUESTIONS, RECIPE, STEPS, answers, check_comparison, conversation, prepare, reference_ids

MOST_BYTES = 1.2e9  # that training may take: small rows, layers kept one at a time
METHOD = {"batch": {"per_device_train_batch_size": 1, "gradient_accumulation_steps": 15}, "compute": {"gradient_checkpointing": "on"}}


def values_of(file):
    return AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.float32).eval()


def check_answers(report, what, ours, model, tokenizer):
    for question, mine, expected in zip(QUESTIONS, ours, reference_ids(model, tokenizer, ANSWER_TOKENS)):
        report.check(f"{what}: ids of transformers: {question}", mine["ids"] == expected, f"\n  {mine['ids']}\n  {expected}")
        print(f"     {mine['text'][:90]!r}")


def check_logits(engine, work, report, what, file, model, tokenizer, adapter=None):
    difference = 0.0
    for question in QUESTIONS:
        ids = tokenizer.apply_chat_template(conversation(question), return_dict=True)["input_ids"]
        with torch.no_grad():
            expected = model(input_ids=torch.tensor([ids])).logits[0].float()
        difference = max(difference, float((engine.logits(work, file, ids, adapter) - expected).abs().max()))
    report.compare(f"{what}: logits", difference, LOGIT_TOLERANCE)


def check_tokens(engine, report, file, tokenizer):
    for text in QUESTIONS + ["", " 1,234.5  \n\n\t", "def f(x):  # \uc8fc\uc11d\n    return x", "e\u0301 \U0001f3bb"]:
        got = engine.document("tokenize", file, "--text", text)["ids"]
        report.check(f"tokens: {text[:30]!r}", got == tokenizer(text)["input_ids"], f"{got}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", required=True, help="path of luthier-engine")
    parser.add_argument("--gguf", required=True, type=pathlib.Path)
    parser.add_argument("--model", required=True, type=pathlib.Path, help="its Hugging Face folder, for the tokenizer")
    parser.add_argument("--rows", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    for needed in (arguments.gguf, arguments.model / "tokenizer.json", arguments.rows):
        if not needed.exists():
            print(f"skipped: {needed} is not there")
            return 0
    torch.set_num_threads(2)
    report, work = proof.Report(), pathlib.Path(tempfile.mkdtemp(prefix="real-gguf-"))
    engine, file = proof.Engine(arguments.engine, work), arguments.gguf.resolve()
    seen = engine.document("model", "inspect", file)
    report.check(f"inspect: {seen['family']}, {seen['dtype']}", seen["supported"] and seen["has_chat_template"])
    tokenizer, values = AutoTokenizer.from_pretrained(arguments.model), values_of(file)
    check_tokens(engine, report, file, tokenizer)
    check_logits(engine, work, report, "base", file, values, tokenizer)
    check_answers(report, "base", answers(engine, work, file), values, tokenizer)
    del values
    project, recipe = prepare(engine, work, arguments.rows), work / "recipe.json"
    recipe.write_text(json.dumps({**RECIPE, **METHOD, "model": str(file)}), encoding="utf-8")
    plan = engine.document("plan", project, "--recipe", recipe)
    events = engine.lines("train", project, "--recipe", recipe)
    run = [event for event in events if event["event"] == "done"][-1]["run"]
    losses = [event["loss"] for event in events if event["event"] == "step"]
    report.check(f"training: {len(losses)} steps, loss {losses[0]:.2f} to {losses[-1]:.2f}",
                 len(losses) == STEPS and sum(losses[-5:]) < sum(losses[:5]))
    taken = engine.document("run", "show", project, run)["summary"]["peak_bytes"]
    report.check(f"memory: {taken / 1e9:.2f} GB taken, {plan['peak_bytes'] / 1e9:.2f} GB planned",
                 taken <= MOST_BYTES and taken <= 1.05 * plan["peak_bytes"])
    check_comparison(engine, report, project, run)
    adapter = project / "runs" / run / "adapter"
    peft = PeftModel.from_pretrained(values_of(file), adapter).eval()
    check_logits(engine, work, report, "adapter", file, peft, tokenizer, adapter)
    shutil.rmtree(work)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
