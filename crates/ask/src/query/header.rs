//! The `#+` header of a query's file: YAML about the query. Faults are reported at their places in the file.

use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{FileId, Origin};
use chancery_model::source::{Entry, Node, yaml};
use chancery_values::name::nearest;

/// What kind of file a header belongs to, for what is said of its faults.
#[derive(Debug)]
pub struct About {
    /// The code of its diagnostics.
    pub code: Code,
    /// The noun for the file, without an article: `question`.
    pub noun: &'static str,
    /// The remedy of every fault.
    pub help: &'static str,
    /// The keys that a header may have.
    pub keys: &'static [&'static str],
}

/// Reads a header, and remembers whether anything was wrong with it.
pub struct Header<'a> {
    /// The file, which origins point into.
    pub file: FileId,
    /// Where faults go.
    pub diagnostics: &'a mut Diagnostics,
    /// Nothing was wrong so far.
    pub good: bool,
    about: &'static About,
}

impl<'a> Header<'a> {
    /// A reader for the header of `file`.
    pub fn new(about: &'static About, file: FileId, diagnostics: &'a mut Diagnostics) -> Self {
        Self { file, diagnostics, good: true, about }
    }

    /// The header of a file's text as a mapping whose keys are known. `None` if there is no such header; then the
    /// reason was reported.
    pub fn read(&mut self, text: &str) -> Option<Node<'static>> {
        let header = blanked(text);
        let noun = self.about.noun;
        if header.trim().is_empty() {
            self.wrong(
                Origin::point(self.file, 0),
                format!("the {noun} has no header"),
                "`#+ summary: …` belongs here",
            );
            return None;
        }
        let node = yaml::read(header.as_bytes(), self.file, self.diagnostics).map(Node::into_owned);
        let Some(node) = node else {
            self.good = false;
            return None;
        };
        let Some(entries) = node.entries() else {
            self.wrong(node.origin(self.file), "the header is not a mapping", "`summary: …` is expected");
            return None;
        };
        for entry in entries {
            self.known(entry, self.about.keys);
        }
        Some(node)
    }

    /// Reports a fault.
    pub fn wrong(&mut self, origin: Origin, message: impl Into<String>, label: impl Into<String>) {
        self.good = false;
        let diagnostic =
            Diagnostic::error(self.about.code.clone(), message).at(origin).label(label).help(self.about.help);
        self.diagnostics.push(diagnostic);
    }

    /// Reports a key that is not in `keys`.
    pub fn known(&mut self, entry: &Entry<'_>, keys: &[&str]) {
        let key = entry.key.text.as_ref();
        if !keys.contains(&key) {
            let near =
                nearest(key, keys.iter().copied()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let origin = entry.key.origin(self.file);
            let message = format!("a {}'s header has no key `{key}`", self.about.noun);
            self.wrong(origin, message, format!("not known{near}"));
        }
    }

    /// The text of a key; empty where it is not there.
    pub fn text(&mut self, node: &Node<'_>, key: &str) -> String {
        let Some(value) = node.get(key) else { return String::new() };
        let Some(text) = value.text() else {
            self.wrong(value.origin(self.file), format!("`{key}` is {}", value.what()), "a text is expected");
            return String::new();
        };
        text.trim().to_owned()
    }

    /// The text of a key that must be there and say something.
    pub fn needed(&mut self, node: &Node<'_>, key: &str) -> String {
        let text = self.text(node, key);
        if text.is_empty() {
            let message = format!("the {} has no {key}", self.about.noun);
            self.wrong(node.origin(self.file), message, format!("`{key}: …` is missing here"));
        }
        text
    }
}

/// The header as YAML, at its places in the file: everything else is replaced by spaces, so that a diagnostic
/// about the YAML points into the file.
fn blanked(text: &str) -> String {
    let mut header = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("#+") {
            Some(rest) => {
                header.push_str("  ");
                header.push_str(rest);
            }
            None => header.extend(line.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' })),
        }
    }
    header
}
