//! `chancery link`: which entities are linked, what a service proposes for the others, and decisions.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;
use oxigraph::model::{NamedNode, Term};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::arguments::{SourceArgs, day};
use super::output;
use super::say::{Status, fail, say};
use super::session::{self, Session, Wanted};
use chancery_ask::query::{Ask, AskError};
use chancery_ask::web::printable;
use chancery_model::diagnostic::Diagnostics;
use chancery_model::facts::{Document, Local, Mapper};
use chancery_model::registry::Asked;
use chancery_model::schema::{KindId, Role, Schema};
use chancery_model::source::{file, yaml};
use chancery_model::vocab::{chy, std_terms as t};
use chancery_serve::link::{Client, Proposal, WIKIDATA};
use chancery_serve::reconcile::Version;
use chancery_values::name::normalise;
use chancery_values::time::Date;

/// So many entities are named in a message.
const SHOWN: usize = 5;

/// A candidate within the registry counts from this score.
const ALIKE: u8 = 85;

/// List which entities are linked, query a service for the others, and record decisions
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery link notes.yaml                             what is not linked, and what is in doubt
  chancery link notes.yaml --service --answers a.jsonl what Wikidata's service proposes; its answers are kept
  chancery link notes.yaml --service http://127.0.0.1:7878/1.0-draft --api 1.0-draft
  chancery link notes.yaml --accept person:jane-doe=Q42 --by 'A. Editor' --evidence 'her page at the ministry' \\
      --into data/registry/links.yaml                  a decision; with =none that there is no item

Similar names or the answer of a service do not link anything: only a decision links. Decisions are in a facts file, which
is read with the sources. To undo a decision, delete its line.

Exit status: 0 no errors, 1 the sources or a decision have errors, 2 could not run (for example, the service did not answer).")]
pub struct LinkArgs {
    /// Files and folders of facts [default: the folder `data`]
    #[arg(value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// Also list linked entities
    #[arg(long)]
    all: bool,
    /// text; tsv: state, entity, label, item, why; json: one object on each line
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "tsv", "json"])]
    format: String,
    /// Query this reconciliation service for the entities that are not linked; without an address, the service of Wikidata
    #[arg(long, value_name = "URL", num_args = 0..=1, default_missing_value = WIKIDATA, value_parser = address)]
    service: Option<String>,
    /// The version of the API of the service: 0.2 or 1.0-draft
    #[arg(long, value_name = "VERSION", default_value = "0.2", requires = "service", value_parser = version)]
    api: Version,
    /// How many entities one request has
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    batch: u16,
    /// Keep the service's answers in this file of JSON Lines, and do not repeat requests whose answers are in it
    #[arg(long, value_name = "FILE", requires = "service")]
    answers: Option<PathBuf>,
    /// The time limit for a batch, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    patience: f64,
    /// The seconds before a batch is sent again; doubled each time
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = seconds)]
    wait: f64,
    /// A decision: the entity, and its identifier or `none`
    #[arg(long, value_name = "ENTITY=ITEM", requires = "by", requires = "into")]
    accept: Vec<String>,
    /// The person who decides
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// The day of the decision [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    on: Option<Date>,
    /// The evidence for the decision
    #[arg(long, value_name = "TEXT", default_value = "")]
    evidence: String,
    /// The file of decisions; it is created if it does not exist
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    #[command(flatten)]
    common: SourceArgs,
}

/// The version of the API that an option names.
fn version(text: &str) -> Result<Version, String> {
    match text {
        "0.2" => Ok(Version::V0_2),
        "1.0-draft" => Ok(Version::V1_0),
        _ => Err("the versions are 0.2 and 1.0-draft".to_owned()),
    }
}

fn address(text: &str) -> Result<String, String> {
    if text.starts_with("http://") || text.starts_with("https://") {
        Ok(text.to_owned())
    } else {
        Err("the address of a service begins with http:// or https://; put sources before --service".to_owned())
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "a number of seconds is expected".to_owned())?;
    if (0.0..=3600.0).contains(&number) { Ok(number) } else { Err("0 to 3600 seconds are possible".to_owned()) }
}

