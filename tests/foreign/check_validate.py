#!/usr/bin/env python3
"""Holds `chancery check` of RDF against pySHACL: on the same file both find the same faults.

    pip install rdflib pyshacl
    python tests/foreign/check_validate.py target/debug/chancery

The argument is the program. The facts of the dossier are exported, damaged in one way after another and given to both.
What is compared is how often each constraint was broken. Prints one line for each damage; the exit status is 1 where
the two differ, or where neither finds anything.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pyshacl
from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL

ROOT = Path(__file__).resolve().parents[2]
DOSSIER = ROOT / "data" / "azerbaijan-belarus.yaml"

CHY = Namespace("https://w3id.org/chancery/ontology#")
QUDT = Namespace("http://qudt.org/schema/qudt/")
VOCAB = Namespace("https://w3id.org/chancery/vocab/")
THING = Namespace("https://w3id.org/chancery/id/")
EXAMPLE = Namespace("https://example.org/")

# Which code of ours stands for a constraint component.
CODES = {
    SH.MinCountConstraintComponent: "too-few-values",
    SH.MaxCountConstraintComponent: "too-many-values",
    SH.ClassConstraintComponent: "wrong-class",
    SH.InConstraintComponent: "unknown-concept",
    SH.MaxInclusiveConstraintComponent: "value-out-of-range",
    SH.DatatypeConstraintComponent: "wrong-datatype",
    SH.NodeKindConstraintComponent: "wrong-node-kind",
    SH.PatternConstraintComponent: "malformed-text",
    SH.UniqueLangConstraintComponent: "repeated-language",
    SH.MinInclusiveConstraintComponent: "value-out-of-range",
    SH.LessThanOrEqualsConstraintComponent: "values-disagree",
    SH.OrConstraintComponent: "shape-not-met",
    SH.NodeConstraintComponent: "shape-not-met",
}

# What only `chancery check` looks at.
OURS_ALONE = {"unknown-term", "shared-identifier", "unknown-unit"}

failures = 0


def report(name, ok, detail=""):
    global failures
    failures += not ok
    print(f"{'ok  ' if ok else 'FAIL'} {name}" + (f": {detail}" if detail else ""), flush=True)


def load(*paths):
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def by_pyshacl(data, ontology, shapes):
    """How often each constraint is broken."""
    _, results, _ = pyshacl.validate(data + ontology, shacl_graph=shapes, inference="none", advanced=False)
    found = Counter()
    of = lambda result: tuple(results.value(result, term) for term in (SH.focusNode, SH.resultPath, SH.value))
    of_another = {of(result) for result in results.subjects(SH.sourceConstraintComponent, SH.DatatypeConstraintComponent)}
    # What a shape within a shape found stands below `sh:detail`, and is not a result of its own.
    for result in results.objects(None, SH.result):
        component = results.value(result, SH.sourceConstraintComponent)
        # The program tells of a value of another datatype once: that it is out of range too says no more.
        if component == SH.MaxInclusiveConstraintComponent and of(result) in of_another:
            continue
        # One of several properties is needed: the program counts the values that are missing.
        alternatives = component == SH.OrConstraintComponent and results.value(result, SH.resultPath) is None
        found["too-few-values" if alternatives else CODES[component]] += 1
    return found


def by_chancery(program, path):
    done = subprocess.run(
        [program, "check", "--no-checks", "--format", "json", path],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    found = Counter()
    for line in done.stdout.splitlines():
        said = json.loads(line)
        found[said["code"]] += said.get("omitted", 1)
    assert done.returncode == (1 if found else 0), done.stderr
    return Counter({code: count for code, count in found.items() if code not in OURS_ALONE})


def one(graph, cls):
    """The first individual of a class by its IRI, so that every run breaks the same one."""
    return min(graph.subjects(RDF.type, cls))


def wrong_concept(graph):
    graph.set((one(graph, CHY.Membership), CHY.membershipStatus, VOCAB["trait-type/landlocked"]))


def unknown_concept(graph):
    graph.set((one(graph, CHY.Membership), CHY.membershipStatus, VOCAB["membership-status/ful"]))


def text_for_a_concept(graph):
    graph.set((one(graph, CHY.Membership), CHY.membershipStatus, Literal("full")))


def second_single_value(graph):
    fact = one(graph, CHY.Membership)
    other = min(m for m in graph.objects(None, CHY.member) if (fact, CHY.member, m) not in graph)
    graph.add((fact, CHY.member, other))


def missing_required_value(graph):
    graph.remove((one(graph, CHY.Membership), CHY.organization, None))


def place_for_an_organisation(graph):
    graph.set((one(graph, CHY.Membership), CHY.organization, one(graph, CHY.Place)))


def text_for_an_organisation(graph):
    graph.set((one(graph, CHY.Membership), CHY.organization, Literal("NATO")))


def stranger_for_an_organisation(graph):
    graph.set((one(graph, CHY.Membership), CHY.organization, EXAMPLE.nobody))


def one_party(graph):
    fact = one(graph, CHY.DiplomaticRelation)
    graph.remove((fact, CHY.party, min(graph.objects(fact, CHY.party))))


def begin_after_its_bound(graph):
    span = min(graph.subjects(CHY.beginLatest))
    graph.set((span, CHY.beginEarliest, Literal("2999-01-01", datatype=XSD.date)))


def no_such_day(graph):
    span = min(graph.subjects(CHY.beginLatest))
    graph.set((span, CHY.beginLatest, Literal("2008-02-30", datatype=XSD.date)))


def text_for_a_day(graph):
    graph.set((min(graph.subjects(CHY.endLatest)), CHY.endLatest, Literal("2008-02-03")))


def two_bounds(graph):
    graph.add((min(graph.subjects(CHY.endLatest)), CHY.endLatest, Literal("2998-01-01", datatype=XSD.date)))


def plain_edtf(graph):
    graph.set((min(graph.subjects(CHY.edtf)), CHY.edtf, Literal("1993")))


def page_for_an_item(graph):
    graph.set((min(graph.subjects(OWL.sameAs)), OWL.sameAs, URIRef("http://www.wikidata.org/wiki/Q184")))


def text_for_an_item(graph):
    graph.set((min(graph.subjects(OWL.sameAs)), OWL.sameAs, Literal("Q184")))


def no_name(graph):
    graph.remove((one(graph, CHY.State), RDFS.label, None))


def name_without_language(graph):
    graph.set((one(graph, CHY.State), RDFS.label, Literal("Azerbaijan")))


def two_names_in_one_language(graph):
    graph.add((one(graph, CHY.State), RDFS.label, Literal("Another", lang="en")))


def long_quotation(graph):
    graph.set((min(graph.subjects(CHY.quote)), CHY.quote, Literal("one two three four five six seven eight nine")))


def claim_about_nothing(graph):
    claim = min(graph.subjects(CHY.supports))
    graph.remove((claim, CHY.supports, None))


def claim_about_two(graph):
    claim = min(graph.subjects(CHY.supports))
    graph.add((claim, CHY.denies, min(graph.subjects(RDF.type, CHY.Visit))))


def amount_without_a_number(graph):
    graph.remove((one(graph, CHY.Quantity), QUDT.numericValue, None))


def text_for_a_unit(graph):
    graph.set((one(graph, CHY.Quantity), QUDT.hasUnit, Literal("USD")))


def rank_of_zero(graph):
    graph.set((one(graph, CHY.Ranking), CHY["rank"], Literal(0)))


def assessment_of_nothing(graph):
    fact = one(graph, CHY.Assessment)
    graph.remove((fact, None, None))
    graph.add((fact, RDF.type, CHY.Assessment))


def nameless_member(graph):
    node = BNode()
    graph.set((one(graph, CHY.Membership), CHY.member, node))
    graph.add((node, RDF.type, CHY.State))


def class_of_a_class(graph):
    """A class that the data puts below one of ours is ours too."""
    graph.add((EXAMPLE.Club, RDFS.subClassOf, CHY.Membership))
    graph.add((EXAMPLE.rotary, RDF.type, EXAMPLE.Club))


DAMAGES = [
    wrong_concept,
    unknown_concept,
    text_for_a_concept,
    second_single_value,
    missing_required_value,
    place_for_an_organisation,
    text_for_an_organisation,
    stranger_for_an_organisation,
    one_party,
    begin_after_its_bound,
    no_such_day,
    text_for_a_day,
    two_bounds,
    plain_edtf,
    page_for_an_item,
    text_for_an_item,
    no_name,
    name_without_language,
    two_names_in_one_language,
    long_quotation,
    claim_about_nothing,
    claim_about_two,
    amount_without_a_number,
    text_for_a_unit,
    rank_of_zero,
    assessment_of_nothing,
    nameless_member,
    class_of_a_class,
]


def at_random(graph, seed):
    """Twenty objects exchanged for one another, and twenty triples taken away; types stay, as the program knows those of
    its registry without being told."""
    chance = random.Random(seed)
    triples = sorted(triple for triple in graph if triple[1] != RDF.type)
    for s, p, o in chance.sample(triples, 20):
        graph.remove((s, p, o))
        graph.add((s, p, chance.choice(triples)[2]))
    for triple in chance.sample(triples, 20):
        graph.remove(triple)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    program = Path(sys.argv[1]).resolve()
    shapes = load(ROOT / "ontology" / "shapes.ttl")
    ontology = load(ROOT / "ontology" / "chancery.ttl", ROOT / "ontology" / "concepts.ttl")
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "dossier.ttl"
        subprocess.run([program, "export", DOSSIER, "--output", whole], stderr=subprocess.DEVNULL, check=True)
        dossier = load(whole)
        both = by_pyshacl(dossier, ontology, shapes), by_chancery(program, whole)
        report("both accept the dossier", both == (Counter(), Counter()), "" if both[0] == both[1] else str(both))

        def compare(name, damage, must_be_found):
            broken = Graph() + dossier
            damage(broken)
            path = Path(folder) / "broken.nt"
            broken.serialize(path, format="nt", encoding="utf-8")
            theirs, ours = by_pyshacl(broken, ontology, shapes), by_chancery(program, path)
            if theirs["wrong-datatype"]:
                # A value that is not a day is told once here, and not again as one that cannot be compared.
                theirs.pop("values-disagree", None)
                ours.pop("values-disagree", None)
            found = bool(theirs) or not must_be_found
            detail = dict(theirs) if theirs == ours else f"pySHACL {dict(theirs)}, chancery {dict(ours)}"
            report(name, theirs == ours and found, str(detail))

        for damage in DAMAGES:
            compare(f"both reject the dossier with: {damage.__name__.replace('_', ' ')}", damage, True)
        for seed in range(12):
            compare(f"both find the same after chance {seed}", lambda graph, seed=seed: at_random(graph, seed), False)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
