"""Pairs of answers on a tiny adapter: TRL's own losses, the gradients of the first step and 20 steps of torch's AdamW.

    python tests/golden/preference/make.py
"""
import pathlib
import sys
import types

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from peft import PeftModel
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification
from trl import DPOTrainer, KTOTrainer, RewardTrainer
from trl.experimental.cpo import CPOTrainer
from trl.experimental.orpo import ORPOTrainer
from trl.trainer.utils import add_fused_lm_head

import reference

HERE = pathlib.Path(__file__).resolve().parent
ADAPTER, BASE, SCORER = "qwen2-rslora", "qwen2", "qwen2-regression"
VOCABULARY, STEPS, RATE, PAD = 80, 20, 2e-3, 0
# Prompt, better and worse answer of each pair, in tokens; every step takes them all.
LENGTHS = [(5, 6, 4), (3, 2, 7), (8, 5, 5)]
CASES = {
    "sigmoid": dict(beta=0.1), "sigmoid_steep": dict(loss_type="sigmoid", beta=0.7), "hinge": dict(beta=0.3), "ipo": dict(beta=0.4),
    "robust": dict(beta=0.2, label_smoothing=0.1), "sigmoid_norm": dict(beta=2.0),
    "simpo": dict(beta=2.0, simpo_gamma=0.5, label_smoothing=0.05), "orpo": dict(beta=0.3),
}
# Answers that are judged one by one: prompt and answer of each row in tokens, and whether the answer is wanted.
JUDGED_LENGTHS = [(5, 6, True), (3, 2, False), (8, 5, True), (4, 7, True)]
JUDGING = {"kto": dict(beta=0.1), "kto_weighted": dict(beta=0.8, desirable_weight=0.7, undesirable_weight=1.6)}
SCORING = {"reward": {}, "reward_centred": dict(center_rewards_coefficient=0.02)}


def pairs():
    generator = torch.Generator().manual_seed(5)
    draw = lambda count: torch.randint(4, VOCABULARY, (count,), generator=generator)
    for prompt, better, worse in LENGTHS:
        asked = draw(prompt)
        yield prompt, torch.cat([asked, draw(better)]), torch.cat([asked, draw(worse)])


def padded(rows, length):
    return torch.stack([torch.nn.functional.pad(row, (0, length - len(row)), value=PAD) for row in rows])


def batch():
    """As TRL's collator gives it: better answers, then worse ones."""
    made = list(pairs())
    texts = [better for _, better, _ in made] + [worse for _, _, worse in made]
    longest = max(len(text) for text in texts)
    marks = [torch.cat([torch.zeros(prompt), torch.ones(len(text) - prompt)]).long()
             for text, prompt in zip(texts, [p for p, _, _ in made] * 2)]
    return {"input_ids": padded(texts, longest), "completion_mask": padded(marks, longest),
            "attention_mask": padded([torch.ones(len(text)).long() for text in texts], longest)}


def judged_rows():
    generator = torch.Generator().manual_seed(6)
    draw = lambda count: torch.randint(4, VOCABULARY, (count,), generator=generator)
    return [(draw(prompt), draw(answer), wanted) for prompt, answer, wanted in JUDGED_LENGTHS]


def judged_batch():
    """As TRL's collator gives it: each question with its answer, and with the answer of the row in front of it."""
    rows = judged_rows()
    answers = [answer for _, answer, _ in rows]
    given = {"label": [wanted for _, _, wanted in rows]}
    for prefix, said in (("", answers), ("KL_", answers[-1:] + answers[:-1])):
        texts = [torch.cat([prompt, answer]) for (prompt, _, _), answer in zip(rows, said)]
        longest = max(len(text) for text in texts)
        marks = [torch.cat([torch.zeros(len(prompt)), torch.ones(len(answer))]).long()
                 for (prompt, _, _), answer in zip(rows, said)]
        given |= {f"{prefix}input_ids": padded(texts, longest), f"{prefix}completion_mask": padded(marks, longest),
                  f"{prefix}attention_mask": padded([torch.ones(len(text)).long() for text in texts], longest)}
    given["label"] = torch.tensor(given["label"])
    return given


class Quiet(dict):
    def __missing__(self, key):
        self[key] = []
        return self[key]


