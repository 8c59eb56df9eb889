"""Recipes held against their JSON Schema with a validator of another make (jsonschema), beside `chancery check`.

Takes the program as its argument. What the schema takes for wrong, the program must refuse; what the program takes, the
schema must take; and of what is wrong, the schema must see all that it can know.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema

from core import errors_of, load

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CHANCERY = sys.argv[1]
faults = []


def tell(what, wrong):
    print("FAULT" if wrong else "ok", what, wrong or "")
    if wrong:
        faults.append(what)


def run(*arguments):
    return subprocess.run([CHANCERY, *arguments], capture_output=True, text=True, cwd=ROOT, check=False)


schema = json.loads(run("schema", "recipe").stdout)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
tell("the schema is one of draft 07", None)

texts = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "recipes").glob("*.yaml"))}
tell("there are known recipes", None if len(texts) >= 7 else list(texts))
blocks = re.findall(r"^```yaml\n(.*?)^```", (ROOT / "docs/tables.md").read_text("utf-8"), re.S | re.M)
texts.update({f"docs/tables.md, {n}": block for n, block in enumerate(blocks) if block.startswith("recipe:")})
tell("docs/tables.md shows a recipe", None if any(name.startswith("docs") for name in texts) else list(texts))
for name, text in texts.items():
    tell(name, errors_of(validator, load(text))[:3])

TABLE = "state,body,kind,from,to,other\nBLR,OSCE,1,1993,1999,Azerbaijan\n"
FACT = '{member: "{state}", organization: "{body}", status: full, during: "{from}/{to}"}'
FULL = f"recipe: t\nfacts: [membership: {FACT}]"
VISIT = "recipe: t\nfacts: [visit: {visitor: Ilham Aliyev, host: Belarus, during: %s}]"
# The name, the recipe, and for what is wrong the path at which the schema must find it.
GOOD = [
    ("a block without a list", f"recipe: t\nfacts: {{membership: {FACT}}}"),
    ("facts under says", f"recipe: t\nfacts: [{{says: [membership: {FACT}]}}]"),
    ("several records of a kind", f"recipe: t\nfacts: [{{says: {{membership: [{FACT}, {FACT}]}}}}]"),
    ("a term from the table", FULL.replace("full", '"{kind}"') + "\ncolumns: {kind: {values: {1: full}}}"),
    ("conditions", f"recipe: t\nfacts: [{{when: {{kind: 1}}, unless: {{body: ['', EU]}}, membership: {FACT}}}]"),
    ("a claim", f"recipe: t\nfacts: [{{modality: forecast, voice: unnamed, membership: {FACT}}}]"),
    ("parts of a time", FULL.replace('"{from}/{to}"', '{begin latest: "{from}", end latest: 2001}')),
    ("parties from two columns", 'recipe: t\nfacts: [diplomatic relation: {between: ["{state}", "{other}"]}]'),
    ("parties from one column", 'recipe: t\ncolumns: {both: {of: [state, other]}}\nfacts: [diplomatic relation: {between: "{both}"}]'),
    ("an entity in place", 'recipe: t\ncolumns: {p: {of: other, values: {Azerbaijan: {place: {name: "{other}town"}}}, otherwise: Baku}}\n'
     'facts: [capital: {of: "{state}", place: "{p}", during: "{from}"}]'),
    ("how a table is written", FULL + "\ntable: {delimiter: ',', quote: '\"', encoding: utf-8, missing: ['-']}"),
    ("a tab", FULL.replace("recipe: t", "recipe: t\ntable: {delimiter: ','}")),
    ("all keys of a column", FULL + "\ncolumns: {kind: {of: kind, as: integer, digits: 3, split: '|', missing: [-9, ''], absent: 0, not applicable: -1, open: [9], otherwise: x, among: state, not among: [body, other]}}"),
    ("the form of a date", FULL + "\ncolumns: {d: {of: from, as: DD.MM.YYYY}}"),
    ("a document", FULL + "\ndocument: {id: t, title: T}"),
    ("years", 'recipe: t\nspells: {year: from, of: state, gaps: absent}\nfacts: [membership: {member: "{state}", organization: "{body}", status: full, during: "{spell}"}]'),
    ("a wide table", 'recipe: t\nwide: {except: [state, kind, from, to, other], heading: h, cell: c}\n'
     'facts: [membership: {member: "{state}", organization: "{c}", status: full}]'),
]
BAD = [
    ("no name", f"facts: [membership: {FACT}]", ""),
    ("no facts", "recipe: t", ""),
    ("a recipe that is a list", "[recipe]", ""),
    ("an unknown key", FULL + "\nfact: []", ""),
    ("an unknown key of the table", FULL + "\ntable: {separator: ','}", "table"),
    ("two characters between cells", FULL + "\ntable: {delimiter: '||'}", "table/delimiter"),
    ("an unknown key of a column", FULL + "\ncolumns: {kind: {is: text}}", "columns/kind"),
    ("an unknown form", FULL + "\ncolumns: {kind: {as: figure}}", "columns/kind/as"),
    ("a column that is a text", FULL + "\ncolumns: {kind: integer}", "columns/kind"),
    ("too many digits", FULL + "\ncolumns: {kind: {digits: 40}}", "columns/kind/digits"),
    ("values that are a list", FULL + "\ncolumns: {kind: {values: [full]}}", "columns/kind/values"),
    ("an unknown key of wide", FULL + "\nwide: {but: [state]}", "wide"),
    ("years of nobody", FULL + "\nspells: {year: from}", "spells"),
    ("gaps that are neither", FULL + "\nspells: {year: from, of: state, gaps: some}", "spells/gaps"),
    ("a condition that is a text", f"recipe: t\nfacts: [{{when: kind, membership: {FACT}}}]", "facts/0/when"),
    ("an unknown kind", "recipe: t\nfacts: [{membershp: {member: x}}]", "facts/0"),
    ("an unknown key of a fact", FULL.replace("during", "within"), "facts/0/membership"),
    ("a missing key", 'recipe: t\nfacts: [membership: {member: "{state}", status: full}]', "facts/0/membership"),
    ("a wrong term", FULL.replace("full", "fully"), "facts/0/membership/status"),
    ("a wrong date", VISIT % "October 2006", "facts/0/visit/during"),
    ("a place", f"recipe: t\nfacts: [{{sentence: 3, membership: {FACT}}}]", "facts/0"),
    ("the id of another fact", "recipe: t\nfacts: [{membership: other}]", "facts/0/membership"),
    ("a document without a title", FULL + "\ndocument: {id: t}", "document"),
]
# What is wrong in a way that only the program can know.
UNKNOWABLE = [
    ("a column that the table lacks", FULL.replace("{body}", "{bodi}")),
    ("a brace that is not closed", FULL.replace("{body}", "{body")),
    ("a name that nobody bears", FULL.replace('"{body}"', "Bodyless")),
]

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    (folder / "t.csv").write_text(TABLE, "utf-8")
    for group, cases in [("good", GOOD), ("bad", BAD), ("unknowable", UNKNOWABLE)]:
        for what, text, *path in cases:
            (folder / "t.yaml").write_text(text + "\n", "utf-8")
            said = run("check", "--format", "json", str(folder / "t.csv"), "--recipe", str(folder / "t.yaml"))
            codes = [json.loads(line)["code"] for line in said.stdout.splitlines()]
            found = errors_of(validator, load(text))
            if (group == "good") == bool(codes):
                tell(what, f"`chancery check` says {codes}")
            elif (group == "bad") != bool(found):
                tell(what, f"the schema says {found[:3]}")
            elif path and path[0] not in [where for where, _ in found]:
                tell(what, f"the schema finds nothing at {path[0]}, but {found[:5]}")
            else:
                tell(what, None)

sys.exit(1 if faults else 0)
