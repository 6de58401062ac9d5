"""The models of this folder: for each name its architecture, its config and what is special about its rows. Two layers
unless a pattern of layers needs more, and numbers that show: windows shorter than the rows, caps that bind, multipliers
off 1."""
from dataclasses import dataclass

VOCABULARY = 80
ROWS = (12, 7, 9)
TINY = dict(vocab_size=VOCABULARY, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=128, bos_token_id=1, eos_token_id=2, pad_token_id=None)
# The first eight are somewhat larger.
FIRST = {**TINY, "hidden_size": 32, "intermediate_size": 64}
FIRST_GPT2 = dict(vocab_size=VOCABULARY, n_embd=32, n_layer=2, n_head=4, n_positions=64, resid_pdrop=0.0, embd_pdrop=0.0,
                  attn_pdrop=0.0, bos_token_id=1, eos_token_id=2)
LLAMA3 = {"rope_type": "llama3", "rope_theta": 10000.0, "factor": 8.0, "low_freq_factor": 1.0,
          "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
TINY_GPT2 = dict(vocab_size=VOCABULARY, n_embd=24, n_layer=2, n_head=4, n_positions=96, resid_pdrop=0.0, embd_pdrop=0.0,
                 attn_pdrop=0.0, bos_token_id=1, eos_token_id=2)


@dataclass
class Variant:
    architecture: str
    config: dict
    # Row lengths; they ascend where the frequencies of a row depend on the longest one seen before.
    lengths: tuple = ROWS
    # An id that stands in every row, for a padding token whose embedding gets no gradient.
    pad: int | None = None
    seed: int | None = None
    dtype: str = "float32"
    shard: str = "5GB"


def first(architecture, seed, lengths=ROWS, dtype="float32", shard="5GB", **options):
    return Variant(architecture, {**FIRST, **options}, lengths, None, seed, dtype, shard)


def tiny(architecture, lengths=ROWS, pad=None, **options):
    return Variant(architecture, {**TINY, **options}, lengths, pad)


SHORT, LONG = [1.0, 1.1, 1.3], [1.5, 2.5, 4.0]

DECODERS = {
    "llama": first("LlamaForCausalLM", 100, num_key_value_heads=4, tie_word_embeddings=False),
    "llama-tied-gqa": first("LlamaForCausalLM", 101, head_dim=12, tie_word_embeddings=True),
    "llama3-scaled": first("LlamaForCausalLM", 102, (40, 7, 23), num_key_value_heads=1, tie_word_embeddings=True,
                           rope_parameters=dict(LLAMA3)),
    "llama-biased": first("LlamaForCausalLM", 103, tie_word_embeddings=False, attention_bias=True, mlp_bias=True),
    "qwen2": first("Qwen2ForCausalLM", 104, tie_word_embeddings=True, rms_norm_eps=1e-6),
    "qwen2-sharded": first("Qwen2ForCausalLM", 105, shard="40KB", num_key_value_heads=4, tie_word_embeddings=False,
                           rms_norm_eps=1e-6),
    "gpt2": Variant("GPT2LMHeadModel", FIRST_GPT2, seed=106),
    "llama-bf16": first("LlamaForCausalLM", 107, dtype="bfloat16", tie_word_embeddings=False),
    "mistral": tiny("MistralForCausalLM", head_dim=8, sliding_window=5),
    "mistral-no-window": tiny("MistralForCausalLM", head_dim=6, sliding_window=None, pad=3, pad_token_id=3),
    "qwen3": tiny("Qwen3ForCausalLM", head_dim=10, tie_word_embeddings=True),
    "qwen3-window": tiny("Qwen3ForCausalLM", head_dim=8, use_sliding_window=True, sliding_window=4, max_window_layers=1,
                         attention_bias=True, tie_word_embeddings=False),
    "gemma2": tiny("Gemma2ForCausalLM", head_dim=8, sliding_window=5, query_pre_attn_scalar=20,
                   attn_logit_softcapping=2.5, final_logit_softcapping=6.0),
    "gemma3": tiny("Gemma3ForCausalLM", num_hidden_layers=3, head_dim=8, sliding_window=4, query_pre_attn_scalar=12,
                   layer_types=["sliding_attention", "full_attention", "sliding_attention"],
                   rope_parameters={"full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1000.0},
                                    "sliding_attention": {"rope_type": "default", "rope_theta": 100.0}}),
    "phi3": tiny("Phi3ForCausalLM", sliding_window=6, original_max_position_embeddings=128),
    "phi3-longrope-short": tiny("Phi3ForCausalLM", hidden_size=32, tie_word_embeddings=True,
                                original_max_position_embeddings=96,
                                rope_parameters={"rope_type": "longrope", "rope_theta": 10000.0, "short_factor": SHORT,
                                                 "long_factor": LONG, "partial_rotary_factor": 0.75,
                                                 "original_max_position_embeddings": 96}),
    "phi3-longrope-long": tiny("Phi3ForCausalLM", hidden_size=32, lengths=(7, 8, 14),
                               original_max_position_embeddings=8,
                               rope_parameters={"rope_type": "longrope", "rope_theta": 10000.0, "short_factor": SHORT,
                                                "long_factor": LONG, "partial_rotary_factor": 0.75,
                                                "original_max_position_embeddings": 8}),
    "smollm3": tiny("SmolLM3ForCausalLM", num_hidden_layers=3, no_rope_layers=[1, 0, 1], use_sliding_window=True,
                    sliding_window=4, mlp_bias=True, attention_bias=True),
}
