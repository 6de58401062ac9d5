"""Ten steps of bitsandbytes' AdamW8bit on a CPU: codes and absmax of the moments, and the weights.

torch takes its square root from a library that does not round to the nearest number, which changes the last place of
some weights (never a code: moments do not read it). `rounded_weights` are those where the root alone is rounded.

    python tests/golden/optimiser/make_8bit.py
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import bitsandbytes
import numpy
import torch
from bitsandbytes import functional
from safetensors.torch import save_file

import make
import reference

HERE = pathlib.Path(__file__).resolve().parent
COUNT = 4096 + 136  # more than are kept in 32 bits, and a last block that is not whole
STEPS = 10


def bits(first, count):
    """Numbers between −0.5 and 0.5 that the tests make again, every one exact in fp32."""
    state = (torch.arange(first, first + count, dtype=torch.int64) * 2654435761) & 0xFFFFFFFF
    return ((state >> 8) - (1 << 23)).double().div(1 << 24).float()


def scaled(values, exponents):
    """Times powers of two, exactly: torch.exp2 is not."""
    return torch.from_numpy(numpy.ldexp(values.numpy(), exponents.numpy()))


def gradients(step):
    """Of magnitudes from 2^-24 to 0.5; in step 3 zeros, in step 6 huge; a block that never has one, and one of tiny ones."""
    at = torch.arange(COUNT)
    values = scaled(bits(step * 100_003, COUNT), -((at * 7 + step) % 24))
    values[256:512] = 0
    values[512:768] *= 2.0 ** -50  # the squares are not normal numbers
    return values * {3: 0.0, 6: 4096.0}.get(step, 1.0)


def series(options):
    weights = torch.nn.Parameter(bits(7, COUNT).clone())
    optimizer = bitsandbytes.optim.AdamW8bit([weights], **options)
    tensors = {}
    for step in range(1, STEPS + 1):
        weights.grad = gradients(step)
        for group in optimizer.param_groups:
            group["lr"] = options["lr"] * step / STEPS
        optimizer.step()
        state = optimizer.state[weights]
        assert state["state1"].dtype == torch.uint8
        for name in ("state1", "state2", "absmax1", "absmax2"):
            tensors[f"{step}.{name}"] = state[name].clone()
        tensors[f"{step}.weights"] = weights.detach().clone()
    return tensors


def blockwise():
    """Both types, and what they make of values."""
    tensors = {}
    values = torch.cat([scaled(bits(3, 1000), -(torch.arange(1000) % 40)), bits(1, 24)])
    values[256:512] = 0
    values[520] = 2.0 ** 100
    for name, signed in (("signed", True), ("unsigned", False)):
        kind = functional.create_dynamic_map(signed=signed)
        given = values if signed else values.abs()
        codes, state = functional.quantize_blockwise(given, code=kind, blocksize=256)
        tensors |= {f"{name}.map": kind, f"{name}.codes": codes, f"{name}.absmax": state.absmax,
                    f"{name}.expanded": functional.dequantize_blockwise(codes, state)}
    return tensors


def with_rounded_roots(make_tensors):
    plain = torch.Tensor.sqrt
    torch.Tensor.sqrt = lambda values: plain(values.double()).float()
    try:
        return make_tensors()
    finally:
        torch.Tensor.sqrt = plain


if __name__ == "__main__":
    variants = [dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0),
                dict(lr=5e-2, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)]
    kept = blockwise()
    for number, options in enumerate(variants):
        made, rounded = series(options), with_rounded_roots(lambda: series(options))
        for name, tensor in made.items():
            step, what = name.split(".")
            if what != "weights":
                assert torch.equal(tensor, rounded[name])
                kept[f"{number}.{name}"] = tensor
        kept[f"{number}.weights"] = made[f"{STEPS}.weights"]
        kept[f"{number}.rounded_weights"] = rounded[f"{STEPS}.weights"]
    save_file({name: tensor.contiguous() for name, tensor in kept.items()}, HERE / "adamw_8bit.safetensors")
    # Tensors of fewer than 4096 numbers.
    reference.write_json(HERE / "adamw_8bit.json", make.series(
        lambda weights, options: bitsandbytes.optim.AdamW8bit(weights, **options),
        [{**options, "betas": list(options["betas"])} for options in variants]
        + [dict(lr=2e-4, betas=[0.9, 0.99], eps=1e-7, weight_decay=0.01)], 13))
