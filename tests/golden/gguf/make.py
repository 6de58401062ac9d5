"""What the `gguf` package makes of blocks, tiny models in GGUF files, and what transformers computes with them.

    $(installer/peers.sh) tests/golden/gguf/make.py
"""
import io
import json
import pathlib

import gguf
import numpy as np
import sentencepiece
import torch
from gguf import GGMLQuantizationType as Type
from gguf.quants import dequantize, quantize
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import AutoModelForCausalLM, LlamaConfig, Qwen2Config, Qwen3Config

HERE = pathlib.Path(__file__).resolve().parent
TYPES = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL"]
# Where the scales (binary16) of a block lie.
SCALES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108],
          "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "IQ4_NL": [0]}
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
TEXTS = ["", " ", "Hello world", " Hello  world ", "Hello, world! It's 12:34, isn't it? I'LL go.", "\n\n a\tb\r\n  c",
         "안녕하세요, 세계!", "악기 장인은 새 활을 고칩니다. 조금 뒤에도요.", "가격은 12345.67원이며 3개 남았습니다.", "e\u0301te\u0301 caf\u00e9 \u1100\u1161",
         "def f(x):\n    return x  # 주석", "emoji 🎻🎶 and 漢字かな", "<|im_start|>user\nhello<|im_end|>", "a" * 40 + "!!!???",
         "The luthier tunes 1000000 strings; they're thin."]
TEMPLATE = ("{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
            "{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}")
CONTROLS = ["<s>", "<|im_start|>", "<|im_end|>"]


def random_blocks(name, blocks, generator, scale=None):
    """Any bytes are codes; scales are finite, or so large that the weights are small."""
    kind = Type[name]
    weights, size = gguf.GGML_QUANT_SIZES[kind]
    if name not in SCALES:
        values = generator.standard_normal((blocks, weights)).astype(np.float32)
        return quantize(values, kind).view(np.uint8).reshape(blocks, size)
    data = generator.integers(0, 256, (blocks, size), dtype=np.uint8)
    for at in SCALES[name]:
        drawn = generator.standard_normal(blocks) * scale if scale else generator.standard_normal(blocks)
        data[:, at:at + 2] = drawn.astype(np.float16).view(np.uint8).reshape(blocks, 2)
    return data


def write_blocks():
    generator = np.random.default_rng(1)
    tensors = {}
    for name in TYPES:
        data = random_blocks(name, 512 if name in ("F32", "F16", "BF16") else 48, generator)
        if name == "F16":  # zeros, subnormal, largest, infinity
            data[:8] = np.array([0, 0x8000, 1, 0x83FF, 0x0400, 0x7BFF, 0x7C00, 0xFC00], np.uint16).view(np.uint8).reshape(8, 2)
        tensors[name + ".blocks"] = data
        tensors[name + ".values"] = np.ascontiguousarray(dequantize(data, Type[name]).astype(np.float32))
    save_file(tensors, HERE / "blocks.safetensors")


def corpus():
    return (HERE.parent / "tokens" / "trained" / "corpus.txt").read_text().splitlines() + TEXTS


def byte_level(pattern, normalizer=None):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(corpus(), trainers.BpeTrainer(
        vocab_size=400, special_tokens=CONTROLS, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return tokenizer


def add_byte_level(writer, pre, tokenizer):
    description = json.loads(tokenizer.to_str())
    vocabulary = description["model"]["vocab"]
    tokens = sorted(vocabulary, key=vocabulary.get)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types([3 if token in CONTROLS else 1 for token in tokens])
    writer.add_token_merges([" ".join(pair) for pair in description["model"]["merges"]])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(pre == "llama-bpe")
    writer.add_chat_template(TEMPLATE)
    cases = [[text, ([0] if pre == "llama-bpe" else []) + tokenizer.encode(text, add_special_tokens=False).ids]
             for text in TEXTS]
    return len(tokens), cases


def sentencepiece_model():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus()), model_writer=model, vocab_size=600, model_type="bpe", byte_fallback=True,
        character_coverage=0.98, user_defined_symbols=["<|im_start|>", "<|im_end|>"], normalization_rule_name="identity",
        remove_extra_whitespaces=False, num_threads=1, minloglevel=2)
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def add_sentencepiece(writer):
    pieces = sentencepiece_model()
    count = pieces.vocab_size()
    types = [2 if pieces.is_unknown(i) else 3 if pieces.is_control(i) else 6 if pieces.is_byte(i) else
             4 if pieces.id_to_piece(i) in CONTROLS else 1 for i in range(count)]
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([pieces.id_to_piece(i) for i in range(count)])
    writer.add_token_scores([pieces.get_score(i) for i in range(count)])
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_chat_template(TEMPLATE)
    # What people write begins with a blank, but what is empty or begins with a token of its own.
    cases = [[text, [1] + pieces.encode(text)] for text in TEXTS if not text.startswith("<|")]
    return count, cases


def permuted(matrix, heads):
    """As llama's converter lays the rows of queries and keys: the halves of a head take turns."""
    return matrix.reshape(heads, 2, matrix.shape[0] // heads // 2, *matrix.shape[1:]).swapaxes(1, 2).reshape(matrix.shape)


NAMES = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "input_layernorm": "attn_norm",
         "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
         "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm",
         "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
         "mlp.down_proj": "ffn_down"}


def gguf_name(name):
    module, kind = name.rsplit(".", 1)
    if module.startswith("model.layers."):
        layer, rest = module.removeprefix("model.layers.").split(".", 1)
        return f"blk.{layer}.{NAMES[rest]}.{kind}"
    return f"{NAMES[module]}.{kind}"


