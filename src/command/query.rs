//! `chancery query`: named questions, and SPARQL of the user's own.

use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::arguments::{CsvCells, MeetArgs, Shape, SourceArgs};
use super::limits::{self, Door, Gate, Limits};
use super::say::{Status, fail, fail_temporary, padded, say};
use super::session::Wanted;
use super::{output, session};
use crate::builtin::{self, Folder};
use chancery_ask::query::{
    self, Answered, Arguments, Ask, AskError, Catalogue, Federation, Format, Query, Question, ServiceFailed, Terms,
};
use chancery_graph::meet::Meeting;
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{FileId, Origin};
use chancery_model::schema::Schema;
use chancery_model::source::{fault, file};
use chancery_model::tame;
use chancery_values::name::counted;

/// What is said where there is no answer.
const NOT_ASKED: &str = "the query was not run";

/// The width of help texts.
const WIDTH: usize = 100;

/// Query the facts: a named question, or your own SPARQL
#[derive(Debug, Args)]
#[command(
    disable_help_flag = true,
    after_help = "Examples:
  chancery query --list                                 the named questions
  chancery query shared-memberships --help              what a question needs
  chancery query shared-memberships a=Azerbaijan b=BLR on=2008-01-01
  chancery query timeline a=Azerbaijan b=Belarus --source notes.yaml --format csv
  chancery query --expression 'SELECT ?state { ?state a chy:State }' --timeout 10
  chancery query --file mine.rq --output answer.json    the format by the file's ending
  chancery query --list --source graph.ttl              RDF is a source too, in any syntax

Prefixes of the ontology need no declaration. A query that names no graph is about all graphs:
facts, the claims of each document, the ontology, and what was derived.

SERVICE queries another endpoint, only with --federate: the pattern inside it is sent there, over
HTTP or HTTPS. An endpoint that does not answer within a minute (or --timeout) ends the query with
exit status 2; after SERVICE SILENT the query continues without it.

Your own question is a file in the folder of --queries:
  #+ summary: What the question finds
  #+ parameters:
  #+   a: {type: entity, class: chy:Polity, example: Azerbaijan}
  #+   on: {type: date, example: 2008-01-01}
  SELECT … WHERE { … ?_a_iri … ?_on_xsd_date … }
Types are entity, concept and fact (?_a_iri), date (?_a_xsd_date), number (?_a_xsd_integer,
?_a_xsd_decimal, ?_a_xsd_double; perhaps with `least: 1000`) and text (?_a). A parameter with `default: any` may be
left out; its variable then matches everything."
)]
pub struct QueryArgs {
    /// A named question
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// What the question needs, as name=value
    #[arg(value_name = "KEY=VALUE")]
    arguments: Vec<String>,
    /// A file with a SPARQL query; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["expression", "list", "name"])]
    file: Option<PathBuf>,
    /// A SPARQL query
    #[arg(long, short, value_name = "SPARQL", conflicts_with_all = ["list", "name"])]
    expression: Option<String>,
    /// Show the named questions
    #[arg(long, conflicts_with = "name")]
    list: bool,
    /// Files and folders of facts, one for each time it is given [default: data]
    #[arg(long = "source", short, value_name = "PATH")]
    sources: Vec<PathBuf>,
    /// A folder of questions that extend the built-in ones: a file with the same name replaces the built-in one
    #[arg(long, value_name = "DIR")]
    queries: Option<PathBuf>,
    /// table, csv, tsv, json or xml for rows; turtle, n-triples, json-ld or rdf-xml for triples
    #[arg(long, short, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Stop the evaluation after this number of seconds (for example 1.5); the exit status is then 2
    #[arg(long, value_name = "SECONDS", value_parser = limits::seconds)]
    timeout: Option<Duration>,
    /// Stop the evaluation when it uses more than this number of MiB in addition to the facts; the exit status is then 2
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    query_memory: u32,
    /// Query in Wikidata's terms, as on the Wikidata Query Service, or in Chancery's terms
    #[arg(long, value_enum, default_value_t)]
    shape: Shape,
    /// Allow SERVICE to query other endpoints over the network
    #[arg(long)]
    federate: bool,
    /// Print help; after the name of a question, help on that question
    #[arg(long, short)]
    help: bool,
    #[command(flatten)]
    meet: MeetArgs,
    #[command(flatten)]
    common: SourceArgs,
}

