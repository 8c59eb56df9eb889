//! Wikidata's JSON as a source: bytes to the texts of entities, each with its place. What an entity says is not looked at
//! here.
//!
//! Dumps have an entity a line, in an array or without one, and are read in batches of lines of any number. What
//! `Special:EntityData` and `wbgetentities` answer, and arrays in another form, are read whole.

use std::io::Read;

use super::format::{Format, is_wikidata_id};
use super::input;
use super::json;
use super::{Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};

/// How many bytes of lines make a batch, about.
const BATCH_BYTES: usize = 1 << 20;

/// The longest entity that is read. Wikidata takes no page of more than a few million bytes.
pub const MAX_ENTITY_BYTES: usize = 16 << 20;

/// Texts of entities.
#[derive(Debug)]
pub enum EntityBatch {
    /// Lines of a dump.
    Lines(json::LineBatch),
    /// One entity, and the place of its first byte.
    One(Vec<u8>, u64),
}

/// The entities of a source, in their order.
pub enum Entities {
    /// Of a dump.
    Lines {
        /// The lines.
        batches: json::Batches<Box<dyn Read + Send>>,
        /// The source.
        file: FileId,
        /// The array that the entities are in: whether it was begun, and ended.
        array: (bool, bool),
        /// How many bytes were read.
        read: u64,
        /// A diagnostic reported already that the source is not whole.
        broken: bool,
    },
    /// Of an answer: its text, where each entity is in it, and the ids that lead to others.
    Whole(Vec<u8>, std::vec::IntoIter<(usize, usize)>, Vec<(String, String)>),
}

impl EntityBatch {
    /// How many bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Lines(batch) => batch.bytes.len(),
            Self::One(bytes, _) => bytes.len(),
        }
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of each entity, where it is, and the number of its line, counted from 1. What the array needs around
    /// them is left out.
    pub fn entities(&self) -> impl Iterator<Item = (&[u8], u64, u64)> {
        let (bytes, start, first) = match self {
            Self::Lines(batch) => (&batch.bytes, batch.start_offset, batch.first_line),
            Self::One(bytes, start) => (bytes, *start, 1),
        };
        let lines = matches!(self, Self::Lines(_));
        let (mut at, mut line) = (0, first);
        std::iter::from_fn(move || {
            let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
            let length = match lines {
                true => memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1),
                false => rest.len(),
            };
            let here = (at, line);
            at += length;
            line += 1;
            Some((&rest[..length], start + here.0 as u64, here.1))
        })
        .filter_map(|(text, start, line)| {
            let (text, skipped) = bare(text);
            (!text.is_empty()).then_some((text, start + skipped as u64, line))
        })
    }

    /// Keeps the line that holds a place, of a source that can be read once only.
    pub fn line_of(&self, place: u64) -> Option<(u64, u64, &[u8])> {
        let (text, start, line) =
            self.entities().find(|(text, start, _)| (*start..=start + text.len() as u64).contains(&place))?;
        Some((start, line, text))
    }
}

/// An entity without the array's brackets and commas around it; how many bytes were left out before it.
fn bare(line: &[u8]) -> (&[u8], usize) {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    let mut start = 0;
    let mut end = line.len();
    if line.starts_with(b"\xEF\xBB\xBF") {
        start = 3;
    }
    while start < end && blank(&line[start]) {
        start += 1;
    }
    while start < end && blank(&line[end - 1]) {
        end -= 1;
    }
    // A line may begin or end the array, and ends with the comma before the next.
    match &line[start..end] {
        b"[" | b"]" | b"," | b"[]" => return (&[], start),
        _ => {}
    }
    if start < end && line[end - 1] == b',' {
        end -= 1;
    }
    // A comma may be before the next, and the bracket after the last.
    if start < end && line[start] == b',' {
        start += 1;
        while start < end && blank(&line[start]) {
            start += 1;
        }
    }
    if line[start..end].starts_with(b"{") && line[end - 1] == b']' {
        end -= 1;
        while start < end && blank(&line[end - 1]) {
            end -= 1;
        }
    }
    (&line[start..end], start)
}