/// An entity of the facts.
struct Linked {
    /// As `match` and `show` write it.
    name: String,
    kind: KindId,
    label: String,
    items: Vec<String>,
    state: State,
    why: String,
    proposals: Vec<Proposal>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Linked,
    /// Somebody decided that there is nothing to link to.
    Decided,
    Unlinked,
    /// Not linked, and much like one that is.
    Doubtful,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::Decided => "none",
            Self::Unlinked => "unlinked",
            Self::Doubtful => "doubtful",
        }
    }
}

/// A line of the file of answers.
#[derive(Serialize, Deserialize)]
struct Kept {
    service: String,
    entity: String,
    label: String,
    candidates: Vec<Proposal>,
}

/// Runs the command.
pub fn run(args: &LinkArgs) -> Status {
    let mut session = match session::read(&args.common, &args.sources, Wanted::default()) {
        Ok(session) => session,
        Err(status) => return status,
    };
    let store = match session.store(&[], "nothing is linked") {
        Ok(store) => store,
        Err(status) => return status,
    };
    let mut entities = match entities(&session, &store, &args.common.base) {
        Ok(entities) => entities,
        Err(why) => return fail(&why),
    };
    if !args.accept.is_empty() {
        return decide(args, &session, &entities);
    }
    let mut status = Status::Fine;
    if let Some(service) = &args.service
        && let Err(why) = ask(args, service, &mut entities)
    {
        status = fail(&format!(
            "the request to {service} failed: {why}. The answers so far are shown{}",
            if args.answers.is_some() { ", and kept: the same command continues from there" } else { "" }
        ));
    }
    let count = |state| entities.iter().filter(|one| one.state == state).count();
    say(&format!(
        "{} linked, {} unlinked, {} doubtful, {} without anything to link to",
        count(State::Linked),
        count(State::Unlinked),
        count(State::Doubtful),
        count(State::Decided)
    ));
    let shown = entities.iter().filter(|one| args.all || !matches!(one.state, State::Linked | State::Decided));
    match output::write(None, |out| write(&args.format, shown, &session.loaded.schema, out)) {
        Ok(_) => status,
        Err(failed) => failed,
    }
}

/// The entities of the facts, those written in place too, in the order of their names. Documents are left out, as in the
/// question `entities-without-item`: they are sources, not what the facts are about.
fn entities(session: &Session, store: &dyn Ask, base: &str) -> Result<Vec<Linked>, String> {
    let (schema, registry) = (&session.loaded.schema, &session.outcome.registry);
    let failed = |error: AskError| format!("the store cannot be read: {error}");
    let class = schema.class_id(chy::ENTITY).ok_or("the ontology has no class of entities")?;
    let kinds: HashMap<&str, KindId> = schema
        .kinds()
        .filter(|kind| kind.role == Role::Entity && schema.is_a(kind.class, class))
        .filter_map(|kind| Some((schema.class(kind.class).iri.as_str(), schema.kind_by_key(&kind.key)?)))
        .filter(|(_, kind)| Some(*kind) != schema.document_kind())
        .collect();
    let mut items: HashMap<String, Vec<String>> = HashMap::new();
    for (subject, item) in store.pairs(t::OWL_SAME_AS).map_err(failed)? {
        if let Term::NamedNode(item) = item {
            let item = item.as_str();
            items.entry(subject).or_default().push(item.rsplit('/').next().unwrap_or(item).to_owned());
        }
    }
    let mut found: BTreeMap<String, Linked> = BTreeMap::new();
    for (subject, is) in store.pairs(t::RDF_TYPE).map_err(failed)? {
        let Term::NamedNode(is) = is else { continue };
        let (Some(kind), Some(local)) = (kinds.get(is.as_str()), subject.strip_prefix(base)) else { continue };
        let label = NamedNode::new(&subject).ok().and_then(|node| store.label(&node)).unwrap_or_default();
        let mut items = items.get(&subject).cloned().unwrap_or_default();
        items.sort();
        let name = local.replacen('/', ":", 1);
        let (mut state, mut why) = (if items.is_empty() { State::Unlinked } else { State::Linked }, String::new());
        let known = local.split_once('/').and_then(|(_, id)| registry.by_id(schema, *kind, id));
        if let Some(decision) = known.and_then(|id| registry.entity(id).decisions.first()) {
            why = format!("decided by {} on {}: {}", decision.by, decision.on, decision.evidence);
            if decision.value.is_none() {
                state = State::Decided;
            }
        } else if state == State::Unlinked {
            let asked = Asked { text: &label, class: schema.kind(*kind).class, when: None };
            let mut alike = registry.near(schema, asked).into_iter().filter(|one| one.score >= ALIKE);
            let other =
                alike.find(|one| Some(one.entity) != known && registry.identifier(schema, one.entity).is_some());
            if let Some(other) = other {
                state = State::Doubtful;
                why = format!("perhaps {}: {}", registry.shown(schema, other.entity), other.reason);
            }
        }
        found.insert(subject.clone(), Linked { name, kind: *kind, label, items, state, why, proposals: Vec::new() });
    }
    Ok(found.into_values().collect())
}

