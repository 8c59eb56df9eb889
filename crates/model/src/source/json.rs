//! JSON and JSON Lines to trees of text with byte ranges.
//!
//! A parser of its own: jiter, the nearest on offer, does not say where a key is, and lends an unescaped text only
//! until the next one is read, so that a tree made with it copies every text. JSON Lines are read in batches of whole
//! lines, so that memory stays bounded and batches can be parsed on several threads.

use std::borrow::Cow;
use std::io::{self, Read};

use super::fault;
use super::node::{Entry, Key, MAX_DEPTH, MAX_TEXT_BYTES, Node, Value, drop_duplicate_keys};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};

/// How many bytes of whole lines make a batch, about.
pub const BATCH_BYTES: usize = 4 << 20;

/// The longest line that is read, unless said otherwise.
pub const MAX_LINE_BYTES: usize = 64 << 20;

/// Reads one JSON document. Takes the bytes of a whole file and its number; gives the tree, whose byte ranges are
/// counted from the beginning of the file.
///
/// # Errors
/// What is wrong is added to `diagnostics`. Nothing is given for `json-syntax`, `not-utf8`, `nested-too-deep`,
/// `text-too-long` and `empty-source`; after `duplicate-key` the first value stays.
pub fn read<'a>(bytes: &'a [u8], file: FileId, diagnostics: &mut Diagnostics) -> Option<Node<'a>> {
    let result = fault::utf8(bytes, file).and_then(|text| {
        if is_blank(text) {
            return Err(fault::empty(Some(Origin::point(file, 0)), "the file"));
        }
        parse(text, 0, file, diagnostics)
    });
    match result {
        Ok(node) => Some(node),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// As [`read`], of a part of a source that begins at `offset`.
///
/// # Errors
/// As [`read`].
pub fn read_at<'a>(bytes: &'a [u8], offset: u64, file: FileId) -> Result<Node<'a>, Diagnostic> {
    let text = std::str::from_utf8(bytes).map_err(|error| fault::not_utf8(&error, offset, file))?;
    // Of two equal keys the first stays, as everywhere; in what others wrote that is not reported.
    parse(text, offset, file, &mut Diagnostics::new())
}

/// As [`read_at`], where nothing may be lost.
///
/// # Errors
/// As [`read`]; `duplicate-key` too.
pub fn read_whole_at<'a>(bytes: &'a [u8], offset: u64, file: FileId) -> Result<Node<'a>, Diagnostic> {
    let text = std::str::from_utf8(bytes).map_err(|error| fault::not_utf8(&error, offset, file))?;
    let mut diagnostics = Diagnostics::new();
    let node = parse(text, offset, file, &mut diagnostics)?;
    match diagnostics.sorted().into_iter().find(|diagnostic| diagnostic.code == Code::DuplicateKey) {
        Some(twice) => Err(twice.clone()),
        None => Ok(node),
    }
}

/// Whole lines of a JSON Lines source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The lines, with their line breaks.
    pub bytes: Vec<u8>,
    /// Where the first byte is in the source.
    pub start_offset: u64,
    /// The number of the first line, counted from 1.
    pub first_line: u64,
    /// The number of the batch, counted from 0; batches parsed on several threads can be put in order by it.
    pub sequence: u64,
}

/// Reads a JSON Lines source in batches of whole lines. Iterating gives the batches in order.
///
/// # Errors
/// A line that is longer than the limit gives `line-too-long` and is left out; the lines after it follow in the next
/// batches. A failure to read gives `read-failed` and ends the iteration.
#[derive(Debug)]
pub struct Batches<R> {
    source: R,
    file: FileId,
    batch_bytes: usize,
    max_line: usize,
    /// Bytes after the last line break of the batch given last.
    rest: Vec<u8>,
    offset: u64,
    line: u64,
    sequence: u64,
    ended: bool,
    pending: Option<Diagnostic>,
}

impl<R: Read> Batches<R> {
    /// Takes a source and the number under which its origins are known.
    pub fn new(source: R, file: FileId) -> Self {
        Self::with_sizes(source, file, BATCH_BYTES, MAX_LINE_BYTES)
    }

