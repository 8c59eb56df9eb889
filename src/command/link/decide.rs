//! Decisions into their file.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::args::LinkArgs;
use super::entity::{Linked, SHOWN, State};
use crate::command::output;
use crate::command::say::{Status, fail, say};
use crate::command::session::{self, Session};
use chancery_model::diagnostic::Diagnostics;
use chancery_model::facts::{Document, Local, Mapper};
use chancery_model::source::{file, yaml};
use chancery_values::name::normalise;
use chancery_values::time::Date;

/// Writes decisions into their file, all or none of them.
pub(super) fn decide(args: &LinkArgs, session: &Session, entities: &[Linked]) -> Status {
    let (Some(by), Some(into)) = (&args.by, &args.into) else { return fail("--accept needs --by and --into") };
    let on = match args.on.or_else(today) {
        Some(on) => on,
        None => return fail("the clock does not give today's date; give it with --on"),
    };
    let (schema, registry) = (&session.loaded.schema, &session.outcome.registry);
    let evidence =
        if args.evidence.is_empty() { String::new() } else { format!(", evidence: {}", quoted(&args.evidence)) };
    let mut added = String::new();
    for accepted in &args.accept {
        match decision(session, entities, accepted) {
            Ok(line) => {
                added.push_str(&format!("  - {{{line}, decided by: {}, decided on: {on}{evidence}}}\n", quoted(by)))
            }
            Err(why) => return fail(&why),
        }
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

/// A text in quotation marks, as YAML and JSON read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// An entity and its item, as a file of decisions has them.
///
/// # Errors
/// Why this is not a decision.
pub(super) fn decision(session: &Session, entities: &[Linked], accepted: &str) -> Result<String, String> {
    let (schema, registry) = (&session.loaded.schema, &session.outcome.registry);
    let parts = accepted.split_once('=').map(|(name, item)| (name.trim(), item.trim()));
    let Some((name, item)) = parts.filter(|(name, item)| !name.is_empty() && !item.is_empty()) else {
        return Err(format!(
            "`{accepted}` is not a decision; an entity and its item are expected, as person:jane-doe=Q42, or =none; {}",
            to_decide(entities)
        ));
    };
    let Some(one) = entities.iter().find(|one| one.name == name) else {
        return Err(format!("the sources have no entity `{name}`; {}", meant(name, entities)));
    };
    let id = name.split_once(':').and_then(|(_, id)| registry.by_id(schema, one.kind, id));
    if id.is_none() {
        return Err(format!(
            "`{name}` is written in place within a fact; write it under `entities:`, or its item there"
        ));
    }
    let Some(key) = schema.kind(one.kind).keys.iter().find(|key| key.unique) else {
        return Err(format!("a {} has no identifier", schema.kind(one.kind).key));
    };
    let what = match item {
        "none" => format!("without: {}", key.key),
        item => format!(
            "{}: {}",
            key.key,
            if item.chars().all(char::is_alphanumeric) { item.to_owned() } else { quoted(item) }
        ),
    };
    Ok(format!("to: {name}, {what}"))
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
            "the last part of `{}` is not `additions:`; put that last, or name a file of decisions alone",
            path.display()
        ));
    }
    Ok(if text.ends_with('\n') { text } else { format!("{text}\n") })
}

fn today() -> Option<Date> {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs() / 86_400;
    Date::from_days_since_epoch(i64::try_from(days).ok()?)
}