/// Asks the service for what is not linked, batch by batch.
fn ask(args: &LinkArgs, service: &str, entities: &mut [Linked]) -> Result<(), String> {
    let (patience, wait) = (Duration::from_secs_f64(args.patience), Duration::from_secs_f64(args.wait));
    let client = Client::new(service, args.api, patience, wait);
    let mut kept: HashMap<String, Vec<Proposal>> = HashMap::new();
    let mut file = None;
    if let Some(path) = &args.answers {
        let wrong = |error: std::io::Error| format!("`{}` cannot be used: {error}", path.display());
        let mut opened = std::fs::OpenOptions::new().create(true).append(true).read(true).open(path).map_err(wrong)?;
        let mut text = Vec::new();
        opened.read_to_end(&mut text).map_err(wrong)?;
        for line in text.split(|byte| *byte == b'\n') {
            // A line that was cut off is asked for again.
            if let Ok(one) = serde_json::from_slice::<Kept>(line)
                && one.service == service
            {
                kept.insert(one.entity, one.candidates);
            }
        }
        if text.last().is_some_and(|last| *last != b'\n') {
            opened.write_all(b"\n").map_err(wrong)?;
        }
        file = Some(opened);
    }
    let mut open: Vec<&mut Linked> = Vec::new();
    for one in entities.iter_mut().filter(|one| matches!(one.state, State::Unlinked | State::Doubtful)) {
        match kept.remove(&one.name) {
            Some(proposals) => one.proposals = proposals,
            None if one.label.is_empty() => {}
            None => open.push(one),
        }
    }
    let all = open.len();
    for (at, batch) in open.chunks_mut(usize::from(args.batch)).enumerate() {
        let names: Vec<&str> = batch.iter().map(|one| one.label.as_str()).collect();
        let done = at * usize::from(args.batch);
        let answers = client
            .ask(&names, &mut |why, pause| say(&format!("{why}; asking again in {:.1} s", pause.as_secs_f64())))
            .map_err(|why| format!("{why} ({done} of {all} were answered)"))?;
        for (one, candidates) in batch.iter_mut().zip(answers) {
            if let Some(file) = &mut file {
                let line = Kept {
                    service: service.to_owned(),
                    entity: one.name.clone(),
                    label: one.label.clone(),
                    candidates: candidates.clone(),
                };
                let line = serde_json::to_string(&line).map_err(|error| error.to_string())?;
                writeln!(file, "{line}").map_err(|error| format!("the answers cannot be kept: {error}"))?;
            }
            one.proposals = candidates;
        }
    }
    Ok(())
}

