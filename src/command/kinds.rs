//! `chancery kinds`: the kind of fact or entity that a phrase means.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::arguments::SourceArgs;
use super::say::{Status, say};
use super::{output, session};
use crate::reference::find;
use chancery_model::schema::{DEFAULT_BASE, Kind, Role, Schema};

/// Find the kind that carries what a source says
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery kinds                         every kind, in a line each
  chancery kinds embassy closed          the kinds that it may mean, each with a block to copy
  chancery kinds 'expelled diplomats'
  chancery kinds aid --ontology mine     the kinds of your own ontology too

A phrase is compared with the names of kinds, the words that people use for them, and the terms of their keys. What is proposed
may be wrong: the first lines say what the kind is.")]
pub struct KindsArgs {
    /// What the source says, in a few words; without it, every kind is listed
    phrase: Vec<String>,
    /// A folder of Turtle files that extend the built-in ontology
    #[arg(long, value_name = "DIR")]
    ontology: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &KindsArgs) -> Status {
    let common = SourceArgs::without_sources(&args.ontology, DEFAULT_BASE);
    let schema = match session::open(&common) {
        Ok(opened) => opened.loaded.schema,
        Err(status) => return status,
    };
    let phrase = args.phrase.join(" ");
    let text = if phrase.trim().is_empty() { listed(&schema) } else { proposed(&schema, &phrase) };
    if text.is_empty() {
        say(&format!("no kind is found for `{phrase}`; `chancery kinds` lists all of them"));
        return Status::Errors;
    }
    let written = output::write(None, |out| output::for_people(out, |out| out.write_all(text.as_bytes())));
    written.err().unwrap_or(Status::Fine)
}

/// Every kind with the first sentence on it.
fn listed(schema: &Schema) -> String {
    let mut text = String::new();
    for (title, role) in [("Facts", Role::Fact), ("Entities", Role::Entity)] {
        let _ = writeln!(text, "{title}");
        for kind in schema.kinds().filter(|kind| kind.role == role) {
            let _ = writeln!(text, "  {:<24} {}", kind.key, first_sentence(kind));
        }
    }
    text
}

fn first_sentence(kind: &Kind) -> &str {
    kind.help.find(". ").map_or(kind.help.as_str(), |end| &kind.help[..=end])
}

/// The kinds that a phrase may mean, with what leads to them, what they are, and a block to copy.
fn proposed(schema: &Schema, phrase: &str) -> String {
    let mut text = String::new();
    for one in find(schema, phrase) {
        let _ = writeln!(text, "{}: {}", one.kind.key, one.kind.help);
        if !one.why.is_empty() {
            let _ = writeln!(text, "  {}", one.why.join("; "));
        }
        if let Some(example) = &one.kind.example {
            let _ = writeln!(text, "  {}: {example}", one.kind.key);
        }
        text.push('\n');
    }
    text
}
