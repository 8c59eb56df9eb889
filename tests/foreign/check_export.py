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
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
VOID = Namespace("http://rdfs.org/ns/void#")
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
            [program, "export", source, "--format", name, "--description", "full", "--output", paths[name]],
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


DATASET = "https://w3id.org/chancery/id/dataset/"
WIKIDATA = "http://www.wikidata.org/entity/Q2013"


def of_the_export(subject):
    """Whether a triple with this subject describes the export, not the facts."""
    return str(subject).startswith(DATASET) or str(subject) == WIKIDATA


def check_description(name, whole, facts):
    """The counts that an export gives of itself are those that rdflib makes of the facts."""
    (dataset,) = whole.subjects(RDF.type, DCAT.Dataset)
    classes = {}
    for thing, cls in facts.subject_objects(RDF.type):
        classes.setdefault(cls, set()).add(thing)
    links = sum(str(item).startswith("http://www.wikidata.org/entity/") for item in facts.objects(None, OWL.sameAs))
    expected = {
        VOID.triples: len(facts),
        VOID.entities: len(set(facts.subjects())),
        VOID.classes: len(classes),
        VOID.properties: len(set(facts.predicates())),
    }
    told = {key: int(whole.value(dataset, key)) for key in expected}
    report(f"{name}: the description counts as rdflib does", told == expected, f"{told} {expected}" * (told != expected))
    partitions = {
        whole.value(part, VOID["class"]): int(whole.value(part, VOID.entities))
        for part in whole.objects(dataset, VOID.classPartition)
    }
    report(f"{name}: so does each class partition", partitions == {cls: len(of) for cls, of in classes.items()})
    linkset = whole.value(None, RDF.type, VOID.Linkset)
    report(f"{name}: so do the links to Wikidata", linkset is not None and int(whole.value(linkset, VOID.triples)) == links)
    sources = set(whole.objects(dataset, DCTERMS.source))
    report(f"{name}: the sources are the documents of the claims", sources == set(facts.subjects(RDF.type, CHY.Document)) & sources and bool(sources))


def check_options(program, folder):
    """Each option's export is read by rdflib or, with triple terms, by pyoxigraph, and counts itself rightly."""
    for options in (
        ["--as-of", "2008-01-01"],
        ["--standing", "held"],
        ["--provenance", "source"],
        ["--as-of", "2006-10-17", "--standing", "held", "--provenance", "none"],
        ["--derived"],
    ):
        path = folder / "options.nt"
        subprocess.run([program, "export", DOSSIER, *options, "--output", path], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        whole = Graph().parse(path, format="nt")
        facts = Graph()
        for triple in whole:
            if not of_the_export(triple[0]):
                facts.add(triple)
        check_description(" ".join(options), whole, facts) if "none" not in options else report(
            "without provenance there is no claim and no document",
            not set(facts.subjects(RDF.type, CHY.Claim)) | set(facts.subjects(RDF.type, CHY.Document)),
        )
    plain = folder / "plain.nt"
    subprocess.run([program, "export", DOSSIER, "--output", plain], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    asserted = {(q.subject, q.predicate, q.object) for q in pyoxigraph.parse(path=str(plain), format=pyoxigraph.RdfFormat.N_TRIPLES)}
    supported = {}
    for claim, predicate, fact in asserted:
        if predicate.value in (str(CHY.supports), str(CHY.denies)):
            supported[claim] = fact
    reified = {}
    for name in ("turtle", "trig", "n-triples", "n-quads"):
        path = folder / f"reified.{name}"
        subprocess.run(
            [program, "export", DOSSIER, "--rdf-version", "1.2", "--format", name, "--output", path],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
        )
        terms = set()
        for quad in pyoxigraph.parse(path=str(path), format=FORMATS[name][2]):
            if quad.predicate.value == str(RDF) + "reifies":
                terms.add((quad.subject, quad.object.subject, quad.object.predicate, quad.object.object))
        reified[name] = frozenset(terms)
        report(f"{name}, RDF 1.2: each claim reifies", {claim for claim, *_ in terms} == set(supported), str(len(terms)))
        true = all((s, p, o) in asserted and supported[claim] == s for claim, s, p, o in terms)
        report(f"{name}, RDF 1.2: triples of its own fact", true)
    report("RDF 1.2: the same in each format", len(set(reified.values())) == 1)


def check_formats(program, source, folder):
    paths, told = export(program, source, folder)
    first = None
    quads = {}
    by_rapper = None
    for name, (raptor, rdflib_name, format) in FORMATS.items():
        dataset = Dataset()
        dataset.parse(paths[name], format=rdflib_name)
        graph = Graph()
        whole = Graph()
        for triple in triples_of(dataset):
            whole.add(triple)
            if not of_the_export(triple[0]):
                graph.add(triple)
        check_description(f"{source.name}, {name}", whole, graph)
        report(f"{source.name}, {name}: rdflib reads as many triples as were told", len(graph) == told, str(len(graph)))
        blank = sum(isinstance(term, BNode) for triple in graph for term in triple)
        report(f"{source.name}, {name}: no blank node", blank == 0, str(blank) if blank else "")
        first = first if first is not None else graph
        report(f"{source.name}, {name}: isomorphic to {next(iter(FORMATS))}", isomorphic(first, graph))
        graphs = {g for *_, g in quads_of(dataset) if g is not None}
        report(f"{source.name}, {name}: named graphs where the format has them", bool(graphs) == (name in WITH_GRAPHS))
        if name in WITH_GRAPHS:
            quads[name] = {quad for quad in quads_of(dataset) if not of_the_export(quad[0])}
        read = sum(not of_the_export(q.subject.value) for q in pyoxigraph.parse(path=str(paths[name]), format=format))
        report(f"{source.name}, {name}: pyoxigraph reads as many", read == told, str(read))
        if raptor and shutil.which("rapper"):
            triples, complaints = in_rapper(paths[name], raptor)
            triples = {line for line in triples if not of_the_export(line[1:].split(">")[0])}
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
    other = min(m for m in graph.objects(None, CHY.member) if (fact, CHY.member, m) not in graph)
    graph.add((fact, CHY.member, other))
    return fact, CHY.member, SH.MaxCountConstraintComponent


def missing_required_value(graph):
    fact = one(graph, CHY.Membership)
    graph.remove((fact, CHY.organization, None))
    return fact, CHY.organization, SH.MinCountConstraintComponent


def place_for_an_organisation(graph):
    fact = one(graph, CHY.Membership)
    graph.set((fact, CHY.organization, one(graph, CHY.Place)))
    return fact, CHY.organization, SH.ClassConstraintComponent


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
    small.add((fact, RDF.type, CHY.Organization))
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
        check_options(program, Path(folder))
    check_shapes(whole, dossier)
    check_closure(dossier)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
