//! Compressed sources, read as what is in them.

use std::fmt;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chancery_values::name::counted;

/// How a source is packed, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// gzip (RFC 1952), of one or several members.
    Gzip,
    /// Zstandard (RFC 8878), of one or several frames.
    Zstd,
    /// bzip2, of one or several streams.
    Bzip2,
}

impl Packing {
    /// The packing that the first bytes show.
    #[must_use]
    pub fn of(beginning: &[u8]) -> Option<Self> {
        match beginning {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstd),
            // A text may begin with these letters, so that the level and the sign of a block or of the end must follow.
            [b'B', b'Z', b'h', b'1'..=b'9', b'1' | 0x17, ..] => Some(Self::Bzip2),
            _ => None,
        }
    }

    /// Unpacks while reading. Takes the packed bytes from the first on.
    ///
    /// # Errors
    /// Reading what is given fails with [`Damage`] where the archive breaks off ([`io::ErrorKind::UnexpectedEof`]) or is
    /// damaged ([`io::ErrorKind::InvalidData`]).
    pub fn unpack(self, reader: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
        let (ended, failed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let watched = Watched { reader, ended: ended.clone(), failed: failed.clone() };
        let reader = BufReader::with_capacity(1 << 16, Box::new(watched) as Box<dyn Read + Send>);
        let unpacked: Box<dyn Read + Send> = match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(reader)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(reader)),
            Self::Zstd => Box::new(Frames { reader: Some(reader), frame: None }),
        };
        Ok(Box::new(Unpacking { unpacked, ended, failed, bytes: 0 }))
    }
}

/// Why an archive cannot be read further: the payload of an [`io::Error`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// How many bytes of content could be read.
    pub bytes: u64,
    /// What is wrong within it; nothing where it ends too early.
    pub reason: Option<String>,
}

impl Damage {
    /// What an error says of an archive; nothing where it is about something else.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            None => write!(f, "ends too early, after {} of content", counted(self.bytes, "byte")),
            Some(reason) => write!(f, "is damaged after {} of content: {reason}", counted(self.bytes, "byte")),
        }
    }
}

impl std::error::Error for Damage {}

/// What is packed; notes whether its end or an error was met, because not every unpacker reports the two from damage.
struct Watched {
    reader: Box<dyn Read + Send>,
    ended: Arc<AtomicBool>,
    failed: Arc<AtomicBool>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer);
        match &read {
            Ok(0) if !buffer.is_empty() => self.ended.store(true, Ordering::Relaxed),
            Err(error) if error.kind() != io::ErrorKind::Interrupted => self.failed.store(true, Ordering::Relaxed),
            _ => {}
        }
        read
    }
}

/// What is unpacked; its errors are [`Damage`] unless the source itself could not be read.
struct Unpacking {
    unpacked: Box<dyn Read + Send>,
    ended: Arc<AtomicBool>,
    failed: Arc<AtomicBool>,
    bytes: u64,
}

impl Read for Unpacking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.unpacked.read(buffer) {
            Ok(read) => {
                self.bytes += read as u64;
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted || self.failed.load(Ordering::Relaxed) => {
                Err(error)
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof || self.ended.load(Ordering::Relaxed) => {
                Err(io::Error::new(io::ErrorKind::UnexpectedEof, Damage { bytes: self.bytes, reason: None }))
            }
            Err(error) => {
                let damage = Damage { bytes: self.bytes, reason: Some(error.to_string()) };
                Err(io::Error::new(io::ErrorKind::InvalidData, damage))
            }
        }
    }
}

type Frame = ruzstd::decoding::StreamingDecoder<BufReader<Box<dyn Read + Send>>, ruzstd::decoding::FrameDecoder>;

/// The frames of a Zstandard file, one after the other.
struct Frames {
    reader: Option<BufReader<Box<dyn Read + Send>>>,
    frame: Option<Box<Frame>>,
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(buffer)?;
                if read > 0 {
                    return Ok(read);
                }
                let (reader, decoder) = match self.frame.take() {
                    Some(frame) => frame.into_parts(),
                    None => return Ok(0),
                };
                // The unpacker works the checksum out, and leaves the comparison to us.
                if decoder.get_checksum_from_data().is_some_and(|sum| decoder.get_calculated_checksum() != Some(sum)) {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong"));
                }
                self.reader = Some(reader);
            }
            let Some(mut reader) = self.reader.take() else { return Ok(0) };
            if io::BufRead::fill_buf(&mut reader)?.is_empty() {
                return Ok(0);
            }
            let frame = ruzstd::decoding::StreamingDecoder::new(reader)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
            self.frame = Some(Box::new(frame));
        }
    }
}

