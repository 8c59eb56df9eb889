//! `chancery compare`: two sources compared by what they tell of.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::arguments::SourceArgs;
use super::output;
use super::say::{Status, fail, say};
use super::session::{self, Session, Wanted};
use chancery_graph::meet::{Class, Compared, Gathered, Over, Sides, compare};
use chancery_graph::{Object, Thing, thing_of};
use chancery_model::facts::GraphId;
use chancery_model::tame;
use chancery_model::vocab::std_terms as t;
use chancery_values::name::counted;

/// Compare what two sources say: where they disagree, where one says more, what only one says
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery compare notes.yaml cow.csv              your notes and a table, of which a recipe is known
  chancery compare a.yaml b.yaml --kind membership memberships alone
  chancery compare a.yaml b.yaml --min-gap 365     only where they differ by a year or more
  chancery compare a.yaml b.yaml --format csv      a row for each pair of facts, for a spreadsheet

Two facts are about one affair if the keys that identify it have the same values: a membership by member and
organisation. They are compared if they are proven to be of one spell of it; nothing is guessed.

  disagree        they cannot both be right, in a begin, an end, a value or a figure
  agree           both can be right, and each says something that the other does not
  first-refines   the first says all that the second does, and more; second-refines: the other way round
  same            both say the same
  implied         if the one is right, what the other says is true, and nothing proves that they mean one spell
  undecided       they may mean one spell
  apart           they are about different spells")]
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
    min_gap: i64,
    /// text, csv or json
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "csv", "json"])]
    format: String,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    common: SourceArgs,
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
    let wanted = Wanted { graphs: true, ..Wanted::default() };
    let session = match session::read(&args.common, &[args.first.clone(), args.second.clone()], wanted) {
        Ok(session) => session,
        Err(status) => return status,
    };
    session::tell(&session.diagnostics, &session.files);
    let status = if session.diagnostics.has_errors() { Status::Errors } else { Status::Fine };
    let sides = match sides(&session, args) {
        Ok(sides) => sides,
        Err(status) => return status,
    };
    let schema = &session.loaded.schema;
    if let Some(kind) = &args.kind
        && !schema.kinds().any(|known| known.key == *kind)
    {
        return fail(&format!("no kind is called `{kind}`; `chancery schema reference` lists them"));
    }
    let gathered = match Gathered::of(schema, &session.outcome.sorted) {
        Ok(gathered) => gathered,
        Err(error) => return super::say::fail_temporary(&error),
    };
    let compared: Vec<Compared> = compare(&gathered, &sides)
        .into_iter()
        .filter(|one| args.kind.as_ref().is_none_or(|kind| gathered.kind(&gathered.groups[one.group]).key == *kind))
        .collect();
    let comparison = match comparison(&session, &gathered, &sides, compared, args) {
        Ok(comparison) => comparison,
        Err(error) => return super::say::fail_temporary(&error),
    };
    let text = match args.format.as_str() {
        "json" => serde_json::to_string_pretty(&comparison).map(|text| text + "\n"),
        "csv" => Ok(csv(&comparison)),
        _ => Ok(plain(&comparison)),
    };
    let text = match text {
        Ok(text) => text,
        Err(error) => return fail(&format!("the comparison cannot be written: {error}")),
    };
    if let Err(status) = output::write(args.output.as_deref(), |out| out.write_all(text.as_bytes())) {
        return status;
    }
    let both: u64 = comparison
        .counts
        .values()
        .flat_map(|of_kind| of_kind.iter())
        .map(|(class, n)| if class.starts_with("only") { 0 } else { *n })
        .sum();
    say(&format!("{} in both", counted(usize::try_from(both).unwrap_or(usize::MAX), "affair")));
    status
}

/// The graphs of the documents of each side.
fn sides(session: &Session, args: &CompareArgs) -> Result<Sides, Status> {
    let outcome = &session.outcome;
    let of = |side: &Path| -> Vec<GraphId> {
        let is_of = |name: &str| Path::new(name).starts_with(side) || side == Path::new("-") && name == "<stdin>";
        let named = outcome.documents.iter().zip(&outcome.sources).filter(|(_, name)| is_of(name));
        named.map(|(document, _)| document.graph).collect()
    };
    let sides = Sides { first: of(&args.first), second: of(&args.second) };
    if let Some(shared) = sides.first.iter().find(|graph| sides.second.contains(graph)) {
        let document = session.outcome.documents.iter().find(|document| document.graph == *shared);
        let id = document.map_or("", |document| document.id.as_str());
        return Err(fail(&format!(
            "both sides have the document `{id}`, so they are one source: give their documents different ids"
        )));
    }
    Ok(sides)
}

