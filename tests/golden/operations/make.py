"""What single operations give, forward and backward: torch's autograd in double over the code of transformers.

    python tests/golden/operations/make.py

One file a kind, one case a prefix: `case/x` goes in, `case/y` comes out, `case/into.y` is the gradient that arrives at
y and `case/d.x` what it becomes at x.
"""
import pathlib

import torch
from safetensors.torch import save_file
from torch.nn import functional
from transformers.models.gemma2.modeling_gemma2 import Gemma2RMSNorm
from transformers.models.glm4 import modeling_glm4
from transformers.models.phi3 import modeling_phi3

HERE = pathlib.Path(__file__).resolve().parent
ROWS = 7
# Reference code converts to fp32 here and there; values of goldens come from double all through.
torch.Tensor.float = torch.Tensor.double


class File:
    def __init__(self, name, seed):
        self.name, self.tensors = name, {}
        self.generator = torch.Generator().manual_seed(seed)

    def random(self, *shape, spread=1.0):
        """Exact in fp32."""
        return (torch.randn(*shape, generator=self.generator) * spread).double()

    def case(self, name, function, **inputs):
        """`function(**inputs)` gives named results; gradients go into all of them and back to all inputs in double."""
        leaves = {key: value.clone().requires_grad_(value.is_floating_point()) for key, value in inputs.items()}
        results = function(**leaves)
        into = {key: self.random(*value.shape) for key, value in results.items()}
        torch.autograd.backward([results[key] for key in into], list(into.values()))
        self.tensors |= {f"{name}/{key}": value for key, value in inputs.items()}
        self.tensors |= {f"{name}/{key}": value.detach() for key, value in results.items()}
        self.tensors |= {f"{name}/into.{key}": value for key, value in into.items()}
        self.tensors |= {f"{name}/d.{key}": leaf.grad for key, leaf in leaves.items() if leaf.grad is not None}

    def save(self):
        tensors = {key: value.to(torch.float32 if value.is_floating_point() else torch.int64).contiguous().clone()
                   for key, value in self.tensors.items()}
        save_file(tensors, HERE / f"{self.name}.safetensors")


def norms(file):
    width, groups = 24, 3

    def of_groups(x):
        return x.unflatten(1, (groups, -1))

    def shifted(x, weight):
        norm = Gemma2RMSNorm(weight.shape[0], eps=1e-6)
        del norm.weight
        norm.weight = weight
        return norm(x)

    def x():
        return file.random(ROWS, width)
    eps, whole, part = 1e-6, (width,), (width // groups,)
    file.case("rms", lambda x, weight: {"y": functional.rms_norm(x, whole, weight, eps)}, x=x(), weight=file.random(*whole))
    file.case("rms_shifted", lambda x, weight: {"y": shifted(x, weight)}, x=x(), weight=file.random(*whole))
    file.case("rms_plain", lambda x: {"y": functional.rms_norm(x, whole, None, eps)}, x=x())
    file.case("rms_groups", lambda x, weight: {"y": functional.rms_norm(of_groups(x), part, weight, eps).flatten(1)},
              x=x(), weight=file.random(*part))
    file.case("rms_shifted_groups", lambda x, weight: {"y": shifted(of_groups(x), weight).flatten(1)}, x=x(),
              weight=file.random(*part))
    file.case("rms_plain_groups", lambda x: {"y": functional.rms_norm(of_groups(x), part, None, eps).flatten(1)}, x=x())
    file.case("layer", lambda x, weight, bias: {"y": functional.layer_norm(x, whole, weight, bias, eps)}, x=x(),
              weight=file.random(*whole), bias=file.random(*whole))
    file.case("layer_without_bias", lambda x, weight: {"y": functional.layer_norm(x, whole, weight, None, eps)}, x=x(),
              weight=file.random(*whole))
    file.case("layer_plain", lambda x: {"y": functional.layer_norm(x, whole, None, None, eps)}, x=x())
    file.case("layer_groups", lambda x, weight, bias: {"y": functional.layer_norm(of_groups(x), part, weight, bias, eps).flatten(1)},
              x=x(), weight=file.random(*part), bias=file.random(*part))


def rotations(file):
    head, positions = 12, torch.tensor([0, 1, 2, 9, 0, 1, 5])

    def turned(apply, dim):
        angles = torch.arange(10)[:, None] * 100.0 ** -(torch.arange(0, dim, 2) / dim)
        cosines, sines = angles.cos().float(), angles.sin().float()

        def run(query, key=None):
            both = torch.cat([angles, angles], -1).double()[positions][None]
            heads = [x.unflatten(1, (-1, head)).transpose(0, 1)[None] for x in (query, query if key is None else key)]
            results = apply(*heads, both.cos(), both.sin())
            named = dict(zip(("turned_query", "turned_key"), (x[0].transpose(0, 1).flatten(1) for x in results)))
            return named if key is not None else {"turned_query": named["turned_query"]}
        return run, cosines, sines
    for name, apply, dim in (("halves", modeling_phi3.apply_rotary_pos_emb, 12), ("halves_of_a_part", modeling_phi3.apply_rotary_pos_emb, 8),
                             ("neighbours", modeling_glm4.apply_rotary_pos_emb, 12), ("neighbours_of_a_part", modeling_glm4.apply_rotary_pos_emb, 8)):
        run, cosines, sines = turned(apply, dim)
        file.case(name, run, query=file.random(ROWS, 4 * head), key=file.random(ROWS, 2 * head))
        file.tensors |= {f"{name}/cosines": cosines, f"{name}/sines": sines, f"{name}/positions": positions}
        file.case(name + "_alone", run, query=file.random(ROWS, 2 * head))
        file.tensors |= {f"{name}_alone/cosines": cosines, f"{name}_alone/sines": sines, f"{name}_alone/positions": positions}


ACTIVATIONS = {"silu": functional.silu, "gelu_tanh": lambda x: functional.gelu(x, approximate="tanh"), "gelu": functional.gelu,
               "relu": functional.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


def elements(file):
    for name, function in ACTIVATIONS.items():
        file.case(name, lambda x: {"y": function(x)}, x=file.random(ROWS, 21, spread=3.0))
        file.case("gated_" + name, lambda gate, up: {"y": function(gate) * up}, gate=file.random(ROWS, 21, spread=3.0),
                  up=file.random(ROWS, 21))
    file.case("scale", lambda x: {"y": x * 0.28125}, x=file.random(ROWS, 21))
    file.case("softcap", lambda x: {"y": 30.0 * torch.tanh(x / 30.0)}, x=file.random(ROWS, 21, spread=20.0))


if __name__ == "__main__":
    for seed, make in enumerate((norms, rotations, elements)):
        file = File(make.__name__, seed)
        make(file)
        file.save()
