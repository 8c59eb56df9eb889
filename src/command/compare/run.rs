//! From options to bytes.

use super::args::{CompareArgs, ENDINGS, Format};
use super::rows::{Comparison, Found, comparisons};
use super::{csv, decisions, html, sarif, sides, text};
use crate::command::arguments::CsvCells;
use crate::command::output;
use crate::command::say::{Status, fail, fail_temporary, say};
use crate::command::session::{self, Opened, Session, Wanted};
use crate::pipeline::report_refused;
use chancery_ask::exported;
use chancery_graph::DEFAULT_BUDGET;
use chancery_graph::meet::{Class, Gathered, compare, decide};
use chancery_model::diagnostic::Diagnostics;
use chancery_model::facts::{Document, consistent};
use chancery_model::schema::Role;
use chancery_values::name::{counted, nearest};

/// Runs the command.
pub fn run(args: &CompareArgs) -> Status {
    if let Err(status) = sides::check(args) {
        return status;
    }
    let format = match output::format("--format", args.format, args.output.as_deref(), Format::from_path, &ENDINGS) {
        Ok(format) => format.unwrap_or(Format::Text),
        Err(status) => return status,
    };
    if args.counts && matches!(format, Format::Sarif | Format::Decisions) {
        let name = if format == Format::Sarif { "sarif" } else { "a file of decisions" };
        return fail(&format!("{name} has no counts; leave out --counts, or take text, csv, json or html"));
    }
    let opened = match session::open(&args.common) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    if let Err(status) = is_kind(&opened, args) {
        return status;
    }
    // Which source a fact of a graph is of, only its documents say.
    let decisions = args.decided.decisions.clone();
    let wanted =
        Wanted { places: format == Format::Sarif, rdf: !args.between.is_empty(), decisions, ..Wanted::default() };
    let mut session = match opened.read(&args.sources, wanted) {
        Ok(session) => session,
        Err(status) => return status,
    };
    if session.outcome.rdf.is_empty() {
        session::tell(&session.diagnostics, &session.files);
    } else if let Err(status) = with_graphs(&mut session, args) {
        return status;
    }
    let mut status = if session.diagnostics.has_errors() { Status::Errors } else { Status::Fine };
    if status == Status::Errors {
        say("the sources have errors: only what could be read is compared");
    }
    let mut wrong = std::mem::take(&mut session.diagnostics);
    let (found, comparisons, without_effect) = match compared(&session, args, format) {
        Ok(compared) => compared,
        Err(status) => return status,
    };
    session::tell(&without_effect, &session.files);
    if without_effect.has_errors() {
        status = Status::Errors;
    }
    wrong.merge(without_effect);
    let both: Vec<String> = found.iter().map(|one| in_both(one, found.len() > 1)).collect();
    let cells = args.common.csv_cells.unwrap_or(CsvCells::Safe);
    let text = match format {
        Format::Text => Ok(text::text(&comparisons)),
        Format::Csv if args.counts => csv::counts(&comparisons, cells),
        Format::Csv => csv::rows(&comparisons, cells),
        Format::Json => json(&comparisons).map_err(std::io::Error::from),
        Format::Html => Ok(html::html(&comparisons)),
        Format::Decisions => Ok(decisions::decisions(&comparisons, &session.loaded.schema)),
        Format::Sarif => {
            let compared = found.into_iter().map(|one| one.two).zip(comparisons);
            sarif::log(&session, compared, wrong).map_err(std::io::Error::from)
        }
    };
    let text = match text {
        Ok(text) => text,
        Err(error) => return fail(&format!("the comparison cannot be written: {error}")),
    };
    if let Err(status) = output::write(args.output.as_deref(), |out| out.write_all(text.as_bytes())) {
        return status;
    }
    both.iter().for_each(|line| say(line));
    status
}

