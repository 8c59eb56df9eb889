"""Asks Chancery and other libraries which states are meant by names, and compares what they answer and the time.

Run it after `cargo build --release`: python3 benches/peers/names.py [--rounds N] [--cow FILE]. Tables in Markdown go to
standard output; what Chancery missed or answered wrongly goes to standard error, with other talk. Each peer is installed
into an environment of its own, target/peers-NAME.

The names are those of tests/expected/hard-names.tsv, which says what they mean, or that they must not be answered. The
peers know no dates and are asked by name only; Chancery is told the date too. The peers answer with a code of ISO 3166-1,
Chancery with an entity. States without such a code today are counted apart: there it is right of a peer to say nothing,
and wrong to name a successor. Precision and recall are of the others; an answer to a name that has none is a wrong one.

With --cow, the same is asked of a list of state-years of the Correlates of War with the columns cown, cow.name and year.
There the right answer is the code of the present state with the same number in that list; an earlier bearer of the number
counts as that state, and numbers which no present state has are left out. The peers are asked each name once.

Seconds are by the clock and of a whole process, from its start to the last answer; the median of some rounds.
"""

import argparse
import csv
import json
import os
import re
import statistics
import subprocess
import sys
import time
import unicodedata
import venv
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parent.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
CHANCERY = TARGET / "release" / "chancery"
PEERS = {"pycountry": "26.2.16", "country_converter": "1.3.2", "hdx-python-country": "4.2.5"}
# country_converter 1.3.2 fails to start with pandas 3.1.
BESIDE = {"country_converter": ["pandas==3.0.6"]}
# Each way to ask, the peer it belongs to, and what is called.
WAYS = {
    "pycountry-lookup": ("pycountry", "`lookup`"),
    "pycountry-fuzzy": ("pycountry", "`search_fuzzy`, its first"),
    "coco": ("country_converter", "`convert`"),
    "hdx-exact": ("hdx-python-country", "`get_iso3_country_code`"),
    "hdx-fuzzy": ("hdx-python-country", "`get_iso3_country_code_fuzzy`"),
}
# Codes that are in use for a state without being of ISO 3166-1.
ASSIGNED_BY_USERS = {"kosovo": {"XKX", "XKV", "XKK"}}


def say(text):
    print(text, file=sys.stderr, flush=True)


