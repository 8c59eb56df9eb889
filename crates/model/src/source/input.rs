//! A source and how it is opened: its bytes, unpacked, and what they are.

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::fault::{FACTS, empty, failed, too_large};
use super::format::{Format, PEEK_BYTES};
use super::{file, packed};
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{Again, FileId, Files, Spool, SpoolError};

/// The largest file that is read as a whole (YAML, JSON); larger data belongs into JSON Lines, which is streamed.
pub const MAX_WHOLE_BYTES: u64 = 512 << 20;

/// Where the bytes of a source come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file, pipe or device.
    File(PathBuf),
    /// Standard input.
    StandardInput,
    /// Memory.
    Memory(Arc<[u8]>),
}

/// A source that was found but not yet opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where its bytes come from.
    pub place: Place,
    /// Its name as it is displayed.
    pub name: String,
}

/// A source that was opened.
pub struct Input {
    /// What it is, by name and beginning.
    pub format: Format,
    /// Its bytes, from the first on.
    pub reader: Box<dyn Read + Send>,
    /// It is compressed on disk; the reader gives what is in it.
    pub packed: bool,
    /// How many bytes were taken from the source so far, as they are on disk: how far one is in it.
    pub taken: Arc<AtomicU64>,
    name: String,
}

/// Counts what is read.
struct Counted<R> {
    reader: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What standard input is called in messages.
pub const STANDARD_INPUT: &str = "<stdin>";

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").field("name", &self.name).field("format", &self.format).finish_non_exhaustive()
    }
}

impl Source {
    /// A source for a path, which need not exist; `-` is standard input.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        if path == Path::new("-") {
            Self { place: Place::StandardInput, name: STANDARD_INPUT.to_owned() }
        } else {
            Self { place: Place::File(path.to_owned()), name: path.to_string_lossy().into_owned() }
        }
    }

    /// A source in memory. Its format is found by the ending of its name and by its beginning, as that of a file is.
    #[must_use]
    pub fn in_memory(name: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { place: Place::Memory(bytes.into()), name: name.to_owned() }
    }

    /// Whether it is a file that can be read again, so that its text need not be held for excerpts.
    #[must_use]
    pub fn is_rereadable(&self) -> bool {
        match &self.place {
            Place::File(path) => fs::metadata(path).is_ok_and(|metadata| metadata.is_file()),
            Place::StandardInput | Place::Memory(_) => false,
        }
    }

    /// Adds the source to the table of sources, so that its lines can be shown: a file is read again, a compressed
    /// file is opened again, and of a stream the reader keeps the lines.
    pub fn register(&self, packed: bool, files: &Files) -> FileId {
        match &self.place {
            Place::File(path) if self.is_rereadable() && !packed => files.add_disk(&self.name, path),
            Place::File(_) if self.is_rereadable() => {
                let source = self.clone();
                files.add_stream(&self.name, move || match source.open() {
                    Ok(input) => Ok(input.reader),
                    Err(diagnostic) => Err(io::Error::other(diagnostic.message.clone())),
                })
            }
            Place::Memory(bytes) if !packed => files.add_text(&self.name, bytes.clone()),
            _ => files.add_passing(&self.name),
        }
    }

    /// Opens the source and looks at its beginning.
    ///
    /// # Errors
    /// `no-such-file`, `folder-not-file`, `no-permission`, `read-failed`, `empty-source`.
    pub fn open(&self) -> Result<Input, Diagnostic> {
        match &self.place {
            Place::StandardInput => self.look(file::standard_input(), None),
            Place::Memory(bytes) => self.look(io::Cursor::new(bytes.clone()), Some(Path::new(&self.name))),
            Place::File(path) => {
                let metadata = fs::metadata(path).map_err(|error| failed(path, &error))?;
                if metadata.is_dir() {
                    return Err(Diagnostic::error(
                        Code::FolderNotFile,
                        format!("`{}` is a folder, a file is needed here", self.name),
                    )
                    .help("name a file in it"));
                }
                let file = file::open(path).map_err(|error| failed(path, &error))?;
                self.look(file, Some(path))
            }
        }
    }

    fn look(&self, reader: impl Read + Send + 'static, path: Option<&Path>) -> Result<Input, Diagnostic> {
        let taken = Arc::new(AtomicU64::new(0));
        let reader = Counted { reader, taken: taken.clone() };
        let (beginning, reader, packing) =
            packed::look(Box::new(reader), PEEK_BYTES as u64).map_err(|error| failed(Path::new(&self.name), &error))?;
        // `table.csv.gz` is a table.
        let inner = path.map(|path| if packing.is_some() { path.with_extension("") } else { path.to_owned() });
        let named = inner.as_deref().and_then(Format::of_name).filter(|format| *format != Format::Compressed);
        // No statement is a graph too; of XML and JSON-LD nothing is not text.
        let statements = [Format::Turtle, Format::TriG, Format::NTriples, Format::NQuads];
        if beginning.is_empty() && named.is_none_or(|format| !statements.contains(&format)) {
            return Err(empty(None, &format!("`{}`", self.name)));
        }
        let format = match (Format::not_text(&beginning), named) {
            (Some(format), _) => format,
            (None, Some(Format::Json)) => match Format::of_content(&beginning) {
                found @ (Format::JsonLines | Format::JsonLd | Format::WikidataLines | Format::WikidataJson) => found,
                _ => Format::Json,
            },
            (None, Some(Format::JsonLines)) => match Format::of_content(&beginning) {
                Format::WikidataLines | Format::WikidataJson => Format::WikidataLines,
                _ => Format::JsonLines,
            },
            (None, Some(format)) => format,
            (None, None) => Format::of_content(&beginning),
        };
        Ok(Input { format, reader, packed: packing.is_some(), taken, name: self.name.clone() })
    }
}

