"""Works out the answers to the queries in this folder from a slice of Wikidata's dump, without SPARQL and without RDF.

usage: expected.py [--check] SLICE    a JSON array with one entity a line, gzipped or not

Writes NAME.csv beside each NAME.rq; with --check it only compares, and exits with 1 where a file would change. The CSV
is that of SPARQL 1.1, with LF for line ends and the rows in the order of their bytes, whatever ORDER BY a query has.

What is read of the slice is what the export holds: statements that are not deprecated; of P6, P35, P36 and P463 those of
states, which are the items with a P530. Labels are those of all items of the slice.
"""

import gzip
import json
import sys
from collections import Counter
from itertools import product
from pathlib import Path

FOLDER = Path(__file__).parent
ENTITY = "http://www.wikidata.org/entity/"
ONTOLOGY = "http://wikiba.se/ontology#"


# The slice


def read(path):
    """The entities of a slice by their ids."""
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8") as file:
        lines = (line.strip().rstrip(",") for line in file)
        entities = [json.loads(line) for line in lines if line not in ("", "[", "]")]
    return {entity["id"]: entity for entity in entities}


def states(slice_):
    """The ids of the items with a diplomatic relation."""
    return [item for item in slice_ if statements(slice_, item, "P530")]


def statements(slice_, item, prop):
    """The statements of an item on a property that are not deprecated: p: leads to these."""
    found = slice_[item]["claims"].get(prop, []) if item in slice_ else []
    return [statement for statement in found if statement["rank"] != "deprecated"]


def is_best(slice_, item, statement):
    """Whether no other statement of the item on the property has a better rank."""
    return statement["rank"] == "preferred" or not any(
        other["rank"] == "preferred" for other in statements(slice_, item, statement["mainsnak"]["property"])
    )


def truthy(slice_, item, prop):
    """The different values of the best statements: wdt: leads to these."""
    best = [s for s in statements(slice_, item, prop) if is_best(slice_, item, s)]
    return distinct(value(s["mainsnak"]) for s in best)


def value(snak):
    """An item as its IRI, a time as xsd:dateTime has it, a text as it is; nothing for no value and for one not known."""
    if snak["snaktype"] != "value":
        return None
    content = snak["datavalue"]["value"]
    kind = snak["datavalue"]["type"]
    if kind == "wikibase-entityid":
        return ENTITY + content["id"]
    if kind == "time":
        return moment(content)
    assert kind == "string", kind
    return content


def moment(time):
    """What a time begins with, as xsd:dateTime. A day of the Julian calendar would have to be converted; none is met."""
    assert time["time"][0] == "+" and (time["precision"] < 11 or time["calendarmodel"].endswith("Q1985727")), time
    year, month, day = time["time"][1:11].split("-")
    month = "01" if time["precision"] < 10 else month
    day = "01" if time["precision"] < 11 else day
    return f"{year}-{month}-{day}T00:00:00Z"


def qualifier(statement, prop):
    """The different values of a qualifier."""
    return distinct(value(snak) for snak in statement.get("qualifiers", {}).get(prop, []))


def optional(statement, prop):
    """The same, or one cell left empty: what OPTIONAL joins."""
    return qualifier(statement, prop) or [""]


def distinct(values):
    """Each once, without those that are nothing."""
    return list(dict.fromkeys(v for v in values if v is not None))


# Labels


def label(slice_, iri, languages):
    """What the label service calls an item: in the first language that has a label, else by its id."""
    return term(slice_, "labels", iri, languages) or iri.removeprefix(ENTITY)


def description(slice_, iri, languages):
    """How the label service describes an item: in the first language that has a description, else not at all."""
    return term(slice_, "descriptions", iri, languages)


def term(slice_, kind, iri, languages):
    terms = slice_.get(iri.removeprefix(ENTITY), {}).get(kind, {})
    return next((terms[language]["value"] for language in languages if language in terms), "")


def aliases(slice_, iri, language):
    return [alias["value"] for alias in slice_[iri.removeprefix(ENTITY)]["aliases"].get(language, [])]


def english(slice_, iri):
    """The label for [AUTO_LANGUAGE],en: whoever asks without an interface has no language of their own."""
    return label(slice_, iri, ["en"])


# The queries, each a header and rows


def partners_of_mali(slice_):
    rows = [(partner, english(slice_, partner)) for partner in truthy(slice_, "Q912", "P530")]
    return "partner partnerLabel", rows


