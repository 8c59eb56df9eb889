//! `chancery show`: one fact or entity in plain language, with every claim.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::arguments::{MeetArgs, SourceArgs};
use super::cite::Article;
use super::output;
use super::say::{Status, fail, padded, say};
use super::session::{self, Wanted};
use crate::article::{collapsed, digest};
use crate::builtin::{self, Folder};
use chancery_ask::query::AskError;
use chancery_ask::view::{self, Claim, Evidence, Met, Named, Part, Thing, View, ViewValue};
use chancery_graph::meet::Meeting;
use chancery_model::diagnostic::Diagnostics;
use chancery_model::schema::Schema;
use chancery_model::tame;
use chancery_model::vocab::concept;
use chancery_values::name::counted;
use chancery_values::time::{Bounds, Date};

/// How many things of one kind are named before the rest is only counted.
const NAMED: usize = 20;

/// Show one fact or entity: what it says, since when, its standing, and who says it
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery show Belarus                                            what is known, and every fact about it
  chancery show membership:belarus--council-of-europe--candidate   a fact, with its evidence
  chancery show Q184 --source notes.yaml --format json
  chancery show visit:… --text article.txt                         with the words of the sentences

Name a thing by its IRI, with or without prefix, by its name, code or Wikidata item, or by its label.")]
pub struct ShowArgs {
    /// The fact or entity
    #[arg(value_name = "NAME")]
    name: String,
    /// Files and folders of facts or RDF, one for each time it is given [default: data]
    #[arg(long = "source", short, value_name = "PATH")]
    sources: Vec<PathBuf>,
    /// The day that decides between several entities with one name
    #[arg(long, value_name = "DATE", value_parser = super::arguments::day)]
    on: Option<Date>,
    /// The article that was cited; the words of its sentences are shown
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// text, or json: one object
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    format: String,
    /// List all facts, however many there are
    #[arg(long)]
    all: bool,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    meet: MeetArgs,
    #[command(flatten)]
    common: SourceArgs,
}

/// What is reported about a thing.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    thing: Thing,
    claims: Vec<Claim>,
    /// The facts that a finding rests on, each with its claims.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tellings: Vec<Side>,
    /// How it meets facts of other documents.
    #[serde(flatten)]
    met: Met,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    same_affair: Vec<Named>,
    /// Facts and entities that name it, by kind.
    named_by: Vec<OfKind>,
}

/// What one document states of a thing that several state, or several documents in the same words.
#[derive(Serialize)]
struct Side {
    #[serde(flatten)]
    thing: Thing,
    claims: Vec<Claim>,
}

#[derive(Serialize)]
struct OfKind {
    kind: String,
    things: Vec<Thing>,
}

/// Runs the command.
pub fn run(args: &ShowArgs) -> Status {
    let mut opened = match session::open(&args.common) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let origin = {
        let file = opened.files.add_text("<argument>", args.name.as_bytes().to_vec());
        chancery_model::origin::Origin::new(file, 0, args.name.len() as u64)
    };
    let derivations = builtin::resources(Folder::Derivations, None, &opened.files, &mut opened.diagnostics);
    let (meeting, decisions) = (args.meet.or(Meeting::Findings), args.meet.decided.decisions.clone());
    let wanted = Wanted { graphs: true, rdf: true, meeting, decisions, ..Wanted::default() };
    let mut session = match opened.read(&args.sources, wanted) {
        Ok(session) => session,
        Err(status) => return status,
    };
    let store = match session.store(&derivations, "nothing is shown") {
        Ok(store) => store,
        Err(status) => return status,
    };
    let schema = &session.loaded.schema;
    let when = args.on.map(|day| Bounds::within(Some(day), Some(day)));
    let found = view::find(schema, &session.outcome.registry, &store, &args.name, when.as_ref(), origin);
    let told = found.and_then(|found| match found {
        Ok(iri) => tell(&View::new(schema, &store), &iri).map(Ok),
        Err(diagnostic) => Ok(Err(diagnostic)),
    });
    let mut told = match told {
        Ok(Ok(Some(told))) => told,
        Ok(Ok(None)) => {
            return fail(&format!(
                "`{}` is neither a fact nor an entity; use `chancery query` to search the graph",
                args.name
            ));
        }
        Ok(Err(diagnostic)) => {
            let mut diagnostics = Diagnostics::new();
            diagnostics.push(diagnostic);
            session::tell(&diagnostics, &session.files);
            return Status::CouldNotRun;
        }
        Err(error) => return fail(&format!("the store failed: {error}")),
    };
    if let Some(path) = &args.text {
        let article = match chancery_model::source::file::regular(path)
            .and_then(|()| Article::read(path, None, &session.files))
        {
            Ok(article) => article,
            Err(diagnostic) => {
                let mut diagnostics = Diagnostics::new();
                diagnostics.push(diagnostic);
                session::tell(&diagnostics, &session.files);
                return Status::CouldNotRun;
            }
        };
        let missing = add_words(
            told.claims.iter_mut().chain(told.tellings.iter_mut().flat_map(|side| &mut side.claims)),
            &article.extract(None),
        );
        if missing > 0 {
            say(&format!(
                "note: `{}` does not have the words of {missing} of the sentences where they were cited; \
                 `chancery check --text` says what became of them",
                article.name
            ));
        }
    }
    let text = if args.format == "json" {
        match serde_json::to_string_pretty(&told) {
            Ok(text) => text + "\n",
            Err(error) => return fail(&format!("the result cannot be written as JSON: {error}")),
        }
    } else {
        plain(&told, schema, args.all)
    };
    match output::write(args.output.as_deref(), |out| out.write_all(text.as_bytes())) {
        Ok(_) => Status::Fine,
        Err(status) => status,
    }
}

