//! Answers to bytes. Every call of the writer gives it whole rows, so that whoever stops between two calls leaves no
//! broken row behind.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;
use std::str::FromStr;
use std::sync::Arc;

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, Literal, NamedOrBlankNode, Term, Triple, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};

use super::answer::{Answer, AskError, Solution, Solutions, Triples};
use super::table::Table;
use chancery_model::schema::{NsId, Schema};
use chancery_model::tame;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For reading: aligned columns, prefixed names.
    Table,
    /// SPARQL 1.1 Query Results CSV: rows without datatypes.
    Csv,
    /// SPARQL 1.1 Query Results TSV: rows of terms as Turtle has them.
    Tsv,
    /// SPARQL 1.1 Query Results JSON: rows or a truth.
    Json,
    /// SPARQL Query Results XML (second edition): rows or a truth.
    Xml,
    /// RDF 1.1 Turtle: triples, with prefixes.
    Turtle,
    /// RDF 1.1 N-Triples: triples.
    NTriples,
    /// JSON-LD 1.1: triples.
    JsonLd,
    /// RDF 1.1 XML Syntax: triples.
    RdfXml,
}

impl Format {
    /// Every format, in the order in which a list shows them.
    pub const ALL: [Self; 9] = [
        Self::Table,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::Xml,
        Self::Turtle,
        Self::NTriples,
        Self::JsonLd,
        Self::RdfXml,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Turtle => "turtle",
            Self::NTriples => "n-triples",
            Self::JsonLd => "json-ld",
            Self::RdfXml => "rdf-xml",
        }
    }

    /// The extensions of its files, the usual one first; they are names too.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Table => &["txt"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv"],
            Self::Json => &["json", "srj"],
            Self::Xml => &["xml", "srx"],
            Self::Turtle => &["ttl"],
            Self::NTriples => &["nt"],
            Self::JsonLd => &["jsonld"],
            Self::RdfXml => &["rdf"],
        }
    }

    /// The format of a file of this name.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|format| format.extensions().contains(&extension.as_str()))
    }

    /// How rows are serialised, and truths.
    const fn of_rows(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            _ => None,
        }
    }

    /// How triples are serialised.
    const fn of_triples(self) -> Option<RdfFormat> {
        match self {
            Self::Turtle => Some(RdfFormat::Turtle),
            Self::NTriples => Some(RdfFormat::NTriples),
            Self::JsonLd => Some(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
            Self::RdfXml => Some(RdfFormat::RdfXml),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no format.
#[derive(Debug)]
pub struct UnknownFormat;

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        write!(f, "the formats are {}", names.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.to_ascii_lowercase();
        let called = |format: &Self| format.name() == name || format.extensions().contains(&name.as_str());
        Self::ALL.into_iter().find(called).ok_or(UnknownFormat)
    }
}

/// How an answer ended.
#[derive(Debug)]
pub enum Answered {
    /// With so many rows.
    Rows(u64),
    /// With yes or no.
    Truth(bool),
    /// With so many triples.
    Triples(u64),
    /// The format cannot hold this kind of answer; nothing was written. The formats that can.
    OtherFormat(Vec<Format>),
    /// The evaluation failed. Of rows, those before were written, but JSON and XML have no end then; of triples,
    /// none.
    Failed(AskError),
}

/// Writes an answer: rows and truths as a table unless a format is given, triples as Turtle.
///
/// # Errors
/// When the bytes cannot be written.
pub fn write(schema: &Schema, answer: Answer<'_>, format: Option<Format>, out: &mut dyn Write) -> io::Result<Answered> {
    let for_rows = || Format::ALL.into_iter().filter(|f| *f == Format::Table || f.of_rows().is_some()).collect();
    match answer {
        Answer::Truth(truth) => match format {
            None | Some(Format::Table) => {
                writeln!(out, "{truth}")?;
                Ok(Answered::Truth(truth))
            }
            Some(format) => {
                let Some(format) = format.of_rows() else { return Ok(Answered::OtherFormat(for_rows())) };
                let serializer = QueryResultsSerializer::from_format(format);
                let mut bytes = serializer.serialize_boolean_to_writer(Vec::new(), truth)?;
                bytes.push(b'\n');
                out.write_all(&bytes)?;
                Ok(Answered::Truth(truth))
            }
        },
        Answer::Solutions(solutions) => match format {
            None | Some(Format::Table) => table(schema, solutions, out),
            Some(format) => match format.of_rows() {
                Some(format) => rows(solutions, format, out),
                None => Ok(Answered::OtherFormat(for_rows())),
            },
        },
        Answer::Triples(triples) => match format.unwrap_or(Format::Turtle).of_triples() {
            Some(format) => graph(schema, triples, format, out),
            None => Ok(Answered::OtherFormat(Format::ALL.into_iter().filter(|f| f.of_triples().is_some()).collect())),
        },
    }
}

/// The same answer, in which texts that a spreadsheet would take for formulas are marked as text (see [`tame::cell`]).
#[must_use]
pub fn for_spreadsheets(answer: Answer<'_>) -> Answer<'_> {
    let Answer::Solutions(solutions) = answer else { return answer };
    let variables = Arc::clone(solutions.variables());
    let of_rows = Arc::clone(&variables);
    let marked = |term: &Option<Term>| match term {
        Some(Term::Literal(literal)) => {
            let cell = tame::cell(literal.value());
            let same = cell == literal.value();
            Some(if same { literal.clone().into() } else { Literal::new_simple_literal(cell).into() })
        }
        other => other.clone(),
    };
    let row = move |solution: Result<Solution, AskError>| {
        solution.map(|solution| {
            let values: Vec<Option<Term>> = solution.values().iter().map(marked).collect();
            Solution::new(Arc::clone(&of_rows), values)
        })
    };
    Answer::Solutions(Solutions::new(variables, solutions.map(row)))
}

fn table(schema: &Schema, mut solutions: Solutions<'_>, out: &mut dyn Write) -> io::Result<Answered> {
    let mut table = Table::new(schema, solutions.variables());
    let mut count = 0;
    // What was asked is kept until the end, and is under watch as long.
    for solution in solutions.by_ref() {
        match solution {
            Ok(solution) => table.row(solution.values(), out)?,
            Err(error) => {
                table.end(out)?;
                return Ok(Answered::Failed(error));
            }
        }
        count += 1;
    }
    table.end(out)?;
    Ok(Answered::Rows(count))
}

/// Where a serialiser leaves the bytes of a row.
#[derive(Clone, Default)]
struct Row(Rc<RefCell<Vec<u8>>>);

impl Row {
    /// Hands the bytes on in one piece; JSON and XML have no line ends of their own, and allow one between two rows.
    fn hand_on(&self, format: QueryResultsFormat, out: &mut dyn Write) -> io::Result<()> {
        let mut bytes = self.0.borrow_mut();
        if matches!(format, QueryResultsFormat::Json | QueryResultsFormat::Xml) {
            bytes.push(b'\n');
        }
        out.write_all(&bytes)?;
        bytes.clear();
        Ok(())
    }
}

impl Write for Row {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn rows(mut solutions: Solutions<'_>, format: QueryResultsFormat, out: &mut dyn Write) -> io::Result<Answered> {
    let row = Row::default();
    let variables: Vec<Variable> = solutions.variables().to_vec();
    let mut serializer =
        QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(row.clone(), variables)?;
    row.hand_on(format, out)?;
    let mut count = 0;
    for solution in solutions.by_ref() {
        match solution {
            Ok(solution) => serializer.serialize(solution.bound())?,
            Err(error) => return Ok(Answered::Failed(error)),
        }
        row.hand_on(format, out)?;
        count += 1;
    }
    serializer.finish()?;
    row.hand_on(format, out)?;
    Ok(Answered::Rows(count))
}

/// Triples are sorted, and blank nodes named by what is said of them, so that an answer is the same in every run.
fn graph(schema: &Schema, mut triples: Triples<'_>, format: RdfFormat, out: &mut dyn Write) -> io::Result<Answered> {
    let mut all: Vec<Triple> = Vec::new();
    for triple in triples.by_ref() {
        match triple {
            Ok(triple) => all.push(triple),
            Err(error) => return Ok(Answered::Failed(error)),
        }
    }
    let blank = |triple: &Triple| {
        matches!(triple.subject, NamedOrBlankNode::BlankNode(_)) || matches!(triple.object, Term::BlankNode(_))
    };
    if all.iter().any(blank) {
        let mut graph: Graph = all.iter().collect();
        graph.canonicalize(CanonicalizationAlgorithm::Unstable);
        all = graph.iter().map(oxigraph::model::TripleRef::into_owned).collect();
    }
    all.sort_by_cached_key(|t| {
        (t.subject.to_string(), t.predicate != rdf::TYPE, t.predicate.to_string(), t.object.to_string())
    });
    all.dedup();
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, iri) in used(schema, &all) {
        serializer = serializer.with_prefix(prefix, iri).map_err(io::Error::other)?;
    }
    let mut serializer = serializer.for_writer(Vec::new());
    for triple in &all {
        serializer.serialize_triple(triple)?;
    }
    let mut bytes = serializer.finish()?;
    if bytes.last().is_some_and(|last| *last != b'\n') {
        bytes.push(b'\n');
    }
    out.write_all(&bytes)?;
    Ok(Answered::Triples(all.len() as u64))
}

/// The prefixes of the IRIs in use.
fn used<'s>(schema: &'s Schema, triples: &[Triple]) -> BTreeMap<&'s str, &'s str> {
    let mut used: BTreeMap<&str, &str> = BTreeMap::new();
    let mut note = |iri: &str| {
        let (ns, _) = schema.space.split(iri);
        if ns != NsId::NONE
            && let Some(namespace) = schema.space.namespace(ns)
        {
            used.insert(&namespace.prefix, &namespace.iri);
        }
    };
    let mut open: Vec<&Triple> = triples.iter().collect();
    while let Some(triple) = open.pop() {
        if let NamedOrBlankNode::NamedNode(node) = &triple.subject {
            note(node.as_str());
        }
        note(triple.predicate.as_str());
        match &triple.object {
            Term::NamedNode(node) => note(node.as_str()),
            Term::Literal(literal) => note(literal.datatype().as_str()),
            Term::BlankNode(_) => {}
            Term::Triple(inner) => open.push(inner),
        }
    }
    used
}