/// The beginning of a source, a reader of the whole, and how it is packed.
pub type Looked = (Vec<u8>, Box<dyn Read + Send>, Option<Packing>);

/// Reads the beginning of a source. Gives it, unpacked if it is packed, and a reader of the whole.
///
/// # Errors
/// When the source cannot be read, or its beginning cannot be unpacked.
pub fn look(mut reader: Box<dyn Read + Send>, bytes: u64) -> io::Result<Looked> {
    let mut beginning = Vec::new();
    reader.by_ref().take(bytes).read_to_end(&mut beginning)?;
    let packing = Packing::of(&beginning);
    if let Some(packing) = packing {
        reader = packing.unpack(Box::new(Cursor::new(beginning).chain(reader)))?;
        beginning = Vec::new();
        // Where the archive breaks off here, what could be read is shown first, and the reader meets the end again.
        let mut piece = [0; 4096];
        while (beginning.len() as u64) < bytes {
            match reader.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => beginning.extend_from_slice(&piece[..read]),
                Err(error) if beginning.is_empty() => return Err(error),
                Err(error) => {
                    reader = Box::new(Broken(Some(error)));
                    break;
                }
            }
        }
    }
    Ok((beginning.clone(), Box::new(Cursor::new(beginning).chain(reader)), packing))
}

/// Fails with the error that it holds.
pub(super) struct Broken(pub Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn bzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let (_, mut reader, _) = look(Box::new(Cursor::new(bytes.to_vec())), 64)?;
        let mut all = Vec::new();
        reader.read_to_end(&mut all).map(|_| all)
    }

    #[test]
    fn archives_of_several_parts_are_read_as_one() {
        for pack in [gzip, bzip, zstd] {
            let text: Vec<u8> = (0..100_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
            let mut both = pack(&text);
            both.extend(pack(b"and more"));
            let mut expected = text.clone();
            expected.extend(b"and more");
            assert!(unpacked(&both).unwrap() == expected);
        }
        assert_eq!(unpacked(b"plain").unwrap(), b"plain");
    }

    #[test]
    fn archives_that_break_off_are_errors() {
        for pack in [gzip, bzip, zstd] {
            let text: Vec<u8> = (0..50_000_u32).flat_map(|n| (n * n % 7919).to_string().into_bytes()).collect();
            let whole = pack(&text);
            for cut in [5, whole.len() / 2, whole.len() - 3] {
                assert!(unpacked(&whole[..cut]).is_err(), "cut at {cut} of {}", whole.len());
            }
        }
    }

    #[test]
    fn damage_says_how_much_was_read() {
        for pack in [gzip, bzip, zstd] {
            let text: Vec<u8> = (0..50_000_u32).flat_map(|n| (n * n % 7919).to_string().into_bytes()).collect();
            let whole = pack(&text);
            let read = |bytes: &[u8]| {
                let packing = Packing::of(bytes).unwrap();
                let mut reader = packing.unpack(Box::new(Cursor::new(bytes.to_vec()))).unwrap();
                let mut all = Vec::new();
                let error = reader.read_to_end(&mut all).unwrap_err();
                let damage = Damage::of(&error).unwrap().clone();
                assert_eq!(damage.bytes, all.len() as u64);
                (error.kind(), damage.reason)
            };
            assert_eq!(read(&whole[..whole.len() - 6]), (io::ErrorKind::UnexpectedEof, None));
            // A byte that is different, in the middle of the data.
            let mut changed = whole.clone();
            changed[whole.len() / 2] ^= 0x55;
            let (kind, _) = read(&changed);
            assert!(matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof));
        }
    }

    #[test]
    fn a_text_that_begins_like_bzip2() {
        assert_eq!(Packing::of(b"BZhang,b\n"), None);
        assert_eq!(unpacked(b"BZh9,b\n").unwrap(), b"BZh9,b\n");
        assert_eq!(unpacked(&bzip(b"")).unwrap(), b"");
    }
}