fn write<'e>(
    format: &str,
    entities: impl Iterator<Item = &'e Linked>,
    schema: &Schema,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    if format == "tsv" {
        writeln!(out, "state\tentity\tlabel\titem\twhy")?;
    }
    for one in entities {
        let (state, item) = (one.state.word(), one.items.join(" "));
        match format {
            "json" => {
                let kind = &schema.kind(one.kind).key;
                let told = json!({ "state": state, "entity": one.name, "kind": kind, "label": one.label, "items": one.items, "why": one.why, "candidates": one.proposals });
                writeln!(out, "{told}")?;
            }
            "tsv" => {
                let proposed: Vec<String> = one
                    .proposals
                    .iter()
                    .map(|p| format!("{} {} {}", p.score, printable(&p.id), printable(&p.name)))
                    .collect();
                let why =
                    if proposed.is_empty() { one.why.clone() } else { format!("{} {}", one.why, proposed.join("; ")) };
                let cell = |text: &str| text.replace(['\t', '\n', '\r'], " ");
                writeln!(out, "{state}\t{}\t{}\t{item}\t{}", one.name, cell(&one.label), cell(why.trim()))?;
            }
            _ => {
                let item = if item.is_empty() { item } else { format!(", {item}") };
                let why = if one.why.is_empty() { String::new() } else { format!("; {}", one.why) };
                output::line(out, &format!("{state}: {} ({}{item}){why}", one.label, one.name))?;
                for proposal in &one.proposals {
                    let features: Vec<String> = proposal.features.iter().filter_map(feature).collect();
                    let features =
                        if features.is_empty() { String::new() } else { format!(" [{}]", features.join(", ")) };
                    let matches = if proposal.matches { ", considered the same by the service" } else { "" };
                    // These are a stranger's words, and this may be a terminal.
                    let [id, name, description] =
                        [&proposal.id, &proposal.name, &proposal.description].map(|text| printable(text));
                    writeln!(out, "  {:>5.1} {id} {name}: {description}{matches}{features}", proposal.score)?;
                }
            }
        }
    }
    Ok(())
}

fn feature(feature: &serde_json::Value) -> Option<String> {
    Some(printable(&format!("{} {}", feature.get("id")?.as_str()?, feature.get("value")?)))
}

/// Writes decisions into their file, all or none of them.
fn decide(args: &LinkArgs, session: &Session, entities: &[Linked]) -> Status {
    let (Some(by), Some(into)) = (&args.by, &args.into) else { return fail("--accept needs --by and --into") };
    let on = match args.on.or_else(today) {
        Some(on) => on,
        None => return fail("the clock does not give today's date; give it with --on"),
    };
    let (schema, registry) = (&session.loaded.schema, &session.outcome.registry);
    let mut added = String::new();
    for accepted in &args.accept {
        let parts = accepted.split_once('=').map(|(name, item)| (name.trim(), item.trim()));
        let Some((name, item)) = parts.filter(|(name, item)| !name.is_empty() && !item.is_empty()) else {
            return fail(&format!(
                "`{accepted}` is not a decision; an entity and its item are expected, as person:jane-doe=Q42, or =none; {}",
                to_decide(entities)
            ));
        };
        let Some(one) = entities.iter().find(|one| one.name == name) else {
            return fail(&format!("the sources have no entity `{name}`; {}", meant(name, entities)));
        };
        let id = name.split_once(':').and_then(|(_, id)| registry.by_id(schema, one.kind, id));
        if id.is_none() {
            return fail(&format!(
                "`{name}` is written in place within a fact; write it under `entities:`, or its item there"
            ));
        }
        let Some(key) = schema.kind(one.kind).keys.iter().find(|key| key.unique) else {
            return fail(&format!("a {} has no identifier", schema.kind(one.kind).key));
        };
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let what = match item {
            "none" => format!("without: {}", key.key),
            item => format!(
                "{}: {}",
                key.key,
                if item.chars().all(char::is_alphanumeric) { item.to_owned() } else { text(item) }
            ),
        };
        let evidence =
            if args.evidence.is_empty() { String::new() } else { format!(", evidence: {}", text(&args.evidence)) };
        added.push_str(&format!("  - {{to: {name}, {what}, decided by: {}, decided on: {on}{evidence}}}\n", text(by)));
    }
    let before = match earlier(into) {
        Ok(before) => before,
        Err(why) => return fail(&why),
    };
    // The decisions are tried as they will be read.
    let shown = into.to_string_lossy();
    let whole = format!("{before}{added}");
    let mut wrong = Diagnostics::new();
    let file = session.files.add_text(&shown, whole.clone().into_bytes());
    let root = yaml::read(whole.as_bytes(), file, &mut wrong);
    let all = root.as_ref().and_then(|root| root.get("additions")).and_then(|node| node.items()).unwrap_or_default();
    let mut registry = registry.clone();
    for node in all.iter().skip(all.len().saturating_sub(args.accept.len())) {
        let record = node.clone().into_owned();
        if let Some(id) = registry.extend(schema, record, file, &mut wrong)
            && let Some((_, record)) = registry.entity(id).additions.last()
        {
            let (document, nothing) = (Document::unnamed(file), Local::default());
            let mut mapper = Mapper::new(schema, &registry, &document, file, &nothing);
            let _ = mapper.added_values(id, record);
            wrong.merge(mapper.diagnostics);
        }
    }
    session::tell(&wrong, &session.files);
    if wrong.has_errors() {
        say(&format!("nothing is written to {shown}, because a decision has errors"));
        return Status::Errors;
    }
    if let Some(folder) = into.parent().filter(|folder| !folder.as_os_str().is_empty())
        && let Err(error) = std::fs::create_dir_all(folder)
    {
        return fail(&format!("`{}` cannot be made: {error}", folder.display()));
    }
    match output::update(into, |out| out.write_all(whole.as_bytes())) {
        Ok(_) => {
            say(&format!("{} written to {shown}", args.accept.len()));
            Status::Fine
        }
        Err(status) => status,
    }
}

