//! Bytes that are read more than once although their source gives them once only.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A copy in a temporary file without a name: the system removes it however the run ends.
#[derive(Clone, Debug)]
pub struct Spool {
    file: Arc<Mutex<File>>,
    length: u64,
}

/// Why a copy could not be made.
#[derive(Debug)]
pub enum SpoolError {
    /// The source cannot be read.
    Read(io::Error),
    /// The temporary folder cannot be written.
    Write(io::Error),
    /// The source holds more bytes than the copy may have.
    TooLarge,
}

impl Spool {
    /// Copies all that a reader gives, which must not be more than `limit` bytes.
    ///
    /// # Errors
    /// See [`SpoolError`].
    pub fn new(mut reader: impl Read, limit: u64) -> Result<Self, SpoolError> {
        let mut file = tempfile::tempfile().map_err(SpoolError::Write)?;
        let mut buffer = vec![0; 1 << 18];
        let mut length = 0;
        loop {
            let read = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(SpoolError::Read(error)),
            };
            length += read as u64;
            if length > limit {
                return Err(SpoolError::TooLarge);
            }
            file.write_all(&buffer[..read]).map_err(SpoolError::Write)?;
        }
        Ok(Self { file: Arc::new(Mutex::new(file)), length })
    }

    /// A reader of all of it, with a place of its own.
    #[must_use]
    pub fn reader(&self) -> SpoolReader {
        SpoolReader { spool: self.clone(), at: 0 }
    }
}

/// Reads a [`Spool`].
#[derive(Debug)]
pub struct SpoolReader {
    spool: Spool,
    at: u64,
}

impl Read for SpoolReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.spool.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for SpoolReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.spool.length.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// Where bytes are that can be read from their beginning as often as needed.
#[derive(Clone, Debug)]
pub enum Again {
    /// In a file that stays where it is.
    Disk(PathBuf),
    /// In a copy of what could be read once only.
    Copy(Spool),
}

impl Again {
    /// Opens them at their beginning.
    ///
    /// # Errors
    /// When the file cannot be opened (any more).
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Disk(path) => Box::new(File::open(path)?),
            Self::Copy(spool) => Box::new(spool.reader()),
        })
    }

    /// The file, where it is not a copy.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Disk(path) => Some(path),
            Self::Copy(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_readers_of_a_copy_do_not_disturb_one_another() {
        let text: Vec<u8> = (0..300_000_u32).flat_map(|n| (n as u16).to_be_bytes()).collect();
        let spool = Spool::new(text.as_slice(), text.len() as u64).unwrap();
        let (mut first, mut second) = (spool.reader(), spool.reader());
        let mut begin = [0; 1000];
        first.read_exact(&mut begin).unwrap();
        let mut all = Vec::new();
        second.read_to_end(&mut all).unwrap();
        assert!(all == text && begin == text[..1000]);
        first.read_exact(&mut begin).unwrap();
        assert_eq!(begin, text[1000..2000]);
        first.seek(SeekFrom::End(-2)).unwrap();
        let mut end = Vec::new();
        first.read_to_end(&mut end).unwrap();
        assert_eq!(end, text[text.len() - 2..]);
    }

    #[test]
    fn a_copy_has_a_bound() {
        assert!(matches!(Spool::new(&[0; 11][..], 10), Err(SpoolError::TooLarge)));
        assert!(Spool::new(&[0; 10][..], 10).is_ok());
        assert!(matches!(Spool::new(io::repeat(0), 1 << 20), Err(SpoolError::TooLarge)));
    }
}