def names_in_french_and_romansh(slice_):
    rows = [
        (ENTITY + item, code, label(slice_, item, ["fr", "en"]), label(slice_, item, ["rm", "de"]))
        for item in slice_
        for code in truthy(slice_, item, "P298")
    ]
    return "state iso3 stateLabel num", rows


def memberships_with_dates(slice_):
    rows = []
    for item in ("Q45", "Q233"):
        for statement in statements(slice_, item, "P463"):
            organization = value(statement["mainsnak"])
            for begin, end in product(optional(statement, "P580"), optional(statement, "P582")):
                names = english(slice_, item), organization, english(slice_, organization)
                rows.append((ENTITY + item, *names, begin, end))
    return "state stateLabel organization organizationLabel from until", rows


def begin_less_exact_than_a_day(slice_):
    rows = []
    for item in states(slice_):
        for statement in statements(slice_, item, "P530") + statements(slice_, item, "P36"):
            main = value(statement["mainsnak"])
            for snak in statement.get("qualifiers", {}).get("P580", []):
                time = snak["datavalue"]["value"]
                if time["precision"] < 11:
                    names = ENTITY + item, english(slice_, item), main, english(slice_, main)
                    rows.append((*names, moment(time), str(time["precision"]), time["calendarmodel"]))
    return "state stateLabel value valueLabel begin precision calendar", rows


def statements_not_of_best_rank(slice_):
    rows = []
    for item, prop in (("Q183", "P530"), ("Q155", "P463")):
        for statement in statements(slice_, item, prop):
            if is_best(slice_, item, statement):
                continue
            main = value(statement["mainsnak"])
            rank = ONTOLOGY + {"normal": "NormalRank", "preferred": "PreferredRank"}[statement["rank"]]
            for begin, end in product(optional(statement, "P580"), optional(statement, "P582")):
                rows.append((ENTITY + item, main, english(slice_, main), rank, begin, end))
    return "state value valueLabel rank begin end", rows


def heads_of_government_without_end(slice_):
    rows = []
    for item in states(slice_):
        for statement in statements(slice_, item, "P6"):
            head = value(statement["mainsnak"])
            if head is None or "P582" in statement.get("qualifiers", {}):
                continue
            for since in optional(statement, "P580"):
                rows.append((ENTITY + item, english(slice_, item), head, english(slice_, head), since))
    return "state stateLabel head headLabel since", rows


def references_of_memberships(slice_):
    rows = []
    for item in states(slice_):
        held = statements(slice_, item, "P463")
        sourced = [statement for statement in held if statement.get("references")]
        snaks = [reference["snaks"] for statement in sourced for reference in statement["references"]]
        counts = [len(held), len(sourced), len(held) - len(sourced)]
        for prop in ("P854", "P248"):
            counts.append(len(distinct(value(snak) for parts in snaks for snak in parts.get(prop, []))))
        rows.append((ENTITY + item, english(slice_, item), *map(str, counts)))
    return "state stateLabel statements withReference withoutReference addresses works", rows


def most_partners(slice_):
    counts = Counter({item: len(truthy(slice_, item, "P530")) for item in states(slice_)}).most_common(6)
    assert counts[4][1] > counts[5][1], "the fifth and the sixth are alike"
    rows = [
        (ENTITY + item, english(slice_, item), description(slice_, item, ["en"]), str(count))
        for item, count in counts[:5]
    ]
    return "state stateLabel stateDescription partners", rows


def members_both_malta_and_brazil(slice_):
    both = set(truthy(slice_, "Q233", "P463")) & set(truthy(slice_, "Q155", "P463"))
    return "organization organizationLabel members", [(iri, english(slice_, iri), "2") for iri in both]


def heads_of_state_with_dates(slice_):
    rows = []
    for item in ("Q31", "Q148", "Q298", "Q398", "Q686", "Q819"):
        for statement in statements(slice_, item, "P35"):
            head = value(statement["mainsnak"])
            for office, *dates in product(*(optional(statement, prop) for prop in ("P39", "P580", "P582"))):
                named = office, office and english(slice_, office)
                rows.append((ENTITY + item, english(slice_, item), head, english(slice_, head), *named, *dates))
    president = ENTITY + "Q466956"
    for item in slice_:
        for statement in statements(slice_, item, "P39"):
            if value(statement["mainsnak"]) != president:
                continue
            for dates in product(optional(statement, "P580"), optional(statement, "P582")):
                named = president, english(slice_, president)
                rows.append(("", "", ENTITY + item, english(slice_, item), *named, *dates))
    return "state stateLabel head headLabel office officeLabel begin end", rows


