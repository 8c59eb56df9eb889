//! The arguments that several commands take, and how such arguments are read.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::Args;

use chancery_graph::meet::Meeting;
use chancery_model::tame;
use chancery_values::time::Date;

/// The source of commands that are given none.
pub const DEFAULT_SOURCE: &str = "data";

/// The options of every command that reads facts.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs {
    /// A folder of Turtle files that extend the built-in ontology: a file with the same name replaces the built-in one
    #[arg(long, value_name = "DIR")]
    pub ontology: Option<PathBuf>,
    /// The namespace in which the IRIs of things begin
    #[arg(long, value_name = "IRI", default_value = chancery_model::schema::DEFAULT_BASE)]
    pub base: String,
    /// Memory for sorting, in MiB; larger data goes to the temporary folder [default: 512, with data of Wikidata 64]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    pub memory: Option<u32>,
    /// Also read deprecated statements of Wikidata, as claims that deny
    #[arg(long)]
    pub deprecated: bool,
    /// The day of sources that state none, such as data of Wikidata: what they say without an end had not ended on that day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub source_day: Option<Date>,
    /// How to write CSV cells that a spreadsheet reads as formulas, such as =1+1: safe puts an apostrophe before them, as --rejects and
    /// --review do by default; exact leaves them unchanged, as `query --format csv` does
    #[arg(long, value_enum, value_name = "HOW")]
    pub csv_cells: Option<CsvCells>,
    /// Allow facts files to name tables of sentences outside their own folder
    #[arg(long)]
    pub allow_outside: bool,
    /// How tables among the sources are read.
    #[command(flatten)]
    pub tables: TableArgs,
}

/// Whether facts of different documents meet.
#[derive(Debug, Clone, Default, Args)]
pub struct MeetArgs {
    /// Keep the facts of each document apart; without this, facts of several documents that are proven to be about one thing are
    /// one finding
    #[arg(long, conflicts_with = "decisions")]
    pub apart: bool,
    #[command(flatten)]
    pub decided: DecisionArgs,
}

/// What persons decided of facts of different documents.
#[derive(Debug, Clone, Default, Args)]
pub struct DecisionArgs {
    /// A file of decisions: which facts of different documents are about one thing, and which are not, where rules cannot prove it;
    /// `chancery compare --format decisions` starts one. Decisions that are in the sources count without this
    #[arg(long, value_name = "FILE")]
    pub decisions: Vec<PathBuf>,
}

impl MeetArgs {
    /// What becomes of facts of different documents, if this is what the command makes of them.
    pub(super) fn or(&self, meeting: Meeting) -> Meeting {
        if self.apart { Meeting::Apart } else { meeting }
    }
}

/// What happens to CSV cells that a spreadsheet reads as formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CsvCells {
    /// They get an apostrophe before them
    Safe,
    /// They stay unchanged
    Exact,
}

impl CsvCells {
    /// The text of a cell: safe cells have an apostrophe before a formula. The writer of the table puts the quotation
    /// marks.
    pub(super) fn cell(self, text: &str) -> Cow<'_, str> {
        if self == Self::Safe { tame::cell(text) } else { text.into() }
    }
}

/// How tables among the sources are read.
#[derive(Debug, Clone, Default, Args)]
pub struct TableArgs {
    /// How a table is read: a known recipe (cow-igo) or the path of a recipe; if several are given, each table uses the one that fits its columns
    #[arg(long, value_name = "RECIPE")]
    pub recipe: Vec<String>,
    /// Write every rejected reading of a table to this file (CSV), with row, column and reason
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// The percentage of readings of tables that may be rejected without an error [default: 0]
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub max_rejected: Option<f64>,
}

impl SourceArgs {
    /// For what needs the ontology and reads no facts.
    pub(super) fn without_sources(ontology: &Option<PathBuf>, base: &str) -> Self {
        let (ontology, base) = (ontology.clone(), base.to_owned());
        Self {
            ontology,
            base,
            memory: Some(1),
            deprecated: false,
            source_day: None,
            csv_cells: None,
            allow_outside: false,
            tables: TableArgs::default(),
        }
    }
}

/// The vocabulary in which facts are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Shape {
    /// Chancery's own terms
    #[default]
    Chancery,
    /// Wikidata's: statements on items, as the Wikidata Query Service has them
    Wikidata,
}

/// Reads an option that is a share of a hundred.
pub(super) fn percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').parse::<f64>() {
        Ok(share) if (0.0..=100.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 100 is expected".to_owned()),
    }
}

/// Reads an option that is one day.
pub(super) fn day(text: &str) -> Result<Date, String> {
    Date::parse_iso(text).map_err(|error| format!("{error}; one day is expected, as 2008-01-01"))
}