fn format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|error: query::UnknownFormat| error.to_string())
}

impl QueryArgs {
    fn terms(&self) -> Terms {
        match self.shape {
            Shape::Chancery => Terms::Ours,
            Shape::Wikidata => Terms::Wikidata,
        }
    }

    fn federation(&self) -> Federation {
        if self.federate { Federation::On { limit: self.timeout } } else { Federation::Off }
    }
}

/// What is read of the sources.
fn wanted(args: &QueryArgs) -> Wanted {
    let whole = args.shape == Shape::Wikidata;
    // Statements of Wikidata have references of one source each.
    let meeting = if whole { Meeting::Apart } else { args.meet.or(Meeting::Findings) };
    let decisions = args.meet.decided.decisions.clone();
    Wanted { graphs: !whole, whole, rdf: true, meeting, decisions, ..Wanted::default() }
}

/// The help of the command, without that of a question.
fn own_help() -> String {
    QueryArgs::augment_args(clap::Command::new("chancery query").max_term_width(WIDTH)).render_help().to_string()
}

/// Runs the command.
pub fn run(args: &QueryArgs) -> Status {
    if args.help && args.name.is_none() {
        return print(&own_help());
    }
    if args.name.is_none() && args.file.is_none() && args.expression.is_none() && !args.list {
        say("error: a question, --expression or --file is needed");
        return fail("`chancery query --list` shows the questions, `chancery query --help` the rest");
    }
    if args.shape == Shape::Wikidata && !args.meet.decided.decisions.is_empty() {
        return fail("--decisions concerns Chancery's own terms, and --shape wikidata has none; choose one");
    }
    let mut opened = match session::open(&args.common) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let asked = match ask(args, &mut opened) {
        Ok(Asked::Question(question, arguments)) => (Some((question, arguments)), None),
        Ok(Asked::Query(query)) => (None, Some(query)),
        Ok(Asked::Nothing(text)) => return print(&text),
        Err(diagnostic) => {
            opened.diagnostics.extend(diagnostic);
            session::tell(&opened.diagnostics, &opened.files);
            return Status::CouldNotRun;
        }
    };
    let endings: Vec<&str> = Format::ALL.into_iter().flat_map(Format::extensions).copied().collect();
    let format = match output::format("--format", args.format, args.output.as_deref(), Format::from_path, &endings) {
        Ok(format) => format,
        Err(status) => return status,
    };
    let derivations = builtin::resources(Folder::Derivations, None, &opened.files, &mut opened.diagnostics);
    let mut session = match opened.read(&args.sources, wanted(args)) {
        Ok(session) => session,
        Err(status) => return status,
    };
    if session.diagnostics.has_errors() {
        session::tell(&session.diagnostics, &session.files);
        say(&format!("{NOT_ASKED}, because the sources have errors"));
        return Status::Errors;
    }
    if args.shape == Shape::Wikidata
        && let Err(status) = session.in_shape_of_wikidata()
    {
        return status;
    }
    let schema = &session.loaded.schema;
    let query = match asked {
        (Some((question, arguments)), _) => {
            let bound = question.bind(schema, &session.outcome.registry, &arguments, &mut session.diagnostics);
            // Replacing variables with terms changes nothing that was understood before.
            let parsed =
                bound.map(|text| Query::parse_with(schema, &text, question.file, args.terms(), args.federation()));
            match parsed {
                Some(Ok(query)) => query,
                wrong => {
                    session.diagnostics.extend(wrong.and_then(Result::err));
                    session::tell(&session.diagnostics, &session.files);
                    return Status::CouldNotRun;
                }
            }
        }
        (None, Some(query)) => *query,
        (None, None) => return Status::CouldNotRun,
    };
    let store = match session.store(&derivations, NOT_ASKED) {
        Ok(store) => store,
        Err(status) => return status,
    };
    let schema = &session.loaded.schema;
    let failed = match query::on_deep_stack(|| answer(args, format, schema, &store, query)) {
        Ok(Ok(status)) => return status,
        Ok(Err(failed)) => failed,
        Err(error) => return fail(&format!("the query cannot be evaluated: {error}")),
    };
    // What else was to be reported was reported when the store was loaded.
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(failed.0);
    session::tell(&diagnostics, &session.files);
    Status::CouldNotRun
}

