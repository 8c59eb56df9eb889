//! `chancery contribute`: what Wikidata lacks, as a batch of QuickStatements and a list for a person to look at.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::against::{AgainstArgs, Compared};
use super::session::quoted;
use super::{Status, fail, output, say};
use crate::audit::{Proposal, Reviewed, Wanted, propose};
use crate::wikidata::quickstatements::{self, Dialect, Entry};

/// Make a batch of what Wikidata lacks (QuickStatements), and a list of what a person must look at
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery contribute notes.yaml --against Q184.json                       what would be done; nothing is written
  chancery contribute notes.yaml --against Q184.json --output batch.qs --review review.csv
  chancery contribute notes.yaml --against slice.json.gz --dialect v3 --output batch.qs3
  chancery contribute notes.yaml --against slice.json.gz --output batch.qs --references

Into the batch comes only what the source itself asserts and nothing contradicts, with a reference
(the `url` of the document, its item, and the day `retrieved`), dates at their precision, and nothing
that Wikidata has already. Where it has the value with another start, the command asks for a new
statement by force. Candidates, forecasts, what others are quoted with, uncertain times and whatever
else contradicts Wikidata go into the review and never into the batch. Where the data of Wikidata has
errors, no batch is written.

Read the batch before it is run: it changes Wikidata in your name.")]
pub struct ContributeArgs {
    /// The language of the batch: v1 (QuickStatements), csv or v3 (QuickStatements 3); by the ending of --output, else v1
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    dialect: Option<Dialect>,
    /// Write the batch to this file; without it, only the summary is given
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write what a person must look at to this file (CSV), each with its reason
    #[arg(long, value_name = "FILE")]
    review: Option<PathBuf>,
    /// References too, for statements that are there without ours
    #[arg(long)]
    references: bool,
    /// Items too, for what has none
    #[arg(long)]
    create_items: bool,
    #[command(flatten)]
    against: AgainstArgs,
}

fn dialect(text: &str) -> Result<Dialect, String> {
    text.parse().map_err(|error: quickstatements::UnknownDialect| error.to_string())
}

/// Runs the command.
pub fn run(args: &ContributeArgs) -> Status {
    let results = [("--output", args.output.as_deref()), ("--review", args.review.as_deref())];
    if let Err(status) = args.against.apart(&results) {
        return status;
    }
    let compared = match args.against.compare() {
        Ok(compared) => compared,
        Err(status) => return status,
    };
    let by_ending = || args.output.as_deref().and_then(Dialect::from_path);
    let dialect = args.dialect.or_else(by_ending).unwrap_or(Dialect::Version1);
    let wanted = Wanted { dialect, references: args.references, creations: args.create_items };
    let Compared { session, survey, audit, held, wrong } = &compared;
    let proposal = propose(audit, held, survey, &session.loaded.alignment, wanted);
    let summary = summary(&proposal, dialect, held.entities);
    let entries: Vec<Entry> = proposal.batch.iter().map(|proposed| proposed.entry.clone()).collect();
    if let Some(path) = &args.review
        && let Err(status) = output::write(Some(path), |out| review(&compared, &proposal.review, out))
    {
        return status;
    }
    let Some(path) = &args.output else {
        // A dry run: the summary is the result.
        let written = output::write(None, |out| {
            output::for_people(out, |out| {
                out.write_all(summary.as_bytes())?;
                preview(&proposal, dialect, out)
            })
        });
        return match written {
            Ok(_) if *wrong => Status::Errors,
            Ok(_) => Status::Fine,
            Err(status) => status,
        };
    };
    say(&summary);
    if *wrong {
        // What could not be read may be there already.
        say(&format!("no batch was written to `{}`, because the data of Wikidata has errors", path.display()));
        return Status::Errors;
    }
    if entries.is_empty() {
        say(&format!("no batch was written to `{}`, because there is nothing in it", path.display()));
        return Status::Fine;
    }
    match batch(dialect, &entries, path) {
        Ok(()) => Status::Fine,
        Err(status) => status,
    }
}

fn batch(dialect: Dialect, entries: &[Entry], path: &Path) -> Result<(), Status> {
    match quickstatements::write(dialect, entries) {
        Ok(text) => output::write(Some(path), |out| out.write_all(text.as_bytes())).map(|_| ()),
        // Each entry was tried by itself before.
        Err(unwritable) => Err(fail(&format!("the batch cannot be written: {unwritable}"))),
    }
}

/// What would be done, in numbers.
fn summary(proposal: &Proposal, dialect: Dialect, entities: u64) -> String {
    let mut does = BTreeMap::new();
    for proposed in &proposal.batch {
        *does.entry(proposed.does).or_insert(0_u64) += 1;
    }
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for reviewed in &proposal.review {
        *reasons.entry(reviewed.reason.name()).or_default() += 1;
    }
    let mut text = format!("entities of Wikidata looked through: {entities}\n");
    text.push_str(&format!("for the batch ({dialect}): {}\n", proposal.batch.len()));
    does.into_iter().for_each(|(does, count)| text.push_str(&format!("  {}: {count}\n", does.words())));
    text.push_str(&format!("for review: {}\n", proposal.review.len()));
    reasons.into_iter().for_each(|(reason, count)| text.push_str(&format!("  {reason}: {count}\n")));
    text.push_str(&format!("nothing to do: {}\n", proposal.nothing_to_do));
    text
}

/// The commands as they would be written.
fn preview(proposal: &Proposal, dialect: Dialect, out: &mut dyn Write) -> io::Result<()> {
    for proposed in &proposal.batch {
        writeln!(out, "\n# {}: {}", proposed.does.words(), proposed.label)?;
        let text = quickstatements::write(dialect, std::slice::from_ref(&proposed.entry)).map_err(io::Error::other)?;
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn review(compared: &Compared, reviewed: &[Reviewed], out: &mut dyn Write) -> io::Result<()> {
    let space = &compared.session.loaded.schema.space;
    writeln!(out, "reason,detail,fact,label,command,statement of Wikidata,evidence")?;
    for one in reviewed {
        let cells = [
            one.reason.name().to_owned(),
            one.reason.detail().to_owned(),
            space.join(one.fact.ns, &one.fact.local),
            one.label.clone(),
            one.command.clone(),
            one.statement.clone().unwrap_or_default(),
            one.evidence.join(" | "),
        ];
        writeln!(out, "{}", cells.each_ref().map(|text| quoted(text)).join(","))?;
    }
    Ok(())
}
