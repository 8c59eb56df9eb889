//! The specification's own examples, worked out by hand, and properties.

use super::EdtfErrorKind::{Impossible, Malformed, OutOfRange, Reversed};
use super::{Bounds, Compared, Date, Edtf, EdtfErrorKind, Relation};
use proptest::prelude::*;
use std::collections::HashMap;

fn edtf(text: &str) -> Edtf {
    Edtf::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn day(text: &str) -> Date {
    Date::parse_iso(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Four days in the order of `Bounds`, `-` for an unknown one.
fn bounds(text: &str) -> Bounds {
    let days: Vec<Option<Date>> = text.split(' ').map(|field| (field != "-").then(|| day(field))).collect();
    match days.as_slice() {
        [first, last] => Bounds::within(*first, *last),
        [a, b, c, d] => Bounds { begin_earliest: *a, begin_latest: *b, end_earliest: *c, end_latest: *d },
        _ => panic!("two or four days: {text}"),
    }
}

const NOTHING: &str = "- -";

/// Text, level, precision, bounds (first and last day where both ends have the same).
#[rustfmt::skip]
const SPECIFICATION: &[(&str, u8, Option<u8>, &str)] = &[
    // Level 0: date
    ("1985-04-12", 0, Some(11), "1985-04-12 1985-04-12"),
    ("1985-04", 0, Some(10), "1985-04-01 1985-04-30"),
    ("1985", 0, Some(9), "1985-01-01 1985-12-31"),
    ("2000-02", 0, Some(10), "2000-02-01 2000-02-29"),
    ("0000", 0, Some(9), "0000-01-01 0000-12-31"),
    // Level 0: date and time
    ("1985-04-12T23:20:30", 0, Some(11), "1985-04-12 1985-04-12"),
    ("1985-04-12T23:20:30Z", 0, Some(11), "1985-04-12 1985-04-12"),
    ("1985-04-12T23:20:30-04", 0, Some(11), "1985-04-12 1985-04-12"),
    ("1985-04-12T23:20:30+04:30", 0, Some(11), "1985-04-12 1985-04-12"),
    // Level 0: time interval
    ("1964/2008", 0, Some(9), "1964-01-01 1964-12-31 2008-01-01 2008-12-31"),
    ("2004-06/2006-08", 0, Some(10), "2004-06-01 2004-06-30 2006-08-01 2006-08-31"),
    ("2004-02-01/2005-02-08", 0, Some(11), "2004-02-01 2004-02-01 2005-02-08 2005-02-08"),
    ("2004-02-01/2005-02", 0, Some(10), "2004-02-01 2004-02-01 2005-02-01 2005-02-28"),
    ("2004-02-01/2005", 0, Some(9), "2004-02-01 2004-02-01 2005-01-01 2005-12-31"),
    ("2005/2006-02", 0, Some(9), "2005-01-01 2005-12-31 2006-02-01 2006-02-28"),
    // Level 1: letter-prefixed calendar year
    ("Y170000002", 1, Some(9), "170000002-01-01 170000002-12-31"),
    ("Y-170000002", 1, Some(9), "-170000002-01-01 -170000002-12-31"),
    // Level 1: seasons
    ("2001-21", 1, Some(9), "2001-01-01 2001-12-31"),
    ("2001-24", 1, Some(9), "2001-01-01 2001-12-31"),
    // Level 1: qualification of a date (complete)
    ("1984?", 1, Some(9), NOTHING),
    ("2004-06~", 1, Some(10), NOTHING),
    ("2004-06-11%", 1, Some(11), NOTHING),
    // Level 1: unspecified digits from the right
    ("201X", 1, Some(8), "2010-01-01 2019-12-31"),
    ("20XX", 1, Some(7), "2000-01-01 2099-12-31"),
    ("2004-XX", 1, Some(9), "2004-01-01 2004-12-31"),
    ("1985-04-XX", 1, Some(10), "1985-04-01 1985-04-30"),
    ("1985-XX-XX", 1, Some(9), "1985-01-01 1985-12-31"),
    // Level 1: extended interval
    ("1985-04-12/..", 1, Some(11), "1985-04-12 1985-04-12 - -"),
    ("1985-04/..", 1, Some(10), "1985-04-01 1985-04-30 - -"),
    ("1985/..", 1, Some(9), "1985-01-01 1985-12-31 - -"),
    ("../1985-04-12", 1, Some(11), "- - 1985-04-12 1985-04-12"),
    ("../1985", 1, Some(9), "- - 1985-01-01 1985-12-31"),
    ("1985-04-12/", 1, Some(11), "1985-04-12 1985-04-12 - -"),
    ("1985/", 1, Some(9), "1985-01-01 1985-12-31 - -"),
    ("/1985-04-12", 1, Some(11), "- - 1985-04-12 1985-04-12"),
    ("/1985", 1, Some(9), "- - 1985-01-01 1985-12-31"),
    ("1984~/2004-06", 1, Some(9), "- - 2004-06-01 2004-06-30"),
    ("1984/2004-06~", 1, Some(9), "1984-01-01 1984-12-31 - -"),
    ("1984~/2004~", 1, Some(9), NOTHING),
    ("-1984?/2004%", 1, Some(9), NOTHING),
    ("1984-06-02?/2004-08-08~", 1, Some(11), NOTHING),
    // Level 1: negative calendar year
    ("-1985", 1, Some(9), "-1985-01-01 -1985-12-31"),
    ("-0001", 1, Some(9), "-0001-01-01 -0001-12-31"),
    // Level 2: exponential year
    ("Y-17E7", 2, Some(9), "-170000000-01-01 -170000000-12-31"),
    ("Y17E7", 2, Some(9), "170000000-01-01 170000000-12-31"),
    // Level 2: significant digits
    ("1950S2", 2, Some(7), "1900-01-01 1999-12-31"),
    ("1950S4", 2, Some(9), "1950-01-01 1950-12-31"),
    ("-1950S3", 2, Some(8), "-1959-01-01 -1950-12-31"),
    ("Y171010000S3", 2, None, "171000000-01-01 171999999-12-31"),
    ("Y3388E2S3", 2, None, "338000-01-01 338999-12-31"),
    // Level 2: sub-year groupings
    ("2001-28", 2, Some(9), "2001-01-01 2001-12-31"),
    ("2001-32", 2, Some(9), "2001-01-01 2001-12-31"),
    ("2001-33", 2, Some(9), "2001-01-01 2001-03-31"),
    ("2001-34", 2, Some(9), "2001-04-01 2001-06-30"),
    ("2001-36", 2, Some(9), "2001-10-01 2001-12-31"),
    ("2001-37", 2, Some(9), "2001-01-01 2001-04-30"),
    ("2001-39", 2, Some(9), "2001-09-01 2001-12-31"),
    ("2001-40", 2, Some(9), "2001-01-01 2001-06-30"),
    ("2001-41", 2, Some(9), "2001-07-01 2001-12-31"),
    // Level 2: set representation
    ("[1667,1668,1670..1672]", 2, Some(9), "1667-01-01 1672-12-31"),
    ("[..1760-12-03]", 2, Some(11), "- 1760-12-03"),
    ("[1760-12..]", 2, Some(10), "1760-12-01 -"),
    ("[1760-01,1760-02,1760-12..]", 2, Some(10), "1760-01-01 -"),
    ("[1667,1760-12]", 2, Some(9), "1667-01-01 1760-12-31"),
    ("[..1984]", 2, Some(9), "- 1984-12-31"),
    ("{1667,1668,1670..1672}", 2, Some(9), "1667-01-01 1672-12-31"),
    ("{1960,1961-12}", 2, Some(9), "1960-01-01 1961-12-31"),
    ("{..1984}", 2, Some(9), "- 1984-12-31"),
    ("[1667,1668~]", 2, Some(9), NOTHING),
    ("[..1984,1990]", 2, Some(9), "- 1990-12-31"),
    // Level 2: qualification
    ("2004-06-11~", 1, Some(11), NOTHING),
    ("2004-06~-11", 2, Some(11), NOTHING),
    ("2004?-06-11", 2, Some(11), NOTHING),
    ("?2004-06-~11", 2, Some(11), NOTHING),
    ("2004-%06-11", 2, Some(11), "2004-01-01 2004-12-31"),
    ("2004-06-~11", 2, Some(11), "2004-06-01 2004-06-30"),
    ("2001-~21", 2, Some(9), "2001-01-01 2001-12-31"),
    // Level 2: unspecified digit
    ("156X-12-25", 2, Some(8), "1560-12-25 1569-12-25"),
    ("15XX-12-25", 2, Some(7), "1500-12-25 1599-12-25"),
    ("XXXX-12-XX", 2, None, NOTHING),
    ("XXXX-07", 2, None, NOTHING),
    ("XXXX-02-29", 2, None, NOTHING),
    ("XXXX", 2, None, NOTHING),
    ("1XXX-XX", 2, None, "1000-01-01 1999-12-31"),
    ("1XXX-12", 2, None, "1000-12-01 1999-12-31"),
    ("1984-1X", 2, Some(9), "1984-10-01 1984-12-31"),
    ("1984-X1", 2, Some(9), "1984-01-01 1984-11-30"),
    ("19XX-02-29", 2, Some(7), "1904-02-29 1996-02-29"),
    ("1985-04-1X", 2, Some(10), "1985-04-10 1985-04-19"),
    ("1985-XX-31", 2, Some(9), "1985-01-31 1985-12-31"),
    ("-201X", 1, Some(8), "-2019-01-01 -2010-12-31"),
    ("-000X", 1, Some(8), "-0009-01-01 -0001-12-31"),
    // Level 2: interval
    ("2004-06-~01/2004-06-~20", 2, Some(11), "2004-06-01 2004-06-30 2004-06-01 2004-06-30"),
    ("2004-06-XX/2004-07-03", 2, Some(10), "2004-06-01 2004-06-30 2004-07-03 2004-07-03"),
    // Ours
    ("2006-10-17/2006-10-18", 0, Some(11), "2006-10-17 2006-10-17 2006-10-18 2006-10-18"),
    ("1993/1995", 0, Some(9), "1993-01-01 1993-12-31 1995-01-01 1995-12-31"),
    ("2006-10-17/2006-10-17", 0, Some(11), "2006-10-17 2006-10-17"),
    ("../..", 1, None, NOTHING),
    ("XXXX-07/XXXX-06", 2, None, NOTHING),
    ("2004~/2003", 1, Some(9), "- - 2003-01-01 2003-12-31"),
];

#[test]
fn examples_of_the_specification() {
    for (text, level, precision, expected) in SPECIFICATION {
        let parsed = edtf(text);
        assert_eq!(parsed.as_str(), *text);
        assert_eq!(parsed.level(), *level, "level of {text}");
        assert_eq!(parsed.precision(), *precision, "precision of {text}");
        assert_eq!(parsed.bounds(), bounds(expected), "bounds of {text}");
        assert_eq!(edtf(&format!(" {text}\n")), parsed);
    }
}

#[test]
fn labels() {
    for (text, label) in [
        ("1993", "1993"),
        ("0476", "AD 476"),
        ("-0043-03-15", "15 March 44 BC"),
        ("0000", "1 BC"),
        ("2006-10", "October 2006"),
        ("2006-10-17", "17 October 2006"),
        ("1985-04-12T23:20:30-04", "12 April 1985, 23:20:30 UTC−04:00"),
        ("1985-04-12T23:20:30Z", "12 April 1985, 23:20:30 UTC"),
        ("2006-10-17/2006-10-18", "17–18 October 2006"),
        ("2006-10-17/2006-11-03", "17 October – 3 November 2006"),
        ("2006-10-17/2007-01-03", "17 October 2006 – 3 January 2007"),
        ("2006-10/2006-12", "October–December 2006"),
        ("2006-10/2007-01", "from October 2006 to January 2007"),
        ("1993/1995", "1993–1995"),
        ("1993/1993", "1993"),
        ("1984~/2004-06", "from about 1984 to June 2004"),
        ("1993/..", "since 1993"),
        ("../2015", "until 2015"),
        ("1993/", "from 1993, end unknown"),
        ("/2015", "until 2015, begin unknown"),
        ("../..", "without begin or end"),
        ("XXXX-07", "July of an unstated year"),
        ("XXXX-12-25", "25 December of an unstated year"),
        ("XXXX-12-XX", "a day of December of an unstated year"),
        ("XXXX", "an unstated year"),
        ("2011~", "about 2011"),
        ("2011?", "possibly 2011"),
        ("2011-05%", "possibly about May 2011"),
        ("?2004-06-~11", "11 June 2004 (year uncertain, day approximate)"),
        ("2004-06~-11", "11 June 2004 (year approximate, month approximate)"),
        ("201X", "2010s"),
        ("200X", "2000s"),
        ("20XX", "a year between 2000 and 2099"),
        ("-201X", "a year between 2020 BC and 2011 BC"),
        ("156X-12-25", "25 December of a year of the 1560s"),
        ("1XXX-XX", "a month of a year between 1000 and 1999"),
        ("2004-XX", "a month of 2004"),
        ("1985-04-XX", "a day of April 1985"),
        ("1985-XX-XX", "a day of 1985"),
        ("156X-XX-XX", "a day of a year of the 1560s"),
        ("1985-XX-31", "day 31 of a month of 1985"),
        ("1985-1X-XX", "a day of a month between October and December 1985"),
        ("1984-1X", "a month between October and December 1984"),
        ("1984-X1", "January or November 1984"),
        ("1985-04-1X", "between 10 and 19 April 1985"),
        ("1985-04-X1", "1, 11 or 21 April 1985"),
        ("2001-21", "spring 2001"),
        ("2001-28", "northern winter 2001"),
        ("2001-32", "southern winter 2001"),
        ("2001-33", "first quarter of 2001"),
        ("2001-39", "third third of 2001"),
        ("2001-41", "second half of 2001"),
        ("Y170000002", "170000002"),
        ("1950S2", "about 1950, between 1900 and 1999"),
        ("[1667,1668,1670..1672]", "1667, 1668 or 1670 to 1672"),
        ("{1960,1961-12}", "1960 and December 1961"),
        ("[..1984]", "1984 or earlier"),
        ("[1760-12..]", "December 1760 or later"),
    ] {
        assert_eq!(edtf(text).label_en(), label, "{text}");
    }
}

#[test]
fn labels_in_a_sentence() {
    for (text, label) in [
        ("1993", "in 1993"),
        ("0476", "in AD 476"),
        ("1975-05", "in May 1975"),
        ("2006-10-17", "on 17 October 2006"),
        ("1985-04-12T23:20:30Z", "on 12 April 1985, 23:20:30 UTC"),
        ("2006-10-17/2006-10-18", "from 17 to 18 October 2006"),
        ("2006-10-17/2006-11-03", "from 17 October to 3 November 2006"),
        ("2006-10-17/2007-01-03", "from 17 October 2006 to 3 January 2007"),
        ("2006-10/2006-12", "from October to December 2006"),
        ("2006-10/2007-01", "from October 2006 to January 2007"),
        ("1993/1995", "from 1993 to 1995"),
        ("1975-05/1975-05", "in May 1975"),
        ("2006-10-17/2006-10-17", "on 17 October 2006"),
        ("1984~/2004-06", "from about 1984 to June 2004"),
        ("1975-05/..", "since May 1975"),
        ("../1975-05-31", "until 31 May 1975"),
        ("XXXX-07", "in July of an unstated year"),
        ("2011~", "about 2011"),
        ("2011-05?", "possibly in May 2011"),
        ("?2004-06-11", "on 11 June 2004 (year uncertain)"),
        ("201X", "in the 2010s"),
        ("156X-12-25", "on 25 December of a year of the 1560s"),
        ("1985-04-XX", "on a day of April 1985"),
        ("1984-1X", "in a month between October and December 1984"),
        ("1985-04-1X", "between 10 and 19 April 1985"),
        ("2001-21", "in spring 2001"),
        ("2001-33", "in the first quarter of 2001"),
        ("1950S2", "about 1950, between 1900 and 1999"),
        ("[1667,1668,1670..1672]", "in 1667, in 1668 or in 1670 to 1672"),
        ("[..1984]", "in 1984 or earlier"),
    ] {
        assert_eq!(edtf(text).when_en(), label, "{text}");
    }
}

#[test]
fn labels_of_bounds() {
    let date = |text: &str| (!text.is_empty()).then(|| Date::parse_iso(text).unwrap());
    for (begin_earliest, begin_latest, end_earliest, end_latest, label) in [
        ("", "", "", "", ""),
        ("", "1975-05-31", "1975-05-01", "", "at some time in May 1975"),
        ("", "1975-12-31", "1975-01-01", "", "at some time in 1975"),
        ("1975-01-01", "1975-12-31", "1975-01-01", "1975-12-31", "in 1975"),
        ("", "1976-02-29", "1976-02-01", "", "at some time in February 1976"),
        ("", "2006-10-17", "2006-10-17", "", "on 17 October 2006 at least"),
        ("", "1976-03-12", "1975-05-01", "", "at some time between May 1975 and 12 March 1976"),
        ("", "1991-12-31", "1994-01-01", "", "at least from 1991 to 1994"),
        ("1975-05-01", "1975-05-31", "1975-05-01", "1975-05-31", "in May 1975"),
        ("1801-01-01", "1900-12-31", "1801-01-01", "1900-12-31", "between 1801 and 1900"),
        ("1991-01-01", "1992-12-31", "", "", "begun between 1991 and 1992"),
        ("1991-01-01", "1991-12-31", "1994-05-01", "", "begun in 1991, not ended before May 1994"),
        ("1991-08-25", "1991-08-25", "", "1994-05-31", "since 25 August 1991, ended by the end of May 1994"),
        ("1994-06-30", "1994-06-30", "1999-01-05", "1999-01-05", "from 30 June 1994 to 5 January 1999"),
        ("1991-08-25", "", "1994-05-17", "1994-05-17", "not begun before 25 August 1991, until 17 May 1994"),
        ("", "1816-01-01", "2024-12-31", "", "at least from 1 January 1816 to 31 December 2024"),
    ] {
        let bounds = Bounds {
            begin_earliest: date(begin_earliest),
            begin_latest: date(begin_latest),
            end_earliest: date(end_earliest),
            end_latest: date(end_latest),
        };
        assert_eq!(bounds.label_en(), label);
    }
}

#[test]
fn names_for_iris() {
    for (text, name) in [
        ("1993", "1993"),
        ("2006-10-17/2006-10-18", "2006-10-17..2006-10-18"),
        ("1993/..", "1993..open"),
        ("1993/", "1993..unknown"),
        ("../1993", "open..1993"),
        ("/1993", "unknown..1993"),
        ("../..", "open..open"),
        ("2011~", "2011~"),
        ("1984?", "1984%3F"),
        ("1984%", "1984%25"),
        ("[1667,1670..1672]", "%5B1667%2C1670..1672%5D"),
        ("{..1984}", "%7B..1984%7D"),
        ("1985-04-12T23:20:30+04", "1985-04-12T23%3A20%3A30%2B04"),
    ] {
        assert_eq!(edtf(text).iri_name(), name, "{text}");
    }
}

#[test]
fn white_space_in_sets_is_dropped() {
    assert_eq!(edtf("[ 1667, 1668 ,1670..1672 ]").as_str(), "[1667,1668,1670..1672]");
}

#[test]
fn dated_to_year() {
    for text in [
        "1993",
        "1993/..",
        "../1993-04",
        "2006-10-17/2006-10-18",
        "2001-24",
        "2004-06-~11",
        "[1667-01,1667-12]",
        "1984~/2004-06",
    ] {
        assert!(edtf(text).dated_to_year(), "{text}");
    }
    for text in ["201X", "2011~", "XXXX-07", "../..", "[..1918]", "1950S2", "[1667,1668]", "156X-12-25"] {
        assert!(!edtf(text).dated_to_year(), "{text}");
    }
}

/// Text, kind, the part at fault, the suggestion (empty for none).
#[rustfmt::skip]
const FAULTS: &[(&str, EdtfErrorKind, &str, &str)] = &[
    ("", Malformed, "", ""),
    ("   ", Malformed, "   ", ""),
    ("soon", Malformed, "soon", ""),
    ("17.10.2006", Malformed, "17", "2006-10-17"),
    ("17.1.2006", Malformed, "17", "2006-01-17"),
    ("October 2006", Malformed, "October 2006", "2006-10"),
    ("17 October 2006", Malformed, "17", "2006-10-17"),
    ("October 17, 2006", Malformed, "October 17, 2006", "2006-10-17"),
    ("Oct 17th 2006", Malformed, "Oct 17th 2006", "2006-10-17"),
    ("2006/10/17", Malformed, "10", "2006-10-17"),
    ("2006/10", Malformed, "10", "2006-10"),
    ("10-17-2006", Malformed, "10", "2006-10-17"),
    ("10/17/2006", Malformed, "10", "2006-10-17"),
    ("10-11-2006", Malformed, "10", ""),
    ("2006-1-7", Malformed, "1", "2006-01-07"),
    ("2006-1", Malformed, "1", "2006-01"),
    ("20061017", Malformed, "20061017", "2006-10-17"),
    (" 2006-10- 17", Malformed, " ", "2006-10-17"),
    ("July", Malformed, "July", "XXXX-07"),
    ("14 July", Malformed, "14", "XXXX-07-14"),
    ("spring 2001", Malformed, "spring 2001", "2001-21"),
    ("Q1 2001", Malformed, "Q1 2001", "2001-33"),
    ("1990s", Malformed, "s", "199X"),
    ("44 BC", Malformed, "44", "-0043"),
    ("476", Malformed, "476", "0476"),
    ("93", Malformed, "93", ""),
    ("12345", Malformed, "12345", "Y12345"),
    ("Y2004", Malformed, "Y2004", "2004"),
    ("Y012345", Malformed, "012345", ""),
    ("y170000", Malformed, "y170000", "Y170000"),
    ("19xx", Malformed, "19", "19XX"),
    ("19uu", Malformed, "19", "19XX"),
    ("c. 1990", Malformed, "c. 1990", "1990~"),
    ("about October 2006", Malformed, "about October 2006", "2006-10~"),
    ("1990 (?)", Malformed, " ", "1990?"),
    ("since 1993", Malformed, "since 1993", "1993/.."),
    ("until 2015", Malformed, "until 2015", "../2015"),
    ("1993-present", Malformed, "p", "1993/.."),
    ("1993 to date", Malformed, " ", "1993/.."),
    ("1993 onwards", Malformed, " ", "1993/.."),
    ("from 1993 on", Malformed, "from 1993 on", "1993/.."),
    ("–1993", Malformed, "–", "../1993"),
    ("during 1993", Malformed, "during 1993", "1993"),
    ("the 1990's", Malformed, "the 1990's", "199X"),
    ("19th century", Malformed, "19", "18XX"),
    ("since the 19th century", Malformed, "since the 19th century", "18XX/.."),
    ("0th century", Malformed, "0", ""),
    ("1990 ca.", Malformed, " ", "1990~"),
    ("1992 or 1993", Malformed, " ", "[1992,1993]"),
    ("1992 and 1993", Malformed, " ", "{1992,1993}"),
    ("March - April 1992", Malformed, "March - April 1992", "1992-03/1992-04"),
    ("March 1992 to April", Malformed, "March 1992 to April", "1992-03/1992-04"),
    ("17 March - 3 April 1992", Malformed, "17", "1992-03-17/1992-04-03"),
    ("November - February 1992", Malformed, "November - February 1992", ""),
    ("2006-10-17 to 18", Malformed, " ", "2006-10-17/2006-10-18"),
    ("1993-", Malformed, "", ""),
    ("-476", Malformed, "476", ""),
    ("1993/open", Malformed, "o", "1993/.."),
    ("1993/unknown", Malformed, "u", "1993/"),
    ("1993-1995", Malformed, "1995", "1993/1995"),
    ("1993–1995", Malformed, "–", "1993/1995"),
    ("1990-95", Impossible, "95", "1990/1995"),
    ("1993 to 1995", Malformed, " ", "1993/1995"),
    (
            "2006-10-17 / 2006-10-18",
            Malformed,
            " ",
            "2006-10-17/2006-10-18",
        ),
    (
            "17.10.2006/18.10.2006",
            Malformed,
            "17",
            "2006-10-17/2006-10-18",
        ),
    (
            "17-18 October 2006",
            Malformed,
            "17",
            "2006-10-17/2006-10-18",
        ),
    ("2006-10-17 10:20:30", Malformed, " ", "2006-10-17T10:20:30"),
    ("2006-10-17T10:20", Malformed, "", "2006-10-17"),
    ("2004-01-01T10:10:10Z/2005", Malformed, "/2005", ""),
    ("2004-01-01T10:10:10.5Z", Malformed, ".", "2004-01-01"),
    ("2004-01T10:10:10", Malformed, "2004-01", ""),
    ("2004-01-01T24:00:00", Impossible, "24", "2004-01-01"),
    ("2006-02-30", Impossible, "30", ""),
    ("1900-02-29", Impossible, "29", ""),
    ("19XX-02-30", Impossible, "30", ""),
    ("1985-02-3X", Impossible, "3X", ""),
    ("2006-13", Impossible, "13", ""),
    ("2006-17-10", Impossible, "17", "2006-10-17"),
    ("2006-21-10", Impossible, "21", "2006-10-21"),
    ("2006-00", Impossible, "00", "2006"),
    ("2006-10-00", Impossible, "00", "2006-10"),
    ("2006-00-00", Impossible, "00", "2006"),
    ("1990-42", Impossible, "42", ""),
    ("2006-2X", Impossible, "2X", ""),
    ("-0000", Impossible, "-0000", ""),
    ("0000S1", Impossible, "1", ""),
    ("1950S5", Impossible, "5", ""),
    ("2004/2003", Reversed, "2004/2003", "2003/2004"),
    (
            " 2006-10-18/2006-10-17",
            Reversed,
            "2006-10-18/2006-10-17",
            "2006-10-17/2006-10-18",
        ),
    ("[1672..1670]", Reversed, "1672..1670", ""),
    ("Y17E9", OutOfRange, "Y17E9", ""),
    ("Y2147483648", OutOfRange, "Y2147483648", ""),
    ("Y2147000000S1", OutOfRange, "Y2147000000S1", ""),
    (
            "Y1E99999999999999999999",
            OutOfRange,
            "Y1E99999999999999999999",
            "",
        ),
    ("/", Malformed, "/", ""),
    ("..", Malformed, "", ""),
    ("1993/1994/1995", Malformed, "/", ""),
    ("[]", Malformed, "]", ""),
    ("[1667", Malformed, "", ""),
    ("[1667,]", Malformed, "]", ""),
    ("[1667,..1670]", Malformed, ".", ""),
    ("[1667..,1670]", Malformed, ",", ""),
    ("{1667]", Malformed, "]", ""),
    ("[..]", Malformed, "]", ""),
    ("2004-06-11-12", Malformed, "-", ""),
    ("2004??", Malformed, "?", ""),
    ("Y170000-05", Malformed, "-05", ""),
    ("２００６", Malformed, "２", ""),
];

#[test]
fn faults_have_a_place_and_a_remedy() {
    for &(text, kind, place, suggestion) in FAULTS {
        let error = Edtf::parse(text).expect_err(text);
        assert_eq!((error.kind, text.get(error.range.clone())), (kind, Some(place)), "{text}: {error}");
        assert_eq!(error.suggestion.as_deref().unwrap_or_default(), suggestion, "{text}: {error}");
        assert!(error.remedy.contains(suggestion), "{text}: {error}");
    }
    let error = Edtf::parse("10-11-2006").expect_err("two readings");
    assert_eq!(error.remedy, "write `2006-11-10` for 10 November 2006 or `2006-10-11` for 11 October 2006");
    for (text, remedy) in [
        (
            "before 2020",
            "write `\"[..2019]\"` for what happened once, `{begin latest: 2019}` for what had begun by then, `{end latest: 2019}` for what had ended by then",
        ),
        (
            "Prior to March 2020",
            "write `\"[..2020-02]\"` for what happened once, `{begin latest: 2020-02}` for what had begun by then, `{end latest: 2020-02}` for what had ended by then",
        ),
        (
            "before 1 January 2020",
            "write `\"[..2019-12-31]\"` for what happened once, `{begin latest: 2019-12-31}` for what had begun by then, `{end latest: 2019-12-31}` for what had ended by then",
        ),
        (
            "by 2020",
            "write `\"[..2020]\"` for what happened once, `{begin latest: 2020}` for what had begun by then, `{end latest: 2020}` for what had ended by then",
        ),
        (
            "after the 1990s",
            "write `\"[2000..]\"` for what happened once, `{begin earliest: 2000}` for what began then or later",
        ),
        (
            "not before 1990",
            "write `\"[1990..]\"` for what happened once, `{begin earliest: 1990}` for what began then or later",
        ),
        ("since at least 1990", "write `{begin latest: 1990}`: it may have begun before"),
        (
            "between 1992 and 1995",
            "write `1992/1995` for what lasted from the one to the other, `\"[1992..1995]\"` for what happened once, `{begin earliest: 1992, end latest: 1995}` for what happened at some time between the two",
        ),
        ("1961..", "write `1961/..` for what continues, `\"[1961..]\"` for what happened once, then or later"),
        ("..1990", "write `../1990` for what lasted until then, `\"[..1990]\"` for what happened once, then or before"),
        ("ca 1993-1995", "write `1993~/1995~`, or `1993~/1995`, `1993/1995~` where that is of one end alone"),
        ("2006/07", "write `2006-07` for the month, `2006/2007` for the years"),
        ("1961/2", "write `1961-02` for the month, `1961/1962` for the years"),
        (
            "Early 1990s",
            "write `199X`: EDTF has no form for a part of that; `{edtf: 199X, expression: Early 1990s}` keeps the words of a source",
        ),
        (
            "mid-1992",
            "write `1992`: EDTF has no form for a part of that; `{edtf: 1992, expression: mid-1992}` keeps the words of a source",
        ),
        ("1993-", "write `1993/..` where it lasts to this day, `1993/` where its end is not known"),
        ("recently", "leave the time out where no date is known; `{expression: recently}` keeps the words of a source"),
    ] {
        let error = Edtf::parse(text).expect_err(text);
        assert_eq!((error.remedy.as_str(), error.suggestion), (remedy, None), "{text}");
        // Whatever is proposed can be read.
        for written in remedy.split('`').skip(1).step_by(2).filter(|written| !written.starts_with('{')) {
            assert!(Edtf::parse(written.trim_matches('"')).is_ok(), "{written}");
        }
    }
    let error = Edtf::parse("2006-02-30").expect_err("no such day");
    assert_eq!(error.message, "February 2006 has 28 days, and no day 30");
}

/// What is proposed says no less and no more than what was written: an open end stays open.
#[test]
fn a_suggestion_keeps_what_was_said() {
    for (text, suggestion) in [
        ("27 October 1961/..", "1961-10-27/.."),
        ("../27 October 1961", "../1961-10-27"),
        ("27.10.1961/..", "1961-10-27/.."),
        ("since 27 October 1961 to this day", "1961-10-27/.."),
        ("27 October 1961 to the present day", "1961-10-27/.."),
        ("1961 until today", "1961/.."),
        ("from 1961 to the present", "1961/.."),
        ("ever since 1961", "1961/.."),
        ("since about 1961", "1961~/.."),
        ("until c. 1990", "../1990~"),
        ("1961 - ?", "1961/"),
        ("1961/1990/..", ""),
        ("196110", "1961-10"),
        ("1961/62", "1961/1962"),
    ] {
        let error = Edtf::parse(text).expect_err(text);
        assert_eq!(error.suggestion.as_deref().unwrap_or_default(), suggestion, "{text}: {error}");
    }
}

#[test]
fn certain_and_possible() {
    let visit = edtf("2006-10-17/2006-10-18").bounds();
    assert!(visit.certain_on(day("2006-10-17")) && visit.certain_on(day("2006-10-18")));
    assert!(!visit.possible_on(day("2006-10-16")) && !visit.possible_on(day("2006-10-19")));
    let year = edtf("1993").bounds();
    assert!(
        !year.certain_on(day("1993-06-01"))
            && year.possible_on(day("1993-06-01"))
            && !year.possible_on(day("1994-01-01"))
    );
    let years = edtf("1993/1995").bounds();
    assert!(
        !years.certain_on(day("1993-12-30"))
            && years.certain_on(day("1993-12-31"))
            && years.certain_on(day("1995-01-01"))
    );
    assert!(!years.certain_on(day("1995-01-02")) && years.possible_on(day("1995-12-31")));
    let open = edtf("1993/..").bounds();
    assert!(!open.certain_on(day("1994-01-01")) && open.possible_on(day("2024-01-01")));
    // The day on which it begins, or ends, is one of its own.
    for text in ["1995-05-05/..", "1995-05-05/", "../1995-05-05", "1995-05-05/1999", "1990/1995-05-05"] {
        let bounds = edtf(text).bounds();
        assert!(bounds.certain_on(day("1995-05-05")), "{text}");
        assert!(!bounds.certain_on(day("1999-05-05")) && !bounds.certain_on(day("1990-05-05")), "{text}");
    }
    let one_of_all = edtf("{1667,1670}").bounds();
    assert!(!one_of_all.certain_on(day("1668-05-05")));
    assert!(Bounds::UNKNOWN.possible_on(Date::MIN) && !Bounds::UNKNOWN.certain_on(Date::MIN));
}

#[test]
fn bounds_beside_the_text() {
    let begun = edtf("1993/..").bounds();
    let ended = Bounds { end_latest: Some(day("1995-12-31")), ..Bounds::UNKNOWN };
    assert_eq!(begun.intersect(&ended), bounds("1993-01-01 1993-12-31 - 1995-12-31"));
    assert!(!begun.intersect(&ended).is_reversed());
    let too_early = Bounds { end_latest: Some(day("1992-12-31")), ..Bounds::UNKNOWN };
    assert!(begun.intersect(&too_early).is_reversed());
    assert!(!begun.intersect(&too_early).possible_on(day("1992-12-31")));
    assert_eq!(begun.hull(&edtf("1990/1999").bounds()), bounds("1990-01-01 1993-12-31 - -"));
}

/// Texts of every form, most of them right.
fn likely() -> impl Strategy<Value = String> {
    let year = prop_oneof![
        "-?[0-9X]{4}",
        "[12][0-9X]{3}",
        "1[89][0-9]{2}",
        "Y-?[1-9][0-9]{4,9}",
        "Y[1-9][0-9]?E[1-8]",
        "[12][0-9]{3}S[1-4]"
    ];
    let qualifier = || "[?~%]?";
    let point = (
        qualifier(),
        year,
        qualifier(),
        prop_oneof!["", "-[01X][0-9X]", "-[~?]?[0-4][0-9]", "-(0[1-9]|1[0-2])-[~?]?[0-3X][0-9X]", "-XX-XX"],
        qualifier(),
    )
        .prop_map(|(a, b, c, d, e)| [a, b, c, d, e].concat())
        .boxed();
    let date = "(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-[0-2][0-9])?)?[~?%]?".boxed();
    let end = prop_oneof![3 => date.clone(), 2 => point.clone(), 1 => Just("..".to_owned()), 1 => Just(String::new())]
        .boxed();
    let member = prop_oneof![date.clone(), (date.clone(), date.clone()).prop_map(|(a, b)| format!("{a}..{b}"))];
    prop_oneof![
        date.clone(),
        point.clone(),
        (end.clone(), end).prop_map(|(a, b)| format!("{a}/{b}")),
        (prop::bool::ANY, prop::collection::vec(member, 1..4), prop::bool::ANY).prop_map(|(one, members, open)| {
            let (left, right) = if one { ('[', ']') } else { ('{', '}') };
            format!("{left}{}{}{right}", members.join(","), if open { ".." } else { "" })
        }),
        (date, "T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+-]0[0-9](:30)?)?").prop_map(|(a, b)| format!("{a}{b}")),
    ]
}

fn check(text: &str) -> Result<(), TestCaseError> {
    match Edtf::parse(text) {
        Ok(parsed) => {
            prop_assert_eq!(Edtf::parse(parsed.as_str()), Ok(parsed.clone()));
            prop_assert!(parsed.level() <= 2);
            prop_assert!(parsed.precision().is_none_or(|precision| (7..=11).contains(&precision)));
            prop_assert!(!parsed.bounds().is_reversed(), "{}: {:?}", text, parsed.bounds());
            prop_assert!(!parsed.label_en().is_empty());
            let name = parsed.iri_name();
            prop_assert!(
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte))
            );
        }
        Err(error) => {
            prop_assert!(text.get(error.range.clone()).is_some(), "{}: {:?}", text, error);
            prop_assert!(!error.message.is_empty() && !error.remedy.is_empty());
            if let Some(suggestion) = error.suggestion {
                prop_assert_eq!(Edtf::parse(&suggestion).map(|parsed| parsed.as_str().to_owned()), Ok(suggestion));
            }
        }
    }
    Ok(())
}

#[test]
fn every_example_holds_the_properties() {
    let mut names: HashMap<String, &str> = HashMap::new();
    for (text, ..) in SPECIFICATION {
        assert!(check(text).is_ok(), "{text}");
        if let Ok(parsed) = Edtf::parse(text) {
            assert_eq!(names.insert(parsed.iri_name(), text), None, "{text}");
        }
    }
}

#[test]
fn extreme_lengths_are_only_long() {
    for text in ["9", "X", "-", "/", "[", "Y9", "[1999,", "🙂", "?", "October "] {
        assert!(Edtf::parse(&text.repeat(100_000)).is_err());
    }
    let set = format!("[{}1999]", "1998,".repeat(100_000));
    assert_eq!(edtf(&set).bounds(), bounds("1998-01-01 1999-12-31"));
}

#[test]
fn whole_days_months_and_years() {
    for (text, first, last) in [
        ("2006", "2006-01-01", "2006-12-31"),
        ("2006-01-01/2006-12-31", "2006-01-01", "2006-12-31"),
        ("2006-01/2006-12", "2006-01-01", "2006-12-31"),
        ("2006/2006", "2006-01-01", "2006-12-31"),
        ("2006-33/2006-36", "2006-01-01", "2006-12-31"),
        ("2006-02", "2006-02-01", "2006-02-28"),
        ("2006-41", "2006-07-01", "2006-12-31"),
        ("2004/2006-02-03", "2004-01-01", "2006-02-03"),
        ("Y-17000", "-17000-01-01", "-17000-12-31"),
    ] {
        assert_eq!(edtf(text).whole(), Some((day(first), day(last))), "{text}");
    }
    // A day within the year is not the year, nor is what is about it, in it or one of several.
    for text in [
        "2006-XX-XX",
        "2006-XX",
        "2006-10-XX",
        "200X",
        "2006~",
        "2006?",
        "2006-21",
        "2006/..",
        "../2006",
        "2006/",
        "[2006]",
        "{2006}",
        "[2006,2007]",
        "1950S2",
        "2006~/2007",
        "XXXX-10",
        "2006-10-17T10:00:00",
    ] {
        assert_eq!(edtf(text).whole(), None, "{text}");
    }
}

/// Bounds of a few days, each of which may be unknown, that some span fits.
fn some_bounds() -> impl Strategy<Value = Bounds> {
    let day = || prop::option::weighted(0.7, 0_i64..7);
    let any = (day(), day(), day(), day()).prop_map(|(a, b, c, d)| {
        let [begin_earliest, begin_latest, end_earliest, end_latest] =
            [a, b, c, d].map(|day| day.and_then(Date::from_days_since_epoch));
        Bounds { begin_earliest, begin_latest, end_earliest, end_latest }
    });
    any.prop_filter("no span fits", |bounds| !bounds.is_reversed())
}

/// Every span of a few days that fits bounds: its first and its last day.
fn spans(bounds: &Bounds) -> Vec<(i64, i64)> {
    let within = |day: i64, from: Option<Date>, to: Option<Date>| {
        let date = Date::from_days_since_epoch(day).expect("a day");
        from.is_none_or(|from| from <= date) && to.is_none_or(|to| date <= to)
    };
    let all = (-4..11_i64).flat_map(|first| (first..11).map(move |last| (first, last)));
    all.filter(|(first, last)| {
        within(*first, bounds.begin_earliest, bounds.begin_latest)
            && within(*last, bounds.end_earliest, bounds.end_latest)
    })
    .collect()
}

/// How two spans of days stand to one another, by what each relation says of itself.
fn stand(relation: Relation, a: (i64, i64), b: (i64, i64)) -> bool {
    let shared = a.0.max(b.0)..=a.1.min(b.1);
    match relation {
        Relation::Overlap => !shared.is_empty(),
        Relation::Cross => !shared.is_empty() && a.1 != b.0 && b.1 != a.0,
        Relation::Contain => a.0 < b.0 && b.1 < a.1,
        Relation::RunOver => a.0 < b.0 && b.0 < a.1 && a.1 < b.1,
        Relation::Same => a == b,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// A relation of two times holds exactly where it holds of all spans that they may be, and a day is certain exactly where all
    /// spans have it.
    #[test]
    fn a_relation_holds_whatever_day_is_meant(a in some_bounds(), b in some_bounds(), date in -2_i64..9) {
        let (of_a, of_b) = (spans(&a), spans(&b));
        let compared = |bounds, name| Compared { bounds, whole: None, name };
        for (word, relation) in Relation::ALL.into_iter().filter(|(_, relation)| *relation != Relation::Same) {
            let always = of_a.iter().all(|a| of_b.iter().all(|b| stand(relation, *a, *b)));
            prop_assert_eq!(relation.holds(&compared(a, 0), &compared(b, 1)), always, "{} {:?} {:?}", word, a, b);
        }
        let always = of_a.iter().all(|(first, last)| (first..=last).contains(&&date));
        prop_assert_eq!(a.certain_on(Date::from_days_since_epoch(date).expect("a day")), always, "{:?} {}", a, date);
    }

    /// What is found among many is what is found one by one.
    #[test]
    fn pairs_are_those_that_hold(
        a in prop::collection::vec((some_bounds(), 0..9_u8), 0..9),
        b in prop::collection::vec((some_bounds(), 0..9_u8), 0..9),
    ) {
        let times = |all: Vec<(Bounds, u8)>| -> Vec<Compared<u8>> {
            let whole = |name: u8| (name < 4).then(|| (Date::from_days_since_epoch((name / 2).into()).expect("a day"), Date::MAX));
            all.into_iter().map(|(bounds, name)| Compared { bounds, whole: whole(name), name }).collect()
        };
        let (a, b) = (times(a), times(b));
        for (word, relation) in Relation::ALL {
            let mut found = Vec::new();
            relation.pairs(&a, &b, &mut |a, b| found.push((a, b)));
            found.sort_unstable();
            let all = (0..a.len()).flat_map(|one| (0..b.len()).map(move |other| (one, other)));
            let expected: Vec<(usize, usize)> = all.filter(|(one, other)| relation.holds(&a[*one], &b[*other])).collect();
            prop_assert_eq!(found, expected, "{}", word);
        }
    }

    #[test]
    fn arbitrary_text_is_answered(text in "\\PC{0,30}") {
        check(&text)?;
    }

    #[test]
    fn arbitrary_bytes_are_answered(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn text_near_dates_is_answered(text in "[0-9XxYESTZ?~%/.,\\[\\]{}: +–a-fJuly-]{0,24}") {
        check(&text)?;
    }

    #[test]
    fn likely_text_is_answered(text in likely()) {
        check(&text)?;
    }

    #[test]
    fn names_are_one_to_one(a in likely(), b in likely()) {
        if let (Ok(a), Ok(b)) = (Edtf::parse(&a), Edtf::parse(&b)) {
            prop_assert_eq!(a.as_str() == b.as_str(), a.iri_name() == b.iri_name());
        }
    }

    #[test]
    fn a_day_is_exactly_itself(days in -1_000_000_i64..3_600_000) {
        let date = Date::from_days_since_epoch(days).expect("a day within range");
        if (-9999..=9999).contains(&date.year()) {
            let parsed = Edtf::parse(&date.to_string()).expect("a day is EDTF");
            prop_assert_eq!(parsed.bounds(), Bounds::within(Some(date), Some(date)));
            prop_assert!(parsed.bounds().certain_on(date) && parsed.bounds().possible_on(date));
        }
    }

    /// Every day that the digits allow is within the bounds, and the bounds are such days.
    #[test]
    fn bounds_are_the_hull_of_the_digits(masks in ("[12][0-9X]{3}", "[01X][0-9X]", "[0-3X][0-9X]"), days in -360_000_i64..360_000) {
        let (year, month, dom) = masks;
        if let Ok(parsed) = Edtf::parse(&format!("{year}-{month}-{dom}")) {
            let fits = |date: Date| {
                let text = date.to_string();
                let mask = format!("{year}-{month}-{dom}");
                text.len() == mask.len() && text.bytes().zip(mask.bytes()).all(|(digit, mask)| mask == b'X' || digit == mask)
            };
            let bounds = parsed.bounds();
            prop_assert!(bounds.begin_earliest.is_some_and(fits) && bounds.end_latest.is_some_and(fits));
            let date = Date::from_days_since_epoch(days).expect("a day within range");
            prop_assert!(!fits(date) || bounds.possible_on(date));
        }
    }
}