/// Which entity may be meant by a name that is that of none.
fn meant(name: &str, entities: &[Linked]) -> String {
    let form = normalise(name);
    let labelled = entities.iter().find(|one| normalise(&one.label) == form).map(|one| one.name.as_str());
    let near = || chancery_values::name::nearest(name, entities.iter().map(|one| one.name.as_str()));
    labelled.or_else(near).map_or_else(|| to_decide(entities), |near| format!("did you mean `{near}`?"))
}

/// What a decision can be about.
fn to_decide(entities: &[Linked]) -> String {
    let open: Vec<&Linked> =
        entities.iter().filter(|one| matches!(one.state, State::Unlinked | State::Doubtful)).collect();
    if open.is_empty() {
        return "every entity of the sources has its item or a decision; `chancery link --all` lists them".to_owned();
    }
    let shown: Vec<String> = open.iter().take(SHOWN).map(|one| format!("`{}`", one.name)).collect();
    let more = if open.len() > SHOWN { "; `chancery link` lists all of them" } else { "" };
    format!("without an item: {}{more}", shown.join(", "))
}

/// What is in the file of decisions, whose last key must be `additions`; the beginning of one where there is none.
fn earlier(path: &Path) -> Result<String, String> {
    let text = match path.exists() {
        false => String::new(),
        true => {
            let bytes = file::bytes(path).map_err(|diagnostic| diagnostic.message.clone())?;
            String::from_utf8(bytes).map_err(|_| format!("`{}` is not text in UTF-8", path.display()))?
        }
    };
    if text.trim().is_empty() {
        return Ok("# Decisions on identifiers: who made each, when, and by what. Deleting a line takes its decision back.\n\nadditions:\n".to_owned());
    }
    let last = text.lines().rfind(|line| !line.is_empty() && !line.starts_with([' ', '#', '-']));
    if last.map(str::trim_end) != Some("additions:") {
        return Err(format!(
            "the last part of `{}` is not `additions:`; name a file of decisions alone",
            path.display()
        ));
    }
    Ok(if text.ends_with('\n') { text } else { format!("{text}\n") })
}

fn today() -> Option<Date> {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs() / 86_400;
    Date::from_days_since_epoch(i64::try_from(days).ok()?)
}
