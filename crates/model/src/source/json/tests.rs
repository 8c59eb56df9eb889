//! JSON and JSON Lines, good and bad.

use super::*;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::origin::Files;
use crate::origin::{FileId, Origin};
use crate::source::node::{MAX_DEPTH, Node};
use std::io::{self, Read};

const FILE: FileId = FileId(0);

fn good(text: &str) -> Node<'_> {
    let mut diagnostics = Diagnostics::new();
    let node = read(text.as_bytes(), FILE, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{text:?}: {:?}", diagnostics.sorted());
    node.unwrap()
}

fn bad(text: &str) -> String {
    let mut diagnostics = Diagnostics::new();
    let _ = read(text.as_bytes(), FILE, &mut diagnostics);
    let files = Files::new();
    files.add_text("a", text.as_bytes());
    let sorted = diagnostics.sorted();
    assert!(sorted.len() == 1 && !sorted[0].help.is_empty(), "{text:?}: {sorted:?}");
    let place = files.locate(sorted[0].origin.unwrap()).position.unwrap();
    format!("{} {}:{} {}", sorted[0].code, place.line, place.column, sorted[0].message)
}

#[test]
fn every_key_and_value_has_its_bytes() {
    let text = "\u{feff} {\"имя\": \"Белару́сь 🇧🇾\",\r\n\"n\": [ -0.50e+3, true, null, {} ], \"\\u0436\\ud83c\\udde7\\n\": \"a\\/b\"}\r\n";
    let node = good(text);
    let slice = |start: u64, end: u64| &text[start as usize..end as usize];
    let entries = node.entries().unwrap();
    assert_eq!(slice(entries[0].key.start, entries[0].key.end), "\"имя\"");
    assert_eq!(entries[0].value.text(), Some("Белару́сь 🇧🇾"));
    let items = entries[1].value.items().unwrap();
    let items: Vec<_> = items.iter().map(|item| slice(item.start, item.end)).collect();
    assert_eq!(items, ["-0.50e+3", "true", "null", "{}"]);
    assert_eq!(entries[2].key.text, "ж🇧\n");
    assert_eq!(entries[2].value.text(), Some("a/b"));
    assert_eq!(slice(node.start, node.end), text.trim_start_matches('\u{feff}').trim());
}

#[test]
fn strings_of_every_length_end_where_they_end() {
    for length in 0..40 {
        for special in ["", "\\n", "ж", "\\\""] {
            let inner = format!("{}{special}{}", "x".repeat(length), "y".repeat(40 - length));
            let text = format!("[\"{inner}\",1]");
            let node = good(&text);
            let expected = inner.replace("\\n", "\n").replace("\\\"", "\"");
            assert_eq!(node.items().unwrap()[0].text(), Some(expected.as_str()));
        }
    }
}

#[test]
fn errors_have_a_place_and_a_remedy() {
    for (text, expected) in [
        ("", "empty-source 1:1"),
        (" \r\n\t", "empty-source 1:1"),
        ("{\"ж\": 1,}", "json-syntax 1:8 there is a comma after the last"),
        ("[1,]", "json-syntax 1:3 there is a comma after the last"),
        ("[1 2]", "json-syntax 1:4 a comma or `]`"),
        ("{'a': 1}", "json-syntax 1:2 a key in double"),
        ("{a: 1}", "json-syntax 1:2 a key in double"),
        ("{\"a\" 1}", "json-syntax 1:6 a colon"),
        ("[1", "json-syntax 1:3 a comma or `]`"),
        ("{", "json-syntax 1:2 a key"),
        ("[08]", "json-syntax 1:2 this is not a number"),
        ("[2006-10-17]", "json-syntax 1:2 this is not a number"),
        ("[-]", "json-syntax 1:2 this is not a number"),
        ("[1.]", "json-syntax 1:2 this is not a number"),
        ("[NaN]", "json-syntax 1:2 a value"),
        ("[nullx]", "json-syntax 1:2 a value"),
        ("1 2", "json-syntax 1:3 something follows"),
        ("[1] // x", "json-syntax 1:5 something follows"),
        ("\"ab", "json-syntax 1:1 a quotation mark is never"),
        ("\"ab\ncdefghijkl\"", "json-syntax 1:1 a quotation mark is never"),
        ("\"a\tb\"", "json-syntax 1:3 the control character U+0009"),
        ("\"\\q\"", "json-syntax 1:2 this escape"),
        ("\"\\ж\"", "json-syntax 1:2 this escape"),
        ("\"\\u12\"", "json-syntax 1:2 this escape"),
        ("\"\\ud800x\"", "json-syntax 1:2 this escape"),
        ("\"\\udc00\"", "json-syntax 1:2 this escape"),
        ("\"\\", "json-syntax 1:2 this escape"),
        ("{\"a\": 1, \"\\u0061\": 2}", "duplicate-key 1:10"),
    ] {
        let said = bad(text);
        assert!(said.starts_with(expected), "{text:?}: {said}");
    }
    assert!(bad(&"[".repeat(1_000_000)).starts_with("nested-too-deep 1:129"));
    good(&format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)));
}

