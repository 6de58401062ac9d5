"""What single operations give, forward and backward: torch's autograd in double over the code of transformers.

    python tests/golden/operations/make.py

One file a kind, one case a prefix: `case/x` goes in, `case/y` comes out, `case/into.y` is the gradient that arrives at
y and `case/d.x` what it becomes at x.
"""
import pathlib

import torch
from peft.tuners.lora.dora import DoraLinearLayer
from safetensors.torch import save_file
from torch.nn import functional
from transformers import T5Config, masking_utils
from transformers.models.gemma2.modeling_gemma2 import Gemma2RMSNorm, eager_attention_forward
from transformers.models.glm4 import modeling_glm4
from transformers.models.phi3 import modeling_phi3
from transformers.models.qwen3_5 import modeling_qwen3_5
from transformers.models.t5.modeling_t5 import T5Attention

HERE = pathlib.Path(__file__).resolve().parent
ROWS = 7
# Reference code converts to fp32 here and there; values of goldens come from double all through, but for whole numbers.
FLOAT = torch.Tensor.float
torch.Tensor.float = lambda x: x.double() if x.is_floating_point() else FLOAT(x)


class File:
    def __init__(self, name, seed):
        self.name, self.tensors = name, {}
        self.generator = torch.Generator().manual_seed(seed)

    def random(self, *shape, spread=1.0):
        """Exact in fp32."""
        return (torch.randn(*shape, generator=self.generator) * spread).double()

    def case(self, name, function, **inputs):
        """`function(**inputs)` gives named results; gradients go into all of them and back to all inputs in double."""
        leaves = {key: value.clone().requires_grad_(value.is_floating_point()) for key, value in inputs.items()}
        results = function(**leaves)
        # A loss is scaled by a constant; what arrives anywhere else is arbitrary.
        into = {key: torch.full_like(value, 0.25) if key == "losses" else self.random(*value.shape)
                for key, value in results.items()}
        differentiable = [key for key in into if results[key].requires_grad]
        torch.autograd.backward([results[key] for key in differentiable], [into[key] for key in differentiable])
        self.tensors |= {f"{name}/{key}": value for key, value in inputs.items()}
        self.tensors |= {f"{name}/{key}": value.detach() for key, value in results.items()}
        self.tensors |= {f"{name}/into.{key}": into[key] for key in differentiable}
        self.tensors |= {f"{name}/d.{key}": leaf.grad for key, leaf in leaves.items() if leaf.grad is not None}

    def save(self):
        tensors = {key: value.to(torch.float32 if value.is_floating_point() else torch.int64).contiguous().clone()
                   for key, value in self.tensors.items()}
        save_file(tensors, HERE / f"{self.name}.safetensors")


