"""Makes the tiny model folders of this folder and what transformers and PEFT compute with them.

    python tests/golden/models/make.py [NAME...]
"""
import json
import pathlib
import shutil
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
import transformers
from peft import LoraConfig, get_peft_model
from peft.utils.constants import TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING as DEFAULT_TARGETS
from transformers import GenerationConfig, Trainer
from transformers.models.qwen3_5 import modeling_qwen3_5

import reference
import tasks
from encoders import ENCODERS
from reference import MODELS
from variants import DECODERS, VOCABULARY

NEW_TOKENS = 64
# The best logit of every greedy step leads by this much, so that another order of summation gives the same ids.
MARGIN = 2e-3


def gradients(model):
    return {"grad." + name: parameter.grad.float() for name, parameter in model.named_parameters()}


def adamw_step(model):
    """Every parameter after one step from the gradient that it holds; those decay that transformers' Trainer lets decay."""
    decaying = set(Trainer.get_decay_parameter_names(None, model))
    groups = [{"params": [p for n, p in model.named_parameters() if n in decaying], "weight_decay": 0.01},
              {"params": [p for n, p in model.named_parameters() if n not in decaying], "weight_decay": 0.0}]
    torch.optim.AdamW(groups, lr=1e-2, betas=(0.9, 0.999), eps=1e-8, foreach=False, fused=False).step()
    return {"adamw." + name: parameter.detach().clone() for name, parameter in model.named_parameters()}


def lora(model, task, targets, evaluate, seed, prefix):
    """An adapter of rank 4 and alpha 8 whose A and B are both drawn, and what the model gives with it. Modules that
    PEFT trains beside it (a classifier) are told by their own gradient."""
    more = {"fan_in_fan_out": True} if model.config.model_type == "gpt2" else {}
    if task == "TOKEN_CLS":
        # PEFT would both adapt the head and train it whole, and refuses that.
        more["exclude_modules"] = ["classifier", "score"]
    peft = get_peft_model(model, LoraConfig(task_type=task, r=4, lora_alpha=8, lora_dropout=0.0, target_modules=targets,
                                            **more))
    generator = torch.Generator().manual_seed(seed)
    trained = [(name, p) for name, p in peft.named_parameters() if p.requires_grad]
    with torch.no_grad():
        for name, parameter in trained:
            if "lora_" in name:
                parameter.copy_(0.2 * torch.randn(parameter.shape, generator=generator))
    result = evaluate(peft)
    tensors = {prefix + "loss": result["loss"], prefix + "logits": result["logits"]}
    for name, parameter in trained:
        name = name.removeprefix("base_model.model.")
        if ".lora_" in name:
            module, rest = name.split(".lora_")
            tensors[f"{prefix}{rest[0]}.{module}"] = parameter.detach()
            tensors[f"{prefix}grad_{rest[0]}.{module}"] = parameter.grad
        else:
            tensors[f"{prefix}grad.{name.replace('.modules_to_save.default', '')}"] = parameter.grad
    return tensors


def adapters(load_model, task, evaluate, seed):
    """With PEFT's own default targets, where it has some for the family, and with all linears."""
    tensors = {}
    if load_model().config.model_type in DEFAULT_TARGETS:
        tensors |= lora(load_model(), task, None, evaluate, seed, "lora_default.")
    return tensors | lora(load_model(), task, "all-linear", evaluate, seed + 1, "lora_all.")


def greedy(load_model, seeds=300):
    """A prompt and its greedy continuation by generate with a cache; no id ends it."""
    best = None
    for seed in range(seeds):
        model = load_model()
        # Only learned positions end.
        longest = model.config.n_positions if model.config.model_type == "gpt2" else 1000
        prompt = reference.batch(VOCABULARY, lengths=(3 + seed % 9,), seed=3000 + seed)[0][0]
        read = 1 if model.config.is_encoder_decoder else len(prompt)
        result = model.generate(input_ids=prompt[None], attention_mask=torch.ones_like(prompt)[None], do_sample=False,
                                max_new_tokens=min(NEW_TOKENS, longest - len(prompt)), eos_token_id=None,
                                pad_token_id=0, output_scores=True, return_dict_in_generate=True)
        two = torch.stack(result.scores).squeeze(1).topk(2, dim=-1).values
        ids = result.sequences[0][read:]
        if float((two[:, 0] - two[:, 1]).min()) >= MARGIN:
            different = len(set(ids.tolist()))
            if best is None or different > best[0]:
                best = (different, prompt, ids)
            if different >= 12:
                break
        if best and seed > 100:
            break
    assert best, "no prompt with clear margins"
    return {"greedy_prompt": best[1], "greedy_ids": best[2]}


def noise(model64, evaluate, tensors):
    """How far fp32 is from float64 in the logits and in the gradients: what a reader's tolerance must allow."""
    if getattr(model64.config, "reorder_and_upcast_attn", False):
        return 0.0, 0.0  # It insists on fp32.
    result = evaluate(model64)
    logits = (result["logits"] - tensors["logits"]).abs().max()
    grads = max((p.grad - tensors["grad." + n]).abs().max() for n, p in model64.named_parameters())
    return float(logits), float(grads)