fn batches(bytes: &[u8], size: usize, max: usize) -> (Vec<LineBatch>, Vec<Diagnostic>) {
    let mut good = Vec::new();
    let mut bad = Vec::new();
    for batch in Batches::with_sizes(bytes, FILE, size, max) {
        match batch {
            Ok(batch) => good.push(batch),
            Err(diagnostic) => bad.push(diagnostic),
        }
    }
    (good, bad)
}

#[test]
fn batches_hold_whole_lines_whatever_their_size() {
    let text = "\u{feff}{\"a\": 1}\r\n\n{\"ж\": \"я\"}\n  \n{\"b\": [1, 2, 3]}\n{\"last\": 0}";
    for size in 1..80 {
        let (good, bad) = batches(text.as_bytes(), size, 1_000);
        assert!(bad.is_empty());
        let joined: Vec<u8> = good.iter().flat_map(|batch| batch.bytes.clone()).collect();
        assert_eq!(joined, text.as_bytes());
        let mut lines = Vec::new();
        let mut diagnostics = Diagnostics::new();
        for (index, batch) in good.iter().enumerate() {
            assert_eq!(batch.sequence, index as u64);
            for record in batch.records(FILE, &mut diagnostics) {
                let node = record.node.unwrap();
                let value = &node.entries().unwrap()[0].value;
                let slice = &text[value.start as usize..value.end as usize];
                lines.push(format!("{} {slice}", record.line));
            }
        }
        assert!(diagnostics.is_empty());
        assert_eq!(lines, ["1 1", "3 \"я\"", "5 [1, 2, 3]", "6 0"]);
    }
}

#[test]
fn a_bad_line_does_not_hide_the_others() {
    let bytes = b"{\"a\": 1}\n{\"a\": \"\xE9\"}\n{\"a\"}\n{\"a\": 4}\n";
    let (good, _) = batches(bytes, 1 << 20, 1 << 20);
    let mut diagnostics = Diagnostics::new();
    let lines: Vec<_> =
        good[0].records(FILE, &mut diagnostics).map(|record| (record.line, record.node.is_some())).collect();
    assert_eq!(lines, [(1, true), (2, false), (3, false), (4, true)]);
    let said: Vec<_> = diagnostics.sorted().iter().map(|d| (d.code.to_string(), d.origin.unwrap().start)).collect();
    assert_eq!(said, [("not-utf8".to_owned(), 16), ("json-syntax".to_owned(), 24)]);
}

#[test]
fn a_line_that_is_too_long_is_left_out() {
    let long = format!("1\n\"{}\"\n2\n", "x".repeat(500));
    for size in [1, 7, 64, 300] {
        let (good, bad) = batches(long.as_bytes(), size, 100);
        assert_eq!((bad.len(), bad[0].code.as_str()), (1, "line-too-long"));
        assert_eq!(bad[0].origin, Some(Origin::point(FILE, 2)));
        let last = good.last().unwrap();
        assert!(last.bytes.ends_with(b"2\n"), "{size}");
        let mut diagnostics = Diagnostics::new();
        assert_eq!(last.records(FILE, &mut diagnostics).last().unwrap().line, 3);
        let end = last.start_offset + last.bytes.len() as u64;
        assert_eq!(end, long.len() as u64);
    }
    let endless = Batches::with_sizes(io::repeat(b'x').take(10_000_000), FILE, 1_000, 5_000);
    let codes: Vec<_> = endless.map(|batch| batch.unwrap_err().code.to_string()).collect();
    assert_eq!(codes, ["line-too-long"]);
}

#[test]
fn a_failure_to_read_comes_after_what_was_read() {
    struct Broken(usize);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 => {
                    buffer[..5].copy_from_slice(b"1\n2\n3");
                    Ok(5)
                }
                _ => Err(io::Error::other("gone")),
            }
        }
    }
    let all: Vec<_> = Batches::new(Broken(0), FILE).collect();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].as_ref().unwrap().bytes, b"1\n2\n");
    let said = all[1].as_ref().unwrap_err();
    assert_eq!((said.code.as_str(), said.origin.unwrap().start), ("read-failed", 4));
}

#[test]
fn no_bytes_make_it_panic() {
    let pieces = [
        "{", "}", "[", "]", "\"", ":", ",", "\\", "u", "d83c", "0", "-", ".5", "e", "true", "nul", " ", "\n", "ж", "🇧",
        "\t", "a",
    ];
    let mut seed = 1_u64;
    for _ in 0..50_000 {
        let mut text = String::new();
        for _ in 0..16 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        let mut diagnostics = Diagnostics::new();
        let node = read(text.as_bytes(), FILE, &mut diagnostics);
        assert!(node.is_some() || diagnostics.has_errors(), "{text:?}");
        let said = |d: &&Diagnostic| {
            let origin = d.origin.unwrap();
            text.get(origin.start as usize..origin.end as usize).is_some()
        };
        assert!(diagnostics.sorted().iter().all(said), "{text:?} {:?}", diagnostics.sorted());
        let known: Result<serde_json::Value, _> = serde_json::from_str(&text);
        // A number too large for a float is text here.
        assert_eq!(known.is_ok(), node.is_some(), "{text:?}");
    }
}
