//! Descriptions spelled piece by piece, for several threads that write one file: a head, then pieces in any number, each
//! of which says all it means by the head alone.

use std::io;

use super::{Format, Used, writer};
use crate::{Batch, Raw, raw};
use chancery_model::schema::Schema;

/// A format whose pieces may follow one another.
pub struct Pieces<'a> {
    format: Format,
    schema: &'a Schema,
    graphs: &'a [String],
    head: Vec<u8>,
}

/// What a piece holds.
#[derive(Debug, Default)]
pub struct Piece {
    bytes: Vec<u8>,
    head: usize,
    /// The triples in it.
    pub statements: u64,
    /// The descriptions in it.
    pub descriptions: u64,
}

impl Piece {
    /// What is to be written.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.head..]
    }
}

impl<'a> Pieces<'a> {
    /// Whether a format can be written so: those that hold all facts in one bracket cannot.
    #[must_use]
    pub fn can(format: Format) -> bool {
        matches!(format, Format::Turtle | Format::TriG | Format::NTriples | Format::NQuads)
    }

    /// The head names every prefix there is, since what the facts use is not known yet. `graphs` holds the IRI of the
    /// n-th graph at n - 1.
    ///
    /// # Errors
    /// When the format cannot be written in pieces, or the schema holds a name that is not an IRI.
    pub fn new(format: Format, schema: &'a Schema, graphs: &'a [String]) -> io::Result<Self> {
        if !Self::can(format) {
            return Err(super::terms::invalid(format!("{format} cannot be written piece by piece")));
        }
        let graphs = if format.has_graphs() { graphs } else { &[] };
        let mut pieces = Self { format, schema, graphs, head: Vec::new() };
        pieces.head = pieces.spell(&Batch::default())?.bytes;
        Ok(pieces)
    }

    /// What is at the beginning.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Spells descriptions, in their order.
    ///
    /// # Errors
    /// When the format has no way to write a term; see [`Writer::description`](super::Writer::description).
    pub fn spell(&self, batch: &Batch) -> io::Result<Piece> {
        let mut piece = Piece { head: self.head.len(), ..Piece::default() };
        let mut writer =
            writer(self.format, self.schema, self.graphs, &Used::everything(self.schema), &mut piece.bytes)?;
        for description in batch.iter() {
            writer.description(description)?;
            piece.descriptions += 1;
            let terms = description.raw().filter(|statement| !matches!(raw(statement).1, Raw::Claimed(_)));
            piece.statements += terms.count() as u64;
        }
        writer.end()?;
        Ok(piece)
    }
}
