"""Expected values of agreement between annotators (unit.labeling), by scikit-learn, krippendorff and irrCAC:

    $(installer/peers.sh) -m pip install --target /tmp/agreement krippendorff==0.9.0 irrCAC==0.4.4
    PYTHONPATH=/tmp/agreement $(installer/peers.sh) tests/golden/agreement/make.py
"""
import json
import pathlib

import krippendorff
import numpy
import pandas
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score

HERE = pathlib.Path(__file__).resolve().parent
GAP = numpy.nan
# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), examples A, B and C.
PUBLISHED = [
    [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]],
    [[0, 0, 1, 1, 3, 2, 2, 2, 4, 3, 3, 0], [1, 0, 1, 1, 1, 2, 2, 2, 4, 3, 3, 3]],
    [[1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
     [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP]],
]


def drawn(draws, annotators, items, categories, alike, gaps):
    truth = draws.integers(0, categories, items)
    rows = []
    for _ in range(annotators):
        row = numpy.where(draws.random(items) < alike, truth, draws.integers(0, categories, items)).astype(float)
        row[draws.random(items) < gaps] = GAP
        rows.append(row.tolist())
    return rows


def expected(ratings):
    table = numpy.array(ratings, dtype=float)
    values = sorted({int(value) for value in table[~numpy.isnan(table)]})
    case = {"ratings": [[None if numpy.isnan(value) else int(value) for value in row] for row in table], "values": values}
    for level in ("nominal", "ordinal", "interval", "ratio"):
        case["alpha_" + level] = krippendorff.alpha(reliability_data=table, level_of_measurement=level)
    for weights in ("identity", "linear", "quadratic"):
        gwet = CAC(pandas.DataFrame(table.T), weights=weights, categories=values, digits=12).gwet()["est"]
        case["gwet_" + weights] = gwet["coefficient_value"]
    if len(table) == 2:
        both = ~numpy.isnan(table).any(axis=0)
        for weights in (None, "linear", "quadratic"):
            case["kappa_" + (weights or "identity")] = cohen_kappa_score(
                table[0][both].astype(int), table[1][both].astype(int), labels=values, weights=weights)
    return case


def main():
    draws = numpy.random.default_rng(11)
    tables = PUBLISHED + [drawn(draws, *shape) for shape in (
        (2, 40, 3, 0.8, 0.0), (2, 60, 5, 0.5, 0.2), (2, 200, 2, 0.95, 0.0), (3, 50, 4, 0.7, 0.1), (5, 80, 6, 0.4, 0.4))]
    (HERE / "agreement.json").write_text(json.dumps([expected(table) for table in tables]) + "\n")


main()
