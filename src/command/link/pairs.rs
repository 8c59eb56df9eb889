//! The pairs of entities that may be one, as a list to decide on.

use std::io::Write;

use serde_json::json;

use crate::command::output;
use crate::command::pairs::{pairs, shown};
use crate::command::say::{Status, fail, say};
use crate::command::session::Session;
use chancery_ask::pairs::Pair;
use chancery_ask::query::Ask;
use chancery_model::tame;
use chancery_values::name::counted;

const HEAD: &str = "\
# Entities that may be one. To decide on a pair, remove the `#` before its line, keep one of `same` and `different`, and write who
# decided, on which day, and why: decided by: Your Name, decided on: 2026-01-31. With `same` the first is kept and replaces the other.
# Then give this file with --decisions, or put it among the sources. To undo a decision, delete its line.

decisions:
";

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
        out.write_all(HEAD.as_bytes())?;
    }
    for pair in found {
        let [one, other] = pair.entities.each_ref().map(name);
        let (by, why) = (pair.why.word(), tame::one_line(&pair.why.sentence()));
        match format {
            "json" => writeln!(out, "{}", json!({ "by": by, "entities": pair.entities, "why": why }))?,
            "decisions" => {
                let [first, second] = pair.entities.each_ref().map(|iri| tame::one_line(&shown(session, store, iri)));
                writeln!(out, "  # {first} and {second}: {why}")?;
                writeln!(
                    out,
                    "  # - {{same|different: [{one}, {other}], decided by: \"\", decided on: \"\", evidence: \"\"}}"
                )?;
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