    /// As [`Batches::new`], with the size of a batch and the limit of a line in bytes.
    pub fn with_sizes(source: R, file: FileId, batch_bytes: usize, max_line: usize) -> Self {
        Self {
            source,
            file,
            batch_bytes: batch_bytes.max(1),
            max_line: max_line.max(1),
            rest: Vec::new(),
            offset: 0,
            line: 1,
            sequence: 0,
            ended: false,
            pending: None,
        }
    }

    /// Reads up to `limit` bytes more; `false` at the end of the source.
    fn fill(&mut self, bytes: &mut Vec<u8>, limit: usize) -> Result<bool, Diagnostic> {
        match self.source.by_ref().take(limit as u64).read_to_end(bytes) {
            Ok(read) => Ok(read == limit),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn failed(&mut self, error: &io::Error) -> Diagnostic {
        self.ended = true;
        let at = Origin::point(self.file, self.offset);
        Diagnostic::error(Code::ReadFailed, format!("the source cannot be read further: {error}"))
            .at(at)
            .label("everything before was read")
    }

    /// Gives out the lines of `bytes`, a whole number of them.
    fn batch(&mut self, bytes: Vec<u8>) -> Batch {
        let batch = Batch { start_offset: self.offset, first_line: self.line, sequence: self.sequence, bytes };
        self.offset += batch.bytes.len() as u64;
        self.line += memchr::memchr_iter(b'\n', &batch.bytes).count() as u64;
        self.sequence += 1;
        batch
    }

    /// Skips the line whose beginning is `bytes`; what follows it is the rest.
    fn skip_line(&mut self, mut bytes: Vec<u8>) -> Diagnostic {
        let start = self.offset;
        let line = self.line;
        loop {
            if let Some(end) = memchr::memchr(b'\n', &bytes) {
                self.offset += end as u64 + 1;
                self.line += 1;
                self.rest = bytes.split_off(end + 1);
                break;
            }
            self.offset += bytes.len() as u64;
            bytes.clear();
            match self.fill(&mut bytes, self.batch_bytes) {
                Ok(_) if bytes.is_empty() => {
                    self.ended = true;
                    break;
                }
                Ok(_) => {}
                Err(diagnostic) => {
                    self.pending = Some(diagnostic);
                    break;
                }
            }
        }
        Diagnostic::error(
            Code::LineTooLong,
            format!("line {line} is longer than {} bytes and is left out", self.max_line),
        )
        .at(Origin::point(self.file, start))
        .label("begins here")
        .help("check whether line breaks were lost: a line has one record, or one entity of Wikidata")
    }
}

impl<R: Read> Iterator for Batches<R> {
    type Item = Result<Batch, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(diagnostic) = self.pending.take() {
            return Some(Err(diagnostic));
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let mut searched = 0;
        loop {
            let wanted = self.batch_bytes.saturating_sub(bytes.len());
            if !self.ended {
                // A batch without a line break is made longer, until there is one or the line is too long.
                let more = if wanted > 0 { wanted } else { self.batch_bytes };
                match self.fill(&mut bytes, more) {
                    Ok(full) => self.ended = !full,
                    Err(diagnostic) => {
                        // The whole lines before the failure are good.
                        let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |last| last + 1);
                        bytes.truncate(whole);
                        let at = Origin::point(self.file, self.offset + whole as u64);
                        self.pending = Some(diagnostic.at(at));
                    }
                }
            }
            let unsearched = bytes.get(searched..).unwrap_or_default();
            let Some(last) = memchr::memrchr(b'\n', unsearched) else {
                if bytes.len() > self.max_line {
                    return Some(Err(self.skip_line(bytes)));
                }
                if self.ended {
                    if bytes.is_empty() {
                        return self.pending.take().map(Err);
                    }
                    return Some(Ok(self.batch(bytes)));
                }
                searched = bytes.len();
                continue;
            };
            // All lines but the first are shorter than a batch; the first may have grown over the limit.
            let first = memchr::memchr(b'\n', &bytes).unwrap_or(bytes.len());
            if first > self.max_line {
                return Some(Err(self.skip_line(bytes)));
            }
            self.rest = bytes.split_off(searched + last + 1);
            return Some(Ok(self.batch(bytes)));
        }
    }
}

impl Batch {
    /// Parses the lines one by one; lines of white space are passed over. The trees borrow from the batch, their byte
    /// ranges are counted from the beginning of the source. Faulty lines and duplicate keys are added to `diagnostics`.
    pub fn records<'a, 'd>(&'a self, file: FileId, diagnostics: &'d mut Diagnostics) -> Records<'a, 'd> {
        Records {
            // Checking all lines at once is several times faster than line by line.
            text: std::str::from_utf8(&self.bytes).ok(),
            batch: self,
            file,
            diagnostics,
            at: 0,
            line: self.first_line,
        }
    }
}

/// The records of a batch; see [`Batch::records`]. What is wrong with a line goes to the diagnostics, and its record has no
/// tree, so that it can still be counted.
#[derive(Debug)]
pub struct Records<'a, 'd> {
    batch: &'a Batch,
    text: Option<&'a str>,
    file: FileId,
    diagnostics: &'d mut Diagnostics,
    at: usize,
    line: u64,
}

/// One line of a JSON Lines source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The number of the line, counted from 1.
    pub line: u64,
    /// The tree; absent if the line could not be read, which the diagnostics say.
    pub node: Option<Node<'a>>,
}

