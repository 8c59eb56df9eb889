//! Characters that must not reach a terminal as they are: those that move its cursor, change its state, or turn a line
//! round (C0, C1, DEL, the overrides and isolates of Unicode's bidirectional algorithm, its separators of lines).
//!
//! A name, a path or a page of somebody else may hold them. Each is spelled instead, `\u{1b}`, so that nothing is lost. What
//! pages and spreadsheets would take for more than text is marked here too.

use std::borrow::Cow;
use std::io::{self, Write};

/// Whether a character must not reach a terminal. A line break and a tab may.
#[must_use]
pub fn is_wild(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Marks, embeddings, overrides and isolates of writing that runs the other way; separators of lines.
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    }
}

/// Text of several lines, with what is wild spelled.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    spelled(text, is_wild)
}

/// Text that is within a line: line breaks and tabs are spelled too.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    spelled(text, |c| is_wild(c) || c == '\n' || c == '\t')
}

/// Text for a page: what is markup there is escaped (HTML, 13.1.4 and 13.1.2.3), in the quotation marks of an attribute too.
#[must_use]
pub fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A cell of a CSV file that somebody opens in a spreadsheet: what it would take for a formula (it begins with `=`, `+`, `-`,
/// `@`, a tab or a carriage return, and is not a number) has an apostrophe before it, which marks text there.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && !(text.parse::<f64>().is_ok() && text.contains(|c: char| c.is_ascii_digit()));
    if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text in one line: as [`line()`], with a space for each line end and tab, so that no source breaks a list.
#[must_use]
pub fn one_line(text: &str) -> String {
    line(&text.replace(['\r', '\n', '\t'], " ")).into_owned()
}

fn spelled(text: &str, wild: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&wild) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' if wild(c) => out.extend(c.escape_default()),
            c if wild(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Passes text on to a terminal, or to a file that people read, with what is wild spelled. Bytes that are not UTF-8 are
/// spelled too.
#[derive(Debug)]
pub struct Writer<W: Write> {
    inner: W,
    /// The beginning of a character, or a carriage return whose line feed may follow.
    waiting: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Passes text on to `inner`.
    pub fn new(inner: W) -> Self {
        Self { inner, waiting: Vec::new() }
    }

    /// Writes what is still waiting, because nothing follows.
    ///
    /// # Errors
    /// Those of the inner writer.
    pub fn finish(&mut self) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.pass(&waiting, true)?;
        self.inner.flush()
    }

    fn pass(&mut self, bytes: &[u8], ends: bool) -> io::Result<()> {
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let is_last = chunks.peek().is_none() && !ends;
            let (invalid, mut valid) = (chunk.invalid(), chunk.valid());
            let cut = is_last && !invalid.is_empty() && is_begun(invalid);
            if is_last && invalid.is_empty() && valid.ends_with('\r') {
                valid = &valid[..valid.len() - 1];
                self.waiting.push(b'\r');
            }
            self.lines(valid)?;
            if cut {
                self.waiting.extend(invalid);
            } else {
                for byte in invalid {
                    write!(self.inner, "\\x{byte:02x}")?;
                }
            }
        }
        Ok(())
    }

    /// A carriage return before a line feed ends a line, as CSV has it.
    fn lines(&mut self, valid: &str) -> io::Result<()> {
        let mut parts = valid.split("\r\n").peekable();
        while let Some(part) = parts.next() {
            self.inner.write_all(text(part).as_bytes())?;
            if parts.peek().is_some() {
                self.inner.write_all(b"\r\n")?;
            }
        }
        Ok(())
    }
}

/// Whether bytes may be the beginning of a character that goes on.
fn is_begun(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.is_empty() {
            self.pass(bytes, false)?;
        } else {
            let mut all = std::mem::take(&mut self.waiting);
            all.extend(bytes);
            self.pass(&all, false)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wild_is_spelled_and_nothing_is_lost() {
        assert_eq!(text("a\u{1b}[2J\u{7f}\u{9b}1m\u{202e}b\u{2028}\r\n\tc"), {
            "a\\u{1b}[2J\\u{7f}\\u{9b}1m\\u{202e}b\\u{2028}\\r\n\tc"
        });
        assert_eq!(line("a\r\n\tb"), "a\\r\\n\\tb");
        assert!(matches!(text("Минск\n日本\tİ"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_a_spreadsheet_takes_for_a_formula_is_marked_as_text() {
        for formula in
            ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "-", "=", "--5", "-inf", "-1+cmd|' /C calc'!A0"]
        {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        for text in ["", "-9", "+5.25", "-1e3", "Chad", "a=b", "'=1", " =1", "−5"] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn a_writer_does_the_same_however_its_bytes_are_cut() {
        let bytes = [
            "x\u{9b}31m\u{202e}é\r\nb\rc\u{1b}]0;t\u{7}".as_bytes(),
            &[0xff, b'y', 0x9b],
            "🇧🇾\r".as_bytes(),
            &[0xe2, 0x80],
        ]
        .concat();
        let expected = "x\\u{9b}31m\\u{202e}é\r\nb\\rc\\u{1b}]0;t\\u{7}\\xffy\\x9b🇧🇾\\r\\xe2\\x80";
        for size in 1..=bytes.len() {
            let mut out = Vec::new();
            let mut writer = Writer::new(&mut out);
            for piece in bytes.chunks(size) {
                writer.write_all(piece).unwrap();
            }
            writer.finish().unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{size}");
        }
    }
}
