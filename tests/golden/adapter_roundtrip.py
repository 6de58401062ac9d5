"""Adapters cross over, both ways.

1. Adapters made by PEFT, of every kind that Luthier reads, give in `luthier-engine model logits --adapter` the logits
   that PEFT computes.
2. The adapter of a run of Luthier, in the run's folder and after `export adapter`, loads in PEFT without a missing or
   unexpected key and gives there the logits that Luthier computes.
3. `merge` of that adapter loads in transformers without a warning and gives the same logits and the same chat prompt.

    $(installer/peers.sh) tests/golden/adapter_roundtrip.py --engine build/release/bin/luthier-engine
"""
import argparse
import json
import pathlib
import shutil
import sys
import tempfile
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import torch
from peft import (IA3Config, LoraConfig, PeftModel, PrefixTuningConfig, PromptTuningConfig, get_peft_model, load_peft_weights,
                  set_peft_model_state_dict)
from transformers import AutoModelForCausalLM, AutoTokenizer

import proof

TOLERANCE = 1e-4

KINDS = {
    "llama": {
        "all-linear": dict(target_modules="all-linear"),
        "default": dict(),
        "rslora": dict(target_modules=["q_proj", "o_proj"], use_rslora=True),
        "patterns": dict(target_modules=["k_proj", "up_proj", "down_proj"], rank_pattern={"k_proj": 2},
                         alpha_pattern={r"layers\.1\.mlp\.up_proj": 20}),
        "expression": dict(target_modules=r".*layers\.[02]\..*(gate|up)_proj"),
        "one-layer": dict(target_modules=["v_proj"], layers_to_transform=[2]),
        "dora": dict(target_modules="all-linear", use_dora=True),
        "table": dict(target_modules=["embed_tokens", "q_proj"]),
        "ia3": IA3Config(),
        "prompt": PromptTuningConfig(num_virtual_tokens=6),
        "prefix": PrefixTuningConfig(num_virtual_tokens=6),
    },
    "qwen2": {"all-linear": dict(target_modules="all-linear"),
              "biases": dict(target_modules=["q_proj", "up_proj"], bias="all"),
              "prefix": PrefixTuningConfig(num_virtual_tokens=6)},
    "gpt2": {"default": dict(fan_in_fan_out=True),
             "all-linear": dict(target_modules="all-linear", fan_in_fan_out=True),
             "dora": dict(target_modules="all-linear", fan_in_fan_out=True, use_dora=True),
             "ia3": IA3Config(fan_in_fan_out=True),
             "prompt": PromptTuningConfig(num_virtual_tokens=6)},
}

# What Luthier trains, with a rate that moves it.
TRAINED = {
    "llama": {"lora": ({"type": "lora", "r": 4, "lora_alpha": 16, "target_modules": "all-linear"}, 1e-2),
              "dora": ({"type": "lora", "r": 4, "lora_alpha": 16, "use_dora": True, "modules_to_save": ["norm"]}, 1e-2),
              "ia3": ({"type": "ia3"}, 1e-2),
              "prompt": ({"type": "prompt", "num_virtual_tokens": 5}, 3e-2),
              "prefix": ({"type": "prefix", "num_virtual_tokens": 5}, 1e-2)},
    "qwen2": {"lora": ({"type": "lora", "r": 4, "lora_alpha": 16, "target_modules": "all-linear"}, 1e-2),
              "biases": ({"type": "lora", "r": 4, "bias": "all", "target_modules": ["q_proj"]}, 1e-2)},
    "gpt2": {"lora": ({"type": "lora", "r": 4, "lora_alpha": 16, "target_modules": "all-linear"}, 1e-2),
             "dora": ({"type": "lora", "r": 4, "lora_alpha": 16, "use_dora": True}, 1e-2),
             "ia3": ({"type": "ia3"}, 1e-2)},
}
UNMERGED = ("prompt", "prefix")  # no part of the weights


def ids_of(tokenizer):
    rows = proof.rows(3, seed=77)
    return [tokenizer.apply_chat_template(row["messages"], tokenize=True, return_dict=True)["input_ids"] for row in rows]


def largest_difference(engine, work, reference_model, prompts, folder, adapter=None):
    difference = 0.0
    for ids in prompts:
        with torch.no_grad():
            # A prefix lies in the cache; a prompt has logits of its own.
            expected = reference_model(input_ids=torch.tensor([ids])).logits[0].float()[-len(ids):]
        difference = max(difference, float((engine.logits(work, folder, ids, adapter) - expected).abs().max()))
    return difference


def from_peft(engine, work, family, report):
    """Adapters that PEFT made, read by Luthier."""
    folder = work / family
    prompts = ids_of(AutoTokenizer.from_pretrained(folder))
    for kind, options in KINDS[family].items():
        torch.manual_seed(21)
        if isinstance(options, dict):
            options = LoraConfig(r=4, lora_alpha=8, **options)
        options.task_type = "CAUSAL_LM"
        model = get_peft_model(proof.load(folder), options)
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if "lora_B" in name or "lora_embedding" in name:
                    parameter.copy_(0.1 * torch.randn(parameter.shape))
                elif parameter.requires_grad and ("ia3_l" in name or "magnitude" in name or name.endswith("bias")):
                    parameter.mul_(1 + 0.2 * torch.randn(parameter.shape))
        model.eval()
        adapter = work / f"{family}-{kind}"
        model.save_pretrained(adapter)
        report.compare(f"PEFT to Luthier, {family} {kind}", largest_difference(engine, work, model, prompts, folder, adapter),
                       TOLERANCE)


