//! `chancery diff`: two sets of facts compared by fact.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{MeetArgs, SourceArgs};
use super::export::canonical_form;
use super::output;
use super::say::{Status, fail, say};
use super::session::{self, Session, Wanted};
use chancery_ask::diff::{Changed, ClaimChange, Difference, Findings, KeyChange, RESTS_ON, Statements, compare};
use chancery_ask::store::FactStore;
use chancery_ask::view::{Decided, Dispute, Named, Thing, ViewValue};
use chancery_graph::export::canonical::Hash;
use chancery_graph::meet::Meeting;
use chancery_model::diagnostic::Diagnostics;
use chancery_model::tame;
use chancery_values::name::counted;

/// Compare two sets of facts, or two graphs, by fact: what was added, removed, changed
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery diff old.yaml new.yaml                  two facts files
  chancery diff published.ttl data                 an export, and the facts as they are now
  chancery diff old new --format markdown          for a report or a pull request
  chancery diff old.nq new.nq --exit-code          exit status 1 if anything differs

A fact is the same fact if its content is the same. If the kind and the parties are the same and one other
key differs (time, amount, term), the fact counts as changed. Otherwise it counts as removed and added.
What several documents state together (findings) is compared after that, by affair, as `together`; not with --apart.
RDF without facts on both sides is compared by statement, in its canonical form (RDFC-1.0).")]
pub struct DiffArgs {
    /// The older file or folder of facts or RDF
    before: PathBuf,
    /// The newer one; one of the two may be `-`, standard input
    after: PathBuf,
    /// text, json (one object) or markdown
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json", "markdown"])]
    format: String,
    /// Exit with status 1 if there is a difference
    #[arg(long)]
    exit_code: bool,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    meet: MeetArgs,
    #[command(flatten)]
    common: SourceArgs,
}

/// Runs the command.
pub fn run(args: &DiffArgs) -> Status {
    if args.before == Path::new("-") && args.after == Path::new("-") {
        return fail("only one of the two can be standard input");
    }
    let (mut before, mut after) = match (load(args, &args.before), load(args, &args.after)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(status), _) | (_, Err(status)) => return status,
    };
    let mut difference = match compare(&before.session.loaded.schema, &before.store, &after.store, !args.meet.apart) {
        Ok(difference) => difference,
        Err(error) => return fail(&format!("the store failed: {error}")),
    };
    without_findings(&mut difference.findings, [(&args.before, &before), (&args.after, &after)]);
    match difference.sizes() {
        (0, 0) => {
            let (Some(old), Some(new)) = (statements(&mut before.session), statements(&mut after.session)) else {
                return Status::Errors;
            };
            say("neither side has a fact or an entity of the ontology; they are compared by statement");
            difference.statements = Some(Statements::compare(&old, &new));
        }
        (0, _) => without_facts(&args.before),
        (_, 0) => without_facts(&args.after),
        _ => {}
    }
    let text = match args.format.as_str() {
        "json" => match serde_json::to_string_pretty(&difference) {
            Ok(text) => text + "\n",
            Err(error) => return fail(&format!("the difference cannot be written as JSON: {error}")),
        },
        "markdown" => markdown(&difference),
        _ => plain(&difference),
    };
    if let Err(status) = output::write(args.output.as_deref(), |out| out.write_all(text.as_bytes())) {
        return status;
    }
    say(&totals(&difference));
    if args.exit_code && difference.differs() { Status::Errors } else { Status::Fine }
}

/// One of the two that are compared.
struct Side {
    session: Session,
    store: FactStore,
}

fn load(args: &DiffArgs, source: &Path) -> Result<Side, Status> {
    let (meeting, decisions) = (args.meet.or(Meeting::Findings), args.meet.decided.decisions.clone());
    let wanted = Wanted { graphs: true, rdf: true, meeting, decisions, ..Wanted::default() };
    let mut session = session::read(&args.common, &[source.to_owned()], wanted)?;
    let store = session.store(&[], "nothing was compared")?;
    Ok(Side { session, store })
}

/// An export that keeps documents apart, or is older than findings, does not say what they state together, and facts of RDF are
/// not brought together again. So there is nothing to compare with.
fn without_findings(findings: &mut Findings, sides: [(&PathBuf, &Side); 2]) {
    let both = findings.changed.len() + findings.same;
    let counts = [both + findings.removed.len(), both + findings.added.len()];
    let lacks = |at: usize| counts[at] == 0 && counts[1 - at] > 0 && !sides[at].1.session.outcome.rdf.is_empty();
    if let Some(at) = (0..2).find(|at| lacks(*at)) {
        *findings = Findings::default();
        let source = sides[at].0.display();
        say(&format!("note: `{source}` has no findings; what several documents state together is not compared"));
    }
}

