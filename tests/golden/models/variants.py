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
TINY_GPT2 = dict(vocab_size=VOCABULARY, n_embd=16, n_layer=2, n_head=2, n_positions=80, resid_pdrop=0.0, embd_pdrop=0.0,
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
    task: str = "causal"
    target_lengths: tuple = ()
    # Whether the head is a tensor of its own where transformers would make it the embedding.
    own_head: bool = False


def first(architecture, seed, lengths=ROWS, dtype="float32", shard="5GB", **options):
    return Variant(architecture, {**FIRST, **options}, lengths, None, seed, dtype, shard)


def gpt2(**options):
    return Variant("GPT2LMHeadModel", {**TINY_GPT2, **options})


def tiny(architecture, lengths=ROWS, pad=None, seed=None, **options):
    return Variant(architecture, {**TINY, **options}, lengths, pad, seed)


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
    "mistral-fp16": Variant("MistralForCausalLM", {**TINY, "sliding_window": 128, "tie_word_embeddings": True},
                            dtype="float16"),
    "qwen3": tiny("Qwen3ForCausalLM", head_dim=10, tie_word_embeddings=True),
    "qwen3-window": tiny("Qwen3ForCausalLM", head_dim=8, use_sliding_window=True, sliding_window=4, max_window_layers=1,
                         attention_bias=True, tie_word_embeddings=False),
    "gemma2": tiny("Gemma2ForCausalLM", head_dim=8, sliding_window=5, query_pre_attn_scalar=20,
                   attn_logit_softcapping=2.5, final_logit_softcapping=6.0),
    "gemma": tiny("GemmaForCausalLM", head_dim=8, num_key_value_heads=1),
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
    "llama-linear": tiny("LlamaForCausalLM", tie_word_embeddings=True, hidden_act="gelu_pytorch_tanh",
                         rope_parameters={"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}),
    "llama-dynamic": tiny("LlamaForCausalLM", lengths=(12, 20, 30), head_dim=8, hidden_act="gelu",
                          max_position_embeddings=16,
                          rope_parameters={"rope_type": "dynamic", "rope_theta": 1000.0, "factor": 4.0}),
    "llama-yarn": tiny("LlamaForCausalLM", head_dim=12, hidden_act="relu", tie_word_embeddings=True,
                       rope_parameters={"rope_type": "yarn", "rope_theta": 1000.0, "factor": 4.0,
                                        "original_max_position_embeddings": 32, "beta_fast": 4.0}),
    "llama-yarn-mscale": tiny("LlamaForCausalLM", head_dim=12, tie_word_embeddings=True,
                              rope_parameters={"rope_type": "yarn", "rope_theta": 1000.0, "factor": 4.0,
                                               "original_max_position_embeddings": 32, "beta_fast": 4.0,
                                               "beta_slow": 0.5, "truncate": False, "mscale": 1.5,
                                               "mscale_all_dim": 0.5}),
    "qwen2-window": tiny("Qwen2ForCausalLM", use_sliding_window=True, sliding_window=5,
                         layer_types=["sliding_attention", "full_attention"]),
    "gpt2-by-layer": gpt2(scale_attn_by_inverse_layer_idx=True, activation_function="gelu"),
    "gpt2-unscaled": gpt2(scale_attn_weights=False, activation_function="relu"),
    "gpt2-reordered": gpt2(reorder_and_upcast_attn=True, scale_attn_by_inverse_layer_idx=True,
                           activation_function="tanh"),
    "gpt2-untied": gpt2(tie_word_embeddings=False, n_inner=40, activation_function="silu", layer_norm_epsilon=1e-3),
    "ministral3": tiny("Ministral3ForCausalLM", head_dim=8, sliding_window=None,
                       rope_parameters={"rope_type": "yarn", "rope_theta": 1000.0, "factor": 16.0, "beta_fast": 4.0,
                                        "beta_slow": 1.0, "original_max_position_embeddings": 8, "mscale": 1.0,
                                        "mscale_all_dim": 1.0, "llama_4_scaling_beta": 0.5}),
    "olmo2": tiny("Olmo2ForCausalLM"),
    "olmo3": tiny("Olmo3ForCausalLM", sliding_window=4, layer_types=["sliding_attention", "full_attention"],
                  rope_parameters={"sliding_attention": {"rope_type": "default", "rope_theta": 500.0},
                                   "full_attention": {"rope_type": "yarn", "rope_theta": 500.0, "factor": 8.0,
                                                      "original_max_position_embeddings": 16, "beta_fast": 4.0,
                                                      "beta_slow": 1.0, "attention_factor": 1.2}}),
    "exaone4": tiny("Exaone4ForCausalLM", sliding_window=4, sliding_window_pattern=2),
    "exaone4-full": tiny("Exaone4ForCausalLM", head_dim=8, sliding_window=None, tie_word_embeddings=True,
                         layer_types=["full_attention", "full_attention"]),
    "hyperclovax": tiny("HyperCLOVAXForCausalLM", head_dim=8, embedding_multiplier=3.0, logits_scaling=0.7,
                        residual_multiplier=0.4, attention_multiplier=0.2),
    "hyperclovax-plain": tiny("HyperCLOVAXForCausalLM", use_post_norm=False, attention_bias=True, mlp_bias=True,
                              tie_word_embeddings=True),
    "granite": tiny("GraniteForCausalLM", embedding_multiplier=3.0, logits_scaling=1.6, residual_multiplier=0.4,
                    attention_multiplier=0.2, attention_bias=True, mlp_bias=True),
    "granite4": tiny("GraniteMoeHybridForCausalLM", num_local_experts=0, num_experts_per_tok=0,
                     layer_types=["full_attention", "full_attention"], position_embedding_type="rope",
                     shared_intermediate_size=40, embedding_multiplier=1.3, logits_scaling=1.6,
                     residual_multiplier=0.8, attention_multiplier=0.2, mamba_n_heads=6, tie_word_embeddings=True),
    "granite4-nope": tiny("GraniteMoeHybridForCausalLM", num_local_experts=0, num_experts_per_tok=0,
                          layer_types=["full_attention", "full_attention"], position_embedding_type=None,
                          shared_intermediate_size=40, embedding_multiplier=2.0, logits_scaling=1.4,
                          residual_multiplier=0.5, attention_multiplier=0.3, mamba_n_heads=6, attention_bias=True),
    "glm4": tiny("Glm4ForCausalLM", head_dim=8, attention_bias=True,
                 rope_parameters={"rope_type": "default", "rope_theta": 1000.0, "partial_rotary_factor": 0.5}),
    # A large eps and this seed keep its many norms well conditioned.
    "gemma4": tiny("Gemma4ForCausalLM", hidden_size=16, intermediate_size=24, num_hidden_layers=4, head_dim=8, seed=11,
                   global_head_dim=12, sliding_window=4, rms_norm_eps=1e-2, hidden_size_per_layer_input=4,
                   vocab_size_per_layer_input=80,
                   num_kv_shared_layers=2, use_double_wide_mlp=True, final_logit_softcapping=6.0,
                   layer_types=["sliding_attention", "full_attention"] * 2,
                   rope_parameters={"sliding_attention": {"rope_type": "default", "rope_theta": 100.0},
                                    "full_attention": {"rope_type": "proportional", "partial_rotary_factor": 0.5,
                                                       "rope_theta": 1000.0}}),
    "gemma4-shared-values": tiny("Gemma4ForCausalLM", num_attention_heads=4, head_dim=6, global_head_dim=8,
                                 num_global_key_value_heads=1, attention_k_eq_v=True, sliding_window=5,
                                 hidden_size_per_layer_input=0, layer_types=["sliding_attention", "full_attention"]),
    # Its norms follow values near 0, where a small eps would blow up the last digit.
    "qwen3_5": tiny("Qwen3_5ForCausalLM", lengths=(70, 7, 9), head_dim=8, rms_norm_eps=1e-2, linear_num_key_heads=2,
                    linear_num_value_heads=4, linear_key_head_dim=6, linear_value_head_dim=5, linear_conv_kernel_dim=4,
                    layer_types=["linear_attention", "full_attention"], tie_word_embeddings=True,
                    rope_parameters={"rope_type": "default", "rope_theta": 1000.0, "partial_rotary_factor": 0.5,
                                     "mrope_section": [1, 1, 0], "mrope_interleaved": True}),
}
