"""Expected values of chrF (unit.scoring), by sacrebleu:

    $(installer/peers.sh) tests/golden/scoring/chrf.py
"""
import json
import pathlib
import random

from sacrebleu.metrics import CHRF

HERE = pathlib.Path(__file__).resolve().parent
PAIRS = [("", ""), ("", "a"), ("a", ""), ("a", "a"), ("ab", "a"), ("the cat", "the cat"), ("thecat", "the cat"), ("The cat", "the cat"),
         ("서울입니다.", "대한민국의 수도는 서울입니다."), ("대한민국의 수도는 서울입니다.", "서울입니다."), ("\u3000 tab\t\x1c\u2028", "tab"),
         ("😀😀😀", "😀😀"), ("e\u0301t\u0301", "\u00e9t"), ("aaaaaaaaaa", "aaaa"), ("   ", "\n"), ("no common", "xyz")]
WORDS = "the a model learns from rows 모델은 예시를 보고 배웁니다 데이터 token 12 3.5 ; !".split()


def main():
    draw = random.Random(5)
    pairs = list(PAIRS)
    for _ in range(60):
        reference = [draw.choice(WORDS) for _ in range(draw.randint(1, 12))]
        prediction = [word if draw.random() < 0.6 else draw.choice(WORDS) for word in reference]
        pairs.append((" ".join(prediction[: draw.randint(1, 12)]), " ".join(reference)))
    metric = CHRF()
    golden = [{"prediction": prediction, "reference": reference, "chrf": metric.sentence_score(prediction, [reference]).score / 100}
              for prediction, reference in pairs]
    (HERE / "chrf.json").write_text(json.dumps(golden) + "\n")


main()
