"""Records what Python's Jinja, set up by dbt, makes of the snippets in differential/ and of generated expressions.

Needs a Python with dbt-core: python core/test/jinja/record.py
A snippet is a line of a .txt file; ⏎ in it stands for a line end. The group "native" is rendered as dbt renders
property files, "lenient" as dbt renders models while it reads them.
"""
import json
import pathlib
import random
import re
import traceback

import jinja2
from dbt_common.clients import jinja as dbt_jinja

# dbt hides a file's macros behind a prefix and finds them through its context; here they are called as Jinja does.
dbt_jinja.get_dbt_macro_name = lambda name, with_prefix=True: name

here = pathlib.Path(__file__).parent / "differential"
context_text = (here / "context.json").read_text()


def shape(value):
    return "Undefined" if isinstance(value, jinja2.Undefined) else repr(value)


def line_of(error):
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    return lines[-1] if lines else None


def render(text, group):
    context = json.loads(context_text)
    try:
        environment = dbt_jinja.get_environment(None, group == "lenient", native=group == "native")
        value = environment.from_string(text, globals=context).render(context)
        return {"expected": shape(value) if group == "native" else str(value)}
    except Exception as error:
        line = line_of(error)
        message = f"{type(error).__name__}: {error}"[:160]
        return {"error": {"message": message, **({"line": line} if line else {})}}


def write(name, templates, group):
    rows = [{"template": text, **render(text, group)} for text in templates]
    # What prints an address or a set's order differs from run to run.
    # Markup and complex numbers are no values here; filters that escape give plain text.
    unlike = re.compile(r" at 0x|Markup\(|\dj\)")
    # Constant expressions are computed while compiling, where a slice of what has none is undefined, not an error.
    folded = re.compile(r"-3\.75 \*\* 2\.5|\{\}\[[^\]]*:")
    rows = [row for row in rows if not unlike.search(row.get("expected", "")) and not folded.search(row["template"])]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (here / f"{name}.json").write_text(f"[\n{lines}\n]\n")
    print(name, len(rows), "of which errors:", sum("error" in row for row in rows))


