//! `chancery new`: a file to begin with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::arguments::SourceArgs;
use super::say::{Status, fail, say};
use super::{output, session};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::layout;
use chancery_model::origin::{FileId, Files};
use chancery_model::schema::{Kind, Role, Schema, ValueType};
use chancery_values::name::{is_slug, slug};

/// Where an editor finds what a facts file may hold: what `chancery schema` writes, in the same folder.
const HINT: &str = "# yaml-language-server: $schema=facts.schema.json";

/// Start a file to write facts into
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery new dossier kenya-oman
  chancery new dossier kenya-oman --title 'Kenya–Oman relations' --url https://example.org/kenya-oman
  chancery new dossier kenya-oman --output notes/kenya-oman.yaml")]
pub struct NewArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Dossier(DossierArgs),
}

/// Start a facts file for one document, with examples to use as patterns
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery new dossier kenya-oman                                  `data/kenya-oman.yaml`, or `kenya-oman.yaml` where
                                                                   there is no folder `data`
  chancery new dossier kenya-oman --title 'Kenya–Oman relations' --url https://example.org/kenya-oman
  chancery new dossier kenya-oman --sentences data/kenya-oman.sentences.tsv

An existing file is never replaced. `chancery check` accepts the new file without changes.")]
pub struct DossierArgs {
    /// The document's id and the name of the file: lower-case letters, digits and single hyphens
    name: String,
    /// The title of the document [default: made from the name]
    #[arg(long)]
    title: Option<String>,
    /// The address of the document
    #[arg(long, value_name = "IRI")]
    url: Option<String>,
    /// The table of the document's sentences, in the folder of the new file or below it
    #[arg(long, value_name = "TABLE")]
    sentences: Option<PathBuf>,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A folder of Turtle files that extend the built-in ontology; its kinds give the examples
    #[arg(long, value_name = "DIR")]
    ontology: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &NewArgs) -> Status {
    match &args.what {
        What::Dossier(args) => dossier(args),
    }
}

fn dossier(args: &DossierArgs) -> Status {
    let path = args.output.clone().unwrap_or_else(|| {
        let name = format!("{}.yaml", args.name);
        if Path::new("data").is_dir() { Path::new("data").join(name) } else { PathBuf::from(name) }
    });
    let mut diagnostics = Diagnostics::new();
    let sentences = checked(args, &path, &mut diagnostics);
    if diagnostics.has_errors() {
        session::tell(&diagnostics, &Files::new());
        return Status::CouldNotRun;
    }
    let common = SourceArgs::without_sources(&args.ontology, chancery_model::schema::DEFAULT_BASE);
    let schema = match session::open(&common) {
        Ok(opened) => opened.loaded.schema,
        Err(status) => return status,
    };
    let text = skeleton(args, sentences.as_deref(), &schema);
    // Through the form, so that a title with a colon is quoted and `chancery fmt` has nothing to change.
    let Some(text) = layout::form(text.as_bytes(), FileId(0), &schema, &mut diagnostics) else {
        session::tell(&diagnostics, &Files::new());
        return fail("the file cannot be formatted");
    };
    match output::write(Some(&path), |out| out.write_all(text.as_bytes())) {
        Ok(_) => {
            let shown = path.display();
            say(&format!("wrote `{shown}`; write facts into it, then run `chancery check {shown}`"));
            Status::Fine
        }
        Err(status) => status,
    }
}

/// Checks the arguments. Gives the table of sentences as the file is to name it.
fn checked(args: &DossierArgs, path: &Path, diagnostics: &mut Diagnostics) -> Option<String> {
    if !is_slug(&args.name) {
        let made = Some(slug(&args.name)).filter(|made| !made.is_empty());
        diagnostics.push(
            Diagnostic::error(Code::MalformedId, format!("`{}` cannot be part of an IRI", args.name)).help(format!(
                "a name is made of lower-case letters, digits and single hyphens: `{}`",
                made.as_deref().unwrap_or("some-name")
            )),
        );
    }
    if let Some(url) = &args.url
        && iri_string::types::IriStr::new(url).is_err()
    {
        diagnostics.push(
            Diagnostic::error(Code::MalformedIri, format!("`{url}` is not an absolute IRI"))
                .help("an IRI has a scheme and no spaces: `https://example.org/page`"),
        );
    }
    if args.title.as_ref().is_some_and(|title| title.trim().is_empty()) {
        diagnostics.push(
            Diagnostic::error(Code::MissingValue, "the title is empty").help("leave `--title` out, or write the title"),
        );
    }
    if path.symlink_metadata().is_ok() {
        diagnostics.push(
            Diagnostic::error(Code::FileExists, format!("`{}` is there already and is not replaced", path.display()))
                .help("choose another name, or name another file with `--output`"),
        );
    }
    args.sentences.as_deref().and_then(|table| within(table, path, diagnostics))
}

