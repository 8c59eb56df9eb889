#!/usr/bin/env python3
"""Holds exports of what was read from Wikidata against Wikidata's own JSON, which this script reads by itself.

    pip install pyoxigraph
    python tests/foreign/wikidata.py count SLICE
    python tests/foreign/wikidata.py claims SLICE EXPORT.nt [EXPORT.nt ...]
    python tests/foreign/wikidata.py round-trip SLICE SHAPE.nt --properties P530,P463 [--items Q31,Q45] [--having P530]

SLICE is a part of the JSON dump: an array with one entity a line, compressed with gzip or not. The states are the items
of it that have a statement on P530.

count tells how many statements of normal or preferred rank the states have on P530 and P463. claims looks for each of
them in our own shape: its evidence, the claims that rest on it, and the facts that they support, with their times.
round-trip rebuilds statements from the RDF model of Wikidata's dumps, and looks for the truthy triples that belong to
them. Without --items it takes the items that have a statement node in SHAPE; those of --items must be there as well.
--having leaves out the items that have no statement on the property.

Every mismatch is a line that begins with FAIL. The last line is a JSON object of what was counted. The exit status is 1
where there is a mismatch, and where there was nothing to compare.
"""

import argparse
import calendar
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import permutations
from urllib.parse import quote, unquote

import pyoxigraph

CHY = "https://w3id.org/chancery/ontology#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
WIKIBASE = "http://wikiba.se/ontology#"
ENTITY = "http://www.wikidata.org/entity/"
STATEMENT = ENTITY + "statement/"
PROP = "http://www.wikidata.org/prop/"
DIRECT = PROP + "direct/"
NO_VALUE = PROP + "novalue/"
SOME_VALUE = "http://www.wikidata.org/.well-known/genid/"
FILE = "http://commons.wikimedia.org/wiki/Special:FilePath/"
DATA = "http://commons.wikimedia.org/data/main/"
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
MATH = "http://www.w3.org/1998/Math/MathML"

TYPE = RDF + "type"
DERIVED = PROV + "wasDerivedFrom"
RANK = WIKIBASE + "rank"
EARTH = ENTITY + "Q2"
GREGORIAN = ENTITY + "Q1985727"
JULIAN = ENTITY + "Q1985786"
BOUNDS = ("beginEarliest", "beginLatest", "endEarliest", "endLatest")
DATE = pyoxigraph.NamedNode(XSD + "date")
# The bound of a time that this script does not judge.
ANY = object()

failures = 0


def fail(what, fault):
    global failures
    failures += 1
    line = f"FAIL {what}: {fault}"
    print(line.replace("\n", "\\n"))


# The slice


def entities(path):
    """The entities of a slice. Numbers with a point are kept as they are written."""
    with open(path, "rb") as start:
        compressed = start.read(2) == b"\x1f\x8b"
    with (gzip.open if compressed else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = line.strip().rstrip(",")
            if text not in ("", "[", "]"):
                entity = json.loads(text, parse_float=Decimal)
                yield from entity if isinstance(entity, list) else [entity]


def claims_of(entity, prop):
    """The statements of an entity on a property. Where PHP writes an empty map, it is an empty list."""
    return (entity.get("claims") or {}).get(prop, [])


def kept(entity, prop):
    return [statement for statement in claims_of(entity, prop) if statement["rank"] != "deprecated"]


def best(entity, prop):
    """The statements of the best rank."""
    statements = kept(entity, prop)
    return [statement for statement in statements if statement["rank"] == "preferred"] or statements


def all_of(snaks):
    """The snaks of a map of lists."""
    return [snak for several in (snaks or {}).values() for snak in several]


def states(path):
    return [entity for entity in entities(path) if claims_of(entity, "P530")]


# The export


class Graph:
    """The triples of some files, by subject, and some of them by object.

    The owners of a statement node are the entities that have it, each with the property.
    """

    def __init__(self, paths):
        self.out = defaultdict(lambda: defaultdict(set))
        self.into = defaultdict(set)
        self.owners = defaultdict(set)
        for path in paths:
            for triple in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_TRIPLES, rename_blank_nodes=True):
                self.add(triple.subject, triple.predicate.value, triple.object)
        self.having = {owner for owners in self.owners.values() for owner, _ in owners}

    def add(self, subject, predicate, term):
        self.out[subject][predicate].add(term)
        if predicate in (DERIVED, CHY + "evidence"):
            self.into[predicate, term].add(subject)
        elif re.fullmatch(re.escape(PROP) + r"P\d+", predicate):
            self.owners[term].add((subject, predicate[len(PROP) :]))

    def about(self, node):
        return self.out.get(node, {})

    def objects(self, node, predicate):
        return self.about(node).get(predicate, set())

    def subjects(self, predicate, node):
        return self.into.get((predicate, node), set())

    def values(self, node, predicate):
        """The objects as text."""
        return {getattr(term, "value", None) for term in self.objects(node, predicate)}

    def is_a(self, node, kind):
        return pyoxigraph.NamedNode(kind) in self.objects(node, TYPE)


