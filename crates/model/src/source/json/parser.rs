//! The parser: values, and what is wrong with one.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};
use crate::source::fault;
use crate::source::node::{Entry, Key, MAX_DEPTH, Node, Value, drop_duplicate_keys};
use std::borrow::Cow;

pub(super) struct Parser<'a, 'd> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) depth: usize,
    pub(super) offset: u64,
    pub(super) file: FileId,
    pub(super) diagnostics: &'d mut Diagnostics,
}

impl<'a> Parser<'a, '_> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    pub(super) fn position(&self, at: usize) -> u64 {
        self.offset + at as u64
    }

    fn node(&self, value: Value<'a>, start: usize) -> Node<'a> {
        Node { value, start: self.position(start), end: self.position(self.at) }
    }

    pub(super) fn value(&mut self) -> Result<Node<'a>, Diagnostic> {
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

    pub(super) fn take(&mut self, byte: u8) -> bool {
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

    fn here(&self, length: usize) -> Origin {
        Origin::new(self.file, self.position(self.at), self.position(self.at + length))
    }

    pub(super) fn error_over(&self, length: usize, message: impl Into<String>, label: &str, help: &str) -> Diagnostic {
        Diagnostic::error(Code::JsonSyntax, message).at(self.here(length)).label(label).help(help)
    }

    pub(super) fn error(&self, message: impl Into<String>, label: &str, help: &str) -> Diagnostic {
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
