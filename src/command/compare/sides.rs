//! Which documents are compared with which.

use std::path::Path;

use super::args::CompareArgs;
use crate::command::say::{Status, fail};
use crate::pipeline::Outcome;
use chancery_graph::meet::{DocumentId, Sides};
use chancery_model::facts::Document;
use chancery_model::source::input::STANDARD_INPUT;
use chancery_values::name::{counted, nearest};

/// How many documents an error names.
const NAMED: usize = 10;

/// One of two sources that are compared.
#[derive(Debug, Clone)]
pub(super) struct Side {
    /// The path as it was given, or the id of the document.
    pub name: String,
    pub documents: Vec<DocumentId>,
    /// The names of its files.
    pub files: Vec<String>,
}

/// Two sources that are compared.
#[derive(Debug, Clone)]
pub(super) struct Two {
    pub first: Side,
    pub second: Side,
}

impl Two {
    /// Their documents, and those of the run that say what they cover.
    pub(super) fn sides(&self, documents: &[Document]) -> Sides {
        let scoped = documents.iter().filter(|document| !document.scopes.is_empty());
        Sides {
            first: self.first.documents.clone(),
            second: self.second.documents.clone(),
            scoped: scoped.filter_map(|document| DocumentId::of(documents, &document.id)).collect(),
        }
    }

    /// The documents from which both sides are made.
    pub(super) fn made_from(&self, documents: &[Document]) -> Vec<String> {
        let lineage = |side: &Side| {
            let of_side = side.documents.iter().filter_map(|number| documents.get(usize::from(number.0)));
            Document::lineage(documents, &of_side.map(|one| one.id.clone()).collect::<Vec<_>>())
        };
        lineage(&self.first).intersection(&lineage(&self.second)).cloned().collect()
    }
}

/// Refuses arguments that name no two sources.
pub(super) fn check(args: &CompareArgs) -> Result<(), Status> {
    let sources = &args.sources;
    if !args.between.is_empty() {
        return match args.between.chunks(2).find(|ids| ids.first() == ids.get(1)) {
            Some(ids) => Err(fail(&format!("--between names the document `{}` twice; name two documents", ids[0]))),
            None => Ok(()),
        };
    }
    if sources.len() < 2 {
        return Err(fail(
            "two sources are needed: `chancery compare A B`; with --between, two documents of one source are compared",
        ));
    }
    if sources.iter().filter(|source| *source == Path::new("-")).count() > 1 {
        return Err(fail("only one of the sources can be standard input"));
    }
    for (at, source) in sources.iter().enumerate() {
        if let Some(other) = sources[..at].iter().find(|other| is_one(other, source)) {
            return Err(fail(&format!(
                "`{}` and `{}` are one file or folder, or one is in the other",
                other.display(),
                source.display()
            )));
        }
    }
    Ok(())
}

/// Whether two paths are of one file or folder, or one is in the other.
fn is_one(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a.starts_with(&b) || b.starts_with(&a),
        _ => false,
    }
}

/// All that are compared: each source with each that comes after it, or the documents that are named.
pub(super) fn pairs(args: &CompareArgs, outcome: &Outcome) -> Result<Vec<Two>, Status> {
    if !args.between.is_empty() {
        let two = |ids: &[String]| Ok(Two { first: document(outcome, &ids[0])?, second: document(outcome, &ids[1])? });
        return args.between.chunks_exact(2).map(two).collect();
    }
    let sides: Vec<Side> = args.sources.iter().map(|source| side(outcome, source)).collect();
    let mut pairs = Vec::new();
    for (at, first) in sides.iter().enumerate() {
        for second in &sides[at + 1..] {
            if let Some(one) = first.documents.iter().find(|one| second.documents.contains(one)) {
                let id = outcome.documents.get(usize::from(one.0)).map_or("", |document| &document.id);
                return Err(fail(&format!(
                    "`{}` and `{}` both have the document `{id}`, so they are one source: give their documents different ids",
                    first.name, second.name
                )));
            }
            pairs.push(Two { first: first.clone(), second: second.clone() });
        }
    }
    Ok(pairs)
}

/// The documents of a file or folder.
fn side(outcome: &Outcome, source: &Path) -> Side {
    let is_of = |name: &str| Path::new(name).starts_with(source) || source == Path::new("-") && name == STANDARD_INPUT;
    of(source.display().to_string(), outcome, |_, name| is_of(name))
}

/// The documents that are asked for, by themselves and by the name of their file.
fn of(name: String, outcome: &Outcome, is_asked_for: impl Fn(&Document, &str) -> bool) -> Side {
    let mut side = Side { name, documents: Vec::new(), files: Vec::new() };
    for (document, file) in outcome.documents.iter().zip(&outcome.sources) {
        if is_asked_for(document, file) {
            side.files.push(file.clone());
            side.documents.extend(DocumentId::of(&outcome.documents, &document.id));
        }
    }
    side.documents.sort_unstable();
    side.documents.dedup();
    side
}

/// The document with an id.
fn document(outcome: &Outcome, id: &str) -> Result<Side, Status> {
    let is_of_sources = |one: &Document| !one.id.is_empty() && !outcome.compiled_in.contains(&one.file);
    let of_sources = || outcome.documents.iter().filter(|one| is_of_sources(one));
    let side = of(id.to_owned(), outcome, |document, _| document.id == id && is_of_sources(document));
    if !side.documents.is_empty() {
        return Ok(side);
    }
    let by_title = of_sources().find(|document| document.label == id);
    // Every short id is near to every other.
    let by_id = || nearest(id, of_sources().map(|one| one.id.as_str()).filter(|_| id.chars().count() > 2));
    let near = by_title.map(|document| document.id.as_str()).or_else(by_id);
    let near = near.map_or_else(|| ";".to_owned(), |near| format!("; did you mean `{near}`?"));
    let mut ids: Vec<&str> = of_sources().map(|document| document.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut listed: Vec<String> = ids.iter().take(NAMED).map(|id| format!("`{id}`")).collect();
    if ids.len() > NAMED {
        listed.push(counted(ids.len() - NAMED, "other"));
    }
    let there =
        if listed.is_empty() { "they have no document".to_owned() } else { format!("they have {}", listed.join(", ")) };
    Err(fail(&format!("no document of these sources has the id `{id}`{near} {there}")))
}
