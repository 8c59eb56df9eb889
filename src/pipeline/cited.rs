//! Files that are cited as one document: whether they are one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::opened::{FileParts, Opened};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Document, Local, Made, Mapper, Record};
use chancery_model::origin::Origin;
use chancery_model::registry::Registry;
use chancery_model::schema::{IriBuf, PredId, Schema};

/// The code of files that are cited as one document.
const SHARED: Code = Code::SharedDocumentId;

/// What a file describes its document once only: a key with the language of its text, the value, and its place.
struct Told {
    key: (String, String),
    value: String,
    origin: Origin,
}

/// What the files before have said, by key.
type Known = BTreeMap<(String, String), (String, Origin)>;

/// The sources, with what each is cited as.
pub(super) struct Cited<'a> {
    pub opened: &'a [Opened],
    pub all: &'a [FileParts<'a>],
    pub documents: &'a [Document],
}

impl Cited<'_> {
    /// Several files may be drawn from one document if all say so, and report it in one way. Where the id is only a file's
    /// name, evidence of two sources would be cited as one; so would the rows of two tables.
    pub fn tell_shared(&self, schema: &Schema, registry: &Registry, diagnostics: &mut Diagnostics) {
        let mut sharing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, document) in self.documents.iter().enumerate() {
            if !self.opened[index].builtin && self.is_cited(index) {
                sharing.entry(&document.id).or_default().push(index);
            }
        }
        for sharing in sharing.into_values().filter(|sharing| sharing.len() > 1) {
            let mut known = Known::new();
            for (at, &index) in sharing.iter().enumerate() {
                let document = &self.documents[index];
                let found = otherwise(document, told(schema, registry, document), &mut known);
                let before = &sharing[..at];
                let found = found.or_else(|| self.other_sentences(index, before));
                diagnostics
                    .extend(found.or_else(|| self.rows_of_two(index, before)).or_else(|| self.unsaid(index, before)));
            }
        }
    }

    fn is_cited(&self, index: usize) -> bool {
        let (opened, parts) = (&self.opened[index], &self.all[index].parts);
        !parts.blocks.is_empty() || parts.document.is_some() || opened.properties.is_streamed
    }

    /// That a sentence is another one in the table of another file.
    fn other_sentences(&self, index: usize, before: &[usize]) -> Option<Diagnostic> {
        let table = |index: usize| self.documents[index].sentences.as_ref();
        let own = table(index)?;
        let other = *before.iter().find(|other| table(**other).is_some())?;
        if table(other).is_some_and(|table| table.agrees(own)) {
            return None;
        }
        let at = |index: usize| place(&self.documents[index], &["sentences"]);
        Some(otherwise_told(&self.documents[index].id, "`sentences` are others", at(index), at(other)))
    }

    /// That a row would be one of two tables.
    fn rows_of_two(&self, index: usize, before: &[usize]) -> Option<Diagnostic> {
        let numbers_rows = |index: usize| self.opened[index].properties.numbers_rows;
        let other = *before.iter().find(|other| numbers_rows(index) && numbers_rows(**other))?;
        let start = |index: usize| Origin::point(self.opened[index].file, 0);
        let help = if self.names(index) {
            "leave the `id` out of the recipe, so that each table is cited by the name of its file; or put all rows into one table"
        } else {
            "give the files two names, by which they are cited; or put all rows into one table"
        };
        Some(
            Diagnostic::error(SHARED, self.both(index, other))
                .at(start(index))
                .label("its rows have the numbers of those of the other table")
                .related(start(other), "the other table")
                .help(help),
        )
    }

    /// Whether a file says itself of which document it is.
    fn names(&self, index: usize) -> bool {
        self.documents[index].record.as_ref().is_some_and(|record| record.get("id").is_some())
    }

    /// That one of the files does not say of which document it is.
    fn unsaid(&self, index: usize, before: &[usize]) -> Option<Diagnostic> {
        let other = *before.iter().find(|other| !(self.names(index) && self.names(**other)))?;
        Some(
            Diagnostic::warning(SHARED, self.both(index, other))
                .at(Origin::point(self.opened[index].file, 0))
                .label("its rows and sentences cannot be distinguished from those of the other file")
                .help("give each file a `document:` with its own `id`"),
        )
    }

    fn both(&self, index: usize, other: usize) -> String {
        let (one, two) = (&self.opened[other].name, &self.opened[index].name);
        format!("`{one}` and `{two}` are both cited as the document `{}`", self.documents[index].id)
    }
}

