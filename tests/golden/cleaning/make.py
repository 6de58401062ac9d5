"""Writes web.json: what datatrove's filters say of each text, every check by itself. python3 make.py [SHARED]

SHARED is the folder of the shared test material: its c4_demo.jsonl is judged too, by row, without its texts."""

import importlib.metadata
import itertools
import json
import pathlib
import sys

from datatrove.data import Document
from datatrove.pipeline.filters.c4_filters import C4ParagraphFilter, C4QualityFilter
from datatrove.pipeline.filters.fineweb_quality_filter import FineWebQualityFilter
from datatrove.pipeline.filters.gopher_quality_filter import GopherQualityFilter
from datatrove.pipeline.filters.gopher_repetition_filter import GopherRepetitionFilter

FOLDER = pathlib.Path(__file__).parent
NONE = {"gopher_quality": {"min_doc_words": None, "max_doc_words": None, "min_avg_word_length": None, "max_avg_word_length": None,
                           "max_symbol_word_ratio": None, "max_bullet_lines_ratio": None, "max_ellipsis_lines_ratio": None,
                           "max_non_alpha_words_ratio": None, "min_stop_words": None},
        "gopher_repetition": {"dup_line_frac": None, "dup_para_frac": None, "dup_line_char_frac": None, "dup_para_char_frac": None,
                              "top_n_grams": (), "dup_n_grams": ()}}
# Our reason and the one argument that turns the check on; where a filter has no such switch, the others are out of reach.
QUALITY = {"few_words": {"min_doc_words": 50}, "many_words": {"max_doc_words": 100000}, "short_words": {"min_avg_word_length": 3},
           "long_words": {"max_avg_word_length": 10}, "bullets": {"max_bullet_lines_ratio": 0.9},
           "ellipsis_lines": {"max_ellipsis_lines_ratio": 0.3}, "few_letters": {"max_non_alpha_words_ratio": 0.8}, "stop_words": {"min_stop_words": 2}}
REPETITION = {"paragraphs": {"dup_para_frac": 0.3}, "paragraph_characters": {"dup_para_char_frac": 0.2}, "lines": {"dup_line_frac": 0.3},
              "line_characters": {"dup_line_char_frac": 0.2}}
TOP = {2: 0.2, 3: 0.18, 4: 0.16}
REPEATED = {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.10}
FINEWEB_OFF = {"line_punct_thr": -1, "short_line_thr": 2, "char_duplicates_ratio": 2, "new_line_ratio": 1e9}
FINEWEB = {"line_ends": {"line_punct_thr": 0.12}, "short_lines": {"short_line_thr": 0.67}, "repeated_lines": {"char_duplicates_ratio": 0.01},
           "list": {"new_line_ratio": 0.3}}


def judged(filter, text):
    """The reason a filter gives, or None."""
    answer = filter.filter(Document(text=text, id="0"))
    return None if answer is True else answer[1]


def filters():
    for reason, on in QUALITY.items():
        yield "gopher_quality." + reason, GopherQualityFilter(**{**NONE["gopher_quality"], **on}), None
    symbols = {**NONE["gopher_quality"], "max_symbol_word_ratio": 0.1}
    yield "gopher_quality.hashes", GopherQualityFilter(**symbols), "gopher_too_many_hashes"
    yield "gopher_quality.ellipses", GopherQualityFilter(**symbols), "gopher_too_many_ellipsis"
    for reason, on in REPETITION.items():
        yield "gopher_repetition." + reason, GopherRepetitionFilter(**{**NONE["gopher_repetition"], **on}), None
    for n, share in TOP.items():
        yield f"gopher_repetition.top_gram {n}", GopherRepetitionFilter(**{**NONE["gopher_repetition"], "top_n_grams": ((n, share),)}), None
    for n, share in REPEATED.items():
        yield f"gopher_repetition.grams {n}", GopherRepetitionFilter(**{**NONE["gopher_repetition"], "dup_n_grams": ((n, share),)}), None
    for reason, on in FINEWEB.items():
        yield "fineweb_quality." + reason, FineWebQualityFilter(**{**FINEWEB_OFF, **on}), None
    for reason, answer in {"lorem_ipsum": "lorem_ipsum", "curly_bracket": "curly_bracket", "few_sentences": "too_few_sentences"}.items():
        yield "c4_quality." + reason, C4QualityFilter(), answer
    yield "c4_paragraphs.", C4ParagraphFilter(), None


