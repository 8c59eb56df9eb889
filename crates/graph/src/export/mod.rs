//! The formats: sorted, merged descriptions to bytes.
//!
//! | file | subject |
//! |---|---|
//! | `format.rs` | the formats by name, alias and extension |
//! | `turtle.rs`, `trig.rs` | for reading |
//! | `n_triples.rs`, `n_quads.rs` | a statement a line |
//! | `json_ld.rs` | JSON-LD and its context |
//! | `rdf_xml.rs` | RDF/XML, through `oxrdfxml` |
//! | `canonical.rs` | RDFC-1.0, through `sophia_c14n` |
//! | `dataset.rs` | how an export describes itself: VoID and DCAT |
//! | `used.rs` | the part of the schema that the facts use, for headers |
//! | `names.rs`, `terms.rs` | how IRIs, names and texts are spelled |
//! | `pieces.rs` | pieces of a file, for several threads |
//! | `sink.rs` | where the bytes gather |
//!
//! [`write()`] is the way in. Facts that can be seen only once, in no order, go through [`writer`]: every format but the
//! canonical one then takes constant memory, at the price of a header that names every prefix.
//!
//! An export is exact or it is an error: no format changes a term to make it fit.

pub mod canonical;
mod dataset;
mod format;
mod json_ld;
mod n_quads;
mod n_triples;
mod names;
mod pieces;
mod rdf_xml;
mod sink;
mod terms;
#[cfg(test)]
mod tests;
mod trig;
mod turtle;
mod used;

use std::io::{self, Write};

pub use dataset::{Census, Dataset, Extent};
pub use format::{Format, UnknownFormat};
pub use json_ld::context;
pub use pieces::{Piece, Pieces};
pub use used::Used;

use crate::{Batch, Description, Merged, Seen, Sorted};
use chancery_model::facts::GraphId;
use chancery_model::schema::Schema;

/// Writes descriptions one after another.
pub trait Writer {
    /// Writes everything said of a subject.
    ///
    /// # Errors
    /// When the bytes cannot be written ([`io::ErrorKind::InvalidData`]: when the format has no way to write a term,
    /// or no format has, because it is not RDF).
    fn description(&mut self, description: Description<'_>) -> io::Result<()>;

    /// Writes what is at the end. Without it, the export is not whole.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn end(self: Box<Self>) -> io::Result<()>;
}

/// How many bytes of descriptions go from the core that merges to the one that writes at a time.
const HANDFUL: usize = 1 << 20;

/// What is added to the base of things for the graph in which an export describes itself.
pub const DATASET_GRAPH: &str = "graph/dataset";

/// Writes all facts, and nothing of the export itself. `graphs` holds the IRI of the n-th graph at n - 1; for a format without graphs
/// ([`Format::has_graphs`]) the descriptions must all be in the default graph.
///
/// # Errors
/// When the facts cannot be read back, or the bytes cannot be written; see [`Writer::description`].
pub fn write(
    format: Format,
    schema: &Schema,
    graphs: &[String],
    sorted: &Sorted,
    out: &mut dyn Write,
) -> io::Result<Merged> {
    let graphs = if format.has_graphs() { graphs } else { &[] };
    write_with(writer(format, schema, graphs, &used(format, schema, graphs, sorted.seen()), out)?, schema, sorted)
}

/// Writes all facts with a writer: one of [`writer()`], or one of the caller's own.
///
/// # Errors
/// When the facts cannot be read back; see [`Writer`] for the rest.
pub fn write_with(mut writer: Box<dyn Writer + '_>, schema: &Schema, sorted: &Sorted) -> io::Result<Merged> {
    let merged = merge(schema, sorted, |description| writer.description(description))?;
    writer.end()?;
    Ok(merged)
}

/// Writes all facts, and after them what the export says of itself: only then it is known. In formats with graphs it
/// is in a graph of its own (the base and [`DATASET_GRAPH`]), so that the default graph holds facts and nothing else.
///
/// Gives what merging made of the facts, and the number of triples that describe the export, which are not among them.
///
/// # Errors
/// See [`write()`].
pub fn write_described(
    format: Format,
    schema: &Schema,
    graphs: &[String],
    sorted: &Sorted,
    dataset: &Dataset,
    out: &mut dyn Write,
) -> io::Result<(Merged, u64)> {
    // An empty export does not describe itself.
    if sorted.is_empty() || dataset.extent == Extent::None {
        return Ok((write(format, schema, graphs, sorted, out)?, 0));
    }
    let (graphs, graph) = with_dataset_graph(format, schema, graphs);
    let mut seen = sorted.seen().clone();
    seen.merge(&dataset.vocabulary(schema, sorted.seen(), graph));
    let mut writer = writer(format, schema, &graphs, &used(format, schema, &graphs, &seen), out)?;
    let mut census = Census::new(schema);
    let merged = merge(schema, sorted, |description| {
        census.add(description);
        writer.description(description)
    })?;
    let described = dataset.describe(schema, sorted.seen(), &census, graph);
    for description in described.iter() {
        writer.description(description)?;
    }
    writer.end()?;
    Ok((merged, statements(&described)))
}

/// Writes only how an export would describe itself; see [`write_described`].
///
/// # Errors
/// See [`write()`].
pub fn write_description(
    format: Format,
    schema: &Schema,
    sorted: &Sorted,
    dataset: &Dataset,
    out: &mut dyn Write,
) -> io::Result<(Merged, u64)> {
    let (graphs, graph) = with_dataset_graph(format, schema, &[]);
    let mut census = Census::new(schema);
    let merged = merge(schema, sorted, |description| {
        census.add(description);
        Ok(())
    })?;
    let described = dataset.describe(schema, sorted.seen(), &census, graph);
    let mut writer = writer(format, schema, &graphs, &used(format, schema, &graphs, &described.seen), out)?;
    for description in described.iter() {
        writer.description(description)?;
    }
    writer.end()?;
    Ok((merged, statements(&described)))
}

fn statements(batch: &Batch) -> u64 {
    batch.iter().map(|description| description.raw().count() as u64).sum()
}

/// The graphs with that of the description as the last, where the format has graphs and there is a number left.
fn with_dataset_graph(format: Format, schema: &Schema, graphs: &[String]) -> (Vec<String>, GraphId) {
    if !format.has_graphs() {
        return (Vec::new(), GraphId::DEFAULT);
    }
    match u16::try_from(graphs.len() + 1) {
        Ok(number) => {
            let own = format!("{}{DATASET_GRAPH}", schema.base);
            (graphs.iter().cloned().chain(std::iter::once(own)).collect(), GraphId(number))
        }
        Err(_) => (graphs.to_vec(), GraphId::DEFAULT),
    }
}

/// The part of the schema that a header names.
fn used(format: Format, schema: &Schema, graphs: &[String], seen: &Seen) -> Used {
    match format {
        Format::Turtle | Format::TriG | Format::JsonLd | Format::RdfXml => Used::find(schema, graphs, seen),
        // These have no header.
        Format::NTriples | Format::NQuads | Format::CanonicalNQuads => Used::everything(schema),
    }
}

/// Gives every merged description to `write`, on the thread that calls.
fn merge(
    schema: &Schema,
    sorted: &Sorted,
    mut write: impl FnMut(Description<'_>) -> io::Result<()>,
) -> io::Result<Merged> {
    // One core merges while the other writes.
    std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel::<Batch>(4);
        let merging = scope.spawn(move || {
            let mut batch = Batch::default();
            let gone = |_| io::Error::other("the writer has stopped");
            let merged = sorted.each(schema, |description| {
                batch.push(description);
                if batch.size() < HANDFUL { Ok(()) } else { send.send(std::mem::take(&mut batch)).map_err(gone) }
            })?;
            send.send(batch).map_err(gone)?;
            Ok(merged)
        });
        for batch in receive {
            for description in batch.iter() {
                write(description)?;
            }
        }
        merging.join().unwrap_or_else(|_| Err(io::Error::other("merging was stopped")))
    })
}

