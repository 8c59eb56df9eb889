#!/usr/bin/env python3
"""Holds the ontology against tools that are not ours: rdflib, pyoxigraph, owlrl and pySHACL.

    pip install rdflib pyoxigraph owlrl pyshacl
    python tests/foreign/check_ontology.py

Prints one line for each check; the exit status is 1 where one fails.
"""

import re
import sys
from pathlib import Path

import pyoxigraph
import pyshacl
from rdflib import OWL, RDF, RDFS, SH, Graph, Namespace, URIRef

from closure import closure

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = sorted((ROOT / "ontology").glob("*.ttl"))
LINT = sorted((ROOT / "queries" / "lint").glob("*.rq"))
AXIOMS = Path(__file__).with_name("axioms.ttl")

CHY = Namespace("https://w3id.org/chancery/ontology#")
SETTING = Namespace("https://w3id.org/chancery/setting#")
VOCAB = "https://w3id.org/chancery/vocab/"
PREFIXES = {
    "chy": str(CHY),
    "setting": str(SETTING),
    "wdm": "https://w3id.org/chancery/wikidata-mapping#",
    "vocab": VOCAB,
    "status": VOCAB + "membership-status/",
    "modality": VOCAB + "modality/",
    "trait": VOCAB + "trait-type/",
    "quality": VOCAB + "quality/",
    "id": "https://w3id.org/chancery/id/",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "org": "http://www.w3.org/ns/org#",
    "owl": str(OWL),
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "sh": str(SH),
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
SPARQL_PREFIXES = "".join(f"PREFIX {p}: <{n}>\n" for p, n in PREFIXES.items())
TURTLE_PREFIXES = "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())

failures = 0


def report(name, ok, detail=""):
    global failures
    failures += not ok
    print(f"{'ok  ' if ok else 'FAIL'} {name}" + (f": {detail}" if detail else ""))


def load(*paths):
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


# Each lint query is tried on a copy with one fault of its kind: a query that finds nothing proves nothing by itself.
FAULTS = {
    "affair-missing": "DELETE { ?s setting:identifiedBy ?v } WHERE { ?s setting:identifiedBy ?v }",
    "key-in-no-list": "DELETE { ?s setting:refinedBy ?v } WHERE { ?s setting:refinedBy ?v }",
    "asserts-missing": "DELETE { ?p setting:asserts ?v } WHERE { ?p setting:asserts ?v }",
    "class-cycle": "INSERT DATA { chy:Fact rdfs:subClassOf chy:Visit }",
    "class-unreachable": "DELETE DATA { chy:Trend rdfs:subClassOf chy:Situation }",
    "concept-ambiguous": 'INSERT DATA { status:observer skos:altLabel "Candidate"@en }',
    "concept-incomplete": "DELETE DATA { status:observer skos:inScheme vocab:membership-status }",
    "concept-misplaced": "INSERT DATA { status:observer skos:inScheme vocab:voice }",
    "defined-by-missing": "DELETE WHERE { chy:during rdfs:isDefinedBy ?o }",
    "definition-missing": "DELETE WHERE { chy:during skos:definition ?o }",
    "definition-several": 'INSERT DATA { chy:during skos:definition "Another."@en }',
    "domain-several": "INSERT DATA { chy:during rdfs:domain chy:Visit }",
    "foreign-term-defined": "INSERT DATA { org:subOrganizationOf rdfs:domain chy:Organization }",
    "header-incomplete": "DELETE WHERE { <https://w3id.org/chancery/ontology> dcterms:license ?o }",
    "inverse-wrong": "INSERT DATA { chy:conflictsWith owl:inverseOf chy:during }",
    "key-twice": 'INSERT { ?p setting:key "status" } WHERE { chy:MembershipShape sh:property ?p . ?p setting:key "member" }',
    "kind-missing": 'DELETE DATA { chy:VisitShape setting:key "visit" }',
    "label-missing": "DELETE WHERE { chy:during rdfs:label ?o }",
    "label-several": 'INSERT DATA { chy:during rdfs:label "while"@en }',
    "list-differs": "INSERT DATA { status:guest a skos:Concept ; skos:inScheme vocab:membership-status }",
    "list-unnamed": "DELETE { ?p setting:list ?l } WHERE { chy:MembershipShape sh:property ?p . ?p setting:list ?l }",
    "mapping-incomplete": "DELETE { ?s wdm:property ?p } WHERE { chy:Membership wdm:statement ?s . ?s wdm:property ?p }",
    "path-undeclared": "DELETE DATA { org:subOrganizationOf a owl:ObjectProperty }",
    "prefix-missing": "DELETE WHERE { <https://w3id.org/chancery/ontology> vann:preferredNamespacePrefix ?o }",
    "range-outside-owl": "INSERT DATA { chy:beginEarliest rdfs:range xsd:date }",
    "range-several": "INSERT DATA { chy:during rdfs:range chy:Quantity }",
    "shape-incomplete": "DELETE WHERE { chy:VisitShape rdfs:comment ?o }",
    "symmetric-wrong": "INSERT DATA { chy:during a owl:SymmetricProperty }",
    "term-untyped": "INSERT DATA { chy:Visit rdfs:seeAlso chy:Excursion }",
}


def rows(store, query):
    return sum(1 for _ in store.query(query.read_text()))


def ontology_store():
    store = pyoxigraph.Store()
    for path in ONTOLOGY:
        store.load(path.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE)
    return store


def check_lint():
    store = ontology_store()
    for query in LINT:
        found = rows(store, query)
        report(f"lint {query.stem} finds nothing", found == 0, f"{found} rows" if found else "")
    report("every lint query has a fault to find", {q.stem for q in LINT} == set(FAULTS))
    for query in LINT:
        broken = ontology_store()
        broken.update(SPARQL_PREFIXES + FAULTS.get(query.stem, ""))
        report(f"lint {query.stem} finds a fault", rows(broken, query) > 0)


def check_prefixes():
    """The prefixes of the files are those of the export: one namespace each, and none is a folder of things."""
    named = {}
    for path in ONTOLOGY:
        for prefix, namespace in re.findall(r"^@prefix ([^:]*): <([^>]*)>", path.read_text(), re.M):
            named.setdefault(prefix, set()).add(namespace)
    report("one namespace for each prefix", all(len(n) == 1 for n in named.values()))
    shapes = load(ROOT / "ontology" / "shapes.ttl")
    folders = {str(t).split("/")[0] for t in shapes.objects(None, SETTING.iriTemplate)} | {"time", "claim"}
    clash = folders & set(named)
    report("no prefix is a folder of things", not clash, ", ".join(sorted(clash)))


def check_templates():
    """A template speaks only of keys of its kind, and an IRI needs each of them, the last at most excepted."""
    graph = load(*ONTOLOGY)
    by_class = {c: s for s, c in graph.subject_objects(SH.targetClass)}
    for shape, key in graph.subject_objects(SETTING.key):
        if (shape, RDF.type, SH.NodeShape) not in graph:
            continue
        keys = {"id": (True, False)}
        above = list(graph.transitive_objects(graph.value(shape, SH.targetClass), RDFS.subClassOf))
        for cls in reversed([c for c in above if c in by_class]):
            for prop in graph.objects(by_class[cls], SH.property):
                name = graph.value(prop, SETTING.key)
                if name is not None:
                    required = graph.value(prop, SH.minCount) is not None
                    many = graph.value(prop, SH.maxCount) is None
                    keys[str(name)] = (required, many)
        iri = str(graph.value(shape, SETTING.iriTemplate) or "")
        label = str(graph.value(shape, SETTING.labelTemplate) or "")
        iri_keys = [v.replace("_", " ") for v in re.findall(r"{([^}]*)}", iri)]
        label_keys = [v.replace("_", " ") for v in re.findall(r"{([^}]*)}", label)]
        unknown = [v for v in iri_keys + label_keys if v not in keys]
        optional = [v for v in iri_keys[:-1] if v in keys and not keys[v][0]]
        loose = [v for v in iri_keys if v in keys and (keys[v][1] or not keys[v][0]) and v != "name"]
        bare = re.sub(r"\[[^\]]*\]", "", label)
        bare_optional = [
            v.replace("_", " ") for v in re.findall(r"{([^}]*)}", bare) if not keys.get(v.replace("_", " "), (0, 0))[0]
        ]
        slash = iri.count("/") > 1
        faults = unknown + optional + bare_optional + (loose if len(loose) > 1 else []) + (["slash"] if slash else [])
        if "name" in bare_optional and keys.get("title", (False,))[0]:
            faults.remove("name")
        if shape not in (CHY.ClaimShape, CHY.SentenceShape, CHY.TimeSpanShape):
            report(f"templates of {key}", not faults and iri != "" and label != "", ", ".join(faults))


DATA = """
id:state_belarus a chy:State ; rdfs:label "Belarus"@en ; owl:sameAs <http://www.wikidata.org/entity/Q184> .
id:organization_cis a chy:InternationalOrganization ; rdfs:label "Commonwealth of Independent States"@en .
id:mission_x a chy:DiplomaticMission ; rdfs:label "embassy of Belarus in Baku"@en ; chy:sender id:state_belarus ;
    chy:missionType <https://w3id.org/chancery/vocab/mission-type/embassy> ; chy:seat id:place_baku .
id:place_baku a chy:Place ; rdfs:label "Baku"@en .
id:membership_x a chy:Membership ; chy:member id:state_belarus ; chy:organization id:organization_cis ;
    chy:membershipStatus status:full ; chy:during id:time_1991 .
id:time_1991 a chy:TimeSpan ; chy:edtf "1991/.."^^edtf:EDTF-level1 ; chy:beginEarliest "1991-01-01"^^xsd:date ;
    chy:beginLatest "1991-12-31"^^xsd:date .
id:claim_x a chy:Claim ; chy:supports id:membership_x ; chy:evidence id:sentence_4 ; chy:modality modality:asserted .
id:sentence_4 a chy:Sentence ; chy:sentenceNumber 4 .
id:trade_x a chy:Trade ; chy:party id:state_belarus , id:organization_cis ; chy:amount id:amount_x .
id:amount_x a chy:Quantity ; qudt:numericValue 146000000 ; qudt:hasUnit <http://qudt.org/vocab/unit/CCY_USD> .
id:assessment_x a chy:Assessment ; chy:assessed id:membership_x ; chy:quality quality:important .
"""

# What is done to the good data, and how the shapes must answer it.
BAD = {
    "a concept of another list": (
        "DELETE { ?m chy:membershipStatus ?s } INSERT { ?m chy:membershipStatus trait:landlocked }"
        " WHERE { ?m chy:membershipStatus ?s }",
        SH.InConstraintComponent,
    ),
    "text for a concept": (
        'DELETE { ?m chy:membershipStatus ?s } INSERT { ?m chy:membershipStatus "full" }'
        " WHERE { ?m chy:membershipStatus ?s }",
        SH.InConstraintComponent,
    ),
    "a second single value": (
        "INSERT { ?m chy:member id:organization_cis } WHERE { ?m a chy:Membership }",
        SH.MaxCountConstraintComponent,
    ),
    "a missing required value": (
        "DELETE { ?m chy:member ?x } WHERE { ?m chy:member ?x }",
        SH.MinCountConstraintComponent,
    ),
    "a place for a member": (
        "DELETE { ?m chy:member ?x } INSERT { ?m chy:member id:place_baku } WHERE { ?m chy:member ?x }",
        SH.ClassConstraintComponent,
    ),
    "a consular type for a diplomatic mission": (
        "DELETE { ?m chy:missionType ?t }"
        " INSERT { ?m chy:missionType <https://w3id.org/chancery/vocab/mission-type/consulate> }"
        " WHERE { ?m chy:missionType ?t }",
        SH.InConstraintComponent,
    ),
    "a relation with one party": (
        "DELETE { ?t chy:party id:organization_cis } WHERE { ?t a chy:Trade }",
        SH.MinCountConstraintComponent,
    ),
    "a link to something that is not an item": (
        "DELETE { ?s owl:sameAs ?i } INSERT { ?s owl:sameAs <http://www.wikidata.org/wiki/Q184> }"
        " WHERE { ?s owl:sameAs ?i }",
        SH.PatternConstraintComponent,
    ),
    "an entity without a name": (
        "DELETE { ?s rdfs:label ?l } WHERE { ?s a chy:State ; rdfs:label ?l }",
        SH.MinCountConstraintComponent,
    ),
    "a time that begins after it began": (
        'DELETE { ?t chy:beginLatest ?d } INSERT { ?t chy:beginLatest "1990-12-31"^^xsd:date }'
        " WHERE { ?t chy:beginLatest ?d }",
        SH.LessThanOrEqualsConstraintComponent,
    ),
    "a claim about nothing": (
        "DELETE { ?c chy:supports ?f } WHERE { ?c chy:supports ?f }",
        SH.MinCountConstraintComponent,
    ),
    "a quotation of nine words": (
        'INSERT { ?c chy:quote "one two three four five six seven eight nine" } WHERE { ?c a chy:Claim }',
        SH.PatternConstraintComponent,
    ),
    "an assessment of nothing": (
        "DELETE { ?a chy:assessed ?x } WHERE { ?a chy:assessed ?x }",
        SH.OrConstraintComponent,
    ),
}


def validate(data, ontology, shapes):
    # The classes of the ontology stand beside the data, or sh:class would know no subclasses.
    conforms, results, _ = pyshacl.validate(data + ontology, shacl_graph=shapes, inference="none", advanced=False)
    return conforms, {results.value(r, SH.sourceConstraintComponent) for r in results.subjects(RDF.type, SH.ValidationResult)}


def check_shapes():
    shapes = load(ROOT / "ontology" / "shapes.ttl")
    ontology = load(ROOT / "ontology" / "chancery.ttl", ROOT / "ontology" / "concepts.ttl")
    good = Graph().parse(data=TURTLE_PREFIXES + DATA, format="turtle")
    conforms, found = validate(good, ontology, shapes)
    report("shapes accept good data", conforms, ", ".join(str(f) for f in found))
    for name, (update, component) in BAD.items():
        bad = Graph().parse(data=TURTLE_PREFIXES + DATA, format="turtle")
        bad.update(SPARQL_PREFIXES + update)
        conforms, found = validate(bad, ontology, shapes)
        ok = not conforms and component in found
        report(f"shapes reject {name}", ok, "" if ok else ", ".join(str(f) for f in found) or "accepted")


def witnesses(graph):
    """One individual of every class of ours: a class that cannot have one is a contradiction, too."""
    out = Graph()
    for cls in graph.subjects(RDF.type, OWL.Class):
        if str(cls).startswith(str(CHY)):
            out.add((URIRef("https://w3id.org/chancery/id/witness/" + str(cls).split("#")[1]), RDF.type, cls))
    return out


def check_closure():
    base = load(ROOT / "ontology" / "chancery.ttl", ROOT / "ontology" / "alignments.ttl", AXIOMS)
    data = Graph().parse(data=TURTLE_PREFIXES + DATA, format="turtle")
    errors = closure(base + witnesses(base) + data)
    report("OWL RL finds no contradiction with ORG, PROV, FOAF and DBpedia", not errors, "; ".join(errors[:3]))
    wrong = {
        "a membership that is an organisation": "id:x a chy:Membership , chy:Organization .",
        "a claim that is an activity": "id:x a chy:Claim , prov:Activity .",
        "a polity that is a place": "id:x a chy:State , chy:Place .",
        "an event that is a situation": "id:x a chy:Visit , chy:Stance .",
        "a mission that is a site": "id:x a chy:Mission , org:Site .",
    }
    for name, text in wrong.items():
        bad = base + Graph().parse(data=TURTLE_PREFIXES + text, format="turtle")
        report(f"OWL RL rejects {name}", bool(closure(bad)))


def main():
    for path in ONTOLOGY:
        try:
            report(f"{path.name} parses", True, f"{len(load(path))} triples")
        except Exception as fault:  # Whatever rdflib throws, the file does not parse.
            report(f"{path.name} parses", False, str(fault))
            return 1
    check_prefixes()
    check_templates()
    check_lint()
    check_shapes()
    check_closure()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
