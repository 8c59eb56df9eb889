"""Asks other engines what `cargo bench --bench questions` asked, of the same quads, and compares answers and times.

Run it after the bench: python3 benches/peers/questions.py. pyoxigraph is asked everything, rdflib the dossier only. A
table in Markdown goes to standard output, what differs to standard error; the exit status is 1 if any answer differs.
The engines are installed into target/peers-venv.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import venv
from collections import Counter
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent.parent / "target"
ASKED = TARGET / "tmp" / "questions"
AGAIN = 5
# What takes longer than this together, in seconds, is not asked again.
ENOUGH = 20
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {XSD + name for name in ("integer", "decimal")}


def in_environment():
    """Runs this script again with the engines, which are installed once."""
    folder, wanted = TARGET / "peers-venv", HERE / "requirements.txt"
    python, installed = folder / "bin" / "python3", folder / "installed.txt"
    if Path(sys.prefix) == folder:
        return
    if not installed.exists() or installed.read_bytes() != wanted.read_bytes():
        venv.create(folder, clear=True, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", wanted], check=True)
        installed.write_bytes(wanted.read_bytes())
    os.execv(python, [python, __file__, *sys.argv[1:]])


def term(value, datatype=None, language=None):
    """A term that two engines write alike: numbers by their value, and a joined list without its order."""
    if datatype in NUMBERS:
        value = str(Decimal(value).normalize())
    if datatype in (None, XSD + "string"):
        datatype = None
        # The order of GROUP_CONCAT is free (SPARQL 1.1, section 18.5.1.7).
        value = ", ".join(sorted(value.split(", ")))
    return value, datatype, language and language.lower()


def rows_of_json(text):
    found = json.loads(text)
    if "boolean" in found:
        return Counter([found["boolean"]])
    return Counter(
        frozenset(
            (name, cell["type"], *term(cell["value"], cell.get("datatype"), cell.get("xml:lang")))
            for name, cell in row.items()
        )
        for row in found["results"]["bindings"]
    )


def lines(text):
    return Counter(line for line in text.splitlines() if line)


class Pyoxigraph:
    name = "pyoxigraph"

    def __init__(self, quads):
        import pyoxigraph

        self.engine = pyoxigraph
        self.store = pyoxigraph.Store()
        self.store.bulk_load(path=str(quads), format=pyoxigraph.RdfFormat.N_QUADS)

    def ask(self, query):
        found = self.store.query(query, use_default_graph_as_union=True)
        if isinstance(found, self.engine.QueryTriples):
            return found.serialize(format=self.engine.RdfFormat.N_TRIPLES).decode()
        return found.serialize(format=self.engine.QueryResultsFormat.JSON).decode()

    def answer(self, raw):
        return lines(raw) if not raw.startswith("{") else rows_of_json(raw)


class Rdflib:
    name = "rdflib"

    def __init__(self, quads):
        import rdflib

        # Texts stay as they are written: another engine compares them.
        rdflib.NORMALIZE_LITERALS = False
        self.engine = rdflib
        self.graph = rdflib.Dataset(default_union=True)
        self.graph.parse(quads, format="nquads")

    def ask(self, query):
        found = self.graph.query(query)
        return found.graph.serialize(format="nt11") if found.type == "CONSTRUCT" else list(found)

    def answer(self, raw):
        if isinstance(raw, str):
            return lines(raw)
        return Counter(
            frozenset((str(name), *self.cell(value)) for name, value in row.asdict().items() if value is not None)
            for row in raw
        )

    def cell(self, value):
        if isinstance(value, self.engine.Literal):
            datatype = None if value.datatype is None else str(value.datatype)
            return "literal", *term(str(value), datatype, value.language)
        return ("bnode" if isinstance(value, self.engine.BNode) else "uri"), *term(str(value))


def timed(engine, query):
    """The answer, the first time and the median of the others, in milliseconds."""
    begun = time.perf_counter()
    raw = engine.ask(query)
    first = time.perf_counter() - begun
    again = []
    while len(again) < AGAIN and time.perf_counter() - begun < ENOUGH:
        one = time.perf_counter()
        engine.ask(query)
        again.append(time.perf_counter() - one)
    return engine.answer(raw), first * 1e3, (statistics.median(again) if again else first) * 1e3


def compare(world, engines):
    folder = ASKED / world
    loaded = []
    for engine in engines:
        begun = time.perf_counter()
        loaded.append(engine(folder / "quads.nq"))
        print(f"{world}: {engine.name} loads in {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    heads = [f"{engine.name}, ms" for engine in loaded]
    print(f"\n| {world} | rows | first, ms | median, ms | {' | '.join(heads)} | answers |")
    print("|---|---|---|---|" + "---|" * len(loaded) + "---|")
    differs = False
    for line in (folder / "times.tsv").read_text().splitlines():
        name, rows, first, median = line.split("\t")
        query = folder / f"{name}.rq"
        if not query.exists():
            continue
        ours = (folder / f"{name}.answer").read_text()
        ours = rows_of_json(ours) if ours.startswith("{") else lines(ours)
        cells, verdicts = [], []
        for engine in loaded:
            try:
                theirs, _, again = timed(engine, query.read_text())
            except Exception as error:  # An engine may fail in its own way; the others are still compared.
                cells.append("fails")
                verdicts.append(f"{engine.name} fails")
                print(f"{world} {name} {engine.name}: {type(error).__name__}: {error}", file=sys.stderr)
                differs = True
                continue
            cells.append(f"{again:,.1f}")
            if theirs != ours:
                differs = True
                verdicts.append(f"{engine.name} differs")
                for sign, some in (("-", ours - theirs), ("+", theirs - ours)):
                    for row in list(some)[:3]:
                        print(f"{world} {name} {engine.name} {sign} {row}", file=sys.stderr)
        verdict = ", ".join(verdicts) or "equal"
        print(f"| {name} | {int(rows):,} | {float(first):,.1f} | {float(median):,.1f} | {' | '.join(cells)} | {verdict} |")
    return differs


def main():
    in_environment()
    worlds = {"dossier": [Pyoxigraph, Rdflib], "world": [Pyoxigraph]}
    asked = [world for world in worlds if (ASKED / world / "times.tsv").exists()]
    if not asked:
        sys.exit("the query was not run yet: cargo bench --bench questions")
    differs = [compare(world, worlds[world]) for world in asked if not sys.argv[1:] or world in sys.argv[1:]]
    sys.exit(any(differs))


if __name__ == "__main__":
    main()
