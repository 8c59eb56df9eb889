//! The options.

use std::path::PathBuf;

use clap::Args;

use crate::command::arguments::{DecisionArgs, SourceArgs, day};
use chancery_serve::link::WIKIDATA;
use chancery_serve::reconcile::Version;
use chancery_values::time::Date;

/// List which entities are linked, query a service for the others, and record decisions
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery link notes.yaml                             what is not linked, and what is in doubt
  chancery link notes.yaml --service --answers a.jsonl what Wikidata's service proposes; its answers are kept
  chancery link notes.yaml --service http://127.0.0.1:7878/1.0-draft --api 1.0-draft
  chancery link notes.yaml --accept person:jane-doe=Q42 --by 'A. Editor' --evidence 'her page at the ministry' \\
      --into data/registry/links.yaml                  a decision; with =none that there is no item

  chancery link a.yaml b.yaml --pairs                  which entities may be one, so that facts about them do not meet

Similar names or the answer of a service do not link anything: only a decision links. Decisions are in a facts file, which
is read with the sources. To undo a decision, delete its line.

Exit status: 0 no errors, 1 the sources or a decision have errors, 2 could not run (for example, the service did not answer).")]
pub struct LinkArgs {
    /// Files and folders of facts [default: the folder `data`]
    #[arg(value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,
    /// Also list linked entities
    #[arg(long)]
    pub(super) all: bool,
    /// List the pairs of entities that may be one: two with one item, with one name, or with facts that are one finding
    #[arg(long, conflicts_with_all = ["all", "service", "accept"])]
    pub(super) pairs: bool,
    /// text; tsv: state, entity, label, item, why, and of --pairs by, entity, other, why; json: one object on each line;
    /// decisions, of --pairs: the beginning of a file of decisions
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "tsv", "json", "decisions"])]
    pub(super) format: String,
    /// Query this reconciliation service for the entities that are not linked; without an address, the service of Wikidata
    #[arg(long, value_name = "URL", num_args = 0..=1, default_missing_value = WIKIDATA, value_parser = address)]
    pub(super) service: Option<String>,
    /// The version of the API of the service: 0.2 or 1.0-draft
    #[arg(long, value_name = "VERSION", default_value = "0.2", requires = "service", value_parser = version)]
    pub(super) api: Version,
    /// How many entities one request has
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) batch: u16,
    /// Keep the service's answers in this file of JSON Lines, and do not repeat requests whose answers are in it
    #[arg(long, value_name = "FILE", requires = "service")]
    pub(super) answers: Option<PathBuf>,
    /// The time limit for a batch, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    pub(super) patience: f64,
    /// The seconds before a batch is sent again; doubled each time
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = seconds)]
    pub(super) wait: f64,
    /// A decision: the entity, and its identifier or `none`
    #[arg(long, value_name = "ENTITY=ITEM", requires = "by", requires = "into")]
    pub(super) accept: Vec<String>,
    /// The person who decides
    #[arg(long, value_name = "WHO")]
    pub(super) by: Option<String>,
    /// The day of the decision [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) on: Option<Date>,
    /// The evidence for the decision
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(super) evidence: String,
    /// The file of decisions; it is created if it does not exist
    #[arg(long, value_name = "FILE")]
    pub(super) into: Option<PathBuf>,
    #[command(flatten)]
    pub(super) decided: DecisionArgs,
    #[command(flatten)]
    pub(super) common: SourceArgs,
}

/// The version of the API that an option names.
fn version(text: &str) -> Result<Version, String> {
    match text {
        "0.2" => Ok(Version::V0_2),
        "1.0-draft" => Ok(Version::V1_0),
        _ => Err("the versions are 0.2 and 1.0-draft".to_owned()),
    }
}

fn address(text: &str) -> Result<String, String> {
    if text.starts_with("http://") || text.starts_with("https://") {
        Ok(text.to_owned())
    } else {
        Err("the address of a service begins with http:// or https://; put sources before --service".to_owned())
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "a number of seconds is expected".to_owned())?;
    if (0.0..=3600.0).contains(&number) { Ok(number) } else { Err("0 to 3600 seconds are possible".to_owned()) }
}