fn comparison(
    session: &Session,
    gathered: &Gathered<'_>,
    sides: &Sides,
    mut compared: Vec<Compared>,
    args: &CompareArgs,
) -> std::io::Result<Comparison> {
    let mut counts: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
    let schema = &session.loaded.schema;
    for one in &compared {
        let kind = &gathered.kind(&gathered.groups[one.group]).key;
        *counts.entry(kind.clone()).or_default().entry(one.class.name()).or_default() += 1;
    }
    for ((kind, graph), n) in &gathered.alone {
        let kind = &schema.kind(*kind).key;
        let class = match (sides.first.contains(graph), sides.second.contains(graph)) {
            (true, _) => "only-first",
            (_, true) => "only-second",
            _ => continue,
        };
        if args.kind.as_ref().is_none_or(|wanted| wanted == kind) {
            *counts.entry(kind.clone()).or_default().entry(class).or_default() += n;
        }
    }
    // What a scholar wants to see first: the largest disagreements.
    compared.sort_by_key(|one| (one.class, std::cmp::Reverse(one.gap()), one.group));
    let mut labels: HashMap<Thing, String> = HashMap::new();
    for one in &compared {
        for (a, b, _) in &one.pairs {
            let group = &gathered.groups[one.group];
            labels.insert(thing_of(&group.facts[*a].iri), String::new());
            labels.insert(thing_of(&group.facts[*b].iri), String::new());
        }
    }
    let label = schema.space.predicate(t::RDFS_LABEL);
    session.outcome.sorted.each(schema, |description| {
        let subject = description.subject();
        let iri = chancery_model::schema::IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        if let Some(place) = labels.get_mut(&thing_of(&iri)) {
            let text = description.statements().find_map(|(predicate, object)| match object {
                Object::Lang { text, .. } if Some(predicate) == label => Some(text.to_owned()),
                _ => None,
            });
            *place = text.unwrap_or_default();
        }
        Ok(())
    })?;
    let mut rows = Vec::new();
    for one in &compared {
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
            };
            if days.is_some_and(|days| days < args.min_gap) {
                continue;
            }
            let told = |at: usize| {
                let iri = &group.facts[at].iri;
                Told {
                    iri: schema.space.join(iri.ns, &iri.local),
                    label: labels.get(&thing_of(iri)).cloned().unwrap_or_default(),
                }
            };
            let (first, second) = (told(*a), told(*b));
            rows.push(Row { class: one.class.name(), kind: kind.key.clone(), key, days, first, second });
        }
    }
    let name = |path: &Path| path.display().to_string();
    Ok(Comparison { first: name(&args.first), second: name(&args.second), counts, rows })
}

/// What a path is called: the key, and the property of its values.
fn name_of(
    schema: &chancery_model::schema::Schema,
    kind: &chancery_model::schema::Kind,
    path: &chancery_model::schema::KeyPath,
) -> String {
    let key = &kind.keys[path.key].key;
    match path.inner {
        None => key.clone(),
        Some(inner) => {
            let iri = schema.space.predicate_iri(inner);
            format!("{key}: {}", iri.rsplit(['#', '/']).next().unwrap_or_default())
        }
    }
}

fn csv(comparison: &Comparison) -> String {
    let mut out = "class,kind,key,days,first,second,first iri,second iri\n".to_owned();
    for row in &comparison.rows {
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
        let cells: Vec<_> = cells.iter().map(|cell| tame::quoted(tame::cell(cell))).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn plain(comparison: &Comparison) -> String {
    let mut out = format!("first: {}\nsecond: {}\n", line(&comparison.first), line(&comparison.second));
    let others = ["only-first", "only-second"];
    for (kind, of_kind) in &comparison.counts {
        out.push_str(&format!("\n{kind}\n"));
        for class in Class::ALL.iter().map(|class| class.name()).chain(others) {
            if let Some(n) = of_kind.get(class) {
                out.push_str(&format!("  {class:<14} {n:>9}\n"));
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
        out.push_str(&format!("  {by}\n    {}\n    {}\n", line(&row.first.label), line(&row.second.label)));
    }
    out
}

/// The text in one line, so that no source moves the cursor.
fn line(text: &str) -> String {
    tame::line(&text.replace(['\r', '\n', '\t'], " ")).into_owned()
}
