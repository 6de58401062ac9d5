"""How far transformers and PEFT come from their own fp32 values when they compute in bf16 (torch.autocast).

    python tests/golden/rounding/make.py
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

import reference
from reference import MODELS

HERE = pathlib.Path(__file__).resolve().parent
ADAPTERS = HERE.parent / "adapters"
MODEL_NAMES = ["gpt2", "llama", "llama-bf16", "llama-biased", "llama-tied-gqa", "llama3-scaled", "qwen2"]
ADAPTER_NAMES = {"gpt2-all-linear": "gpt2", "llama-all-linear": "llama", "llama-head": "llama", "qwen2-rslora": "qwen2"}


def load(name):
    return AutoModelForCausalLM.from_pretrained(MODELS / name, dtype=torch.float32, attn_implementation="eager")


def distance(values, exact):
    """Of all tensors together, as a share of their length."""
    off = sum((values[name].double() - exact[name].double()).square().sum() for name in exact)
    return float((off / sum(tensor.double().square().sum() for tensor in exact.values())).sqrt())


def measure(model, golden):
    starts = golden["row_starts"].tolist()
    spans = list(zip(starts, starts[1:]))
    rows = [golden["input_ids"][begin:end] for begin, end in spans]
    masks = [golden["trained_mask"][begin:end] for begin, end in spans]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        values = reference.evaluate(model, rows, masks)
    gradients = {name: tensor for name, tensor in golden.items() if name.startswith("grad.")}
    own = {"grad." + name.replace(".default", ""): parameter.grad for name, parameter in model.named_parameters() if parameter.grad is not None}
    return {"logits": distance({"logits": values["logits"]}, {"logits": golden["logits"]}),
            "token_losses": distance({"losses": values["token_losses"]}, {"losses": golden["token_losses"]}),
            "gradients": distance(own, gradients)}


if __name__ == "__main__":
    torch.set_num_threads(1)
    found = {"models": {}, "adapters": {}}
    for name in MODEL_NAMES:
        found["models"][name] = measure(load(name), load_file(MODELS / name / "golden.safetensors"))
    for name, base in ADAPTER_NAMES.items():
        model = PeftModel.from_pretrained(load(base), ADAPTERS / name, is_trainable=True)
        found["adapters"][name] = measure(model, load_file(ADAPTERS / name / "golden.safetensors"))
    reference.write_json(HERE / "rounding.json", found)
    print(found)