FILTERS = list(filters())


def reasons(text):
    found = []
    for reason, filter, wanted in FILTERS:
        answer = judged(filter, text)
        if answer is not None and (wanted is None or answer == wanted):
            found.append(reason)
    return found


def texts():
    """Texts by hand, most of them a plain page with one thing wrong."""
    page = ("The old mill stood by the river, and the people of the village went there to have their corn ground. "
            "It was said that the miller knew every one of them by name, and that he never asked for more than his share.\n"
            "In the winter of that year the river froze, and the great wheel stood still for eleven weeks. "
            "Nobody could remember a thing like it; the children walked across the ice to school, and the old ones shook their heads.\n"
            "When the thaw came at last, it came with a noise that was heard as far as the church. "
            "The ice broke the wheel and took half of the weir with it, and the miller had to begin again with what was left to him.\n")
    yield page
    yield "A short page with few words. It says that and then it ends."
    yield " ".join(["a I o"] * 40)
    yield "internationalization " * 30 + "telecommunications of the"
    yield page + "#" * 20
    yield page + " # " * 14
    yield "\n".join(f"and then the {n} people have to be there..." for n in range(20))
    yield page.replace(". ", "... ") + "so ... and ... so ... the ... end ... of ... it ... that ... is ..."
    yield "\n".join(f"- point {n} of the list that they have to do with" for n in range(20))
    yield "\n".join(f"• point {n} of the list" if n else "Title" for n in range(12))
    yield "The 1 2 3 4 5 6 7 8 9 10 and 11 12 13 14 15 16 17 18 19 20 to 21 22 23 24 25 26 27 28 29 30 of 31 32 33 34 35 36 37 38 39 40 41"
    yield "Buy cheap watches online today from our store near you. " * 6
    yield (page.split("\n")[0] + "\n") * 3 + page
    yield "\n\n".join([page.split("\n")[0]] * 2 + [page.split("\n")[1]])
    yield page + "\n\n" + page
    yield "click here now " * 5 + page
    yield page + "click here now to win " * 8
    yield "one line. " + page.replace("\n", "\n\n\n")
    yield "menu\nhome\nabout\ncontact\nnews\nsports\n" + page.split("\n")[0]
    yield "\n".join("short line" for _ in range(4)) + "\n" + "\n".join(f"line {n} without an end" for n in range(30))
    yield "\n".join(f"Word {n}" for n in range(60))
    yield page + "\nLorem ipsum dolor sit amet, that is all.\n"
    yield page + "\nfunction run() { return the end of it. }\nThen { came the end."
    yield page + "\nPlease enable JavaScript to see the page.\nThis page uses cookies to be better."
    yield "Too few. Sentences here.\nMenu\nHome and more\n"
    yield "He said that [1] it was so.[12] They all went home.[edit] And then? It ended! \"Yes.\"\nMr. Smith of the U.S. came at 3.5 p.m. to see it."
    yield ("word " * 60 + "and the end of it.\n") * 3
    yield "\n\n" + page + "\n\n\n"
    yield "\n".join(["the same line of the page that is here"] * 2 + [f"another line {n} that ends here." for n in range(12)])
    yield page.replace("\n", "\r\n")
    yield "so it was ... and then ... " * 12 + page.split("\n")[0]
    yield "Don't you think it's John's well-known café? " * 3 + page


def main():
    cases = [{"text": text, "reasons": reasons(text)} for text in texts()]
    versions = {name: importlib.metadata.version(name) for name in ("datatrove", "spacy")}
    document = {"versions": versions, "texts": cases}
    if len(sys.argv) > 1:
        path = pathlib.Path(sys.argv[1]) / "data/datasets/llamafactory/c4_demo.jsonl"
        rows = [json.loads(line)["text"] for line in path.read_text().splitlines()]
        by_reason = {reason: [] for reason, _, _ in FILTERS}
        for n, text in enumerate(rows):
            for reason in reasons(text):
                by_reason[reason].append(n)
        document["c4_demo"] = {"rows": len(rows), "reasons": {reason: found for reason, found in by_reason.items() if found}}
    lines = json.dumps(document, ensure_ascii=False, indent=1)
    (FOLDER / "web.json").write_text(lines + "\n")
    print({reason: sum(reason in case["reasons"] for case in cases) for reason, _, _ in FILTERS})


if __name__ == "__main__":
    main()
