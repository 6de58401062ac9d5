"""A real model, as a person would use it: Qwen2.5-Coder-0.5B-Instruct and 300 rows of Korean small talk.

Inspect, chat in English and Korean, 20 steps of LoRA and of QLoRA (NF4), compare, chat with the adapter, merge, which goes
into the folder's own weights and refuses a folder that holds only codes. Beside it the reference stack: greedy answers of
the base, PEFT with the adapter (on bitsandbytes' codes for QLoRA), transformers with the merged model, which must end its
answers where Luthier does.
The plan is held against the run: its steps, its memory, its time (`--quiet-machine`: else the time is only printed).
A table that is not the head too is mapped, and of it only the rows of tokens that the text has: the plan has it whole, so
that its memory may be over what was taken by as much.

    $(installer/peers.sh) tests/golden/real_model.py --engine build/release/bin/luthier-engine --model DIR --rows ChatbotData.csv
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
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

import adapter_roundtrip
import proof

ROWS, ROWS_A_STEP, STEPS = 300, 15, 20
ANSWER_TOKENS, ALIKE_TOKENS = 48, 32
LOGIT_TOLERANCE = 2e-3  # of logits up to 30, after 24 layers in fp32
MEMORY_SHARE, TIME_SHARE = 0.05, 0.25
QUESTIONS = ["What is the capital of France? Answer in one sentence.", "Write a Python function that adds two numbers.",
             "안녕하세요? 오늘 기분이 어때요?", "대한민국의 수도는 어디인가요? 한 문장으로 답해 주세요."]
RECIPE = {"recipe": 1, "name": "small talk", "data": [{"dataset": "talk"}], "method": {"type": "lora", "r": 16, "lora_alpha": 32},
          "tokens": {"max_length": 256, "packing": False}, "optimizer": {"learning_rate": 2e-4},
          "schedule": {"type": "linear", "warmup_steps": 2}, "batch": {"per_device_train_batch_size": 5, "gradient_accumulation_steps": 3},
          "duration": {"num_train_epochs": 1}, "evaluation": {"eval_steps": 0}, "checkpoints": {"save_steps": 0}}
TUNINGS = {"lora": {"type": "none"}, "qlora": {"type": "nf4", "double_quant": True}}


def conversation(question):
    return [{"role": "user", "content": question}]


def answers(engine, work, model, adapter=None, tokens=ANSWER_TOKENS, quantize="none"):
    """Greedy answers to the questions, as `generate` gives them."""
    file = work / "asked.jsonl"
    file.write_text("".join(json.dumps(conversation(question), ensure_ascii=False) + "\n" for question in QUESTIONS), encoding="utf-8")
    extra = ["--adapter", adapter] if adapter else []
    return engine.lines("generate", model, "--messages", file, "--max-new-tokens", tokens, "--dtype", "fp32", "--quantize", quantize,
                        *extra)


def ends_of(model):
    ends = model.generation_config.eos_token_id
    return ends if isinstance(ends, list) else [ends]


def reference_ids(model, tokenizer, tokens):
    """Of the greedy answers by transformers, which ends where the folder's generation_config.json says."""
    for question in QUESTIONS:
        ids = tokenizer.apply_chat_template(conversation(question), add_generation_prompt=True, return_tensors="pt", return_dict=True)
        with torch.no_grad():
            yield model.generate(**ids, max_new_tokens=tokens, do_sample=False)[0, ids["input_ids"].shape[1]:].tolist()


def reference_answers(folder):
    model, tokenizer = proof.load(folder).eval(), AutoTokenizer.from_pretrained(folder)
    return [{"text": tokenizer.decode(ids, skip_special_tokens=True),
             "finish_reason": "stop" if ids[-1] in ends_of(model) else "length"}
            for ids in reference_ids(model, tokenizer, ANSWER_TOKENS)]


def check_answers(report, what, ours, theirs):
    for question, mine, expected in zip(QUESTIONS, ours, theirs):
        mine = {key: mine[key] for key in ("text", "finish_reason")}
        report.check(f"{what}: {question}", mine == expected, f"\n  Luthier      {mine}\n  transformers {expected}")
        print(f"     {mine['finish_reason']}: {mine['text'][:90]!r}")


