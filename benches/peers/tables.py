"""Lets Chancery and other mappers turn the same million rows into the same triples, and compares time and memory.

Run it after `cargo build --release`: python3 benches/peers/tables.py [--rows N] [--rounds N] [--cow FILE]. Tables in
Markdown go to standard output, talk to standard error; the exit status is 1 if a peer's triples differ. Each peer is
installed into an environment of its own, target/peers-NAME; tables and triples stand in target/tmp/tables, which takes
8 GB for a million rows.

The rows are states, organisations, statuses, and years from and until; Chancery reads them as they are, by codes. The
peers get what is easier: one table with an IRI, a label, a member, an organization, a status, a time and a matter in
each row, and one with each time once, its bounds in columns. Chancery describes the states, organizations and statuses
too; those triples are not compared.
"""

import argparse
import csv
import multiprocessing
import os
import random
import re
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parent.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "tmp" / "tables"
CHANCERY = TARGET / "release" / "chancery"
PEERS = {"morph-kgc": "2.10.0", "maplib": "0.20.0"}

ID = "https://w3id.org/chancery/id/"
# What is compared: the memberships, and their times, which run from year to year.
COMPARED = {"facts": ID + "membership/", "spans": ID + r"time/[0-9]{4}\.\.[0-9]{4}$"}
CHY = "https://w3id.org/chancery/ontology#"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF-level1"

# Predicate, column of the peers' table, and what stands in it: an IRI, a language, a datatype, or a plain text.
FACT = [
    (RDFS_LABEL, "label", "@en"),
    (CHY + "member", "member", "iri"),
    (CHY + "organization", "organization", "iri"),
    (CHY + "membershipStatus", "status", "iri"),
    (CHY + "during", "during", "iri"),
    (CHY + "matter", "matter", ""),
]
SPAN = [
    (RDFS_LABEL, "label", "@en"),
    (CHY + "edtf", "edtf", EDTF),
    (CHY + "beginEarliest", "begin_earliest", XSD + "date"),
    (CHY + "beginLatest", "begin_latest", XSD + "date"),
    (CHY + "endEarliest", "end_earliest", XSD + "date"),
    (CHY + "endLatest", "end_latest", XSD + "date"),
    (CHY + "precision", "precision", XSD + "integer"),
]
# What bounds the years in which a name is in use.
BOUNDS = re.compile(r"\b(names hold|founded|dissolved):")
TABLES = {"facts": (CHY + "Membership", FACT), "spans": (CHY + "TimeSpan", SPAN)}

RECIPE = """recipe: memberships
document: {id: memberships, title: Memberships}
columns:
  status: {of: status, values: {full: full, associate: associate, observer: observer}}
facts:
  - membership: {member: "iso3:{state}", organization: "igo:{organisation}", status: "{status}", during: "{from}/{until}"}
"""


def say(text):
    print(text, file=sys.stderr, flush=True)


def generate(rows):
    """A table of distinct memberships of states and organisations of the registry; the same bytes each time."""
    path = WORK / f"rows-{rows}.csv"
    if not path.exists():
        apart(write_rows, path, rows)
    return path


def write_rows(path, rows):
    registry = ROOT / "data" / "registry"
    # A row outside the years in which a name is in use would be refused.
    def codes(file, pattern):
        records = (registry / file).read_text().split("\n  - ")
        return [code for one in records if not BOUNDS.search(one) for code in re.findall(pattern, one)]

    states = codes("states.yaml", r"iso3: ([A-Z]{3})")
    organisations = codes("organizations.yaml", r"igo: ([A-Za-z0-9-]+)[,}]")
    chance, seen = random.Random(7), set()
    with open(path, "w") as out:
        out.write("state,organisation,status,from,until\n")
        while len(seen) < rows:
            begin = chance.randint(1900, 2010)
            row = (
                chance.choice(states),
                chance.choice(organisations),
                chance.choice(["full", "associate", "observer"]),
                begin,
                chance.randint(begin, 2020),
            )
            if row not in seen:
                seen.add(row)
                out.write(",".join(map(str, row)) + "\n")


def apart(work, *given):
    """Does some work in a process of its own: what this one grows to would count as memory of those that it starts."""
    child = multiprocessing.get_context("fork").Process(target=work, args=given)
    child.start()
    child.join()
    if child.exitcode != 0:
        sys.exit(f"{work.__name__} failed")