/// The path of the table from the folder of the file, as a facts file names it.
fn within(table: &Path, path: &Path, diagnostics: &mut Diagnostics) -> Option<String> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let real = match std::fs::canonicalize(table) {
        Ok(real) if real.is_file() => real,
        Ok(_) => {
            diagnostics.push(
                Diagnostic::error(Code::FolderNotFile, format!("`{}` is not a file", table.display()))
                    .help("name the table of sentences itself"),
            );
            return None;
        }
        Err(error) => {
            diagnostics.push(chancery_model::source::fault::failed(table, &error));
            return None;
        }
    };
    let below = std::fs::canonicalize(folder).ok().and_then(|folder| real.strip_prefix(folder).ok());
    match below.and_then(Path::to_str) {
        Some(below) => Some(below.to_owned()),
        None => {
            diagnostics.push(
                Diagnostic::error(
                    Code::MisplacedTable,
                    format!("`{}` is not in the folder of `{}`", table.display(), path.display()),
                )
                .help("a facts file names its table from its own folder: put the two into one folder"),
            );
            None
        }
    }
}

/// The text of a new file. What it says of kinds and of manners of claiming comes from the shapes.
fn skeleton(args: &DossierArgs, sentences: Option<&str>, schema: &Schema) -> String {
    // A text in JSON is the same text in YAML.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let title = args.title.as_ref().map_or_else(|| titled(&args.name), |title| title.trim().to_owned());
    let mut out = format!("{HINT}\n\ndocument:\n  id: {}\n  title: {}\n", quoted(&args.name), quoted(&title));
    match &args.url {
        Some(url) => line(&mut out, &format!("  url: {}", quoted(url))),
        None => line(&mut out, "  # url: where the document is read"),
    }
    match sentences {
        Some(table) => line(&mut out, &format!("  sentences: {}", quoted(table))),
        None => line(&mut out, "  # sentences: the table of its sentences, from the folder of this file"),
    }
    out.push_str(
        "\n# Entities that the registry does not have, each a kind with its keys.\nentities:\n\n\
         # Each block says where in the document its facts are (`sentence: 4` or `row: 2`), how they are said, and\n\
         # what. The examples below are patterns: delete the `# ` before one, and write what the document says.\nfacts:\n",
    );
    let examples: Vec<(&Kind, &str)> = schema
        .kinds()
        .filter(|kind| kind.role == Role::Fact)
        .filter_map(|kind| Some((kind, kind.example.as_deref()?)))
        .collect();
    let manners = manners(schema);
    let mut kinds = examples.iter().cycle();
    for (note, keys) in &manners {
        let Some((kind, example)) = kinds.next() else { break };
        line(&mut out, &format!("\n  # {note}"));
        line(&mut out, "  # - sentence: 1");
        for key in keys {
            line(&mut out, &format!("  #   {key}"));
        }
        line(&mut out, "  #   says:");
        line(&mut out, &format!("  #     - {}: {example}", kind.key));
    }
    out.push_str("\n  # All kinds, each with an example:\n  # - sentence: 1\n  #   says:\n");
    for (kind, example) in &examples {
        line(&mut out, &format!("  #     - {}: {example}", kind.key));
    }
    out
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

/// `kenya-oman` as a title: `Kenya oman`.
fn titled(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The manners in which a block may be said, each with the lines that say so: the plain one, one for each term of the
/// first closed list of a claim's keys, and the example of the claim's own shape.
fn manners(schema: &Schema) -> Vec<(String, Vec<String>)> {
    let mut manners = vec![("Said by the document itself, in its own voice:".to_owned(), Vec::new())];
    let Some(claim) = schema.claim_kind() else { return manners };
    let listed = claim.keys.iter().find_map(|key| match &key.value {
        ValueType::Concept(list) => Some((key, list)),
        _ => None,
    });
    // The first of the list is what is meant where nothing is written.
    for concept in listed.iter().flat_map(|(_, list)| list.iter().skip(1)) {
        let Some((key, _)) = listed else { break };
        let written = schema.concept(*concept).written();
        manners.push((format!("With `{}: {written}`:", key.key), vec![format!("{}: {written}", key.key)]));
    }
    if let Some(example) = claim.example.as_deref() {
        let keys = example.trim_start_matches('{').trim_end_matches('}').split(", ").map(str::to_owned);
        manners.push(("Several keys of a claim together:".to_owned(), keys.collect()));
    }
    manners
}
