//! What the service proposes for entities without an item.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::args::LinkArgs;
use super::decide::decide;
use super::entity::{Linked, State, entities};
use super::pairs;
use crate::command::output;
use crate::command::say::{Status, fail, say};
use crate::command::session::{self, Wanted};
use chancery_ask::web::printable;
use chancery_graph::meet::Meeting;
use chancery_model::schema::Schema;
use chancery_serve::link::{Client, Proposal};

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
    if args.format == "decisions" && !args.pairs {
        return fail("--format decisions needs --pairs; a decision on an item is written with --accept");
    }
    let mut session = match session::read(&args.common, &args.sources, wanted(args)) {
        Ok(session) => session,
        Err(status) => return status,
    };
    let store = match session.store(&[], "nothing is linked") {
        Ok(store) => store,
        Err(status) => return status,
    };
    if args.pairs {
        return pairs::list(&args.format, &session, &store);
    }
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

/// Pairs are seen where facts meet.
fn wanted(args: &LinkArgs) -> Wanted {
    let meeting = if args.pairs { Meeting::Findings } else { Meeting::Apart };
    Wanted { meeting, decisions: args.decided.decisions.clone(), ..Wanted::default() }
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
