"""Greedy generation of the tiny models by transformers. Every step's best logit leads the next by a clear margin, so
that another order of summation cannot change the ids.

    python tests/golden/generation/make.py
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM

import reference
from reference import HERE, MODELS

NEW_TOKENS = 24
MARGIN = 2e-3
FOLDERS = ["gpt2", "llama", "llama-bf16", "llama-biased", "llama-tied-gqa", "llama3-scaled", "qwen2", "qwen2-sharded"]


def generate(model, prompt):
    # No id ends the text: the length is part of what is compared. Penalised runs prove the penalty's formula.
    runs = {}
    for key, options in {"greedy": {}, "greedy_repetition_penalty_1.3": {"repetition_penalty": 1.3}}.items():
        result = model.generate(input_ids=prompt[None], attention_mask=torch.ones_like(prompt)[None], do_sample=False,
                                max_new_tokens=NEW_TOKENS, eos_token_id=None, pad_token_id=0, output_scores=True,
                                return_dict_in_generate=True, **options)
        best = torch.stack(result.scores).squeeze(1).topk(2, dim=-1).values
        if float((best[:, 0] - best[:, 1]).min()) < MARGIN:
            return None
        runs[key] = result.sequences[0][len(prompt):].tolist()
    return runs


def case(folder, adapter=None):
    model = AutoModelForCausalLM.from_pretrained(MODELS / folder, dtype=torch.float32, attn_implementation="eager")
    if adapter:
        model = PeftModel.from_pretrained(model, HERE / "adapters" / adapter)
    model.eval()
    found = []
    for seed in range(100):
        prompt = reference.batch(80, lengths=(3 + seed % 9,), seed=3000 + seed)[0][0]
        runs = generate(model, prompt)
        if runs:
            found.append({"model": folder, "adapter": adapter, "prompt": prompt.tolist(), **runs})
        if len(found) == 3:
            return found
    raise SystemExit(f"{folder}: no prompt with clear margins")


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = []
    for folder in FOLDERS:
        cases += case(folder)
    for adapter, folder in [("llama-all-linear", "llama"), ("gpt2-all-linear", "gpt2")]:
        cases += case(folder, adapter)
    reference.write_json(HERE / "generation" / "greedy.json", cases)
    print(len(cases), "cases")
