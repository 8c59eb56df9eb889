//! What a diagnostic's code means: the sections of `docs/diagnostics.md`, which is compiled in, and what the files of
//! checks say of themselves.

use super::{Status, fail, output, padded};
use crate::name::nearest;

/// The document, with a section for each code.
const DOCUMENT: &str = include_str!("../../docs/diagnostics.md");

/// The width of what is shown.
const WIDTH: usize = 100;

/// What there is to know of a code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: String,
    /// What it means; the first sentence says it in short.
    pub meaning: String,
    /// What brings it about, with its line breaks; empty where a few lines cannot show it.
    pub example: String,
    /// What to do about it.
    pub remedy: String,
}

impl Explanation {
    /// The first sentence of the meaning, without its full stop.
    pub fn summary(&self) -> &str {
        let end = self.meaning.find(". ").unwrap_or(self.meaning.len());
        self.meaning.get(..end).unwrap_or(&self.meaning).trim_end_matches('.')
    }

    fn shown(&self) -> String {
        let mut out = format!("{}\n\n{}\n", self.code, wrapped(&self.meaning));
        if !self.example.is_empty() {
            out.push_str("\nExample:\n\n");
            for line in self.example.lines() {
                out.push_str("    ");
                out.push_str(line);
                out.push('\n');
            }
        }
        if !self.remedy.is_empty() {
            out.push('\n');
            out.push_str(&wrapped(&format!("Remedy: {}", self.remedy)));
            out.push('\n');
        }
        out
    }
}

/// The codes of the document, in its order.
pub fn documented() -> Vec<Explanation> {
    let section = |text: &str| {
        let (code, body) = text.split_once('\n')?;
        let mut explanation = Explanation { code: code.trim().to_owned(), ..Explanation::default() };
        let mut in_example = false;
        for line in body.lines() {
            if line.starts_with("```") {
                in_example = !in_example;
            } else if in_example {
                explanation.example.push_str(line);
                explanation.example.push('\n');
            } else if !line.is_empty() {
                let remedy = line.strip_prefix("Remedy: ");
                let into = match remedy {
                    None if explanation.remedy.is_empty() => &mut explanation.meaning,
                    _ => &mut explanation.remedy,
                };
                if !into.is_empty() {
                    into.push(' ');
                }
                into.push_str(remedy.unwrap_or(line));
            }
        }
        Some(explanation)
    };
    DOCUMENT.split("\n## ").skip(1).filter_map(section).collect()
}

/// Shows what a code means, or, without one, all codes.
pub fn run(code: Option<&str>, all: &[Explanation]) -> Status {
    let text = match code.map(|code| (code, all.iter().find(|explanation| explanation.code == code))) {
        Some((_, Some(explanation))) => explanation.shown(),
        Some((code, None)) => {
            let near = nearest(code, all.iter().map(|explanation| explanation.code.as_str()));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return fail(&format!("there is no diagnostic `{code}`{near}\n\n{}", list(all)));
        }
        None => list(all),
    };
    match output::write(None, |out| out.write_all(text.as_bytes())) {
        Ok(_) => Status::Fine,
        Err(status) => status,
    }
}

/// Codes and what they mean in short, one a line.
fn list(all: &[Explanation]) -> String {
    let width = all.iter().map(|explanation| explanation.code.len()).max().unwrap_or(0);
    all.iter().map(|explanation| format!("{}  {}\n", padded(&explanation.code, width), explanation.summary())).collect()
}

/// A text in lines of at most [`WIDTH`] characters, as far as its words allow.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
