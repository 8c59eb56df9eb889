//! Templates to words.

use super::format::parse;
use super::list::{COUNTRIES, Element, KNOWN, LANGUAGES, known};
use super::values::Part;
use super::*;
use crate::article::words::lines;
use std::collections::{HashMap, HashSet};

#[test]
fn every_line_of_the_list_is_understood() {
    let mut seen = HashMap::new();
    let mut elements = HashSet::new();
    let words = ["file", "category", "option", "site", "html", "unit", "box", "words", "silent", "template"];
    for line in lines(KNOWN) {
        let (word, rest) = line.split_once(' ').unwrap();
        assert!(words.contains(&word), "{line}");
        let listed = match word {
            "html" => {
                rest.split_whitespace().for_each(|name| _ = elements.insert(name));
                continue;
            }
            "template" => {
                let (names, format) = rest.split_once(" = ").unwrap_or_else(|| panic!("no format in {line}"));
                assert!(parse(format.trim()).is_some(), "{line}");
                names
            }
            "unit" => {
                assert!(rest.contains(" = "), "{line}");
                continue;
            }
            "box" | "words" | "silent" => rest,
            _ => continue,
        };
        for name in listed.split(" | ").map(str::trim) {
            assert_eq!(name, name.to_lowercase(), "{line}");
            assert!(seen.insert(name, line).is_none(), "{name} stands twice: {line}");
        }
    }
    for name in elements {
        assert!(!seen.contains_key(format!("<{name}>").as_str()), "{name} is left out and is not");
    }
    for line in lines(COUNTRIES) {
        let (code, name) = line.split_once(' ').unwrap();
        assert!(code.bytes().all(|byte| byte.is_ascii_uppercase()) && !name.is_empty(), "{line}");
    }
    let codes: Vec<&str> = lines(LANGUAGES).map(|line| line.split_once(' ').unwrap().0).collect();
    assert_eq!(known().languages.len(), codes.len(), "a code stands twice");
}

fn rendered(text: &str) -> Rendering {
    let part = |text: &str| Part { text: text.to_owned(), equals: text.find('=') };
    let parts: Vec<Part> = text.split('|').map(part).collect();
    render(&parts, None)
}

#[test]
fn what_is_not_written_is_not_made_up() {
    for (text, words) in [
        ("age|1979|2|11|1989|4|1", "10"),
        ("age|1979|2|11|1989|2|10", "9"),
        ("death date and age|1989|2|10|1979|2|11", "February 10, 1989 (aged 9)"),
        ("death date and age|1989|2|10", "February 10, 1989"),
        ("start date|1979|13|40", "1979 13 40"),
        ("start date|99999999999999999999|2", "99999999999999999999 2"),
        ("start date|1979|2|11|df=no", "February 11, 1979"),
        ("date|1979-02-11", "11 February 1979"),
        ("date|1979-02-31", "1979-02-31"),
        ("date|mid-May", "mid-May"),
        ("convert|5|to", "5 to "),
        ("formatnum:x", "x"),
        ("formatnum:-1234567.25", "-1,234,567.25"),
        ("ordinal|x", "x"),
        ("ordinal|112", "112th"),
        ("langx|xx-none|mot", "mot"),
        ("#if: |a|b", "b"),
    ] {
        assert_eq!(rendered(text), Rendering::Words(words.to_owned()), "{text}");
    }
    for text in
        ["age|1979|2|11", "flag|", "convert", "XYZ", "Iran", "PAGENAME", "langx|fr", "zh", "pct|1|3", "#expr:1+1"]
    {
        let name = text.split(['|', ':']).next().unwrap();
        assert_eq!(rendered(text), Rendering::LeftOut(Element::Words, format!("{{{{{name}}}}}")), "{text}");
    }
}
