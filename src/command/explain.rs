//! What a diagnostic's code means: its section of `docs/diagnostics.md`, or what the file of a check says of itself.

use super::output;
use super::say::{Status, fail, padded};
use chancery_model::diagnostic::{Code, Severity};
use chancery_values::name::nearest;

/// The width of what is shown.
const WIDTH: usize = 100;

/// What there is to know of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// How bad it is, the worst first.
    pub severities: Vec<Severity>,
    /// What it means; the first sentence says it in short.
    pub meaning: String,
    /// What causes it: files, and the command that is run in their folder. Nothing where a few lines cannot show it.
    pub example: Vec<Block>,
    /// The file and the name of the test that causes it if there is no example: `tests/a.rs, a_test.`
    pub shown_by: String,
    /// What to do about it.
    pub remedy: String,
}

/// A file or a command of an example.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// The language: `sh` for a command.
    pub language: String,
    /// The name of the file; empty for a command, and where the file is all there is.
    pub file: String,
    /// The text, with its line breaks.
    pub text: String,
}

impl Explanation {
    /// One with only a code, and how bad that is.
    pub fn new(code: Code, severities: &[Severity]) -> Self {
        Self {
            code,
            severities: severities.to_vec(),
            meaning: String::new(),
            example: Vec::new(),
            shown_by: String::new(),
            remedy: String::new(),
        }
    }

    /// The first sentence of the meaning, without its full stop.
    pub fn summary(&self) -> &str {
        let end = self.meaning.find(". ").unwrap_or(self.meaning.len());
        self.meaning.get(..end).unwrap_or(&self.meaning).trim_end_matches('.')
    }

    fn shown(&self) -> String {
        let severities: Vec<&str> = self.severities.iter().map(|severity| severity.as_str()).collect();
        let mut out = format!("{} ({})\n\n{}\n", self.code, severities.join(" or "), wrapped(&self.meaning));
        if !self.example.is_empty() {
            out.push_str("\nExample:\n");
        }
        for block in &self.example {
            out.push('\n');
            out.push_str(&block.shown());
        }
        for (title, text) in [("Shown by", &self.shown_by), ("Remedy", &self.remedy)] {
            if !text.is_empty() {
                out.push_str(&format!("\n{}\n", wrapped(&format!("{title}: {text}"))));
            }
        }
        out
    }

    /// Takes a line of the section that is outside of the example.
    fn add(&mut self, line: &str) {
        let (into, text) = if let Some(test) = line.strip_prefix("Shown by: ") {
            (&mut self.shown_by, test)
        } else if let Some(remedy) = line.strip_prefix("Remedy: ") {
            (&mut self.remedy, remedy)
        } else if self.remedy.is_empty() {
            (&mut self.meaning, line)
        } else {
            (&mut self.remedy, line)
        };
        if !into.is_empty() && !text.is_empty() {
            into.push(' ');
        }
        into.push_str(text);
    }

    /// The remedy and the example, in Markdown; nothing where there is no example.
    pub fn markdown(&self) -> Option<String> {
        let blocks: String = self.example.iter().map(Block::markdown).collect();
        (!blocks.is_empty()).then(|| format!("{}\n\nAn example that causes it:\n{blocks}", self.remedy))
    }
}

impl Block {
    /// The text, indented below the name of its file.
    fn shown(&self) -> String {
        let title = if self.file.is_empty() { String::new() } else { format!("  {}\n", self.file) };
        let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
        title + &self.text.lines().map(line).collect::<String>()
    }

    fn markdown(&self) -> String {
        let title = if self.file.is_empty() { String::new() } else { format!("\n`{}`:\n", self.file) };
        format!("{title}\n```{}\n{}```\n", self.language, self.text)
    }
}

/// What there is to know of the codes of the program, in the order of the alphabet.
pub fn documented() -> Vec<Explanation> {
    Code::OWN.iter().map(section).collect()
}

/// Reads the section of a code: what it means, blocks or the test that shows it, and the remedy.
fn section(code: &Code) -> Explanation {
    let mut explanation = Explanation::new(code.clone(), code.severities());
    let mut open: Option<Block> = None;
    for line in code.section().lines() {
        match (open.take(), line.strip_prefix("```")) {
            (Some(block), Some(_)) => explanation.example.push(block),
            (Some(mut block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, Some(info)) => {
                let (language, file) = info.split_once(' ').unwrap_or((info, ""));
                open = Some(Block { language: language.to_owned(), file: file.to_owned(), text: String::new() });
            }
            (None, None) => explanation.add(line),
        }
    }
    explanation
}

/// Shows what a code means, or, without one, all codes.
pub fn run(code: Option<&str>, all: &[Explanation]) -> Status {
    let text = match code.map(|code| (code, all.iter().find(|explanation| explanation.code.as_str() == code))) {
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
    let width = all.iter().map(|explanation| explanation.code.as_str().len()).max().unwrap_or(0);
    all.iter()
        .map(|explanation| format!("{}  {}\n", padded(explanation.code.as_str(), width), explanation.summary()))
        .collect()
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
