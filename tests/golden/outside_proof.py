"""The outside proof: what Luthier trains, transformers and PEFT train too.

For LoRA on Llama, Qwen2, GPT-2, Qwen3, Gemma 2 and Phi-3 and for full fine-tuning on Llama, Luthier trains 50 steps through its command line.
Then this script trains the same a second time with transformers and PEFT alone, from what a stranger can see: the rows
of `data export`, the frozen recipe of `run show`, the model folder and, for LoRA, the PEFT adapter that the recipe
started from. The loss must agree at every step, and so must the logits of what both made in the end.

    $(installer/peers.sh) tests/golden/outside_proof.py --engine build/release/bin/luthier-engine [--only llama-lora]
"""
import argparse
import itertools
import json
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoTokenizer, get_scheduler

import proof

LOSS_TOLERANCE = 1e-4
LOGIT_TOLERANCE = 1e-3
STEPS = 50
ROWS = 40
LORA = {"type": "lora", "r": 4, "lora_alpha": 8, "lora_dropout": 0.0}

# Between them: every schedule shape with warm-up, decay on and off, clipping that bites, accumulation, truncation.
CASES = {
    "llama-lora": ("llama", {
        "method": {**LORA, "target_modules": "all-linear"},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "weight_decay": 0.01, "max_grad_norm": 0.3},
        "schedule": {"type": "cosine", "warmup_steps": 5}}),
    "qwen2-lora": ("qwen2", {
        "method": {**LORA, "target_modules": ["q_proj", "v_proj", "down_proj"], "use_rslora": True},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "betas": [0.9, 0.95], "max_grad_norm": 1.0},
        "schedule": {"type": "linear", "warmup_steps": 3}}),
    "gpt2-lora": ("gpt2", {
        "method": {**LORA, "target_modules": "all-linear"},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "max_grad_norm": 1.0},
        "schedule": {"type": "constant_with_warmup", "warmup_steps": 4}}),
    "qwen3-lora": ("qwen3", {
        "method": {**LORA, "target_modules": "all-linear"},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "max_grad_norm": 1.0},
        "schedule": {"type": "cosine", "warmup_steps": 5}}),
    "gemma2-lora": ("gemma2", {
        "method": {**LORA, "target_modules": "all-linear"},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "max_grad_norm": 1.0},
        "schedule": {"type": "linear", "warmup_steps": 3}}),
    "phi3-lora": ("phi3", {
        "method": {**LORA, "target_modules": "all-linear"},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "max_grad_norm": 1.0},
        "schedule": {"type": "linear", "warmup_steps": 3}}),
    "llama-full": ("llama", {
        "method": {"type": "full"},
        "optimizer": {"type": "adamw", "learning_rate": 1e-3, "weight_decay": 0.1, "max_grad_norm": 1.0},
        "schedule": {"type": "linear", "warmup_steps": 5}}),
}


def make_recipe(work, model, options):
    recipe = {
        "recipe": 1, "name": "outside-proof", "model": str(model), "task": "sft", "data": [{"dataset": "proof"}],
        "template": {"source": "model"},
        "tokens": {"max_length": 160, "packing": False, "assistant_only_loss": True, "overlong": "truncate"},
        "batch": {"per_device_train_batch_size": 2, "gradient_accumulation_steps": 2},
        "duration": {"num_train_epochs": STEPS * 4 // ROWS},
        "compute": {"device": "cpu", "dtype": "fp32"},
        "evaluation": {"eval_steps": 1000, "sample_prompts": 0}, "checkpoints": {"save_steps": 1000},
        "seed": 42, "shuffle": False, **options,
    }
    if recipe["method"]["type"] == "lora":
        recipe["method"] = {**recipe["method"], "init_adapter": str(make_init_adapter(work, model, recipe["method"]))}
    path = work / "recipe.json"
    path.write_text(json.dumps(recipe, indent=2), encoding="utf-8")
    return path


def make_init_adapter(work, model, method):
    """Where both start from: PEFT's own initial weights."""
    torch.manual_seed(11)
    folder = work / "init_adapter"
    adapted = get_peft_model(proof.load(model), LoraConfig(
        task_type="CAUSAL_LM", r=method["r"], lora_alpha=method["lora_alpha"], lora_dropout=0.0,
        target_modules=method["target_modules"], use_rslora=method.get("use_rslora", False),
        fan_in_fan_out=model.name == "gpt2"))
    adapted.save_pretrained(folder)
    return folder


def train_with_luthier(engine, work, conversations, recipe):
    """Losses by step and the id of the run."""
    project = work / "proof.luthier"
    engine.document("project", "new", project)
    engine.document("data", "import", project, proof.write_rows(work / "rows.jsonl", conversations), "--name", "proof")
    events = engine.lines("train", project, "--recipe", recipe)
    losses = {event["step"]: event["loss"] for event in events if event["event"] == "step"}
    finished = [event for event in events if event["event"] == "done"]
    if not finished or finished[-1]["state"] != "done":
        raise SystemExit(f"the run did not end well: {events[-3:]}")
    return project, losses, finished[-1]["run"]


def encode(tokenizer, messages, max_length):
    """Ids and the trained mask as transformers gives them; the first id of a row is never a target."""
    encoded = tokenizer.apply_chat_template(messages, tokenize=True, return_dict=True, return_assistant_tokens_mask=True)
    ids = torch.tensor(encoded["input_ids"][:max_length])
    mask = torch.tensor(encoded["assistant_masks"][:max_length])
    mask[0] = 0
    return ids, mask


def parameter_groups(model, weight_decay):
    """As transformers' Trainer: biases and norms do not decay."""
    decayed, plain = [], []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            is_norm = "norm" in name or ".ln_" in name
            (plain if name.endswith("bias") or is_norm else decayed).append(parameter)
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}]