def unscaled(variant):
    """T5 1.1 and mT5."""
    return variant.task == "seq2seq" and (variant.architecture.startswith("MT5") or
                                          variant.config.get("tie_word_embeddings") is False)


def fresh(architecture, variant):
    """A model of that config. T5 1.1's head is a tensor of its own, which transformers only allows for loaded files."""
    model = architecture(architecture.config_class(**variant.config, attn_implementation="eager"))
    if variant.own_head:
        model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.detach().clone())
        model.all_tied_weights_keys.pop("lm_head.weight")
    return model


def save(name, variant, model):
    folder = MODELS / name
    if folder.exists():
        shutil.rmtree(folder)
    if variant.task == "causal":
        model.generation_config = GenerationConfig(bos_token_id=1, eos_token_id=2)
    # What the file says is computed in fp32: bf16 weights are widened.
    model.to(getattr(torch, variant.dtype)).save_pretrained(folder, max_shard_size=variant.shard)
    if variant.own_head:
        config = json.loads((folder / "config.json").read_text())
        # As published folders have it.
        config.pop("scale_decoder_outputs", None)
        config["tie_word_embeddings"] = False
        (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    return folder


def randomise(model, seed, spread):
    """As reference.randomise does, and Gemma 4's factor of a layer, which is a buffer."""
    reference.randomise(model, seed, spread)
    generator = torch.Generator().manual_seed(seed + 1)
    for name, buffer in model.named_buffers():
        if name.endswith("layer_scalar"):
            buffer.copy_(0.7 + 0.5 * torch.rand(buffer.shape, generator=generator))
    return model


class InDouble:
    """Of torch, for code that computes in fp32 whatever comes."""
    float32 = torch.float64

    def __getattr__(self, name):
        return getattr(torch, name)


def adapted_in_double(model64, evaluate, tensors, prefix):
    """The logits with an adapter, in double and rounded once: along a recurrence the roundings of fp32 add up to
    1e-5, in transformers too."""
    for name, module in model64.named_modules():
        if f"{prefix}A.{name}" in tensors:
            a, b = (tensors[f"{prefix}{side}.{name}"].double() for side in "AB")
            module.register_forward_hook(lambda _, inputs, y, a=a, b=b: y + 2.0 * (inputs[0] @ a.T) @ b.T)
    to_float = torch.Tensor.float
    modeling_qwen3_5.torch, torch.Tensor.float = InDouble(), lambda x: x.double() if x.is_floating_point() else to_float(x)
    logits = evaluate(model64)["logits"]
    modeling_qwen3_5.torch, torch.Tensor.float = torch, to_float
    return logits.to(torch.float32)


def make_folder(name, variant):
    seed = variant.seed or zlib.crc32(name.encode()) % 100_000
    architecture = getattr(transformers, variant.architecture)
    # T5's scores are not scaled and T5 1.1's logits neither: smaller weights keep both in range.
    model = randomise(fresh(architecture, variant), seed, 0.12 if unscaled(variant) else 0.2)
    folder = save(name, variant, model)

    def load(dtype=torch.float32):
        return architecture.from_pretrained(folder, dtype=dtype, attn_implementation="eager").eval()

    def evaluate(model):
        return tasks.evaluate(model, variant)

    model = load()
    tensors = evaluate(model)
    tensors |= gradients(model)
    far = noise(load(torch.float64), evaluate, tensors)
    tensors |= adamw_step(model)
    if variant.task in ("causal", "seq2seq"):
        tensors |= greedy(load)
    tensors |= adapters(load, tasks.PEFT_TASKS[variant.task], evaluate, seed + 5000)
    if model.config.model_type == "qwen3_5_text":
        tensors["lora_all.logits"] = adapted_in_double(load(torch.float64), evaluate, tensors, "lora_all.")
    reference.write_golden(folder / "golden.safetensors", tensors, parameters=model.num_parameters())
    report(name, folder, model, tensors, far)


def report(name, folder, model, tensors, far):
    size = sum(f.stat().st_size for f in folder.iterdir())
    different = len(set(tensors["greedy_ids"].tolist())) if "greedy_ids" in tensors else "-"
    print(f"{name}: {model.num_parameters()} parameters, {size // 1000} kB, loss {float(tensors['loss']):.3f}, largest "
          f"logit {float(tensors['logits'].abs().max()):.2f}, noise {far[0]:.1e} {far[1]:.1e}, {different} greedy ids, "
          f"default targets {any(k.startswith('lora_default') for k in tensors)}", flush=True)


if __name__ == "__main__":
    torch.manual_seed(0)
    torch.set_num_threads(1)
    wanted = sys.argv[1:]
    for key, value in (DECODERS | ENCODERS).items():
        if not wanted or key in wanted:
            make_folder(key, value)
