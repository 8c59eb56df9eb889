//! The document a facts file is drawn from, and its table of sentences.

use std::collections::{BTreeSet, HashMap};

use super::gap::Gap;
use super::scope::Scope;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};
use crate::source::Node;
use crate::vocab::concept;
use chancery_values::name::counted;
use chancery_values::time::{Date, Edtf};

/// The graph a description belongs to: 0 is the default graph, `n` the graph of the n-th document in the order of their
/// ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GraphId(pub u16);

impl GraphId {
    /// The default graph: facts, and all else where documents have no graphs of their own.
    pub const DEFAULT: Self = Self(0);
}

/// The document behind a facts file.
#[derive(Debug)]
pub struct Document {
    /// The last part of its IRI.
    pub id: String,
    /// Its `title`, else its `name`, else the name of the file without its ending.
    pub label: String,
    /// The graph of its claims.
    pub graph: GraphId,
    /// The mapping under `document:`, where there is one.
    pub record: Option<Node<'static>>,
    /// The file whose facts are drawn from it.
    pub file: FileId,
    /// SHA-256 of the extract in hexadecimal, as `extract digest` gives it; its form is not checked.
    pub extract_digest: Option<String>,
    /// The table that `sentences` names; with one, only its sentences can be cited.
    pub sentences: Option<SentenceTable>,
    /// The day of which it speaks, as far as that is known: what it says without an end had not ended then.
    pub day: Option<Date>,
    /// What it covers.
    pub scopes: Vec<Scope>,
    /// What it does not know within that.
    pub gaps: Vec<Gap>,
    /// The ids of the documents that it is made from.
    pub made_from: Vec<String>,
}

impl Document {
    /// No document: no source claims what is in the registry.
    #[must_use]
    pub fn unnamed(file: FileId) -> Self {
        Self {
            id: String::new(),
            label: String::new(),
            graph: GraphId::DEFAULT,
            record: None,
            file,
            extract_digest: None,
            sentences: None,
            day: None,
            scopes: Vec::new(),
            gaps: Vec::new(),
            made_from: Vec::new(),
        }
    }

    /// The day of which a document speaks, by its record: `as of`, else the day of its revision, else that of publication. The
    /// day on which it was read says so only of a page that is cited as it is today, and not in one of its revisions.
    #[must_use]
    pub fn day_in(record: &Node<'_>) -> Option<Date> {
        let day = |key: &str| {
            let text = record.get(key).and_then(Node::text)?;
            let bounds = Edtf::parse(text.trim()).ok()?.bounds();
            bounds.begin_earliest.filter(|first| bounds.end_latest == Some(*first))
        };
        let of_page = || {
            let is_live = record.get("url").is_some() && record.get("revision").is_none();
            day("retrieved").filter(|_| is_live)
        };
        day("as of").or_else(|| day("revised")).or_else(|| day("published")).or_else(of_page)
    }

    /// The ids of documents, and of all from which these are made.
    #[must_use]
    pub fn lineage(documents: &[Self], ids: &[String]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = ids.iter().map(String::as_str).collect();
        while let Some(id) = open.pop() {
            if found.insert(id.to_owned()) {
                let of_id = documents.iter().filter(|document| document.id == id);
                open.extend(of_id.flat_map(|document| &document.made_from).map(String::as_str));
            }
        }
        found
    }

    /// Whether it says that its days before the reform are of the Julian calendar.
    #[must_use]
    pub fn is_julian(&self) -> bool {
        let calendar = self.record.as_ref().and_then(|record| record.get("calendar")).and_then(Node::text);
        calendar.is_some_and(|calendar| {
            concept::JULIAN.rsplit('/').next() == Some(chancery_values::name::slug(calendar).as_str())
        })
    }

    /// Whether an extract is known, by a sentence table or a digest: its sentences are then cited, not the document's.
    #[must_use]
    pub fn has_extract(&self) -> bool {
        self.sentences.is_some() || self.extract_digest.is_some()
    }
}

/// The place of each sentence of an extract, without its words.
#[derive(Debug, Default)]
pub struct SentenceTable {
    rows: HashMap<u64, Sentence>,
}

/// A sentence's place in the extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The heading above it; may be empty.
    pub section: String,
    /// Its first character, in code points from the beginning of the extract, counted from 0.
    pub start: u64,
    /// The code point after its last one; always greater than `start`.
    pub end: u64,
    /// SHA-256 of its words with white space collapsed, in lower-case hexadecimal.
    pub digest: String,
}