fn tell(view: &View<'_>, iri: &str) -> Result<Option<Told>, AskError> {
    let Some(thing) = view.thing(iri)? else { return Ok(None) };
    let (claims, (conflicts, same_affair), met) =
        if thing.is_fact { (view.claims(iri)?, view.tied(iri)?, view.met(iri)?) } else { Default::default() };
    let mut tellings = Vec::new();
    for fact in &met.rests_on {
        if let Some(thing) = view.thing(&fact.iri)? {
            tellings.push(Side { thing, claims: view.claims(&fact.iri)? });
        }
    }
    let named_by = view.mentions(iri)?.into_iter().map(|(kind, things)| OfKind { kind, things }).collect();
    Ok(Some(Told { thing, claims, tellings, met, conflicts, same_affair, named_by }))
}

/// Adds the words of the sentences, if the cited place of the extract still has what was cited. Gives how many it no
/// longer has.
fn add_words<'c>(claims: impl Iterator<Item = &'c mut Claim>, extract: &str) -> usize {
    let mut missing = 0;
    for evidence in claims.flat_map(|claim| &mut claim.evidence) {
        let (Some((start, end)), Some(cited)) = (evidence.position, &evidence.digest) else { continue };
        let length = usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let words = collapsed(&extract.chars().skip(start).take(length).collect::<String>());
        if digest(&words) == *cited {
            evidence.words = Some(words);
        } else {
            missing += 1;
        }
    }
    missing
}

/// The thing for a person.
fn plain(told: &Told, schema: &Schema, all: bool) -> String {
    let thing = &told.thing;
    let mut out = Lines::default();
    out.line(0, &thing.named.label);
    out.line(0, &identity(&thing.named));
    if let Some(kind) = schema.kind_by_key(&thing.kind).map(|id| schema.kind(id)) {
        let about = kind.help.split(". ").next().unwrap_or_default().trim_end_matches('.');
        out.line(0, &format!("{}: {about}.", capitalised(&chancery_values::name::with_article(&kind.key))));
    }
    out.gap();
    let width = thing.parts.iter().map(|part| part.key.chars().count()).max().unwrap_or(0);
    for part in &thing.parts {
        for (at, value) in part.values.iter().enumerate() {
            let key = if at == 0 { part.key.as_str() } else { "" };
            out.line(1, &format!("{}  {}", padded(key, width), described(schema, value)));
        }
    }
    if let Some(time) = undated(schema, thing) {
        out.line(1, &format!("{}  not stated: possible on any day, certain on none", padded(time, width)));
    }
    if thing.is_fact {
        out.gap();
        match &thing.standing {
            Some(standing) => {
                let means = thing.standing_means.as_deref().unwrap_or_default();
                out.line(0, &format!("Standing: {}. {means}", standing.label));
            }
            None => out.line(0, "Standing: not known; no claim was evaluated."),
        }
        if told.thing.is_finding {
            sides(&mut out, &told.tellings);
        } else {
            claimed(&mut out, &told.claims);
        }
        met(&mut out, &told.met);
    }
    for (heading, things) in
        [("In conflict with:", &told.conflicts), ("Facts about the same affair:", &told.same_affair)]
    {
        if !things.is_empty() {
            out.gap();
            out.line(0, heading);
            things.iter().for_each(|thing| out.line(1, &format!("{}  {}", thing.label, thing.short())));
        }
    }
    named_by(&mut out, &told.named_by, all);
    out.0
}

