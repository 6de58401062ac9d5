"""The texts that the wide goldens are made of: real ones from the shared material, and made ones that go to the edges."""
import json
import pathlib
import random

from make_tokens import TEXTS

MARKS = "\u0300\u0301\u0308\u0323\u0338\u0345\u0483\u05b0\u064b\u0670\u093c\u0e31\u200d\u20dd\u3099\ufe0f"
BLANKS = " \t\n\r\u00a0\u1680\u2003\u200b\u2028\u202f\u3000\ufeff\u180e\u0085"
MADE = ["abcdefgh ABC xyz", "éàü ñçøß ÀÉÎ", "한글 문장 입니다 조용히", "漢字と仮名。カナｶﾅﾞ", "العربية עברית", "हिन्दी ไทย", "Ωμέγα жар ÇĞİ",
        "0123456789 ½²①Ⅷ٣", "!?.,;:'\"-()[]{}<>|/\\@#$%^&*_=+~`", "👍🏽👩‍👩‍👧🏳️‍🌈🇰🇷🎻", "ﬁﬂ㎏℃™Å㈱①ﾊﾟ", "\u1112\u1161\u11ab\uac00\u11a8",
        "<s></s><pad>[CLS][SEP][MASK]<|im_end|><extra_id_0>", MARKS, BLANKS, "\u00ad\u200e\u2060\u0000\u0007\u007f\u009f\ufffd",
        "\u0600\u00b5\u2126\u212b\u1e9e\u01c5\u0130", "'s 't 're 've 'm 'll 'd n't do not", "▁ ▁▁a Ġ ## </w> @@ |"]


def made(count, seed):
    """Texts of pieces from a few of these alphabets, glued by blanks or by nothing."""
    rng = random.Random(seed)
    out = []
    for _ in range(count):
        alphabets = rng.sample(MADE, rng.randrange(1, 5))
        parts = []
        for _ in range(rng.randrange(1, 7)):
            alphabet = rng.choice(alphabets)
            start = rng.randrange(len(alphabet))
            parts.append(alphabet[start:start + rng.randrange(1, 9)] if rng.random() < 0.6 else
                         "".join(rng.choice(alphabet) for _ in range(rng.randrange(1, 6))))
            if rng.random() < 0.15:
                parts.append(rng.choice(MARKS))
        out.append(rng.choice(["", " ", " ", "  ", "\n"]).join(parts))
    return out


def lines_of(path, least=1, most=160):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if least <= len(line) <= most]


def material(shared):
    """Real texts by origin: film reviews (CC0), Shakespeare and Botchan (public domain), chats (MIT), novels and news."""
    data = shared / "data"
    reviews = [line.split("\t")[1] for line in (data / "datasets/nsmc/reviews_a.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    web = [json.loads(line)["text"][:200] for line in (data / "datasets/llamafactory/c4_demo.jsonl").open(encoding="utf-8")]
    return {
        "reviews": reviews,
        "shakespeare": lines_of(data / "text/tinyshakespeare.txt"),
        "botchan": lines_of(data / "text/botchan_en.txt"),
        "chats": lines_of(data / "datasets/korean_chatbot/ChatbotData.csv"),
        "novels": lines_of(data / "text/korean_novels_a.txt", 1, 200),
        "web": web,
    }


def committed(shared):
    """2,100 texts whose licences let them lie in the repository."""
    real = material(shared)
    rng = random.Random(41)
    short = [text for text in real["reviews"] if len(text) <= 60]
    texts = list(TEXTS) + rng.sample(short, 700) + rng.sample(real["shakespeare"], 420) + rng.sample(real["botchan"], 120)
    return texts + made(2100 - len(texts), 42)


def many(shared, count):
    """As many texts as asked for, of all the material."""
    real = material(shared)
    rng = random.Random(43)
    texts = list(TEXTS)
    for origin, share in (("reviews", 0.2), ("shakespeare", 0.1), ("botchan", 0.1), ("chats", 0.15), ("novels", 0.12), ("web", 0.03)):
        texts += rng.sample(real[origin], min(len(real[origin]), int(count * share)))
    return texts + made(count - len(texts), 44)
