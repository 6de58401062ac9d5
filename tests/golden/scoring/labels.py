"""Expected values of LabelCounts and NumberErrors (unit.scoring), by scikit-learn and SciPy:

    $(installer/peers.sh) tests/golden/scoring/labels.py
"""
import json
import pathlib

import numpy
from scipy.stats import pearsonr
from sklearn.metrics import accuracy_score, f1_score, mean_absolute_error, mean_squared_error

HERE = pathlib.Path(__file__).resolve().parent


def single(draws, labels, items, skew):
    weights = skew ** numpy.arange(labels)
    reference = draws.choice(labels, items, p=weights / weights.sum())
    predicted = numpy.where(draws.random(items) < 0.6, reference, draws.choice(labels, items))
    return {"labels": labels, "reference": reference.tolist(), "predicted": predicted.tolist(),
            "accuracy": accuracy_score(reference, predicted),
            "macro": f1_score(reference, predicted, average="macro", zero_division=0),
            "micro": f1_score(reference, predicted, average="micro", zero_division=0)}


def flags(draws, labels, items):
    reference = (draws.random((items, labels)) < 0.3).astype(int)
    reference[:, -1] = 0  # a label that never comes
    predicted = numpy.where(draws.random((items, labels)) < 0.8, reference, 1 - reference)
    return {"labels": labels, "reference": reference.tolist(), "predicted": predicted.tolist(),
            "accuracy": accuracy_score(reference, predicted),
            "macro": f1_score(reference, predicted, average="macro", zero_division=0),
            "micro": f1_score(reference, predicted, average="micro", zero_division=0)}


def numbers(draws, items):
    reference = draws.normal(3, 2, items)
    predicted = reference + draws.normal(0.2, 1, items)
    return {"reference": reference.tolist(), "predicted": predicted.tolist(),
            "squared": mean_squared_error(reference, predicted),
            "absolute": mean_absolute_error(reference, predicted),
            "pearson": pearsonr(reference, predicted).statistic}


def main():
    draws = numpy.random.default_rng(7)
    golden = {"single": [single(draws, *case) for case in [(2, 20, 1.0), (5, 60, 0.5), (9, 12, 0.8)]],
              "flags": [flags(draws, 4, 30), flags(draws, 2, 5)],
              "numbers": [numbers(draws, 25)]}
    (HERE / "labels.json").write_text(json.dumps(golden) + "\n")


main()
