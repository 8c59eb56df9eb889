"""Lets Chancery read a dump of Wikidata made from a real slice, and compares it with gzip and with another filter.

Run it after `cargo build --release`: python3 benches/peers/wikidata.py SLICE [--bytes N] [--rounds N] [--only PARTS].
SLICE is a JSON dump of Wikidata packed by gzip, an array with one entity to a line. Tables in Markdown go to standard
output, talk to standard error; the exit status is 1 if a count is not what it should be. The peer, an npm package, is
installed into an environment of its own, target/peers-NAME; dumps and what is made of them are in target/tmp/wikidata.

The parts: `dump` makes the dump; `gzip`, `peer` and `chancery` are measured on it, their rounds taken in turn, the dump
in the page cache; `memory` is the peak memory of an export of dumps of several sizes; `audit` holds ten thousand facts
against the slice. A dump that was made before with the same parameters is used again.

A dump repeats the entities of the slice under ids of their own; with an id change the ids of the entity's statements,
never a value. Entities with a statement of P530 or P463, rare in Wikidata, are left out of nine rounds in ten. The
program is copied before it is measured, so that one that is built meanwhile does not come in between. Peak memory is
that of the largest process, and never less than the 23 MB of this script, of which each process is born.
"""

import argparse
import gzip
import hashlib
import json
import os
import random
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from tables import apart

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "tmp" / "wikidata"
BUILT = TARGET / "release" / "chancery"
CHANCERY = WORK / "chancery"
PEER, VERSION = "wikibase-dump-filter", "6.1.1"
PARTS = ["dump", "gzip", "peer", "chancery", "memory", "audit"]

# Changed with what a dump holds, so that none is used that was made otherwise.
FORM = 1
# Larger than the number of any item of Wikidata, so that no new id is that of a value.
FIRST = 500_000_000
MARKS = {"P530", "P463"}
RARE = 10
FACTS = 10_000
AIM = 1.0
# Seconds after which a process is ended.
LIMIT = 3600


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(*commands, output=os.devnull, makes=None, fine=(0,)):
    """Commands joined by pipes: seconds by the clock, seconds of processor time of all with their children, and the
    peak memory of the largest process in MB. What the last run made is removed first, so that none has to wait for
    memory of the file cache that was never used before."""
    if makes:
        makes.unlink(missing_ok=True)
    children, pipe = [], None
    begun = time.perf_counter()
    with open(output, "wb") as out, open(WORK / "standard-error", "wb") as err:
        for place, command in enumerate(commands):
            last = place == len(commands) - 1
            given = pipe or subprocess.DEVNULL
            words = [str(word) for word in command]
            child = subprocess.Popen(words, stdin=given, stdout=out if last else subprocess.PIPE, stderr=err, cwd=WORK)
            if pipe:
                pipe.close()
            pipe = child.stdout
            children.append(child)
        late = threading.Timer(LIMIT, end, [children])
        late.start()
        cpu, memory = 0.0, 0.0
        for child in children:
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            cpu += used.ru_utime + used.ru_stime
            memory = max(memory, used.ru_maxrss / 1024)
        wall = time.perf_counter() - begun
        late.cancel()
    for child in children:
        if child.returncode not in fine:
            sys.exit(f"{shlex.join(child.args)}: exit status {child.returncode}\n{standard_error()[-2000:]}")
    return wall, cpu, memory


def end(children):
    for child in children:
        if child.returncode is None:
            os.kill(child.pid, signal.SIGKILL)


def standard_error():
    return (WORK / "standard-error").read_text(errors="replace")