def statement_node(statement):
    return pyoxigraph.NamedNode(STATEMENT + statement["id"].replace("$", "-", 1))


def rank_faults(graph, node, statement):
    told = graph.values(node, RANK)
    right = told == {f"{WIKIBASE}{statement['rank'].capitalize()}Rank"}
    return [] if right else [f"rank {statement['rank']} is {', '.join(sorted(map(str, told))) or 'missing'}"]


# count


def count(args):
    some = states(args.slice)
    told = {"states": len(some)}
    for prop in ("P530", "P463"):
        told[prop] = sum(len(kept(entity, prop)) for entity in some)
    return told | {"total": told["P530"] + told["P463"]}


# claims


def days(value):
    """The first and the last day of a time of Wikidata."""
    parts = re.fullmatch(r"\+(\d{4})-(\d\d)-(\d\d)T00:00:00Z", value["time"])
    if not parts or value["calendarmodel"] != GREGORIAN:
        return ANY, ANY
    year, month, day = map(int, parts.groups())
    if value["precision"] == 8:
        return f"{year // 10 * 10:04}-01-01", f"{year // 10 * 10 + 9:04}-12-31"
    if value["precision"] == 9:
        return f"{year:04}-01-01", f"{year:04}-12-31"
    if value["precision"] == 10 and month:
        return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]}"
    if value["precision"] == 11 and month and day:
        return (f"{year:04}-{month:02}-{day:02}",) * 2
    return ANY, ANY


def bounds(snaks):
    """The earliest first and the latest last day of the snaks that have a value."""
    spans = [days(snak["datavalue"]["value"]) for snak in snaks if snak["snaktype"] == "value"]
    if not spans:
        return None, None
    if (ANY, ANY) in spans:
        return ANY, ANY
    return min(first for first, _ in spans), max(last for _, last in spans)


def bounds_of(statement):
    """The bounds that the time of the fact must have; none where it must have no time."""
    qualifiers = statement.get("qualifiers") or {}
    begin, end = qualifiers.get("P580", []), qualifiers.get("P582", [])
    return dict(zip(BOUNDS, bounds(begin) + bounds(end), strict=True)) if begin or end else None


def time_faults(graph, fact, wanted):
    spans = graph.objects(fact, CHY + "during")
    if wanted is None:
        return ["the fact has a time, and the statement none"] if spans else []
    wanted = {bound: day for bound, day in wanted.items() if day is not ANY}
    if len(spans) != 1:
        # A begin or an end of which nothing is known may be told by no time at all.
        return [f"the fact has {len(spans)} times"] if spans or any(wanted.values()) else []
    faults = []
    for bound, day in wanted.items():
        told = graph.objects(next(iter(spans)), CHY + bound)
        if told != ({pyoxigraph.Literal(day, datatype=DATE)} if day else set()):
            faults.append(f"{bound} is {', '.join(sorted(map(str, told))) or 'missing'}, not {day or 'missing'}")
    return faults


def is_entity(graph, node, name):
    """Whether the node is the entity, or is said to be the same."""
    wanted = pyoxigraph.NamedNode(ENTITY + name)
    return node == wanted or wanted in graph.objects(node, OWL + "sameAs")


def joins(graph, nodes, names):
    """Whether the nodes are just these entities, in some order."""
    orders = permutations(nodes) if len(nodes) == len(names) else ()
    return any(all(is_entity(graph, *pair) for pair in zip(order, names, strict=True)) for order in orders)


