"""What bitsandbytes makes of matrices, the tiny models of ../models as it stores them, and what PEFT computes on their
values.

    $(installer/peers.sh) tests/golden/quantization/make.py
"""
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
import bitsandbytes.functional as bnb
from bitsandbytes.backends import utils
from bitsandbytes.backends.default.ops import _dequantize_4bit_compute
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, BitsAndBytesConfig

import reference
from reference import MODELS

HERE = pathlib.Path(__file__).resolve().parent
VOCABULARY = 80
# It would ask for a GPU otherwise.
utils._code_4bit_cache["nf4", torch.device("cpu")] = bnb.get_4bit_type("nf4", device="cpu")


def bits(count, seed=0):
    """Numbers that any language makes alike: multiples of 2^-24 between -0.5 and 0.5."""
    state = (torch.arange(count, dtype=torch.int64) + seed) * 2654435761 % 2**32
    return (state // 256 - 2**23).float() / 2**24


def expanded(codes, state):
    """By the definition that its devices share. Its AVX-512 kernel takes the scale of another block where rows do not end
    with blocks."""
    absmax = state.absmax if not state.nested else bnb.dequantize_blockwise(state.absmax, state.state2) + state.offset
    return _dequantize_4bit_compute(codes.flatten(), absmax, state.code, state.blocksize, state.shape, state.dtype)


def matrices():
    generator = torch.Generator().manual_seed(41)
    normal = lambda *shape: 0.05 * torch.randn(*shape, generator=generator)
    zeros = normal(3, 128)
    zeros[0] = 0
    edges = torch.cat([normal(64) * 1e-30, normal(64) * 1e30, torch.ones(64), -torch.ones(64), torch.full((64,), 1e-39),
                       torch.tensor([0.0, -0.0] * 32)])
    middles = utils._NF4_QUANT_TABLE
    middles = torch.cat([(middles[:-1] + middles[1:]) / 2, torch.ones(1)]).repeat(4)
    return {"even": normal(40, 96), "odd": normal(3, 67), "short": normal(1, 130), "tiny": normal(1, 1), "zeros": zeros,
            "edges": edges.reshape(6, 64), "middles": middles.reshape(1, 64), "many": normal(300, 64).bfloat16().float()}


def quantised(tensors, name, matrix):
    tensors[f"{name}.values"] = matrix
    codes, state = bnb.quantize_4bit(matrix, blocksize=64, quant_type="nf4")
    tensors[f"{name}.codes"], tensors[f"{name}.absmax"] = codes.flatten(), state.absmax
    tensors[f"{name}.expanded"] = expanded(codes, state)
    codes, state = bnb.quantize_4bit(matrix, blocksize=64, quant_type="nf4", compress_statistics=True)
    nested(tensors, name, state)
    tensors[f"{name}.nested_expanded"] = expanded(codes, state)
    state.dtype = torch.bfloat16
    tensors[f"{name}.nested_rounded"] = expanded(codes, state)
    if name != "edges":  # 127 / 1e-39 is infinite
        rows, absmax, _ = bnb.int8_vectorwise_quant(matrix)
        tensors[f"{name}.int8"], tensors[f"{name}.int8_absmax"] = rows, absmax
        tensors[f"{name}.int8_expanded"] = bnb.int8_vectorwise_dequant(rows, absmax)


def nested(tensors, name, state):
    tensors[f"{name}.nested_codes"], tensors[f"{name}.nested_absmax"] = state.absmax, state.state2.absmax
    tensors[f"{name}.offset"] = state.offset.reshape(1)


def kernels():
    tensors = {"map": bnb.create_dynamic_map(), "nf4": bnb.get_4bit_type("nf4", device="cpu")}
    for name, matrix in matrices().items():
        quantised(tensors, name, matrix)
    # Long enough for the order of the sum to show; its values are `bits`.
    _, state = bnb.quantize_4bit(bits(64 * 20011) * (1 + bits(64 * 20011, 77)), blocksize=64, quant_type="nf4",
                                 compress_statistics=True)
    nested(tensors, "long", state)
    reference.write_golden(HERE / "kernels.safetensors", tensors)


def config(kind):
    if kind == "int8":
        return BitsAndBytesConfig(load_in_8bit=True)
    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=kind == "nf4",
                              bnb_4bit_compute_dtype=torch.float32)


def value_of(saved, name):
    """The matrix [out, in] in fp32 that a saved one stands for, or None."""
    parts = {key.removeprefix(name + "."): value for key, value in saved.items() if key.startswith(name + ".")}
    if parts:
        return expanded(saved[name], bnb.QuantState.from_dict(parts, "cpu"))
    scales = saved.get(name.removesuffix("weight") + "SCB")
    return None if scales is None else bnb.int8_vectorwise_dequant(saved[name], scales)


def model(base, kind, adapter):
    folder = HERE / f"{base}-{kind}"
    shutil.rmtree(folder, ignore_errors=True)
    AutoModelForCausalLM.from_pretrained(MODELS / base, quantization_config=config(kind), dtype=torch.float32,
                                         device_map="cpu").save_pretrained(folder)
    (folder / "generation_config.json").unlink()
    saved = load_file(folder / "model.safetensors")
    plain = AutoModelForCausalLM.from_pretrained(MODELS / base, dtype=torch.float32, attn_implementation="eager")
    replaced = 0
    with torch.no_grad():
        for name, parameter in plain.named_parameters():
            value = value_of(saved, name)
            if value is not None:
                parameter.copy_(value.t() if base.startswith("gpt2") else value)
                replaced += 1
    tuned = PeftModel.from_pretrained(plain, HERE.parent / "adapters" / adapter, is_trainable=True)
    tensors = reference.evaluate(tuned, *reference.batch(VOCABULARY))
    trained = [(name.replace(".default", ""), p) for name, p in tuned.named_parameters() if p.requires_grad]
    for name, parameter in trained:
        tensors["grad." + name] = parameter.grad.clone()
    torch.optim.AdamW([p for _, p in trained], lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01).step()
    for name, parameter in trained:
        tensors["adamw." + name] = parameter.detach()
    reference.write_golden(folder / "golden.safetensors", tensors, model=base, adapter=adapter)
    print(folder.name, replaced, float(tensors["loss"]))


if __name__ == "__main__":
    torch.set_num_threads(1)
    kernels()
    for kind in ("nf4", "nf4-plain", "int8"):
        model("llama", kind, "llama-all-linear")
    model("gpt2", "nf4", "gpt2-all-linear")
    model("gpt2", "int8", "gpt2-all-linear")
