//! The options, and what contradicts itself in them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::command::arguments::{MeetArgs, Shape, SourceArgs};
use chancery_graph::export::canonical::Hash;
use chancery_graph::export::{self, Extent, Format, Pieces};
use chancery_graph::{self, Selection};
use chancery_values::time::Date;

/// Write the facts of files and folders as RDF
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery export                                     the folder `data` as Turtle
  chancery export notes.yaml table.jsonl              several sources as one graph
  chancery export notes.yaml --format trig            the claims in a graph for each document
  chancery export notes.yaml --output notes.jsonld    the format by the file's ending
  generate | chancery export - --format n-triples     standard input
  chancery export --as-of 2008-01-01 --standing held  the reliable facts of that day
  chancery export a.yaml b.yaml --decisions d.yaml    with what you decided of facts that may be one
  chancery export --rdf-version 1.2                   each claim with the triples that it is about
  chancery export graph.ttl --format canonical | sha256sum
                                                      the digest of any graph
  chancery export --description-only                  only the counts and the sources
  chancery export notes.yaml --shape wikidata         the statements that held facts make on items
  chancery export big.csv --recipe my.yaml --order input --format n-triples
                                                      rows in input order, with constant memory

Each export ends with a description of itself in VoID and DCAT, in a separate graph if the format
has graphs. The counts do not include the description. In Turtle and TriG, which people read, it is
short: title, sources, counts, links to Wikidata. --description full adds the vocabularies, the format
and a partition for each class, as in the other formats; none leaves it out.

--as-of: a fact is certain on a day if its time proves that it had begun by then and had not ended
before. An open end (1993/..) reaches as far as the day of its source. A fact is possible if no bound
of its time excludes the day. A fact without a time is possible on every day and certain on none. Each
fact is marked with chy:certainOn or chy:possibleOn. If a fact is left out, its claims are left out
too, and everything that only they refer to. A fact that stays is never changed. It may refer to a
fact that is left out; then the label and the class (chy:referredAs) of that fact are written.

--order input: facts are written as they are read and are not kept in memory. A fact that is stated
twice is written twice and counted as made. Facts have no standing, and the export does not describe
itself. Entities, documents and concepts come last. Two runs write the same triples, but times and
amounts can be at different places. If the input has errors, an output file is left unchanged; what
was written to standard output cannot be taken back.

Only --format canonical takes RDF as a source, and writes it unchanged: it gives the RDFC-1.0 form of any
graph. It is an error if blank nodes cannot be distinguished within 60 seconds, or if more than six of
them are similar in one place, or more than 1,000 in a row.