impl Entities {
    /// Takes a source that was found to be Wikidata's.
    ///
    /// # Errors
    /// `file-too-large`, `read-failed`, `json-syntax` and what else a JSON text can be, for what is read whole;
    /// `not-wikidata` where no entity is in it.
    pub fn open(
        input: input::Input,
        name: &str,
        file: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Diagnostic> {
        if input.format == Format::WikidataLines {
            let batches = json::Batches::with_sizes(input.reader, file, BATCH_BYTES, MAX_ENTITY_BYTES);
            return Ok(Self::Lines { batches, file, array: (false, false), read: 0, broken: false });
        }
        let bytes = input.into_bytes(input::MAX_WHOLE_BYTES)?;
        let mut found = Vec::new();
        let Some(root) = json::read(&bytes, file, diagnostics) else {
            // What is wrong was reported.
            return Ok(Self::Whole(Vec::new(), Vec::new().into_iter(), Vec::new()));
        };
        if let Some(error) = root.get("error") {
            let code = error.get("code").and_then(Node::text).unwrap_or("no code");
            return Err(Diagnostic::error(
                Code::NotWikidata,
                format!("`{name}` is an error message from Wikidata: {code}"),
            )
            .at(error.origin(file))
            .label("no entities"));
        }
        let place = |node: &Node<'_>| {
            let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
            (at(node.start), at(node.end))
        };
        let mut redirects: Vec<(String, String)> = Vec::new();
        let mut note = |node: &Node<'_>| {
            redirects.extend(redirect(node).map(|(from, to)| (from.to_owned(), to.to_owned())));
        };
        match (&root.value, root.get("entities").map(|node| &node.value)) {
            (Value::List(items), _) => {
                items.iter().for_each(&mut note);
                found.extend(items.iter().map(place));
            }
            (_, Some(Value::Map(entries))) => {
                entries.iter().for_each(|entry| note(&entry.value));
                // What was asked for and is not there is answered as missing.
                let there = entries.iter().map(|entry| &entry.value).filter(|node| node.get("missing").is_none());
                found.extend(there.map(place));
            }
            (_, Some(Value::List(items))) => {
                items.iter().for_each(&mut note);
                found.extend(items.iter().map(place));
            }
            (Value::Map(_), None) if root.get("id").is_some() => {
                note(&root);
                found.push(place(&root));
            }
            _ => {
                return Err(not_wikidata(name).at(Origin::point(file, 0)));
            }
        }
        drop(root);
        Ok(Self::Whole(bytes, found.into_iter(), redirects))
    }

    /// The ids that lead to others, as far as that is known before anything is read: of an answer.
    #[must_use]
    pub fn redirects(&self) -> &[(String, String)] {
        match self {
            Self::Lines { .. } => &[],
            Self::Whole(_, _, redirects) => redirects,
        }
    }
}

/// The id that leads to another since two entities were merged, and that other: a line of a dump that is a redirect, or the
/// note of one in an answer.
#[must_use]
pub fn redirect<'n>(node: &'n Node<'_>) -> Option<(&'n str, &'n str)> {
    let of = |node: &'n Node<'_>, from: &str, to: &str| {
        let id = |key: &str| node.get(key).and_then(Node::text).filter(|id| is_wikidata_id(id));
        id(from).zip(id(to)).filter(|(from, to)| from != to)
    };
    of(node, "entity", "redirect").or_else(|| of(node.get("redirects")?, "from", "to"))
}

/// How much of an entity is looked at for its id.
const HEAD: usize = 1024;

