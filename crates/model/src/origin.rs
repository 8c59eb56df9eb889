//! A place in a source: a file and a byte range in it, and how that becomes a line and a column.
//!
//! An [`Origin`] is small and is carried by every value that was read. Lines, columns and excerpts are worked out only
//! for what is shown to a person, so that reading pays nothing for them.

mod spool;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};

pub use spool::{Again, Spool, SpoolError, SpoolReader};

/// The most characters of a line that an excerpt shows, the marks of a cut not counted.
pub const EXCERPT_CHARS: usize = 160;

/// The most characters of the span itself that an excerpt shows; the rest is left for what surrounds it.
const SPAN_CHARS: usize = 100;

/// How many bytes on each side of a position are read for an excerpt: enough for [`EXCERPT_CHARS`] of four bytes.
const WINDOW: u64 = 4 * EXCERPT_CHARS as u64;

/// The mark that is where an excerpt was cut.
const CUT: char = '…';

/// How much is kept of lines that cannot be read again, in bytes.
const MAX_KEPT: usize = 64 << 10;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Which source of a run: an index into [`Files`]. Sources compare in the order in which they were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A byte range in a source; `end` is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The source.
    pub file: FileId,
    /// The first byte, counted from the beginning of the source.
    pub start: u64,
    /// The byte after the last one.
    pub end: u64,
}

impl Origin {
    /// Takes a source and a byte range (`end` exclusive; an `end` before `start` is read as `start`).
    #[must_use]
    pub fn new(file: FileId, start: u64, end: u64) -> Self {
        Self { file, start, end: end.max(start) }
    }

    /// The empty range at a byte.
    #[must_use]
    pub fn point(file: FileId, at: u64) -> Self {
        Self::new(file, at, at)
    }

    /// The smallest range that covers both. Of two different sources, the first range is given unchanged.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file == other.file {
            Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
        } else {
            self
        }
    }
}

/// Where an [`Origin`] is, in a person's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The path of the source as it is displayed.
    pub path: Arc<str>,
    /// The place in it; absent if the source cannot be read any more.
    pub position: Option<Position>,
}

/// A place in a source. Lines and columns are counted from 1, columns in characters; a byte-order mark is not a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line in which the range begins.
    pub line: u64,
    /// The column of its first character.
    pub column: u64,
    /// The line in which the range ends.
    pub end_line: u64,
    /// The column after its last character.
    pub end_column: u64,
    /// The line in which the range begins, clipped.
    pub excerpt: Excerpt,
}

/// A line, or the part of a long line around a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text without its line break; `…` where it was cut, `U+FFFD` where it was not UTF-8.
    pub text: String,
    /// The byte range in `text` of what the origin covers in this line.
    pub span: Range<usize>,
}

/// The sources of a run. It can be shared between threads; adding needs no exclusive access.
///
/// The order of diagnostics follows the order in which sources were added, so a run that is to be deterministic adds
/// its sources from one thread.
#[derive(Debug, Default)]
pub struct Files {
    table: RwLock<Vec<Entry>>,
}

#[derive(Clone, Debug)]
struct Entry {
    path: Arc<str>,
    text: Text,
}

#[derive(Clone)]
enum Text {
    Memory(Arc<[u8]>),
    Static(&'static [u8]),
    Disk(Arc<Path>),
    Copy(Spool),
    Stream(Open),
    Passing(Arc<Mutex<Kept>>),
}

/// Lines of a source that can be read once only, by the offset of their first byte: the number of the line, and its text.
type Kept = BTreeMap<u64, (u64, Box<[u8]>)>;

/// Opens a source from its beginning.
type Open = Arc<dyn Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync>;

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory(_) => "Memory",
            Self::Static(_) => "Static",
            Self::Disk(_) => "Disk",
            Self::Copy(_) => "Copy",
            Self::Stream(_) => "Stream",
            Self::Passing(_) => "Passing",
        })
    }
}

impl Files {
    /// A table without sources.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source whose text is held in memory: a facts file, an embedded file, standard input.
    /// Takes the path to display and the text; gives the number by which origins name the source.
    pub fn add_text(&self, path: &str, text: impl Into<Arc<[u8]>>) -> FileId {
        self.add(path, Text::Memory(text.into()))
    }

    /// Adds a source that is compiled in. Takes the path to display and the text.
    pub fn add_static(&self, path: &str, text: &'static str) -> FileId {
        self.add(path, Text::Static(text.as_bytes()))
    }

