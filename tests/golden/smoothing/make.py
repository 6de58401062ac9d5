"""Label smoothing as transformers' Trainer has it: the loss and its gradients on a tiny adapter.

    python tests/golden/smoothing/make.py
"""
import pathlib
import sys
import types

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM
from transformers.trainer_pt_utils import LabelSmoother

import reference

HERE = pathlib.Path(__file__).resolve().parent
ADAPTER, BASE, VOCABULARY, SHARE = "qwen2-rslora", "qwen2", 80, 0.1

if __name__ == "__main__":
    torch.set_num_threads(1)
    base = AutoModelForCausalLM.from_pretrained(reference.MODELS / BASE, dtype=torch.float32, attn_implementation="eager")
    model = PeftModel.from_pretrained(base, HERE.parent / "adapters" / ADAPTER, is_trainable=True)
    rows, masks = reference.batch(VOCABULARY)
    # One row after the other, and all their targets in one mean, as a batch of the Trainer.
    logits = torch.cat([model(input_ids=ids[None]).logits[0, :-1] for ids in rows])
    labels = torch.cat([torch.where(mask == 1, ids, -100)[1:] for ids, mask in zip(rows, masks)])
    loss = LabelSmoother(epsilon=SHARE)(types.SimpleNamespace(logits=logits[None]).__dict__, labels[None])
    loss.backward()
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row))
    tensors = {"input_ids": torch.cat(rows), "row_starts": torch.tensor(starts), "trained_mask": torch.cat(masks),
               "loss": loss.detach().reshape(1)}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            tensors["grad." + name.replace(".default", "")] = parameter.grad.clone()
    reference.write_golden(HERE / "golden.safetensors", tensors, model=BASE)
    print(float(loss))
