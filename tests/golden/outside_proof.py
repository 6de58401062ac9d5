"""The outside proof: what Luthier trains, transformers and PEFT train too.

LoRA on Llama, Qwen2, GPT-2, Qwen3, Gemma 2 and Phi-3, on T5 as it learns answers and on BERT as it learns labels, DoRA on
Llama, LoRA on Llama and GPT-2 quantised as bitsandbytes does it, all of Llama (with moments in eight bits as well) and T5:
Luthier trains 50 steps through its command line. Then this script trains the same a second time with transformers, PEFT
and bitsandbytes alone, from what a stranger can see: the rows of `data export`, the frozen recipe of `run show`, the model
folder and, for LoRA, the PEFT adapter that the recipe started from. The loss must agree at every step, and so must the
weights and the logits of what both made in the end.

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

import bitsandbytes
import torch
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoTokenizer, BitsAndBytesConfig, Trainer, get_scheduler

import proof
from proof_tasks import TASKS, read_exported

# Of losses, weights and logits: on the weights as they are, and on weights in the codes of bitsandbytes; and with moments
# in them, where gradients that differ in their last places get another code at a border (AdamW whole is 1e-3 off in loss).
EXACT = (1e-4, 1e-4, 1e-3)
QUANTISED = (1e-3, 1e-3, 1e-3)
MOMENTS = (3e-4, 4e-3, 2e-2)
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
    "llama-full-8bit": ("llama", {
        "method": {"type": "full"},
        "optimizer": {"type": "adamw_8bit", "learning_rate": 1e-3, "weight_decay": 0.1, "max_grad_norm": 1.0},
        "schedule": {"type": "linear", "warmup_steps": 5}}),
    "llama-dora": ("llama", {
        "method": {**LORA, "target_modules": "all-linear", "use_dora": True},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "weight_decay": 0.1, "max_grad_norm": 1.0},
        "schedule": {"type": "cosine", "warmup_steps": 5}}),
    "t5-lora": ("t5-v1_1", {
        "task": "seq2seq", "method": {**LORA, "target_modules": "all-linear"},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "max_grad_norm": 1.0},
        "schedule": {"type": "cosine", "warmup_steps": 5}}),
    "t5-full": ("t5", {
        "task": "seq2seq", "method": {"type": "full"},
        "optimizer": {"type": "adamw", "learning_rate": 1e-3, "weight_decay": 0.5, "max_grad_norm": 1.0},
        "schedule": {"type": "linear", "warmup_steps": 5}}),
    "bert-lora": ("bert-sequence", {
        "task": "classification", "method": {**LORA, "target_modules": ["query", "value", "output.dense"]},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "weight_decay": 0.01, "max_grad_norm": 1.0},
        "schedule": {"type": "linear", "warmup_steps": 5}}),
    # Without a head for labels: pooler and classifier are new, and trained whole.
    "bert-new-head-lora": ("bert", {
        "task": "classification", "method": {**LORA, "target_modules": ["query", "key", "value", "intermediate.dense"]},
        "optimizer": {"type": "adamw", "learning_rate": 3e-3, "weight_decay": 0.01, "max_grad_norm": 1.0},
        "schedule": {"type": "cosine", "warmup_steps": 5}}),
    "llama-nf4": ("llama-even", {
        "method": {**LORA, "target_modules": "all-linear"}, "quantization": {"type": "nf4", "double_quant": True},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "weight_decay": 0.01, "max_grad_norm": 1.0},
        "schedule": {"type": "cosine", "warmup_steps": 5}}),
    "gpt2-nf4": ("gpt2", {
        "method": {**LORA, "target_modules": "all-linear"}, "quantization": {"type": "nf4", "double_quant": False},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "max_grad_norm": 1.0},
        "schedule": {"type": "linear", "warmup_steps": 5}}),
    "llama-int8": ("llama-even", {
        "method": {**LORA, "target_modules": "all-linear"}, "quantization": {"type": "int8"},
        "optimizer": {"type": "adamw", "learning_rate": 5e-3, "max_grad_norm": 1.0},
        "schedule": {"type": "cosine", "warmup_steps": 5}}),
}


def task_of(recipe):
    return TASKS[recipe.get("task", "sft")]


def tolerances(options):
    if "quantization" in options:
        return QUANTISED
    return MOMENTS if options["optimizer"]["type"] == "adamw_8bit" else EXACT


def is_adapted(recipe):
    return recipe["method"]["type"] == "lora"


def make_recipe(work, model, names, options):
    recipe = {
        "recipe": 1, "name": "outside-proof", "model": str(model), "data": [{"dataset": "proof"}], **task_of(options).recipe,
        "batch": {"per_device_train_batch_size": 2, "gradient_accumulation_steps": 2},
        "duration": {"num_train_epochs": STEPS * 4 // ROWS},
        "compute": {"device": "cpu", "dtype": "fp32"},
        "evaluation": {"eval_steps": 1000, "sample_prompts": 0}, "checkpoints": {"save_steps": 1000},
        "seed": 42, "shuffle": False, **options,
    }
    if is_adapted(recipe):
        recipe["method"] = {**recipe["method"], "init_adapter": str(make_init_adapter(work, model, names, recipe))}
    if not task_of(recipe).writes:
        del recipe["evaluation"]["sample_prompts"]
    path = work / "recipe.json"
    path.write_text(json.dumps(recipe, indent=2), encoding="utf-8")
    return path


def make_init_adapter(work, model, names, recipe):
    """Where both start from: PEFT's own initial weights, and those that transformers gives a head that is new."""
    torch.manual_seed(11)
    folder, method = work / "init_adapter", recipe["method"]
    adapted = get_peft_model(task_of(recipe).load(model, names), LoraConfig(
        task_type=task_of(recipe).peft_task, r=method["r"], lora_alpha=method["lora_alpha"], lora_dropout=0.0,
        target_modules=method["target_modules"], use_rslora=method.get("use_rslora", False),
        use_dora=method.get("use_dora", False), fan_in_fan_out=model.name == "gpt2",
        modules_to_save=["pooler.dense"] if model.name == "bert" else None))
    adapted.save_pretrained(folder)
    return folder


