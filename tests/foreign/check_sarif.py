#!/usr/bin/env python3
"""Holds `chancery check --format sarif` against the types that pydantic-sarif makes of OASIS's schema of SARIF 2.1.0.

    pip install pydantic-sarif
    python tests/foreign/check_sarif.py target/debug/chancery

The argument is the program. The inputs are the examples of docs/diagnostics.md that `chancery check` is run on, so that
every code is seen that a few lines bring about. Prints one line for each; the exit status is 1 where one fails. Unknown
properties are faults.
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import ValidationError
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log

ROOT = Path(__file__).resolve().parents[2]
ENDINGS = {"yaml": "yaml", "jsonl": "jsonl", "turtle": "ttl"}

failures = 0


def report(name, ok, detail=""):
    global failures
    failures += not ok
    print(f"{'ok  ' if ok else 'FAIL'} {name}" + (f": {detail}" if detail else ""), flush=True)


def faults(text, folder):
    """What the schema cannot say: indices lead to their rules, URIs to files, regions to their snippets."""
    try:
        Log.model_validate_json(text)
    except ValidationError as error:
        return str(error)
    run = json.loads(text)["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            return f"the index of {result['ruleId']} is of another rule"
        for place in result.get("locations", []) + result.get("relatedLocations", []):
            physical = place["physicalLocation"]
            uri = urlsplit(physical["artifactLocation"]["uri"])
            path = folder / unquote(uri.path)
            if uri.scheme or (not path.exists() and "<built in>" not in str(path)):
                return f"{uri.geturl()} is not a file"
            region = physical.get("region", {})
            if path.exists() and "snippet" in region and region["startLine"] == region["endLine"]:
                line = path.read_text(encoding="utf-8").split("\n")[region["startLine"] - 1]
                shown = line[region["startColumn"] - 1 : region["endColumn"] - 1]
                if shown != region["snippet"]["text"]:
                    return f"{shown!r} is not {region['snippet']['text']!r}"
    return ""


def examples(document):
    """Of each example that is checked: its code, its files by name, and the arguments of the program."""
    for section in document.split("\n## ")[1:]:
        code = section.split("\n", 1)[0]
        blocks = re.findall(r"^```(\w+) ?(.*)\n((?:.*\n)*?)```$", section, re.MULTILINE)
        files = {name: text for language, name, text in blocks if language != "sh"}
        if len(blocks) == 1 and "" in files:
            name = f"the notes, no 1.{ENDINGS[blocks[0][0]]}"
            yield code, {name: files[""]}, ["check", name]
        elif blocks:
            arguments = shlex.split(blocks[-1][2])[1:]
            if arguments[0] == "check" and "--format" not in arguments:
                yield code, files, arguments


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    program = Path(sys.argv[1]).resolve()
    document = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    for code, files, arguments in examples(document):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder) / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            done = subprocess.run(
                [program, *arguments, "--format", "sarif"],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            fault = faults(done.stdout, Path(folder))
            found = {result["ruleId"] for result in json.loads(done.stdout)["runs"][0]["results"]}
            report(f"{code} is told in a log that is valid", not fault and code in found, fault or done.stderr[:300])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
