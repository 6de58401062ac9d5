"""Makes spellings.json: other ways to write the folders beside it (configs of transformers 4, old tensor names, missing
prefixes, repeated and ignored tensors). Each was written, read by transformers and gave the folder's logits.

    python tests/golden/models/spellings.py
"""
import json
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
import transformers
from safetensors.torch import load_file, save_file

import reference
import tasks
from encoders import ENCODERS
from reference import MODELS
from variants import DECODERS

GAMMA = [[r"LayerNorm\.weight$", "LayerNorm.gamma"], [r"LayerNorm\.bias$", "LayerNorm.beta"]]
LAYERS = (0, 1)

# folder: what, renamed (regular expressions over saved names), copies (new name: saved name), extra tensors.
NAMES = [
    ("gpt2", "no prefix, buffers of old files", [[r"^transformer\.", ""]], {},
     {f"h.{i}.attn.{name}": shape for i in LAYERS
      for name, shape in {"bias": [1, 1, 64, 64], "masked_bias": [1]}.items()}),
    ("qwen2", "no prefix", [[r"^model\.", ""]], {}, {}),
    ("qwen3", "tied, yet the head is in the file", [], {"lm_head.weight": "model.embed_tokens.weight"}, {}),
    ("qwen3", "tied, and only the head is in the file", [[r"^model\.embed_tokens\.weight$", "lm_head.weight"]], {}, {}),
    ("llama", "frequencies of old files", [], {},
     {f"model.layers.{i}.self_attn.rotary_emb.inv_freq": [4] for i in LAYERS}),
    ("bert", "gamma and beta", GAMMA, {}, {"bert.embeddings.position_ids": [1, 32]}),
    ("bert", "decoder beside its tied tensors, heads of pretraining", [],
     {"cls.predictions.decoder.weight": "bert.embeddings.word_embeddings.weight",
      "cls.predictions.decoder.bias": "cls.predictions.bias"},
     {"cls.seq_relationship.weight": [2, 24], "cls.seq_relationship.bias": [2], "bert.pooler.dense.weight": [24, 24],
      "bert.pooler.dense.bias": [24]}),
    ("bert-sequence", "no prefix, gamma and beta", [[r"^bert\.", ""], *GAMMA], {}, {}),
    ("roberta", "decoder beside its tied tensors, a pooler", [],
     {"lm_head.decoder.weight": "roberta.embeddings.word_embeddings.weight", "lm_head.decoder.bias": "lm_head.bias"},
     {"roberta.embeddings.position_ids": [1, 32], "roberta.pooler.dense.weight": [24, 24],
      "roberta.pooler.dense.bias": [24]}),
    ("electra-sequence", "the discriminator's own head", [], {},
     {"discriminator_predictions.dense.weight": [24, 24], "discriminator_predictions.dense.bias": [24],
      "discriminator_predictions.dense_prediction.weight": [1, 24],
      "discriminator_predictions.dense_prediction.bias": [1], "electra.embeddings.position_ids": [1, 32]}),
    ("t5", "the embedding four times, an unused bias", [],
     {"encoder.embed_tokens.weight": "shared.weight", "decoder.embed_tokens.weight": "shared.weight",
      "lm_head.weight": "shared.weight"},
     {"decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight": [8, 4]}),
    ("t5-v1_1", "the embedding thrice", [],
     {"encoder.embed_tokens.weight": "shared.weight", "decoder.embed_tokens.weight": "shared.weight"}, {}),
    ("qwen3_5", "the text part of a wrapper", [[r"^model\.", "model.language_model."]], {},
     {"mtp.fc.weight": [24, 48], "model.visual.patch_embed.proj.weight": [4, 4]}),
    ("gemma4", "keys and values that shared layers do not use", [], {},
     {"model.layers.2.self_attn.k_proj.weight": [16, 16], "model.layers.2.self_attn.v_proj.weight": [16, 16],
      "model.layers.2.self_attn.k_norm.weight": [8]}),
]