def train_with_luthier(engine, work, rows, recipe):
    """Losses by step and the id of the run."""
    project = work / "proof.luthier"
    engine.document("project", "new", project)
    engine.document("data", "import", project, proof.write_rows(work / "rows.jsonl", rows), "--name", "proof")
    events = engine.lines("train", project, "--recipe", recipe)
    losses = {event["step"]: event["loss"] for event in events if event["event"] == "step"}
    finished = [event for event in events if event["event"] == "done"]
    if not finished or finished[-1]["state"] != "done":
        raise SystemExit(f"the run did not end well: {events[-3:]}")
    return project, losses, finished[-1]["run"]


def parameter_groups(model, weight_decay):
    """What decays is what transformers' Trainer lets decay."""
    decaying = set(Trainer.get_decay_parameter_names(None, model))
    trained = [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]
    return [{"params": [p for name, p in trained if name in decaying], "weight_decay": weight_decay},
            {"params": [p for name, p in trained if name not in decaying], "weight_decay": 0.0}]


def load(recipe, names):
    """The base as transformers loads it; bitsandbytes makes codes of its linear layers where the recipe wants it."""
    quantization = recipe.get("quantization", {"type": "none"})
    how = {}
    if quantization["type"] == "nf4":
        how["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.float32,
            bnb_4bit_use_double_quant=quantization["double_quant"])
    elif quantization["type"] == "int8":
        # No activation is an outlier that is computed apart: training multiplies all by the values of the codes.
        how["quantization_config"] = BitsAndBytesConfig(load_in_8bit=True)
    return task_of(recipe).load(recipe["model"], names, **how, **({"device_map": "cpu"} if how else {}))


def train_with_transformers(recipe, rows, names, steps):
    """The same run by transformers and PEFT; reads nothing that a stranger would not have."""
    model = load(recipe, names)
    if is_adapted(recipe):
        model = PeftModel.from_pretrained(model, recipe["method"]["init_adapter"], is_trainable=True)
    # There is no dropout. Not in training, bitsandbytes rounds activations too: to bf16 or to int8.
    model.train()
    tokenizer = AutoTokenizer.from_pretrained(recipe["model"])
    examples = [task_of(recipe).example(tokenizer, row, recipe["tokens"], names) for row in rows]
    options, schedule, batch = recipe["optimizer"], recipe["schedule"], recipe["batch"]
    make = {"adamw": torch.optim.AdamW, "adamw_8bit": bitsandbytes.optim.AdamW8bit}[options["type"]]
    optimizer = make(parameter_groups(model, options["weight_decay"]), lr=options["learning_rate"],
                     betas=tuple(options["betas"]), eps=options["eps"])
    rates = get_scheduler(schedule["type"], optimizer, num_warmup_steps=schedule["warmup_steps"], num_training_steps=steps)
    rows_a_step = batch["per_device_train_batch_size"] * batch["gradient_accumulation_steps"]
    endless = itertools.cycle(examples)
    losses = []
    for _ in range(steps):
        taken = [next(endless) for _ in range(rows_a_step)]
        trained = sum(example.targets() for example in taken)
        total = 0.0
        for example in taken:
            loss = example.loss(model, trained)
            loss.backward()
            total += float(loss.detach())
        losses.append(total)
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], options["max_grad_norm"])
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
    return model, losses, examples


