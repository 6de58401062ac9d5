"""What a model is trained for: the rows and labels of each task, and the loss as transformers computes it, each row by
itself. Every function gives the tensors of the file and leaves the gradient of `loss` in the parameters."""
import torch
from torch.nn import functional

import reference

IGNORED = -100
# Ids of padding in the encoders' configs stand in no row: their embeddings would get no gradient.
PADDING = (0, 1, 3)


def starts_of(rows):
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row))
    return torch.tensor(starts)


def rows_of(vocabulary, lengths, seed=11):
    rows, masks = reference.batch(vocabulary, lengths, seed)
    for row in rows:
        for pad in PADDING:
            row[row == pad] = 7
    return rows, masks


def finish(inputs, logits, losses, count, names):
    """Sums the losses over `count` targets and goes backward."""
    loss = sum(l.sum() for l in losses) / count
    loss.backward()
    tensors = {"logits": torch.cat(logits).detach(), "loss": loss.detach().reshape(1)}
    tensors[names] = torch.cat([l.reshape(-1) for l in losses]).detach()
    return {**inputs, **tensors}


def examples(model, variant):
    """Inputs and labels of a task; segments where the family has more than one."""
    config = model.config
    rows, masks = rows_of(config.vocab_size, variant.lengths)
    if hasattr(model, "score") and variant.task != "token" and config.pad_token_id is not None:
        # Decoders pool at the last id that is not padding; the second row ends with padding.
        rows[1][-1] = config.pad_token_id
    inputs = {"row_starts": starts_of(rows)}
    if getattr(config, "type_vocab_size", 1) > 1:
        inputs["token_type_ids"] = torch.cat([(torch.arange(len(row)) * config.type_vocab_size) // len(row)
                                              for row in rows])
    generator = torch.Generator().manual_seed(17)
    number = len(rows)
    if variant.task == "mlm":
        inputs["labels"] = torch.where(torch.cat(masks) == 1, torch.cat(rows), IGNORED)
        # Most targets are hidden behind one id, as a mask token does.
        hidden = (torch.rand(len(inputs["labels"]), generator=generator) < 0.8) & (inputs["labels"] != IGNORED)
        inputs["input_ids"] = torch.where(hidden, 4, torch.cat(rows))
        return inputs
    inputs["input_ids"] = torch.cat(rows)
    if variant.task == "sequence":
        inputs["labels"] = torch.arange(number) % config.num_labels
    elif variant.task == "multi":
        inputs["labels"] = (torch.rand(number, config.num_labels, generator=generator) < 0.5).float()
    elif variant.task == "regression":
        inputs["labels"] = 2 * torch.randn(number, generator=generator)
    elif variant.task == "token":
        labels = torch.randint(0, config.num_labels, (len(inputs["input_ids"]),), generator=generator)
        inputs["labels"] = torch.where(torch.cat(masks) == 1, labels, IGNORED)
    return inputs


def per_token(model, variant):
    inputs = examples(model, variant)
    logits, losses = [], []
    for row in rows_in(inputs):
        out = model(**row["call"]).logits[0]
        losses.append(functional.cross_entropy(out, row["labels"], reduction="none", ignore_index=IGNORED))
        logits.append(out)
    return finish(inputs, logits, losses, int((inputs["labels"] != IGNORED).sum()), "token_losses")


def per_row(model, variant):
    inputs = examples(model, variant)
    logits, losses = [], []
    for index, row in enumerate(rows_in(inputs)):
        result = model(**row["call"], labels=inputs["labels"][index:index + 1].to(model.dtype)
                       if inputs["labels"].is_floating_point() else inputs["labels"][index:index + 1])
        logits.append(result.logits)
        losses.append(result.loss)
    return finish(inputs, logits, losses, len(losses), "row_losses")


def rows_in(inputs):
    starts = inputs["row_starts"].tolist()
    for begin, end in zip(starts, starts[1:]):
        call = {"input_ids": inputs["input_ids"][begin:end][None]}
        if "token_type_ids" in inputs:
            call["token_type_ids"] = inputs["token_type_ids"][begin:end][None]
        yield {"call": call, "labels": inputs["labels"][begin:end]}


def sequence_to_sequence(model, variant):
    """Logits at t predict label t; the decoder reads the start token and the labels before t."""
    sources, _ = rows_of(model.config.vocab_size, variant.lengths)
    targets, _ = rows_of(model.config.vocab_size, variant.target_lengths, seed=12)
    inputs = {"input_ids": torch.cat(sources), "row_starts": starts_of(sources), "labels": torch.cat(targets),
              "label_starts": starts_of(targets)}
    logits, losses = [], []
    for source, target in zip(sources, targets):
        out = model(input_ids=source[None], labels=target[None], use_cache=False).logits[0]
        losses.append(functional.cross_entropy(out, target, reduction="none"))
        logits.append(out)
    return finish(inputs, logits, losses, len(inputs["labels"]), "token_losses")


def causal(model, variant):
    rows, masks = reference.batch(model.config.get_text_config().vocab_size, variant.lengths)
    if variant.pad is not None:
        for row in rows:
            row[len(row) // 2] = variant.pad
    return reference.evaluate(model, rows, masks)


TASKS = {"causal": causal, "mlm": per_token, "token": per_token, "sequence": per_row, "multi": per_row,
         "regression": per_row, "seq2seq": sequence_to_sequence}
# The same in PEFT's words; it has none for masked language models.
PEFT_TASKS = {"causal": "CAUSAL_LM", "mlm": None, "token": "TOKEN_CLS", "sequence": "SEQ_CLS", "multi": "SEQ_CLS",
              "regression": "SEQ_CLS", "seq2seq": "SEQ_2_SEQ_LM"}


def evaluate(model, variant):
    model.eval()
    model.zero_grad()
    return TASKS[variant.task](model, variant)