/// What is said where one side alone has facts.
fn without_facts(source: &Path) {
    let source = source.display();
    say(&format!(
        "note: `{source}` has no fact and no entity of the ontology, and its other statements are not compared"
    ));
}

/// The sources of RDF as canonical N-Quads; nothing where there is no such form, and the reason was reported.
fn statements(session: &mut Session) -> Option<String> {
    let mut diagnostics = Diagnostics::new();
    let form = canonical_form(&session.outcome.rdf, Hash::default(), &mut diagnostics);
    session::tell(&diagnostics, &session.files);
    form.and_then(|(form, _)| String::from_utf8(form).ok())
}

fn totals(difference: &Difference) -> String {
    if let Some(Statements { added, removed, same }) = &difference.statements {
        return format!("{} added, {} removed, {same} the same", counted(added.len(), "statement"), removed.len());
    }
    let Difference { added, removed, changed, same, findings, .. } = difference;
    let counts = |added: &[Thing], removed: &[Thing], changed: &[Changed], same: usize| {
        format!("{} added, {} removed, {} changed, {same} the same", added.len(), removed.len(), changed.len())
    };
    let mut text = counts(added, removed, changed, *same);
    let Findings { added, removed, changed, same, disagreements, decisions } = findings;
    if findings.findings_differ() || *same > 0 {
        text += &format!("; of what several documents state together: {}", counts(added, removed, changed, *same));
    }
    let came =
        |noun: &str, added: usize, removed: usize| format!("; {}, {removed} removed", counted(added, noun) + " added");
    if !disagreements.is_empty() {
        text += &came("disagreement", disagreements.added.len(), disagreements.removed.len());
    }
    if !decisions.is_empty() {
        text += &came("decision", decisions.added.len(), decisions.removed.len());
    }
    text
}

fn values(values: &[ViewValue]) -> String {
    if values.is_empty() {
        return "nothing".to_owned();
    }
    values.iter().map(ViewValue::shown).collect::<Vec<_>>().join(", ")
}

/// What became of a thing, a line for each key and claim.
fn details(changed: &Changed) -> Vec<String> {
    let mut lines: Vec<String> = changed
        .keys
        .iter()
        .flat_map(|change| {
            let line = |what: &str, things: &[ViewValue]| format!("{what} {RESTS_ON}: {}", values(things));
            if change.key != RESTS_ON {
                return vec![format!("{}: {} → {}", change.key, values(&change.before), values(&change.after))];
            }
            let gone = (!change.before.is_empty()).then(|| line("no longer", &change.before));
            let came = (!change.after.is_empty()).then(|| line("now also", &change.after));
            gone.into_iter().chain(came).collect()
        })
        .collect();
    let claims = [
        ("no longer stated in", &changed.claims_removed),
        ("now stated in", &changed.claims_added),
        ("stated differently in", &changed.claims_changed),
    ];
    for (what, claims) in claims {
        lines.extend(claims.iter().map(|claim| format!("{what}: {}", told(claim))));
    }
    lines
}

/// The label of a claim, which begins with its place, and the label of the fact follows; and in brackets what it lacks.
fn told(change: &ClaimChange) -> String {
    let keys = change.keys.iter().map(|KeyChange { key, before, after }| match (before.as_slice(), after.as_slice()) {
        ([], only) | (only, []) => format!("{key}: {}", values(only)),
        (before, after) => format!("{key}: {} → {}", values(before), values(after)),
    });
    let keys: Vec<String> = keys.collect();
    if keys.is_empty() { change.claim.label.clone() } else { format!("{} ({})", change.claim.label, keys.join("; ")) }
}

/// The statements that went and came, each with its sign.
fn signed(difference: &Difference) -> impl Iterator<Item = (char, &str)> {
    difference.statements.iter().flat_map(|statements| {
        let removed = statements.removed.iter().map(|statement| ('-', statement.as_str()));
        removed.chain(statements.added.iter().map(|statement| ('+', statement.as_str())))
    })
}

