//! `chancery compare`: two sources compared, affair by affair.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::arguments::{CsvCells, SourceArgs};
use super::output;
use super::say::{Status, fail, fail_temporary, say};
use super::session::{self, Session, Wanted};
use chancery_graph::meet::{Class, Compared, DocumentId, Gathered, Over, Sides, compare};
use chancery_graph::{Object, Thing, thing_of};
use chancery_model::facts::Document;
use chancery_model::schema::{KeyPath, Kind, Role, Schema};
use chancery_model::source::input::STANDARD_INPUT;
use chancery_model::tame;
use chancery_model::vocab::std_terms as t;
use chancery_values::name::{counted, nearest};

/// Compare what two sources say: where they disagree, where one says more, what only one says
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery compare notes.yaml cow.csv              your notes and a table, of which a recipe is known
  chancery compare a.yaml b.yaml --kind membership memberships alone
  chancery compare a.yaml b.yaml --min-gap 365     only where they differ by a year or more
  chancery compare a.yaml b.yaml --format csv      a row for each pair of facts, for a spreadsheet

Two facts are about one affair if the keys that identify it have the same values: a membership by member and
organisation. They are compared if they are proven to be of one spell of it; nothing is guessed.

  disagree        they cannot both be right: about when it began or ended, a value or a figure
  agree           both can be right, and each says something that the other does not
  first-refines   the first says all that the second does, and more; second-refines: the other way round
  same            both say the same
  implied         if the one is right, what the other says is true, and nothing proves that they mean one spell
  undecided       they may mean one spell
  apart           they are about different spells
  too-large       too many facts of one affair overlap to be compared
  only-first      only the first is about it; -within: the second covers it and does not have it -outside: the second
                  does not cover it, or does not know (a table has no row, or a missing cell); only-second: the other way round

The text shows the disagreements; csv and json have a row for each pair of facts. A fact that its source states only with
a hedge is not compared.")]
pub struct CompareArgs {
    /// The first file or folder
    first: PathBuf,
    /// The second one; one of the two may be `-`, standard input
    second: PathBuf,
    /// Only facts of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Of disagreements about days, only those by so many days or more
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    min_gap: u32,
    /// text, csv or json
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "csv", "json"])]
    format: String,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    common: SourceArgs,
}

impl CompareArgs {
    fn asks_for(&self, kind: &Kind) -> bool {
        self.kind.as_ref().is_none_or(|wanted| *wanted == kind.key)
    }
}

/// A pair of facts that are about one affair.
#[derive(Debug, Serialize)]
struct Row {
    class: &'static str,
    kind: String,
    /// The key in which they differ: `begin`, `end`, or a key of the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
    first: Told,
    second: Told,
}

#[derive(Debug, Clone, Serialize)]
struct Told {
    iri: String,
    label: String,
}

#[derive(Debug, Serialize)]
struct Comparison {
    first: String,
    second: String,
    /// The documents from which both are made: where the two agree, that is the word of one source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    made_from: Vec<String>,
    /// How many affairs of each class, by kind.
    counts: BTreeMap<String, BTreeMap<&'static str, u64>>,
    rows: Vec<Row>,
}

/// Runs the command.
pub fn run(args: &CompareArgs) -> Status {
    let standard = Path::new("-");
    if args.first == standard && args.second == standard {
        return fail("only one of the two can be standard input");
    }
    if is_one(&args.first, &args.second) {
        return fail("both sides are one file or folder, or one is in the other");
    }
    let opened = match session::open(&args.common) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let kinds: Vec<&str> = opened
        .loaded
        .schema
        .kinds()
        .filter(|kind| kind.affair.is_some() && kind.role == Role::Fact)
        .map(|kind| kind.key.as_str())
        .collect();
    if let Some(kind) = args.kind.as_deref().filter(|kind| !kinds.contains(kind)) {
        let near = nearest(&kind.to_lowercase().replace('-', " "), kinds.iter().copied());
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return fail(&format!("no kind of fact is called `{kind}`{near}"));
    }
    let session = match opened.read(&[args.first.clone(), args.second.clone()], Wanted::default()) {
        Ok(session) => session,
        Err(status) => return status,
    };
    session::tell(&session.diagnostics, &session.files);
    let status = if session.diagnostics.has_errors() { Status::Errors } else { Status::Fine };
    if status == Status::Errors {
        say("the sources have errors: only what could be read is compared");
    }
    let schema = &session.loaded.schema;
    let gathered = match Gathered::of(schema, &session.outcome.sorted, &session.outcome.documents) {
        Ok(gathered) => gathered,
        Err(error) => return fail_temporary(&error),
    };
    let sides = match sides(&session, args) {
        Ok(sides) => sides,
        Err(status) => return status,
    };
    let compared: Vec<Compared> = compare(&gathered, &sides)
        .into_iter()
        .filter(|one| args.asks_for(gathered.kind(&gathered.groups[one.group])))
        .collect();
    let both = compared.iter().filter(|one| one.class.is_of_both()).count();
    if compared.iter().any(|one| one.class == Class::TooLarge) {
        say("warning: an affair has too many facts that overlap; it is counted as too-large and not compared");
    }
    let comparison = match comparison(&session, &gathered, &sides, compared, args) {
        Ok(comparison) => comparison,
        Err(error) => return fail_temporary(&error),
    };
    let text = match args.format.as_str() {
        "json" => serde_json::to_string_pretty(&comparison).map(|text| text + "\n").map_err(std::io::Error::from),
        "csv" => csv(&comparison, args.common.csv_cells.unwrap_or(CsvCells::Safe)),
        _ => Ok(plain(&comparison)),
    };
    let text = match text {
        Ok(text) => text,
        Err(error) => return fail(&format!("the comparison cannot be written: {error}")),
    };
    if let Err(status) = output::write(args.output.as_deref(), |out| out.write_all(text.as_bytes())) {
        return status;
    }
    say(&format!("{} in both", counted(both, "affair")));
    status
}