Nothing is written if the input has errors, unless --keep-going is given. A file is replaced only
when the new one is complete.")]
pub struct ExportArgs {
    /// Files and folders of facts; `-` is standard input [default: data]
    pub(super) sources: Vec<PathBuf>,
    /// turtle, trig, n-triples, n-quads, json-ld, rdf-xml or canonical (RDFC-1.0); by the ending of --output, else turtle
    #[arg(long, short, value_name = "FORMAT", value_parser = format)]
    pub(super) format: Option<Format>,
    /// Write to this file
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Only facts that are certain or possible on this day (2008-01-01), each marked as certain or possible
    #[arg(long, value_name = "DATE", value_parser = crate::command::arguments::day)]
    as_of: Option<Date>,
    /// Only facts that are held, or facts of any standing
    #[arg(long, value_enum, default_value_t)]
    standing: Standing,
    /// The provenance of facts: claims with their sentences and rows, only the documents, or nothing
    #[arg(long, value_enum, default_value_t)]
    pub(super) provenance: Provenance,
    /// Sorted and merged, with the same bytes for the same facts; or in the order of the input, in constant memory
    #[arg(long, value_enum, default_value_t)]
    pub(super) order: Order,
    /// Chancery's own terms, or the RDF of Wikidata's dumps: statements on items, with ranks, qualifiers and references
    #[arg(long, value_enum, default_value_t)]
    pub(super) shape: Shape,
    /// How entities are linked to Wikidata: owl:sameAs, or schema:sameAs for users who think that a polity is not its territory
    #[arg(long, value_enum, default_value_t)]
    pub(super) links: Links,
    /// Add what follows from the facts that are written, such as shortcuts for memberships, and the held facts in the terms of other
    /// vocabularies; needs all facts in memory
    #[arg(long)]
    pub(super) derived: bool,
    /// The hash with which --format canonical distinguishes blank nodes: sha-256 or sha-384
    #[arg(long, value_name = "HASH", default_value = "sha-256", value_parser = hash)]
    pub(super) hash: Hash,
    /// With 1.2, each claim has rdf:reifies for the triples that it is about: type and values of its fact
    #[arg(long, value_enum, value_name = "VERSION", default_value_t)]
    pub(super) rdf_version: RdfVersion,
    /// The licence of the export, an IRI; without this option, no licence is stated
    #[arg(long, value_name = "IRI", value_parser = iri)]
    pub(super) licence: Option<String>,
    /// How much the export says about itself [default: short in Turtle and TriG, full in the other formats]
    #[arg(long, value_enum, value_name = "HOW MUCH")]
    description: Option<Described>,
    /// Write only the description of the export, with its counts; in full unless --description is short
    #[arg(long)]
    pub(super) description_only: bool,
    /// Write the facts without errors even if other input has errors; the exit status is still 1
    #[arg(long)]
    pub(super) keep_going: bool,
    #[command(flatten)]
    pub(super) meet: MeetArgs,
    #[command(flatten)]
    pub(super) common: SourceArgs,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Standing {
    Held,
    #[default]
    All,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Order {
    #[default]
    Sorted,
    Input,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Described {
    Short,
    Full,
    None,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Provenance {
    #[default]
    Full,
    Source,
    None,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Links {
    #[default]
    Owl,
    Schema,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum RdfVersion {
    #[default]
    #[value(name = "1.1")]
    One,
    #[value(name = "1.2")]
    Two,
}

pub(super) fn format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|error: export::UnknownFormat| error.to_string())
}

pub(super) fn hash(text: &str) -> Result<Hash, String> {
    text.parse()
}

fn iri(text: &str) -> Result<String, String> {
    match iri_string::types::IriStr::new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("an absolute IRI is expected, as https://creativecommons.org/publicdomain/zero/1.0/".to_owned()),
    }
}

impl ExportArgs {
    pub(super) fn selection(&self) -> Selection {
        Selection { as_of: self.as_of, held: self.standing == Standing::Held, provenance: self.provenance() }
    }

    /// How much of the provenance is read: claims say until when what has an open end had not ended.
    pub(super) fn read_provenance(&self) -> chancery_graph::Provenance {
        if self.as_of.is_some() { chancery_graph::Provenance::Full } else { self.provenance() }
    }

    pub(super) fn provenance(&self) -> chancery_graph::Provenance {
        match self.provenance {
            Provenance::Full => chancery_graph::Provenance::Full,
            Provenance::Source => chancery_graph::Provenance::Source,
            Provenance::None => chancery_graph::Provenance::None,
        }
    }

    /// How much the export says about itself.
    pub(super) fn extent(&self, format: Format) -> Extent {
        match self.description {
            Some(Described::Short) => Extent::Short,
            Some(Described::Full) => Extent::Full,
            Some(Described::None) => Extent::None,
            None if self.description_only => Extent::Full,
            None => Extent::of(format),
        }
    }

    /// What the options leave out or add, in words.
    pub(super) fn restrictions(&self) -> Vec<String> {
        let mut all = Vec::new();
        all.extend(self.as_of.map(|day| format!("as of {day}")));
        if self.standing == Standing::Held {
            all.push("held facts only".to_owned());
        }
        match self.provenance {
            Provenance::Full => {}
            Provenance::Source => all.push("with their documents only".to_owned()),
            Provenance::None => all.push("without provenance".to_owned()),
        }
        if self.shape == Shape::Wikidata {
            all.push("in the shape of Wikidata".to_owned());
        }
        if self.derived {
            all.push("with what follows from them".to_owned());
        }
        if self.rdf_version == RdfVersion::Two {
            all.push("with triple terms".to_owned());
        }
        all
    }

    /// What is wrong with the options together, reported before anything is read.
    pub(super) fn contradiction(&self, format: Format) -> Option<String> {
        if self.order == Order::Input {
            let sorting = [
                ("--as-of", self.as_of.is_some()),
                ("--standing held", self.standing == Standing::Held),
                ("--derived", self.derived),
                ("--decisions", !self.meet.decided.decisions.is_empty()),
                ("--rdf-version 1.2", self.rdf_version == RdfVersion::Two),
                ("--description-only", self.description_only),
                ("--description", matches!(self.description, Some(Described::Short | Described::Full))),
            ];
            if let Some((option, _)) = sorting.iter().find(|(_, given)| *given) {
                return Some(format!(
                    "{option} needs all facts at once, and --order input keeps none of them; choose one of the two"
                ));
            }
            if !Pieces::can(format) {
                let able: Vec<&str> = Format::ALL.into_iter().filter(|f| Pieces::can(*f)).map(Format::name).collect();
                return Some(format!("`{format}` cannot be written with --order input; choose {}", able.join(", ")));
            }
        }
        if self.description_only && self.description == Some(Described::None) {
            return Some(
                "--description-only with --description none would write nothing; choose one of the two".to_owned(),
            );
        }
        if self.shape == Shape::Wikidata {
            let own = [
                ("--order input", self.order == Order::Input),
                ("--derived", self.derived),
                ("--decisions", !self.meet.decided.decisions.is_empty()),
                ("--rdf-version 1.2", self.rdf_version == RdfVersion::Two),
                ("--provenance", self.provenance != Provenance::Full),
            ];
            if let Some((option, _)) = own.iter().find(|(_, given)| *given) {
                return Some(format!(
                    "{option} concerns Chancery's own terms, and --shape wikidata has none; choose one of the two"
                ));
            }
        }
        if self.rdf_version != RdfVersion::Two {
            return None;
        }
        if self.provenance != Provenance::Full {
            return Some(
                "--rdf-version 1.2 says which triples each claim is about; it needs --provenance full".to_owned(),
            );
        }
        let able: Vec<&str> = Format::ALL.into_iter().filter(|f| f.has_triple_terms()).map(Format::name).collect();
        (!format.has_triple_terms())
            .then(|| format!("`{format}` cannot be written with --rdf-version 1.2; choose {}", able.join(", ")))
    }
}