    /// Adds a source that stays on disk and is read again when something in it must be shown.
    /// Takes the path to display and the path to open.
    pub fn add_disk(&self, path: &str, real: impl Into<PathBuf>) -> FileId {
        self.add(path, Text::Disk(real.into().into()))
    }

    /// Adds a source whose bytes can be read again where they are: on disk, or in a copy.
    pub fn add_again(&self, path: &str, again: &Again) -> FileId {
        match again {
            Again::Disk(real) => self.add_disk(path, real.clone()),
            Again::Copy(spool) => self.add(path, Text::Copy(spool.clone())),
        }
    }

    /// Adds a source that is not on disk as origins count its bytes, but compressed or in another encoding; `open` gives
    /// it as origins count, and is called again when something in it must be shown.
    pub fn add_stream(
        &self,
        path: &str,
        open: impl Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync + 'static,
    ) -> FileId {
        self.add(path, Text::Stream(Arc::new(open)))
    }

    /// Adds a source that can be read only once; its reader [keeps](Files::keep) the lines that are to be shown.
    pub fn add_passing(&self, path: &str) -> FileId {
        self.add(path, Text::Passing(Arc::default()))
    }

    /// Whether lines of the source must be kept to be shown.
    #[must_use]
    pub fn is_passing(&self, file: FileId) -> bool {
        self.entry(file).is_some_and(|entry| matches!(entry.text, Text::Passing(_)))
    }

    /// Keeps a line, or several, of a source that passes: the offset of its first byte, its number and its text, of which
    /// 64 KiB are kept.
    pub fn keep(&self, file: FileId, at: u64, line: u64, text: &[u8]) {
        if let Some(Text::Passing(kept)) = self.entry(file).map(|entry| entry.text) {
            let text = &text[..text.len().min(MAX_KEPT)];
            kept.lock().unwrap_or_else(PoisonError::into_inner).insert(at, (line, text.into()));
        }
    }

    fn add(&self, path: &str, text: Text) -> FileId {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        // Four thousand million sources do not fit into memory, so the bound is never met.
        let id = u32::try_from(table.len()).unwrap_or(u32::MAX);
        table.push(Entry { path: path.into(), text });
        FileId(id)
    }

    fn entry(&self, file: FileId) -> Option<Entry> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.get(usize::try_from(file.0).ok()?).cloned()
    }

    /// The path of a source as it is displayed; nothing if the number is not from this table.
    #[must_use]
    pub fn path(&self, file: FileId) -> Option<Arc<str>> {
        self.entry(file).map(|entry| entry.path)
    }

    /// The text of a source that is held in memory; nothing for one on disk.
    #[must_use]
    pub fn text(&self, file: FileId) -> Option<Arc<[u8]>> {
        match self.entry(file)?.text {
            Text::Memory(text) => Some(text),
            Text::Static(text) => Some(text.into()),
            Text::Disk(_) | Text::Copy(_) | Text::Stream(_) | Text::Passing(_) => None,
        }
    }

    /// Where an origin is. For several origins, [`Files::locate_all`] reads each source only once.
    #[must_use]
    pub fn locate(&self, origin: Origin) -> Location {
        self.locate_all(&[origin]).pop().unwrap_or_else(|| Location { path: "".into(), position: None })
    }

    /// The locations of origins, in the order of `origins`. Each source is read once, in pieces of bounded size.
    /// A source that cannot be read (any more) gives locations without a position; an origin beyond its end, the end.
    #[must_use]
    pub fn locate_all(&self, origins: &[Origin]) -> Vec<Location> {
        let mut locations: Vec<Location> = origins
            .iter()
            .map(|origin| Location {
                path: self.path(origin.file).unwrap_or_else(|| "<unknown source>".into()),
                position: None,
            })
            .collect();
        let mut order: Vec<(Origin, &mut Location)> = origins.iter().copied().zip(locations.iter_mut()).collect();
        order.sort_by_key(|(origin, _)| *origin);
        for group in order.chunk_by_mut(|(a, _), (b, _)| a.file == b.file) {
            let Some(entry) = group.first().and_then(|(origin, _)| self.entry(origin.file)) else {
                continue;
            };
            // A source that cannot be read leaves its locations without a position; that is all there is to say.
            let _ = match entry.text {
                Text::Memory(text) => place(&mut Cursor::new(text), group),
                Text::Static(text) => place(&mut Cursor::new(text), group),
                Text::Disk(path) => open_regular(&path).and_then(|mut file| place(&mut file, group)),
                Text::Copy(spool) => place(&mut spool.reader(), group),
                // To find lines, the reader goes back and forth, so the needed part is first written to disk.
                Text::Stream(open) => open().and_then(|source| {
                    let last = group.iter().map(|(origin, _)| origin.end).max().unwrap_or_default();
                    let mut copy = tempfile::tempfile()?;
                    io::copy(&mut source.take(last.saturating_add(2 * WINDOW)), &mut copy)?;
                    copy.seek(SeekFrom::Start(0))?;
                    place(&mut copy, group)
                }),
                Text::Passing(kept) => {
                    let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    group.iter_mut().try_for_each(|(origin, location)| place_kept(&kept, *origin, location))
                }
            };
        }
        locations
    }
}