def entities_of(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            text = line.strip().removesuffix(",")
            if text.startswith("{"):
                yield text


def statements_of(entity):
    return [statement for some in (entity["claims"] or {}).values() for statement in some]


def parted(text):
    """An entity as the pieces between the places of its number: at its head, and in the ids of its statements, where
    the letter may be a small one. With them its statements by property and rank."""
    entity = json.loads(text)
    number, statements = entity["id"][1:], statements_of(entity)
    pieces, at = [], 0
    for found in re.finditer(rf'\A\{{"type":"item","id":"Q{number}(?=")|"id":"[Qq]{number}(?=\$)', text):
        pieces.append(text[at : found.end() - len(number)])
        at = found.end()
    pieces.append(text[at:])
    again = json.loads("7".join(pieces))
    renamed = {statement["id"].upper().split("$")[0] for statement in statements_of(again)}
    if again["id"] != "Q7" or renamed - {"Q7"} or len(pieces) != len(statements) + 2:
        sys.exit(f"{entity['id']}: its id cannot be changed")
    counts = Counter((statement["mainsnak"]["property"], statement["rank"]) for statement in statements)
    return [piece.encode() for piece in pieces], number.encode(), counts


def dump_of(slice_, size):
    """A dump of this many bytes, unpacked, and what is known of it; the same bytes each time."""
    path = WORK / f"dump-{size}.json.gz"
    about = path.with_suffix(".about.json")
    wanted = {"form": FORM, "slice": hashlib.sha256(slice_.read_bytes()).hexdigest(), "size": size}
    for again in (True, False):
        known = json.loads(about.read_text()) if about.exists() and path.exists() else {}
        if wanted.items() <= known.items() and known["packed"] == path.stat().st_size:
            return path, known
        if again:
            apart(write_dump, slice_, path, about, wanted)
    sys.exit(f"{path} is not whole")


def write_dump(slice_, path, about, wanted):
    os.nice(10)
    parts = [parted(text) for text in entities_of(slice_)]
    rare = [any(of in MARKS for of, _ in counts) for _, _, counts in parts]
    half = path.with_suffix(".half")
    size, turn, unpacked, entities, told = wanted["size"], 0, 2, 0, 0
    statements, holders = Counter(), Counter()
    with open(half, "wb") as file, gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as out:
        out.write(b"[\n")
        while unpacked < size:
            for place, (pieces, number, counts) in enumerate(parts):
                if rare[place] and turn % RARE or unpacked >= size:
                    continue
                if turn > 0:
                    number = str(FIRST + turn * len(parts) + place).encode()
                line = (b",\n" if entities else b"") + number.join(pieces)
                out.write(line)
                unpacked += len(line)
                entities += 1
                statements.update(counts)
                holders.update({of for of, _ in counts})
            turn += 1
            if unpacked - told > 100_000_000:
                told = unpacked
                say(f"{path.name}: {unpacked / 1e6:,.0f} MB of {size / 1e6:,.0f} MB written")
        unpacked += out.write(b"\n]\n")
    by_property = {}
    for (of, rank), number in sorted(statements.items()):
        by_property.setdefault(of, {})[rank] = number
    known = {
        **wanted,
        "unpacked": unpacked,
        "packed": half.stat().st_size,
        "rounds": turn,
        "entities": entities,
        "holders": dict(sorted(holders.items())),
        "statements": by_property,
    }
    half.replace(path)
    about.write_text(json.dumps(known))


def expected(known, properties):
    """How many statements of these properties a dump holds: of normal and preferred rank, and of any."""
    ranks = [known["statements"].get(of, {}) for of in properties]
    every = sum(sum(some.values()) for some in ranks)
    return every - sum(some.get("deprecated", 0) for some in ranks), every


def describe(path, known, properties):
    heads = ["dump", "bytes", "packed", "entities", *(f"{of}: normal, preferred, deprecated" for of in properties)]
    print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    counts = [known["statements"].get(of, {}) for of in properties]
    ranks = [", ".join(f"{some.get(rank, 0):,}" for rank in ("normal", "preferred", "deprecated")) for some in counts]
    sizes = [f"{known[what]:,}" for what in ("unpacked", "packed", "entities")]
    print(f"| {' | '.join([path.name, *sizes, *ranks])} |")
    print(f"\nOf normal and preferred rank together: {expected(known, properties)[0]:,}.\n", flush=True)


def environment():
    folder = TARGET / f"peers-{PEER}"
    program, installed = folder / "node_modules" / ".bin" / PEER, folder / "installed.txt"
    wanted = f"{PEER}@{VERSION}"
    if not installed.exists() or installed.read_text() != wanted or not program.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        npm = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run([*npm, wanted], check=True, stdout=subprocess.DEVNULL)
        installed.write_text(wanted)
    return program


def export(dump, *options, makes):
    return run([CHANCERY, "export", dump, "--output", makes, *options], makes=makes)


def summary():
    """The line of Chancery that accounts for what it read."""
    return next((line for line in standard_error().splitlines() if " made + " in line), "")


def judged(output, known, properties):
    """The statements on the properties that stand in an export, what they should be, and whether they are."""
    own = tuple(f': statement on {of}"@en .\n'.encode() for of in properties)
    # As a predicate; as an object it stands once for each property.
    shape = [f" <http://www.wikidata.org/prop/statement/{of}> <".encode() for of in properties]
    with open(output, "rb") as file:
        found = sum(line.endswith(own) or any(of in line for of in shape) for line in file)
    some, _ = expected(known, properties)
    return found, some, "equal" if found == some else "DIFFER"


def compare(said, dump, known, parts):
    """The parts that are measured on one dump, their rounds taken in turn. Returns whether a count differs."""
    unpack = ["gzip", "-dc", dump]
    works, checks, differs = {}, [], False
    if "gzip" in parts:
        works["`gzip -dc`"] = lambda: run(unpack)
    if "peer" in parts:
        keep = [environment(), "--claim", "P530", "--quiet"]
        run(unpack, keep, ["wc", "-l"], output=WORK / "lines")
        lines, holders = int((WORK / "lines").read_text()), known["holders"].get("P530", 0)
        checks.append((PEER, f"{lines:,} entities", f"{holders:,}", "equal" if lines == holders else "DIFFER"))
        works[f"`{PEER} --claim P530` {VERSION}, behind `gzip -dc`"] = lambda: run(unpack, keep)
    told = {}
    if "chancery" in parts:
        for shape in ([], ["--shape", "wikidata"]):
            what = " ".join(["chancery export", *shape])
            output = WORK / ("shape.nt" if shape else "out.nt")

            def work(what=what, output=output, shape=shape):
                took = export(dump, *shape, "--format", "n-triples", *said.export_options, makes=output)
                told[what] = f"{summary()} [{output.stat().st_size:,} bytes]", output
                return took

            works[f"`{what}`, N-Triples"] = work

    with open(dump, "rb") as file:
        while file.read(1 << 20):
            pass
    took = {what: [] for what in works}
    for turn in range(said.rounds):
        for what, work in works.items():
            took[what].append(work())
            say("{}, round {}: {:.2f} s, {:.2f} s of processor time, {:.0f} MB".format(what, turn + 1, *took[what][-1]))
    medians = {what: [statistics.median(column) for column in zip(*some)] for what, some in took.items()}
    least = medians.get("`gzip -dc`")
    print("| what | clock | processor time | peak memory | unpacked, a second | clock, of gzip's |")
    print("|---|---|---|---|---|---|")
    for what, (wall, cpu, memory) in medians.items():
        speed, ratio = known["unpacked"] / wall / 1e6, f"{wall / least[0]:.2f}" if least else ""
        print(f"| {what} | {wall:.2f} s | {cpu:.2f} s | {memory:,.0f} MB | {speed:,.0f} MB | {ratio} |")
    for what, (line, output) in told.items():
        say(f"{what}: {line}")
        found, some, verdict = judged(output, known, said.properties)
        checks.append((what, f"{found:,} statements on {', '.join(said.properties)}", f"{some:,}", verdict))
    if checks:
        print("\n| what | counts | expected | the counts |\n|---|---|---|---|")
    for row in checks:
        print(f"| {' | '.join(row)} |")
        differs |= row[-1] == "DIFFER"
    print(flush=True)
    return differs


def remember(said):
    """What memory an export takes, whatever the size of the dump. Returns whether a count differs."""
    rows, differs = [], False
    for size in said.sizes:
        dump, known = dump_of(said.slice, size)
        output = WORK / "memory.nt"
        took = export(dump, "--format", "n-triples", *said.export_options, makes=output)
        say("{}: {:.2f} s, {:.2f} s of processor time, {:.0f} MB".format(dump.name, *took))
        say(f"{dump.name}: {summary()}")
        found, some, verdict = judged(output, known, said.properties)
        output.unlink()
        differs |= verdict == "DIFFER"
        rows.append((known, took, found, some, verdict))
    print("| dump, unpacked | packed | peak memory | clock | statements | expected | the counts |")
    print("|---|---|---|---|---|---|---|")
    for known, (wall, _, memory), found, some, verdict in rows:
        sizes = f"{known['unpacked'] / 1e6:,.0f} MB | {known['packed'] / 1e6:,.0f} MB"
        print(f"| {sizes} | {memory:,.0f} MB | {wall:.2f} s | {found:,} | {some:,} | {verdict} |")
    print(flush=True)
    return differs


def day_of(snaks):
    """The first of some qualifiers as a date of EDTF; nothing where there is none, or none that a date can say."""
    value = next((snak["datavalue"]["value"] for snak in snaks or [] if snak["snaktype"] == "value"), None)
    if not value or value["precision"] not in (9, 10, 11) or not value["calendarmodel"].endswith("/Q1985727"):
        return None
    found = re.match(r"\+(\d{4})-(\d\d)-(\d\d)T", value["time"])
    return found and "-".join(found.groups()[: value["precision"] - 8])


def write_facts(slice_, path):
    """Memberships: those that the slice states, every third of them with other dates; then for its states those that it
    does not state; then those of other states, of which it knows nothing."""
    registry = ROOT / "data" / "registry"
    organizations = re.findall(r"wikidata: (Q\d+)", (registry / "organizations.yaml").read_text())
    states = re.findall(r"wikidata: (Q\d+)", (registry / "states.yaml").read_text())
    chance, pairs, facts, known = random.Random(7), set(), [], []
    told = Counter()

    def add(kind, state, organization, during):
        pairs.add((state, organization))
        told[kind] += 1
        fact = {"member": state, "organization": organization, "status": "member"}
        facts.append({**fact, "during": during} if during else fact)

    for text in entities_of(slice_):
        entity = json.loads(text)
        if entity["id"] not in states:
            continue
        known.append(entity["id"])
        for statement in (entity["claims"] or {}).get("P463", []):
            snak = statement["mainsnak"]
            organization = snak["datavalue"]["value"].get("id") if snak["snaktype"] == "value" else None
            if organization not in organizations or (entity["id"], organization) in pairs:
                continue
            qualifiers = statement.get("qualifiers") or {}
            begin, end = day_of(qualifiers.get("P580")), day_of(qualifiers.get("P582"))
            during = f"{begin or ''}/{end or '..'}" if begin or end else None
            if sum(told.values()) % 3 == 2:
                add("stated with other dates", entity["id"], organization, f"{chance.randint(1900, 2020)}/..")
            else:
                add("stated", entity["id"], organization, during)
    for state in known:
        for organization in organizations:
            if (state, organization) not in pairs and len(facts) < FACTS:
                add("absent", state, organization, f"{chance.randint(1950, 2020)}/..")
    others = [state for state in states if state not in known]
    if (len(known) + len(others)) * len(organizations) < FACTS:
        sys.exit("the registry has too few states and organisations")
    while len(facts) < FACTS:
        state, organization = chance.choice(others), chance.choice(organizations)
        if (state, organization) not in pairs:
            add("of states that are not in the slice", state, organization, f"{chance.randint(1950, 2020)}/..")
    with open(path, "w", encoding="utf-8") as out:
        out.write(json.dumps({"document": {"id": "audit-bench", "title": "Memberships to be audited"}}) + "\n")
        for row, fact in enumerate(facts, 1):
            out.write(json.dumps({"row": row, "membership": fact}) + "\n")
    say(f"{path}: " + ", ".join(f"{number:,} {kind}" for kind, number in told.items()))


def audit(said):
    facts, found = WORK / "facts.jsonl", WORK / "audit.json"
    apart(write_facts, said.slice, facts)
    command = [CHANCERY, "audit", facts, "--against", said.slice, "--format", "json"]
    # That an audit finds something may be told by exit status 1.
    run(command, output=found, fine=(0, 1))
    text = found.read_text()
    if not text.strip():
        sys.exit(f"{shlex.join(map(str, command))}: no answer\n{standard_error()[-2000:]}")
    try:
        answer = json.loads(text)
    except json.JSONDecodeError:
        answer = [json.loads(line) for line in text.splitlines()]
    parts = answer.items() if isinstance(answer, dict) else [("rows", answer)]
    sizes = (f"{name}: {len(part) if isinstance(part, (list, dict)) else part}" for name, part in parts)
    say("the audit: " + ", ".join(sizes))
    say("\n".join(standard_error().splitlines()[-3:]))
    took = []
    for turn in range(said.audit_rounds):
        took.append(run(command, fine=(0, 1)))
        say("audit, round {}: {:.3f} s, {:.2f} s of processor time, {:.0f} MB".format(turn + 1, *took[-1]))
    wall, cpu, memory = [statistics.median(column) for column in zip(*took)]
    print("| what | clock | processor time | peak memory | aim |\n|---|---|---|---|---|")
    what, verdict = f"audit of {FACTS:,} facts against {said.slice.name}", "kept" if wall <= AIM else "MISSED"
    print(f"| {what} | {wall:.3f} s | {cpu:.2f} s | {memory:,.0f} MB | {AIM:g} s, {verdict} |", flush=True)


def main():
    listed = lambda text: [word.strip() for word in text.split(",") if word.strip()]
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("slice", type=Path, help="a dump of real entities: entities-2021.json.gz")
    options.add_argument("--bytes", type=int, default=1_000_000_000, help="how large the dump is, unpacked")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--audit-rounds", type=int, default=3)
    sizes = "100000000,1000000000,4000000000"
    options.add_argument("--sizes", type=listed, default=sizes, help="of dumps, for `memory`")
    options.add_argument("--only", type=listed, default=PARTS, metavar="PARTS", help=f"some of {','.join(PARTS)}")
    options.add_argument("--audit", action="store_true", help="the same as --only audit")
    options.add_argument("--properties", type=listed, default=["P530", "P463"], help="whose statements are counted")
    options.add_argument("--export-options", type=shlex.split, default=[], help="more for `chancery export`, one text")
    said = options.parse_args()
    parts = ["audit"] if said.audit else said.only
    sound = not set(parts) - set(PARTS) and all(size.isdigit() for size in said.sizes)
    if not sound or min(said.rounds, said.audit_rounds) < 1:
        options.error("an unknown part, a size that is not a number, or no round")
    said.slice, said.sizes = said.slice.resolve(), [int(size) for size in said.sizes]
    WORK.mkdir(parents=True, exist_ok=True)
    if {"chancery", "memory", "audit"} & set(parts):
        shutil.copy2(BUILT, CHANCERY)

    differs = False
    if {"dump", "gzip", "peer", "chancery"} & set(parts):
        dump, known = dump_of(said.slice, said.bytes)
        describe(dump, known, said.properties)
        if set(parts) & {"gzip", "peer", "chancery"}:
            differs |= compare(said, dump, known, parts)
    if "memory" in parts:
        differs |= remember(said)
    if "audit" in parts:
        audit(said)
    sys.exit(differs)


if __name__ == "__main__":
    main()
