"""The encoders, encoder-decoders and classifiers of this folder: name, architecture, config and what they are trained
for."""
from variants import TINY, VOCABULARY, Variant

ROWS = (12, 7, 9)
BERT = dict(vocab_size=VOCABULARY, hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40,
            max_position_embeddings=32, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
T5 = dict(vocab_size=VOCABULARY, d_model=16, d_kv=5, d_ff=24, num_layers=2, num_heads=4, dropout_rate=0.0,
          relative_attention_num_buckets=8, relative_attention_max_distance=16, decoder_start_token_id=0)
MODERN = dict(vocab_size=VOCABULARY, hidden_size=24, intermediate_size=40, num_hidden_layers=3, num_attention_heads=4,
              max_position_embeddings=64, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1,
              sep_token_id=2, local_attention=6)
FLOAT = {"problem_type": "multi_label_classification"}


def encoder(architecture, base, task, **options):
    return Variant(architecture, {**base, **options}, ROWS, task=task)


def seq2seq(architecture, own_head=False, **options):
    return Variant(architecture, {**T5, **options}, (20, 7, 13), task="seq2seq", target_lengths=(9, 14, 5),
                   own_head=own_head)


ENCODERS = {
    "bert": encoder("BertForMaskedLM", BERT, "mlm", layer_norm_eps=1e-12),
    "bert-sequence": encoder("BertForSequenceClassification", BERT, "sequence", num_labels=3),
    "bert-multi": encoder("BertForSequenceClassification", BERT, "multi", num_labels=4, hidden_act="relu", **FLOAT),
    "bert-regression": encoder("BertForSequenceClassification", BERT, "regression", num_labels=1,
                               hidden_act="gelu_new", type_vocab_size=3, layer_norm_eps=1e-3),
    "bert-token": encoder("BertForTokenClassification", BERT, "token", num_labels=5),
    "roberta": encoder("RobertaForMaskedLM", BERT, "mlm", type_vocab_size=1, layer_norm_eps=1e-5),
    "roberta-sequence": encoder("RobertaForSequenceClassification", BERT, "sequence", num_labels=3, type_vocab_size=1,
                                layer_norm_eps=1e-5),
    "xlm-roberta": encoder("XLMRobertaForMaskedLM", BERT, "mlm", type_vocab_size=1, layer_norm_eps=1e-5),
    "xlm-roberta-token": encoder("XLMRobertaForTokenClassification", BERT, "token", num_labels=3, type_vocab_size=1,
                                 layer_norm_eps=1e-5),
    "electra-generator": encoder("ElectraForMaskedLM", BERT, "mlm", embedding_size=16),
    "electra-sequence": encoder("ElectraForSequenceClassification", BERT, "sequence", num_labels=2, embedding_size=24),
    "electra-token": encoder("ElectraForTokenClassification", BERT, "token", num_labels=3, embedding_size=12),
    "modernbert": encoder("ModernBertForMaskedLM", MODERN, "mlm",
                          layer_types=["full_attention", "sliding_attention", "full_attention"],
                          rope_parameters={"full_attention": {"rope_type": "default", "rope_theta": 1000.0},
                                           "sliding_attention": {"rope_type": "default", "rope_theta": 100.0}}),
    "modernbert-sequence": encoder("ModernBertForSequenceClassification", MODERN, "sequence", num_labels=3,
                                   num_hidden_layers=2, classifier_pooling="mean", norm_bias=True, attention_bias=True,
                                   mlp_bias=True, classifier_bias=True),
    "modernbert-token": encoder("ModernBertForTokenClassification", MODERN, "token", num_labels=3,
                                num_hidden_layers=2, norm_eps=1e-3, hidden_activation="silu"),
    "llama-sequence": encoder("LlamaForSequenceClassification", TINY, "sequence", num_labels=3),
    "qwen2-regression": encoder("Qwen2ForSequenceClassification", {**TINY, "pad_token_id": 3}, "regression",
                                num_labels=1),
    "qwen3-token": encoder("Qwen3ForTokenClassification", TINY, "token", num_labels=3, head_dim=8,
                           classifier_dropout=0.0),
    "gpt2-sequence": encoder("GPT2ForSequenceClassification",
                             dict(vocab_size=VOCABULARY, n_embd=16, n_layer=2, n_head=2, n_positions=32,
                                  resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0), "sequence", num_labels=3,
                             pad_token_id=0),
    "t5": seq2seq("T5ForConditionalGeneration"),
    "t5-v1_1": seq2seq("T5ForConditionalGeneration", own_head=True, feed_forward_proj="gated-gelu",
                       tie_word_embeddings=False),
    "t5-v1_1-shared": seq2seq("T5ForConditionalGeneration", feed_forward_proj="gated-gelu", tie_word_embeddings=False),
    "t5-gated-silu": seq2seq("T5ForConditionalGeneration", feed_forward_proj="gated-silu", num_decoder_layers=1),
    "mt5": seq2seq("MT5ForConditionalGeneration", own_head=True, tie_word_embeddings=False),
    "mt5-shared": seq2seq("MT5ForConditionalGeneration", num_layers=1),
}
