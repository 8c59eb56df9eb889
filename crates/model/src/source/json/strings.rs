//! Strings, and what is escaped in them.

use super::parser::Parser;
use crate::diagnostic::Diagnostic;
use crate::origin::Origin;
use crate::source::fault;
use crate::source::node::MAX_TEXT_BYTES;
use std::borrow::Cow;

impl<'a> Parser<'a, '_> {
    /// Reads a string from its quotation mark on.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Diagnostic> {
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
}
