"""Speed and memory of LoRA training beside transformers + PEFT, and the plan beside what was measured.

The 0.1b shape (Llama, 12 layers, 768 wide, vocabulary 32,000), r 16 on all linear layers, packed 2 x 512 tokens, fp32,
once with every token trained and once with half of them; and ours in bf16 beside ours in fp32. Both sides take the same token ids, those of the run's frozen
data, and the same number of threads; pairs are run in turn and the medians of their ratios printed.

    $(installer/peers.sh) tests/bench/training.py --engine build/release/bin/luthier-engine [--pairs 5]
"""
import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "golden"))

import proof  # noqa: E402  (the engine as a stranger calls it)
import table  # noqa: E402

STEPS = 6
LENGTH = 512
SHAPE = {"vocab_size": 32000, "hidden_size": 768, "intermediate_size": 2048, "num_hidden_layers": 12,
         "num_attention_heads": 12, "num_key_value_heads": 12, "max_position_embeddings": 1024, "rms_norm_eps": 1e-5,
         "tie_word_embeddings": False, "bos_token_id": None, "eos_token_id": 0, "pad_token_id": 0}


def make_model(folder):
    """The 0.1b shape with random weights, and a tokenizer whose words are single tokens."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
    torch.manual_seed(1)
    LlamaForCausalLM(LlamaConfig(**SHAPE)).save_pretrained(folder, safe_serialization=True)
    words = {name: number for number, name in enumerate(proof.SPECIAL)}
    for number in range(len(words), 20000):
        words[f"w{number}"] = number
    tokenizer = Tokenizer(models.BPE(vocab=words, merges=[], unk_token="<|endoftext|>", ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>", pad_token="<|endoftext|>",
                                   additional_special_tokens=proof.SPECIAL[1:])
    fast.chat_template = proof.TEMPLATE
    fast.save_pretrained(folder)


def make_rows(file, half):
    """Conversations longer than a unit; with `half` the question takes half of it."""
    dice = random.Random(3)
    with open(file, "w", encoding="utf-8") as out:
        for _ in range(2 * STEPS):
            words = lambda count: " ".join(f"w{dice.randrange(100, 20000)}" for _ in range(count))
            asked = LENGTH // 2 if half else 4
            out.write(json.dumps({"messages": [{"role": "user", "content": words(asked)},
                                               {"role": "assistant", "content": words(LENGTH)}]}) + "\n")


def ours(engine, work, name, half, threads, dtype="fp32", quantization="none", activations="fp32"):
    """Steps of `train`: tokens a second, peak and plan, and the frozen rows it read."""
    recipe = {"recipe": 1, "name": name, "model": str(work / "model"), "data": [{"dataset": name}],
              "method": {"type": "lora", "r": 16, "lora_alpha": 32, "target_modules": "all-linear"},
              "quantization": {"type": quantization},
              "tokens": {"max_length": LENGTH, "packing": True, "assistant_only_loss": half},
              "batch": {"per_device_train_batch_size": 2, "gradient_accumulation_steps": 1},
              "duration": {"max_steps": STEPS}, "schedule": {"type": "constant", "warmup_steps": 0},
              "compute": {"device": "cpu", "dtype": dtype, "gradient_checkpointing": "off", "activations": activations},
              "evaluation": {"eval_steps": 0}, "checkpoints": {"save_steps": 0}, "shuffle": False}
    (work / f"{name}.json").write_text(json.dumps(recipe))
    project = work / "p.luthier"
    events = engine.lines("train", project, "--recipe", work / f"{name}.json", "--threads", threads)
    run = [event for event in events if event["event"] == "done"][-1]["run"]
    shown = engine.document("run", "show", project, run)
    metrics = engine.document("run", "metrics", project, run)["series"]
    speed = [value for _, value in metrics["tokens_per_second"]][1:]
    return {"tokens_per_second": statistics.median(speed), "peak": shown["summary"]["peak_bytes"],
            "planned": shown["summary"]["planned_bytes"], "data": project / "runs" / run / "data" / "train.safetensors"}


def theirs(work, data, threads):
    out = subprocess.run([sys.executable, str(HERE / "peft_steps.py"), str(work / "model"), str(data), str(STEPS), str(threads)],
                         capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": str(threads)})
    return json.loads(out.stdout.splitlines()[-1])


def number_formats(engine, work, threads, pairs):
    """A measured device promises what bf16 gives; where it promises nothing, `auto` leaves bf16 alone."""
    measured = engine.document("devices", "--measure")["devices"][0]["measured"]
    promised = measured["bf16_gflops"] / measured["fp32_gflops"]
    name = f"LoRA training in bf16 (products measured {promised:.1f} times as fast)"
    if promised < 1.2:
        print(f"skipped {name}: not taken by auto on this processor")
        return
    speed, plan = [], []
    for _ in range(pairs):
        exact = ours(engine, work, "whole", False, threads)
        rounded = ours(engine, work, "whole", False, threads, "bf16")
        speed.append(rounded["tokens_per_second"] / exact["tokens_per_second"])
        plan.append(rounded["planned"] / rounded["peak"])
    table.row(name, statistics.median(speed), "times fp32", 1.1, "at least", speed)
    table.row(f"{name}, plan against the measured peak", abs(statistics.median(plan) - 1) * 100, "% off", 10)


def quantised(engine, work, threads, pairs):
    """An adapter on a base in NF4 and in int8 beside the same on the whole base. What the linear layers take is the memory
    that the whole run takes less than the other, off what they take in fp32."""
    width, inner, layers = SHAPE["hidden_size"], SHAPE["intermediate_size"], SHAPE["num_hidden_layers"]
    linear = 4 * layers * (4 * width * width + 3 * width * inner)
    for kind in ("nf4", "int8"):
        speed, memory, plan = [], [], []
        for _ in range(pairs):
            whole = ours(engine, work, "whole", False, threads)
            small = ours(engine, work, "whole", False, threads, quantization=kind)
            speed.append(small["tokens_per_second"] / whole["tokens_per_second"])
            memory.append(1 - (whole["peak"] - small["peak"]) / linear)
            plan.append(small["planned"] / small["peak"])
        table.row(f"QLoRA training, {kind}", statistics.median(speed), "times LoRA", 0.88, "at least", speed)
        table.row(f"QLoRA training, {kind}, linear weights", statistics.median(memory), "of their fp32 memory", 0.32, spread=memory)
        table.row(f"QLoRA training, {kind}, plan against the measured peak", abs(statistics.median(plan) - 1) * 100, "% off", 10)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", required=True)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        engine = proof.Engine(arguments.engine, work)
        make_model(work / "model")
        engine.document("project", "new", work / "p.luthier")
        for name, half in (("whole", False), ("half", True)):
            make_rows(work / f"{name}.jsonl", half)
            engine.document("data", "import", work / "p.luthier", work / f"{name}.jsonl", "--name", name)
            speed, memory, kept, plan, rate, peer_rate = [], [], [], [], [], []
            for _ in range(arguments.pairs):
                mine = ours(engine, work, name, half, arguments.threads)
                peer = theirs(work, mine["data"], arguments.threads)
                speed.append(mine["tokens_per_second"] / peer["tokens_per_second"])
                memory.append(mine["peak"] / peer["peak"])
                plan.append(mine["planned"] / mine["peak"])
                if not half:
                    kept.append(ours(engine, work, name, half, arguments.threads, activations="bf16")["peak"] / peer["peak"])
                rate.append(mine["tokens_per_second"] * peer["flops_per_token"] / peer["product_rate"])
                peer_rate.append(peer["tokens_per_second"] * peer["flops_per_token"] / peer["product_rate"])
            trained = "half of the tokens trained" if half else "every token trained"
            name = f"LoRA training, 0.1b shape, {trained}"
            share, peer_share = statistics.median(rate), statistics.median(peer_rate)
            table.row(f"{name} (PEFT {peer_share:.2f}, we {share:.2f} of the product rate)", statistics.median(speed),
                      "times transformers + PEFT", 1.4, "at least", speed)
            table.row(f"{name}, peak memory", statistics.median(memory), "times transformers + PEFT", 0.37, spread=memory)
            if kept:
                table.row(f"{name}, peak memory with kept activations in bf16", statistics.median(kept), "times transformers + PEFT", 0.27,
                          spread=kept)
            table.row(f"{name}, plan against the measured peak", abs(statistics.median(plan) - 1) * 100, "% off", 10)
        number_formats(engine, work, arguments.threads, arguments.pairs)
        quantised(engine, work, arguments.threads, arguments.pairs)


if __name__ == "__main__":
    main()
    table.finish()