class Expressions:
    """Random expressions from a seed; most have a value, some fail."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def number(self):
        return self.pick("0", "1", "2", "3", "-1", "7", "10", "2.5", "0.1", "-3.75", "1e3", "true", "i", "fl", "neg", "255", "9007199254740993")

    def text(self):
        return self.pick("''", "'a'", "'Abc'", "'a,b,c'", "' x y '", "'12'", "'-4.50'", "'ÄÖ ß'", "'😀x'", "s", "csv", "pad", "'%s'", "'{}'", "multi", '"it\'s"')

    def sequence(self):
        return self.pick("[]", "[1, 2, 3]", "nums", "words", "['b', 'A', 'c']", "(1, 2)", "()", "nested", "range(4)", "[none, 1, 'a']", "floats", "[[2, 'b'], [1, 'a']]", "d", "{}", "rows | map(attribute='v') | list")

    def mapping(self):
        return self.pick("d", "{}", "{'a': 1}", "{1: 'x', 2.0: 'y'}", "dict(a=1, b=[2])", "rows[0]", "{'b': 2, 'a': none}")

    def any(self, depth):
        make = self.pick(self.arithmetic, self.textual, self.listed, self.mapped, self.truth, self.truth)
        return make(depth)

    def arithmetic(self, depth):
        if depth <= 0:
            return self.number()
        a, b = self.arithmetic(depth - 1), self.arithmetic(depth - 1)
        return self.pick(
            f"({a} {self.pick('+', '-', '*', '/', '//', '%', '**')} {b})",
            f"({a} {self.pick('+', '-', '*', '//', '%')} {b})",
            f"({a} | {self.pick('abs', 'int', 'float', 'round', 'round(1)', 'round(-1)', 'string')})",
            f"-{a}",
            f"({self.listed(depth - 1)} | {self.pick('length', 'sum', 'first', 'last', 'max', 'min')})",
            f"({self.textual(depth - 1)} | {self.pick('int', 'float', 'length', 'int(-1)', 'wordcount')})",
            f"({a} if {self.truth(depth - 1)} else {b})",
        )

    def textual(self, depth):
        if depth <= 0:
            return self.text()
        a, b = self.textual(depth - 1), self.textual(depth - 1)
        small = self.pick("0", "1", "2", "-1", "5")
        method = self.pick(
            "upper()", "lower()", "title()", "capitalize()", "swapcase()", "strip()", "lstrip()", "rstrip('c ')",
            f"replace({b}, 'z')", f"replace('a', {b}, 1)", f"zfill({small})", f"center({small})", f"ljust({small}, '*')",
            f"rjust({small})", f"join(['p', {b}])", f"format({b})", "removeprefix('a')", "removesuffix('c')", "expandtabs(2)",
        )
        filter_ = self.pick(
            "upper", "lower", "title", "capitalize", "trim", "reverse", "string", f"replace('a', {b})", "indent(2)",
            f"truncate(5, true, '..', 0)", "center(9)", "wordwrap(6)", "e", "urlencode", "tojson", "default('d', true)",
            "first", "last", "striptags", "list", "join('-')",
        )
        return self.pick(
            f"{a}.{method}", f"{a}.{method}", f"({a} | {filter_})", f"({a} | {filter_})", f"({a} ~ {b})", f"({a} + {b})",
            f"{a}[{small}]", f"{a}[{self.slice()}]", f"({a} * {small})", f"('%s/%s' % ({a}, {b}))", f"({a} or {b})",
        )

    def slice(self):
        part = lambda: self.pick("", "0", "1", "2", "-1", "-2", "9")
        step = self.pick("", "", ":2", ":-1", ":-2", ":1")
        return f"{part()}:{part()}{step}"

    def listed(self, depth):
        if depth <= 0:
            return self.sequence()
        a, b = self.listed(depth - 1), self.listed(depth - 1)
        filter_ = self.pick(
            "list", "sort", "sort(reverse=true)", "unique | list", "reverse | list", "map('string') | list", "select | list",
            "reject('none') | list", "select('string') | list", "batch(2) | list", "slice(2) | list", "map('upper') | list",
            "select('number') | list", "map('length') | list", "select('gt', 1) | list", "reject('in', [1, 'a']) | list",
            "unique(true) | list", "groupby(0) | list", "map('first') | list", "join | list", "items | list",
        )
        return self.pick(
            f"({a} | {filter_})", f"({a} | {filter_})", f"({a} + {b})", f"{a}[{self.slice()}]", f"[{self.any(depth - 1)}, {self.any(depth - 1)}]",
            f"({a} | list * 2)", f"{self.textual(depth - 1)}.split({self.pick('', chr(39) + ',' + chr(39), chr(39) + 'b' + chr(39) + ', 1')})",
            f"({self.mapped(depth - 1)}.{self.pick('keys', 'values', 'items')}() | list)", f"({self.mapped(depth - 1)} | dictsort)",
        )

    def mapped(self, depth):
        if depth <= 0:
            return self.mapping()
        return self.pick(self.mapping(), f"{{'k': {self.any(depth - 1)}, {self.text()}: {self.any(depth - 1)}}}", f"dict({self.mapping()}, z={self.any(depth - 1)})")

    def truth(self, depth):
        if depth <= 0:
            return self.pick("true", "false", "t", "f", "none", "missing", "1", "''")
        a, b = self.any(depth - 1), self.any(depth - 1)
        test = self.pick(
            "defined", "undefined", "none", "string", "number", "integer", "float", "mapping", "sequence", "iterable", "boolean",
            "true", "false", "lower", "upper", "callable", "odd", "even", f"eq {self.number()}", f"in {self.sequence()}", "divisibleby 3",
        )
        return self.pick(
            f"({a} {self.pick('==', '!=', '<', '<=', '>', '>=')} {b})", f"({a} == {b})", f"({a} in {self.listed(depth - 1)})", f"({a} not in {b})",
            f"({a} is {test})", f"({a} is not {test})", f"({a} and {b})", f"({a} or {b})", f"(not {a})",
            f"({self.arithmetic(depth - 1)} < {self.arithmetic(depth - 1)} <= {self.arithmetic(depth - 1)})",
        )


for file in sorted(here.glob("*.txt")):
    snippets = [line.replace("⏎", "\n") for line in file.read_text().split("\n") if line != ""]
    write(file.stem, snippets, file.stem)

maker = Expressions(20231101)
generated = [f"{{{{ {maker.any(1 + index % 3)} }}}}" for index in range(6000)]
write("generated", list(dict.fromkeys(generated)), "text")