/// Where a document has the first of these keys that it has, else where it is reported.
fn place(document: &Document, keys: &[&str]) -> Origin {
    let Some(record) = &document.record else { return Origin::point(document.file, 0) };
    let value = keys.iter().find_map(|key| record.get(key));
    value.unwrap_or(record).origin(document.file)
}

/// What takes one value in the record of a document, and what it is called where it is cited.
fn told(schema: &Schema, registry: &Registry, document: &Document) -> Vec<Told> {
    let mut all = of_record(schema, registry, document);
    let mut own = |key: &str, value: &str, keys: &[&str]| {
        let (key, value) = ((key.to_owned(), String::new()), value.to_owned());
        all.push(Told { key, value, origin: place(document, keys) });
    };
    own("name in citations", &document.label, &["title", "name"]);
    if let Some(digest) = &document.extract_digest {
        own("extract digest", digest, &["extract digest"]);
    }
    all
}

fn of_record(schema: &Schema, registry: &Registry, document: &Document) -> Vec<Told> {
    let (Some(kind_id), Some(record)) = (schema.document_kind(), &document.record) else { return Vec::new() };
    let kind = schema.kind(kind_id);
    let nothing = Local::default();
    // What is wrong with a value is reported where the document is described.
    let mut mapper = Mapper::new(schema, registry, document, document.file, &nothing);
    let values = mapper.document_values(record).unwrap_or_default();
    let iri = IriBuf { ns: kind.namespace, local: document.id.clone() };
    let made = Arc::new(Made { iri, label: String::new(), class: kind.class, is_ongoing: false });
    let origin = record.origin(document.file);
    let whole = Record { kind: kind_id, origin, made, affair: String::new(), values, mentioned: false, by_name: false };
    let keys = |predicate: PredId| -> Vec<&str> {
        kind.keys.iter().filter(|key| key.predicate == predicate).map(|key| key.key.as_str()).collect()
    };
    let identifiers = whole.identifiers(schema, registry).into_iter().filter(|told| !told.value.is_empty());
    identifiers
        .map(|told| {
            let keys = keys(told.predicate);
            let written = keys.iter().find(|key| record.get(key).is_some()).copied().unwrap_or_default();
            // Keys of one predicate mean one another.
            let key = keys.first().copied().unwrap_or(written).to_owned();
            Told { key: (key, told.tag), value: told.value, origin: place(document, &[written]) }
        })
        .collect()
}

/// The first thing that is reported otherwise than before; what is reported for the first time is kept.
fn otherwise(document: &Document, told: Vec<Told>, known: &mut Known) -> Option<Diagnostic> {
    let mut found = None;
    for Told { key, value, origin } in told {
        let (first, at) = known.entry(key.clone()).or_insert_with(|| (value.clone(), origin));
        if *first != value && found.is_none() {
            let what = format!("`{}` is {first} and {value}", key.0);
            found = Some(otherwise_told(&document.id, &what, origin, *at));
        }
    }
    found
}

fn otherwise_told(id: &str, what: &str, origin: Origin, other: Origin) -> Diagnostic {
    Diagnostic::error(SHARED, format!("two files describe the document `{id}` differently: its {what}"))
        .at(origin)
        .label("given here")
        .related(other, "and differently here")
        .help("if they are two documents, give each its own `id`; if they are one, describe it in the same way")
}
