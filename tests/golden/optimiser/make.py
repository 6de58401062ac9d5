"""Optimisers, gradient clipping and the learning-rate schedules of TrainingArguments, as number series.

    python tests/golden/optimiser/make.py
"""
import inspect
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from torch.optim import _muon
from transformers import get_scheduler
from transformers.optimization import Adafactor

import reference

HERE = pathlib.Path(__file__).resolve().parent


def adamw():
    """Two tensors over 12 steps of given gradients; one gradient is all zero, one step has huge gradients."""
    cases = []
    for options in [
        dict(lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0),
        dict(lr=2e-4, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1),
        dict(lr=5e-2, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.01),
    ]:
        generator = torch.Generator().manual_seed(7)
        weights = [torch.nn.Parameter(torch.randn(5, generator=generator)),
                   torch.nn.Parameter(torch.randn(2, 3, generator=generator))]
        optimizer = torch.optim.AdamW(weights, foreach=False, fused=False, **options)
        case = {"options": {**options, "betas": list(options["betas"])},
                "start": [w.detach().flatten().tolist() for w in weights], "steps": []}
        for step in range(12):
            scale = {3: 0.0, 6: 1e4}.get(step, 0.3)
            for weight in weights:
                weight.grad = scale * torch.randn(weight.shape, generator=generator)
            rate = options["lr"] * (step + 1) / 12
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            case["steps"].append({"learning_rate": rate,
                                  "gradients": [w.grad.flatten().tolist() for w in weights],
                                  "weights": [w.detach().flatten().tolist() for w in weights]})
        case["first_moments"] = [optimizer.state[w]["exp_avg"].flatten().tolist() for w in weights]
        case["second_moments"] = [optimizer.state[w]["exp_avg_sq"].flatten().tolist() for w in weights]
        cases.append(case)
    return cases


