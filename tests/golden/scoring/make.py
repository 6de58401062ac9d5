"""Expected values of unit.scoring, by SciPy and NumPy:

    $(installer/peers.sh) tests/golden/scoring/make.py
"""
import json
import pathlib

import numpy
import scipy
from scipy.stats import binomtest, bootstrap

HERE = pathlib.Path(__file__).resolve().parent
MASK = (1 << 64) - 1


class Draws:
    """SplitMix64, and a number below a limit from its upper half."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        mixed ^= mixed >> 31
        return ((mixed >> 32) * limit) >> 32


def wilson():
    cases = []
    for successes, trials in [(0, 1), (1, 1), (0, 10), (10, 10), (1, 10), (7, 10), (35, 50), (70, 100), (499, 500), (123456, 300000)]:
        interval = binomtest(successes, trials).proportion_ci(confidence_level=0.95, method="wilson")
        cases.append({"successes": successes, "trials": trials, "low": interval.low, "high": interval.high})
    return cases


def mcnemar():
    cases = []
    for fixed, broken in [(0, 1), (1, 0), (3, 0), (5, 1), (6, 6), (10, 2), (15, 5), (33, 17), (61, 39), (221, 179), (900, 1000), (0, 60), (20000, 20500)]:
        cases.append({"fixed": fixed, "broken": broken, "p": binomtest(min(fixed, broken), fixed + broken, 0.5).pvalue})
    return cases


def ratio(rows):
    return rows[:, 0].sum() / rows[:, 1].sum()


def interval(values):
    low, high = numpy.percentile(values, [2.5, 97.5])
    return {"low": float(low), "high": float(high)}


def bootstraps():
    """The same draws by NumPy, and SciPy's own bootstrap (other draws, so alike and not equal)."""
    cases = []
    for size, seed, resamples in [(1, 1, 300), (5, 7, 1000), (40, 42, 2000), (211, 3, 1000)]:
        numbers = numpy.random.default_rng(size)
        counts = numbers.integers(1, 60, size).astype(float)
        first = numpy.stack([counts * numbers.gamma(4.0, 0.5, size), counts], axis=1)
        second = numpy.stack([first[:, 0] * numbers.uniform(0.4, 1.1, size), counts], axis=1)
        draws = Draws(seed)
        means, differences = [], []
        for _ in range(resamples):
            chosen = [draws.below(size) for _ in range(size)]
            means.append(ratio(first[chosen]))
            differences.append(ratio(second[chosen]) - ratio(first[chosen]))
        case = {"seed": seed, "resamples": resamples, "first": first.tolist(), "second": second.tolist(),
                "mean": ratio(first), "mean_interval": interval(means), "difference": ratio(second) - ratio(first),
                "difference_interval": interval(differences)}
        if size >= 40:
            theirs = bootstrap((first[:, 0], first[:, 1]), lambda sums, counts, axis: sums.sum(axis) / counts.sum(axis),
                               paired=True, vectorized=True, method="percentile", n_resamples=20000,
                               random_state=numpy.random.default_rng(0)).confidence_interval
            case["scipy"] = {"low": float(theirs.low), "high": float(theirs.high)}
        cases.append(case)
    return cases


document = {"scipy": scipy.__version__, "numpy": numpy.__version__, "wilson": wilson(), "mcnemar": mcnemar(), "bootstrap": bootstraps()}
(HERE / "scoring.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
