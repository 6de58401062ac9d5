"""LoRA steps with transformers and PEFT on the frozen rows of a run: speed, peak memory, the rate of LibTorch's matrix
products in the shapes of this model measured in the same process, and the work of all products of a step a token.

    python peft_steps.py MODEL TRAIN.safetensors STEPS THREADS
"""
import json
import resource
import statistics
import sys
import time

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM


def batches(file):
    """Two rows a step, as the run packs them."""
    data = load_file(file)
    starts = data["row_starts"].tolist()
    rows = [(data["ids"][a:b].long(), data["trained"][a:b].bool()) for a, b in zip(starts, starts[1:])]
    for first, second in zip(rows[::2], rows[1::2]):
        ids = torch.stack([first[0], second[0]])
        labels = torch.where(torch.stack([first[1], second[1]]), ids, torch.full_like(ids, -100))
        yield ids, labels


def product_rate(config, tokens):
    """Operations a second over the base products of a step, each weighed by how much of it there is."""
    hidden, inner, vocabulary = config.hidden_size, config.intermediate_size, config.vocab_size
    shapes = [(hidden, hidden, 4 * config.num_hidden_layers), (hidden, inner, 3 * config.num_hidden_layers), (hidden, vocabulary, 1)]
    work = seconds = 0.0
    for inputs, outputs, count in shapes:
        weight, x, y = torch.randn(outputs, inputs), torch.randn(tokens, inputs), torch.randn(tokens, outputs)
        for product in (lambda: x @ weight.T, lambda: y @ weight):  # forward, gradient of the input
            product()
            times = []
            for _ in range(3):
                begin = time.perf_counter()
                product()
                times.append(time.perf_counter() - begin)
            seconds += count * statistics.median(times)
            work += count * 2.0 * tokens * inputs * outputs
    return work / seconds


def work_per_token(config, rank, length):
    """Operations of all products of a step, every token trained: base (forward and input gradient), LoRA, causal attention."""
    hidden, inner, layers = config.hidden_size, config.intermediate_size, config.num_hidden_layers
    widths = [(hidden, hidden)] * 4 + [(hidden, inner)] * 2 + [(inner, hidden)]
    base = 4 * (layers * sum(a * b for a, b in widths) + hidden * config.vocab_size)
    lora = 6 * rank * layers * sum(a + b for a, b in widths)
    attention = layers * 6 * 2 * hidden * length / 2
    return base + lora + attention


def main():
    path, file, steps, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32)
    model.config.use_cache = False
    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    model = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules=targets, task_type="CAUSAL_LM"))
    model.train()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=2e-4)
    speeds = []
    for number, (ids, labels) in enumerate(batches(file)):
        if number == steps:
            break
        begin = time.perf_counter()
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        speeds.append(ids.numel() / (time.perf_counter() - begin))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"tokens_per_second": statistics.median(speeds[1:]), "peak": peak,
                      "product_rate": product_rate(model.config, ids.numel()),
                      "flops_per_token": work_per_token(model.config, 16, ids.shape[1])}))


if __name__ == "__main__":
    main()
