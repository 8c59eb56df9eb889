//! The way in for Rust programs: facts are read from paths and from texts in memory, exported, and asked.
//!
//! ```
//! use chancery::Reading;
//! use chancery::export::Format;
//!
//! let notes = "facts:\n  - says:\n      - membership: {member: Belarus, organization: OSCE, status: full}\n";
//! let facts = Reading::new().text("notes.yaml", notes).read()?;
//! assert_eq!(facts.counts()?.made, 1);
//!
//! let mut turtle = Vec::new();
//! facts.export(Format::Turtle, &mut turtle)?;
//!
//! let store = facts.store()?;
//! let rows = store.rows("SELECT ?state { ?state chy:memberOf ?organization }")?;
//! assert_eq!(rows.len(), 1);
//! assert_eq!(rows[0].text("state"), Some("https://w3id.org/chancery/id/state/belarus"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use chancery_ask::query::{Answer, Arguments, Ask, AskError, Budget, Catalogue, Query};
use chancery_ask::store::{FactStore, LoadError};
use chancery_graph::Merged;
use chancery_graph::export::{self, Format};
use chancery_model::diagnostic::{Diagnostic, Diagnostics};
use chancery_model::origin::Files;
use chancery_model::schema::Schema;
use chancery_model::source::input::Source;
use oxigraph::model::{Term, Variable};

use crate::builtin::{self, Folder};
use crate::pipeline::{self, Counts, Loaded, Options, Outcome};

/// What is to be read, and how.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    options: Options,
}

impl Reading {
    /// Nothing yet, with the built-in ontology and registry.
    #[must_use]
    pub fn new() -> Self {
        Self { options: Options { rdf: true, ..Options::default() } }
    }

    /// A file, or a folder of files: facts, tables, data of Wikidata, RDF.
    #[must_use]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.sources.push(path.into());
        self
    }

    /// A source in memory. Its name tells the format, as that of a file does, and stands in messages.
    #[must_use]
    pub fn text(mut self, name: &str, text: impl Into<Vec<u8>>) -> Self {
        self.options.texts.push(Source::in_memory(name, text.into()));
        self
    }

    /// The claims of each document in a graph of its own, for formats with graphs and for `GRAPH` in queries. Formats without
    /// graphs cannot be written then.
    #[must_use]
    pub fn graphs(mut self) -> Self {
        self.options.graphs = true;
        self
    }

    /// A recipe for tables among the sources: a known one by name, or a path.
    #[must_use]
    pub fn recipe(mut self, recipe: impl Into<String>) -> Self {
        self.options.recipes.push(recipe.into());
        self
    }

    /// A folder of Turtle files laid over the built-in ontology.
    #[must_use]
    pub fn ontology(mut self, folder: impl Into<PathBuf>) -> Self {
        self.options.ontology = Some(folder.into());
        self
    }

    /// All other options.
    pub fn options(&mut self) -> &mut Options {
        &mut self.options
    }

    /// Reads everything.
    ///
    /// # Errors
    /// All problems of the sources at once, if one of them is an error; or the temporary folder cannot be used.
    pub fn read(self) -> Result<Facts, ReadError> {
        let (files, mut diagnostics) = (Files::new(), Diagnostics::new());
        let loaded = pipeline::load_schema(&self.options, &files, &mut diagnostics);
        let outcome = match &loaded {
            Some(loaded) => Some(
                pipeline::run(&self.options, loaded, &files, &mut diagnostics, &|_| {})
                    .map_err(ReadError::Temporary)?,
            ),
            None => None,
        };
        match (loaded, outcome) {
            (Some(loaded), Some(outcome)) if !diagnostics.has_errors() => {
                Ok(Facts { loaded, outcome, problems: Problem::all(&diagnostics, &files), files })
            }
            _ => Err(ReadError::Problems(Problem::all(&diagnostics, &files))),
        }
    }
}