def prepare(engine, work, rows):
    """A project with the first rows of the CSV."""
    with open(rows, encoding="utf-8", newline="") as file:
        talk = [row for row in csv.DictReader(file)][:ROWS]
    proof.write_rows(work / "talk.jsonl", [{"prompt": row["Q"], "response": row["A"]} for row in talk])
    project = work / "talk.luthier"
    engine.document("project", "new", project)
    engine.document("data", "import", project, work / "talk.jsonl", "--name", "talk")
    return project


def gathered_bytes(model):
    """Of the token table, when it is not the head too."""
    config = json.loads((model / "config.json").read_text())
    return 0 if config["tie_word_embeddings"] else config["vocab_size"] * config["hidden_size"] * 2


def check_plan(engine, report, project, plan, events, run, quiet, gathered):
    """What was planned before the run against what the run was; `gathered` bytes of the weights may never be read."""
    steps = [event for event in events if event["event"] == "step"]
    summary = engine.document("run", "show", project, run)["summary"]
    report.check(f"plan: {len(steps)} steps", plan["steps"] == len(steps) == STEPS, f"{plan['steps']} planned, {len(steps)} taken")
    planned, taken = plan["peak_bytes"], summary["peak_bytes"]
    report.check(f"plan: memory {planned / 1e9:.2f} GB, of it {gathered / 1e9:.2f} GB as far as rows are read; measured {taken / 1e9:.2f} GB",
                 (1 - MEMORY_SHARE) * taken <= planned and planned - gathered <= (1 + MEMORY_SHARE) * taken)
    seconds = sum(step["tokens"] / step["tokens_per_second"] for step in steps)
    time = plan["seconds_total"] / seconds - 1
    report.check(f"plan: time {plan['seconds_total']:.1f} s, measured {seconds:.1f} s ({time:+.1%})", abs(time) <= TIME_SHARE or not quiet)
    losses = [step["loss"] for step in steps]
    report.check(f"training: loss {losses[0]:.2f} to {losses[-1]:.2f}", sum(losses[-5:]) < sum(losses[:5]))
    return taken


def check_comparison(engine, report, project, run):
    *rows, last = engine.lines("compare", project, "--run", run, "--dataset", "talk", "--limit", 6, "--max-new-tokens", 24)
    base, adapted = last["summary"]["base"]["loss"], last["summary"]["adapted"]["loss"]
    report.check(f"compare: 6 rows, loss {base:.2f} before and {adapted:.2f} after", len(rows) == 6 and adapted < base)
    for row in rows[:3]:
        print(f"     {row['prompt']!r}: {row['base'][:40]!r} | {row['adapted'][:40]!r}")


def adapted_reference(model, adapter, quantization):
    """PEFT's model. On codes it stays as in training, without dropout: else bitsandbytes computes in bf16."""
    if quantization["type"] == "none":
        return PeftModel.from_pretrained(proof.load(model), adapter).eval()
    codes = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.float32,
                               bnb_4bit_use_double_quant=quantization["double_quant"])
    base = AutoModelForCausalLM.from_pretrained(model, quantization_config=codes, device_map="cpu", **proof.EXACT)
    return PeftModel.from_pretrained(base, adapter).train()


def check_adapter(engine, work, report, name, model, adapter, quantization):
    """Logits, and the first ids of the answers, of PEFT with the same adapter. Gives PEFT's model."""
    adapter_roundtrip.load_strictly(model, adapter, report, name)
    peft, tokenizer = adapted_reference(model, adapter, quantization), AutoTokenizer.from_pretrained(model)
    prompts = [tokenizer.apply_chat_template(conversation(question), return_dict=True)["input_ids"] for question in QUESTIONS]
    difference = 0.0
    for ids in prompts:
        with torch.no_grad():
            expected = peft(input_ids=torch.tensor([ids])).logits[0].float()
        got = engine.logits(work, model, ids, adapter, options=["--quantize", quantization["type"]])
        difference = max(difference, float((got - expected).abs().max()))
    report.compare(f"{name}: logits of PEFT", difference, LOGIT_TOLERANCE)
    ours = answers(engine, work, model, adapter, ALIKE_TOKENS, quantization["type"])
    ends = ends_of(peft)
    for question, mine, expected in zip(QUESTIONS, ours, reference_ids(peft, tokenizer, ALIKE_TOKENS)):
        without_end = lambda ids: ids[:-1] if ids and ids[-1] in ends else ids
        report.check(f"{name}: {len(expected)} ids of PEFT: {question}", without_end(mine["ids"]) == without_end(expected),
                     f"\n  Luthier {mine['ids']}\n  PEFT    {expected}")
        print(f"     {mine['finish_reason']}: {mine['text'][:90]!r}")
    return peft


