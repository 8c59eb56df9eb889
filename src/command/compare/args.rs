//! The options of `chancery compare`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::command::arguments::{DecisionArgs, SourceArgs};
use chancery_model::schema::Kind;

/// Compare what sources say: where they disagree, where one says more, what only one says
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery compare notes.yaml cow.csv              your notes and a table, of which a recipe is known
  chancery compare a.yaml b.yaml c.yaml            each of the three with each other
  chancery compare data --between cow-igo notes    two documents of one folder, by their ids
  chancery compare all.ttl --between cow-igo notes the same of an export
  chancery compare a.yaml b.yaml --kind membership memberships alone
  chancery compare a.yaml b.yaml --min-gap 365     only where they differ by a year or more
  chancery compare a.yaml b.yaml --output all.html a page to read and send
  chancery compare a.yaml b.yaml --format csv      a row for each pair of facts, for a spreadsheet
  chancery compare a.yaml b.yaml --format csv --counts   how many affairs, by kind, year and class
  chancery compare a.yaml b.yaml --output decisions.yaml a line for each pair that may be one thing, for you to decide
  chancery compare a.yaml b.yaml --decisions decisions.yaml   with what you decided

Two facts are about one affair if the keys that identify it have the same values: a membership by member and
organisation. They are compared if they are proven to be of one spell of it; nothing is guessed.

  disagree        they cannot both be right: about when it began or ended, a value or a figure
  agree           both can be right, and each says something that the other does not
  first-refines   the first says all that the second does, and more; second-refines: the other way round
  same            both say the same
  implied         if the one is right, what the other says is true, and nothing proves that they mean one spell
  undecided       they may mean one spell, or one of them is wrong
  apart           they are about different spells
  too-large       too many facts of one affair overlap to be compared
  only-first      only the first is about it; -within: the second covers it and does not have it; -outside: the
                  second does not cover it, or does not know (no row, a missing cell); only-second: the other way round

An affair counts once, with the first of these classes that fits what both say of it. Its year is that in which the
earlier of the facts begins by which it has that class. The text and sarif show the disagreements; csv, json and html
have a row for each pair of facts, with its own class and up to three places where each side states it. A fact that its
source states only with a hedge is not compared. Facts are read from facts files, tables and data of Wikidata, with --between from an export too.")]
pub struct CompareArgs {
    /// Two or more files or folders, each a source of its own; one of them may be `-`, standard input. With --between, what is
    /// read [default: data]
    #[arg(value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,
    /// Compare two documents of the sources, by their ids; may be given several times
    #[arg(long, num_args = 2, value_names = ["DOCUMENT", "DOCUMENT"])]
    pub(super) between: Vec<String>,
    /// Only facts of this kind
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Option<String>,
    /// Of disagreements about days, only those by so many days or more; counts are of all
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    pub(super) min_gap: u32,
    /// Only how many affairs there are of each class, by kind, and in csv, json and html by year
    #[arg(long)]
    pub(super) counts: bool,
    /// The format; by the ending of --output, else text
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) decided: DecisionArgs,
    #[command(flatten)]
    pub(super) common: SourceArgs,
}

/// How a comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Csv,
    Json,
    Html,
    Sarif,
    /// The beginning of a file of decisions: a line for each pair that is undecided or implied
    Decisions,
}

/// The endings of files of each format.
pub(super) const ENDINGS: [&str; 8] = ["txt", "csv", "json", "html", "htm", "sarif", "yaml", "yml"];

impl Format {
    pub(super) fn from_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Self::Text),
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "html" | "htm" => Some(Self::Html),
            "sarif" => Some(Self::Sarif),
            "yaml" | "yml" => Some(Self::Decisions),
            _ => None,
        }
    }

    /// Whether it shows disagreements alone.
    pub(super) const fn is_of_disagreements(self) -> bool {
        matches!(self, Self::Text | Self::Sarif)
    }
}

impl CompareArgs {
    pub(super) fn asks_for(&self, kind: &Kind) -> bool {
        self.kind.as_ref().is_none_or(|wanted| *wanted == kind.key)
    }
}
