"""Makes frequencies.json and rope_kinds.json, the inverse frequencies of rope, and known.json and known_families.json,
the shapes of well-known models.

    python tests/golden/models/shapes.py
"""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM, Gemma4TextConfig, LlamaConfig, Phi3Config
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding
from transformers.models.phi3.modeling_phi3 import Phi3RotaryEmbedding

import reference
from known import FAMILIES
from reference import MODELS
from variants import LLAMA3


def frequencies():
    """Inverse frequencies of the rope kinds, by transformers' own functions."""
    cases = []
    for head_dim, parameters in [
        (128, {"rope_type": "default", "rope_theta": 10000.0}),
        (64, {"rope_type": "default", "rope_theta": 500000.0}),
        (64, {"rope_type": "default", "rope_theta": 1000000.0}),
        (128, {"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}),
        (128, {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0,
               "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}),
        (64, {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 32.0, "low_freq_factor": 1.0,
              "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}),
        (8, LLAMA3),
    ]:
        config = LlamaConfig(hidden_size=head_dim * 4, num_attention_heads=4, head_dim=head_dim,
                             rope_parameters=dict(parameters), max_position_embeddings=131072)
        rotary = LlamaRotaryEmbedding(config)
        assert rotary.attention_scaling == 1.0
        cases.append({"head_dim": head_dim, "rope_parameters": parameters, "inverse_frequencies": rotary.inv_freq.tolist()})
    reference.write_json(MODELS / "frequencies.json", cases)


YARN = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 4096}
LONG = {"rope_type": "longrope", "rope_theta": 10000.0, "original_max_position_embeddings": 4096,
        "short_factor": [1.0 + 0.01 * i for i in range(48)], "long_factor": [1.0 + 0.7 * i for i in range(48)]}
# Head dimension, rope parameters, max_position_embeddings and the length that is computed.
ROPE_KINDS = [
    (128, {"rope_type": "default", "rope_theta": 10000.0}, 4096, 100),
    (96, {"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.75}, 4096, 100),
    (128, {"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5}, 4096, 100),
    (128, {"rope_type": "linear", "rope_theta": 1000000.0, "factor": 8.0}, 131072, 100),
    (128, {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 4.0}, 2048, 2048),
    (128, {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 4.0}, 2048, 2049),
    (128, {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 4.0}, 2048, 7000),
    (64, {"rope_type": "dynamic", "rope_theta": 500000.0, "factor": 2.0}, 1024, 3000),
    (128, {"rope_type": "llama3", "rope_theta": 1000000.0, "factor": 16.0, "low_freq_factor": 1.0,
           "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}, 131072, 100),
    (128, YARN, 16384, 100),
    (128, {**YARN, "truncate": False}, 16384, 100),
    (128, {**YARN, "beta_fast": 16.0, "beta_slow": 2.0, "rope_theta": 1000000.0}, 16384, 100),
    (128, {**YARN, "attention_factor": 1.2079441541679836}, 16384, 100),
    (128, {**YARN, "mscale": 1.0, "mscale_all_dim": 1.0}, 16384, 100),
    (128, {**YARN, "mscale": 0.707, "mscale_all_dim": 0.5, "factor": 40.0}, 163840, 100),
    (128, {**YARN, "mscale": 0.707}, 16384, 100),
    (64, {**YARN, "factor": 16.0, "original_max_position_embeddings": 16384, "rope_theta": 1000000.0}, 262144, 100),
    (128, {**YARN, "factor": 1.0}, 4096, 100),
    (96, LONG, 131072, 4096),
    (96, LONG, 131072, 4097),
    (96, {**LONG, "factor": 16.0}, 131072, 4097),
    (96, {**LONG, "attention_factor": 1.5}, 131072, 100),
    (96, LONG, 4096, 100),
    (128, {**LONG, "partial_rotary_factor": 0.75}, 131072, 5000),
    (512, {"rope_type": "proportional", "rope_theta": 1000000.0, "partial_rotary_factor": 0.25}, 131072, 100),
    (12, {"rope_type": "proportional", "rope_theta": 1000.0, "partial_rotary_factor": 0.5, "factor": 2.0}, 128, 100),
]


def rope_kinds():
    """Inverse frequencies and attention factor of every kind at a length, by transformers' own functions."""
    cases = []
    for head_dim, parameters, positions, length in ROPE_KINDS:
        kind = parameters["rope_type"]
        common = dict(hidden_size=head_dim * 4, num_attention_heads=4, max_position_embeddings=positions)
        if kind == "default":
            rotary = Phi3RotaryEmbedding(Phi3Config(**common, rope_parameters=dict(parameters)))
            values, factor = rotary.inv_freq, rotary.attention_scaling
        elif kind == "proportional":
            config = Gemma4TextConfig(**common, head_dim=head_dim, global_head_dim=head_dim, num_hidden_layers=1,
                                      layer_types=["full_attention"],
                                      rope_parameters={"full_attention": dict(parameters)})
            values, factor = ROPE_INIT_FUNCTIONS[kind](config, layer_type="full_attention")
        else:
            config = LlamaConfig(**common, head_dim=head_dim, rope_parameters=dict(parameters))
            values, factor = ROPE_INIT_FUNCTIONS[kind](config, seq_len=length)
        cases.append({"head_dim": head_dim, "max_position_embeddings": positions, "rope_parameters": parameters,
                      "length": length, "attention_factor": float(factor), "inverse_frequencies": values.tolist()})
    reference.write_lines(MODELS / "rope_kinds.json", cases)


# Shapes of well-known models, in the spelling of version 4 that their folders have.
KNOWN = {
    "tinyllama-1.1b": {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 2048,
                       "intermediate_size": 5632, "num_hidden_layers": 22, "num_attention_heads": 32,
                       "num_key_value_heads": 4, "vocab_size": 32000, "max_position_embeddings": 2048,
                       "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "rope_scaling": None, "hidden_act": "silu",
                       "tie_word_embeddings": False, "torch_dtype": "bfloat16"},
    "llama-3.2-1b": {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 2048,
                     "intermediate_size": 8192, "num_hidden_layers": 16, "num_attention_heads": 32, "head_dim": 64,
                     "num_key_value_heads": 8, "vocab_size": 128256, "max_position_embeddings": 131072,
                     "rms_norm_eps": 1e-05, "rope_theta": 500000.0, "hidden_act": "silu",
                     "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                                      "original_max_position_embeddings": 8192, "rope_type": "llama3"},
                     "tie_word_embeddings": True, "attention_bias": False, "mlp_bias": False, "pretraining_tp": 1,
                     "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009], "torch_dtype": "bfloat16"},
    "llama-3.1-8b": {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 4096,
                     "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32,
                     "num_key_value_heads": 8, "vocab_size": 128256, "max_position_embeddings": 131072,
                     "rms_norm_eps": 1e-05, "rope_theta": 500000.0, "hidden_act": "silu",
                     "rope_scaling": {"factor": 8.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                                      "original_max_position_embeddings": 8192, "rope_type": "llama3"},
                     "tie_word_embeddings": False},
    "smollm2-135m": {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 576,
                     "intermediate_size": 1536, "num_hidden_layers": 30, "num_attention_heads": 9,
                     "num_key_value_heads": 3, "vocab_size": 49152, "max_position_embeddings": 8192,
                     "rms_norm_eps": 1e-05, "rope_theta": 100000, "rope_interleaved": False, "hidden_act": "silu",
                     "tie_word_embeddings": True},
    "qwen2.5-0.5b": {"model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"], "hidden_size": 896,
                     "intermediate_size": 4864, "num_hidden_layers": 24, "num_attention_heads": 14,
                     "num_key_value_heads": 2, "vocab_size": 151936, "max_position_embeddings": 32768,
                     "max_window_layers": 21, "sliding_window": 32768, "use_sliding_window": False,
                     "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "hidden_act": "silu", "use_mrope": False,
                     "tie_word_embeddings": True, "bos_token_id": 151643, "eos_token_id": 151645},
    "qwen2.5-7b": {"model_type": "qwen2", "architectures": ["Qwen2ForCausalLM"], "hidden_size": 3584,
                   "intermediate_size": 18944, "num_hidden_layers": 28, "num_attention_heads": 28,
                   "num_key_value_heads": 4, "vocab_size": 152064, "max_position_embeddings": 32768,
                   "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "hidden_act": "silu",
                   "tie_word_embeddings": False},
    "gpt2": {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_embd": 768, "n_layer": 12, "n_head": 12,
             "n_positions": 1024, "n_ctx": 1024, "vocab_size": 50257, "activation_function": "gelu_new",
             "layer_norm_epsilon": 1e-05, "resid_pdrop": 0.1, "embd_pdrop": 0.1, "attn_pdrop": 0.1,
             "bos_token_id": 50256, "eos_token_id": 50256},
    "gpt2-xl": {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "n_embd": 1600, "n_layer": 48,
                "n_head": 25, "n_positions": 1024, "vocab_size": 50257, "activation_function": "gelu_new",
                "layer_norm_epsilon": 1e-05},
}


def known_shapes():
    """Parameters and tensor shapes of known models; `config` as in their folders, `config_v5` as transformers 5
    writes it after reading that."""
    cases = []
    for name, config in KNOWN.items():
        loaded = AutoConfig.for_model(**config)
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(loaded)
        written = json.loads(loaded.to_json_string(use_diff=False))
        last = model.config.num_hidden_layers - 1
        shapes = {key: list(value.shape) for key, value in model.named_parameters()
                  if not any(f".{layer}." in key for layer in range(1, last))}
        cases.append({"name": name, "config": config, "config_v5": written, "parameters": model.num_parameters(),
                      "tensors": shapes})
        print(name, model.num_parameters())
    reference.write_json(MODELS / "known.json", cases)


def outer_layers(names):
    """The names outside the stacks and in the first and the last layer of each."""
    layer = re.compile(r"^(.*?\.?(?:layers|layer|h|block))\.(\d+)\.")
    last = {}
    for name in names:
        if found := layer.match(name):
            last[found[1]] = max(int(found[2]), last.get(found[1], 0))
    return [name for name in names if not (found := layer.match(name)) or int(found[2]) in (0, last[found[1]])]


def known_families():
    """As known.json, for every family; `buffers` are saved but not trained."""
    cases = []
    for name, config in FAMILIES.items():
        loaded = AutoConfig.for_model(**json.loads(json.dumps(config)))
        with torch.device("meta"):
            model = getattr(transformers, config["architectures"][0])(loaded)
        parameters = {key: list(value.shape) for key, value in model.named_parameters()}
        if name.startswith(("t5-v1_1", "flan", "mt5")):
            # Their files hold a head of its own, which a fresh model of transformers ties.
            parameters["lm_head.weight"] = parameters["shared.weight"]
        count = sum(torch.Size(shape).numel() for shape in parameters.values())
        buffers = {key: list(value.shape) for key, value in model.state_dict().items()
                   if key not in dict(model.named_parameters(remove_duplicate=False))}
        case = {"name": name, "config": config, "config_v5": json.loads(loaded.to_json_string(use_diff=False)),
                "parameters": count, "tensors": {key: parameters[key] for key in outer_layers(parameters)}}
        if buffers:
            case["buffers"] = {key: buffers[key] for key in outer_layers(buffers)}
        cases.append(case)
        print(name, count)
    reference.write_lines(MODELS / "known_families.json", cases)


if __name__ == "__main__":
    frequencies()
    rope_kinds()
    known_shapes()
    known_families()
