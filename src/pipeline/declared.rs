//! What sources declare: documents, entities and facts with an `id`, gathered before any record is read, so that no order of
//! files or lines makes a difference.

use std::cmp::Reverse;
use std::sync::{Mutex, PoisonError};

use super::opened::{FileParts, Opened};
use super::source::{Declared, Source};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Local, Parts, parts};
use chancery_model::schema::Schema;
use chancery_model::source::Node;

/// What all sources declare, in their order.
pub(super) fn read_declared<'o>(
    opened: &[Opened],
    sources: &'o [Box<dyn Source>],
    diagnostics: &mut Diagnostics,
) -> Vec<Declared<'o>> {
    // The longest first, so that both cores end together; what is read in batches is read through.
    let mut order: Vec<usize> = (0..opened.len()).collect();
    order.sort_by_key(|at| Reverse((opened[*at].properties.is_streamed, opened[*at].size)));
    let next = Mutex::new(order.into_iter());
    let read = || {
        let mut mine: Vec<(usize, Declared<'o>)> = Vec::new();
        let mut faults = Diagnostics::new();
        loop {
            let Some(index) = next.lock().unwrap_or_else(PoisonError::into_inner).next() else { break };
            mine.push((index, sources[index].declares(&mut faults)));
        }
        (mine, faults)
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let other = scope.spawn(read);
        let mine = read();
        // As with workers: a panic is passed on.
        vec![mine, other.join().expect("readers report errors, they do not panic")]
    });
    let mut all: Vec<Declared<'o>> = opened.iter().map(|_| Declared::default()).collect();
    for (read, faults) in results {
        diagnostics.merge(faults);
        for (index, declared) in read {
            all[index] = declared;
        }
    }
    all
}

/// Takes apart what sources declare.
pub(super) fn file_parts<'n>(
    schema: &Schema,
    opened: &[Opened],
    all: &'n [Declared<'n>],
    diagnostics: &mut Diagnostics,
) -> Vec<FileParts<'n>> {
    let of = |(opened, declared): (&Opened, &'n Declared<'n>)| {
        let mut parts = gathered(schema, opened, &declared.trees, diagnostics);
        let mut file = opened.file;
        if let Some((elsewhere, document)) = declared.document {
            parts.document = document;
            file = elsewhere;
        }
        FileParts { file, parts, builtin: opened.builtin }
    };
    opened.iter().zip(all).map(of).collect()
}

/// What all trees of a source declare.
fn gathered<'n>(schema: &Schema, opened: &Opened, trees: &'n [Node<'n>], diagnostics: &mut Diagnostics) -> Parts<'n> {
    let mut gathered = Parts::default();
    // What is read in batches is read again as facts; only what it declares counts here.
    let mut unheard = Diagnostics::new();
    let heard = if opened.properties.is_streamed { &mut unheard } else { &mut *diagnostics };
    let mut others = Vec::new();
    for root in trees {
        let one = parts(schema, root, opened.file, heard);
        match (gathered.document, one.document) {
            (Some(first), Some(second)) if !first.says_the_same(second) => others.push((first, second)),
            (None, document) => gathered.document = document,
            _ => {}
        }
        gathered.entities.extend(one.entities);
        gathered.additions.extend(one.additions);
        gathered.blocks.extend(one.blocks);
        gathered.decisions.extend(one.decisions);
        gathered.rejected += one.rejected;
    }
    for (first, second) in others {
        diagnostics.push(
            Diagnostic::error(Code::SecondDocument, "the file already has a different document".to_owned())
                .at(second.origin(opened.file))
                .label("a second document")
                .related(first.origin(opened.file), "the first document")
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