def train_with_transformers(recipe, conversations, steps):
    """The same run by transformers and PEFT; reads nothing that a stranger would not have."""
    model = proof.load(recipe["model"])
    method = recipe["method"]
    if method["type"] == "lora":
        model = PeftModel.from_pretrained(model, method["init_adapter"], is_trainable=True)
    model.train()
    tokenizer = AutoTokenizer.from_pretrained(recipe["model"])
    data = [encode(tokenizer, row["messages"], recipe["tokens"]["max_length"]) for row in conversations]
    options, schedule, batch = recipe["optimizer"], recipe["schedule"], recipe["batch"]
    optimizer = torch.optim.AdamW(parameter_groups(model, options["weight_decay"]), lr=options["learning_rate"],
                                  betas=tuple(options["betas"]), eps=options["eps"])
    rates = get_scheduler(schedule["type"], optimizer, num_warmup_steps=schedule["warmup_steps"], num_training_steps=steps)
    rows_a_step = batch["per_device_train_batch_size"] * batch["gradient_accumulation_steps"]
    endless = itertools.cycle(data)
    losses = []
    for _ in range(steps):
        taken = [next(endless) for _ in range(rows_a_step)]
        trained = sum(int(mask.sum()) for _, mask in taken)
        total = 0.0
        for ids, mask in taken:
            logits = model(input_ids=ids[None], use_cache=False).logits[0].float()
            token_losses = torch.nn.functional.cross_entropy(logits[:-1], ids[1:], reduction="none")
            loss = (token_losses * mask[1:]).sum() / trained
            loss.backward()
            total += float(loss.detach())
        losses.append(total)
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], options["max_grad_norm"])
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
    model.eval()
    return model, losses, data


def prove(engine, name, report):
    family, options = CASES[name]
    failures = report.failures
    work = pathlib.Path(tempfile.mkdtemp(prefix=f"outside-proof-{name}-"))
    conversations = proof.rows(ROWS)
    model = proof.make_model(work / family, family, proof.texts_of(conversations))
    project, ours, run = train_with_luthier(engine, work, conversations, make_recipe(work, model, options))

    exported = work / "exported.jsonl"
    engine.document("data", "export", project, "proof", exported, "--format", "messages")
    rows = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    report.check(f"{name}: data export gives the {ROWS} rows", rows == conversations)
    recipe = engine.document("run", "show", project, run)["recipe"]
    trained, theirs, data = train_with_transformers(recipe, rows, STEPS)

    report.check(f"{name}: {STEPS} steps were reported", sorted(ours) == list(range(1, STEPS + 1)), str(sorted(ours)))
    worst = max(abs(ours.get(step + 1, float("inf")) - loss) for step, loss in enumerate(theirs))
    report.compare(f"{name}: loss at the worst of {STEPS} steps ({theirs[0]:.3f} to {theirs[-1]:.3f})", worst, LOSS_TOLERANCE)
    report.check(f"{name}: some rows were cut off", any(len(ids) == recipe["tokens"]["max_length"] for ids, _ in data))

    artefact = project / "runs" / run / ("adapter" if recipe["method"]["type"] == "lora" else "model")
    difference = 0.0
    for ids, _ in data[:5]:
        with torch.no_grad():
            expected = trained(input_ids=ids[None], use_cache=False).logits[0]
        got = (engine.logits(work, model, ids.tolist(), artefact) if artefact.name == "adapter"
               else engine.logits(work, artefact, ids.tolist()))
        difference = max(difference, float((got - expected).abs().max()))
    report.compare(f"{name}: final logits", difference, LOGIT_TOLERANCE)
    if report.failures == failures:
        shutil.rmtree(work)
    else:
        print(f"     what was made lies in {work}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", required=True, help="path of luthier-engine")
    parser.add_argument("--only", choices=list(CASES), action="append", help="only this case (may be repeated)")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    report = proof.Report()
    with tempfile.TemporaryDirectory(prefix="outside-proof-state-") as state:
        engine = proof.Engine(arguments.engine, pathlib.Path(state))
        for name in arguments.only or CASES:
            prove(engine, name, report)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