impl<'a> Records<'a, '_> {
    fn parse(&mut self, start: usize, end: usize) -> Option<Result<Node<'a>, Diagnostic>> {
        let offset = self.batch.start_offset + start as u64;
        let line = match self.text {
            Some(text) => text.get(start..end).unwrap_or_default(),
            None => match std::str::from_utf8(self.batch.bytes.get(start..end).unwrap_or_default()) {
                Ok(line) => line,
                Err(error) => return Some(Err(fault::not_utf8(&error, offset, self.file))),
            },
        };
        if is_blank(line) {
            return None;
        }
        Some(parse(line, offset, self.file, self.diagnostics))
    }
}

impl<'a> Iterator for Records<'a, '_> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        loop {
            let start = self.at;
            let rest = self.batch.bytes.get(start..).filter(|rest| !rest.is_empty())?;
            let end = memchr::memchr(b'\n', rest).map_or(self.batch.bytes.len(), |end| start + end);
            self.at = end + 1;
            let line = self.line;
            self.line += 1;
            match self.parse(start, end) {
                None => {}
                Some(Ok(node)) => {
                    let node = Some(node);
                    return Some(Record { line, node });
                }
                Some(Err(diagnostic)) => {
                    self.diagnostics.push(diagnostic);
                    return Some(Record { line, node: None });
                }
            }
        }
    }
}

fn is_blank(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Parses a text that holds one value and white space around it.
fn parse<'a>(text: &'a str, offset: u64, file: FileId, diagnostics: &mut Diagnostics) -> Result<Node<'a>, Diagnostic> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, depth: 0, offset, file, diagnostics };
    if offset == 0 && text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    let node = parser.value()?;
    parser.skip_space();
    if parser.at < parser.bytes.len() {
        return Err(parser.error(
            "something follows the value",
            "not expected here",
            "write one value; several records go into a list `[…]`, or one on each line of a file named `.jsonl`",
        ));
    }
    Ok(node)
}