/// What is to be done.
enum Asked {
    Question(Box<Question>, Arguments),
    Query(Box<Query>),
    /// Nothing is asked; this is to be shown.
    Nothing(String),
}

fn understood(query: Query) -> Asked {
    Asked::Query(Box::new(query))
}

/// Finds out what is asked, before any fact is read. On an error, what is not among the diagnostics yet.
fn ask(args: &QueryArgs, opened: &mut session::Opened) -> Result<Asked, Option<Diagnostic>> {
    if let Some(text) = &args.expression {
        let file = opened.files.add_text("<expression>", text.as_bytes().to_vec());
        return own(args, opened, text, file).map(understood).map_err(Some);
    }
    if let Some(path) = &args.file {
        let (name, bytes) = read(path)?;
        let file = opened.files.add_text(&name, bytes.clone());
        let text = fault::utf8(&bytes, file).map_err(Some)?;
        if text.trim().is_empty() {
            let empty = Diagnostic::error(Code::EmptyQuery, format!("`{name}` has no query"));
            return Err(Some(empty.at(Origin::point(file, 0)).help("a SPARQL query is expected")));
        }
        return own(args, opened, text, file).map(understood).map_err(Some);
    }
    let schema = &opened.loaded.schema;
    let before = opened.diagnostics.errors();
    let questions =
        builtin::resources(Folder::Questions, args.queries.as_deref(), &opened.files, &mut opened.diagnostics);
    let catalogue = Catalogue::read(schema, &questions, &mut opened.diagnostics);
    if opened.diagnostics.errors() > before {
        return Err(None);
    }
    let Some(name) = &args.name else { return Ok(Asked::Nothing(list(&catalogue))) };
    let arguments = Arguments::new(name, &args.arguments, &opened.files);
    let Some(question) = catalogue.get(name) else {
        return Err(Some(catalogue.unknown(name, arguments.name_origin())));
    };
    if args.help {
        return Ok(Asked::Nothing(help(schema, question)));
    }
    // A question of the user's own may be wrong, and is reported before the facts are read.
    let question = question.clone();
    let _ = own(args, opened, &question.text, question.file).map_err(Some)?;
    Ok(Asked::Question(Box::new(question), arguments))
}

/// Reads a query that a person wrote, and warns of terms that are misspelt in it.
fn own(args: &QueryArgs, opened: &mut session::Opened, text: &str, file: FileId) -> Result<Query, Diagnostic> {
    let (schema, ontology) = (&opened.loaded.schema, &opened.loaded.ontology);
    let query = Query::parse_with(schema, text, file, args.terms(), args.federation())?;
    opened.diagnostics.extend(query::misspelt(schema, ontology, text, file));
    Ok(query)
}

