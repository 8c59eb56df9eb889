//! What the header of a check says beyond its texts: the severity, and the relation between two times.

use crate::query::{About, Header, variables};
use chancery_model::diagnostic::{Code, Severity};
use chancery_model::source::Node;
use chancery_values::time::Relation;

pub(super) static ABOUT: About = About {
    code: Code::BadCheck,
    noun: "check",
    help: "a check is a SELECT whose first column is ?fact, under a header with `#+ summary:`, `#+ severity:`, \
           `#+ message:`, `#+ remedy:` and `#+ explanation:`",
    keys: &["summary", "severity", "message", "label", "other", "remedy", "explanation", "spares", "times"],
};

/// The two columns that `times` compares.
pub(super) const TIMES: [&str; 2] = ["time", "otherTime"];

/// The columns of the day on which each of the two had not ended, if its sources state one; a check may leave them out.
pub(super) const ONGOING: [&str; 2] = ["ongoing", "otherOngoing"];

/// The relation between the times of a row, where the header asks for it.
pub(super) fn relation(header: &mut Header<'_>, node: &Node<'_>, query: &str) -> Option<Relation> {
    let text = header.text(node, "times");
    let place = node.get("times")?.origin(header.file);
    let found = Relation::ALL.into_iter().find(|(word, _)| *word == text).map(|(_, relation)| relation);
    if found.is_none() {
        let words: Vec<&str> = Relation::ALL.iter().map(|(word, _)| *word).collect();
        header.wrong(
            place,
            format!("`{text}` is not a relation between two times"),
            format!("one of {} is expected", words.join(", ")),
        );
    }
    for column in TIMES {
        if !variables(query).any(|(variable, _)| variable == column) {
            header.wrong(place, format!("`times` needs a column `?{column}`"), "the query has no such variable");
        }
    }
    found
}

pub(super) fn severity(header: &mut Header<'_>, node: &Node<'_>) -> Option<Severity> {
    let text = header.text(node, "severity");
    let known = [Severity::Error, Severity::Warning, Severity::Note];
    let found = known.into_iter().find(|severity| severity.as_str() == text);
    if found.is_none() {
        let place = node.get("severity").unwrap_or(node).origin(header.file);
        let message = if text.is_empty() {
            "the check has no severity".to_owned()
        } else {
            format!("`{text}` is not a severity")
        };
        header.wrong(place, message, "error, warning or note is expected");
    }
    found
}
