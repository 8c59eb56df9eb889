//! `chancery new`: a file to begin with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::arguments::SourceArgs;
use super::dossier::Begun;
use super::say::{Status, fail, say};
use super::{output, session};
use crate::article::Form;
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::layout;
use chancery_model::origin::{FileId, Files};
use chancery_model::schema::{Kind, Role, Schema, ValueType};
use chancery_values::name::{counted, is_slug, slug};

/// Where an editor finds what a facts file may hold: what `chancery schema` writes, in the same folder.
const HINT: &str = "# yaml-language-server: $schema=facts.schema.json";

/// Start a file to write facts into
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery new dossier kenya-oman
  chancery new dossier kenya-oman.txt --words
  chancery new dossier kenya-oman --title 'Kenya–Oman relations' --url https://example.org/kenya-oman")]
pub struct NewArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Dossier(DossierArgs),
}

/// Start a facts file for one document: with a block for each sentence of an article, or with examples to use as patterns
///
/// For an article, the file names the table of its sentences, which is written next to it, and has a block for each sentence,
/// with the names that the registry finds in it as a comment. Neither file contains the words of the article.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery new dossier kenya-oman.txt --words                      `kenya-oman.yaml` and `kenya-oman.sentences.tsv`; the
                                                                   sentences with their numbers on standard output
  chancery new dossier page.html --output data/kenya-oman.yaml --extract kenya-oman.txt
  chancery new dossier kenya-oman                                  `data/kenya-oman.yaml`, or `kenya-oman.yaml` where
                                                                   there is no folder `data`
  chancery new dossier kenya-oman --title 'Kenya–Oman relations' --url https://example.org/kenya-oman
  chancery new dossier kenya-oman --sentences data/kenya-oman.sentences.tsv

An existing file is never replaced. `chancery check` accepts the new file without changes.")]
pub struct DossierArgs {
    /// The article, a file of plain text, wikitext or HTML (`-` is standard input); or the document's id and the name of the
    /// file: lower-case letters, digits and single hyphens
    #[arg(value_name = "ARTICLE|NAME")]
    name: String,
    /// The title of the document [default: the heading at the top of the article, else made from the name]
    #[arg(long)]
    title: Option<String>,
    /// The address of the document
    #[arg(long, value_name = "IRI")]
    url: Option<String>,
    /// The table of the document's sentences, in the folder of the new file or below it
    #[arg(long, value_name = "TABLE")]
    sentences: Option<PathBuf>,
    /// Show the sentences of the article with their numbers, to read along
    #[arg(long)]
    words: bool,
    /// The format of the article, if it cannot be detected
    #[arg(long, value_name = "FORM", value_parser = Form::NAMES)]
    from: Option<String>,
    /// The file for the plain extract of the article, in which positions are counted
    #[arg(long, value_name = "FILE")]
    extract: Option<PathBuf>,
    /// The file to write; for an article, the id of the document is made from its name
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

/// The file to write, if none is named.
fn default_path(name: &str) -> PathBuf {
    let name = format!("{name}.yaml");
    if Path::new("data").is_dir() { Path::new("data").join(name) } else { PathBuf::from(name) }
}

/// The article that is named, if a file is.
fn article(args: &DossierArgs) -> Option<&Path> {
    let path = Path::new(&args.name);
    (args.name == "-" || path.exists() && !path.is_dir()).then_some(path)
}

/// A name that can be part of an IRI, made from that of a file.
fn name_of(path: &Path) -> String {
    let made = path.file_stem().map(|stem| slug(&stem.to_string_lossy())).unwrap_or_default();
    if made.is_empty() { "article".to_owned() } else { made }
}

/// Begins a file for an article.
fn of_article(args: &DossierArgs, article: &Path) -> Status {
    if args.sentences.is_some() {
        return fail("`--sentences` names a table that exists, and the table of an article is made; leave it out");
    }
    let path = args.output.clone().unwrap_or_else(|| default_path(&name_of(article)));
    let name = name_of(&path);
    let table = format!("{name}.sentences.tsv");
    let beside = path.with_file_name(&table);
    let files = Files::new();
    let mut diagnostics = Diagnostics::new();
    check_title_and_url(args, &mut diagnostics);
    [&path, &beside].into_iter().for_each(|path| refuse_existing(path, &mut diagnostics));
    let begun = match Begun::read(article, args.from.as_deref(), args.title.as_deref(), &files) {
        Ok(begun) if !diagnostics.has_errors() => begun,
        read => {
            diagnostics.extend(read.err());
            session::tell(&diagnostics, &files);
            return Status::CouldNotRun;
        }
    };
    let common = SourceArgs::without_sources(&args.ontology, chancery_model::schema::DEFAULT_BASE);
    let read = match session::registry(&common, &[]) {
        Ok(read) => read,
        Err(status) => return status,
    };
    let schema = &read.loaded.schema;
    let title = args.title.clone().or_else(|| begun.title());
    let mut text = head(&name, title.as_deref(), args.url.as_deref(), Some(&table));
    line(&mut text, &format!("  extract digest: {}", begun.extract_digest()));
    text.push_str(ENTITIES);
    text.push_str(OF_SENTENCES);
    text.push_str(&begun.blocks(schema, &read.outcome.registry));
    let Some(text) = layout::form(text.as_bytes(), FileId(0), schema, &mut diagnostics) else {
        session::tell(&diagnostics, &Files::new());
        return fail("the file cannot be formatted");
    };
    let table = begun.table();
    let extract = args.extract.as_deref().map(|path| (path, begun.extract()));
    for (path, text) in extract.into_iter().chain([(beside.as_path(), table.as_str()), (path.as_path(), text.as_str())])
    {
        if let Err(status) = output::write(Some(path), |out| out.write_all(text.as_bytes())) {
            return status;
        }
    }
    if args.words
        && let Err(status) = output::write(None, |out| out.write_all(begun.words().as_bytes()))
    {
        return status;
    }
    begun.report(&files);
    let (shown, sentences) = (path.display(), counted(begun.len(), "sentence"));
    say(&format!(
        "wrote `{shown}` and `{}` for {sentences}; write facts into the first, then run `chancery check {shown}`",
        beside.display()
    ));
    Status::Fine
}

fn dossier(args: &DossierArgs) -> Status {
    if let Some(article) = article(args) {
        return of_article(args, article);
    }
    let path = args.output.clone().unwrap_or_else(|| default_path(&args.name));
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
            Diagnostic::error(Code::MalformedId, format!("`{}` cannot be part of an IRI", args.name))
                .help(format!(
                    "a name is made of lower-case letters, digits and single hyphens: `{}`",
                    made.as_deref().unwrap_or("some-name")
                ))
                .help("for the facts of an article, name its file; there is no file of this name"),
        );
    }
    let of_article = [(args.words, "--words"), (args.from.is_some(), "--from"), (args.extract.is_some(), "--extract")];
    if let Some((_, option)) = of_article.iter().find(|(is_given, _)| *is_given) {
        diagnostics.push(
            Diagnostic::error(
                Code::NoSuchFile,
                format!("`{}` is not a file, and `{option}` is about an article", args.name),
            )
            .help("name the file of the article"),
        );
    }
    check_title_and_url(args, diagnostics);
    refuse_existing(path, diagnostics);
    args.sentences.as_deref().and_then(|table| within(table, path, diagnostics))
}

