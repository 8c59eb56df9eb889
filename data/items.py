"""Adds items of Wikidata that a table shows to entries of data/registry that have none.

    python3 data/items.py organisations.tsv --item qid --name name --kind "international organization" --source "OpenSanctions, organisations"

shows what would be added; `--write` adds it, with the source in a comment. It needs PyYAML. The table is CSV, or TSV by the name of
the file; an item may be written as `Q184` or as its address.

An item is added only if the table gives this item alone for the name, exactly one entry of the kind has the name, the
entry has no item, and no other entry of the registry has it. Everything else is listed, for a person to look at: another item than the
registry has, a name of several entries, several items of a name. Names are compared without case, accents, punctuation and article.
"""

import argparse
import csv
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import yaml

REGISTRY = Path(__file__).resolve().parent / "registry"
ITEM = re.compile(r"(?:^|/)(Q[1-9][0-9]*)$")
NAMES = ["name", "official name", "also", "acronym"]


def form(name):
    """A name as it is compared."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = re.findall(r"\w+", plain.casefold())
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def texts(node):
    """The texts of a value: one, a list, or by language."""
    if isinstance(node, yaml.ScalarNode):
        return [node.value]
    if isinstance(node, yaml.SequenceNode):
        return [text for one in node.value for text in texts(one)]
    return [text for _, value in node.value for text in texts(value)]


def entries(path):
    """The entries of a file of the registry: kind, names, item, and the node of the record."""
    root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    for key, value in root.value if root else []:
        if key.value != "entities":
            continue
        for entry in value.value:
            kind, record = entry.value[0]
            if isinstance(record, yaml.MappingNode):
                keys = {key.value: value for key, value in record.value}
                names = {form(text) for key in NAMES if key in keys for text in texts(keys[key])}
                item = keys["wikidata"].value if "wikidata" in keys else None
                yield kind.value, names, item, record


def insertion(record, item, source):
    """Where in the file which text goes: a list of (line, column, text), from the end to the begin."""
    end = record.end_mark
    if record.flow_style:
        comment = [(end.line, None, f"  # {source}")] if source else []
        return [*comment, (end.line, end.column - 1, f", wikidata: {item}")]
    last = record.value[-1][1].end_mark
    line = last.line + 1 if last.column else last.line
    indent = " " * record.start_mark.column
    return [(line, 0, f"{indent}wikidata: {item}" + (f"  # {source}" if source else "") + "\n")]


def write(path, insertions):
    """Puts texts into a file."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for line, column, text in sorted(insertions, key=lambda one: (one[0], one[1] is None, one[1] or 0), reverse=True):
        if column is None:
            lines[line] = lines[line].rstrip("\n") + text + "\n"
        elif line == len(lines):
            lines.append(text)
        else:
            lines[line] = lines[line][:column] + text + lines[line][column:]
    new = path.with_suffix(".new")
    new.write_text("".join(lines), encoding="utf-8")
    new.replace(path)


def read(table, item, name):
    """The items of each name of a table."""
    found, labels = defaultdict(set), {}
    with open(table, encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t" if table.suffix in (".tsv", ".tab") else ",")
        missing = [column for column in (item, name) if column not in (rows.fieldnames or [])]
        if missing:
            sys.exit(f"{table} has no column {', '.join(missing)}; its columns: {', '.join(rows.fieldnames or [])}")
        for row in rows:
            match = ITEM.search((row[item] or "").strip())
            if match and form(row[name] or ""):
                found[form(row[name])].add(match[1])
                labels.setdefault(form(row[name]), row[name].strip())
    return found, labels


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--item", required=True, help="the column with the item")
    parser.add_argument("--name", required=True, help="the column with the name")
    parser.add_argument("--kind", help="only entries of this kind")
    parser.add_argument("--source", default="", help="where the item was seen, for the comment")
    parser.add_argument("--registry", type=Path, default=REGISTRY, help="the folder of the registry")
    parser.add_argument("--write", action="store_true", help="add what can be added")
    args = parser.parse_args()
    found, labels = read(args.table, args.item, args.name)
    by_name, by_item, counts, added = defaultdict(list), {}, defaultdict(int), defaultdict(list)
    for path in sorted(args.registry.glob("*.yaml")):
        for kind, names, item, record in entries(path):
            if item:
                by_item[item] = path.name
            if not args.kind or kind == args.kind:
                for name in names:
                    by_name[name].append((path, item, record))
    taken = set(by_item)
    for name, items in sorted(found.items()):
        bearers, label = by_name.get(name, []), labels[name]
        shown = ", ".join(sorted(items))
        if not bearers:
            what = "not in the registry"
        elif len(bearers) > 1:
            what = "the name of several entries"
        elif len(items) > 1:
            what = "several items"
        elif bearers[0][1] in items:
            what = "has it"
        elif bearers[0][1]:
            what = f"the registry has {bearers[0][1]}"
        elif items & taken:
            what = "an item of another entry"
        else:
            what = "added" if args.write else "would be added"
            path, _, record = bearers[0]
            (item,) = items
            taken.add(item)
            added[path] += insertion(record, item, args.source)
        counts[re.sub(r" Q[0-9]+$", " another item", what)] += 1
        if what not in ("has it", "not in the registry"):
            print(f"{label}\t{shown}\t{what}")
    if args.write:
        for path, insertions in added.items():
            write(path, insertions)
    print("; ".join(f"{what}: {count}" for what, count in sorted(counts.items())), file=sys.stderr)


if __name__ == "__main__":
    main()
