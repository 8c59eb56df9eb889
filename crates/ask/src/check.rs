//! What spans facts: each check is a file of `queries/check/`, a SPARQL SELECT whose every row is a diagnostic.
//!
//! The name of the file, without its ending, is the code. The header says:
//!
//! | key | says |
//! |---|---|
//! | `summary` | what is wrong, in a line |
//! | `severity` | `error` for what cannot be so at all, `warning` for what cannot be so together, `note` for the rest |
//! | `message` | the sentence of the diagnostic; `{column}` is the English label of what a row has there |
//! | `label` | what is under the caret at `?fact`; it has columns too |
//! | `other` | what is at the place of `?other`; it has columns too |
//! | `remedy` | what to do about it |
//! | `explanation` | why it is wrong, and what was left out because it only may be |
//! | `spares` | `registry`: rows about what is in a folder called `registry` are left out |
//! | `times` | the relation that must hold for certain between `?time` and `?otherTime`, whatever days they mean; other rows are left out |
//!
//! A check with `times` may have columns `?ongoing` and `?otherOngoing`: a day on which the fact had
//! not ended, as its sources state.
//! A time with an open end reaches as far as that. In a document that states no day it reaches beyond all that
//! the document says.
//!
//! Where a check with `times` joins a subquery with `?time` and one with `?otherTime`, their rows are paired here, so
//! that what it takes grows with the pairs that have the relation, and not with all possible pairs: a join in SPARQL
//! would make all pairs.
//!
//! | file | subject |
//! |---|---|
//! | `check/header.rs` | severity and times, as the header says them |
//! | `check/paired.rs` | the pairs of rows whose times have a relation |
//! | `check/rows.rs` | the rows of a check, and why there may be none |
//! | `check/template.rs` | sentences with columns in them |
//! | `check/together.rs` | what one document says of one time: its own |
//!
//! The first column is `?fact`: the fact, entity or claim whose place in the sources is shown; `?other` may be a second.
//! Nothing is known here of what any check looks for.

mod header;
mod paired;
mod rows;
mod template;
mod together;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use oxigraph::model::{Term, Variable};

use crate::query::{Ask, Halves, Header, Query, Solution, misspelt, on_deep_stack, variables};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use chancery_model::origin::{FileId, Origin};
use chancery_model::schema::{OntologyFile, Schema};
use chancery_model::source::resource::Resource;
use chancery_values::name::is_slug;
use chancery_values::time::Relation;
use header::{ABOUT, ONGOING, TIMES, relation, severity};
use paired::{going_on, paired, reaching};
use rows::{FACT, Failed, OTHER, solutions};
use template::Template;
use together::Together;

/// What is said at the place of the other thing where the check does not say it.
const OTHER_SAID: &str = "and this";

/// A check.
#[derive(Clone)]
pub struct Check {
    /// The code of its diagnostics: the name of its file.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a line.
    pub summary: String,
    /// Why it is wrong.
    pub explanation: String,
    /// What to do about it.
    pub remedy: String,
    /// Where the check is.
    pub file: FileId,
    message: Template,
    label: Template,
    other: Template,
    spares_registry: bool,
    /// It is the user's, not compiled in.
    own: bool,
    query: Query,
    times: Option<Times>,
}

/// The namespace of shapes.
const SHACL: &str = "http://www.w3.org/ns/shacl#";

impl Check {
    /// The files of the ontology that some checks ask of. Shapes are half of it, and no check that is compiled in asks of them; of what
    /// those of the user ask, nothing is known.
    #[must_use]
    pub fn asked_of(ontology: &[OntologyFile], checks: &[Self]) -> Vec<OntologyFile> {
        let all = checks.iter().any(|check| check.own);
        let is_of_shapes =
            |file: &OntologyFile| !file.own && file.text.contains(SHACL) && !file.text.contains("owl:Class");
        ontology.iter().filter(|file| all || !is_of_shapes(file)).cloned().collect()
    }
}

/// The relation between the two times of a row.
#[derive(Clone)]
struct Times {
    relation: Relation,
    /// The subqueries that are joined, where the query is made so.
    halves: Option<Halves>,
}

/// Where things are in the sources.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    /// The place of a fact, entity or claim, by its whole IRI.
    pub of: &'a (dyn Fn(&str) -> Option<Origin> + Sync),
    /// Whether a source is part of a registry. A registry may have entities that no fact uses.
    pub in_registry: &'a (dyn Fn(FileId) -> bool + Sync),
}

/// Reads checks, a file each. What is wrong goes to `diagnostics`, and a check that is wrong is left out. One of the user's
/// own that misspells a term would find nothing; that is a warning.
pub fn read(
    schema: &Schema,
    ontology: &[OntologyFile],
    resources: &[Resource],
    diagnostics: &mut Diagnostics,
) -> Vec<Check> {
    let mut checks = Vec::with_capacity(resources.len());
    for resource in resources {
        let check = Check::read(schema, resource, diagnostics);
        if resource.own && check.is_some() {
            diagnostics.extend(misspelt(schema, ontology, &resource.text, resource.file));
        }
        checks.extend(check);
    }
    checks
}

