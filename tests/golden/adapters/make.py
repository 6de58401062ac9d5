"""Makes LoRA adapters with PEFT on the tiny models beside this folder, trains each a little (so that B is not zero) and
writes what PEFT computes with it.

    python tests/golden/adapters/make.py
"""
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

import reference
from reference import MODELS

HERE = pathlib.Path(__file__).resolve().parent
VOCABULARY = 80

CASES = {
    "llama-all-linear": ("llama", dict(target_modules="all-linear")),
    "llama-default": ("llama-tied-gqa", dict()),
    "llama-scaled-all-linear": ("llama3-scaled", dict(target_modules="all-linear")),
    "llama-patterns": ("llama-biased", dict(
        target_modules=["q_proj", "v_proj", "down_proj"], rank_pattern={"q_proj": 2, r"layers\.1\.self_attn\.v_proj": 6},
        alpha_pattern={"q_proj": 3, "down_proj": 16})),
    "llama-regex": ("llama", dict(target_modules=r".*\.layers\.\d+\.(self_attn\.[qo]_proj|mlp\.up_proj)")),
    "llama-one-layer": ("llama", dict(target_modules=["k_proj", "gate_proj"], layers_to_transform=[1])),
    "llama-head": ("llama", dict(target_modules=["o_proj", "lm_head"])),
    "qwen2-rslora": ("qwen2", dict(target_modules="all-linear", use_rslora=True)),
    "gpt2-default": ("gpt2", dict(fan_in_fan_out=True)),
    "gpt2-all-linear": ("gpt2", dict(target_modules="all-linear", fan_in_fan_out=True)),
}


def load(name):
    return AutoModelForCausalLM.from_pretrained(MODELS / name, dtype=torch.float32, attn_implementation="eager")


def make_case(name, seed):
    base, options = CASES[name]
    folder = HERE / name
    if folder.exists():
        shutil.rmtree(folder)
    torch.manual_seed(seed)
    model = get_peft_model(load(base), LoraConfig(task_type="CAUSAL_LM", r=4, lora_alpha=8, lora_dropout=0.0, **options))
    targets = {}
    for path, module in model.named_modules():
        if hasattr(module, "lora_A") and "default" in module.lora_A:
            targets[path.removeprefix("base_model.model.")] = {
                "r": module.r["default"], "alpha": module.lora_alpha["default"], "scaling": module.scaling["default"]}
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.05, weight_decay=0.0)
    for step in range(3):
        reference.evaluate(model, *reference.batch(VOCABULARY, seed=500 + step))
        optimizer.step()
    for config in model.peft_config.values():
        config.base_model_name_or_path = "../../models/" + base
    # PEFT would add a copy of a targeted head's own weight; what is wanted is the adapter alone.
    model.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)

    model = PeftModel.from_pretrained(load(base), folder, is_trainable=True)
    tensors = reference.evaluate(model, *reference.batch(VOCABULARY))
    for parameter_name, parameter in model.named_parameters():
        if parameter.requires_grad:
            tensors["grad." + parameter_name.replace(".default", "")] = parameter.grad.float()
    reference.write_golden(folder / "golden.safetensors", tensors, model=base)
    print(name, float(tensors["loss"]), len(targets))
    return {"adapter": name, "model": base, "targets": targets}


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = [make_case(case, seed=900 + index) for index, case in enumerate(CASES)]
    reference.write_json(HERE / "cases.json", cases)