/// What each of several documents states of a thing, one below the other.
fn sides(out: &mut Lines, sides: &[Side]) {
    for side in sides {
        out.gap();
        out.line(0, &format!("{}  {}", side.thing.named.label, side.thing.named.short()));
        for claim in &side.claims {
            for evidence in &claim.evidence {
                out.line(1, &place(evidence));
                out.line(2, &manner(&claim.parts));
            }
        }
    }
}

/// How a fact meets facts of other documents.
fn met(out: &mut Lines, met: &Met) {
    if !met.disagreements.is_empty() {
        out.gap();
        out.line(0, "The sources disagree:");
        for dispute in &met.disagreements {
            let days = dispute.days.map(|days| format!(", by {}", counted(usize::try_from(days).unwrap_or(0), "day")));
            out.line(1, &format!("{}{}", dispute.over.label, days.unwrap_or_default()));
            dispute.between.iter().for_each(|fact| out.line(2, &fact.label));
            if let Some(document) = &dispute.silent {
                out.line(2, &format!("{}: has all such facts, and not this one", document.label));
            }
        }
    }
    for decision in &met.decisions {
        out.gap();
        let what = if decision.same { "one thing" } else { "two things" };
        out.line(0, &format!("A person decided that these are {what}:"));
        decision.between.iter().for_each(|fact| out.line(1, &format!("{}  {}", fact.label, fact.short())));
        let why = decision.evidence.as_ref().map(|evidence| format!(": {evidence}")).unwrap_or_default();
        out.line(1, &format!("{}, {}{why}", decision.by, decision.on));
    }
    for (heading, things) in [
        ("Part of what several sources state together:", &met.absorbed_by),
        ("It follows from:", &met.implied_by),
        ("May be the same as:", &met.maybe_same),
    ] {
        if !things.is_empty() {
            out.gap();
            out.line(0, heading);
            things.iter().for_each(|thing| out.line(1, &format!("{}  {}", thing.label, thing.short())));
        }
    }
}

/// Where a fact is said and where it is denied.
fn claimed(out: &mut Lines, claims: &[Claim]) {
    if claims.is_empty() {
        out.line(0, "No claim in these sources supports it.");
    }
    for (supports, heading) in [(true, "Said in:"), (false, "Denied in:")] {
        if claims.iter().any(|claim| claim.supports == supports) {
            out.gap();
            out.line(0, heading);
        }
        for claim in claims.iter().filter(|claim| claim.supports == supports) {
            for evidence in &claim.evidence {
                out.line(1, &place(evidence));
                for page in &evidence.pages {
                    out.line(2, page);
                }
                out.line(2, &manner(&claim.parts));
                if let Some(words) = &evidence.words {
                    out.line(2, &format!("“{words}”"));
                }
            }
        }
    }
}

/// Facts and entities that name the thing, by kind.
fn named_by(out: &mut Lines, kinds: &[OfKind], all: bool) {
    if !kinds.is_empty() {
        out.gap();
        out.line(0, "Named by:");
    }
    for of_kind in kinds {
        out.line(1, &format!("{} ({})", of_kind.kind, of_kind.things.len()));
        let shown = if all { of_kind.things.len() } else { NAMED };
        for thing in of_kind.things.iter().take(shown) {
            let standing = thing.standing.as_ref().filter(|standing| standing.iri != concept::HELD);
            // The label of what is not held mostly says so itself.
            let unsaid = standing.filter(|standing| !thing.named.label.starts_with(&format!("{}: ", standing.label)));
            let standing = unsaid.map_or_else(String::new, |standing| format!(" [{}]", standing.label));
            out.line(2, &format!("{}{standing}", thing.named.label));
            out.line(3, thing.named.short());
        }
        if of_kind.things.len() > shown {
            out.line(2, &format!("and {} more; --all names them", of_kind.things.len() - shown));
        }
    }
}