const HEADER: [&str; 5] = ["number", "section", "start", "end", "digest"];

impl SentenceTable {
    /// Whether a text begins with the header of such a table.
    #[must_use]
    pub fn has_header(text: &str) -> bool {
        text.lines().next().is_some_and(|line| line.split('\t').eq(HEADER))
    }

    /// Whether both say the same of every sentence that both have.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        self.rows.iter().all(|(number, own)| other.rows.get(number).is_none_or(|row| row == own))
    }

    /// Reads tab-separated text with the header `number section start end digest`. Every faulty row, and every number
    /// that comes again, is stated as `broken-sentence-table`; of two rows of one number the later stays.
    pub fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Self {
        let mut table = Self::default();
        let mut offset = 0;
        for (index, raw) in text.split_inclusive('\n').enumerate() {
            let line = raw.trim_end_matches(['\n', '\r']);
            let origin = Origin::new(file, offset, offset + line.len() as u64);
            offset += raw.len() as u64;
            let fields: Vec<&str> = line.split('\t').collect();
            if index == 0 {
                if fields != HEADER {
                    diagnostics.push(
                        Diagnostic::error(
                            Code::BrokenSentenceTable,
                            "the header of the sentence table is not the one expected",
                        )
                        .at(origin)
                        .label("not the header")
                        .help("the columns, separated by tabs, are number, section, start, end and digest"),
                    );
                    return table;
                }
                continue;
            }
            if line.is_empty() {
                continue;
            }
            match row(&fields) {
                Ok((number, sentence)) => {
                    if table.rows.insert(number, sentence).is_some() {
                        diagnostics.push(
                            Diagnostic::error(
                                Code::BrokenSentenceTable,
                                format!("sentence {number} is in the table twice"),
                            )
                            .at(origin)
                            .label("the second time")
                            .help("each sentence has one row"),
                        );
                    }
                }
                Err(fault) => diagnostics.push(
                    Diagnostic::error(Code::BrokenSentenceTable, fault)
                        .at(origin)
                        .label("not a row of the table")
                        .help("a row is a number, a section, a start, an end after it, and 64 hexadecimal digits"),
                ),
            }
        }
        table
    }

    /// The sentence of this number.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&Sentence> {
        self.rows.get(&number)
    }

    /// All sentences with their numbers, in the order of their places.
    #[must_use]
    pub fn rows(&self) -> Vec<(u64, &Sentence)> {
        let mut rows: Vec<(u64, &Sentence)> = self.rows.iter().map(|(number, sentence)| (*number, sentence)).collect();
        rows.sort_unstable_by_key(|(number, sentence)| (sentence.start, *number));
        rows
    }

    /// The smallest and largest number, for a diagnostic.
    #[must_use]
    pub fn range(&self) -> Option<(u64, u64)> {
        Some((*self.rows.keys().min()?, *self.rows.keys().max()?))
    }
}

fn row(fields: &[&str]) -> Result<(u64, Sentence), String> {
    let &[number, section, start, end, digest] = fields else {
        return Err(format!("the line has {}, not five", counted(fields.len(), "column")));
    };
    let parse = |text: &str, what: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is not a {what}"));
    let (number, start, end) = (parse(number, "number")?, parse(start, "position")?, parse(end, "position")?);
    if end <= start {
        return Err(format!("the sentence ends at {end}, before it begins at {start}"));
    }
    if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return Err("the digest is not 64 lower-case hexadecimal digits".to_owned());
    }
    Ok((number, Sentence { section: section.to_owned(), start, end, digest: digest.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_says_what_is_wrong_with_each_row() {
        let digest = "0".repeat(64);
        let text = format!(
            "number\tsection\tstart\tend\tdigest\n1\tA\t0\t5\t{digest}\n1\tA\t6\t9\t{digest}\n2\tA\t9\t9\t{digest}\nx\n3\tA\t1\t2\tzz\n"
        );
        let mut diagnostics = Diagnostics::new();
        let table = SentenceTable::read(&text, FileId(0), &mut diagnostics);
        assert_eq!(diagnostics.errors(), 4);
        assert_eq!(table.get(1).map(|sentence| sentence.end), Some(9));
        assert_eq!(table.range(), Some((1, 1)));
        let mut diagnostics = Diagnostics::new();
        SentenceTable::read("a,b\n", FileId(0), &mut diagnostics);
        assert_eq!(diagnostics.errors(), 1);
    }
}
