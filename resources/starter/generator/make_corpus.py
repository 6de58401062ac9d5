"""Writes the starter model's corpus: python3 make_corpus.py FOLDER [--scale 1.0] [--seed 7]."""

import argparse
import hashlib
import json
import pathlib
import random

import english_chat
import english_facts
import english_stories
import english_texts
import korean_chat
import korean_facts
import korean_stories
import korean_texts
import translations

# Language, kind, maker, documents at scale 1.
MAKERS = [
    ("en", "text", english_stories.story, 9500), ("en", "text", english_texts.letter, 1100), ("en", "text", english_texts.diary, 2200), ("en", "text", english_texts.dialogue, 1600),
    ("en", "text", english_texts.description, 2200), ("en", "text", english_texts.things_text, 1300), ("en", "text", english_texts.how_to, 1200), ("en", "text", english_facts.fact_text, 1800),
    ("en", "chat", english_chat.reading, 9000), ("en", "chat", english_chat.mixed, 15000),
    ("ko", "text", korean_stories.story, 9000), ("ko", "text", korean_texts.letter, 1100), ("ko", "text", korean_texts.diary, 2000), ("ko", "text", korean_texts.dialogue, 1500),
    ("ko", "text", korean_texts.description, 2000), ("ko", "text", korean_texts.things_text, 1200), ("ko", "text", korean_texts.how_to, 1100), ("ko", "text", korean_facts.fact_text, 1600),
    ("ko", "chat", korean_chat.reading, 8500), ("ko", "chat", korean_chat.mixed, 14000),
    ("both", "chat", translations.translation, 4000)]
SYSTEM = {"en": ["You are a friendly assistant. Answer in short sentences.", "You answer simple questions politely."], "ko": ["당신은 친절한 도우미예요. 짧게 대답해 주세요.", "쉬운 질문에 공손하게 대답해 주세요."]}
SYSTEM_SHARE = 0.04
HELD_OUT = 0.01
TRIES = 40


def as_messages(rng, language, turns):
    messages = [{"role": ("user", "assistant")[index % 2], "content": text} for index, text in enumerate(turns)]
    if language in SYSTEM and rng.random() < SYSTEM_SHARE:
        messages.insert(0, {"role": "system", "content": rng.choice(SYSTEM[language])})
    return messages


def rendered(messages):
    """The form of resources/templates/chatml.jinja."""
    return "".join(f"<|im_start|>{message['role']}\n{message['content']}<|im_end|>\n" for message in messages)


def plain(document):
    return document["text"] if "text" in document else "\n".join(message["content"] for message in document["messages"])


def key_of(document):
    spoken = plain(document) if "text" in document else "\n".join(m["content"] for m in document["messages"] if m["role"] != "system")
    return hashlib.sha256(" ".join(spoken.lower().split()).encode()).digest()


def documents(seed, scale):
    """Every document once, whatever its blanks and capitals; each maker draws from its own stream of chance."""
    seen = set()
    for language, kind, maker, count in MAKERS:
        rng = random.Random(f"{seed} {maker.__module__} {maker.__name__}")
        made = tries = 0
        while made < count * scale and tries < count * scale * TRIES:
            tries += 1
            document = {"messages": as_messages(rng, language, maker(rng))} if kind == "chat" else {"text": maker(rng)}
            key = key_of(document)
            if key not in seen:
                seen.add(key)
                made += 1
                yield language, kind, document


def write(path, lines):
    data = "".join(line + "\n" for line in lines).encode()
    path.write_bytes(data)
    return f"{hashlib.sha256(data).hexdigest()}  {path.name}  {len(lines)} lines  {len(data)} bytes"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    all_documents = list(documents(options.seed, options.scale))
    rng = random.Random(options.seed)
    rng.shuffle(all_documents)
    held_count = round(len(all_documents) * HELD_OUT)
    for part, chosen in (("_heldout", all_documents[:held_count]), ("", all_documents[held_count:])):
        for kind in ("chat", "text"):
            print(write(options.folder / f"{kind}{part}.jsonl", [json.dumps(d, ensure_ascii=False) for _, k, d in chosen if k == kind]))
        whole = [{"text": rendered(d["messages"]) if k == "chat" else d["text"]} for _, k, d in chosen]
        print(write(options.folder / f"pretrain{part}.jsonl", [json.dumps(d, ensure_ascii=False) for d in whole]))
        if not part:
            print(write(options.folder / "tokenizer.txt", [" ".join(plain(d).split()) for _, _, d in chosen]))


if __name__ == "__main__":
    main()