/// Lines of text, each indented by its depth.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, depth: usize, text: &str) {
        self.0.push_str(&"  ".repeat(depth));
        // A text of the sources must not move the cursor.
        self.0.push_str(&tame::one_line(text));
        self.0.truncate(self.0.trim_end_matches(' ').len());
        self.0.push('\n');
    }

    fn gap(&mut self) {
        if !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }
}

fn identity(named: &Named) -> String {
    let same: String = named.same_as.iter().map(|iri| format!(" = {iri}")).collect();
    format!("{}{same}", named.short())
}

/// A value with what distinguishes it from its namesakes.
fn described(schema: &Schema, value: &ViewValue) -> String {
    match value {
        ViewValue::Thing(named) if !view::is_thing(schema, &named.iri) => named.label.clone(),
        ViewValue::Thing(named) if named.label == named.short() => format!("{}{}", named.label, items(named)),
        ViewValue::Thing(named) => format!("{} ({}{})", named.label, named.short(), items(named)),
        text => text.shown(),
    }
}

/// The last parts of the IRIs that a thing is the same as: `, Q184`.
fn items(named: &Named) -> String {
    named.same_as.iter().map(|iri| format!(", {}", iri.rsplit('/').next().unwrap_or(iri))).collect()
}

/// Where a document says something, in words.
pub(super) fn place(evidence: &Evidence) -> String {
    let document = evidence.document.as_ref().unwrap_or(&evidence.place);
    let section = evidence.section.as_ref().filter(|section| **section != document.label);
    let mut text = document.label.clone();
    if let Some(section) = section {
        text.push_str(&format!(", section “{section}”"));
    }
    if let Some(id) = evidence.statement.as_deref().and_then(|iri| iri.rsplit('/').next()) {
        text.push_str(&format!(", statement {id}"));
        if let Some(rank) = evidence.rank.as_deref().and_then(|rank| rank.strip_suffix("Rank")) {
            text.push_str(&format!(" of {} rank", rank.to_lowercase()));
        }
    }
    if let Some(number) = evidence.sentence {
        text.push_str(&format!(", sentence {number}"));
    }
    match (evidence.row, evidence.last_row) {
        (Some(first), Some(last)) => text.push_str(&format!(", rows {first} to {last}")),
        (Some(number), None) => text.push_str(&format!(", row {number}")),
        _ => {}
    }
    text
}

/// The name of the time's key, where a fact could have a time and has none.
fn undated<'s>(schema: &'s Schema, thing: &Thing) -> Option<&'s str> {
    let kind = schema.kind(schema.kind_by_key(&thing.kind)?);
    let key = schema.time_key(kind)?;
    let dated = thing.parts.iter().any(|part| part.key == key.key);
    (thing.is_fact && !dated).then_some(key.key.as_str())
}

/// The manner in which a place says it: `asserted by the source itself`, or
/// `modality: forecast; voice: source; hedge: might`.
fn manner(parts: &[Part]) -> String {
    let is =
        |iri: &str| parts.iter().any(|p| p.values.iter().any(|v| matches!(v, ViewValue::Thing(n) if n.iri == iri)));
    let plainly = is(concept::ASSERTED) && is(concept::VOICE_SOURCE);
    // Whether it supports or denies was said above it.
    let heading = [concept::SUPPORTS, concept::DENIES];
    let goes_without =
        |iri: &str| heading.contains(&iri) || plainly && [concept::ASSERTED, concept::VOICE_SOURCE].contains(&iri);
    let told = |part: &&Part| !part.values.iter().any(|v| matches!(v, ViewValue::Thing(n) if goes_without(&n.iri)));
    let part = |part: &Part| {
        let values: Vec<String> = part.values.iter().map(ViewValue::shown).collect();
        format!("{}: {}", part.key, values.join(", "))
    };
    let plainly = plainly.then(|| "asserted by the source itself".to_owned());
    plainly.into_iter().chain(parts.iter().filter(told).map(part)).collect::<Vec<_>>().join("; ")
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}
