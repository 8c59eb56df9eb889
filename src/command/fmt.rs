//! `chancery fmt`: facts files into one form, or whether they are in it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use similar::TextDiff;

use super::arguments::{DEFAULT_SOURCE, SourceArgs};
use super::say::{Status, say};
use super::{output, session};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::layout;
use chancery_model::origin::Files;
use chancery_model::schema::Schema;
use chancery_model::source::folder;
use chancery_model::source::format::Format;
use chancery_model::source::input::{MAX_WHOLE_BYTES, Place, Source};
use chancery_values::name::counted;

/// How many lines of each file's differences are shown.
const SHOWN: usize = 60;

/// How long the differences of a file are looked for; the result is right then, but may not be the shortest.
const PATIENCE: Duration = Duration::from_secs(2);

/// Format facts files (YAML): order, line breaks, quotation marks; comments are kept
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery fmt                     all YAML files of the folder `data`; files that change are replaced
  chancery fmt notes.yaml          one file
  chancery fmt --check             change nothing; show what would change, with exit status 1
  chancery fmt - < notes.yaml      standard input to standard output

What a file says never changes: the result is read again and compared before anything is written. A
file with syntax errors is left unchanged. JSON and JSON Lines are left unchanged.")]
pub struct FmtArgs {
    /// Files and folders; `-` is standard input, which goes to standard output [default: data]
    files: Vec<PathBuf>,
    /// Change nothing; show what would change, and exit with status 1 if something would change
    #[arg(long)]
    check: bool,
    /// A folder of Turtle files that extend the built-in ontology; its shapes give the order of keys
    #[arg(long, value_name = "DIR")]
    ontology: Option<PathBuf>,
}

/// What became of one file.
enum Formatted {
    /// It was in form.
    Same,
    /// It was not; it is now, or would be.
    Changed,
    /// It has errors, which were reported.
    Wrong,
    /// It could not be written; the reason was reported.
    NotWritten,
}

/// Runs the command.
pub fn run(args: &FmtArgs) -> Status {
    let common = SourceArgs::without_sources(&args.ontology, chancery_model::schema::DEFAULT_BASE);
    let session::Opened { loaded, files, mut diagnostics, .. } = match session::open(&common) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let named = if args.files.is_empty() { &[PathBuf::from(DEFAULT_SOURCE)][..] } else { &args.files };
    let (mut same, mut changed, mut unwritten) = (0_u64, 0_u64, false);
    for source in folder::find(named, &mut diagnostics) {
        let is_named = args.files.iter().any(|path| matches!(&source.place, Place::File(own) if own == path));
        match one(&source, is_named, args.check, &loaded.schema, &files, &mut diagnostics) {
            Some(Formatted::Same) => same += 1,
            Some(Formatted::Changed) => changed += 1,
            Some(Formatted::NotWritten) => unwritten = true,
            Some(Formatted::Wrong) | None => {}
        }
    }
    session::tell(&diagnostics, &files);
    if !(args.files.len() == 1 && args.files.iter().all(|path| path == Path::new("-"))) {
        let would = if args.check { "would change" } else { "changed" };
        say(&format!("{} {would}, {} in form", counted(changed, "file"), counted(same, "file")));
    }
    match () {
        () if unwritten => Status::CouldNotRun,
        () if diagnostics.has_errors() || args.check && changed > 0 => Status::Errors,
        () => Status::Fine,
    }
}

/// One source. Nothing is given for what is passed over.
fn one(
    source: &Source,
    is_named: bool,
    check: bool,
    schema: &Schema,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Option<Formatted> {
    let read = source.open().and_then(|input| {
        input.expect_facts()?;
        Ok((input.format, input.into_bytes(MAX_WHOLE_BYTES)?))
    });
    let (format, bytes) = match read {
        Ok(read) => read,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return Some(Formatted::Wrong);
        }
    };
    let to_stdout = source.place == Place::StandardInput;
    if format != Format::Yaml {
        if to_stdout {
            diagnostics.push(
                Diagnostic::error(Code::OnlyYaml, format!("`{}` is {format}; only YAML is formatted", source.name))
                    .help("the program that writes the JSON decides its format"),
            );
        } else if is_named {
            let message = format!("`{}` is {format} and is left unchanged: only YAML is formatted", source.name);
            diagnostics.push(Diagnostic::note(Code::OnlyYaml, message));
        }
        return None;
    }
    let file = files.add_text(&source.name, bytes.clone());
    let Some(formed) = layout::form(&bytes, file, schema, diagnostics) else { return Some(Formatted::Wrong) };
    let is_same = formed.as_bytes() == bytes;
    let written = match &source.place {
        _ if check && is_same => Ok(None),
        _ if check => {
            // It was read as YAML, so it is text.
            let old = String::from_utf8_lossy(&bytes);
            output::write(None, |out| output::for_people(out, |out| differences(&source.name, &old, &formed, out)))
        }
        Place::StandardInput | Place::Memory(_) => output::write(None, |out| out.write_all(formed.as_bytes())),
        Place::File(_) if is_same => Ok(None),
        Place::File(path) => output::update(path, |out| out.write_all(formed.as_bytes())),
    };
    Some(match written {
        Err(_) => Formatted::NotWritten,
        Ok(_) if is_same => Formatted::Same,
        Ok(_) => Formatted::Changed,
    })
}

/// The differences as a unified diff, no more than can be read.
fn differences(name: &str, old: &str, new: &str, out: &mut dyn Write) -> io::Result<()> {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let in_form = format!("{name} (in form)");
    let text = diff.unified_diff().context_radius(1).header(name, &in_form).to_string();
    let lines: Vec<&str> = text.lines().collect();
    for line in lines.iter().take(SHOWN) {
        writeln!(out, "{line}")?;
    }
    match lines.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "… and {}", counted(more, "more line")),
    }
}