/// Reads the checks of the user's ontology: the queries of `queries/lint/` that have a severity.
pub fn lint(schema: &Schema, resources: &[Resource], diagnostics: &mut Diagnostics) -> Vec<Check> {
    let own = resources.iter().filter(|resource| resource.text.contains("#+ severity:"));
    own.filter_map(|resource| Check::read(schema, resource, diagnostics)).collect()
}

/// What checks have found so far, and which of them are finished.
pub struct Progress(Mutex<(Diagnostics, HashSet<String>)>);

impl Progress {
    /// Only what was found before.
    #[must_use]
    pub fn after(told: Diagnostics) -> Self {
        Self(Mutex::new((told, HashSet::new())))
    }

    /// Takes what was found.
    #[must_use]
    pub fn take(&self) -> Diagnostics {
        std::mem::take(&mut self.locked().0)
    }

    /// The codes of the checks that are not finished.
    #[must_use]
    pub fn unfinished<'c>(&self, checks: &'c [Check]) -> Vec<&'c str> {
        let finished = &self.locked().1;
        checks.iter().map(|check| check.code.as_str()).filter(|code| !finished.contains(*code)).collect()
    }

    fn locked(&self) -> MutexGuard<'_, (Diagnostics, HashSet<String>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs checks against facts, on both cores; each row is a diagnostic, which is there once its check is finished.
///
/// # Errors
/// When there is no memory for a thread.
pub fn run(
    schema: &Schema,
    checks: &[Check],
    store: &dyn Ask,
    places: Places<'_>,
    progress: &Progress,
) -> std::io::Result<()> {
    let has_times = checks.iter().find(|check| check.times.is_some());
    let together = match has_times.map(|_| Together::new(store)) {
        Some(Ok(together)) => together,
        // Then no check can be asked either, and each of them says so.
        Some(Err(_)) | None => Together::default(),
    };
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(check) = checks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut told = Diagnostics::with_cap(progress.locked().0.cap());
            check.run(schema, store, &together, places, &mut told);
            let mut progress = progress.locked();
            progress.0.merge(told);
            progress.1.insert(check.code.clone());
        }
    };
    std::thread::scope(|scope| {
        // With one core alone it takes longer.
        let other = std::thread::Builder::new().spawn_scoped(scope, || on_deep_stack(work));
        let one = on_deep_stack(work);
        drop(other);
        one
    })
}

impl Check {
    fn read(schema: &Schema, resource: &Resource, diagnostics: &mut Diagnostics) -> Option<Self> {
        let file = resource.file;
        let mut header = Header::new(&ABOUT, file, diagnostics);
        let code = resource.name.trim_end_matches(".rq").to_owned();
        if !is_slug(&code) {
            let message = format!("`{code}` is not a code; the name of a check's file is the code of its diagnostics");
            header.wrong(Origin::point(file, 0), message, "lower-case letters, digits and hyphens are expected");
        }
        let node = header.read(&resource.text)?;
        let summary = header.needed(&node, "summary");
        let explanation = header.needed(&node, "explanation");
        let remedy = header.needed(&node, "remedy");
        let severity = severity(&mut header, &node);
        let [message, label, other] = ["message", "label", OTHER].map(|key| {
            let text = if key == "message" { header.needed(&node, key) } else { header.text(&node, key) };
            let template = Template::new(&text);
            for column in template.columns() {
                if !variables(&resource.text).any(|(variable, _)| variable == column) {
                    let place = node.get(key).unwrap_or(&node).origin(file);
                    header.wrong(place, format!("`{{{column}}}` is not a column"), "the query has no such variable");
                }
            }
            template
        });
        let spares = header.text(&node, "spares");
        if !["", "registry"].contains(&spares.as_str()) {
            let place = node.get("spares").unwrap_or(&node).origin(file);
            header.wrong(place, format!("`spares` cannot be `{spares}`"), "`registry` is expected");
        }
        let relation = relation(&mut header, &node, &resource.text);
        let good = header.good;
        let parsed = match relation {
            Some(_) => Halves::parse(schema, &resource.text, file, TIMES),
            None => Query::parse(schema, &resource.text, file).map(|query| (query, None)),
        };
        let (query, halves) = match parsed {
            Ok(parsed) => parsed,
            Err(diagnostic) => {
                header.diagnostics.push(diagnostic);
                return None;
            }
        };
        let spares_registry = !spares.is_empty();
        let severity = severity.filter(|_| good)?;
        let times = relation.map(|relation| Times { relation, halves });
        Some(Self {
            code,
            severity,
            summary,
            explanation,
            remedy,
            file,
            message,
            label,
            other,
            spares_registry,
            own: resource.own,
            query,
            times,
        })
    }