/// Adds the facts and documents of graphs to those of the other sources.
fn with_graphs(session: &mut Session, args: &CompareArgs) -> Result<(), Status> {
    let store = session.store(&[], "nothing is compared")?;
    let file = session.files.add_text("<graph>", Vec::new());
    let budget = args.common.memory.map_or(DEFAULT_BUDGET, |mebibytes| (mebibytes as usize) << 20);
    let described = exported::described(&session.loaded.schema, &store, file, budget)
        .map_err(|error| fail(&format!("the facts cannot be read: {error}")))?;
    let outcome = &mut session.outcome;
    outcome.sorted = described.sorted;
    // What was decided of a pair in a file comes before what the export has.
    let of_files: Vec<[String; 2]> = outcome.decisions.iter().map(|one| one.iris().map(ToOwned::to_owned)).collect();
    let of_graphs = described.decisions.into_iter().filter(|one| !of_files.iter().any(|two| *two == one.iris()));
    outcome.decisions.extend(of_graphs);
    let mut wrong = Diagnostics::new();
    outcome.decisions = consistent(std::mem::take(&mut outcome.decisions), &mut wrong);
    session::tell(&wrong, &session.files);
    session.diagnostics.merge(wrong);
    // A graph is no document. What a facts file says of its own is known from there.
    let of_files = std::mem::take(&mut outcome.documents).into_iter().zip(std::mem::take(&mut outcome.sources));
    let of_graph = |document: &Document| outcome.rdf.iter().any(|graph| graph.file == document.file);
    (outcome.documents, outcome.sources) = of_files.filter(|(document, _)| !of_graph(document)).unzip();
    for document in described.documents {
        if outcome.documents.iter().all(|known| known.id != document.id) {
            outcome.sources.push(String::new());
            outcome.documents.push(document);
        }
    }
    Ok(())
}

/// Refuses a kind that there is not.
fn is_kind(opened: &Opened, args: &CompareArgs) -> Result<(), Status> {
    let Some(kind) = args.kind.as_deref() else { return Ok(()) };
    let kinds = opened.loaded.schema.kinds().filter(|kind| kind.affair.is_some() && kind.role == Role::Fact);
    let kinds: Vec<&str> = kinds.map(|kind| kind.key.as_str()).collect();
    if kinds.contains(&kind) {
        return Ok(());
    }
    let near = nearest(&kind.to_lowercase().replace('-', " "), kinds.iter().copied());
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(fail(&format!("no kind of fact is called `{kind}`{near}")))
}

/// Compares all that is to be compared.
fn compared(
    session: &Session,
    args: &CompareArgs,
    format: Format,
) -> Result<(Vec<Found>, Vec<Comparison>, Diagnostics), Status> {
    let (schema, outcome) = (&session.loaded.schema, &session.outcome);
    let pairs = sides::pairs(args, outcome)?;
    let unreadable = |error: std::io::Error| fail_temporary(&error);
    let mut gathered = Gathered::of(schema, &outcome.sorted, &outcome.documents).map_err(unreadable)?;
    let refused = decide(schema, &mut gathered, &outcome.sorted, &outcome.decisions).map_err(unreadable)?;
    let mut without_effect = Diagnostics::new();
    report_refused(schema, &outcome.documents, &outcome.decisions, &refused, false, &mut without_effect);
    let found = pairs.into_iter().map(|two| {
        let sides = two.sides(&outcome.documents);
        let mut compared = compare(&gathered, &sides);
        compared.affairs.retain(|one| args.asks_for(gathered.kind(&gathered.groups[one.group])));
        compared.within.retain(|one| args.asks_for(schema.kind(one.kind)));
        Found { two, sides, compared }
    });
    let found: Vec<Found> = found.collect();
    if found.iter().flat_map(|one| &one.compared.affairs).any(|one| one.class == Class::TooLarge) {
        say("warning: an affair has too many facts that overlap; it is counted as too-large and not compared");
    }
    let comparisons =
        comparisons(session, &gathered, &found, args, format.is_of_disagreements()).map_err(unreadable)?;
    Ok((found, comparisons, without_effect))
}

/// How many affairs both of two sources are about.
fn in_both(found: &Found, is_one_of_several: bool) -> String {
    let both = found.compared.affairs.iter().filter(|one| one.in_both).count();
    let both = format!("{} in both", counted(both, "affair"));
    let (first, second) = (&found.two.first.name, &found.two.second.name);
    if is_one_of_several { format!("{first} and {second}: {both}") } else { both }
}

/// Of two sources one object, of more a list of such objects.
fn json(comparisons: &[Comparison]) -> Result<String, serde_json::Error> {
    let text = match comparisons {
        [one] => serde_json::to_string_pretty(one),
        several => serde_json::to_string_pretty(&serde_json::json!({"comparisons": several})),
    };
    text.map(|text| text + "\n")
}