def stand_in(options):
    """What the loss asks of its trainer."""
    same = lambda value: value
    return types.SimpleNamespace(
        model=types.SimpleNamespace(training=True), ref_model=None, ld_alpha=None, precompute_ref_logps=False,
        f_divergence_type="reverse_kl", use_weighting=False, aux_loss_enabled=False, loss_weights=[1.0],
        loss_types=[options["loss_type"]], beta=options["beta"], label_smoothing=options.get("label_smoothing", 0.0),
        args=types.SimpleNamespace(gradient_checkpointing=False, gradient_checkpointing_kwargs=None),
        accelerator=types.SimpleNamespace(device=torch.device("cpu"), gather=same, gather_for_metrics=same,
                                          unwrap_model=same),
        _metrics={"train": Quiet()}, _total_train_tokens=0, _tp_size=1)


def dpo_loss(trainer, model, inputs):
    trainer.model = model
    loss = DPOTrainer._compute_loss(trainer, model, dict(inputs), return_outputs=False)
    metrics = trainer._metrics["train"]
    return loss, metrics["rewards/chosen"][-1], metrics["rewards/rejected"][-1]


def kto_loss(options, model, inputs):
    same = lambda value: value
    trainer = types.SimpleNamespace(
        model=model, ref_model=None, precompute_ref_logps=False, calculate_KL=True, aux_loss_enabled=False,
        loss_type="kto", beta=options["beta"], desirable_weight=options.get("desirable_weight", 1.0),
        undesirable_weight=options.get("undesirable_weight", 1.0),
        args=types.SimpleNamespace(gradient_checkpointing=False, gradient_checkpointing_kwargs=None),
        accelerator=types.SimpleNamespace(device=torch.device("cpu"), gather_for_metrics=same, unwrap_model=same),
        _metrics={"train": Quiet(), "eval": Quiet()}, _total_train_tokens=0, _tp_size=1)
    trainer._compute_kl_logps = types.MethodType(KTOTrainer._compute_kl_logps, trainer)
    loss = KTOTrainer._compute_loss(trainer, model, dict(inputs), return_outputs=False)
    metrics = trainer._metrics["train"]
    return loss, metrics["rewards/chosen"][-1], metrics["rewards/rejected"][-1], metrics["kl"][-1]


def answers(model, inputs):
    """Σ log-probabilities of each answer, and how many tokens it has."""
    logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits[:, :-1]
    likely = logits.log_softmax(-1).gather(-1, inputs["input_ids"][:, 1:, None])[..., 0]
    marks = inputs["completion_mask"][:, 1:]
    return (likely * marks).sum(-1), marks.sum(-1)


def simpo_loss(options, model, inputs):
    logps, lengths = answers(model, inputs)
    chosen, rejected = (logps / lengths).chunk(2)
    trainer = types.SimpleNamespace(alpha=0.0, loss_type="simpo", beta=options["beta"],
                                    simpo_gamma=options["simpo_gamma"], label_smoothing=options["label_smoothing"],
                                    accelerator=types.SimpleNamespace(device=torch.device("cpu")))
    losses, better, worse = CPOTrainer.cpo_loss(trainer, chosen, rejected)
    return losses.mean(), float(better.mean()), float(worse.mean())


def orpo_loss(options, model, inputs):
    """TRL's whole step: the better texts are learnt with their questions."""
    halves = {key: value.chunk(2) for key, value in inputs.items()}
    given = {}
    for place, side in enumerate(("chosen", "rejected")):
        ids, marks = halves["input_ids"][place], halves["completion_mask"][place]
        given |= {f"{side}_input_ids": ids, f"{side}_attention_mask": halves["attention_mask"][place],
                  f"{side}_labels": torch.where(marks == 1, ids, -100)}
    trainer = types.SimpleNamespace(
        beta=options["beta"], is_encoder_decoder=False, padding_value=PAD, aux_loss_enabled=False,
        concatenated_inputs=ORPOTrainer.concatenated_inputs, get_batch_logps=ORPOTrainer.get_batch_logps,
        accelerator=types.SimpleNamespace(device=torch.device("cpu"), gather_for_metrics=lambda value: value))
    trainer.concatenated_forward = types.MethodType(ORPOTrainer.concatenated_forward, trainer)
    trainer.odds_ratio_loss = types.MethodType(ORPOTrainer.odds_ratio_loss, trainer)
    loss, metrics = ORPOTrainer.get_batch_loss_metrics(trainer, model, given)
    return loss, metrics["rewards/chosen"], metrics["rewards/rejected"]


