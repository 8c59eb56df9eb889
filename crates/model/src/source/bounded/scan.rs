//! What every scanner of a format does, and the length of a term.

use super::bounds::{Exceeded, Excess, MAX_TERM_BYTES};

/// Looks at a text piece by piece.
pub(super) trait Scan: Send {
    /// Takes the next bytes, and the place of the first of them.
    fn scan(&mut self, bytes: &[u8], at: u64) -> Result<(), Exceeded>;

    /// How long the term is so far in whose midst the bytes ended; `at` is where they did.
    fn term(&self, at: u64) -> u64;
}

/// The beginning of what must not be too long, and how deep one is.
#[derive(Default)]
pub(super) struct Meter {
    begun: Option<u64>,
    pub(super) depth: usize,
}

impl Meter {
    pub(super) fn begin(&mut self, at: u64) {
        self.begun.get_or_insert(at);
    }

    pub(super) fn end(&mut self) {
        self.begun = None;
    }

    pub(super) fn open(&mut self, at: u64, bound: usize) -> Result<(), Exceeded> {
        self.depth += 1;
        if self.depth > bound { Err(Exceeded { excess: Excess::Nesting(bound), at }) } else { Ok(()) }
    }

    pub(super) fn length(&self, at: u64) -> u64 {
        self.begun.map_or(0, |begun| at - begun)
    }

    pub(super) fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Holds the length of what was begun, where the text has come to `at`.
    pub(super) fn hold(&self, at: u64) -> Result<(), Exceeded> {
        match self.begun {
            Some(begun) if at - begun > MAX_TERM_BYTES => Err(Exceeded { excess: Excess::Term, at: begun }),
            _ => Ok(()),
        }
    }
}