def check_merge(engine, work, report, name, model, adapter):
    """Into the folder's own weights, whatever was trained upon."""
    merged = work / f"{name}-merged"
    engine.document("merge", model, "--adapter", adapter, "--out", merged)
    before, after = (json.loads((folder / "generation_config.json").read_text())["eos_token_id"] for folder in (model, merged))
    report.check(f"{name} merge: ends {after}", set(before) <= set(after))
    check_answers(report, f"{name} merged", answers(engine, work, merged), reference_answers(merged))
    shutil.rmtree(merged)


def check_refused_merge(engine, work, report, name, peft, model):
    """A folder of codes, as transformers saves it, has no weights that an adapter could go into. The adapter is PEFT's copy,
    which does not tell another folder as its base."""
    codes, adapter = work / "codes", work / "peft-adapter"
    peft.save_pretrained(adapter)
    peft.unload().save_pretrained(codes)
    AutoTokenizer.from_pretrained(model).save_pretrained(codes)
    code = engine.refusal("merge", codes, "--adapter", adapter, "--out", work / "refused")
    report.check(f"{name} merge into codes: refused", code == "merge.quantised_base", code)
    shutil.rmtree(codes)


def tune(engine, work, report, name, model, project, arguments):
    """Plans, trains, compares, chats and merges; gives the memory that training took."""
    quantization, recipe = TUNINGS[name], work / f"{name}.json"
    recipe.write_text(json.dumps({**RECIPE, "model": str(model), "quantization": quantization}), encoding="utf-8")
    print(f"---- {name}")
    plan = engine.document("plan", project, "--recipe", recipe)
    events = engine.lines("train", project, "--recipe", recipe)
    run = [event for event in events if event["event"] == "done"][-1]["run"]
    taken = check_plan(engine, report, project, plan, events, run, arguments.quiet_machine, gathered_bytes(model))
    check_comparison(engine, report, project, run)
    adapter = project / "runs" / run / "adapter"
    peft = check_adapter(engine, work, report, name, model, adapter, quantization)
    if quantization["type"] != "none":
        check_refused_merge(engine, work, report, name, peft, model)
    del peft
    check_merge(engine, work, report, name, model, adapter)
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", required=True, help="path of luthier-engine")
    parser.add_argument("--model", required=True, type=pathlib.Path)
    parser.add_argument("--rows", required=True, type=pathlib.Path)
    parser.add_argument("--only", choices=list(TUNINGS), action="append", help="only this tuning")
    parser.add_argument("--quiet-machine", action="store_true", help="nothing else runs: hold the planned time too")
    arguments = parser.parse_args()
    for needed in (arguments.model / "model.safetensors", arguments.rows):
        if not needed.exists():
            print(f"skipped: {needed} is not there")
            return 0
    torch.set_num_threads(2)
    report, work = proof.Report(), pathlib.Path(tempfile.mkdtemp(prefix="real-model-"))
    engine, model = proof.Engine(arguments.engine, work), arguments.model.resolve()
    seen = engine.document("model", "inspect", model)
    report.check(f"inspect: {seen['model_type']}, {seen['parameters'] / 1e6:.0f} million parameters", seen["supported"] and seen["has_chat_template"])
    check_answers(report, "base", answers(engine, work, model), reference_answers(model))
    engine.document("devices", "--measure")
    project = prepare(engine, work, arguments.rows)
    taken = {name: tune(engine, work, report, name, model, project, arguments) for name in arguments.only or TUNINGS}
    if len(taken) == len(TUNINGS):
        small, whole = taken["qlora"], taken["lora"]
        report.check(f"memory: {small / 1e9:.2f} GB of QLoRA, {whole / 1e9:.2f} GB of LoRA", small < whole)
    shutil.rmtree(work)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