def run(command, output=None, makes=None):
    """Seconds by the clock, seconds of processor time, and the peak memory of the largest process in MB. What the last
    run made is removed first, so that none has to wait for memory of the file cache that was never used before."""
    if makes:
        makes.unlink(missing_ok=True)
    begun = time.perf_counter()
    with open(output or WORK / "standard-output", "wb") as out, open(WORK / "standard-error", "wb") as err:
        child = subprocess.Popen([str(part) for part in command], stdout=out, stderr=err, cwd=WORK)
        _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    if status != 0:
        sys.exit(f"{command}: {(WORK / 'standard-error').read_text()[-2000:]}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def export(table, *options, recipe=None, makes=None):
    """Exports a table to a file, or to nowhere."""
    command = [CHANCERY, "export", table, "--recipe", recipe or WORK / "recipe.yaml", *options]
    return run([*command, "--output", makes], makes=makes) if makes else run(command, os.devnull)


def measured(what, rounds, work):
    """The medians of what some rounds of a piece of work took."""
    took = []
    for _ in range(rounds):
        took.append(work())
        say("{}: {:.2f} s, {:.2f} s of processor time, {:.0f} MB".format(what, *took[-1]))
    return [statistics.median(column) for column in zip(*took)]


def peers_tables(ours):
    """What Chancery wrote, as the tables of the peers: a column for each predicate."""
    statement = re.compile(r'<([^>]*)> <([^>]*)> (?:<([^>]*)>|"((?:[^"\\]|\\.)*)".*) \.$')
    files = {name: open(WORK / f"{name}.csv", "w", newline="") for name in TABLES}
    writers = {name: csv.writer(files[name]) for name in TABLES}
    for name, (_, some) in TABLES.items():
        writers[name].writerow(["iri", *(column for _, column, _ in some)])
    seen, subject, kind, row = set(), None, None, {}

    def finish():
        if kind and subject not in seen:
            if kind == "spans":
                seen.add(subject)
            writers[kind].writerow([subject, *(row[predicate] for predicate, _, _ in TABLES[kind][1])])

    with open(ours, encoding="utf-8") as lines:
        for line in lines:
            found = statement.match(line)
            if found[1] != subject:
                finish()
                subject, row = found[1], {}
                kind = next((table for table, form in COMPARED.items() if re.match(form, subject)), None)
            row[found[2]] = found[3] or found[4]
    finish()
    for file in files.values():
        file.close()


def rml():
    """The mapping of morph-kgc."""
    text = [
        "@prefix rr: <http://www.w3.org/ns/r2rml#> .",
        "@prefix rml: <http://semweb.mmlab.be/ns/rml#> .",
        "@prefix ql: <http://semweb.mmlab.be/ns/ql#> .",
    ]
    for name, (kind, columns) in TABLES.items():
        text.append(f'<#{name}> rml:logicalSource [ rml:source "{name}.csv" ; rml:referenceFormulation ql:CSV ] ;')
        text.append(f'  rr:subjectMap [ rml:reference "iri" ; rr:class <{kind}> ]')
        for predicate, column, form in columns:
            said = "rr:termType rr:IRI" if form == "iri" else ""
            said = f'rr:language "{form[1:]}"' if form.startswith("@") else said
            said = f"rr:datatype <{form}>" if form.startswith("http") else said
            text.append(
                f'  ; rr:predicateObjectMap [ rr:predicate <{predicate}> ; '
                f'rr:objectMap [ rml:reference "{column}" {"; " + said if said else ""} ] ]'
            )
        text.append("  .")
    return "\n".join(text) + "\n"


def map_with_maplib(output):
    """What the process of maplib does, from the tables to the triples."""
    import polars
    from maplib import RDFType, SolutionMappings, Model, rdf, xsd

    iri = RDFType.IRI
    model = Model()
    for name, (kind, columns) in TABLES.items():
        table = polars.read_csv(f"{name}.csv", infer_schema=False)
        types, arguments, body = {"iri": iri}, ["?iri"], [f"ottr:Triple(?iri, <{RDF_TYPE}>, <{kind}>)"]
        for predicate, column, form in columns:
            arguments.append(f"?{column}")
            body.append(f"ottr:Triple(?iri, <{predicate}>, ?{column})")
            if form.startswith("@"):
                pair = polars.struct(polars.col(column).alias(f"<{rdf.langString.iri}>"), polars.lit(form[1:]).alias("l"))
                table = table.with_columns(pair.alias(column))
                types[column] = RDFType.Literal(rdf.langString)
            elif form.startswith(XSD):
                types[column] = RDFType.Literal(getattr(xsd, form[len(XSD) :]))
                text = polars.col(column)
                table = table.with_columns(text.str.to_date() if form.endswith("date") else text.cast(polars.Int64))
            elif form.startswith("http"):
                types[column] = RDFType.Literal(form)
            else:
                types[column] = iri if form == "iri" else RDFType.Literal(xsd.string)
        prefixes = "@prefix ottr: <http://ns.ottr.xyz/0.4/> . @prefix t: <urn:template:> ."
        model.add_template(f"{prefixes}\nt:{name} [{', '.join(arguments)}] :: {{ {', '.join(body)} }} .")
        model.map(f"urn:template:{name}", SolutionMappings(table, types))
    model.write(output, format="ntriples")


def environment(peer):
    folder = TARGET / f"peers-{peer}"
    python, installed = folder / "bin" / "python3", folder / "installed.txt"
    wanted = f"{peer}=={PEERS[peer]}"
    if not installed.exists() or installed.read_text() != wanted:
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted], check=True)
        installed.write_text(wanted)
    return python


