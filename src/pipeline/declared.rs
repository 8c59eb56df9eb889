//! What files declare: documents, entities and facts with an `id`, gathered before any record is read, so that no order of
//! files or lines makes a difference.

use std::sync::{Mutex, PoisonError};

use super::open::{Body, Opened};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Local, Parts, parts};
use chancery_model::origin::{Again, FileId};
use chancery_model::recipe::Recipe;
use chancery_model::schema::Schema;
use chancery_model::source::format::Format;
use chancery_model::source::{Node, json, yaml};

/// The trees of all files, in their order; of a JSON Lines file, the trees of the lines that may declare something.
pub(super) fn read_trees<'o>(opened: &'o [Opened], diagnostics: &mut Diagnostics) -> Vec<Vec<Node<'o>>> {
    // The longest first, so that both cores end together.
    let mut order: Vec<usize> = (0..opened.len()).collect();
    order.sort_by_key(|i| {
        std::cmp::Reverse(match &opened[*i].body {
            Body::Whole { bytes, .. } => bytes.len(),
            Body::Lines(_) => usize::MAX,
            Body::Known | Body::Rdf(_) | Body::Table(_) | Body::Entities(_) => 0,
        })
    });
    let next = Mutex::new(order.into_iter());
    let read = || {
        let mut mine: Vec<(usize, Vec<Node<'o>>)> = Vec::new();
        let mut heard = Diagnostics::new();
        loop {
            let Some(index) = next.lock().unwrap_or_else(PoisonError::into_inner).next() else { break };
            mine.push((index, read_tree(&opened[index], &mut heard)));
        }
        (mine, heard)
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let other = scope.spawn(read);
        let mine = read();
        // As with workers: a panic goes on.
        vec![mine, other.join().expect("readers report errors, they do not panic")]
    });
    let mut trees: Vec<Vec<Node<'o>>> = opened.iter().map(|_| Vec::new()).collect();
    for (read, heard) in results {
        diagnostics.merge(heard);
        for (index, roots) in read {
            trees[index] = roots;
        }
    }
    trees
}

fn read_tree<'o>(opened: &'o Opened, diagnostics: &mut Diagnostics) -> Vec<Node<'o>> {
    match &opened.body {
        Body::Whole { format: Format::Json, bytes } => {
            json::read(bytes, opened.file, diagnostics).into_iter().collect()
        }
        Body::Whole { bytes, .. } => yaml::read(bytes, opened.file, diagnostics).into_iter().collect(),
        Body::Lines(bytes) => declaring_lines(bytes, opened.file),
        Body::Known | Body::Rdf(_) | Body::Table(_) | Body::Entities(_) => Vec::new(),
    }
}

/// The lines that may declare a document, an entity or a fact with an `id`. Their faults are reported when they are read
/// as facts.
fn declaring_lines(bytes: &Again, file: FileId) -> Vec<Node<'static>> {
    let Ok(reader) = bytes.open() else { return Vec::new() };
    // A key may be written with escapes (RFC 8259, section 7), so a line with one is looked at too.
    let needles = [&b"\"entities\""[..], b"\"document\"", b"\"id\"", b"\\u"].map(memchr::memmem::Finder::new);
    let mut unheard = Diagnostics::new();
    let mut held = Vec::new();
    for batch in json::Batches::new(reader, file).flatten() {
        if !needles.iter().any(|needle| needle.find(&batch.bytes).is_some()) {
            continue;
        }
        let mut at = 0;
        for line in batch.bytes.split_inclusive(|b| *b == b'\n') {
            let start = at;
            at += line.len();
            if needles.iter().any(|needle| needle.find(line).is_some()) {
                let one = json::Batch {
                    bytes: line.to_vec(),
                    start_offset: batch.start_offset + start as u64,
                    first_line: 1,
                    sequence: 0,
                };
                held.extend(one.records(file, &mut unheard).filter_map(|record| record.node).map(Node::into_owned));
            }
        }
    }
    held
}

/// What a file declares and says.
pub(super) struct FileParts<'n> {
    pub file: FileId,
    pub parts: Parts<'n>,
    pub builtin: bool,
}

/// Takes the trees of all files apart.
pub(super) fn declared<'n>(
    schema: &Schema,
    opened: &[Opened],
    trees: &'n [Vec<Node<'n>>],
    recipes: &'n [Recipe],
    diagnostics: &mut Diagnostics,
) -> Vec<FileParts<'n>> {
    let of = |(source, roots): (&Opened, &'n Vec<Node<'n>>)| {
        let mut parts = gathered(schema, source, roots, diagnostics);
        let mut file = source.file;
        if let Some(recipe) = source.table().map(|table| &recipes[table.recipe]) {
            parts.document = recipe.document.as_ref();
            file = recipe.file;
        }
        FileParts { file, parts, builtin: source.builtin }
    };
    opened.iter().zip(trees).map(of).collect()
}

/// What all trees of a file declare.
fn gathered<'n>(schema: &Schema, source: &Opened, roots: &'n [Node<'n>], diagnostics: &mut Diagnostics) -> Parts<'n> {
    let mut gathered = Parts::default();
    // The lines of a JSON Lines file are read again as facts; only what they declare counts here.
    let mut unheard = Diagnostics::new();
    let heard = if matches!(source.body, Body::Lines(_)) { &mut unheard } else { &mut *diagnostics };
    let mut others = Vec::new();
    for root in roots {
        let one = parts(schema, root, source.file, heard);
        match (gathered.document, one.document) {
            (Some(first), Some(second)) if !first.says_the_same(second) => others.push((first, second)),
            (None, document) => gathered.document = document,
            _ => {}
        }
        gathered.entities.extend(one.entities);
        gathered.additions.extend(one.additions);
        gathered.blocks.extend(one.blocks);
        gathered.rejected += one.rejected;
    }
    for (first, second) in others {
        diagnostics.push(
            Diagnostic::error(Code::SecondDocument, "the file already has a different document".to_owned())
                .at(second.origin(source.file))
                .label("a second document")
                .related(first.origin(source.file), "the first document")
                .help("a file has one document, which all its claims cite: write a file for each document"),
        );
    }
    gathered
}

/// The facts with an `id` of each file, to which its other records may refer.
pub(super) fn locals<'n>(schema: &Schema, all: &[FileParts<'n>], diagnostics: &mut Diagnostics) -> Vec<Local<'n>> {
    let of = |file: &FileParts<'n>| {
        let mut local = Local::default();
        let mut unheard = Diagnostics::new();
        let heard = if file.builtin { &mut unheard } else { &mut *diagnostics };
        for block in &file.parts.blocks {
            local.add(schema, block, file.file, heard);
        }
        local
    };
    all.iter().map(of).collect()
}
