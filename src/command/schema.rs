//! `chancery schema`: what there is to know before facts are written, for editors, for readers of JSON-LD and for people.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::SourceArgs;
use super::kind_pages;
use super::say::{Status, fail};
use super::{output, session};
use crate::builtin::{self, Folder};
use crate::reference::{self, Page};
use chancery_ask::check;
use chancery_ask::query::Catalogue;
use chancery_graph::export;
use chancery_model::schema::Ontology;

/// Write the kinds and their keys: as JSON Schema for an editor, as JSON-LD context, or as a page to read
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery schema --output facts.schema.json           for an editor that knows JSON Schema
  chancery schema recipe --output recipe.schema.json   the same for recipes of tables
  chancery schema --ontology mine                      with your own kinds
  chancery schema context --output context.jsonld      the context of JSON-LD exports
  chancery schema reference                            kinds, keys, closed lists, questions and checks in Markdown
  chancery schema pages --output kinds                 a page for each kind of fact, with its triples and a query

docs/editors.md says how to set up an editor with the schema: for VS Code with its YAML extension, a facts
file begins with the line
  # yaml-language-server: $schema=facts.schema.json")]
pub struct SchemaArgs {
    /// What to write
    #[arg(value_enum, default_value_t = Form::JsonSchema)]
    form: Form,
    /// Write to this file; for pages, into this folder
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A folder of Turtle files that extend the built-in ontology: a file with the same name replaces the built-in one
    #[arg(long, value_name = "DIR")]
    ontology: Option<PathBuf>,
    /// The namespace in which the IRIs of things begin
    #[arg(long, value_name = "IRI", default_value = chancery_model::schema::DEFAULT_BASE)]
    base: String,
}

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// JSON Schema of facts files (draft 07)
    JsonSchema,
    /// JSON Schema of recipes (draft 07)
    Recipe,
    /// JSON-LD context of exports
    Context,
    /// Reference of kinds, keys, closed lists, questions and checks, in Markdown
    Reference,
    /// A page for each kind of fact, in Markdown, into the folder that --output names
    Pages,
}

/// Runs the command.
pub fn run(args: &SchemaArgs) -> Status {
    let common = SourceArgs::without_sources(&args.ontology, &args.base);
    let mut opened = match session::open(&common) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let Ok(ontology) = Ontology::read(&opened.loaded.ontology) else {
        // It was read a moment ago, when the schema was compiled.
        return fail("the ontology cannot be read a second time");
    };
    let schema = &opened.loaded.schema;
    let json = |value: &serde_json::Value| serde_json::to_string_pretty(value).map(|text| text + "\n");
    let text = match args.form {
        Form::JsonSchema => json(&reference::json_schema(schema, &ontology)),
        Form::Recipe => json(&reference::recipe_schema(schema, &ontology)),
        Form::Context => json(&export::context(schema)),
        Form::Reference | Form::Pages => {
            let questions = builtin::resources(Folder::Questions, None, &opened.files, &mut opened.diagnostics);
            let questions = Catalogue::read(schema, &questions, &mut opened.diagnostics);
            let checks = builtin::resources(Folder::Checks, None, &opened.files, &mut opened.diagnostics);
            let checks = check::read(schema, &opened.loaded.ontology, &checks, &mut opened.diagnostics);
            let page = Page { schema, ontology: &ontology, questions: questions.questions(), checks: &checks };
            if args.form == Form::Pages {
                session::tell(&opened.diagnostics, &opened.files);
                return kind_pages::write(&page, args.ontology.as_deref(), args.output.as_deref());
            }
            Ok(reference::page(&page))
        }
    };
    session::tell(&opened.diagnostics, &opened.files);
    let text = match text {
        Ok(text) => text,
        Err(error) => return fail(&format!("the schema cannot be written as JSON: {error}")),
    };
    match output::write(args.output.as_deref(), |out| out.write_all(text.as_bytes())) {
        Err(status) => status,
        Ok(_) if opened.diagnostics.has_errors() => Status::Errors,
        Ok(_) => Status::Fine,
    }
}