VISION = dict(hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2)
NEWER = [[r"^model\.", "model.language_model."]]
OLDER = [[r"^model\.", "language_model.model."], [r"^lm_head", "language_model.lm_head"]]
# Text models inside a wrapper, as many are published: folder, architecture, model_type, its other keys, new names.
WRAPPERS = [
    ("gemma3", "Gemma3ForConditionalGeneration", "gemma3",
     {"vision_config": {"model_type": "siglip_vision_model", "image_size": 8, "patch_size": 4, **VISION},
      "mm_tokens_per_image": 4, "image_token_index": 79, "boi_token_index": 78, "eoi_token_index": 77}, (NEWER, OLDER)),
    ("ministral3", "Mistral3ForConditionalGeneration", "mistral3",
     {"vision_config": {"model_type": "pixtral", "image_size": 8, "patch_size": 4, "head_dim": 4, **VISION},
      "image_token_index": 79}, (NEWER, OLDER)),
    ("gemma4", "Gemma4ForConditionalGeneration", "gemma4",
     {"vision_config": None, "audio_config": None, "image_token_id": 1000, "video_token_id": 1001, "audio_token_id": 1002,
      "boi_token_id": 1003, "eoi_token_id": 1004, "boa_token_id": 1005, "eoa_token_index": 1006}, (NEWER,)),
    ("qwen3_5", "Qwen3_5ForConditionalGeneration", "qwen3_5",
     {"vision_config": {"model_type": "qwen3_5_vision", "depth": 1, "hidden_size": 8, "intermediate_size": 8,
                        "num_heads": 2, "out_hidden_size": 24, "num_position_embeddings": 16, "patch_size": 4},
      "image_token_id": 79, "video_token_id": 78, "vision_start_token_id": 77, "vision_end_token_id": 76}, (NEWER,)),
]

# folder: keys that are set, keys that go. rope_parameters, dtype and layer_types are turned by themselves.
CONFIGS = {
    "llama": ({}, []), "llama3-scaled": ({}, []), "llama-linear": ({}, []), "llama-dynamic": ({}, []),
    "llama-yarn": ({}, []), "llama-yarn-mscale": ({}, []), "mistral": ({}, []), "mistral-no-window": ({}, []),
    "qwen2": ({"use_sliding_window": False, "sliding_window": 5, "max_window_layers": 0}, []),
    "qwen3-window": ({"max_window_layers": 1}, []),
    "gemma2": ({"hidden_act": "gelu_pytorch_tanh", "cache_implementation": "hybrid"}, []),
    "gemma3": ({"sliding_window_pattern": 2, "rope_theta": 1000.0, "rope_local_base_freq": 100.0,
                "rope_scaling": {"rope_type": "linear", "factor": 8.0}}, ["_sliding_window_pattern"]),
    "phi3": ({}, []), "phi3-longrope-short": ({}, []), "phi3-longrope-long": ({}, []),
    "smollm3": ({"max_window_layers": 28}, []), "olmo2": ({}, []), "exaone4": ({}, []), "granite": ({}, []),
    "granite4": ({"layer_types": ["attention", "attention"]}, ["time_step_limit"]), "glm4": ({}, []),
    "gemma4": ({"global_head_dim": 12, "layer_types": ["sliding_attention", "full_attention"] * 2},
               ["per_layer_config"]),
    "gemma4-shared-values": ({"global_head_dim": 8, "num_global_key_value_heads": 1}, ["per_layer_config"]),
    "bert": ({"position_embedding_type": "absolute", "gradient_checkpointing": False}, []),
    "modernbert": ({"global_attn_every_n_layers": 2, "global_rope_theta": 1000.0, "local_rope_theta": 100.0,
                    "reference_compile": None, "position_embedding_type": "absolute"}, []),
    "t5": ({"output_past": True, "n_positions": 512}, ["dense_act_fn", "is_gated_act", "scale_decoder_outputs"]),
    "t5-v1_1": ({}, ["dense_act_fn", "is_gated_act"]), "mt5": ({"tokenizer_class": "T5Tokenizer"}, ["dense_act_fn"]),
}