/// The writer of a format, which has written its header already. With [`Used::everything`] for `used`, the descriptions
/// may be anything, in any order.
///
/// # Errors
/// When the header cannot be written, or the schema holds a namespace or predicate that is not an IRI.
pub fn writer<'a>(
    format: Format,
    schema: &'a Schema,
    graphs: &'a [String],
    used: &Used,
    out: &'a mut dyn Write,
) -> io::Result<Box<dyn Writer + 'a>> {
    let graphs = Graphs(graphs);
    Ok(match format {
        Format::Turtle => Box::new(turtle::Turtle::new(schema, used, out)?),
        Format::TriG => Box::new(trig::TriG::new(schema, graphs, used, out)?),
        Format::NTriples => Box::new(n_triples::NTriples::new(schema, out)?),
        Format::NQuads => Box::new(n_quads::NQuads::new(schema, graphs, out)?),
        Format::JsonLd => Box::new(json_ld::JsonLd::new(schema, graphs, used, out)?),
        Format::RdfXml => Box::new(rdf_xml::RdfXml::new(schema, used, out)?),
        Format::CanonicalNQuads => Box::new(canonical::CanonicalNQuads::new(schema, graphs, out)),
    })
}

/// The IRIs of the named graphs.
#[derive(Clone, Copy)]
struct Graphs<'a>(&'a [String]);

impl<'a> Graphs<'a> {
    /// The graph's IRI; nothing for the default graph.
    fn iri(self, graph: GraphId) -> io::Result<Option<&'a str>> {
        let Some(index) = usize::from(graph.0).checked_sub(1) else { return Ok(None) };
        match self.0.get(index) {
            Some(iri) => Ok(Some(iri)),
            None => Err(terms::invalid(format!("graph {} has no IRI", graph.0))),
        }
    }
}

fn no_triple_terms(format: Format) -> io::Error {
    terms::invalid(format!("{format} has no triple terms"))
}

/// Refuses a description in a named graph, for formats that would have to leave its name out.
fn refuse_graph(format: Format, description: Description<'_>) -> io::Result<()> {
    if description.graph() == GraphId::DEFAULT {
        Ok(())
    } else {
        Err(terms::invalid(format!("{format} has no named graphs")))
    }
}
