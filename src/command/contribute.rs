//! `chancery contribute`: what Wikidata lacks, as a batch of QuickStatements and a list for a person to look at.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::against::{AgainstArgs, Compared};
use super::arguments::CsvCells;
use super::output;
use super::say::{Status, fail, say};
use chancery_values::name::counted;
use chancery_wikidata::audit::{Proposal, Reviewed, Wanted, propose};
use chancery_wikidata::quickstatements::{self, Dialect, Entry};

/// Make a batch of what Wikidata lacks (QuickStatements), and a list of what a person must review
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery contribute notes.yaml --against Q184.json                       what would be done; nothing is written
  chancery contribute notes.yaml --against Q184.json --output batch.qs --review review.csv
  chancery contribute notes.yaml --against slice.json.gz --dialect v3 --output batch.qs3
  chancery contribute notes.yaml --against slice.json.gz --output batch.qs --references
  chancery contribute notes.yaml --against slice.json.gz --output batch.csv         batch.csv, batch-2.csv, …

The batch has only statements that the source itself asserts and that nothing contradicts, with a
reference (the `url` of the document, its item, and the day `retrieved`) and with dates at their
precision. It has nothing that Wikidata already has. If Wikidata has the value at a time that cannot be
the same, the batch forces a new statement. If the two times may overlap, they can be two descriptions of
one spell and go into the review. The review, never the batch, also gets candidates, forecasts, quotations
of others, uncertain times, statements with unknown qualifiers and everything else that contradicts
Wikidata. If the data of Wikidata has errors, nothing is written.

No tool reads several tables from one file. With csv, each list of columns gets its own file: NAME.csv,
NAME-2.csv and so on. Run each of them separately. NAME.csv is replaced; if one of the other files exists,
the command stops. `--output -` is standard output, which takes one table.

Read the batch before it is run: it changes Wikidata in your name.")]
pub struct ContributeArgs {
    /// The language of the batch: v1 (QuickStatements), csv or v3 (QuickStatements 3); by the ending of --output, else v1
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    dialect: Option<Dialect>,
    /// Write the batch to this file (`-`: standard output); without this option, only print the summary
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write what a person must review to this file (CSV; `-`: standard output), each line with its reason
    #[arg(long, value_name = "FILE")]
    review: Option<PathBuf>,
    /// Also add references to statements that Wikidata has without our reference
    #[arg(long)]
    references: bool,
    /// Also create items for entities without an item
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
    let output = args.output.as_deref().filter(|path| *path != Path::new(output::STANDARD_OUTPUT));
    let results = [("--output", args.output.as_deref()), ("--review", args.review.as_deref())];
    if let Err(status) = args.against.apart(&results) {
        return status;
    }
    let endings: Vec<&str> = Dialect::ALL.into_iter().flat_map(Dialect::extensions).copied().collect();
    let dialect = match output::format("--dialect", args.dialect, output, Dialect::from_path, &endings) {
        Ok(dialect) => dialect.unwrap_or(Dialect::Version1),
        Err(status) => return status,
    };
    let compared = match args.against.compare() {
        Ok(compared) => compared,
        Err(status) => return status,
    };
    let wanted = Wanted { dialect, references: args.references, creations: args.create_items };
    let Compared { session, survey, audit, held, wrong } = &compared;
    if *wrong {
        // What could not be read may be there already.
        say("no batch was made because the data of Wikidata has errors");
        tell_earlier(output);
        return Status::Errors;
    }
    let proposal = propose(audit, held, survey, &session.loaded.schema, &session.loaded.alignment, wanted);
    let summary = summary(&proposal, dialect, held.entities);
    let entries: Vec<Entry> = proposal.batch.iter().map(|proposed| proposed.entry.clone()).collect();
    let texts = match quickstatements::texts(dialect, &entries) {
        Ok(texts) => texts,
        // Each entry was tried alone before.
        Err(unwritable) => return fail(&format!("the batch cannot be written: {unwritable}")),
    };
    let named = output.filter(|_| !entries.is_empty());
    let files = match named.map(|path| files(args, dialect, texts.len(), path)).transpose() {
        Ok(files) => files,
        Err(status) => return status,
    };
    let csv = args.against.common.csv_cells.unwrap_or(CsvCells::Safe);
    if let Some(path) = &args.review
        && let Err(status) = output::write(Some(path), |out| review(&compared, &proposal.review, csv, out))
    {
        return status;
    }
    let Some(path) = &args.output else {
        // What a person reviews is the result.
        if args.review.as_deref() == Some(Path::new(output::STANDARD_OUTPUT)) {
            say(&summary);
            return Status::Fine;
        }
        // A dry run: the summary is the result.
        let written = output::write(None, |out| {
            output::for_people(out, |out| {
                out.write_all(summary.as_bytes())?;
                preview(&proposal, dialect, out)
            })
        });
        return written.err().unwrap_or(Status::Fine);
    };
    say(&summary);
    if entries.is_empty() {
        say(&format!("no batch was written to `{}`, because there is nothing in it", path.display()));
        tell_earlier(output);
        return Status::Fine;
    }
    let written = match files {
        None => to_standard_output(dialect, &texts),
        Some(files) => to_files(&files, &texts),
    };
    written.err().unwrap_or(Status::Fine)
}