def older(config, name):
    """The same config as transformers 4 writes it."""
    changes, gone = CONFIGS[name]
    config = {key: value for key, value in config.items() if key not in gone}
    config["torch_dtype"] = config.pop("dtype")
    config["transformers_version"] = "4.46.0"
    config.pop("layer_types", None)
    rope = config.get("rope_parameters")
    if rope and not any(isinstance(value, dict) for value in rope.values()):
        rope = dict(config.pop("rope_parameters"))
        config["rope_theta"] = rope.pop("rope_theta")
        if "partial_rotary_factor" in rope:
            config["partial_rotary_factor"] = rope.pop("partial_rotary_factor")
        if rope["rope_type"] != "default":
            rope["type"] = rope.pop("rope_type")
            if config["model_type"] == "phi3":
                rope.pop("original_max_position_embeddings")
            config["rope_scaling"] = rope
        else:
            config["rope_scaling"] = None
    elif "rope_theta" in changes or "global_rope_theta" in changes:
        config.pop("rope_parameters")
    return {**config, **changes}


def rewritten(tensors, renamed, copies, extra):
    generator = torch.Generator().manual_seed(5)
    result = {}
    for name, tensor in tensors.items():
        for pattern, to in renamed:
            name = re.sub(pattern, to, name)
        result[name] = tensor.clone()
    for name, saved in copies.items():
        result[name] = tensors[saved].clone()
    for name, shape in extra.items():
        result[name] = torch.randn(shape, generator=generator)
    return result


def difference(name, folder, architecture):
    variant = (DECODERS | ENCODERS)[name]
    architecture = getattr(transformers, architecture or variant.architecture)
    model = architecture.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    expected = load_file(MODELS / name / "golden.safetensors")["logits"]
    return float((tasks.evaluate(model, variant)["logits"] - expected).abs().max())


def wrapped(name, architecture, model_type, other):
    """A wrapper's config and the shapes of what it holds beside the text model."""
    text = json.loads((MODELS / name / "config.json").read_text())
    if model_type == "gemma4":
        text["pad_token_id"] = 0  # The wrapper needs one.
    config = {"architectures": [architecture], "model_type": model_type, "text_config": text,
              "tie_word_embeddings": text["tie_word_embeddings"], **other}
    with torch.device("meta"):
        model = getattr(transformers, architecture)(
            transformers.AutoConfig.for_model(**json.loads(json.dumps(config))))
    return config, {key: list(value.shape) for key, value in model.state_dict().items()
                    if "language_model" not in key and not key.startswith("lm_head")}


def check(name, what, config=None, names=None, architecture=None):
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place) / "model"
        shutil.copytree(MODELS / name, folder)
        if config:
            (folder / "config.json").write_text(json.dumps(config))
        if names:
            save_file(rewritten(load_file(folder / "model.safetensors"), *names), folder / "model.safetensors",
                      metadata={"format": "pt"})
        try:
            far = difference(name, folder, architecture)
        except Exception as error:  # What transformers refuses is no spelling.
            far = f"{type(error).__name__}: {str(error)[:150]}"
    good = isinstance(far, float) and far < 1e-5
    print("ok  " if good else "LEFT OUT", name, "|", what, "|", far, flush=True)
    return good


if __name__ == "__main__":
    torch.set_num_threads(1)
    found = []
    for folder_name, what, *names in NAMES:
        if check(folder_name, what, names=names):
            renamed, copies, extra = names
            found.append({"folder": folder_name, "what": what, "renamed": renamed, "copies": copies, "extra": extra})
    for folder_name, architecture, model_type, other, spelled in WRAPPERS:
        config, beside = wrapped(folder_name, architecture, model_type, other)
        for renamed in spelled:
            what = f"in {architecture}" + (", names of version 4" if renamed is OLDER else "")
            extra = {re.sub(r"^model\.", "", key) if renamed is OLDER else key: shape for key, shape in beside.items()}
            if check(folder_name, what, config, (renamed, {}, extra), architecture):
                found.append({"folder": folder_name, "what": what, "config": config, "renamed": renamed, "copies": {},
                              "extra": extra})
    for folder_name in CONFIGS:
        config = older(json.loads((MODELS / folder_name / "config.json").read_text()), folder_name)
        if check(folder_name, "config of version 4", config=config):
            found.append({"folder": folder_name, "what": "config of version 4", "config": config})
    reference.write_lines(MODELS / "spellings.json", found)