/// The id of an entity, from the beginning of its text; nothing where it is not there, so that the entity must be
/// read to know it.
#[must_use]
pub fn id_in(text: &[u8]) -> Option<&str> {
    let head = &text[..text.len().min(HEAD)];
    let (mut at, mut depth) = (0, 0_u32);
    while let Some(byte) = head.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at + 1;
                at = start;
                while *head.get(at)? != b'"' {
                    at += if head[at] == b'\\' { 2 } else { 1 };
                }
                // A key of the entity itself, and not of a value within it.
                let value = head[at + 1..].trim_ascii_start().strip_prefix(b":");
                if let (1, b"id", Some(value)) = (depth, &head[start..at], value) {
                    let value = value.trim_ascii_start().strip_prefix(b"\"")?;
                    let end = memchr::memchr(b'"', value)?;
                    return std::str::from_utf8(&value[..end]).ok();
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The diagnostic of a line that is not an entity, by what is wrong with it as JSON.
#[must_use]
pub fn malformed(line: u64, wrong: &Diagnostic) -> Diagnostic {
    let malformed =
        Diagnostic::error(Code::MalformedEntity, format!("line {line} is not an entity: {}", wrong.message))
            .help("the entity is left out, and the rest is read; fetch it again, or fix the line");
    match wrong.origin {
        Some(at) => malformed.at(at).remark(format!("at byte {} of the unpacked text", at.start)),
        None => malformed,
    }
}

/// The diagnostic of a source that is not data of Wikidata.
#[must_use]
pub fn not_wikidata(name: &str) -> Diagnostic {
    Diagnostic::error(Code::NotWikidata, format!("`{name}` has no entities of Wikidata")).help(
        "a dump in JSON or a part of one is read (an entity a line), and what Special:EntityData and wbgetentities answer",
    )
}

impl Iterator for Entities {
    type Item = Result<EntityBatch, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Lines { batches, file, array, read, broken } => {
                let Some(batch) = batches.next() else {
                    // A dump that was begun as an array and has no end was cut off between two lines.
                    if array.0 && !array.1 && !std::mem::replace(broken, true) {
                        return Some(Err(Diagnostic::error(
                            Code::TruncatedDump,
                            "the dump ends before the end of its array",
                        )
                        .at(Origin::point(*file, *read))
                        .label("`]` is expected here")
                        .help("everything before was read; fetch the rest of the file")));
                    }
                    return None;
                };
                Some(batch.inspect_err(|_| *broken = true).map(|batch| {
                    let text = batch.bytes.trim_ascii();
                    if batch.sequence == 0 {
                        array.0 = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).starts_with(b"[");
                    }
                    if !text.is_empty() {
                        array.1 = text.ends_with(b"]");
                    }
                    *read += batch.bytes.len() as u64;
                    EntityBatch::Lines(batch)
                }))
            }
            Self::Whole(bytes, places, _) => {
                let (start, end) = places.next()?;
                Some(Ok(EntityBatch::One(bytes.get(start..end).unwrap_or_default().to_vec(), start as u64)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_that_of_the_entity_itself() {
        let cases: [(&str, Option<&str>); 6] = [
            (r#"{"type":"item","id":"Q31","labels":{}}"#, Some("Q31")),
            (r#"{ "title" : "\"id\": \"Q1\"", "id" : "Q31" }"#, Some("Q31")),
            (r#"{"claims":{"P1":[{"id":"Q1$1"}]},"id":"Q31"}"#, Some("Q31")),
            (r#"{"type":"id","x":{"id":"Q1"}}"#, None),
            (r#"{"type":"item","id":31}"#, None),
            (r#"{"type":"item","labels":"#, None),
        ];
        for (text, id) in cases {
            assert_eq!(id_in(text.as_bytes()), id, "{text}");
        }
        let far = format!("{{\"labels\":\"{}\",\"id\":\"Q31\"}}", "x".repeat(2 * HEAD));
        assert_eq!(id_in(far.as_bytes()), None);
    }

    #[test]
    fn lines_without_what_the_array_needs() {
        let bytes = b"[\n{\"a\":1},\n {\"b\":2} ,\r\n\n{\"c\":3}\n]\n".to_vec();
        let batch = EntityBatch::Lines(json::LineBatch { bytes, start_offset: 100, first_line: 1, sequence: 0 });
        let found: Vec<(&[u8], u64, u64)> = batch.entities().collect();
        assert_eq!(found, [(&b"{\"a\":1}"[..], 102, 2), (b"{\"b\":2} ", 112, 3), (b"{\"c\":3}", 124, 5)]);
    }
}