/// Opening a pipe again would wait for ever for someone to write into it.
fn open_regular(path: &Path) -> io::Result<File> {
    if std::fs::metadata(path)?.is_file() { File::open(path) } else { Err(io::Error::from(io::ErrorKind::Unsupported)) }
}

/// Fills in a position in a source that has passed, from the lines that were kept of it.
fn place_kept(kept: &Kept, origin: Origin, location: &mut Location) -> io::Result<()> {
    let Some((at, (line, text))) = kept.range(..=origin.start).next_back() else { return Ok(()) };
    if origin.start - at > text.len() as u64 {
        return Ok(());
    }
    let shifted = Origin::new(origin.file, origin.start - at, origin.end.saturating_sub(*at));
    place(&mut Cursor::new(text), &mut [(shifted, &mut *location)])?;
    if let Some(position) = &mut location.position {
        position.line += line - 1;
        position.end_line += line - 1;
    }
    Ok(())
}

/// What is known of one byte offset after the pass over a source.
#[derive(Clone, Copy)]
struct Mark {
    /// The offset, not beyond the end of the source.
    at: u64,
    line: u64,
    column: u64,
    line_start: u64,
}

/// The state of the pass: everything about the byte at `at`.
struct Walk {
    mark: Mark,
    byte_order_mark: bool,
}

impl Walk {
    fn advance(&mut self, bytes: &[u8]) {
        let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
        let rest = match memchr::memrchr(b'\n', bytes) {
            Some(last) => {
                self.mark.line += lines;
                self.mark.line_start = self.mark.at + last as u64 + 1;
                self.mark.column = 1;
                bytes.get(last + 1..).unwrap_or_default()
            }
            None => bytes,
        };
        self.mark.column += rest.iter().filter(|byte| is_char_start(**byte)).count() as u64;
        self.mark.at += bytes.len() as u64;
    }

    fn mark(&self) -> Mark {
        let mut mark = self.mark;
        if self.byte_order_mark && mark.line == 1 {
            mark.column = mark.column.saturating_sub(1).max(1);
            mark.line_start = BYTE_ORDER_MARK.len() as u64;
        }
        mark
    }
}

fn is_char_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// Fills in the positions of origins that all are in one source.
fn place<R: Read + Seek>(source: &mut R, group: &mut [(Origin, &mut Location)]) -> io::Result<()> {
    let mut wanted: Vec<u64> = group.iter().flat_map(|(origin, _)| [origin.start, origin.end]).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let marks = walk(source, &wanted)?;
    let mark = |offset: u64| {
        let index = wanted.binary_search(&offset).ok()?;
        marks.get(index).copied()
    };
    for (origin, location) in group {
        let (Some(mut start), Some(end)) = (mark(origin.start), mark(origin.end)) else {
            continue;
        };
        // What points at the byte-order mark is shown at the character after it.
        start.at = start.at.max(start.line_start);
        location.position = Some(Position {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            excerpt: excerpt(source, start, end.at)?,
        });
    }
    Ok(())
}

/// Goes over a source once and gives a mark for each of the sorted offsets.
fn walk<R: Read>(source: &mut R, wanted: &[u64]) -> io::Result<Vec<Mark>> {
    let mut walk = Walk { mark: Mark { at: 0, line: 1, column: 1, line_start: 0 }, byte_order_mark: false };
    let mut marks = Vec::with_capacity(wanted.len());
    let mut buffer = vec![0; 256 * 1024];
    let mut filled = read_full(source, &mut buffer)?;
    walk.byte_order_mark = buffer.get(..filled).is_some_and(|bytes| bytes.starts_with(BYTE_ORDER_MARK));
    while marks.len() < wanted.len() && filled > 0 {
        let mut rest = buffer.get(..filled).unwrap_or_default();
        while let Some(next) = wanted.get(marks.len()) {
            let ahead = usize::try_from(next.saturating_sub(walk.mark.at)).unwrap_or(usize::MAX);
            if ahead >= rest.len() {
                break;
            }
            let (before, after) = rest.split_at(ahead);
            walk.advance(before);
            marks.push(walk.mark());
            rest = after;
        }
        walk.advance(rest);
        filled = read_full(source, &mut buffer)?;
    }
    marks.resize(wanted.len(), walk.mark());
    Ok(marks)
}