fn read(path: &Path) -> Result<(String, Vec<u8>), Option<Diagnostic>> {
    // What is longer than a query may be is reported when it is looked at.
    let most = query::MAX_TEXT as u64 + 1;
    let standard_input = path == Path::new("-");
    let mut bytes = Vec::new();
    let result = if standard_input {
        file::standard_input().lock().take(most).read_to_end(&mut bytes)
    } else {
        file::regular(path).map_err(Some)?;
        file::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    let name = if standard_input { "<standard input>".to_owned() } else { path.to_string_lossy().into_owned() };
    result.map(|_| (name, bytes)).map_err(|error| Some(fault::failed(path, &error)))
}

fn print(text: &str) -> Status {
    match output::write(None, |out| writeln!(out, "{}", tame::text(text.trim_end()))) {
        Ok(_) => Status::Fine,
        Err(status) => status,
    }
}

fn list(catalogue: &Catalogue) -> String {
    let width = catalogue.questions().iter().map(|question| question.name.len()).max().unwrap_or(0);
    let line = |question: &Question| format!("{}  {}\n", padded(&question.name, width), question.summary);
    let lines: String = catalogue.questions().iter().map(line).collect();
    format!("{lines}\nWhat a question needs: chancery query NAME --help")
}

fn help(schema: &Schema, question: &Question) -> String {
    let mut text = format!("{}\n", question.summary);
    if !question.description.is_empty() {
        text.push('\n');
        wrap(&question.description, 0, &mut text);
    }
    text.push_str(&format!("\nUsage: chancery query {}", question.name));
    for parameter in &question.parameters {
        let name = &parameter.name;
        text.push_str(&if parameter.default.is_some() { format!(" [{name}=…]") } else { format!(" {name}=…") });
    }
    text.push('\n');
    if !question.parameters.is_empty() {
        text.push_str("\nParameters:\n");
    }
    let width = question.parameters.iter().map(|parameter| parameter.name.len()).max().unwrap_or(0);
    for parameter in &question.parameters {
        let mut about = parameter.what(schema);
        if !parameter.description.is_empty() {
            about = format!("{about}: {}", parameter.description);
        }
        if let Some(default) = &parameter.default {
            about.push_str(&format!(" [default: {default}]"));
        }
        text.push_str(&format!("  {}  ", padded(&parameter.name, width)));
        wrap(&about, width + 4, &mut text);
    }
    text.push_str(&format!("\nExample:\n  {}\n", question.example()));
    text
}

/// Adds text in lines that are not too long; the first begins at the end of `out`, the others are indented.
fn wrap(text: &str, indent: usize, out: &mut String) {
    let mut column = indent;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > indent && column + 1 + length > WIDTH {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}

/// Evaluates the query and writes the answer. The error is that of an endpoint, and is not reported yet.
fn answer(
    args: &QueryArgs,
    format: Option<Format>,
    schema: &Schema,
    store: &dyn Ask,
    query: Query,
) -> Result<Status, Box<ServiceFailed>> {
    let door = Door::default();
    let budget = Limits { time: args.timeout, memory: args.query_memory }.budget(&door);
    let evaluate = |out: &mut dyn Write| match store.evaluate(query, &budget) {
        Ok(answer) => {
            let safe = format == Some(Format::Csv) && args.common.csv_cells == Some(CsvCells::Safe);
            let answer = if safe { query::for_spreadsheets(answer) } else { answer };
            query::write(schema, answer, format, &mut Gate::new(&door, out))
        }
        Err(error) => Ok(Answered::Failed(error)),
    };
    let answered = match args.output.as_deref() {
        None => output::write(None, evaluate),
        Some(path) => to_file(path, evaluate),
    };
    let answered = match answered {
        Ok(Some(answered)) => answered,
        // The reader has gone away.
        Ok(None) => return Ok(Status::Fine),
        Err(status) => return Ok(status),
    };
    Ok(match answered {
        Answered::Rows(count) => {
            if args.output.is_none() && matches!(format, None | Some(Format::Table)) {
                say(&counted(count, "row"));
            }
            Status::Fine
        }
        Answered::Truth(_) | Answered::Triples(_) => Status::Fine,
        Answered::OtherFormat(formats) => {
            let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
            let given = format.map_or("this format", Format::name);
            fail(&format!(
                "{given} cannot represent this kind of answer; the formats that can are {}",
                names.join(", ")
            ))
        }
        Answered::Failed(AskError::Exceeded(limit)) => {
            say(&limits::exceeded(limit));
            Status::CouldNotRun
        }
        Answered::Failed(AskError::Service(failed)) => return Err(Box::new(failed)),
        Answered::Failed(AskError::Thread(error)) => fail(&format!("the query cannot be evaluated: {error}")),
        Answered::Failed(error) => fail(&format!("the query failed: {error}")),
    })
}

/// Gathers the answer in a nameless file first: the process may be ended meanwhile, and must leave nothing behind.
fn to_file(
    path: &Path,
    evaluate: impl FnOnce(&mut dyn Write) -> io::Result<Answered>,
) -> Result<Option<Answered>, Status> {
    let gathered = tempfile::tempfile().and_then(|file| {
        let mut out = io::BufWriter::new(file);
        let answered = evaluate(&mut out)?;
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok((answered, file))
    });
    match gathered {
        Ok((answered @ (Answered::Rows(_) | Answered::Truth(_) | Answered::Triples(_)), mut file)) => {
            output::write(Some(path), |out| io::copy(&mut file, out)).map(|_| Some(answered))
        }
        Ok((answered, _)) => Ok(Some(answered)),
        Err(error) => Err(fail_temporary(&error)),
    }
}
