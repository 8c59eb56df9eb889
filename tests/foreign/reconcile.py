"""Holds the reconciliation service against the schemas and examples of both versions of the API.

usage: reconcile.py SERVER FOLDER    the server's address, and the folder with 0.2 and 1.0-draft
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import jsonschema
from referencing import Registry, Resource

SERVER, FOLDER = sys.argv[1], Path(sys.argv[2])


def ask(path, data=None, kind=None):
    """Status and JSON of an answer."""
    request = urllib.request.Request(SERVER + path, data=data, headers={"Content-Type": kind} if kind else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def schema(version, name):
    """A validator; schemas refer to one another by their names."""
    folder = FOLDER / version / "schemas"
    loaded = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    dialect = "http://json-schema.org/draft-07/schema#"
    resources = []
    for file, content in loaded.items():
        content["$schema"] = dialect
        content["$id"] = f"https://schemas.invalid/{version}/{file}"
        resources.append((content["$id"], Resource.from_contents(content)))
    return jsonschema.Draft7Validator(loaded[name], registry=Registry().with_resources(resources))


def form(**fields):
    return urllib.parse.urlencode({key: json.dumps(value) for key, value in fields.items()}).encode()


tried = 0
for version, root in (("0.2", "/0.2"), ("1.0-draft", "/1.0-draft")):
    old = version == "0.2"

    def holds(name, value):
        global tried
        tried += 1
        errors = [f"{error.json_path}: {error.message[:200]}" for error in schema(version, name).iter_errors(value)]
        assert not errors, (version, name, errors[:5], json.dumps(value)[:400])

    def match(batch):
        if old:
            return ask(root, form(queries=batch), "application/x-www-form-urlencoded")
        return ask(root + "/match", json.dumps(batch).encode(), "application/json")

    status, manifest = ask(root)
    assert status == 200 and version in manifest["versions"]
    holds("manifest.json", manifest)
    for path in sorted((FOLDER / version / "examples/reconciliation-query-batch").glob("*/*.json")):
        batch = json.loads(path.read_text("utf-8"))
        status, answer = match(batch)
        if path.parent.name == "valid":
            assert status == 200, (path, status, answer)
            holds("reconciliation-result-batch.json", answer)
        else:
            # A query that is wrong is answered with nothing, or with nothing that is proven.
            refused = status == 400 and answer["error"]
            assert refused or status == 200 and '"match": true' not in json.dumps(answer), (path, status, answer)
            tried += 1
    if old:
        own = {"q0": {"query": "Belarus", "type": "state", "limit": 2}, "q1": {"query": "Bellarus"}, "q2": {"properties": [{"pid": "cow", "v": 370}]}}
    else:
        name = {"matchType": "name", "propertyValue": "Belarus"}
        own = {"queries": [{"type": "state", "conditions": [name]}, {"conditions": [{"matchType": "id", "propertyValue": "state/belarus"}]}]}
    status, answer = match(own)
    assert status == 200 and "state/belarus" in json.dumps(answer), answer
    holds("reconciliation-result-batch.json", answer)
    for what, name, prefix in (("entity", "entities", "Bel"), ("type", "types", "st"), ("property", "properties", "iso")):
        status, answer = ask(f"{root}/suggest/{what}?prefix={prefix}")
        assert status == 200 and answer["result"], answer
        holds(f"suggest-{name}-response.json", answer)
    status, answer = ask(f"{root}/extend/propose?type=state&limit=5")
    assert status == 200 and len(answer["properties"]) == 5, answer
    holds("data-extension-property-proposal.json", answer)
    for asked in [
        {"ids": ["state/belarus", "city/minsk", "no/such"], "properties": [{"id": "iso3"}, {"id": "country"}, {"id": "also"}]},
        *(json.loads(path.read_text("utf-8")) for path in sorted((FOLDER / version / "examples/data-extension-query/valid").glob("*.json"))),
    ]:
        holds("data-extension-query.json", asked)
        if old:
            status, answer = ask(root, form(extend=asked), "application/x-www-form-urlencoded")
        else:
            status, answer = ask(root + "/extend", json.dumps(asked).encode(), "application/json")
        assert status == 200, answer
        holds("data-extension-response.json", answer)
print(f"{tried} answers and examples of both versions hold")