def slug(name):
    """The identifier made of a name, as far as the names of the registry need it."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", re.sub("['’]", "", bare).lower()).strip("-")


def registry():
    """The states and polities: for each identifier its code, its Correlates of War number, and whether it exists today."""
    value = r'("[^"]*"|[^,}\n]*)'
    entities = {}
    for file in ("states", "polities", "former-states"):
        text = (ROOT / "data" / "registry" / f"{file}.yaml").read_text(encoding="utf-8")
        for record in re.split(r"^  - (?:state|polity):", text, flags=re.MULTILINE)[1:]:
            keys = ("id", "name", "iso3", "cow")
            found = {key: re.search(rf"[{{,\n] *{key}: {value}", record) for key in keys}
            found = {key: match[1].strip('" ') if match else None for key, match in found.items()}
            entities[found["id"] or slug(found["name"])] = (found["iso3"], found["cow"], file != "former-states")
    return entities


def table(path, delimiter):
    with open(path, encoding="utf-8", newline="") as lines:
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        return list(csv.DictReader(lines, delimiter=delimiter, quoting=quoting))


def environment(peer):
    folder = TARGET / f"peers-{peer}"
    python, installed = folder / "bin" / "python3", folder / "installed.txt"
    wanted = [f"{peer}=={PEERS[peer]}", *BESIDE.get(peer, [])]
    if not installed.exists() or installed.read_text() != "\n".join(wanted):
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted], check=True)
        installed.write_text("\n".join(wanted))
    return python


def measured(what, command, given, rounds):
    """What a command answers, and the median of the seconds that it takes."""
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        done = subprocess.run(command, input=given.encode(), capture_output=True)
        took.append(time.perf_counter() - begun)
        # Chancery's exit status is 1 if any name was not found.
        if done.returncode not in ((0, 1) if command[0] == CHANCERY else (0,)):
            sys.exit(f"{what}: {done.stderr.decode()[-2000:]}")
    say("{}: {}".format(what, ", ".join(f"{seconds:.2f} s" for seconds in took)))
    return done.stdout.decode(), statistics.median(took)


def ask_chancery(asked, rounds):
    """The identifiers of the entities, and the seconds."""
    given = "".join(f"{name}\t{date}\n" for name, date in asked)
    command = [CHANCERY, "match", "--kind", "polity", "--format", "tsv"]
    text, seconds = measured("chancery", command, given, rounds)
    lines = text.rstrip("\n").split("\n")[1:]
    if len(lines) != len(asked):
        sys.exit(f"chancery: {len(lines)} answers to {len(asked)} names")
    return [line.split("\t")[2].split(":")[-1] or None for line in lines], seconds


def ask_peer(way, asked, rounds):
    """The codes, and the seconds."""
    names = list(dict.fromkeys(name for name, _ in asked))
    text, seconds = measured(way, [environment(WAYS[way][0]), HERE, "--ask", way], json.dumps(names), rounds)
    answers = dict(zip(names, json.loads(text)))
    return [answers[name] for name, _ in asked], seconds


def answer(way):
    """What the process of a peer does: it reads a list of names and writes a list of codes."""
    names = json.load(sys.stdin)
    if way.startswith("pycountry"):
        import pycountry

        def of(name):
            try:
                if way == "pycountry-lookup":
                    return pycountry.countries.lookup(name).alpha_3
                return pycountry.countries.search_fuzzy(name)[0].alpha_3
            except LookupError:
                return None

        found = [of(name) for name in names]
    elif way == "coco":
        import logging

        import country_converter

        logging.disable()
        # What stands for nothing found has to be a text: with None, the name itself would be the answer.
        answers = country_converter.convert(names, to="ISO3", not_found="not found", enforce_list=True)
        found = [codes[0] if len(codes) == 1 and codes != ["not found"] else None for codes in answers]
    else:
        from hdx.location.country import Country

        # The list inside the package, not the one on the net.
        Country.countriesdata(use_live=False)
        if way == "hdx-exact":
            found = [Country.get_iso3_country_code(name) for name in names]
        else:
            found = [Country.get_iso3_country_code_fuzzy(name)[0] for name in names]
    json.dump(found, sys.stdout)


def judged(rows, answers, right):
    """Counts of the answers. The group of a row is what kind of name it is: of a state with a code, without, or none."""
    count = Counter()
    for (group, expected), given in zip(rows, answers):
        verdict = "silent" if given is None else "right" if right(expected, given) else "wrong"
        count[group, verdict] += 1
    return count


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else ""


def table_of(results):
    """Prints a table; of the columns about names with no answer and states without a code, only those that have any."""
    none = any(group == "none" for _, count, _ in results for group, _ in count)
    codeless = any(group == "codeless" for _, count, _ in results for group, _ in count)
    columns = ["asked", "answerable", "rightly", "wrongly", "not answered"]
    columns += ["unanswerable", "answered all the same"] if none else []
    columns += ["precision", "recall"]
    columns += ["without a code", "named", "silent", "wrong"] if codeless else []
    columns += ["seconds"]
    print("| " + " | ".join(columns) + " |")
    print("|---" * len(columns) + "|")
    for what, count, seconds in results:
        total = lambda group: sum(count[group, verdict] for verdict in ("right", "wrong", "silent"))
        right, wrong = count["coded", "right"], count["coded", "wrong"]
        guessed = count["none", "wrong"]
        cells = [what, total("coded"), right, wrong, count["coded", "silent"]]
        cells += [total("none"), guessed] if none else []
        cells += [percent(right, right + wrong + guessed), percent(right, total("coded"))]
        if codeless:
            cells += [total("codeless"), *(count["codeless", verdict] for verdict in ("right", "silent", "wrong"))]
        cells += [f"{seconds:.2f}"]
        print("| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells) + " |")
    print()


def results_of(asked, rows, rounds, right_entity, right_code):
    """The rows of a table, and what Chancery answered."""
    own, seconds = ask_chancery(asked, rounds)
    results = [("Chancery", judged(rows, own, right_entity), seconds)]
    for way, (peer, called) in WAYS.items():
        answers, seconds = ask_peer(way, asked, rounds)
        results.append((f"{peer} {PEERS[peer]}, {called}", judged(rows, answers, right_code), seconds))
    return results, own


def compare_hard(entities, rounds):
    """The labelled names."""
    labelled = table(ROOT / "tests" / "expected" / "hard-names.tsv", "\t")
    codes = {name: ({code} if code else set()) | ASSIGNED_BY_USERS.get(name, set()) for name, (code, _, _) in entities.items()}

    def group(expected):
        if expected == "-":
            return "none"
        return "coded" if codes[expected] and entities[expected][2] else "codeless"

    asked = [(row["name"], row["date"]) for row in labelled]
    rows = [(group(row["expected"]), row["expected"]) for row in labelled]
    right_code = lambda expected, given: given in codes.get(expected, ())
    results, own = results_of(asked, rows, rounds, lambda expected, given: given == expected, right_code)
    table_of(results)
    for kind in ("plain", "hard", "none"):
        those = [(row, given or "-") for row, given in zip(labelled, own) if row["class"] == kind]
        right = sum(row["expected"] == given for row, given in those)
        say(f"Chancery, {kind}: {right} of {len(those)} as expected")
    for row, given in zip(labelled, own):
        if (given or "-") != row["expected"]:
            said = "missed" if given is None else f"answered {given}"
            say(f"  {row['name']!r} {row['date']}: {said}, expected {row['expected']} ({row['class']})")


def compare_cow(entities, path, rounds):
    """The state-years of the Correlates of War."""
    present = {}
    for name, (code, number, today) in entities.items():
        if today and code and number and present.setdefault(number, code) != code:
            sys.exit(f"{number} is the number of two states")
    codes = {name: present.get(number, code) for name, (code, number, _) in entities.items()}
    listed = [row for row in table(path, ",") if row["cown"] in present]
    asked = [(row["cow.name"], row["year"]) for row in listed]
    rows = [("coded", present[row["cown"]]) for row in listed]
    right_entity = lambda expected, given: codes.get(given) == expected
    results, own = results_of(asked, rows, rounds, right_entity, lambda expected, given: given == expected)
    table_of(results)
    missed = {}
    for (name, year), (_, expected), given in zip(asked, rows, own):
        if codes.get(given) != expected:
            missed.setdefault((name, expected, given), []).append(int(year))
    for (name, expected, given), years in missed.items():
        said = f"answered {given}" if given else "missed"
        say(f"  {name!r}, {len(years)} years of {min(years)} to {max(years)}: {said}, expected {expected}")


def main():
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--rounds", type=int, default=3)
    said.add_argument("--cow", type=Path, help="a list of state-years of the Correlates of War, as CSV")
    said = said.parse_args()
    entities = registry()
    compare_hard(entities, said.rounds)
    if said.cow:
        compare_cow(entities, said.cow, said.rounds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        answer(sys.argv[2])
    else:
        main()