def write_model(name, arch, config, kinds, add_tokenizer, by_transformers=True):
    """`kinds` are taken in turn by the matrices. Values are those of the blocks, whoever reads them."""
    torch.manual_seed(7)
    generator = np.random.default_rng(7)
    path = HERE / f"{name}.gguf"
    writer = gguf.GGUFWriter(path, arch)
    writer.add_name(f"tiny {name}")
    writer.add_license("apache-2.0")
    config.vocab_size, cases = add_tokenizer(writer)
    config.bos_token_id, config.eos_token_id = 0, 2
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    if config.head_dim * config.num_attention_heads != config.hidden_size:
        writer.add_key_length(config.head_dim)
        writer.add_value_length(config.head_dim)
    if arch == "llama":
        writer.add_vocab_size(config.vocab_size)
        writer.add_rope_dimension_count(config.head_dim)
    if config.rope_parameters["rope_type"] == "llama3":
        writer.add_tensor("rope_freqs.weight", llama3_divisors(config))
    matrices = 0
    values = {}
    for tensor, parameter in model.state_dict().items():
        if tensor == "lm_head.weight" and config.tie_word_embeddings:
            continue
        value = parameter.numpy()
        heads = {"self_attn.q_proj": config.num_attention_heads, "self_attn.k_proj": config.num_key_value_heads}
        turn = next((count for part, count in heads.items() if part in tensor and arch == "llama"), 0)
        if value.ndim == 1:
            value = value + 0.1 * generator.standard_normal(value.shape).astype(np.float32)
            writer.add_tensor(gguf_name(tensor), permuted(value, turn) if turn else value)
            values[tensor] = torch.from_numpy(value)
            continue
        kind = kinds[matrices % len(kinds)]
        matrices += 1
        weights, size = gguf.GGML_QUANT_SIZES[Type[kind]]
        if kind in SCALES and kind.endswith("_K") or kind == "IQ4_NL":
            spread = {"Q2_K": 0.004, "Q3_K": 0.001, "Q4_K": 0.0001, "Q5_K": 0.0001, "Q6_K": 0.0001, "IQ4_NL": 0.001}[kind]
            data = random_blocks(kind, value.size // weights, generator, spread)
            data = data.reshape(value.shape[0], value.shape[1] // weights * size)
        else:
            value = value * 3
            data = quantize(permuted(value, turn) if turn else value, Type[kind])
        back = dequantize(data, Type[kind]).reshape(value.shape).astype(np.float32)
        if turn:
            back = back.reshape(turn, value.shape[0] // turn // 2, 2, -1).swapaxes(1, 2).reshape(value.shape)
        values[tensor] = torch.from_numpy(np.ascontiguousarray(back))
        writer.add_tensor(gguf_name(tensor), data, raw_dtype=Type[kind])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    model.load_state_dict(values, strict=False)
    ids = torch.tensor([[(7 * i * i + 3 * i) % config.vocab_size for i in range(24)]])
    with torch.no_grad():
        logits = model(ids).logits
        if by_transformers:  # its own reader comes to the same
            read = AutoModelForCausalLM.from_pretrained(HERE, gguf_file=path.name, dtype=torch.float32).eval()
            assert torch.allclose(read(ids).logits, logits, atol=1e-5), (read(ids).logits - logits).abs().max()
    save_file({"ids": ids[0].to(torch.int32).numpy(), "logits": logits[0].numpy(),
               **{"weight." + tensor: value.numpy() for tensor, value in values.items()
                  if name == "llama" and "layers.0.self_attn.q_proj" in tensor}}, HERE / f"{name}.safetensors")
    (HERE / f"{name}.json").write_text(json.dumps(cases, ensure_ascii=False, indent=0) + "\n")


def llama3_divisors(config):
    rope = config.rope_parameters
    inverse = 1.0 / rope["rope_theta"] ** (torch.arange(0, config.head_dim, 2, dtype=torch.float64) / config.head_dim)
    length = 2 * torch.pi / inverse
    low, high = rope["low_freq_factor"], rope["high_freq_factor"]
    smooth = (rope["original_max_position_embeddings"] / length - low) / (high - low)
    divisors = torch.where(smooth <= 0, rope["factor"], torch.where(smooth >= 1, 1.0, 1 / ((1 - smooth) / rope["factor"] + smooth)))
    return divisors.float().numpy()


def shape(**more):
    return {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4,
            "num_key_value_heads": 2, "head_dim": 16, "max_position_embeddings": 128, "tie_word_embeddings": False, **more}


if __name__ == "__main__":
    write_blocks()
    theta = {"rope_type": "default", "rope_theta": 10000.0}
    write_model("llama", "llama", LlamaConfig(**shape(), rms_norm_eps=1e-5, rope_parameters=theta),
                ["Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "F16", "IQ4_NL"], add_sentencepiece)
    write_model("llama3", "llama", LlamaConfig(**shape(max_position_embeddings=4096), rms_norm_eps=1e-5, rope_parameters={
        "rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 512}), ["BF16"],
                lambda writer: add_byte_level(writer, "llama-bpe", byte_level(LLAMA3)), by_transformers=False)
    write_model("qwen2", "qwen2", Qwen2Config(**shape(hidden_size=256, intermediate_size=256, head_dim=64,
                                                      tie_word_embeddings=True), rms_norm_eps=1e-6, rope_parameters=theta),
                ["Q6_K", "Q2_K", "Q3_K", "Q4_K", "Q5_K"],
                lambda writer: add_byte_level(writer, "qwen2", byte_level(QWEN2, normalizers.NFC())))
    write_model("qwen3", "qwen3", Qwen3Config(**shape(head_dim=32), rms_norm_eps=1e-6, rope_parameters=theta), ["F32", "F16"],
                lambda writer: add_byte_level(writer, "default", byte_level(GPT2)),
                by_transformers=False)  # which does not read the length of a head