def one_sided_relations(slice_):
    rows = []
    for a in states(slice_):
        for b in states(slice_):
            if ENTITY + b not in truthy(slice_, a, "P530") or ENTITY + a in truthy(slice_, b, "P530"):
                continue
            stated = any(value(s["mainsnak"]) == ENTITY + a for s in statements(slice_, b, "P530"))
            names = ENTITY + a, english(slice_, a), ENTITY + b, english(slice_, b)
            rows.append((*names, "true" if stated else "false"))
    return "a aLabel b bLabel atLowerRank", rows


def names_in_german_and_luxembourgish(slice_):
    rows = []
    for item in states(slice_):
        german = term(slice_, "labels", item, ["de"])
        if item == "Q148" or not german:
            continue
        luxembourgish = aliases(slice_, item, "lb")
        assert len(luxembourgish) < 2, item
        for alias in aliases(slice_, item, "it") or [""]:
            rows.append((
                ENTITY + item,
                german,
                term(slice_, "descriptions", item, ["de"]),
                alias,
                label(slice_, item, ["lb"]),
                description(slice_, item, ["lb"]),
                "".join(luxembourgish),
            ))
    return "state label description alias stateLabel stateDescription stateAltLabel", rows


def members_of_unesco_with_hints(slice_):
    rows = []
    for item in states(slice_):
        for statement in statements(slice_, item, "P463"):
            if value(statement["mainsnak"]) != ENTITY + "Q7809":
                continue
            for code, since in product(truthy(slice_, item, "P297"), optional(statement, "P580")):
                rows.append((ENTITY + item, english(slice_, item), code, since))
    return "state stateLabel code since", rows


def capitals_of_countries(slice_):
    rows = [
        (ENTITY + item, english(slice_, item), capital, english(slice_, capital))
        for item in states(slice_)
        if ENTITY + "Q6256" in truthy(slice_, item, "P31")
        for capital in truthy(slice_, item, "P36")
    ]
    return "country countryLabel capital capitalLabel", rows


def relations_begun_in_the_nineties(slice_):
    rows = []
    for item in states(slice_):
        for statement in statements(slice_, item, "P530"):
            partner = value(statement["mainsnak"])
            for begin in qualifier(statement, "P580"):
                if "1990" <= begin[:4] <= "1999":
                    names = ENTITY + item, english(slice_, item), partner, english(slice_, partner)
                    rows.append((*names, begin[:4]))
    return "state stateLabel partner partnerLabel year", rows


def times_without_head_of_government(slice_):
    rows = []
    for item in states(slice_):
        for statement in statements(slice_, item, "P6"):
            if statement["mainsnak"]["snaktype"] != "novalue":
                continue
            for dates in product(optional(statement, "P580"), optional(statement, "P582")):
                rows.append((ENTITY + item, english(slice_, item), *dates))
    return "state stateLabel begin end", rows


# Files


def cell(text):
    """Quoted where it holds what CSV means something by."""
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '",\r\n') else text


def csv(header, rows):
    """The results in CSV, the rows sorted."""
    width = len(header.split())
    assert rows and all(len(row) == width for row in rows), header
    lines = sorted((",".join(map(cell, row)) for row in rows), key=lambda line: line.encode())
    return "".join(line + "\n" for line in [header.replace(" ", ","), *lines])


def main(arguments):
    check = "--check" in arguments
    paths = [argument for argument in arguments if argument != "--check"]
    if len(paths) != 1 or paths[0].startswith("-"):
        sys.exit(__doc__)
    slice_ = read(paths[0])
    changed = []
    for query in sorted(FOLDER.glob("*.rq")):
        answer = csv(*globals()[query.stem.replace("-", "_")](slice_)).encode()
        file = query.with_suffix(".csv")
        if file.exists() and file.read_bytes() == answer:
            continue
        changed.append(file.name)
        if not check:
            file.write_bytes(answer)
    if check and changed:
        sys.exit("other than expected: " + ", ".join(changed))


if __name__ == "__main__":
    main(sys.argv[1:])