def norms(file):
    width, groups = 24, 3

    def of_groups(x):
        return x.unflatten(1, (groups, -1))

    def shifted(x, weight):
        norm = Gemma2RMSNorm(weight.shape[0], eps=1e-6)
        del norm.weight
        norm.weight = weight
        return norm(x)

    def x():
        return file.random(ROWS, width)
    eps, whole, part = 1e-6, (width,), (width // groups,)
    file.case("rms", lambda x, weight: {"y": functional.rms_norm(x, whole, weight, eps)}, x=x(), weight=file.random(*whole))
    file.case("rms_shifted", lambda x, weight: {"y": shifted(x, weight)}, x=x(), weight=file.random(*whole))
    file.case("rms_plain", lambda x: {"y": functional.rms_norm(x, whole, None, eps)}, x=x())
    file.case("rms_groups", lambda x, weight: {"y": functional.rms_norm(of_groups(x), part, weight, eps).flatten(1)},
              x=x(), weight=file.random(*part))
    file.case("rms_shifted_groups", lambda x, weight: {"y": shifted(of_groups(x), weight).flatten(1)}, x=x(),
              weight=file.random(*part))
    file.case("rms_plain_groups", lambda x: {"y": functional.rms_norm(of_groups(x), part, None, eps).flatten(1)}, x=x())
    file.case("layer", lambda x, weight, bias: {"y": functional.layer_norm(x, whole, weight, bias, eps)}, x=x(),
              weight=file.random(*whole), bias=file.random(*whole))
    file.case("layer_without_bias", lambda x, weight: {"y": functional.layer_norm(x, whole, weight, None, eps)}, x=x(),
              weight=file.random(*whole))
    file.case("layer_plain", lambda x: {"y": functional.layer_norm(x, whole, None, None, eps)}, x=x())
    file.case("layer_groups", lambda x, weight, bias: {"y": functional.layer_norm(of_groups(x), part, weight, bias, eps).flatten(1)},
              x=x(), weight=file.random(*part), bias=file.random(*part))


def rotations(file):
    head, positions = 12, torch.tensor([0, 1, 2, 9, 0, 1, 5])

    def turned(apply, dim):
        angles = torch.arange(10)[:, None] * 100.0 ** -(torch.arange(0, dim, 2) / dim)
        cosines, sines = angles.cos().float(), angles.sin().float()

        def run(query, key=None):
            both = torch.cat([angles, angles], -1).double()[positions][None]
            heads = [x.unflatten(1, (-1, head)).transpose(0, 1)[None] for x in (query, query if key is None else key)]
            results = apply(*heads, both.cos(), both.sin())
            named = dict(zip(("turned_query", "turned_key"), (x[0].transpose(0, 1).flatten(1) for x in results)))
            return named if key is not None else {"turned_query": named["turned_query"]}
        return run, cosines, sines
    for name, apply, dim in (("halves", modeling_phi3.apply_rotary_pos_emb, 12), ("halves_of_a_part", modeling_phi3.apply_rotary_pos_emb, 8),
                             ("neighbours", modeling_glm4.apply_rotary_pos_emb, 12), ("neighbours_of_a_part", modeling_glm4.apply_rotary_pos_emb, 8)):
        run, cosines, sines = turned(apply, dim)
        file.case(name, run, query=file.random(ROWS, 4 * head), key=file.random(ROWS, 2 * head))
        file.tensors |= {f"{name}/cosines": cosines, f"{name}/sines": sines, f"{name}/positions": positions}
        file.case(name + "_alone", run, query=file.random(ROWS, 2 * head))
        file.tensors |= {f"{name}_alone/cosines": cosines, f"{name}_alone/sines": sines, f"{name}_alone/positions": positions}


ACTIVATIONS = {"silu": functional.silu, "gelu_tanh": lambda x: functional.gelu(x, approximate="tanh"), "gelu": functional.gelu,
               "relu": functional.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


def elements(file):
    for name, function in ACTIVATIONS.items():
        file.case(name, lambda x: {"y": function(x)}, x=file.random(ROWS, 21, spread=3.0))
        file.case("gated_" + name, lambda gate, up: {"y": function(gate) * up}, gate=file.random(ROWS, 21, spread=3.0),
                  up=file.random(ROWS, 21))
    file.case("scale", lambda x: {"y": x * 0.28125}, x=file.random(ROWS, 21))
    file.case("softcap", lambda x: {"y": 30.0 * torch.tanh(x / 30.0)}, x=file.random(ROWS, 21, spread=20.0))
    number = file.random(1)
    file.case("scale_by_number", lambda x: {"y": 0.28125 * number * x}, x=file.random(ROWS, 21))
    file.tensors["scale_by_number/number"] = number


def losses(file):
    """The sum of rows' losses times 0.25, a row's being the mean over its columns."""
    classes = torch.tensor([0, 1, 1, -100, 0, -100, 1])

    def of_classes(x, labels):
        return {"losses": functional.cross_entropy(x, labels, reduction="none")[:, None]}
    labels = {"two_classes": classes, "classes": torch.tensor([3, 0, -100, 4, 4, 1, 2])}
    for name, chosen in labels.items():
        file.case(name, of_classes, x=file.random(ROWS, int(chosen.max()) + 1, spread=3.0), labels=chosen)
    for columns in (1, 5):
        file.case(f"binary_{columns}", lambda x, labels: {"losses": functional.binary_cross_entropy_with_logits(
            x, labels.detach(), reduction="none").mean(-1, keepdim=True)}, x=file.random(ROWS, columns, spread=30.0),
            labels=torch.randint(0, 2, (ROWS, columns), generator=file.generator).double())
        file.case(f"squared_{columns}", lambda x, labels: {"losses": functional.mse_loss(
            x, labels.detach(), reduction="none").mean(-1, keepdim=True)}, x=file.random(ROWS, columns),
            labels=file.random(ROWS, columns))
    file.case("log_prob", lambda x, labels: {"log_probs": x.log_softmax(-1).gather(-1, labels[:, None])},
              x=file.random(ROWS, 5, spread=3.0), labels=torch.tensor([3, 0, 2, 4, 4, 1, 2]))


STARTS = [0, 5, 14, 15, 29]  # of the texts that are packed one behind the other
SOURCES = [0, 6, 8, 13, 24]  # of those that cross attention reads
HEADS, KV_HEADS, HEAD_DIM, SCALE = 4, 2, 6, 0.4
ROW = torch.nn.Module()  # eager attention asks it for a few numbers
ROW.num_key_value_groups, ROW.training = HEADS // KV_HEADS, False


def attend(visible=None, softcap=None, sources=STARTS, bias_of=None):
    """Attention of each text by itself, by the eager attention of transformers."""
    def run(query, key, value, table=None):
        contexts = []
        for text, source in zip(zip(STARTS, STARTS[1:]), zip(sources, sources[1:])):
            q = query[slice(*text)].unflatten(1, (HEADS, -1)).transpose(0, 1)[None]
            k, v = (x[slice(*source)].unflatten(1, (KV_HEADS, -1)).transpose(0, 1)[None] for x in (key, value))
            mask = torch.zeros(q.shape[2], k.shape[2], dtype=torch.float64)
            if visible is not None:
                places = torch.arange(q.shape[2])[:, None], torch.arange(k.shape[2])[None]
                mask = mask.masked_fill(~(visible(0, 0, *places)), -torch.inf)
            if bias_of is not None:
                mask = mask + bias_of(table, *mask.shape)[0]
            contexts.append(eager_attention_forward(ROW, q, k, v, mask[None] if mask.dim() == 3 else mask, scaling=SCALE,
                                                    softcap=softcap)[0].flatten(2)[0])
        return {"context": torch.cat(contexts)}
    return run


def relative(is_decoder, buckets, farthest):
    config = T5Config(d_model=HEADS * HEAD_DIM, d_kv=HEAD_DIM, num_heads=HEADS, relative_attention_num_buckets=buckets,
                      relative_attention_max_distance=farthest, is_decoder=is_decoder)
    module = T5Attention(config, has_relative_attention_bias=True)

    def bias_of(table, queries, keys):
        del module.relative_attention_bias
        module.relative_attention_bias = lambda bucket: functional.embedding(bucket, table)
        return module.compute_bias(queries, keys, device=table.device)
    return module, bias_of


def attention(file):
    causal = masking_utils.causal_mask_function

    def case(name, function, keys=STARTS[-1], **more):
        file.case(name, function, query=file.random(STARTS[-1], HEADS * HEAD_DIM), key=file.random(keys, KV_HEADS * HEAD_DIM),
                  value=file.random(keys, KV_HEADS * HEAD_DIM), **more)
    case("causal", attend(causal))
    case("causal_within_4", attend(masking_utils.sliding_window_causal_mask_function(4)))
    case("both_ways", attend(None))
    case("both_ways_within_3", attend(masking_utils.sliding_window_bidirectional_mask_function(3)))
    case("capped", attend(causal, softcap=1.5))
    case("capped_within_4", attend(masking_utils.sliding_window_causal_mask_function(4), softcap=1.5))
    for name, visible, is_decoder in (("biased", causal, True), ("biased_both_ways", None, False)):
        case(name, attend(visible, bias_of=relative(is_decoder, 8, 10)[1]), table=file.random(8, HEADS))
    case("crossing", attend(None, sources=SOURCES), keys=SOURCES[-1])
    # Which bucket a distance falls into, key less query, for some sizes of tables.
    for is_decoder in (True, False):
        for buckets, farthest in ((32, 128), (8, 10), (64, 256), (32, 100), (20, 70)):
            module, _ = relative(is_decoder, buckets, farthest)
            found = module._relative_position_bucket(torch.arange(-300, 301), not is_decoder, buckets, farthest)
            file.tensors[f"buckets/{buckets}_{farthest}_{'behind' if is_decoder else 'both_ways'}"] = found


def adapters(file):
    """What IA3, DoRA, prompts and prefixes do beside the layers."""
    columns, inputs, rank, scaling = 21, 10, 3, 0.75
    file.case("factors", lambda x, factors: {"y": x * factors.flatten()}, x=file.random(ROWS, columns),
              factors=file.random(columns, 1))

    def to_length(conv1d):
        layer = DoraLinearLayer(fan_in_fan_out=conv1d)

        def run(x, weight, a, b, magnitude, bias):
            lengths = layer.get_weight_norm(weight.detach(), (b @ a).detach(), scaling)
            return {"lengths": lengths.detach(), "y": x * (magnitude / lengths) + bias}
        return run
    for name, conv1d in (("lengths", False), ("lengths_of_conv1d", True)):
        file.case(name, to_length(conv1d), x=file.random(ROWS, columns),
                  weight=file.random(*((inputs, columns) if conv1d else (columns, inputs))), a=file.random(rank, inputs),
                  b=file.random(columns, rank), magnitude=file.random(columns), bias=file.random(columns))
    # Ids of the rows, the ids that are placed, and where in the table a row begins.
    ids, places, column = torch.tensor([-1, -2, 5, 0, -1, -2, 9]), (-1, -2, -3), 4

    def place(x, table):
        rows = [table[places.index(int(i)), column:column + columns] if int(i) in places else row for i, row in zip(ids, x)]
        return {"y": torch.stack(rows)}
    file.case("placed", place, x=file.random(ROWS, columns), table=file.random(len(places), column + columns + 2))
    file.tensors["placed/ids"] = ids
    file.case("own_bias", lambda x, weight, bias, base: {"y": base + scaling * (x @ weight.T + bias)}, x=file.random(ROWS, rank),
              weight=file.random(columns, rank), bias=file.random(columns), base=file.random(ROWS, columns))
    # Rows of words, of which that of the padding learns nothing from being looked up, and columns of a head.
    words, learned, padding = torch.tensor([3, 7, 5, 0, 7, 3, 9]), (7, 3), 3

    def replace(x, table):
        own = {word: table[i].detach() if word == padding else table[i] for i, word in enumerate(learned)}
        return {"y": torch.stack([own.get(int(word), row) for word, row in zip(words, x)])}
    file.case("placed_words", replace, x=file.random(ROWS, columns), table=file.random(len(learned), columns))
    file.tensors["placed_words/ids"] = words
    file.case("placed_columns", lambda x, own: {"y": x.index_copy(1, torch.tensor(learned), own)},
              x=file.random(ROWS, columns), own=file.random(ROWS, len(learned)))


class InDouble:
    """Of torch, for code that computes in fp32 whatever comes."""
    float32 = torch.float64

    def __getattr__(self, name):
        return getattr(torch, name)


modeling_qwen3_5.torch = InDouble()
KEY_HEADS, VALUE_HEADS, KEY_DIM, VALUE_DIM = 2, 4, 5, 3
LONG_STARTS = [0, 1, 131]


def of_texts(function, starts=STARTS):
    """A function of rows, of each text by itself."""
    def run(**inputs):
        texts = [function(**{key: value if key == "weight" else value[begin:end] for key, value in inputs.items()})
                 for begin, end in zip(starts, starts[1:])]
        return {"y": torch.cat(texts)}
    return run


def convolved(x, weight):
    return functional.conv1d(functional.pad(x.T[None], (weight.shape[2] - 1, 0)), weight, groups=x.shape[1])[0].T


def delta_rule(query, key, value, decay, rate):
    heads = [x.unflatten(1, (count, -1))[None] for x, count in ((query, KEY_HEADS), (key, KEY_HEADS), (value, VALUE_HEADS))]
    # Queries are divided by the root of their width there.
    read = modeling_qwen3_5.torch_recurrent_gated_delta_rule(heads[0] * KEY_DIM**0.5, *heads[1:], g=decay[None], beta=rate[None])
    return read[0].flatten(2)[0]


def recurrences(file):
    def operands(count):
        keys = functional.normalize(file.random(count, KEY_HEADS, KEY_DIM), dim=-1).flatten(1)
        operands = {"query": file.random(count, KEY_HEADS * KEY_DIM), "key": keys,
                    "value": file.random(count, VALUE_HEADS * VALUE_DIM),
                    "decay": -file.random(count, VALUE_HEADS).abs() * 0.5, "rate": torch.sigmoid(file.random(count, VALUE_HEADS))}
        return {key: value.to(torch.float32).double() for key, value in operands.items()}
    count = STARTS[-1]
    for name, width in (("convolution", 4), ("convolution_of_one", 1)):
        file.case(name, of_texts(convolved), x=file.random(count, 7), weight=file.random(7, 1, width))
    file.case("decay", lambda a, A_log, dt_bias: {"y": -A_log.exp() * functional.softplus(a + dt_bias)},
              a=file.random(ROWS, 6, spread=4.0), A_log=file.random(6), dt_bias=file.random(6))
    file.case("delta_rule", of_texts(delta_rule), **operands(count))
    # Backward makes 64 rows at once again: two such stretches and two rows, behind a text of one.
    file.case("delta_rule_long", of_texts(delta_rule, LONG_STARTS), **operands(LONG_STARTS[-1]))


if __name__ == "__main__":
    for seed, make in enumerate((norms, rotations, elements, losses, attention, adapters, recurrences)):
        file = File(make.__name__, seed)
        make(file)
        file.save()