def compare_weights(report, name, artefact, recipe, names, trained, tolerance):
    """Every trained tensor, under PEFT's own names for an adapter."""
    if is_adapted(recipe):
        ours, theirs = load_file(artefact / "adapter_model.safetensors"), get_peft_model_state_dict(trained)
    else:
        ours, theirs = task_of(recipe).load(artefact, names).state_dict(), trained.state_dict()
    report.check(f"{name}: the same {len(theirs)} tensors", ours.keys() == theirs.keys(), str(sorted(ours.keys() ^ theirs.keys())))
    worst = max(float((ours[key] - theirs[key]).abs().max()) for key in ours.keys() & theirs.keys())
    report.compare(f"{name}: final weights", worst, tolerance)


def compare_logits(engine, work, report, name, artefact, recipe, trained, examples, tolerance):
    difference = 0.0
    model, adapter = (recipe["model"], artefact) if is_adapted(recipe) else (artefact, None)
    quantization = recipe.get("quantization", {"type": "none"})
    if quantization.get("double_quant") is False:
        print(f"     {name}: final logits not compared, the command line always quantises doubly")
        return
    options = ["--quantize", quantization["type"]]
    for example in examples[:5]:
        example.call.pop("token_type_ids", None)  # for `model logits` a text is the first one
        expected = example.logits(trained).detach()
        got = engine.logits(work, model, example.call["input_ids"], adapter, example.call.get("decoder_input_ids"), options)
        difference = max(difference, float((got - expected).abs().max()))
    report.compare(f"{name}: final logits", difference, tolerance)


def prove(engine, name, report):
    family, options = CASES[name]
    failures = report.failures
    work = pathlib.Path(tempfile.mkdtemp(prefix=f"outside-proof-{name}-"))
    task = task_of(options)
    written = task.rows(ROWS)
    model = proof.make_model(work / family, family, proof.texts_of(proof.rows(ROWS)))
    names = task.names(model, written)
    project, ours, run = train_with_luthier(engine, work, written, make_recipe(work, model, names, options))

    exported = work / "exported"
    engine.document("data", "export", project, "proof", exported, "--format", task.export_format)
    rows = read_exported(exported, task.export_format)
    report.check(f"{name}: data export gives the {ROWS} rows", rows == task.exported(written))
    recipe = engine.document("run", "show", project, run)["recipe"]
    trained, theirs, examples = train_with_transformers(recipe, rows, names, STEPS)

    loss_tolerance, weight_tolerance, logit_tolerance = tolerances(options)
    report.check(f"{name}: {STEPS} steps were reported", sorted(ours) == list(range(1, STEPS + 1)), str(sorted(ours)))
    worst = max(abs(ours.get(step + 1, float("inf")) - loss) for step, loss in enumerate(theirs))
    report.compare(f"{name}: loss at the worst of {STEPS} steps ({theirs[0]:.3f} to {theirs[-1]:.3f})", worst, loss_tolerance)
    report.check(f"{name}: some rows were cut off", any(example.cut for example in examples))
    artefact = project / "runs" / run / ("adapter" if is_adapted(recipe) else "model")
    compare_weights(report, name, artefact, recipe, names, trained, weight_tolerance)
    compare_logits(engine, work, report, name, artefact, recipe, trained, examples, logit_tolerance)
    if report.failures == failures:
        shutil.rmtree(work)
    else:
        print(f"     what was made lies in {work}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", required=True, help="path of luthier-engine")
    parser.add_argument("--only", choices=list(CASES), action="append", help="only this case (may be repeated)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)  # two would wait for each other longer than they compute
    report = proof.Report()
    with tempfile.TemporaryDirectory(prefix="outside-proof-state-") as state:
        engine = proof.Engine(arguments.engine, pathlib.Path(state))
        for name in arguments.only or CASES:
            prove(engine, name, report)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