/// Whether two paths are of one file or folder, or one is in the other.
fn is_one(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a.starts_with(&b) || b.starts_with(&a),
        _ => false,
    }
}

/// The documents of each side.
fn sides(session: &Session, args: &CompareArgs) -> Result<Sides, Status> {
    let outcome = &session.outcome;
    let of = |side: &Path| -> Vec<&str> {
        let is_of = |name: &str| Path::new(name).starts_with(side) || side == Path::new("-") && name == STANDARD_INPUT;
        let named = outcome.documents.iter().zip(&outcome.sources).filter(|(_, name)| is_of(name));
        named.map(|(document, _)| document.id.as_str()).collect()
    };
    let (first, second) = (of(&args.first), of(&args.second));
    if let Some(id) = first.iter().find(|id| second.contains(id)) {
        return Err(fail(&format!(
            "both sides have the document `{id}`, so they are one source: give their documents different ids"
        )));
    }
    let numbers = |ids: &[&str]| ids.iter().filter_map(|id| DocumentId::of(&outcome.documents, id)).collect();
    let scoped = outcome.documents.iter().filter(|document| !document.scopes.is_empty());
    let scoped: Vec<&str> = scoped.map(|document| document.id.as_str()).collect();
    Ok(Sides { first: numbers(&first), second: numbers(&second), scoped: numbers(&scoped) })
}

fn comparison(
    session: &Session,
    gathered: &Gathered<'_>,
    sides: &Sides,
    mut compared: Vec<Compared>,
    args: &CompareArgs,
) -> std::io::Result<Comparison> {
    let counts = counts(session, gathered, sides, &compared, args);
    // What a scholar wants to see first: the largest disagreements.
    compared.sort_by_key(|one| (one.class, std::cmp::Reverse(one.gap()), one.group));
    let rows = rows(session, gathered, &compared, args)?;
    let name = |path: &Path| path.display().to_string();
    let made_from = shared(&session.outcome.documents, sides);
    Ok(Comparison { first: name(&args.first), second: name(&args.second), made_from, counts, rows })
}

/// The documents from which both sides are made.
fn shared(documents: &[Document], sides: &Sides) -> Vec<String> {
    let lineage = |side: &[DocumentId]| {
        let ids = side.iter().filter_map(|number| documents.get(usize::from(number.0))).map(|one| one.id.clone());
        Document::lineage(documents, &ids.collect::<Vec<_>>())
    };
    lineage(&sides.first).intersection(&lineage(&sides.second)).cloned().collect()
}

/// How many affairs of each class, by kind.
fn counts(
    session: &Session,
    gathered: &Gathered<'_>,
    sides: &Sides,
    compared: &[Compared],
    args: &CompareArgs,
) -> BTreeMap<String, BTreeMap<&'static str, u64>> {
    let mut counts: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
    let mut count = |kind: &Kind, class: Class, n: u64| {
        *counts.entry(kind.key.clone()).or_default().entry(class.name()).or_default() += n;
    };
    compared.iter().for_each(|one| count(gathered.kind(&gathered.groups[one.group]), one.class, 1));
    for ((kind, document, covered_by), n) in &gathered.alone {
        let kind = session.loaded.schema.kind(*kind);
        if let Some(class) = sides.only(*document, covered_by).filter(|_| args.asks_for(kind)) {
            count(kind, class, *n);
        }
    }
    counts
}

