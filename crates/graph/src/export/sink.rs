//! Where the writers put their bytes.

use std::io::{self, Write};

/// How much is gathered before it is written.
const FULL: usize = 1 << 16;

/// Gathers bytes in memory, so that writers need not ask after every few whether they went well.
pub(super) struct Sink<'a> {
    out: &'a mut dyn Write,
    pub buffer: Vec<u8>,
}

impl<'a> Sink<'a> {
    pub fn new(out: &'a mut dyn Write) -> Self {
        Self { out, buffer: Vec::with_capacity(FULL * 2) }
    }

    /// Hands the bytes on once they are many. Called between descriptions.
    pub fn settle(&mut self) -> io::Result<()> {
        if self.buffer.len() < FULL { Ok(()) } else { self.hand_on() }
    }

    /// Writes what is left.
    pub fn end(&mut self) -> io::Result<()> {
        self.hand_on()?;
        self.out.flush()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        // One long literal must not hold its memory for the rest of the run.
        self.buffer.shrink_to(FULL * 4);
        Ok(())
    }
}