class Lion(torch.optim.Optimizer):
    """arXiv 2302.06675, algorithm 2, as it is written there."""

    def __init__(self, weights, lr, betas, weight_decay):
        super().__init__(weights, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for weight in group["params"]:
                moment = self.state[weight].setdefault("moment", torch.zeros_like(weight))
                direction = torch.sign(beta1 * moment + (1 - beta1) * weight.grad)
                weight -= group["lr"] * (direction + group["weight_decay"] * weight)
                moment.copy_(beta2 * moment + (1 - beta2) * weight.grad)


def series(make, variants, seed, shapes=((5,), (2, 3))):
    """Tensors over 12 steps of given gradients; one gradient is all zero, one step has large gradients."""
    cases = []
    for options in variants:
        generator = torch.Generator().manual_seed(seed)
        weights = [torch.nn.Parameter(torch.randn(shape, generator=generator)) for shape in shapes]
        optimizer = make(weights, options)
        case = {"options": options, "shapes": [list(shape) for shape in shapes],
                "start": [w.detach().flatten().tolist() for w in weights], "steps": []}
        for step in range(12):
            for weight in weights:
                weight.grad = {3: 0.0, 6: 10.0}.get(step, 0.3) * torch.randn(weight.shape, generator=generator)
            rate = options["lr"] * (step + 1) / 12
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            case["steps"].append({"learning_rate": rate, "gradients": [w.grad.flatten().tolist() for w in weights],
                                  "weights": [w.detach().flatten().tolist() for w in weights]})
        cases.append(case)
    return cases


def sgd():
    """SGD with momentum, which lets its velocity run on through a step without gradient."""
    return series(lambda weights, options: torch.optim.SGD(weights, foreach=False, fused=False, **options),
                  [dict(lr=1e-2, momentum=0.9, weight_decay=0.0), dict(lr=3e-3, momentum=0.0, weight_decay=0.1),
                   dict(lr=5e-2, momentum=0.5, weight_decay=0.01),
                   dict(lr=5e-2, momentum=0.5, weight_decay=0.01, nesterov=True)], 9)


def lion():
    return series(lambda weights, options: Lion(weights, **options),
                  [dict(lr=1e-2, betas=[0.9, 0.99], weight_decay=0.0),
                   dict(lr=3e-3, betas=[0.95, 0.98], weight_decay=0.1),
                   dict(lr=5e-2, betas=[0.5, 0.9], weight_decay=0.01)], 10)


def adafactor():
    """As TrainingArguments sets it up: rates from outside, no scaling by the parameter."""
    return series(lambda weights, options: Adafactor(weights, scale_parameter=False, relative_step=False, **options),
                  [dict(lr=1e-2, weight_decay=0.0, clip_threshold=1.0, decay_rate=-0.8),
                   dict(lr=3e-3, weight_decay=0.1, clip_threshold=0.5, decay_rate=-0.5),
                   dict(lr=5e-2, weight_decay=0.01, clip_threshold=3.0, decay_rate=-0.8)], 11,
                  shapes=((5,), (3, 2), (2, 2, 3)))


def muon():
    """torch's own code, its products in fp32 instead of bf16."""
    name = "_zeropower_via_newtonschulz"
    source = inspect.getsource(getattr(_muon, name))
    assert source.count(".bfloat16()") == 1
    exec(source.replace(".bfloat16()", ".clone()"), _muon.__dict__)
    return series(lambda weights, options: torch.optim.Muon(weights, **options),
                  [dict(lr=1e-2, momentum=0.95, weight_decay=0.0, adjust_lr_fn="original", ns_steps=5),
                   dict(lr=3e-3, momentum=0.9, weight_decay=0.1, adjust_lr_fn="match_rms_adamw", ns_steps=5),
                   dict(lr=5e-2, momentum=0.5, weight_decay=0.01, adjust_lr_fn="match_rms_adamw", ns_steps=3)], 12,
                  shapes=((2, 3), (5, 3)))


def clipping():
    """By the norm, and by value in front of it."""
    cases = []
    generator = torch.Generator().manual_seed(8)
    for scale, max_norm, max_value in [(1.0, 1.0, 0), (0.01, 1.0, 0), (100.0, 1.0, 0), (3.0, 0.5, 0), (0.0, 1.0, 0),
                                       (3.0, 0, 0.5), (3.0, 1.0, 0.5)]:
        weights = [torch.nn.Parameter(torch.zeros(n)) for n in (4, 7, 1)]
        for weight in weights:
            weight.grad = scale * torch.randn(weight.shape, generator=generator)
        before = [w.grad.tolist() for w in weights]
        norm = torch.nn.utils.get_total_norm([w.grad for w in weights])
        if max_value > 0:
            torch.nn.utils.clip_grad_value_(weights, max_value)
        if max_norm > 0:
            torch.nn.utils.clip_grad_norm_(weights, max_norm)
        cases.append({"max_norm": max_norm, "max_value": max_value, "gradients": before, "norm": float(norm),
                      "clipped": [w.grad.tolist() for w in weights]})
    return cases


def schedules():
    """`rates[k]` is the rate that optimizer step k+1 uses."""
    cases = []
    specific = {
        "linear": [{}], "cosine": [{}, {"num_cycles": 1.5}], "cosine_with_restarts": [{}, {"num_cycles": 3}],
        "polynomial": [{}, {"power": 2.0, "lr_end": 1e-5}], "constant": [{}], "constant_with_warmup": [{}],
        "inverse_sqrt": [{}, {"timescale": 20}],
        "warmup_stable_decay": [{"num_decay_steps": 15},
                                {"num_decay_steps": 10, "decay_type": "cosine", "min_lr_ratio": 0.1}],
        "cosine_with_min_lr": [{"min_lr_rate": 0.1}, {"min_lr_rate": 0.25, "num_cycles": 1.5}],
        "cosine_warmup_with_min_lr": [{"min_lr_rate": 0.1}, {"min_lr_rate": 0.0, "warmup_lr_rate": 0.2}],
    }
    for name, variants in specific.items():
        for options in variants:
            for warmup, steps in [(0, 40), (5, 40), (12, 50)]:
                weight = torch.nn.Parameter(torch.zeros(1))
                optimizer = torch.optim.AdamW([weight], lr=2e-3)
                schedule = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=steps,
                                         scheduler_specific_kwargs=options or None)
                rates = []
                for _ in range(steps):
                    rates.append(optimizer.param_groups[0]["lr"])
                    optimizer.step()
                    schedule.step()
                cases.append({"type": name, "options": options, "learning_rate": 2e-3, "warmup_steps": warmup,
                              "steps": steps, "rates": rates})
    return cases + one_cycle()


def one_cycle():
    """torch's, without cycles of the momentum."""
    cases = []
    for options in [{}, {"pct_start": 0.5, "div_factor": 10, "final_div_factor": 100, "anneal_strategy": "linear"},
                    {"pct_start": 0.05, "anneal_strategy": "cos"}]:
        for steps in (40, 7):
            optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=2e-3)
            schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=2e-3, total_steps=steps,
                                                           cycle_momentum=False, **options)
            rates = []
            for _ in range(steps):
                rates.append(optimizer.param_groups[0]["lr"])
                optimizer.step()
                if len(rates) < steps:
                    schedule.step()
            cases.append({"type": "one_cycle", "options": options, "learning_rate": 2e-3, "warmup_steps": 0,
                          "steps": steps, "rates": rates})
    return cases


if __name__ == "__main__":
    reference.write_json(HERE / "adamw.json", adamw())
    for make in (sgd, lion, adafactor, muon):
        reference.write_json(HERE / f"{make.__name__}.json", make())
    reference.write_json(HERE / "clipping.json", clipping())
    reference.write_json(HERE / "schedules.json", schedules())