/// Reads until the buffer is full or the source ends; gives the number of bytes.
fn read_full<R: Read>(source: &mut R, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The line around a mark, clipped; `end` is where the span ends, perhaps in a later line.
fn excerpt<R: Read + Seek>(source: &mut R, start: Mark, end: u64) -> io::Result<Excerpt> {
    let from = start.line_start.max(start.at.saturating_sub(WINDOW)).min(start.at);
    source.seek(SeekFrom::Start(from))?;
    let mut window = Vec::new();
    source.by_ref().take(start.at - from + WINDOW).read_to_end(&mut window)?;
    let offset = |absolute: u64| usize::try_from(absolute - from).unwrap_or(usize::MAX).min(window.len());
    let at = offset(start.at);
    // What is before `at` is in the same line, so the first line break from there ends the line.
    let (mut line_end, more) = match window.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        Some(length) => (at + length, false),
        None => (window.len(), window.len() as u64 == start.at - from + WINDOW),
    };
    if !more && line_end > at && window.get(line_end - 1) == Some(&b'\r') {
        line_end -= 1;
    }
    let span_end = offset(end.max(start.at)).clamp(at, line_end);
    let mut first = 0;
    if from > start.line_start {
        // The window may begin inside a character.
        while first < at && window.get(first).is_some_and(|byte| !is_char_start(*byte)) {
            first += 1;
        }
    }
    if more {
        // … and end inside one.
        while line_end > span_end && window.get(line_end).is_none_or(|byte| !is_char_start(*byte)) {
            line_end -= 1;
            if window.get(line_end).is_some_and(|byte| is_char_start(*byte)) {
                break;
            }
        }
    }
    let lossy = |range: Range<usize>| String::from_utf8_lossy(window.get(range).unwrap_or_default());
    Ok(clip(
        &lossy(first..at),
        &lossy(at..span_end),
        &lossy(span_end..line_end),
        first > 0 || from > start.line_start,
        more,
    ))
}

