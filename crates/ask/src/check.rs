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
//! A time with an open end reaches as far as that.
//!
//! Where a check with `times` joins a subquery with `?time` and one with `?otherTime`, their rows are paired here, so
//! that what it takes grows with the pairs that have the relation, and not with all possible pairs: a join in SPARQL
//! would make all pairs.
//!
//! | file | subject |
//! |---|---|
//! | `check/header.rs` | severity and times, as the header says them |
//! | `check/template.rs` | sentences with columns in them |
//!
//! The first column is `?fact`: the fact, entity or claim whose place in the sources is shown; `?other` may be a second.
//! Nothing is known here of what any check looks for.

mod header;
mod template;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use oxigraph::model::{Term, Variable};

use crate::query::{
    Answer, Ask, AskError, Budget, Halves, Header, Query, Row, Solution, Solutions, misspelt, on_deep_stack, variables,
};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use chancery_model::origin::{FileId, Origin};
use chancery_model::schema::{OntologyFile, Schema};
use chancery_model::source::resource::Resource;
use chancery_values::name::is_slug;
use chancery_values::time::{Compared, Date, Relation};
use header::{ABOUT, ONGOING, TIMES, relation, severity};
use template::Template;

/// The column whose place is shown.
const FACT: &str = "fact";

/// The second column that is shown with its place.
const OTHER: &str = "other";

/// How many pairs are looked at together.
const PAIRS_AT_ONCE: usize = 1 << 13;

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

/// Why a check ends early.
enum Failed {
    /// Its query does not fit a check.
    Wrong(String),
    /// The query failed.
    Query(AskError),
}

impl From<AskError> for Failed {
    fn from(error: AskError) -> Self {
        Self::Query(error)
    }
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
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(check) = checks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut told = Diagnostics::with_cap(progress.locked().0.cap());
            check.run(schema, store, places, &mut told);
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

    fn run(&self, schema: &Schema, store: &dyn Ask, places: Places<'_>, told: &mut Diagnostics) {
        let tell = |row: &Solution| told.extend(self.diagnostic(schema, store, places, row));
        let failed = match self.rows(store, tell) {
            Ok(()) => return,
            Err(Failed::Wrong(message)) => Diagnostic::error(ABOUT.code.clone(), message).help(ABOUT.help),
            Err(Failed::Query(error)) => {
                Diagnostic::error(Code::CheckFailed, format!("the check `{}` failed: {error}", self.code))
            }
        };
        told.push(failed.at(Origin::point(self.file, 0)));
    }