    fn run(&self, schema: &Schema, store: &dyn Ask, together: &Together, places: Places<'_>, told: &mut Diagnostics) {
        let tell = |row: &Solution| told.extend(self.diagnostic(schema, store, places, row));
        let failed = match self.rows(store, together, tell) {
            Ok(()) => return,
            Err(Failed::Wrong(message)) => Diagnostic::error(ABOUT.code.clone(), message).help(ABOUT.help),
            Err(Failed::Query(error)) => {
                Diagnostic::error(Code::CheckFailed, format!("the check `{}` failed: {error}", self.code))
            }
        };
        told.push(failed.at(Origin::point(self.file, 0)));
    }

    /// Every row of the check.
    fn rows(&self, store: &dyn Ask, together: &Together, mut tell: impl FnMut(&Solution)) -> Result<(), Failed> {
        if let Some(Times { relation, halves: Some(halves) }) = &self.times {
            self.expect_columns(&halves.selected)?;
            if paired(store, *relation, halves, together, &mut tell)? {
                return Ok(());
            }
        }
        let rows = solutions(store, self.query.clone())?;
        self.expect_columns(rows.variables())?;
        let Some(Times { relation, .. }) = &self.times else {
            for row in rows {
                tell(&row?);
            }
            return Ok(());
        };
        let mut known = HashMap::new();
        for row in rows {
            let row = row?;
            let [time, other] = [0, 1].map(|side| {
                let time = row.get(TIMES[side])?;
                let known = known.entry(time.clone()).or_insert_with(|| store.compared(time));
                Some(reaching(known.clone(), row.get(ONGOING[side])))
            });
            let Some((time, other)) = time.zip(other) else { continue };
            let is_of_one_document = || {
                let facts = [FACT, OTHER].map(|column| row.get(column));
                together
                    .of(facts)
                    .any(|open| relation.holds(&going_on(time.clone(), open[0]), &going_on(other.clone(), open[1])))
            };
            if relation.holds(&time, &other) || is_of_one_document() {
                tell(&row);
            }
        }
        Ok(())
    }

    /// That the query has the columns of a check.
    fn expect_columns(&self, columns: &[Variable]) -> Result<(), Failed> {
        if columns.first().is_none_or(|first| first.as_str() != FACT) {
            return Err(Failed::Wrong(format!("the first column of a check is `?{FACT}`")));
        }
        let is_absent = |time: &&str| columns.iter().all(|column| column.as_str() != *time);
        match TIMES.into_iter().filter(|_| self.times.is_some()).find(is_absent) {
            Some(column) => Err(Failed::Wrong(format!("a check with `times` needs a column `?{column}`"))),
            None => Ok(()),
        }
    }

    /// The diagnostic of a row, unless it is about what the check leaves out.
    fn diagnostic(&self, schema: &Schema, store: &dyn Ask, places: Places<'_>, row: &Solution) -> Option<Diagnostic> {
        let place = |column: &str| match row.get(column) {
            Some(Term::NamedNode(thing)) => (places.of)(thing.as_str()),
            _ => None,
        };
        // A finding is what facts state together: what is wrong is wrong in one of these.
        let is_finding = |column: &&str| match row.get(column) {
            Some(Term::NamedNode(thing)) => schema.space.split(thing.as_str()).0 == schema.folders.finding,
            _ => false,
        };
        if [FACT, OTHER].iter().any(is_finding) {
            return None;
        }
        let (at, beside) = (place(FACT), place(OTHER));
        if self.spares_registry && at.is_some_and(|origin| (places.in_registry)(origin.file)) {
            return None;
        }
        let fill = |template: &Template| template.fill(|column| row.get(column).map(|term| shown(schema, store, term)));
        let mut diagnostic =
            Diagnostic::new(self.severity, Code::Check(self.code.as_str().into()), fill(&self.message))
                .help(self.remedy.as_str());
        match at {
            Some(origin) => diagnostic = diagnostic.at(origin).label(fill(&self.label)),
            // Without a place, the IRI is all by which the thing can be found.
            None => {
                if let Some(term) = row.get(FACT) {
                    diagnostic = diagnostic.remark(format!("this is about {term}"));
                }
            }
        }
        if let Some(beside) = beside.filter(|beside| at != Some(*beside)) {
            let said = fill(&self.other);
            diagnostic = diagnostic.related(beside, if said.is_empty() { OTHER_SAID.to_owned() } else { said });
        }
        Some(diagnostic)
    }
}

/// A term as a message shows it: the English label of a thing, the value of a literal.
fn shown(schema: &Schema, store: &dyn Ask, term: &Term) -> String {
    match term {
        Term::NamedNode(thing) => store.label(thing).unwrap_or_else(|| {
            let iri = thing.as_str();
            iri.strip_prefix(schema.base.as_str()).unwrap_or(iri).to_owned()
        }),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}