/// The English labels of the facts of these affairs.
fn labels(
    session: &Session,
    gathered: &Gathered<'_>,
    compared: &[Compared],
) -> std::io::Result<HashMap<Thing, String>> {
    let schema = &session.loaded.schema;
    let mut labels: HashMap<Thing, String> = HashMap::new();
    for one in compared {
        for (a, b, _) in &one.pairs {
            let group = &gathered.groups[one.group];
            labels.insert(thing_of(group.iris[*a].as_ref()), String::new());
            labels.insert(thing_of(group.iris[*b].as_ref()), String::new());
        }
    }
    let label = schema.space.predicate(t::RDFS_LABEL);
    session.outcome.sorted.each(schema, |description| {
        if let Some(place) = labels.get_mut(&thing_of(description.subject())) {
            let text = description.statements().find_map(|(predicate, object)| match object {
                Object::Lang { text, .. } if Some(predicate) == label => Some(text.to_owned()),
                _ => None,
            });
            *place = text.unwrap_or_default();
        }
        Ok(())
    })?;
    Ok(labels)
}

/// A row for each pair of facts.
fn rows(
    session: &Session,
    gathered: &Gathered<'_>,
    compared: &[Compared],
    args: &CompareArgs,
) -> std::io::Result<Vec<Row>> {
    let schema = &session.loaded.schema;
    let labels = labels(session, gathered, compared)?;
    let mut rows = Vec::new();
    for one in compared {
        let group = &gathered.groups[one.group];
        let kind = gathered.kind(group);
        for (a, b, over) in &one.pairs {
            let (key, days) = match over {
                None => (None, None),
                Some(Over::Begin(days)) => (Some("begin".to_owned()), Some(*days)),
                Some(Over::End(days)) => (Some("end".to_owned()), Some(*days)),
                Some(Over::Value(key)) => {
                    let path = kind.affair.as_ref().and_then(|affair| affair.refined.get(*key));
                    (path.map(|path| name_of(schema, kind, path)), None)
                }
                Some(Over::Measure) => (Some("value".to_owned()), None),
                Some(Over::Denied) => (Some("denied".to_owned()), None),
            };
            if days.is_some_and(|days| days < i64::from(args.min_gap)) {
                continue;
            }
            let told = |at: usize| {
                let iri = &group.iris[at];
                Told {
                    iri: schema.space.join(iri.ns, &iri.local),
                    label: labels.get(&thing_of(iri.as_ref())).cloned().unwrap_or_default(),
                }
            };
            let (first, second) = (told(*a), told(*b));
            rows.push(Row { class: one.class.name(), kind: kind.key.clone(), key, days, first, second });
        }
    }
    Ok(rows)
}

/// What a path is called: the key, and the property of its values.
fn name_of(schema: &Schema, kind: &Kind, path: &KeyPath) -> String {
    let key = &kind.keys[path.key].key;
    match path.inner {
        None => key.clone(),
        Some(inner) => {
            let iri = schema.space.predicate_iri(inner);
            format!("{key}: {}", iri.rsplit(['#', '/']).next().unwrap_or_default())
        }
    }
}

fn csv(comparison: &Comparison, cells_as: CsvCells) -> std::io::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let header = ["class", "kind", "key", "days", "first", "second", "first iri", "second iri"].map(ToOwned::to_owned);
    let rows = comparison.rows.iter().map(|row| {
        let days = row.days.map(|days| days.to_string()).unwrap_or_default();
        let cells = [
            row.class,
            &row.kind,
            row.key.as_deref().unwrap_or_default(),
            &days,
            &row.first.label,
            &row.second.label,
            &row.first.iri,
            &row.second.iri,
        ];
        cells.map(|cell| cells_as.cell(cell).into_owned())
    });
    for row in std::iter::once(header).chain(rows) {
        out.write_record(row)?;
    }
    let bytes = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

fn plain(comparison: &Comparison) -> String {
    let mut out =
        format!("first: {}\nsecond: {}\n", tame::one_line(&comparison.first), tame::one_line(&comparison.second));
    if !comparison.made_from.is_empty() {
        let from = comparison.made_from.iter().map(|id| tame::one_line(id)).collect::<Vec<_>>().join(", ");
        out.push_str(&format!("both made from: {from}; where they agree, that is the word of one source\n"));
    }
    for (kind, of_kind) in &comparison.counts {
        out.push_str(&format!("\n{kind}\n"));
        for class in Class::ALL.map(Class::name) {
            if let Some(n) = of_kind.get(class) {
                out.push_str(&format!("  {class:<19} {n:>7}\n"));
            }
        }
    }
    let mut rows = comparison.rows.iter().filter(|row| row.class == Class::Disagree.name()).peekable();
    if rows.peek().is_some() {
        out.push_str("\ndisagreements\n");
    }
    for row in rows {
        let key = row.key.as_deref().unwrap_or_default();
        let by = row.days.map_or_else(
            || key.to_owned(),
            |days| format!("{key}, by {}", counted(usize::try_from(days).unwrap_or(0), "day")),
        );
        out.push_str(&format!(
            "  {by}\n    {}\n    {}\n",
            tame::one_line(&row.first.label),
            tame::one_line(&row.second.label)
        ));
    }
    out
}