/// Cuts a line to [`EXCERPT_CHARS`]: what is before the span, the span, what is after it.
fn clip(before: &str, span: &str, after: &str, cut_left: bool, cut_right: bool) -> Excerpt {
    let counts = [before, span, after].map(|part| part.chars().count());
    let [mut left, mut inside, mut right] = counts;
    if left + inside + right > EXCERPT_CHARS {
        inside = inside.min(SPAN_CHARS);
        let room = EXCERPT_CHARS - inside;
        let half = room / 2;
        // A side that needs less than its half leaves the rest to the other.
        left = left.min(room - right.min(half));
        right = right.min(room - left);
    }
    let mut text = String::new();
    if cut_left || left < counts[0] {
        text.push(CUT);
    }
    text.extend(before.chars().skip(counts[0] - left));
    let from = text.len();
    text.extend(span.chars().take(inside));
    let span_range = from..text.len();
    if inside < counts[1] {
        // The cut is inside the span, so that what follows it would only mislead.
        text.push(CUT);
    } else {
        text.extend(after.chars().take(right));
        if cut_right || right < counts[2] {
            text.push(CUT);
        }
    }
    Excerpt { text, span: span_range }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn position(text: &[u8], start: u64, end: u64) -> Position {
        let files = Files::new();
        let file = files.add_text("a.yaml", text);
        files.locate(Origin::new(file, start, end)).position.unwrap()
    }

    #[test]
    fn columns_are_characters() {
        let text = "a: 1\nсвязь: 🇧🇾 x\n";
        let at = text.find('x').unwrap() as u64;
        let place = position(text.as_bytes(), at, at + 1);
        assert_eq!((place.line, place.column), (2, 11));
        assert_eq!((place.end_line, place.end_column), (2, 12));
        assert_eq!(place.excerpt.text, "связь: 🇧🇾 x");
        assert_eq!(&place.excerpt.text[place.excerpt.span], "x");
    }

    #[test]
    fn carriage_returns_and_byte_order_mark() {
        let text = "\u{feff}a: 1\r\nb: 2\r\n".as_bytes();
        let place = position(text, 3, 4);
        assert_eq!((place.line, place.column), (1, 1));
        assert_eq!(place.excerpt.text, "a: 1");
        assert_eq!(place.excerpt.span, 0..1);
        let place = position(text, 12, 13);
        assert_eq!((place.line, place.column), (2, 4));
        assert_eq!(place.excerpt.text, "b: 2");
        // The mark itself, and the end of the text, are places too.
        assert_eq!(position(text, 0, 0).excerpt.text, "a: 1");
        assert_eq!(position(text, 900, 901).line, 3);
    }

    #[test]
    fn a_span_over_lines_is_shown_in_its_first() {
        let place = position(b"ab\ncd\n", 1, 5);
        assert_eq!((place.end_line, place.end_column), (2, 3));
        assert_eq!(place.excerpt.text, "ab");
        assert_eq!(place.excerpt.span, 1..2);
    }

    #[test]
    fn long_lines_are_cut() {
        for letter in ["x", "ж", "🇧"] {
            let mut text = letter.repeat(100_000);
            let at = text.len() as u64;
            text.push_str("HERE");
            text.push_str(&letter.repeat(100_000));
            let place = position(text.as_bytes(), at, at + 4);
            assert_eq!(place.column, 100_001);
            let excerpt = place.excerpt;
            assert_eq!(excerpt.text.chars().count(), EXCERPT_CHARS + 2);
            assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'));
            assert!(!excerpt.text.contains('\u{fffd}'), "{letter}");
            assert_eq!(&excerpt.text[excerpt.span], "HERE");
        }
        let place = position("é".repeat(5_000).as_bytes(), 0, 10_000);
        assert_eq!(place.excerpt.text.chars().count(), SPAN_CHARS + 1);
        assert_eq!(place.excerpt.span.end, place.excerpt.text.len() - CUT.len_utf8());
        assert_eq!(place.end_column, 5_001);
    }

    #[test]
    fn what_is_not_utf8_is_shown_lossily() {
        let place = position(b"a\xFFb c\n", 4, 5);
        assert_eq!(place.excerpt.text, "a\u{fffd}b c");
        assert_eq!(&place.excerpt.text[place.excerpt.span], "c");
    }

    #[test]
    fn a_file_on_disk_is_gone_through_once_for_all() {
        let path = std::env::temp_dir().join(format!("chancery-origin-{}", std::process::id()));
        let mut file = File::create(&path).unwrap();
        let line = "{\"имя\": \"значение\"}\n";
        for _ in 0..50_000 {
            file.write_all(line.as_bytes()).unwrap();
        }
        let length = line.len() as u64;
        let files = Files::new();
        let id = files.add_disk("big.jsonl", &path);
        let at = |n: u64| Origin::new(id, n * length + 2, n * length + 8);
        let places = files.locate_all(&[at(49_999), at(0), at(25_000)]);
        let lines: Vec<_> = places.iter().map(|place| place.position.as_ref().map(|p| (p.line, p.column))).collect();
        assert_eq!(lines, [Some((50_000, 3)), Some((1, 3)), Some((25_001, 3))]);
        for place in &places {
            let excerpt = &place.position.as_ref().unwrap().excerpt;
            assert_eq!(&excerpt.text[excerpt.span.clone()], "имя");
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(files.locate(at(1)).position, None);
        assert_eq!(&*files.locate(at(1)).path, "big.jsonl");
    }

    #[test]
    fn sources_are_added_from_two_threads() {
        let files = Files::new();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    (0..100).for_each(|_| {
                        files.add_text("a", &b"x"[..]);
                    })
                });
            }
        });
        assert!(files.path(FileId(199)).is_some());
        assert!(files.path(FileId(200)).is_none());
        assert_eq!(&*files.locate(Origin::point(FileId(7_000), 0)).path, "<unknown source>");
    }

    #[test]
    fn any_range_in_any_bytes_gives_a_place() {
        let mut seed = 7_u32;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 16
        };
        for _ in 0..2_000 {
            let bytes: Vec<u8> = (0..next() % 2_000)
                .map(|_| [b'\n', b'\r', b'x', 0xD0, 0xB6, 0xF0, 0x80][next() as usize % 7])
                .collect();
            let start = u64::from(next() % 2_100);
            let place = position(&bytes, start, start + u64::from(next() % 900));
            assert!(place.excerpt.text.get(place.excerpt.span).is_some());
            assert!(place.excerpt.text.chars().count() <= EXCERPT_CHARS + 2);
        }
    }
}