def party_faults(graph, fact, prop, subject, value):
    if prop == "P530":
        right = joins(graph, graph.objects(fact, CHY + "party"), (subject, value))
        return [] if right else [f"the parties are not {subject} and {value}"]
    sides = {"member": subject, "organization": value}
    wrong = (side for side, name in sides.items() if not joins(graph, graph.objects(fact, CHY + side), (name,)))
    return [f"org:{side} is not {sides[side]}" for side in wrong]


def json_is(term, statement):
    try:
        return term.datatype.value == RDF + "JSON" and json.loads(term.value, parse_float=Decimal) == statement
    except (AttributeError, ValueError):
        return False


def evidence_faults(graph, node, statement):
    faults = rank_faults(graph, node, statement)
    read = graph.objects(node, CHY + "asRead")
    if len(read) != 1 or not json_is(next(iter(read)), statement):
        faults.append("asRead is " + ("not the JSON of the statement" if read else "missing"))
    return faults


def evidence_of(graph, statement):
    nodes = graph.subjects(DERIVED, statement_node(statement))
    return [node for node in nodes if graph.is_a(node, CHY + "Statement")]


def claim_faults(graph, node, subject, prop, statement):
    """The faults of the claims that rest on the evidence, and the claims and facts."""
    if statement["mainsnak"]["snaktype"] != "value":
        return ["it has no value, and this script does not know what fact that is"], set(), set()
    value = statement["mainsnak"]["datavalue"]["value"]["id"]
    kind = CHY + {"P530": "DiplomaticRelation", "P463": "Membership"}[prop]
    wanted = bounds_of(statement)
    faults, claims, facts = [], set(), set()
    for claim in graph.subjects(CHY + "evidence", node):
        for fact in graph.objects(claim, CHY + "supports"):
            if graph.is_a(fact, kind):
                claims.add(claim)
                facts.add(fact)
    for fact in facts:
        faults += party_faults(graph, fact, prop, subject, value) + time_faults(graph, fact, wanted)
    return faults if facts else ["no claim rests on it and supports a fact of its kind"], claims, facts


def check_claim(graph, entity, prop, statement):
    """Tells the faults of a statement in our own shape; gives its claims and facts."""
    nodes = evidence_of(graph, statement)
    if len(nodes) != 1:
        fail(statement["id"], f"{len(nodes)} nodes are its evidence")
    claims, facts = set(), set()
    for node in nodes:
        faults, some_claims, some_facts = claim_faults(graph, node, entity["id"], prop, statement)
        claims |= some_claims
        facts |= some_facts
        for fault in evidence_faults(graph, node, statement) + faults:
            fail(statement["id"], fault)
    return claims, facts


def claims(args):
    graph = Graph(args.export)
    statements, all_claims, all_facts, unjudged = 0, set(), set(), 0
    for entity in entities(args.slice):
        for statement in all_of(entity.get("claims")):
            if statement["rank"] == "deprecated" and evidence_of(graph, statement):
                fail(statement["id"], "is deprecated, and is evidence")
        for prop in ("P530", "P463") if claims_of(entity, "P530") else ():
            for statement in kept(entity, prop):
                some_claims, some_facts = check_claim(graph, entity, prop, statement)
                all_claims |= some_claims
                all_facts |= some_facts
                statements += 1
                unjudged += ANY in (bounds_of(statement) or {}).values()
    if not statements:
        fail(args.slice, "no statement to look for")
    summary = {"statements": statements, "claims": len(all_claims), "facts": len(all_facts)}
    return summary | ({"times not judged": unjudged} if unjudged else {})


# round-trip: a value of JSON and a term of RDF become the same key where they say the same


def allowed(char):
    """Whether RFC 3987 allows the character in any part of an IRI."""
    code = ord(char)
    if code < 0xA0:
        return char.isalnum() or char in "-._~:/?@!$&'()*+,;=%#"
    if code < 0x10000:
        return code < 0xD800 or 0xF900 <= code < 0xFDD0 or 0xFDF0 <= code < 0xFFF0
    return code < 0xF0000 and code & 0xFFFF < 0xFFFE and not 0xE0000 <= code < 0xE1000


