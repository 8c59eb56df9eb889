#!/usr/bin/env python3
"""Holds exports against tools that are not ours: rapper (raptor), rdflib, pyoxigraph, pySHACL and owlrl.

    pip install rdflib pyoxigraph owlrl pyshacl
    apt-get install raptor2-utils
    python tests/foreign/check_export.py target/debug/chancery

The argument is the program. Prints one line for each check; the exit status is 1 where one fails. Without rapper its
checks are left out, and that is said.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph
import pyshacl
from rdflib import RDF, RDFS, SH, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import OWL

from closure import closure

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
DOSSIER = DATA / "azerbaijan-belarus.yaml"
AXIOMS = Path(__file__).with_name("axioms.ttl")

CHY = Namespace("https://w3id.org/chancery/ontology#")
ORG = Namespace("http://www.w3.org/ns/org#")
STATUS = Namespace("https://w3id.org/chancery/vocab/membership-status/")
TRAIT = Namespace("https://w3id.org/chancery/vocab/trait-type/")

# Our name of a format, and rapper's, rdflib's and pyoxigraph's. rapper reads no JSON-LD.
FORMATS = {
    "turtle": ("turtle", "turtle", pyoxigraph.RdfFormat.TURTLE),
    "n-triples": ("ntriples", "nt", pyoxigraph.RdfFormat.N_TRIPLES),
    "rdf-xml": ("rdfxml", "xml", pyoxigraph.RdfFormat.RDF_XML),
    "json-ld": (None, "json-ld", pyoxigraph.RdfFormat.JSON_LD),
    "trig": ("trig", "trig", pyoxigraph.RdfFormat.TRIG),
    "n-quads": ("nquads", "nquads", pyoxigraph.RdfFormat.N_QUADS),
}
WITH_GRAPHS = {"json-ld", "trig", "n-quads"}

failures = 0


def report(name, ok, detail=""):
    global failures
    failures += not ok
    print(f"{'ok  ' if ok else 'FAIL'} {name}" + (f": {detail}" if detail else ""), flush=True)


def export(program, source, folder):
    """Writes the source in every format; gives the paths and the number of triples that the program tells."""
    paths, told = {}, set()
    for name in FORMATS:
        paths[name] = folder / f"{source.stem}.{name}"
        done = subprocess.run(
            [program, "export", source, "--format", name, "--output", paths[name]],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            report(f"{source.name} is exported as {name}", False, done.stderr.strip())
            sys.exit(1)
        told.add(int(done.stderr.strip().rsplit("; ", 1)[1].split()[0]))
    report(f"{source.name}: the same number of triples told for each format", len(told) == 1, str(sorted(told)))
    return paths, told.pop()


def in_rapper(path, kind):
    """The distinct triples that rapper reads, and everything it complains of."""
    done = subprocess.run(
        ["rapper", "-i", kind, "-o", "ntriples", path],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "Error" in line or "Warning" in line]
    return set(done.stdout.splitlines()), complaints


def triples_of(dataset):
    return {(s, p, o) for s, p, o, _ in dataset.quads()}


def quads_of(dataset):
    """The quads, with nothing for the default graph."""
    default = dataset.default_graph.identifier
    return {(s, p, o, None if g in (None, default) else g) for s, p, o, g in dataset.quads()}


def check_formats(program, source, folder):
    paths, told = export(program, source, folder)
    first = None
    quads = {}
    by_rapper = None
    for name, (raptor, rdflib_name, format) in FORMATS.items():
        dataset = Dataset()
        dataset.parse(paths[name], format=rdflib_name)
        graph = Graph()
        for triple in triples_of(dataset):
            graph.add(triple)
        report(f"{source.name}, {name}: rdflib reads as many triples as were told", len(graph) == told, str(len(graph)))
        blank = sum(isinstance(term, BNode) for triple in graph for term in triple)
        report(f"{source.name}, {name}: no blank node", blank == 0, str(blank) if blank else "")
        first = first if first is not None else graph
        report(f"{source.name}, {name}: isomorphic to {next(iter(FORMATS))}", isomorphic(first, graph))
        graphs = {g for *_, g in quads_of(dataset) if g is not None}
        report(f"{source.name}, {name}: named graphs where the format has them", bool(graphs) == (name in WITH_GRAPHS))
        if name in WITH_GRAPHS:
            quads[name] = quads_of(dataset)
        read = sum(1 for _ in pyoxigraph.parse(path=str(paths[name]), format=format))
        report(f"{source.name}, {name}: pyoxigraph reads as many", read == told, str(read))
        if raptor and shutil.which("rapper"):
            triples, complaints = in_rapper(paths[name], raptor)
            by_rapper = by_rapper or triples
            report(f"{source.name}, {name}: rapper has nothing to complain of", not complaints, "; ".join(complaints[:3]))
            same = len(triples) == told and triples == by_rapper
            report(f"{source.name}, {name}: rapper reads the same triples", same, str(len(triples)))
    report(f"{source.name}: the same graphs in {' and '.join(quads)}", len({frozenset(q) for q in quads.values()}) == 1)
    return first


def load(*paths):
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def validate(data, ontology, shapes):
    # The classes of the ontology stand beside the data, or sh:class would know no subclasses.
    return pyshacl.validate(data + ontology, shacl_graph=shapes, inference="none", advanced=False)


def one(graph, cls):
    """The first individual of a class by its IRI, so that every run breaks the same one."""
    return min(graph.subjects(RDF.type, cls))


def wrong_concept(graph):
    fact = one(graph, CHY.Membership)
    graph.set((fact, CHY.membershipStatus, TRAIT.landlocked))
    return fact, CHY.membershipStatus, SH.InConstraintComponent


def text_for_a_concept(graph):
    fact = one(graph, CHY.Membership)
    graph.set((fact, CHY.membershipStatus, Literal("full")))
    return fact, CHY.membershipStatus, SH.InConstraintComponent


def second_single_value(graph):
    fact = one(graph, CHY.Membership)
    other = min(m for m in graph.objects(None, ORG.member) if (fact, ORG.member, m) not in graph)
    graph.add((fact, ORG.member, other))
    return fact, ORG.member, SH.MaxCountConstraintComponent


def missing_required_value(graph):
    fact = one(graph, CHY.Membership)
    graph.remove((fact, ORG.organization, None))
    return fact, ORG.organization, SH.MinCountConstraintComponent


def place_for_an_organisation(graph):
    fact = one(graph, CHY.Membership)
    graph.set((fact, ORG.organization, one(graph, CHY.Place)))
    return fact, ORG.organization, SH.ClassConstraintComponent


def one_party(graph):
    fact = one(graph, CHY.DiplomaticRelation)
    graph.remove((fact, CHY.party, min(graph.objects(fact, CHY.party))))
    return fact, CHY.party, SH.MinCountConstraintComponent


def begin_after_its_bound(graph):
    span = min(graph.subjects(CHY.beginLatest))
    graph.set((span, CHY.beginEarliest, Literal("2999-01-01", datatype=XSD.date)))
    return span, CHY.beginEarliest, SH.LessThanOrEqualsConstraintComponent


def page_for_an_item(graph):
    thing = min(graph.subjects(OWL.sameAs))
    graph.set((thing, OWL.sameAs, URIRef("http://www.wikidata.org/wiki/Q184")))
    return thing, OWL.sameAs, SH.PatternConstraintComponent


def no_name(graph):
    thing = one(graph, CHY.State)
    graph.remove((thing, RDFS.label, None))
    return thing, RDFS.label, SH.MinCountConstraintComponent


def long_quotation(graph):
    claim = min(graph.subjects(CHY.quote))
    graph.set((claim, CHY.quote, Literal("one two three four five six seven eight nine")))
    return claim, CHY.quote, SH.PatternConstraintComponent


BREAKS = [
    wrong_concept,
    text_for_a_concept,
    second_single_value,
    missing_required_value,
    place_for_an_organisation,
    one_party,
    begin_after_its_bound,
    page_for_an_item,
    no_name,
    long_quotation,
]


def check_shapes(whole, dossier):
    shapes = load(ROOT / "ontology" / "shapes.ttl")
    ontology = load(ROOT / "ontology" / "chancery.ttl", ROOT / "ontology" / "concepts.ttl")
    begun = time.monotonic()
    conforms, _, text = validate(whole, ontology, shapes)
    report("the shapes accept all data", conforms, f"{time.monotonic() - begun:.1f} s" if conforms else text[:2000])
    conforms, _, text = validate(dossier, ontology, shapes)
    report("the shapes accept the dossier by itself", conforms, "" if conforms else text[:2000])
    for damage in BREAKS:
        broken = Graph() + dossier
        node, path, component = damage(broken)
        _, results, text = validate(broken, ontology, shapes)
        found = [
            result
            for result in results.subjects(SH.sourceConstraintComponent, component)
            if (result, SH.focusNode, node) in results and (result, SH.resultPath, path) in results
        ]
        report(f"the shapes reject the dossier with: {damage.__name__.replace('_', ' ')}", bool(found), "" if found else text[:500])


def check_closure(dossier):
    base = load(ROOT / "ontology" / "chancery.ttl", ROOT / "ontology" / "alignments.ttl", AXIOMS)
    begun = time.monotonic()
    errors = closure(base + dossier)
    took = f"{time.monotonic() - begun:.1f} s"
    report("OWL RL finds no contradiction in the dossier", not errors, "; ".join(errors[:3]) or took)
    # A reasoner that finds nothing proves nothing by itself.
    small = Graph()
    fact = one(dossier, CHY.Membership)
    for triple in dossier.triples((fact, None, None)):
        small.add(triple)
    small.add((fact, RDF.type, ORG.Organization))
    report("OWL RL finds a contradiction where there is one", bool(closure(base + small)))


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    program = Path(sys.argv[1]).resolve()
    if not shutil.which("rapper"):
        print("skip rapper is not installed (Debian: raptor2-utils)")
    with tempfile.TemporaryDirectory() as folder:
        whole = check_formats(program, DATA, Path(folder))
        dossier = check_formats(program, DOSSIER, Path(folder))
    check_shapes(whole, dossier)
    check_closure(dossier)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