struct Parser<'a, 'd> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    offset: u64,
    file: FileId,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Parser<'a, '_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn position(&self, at: usize) -> u64 {
        self.offset + at as u64
    }

    fn node(&self, value: Value<'a>, start: usize) -> Node<'a> {
        Node { value, start: self.position(start), end: self.position(self.at) }
    }

    fn value(&mut self) -> Result<Node<'a>, Diagnostic> {
        self.skip_space();
        let start = self.at;
        match self.peek() {
            Some(b'"') => {
                let text = self.string()?;
                let value = Value::Scalar { text, quoted: true };
                Ok(self.node(value, start))
            }
            Some(b'{') => self.nested(Self::map),
            Some(b'[') => self.nested(Self::list),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value<'a>, Diagnostic>) -> Result<Node<'a>, Diagnostic> {
        let start = self.at;
        if self.depth >= MAX_DEPTH {
            return Err(fault::too_deep(self.here(1)));
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(self.node(value, start))
    }

    fn list(&mut self) -> Result<Value<'a>, Diagnostic> {
        let mut items = Vec::new();
        self.skip_space();
        if self.take(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.take(b']') {
                return Ok(Value::List(items));
            }
            self.comma(b']')?;
        }
    }

    fn map(&mut self) -> Result<Value<'a>, Diagnostic> {
        let mut entries = Vec::new();
        self.skip_space();
        if self.take(b'}') {
            return Ok(Value::Map(entries));
        }
        loop {
            self.skip_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotation marks"));
            }
            let text = self.string()?;
            let key = Key { text, start: self.position(start), end: self.position(self.at) };
            self.skip_space();
            if !self.take(b':') {
                return Err(self.unexpected("a colon after the key"));
            }
            let value = self.value()?;
            entries.push(Entry { key, value });
            self.skip_space();
            if self.take(b'}') {
                drop_duplicate_keys(&mut entries, self.file, self.diagnostics);
                return Ok(Value::Map(entries));
            }
            self.comma(b'}')?;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        self.at += usize::from(here);
        here
    }

    fn comma(&mut self, close: u8) -> Result<(), Diagnostic> {
        let comma = self.at;
        if !self.take(b',') {
            let what = if close == b']' { "a comma or `]`" } else { "a comma or `}`" };
            return Err(self.unexpected(what));
        }
        self.skip_space();
        if self.peek() == Some(close) {
            self.at = comma;
            return Err(self.error(
                "there is a comma after the last element",
                "nothing follows this comma",
                "delete the comma",
            ));
        }
        Ok(())
    }

    fn word(&mut self, word: &'static str) -> Result<Node<'a>, Diagnostic> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let after = rest.get(word.len());
        if !rest.starts_with(word.as_bytes()) || after.is_some_and(u8::is_ascii_alphanumeric) {
            return Err(self.unexpected("a value"));
        }
        self.at += word.len();
        let value = match word {
            "null" => Value::Null,
            _ => Value::Scalar { text: Cow::Borrowed(word), quoted: false },
        };
        Ok(self.node(value, start))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<Node<'a>, Diagnostic> {
        let start = self.at;
        self.take(b'-');
        let zero = self.peek() == Some(b'0');
        let whole = self.digits();
        let mut good = whole == 1 || (whole > 1 && !zero);
        if self.take(b'.') {
            good &= self.digits() > 0;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            let _ = self.take(b'+') || self.take(b'-');
            good &= self.digits() > 0;
        }
        let follows = self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-+._".contains(&byte));
        if !good || follows {
            while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-+._".contains(&byte)) {
                self.at += 1;
            }
            let length = self.at - start;
            self.at = start;
            return Err(self.error_over(
                length,
                "this is not a number in JSON",
                "read as a number",
                "put dates, codes and numbers with leading zeros into quotation marks",
            ));
        }
        let text = Cow::Borrowed(self.text.get(start..self.at).unwrap_or_default());
        let value = Value::Scalar { text, quoted: false };
        Ok(self.node(value, start))
    }

    /// Reads a string from its quotation mark on.
    fn string(&mut self) -> Result<Cow<'a, str>, Diagnostic> {
        let open = self.at;
        let start = open + 1;
        self.at = self.plain_end(start);
        if self.peek() == Some(b'"') {
            self.at += 1;
            let text = self.text.get(start..self.at - 1).unwrap_or_default();
            return self.bounded(open, Cow::Borrowed(text));
        }
        let mut text = String::new();
        let mut from = start;
        loop {
            text.push_str(self.text.get(from..self.at).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return self.bounded(open, Cow::Owned(text));
                }
                Some(b'\\') => text.push(self.escape()?),
                None | Some(b'\n' | b'\r') => {
                    self.at = open;
                    return Err(self.error(
                        "a quotation mark is never closed",
                        "opened here",
                        "close it with `\"`; write a line break inside a text as `\\n`",
                    ));
                }
                Some(byte) => {
                    let message = format!("the control character U+{byte:04X} is not allowed in a text");
                    return Err(self.error(
                        message,
                        "not expected here",
                        "write a tab as `\\t`; delete other control characters",
                    ));
                }
            }
            from = self.at;
            self.at = self.plain_end(from);
        }
    }

    /// Where the text from `at` on meets a quotation mark, a backslash, a control character or the end.
    fn plain_end(&self, mut at: usize) -> usize {
        const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
        const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
        let zero_byte = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
        // Eight bytes at a time. A bit of `found` may be a false alarm only above a true one, and little-endian words
        // have the first byte lowest, so the lowest bit is right.
        while let Some(chunk) = self.bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*chunk);
            let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
            let quote = zero_byte(word ^ (ONES * u64::from(b'"')));
            let backslash = zero_byte(word ^ (ONES * u64::from(b'\\')));
            let found = control | quote | backslash;
            if found != 0 {
                return at + (found.trailing_zeros() / 8) as usize;
            }
            at += 8;
        }
        let rest = self.bytes.get(at..).unwrap_or_default();
        let special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
        at + rest.iter().position(special).unwrap_or(rest.len())
    }

    /// The text whose quotation mark is at `open`, unless it is longer than any that is wanted.
    fn bounded(&self, open: usize, text: Cow<'a, str>) -> Result<Cow<'a, str>, Diagnostic> {
        if text.len() <= MAX_TEXT_BYTES {
            return Ok(text);
        }
        Err(fault::too_long(Origin::point(self.file, self.position(open)), text.len()))
    }

    /// Reads an escape from its backslash on.
    fn escape(&mut self) -> Result<char, Diagnostic> {
        let start = self.at;
        let letter = self.bytes.get(start + 1).copied();
        self.at += 2;
        let plain = match letter {
            Some(b'"') => Some('"'),
            Some(b'\\') => Some('\\'),
            Some(b'/') => Some('/'),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'u') => self.unicode_escape(),
            _ => None,
        };
        plain.ok_or_else(|| {
            let after = self.text.get(start + 1..).and_then(|rest| rest.chars().next());
            let length = 1 + after.map_or(0, char::len_utf8);
            let length = if letter == Some(b'u') { self.at.max(start + length) - start } else { length };
            self.at = start;
            self.error_over(
                length.min(self.bytes.len() - start),
                "this escape is not a character",
                "not an escape of JSON",
                "write a backslash as `\\\\`, and any other character as itself",
            )
        })
    }

    /// The character of `\uXXXX`, or of a pair of them, after the `u`.
    fn unicode_escape(&mut self) -> Option<char> {
        let first = self.four_digits()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        if !(self.take(b'\\') && self.take(b'u')) {
            return None;
        }
        let second = self.four_digits()?;
        let low = (0xDC00..0xE000).contains(&second).then(|| second - 0xDC00)?;
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + low)
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn here(&self, length: usize) -> Origin {
        Origin::new(self.file, self.position(self.at), self.position(self.at + length))
    }

    fn error_over(&self, length: usize, message: impl Into<String>, label: &str, help: &str) -> Diagnostic {
        Diagnostic::error(Code::JsonSyntax, message).at(self.here(length)).label(label).help(help)
    }

    fn error(&self, message: impl Into<String>, label: &str, help: &str) -> Diagnostic {
        let next = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        self.error_over(next.map_or(0, char::len_utf8), message, label, help)
    }

    /// Something else is where `wanted` should.
    fn unexpected(&self, wanted: &str) -> Diagnostic {
        let (label, help) = match self.peek() {
            None => ("the text ends here", "close every `[` with `]` and every `{` with `}`"),
            Some(b'\'') => ("a single quotation mark", "JSON knows only double quotation marks"),
            Some(b'/' | b'#') => ("a comment?", "JSON has no comments; YAML has, and the program reads it too"),
            Some(b',' | b':' | b'}' | b']') => {
                ("not expected here", "look for a value, comma or bracket that is missing before it")
            }
            Some(b'"' | b'{' | b'[') => ("not expected here", "look for a comma or colon that is missing before it"),
            Some(_) => ("not expected here", "put text into double quotation marks"),
        };
        self.error(format!("{wanted} is expected here"), label, help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Files;

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

    fn batches(bytes: &[u8], size: usize, max: usize) -> (Vec<Batch>, Vec<Diagnostic>) {
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
            "{", "}", "[", "]", "\"", ":", ",", "\\", "u", "d83c", "0", "-", ".5", "e", "true", "nul", " ", "\n", "ж",
            "🇧", "\t", "a",
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
}