/// If no batch was made and a file has its name: reports that the file is not the batch of this run.
fn tell_earlier(output: Option<&Path>) {
    if let Some(path) = output.filter(|path| path.is_file()) {
        say(&format!("`{}` was left unchanged: it is not the batch of this run", path.display()));
    }
}

fn to_standard_output(dialect: Dialect, texts: &[String]) -> Result<(), Status> {
    let [text] = texts else {
        return Err(fail(&format!(
            "the batch is {} tables, and no tool reads several from one file; name a file with `--output batch.{}`, and \
             each table gets its own file, or choose `--dialect v1`",
            texts.len(),
            dialect.extensions()[0]
        )));
    };
    output::write(None, |out| out.write_all(text.as_bytes())).map(|_| ())
}

/// The files of a batch of so many tables. The first was named, and may be replaced; the others were not, and must not be
/// there yet, nor one that would be taken for the next.
fn files(args: &ContributeArgs, dialect: Dialect, count: usize, path: &Path) -> Result<Vec<PathBuf>, Status> {
    let last = if dialect == Dialect::Csv { count.max(1) + 1 } else { 1 };
    let mut paths: Vec<PathBuf> = (1..=last).map(|number| numbered(path, number)).collect();
    let mut results: Vec<(&str, Option<&Path>)> = paths.iter().map(|path| ("--output", Some(path.as_path()))).collect();
    results.push(("--review", args.review.as_deref()));
    args.against.apart(&results)?;
    if let Some(there) = paths.iter().skip(1).find(|path| path.symlink_metadata().is_ok()) {
        return Err(fail(&format!(
            "`{}` is there already, and has the name of another table of `{}`; remove it if it is of an earlier run, or \
             name another file with --output",
            there.display(),
            path.display()
        )));
    }
    paths.truncate(count);
    Ok(paths)
}

/// Writes each text to a file of its own, the one that was named last, and says which: all of them or none.
fn to_files(paths: &[PathBuf], texts: &[String]) -> Result<(), Status> {
    for (at, (path, text)) in paths.iter().zip(texts).enumerate().rev() {
        let result = |out: &mut dyn Write| out.write_all(text.as_bytes());
        let written =
            if at == 0 { output::write(Some(path), result).map(|_| ()) } else { output::write_new(path, result) };
        if let Err(status) = written {
            for further in paths.iter().skip(at + 1) {
                // It was not there before this run.
                let _ = std::fs::remove_file(further);
            }
            return Err(status);
        }
    }
    for (path, text) in paths.iter().zip(texts).filter(|_| paths.len() > 1) {
        say(&format!("`{}`: {}", path.display(), counted(text.lines().count().saturating_sub(1), "row")));
    }
    Ok(())
}

/// The name of the first, second … file of a batch: `batch.csv`, `batch-2.csv`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    if number < 2 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{number}{extension}"))
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

fn review(compared: &Compared, reviewed: &[Reviewed], cells_as: CsvCells, out: &mut dyn Write) -> io::Result<()> {
    let space = &compared.session.loaded.schema.space;
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["reason", "detail", "fact", "label", "command", "statement of Wikidata", "evidence"])?;
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
        table.write_record(cells.each_ref().map(|text| cells_as.cell(text).into_owned()))?;
    }
    table.flush()
}
