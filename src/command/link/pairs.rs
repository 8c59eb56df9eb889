//! The pairs of entities that may be one, as a list to decide on.

use std::io::Write;

use serde_json::json;

use crate::command::pairs::{pairs, shown};
use crate::command::say::{Status, fail, say};
use crate::command::session::Session;
use crate::command::{decision_form, output};
use chancery_ask::pairs::Pair;
use chancery_ask::query::Ask;
use chancery_model::tame;
use chancery_values::name::counted;

/// Lists the pairs.
pub(super) fn list(format: &str, session: &Session, store: &dyn Ask) -> Status {
    let found = match pairs(session, store) {
        Ok(found) => found,
        Err(error) => return fail(&format!("the store cannot be read: {error}")),
    };
    say(&format!("{} of entities may be one", counted(found.len(), "pair")));
    match output::write(None, |out| write(format, session, store, &found, out)) {
        Ok(_) => Status::Fine,
        Err(failed) => failed,
    }
}

fn write(format: &str, session: &Session, store: &dyn Ask, found: &[Pair], out: &mut dyn Write) -> std::io::Result<()> {
    let space = &session.loaded.schema.space;
    let name = |iri: &String| space.short(iri).unwrap_or_else(|| format!("\"{iri}\""));
    if format == "tsv" {
        writeln!(out, "by\tentity\tother\twhy")?;
    }
    if format == "decisions" {
        let kept = " With `same` the first is kept and replaces the other.";
        out.write_all(decision_form::head("Entities that may be one", kept).as_bytes())?;
    }
    for pair in found {
        let [one, other] = pair.entities.each_ref().map(name);
        let (by, why) = (pair.why.word(), tame::one_line(&pair.why.sentence()));
        match format {
            "json" => writeln!(out, "{}", json!({ "by": by, "entities": pair.entities, "why": why }))?,
            "decisions" => {
                let [first, second] = pair.entities.each_ref().map(|iri| tame::one_line(&shown(session, store, iri)));
                writeln!(out, "  # {first} and {second}: {why}")?;
                let entities = pair.entities.each_ref().map(String::as_str);
                out.write_all(decision_form::line(&session.loaded.schema, entities).as_bytes())?;
            }
            "tsv" => writeln!(out, "{by}\t{one}\t{other}\t{}", why.replace('\t', " "))?,
            _ => {
                let [one, other] = pair.entities.each_ref().map(|iri| shown(session, store, iri));
                for line in [one, format!("  {other}"), format!("  {why}")] {
                    output::line(out, &line)?;
                }
            }
        }
    }
    Ok(())
}
