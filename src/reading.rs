//! The way in for Rust programs: facts are read from paths and from texts in memory, exported, and asked.

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use chancery_ask::query::{
    Answer, Answered, Arguments, Ask, AskError, Budget, Catalogue, Query, RowWriter, on_deep_stack, write_rows,
};
use chancery_ask::store::{FactStore, LoadError};
use chancery_graph::Merged;
use chancery_graph::export::{self, Format};
use chancery_model::diagnostic::{Diagnostic, Diagnostics};
use chancery_model::origin::{FileId, Files};
use chancery_model::schema::Schema;
use chancery_model::source::input::Source;
use oxigraph::model::{Term, Variable};

use crate::builtin::{self, Folder};
use crate::pipeline::{self, Counts, Loaded, Options, Outcome};

/// What is to be read, and how.
#[derive(Debug, Clone)]
pub struct Reading {
    options: Options,
    questions: Option<PathBuf>,
}

impl Default for Reading {
    fn default() -> Self {
        Self::new()
    }
}

impl Reading {
    /// Nothing yet, with the built-in ontology and registry.
    #[must_use]
    pub fn new() -> Self {
        Self { options: Options { rdf: true, ..Options::default() }, questions: None }
    }

    /// A file, or a folder of files: facts, tables, data of Wikidata, RDF.
    #[must_use]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.sources.push(path.into());
        self
    }

    /// A source in memory. Its name shows the format, as that of a file does, and is used in messages.
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

    /// A file of decisions: which facts of different documents are about one thing, and which are not, where the rules cannot prove
    /// it or are wrong. Decisions in other facts files count too.
    #[must_use]
    pub fn decisions(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.decisions.push(path.into());
        self
    }

    /// A folder of Turtle files that extend the built-in ontology.
    #[must_use]
    pub fn ontology(mut self, folder: impl Into<PathBuf>) -> Self {
        self.options.ontology = Some(folder.into());
        self
    }

    /// A folder of named questions that extend the built-in ones, as `--queries` does on the command line: a file with the
    /// same name replaces the built-in one. The folder is read when the first question is asked.
    #[must_use]
    pub fn questions(mut self, folder: impl Into<PathBuf>) -> Self {
        self.questions = Some(folder.into());
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
                let problems = Problem::all(&diagnostics, &files);
                Ok(Facts { loaded, outcome, problems, files, questions: self.questions })
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
    /// The folder of the user's own questions.
    questions: Option<PathBuf>,
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.outcome.counts;
        f.debug_struct("Facts").field("counts", counts).field("problems", &self.problems).finish_non_exhaustive()
    }
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
    /// When the temporary folder cannot be read, and every error of the writer.
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
    /// The named questions, once one is asked, and what is wrong with them: with the user's own, or under the user's ontology.
    questions: OnceLock<(Catalogue, Diagnostics)>,
}

impl fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked").field("facts", self.facts).finish_non_exhaustive()
    }
}

/// Why a question has no answer.
#[derive(Debug)]
pub enum QuestionError {
    /// What is wrong with the question or its arguments.
    Problems(Vec<Problem>),
    /// The evaluation failed.
    Failed(AskError),
    /// The query has no rows: it is not a SELECT.
    NotRows,
    /// The answer cannot be written.
    Output(io::Error),
}

impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problems(problems) => {
                let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
                f.write_str(&shown.join("\n"))
            }
            Self::Failed(error) => error.fmt(f),
            Self::NotRows => {
                f.write_str("the query is not a SELECT, so it has no rows; `Asked::answer` gives a truth or triples")
            }
            Self::Output(error) => write!(f, "the answer cannot be written: {error}"),
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
            let own = self.facts.questions.as_deref();
            let questions = builtin::resources(Folder::Questions, own, files, &mut faults);
            (Catalogue::read(schema, &questions, &mut faults), faults)
        });
        if faults.has_errors() {
            return Err(QuestionError::Problems(Problem::all(faults, files)));
        }
        let given: Vec<String> = arguments.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let arguments = Arguments::new(name, &given, files);
        let Some(question) = catalogue.get(name) else {
            return Err(self.wrong(catalogue.unknown(name, arguments.name_origin())));
        };
        // What is wrong with the text has its place in the file, before arguments change its length.
        let _ = self.understood(&question.text, question.file)?;
        match question.bind(schema, &self.facts.outcome.registry, &arguments, &mut diagnostics) {
            Some(text) => self.collected(self.understood(&text, question.file)?),
            None => Err(QuestionError::Problems(Problem::all(&diagnostics, files))),
        }
    }

    /// The rows of a SELECT in SPARQL. Prefixes of the ontology need no declaration.
    ///
    /// # Errors
    /// See [`QuestionError`].
    pub fn rows(&self, sparql: &str) -> Result<Vec<Row>, QuestionError> {
        self.collected(self.query(sparql)?)
    }

    /// The answer to any query in SPARQL, within a budget: the rows of a SELECT, the truth of an ASK, the triples of a
    /// CONSTRUCT or DESCRIBE. Rows and triples are computed while they are read, and each step may be an error.
    ///
    /// A query with hundreds of patterns needs more stack than a thread has. [`on_deep_stack`] gives it; [`Asked::rows`]
    /// and [`Asked::write`] use it themselves.
    ///
    /// # Errors
    /// See [`QuestionError`].
    pub fn answer(&self, sparql: &str, budget: &Budget) -> Result<Answer<'_>, QuestionError> {
        Ok(self.store.evaluate(self.query(sparql)?, budget)?)
    }

    /// Writes the rows of a SELECT or the truth of an ASK in a format of the caller's own. To limit time, memory or rows, pass
    /// the result of [`Asked::answer`] to [`write_rows`]. To write in a format of [`query::Format`](chancery_ask::query::Format),
    /// pass it to [`query::write`](chancery_ask::query::write()).
    ///
    /// # Errors
    /// See [`QuestionError`]. Rows before the error are written, and the writer is informed that they are not all. Triples are
    /// [`QuestionError::NotRows`], and nothing is written.
    pub fn write(
        &self,
        sparql: &str,
        writer: &mut (dyn RowWriter + Send),
        out: &mut (dyn Write + Send),
    ) -> Result<Answered, QuestionError> {
        let query = self.query(sparql)?;
        let store = &self.store;
        let written = on_deep_stack(|| {
            let answer = store.evaluate(query, &Budget::default())?;
            write_rows(answer, writer, out).map_err(QuestionError::Output)
        });
        match written.map_err(AskError::Thread)?? {
            Answered::Failed(error) => Err(error.into()),
            Answered::OtherFormat(_) => Err(QuestionError::NotRows),
            answered => Ok(answered),
        }
    }

    /// The store, for all that a query can ask.
    #[must_use]
    pub fn store(&self) -> &FactStore {
        &self.store
    }

    fn wrong(&self, diagnostic: Diagnostic) -> QuestionError {
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(diagnostic);
        QuestionError::Problems(Problem::all(&diagnostics, &self.facts.files))
    }

    fn query(&self, sparql: &str) -> Result<Query, QuestionError> {
        self.understood(sparql, self.facts.files.add_text("<query>", sparql.as_bytes().to_vec()))
    }

    fn understood(&self, text: &str, file: FileId) -> Result<Query, QuestionError> {
        Query::parse(self.facts.schema(), text, file).map_err(|diagnostic| self.wrong(diagnostic))
    }

    fn collected(&self, query: Query) -> Result<Vec<Row>, QuestionError> {
        let store = &self.store;
        let rows = on_deep_stack(|| {
            let Answer::Solutions(rows) = store.evaluate(query, &Budget::default())? else {
                return Err(QuestionError::NotRows);
            };
            let columns = rows.variables().clone();
            rows.map(|row| Ok(Row { columns: columns.clone(), values: row?.values().to_vec() })).collect()
        });
        rows.map_err(AskError::Thread)?
    }
}

/// A row of an answer.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Arc<[Variable]>,
    values: Vec<Option<Term>>,
}

impl Row {
    /// The columns of the answer in the order of the query, also those in which this row has no term.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(Variable::as_str)
    }

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
    ///
    /// Nothing where the row has no term in the column, where the term is not a literal, and where its text is not of the type.
    /// [`Row::get`] distinguishes these.
    #[must_use]
    pub fn value<T: FromStr>(&self, column: &str) -> Option<T> {
        match self.get(column)? {
            Term::Literal(literal) => literal.value().parse().ok(),
            _ => None,
        }
    }
}
