"""Writes rendered.json: the expressions of expressions.txt and the templates below, with what Jinja2 in the settings
of transformers renders, or the error it refuses them with.

Run with the packages of tests/golden/requirements.txt.
"""
import json
import pathlib

import jinja2
from transformers.utils.chat_template_utils import _compile_jinja_template

HERE = pathlib.Path(__file__).resolve().parent
VARIABLES = {
    "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "  안녕 <|im_end|>\n"},
                 {"role": "assistant", "content": "Hello \"you\" & 'me' <b>", "tool_calls": [
                     {"type": "function", "function": {"name": "f", "arguments": {"x": 1, "y": [1.5, None, True], "é": "ü\t"}}}]}],
    "tools": None, "documents": None, "add_generation_prompt": True, "bos_token": "<s>", "eos_token": "</s>",
    "n": 7, "f": 2.5, "neg": -3, "big": 10**15, "empty": "", "none": None, "yes": True, "no": False, "s": "hello world", "u": "한글 ß ǅ İ",
    "list": [3, 1, 2], "mixed": [1, "a", None, 2.0, True], "words": ["pear", "Apple", "fig", "apple"], "nested": [[1, 2], [3], []],
    "d": {"b": 1, "a": 2, "C": 3}, "people": [{"name": "Kim", "age": 30, "job": {"title": "luthier"}},
                                              {"name": "lee", "age": 25, "job": {"title": "tuner"}}, {"name": "Ann", "age": 30, "job": {}}],
    "text": "line one\n\n  line two\nthree", "html": "<a href='x'>&\"</a>",
}
STATEMENTS = [
    "", "plain", "a\n", "a\n\n", "\n", "a\r\nb\rc\n", "{{ n }}\n", "{# c #}x", "a {#- c -#} b", "a\n{# c #}\nb", "a\n  {# c #}\nb", "a {# c #} b",
    "{% if n %}\nyes\n{% endif %}\nend", "  {% if n %}\n  yes\n  {% endif %}\nend", "a {% if n %} b {% endif %} c", "a{%- if n -%} b {%- endif -%} c",
    "a\n{%- if n %}\nb\n{%- endif %}\nc", "  {%+ if n %}x{% endif %}", "{% if n +%}\nx{% endif %}", "{{- n -}} x {{- n }}", "a \n {{- n -}} \n b", "  {{ n }}", "\t{% if n %}x{% endif %}",
    "x {% raw %}{{ n }} {% if %}{% endraw %} y", "{%- raw -%} a {%- endraw -%} b", "{% raw %}\n a\n{% endraw %}\nb", "{% if n %}a{% elif f %}b{% else %}c{% endif %}",
    "{% if no %}a{% elif f %}b{% else %}c{% endif %}", "{% if no %}a{% elif missing %}b{% else %}c{% endif %}", "{% for x in list %}{{ x }},{% endfor %}",
    "{% for x in list %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}{{ loop.revindex0 }} {% endfor %}",
    "{% for x in list %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}", "{% for x in [] %}a{% else %}none{% endfor %}", "{% for x in list if x > 1 %}{{ x }}{{ loop.length }}{% else %}e{% endfor %}",
    "{% for x in list if x > 9 %}{{ x }}{% else %}e{% endfor %}", "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k in d %}{{ k }}{% endfor %}", "{% for c in s %}{{ c }}.{% endfor %}",
    "{% for x in missing %}a{% else %}b{% endfor %}", "{% for x in n %}a{% endfor %}", "{% for x in none %}a{% endfor %}", "{% for a, b in list %}{% endfor %}", "{% for a, b in [(1,2),(3,4)] %}{{ a }}{{ b }} {% endfor %}",
    "{% for (a, b), c in [((1,2),3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "{% for x in list %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}", "{% for x in list %}{% if x == 1 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "{% for x in list %}{% for y in [1,2] %}{{ x }}{{ y }}{{ loop.index }} {% endfor %}{{ loop.index }}{% endfor %}", "{% for x in list %}{{ loop.cycle('a','b') }}{% endfor %}", "{% for x in [1,1,2] %}{{ loop.changed(x) }}{% endfor %}",
    "{% for x in [[1,[2,3]],4] recursive %}{% if x is iterable %}({{ loop(x) }}){% else %}{{ x }}@{{ loop.depth }}{% endif %}{% endfor %}", "{% break %}", "{% set x = 5 %}{{ x }}", "{% set x, y = 1, 2 %}{{ x }}{{ y }}",
    "{% set x = 1 %}{% for i in list %}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}", "{% set x = 1 %}{% if yes %}{% set x = 2 %}{% endif %}{{ x }}", "{% set ns = namespace(x=0, l=[]) %}{% for i in list %}{% set ns.x = ns.x + i %}{% set ns.l = ns.l + [i] %}{% endfor %}{{ ns.x }}{{ ns.l }}",
    "{% set ns.x = 1 %}", "{% set d.x = 1 %}", "{% set x %}a {{ n }} b{% endset %}[{{ x }}]", "{% set x | upper | replace('A', 'q') %}a {{ n }} b{% endset %}[{{ x }}]", "{% set x = (1, 2) %}{{ x }}", "{% set x = 1, 2 %}{{ x }}", "{% set true = 1 %}",
    "{% macro m(a, b=2, c='x') %}{{ a }}{{ b }}{{ c }};{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(1, c='z') }}{{ m() }}{{ m(b=1, a=0) }}", "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, k=4) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}", "{% macro m() %}{{ n }}{{ x }}{% endmacro %}{% set x = 3 %}{{ m() }}", "{% macro m() %}{% set y = 1 %}{{ y }}{% endmacro %}{{ m() }}{{ y }}", "{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}",
    "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}x{{ n }}{% endcall %}", "{% macro m() %}[{{ caller(1, 2) }}]{% endmacro %}{% call(a, b) m() %}{{ a }}-{{ b }}{% endcall %}", "{% macro m(x=caller) %}{{ x }}{% endmacro %}{{ m() }}", "{{ m }}{% macro m() %}{% endmacro %}",
    "{% filter upper %}abc {{ n }}{% endfilter %}", "{% filter replace('a', 'b') | title %}a cat{% endfilter %}", "{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a }}", "{% with %}{% set z = 1 %}{{ z }}{% endwith %}{{ z }}", "{% generation %}a{{ n }}{% endgeneration %}b",
    "{% generation %}{% set q = 1 %}{% endgeneration %}{{ q }}", "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{{ eos_token }}{% endgeneration %}\n{% endif %}{% endfor %}", "{{ bos_token }}{% for m in messages %}{{ '<|' + m['role'] + '|>\\n' + m['content'] | trim + eos_token }}{% endfor %}",
    "{{ n, f }}", "{{ }}", "{{ n", "{% if %}", "{% if n %}", "{% endif %}", "{% for x in list %}", "{% foo %}", "{% include 'x' %}", "{% import 'x' as y %}", "{% extends 'x' %}", "{% do n %}", "{{ n | }}", "{{ n.}}", "{{ (n }}", "{{ n) }}", "{{ [1,2 }}", "{{ 'a }}", "{{ n $ }}", "{# x", "{% raw %}x",
    "{{ {'a': {'b': 1}}['a']['b'] }}", "{{ '}}' }}", "{% if '%}' %}x{% endif %}", "{{ {} }}", "{{ [[]] }}", "{{n}}{{f}}", "{ n }", "{{'{{'}}", "a{{ '' }}b", "{%set x=1%}{{x}}", "{%for x in list%}{{x}}{%endfor%}", "{%- for x in list -%}\n {{ x }} \n{%- endfor -%}\n z",
    "{% for x in list -%}\n  {{ x }}\n{% endfor %}", "  {% for x in list %}\n    {{ x }}\n  {% endfor %}\n", "{% if n %}{# c #}\n{% endif %}x", "{{ raise_exception('Roles must alternate') }}", "{% if messages[0].role != 'user' %}{{ raise_exception('first ' ~ messages[0].role) }}{% endif %}",
    "{% set x = joiner(', ') %}{% for i in list %}{{ x() }}{{ i }}{% endfor %}", "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}", "{% set a = [] %}{{ a.append(1) }}", "{% set loop = 1 %}{{ loop }}", "{% for x in list %}{% set loop = 9 %}{{ loop }}{% endfor %}",
    "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}", "{% for i in list %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}", "{% if n is defined %}{% set z = n %}{% endif %}{{ z }}", "{% for x in range(3) %}{{ x }}{% endfor %}", "{%- set msgs = messages[1:] -%}{{ msgs | length }}",
    "{% for m in messages[::-1] %}{{ m.role }} {% endfor %}", "{% for m in messages %}{{ loop.previtem.role if loop.previtem is defined else '-' }} {% endfor %}", "{% for g in people | groupby('age') %}{{ g.grouper }}:{% for p in g.list %}{{ p.name }} {% endfor %}{% endfor %}", "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join | trim }}",
    "{{ strftime_now is defined }}", "{{ tools is none }}{{ documents is none }}", "{% set x = messages[2].tool_calls[0].function %}{\"name\": {{ x.name | tojson }}, \"arguments\": {{ x.arguments | tojson }}}", "a{% if true %}\n\n{% endif %}b", "a\n   {%- if true %} b{% endif %}", "{{ 'a' }}\n{{ 'b' }}\n", " {% raw %} x {% endraw %} ",
    "{%- if n %}\n\n  x\n{%- endif %}", "\n\n{% if n %}x{% endif %}", "x\n \t{% if n %}\ny{% endif %}", "x \u00a0{%- if n %}y{% endif %}", "{% set a %}\n  b\n{% endset %}[{{ a }}]", "{{ n -}}\n\n x", "{% for x in list %}\n{{ x }}{% if not loop.last %},{% endif %}\n{% endfor %}", "{% autoescape false %}{{ html }}{% endautoescape %}",
    "{% block a %}x{% endblock %}", "{% trans %}x{% endtrans %}", "{% for x in list %}{{ x }}{% endfor x %}", "{% macro m(a, b) %}{% endmacro %}{{ m(*list) }}", "{% macro m(a, b, c) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(*list) }}{{ m(**{'a': 1, 'b': 2, 'c': 3}) }}", "{% macro m(a=1, b) %}{% endmacro %}", "{{ dict(**d) }}", "{{ n if }}", "{{ 1 2 }}", "{{ n n }}", "{{ .5 }}", "{{ 1. }}", "{{ 01 }}", "{{ 0x1F }}",
]


def render(source):
    try:
        return {"text": _compile_jinja_template(source).render(**VARIABLES)}
    except Exception as error:
        return {"error": type(error).__name__}


if __name__ == "__main__":
    expressions = (HERE / "expressions.txt").read_text().splitlines()
    sources = ["{{ " + e + " }}" for e in expressions] + STATEMENTS
    sources = list(dict.fromkeys(sources))
    cases = [{"template": s, **render(s)} for s in sources]
    cases = [c for c in cases if " object at 0x" not in c.get("text", "") and " of 0x" not in c.get("text", "")]
    document = {"variables": VARIABLES, "cases": cases}
    (HERE / "rendered.json").write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    print(len(cases), "cases,", sum("error" in c for c in cases), "refused")
