"""Facts files held against the JSON Schema with a validator of another make (jsonschema), beside `chancery check`.

Takes the program as its argument. The JSON-LD context is tried too, with rdflib. YAML is read as editors read it, by the core schema of YAML 1.2: `NO` is text, `1993` a
number. What the schema takes for wrong, the program must refuse; what the program takes, the schema must take; and of
what is wrong, the schema must see all that it can know.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import rdflib

from core import errors_of, load

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CHANCERY = sys.argv[1]
faults = []


def ok(what):
    print("ok", what)


def fault(what):
    faults.append(what)
    print("FAULT", what)


def run(*arguments):
    return subprocess.run([CHANCERY, *arguments], capture_output=True, text=True, cwd=ROOT, check=False)


schema = json.loads(run("schema").stdout)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
ok("the schema is one of draft 07")

# What is right.

for path in [ROOT / "data/azerbaijan-belarus.yaml", *sorted((ROOT / "data/registry").glob("*.yaml"))]:
    wrong = errors_of(validator, load(path.read_text("utf-8")))
    fault(f"{path.name}: {wrong[:3]}") if wrong else ok(path.name)

blocks = re.findall(r"^```yaml\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.S | re.M)
files = [load(block) for block in blocks if block.startswith("document:")]
if not files:
    fault("README.md shows no facts file")
for value in files:
    wrong = errors_of(validator, value)
    fault(f"README.md: {wrong[:3]}") if wrong else ok("the facts file of README.md")

kinds = [schema["definitions"][key] for key in schema["definitions"] if key.startswith("kind-")]
facts = set(schema["definitions"]["fact"]["properties"])
entities = set(schema["definitions"]["entity"]["properties"])
for kind in kinds:
    example = re.search(r"```yaml\n(.*)\n```", kind["markdownDescription"], re.S)
    if not example:
        fault(f"{kind['title']} has no example")
        continue
    record = load(example.group(1))
    if kind["title"] in facts:
        value = {"facts": [{"says": [record]}]}
    elif kind["title"] in entities:
        value = {"entities": [record]}
    else:
        value = {"facts": [{"stance": {"holder": "x", "on": record, "stance": "neutral"}}]}
    wrong = errors_of(validator, value)
    fault(f"the example of {kind['title']}: {wrong[:3]}") if wrong else ok(f"the example of {kind['title']}")

# Small texts. The name, the text, and for what is wrong the path at which the schema must find it.

FULL = "{member: Belarus, organization: OSCE, status: full}"
GOOD = [
    ("a block in place of a file", f"membership: {FULL}"),
    ("a sentence as a list", f"facts: [{{sentence: [4, 7], says: [{{membership: {FULL}}}]}}]"),
    ("one block without a list", f"facts: {{row: '3', says: {{membership: {FULL}}}}}"),
    ("nothing under entities", f"entities:\nfacts: [{{membership: {FULL}}}]"),
    ("several records of a kind", f"facts: [{{says: [{{membership: [{FULL}, {{member: Azerbaijan, organization: CIS, status: member}}]}}]}}]"),
    ("a list where one is taken", "membership: {member: [Belarus, Azerbaijan], organization: [OSCE, CIS], status: [full, observer]}"),
    ("a term in capitals", "membership: {member: Belarus, organization: OSCE, status: FULL}"),
    ("a term by its label", "membership: {member: Belarus, organization: OSCE, status: Full Member}"),
    ("a term with its article", "membership: {member: Belarus, organization: OSCE, status: the full member}"),
    ("a term turned round", "membership: {member: Belarus, organization: OSCE, status: 'member, full'}"),
    ("a term with an accent", "membership: {member: Belarus, organization: OSCE, status: Fúll}"),
    ("a term by its number", "membership: {member: Belarus, organization: OSCE, status: 1}"),
    ("Norway", "membership: {member: NO, organization: NATO, status: member}"),
    ("a year as a number", "visit: {visitor: Ilham Aliyev, host: Belarus, during: 2006}"),
    ("a list of one time", "visit: {visitor: Ilham Aliyev, host: Belarus, during: [2006-10-17]}"),
    ("a time as a mapping", "visit: {visitor: Ilham Aliyev, host: Belarus, during: {end latest: 1918, expression: recently}}"),
    ("an open interval", "diplomatic relation: {between: [Belarus, Azerbaijan], during: 1993/..}"),
    ("a set of years", "visit: {visitor: Ilham Aliyev, host: Belarus, during: '[1667, 1668..1670]'}"),
    ("a fact in place", "stance: {holder: Belarus, on: {conflict: {name: Some War}}, stance: neutral}"),
    ("a fact by its id", "facts: [{says: [{conflict: {id: war, name: Some War}}, {stance: {holder: Belarus, on: war, stance: neutral}}]}]"),
    ("a fact said again", "facts: [{sentence: 1, says: [{conflict: {id: war, name: Some War}}]}, {sentence: 2, says: [{conflict: war}]}]"),
    ("an amount", "trade: {between: [Belarus, Azerbaijan], value: USD 100 m, during: 2008}"),
    ("an amount that is a number", "population: {group: Azerbaijanis in Belarus, in: Belarus, value: 6000}"),
    ("a code that is a number", "entities: [{polity: {name: Ruritania, cow: 999, iso number: '031'}}]"),
    ("names in languages", "entities: [{person: {name: {en: Jane Roe, no: [Jana, Jane]}, also: JR, wikidata: ' Q4200000000 '}}]"),
    ("an item pasted whole", "entities: [{person: {name: Jim Roe, wikidata: 'http://www.wikidata.org/entity/Q4200000001'}}]"),
    ("a name that is a number", "entities: [{medium: {id: n1984, name: 1984}}]"),
    ("a claim with all its keys", f"modality: Forecast\nvoice: unnamed\nspeaker: [Hetq, OCCRP]\npolarity: denies\nhedge: it is said\nquote: 100\nmembership: {FULL}"),
    ("nothing said", "facts: [{sentence: 1, says: }]"),
]
BAD = [
    ("a list in place of a file", "[a, b]", ""),
    ("an unknown key of the file", f"document: {{title: X}}\nfact: [{{membership: {FULL}}}]", ""),
    ("facts as a text", "facts: many", "facts"),
    ("an empty block", "facts: [{}]", "facts/0"),
    ("a block that says nothing", "facts: [{sentence: 4, modality: forecast}]", "facts/0"),
    ("a block that is a text", "facts: [said]", "facts/0"),
    ("an unknown kind", "facts: [{says: [{membershp: {member: Belarus}}]}]", "facts/0/says/0"),
    ("an unknown key of a block", f"facts: [{{mood: forecast, membership: {FULL}}}]", "facts/0"),
    ("an entity among the facts", "facts: [{says: [{person: {name: A B}}]}]", "facts/0/says/0"),
    ("a fact among the entities", f"entities: [{{membership: {FULL}}}]", "entities/0"),
    ("a mission among the entities", "entities: [{mission: {sender: Belarus, type: embassy, seat: Baku}}]", "entities/0"),
    ("an unknown key", "visit: {visitor: Ilham Aliyev, host: Belarus, hosts: Belarus}", "visit"),
    ("a missing key", "visit: {visitor: Ilham Aliyev}", "visit"),
    ("neither of two keys", "assessment: {quality: important}", "assessment"),
    ("a document without a title", f"document: {{url: 'https://example.org/'}}\nfacts: [{{membership: {FULL}}}]", "document"),
    ("a document that is a text", f"document: X\nfacts: [{{membership: {FULL}}}]", "document"),
    ("a wrong term", "membership: {member: Belarus, organization: OSCE, status: fully}", "membership/status"),
    ("a wrong number for a term", "membership: {member: Belarus, organization: OSCE, status: 9}", "membership/status"),
    ("a wrong term in a list", "membership: {member: Belarus, organization: OSCE, status: [full, fully]}", "membership/status/1"),
    ("a term of another part of the list", "accreditation: {mission: {mission: {sender: Belarus, type: consulate, seat: Baku}}, receiver: Azerbaijan}", "accreditation/mission/mission/type"),
    ("two modalities", f"modality: [forecast, agreed]\nmembership: {FULL}", "modality"),
    ("a wrong modality", f"modality: maybe\nmembership: {FULL}", "modality"),
    ("two times", "visit: {visitor: Ilham Aliyev, host: Belarus, during: [2006, 2007]}", "visit/during"),
    ("a date in words", "visit: {visitor: Ilham Aliyev, host: Belarus, during: October 2006}", "visit/during"),
    ("a date with points", "visit: {visitor: Ilham Aliyev, host: Belarus, during: 17.10.2006}", "visit/during"),
    ("a thirteenth month", "visit: {visitor: Ilham Aliyev, host: Belarus, during: 2006-13}", "visit/during"),
    ("a date in one number", "visit: {visitor: Ilham Aliyev, host: Belarus, during: 20061017}", "visit/during"),
    ("an unknown key of a time", "visit: {visitor: Ilham Aliyev, host: Belarus, during: {before: 2006}}", "visit/during"),
    ("an empty time", "visit: {visitor: Ilham Aliyev, host: Belarus, during: {}}", "visit/during"),
    ("a list in a time", "visit: {visitor: Ilham Aliyev, host: Belarus, during: {end latest: [2006]}}", "visit/during/end latest"),
    ("a key without a value", "visit: {visitor: Ilham Aliyev, host: }", "visit/host"),
    ("an empty text", "visit: {visitor: ' ', host: Belarus}", "visit/visitor"),
    ("an empty list", "visit: {visitor: [], host: Belarus}", "visit/visitor"),
    ("a list within a list", "visit: {visitor: [[Ilham Aliyev]], host: Belarus}", "visit/visitor/0"),
    ("one party", "establishment: {between: Belarus, during: 1993}", "establishment/between"),
    ("one party in a list", "establishment: {between: [Belarus], during: 1993}", "establishment/between"),
    ("a party twice", "establishment: {between: [Belarus, Belarus], during: 1993}", "establishment/between"),
    ("an amount without a unit", "trade: {between: [Belarus, Azerbaijan], value: 800, during: 2008}", "trade/value"),
    ("an amount without a number", "trade: {between: [Belarus, Azerbaijan], value: millions of USD, during: 2008}", "trade/value"),
    ("two amounts", "trade: {between: [Belarus, Azerbaijan], value: [1 USD, 2 USD], during: 2008}", "trade/value"),
    ("half a visit", "visit: {visitor: Ilham Aliyev, host: Belarus, ordinal: 1.5}", "visit/ordinal"),
    ("a place in place of a state", "recognition: {by: Belarus, of: {place: {name: A B}}, status: recognized}", "recognition/of"),
    ("two records in place of one", "stance: {holder: Belarus, on: {conflict: {name: A}, person: {name: B}}, stance: neutral}", "stance/on"),
    ("a text in place of a record", "stance: {holder: Belarus, on: {conflict: Some War}, stance: neutral}", "stance/on/conflict"),
    ("an unknown key in place", "stance: {holder: Belarus, on: {conflict: {name: A, sides: B}}, stance: neutral}", "stance/on/conflict"),
    ("a property in place of an item", "entities: [{person: {name: Al Roe, wikidata: P42}}]", "entities/0/person/wikidata"),
    ("two items", "entities: [{person: {name: Al Poe, wikidata: [Q4200000002, Q4200000003]}}]", "entities/0/person/wikidata"),
    ("a code in small letters", "entities: [{polity: {name: Grand Fenwick, iso2: gf}}]", "entities/0/polity/iso2"),
    ("an id with a space", "entities: [{person: {id: al doe, name: Al Doe}}]", "entities/0/person/id"),
    ("an entity without a name", "entities: [{person: {wikidata: Q4200000004}}]", "entities/0/person"),
    ("an entity that is a text", "entities: [Al Moe]", "entities/0"),
    ("an address without a scheme", "document: {title: X, url: example.org}\nfacts: []", "document/url"),
    ("a name in no language", "entities: [{person: {name: {english language: Al Noe}}}]", "entities/0/person/name"),
    ("a quote of nine words", f"quote: a b c d e f g h i\nmembership: {FULL}", "quote"),
    ("a sentence without a number", f"sentence: first\nmembership: {FULL}", "sentence"),
    ("a negative sentence", f"sentence: -1\nmembership: {FULL}", "sentence"),
]
# What is wrong in a way that only the program can know.
UNKNOWABLE = [
    ("a name that nobody bears", "membership: {member: Bellarus, organization: OSCE, status: full}"),
    ("a name of another class", "membership: {member: Belarus, organization: Minsk, status: full}"),
    ("an id that nothing has", "meeting: {participants: [Belarus, Azerbaijan], part of: nowhere}"),
    ("a day that no month has", "visit: {visitor: Ilham Aliyev, host: Belarus, during: 2006-02-30}"),
    ("a time that runs backwards", "visit: {visitor: Ilham Aliyev, host: Belarus, during: 2006/2005}"),
    ("one party under two names", "establishment: {between: [Belarus, BLR], during: 1993}"),
    ("a unit of something else", "trade: {between: [Belarus, Azerbaijan], value: 800 person, during: 2008}"),
]

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    cases = {}
    for group, table in [("good", GOOD), ("bad", BAD), ("unknowable", UNKNOWABLE)]:
        for number, case in enumerate(table):
            path = folder / f"{group}-{number}.yaml"
            path.write_text(case[1] + "\n", "utf-8")
            cases[path.name] = (group, *case)
    said = run("check", "--format", "json", str(folder))
    refused = {}
    for line in said.stdout.splitlines():
        diagnostic = json.loads(line)
        name = pathlib.Path(diagnostic["path"]).name
        refused.setdefault(name, []).append(diagnostic["code"])
    for name, (group, what, text, *path) in cases.items():
        found = errors_of(validator, load(text))
        codes = refused.get(name, [])
        if (group == "good") == bool(codes):
            fault(f"{what}: `chancery check` says {codes}")
        elif (group == "bad") != bool(found):
            fault(f"{what}: the schema says {found[:3]}")
        elif path and path[0] not in [where for where, _ in found]:
            fault(f"{what}: the schema finds nothing at {path[0]}, but {found[:5]}")
        else:
            ok(what)

# A line of JSON Lines, whose scalars are JSON's.
for what, line, right in [
    ("a line that is a block", '{"row": 1, "capital": {"of": "Belarus", "place": "Minsk", "during": 1993}}', True),
    ("a line that is a file", '{"document": {"title": "X"}, "facts": []}', True),
    ("a line with a key too many", '{"row": 1, "capital": {"of": "Belarus", "place": "Minsk"}, "note": "x"}', False),
]:
    found = errors_of(validator, json.loads(line))
    fault(f"{what}: {found[:3]}") if bool(found) == right else ok(what)

# The context reads an export as the context within it does.

DATA = "data/azerbaijan-belarus.yaml"
context = json.loads(run("schema", "context").stdout)
export = json.loads(run("export", "--format", "json-ld", DATA).stdout)
export["@context"] = context["@context"]
dataset = rdflib.Dataset()
dataset.parse(data=json.dumps(export), format="json-ld")
# What an export says of itself names its format.
DATASET = "https://w3id.org/chancery/id/dataset/"
with_context = {quad[:3] for quad in dataset.quads() if not quad[0].startswith(DATASET)}
graph = rdflib.Graph().parse(data=run("export", "--format", "n-triples", DATA).stdout, format="nt")
plain = {triple for triple in graph if not triple[0].startswith(DATASET)}
if len(plain) > 2000 and with_context == plain:
    ok(f"{len(plain)} triples are read with the context of `chancery schema context`")
else:
    fault(f"with the context: {list(with_context - plain)[:3]} too many, {list(plain - with_context)[:3]} missing")

sys.exit(1 if faults else 0)