impl Input {
    /// Checks that facts can be read from it.
    ///
    /// # Errors
    /// `unsupported-source`, which says what the source is and what is read; `not-utf8` for UTF-16.
    pub fn expect_facts(&self) -> Result<(), Diagnostic> {
        if self.format.is_facts() { Ok(()) } else { Err(not_facts(&self.name, self.format)) }
    }

    /// Reads all of it, which must not be more than `limit` bytes (see [`MAX_WHOLE_BYTES`]).
    ///
    /// # Errors
    /// `file-too-large`, `read-failed`.
    pub fn into_bytes(self, limit: u64) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::new();
        self.reader
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| failed(Path::new(&self.name), &error))?;
        if bytes.len() as u64 > limit {
            let help = "divide it, or write it as JSON Lines (`.jsonl`), which is read piece by piece";
            return Err(too_large(&self.name, limit, help));
        }
        Ok(bytes)
    }

    /// Copies all of it, so that it can be read again: no more than [`MAX_WHOLE_BYTES`], however small it is packed.
    ///
    /// # Errors
    /// `file-too-large`, `read-failed`, `no-temporary-file`.
    pub fn into_copy(self) -> Result<Again, Diagnostic> {
        Spool::new(self.reader, MAX_WHOLE_BYTES).map(Again::Copy).map_err(|error| match error {
            SpoolError::Read(error) => failed(Path::new(&self.name), &error),
            SpoolError::Write(error) => {
                let message = format!("no copy of `{}` can be made in the temporary folder: {error}", self.name);
                Diagnostic::error(Code::NoTemporaryFile, message)
                    .help("set TMPDIR to a folder that can be written and has room")
            }
            SpoolError::TooLarge => {
                let help = if self.packed { "unpack it first" } else { "write it to a file first" };
                too_large(
                    &self.name,
                    MAX_WHOLE_BYTES,
                    &format!("{help}: a file on disk is read where it is, whatever its size"),
                )
            }
        })
    }
}

/// The way to get text from a file that is not text: by its format and the ending of its name. Empty for formats of text.
#[must_use]
pub fn as_text(name: &str, format: Format) -> &'static str {
    const SHEET: &str = "save the sheet as CSV (in Excel: File, Save As, `CSV UTF-8`; in LibreOffice: File, Save As, `Text CSV`), and read \
                         that with a recipe: `--recipe my.yaml`";
    const WRITING: &str = "save it as plain text in UTF-8 (in Word: File, Save As, `Plain Text`; in LibreOffice: File, Save As, `Text`): \
                           `chancery cite` takes its sentences";
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match (format, ending.as_str()) {
        (Format::Pdf, _) => {
            "save its text as a plain text in UTF-8 (`pdftotext file.pdf`, or copy it) for `chancery cite`; put its tables into a sheet, and \
             save that as CSV"
        }
        (Format::Zip | Format::Binary, "xlsx" | "xlsm" | "xls" | "xlsb" | "ods" | "numbers") => SHEET,
        (Format::Zip | Format::Binary, "docx" | "doc" | "odt" | "rtf" | "pages" | "pptx" | "ppt" | "odp") => WRITING,
        (Format::Zip | Format::Compressed, _) => "unpack it first",
        (Format::Binary, _) => "check the path, or save the content as plain text in UTF-8",
        _ => "",
    }
}

/// The diagnostic for a source that holds no facts. Takes its name as displayed and what it is.
#[must_use]
pub fn not_facts(name: &str, format: Format) -> Diagnostic {
    let (code, help) = match format {
        Format::Utf16 => (Code::NotUtf8, "save it as UTF-8"),
        Format::Csv | Format::Tsv => {
            (Code::UnsupportedSource, "`export`, `query` and `check` read tables with a recipe: `--recipe my.yaml`")
        }
        Format::Compressed | Format::Zip | Format::Pdf | Format::Binary => {
            (Code::UnsupportedSource, as_text(name, format))
        }
        format if super::rdf::syntax(format).is_some() => (
            Code::UnsupportedSource,
            "`query`, `check`, `show` and `diff` read RDF as it is, and so does `export --format canonical`",
        ),
        format if format.is_wikidata() => {
            (Code::UnsupportedSource, "`export`, `query`, `check` and `audit` read data of Wikidata")
        }
        _ => (Code::UnsupportedSource, ""),
    };
    let mut diagnostic = Diagnostic::error(code, format!("`{name}` is {format}, not a facts file"));
    if !help.is_empty() {
        diagnostic = diagnostic.help(help);
    }
    diagnostic.help(FACTS)
}