def iri_key(iri):
    """An IRI with what is not allowed in it percent-encoded. How names of data pages are encoded does not matter."""
    if iri.startswith(SOME_VALUE):
        return ("some value",)
    if iri.startswith(DATA):
        return "iri", DATA + unquote(iri[len(DATA) :].replace("+", " "))
    head, mark, fragment = iri.partition("#")
    whole = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", head + mark + fragment.replace("#", "%23"))
    return "iri", "".join(char if allowed(char) else quote(char, safe="") for char in whole)


def gregorian(year, month, day):
    """The day of the proleptic Gregorian calendar on which a day of the Julian one falls. 1 BCE is the year 0."""
    # Days since the first of March of the year 0 in the Julian calendar, of years that begin in March.
    year, month = year - (month < 3), (month - 3) % 12
    number = year * 365 + year // 4 + (153 * month + 2) // 5 + day - 1
    # The first of March is there two days later in the Gregorian calendar, which repeats itself after 146097 days.
    cycle, number = divmod(number - 2, 146097)
    century = min(number // 36524, 3)
    number -= century * 36524
    four, number = divmod(number, 1461)
    one = min(number // 365, 3)
    number -= one * 365
    month = (5 * number + 2) // 153
    day = number - (153 * month + 2) // 5 + 1
    return cycle * 400 + century * 100 + four * 4 + one + (month > 9), (month + 2) % 12 + 1, day


def date_time(value):
    """The xsd:dateTime of a time, as Wikidata's dumps write it.

    A year before the common era is counted from the year 0 only where the precision is a year or finer, and what is
    finer than the precision is the first month or day.
    """
    sign, year, month, day, clock = re.fullmatch(r"([+-])(\d+)-(\d\d)-(\d\d)T(.+)", value["time"]).groups()
    precision = value["precision"]
    year = int(sign + year) + (sign == "-" and precision >= 9)
    month = max(int(month), 1) if precision >= 10 else 1
    day = max(int(day), 1) if precision >= 11 else 1
    if value["calendarmodel"] == JULIAN and precision >= 11:
        year, month, day = gregorian(year, month, day)
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}T{clock}"


def unit(value):
    return ENTITY + "Q199" if value["unit"] == "1" else value["unit"]


def simple_wanted(snak):
    """The key of a snak's value."""
    if snak["snaktype"] == "somevalue":
        return ("some value",)
    value, kind, datatype = snak["datavalue"]["value"], snak["datavalue"]["type"], snak["datatype"]
    if kind == "wikibase-entityid":
        return iri_key(ENTITY + value["id"])
    if kind == "time":
        return "literal", date_time(value), XSD + "dateTime"
    if kind == "quantity":
        return "number", Decimal(value["amount"])
    if kind == "globecoordinate":
        return "point", value["globe"], float(value["longitude"]), float(value["latitude"])
    if kind == "monolingualtext":
        return "text", value["text"], value["language"].lower()
    if datatype == "url":
        return iri_key(value)
    if datatype == "commonsMedia":
        return iri_key(FILE + quote(value, safe=""))
    if datatype in ("geo-shape", "tabular-data"):
        return iri_key(DATA + quote(value, safe=""))
    return "literal", value, MATH if datatype == "math" else XSD + "string"


def literal_found(term):
    datatype = term.datatype.value
    if term.language:
        return "text", term.value, term.language.lower()
    if datatype == XSD + "decimal" and re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", term.value):
        return "number", Decimal(term.value)
    number = r"([+-]?\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?)"
    point = re.fullmatch(rf"(?:<(.+)> )?Point\({number} {number}\)", term.value, re.IGNORECASE)
    if datatype == WKT and point:
        return "point", point[1] or EARTH, float(point[2]), float(point[3])
    return "literal", term.value, datatype


def simple_found(term):
    """The key of a term."""
    if isinstance(term, pyoxigraph.NamedNode):
        return iri_key(term.value)
    return literal_found(term) if isinstance(term, pyoxigraph.Literal) else ("no term of the model", str(term))


def deep_wanted(snak):
    """The key of the value node that a snak must have, or none."""
    if snak["snaktype"] != "value":
        return None
    value, kind = snak["datavalue"]["value"], snak["datavalue"]["type"]
    if kind == "time":
        return "time", simple_wanted(snak), value["precision"], value["timezone"], value["calendarmodel"]
    if kind == "quantity":
        limits = (Decimal(value[name]) if name in value else None for name in ("upperBound", "lowerBound"))
        return "quantity", Decimal(value["amount"]), unit(value), *limits
    if kind == "globecoordinate":
        precision = value.get("precision")
        place = float(value["latitude"]), float(value["longitude"])
        return "globe", *place, None if precision is None else float(precision), value["globe"]
    return None


def only(graph, node, name, read):
    """What is read of the one value of a property of Wikibase; none where there is no value."""
    terms = graph.objects(node, WIKIBASE + name)
    if not terms:
        return None
    return read(next(iter(terms))) if len(terms) == 1 else f"{len(terms)} values of {name}"


def typed(kind, read):
    """Reads literals of a datatype of XSD; others are told as they are."""

    def reads(term):
        try:
            return read(term.value) if term.datatype.value == XSD + kind else str(term)
        except (AttributeError, ValueError, ArithmeticError):
            return str(term)

    return reads


def iri(term):
    return term.value if isinstance(term, pyoxigraph.NamedNode) else str(term)


def globe_precision(graph, node):
    """Where the precision is not known, the dumps say so by a type, and give a second of arc."""
    precision = only(graph, node, "geoPrecision", typed("double", float))
    auto = graph.is_a(node, WIKIBASE + "GeoAutoPrecision") and isinstance(precision, float)
    return None if auto and abs(precision * 3600 - 1) < 1e-9 else precision


def deep_found(graph, node):
    """The key of a value node."""
    integer, double, decimal = typed("integer", int), typed("double", float), typed("decimal", Decimal)
    kinds = [kind for kind in ("Time", "Quantity", "Globecoordinate") if graph.is_a(node, f"{WIKIBASE}{kind}Value")]
    if kinds == ["Time"]:
        numbers = (only(graph, node, name, integer) for name in ("timePrecision", "timeTimezone"))
        calendar_model = only(graph, node, "timeCalendarModel", iri)
        return "time", only(graph, node, "timeValue", simple_found), *numbers, calendar_model
    if kinds == ["Quantity"]:
        limits = (only(graph, node, name, decimal) for name in ("quantityUpperBound", "quantityLowerBound"))
        return "quantity", only(graph, node, "quantityAmount", decimal), only(graph, node, "quantityUnit", iri), *limits
    if kinds == ["Globecoordinate"]:
        place = (only(graph, node, name, double) for name in ("geoLatitude", "geoLongitude"))
        return "globe", *place, globe_precision(graph, node), only(graph, node, "geoGlobe", iri)
    return "no value node", str(node), *kinds


def wanted(snaks, role):
    """How often the snaks say what: the role, the property, and the key of the value."""
    said = Counter()
    for snak in snaks:
        if snak["snaktype"] == "novalue":
            said["no value", snak["property"]] += 1
            continue
        said[role, snak["property"], simple_wanted(snak)] += 1
        if deep := deep_wanted(snak):
            said[f"full {role}", snak["property"], deep] += 1
    return said


ROLES = re.compile(re.escape(PROP) + r"(statement|qualifier|reference)/(value/)?(P\d+)")


def found(graph, node):
    """The same of a statement node or a reference node."""
    said = Counter()
    for predicate, terms in graph.about(node).items():
        if role := ROLES.fullmatch(predicate):
            for term in terms:
                key = deep_found(graph, term) if role[2] else simple_found(term)
                said[("full " if role[2] else "") + role[1], role[3], key] += 1
    for kind in graph.values(node, TYPE):
        if kind and kind.startswith(NO_VALUE):
            said["no value", kind[len(NO_VALUE) :]] += 1
    return said


def show(key):
    if isinstance(key, frozenset):
        return "{" + "; ".join(sorted(map(show, key))) + "}"
    return " ".join(map(show, key)) if isinstance(key, tuple) else str(key)


def differences(says, told):
    """What is missing, and what is too much. RDF may hold a thing less often than JSON, but not more often."""
    faults = [f"{show(key)} is missing" for key in says if key not in told]
    faults += [f"{show(key)} is not in the JSON" for key in told if key not in says]
    return faults + [f"{show(key)} is there {n} times" for key, n in told.items() if n > says[key] > 0]


def as_reference(said):
    """One key for a whole reference. RDF holds each value of it once."""
    return "reference", frozenset(said)


def reference_faults(graph, node, statement):
    nodes = graph.objects(node, DERIVED)
    faults = [f"{node} is not a wikibase:Reference" for node in nodes if not graph.is_a(node, WIKIBASE + "Reference")]
    says = (wanted(all_of(reference["snaks"]), "reference") for reference in statement.get("references", []))
    told = (found(graph, node) for node in nodes)
    return faults + differences(Counter(map(as_reference, says)), Counter(map(as_reference, told)))


def statement_faults(graph, item, prop, statement):
    """What the RDF of a statement tells otherwise than its JSON."""
    node = statement_node(statement)
    if node not in graph.out:
        return ["there is no such node"]
    faults = rank_faults(graph, node, statement)
    owners = graph.owners.get(node, set())
    if owners != {(item, prop)}:
        faults.append(f"it is a statement of {', '.join(f'{owner} on {name}' for owner, name in owners) or 'nothing'}")
    if not graph.is_a(node, WIKIBASE + "Statement"):
        faults.append("it is not a wikibase:Statement")
    says = wanted([statement["mainsnak"]], "statement") + wanted(all_of(statement.get("qualifiers")), "qualifier")
    return faults + differences(says, found(graph, node)) + reference_faults(graph, node, statement)


def group_faults(graph, item, entity, prop):
    """The faults of a property of an item as a whole: nodes that are too many, best ranks, and truthy triples."""
    chosen = best(entity, prop)
    known = {statement_node(statement) for statement in claims_of(entity, prop)}
    marked = {statement_node(statement) for statement in chosen}
    nodes = graph.objects(item, PROP + prop)
    faults = [f"{node} is not in the JSON" for node in nodes - known]
    for node in sorted(known | nodes, key=str):
        if graph.is_a(node, WIKIBASE + "BestRank") != (node in marked):
            faults.append(f"{node} {'should' if node in marked else 'should not'} be a wikibase:BestRank")
    values = [statement["mainsnak"] for statement in chosen if statement["mainsnak"]["snaktype"] != "novalue"]
    says = Counter(("truthy", simple_wanted(snak)) for snak in values)
    told = Counter(("truthy", simple_found(term)) for term in graph.objects(item, DIRECT + prop))
    return faults + differences(says, told)


def names(text):
    return [name for name in text.split(",") if name]


def round_trip(args):
    graph = Graph([args.shape])
    asked, missing = names(args.properties), set(names(args.items))
    told = Counter(dict.fromkeys(("statements", "same", "qualifiers", "references"), 0))
    for entity in entities(args.slice):
        item = pyoxigraph.NamedNode(ENTITY + entity["id"])
        if item not in graph.having and entity["id"] not in missing:
            continue
        if args.having and args.having not in entity["claims"]:
            continue
        missing.discard(entity["id"])
        for prop in asked:
            for fault in group_faults(graph, item, entity, prop):
                fail(f"{entity['id']} {prop}", fault)
            for statement in kept(entity, prop):
                faults = statement_faults(graph, item, prop, statement)
                for fault in faults:
                    fail(statement["id"], fault)
                told["statements"] += 1
                told["same"] += not faults
                told["qualifiers"] += len(all_of(statement.get("qualifiers")))
                told["references"] += len(statement.get("references", []))
    for name in sorted(missing):
        fail(name, "is not in the slice")
    if not told["statements"]:
        fail(args.shape, "no statement to compare")
    return dict(told)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="count | claims | round-trip")
    for name, run in (("count", count), ("claims", claims), ("round-trip", round_trip)):
        command = commands.add_parser(name)
        command.add_argument("slice")
        command.set_defaults(run=run)
        if run is claims:
            command.add_argument("export", nargs="+")
        elif run is round_trip:
            command.add_argument("shape")
            command.add_argument("--properties", required=True)
            command.add_argument("--items", default="")
            command.add_argument("--having", default="")
    return parser.parse_args()


def main():
    args = arguments()
    try:
        print(json.dumps(args.run(args)))
    except SyntaxError as error:
        fail("the export is not N-Triples", error)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
