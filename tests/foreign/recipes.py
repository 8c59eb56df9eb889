#!/usr/bin/env python3
"""What the recipes should make of the real tables, worked out from the tables alone.

    python3 tests/foreign/recipes.py DATA

DATA is the folder that CHANCERY_REAL_DATA names. Nothing of the program is used: plain standard library. One line for
each number; tests/recipes.rs has the same numbers and the same names.
"""

import collections
import csv
import gzip
import pathlib
import sys

TABLES = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".") / "tables"
# Numbers of Correlates of War that several states of the registry bear, one after the other.
# With each, the last years of all but the last of them; see `names hold` in the registry.
BEARERS = {
    255: (1871, 1918, 1933, 1945),
    300: (1867,),
    325: (1861,),
    345: (1918, 1944, 1992, 2006),
    365: (1917, 1922, 1991),
    510: (1964,),
    552: (1979,),
    640: (1922,),
    678: (1962,),
    710: (1912, 1949),
    816: (1975,),
}
# In these years none follows in the next: one had ended, and the other began in a later year.
APART = {(255, 1945), (552, 1979), (640, 1922), (816, 1975)}
SHARED = set(BEARERS)
# The years in which a number stands for no state: the first year of those that began, the last of those that ended.
FROM = {316: 1993, 317: 1993, 713: 1949}
UNTIL = {315: 1992}
# Numbers of ISO in the list of agreements, with the first day of the state that has each today.
NUMBERS = {"203": "1993-01-01", "276": "1990-10-03", "643": "1991-01-01", "688": "2006-06-03", "703": "1993-01-01",
           "716": "1980-01-01", "887": "1990-05-22"}
# Those that stand for an earlier state in some rows, which the recipe names: by the year, or by the agreement.
EARLIER = {"276": range(1951, 1990), "688": {1967, 1968, 1971, 1973, 1980, 1988, 1989, 1996, *range(2000, 2006)}}
ROWS = {("203", "279"): "Czechoslovakia", ("703", "279"): "Czechoslovakia", ("203", "290"): "Czechoslovakia",
        ("276", "446"): "East Germany", ("643", "451"): "Soviet Union"}


def rows(name, delimiter=","):
    path = TABLES / name
    opened = gzip.open(path, "rt", encoding="utf-8-sig", newline="") if name.endswith(".gz") else open(
        path, encoding="utf-8-sig", newline="")
    with opened as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def whole(text):
    return int(float(text))


def tell(name, number):
    print(f"{name} {number}")


def bearer(code, year):
    return sum(year > last for last in BEARERS.get(code, ()))


def passes(code, year):
    """Whether a number is that of two states in a year."""
    return year in BEARERS.get(code, ()) and (code, year) not in APART


def cut(codes, years):
    """The years apart for each state, where a number passes from one state to the next, without those in which it does."""
    apart = collections.defaultdict(dict)
    for year, value in years.items():
        if any(passes(code, year) or not FROM.get(code, 0) <= year <= UNTIL.get(code, 9999) for code in codes):
            continue
        apart[tuple(bearer(code, year) for code in codes)][year] = value
    return apart.values()


def spells(years):
    """Runs of one value: (first year, last year, begin known, end known); a value of None is not known."""
    made = []
    for year in sorted(years):
        value = years[year]
        if not value or (year - 1 in years and years[year - 1] == value):
            continue
        last = year
        while years.get(last + 1) == value:
            last += 1
        known = [y in years and years[y] is not None for y in (year - 1, last + 1)]
        made.append((year, last, *known))
    return made


def windows(years):
    """Between which years each spell begins and ends: the nearest year of which another cell says something else bounds it."""
    for first, last, _, _ in spells(years):
        other = [year for year, value in years.items() if value is not None and value != years[first]]
        before = max((year + 1 for year in other if year < first), default=None)
        after = min((year - 1 for year in other if year > last), default=None)
        yield before, first, last, after


def edges(name, parts):
    """How many ends of spells are known to the year, lie between two years, or are bounded on one side alone."""
    counts = collections.Counter()
    for years in parts:
        for before, first, last, after in windows(years):
            counts["begin", "unbounded" if before is None else "known" if before == first else "between"] += 1
            counts["end", "unbounded" if after is None else "known" if after == last else "between"] += 1
    for (end, kind), number in sorted(counts.items()):
        tell(f"{name}-{end}-{kind}", number)


