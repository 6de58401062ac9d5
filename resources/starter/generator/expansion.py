"""Templates to text: `<a|b>` picks one, `{slot}` fills in, `@ word` is a/an, `[은는]` is a Korean particle."""

import re

CHOICE = re.compile(r"<([^<>]*)>")
SLOT = re.compile(r"\{(\w+)\}")
ARTICLE = re.compile(r"@ (\w)(\w*)")
SENTENCE_START = re.compile(r"(^|[.!?] |\n)([a-z])")
PARTICLE = re.compile(r"(.)(['\"]?)\[([^\]]+)\]")

# Particle: after a consonant, after a vowel. `으로` is treated apart, for ㄹ counts as a vowel there.
PARTICLES = {
    "은는": ("은", "는"), "이가": ("이", "가"), "을를": ("을", "를"), "과와": ("과", "와"),
    "이에요": ("이에요", "예요"), "입니다": ("입니다", "입니다"), "이랑": ("이랑", "랑"), "이나": ("이나", "나"),
    "아야": ("아", "야"), "이라고": ("이라고", "라고"), "이라는": ("이라는", "라는"), "이었어요": ("이었어요", "였어요"),
    "이고": ("이고", "고"), "이다": ("이다", "다"), "이": ("이", ""),
}
# How a digit at the end of a number is read: 영 일 이 삼 사 오 육 칠 팔 구.
DIGIT_ENDS = {"0": "ㅇ", "1": "ㄹ", "2": "", "3": "ㅁ", "4": "", "5": "", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ", "9": ""}


def final_sound(character):
    """'' after a vowel, 'ㄹ' after that consonant, another mark after any other consonant."""
    if character in DIGIT_ENDS:
        return DIGIT_ENDS[character]
    if "가" <= character <= "힣":
        final = (ord(character) - ord("가")) % 28
        return {0: "", 8: "ㄹ"}.get(final, "x")
    raise ValueError(f"no Korean ending for {character!r}")


def with_particle(match):
    character, quote, name = match.groups()
    final = final_sound(character)
    if name == "으로":
        chosen = "으로" if final not in ("", "ㄹ") else "로"
    else:
        chosen = PARTICLES[name][0 if final else 1]
    return character + quote + chosen


def with_article(match):
    first, rest = match.groups()
    word = (first + rest).lower()
    vowel = word[0] in "aeiou" and not word.startswith(("uni", "use", "one", "eu"))
    return ("an " if vowel or word.startswith(("hour", "honest")) else "a ") + first + rest


def expand(rng, template, slots):
    text = template
    for _ in range(4):
        while "<" in text:
            text = CHOICE.sub(lambda match: rng.choice(match.group(1).split("|")), text)
        if "{" not in text:
            break
        text = SLOT.sub(lambda match: str(slots[match.group(1)]), text)
    return text


def english(rng, template, slots=None):
    text = ARTICLE.sub(with_article, expand(rng, template, slots or {}))
    return SENTENCE_START.sub(lambda match: match.group(1) + match.group(2).upper(), text)


def korean(rng, template, slots=None):
    return PARTICLE.sub(with_particle, expand(rng, template, slots or {}))


def upper_first(text):
    return text[:1].upper() + text[1:]
