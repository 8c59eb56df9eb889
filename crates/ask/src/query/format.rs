//! The formats of answers: their names, their extensions, and what they can hold.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::sparql::results::QueryResultsFormat;

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
    pub(super) const fn of_rows(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            _ => None,
        }
    }

    /// How triples are serialised.
    pub(super) const fn of_triples(self) -> Option<RdfFormat> {
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