def sorted_set(path, ours):
    """The distinct triples of a file, sorted; of ours only those of the facts and times."""
    forms = "|".join(form.replace("$", ">") for form in COMPARED.values())
    kept = f"LC_ALL=C grep -E '^<({forms})' '{path}'" if ours else f"LC_ALL=C grep -v '^$' '{path}'"
    output = path.with_suffix(".set")
    subprocess.run(f"{kept} | LC_ALL=C sort -u -S 2G > '{output}'", shell=True, check=True, cwd=WORK)
    return output


def count(path):
    return int(subprocess.run(["wc", "-l", path], capture_output=True, text=True, check=True).stdout.split()[0])


def copied(path):
    """A bare copy of the same bytes to the same disk, which has them at the end, as it has what Chancery writes."""
    return run(["dd", f"if={path}", f"of={WORK / 'copy.nt'}", "bs=1M", "conv=fsync"], makes=WORK / "copy.nt")


def table_of(rows):
    print("| what | clock | processor time | peak memory | triples | the triples |")
    print("|---|---|---|---|---|---|")
    for what, (wall, cpu, memory), triples, verdict in rows:
        print(f"| {what} | {wall:.2f} s | {cpu:.2f} s | {memory:,.0f} MB | {triples} | {verdict} |")


def main():
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--rows", type=int, default=1_000_000)
    said.add_argument("--rounds", type=int, default=5)
    said.add_argument("--cow", type=Path, help="the Correlates of War table of state-years and organisations")
    said = said.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "recipe.yaml").write_text(RECIPE)
    table = generate(said.rows)
    ours, turtle = WORK / "chancery.nt", WORK / "sorted.ttl"
    without = ["--provenance", "none"]
    as_it_comes = [*without, "--order", "input", "--format", "n-triples"]

    export(table, *as_it_comes, makes=ours)
    apart(peers_tables, ours)
    (WORK / "mapping.ttl").write_text(rml())
    commands = {}
    for peer in PEERS:
        python, output = environment(peer), WORK / f"{peer}.nt"
        if peer == "maplib":
            commands[peer] = [python, HERE, "--maplib", output]
        else:
            (WORK / "morph.ini").write_text(
                f"[CONFIGURATION]\noutput_file={output}\noutput_format=N-TRIPLES\nlogging_level=ERROR\n"
                f"number_of_processes=2\n\n[Memberships]\nmappings=mapping.ttl\n"
            )
            commands[peer] = [python, "-m", "morph_kgc", "morph.ini"]

    results, differs = [], False
    work = lambda: export(table, *as_it_comes, makes=ours)
    first = measured("chancery, input order", said.rounds, work)
    theirs = sorted_set(ours, True)
    results.append(("chancery, `--order input`, N-Triples", first, f"{count(ours):,}", f"{count(theirs):,} compared"))
    work = lambda: export(table, *without, "--format", "turtle", makes=turtle)
    in_turtle = measured("chancery, sorted", said.rounds, work)
    results.append(("chancery, sorted and merged, Turtle", in_turtle, "", ""))
    copy = measured("a copy", said.rounds, lambda: copied(ours))
    results.append((f"a bare copy of the {ours.stat().st_size / 1e9:.2f} GB of N-Triples, to the disk", copy, "", ""))
    (WORK / "copy.nt").unlink()
    for peer, command in commands.items():
        output = WORK / f"{peer}.nt"
        took = measured(peer, said.rounds, lambda: run(command, makes=output))
        same = subprocess.run(["cmp", "--silent", theirs, sorted_set(output, False)]).returncode == 0
        differs |= not same
        results.append((f"{peer} {PEERS[peer]}", took, f"{count(output):,}", "equal" if same else "DIFFER"))
        ratios = [peer_took / own for peer_took, own in zip(took, first)]
        say("{}: {:.1f} times the clock, {:.1f} times the processor time, {:.1f} times the memory".format(peer, *ratios))
        output.unlink()
    table_of(results)

    print("\n| rows, `--order input`, N-Triples to nowhere | clock | peak memory |\n|---|---|---|")
    for rows in (said.rows // 10, said.rows, said.rows * 10):
        wall, _, memory = export(generate(rows), *as_it_comes)
        print(f"| {rows:,} | {wall:.2f} s | {memory:,.0f} MB |")
    if said.cow:
        recipe, output = ROOT / "recipes" / "cow-igo.yaml", WORK / "cow.ttl"
        work = lambda: export(said.cow.resolve(), recipe=recipe, makes=output)
        took = measured("the Correlates of War", said.rounds, work)
        print("\nThe Correlates of War table to spells in Turtle: {:.2f} s, {:.2f} s of processor time, {:.0f} MB.".format(*took))
    sys.exit(differs)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--maplib"]:
        map_with_maplib(sys.argv[2])
    else:
        main()