    /// Every row of the check.
    fn rows(&self, store: &dyn Ask, mut tell: impl FnMut(&Solution)) -> Result<(), Failed> {
        if let Some(Times { relation, halves: Some(halves) }) = &self.times {
            self.expect_columns(&halves.selected)?;
            if paired(store, *relation, halves, &mut tell)? {
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
            if time.zip(other).is_some_and(|(time, other)| relation.holds(&time, &other)) {
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

/// A time that reaches at least as far as a day on which its fact had not ended.
fn reaching(mut time: Compared<Term>, day: Option<&Term>) -> Compared<Term> {
    if let Some(Term::Literal(day)) = day {
        time.bounds.end_earliest = time.bounds.end_earliest.max(Date::parse_iso(day.value()).ok());
    }
    time
}

/// Every row of a check that joins two subqueries, by the pairs of their rows. Not so where a value is a blank node, or none
/// where one is needed: then nothing is reported.
fn paired(
    store: &dyn Ask,
    relation: Relation,
    halves: &Halves,
    tell: &mut dyn FnMut(&Solution),
) -> Result<bool, Failed> {
    let [one, other] = [(&halves.one, 0), (&halves.other, 1)].map(|(query, side)| {
        let columns = &halves.columns[side];
        let time = columns.iter().position(|column| column.as_str() == TIMES[side]);
        let rows = solutions(store, query.clone())?.map(|row| {
            let row = row?;
            Ok(columns.iter().map(|column| row.get(column.as_str()).cloned()).collect())
        });
        let rows: Vec<Row> = rows.collect::<Result<_, AskError>>()?;
        Ok::<_, Failed>((rows, time.unwrap_or_default()))
    });
    let ((one, time), (other, other_time)) = (one?, other?);
    let shared = halves.shared();
    let needed = [
        shared.iter().map(|(at, _)| *at).chain([time]).collect::<Vec<_>>(),
        shared.iter().map(|(_, at)| *at).chain([other_time]).collect(),
    ];
    let has_all = |rows: &[Row], needed: &[usize]| rows.iter().all(|row| needed.iter().all(|at| row[*at].is_some()));
    let is_blank = |term: &Term| !matches!(term, Term::NamedNode(_) | Term::Literal(_));
    if !has_all(&one, &needed[0])
        || !has_all(&other, &needed[1])
        || one.iter().chain(&other).flatten().flatten().any(is_blank)
    {
        return Ok(false);
    }
    // In the order in which they are met, so that every run reports the same first.
    let mut numbers: HashMap<Vec<&Term>, usize> = HashMap::new();
    let mut groups: Vec<[Vec<&Row>; 2]> = Vec::new();
    for (side, rows) in [&one, &other].into_iter().enumerate() {
        for row in rows {
            let value = |(of_one, of_other): &(usize, usize)| row[if side == 0 { *of_one } else { *of_other }].as_ref();
            let Some(key) = shared.iter().map(value).collect::<Option<Vec<_>>>() else { continue };
            let next = groups.len();
            let number = *numbers.entry(key).or_insert(next);
            if number == next {
                groups.push(Default::default());
            }
            groups[number][side].push(row);
        }
    }
    let mut pairs = Pairs { store, halves, waiting: Vec::new(), told: HashSet::new() };
    let ongoing = [0, 1].map(|side| halves.columns[side].iter().position(|column| column.as_str() == ONGOING[side]));
    for [one, other] in &groups {
        let compared = |rows: &[&Row], at: usize, ongoing: Option<usize>| -> Vec<Compared<Term>> {
            let day = |row: &Row| ongoing.and_then(|at| row[at].clone());
            let timed = rows.iter().filter_map(|row| Some((row[at].as_ref()?, day(row))));
            timed.map(|(time, day)| reaching(store.compared(time), day.as_ref())).collect()
        };
        let (times, other_times) = (compared(one, time, ongoing[0]), compared(other, other_time, ongoing[1]));
        let mut failed = Ok(());
        relation.pairs(&times, &other_times, &mut |of_one, of_other| {
            if failed.is_ok() {
                failed = pairs.add(one[of_one], other[of_other], tell);
            }
        });
        failed?;
    }
    pairs.tell(tell)?;
    Ok(true)
}

/// Pairs of rows that wait to be reported.
struct Pairs<'a> {
    store: &'a dyn Ask,
    halves: &'a Halves,
    waiting: Vec<(&'a Row, &'a Row)>,
    /// What was reported: a row is reported once.
    told: HashSet<Vec<Option<Term>>>,
}

impl<'a> Pairs<'a> {
    fn add(&mut self, one: &'a Row, other: &'a Row, tell: &mut dyn FnMut(&Solution)) -> Result<(), Failed> {
        self.waiting.push((one, other));
        if self.waiting.len() < PAIRS_AT_ONCE { Ok(()) } else { self.tell(tell) }
    }

    fn tell(&mut self, tell: &mut dyn FnMut(&Solution)) -> Result<(), Failed> {
        let waiting = std::mem::take(&mut self.waiting);
        let Some(query) = self.halves.with(&waiting) else { return Ok(()) };
        for row in solutions(self.store, query)? {
            let row = row?;
            if self.told.insert(row.values().to_vec()) {
                tell(&row);
            }
        }
        Ok(())
    }
}

/// The rows of a SELECT.
fn solutions(store: &dyn Ask, query: Query) -> Result<Solutions<'_>, Failed> {
    match store.evaluate(query, &Budget::default())? {
        Answer::Solutions(rows) => Ok(rows),
        _ => Err(Failed::Wrong("a check is a SELECT query".to_owned())),
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
