"""Makes adapters of every kind with PEFT on the tiny models beside this folder, trains each a little (so that B is not
zero) and writes what PEFT computes with it.

    python tests/golden/adapters/make.py [CASE ...]

With names only those are made anew.
"""
import json
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from peft import IA3Config, LoraConfig, PeftModel, PrefixTuningConfig, PromptTuningConfig, get_peft_model
from transformers import AutoModelForCausalLM

import reference
from reference import MODELS

HERE = pathlib.Path(__file__).resolve().parent
VOCABULARY = 80
KINDS = {"lora": LoraConfig, "ia3": IA3Config, "prompt": PromptTuningConfig, "prefix": PrefixTuningConfig}


def lora(base, **options):
    return base, "lora", dict(r=4, lora_alpha=8, lora_dropout=0.0) | options


def ia3(base, **options):
    return base, "ia3", options


def virtual(base, kind, **options):
    return base, kind, dict(num_virtual_tokens=5) | options


CASES = {
    "llama-all-linear": lora("llama", target_modules="all-linear"),
    "llama-default": lora("llama-tied-gqa"),
    "llama-scaled-all-linear": lora("llama3-scaled", target_modules="all-linear"),
    "llama-patterns": lora(
        "llama-biased", target_modules=["q_proj", "v_proj", "down_proj"],
        rank_pattern={"q_proj": 2, r"layers\.1\.self_attn\.v_proj": 6}, alpha_pattern={"q_proj": 3, "down_proj": 16}),
    "llama-regex": lora("llama", target_modules=r".*\.layers\.\d+\.(self_attn\.[qo]_proj|mlp\.up_proj)"),
    "llama-one-layer": lora("llama", target_modules=["k_proj", "gate_proj"], layers_to_transform=[1]),
    "llama-head": lora("llama", target_modules=["o_proj", "lm_head"]),
    "qwen2-rslora": lora("qwen2", target_modules="all-linear", use_rslora=True),
    "gpt2-default": lora("gpt2", fan_in_fan_out=True),
    "gpt2-all-linear": lora("gpt2", target_modules="all-linear", fan_in_fan_out=True),
    "llama-dora": lora("llama", target_modules="all-linear", use_dora=True),
    "llama-biased-dora": lora("llama-biased", target_modules="all-linear", use_dora=True, use_rslora=True),
    "gpt2-dora": lora("gpt2", target_modules="all-linear", fan_in_fan_out=True, use_dora=True),
    "llama-bias-all": lora("llama-biased", target_modules=["q_proj", "up_proj"], bias="all"),
    "llama-bias-of-lora": lora("llama-biased", target_modules=["q_proj", "down_proj"], bias="lora_only"),
    "gpt2-bias-all": lora("gpt2", fan_in_fan_out=True, bias="all"),
    "llama-excluded": lora("llama", target_modules="all-linear", exclude_modules=["mlp.down_proj", "model.layers.0.self_attn.q_proj"]),
    "llama-excluded-regex": lora("llama", target_modules=["q_proj", "k_proj", "up_proj"], exclude_modules=r".*layers\.1\..*"),
    "llama-layers-pattern": lora("llama", target_modules=["v_proj"], layers_to_transform=[0], layers_pattern="layers"),
    "llama-saved": lora("llama", target_modules=["q_proj", "v_proj"], modules_to_save=["lm_head", "norm"]),
    "llama-saved-table": lora("llama", target_modules="all-linear", modules_to_save=["embed_tokens"]),
    "llama-table": lora("llama", target_modules=["embed_tokens", "q_proj"]),
    "gpt2-tables": lora("gpt2-untied", target_modules=["wte", "wpe", "c_attn"], fan_in_fan_out=True),
    "gemma3-table": lora("gemma3", target_modules=["embed_tokens", "o_proj"]),
    "llama-ia3": ia3("llama"),
    "gpt2-ia3": ia3("gpt2", fan_in_fan_out=True),
    "qwen2-ia3": ia3("qwen2", target_modules=["k_proj", "v_proj", "up_proj", "down_proj"], feedforward_modules=["down_proj"]),
    "qwen2-ia3-regex": ia3("qwen2", target_modules=r".*\.(q_proj|gate_proj)", feedforward_modules=r".*gate_proj"),
    "llama-prompt": virtual("llama", "prompt"),
    "gpt2-prompt": virtual("gpt2", "prompt"),
    "gemma2-prompt": virtual("gemma2", "prompt"),
    "granite-prompt": virtual("granite", "prompt"),
    "llama-prefix": virtual("llama-tied-gqa", "prefix"),
    "gpt2-prefix": virtual("gpt2", "prefix"),
    "qwen3-prefix": virtual("qwen3", "prefix"),
    "mistral-prefix-projected": virtual("mistral", "prefix", prefix_projection=True, encoder_hidden_size=24),
    "llama-head-dora": lora("llama", target_modules=["o_proj", "lm_head"], use_dora=True),
    "llama-head-ia3": ia3("llama", target_modules=["v_proj", "lm_head"], feedforward_modules=["lm_head"]),
    "llama-lora-bias": lora("llama-biased", target_modules=["q_proj", "down_proj"], lora_bias=True, bias="lora_only"),
    "gpt2-lora-bias": lora("gpt2", fan_in_fan_out=True, lora_bias=True, use_rslora=True),
    "llama-head-lora-bias": lora("llama", target_modules=["o_proj", "lm_head"], lora_bias=True),
    "mistral-tokens": lora("mistral-no-window", target_modules=["q_proj"], trainable_token_indices=[61, 7, 33]),
    "llama-tokens-tied": lora("llama-tied-gqa", target_modules=["v_proj"], trainable_token_indices={"embed_tokens": [61, 7, 33]}),
    "llama-tokens-head": lora("llama", target_modules=["o_proj"], trainable_token_indices={"embed_tokens": [33, 7], "lm_head": [61, 7, 33]}),
    "gemma2-tokens": lora("gemma2", target_modules=["o_proj"], trainable_token_indices=[61, 7, 33]),
}