fn check_title_and_url(args: &DossierArgs, diagnostics: &mut Diagnostics) {
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
}

fn refuse_existing(path: &Path, diagnostics: &mut Diagnostics) {
    if path.symlink_metadata().is_ok() {
        diagnostics.push(
            Diagnostic::error(Code::FileExists, format!("`{}` is there already and is not replaced", path.display()))
                .help("choose another name, or name another file with `--output`"),
        );
    }
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

/// Above the entities of a new file.
const ENTITIES: &str = "\n# Entities that the registry does not have, each a kind with its keys.\nentities:\n";

/// Above the sentences of an article.
const OF_SENTENCES: &str = "
# A block for each sentence. Above it are its place in the extract and the entities of the registry that it names. Write
# under `says:` what it says; `chancery kinds WORD` finds the kind of fact. A block may also say how it is said: `modality`,
# `speaker`, `hedge`, ….
# If a sentence gives no fact, write `carried: nothing` in place of `says:`. If facts carry a part of it, write
# `carried: part`, and under `missing:` what they do not carry.
facts:
";

/// The document of a new file.
fn head(name: &str, title: Option<&str>, url: Option<&str>, sentences: Option<&str>) -> String {
    // A text in JSON is the same text in YAML.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let title = title.map_or_else(|| titled(name), |title| title.trim().to_owned());
    let mut out = format!("{HINT}\n\ndocument:\n  id: {}\n  title: {}\n", quoted(name), quoted(&title));
    match url {
        Some(url) => line(&mut out, &format!("  url: {}", quoted(url))),
        None => line(&mut out, "  # url: where the document is read"),
    }
    match sentences {
        Some(table) => line(&mut out, &format!("  sentences: {}", quoted(table))),
        None => line(&mut out, "  # sentences: the table of its sentences, from the folder of this file"),
    }
    out
}

/// The text of a new file. What it says of kinds and of manners of claiming comes from the shapes.
fn skeleton(args: &DossierArgs, sentences: Option<&str>, schema: &Schema) -> String {
    let mut out = head(&args.name, args.title.as_deref(), args.url.as_deref(), sentences);
    out.push_str(ENTITIES);
    out.push_str(
        "\n# Each block says where in the document its facts are (`sentence: 4` or `row: 2`), how they are said, and\n\
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
