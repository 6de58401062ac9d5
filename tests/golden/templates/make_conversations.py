"""Writes conversations.json: ids and masks of conversations as transformers' apply_chat_template gives them.

`LUTHIER_SHARED` names the folder with the shared tokenizers and templates (default: `shared` beside the checkout).
Run with the packages of tests/golden/requirements.txt.
"""
import json
import os
import pathlib

from transformers import PreTrainedTokenizerFast
from tokenizers import Tokenizer

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SHARED = pathlib.Path(os.environ.get("LUTHIER_SHARED", ROOT.parent / "shared")) / "data"
CONVERSATIONS = {
    "one": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi there!"}],
    "system": [{"role": "system", "content": "You are a luthier."}, {"role": "user", "content": "How do I tune a cello?\n"},
               {"role": "assistant", "content": "  From the A string down.  "}, {"role": "user", "content": "Thanks."},
               {"role": "assistant", "content": "You're welcome."}],
    "korean": [{"role": "user", "content": "활털은 언제 가나요?"}, {"role": "assistant", "content": "1년에 한 번 갈아 주세요. 🎻"},
               {"role": "user", "content": "고맙습니다"}],
    "blank": [{"role": "user", "content": ""}, {"role": "assistant", "content": "\n\nYes.\n"}],
    "null": [{"role": "user", "content": "Hm", "name": None}, {"role": "assistant", "content": "ok", "reasoning": "short"}],
}
TAGGED = {
    "chatml": (ROOT / "resources/templates/chatml.jinja").read_text(),
    "plain": (ROOT / "resources/templates/plain.jinja").read_text(),
    "headers": "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {% if m.role == 'assistant' %}{% generation %}{{ m.content | trim }}"
               "{{ eos_token }}{% endgeneration %}{% else %}{{ m.content | trim }}{% endif %}\n{% endfor %}",
}
SHARED_TEMPLATES = ["llamacpp/Qwen-Qwen2.5-7B-Instruct", "llamacpp/meta-llama-Llama-3.1-8B-Instruct", "llamacpp/microsoft-Phi-3.5-mini-instruct",
                    "llamacpp/google-gemma-2-2b-it", "llamacpp/mistralai-Mistral-Nemo-Instruct-2407", "chujiezheng/chatml",
                    "chujiezheng/llama-2-chat", "chujiezheng/zephyr", "chujiezheng/vicuna", "chujiezheng/alpaca", "chujiezheng/gemma-it"]
TOKENIZERS = {
    "gpt2": dict(tokenizer_file=str(SHARED / "tokenizers/gpt2/tokenizer.json"), bos_token="<|endoftext|>", eos_token="<|endoftext|>"),
    "llama2": dict(tokenizer_file=str(SHARED / "tokenizers/llama2/tokenizer.json"), bos_token="<s>", eos_token="</s>", unk_token="<unk>"),
    "tiny-bpe": dict(tokenizer_file=str(SHARED / "tokenizers/tiny-bpe/tokenizer.json"), eos_token="<|im_end|>", bos_token="<|endoftext|>"),
}
small = json.loads((ROOT / "tests/golden/tokens/cases/nfc_o200k_like.json").read_text())["tokenizer"]
TOKENIZERS["small"] = dict(tokenizer_object=Tokenizer.from_str(json.dumps(small)), bos_token="<|im_start|>", eos_token="<|im_end|>")


def cases():
    for name, arguments in TOKENIZERS.items():
        tokenizer = PreTrainedTokenizerFast(**arguments)
        roles = {k: v for k, v in arguments.items() if k.endswith("_token")}
        for template, source in TAGGED.items():
            for conversation, messages in CONVERSATIONS.items():
                out = tokenizer.apply_chat_template(messages, chat_template=source, tokenize=True, return_dict=True,
                                                    return_assistant_tokens_mask=True)
                yield {"tokenizer": name, "roles": roles, "template": template, "conversation": conversation,
                       "prompt": False, "ids": out["input_ids"], "mask": out["assistant_masks"]}
        for template in SHARED_TEMPLATES if name != "small" else []:
            source = (SHARED / "templates" / (template + ".jinja")).read_text()
            for conversation, messages in CONVERSATIONS.items():
                for prompt in [False, True]:
                    case = {"tokenizer": name, "roles": roles, "template": template, "conversation": conversation, "prompt": prompt}
                    try:
                        ids = tokenizer.apply_chat_template(messages, chat_template=source, tokenize=True, return_dict=True,
                                                            add_generation_prompt=prompt)["input_ids"]
                    except Exception as error:
                        yield case | {"error": type(error).__name__}
                        continue
                    if "strftime" in source and "Today Date" in tokenizer.decode(ids):
                        continue  # holds the date of the day it was made
                    yield case | {"ids": ids}


if __name__ == "__main__":
    document = {"conversations": CONVERSATIONS, "tagged": TAGGED, "cases": list(cases())}
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in document["cases"])
    head = json.dumps({k: v for k, v in document.items() if k != "cases"}, ensure_ascii=False, indent=1)[:-2]
    (HERE / "conversations.json").write_text(head + ',\n "cases": [\n' + lines + "\n]}\n")
    print(len(document["cases"]), "cases")
