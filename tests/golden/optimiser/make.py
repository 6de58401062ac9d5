"""AdamW, gradient clipping and the learning-rate schedules of TrainingArguments, as number series.

    python tests/golden/optimiser/make.py
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from transformers import get_scheduler

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


def sgd():
    """The same for SGD with momentum, which lets its velocity run on through a step without gradient."""
    cases = []
    for options in [dict(lr=1e-2, momentum=0.9, weight_decay=0.0), dict(lr=3e-3, momentum=0.0, weight_decay=0.1),
                    dict(lr=5e-2, momentum=0.5, weight_decay=0.01)]:
        generator = torch.Generator().manual_seed(9)
        weights = [torch.nn.Parameter(torch.randn(5, generator=generator)),
                   torch.nn.Parameter(torch.randn(2, 3, generator=generator))]
        optimizer = torch.optim.SGD(weights, foreach=False, fused=False, **options)
        case = {"options": options, "start": [w.detach().flatten().tolist() for w in weights], "steps": []}
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


def clipping():
    cases = []
    generator = torch.Generator().manual_seed(8)
    for scale, max_norm in [(1.0, 1.0), (0.01, 1.0), (100.0, 1.0), (3.0, 0.5), (0.0, 1.0)]:
        weights = [torch.nn.Parameter(torch.zeros(n)) for n in (4, 7, 1)]
        for weight in weights:
            weight.grad = scale * torch.randn(weight.shape, generator=generator)
        before = [w.grad.tolist() for w in weights]
        norm = torch.nn.utils.clip_grad_norm_(weights, max_norm)
        cases.append({"max_norm": max_norm, "gradients": before, "norm": float(norm),
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
    return cases


if __name__ == "__main__":
    reference.write_json(HERE / "adamw.json", adamw())
    reference.write_json(HERE / "sgd.json", sgd())
    reference.write_json(HERE / "clipping.json", clipping())
    reference.write_json(HERE / "schedules.json", schedules())