def train(engine, work, family, kind):
    """A short run; PEFT has no part in it."""
    project = work / f"{family}-{kind}.luthier"
    recipe = work / f"{family}-{kind}-recipe.json"
    method, rate = TRAINED[family][kind]
    recipe.write_text(json.dumps({
        "recipe": 1, "model": str(work / family), "task": "sft", "data": [{"dataset": "rows"}],
        "method": method, "optimizer": {"learning_rate": rate}, "schedule": {"type": "constant", "warmup_steps": 0},
        "tokens": {"max_length": 160, "packing": True}, "duration": {"max_steps": 10},
        "batch": {"per_device_train_batch_size": 2, "gradient_accumulation_steps": 1},
        "compute": {"device": "cpu", "dtype": "fp32"}, "evaluation": {"sample_prompts": 0}}), encoding="utf-8")
    engine.document("project", "new", project)
    engine.document("data", "import", project, work / "rows.jsonl", "--name", "rows")
    events = engine.lines("train", project, "--recipe", recipe)
    return project, [event for event in events if event["event"] == "done"][-1]["run"]


def load_strictly(folder, adapter, report, what):
    """PEFT's loading, with its list of keys that were missing or not expected."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = PeftModel.from_pretrained(proof.load(folder), adapter)
    complaints = [str(warning.message) for warning in caught if "key" in str(warning.message)]
    report.check(f"{what}: PEFT loads it without complaint", not complaints, "; ".join(complaints))
    if not model.peft_config["default"].is_prompt_learning:
        result = set_peft_model_state_dict(model, load_peft_weights(str(adapter)))
        missing = [key for key in result.missing_keys if "lora_" in key or "ia3_" in key]
        report.check(f"{what}: no missing or unexpected key", not missing and not result.unexpected_keys,
                     f"{missing} {result.unexpected_keys}")
        touched = any(float((p - float("ia3" in n)).abs().max()) > 0 for n, p in model.named_parameters()
                      if "lora_B" in n or "ia3_l" in n)
        report.check(f"{what}: it was trained", touched)
    return model.eval()


def to_peft(engine, work, family, kind, report):
    """An adapter that Luthier trained, read by PEFT; then exported, then merged."""
    folder = work / family
    tokenizer = AutoTokenizer.from_pretrained(folder)
    prompts = ids_of(tokenizer)
    project, run = train(engine, work, family, kind)
    exported = work / f"{family}-{kind}-exported"
    engine.document("export", "adapter", project, run, "--out", exported)
    for what, adapter in [("run", project / "runs" / run / "adapter"), ("export", exported)]:
        model = load_strictly(folder, adapter, report, f"Luthier to PEFT, {family} {kind} {what}")
        report.compare(f"Luthier to PEFT, {family} {kind} {what}: logits",
                       largest_difference(engine, work, model, prompts, folder, adapter), TOLERANCE)
        report.check(f"Luthier to PEFT, {family} {kind} {what}: the tokenizer came along",
                     AutoTokenizer.from_pretrained(adapter).get_vocab() == tokenizer.get_vocab())

    if kind in UNMERGED:
        return
    merged = work / f"{family}-{kind}-merged"
    engine.document("merge", folder, "--adapter", exported, "--out", merged)
    loaded, info = AutoModelForCausalLM.from_pretrained(merged, dtype=torch.float32, attn_implementation="eager",
                                                        output_loading_info=True)
    noise = [key for key in ("missing_keys", "unexpected_keys", "mismatched_keys", "error_msgs") if info.get(key)]
    report.check(f"merge, {family} {kind}: transformers loads it cleanly", not noise, str({key: info[key] for key in noise}))
    report.compare(f"merge, {family} {kind}: logits by Luthier",
                   largest_difference(engine, work, loaded.eval(), prompts, merged), TOLERANCE)
    with torch.no_grad():
        ids = torch.tensor([prompts[0]])
        difference = float((loaded(input_ids=ids).logits - model(input_ids=ids).logits).abs().max())
    report.compare(f"merge, {family} {kind}: merged against adapted, both by the reference", difference, TOLERANCE)
    again = AutoTokenizer.from_pretrained(merged)
    report.check(f"merge, {family} {kind}: same ids for a chat", ids_of(again) == prompts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", required=True, help="path of luthier-engine")
    parser.add_argument("--only", choices=list(KINDS), action="append", help="only this family (may be repeated)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    report = proof.Report()
    work = pathlib.Path(tempfile.mkdtemp(prefix="adapter-roundtrip-"))
    engine = proof.Engine(arguments.engine, work)
    conversations = proof.rows(24, seed=3)
    proof.write_rows(work / "rows.jsonl", conversations)
    for family in arguments.only or KINDS:
        proof.make_model(work / family, family, proof.texts_of(conversations))
        from_peft(engine, work, family, report)
        for kind in TRAINED[family]:
            to_peft(engine, work, family, kind, report)
    shutil.rmtree(work)
    return report.exit_code()


if __name__ == "__main__":
    sys.exit(main())