def igo():
    table = collections.defaultdict(dict)
    header = None
    for row in rows("cow-igo-state-year-v3.csv.gz"):
        header = header or [name for name in row if name not in ("ccode", "year", "state")]
        table[whole(row["ccode"])][whole(row["year"])] = [whole(row[name]) for name in header]
    made, first_row, parts = 0, 0, []
    ends = collections.Counter()
    for code, by_year in table.items():
        for at in range(len(header)):
            value = {-9: None, -1: 0}
            cells = {year: value.get(cells[at], cells[at]) for year, cells in by_year.items()}
            for first, _, begins, ended in spells(cells):
                made += 1
                first_row += first == min(by_year)
                ends[begins, ended] += 1
            parts += cut([code], cells)
    tell("igo-states", len(table))
    tell("igo-organizations", len(header))
    tell("igo-spells", made)
    tell("igo-spells-of-states", sum(len(spells(years)) for years in parts))
    edges("igo-of-states", parts)
    tell("igo-spells-in-a-first-row", first_row)
    for (begins, ended), number in sorted(ends.items()):
        tell(f"igo-begin-{'known' if begins else 'unknown'}-end-{'known' if ended else 'unknown'}", number)
    belarus = {year: cells[header.index("un")] for year, cells in table[370].items()}
    tell("igo-belarus-in-the-un", " ".join(f"{a}-{z}" for a, z, _, _ in spells(belarus)))


def atop():
    kinds = ("atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul")
    table = collections.defaultdict(dict)
    empty = count = 0
    for row in rows("atop-alliance-dyad-year.csv.gz"):
        cells = tuple(whole(row[kind]) for kind in kinds)
        count += 1
        empty += not any(cells)
        table[whole(row["ccode1"]), whole(row["ccode2"])][whole(row["year"])] = cells
    made, ends, parts = collections.Counter(), collections.Counter(), []
    for pair, by_year in table.items():
        for at, kind in enumerate(kinds):
            cells_of_kind = {year: cells[at] for year, cells in by_year.items()}
            parts += cut(pair, cells_of_kind)
            for _, _, begins, ended in spells(cells_of_kind):
                made[kind] += 1
                ends[begins, ended] += 1
    tell("atop-rows", count)
    tell("atop-rows-without-obligation", empty)
    tell("atop-directed-pairs", len(table))
    for kind in kinds:
        tell(f"atop-spells-{kind}", made[kind])
    tell("atop-spells", sum(made.values()))
    tell("atop-spells-of-states", sum(len(spells(years)) for years in parts))
    edges("atop-of-states", parts)
    for (begins, ended), number in sorted(ends.items()):
        tell(f"atop-begin-{'known' if begins else 'unknown'}-end-{'known' if ended else 'unknown'}", number)
    differ = {(min(a, b), max(a, b), year) for (a, b), by_year in table.items() for year, cells in by_year.items()
              if table[b, a].get(year) != cells}
    tell("atop-pair-years-that-differ-by-direction", len(differ))
    tell("atop-pairs-that-differ-by-direction", len({pair[:2] for pair in differ}))


def ranges(name, file, begin, end, first, last, shared):
    counts = collections.Counter()
    for row in rows(file):
        kept = whole(row["ccode"]) not in SHARED or shared(row)
        counts["rows"] += 1
        counts["facts"] += kept
        if kept:
            counts[f"begin-{'edge' if begin(row) == first else 'known'}-end-{'edge' if end(row) == last else 'known'}"] += 1
    for key, number in sorted(counts.items()):
        tell(f"{name}-{key}", number)


def date(row, *names):
    return "-".join(f"{whole(row[name]):0{4 if at == 0 else 2}d}" for at, name in enumerate(names))


def states():
    begin = lambda row: date(row, "styear", "stmonth", "stday")
    end = lambda row: date(row, "endyear", "endmonth", "endday")
    ranges("states", "cow_states.csv", begin, end, "1816-01-01", "2016-12-31", lambda row: begin(row) == "1990-10-03")


