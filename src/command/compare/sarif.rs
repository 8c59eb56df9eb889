//! Disagreements as SARIF: each at the place of the first source, and next to it that of the second.

use super::rows::{Comparison, Row, Told};
use super::sides::{Side, Two};
use crate::command::explain::Explanation;
use crate::command::sarif;
use crate::command::say::failures;
use crate::command::session::Session;
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use chancery_model::origin::{FileId, Origin};

/// The code of a disagreement, as the check of this name reports it.
const CODE: &str = "sources-disagree";

/// The log of all comparisons, and of what is wrong in the sources.
///
/// # Errors
/// The log is plain data, so writing it fails only if memory does.
pub(super) fn log(
    session: &Session,
    compared: impl Iterator<Item = (Two, Comparison)>,
    wrong: Diagnostics,
) -> Result<String, serde_json::Error> {
    let mut all = Diagnostics::with_cap(usize::MAX);
    all.merge(wrong);
    for (two, comparison) in compared {
        let rows = comparison.rows.iter().flatten();
        all.extend(rows.map(|row| diagnostic(session, &two, row)));
    }
    let explanation = Explanation {
        meaning: "Two sources disagree about one thing. The keys that identify the two facts have the same values, and it is \
                  proven that both are about one spell or one event. They cannot both be right about when it began or ended, \
                  or about a value. Or the one states a fact, and the other says that it has all such facts and does not have it."
            .to_owned(),
        remedy: "Look at both sources. If one of them is misread, correct the fact.".to_owned(),
        ..Explanation::new(Code::Check(CODE.into()), &[Severity::Warning])
    };
    let mut explanations = crate::command::explain::documented();
    explanations.push(explanation);
    sarif::log(&all, &session.files, &explanations, &failures())
}

fn diagnostic(session: &Session, two: &Two, row: &Row) -> Diagnostic {
    let sides = [&two.first, &two.second];
    let says = |(side, told): (&Side, Option<&Told>)| match told {
        Some(told) => format!("{}: {}", side.name, told.label),
        None => format!("{}: says that it has all such facts, and does not have this one", side.name),
    };
    let texts = [0, 1].map(|at| says((sides[at], row.sides()[at])));
    let over = if row.class.is_within() { "whether it is so".to_owned() } else { row.over() };
    let message = format!("the sources disagree: {over}\n{}\n{}", texts[0], texts[1]);
    let mut diagnostic = Diagnostic::warning(Code::Check(CODE.into()), message);
    let mut is_placed = false;
    for ((side, told), text) in sides.into_iter().zip(row.sides()).zip(texts) {
        let Some(origin) = told.and_then(|told| place(session, side, &told.iri)) else { continue };
        diagnostic = if is_placed { diagnostic.related(origin, text) } else { diagnostic.at(origin).label(text) };
        is_placed = true;
    }
    diagnostic
}

/// The place of a fact in the files of a source.
fn place(session: &Session, side: &Side, iri: &str) -> Option<Origin> {
    let path = |file: FileId| session.files.path(file);
    let is_of = |file: FileId| path(file).is_some_and(|path| side.files.iter().any(|name| **name == *path));
    session.outcome.places.in_files(&session.loaded.schema.space.named(iri), is_of)
}
