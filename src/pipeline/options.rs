//! What a run is asked for: its sources, and how they are read.

use std::path::PathBuf;

use super::found::Scope;
use super::source::SourceFormat;
use chancery_graph::Provenance;
use chancery_graph::meet::Meeting;
use chancery_model::schema::DEFAULT_BASE;
use chancery_model::source::input::Source;
use chancery_values::time::Date;

/// How much memory sorted descriptions may take where data of Wikidata is read: a dump is larger than any memory, and what
/// is read of it is little.
pub const ENTITIES_BUDGET: usize = 64 << 20;

/// What to read, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and folders.
    pub sources: Vec<PathBuf>,
    /// Sources that are not named by a path, such as texts in memory.
    pub texts: Vec<Source>,
    /// Files of decisions on facts of different documents: whether two are about one thing. Decisions in other facts files count too.
    pub decisions: Vec<PathBuf>,
    /// Formats of your own. A source is opened with the first that reads it, and with those of the program if none does.
    pub formats: Vec<SourceFormat>,
    /// A folder of Turtle files that extend the ontology.
    pub ontology: Option<PathBuf>,
    /// The namespace in which the IRIs of things begin.
    pub base: String,
    /// Claims and evidence in a graph for each document.
    pub graphs: bool,
    /// Memory for sorted descriptions, in bytes; by default [`DEFAULT_BUDGET`](chancery_graph::DEFAULT_BUDGET), and
    /// [`ENTITIES_BUDGET`] where data of Wikidata is among the sources.
    pub budget: Option<usize>,
    /// How much is described of who says a fact; less than everything only where no source declares entities of its own
    /// ([`Outcome::provenance`](super::Outcome::provenance)), since it takes all facts to know what only claims lead to.
    pub provenance: Provenance,
    /// Keep the place of each fact and entity ([`Outcome::places`](super::Outcome::places)): some 150 bytes each.
    pub places: bool,
    /// Take files of RDF as sources too ([`Outcome::rdf`](super::Outcome::rdf)).
    pub rdf: bool,
    /// Which block cites what, in [`Outcome::citations`](super::Outcome::citations).
    pub citations: bool,
    /// Recipes for tables among the sources: known ones by name, others by path.
    pub recipes: Vec<String>,
    /// Keep every reading of a table that was rejected ([`Outcome::rejected`](super::Outcome::rejected)).
    pub rejects: bool,
    /// The share of a table's or a dump's readings, of 1, that may be rejected; then what is wrong with them is warnings.
    pub tolerance: f64,
    /// Deprecated statements of Wikidata are read too, as claims that deny.
    pub deprecated: bool,
    /// The day of documents that state none: what they say without an end had not ended then.
    pub source_day: Option<Date>,
    /// Facts files may name tables of sentences outside of their own folder.
    pub outside: bool,
    /// Statements of Wikidata that make no fact are kept too, so that they can be given back.
    pub whole: bool,
    /// What becomes of facts of different documents that are proven to be about one thing.
    pub meeting: Meeting,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sources: Vec::new(),
            texts: Vec::new(),
            decisions: Vec::new(),
            formats: Vec::new(),
            ontology: None,
            base: DEFAULT_BASE.to_owned(),
            graphs: false,
            budget: None,
            provenance: Provenance::Full,
            places: false,
            rdf: false,
            citations: false,
            recipes: Vec::new(),
            rejects: false,
            tolerance: 0.0,
            deprecated: false,
            source_day: None,
            outside: false,
            whole: false,
            meeting: Meeting::Findings,
        }
    }
}

impl Options {
    /// What is to be found and described.
    pub(super) fn scope(&self) -> Scope {
        Scope {
            graphs: self.graphs,
            places: self.places,
            citations: self.citations,
            rejects: self.rejects,
            deprecated: self.deprecated,
            whole: self.whole,
        }
    }
}
