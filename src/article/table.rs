//! The sentences of an extract: numbered from 1, each with its section, its place and the digest of its words.
//!
//! The section is the nearest heading above; what is above all headings has none. Headings are not sentences. A section
//! whose lists lead elsewhere (See also, References, External links and similar, with what is below it) has none,
//! because nothing of the subject is said there; [`Omitted`] says otherwise where that is wished.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::plain::{Kind, blocks};
use super::sentences::sentences;
use super::words::is_apparatus;
use chancery_model::facts::Sentence;

/// Which sections carry no sentences.
#[derive(Debug, Clone, Default)]
pub struct Omitted {
    /// Sections are not left out by the list of the program.
    pub none_by_rule: bool,
    /// Titles of sections that are left out besides; case does not matter.
    pub also: Vec<String>,
    /// Titles of sections that are not left out, even if the rule says so.
    pub except: BTreeSet<String>,
}

impl Omitted {
    fn omits(&self, title: &str) -> bool {
        let lower = title.to_lowercase();
        self.also.iter().any(|also| also.to_lowercase() == lower)
            || !self.none_by_rule && !self.except.contains(title) && is_apparatus(title)
    }
}

/// A sentence of the extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1.
    pub number: u64,
    /// Its section, place in code points and digest, as a facts file's table has them.
    pub sentence: Sentence,
    /// Its bytes in the extract.
    pub bytes: Range<usize>,
}

/// The sentences of an extract, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// One row a sentence.
    pub rows: Vec<Row>,
    /// Sections that were left out, in order.
    pub left_out: Vec<String>,
}

impl Table {
    /// Takes an extract and what is left out of it; gives its sentences.
    #[must_use]
    pub fn of(extract: &str, omitted: &Omitted) -> Self {
        let mut table = Self::default();
        let mut section = String::new();
        // The level of the section that is left out, if one is.
        let mut left_out: Option<usize> = None;
        let mut counter = Counter { extract, byte: 0, character: 0 };
        for block in blocks(extract) {
            if let Kind::Heading(level, title) = block.kind {
                if left_out.is_none_or(|above| level <= above) {
                    left_out = omitted.omits(&title).then_some(level);
                    if left_out.is_some() {
                        table.left_out.push(title.clone());
                    }
                }
                section = title;
                continue;
            }
            if left_out.is_some() {
                continue;
            }
            for range in sentences(&extract[block.range.clone()]) {
                let bytes = block.range.start + range.start..block.range.start + range.end;
                let (start, end) = (counter.at(bytes.start), counter.at(bytes.end));
                let digest = digest(&collapsed(&extract[bytes.clone()]));
                let number = table.rows.len() as u64 + 1;
                let sentence = Sentence { section: section.clone(), start, end, digest };
                table.rows.push(Row { number, sentence, bytes });
            }
        }
        table
    }

    /// The table as tab-separated text with a header, in the form that `sentences` of a document names; with the words of
    /// the extract before the digest where they are asked for.
    #[must_use]
    pub fn tsv(&self, words_of: Option<&str>) -> String {
        let words = if words_of.is_some() { "\twords" } else { "" };
        let mut out = format!("number\tsection\tstart\tend{words}\tdigest\n");
        for Row { number, sentence: Sentence { section, start, end, digest }, bytes } in &self.rows {
            let _ = write!(out, "{number}\t{section}\t{start}\t{end}");
            if let Some(extract) = words_of {
                let _ = write!(out, "\t{}", collapsed(&extract[bytes.clone()]));
            }
            let _ = writeln!(out, "\t{digest}");
        }
        out
    }

    /// How many sections have sentences.
    #[must_use]
    pub fn sections(&self) -> usize {
        self.rows.chunk_by(|a, b| a.sentence.section == b.sentence.section).count()
    }
}

/// Counts the code points up to a byte, which must not go back.
struct Counter<'e> {
    extract: &'e str,
    byte: usize,
    character: u64,
}

impl Counter<'_> {
    fn at(&mut self, byte: usize) -> u64 {
        self.character += self.extract[self.byte..byte].chars().count() as u64;
        self.byte = byte;
        self.character
    }
}

/// Words with one space between them, and none at the ends.
#[must_use]
pub fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "= Ä =\n\nOne éa. Two.\n\n== See also ==\n- Three\n=== Below ===\nFour.\n== After ==\n- Five\n";

    fn told(table: &Table) -> Vec<(u64, &str, u64, u64, &str)> {
        let row = |row: &Row| {
            let Sentence { section, start, end, .. } = &row.sentence;
            (row.number, section.clone(), *start, *end, row.bytes.clone())
        };
        let rows: Vec<_> = table.rows.iter().map(row).collect();
        rows.into_iter()
            .map(|(number, section, start, end, bytes)| {
                let section = ["Ä", "See also", "Below", "After"].into_iter().find(|title| *title == section).unwrap();
                (number, section, start, end, &TEXT[bytes])
            })
            .collect()
    }

    #[test]
    fn places_are_counted_in_code_points() {
        let table = Table::of(TEXT, &Omitted::default());
        assert_eq!(told(&table), [(1, "Ä", 7, 14, "One éa."), (2, "Ä", 15, 19, "Two."), (3, "After", 78, 82, "Five")]);
        assert_eq!((table.left_out.as_slice(), table.sections()), (&["See also".to_owned()][..], 2));
        assert!(table.tsv(Some(TEXT)).ends_with(&format!("\tFive\t{}\n", digest("Five"))));
        assert_eq!(digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn what_is_left_out_can_be_chosen() {
        let sections = |omitted: &Omitted| {
            let table = Table::of(TEXT, omitted);
            told(&table).into_iter().map(|(_, section, ..)| section.to_owned()).collect::<Vec<_>>()
        };
        let all = Omitted { none_by_rule: true, ..Omitted::default() };
        assert_eq!(sections(&all), ["Ä", "Ä", "See also", "Below", "After"]);
        let also = Omitted { also: vec!["AFTER".to_owned()], ..Omitted::default() };
        assert_eq!(sections(&also), ["Ä", "Ä"]);
        let except = Omitted { except: ["See also".to_owned()].into(), ..Omitted::default() };
        assert_eq!(sections(&except).len(), 5);
    }
}
