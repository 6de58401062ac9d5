"""The tasks of the outside proof as a stranger meets them: rows to import, what `data export` gives of them, and what
transformers makes of those: a model, and rows as ids with their labels."""
import csv
import dataclasses
import json

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoModelForSequenceClassification

import proof

IGNORED = -100


@dataclasses.dataclass
class Example:
    """A row: `labels` stand where their logits do; IGNORED is not trained."""
    call: dict  # of the model, without the dimension of the batch
    labels: torch.Tensor
    cut: bool

    def logits(self, model):
        """[T, V], or [1, C] of a classifier."""
        logits = model(**{name: torch.tensor([value]) for name, value in self.call.items()}).logits
        return (logits[0] if logits.dim() == 3 else logits).float()

    def loss(self, model, trained):
        """Its part of the mean over all `trained` targets of a step."""
        return torch.nn.functional.cross_entropy(self.logits(model), self.labels, ignore_index=IGNORED, reduction="sum") / trained

    def targets(self):
        return int((self.labels != IGNORED).sum())


class Conversations:
    """Chats, of which what the assistant says is learnt."""
    peft_task = "CAUSAL_LM"
    export_format, writes = "messages", True
    recipe = {"task": "sft", "template": {"source": "model"},
              "tokens": {"max_length": 160, "packing": False, "assistant_only_loss": True, "overlong": "truncate"}}
    rows = staticmethod(proof.rows)

    @staticmethod
    def exported(rows):
        return rows

    @staticmethod
    def names(folder, rows):
        return []

    @staticmethod
    def load(folder, names, **how):
        return AutoModelForCausalLM.from_pretrained(folder, **proof.EXACT, **how)

    @staticmethod
    def example(tokenizer, row, tokens, names):
        encoded = tokenizer.apply_chat_template(row["messages"], tokenize=True, return_dict=True, return_assistant_tokens_mask=True)
        length = tokens["max_length"]
        ids, mask = encoded["input_ids"][:length], encoded["assistant_masks"][:length]
        labels = [token if trained else IGNORED for token, trained in zip(ids[1:], mask[1:])]
        return Example({"input_ids": ids}, torch.tensor(labels + [IGNORED]), len(ids) == length)


class Answers:
    """Texts that an encoder reads and the answers that a decoder learns to give."""
    peft_task = "SEQ_2_SEQ_LM"
    export_format, writes = "messages", True
    recipe = {"task": "seq2seq", "tokens": {"max_length": 24, "max_target_length": 20, "overlong": "truncate"}}

    @staticmethod
    def rows(count, seed=1):
        turns = [row["messages"][-2:] for row in proof.rows(count, seed)]
        return [{"prompt": asked["content"], "response": answer["content"]} for asked, answer in turns]

    @staticmethod
    def exported(rows):
        return [{"messages": [{"role": "user", "content": row["prompt"]}, {"role": "assistant", "content": row["response"]}]}
                for row in rows]

    @staticmethod
    def names(folder, rows):
        return []

    @staticmethod
    def load(folder, names, **how):
        return AutoModelForSeq2SeqLM.from_pretrained(folder, **proof.EXACT, **how)

    @staticmethod
    def example(tokenizer, row, tokens, names):
        asked, answer = (message["content"] for message in row["messages"])
        ids = tokenizer(asked, truncation=True, max_length=tokens["max_length"])["input_ids"]
        labels = tokenizer(text_target=answer, truncation=True, max_length=tokens["max_target_length"])["input_ids"]
        # The decoder reads the start token and the answer without its last token.
        call = {"input_ids": ids, "decoder_input_ids": [tokenizer.pad_token_id, *labels[:-1]]}
        return Example(call, torch.tensor(labels), tokens["max_length"] == len(ids) or tokens["max_target_length"] == len(labels))


class Labels:
    """Pairs of texts with one of three names."""
    peft_task = "SEQ_CLS"
    export_format, writes = "csv", False
    recipe = {"task": "classification", "tokens": {"max_length": 32, "overlong": "truncate"}}

    @staticmethod
    def rows(count, seed=1):
        labels = ["neutral", "contradiction", "entailment"]
        pairs = [row["messages"][-2:] for row in proof.rows(count, seed)]
        return [{"text": first["content"], "text_pair": second["content"], "label": labels[number * number % 7 % 3]}
                for number, (first, second) in enumerate(pairs)]

    @staticmethod
    def exported(rows):
        return rows

    @staticmethod
    def names(folder, rows):
        """The model's own where it classifies already, else those of the rows as they sort."""
        config = AutoConfig.from_pretrained(folder)
        if "ForSequenceClassification" in config.architectures[0]:
            return [config.id2label[number] for number in range(config.num_labels)]
        return sorted({row["label"] for row in rows})

    @staticmethod
    def load(folder, names, **how):
        return AutoModelForSequenceClassification.from_pretrained(folder, num_labels=len(names), **proof.EXACT, **how)

    @staticmethod
    def example(tokenizer, row, tokens, names):
        encoded = tokenizer(row["text"], row["text_pair"], truncation=True, max_length=tokens["max_length"])
        call = {name: encoded[name] for name in ("input_ids", "token_type_ids")}
        return Example(call, torch.tensor([names.index(row["label"])]), len(call["input_ids"]) == tokens["max_length"])


TASKS = {"sft": Conversations, "seq2seq": Answers, "classification": Labels}


def read_exported(path, form):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)) if form == "csv" else [json.loads(line) for line in file]
