//! What the checks say of themselves: the `#+` headers of `queries/check/`.

use crate::builtin::{self, Folder};
use crate::diagnostic::Diagnostics;
use crate::origin::Files;
use crate::source::{Node, yaml};

/// A check, as a page tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The code of its diagnostics: the name of its file.
    pub code: String,
    /// How bad what it finds is: `error`, `warning` or `note`; empty where the file does not say.
    pub severity: String,
    /// What is wrong, in a line.
    pub summary: String,
    /// Why it is wrong; may be empty.
    pub explanation: String,
}

/// The checks that are built in, by code. What is wrong with a header goes to `diagnostics`.
#[must_use]
pub fn checks(files: &Files, diagnostics: &mut Diagnostics) -> Vec<Check> {
    let resources = builtin::resources(Folder::Checks, None, files, diagnostics);
    let mut found = Vec::with_capacity(resources.len());
    for resource in &resources {
        let lines = resource.text.lines().filter_map(|line| line.strip_prefix("#+"));
        let header = lines.collect::<Vec<_>>().join("\n");
        let Some(node) = yaml::read(header.as_bytes(), resource.file, diagnostics) else { continue };
        let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default().trim().to_owned();
        found.push(Check {
            code: resource.name.trim_end_matches(".rq").to_owned(),
            severity: text("severity"),
            summary: text("summary"),
            explanation: text("explanation"),
        });
    }
    found
}