def reward_loss(options, model, inputs):
    same = lambda value: value
    trainer = types.SimpleNamespace(
        model=types.SimpleNamespace(training=True), _metrics={"train": Quiet()}, _total_train_tokens=0, _tp_size=1,
        args=types.SimpleNamespace(center_rewards_coefficient=options.get("center_rewards_coefficient")),
        accelerator=types.SimpleNamespace(gather=same, gather_for_metrics=same))
    # A text is scored at its last token that is no padding.
    ids = torch.where(inputs["attention_mask"] == 1, inputs["input_ids"], model.config.pad_token_id)
    given = {"input_ids": ids, "attention_mask": inputs["attention_mask"]}
    loss, outputs = RewardTrainer.compute_loss(trainer, model, given, return_outputs=True)
    chosen, rejected = outputs.logits.squeeze(-1).chunk(2)
    return loss, float(chosen.mean()), float(rejected.mean())


def load_scorer():
    return AutoModelForSequenceClassification.from_pretrained(reference.MODELS / SCORER, dtype=torch.float32,
                                                              attn_implementation="eager")


def load():
    base = AutoModelForCausalLM.from_pretrained(reference.MODELS / BASE, dtype=torch.float32, attn_implementation="eager")
    base.config.pad_token_id = PAD
    add_fused_lm_head(base, outputs=("log_probs", "entropy", "mean_logits", "is_top1"))
    return PeftModel.from_pretrained(base, HERE.parent / "adapters" / ADAPTER, is_trainable=True)


def judged_references():
    """Of each row what its own answer was worth, and what the stranger's was."""
    inputs = judged_batch()
    model = load()
    with torch.no_grad(), model.disable_adapter():
        own, _ = answers(model, inputs)
        other, _ = answers(model, {key[3:]: value for key, value in inputs.items() if key.startswith("KL_")})
    return [float(value) for pair in zip(own, other) for value in pair]


def loss_of(name, options, trainer, model, inputs):
    if name in JUDGING:
        return kto_loss(options, model, inputs)
    if name == "simpo":
        return simpo_loss(options, model, inputs)
    if name == "orpo":
        return orpo_loss(options, model, inputs)
    return reward_loss(options, model, inputs) if name in SCORING else dpo_loss(trainer, model, inputs)


def run(name, options, inputs, tensors):
    options = {"loss_type": name, **options}
    model = load_scorer() if name in SCORING else load()
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=RATE, weight_decay=0.0)
    trainer = stand_in({"beta": 0.0, **options})
    steps = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss, better, worse, *moved = loss_of(name, options, trainer, model, inputs)
        loss.backward()
        if step == 0:
            for path, parameter in model.named_parameters():
                if parameter.requires_grad:
                    tensors[f"{name}.grad.{path.replace('.default', '')}"] = parameter.grad.clone()
        steps.append({"loss": float(loss), "chosen": better, "rejected": worse} | ({"kl": moved[0]} if moved else {}))
        optimizer.step()
    return {"name": name, "options": options, "steps": steps}


if __name__ == "__main__":
    torch.set_num_threads(1)
    inputs = batch()
    tensors = {}
    model = load()
    with torch.no_grad(), model.disable_adapter():
        references, _ = answers(model, inputs)
    made = list(pairs())
    cases = {"adapter": ADAPTER, "rate": RATE,
             "pairs": [{"prompt": prompt, "chosen": better.tolist(), "rejected": worse.tolist()}
                       for prompt, better, worse in made],
             "references": [float(value) for pair in zip(*references.chunk(2)) for value in pair],
             "cases": [run(name, options, inputs, tensors) for name, options in CASES.items()],
             "judged": [{"prompt": prompt.tolist(), "answer": answer.tolist(), "wanted": wanted}
                        for prompt, answer, wanted in judged_rows()],
             "judged_references": judged_references(),
             "judging": [run(name, options, judged_batch(), tensors) for name, options in JUDGING.items()],
             "scorer": SCORER,
             "scoring": [run(name, options, inputs, tensors) for name, options in SCORING.items()]}
    reference.write_json(HERE / "cases.json", cases)
    save_file(tensors, HERE / "gradients.safetensors")
    for case in cases["cases"] + cases["judging"] + cases["scoring"]:
        print(case["name"], case["steps"][0], case["steps"][-1])