def load(name):
    return AutoModelForCausalLM.from_pretrained(MODELS / name, dtype=torch.float32, attn_implementation="eager")


class Behind(torch.nn.Module):
    """A prompt or prefix: logits of the text's own tokens alone. PEFT's caches must be on."""

    def __init__(self, model, virtual_tokens):
        super().__init__()
        self.model, self.virtual_tokens = model, virtual_tokens

    def forward(self, input_ids, use_cache):
        output = self.model(input_ids=input_ids)
        output.logits = output.logits[:, -input_ids.shape[1]:]
        return output


def evaluated(model, rows, masks):
    config = model.peft_config["default"]
    return reference.evaluate(Behind(model, config.num_virtual_tokens) if config.is_prompt_learning else model, rows, masks)


def targets_of(model):
    targets = {}
    for path, module in model.named_modules():
        path = path.removeprefix("base_model.model.")
        if hasattr(module, "lora_A") and ("default" in module.lora_A or "default" in module.lora_embedding_A):
            targets[path] = {"r": module.r["default"], "alpha": module.lora_alpha["default"], "scaling": module.scaling["default"]}
        if hasattr(module, "ia3_l") and "default" in module.ia3_l:
            targets[path] = {"feed_forward": module.is_feedforward}
    return targets


def gradient_name(name, kind):
    """As the tensor is called in the file, or, of a base's tensor, in the checkpoint."""
    if kind in ("prompt", "prefix"):
        return "prompt_embeddings"
    return name.replace(".modules_to_save.default", "").replace(".default", "")


def make_case(name, seed):
    base, kind, options = CASES[name]
    folder = HERE / name
    if folder.exists():
        shutil.rmtree(folder)
    torch.manual_seed(seed)
    model = get_peft_model(load(base), KINDS[kind](task_type="CAUSAL_LM", **options))
    targets = targets_of(model)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.05, weight_decay=0.0)
    for step in range(3):
        evaluated(model, *reference.batch(VOCABULARY, seed=500 + step))
        optimizer.step()
    for config in model.peft_config.values():
        config.base_model_name_or_path = "../../models/" + base
    # PEFT would add a copy of a targeted head's own weight; what is wanted is the adapter alone.
    model.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)

    # What a loaded prompt or prefix learns is asked for by hand.
    model = PeftModel.from_pretrained(load(base), folder, is_trainable=kind in ("lora", "ia3"))
    if kind in ("prompt", "prefix"):
        model.prompt_encoder["default"].embedding.weight.requires_grad_(True)
    tensors = evaluated(model, *reference.batch(VOCABULARY))
    for parameter_name, parameter in model.named_parameters():
        if parameter.requires_grad:
            tensors["grad." + gradient_name(parameter_name, kind)] = parameter.grad.float()
    reference.write_golden(folder / "golden.safetensors", tensors, model=base)
    print(name, float(tensors["loss"]), len(targets))
    return {"adapter": name, "model": base, "targets": targets}


if __name__ == "__main__":
    torch.set_num_threads(1)
    wanted = sys.argv[1:] or list(CASES)
    known = {}
    if sys.argv[1:]:
        known = {case["adapter"]: case for case in json.loads((HERE / "cases.json").read_text())}
    for index, case in enumerate(CASES):
        if case in wanted:
            known[case] = make_case(case, seed=900 + index)
    reference.write_json(HERE / "cases.json", [known[case] for case in CASES if case in known])
