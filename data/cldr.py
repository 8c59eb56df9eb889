"""Writes data/registry/names.yaml: the names of states and territories in other languages, from Unicode CLDR.

Run it as `python3 data/cldr.py`; it needs PyYAML and fetches one archive from registry.npmjs.org, whose digest it
checks. `--archive FILE` takes an archive that is there already.

A name of CLDR is tied to a code of ISO 3166-1; the entity with that code in data/registry gets it. Whoever else bears the
English name in the registry (the Soviet Union and the Russian Empire that of Russia) bears its translations too, so that the
time decides in every language as it does in English. A translation that CLDR gives to two codes is left out. The main name of
a language stands first. They are other names, not labels: a query for labels gets the English one alone.
"""

import argparse
import base64
import hashlib
import io
import json
import sys
import tarfile
import unicodedata
import urllib.request
from collections import defaultdict
from pathlib import Path

import yaml

VERSION = "48.2.0"
ARCHIVE = f"https://registry.npmjs.org/cldr-localenames-full/-/cldr-localenames-full-{VERSION}.tgz"
SHA512 = "4o0paYDz0UXhfhChAVFkmVl2CP0YTSEqE6WrC0fNafaSC5u5DAXphxH3SZ1Ujczarikr8DToKZfiok6EqWLdNQ=="
REGISTRY = Path(__file__).resolve().parent / "registry"

# The languages of the United Nations, and those of the field's papers on Azerbaijan and Belarus.
LANGUAGES = ["ar", "az", "be", "de", "es", "fr", "pt", "ru", "tr", "zh"]
# Written otherwise elsewhere: each a further name in its tag.
BASE = {"pt-PT": "pt", "zh-Hant": "zh"}
VARIANTS = list(BASE)

HEAD = f"""# Names of states and territories in Arabic, Azerbaijani, Belarusian, Chinese, French, German, Portuguese, Russian, Spanish and
# Turkish. Written by data/cldr.py from Unicode CLDR {VERSION} (npm cldr-localenames-full); do not edit it, but the script.
# Copyright © 2004-2026 Unicode, Inc. Terms: LICENSE-UNICODE.

additions:
"""


def form(name):
    """A name as the registry compares it, near enough to see that two are one."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.replace("'", "").replace("’", "")).split())


def texts(value):
    """The texts of a value: one, a list, or a mapping of languages."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    return [text for one in value for text in texts(one)] if isinstance(value, list) else [value] if value else []


def slug(name):
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in plain).split())


def archive(path):
    data = path.read_bytes() if path else urllib.request.urlopen(ARCHIVE, timeout=60).read()
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != SHA512:
        sys.exit("the archive is not the one that is expected: its SHA-512 differs")
    return tarfile.open(fileobj=io.BytesIO(data))


def territories(package, language):
    """Code to names, the main one first."""
    member = package.extractfile(f"package/main/{language}/territories.json")
    names = json.load(member)["main"][language]["localeDisplayNames"]["territories"]
    found = defaultdict(list)
    for key, name in sorted(names.items(), key=lambda item: ("-alt-" in item[0], item[0])):
        code, _, variant = key.partition("-alt-")
        # The Chagos Archipelago is a part of its territory, not a name of it.
        if variant != "chagos" and name not in found[code]:
            found[code].append(name)
    return found


def base_name(names, tag, code):
    """The main name in the language of which the tag is a variant: one text in two tags says nothing more."""
    return names[BASE[tag]][code][0] if tag in BASE and names[BASE[tag]][code] else None


def scalar(text):
    plain = all(c.isalnum() or unicodedata.combining(c) or c in " -.’&()（）·" for c in text)
    return text if plain and text[0].isalnum() and text.strip() == text else json.dumps(text, ensure_ascii=False)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--archive", type=Path, help="the archive of cldr-localenames-full, fetched before")
    package = archive(options.parse_args().archive)

    entities = []
    for file in sorted(REGISTRY.glob("*.yaml")):
        for item in yaml.safe_load(file.read_text("utf-8")).get("entities") or []:
            entities += [(kind, record) for kind, record in item.items() if kind in ("state", "polity")]
    bearers = defaultdict(list)
    by_code = {}
    ids = {}
    for kind, record in entities:
        ids[id(record)] = f"{kind}:{record.get('id') or slug(record['name'])}"
        if "iso2" in record:
            by_code[record["iso2"]] = record
        for key in ("name", "official name", "also"):
            for name in texts(record.get(key)):
                if record not in bearers[form(name)]:
                    bearers[form(name)].append(record)

    english = territories(package, "en")
    names = {language: territories(package, language) for language in LANGUAGES + VARIANTS}
    codes_of = defaultdict(set)
    for language, known in [("en", english), *names.items()]:
        for code, found in known.items():
            for name in found:
                if code in by_code:
                    codes_of[form(name)].add(code)
    codes = {str(record[key]) for _, record in entities for key in ("iso2", "iso3", "cow code") if key in record}
    for language in names.values():
        for found in language.values():
            # A code means itself alone: the Spanish `RU` would stand in its way.
            found[:] = [name for name in found if name not in codes]
    additions = {}
    for code, record in sorted(by_code.items(), key=lambda item: ids[id(item[1])]):
        # Those who bear the name by which the entity is known, and so its translations.
        others = [one for one in bearers[form(record["name"])] if one is not record]
        own = additions.setdefault(ids[id(record)], ({}, {}))
        for name in english[code]:
            if len(codes_of[form(name)]) == 1 and not bearers[form(name)]:
                own[1].setdefault("en", []).append(name)
        for tag in LANGUAGES + VARIANTS:
            given = names[tag][code]
            safe = [name for name in given if len(codes_of[form(name)]) == 1]
            if safe and safe[0] == given[0]:
                if base_name(names, tag, code) != safe[0]:
                    own[0][tag] = safe[0]
                for other in others:
                    more = additions.setdefault(ids[id(other)], ({}, {}))[1].setdefault(tag, [])
                    if base_name(names, tag, code) != safe[0] and safe[0] not in more:
                        more.append(safe[0])
                safe = safe[1:]
            known = [own[0].get(BASE.get(tag)), *own[1].get(BASE.get(tag), [])]
            own[1].setdefault(tag, []).extend(name for name in safe if name not in known)

    with open(REGISTRY / "names.yaml", "w", encoding="utf-8") as out:
        out.write(HEAD)
        for to, (name, also) in sorted(additions.items()):
            tags = dict.fromkeys(["en", *LANGUAGES, *VARIANTS])
            listed = {tag: ([name[tag]] if tag in name else []) + also.get(tag, []) for tag in tags}
            shown = ", ".join(
                f"{tag}: " + (scalar(found[0]) if len(found) == 1 else "[" + ", ".join(map(scalar, found)) + "]")
                for tag, found in listed.items()
                if found
            )
            if shown:
                out.write(f"  - {{to: {to}, also: {{{shown}}}}}\n")


if __name__ == "__main__":
    main()