def capitals():
    one = lambda row: whole(row["ccode"]) == 325 and row["capital"] in ("Florence", "Rome")
    ranges("capitals", "cow_capitals.csv", lambda r: r["stdate"], lambda r: r["enddate"], "1816-01-01", "2024-12-31", one)


def embassies():
    consular = {"consulate general", "Consulate General of Sweden", "consulate", "consulates of Sweden",
                "consular office", "Consular Agency", "honorary consulate", "de facto consulate"}
    other = {"assistant high commission", "Apostolic delegation", "diplomatic mission",
             "diplomatic mission of El Salvador"}
    counts = collections.Counter()
    for row in rows("embassies-2022.csv", ";"):
        counts["rows"] += 1
        if not row["cityQID"] or row["cityQID"].endswith("/Q20"):
            counts["without-a-town"] += 1
        elif row["type"] in consular:
            counts["consular-accreditations"] += 1
        elif row["type"] in other:
            counts["of-other-kinds"] += 1
        elif not row["jurisdictionQIDs"]:
            counts["without-jurisdiction"] += 1
        else:
            counts["missions"] += 1
            counts["diplomatic-accreditations"] += len(row["jurisdictionQIDs"].split("|"))
    for key, number in sorted(counts.items()):
        tell(f"embassies-{key}", number)


def is_earlier(number, year, row):
    return (number, row["base_treaty"]) in ROWS or year != "NA" and int(year) in EARLIER.get(number, ())


def is_early(number, day):
    return day < NUMBERS.get(number, "")


def desta():
    counts, numbers = collections.Counter(), set()
    for row in rows("desta-agreements.csv", ";"):
        counts[row["entry_type"].replace(" ", "-")] += 1
        if row["entry_type"] != "base_treaty":
            continue
        in_force = row["entryforceyear"] != "NA"
        parties = [row[f"c{at}"] for at in range(1, 92) if row[f"c{at}"] != "NA"]
        numbers.update(parties)
        counts["in-force"] += in_force
        counts["treaty-parties"] += in_force * len(set(parties))
        # Who signed is named by the year of signature, who is bound by that of the entry into force.
        signed, bound = row["year"], row["entryforceyear"]
        signers = [number for number in parties if not is_earlier(number, signed, row)]
        counts["signatures-of-their-time"] += not any(is_early(number, f"{signed}-12-31") for number in signers)
        if in_force and not any(is_early(number, f"{bound}-12-31") for number in signers):
            counts["in-force-of-their-time"] += 1
        # Nothing is known of a begin but the year before which it was not.
        if in_force and not any(is_early(number, f"{bound}-01-01") for number in signers):
            # Two numbers that stand for one state of the past are one party.
            of_their_time = {ROWS.get((number, row["base_treaty"]), number) for number in parties
                             if is_earlier(number, bound, row) or not is_early(number, f"{bound}-01-01")}
            counts["parties-of-their-time"] += len(of_their_time)
    for key, number in sorted(counts.items()):
        tell(f"desta-{key}", number)
    tell("desta-numbers-of-parties", len(numbers))


def missions():
    crossing = {"1838-11-07", "1840-09-15", "1860-10-25", "1882-11-10", "1917-11-07", "1921-12-10", "1933-12-13",
                "1935-06-18", "1944-10-20", "1959-03-16", "1961-12-09", "2001-05-01"}
    counts = collections.Counter()
    for row in rows("us-missions-ranges.csv"):
        counts["rows"] += 1
        status = row["us_mission_status"]
        if status == "None":
            counts["none"] += 1
        elif row["date_start"] in crossing or row["date_end"] == "1893-10-25":
            counts["of-two-states"] += 1
        else:
            counts["accreditations"] += 1
            counts["non-resident"] += status.endswith("Nonresident")
            counts["there-on-the-last-day"] += row["date_end"] == "2024-12-31"
            counts["there-on-the-first-day"] += row["date_start"] == "1816-01-01"
    for key, number in sorted(counts.items()):
        tell(f"missions-{key}", number)


for work in (states, capitals, missions, desta, embassies, atop, igo):
    work()
