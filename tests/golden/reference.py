"""What the golden scripts share: tiny random models, one packed batch, losses and gradients as the reference computes
them. Everything is fp32 on the CPU with eager attention and fixed seeds, so a second run gives the same files."""
import json
import pathlib

import torch
import transformers
from safetensors.torch import save_file

transformers.utils.logging.disable_progress_bar()

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE / "models"


def randomise(model, seed, spread=0.2):
    """Weights far larger than a fresh model's, norms off 1 and biases off 0: a forgotten term shows in the logits."""
    generator = torch.Generator().manual_seed(seed)
    done = set()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.data_ptr() in done:
                continue
            done.add(parameter.data_ptr())
            noise = torch.randn(parameter.shape, generator=generator)
            is_norm = "norm" in name.lower() or ".ln_" in name
            if is_norm and name.endswith("weight"):
                # Around 1, or around 0 where the family multiplies by 1 + weight.
                parameter.copy_(parameter.flatten()[0] + 0.2 * noise)
            elif name.endswith("bias"):
                parameter.copy_(0.1 * noise)
            else:
                parameter.copy_(spread * noise)
    return model


def batch(vocabulary, lengths=(12, 7, 9), seed=11):
    """Rows of different length, each with a trained mask over targets; the first token of a row is never a target."""
    generator = torch.Generator().manual_seed(seed)
    rows, masks = [], []
    for length in lengths:
        rows.append(torch.randint(0, vocabulary, (length,), generator=generator))
        mask = (torch.rand(length, generator=generator) < 0.6).long()
        mask[0] = 0
        mask[-1] = 1
        masks.append(mask)
    return rows, masks


def evaluate(model, rows, masks):
    """Each row by itself. Gives tensors for the file and leaves the gradients of the mean loss in the parameters."""
    model.eval()
    model.zero_grad()
    logits, token_losses = [], []
    for ids, mask in zip(rows, masks):
        row_logits = model(input_ids=ids[None], use_cache=False).logits[0].float()
        losses = torch.nn.functional.cross_entropy(row_logits[:-1], ids[1:], reduction="none")
        token_losses.append(torch.cat([torch.zeros(1), losses]) * mask)
        logits.append(row_logits)
    trained = sum(int(mask.sum()) for mask in masks)
    total = sum(losses.sum() for losses in token_losses)
    (total / trained).backward()
    starts = [0]
    for ids in rows:
        starts.append(starts[-1] + len(ids))
    return {
        "input_ids": torch.cat(rows),
        "row_starts": torch.tensor(starts),
        "trained_mask": torch.cat(masks),
        "logits": torch.cat(logits).detach(),
        "token_losses": torch.cat(token_losses).detach(),
        "row_losses": torch.stack([l.sum() / m.sum() for l, m in zip(token_losses, masks)]).detach(),
        "loss": (total / trained).detach().reshape(1),
    }


def write_golden(path, tensors, **facts):
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, str(path),
              metadata={"format": "pt", **{key: str(value) for key, value in facts.items()}})


def write_json(path, value):
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_lines(path, cases):
    """A list with one case a line."""
    path.write_text("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n", encoding="utf-8")