fn plain(difference: &Difference) -> String {
    let Findings { added, removed, changed, .. } = &difference.findings;
    let mut out = String::new();
    things(&mut out, '-', "", &difference.removed);
    things(&mut out, '+', "", &difference.added);
    for (sign, statement) in signed(difference) {
        out.push_str(&format!("{sign} {}\n", tame::one_line(statement)));
    }
    changes(&mut out, "", &difference.changed);
    things(&mut out, '-', TOGETHER, removed);
    things(&mut out, '+', TOGETHER, added);
    changes(&mut out, TOGETHER, changed);
    for (sign, what) in met(&difference.findings) {
        out.push_str(&format!("{sign} {}\n", tame::one_line(&what)));
    }
    out
}

/// The disagreements and decisions that went and came, each with its sign.
fn met(findings: &Findings) -> Vec<(char, String)> {
    let Findings { disagreements, decisions, .. } = findings;
    let names = |things: &[Named]| things.iter().map(|thing| thing.label.as_str()).collect::<Vec<_>>().join("; ");
    let disputed = |dispute: &Dispute| match &dispute.silent {
        Some(document) => format!("disagreement: {}; not in {}", names(&dispute.between), document.label),
        None => format!("disagreement over {}: {}", dispute.over.label, names(&dispute.between)),
    };
    let decided = |decision: &Decided| {
        let verdict = if decision.same { "same" } else { "different" };
        format!("decision, {verdict}: {} ({}, {})", names(&decision.between), decision.by, decision.on)
    };
    let mut all: Vec<(char, String)> = Vec::new();
    all.extend(disagreements.removed.iter().map(|one| ('-', disputed(one))));
    all.extend(disagreements.added.iter().map(|one| ('+', disputed(one))));
    all.extend(decisions.removed.iter().map(|one| ('-', decided(one))));
    all.extend(decisions.added.iter().map(|one| ('+', decided(one))));
    all
}

/// What is written before the kind of a finding.
const TOGETHER: &str = "together, ";

/// The things that one side alone has.
fn things(out: &mut String, sign: char, what: &str, things: &[Thing]) {
    for thing in things {
        let label = tame::one_line(&thing.named.label);
        out.push_str(&format!("{sign} {what}{}: {label}\n    {}\n", thing.kind, thing.named.short()));
    }
}

/// The things that changed, each with what did.
fn changes(out: &mut String, what: &str, changed: &[Changed]) {
    for changed in changed {
        let label = tame::one_line(&changed.after.label);
        out.push_str(&format!("~ {what}{}: {label}\n    {}\n", changed.kind, changed.after.short()));
        for detail in details(changed) {
            out.push_str(&format!("    {}\n", tame::one_line(&detail)));
        }
    }
}

fn markdown(difference: &Difference) -> String {
    let mut out = format!("{}.\n", totals(difference));
    for (sign, statement) in signed(difference) {
        let heading = if sign == '-' { "removed" } else { "added" };
        out.push_str(&format!("\n- {heading}: {}", escaped(statement)));
    }
    if difference.statements.is_some() {
        out.push('\n');
    }
    let Findings { added, removed, changed, .. } = &difference.findings;
    let all_met = met(&difference.findings);
    for (heading, sign, things, of_findings) in
        [("Removed", '-', &difference.removed, removed), ("Added", '+', &difference.added, added)]
    {
        let met: Vec<&String> = all_met.iter().filter(|(of, _)| *of == sign).map(|(_, what)| what).collect();
        if !(things.is_empty() && of_findings.is_empty() && met.is_empty()) {
            out.push_str(&format!("\n## {heading}\n\n"));
        }
        let together = of_findings.iter().map(|thing| (TOGETHER, thing));
        for (what, thing) in things.iter().map(|thing| ("", thing)).chain(together) {
            let name = escaped(&thing.named.label);
            out.push_str(&format!("- {what}{}: {name} (`{}`)\n", thing.kind, thing.named.short()));
        }
        met.iter().for_each(|what| out.push_str(&format!("- {}\n", escaped(what))));
    }
    if !(difference.changed.is_empty() && changed.is_empty()) {
        out.push_str("\n## Changed\n\n");
    }
    let together = changed.iter().map(|changed| (TOGETHER, changed));
    for (what, changed) in difference.changed.iter().map(|changed| ("", changed)).chain(together) {
        let name = escaped(&changed.after.label);
        out.push_str(&format!("- {what}{}: {name} (`{}`)\n", changed.kind, changed.after.short()));
        for detail in details(changed) {
            out.push_str(&format!("  - {}\n", escaped(&detail)));
        }
    }
    out
}

/// A text with what Markdown would read as marks made plain (CommonMark 0.31, section 2.4).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in tame::one_line(text).chars() {
        if "\\`*_[]<>#|".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