/// A diagnostic at its place.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The name of the source, with line and column where they are known: `notes.yaml:3:14`. Empty where there is no place.
    pub place: String,
    /// What is wrong, with its code and what to do.
    pub diagnostic: Diagnostic,
}

impl Problem {
    fn all(diagnostics: &Diagnostics, files: &Files) -> Vec<Self> {
        let at = |diagnostic: &Diagnostic| {
            let Some(location) = diagnostic.origin.map(|origin| files.locate(origin)) else { return String::new() };
            let position = location.position.map(|at| format!(":{}:{}", at.line, at.column));
            format!("{}{}", location.path, position.unwrap_or_default())
        };
        let problem = |one: &Diagnostic| Self { place: at(one), diagnostic: one.clone() };
        diagnostics.sorted().into_iter().map(problem).collect()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = &self.diagnostic;
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        write!(f, "{}[{}]: {}", one.severity.as_str(), one.code.as_str(), one.message)?;
        one.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

/// Why sources could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// What is wrong with the sources, in the order of their places. Warnings are among it.
    Problems(Vec<Problem>),
    /// The temporary folder cannot be written or read.
    Temporary(io::Error),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(problems) => {
                for (at, problem) in problems.iter().enumerate() {
                    let end = if at == 0 { "" } else { "\n" };
                    write!(f, "{end}{problem}")?;
                }
                Ok(())
            }
            Self::Temporary(error) => write!(f, "the temporary folder cannot be used: {error}"),
        }
    }
}

impl std::error::Error for ReadError {}

/// Facts that were read without an error.
pub struct Facts {
    loaded: Loaded,
    outcome: Outcome,
    files: Files,
    problems: Vec<Problem>,
}

impl Facts {
    /// How the readings ended. The facts are merged for that.
    ///
    /// # Errors
    /// When the temporary folder cannot be read.
    pub fn counts(&self) -> io::Result<Counts> {
        let merged = self.outcome.sorted.each(&self.loaded.schema, |_| Ok(()))?;
        Ok(self.outcome.counts.settled(merged.facts))
    }

    /// Warnings and notes.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The kinds, keys and lists that the ontology has.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.loaded.schema
    }

    /// Writes the facts. The same facts give the same bytes. Sources of RDF are not written.
    ///
    /// # Errors
    /// When the bytes cannot be written, or the format has no graphs and [`Reading::graphs`] asked for them.
    pub fn export(&self, format: Format, out: &mut dyn Write) -> io::Result<Merged> {
        export::write(format, &self.loaded.schema, &self.outcome.graphs, &self.outcome.sorted, out)
    }

    /// Writes the facts with a writer of the caller's own.
    ///
    /// # Errors
    /// When the temporary folder cannot be read, and whatever the writer returns.
    pub fn export_with(&self, writer: Box<dyn export::Writer + '_>) -> io::Result<Merged> {
        export::write_with(writer, &self.loaded.schema, &self.outcome.sorted)
    }

    /// Puts the facts, the sources of RDF and what follows from them into a store in memory.
    ///
    /// # Errors
    /// When a source of RDF is wrong, or the temporary folder cannot be read.
    pub fn store(&self) -> Result<Asked<'_>, LoadError> {
        let derivations = builtin::resources(Folder::Derivations, None, &self.files, &mut Diagnostics::new());
        let store = FactStore::load(self.outcome.content(&self.loaded), &derivations)?;
        Ok(Asked { facts: self, store, questions: OnceLock::new() })
    }
}

/// Facts in a store, ready for questions.
pub struct Asked<'f> {
    facts: &'f Facts,
    store: FactStore,
    /// The named questions, once one is asked, and what is wrong with them under an ontology of the user.
    questions: OnceLock<(Catalogue, Diagnostics)>,
}

/// Why a question has no answer.
#[derive(Debug)]
pub enum QuestionError {
    /// What is wrong with the question or its arguments.
    Problems(Vec<Problem>),
    /// The evaluation failed.
    Failed(AskError),
    /// The query is not a SELECT.
    NotRows,
}

impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(problems) => {
                let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
                f.write_str(&shown.join("\n"))
            }
            Self::Failed(error) => error.fmt(f),
            Self::NotRows => f.write_str("the query is not a SELECT, so it has no rows"),
        }
    }
}

impl std::error::Error for QuestionError {}

impl From<AskError> for QuestionError {
    fn from(error: AskError) -> Self {
        Self::Failed(error)
    }
}

impl Asked<'_> {
    /// The rows of a named question; names, codes and dates among the arguments are looked up as in facts files.
    ///
    /// # Errors
    /// See [`QuestionError`].
    pub fn question(&self, name: &str, arguments: &[(&str, &str)]) -> Result<Vec<Row>, QuestionError> {
        let (files, mut diagnostics) = (&self.facts.files, Diagnostics::new());
        let schema = self.facts.schema();
        let (catalogue, faults) = self.questions.get_or_init(|| {
            let mut faults = Diagnostics::new();
            let questions = builtin::resources(Folder::Questions, None, files, &mut faults);
            (Catalogue::read(schema, &questions, &mut faults), faults)
        });
        if faults.has_errors() {
            return Err(QuestionError::Problems(Problem::all(faults, files)));
        }
        let given: Vec<String> = arguments.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let arguments = Arguments::new(name, &given, files);
        let text = match catalogue.get(name) {
            Some(question) => question
                .bind(schema, &self.facts.outcome.registry, &arguments, &mut diagnostics)
                .map(|text| (text, question.file)),
            None => {
                diagnostics.push(catalogue.unknown(name, arguments.name_origin()));
                None
            }
        };
        let Some((text, file)) = text else {
            return Err(QuestionError::Problems(Problem::all(&diagnostics, files)));
        };
        self.evaluate(Query::parse(schema, &text, file))
    }

    /// The rows of a SELECT in SPARQL. Prefixes of the ontology need no declaration.
    ///
    /// # Errors
    /// See [`QuestionError`].
    pub fn rows(&self, sparql: &str) -> Result<Vec<Row>, QuestionError> {
        let file = self.facts.files.add_text("<query>", sparql.as_bytes().to_vec());
        self.evaluate(Query::parse(self.facts.schema(), sparql, file))
    }

    /// The store, for all that a query can ask.
    #[must_use]
    pub fn store(&self) -> &FactStore {
        &self.store
    }

    fn evaluate(&self, query: Result<Query, Diagnostic>) -> Result<Vec<Row>, QuestionError> {
        let query = query.map_err(|diagnostic| {
            let mut diagnostics = Diagnostics::new();
            diagnostics.push(diagnostic);
            QuestionError::Problems(Problem::all(&diagnostics, &self.facts.files))
        })?;
        let Answer::Solutions(rows) = self.store.evaluate(query, &Budget::default())? else {
            return Err(QuestionError::NotRows);
        };
        let columns = rows.variables().clone();
        rows.map(|row| Ok(Row { columns: columns.clone(), values: row?.values().to_vec() })).collect()
    }
}

/// A row of an answer.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<[Variable]>,
    values: Vec<Option<Term>>,
}

impl Row {
    /// The term in a column; nothing where the row has none there.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Term> {
        let at = self.columns.iter().position(|one| one.as_str() == column)?;
        self.values.get(at)?.as_ref()
    }

    /// The IRI or the text of a literal in a column.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.get(column)? {
            Term::NamedNode(node) => Some(node.as_str()),
            Term::Literal(literal) => Some(literal.value()),
            _ => None,
        }
    }

    /// A literal in a column as a value of a type: a number, a [`Date`](crate::time::Date), a text of EDTF.
    #[must_use]
    pub fn value<T: FromStr>(&self, column: &str) -> Option<T> {
        match self.get(column)? {
            Term::Literal(literal) => literal.value().parse().ok(),
            _ => None,
        }
    }
}
