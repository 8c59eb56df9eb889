//! A text on its way to its parser.

use super::bounds::Exceeded;
use super::json::Json;
use super::scan::Scan;
use super::turtle::Turtle;
use super::xml::Xml;
use memchr::memchr;
use oxrdfio::RdfFormat;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// The largest piece that is given to a parser that reports no places, as long as no term is longer than several such:
/// a parser begins a term again with each piece.
pub(super) const PIECE: usize = 1 << 10;

pub(super) fn scanner(format: RdfFormat) -> Box<dyn Scan> {
    match format {
        RdfFormat::RdfXml => Box::new(Xml::default()),
        RdfFormat::JsonLd { .. } => Box::new(Json::default()),
        _ => Box::new(Turtle::default()),
    }
}

/// Compares a text in memory with the bounds.
///
/// # Errors
/// The first bound that it exceeds.
pub fn check(format: RdfFormat, text: &[u8]) -> Result<(), Exceeded> {
    scanner(format).scan(text, 0)
}

/// How far a text was given to its parser.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Mutex<Given>>);

#[derive(Debug, Clone, Copy, Default)]
struct Given {
    /// Where the piece that was given last begins, and where it ends.
    piece: (u64, u64),
    exceeded: Option<Exceeded>,
}

impl Progress {
    fn given(&self) -> std::sync::MutexGuard<'_, Given> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes that were given last.
    #[must_use]
    pub fn piece(&self) -> (u64, u64) {
        self.given().piece
    }

    /// The bound that was exceeded.
    #[must_use]
    pub fn exceeded(&self) -> Option<Exceeded> {
        self.given().exceeded
    }
}

/// Reads a text of RDF within the bounds; what exceeds them is an [`io::ErrorKind::InvalidData`], and the end.
pub struct Bounded<R> {
    reader: BufReader<R>,
    scan: Box<dyn Scan>,
    at: u64,
    cut: Option<u8>,
    progress: Progress,
}

impl<R: Read> Bounded<R> {
    /// Takes what is to be read, and its syntax.
    pub fn new(reader: R, format: RdfFormat) -> Self {
        // The parsers of these report no place, or only some, so they get pieces that do.
        let cut = match format {
            RdfFormat::RdfXml => Some(b'>'),
            RdfFormat::JsonLd { .. } => Some(b'\n'),
            _ => None,
        };
        let reader = BufReader::with_capacity(1 << 18, reader);
        Self { reader, scan: scanner(format), at: 0, cut, progress: Progress::default() }
    }

    /// How far it was read, to be asked for when its parser describes an error.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(exceeded) = self.progress.exceeded() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, exceeded));
        }
        let held = self.reader.fill_buf()?;
        let mut length = held.len().min(buffer.len());
        if let Some(cut) = self.cut
            && self.scan.term(self.at) < 16 * PIECE as u64
        {
            length = length.min(PIECE);
            length = memchr(cut, &held[..length]).map_or(length, |at| at + 1);
        }
        let piece = &held[..length];
        if let Err(exceeded) = self.scan.scan(piece, self.at) {
            self.progress.given().exceeded = Some(exceeded);
            return Err(io::Error::new(io::ErrorKind::InvalidData, exceeded));
        }
        buffer[..length].copy_from_slice(piece);
        if length > 0 {
            let from = if self.cut == Some(b'>') { memchr::memrchr(b'<', piece).unwrap_or(0) } else { 0 };
            self.progress.given().piece = (self.at + from as u64, self.at + length as u64);
        }
        self.at += length as u64;
        self.reader.consume(length);
        Ok(length)
    }
}
