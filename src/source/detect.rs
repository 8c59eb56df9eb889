//! What a source is: which files a path stands for, and what kind of file each is, by its name and its beginning.
//!
//! Formats that the program does not read as facts are recognised too, so that the message can say what the file is
//! rather than that its third character is unexpected.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::Utf8Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::node::{MAX_DEPTH, MAX_TEXT_BYTES};
use super::{file, packed};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::name::distance;
use crate::origin::{Again, FileId, Files, Origin, Spool, SpoolError};

/// How much of the beginning of a source is looked at.
const PEEK_BYTES: usize = 64 << 10;

/// How many names of a folder are compared with one that does not exist.
const NAMES_COMPARED: usize = 10_000;

/// The largest file that is read as a whole (YAML, JSON); larger data belongs into JSON Lines, which is streamed.
pub const MAX_WHOLE_BYTES: u64 = 512 << 20;

const FACTS: &str = "facts are read from YAML (`.yaml`, `.yml`), JSON (`.json`) and JSON Lines (`.jsonl`, `.ndjson`)";

/// What kind of file a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A YAML document.
    Yaml,
    /// One JSON document.
    Json,
    /// One JSON value a line.
    JsonLines,
    /// Entities of Wikidata, one a line.
    WikidataLines,
    /// Entities of Wikidata in one JSON document.
    WikidataJson,
    /// A table with commas or semicolons.
    Csv,
    /// A table with tabs.
    Tsv,
    /// RDF in Turtle.
    Turtle,
    /// RDF in `TriG`.
    TriG,
    /// RDF in N-Triples.
    NTriples,
    /// RDF in N-Quads.
    NQuads,
    /// RDF in XML.
    RdfXml,
    /// RDF in JSON-LD.
    JsonLd,
    /// A SPARQL query.
    Sparql,
    /// XML of another kind.
    Xml,
    /// A web page.
    Html,
    /// A file compressed with gzip, bzip2, xz or zstd.
    Compressed,
    /// A ZIP archive or an office document, which is one.
    Zip,
    /// A PDF document.
    Pdf,
    /// Text in UTF-16.
    Utf16,
    /// Bytes that are not text.
    Binary,
    /// Text of an unknown kind.
    Unknown,
}

impl Format {
    /// The format that the ending of a name stands for; nothing if it is not known.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "yaml" | "yml" => Self::Yaml,
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::JsonLines,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "ttl" => Self::Turtle,
            "trig" => Self::TriG,
            "nt" => Self::NTriples,
            "nq" => Self::NQuads,
            "rdf" | "owl" => Self::RdfXml,
            "jsonld" => Self::JsonLd,
            "rq" | "sparql" => Self::Sparql,
            "xml" => Self::Xml,
            "html" | "htm" => Self::Html,
            "gz" | "bz2" | "xz" | "zst" => Self::Compressed,
            "zip" | "xlsx" | "docx" | "ods" | "odt" => Self::Zip,
            "pdf" => Self::Pdf,
            _ => return None,
        })
    }

    /// The format that the beginning of a source looks like.
    #[must_use]
    pub fn of_content(beginning: &[u8]) -> Self {
        if let Some(format) = Self::not_text(beginning) {
            return format;
        }
        // The beginning may end inside a character; what is not UTF-8 otherwise is for the reader to say.
        let text = String::from_utf8_lossy(beginning);
        Self::of_text(text.trim_start_matches('\u{feff}'))
    }

    /// What a source is by its beginning where the name cannot be believed.
    fn not_text(beginning: &[u8]) -> Option<Self> {
        let magic: [(&[u8], Self); 5] = [
            (b"\xFD7zXZ", Self::Compressed),
            (b"PK\x03\x04", Self::Zip),
            (b"%PDF-", Self::Pdf),
            (b"\xFF\xFE", Self::Utf16),
            (b"\xFE\xFF", Self::Utf16),
        ];
        let found = magic.iter().find(|(magic, _)| beginning.starts_with(magic));
        if let Some((_, format)) = found {
            return Some(*format);
        }
        if packed::Packing::of(beginning).is_some() {
            return Some(Self::Compressed);
        }
        let zeros = memchr::memchr_iter(0, beginning).count();
        match zeros {
            0 => None,
            // Latin text in UTF-16 without a byte-order mark: nearly every second byte is zero.
            zeros if zeros * 5 > beginning.len() * 2 && zeros * 5 < beginning.len() * 3 => Some(Self::Utf16),
            _ => Some(Self::Binary),
        }
    }

    fn of_text(text: &str) -> Self {
        let start = text.trim_start();
        let lower = start.get(..start.len().min(200)).unwrap_or(start);
        let lower = lower.to_ascii_lowercase();
        if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
            return Self::Html;
        }
        if lower.starts_with("<?xml") || lower.starts_with("<rdf:rdf") || lower.starts_with("<!--") {
            return if text.contains("rdf:RDF") { Self::RdfXml } else { Self::Xml };
        }
        if start.starts_with('{') || start.starts_with('[') {
            return Self::of_brackets(start);
        }
        let mut lines = text
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.trim_start().is_empty() && !line.trim_start().starts_with('#'));
        let (first, second) = (lines.next().unwrap_or_default(), lines.next());
        let word = first.split_whitespace().next().unwrap_or_default();
        match word.to_ascii_lowercase().as_str() {
            "@prefix" | "@base" => return Self::Turtle,
            "prefix" | "base" if first.contains('<') => {
                let words = ["select", "construct", "ask", "describe"];
                let lower = text.to_ascii_lowercase();
                let query = lower.split_whitespace().any(|word| words.contains(&word));
                return if query { Self::Sparql } else { Self::Turtle };
            }
            _ => {}
        }
        if (first.starts_with('<') || first.starts_with("_:")) && first.ends_with('.') {
            return match first.matches('<').count() {
                4.. => Self::NQuads,
                _ => Self::NTriples,
            };
        }
        let key = first.ends_with(':') || first.contains(": ") || first.starts_with("- ");
        if key || first == "---" || first == "-" || first.starts_with("%YAML") {
            return Self::Yaml;
        }
        let columns = |separator: char| {
            let count = |line: &str| line.matches(separator).count();
            count(first) > 0 && second.is_none_or(|second| count(second) > 0)
        };
        if columns('\t') {
            Self::Tsv
        } else if columns(',') || columns(';') {
            Self::Csv
        } else {
            Self::Unknown
        }
    }

    /// A text that begins with a bracket: JSON, JSON Lines, JSON-LD, or YAML as it is written in brackets.
    fn of_brackets(text: &str) -> Self {
        let second = text.chars().skip(1).find(|c| !c.is_whitespace());
        if text.starts_with('{') && !matches!(second, None | Some('"' | '}')) {
            return Self::Yaml;
        }
        if let Some(format) = super::wikidata::format_of(text) {
            return format;
        }
        if is_json_lines(text) {
            return Self::JsonLines;
        }
        let context = text.find("\"@context\"").is_some_and(|at| at < 512);
        if context { Self::JsonLd } else { Self::Json }
    }

    /// Whether it is data of Wikidata.
    #[must_use]
    pub fn is_wikidata(self) -> bool {
        matches!(self, Self::WikidataLines | Self::WikidataJson)
    }

    /// Whether facts are read from it.
    #[must_use]
    pub fn is_facts(self) -> bool {
        matches!(self, Self::Yaml | Self::Json | Self::JsonLines)
    }

    /// What it is, for a sentence.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Yaml => "a YAML file",
            Self::Json => "a JSON file",
            Self::JsonLines => "a file of JSON Lines",
            Self::WikidataLines | Self::WikidataJson => "data of Wikidata",
            Self::Csv => "a table (CSV)",
            Self::Tsv => "a table (TSV)",
            Self::Turtle => "RDF in Turtle",
            Self::TriG => "RDF in TriG",
            Self::NTriples => "RDF in N-Triples",
            Self::NQuads => "RDF in N-Quads",
            Self::RdfXml => "RDF in XML",
            Self::JsonLd => "RDF in JSON-LD",
            Self::Sparql => "a SPARQL query",
            Self::Xml => "an XML file",
            Self::Html => "a web page",
            Self::Compressed => "a compressed file",
            Self::Zip => "a ZIP archive or an office document",
            Self::Pdf => "a PDF document",
            Self::Utf16 => "a text in UTF-16",
            Self::Binary => "not a text",
            Self::Unknown => "a text of an unknown kind",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what())
    }
}

/// Whether the first line is a whole JSON object and another begins after it.
fn is_json_lines(text: &str) -> bool {
    let Some((first, rest)) = text.split_once('\n') else {
        return false;
    };
    if !first.starts_with('{') || !rest.trim_start().starts_with('{') {
        return false;
    }
    // Brackets outside strings must close within the line; whether it is good JSON is for the reader to say.
    let (mut depth, mut quoted, mut escaped) = (0_i64, false, false);
    for byte in first.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth -= 1,
            _ => {}
        }
    }
    depth == 0 && !quoted
}

/// Where the bytes of a source come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file, pipe or device.
    File(PathBuf),
    /// Standard input.
    StandardInput,
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
            Self { place: Place::StandardInput, name: "<stdin>".to_owned() }
        } else {
            Self { place: Place::File(path.to_owned()), name: path.to_string_lossy().into_owned() }
        }
    }

    /// Whether it is a file that can be read again, so that its text need not be held for excerpts.
    #[must_use]
    pub fn is_rereadable(&self) -> bool {
        match &self.place {
            Place::File(path) => fs::metadata(path).is_ok_and(|metadata| metadata.is_file()),
            Place::StandardInput => false,
        }
    }

    /// Adds the source to the table of sources, so that its lines can be shown: read again where they stand, opened anew
    /// where they are compressed, and kept by whoever reads where they pass.
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
            Place::File(path) => {
                let metadata = fs::metadata(path).map_err(|error| failed(path, &error))?;
                if metadata.is_dir() {
                    return Err(Diagnostic::error(
                        "folder-not-file",
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
        // No statement is a graph too; of XML and JSON-LD nothing is no text.
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
    /// Holds that facts can be read from it.
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
                Diagnostic::error("no-temporary-file", message)
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

/// The diagnostic for a source that holds more than is read of its kind. `help` is how to do with less.
pub(super) fn too_large(name: &str, limit: u64, help: &str) -> Diagnostic {
    Diagnostic::error("file-too-large", format!("`{name}` holds more than {} MiB", limit >> 20)).help(help)
}

/// The diagnostic for an archive that is damaged or breaks off.
#[must_use]
pub fn truncated(name: &str, damage: &packed::Damage) -> Diagnostic {
    Diagnostic::error("truncated-archive", format!("the archive `{name}` {damage}"))
        .help("fetch the file again, and compare its length with that of the original")
}

/// The diagnostic for a source that holds no facts. Takes its name as displayed and what it is.
#[must_use]
pub fn not_facts(name: &str, format: Format) -> Diagnostic {
    let (code, help) = match format {
        Format::Utf16 => ("not-utf8", "save it as UTF-8"),
        Format::Csv | Format::Tsv => {
            ("unsupported-source", "`export`, `query` and `check` read tables with a recipe: `--recipe my.yaml`")
        }
        Format::Compressed | Format::Zip => ("unsupported-source", "unpack it first"),
        format if super::rdf::syntax(format).is_some() => (
            "unsupported-source",
            "`query`, `check`, `show` and `diff` read RDF as it is, and so does `export --format canonical`",
        ),
        format if format.is_wikidata() => {
            ("unsupported-source", "`export`, `query`, `check` and `audit` read data of Wikidata")
        }
        _ => ("unsupported-source", ""),
    };
    let mut diagnostic = Diagnostic::error(code, format!("`{name}` is {format}, not a facts file"));
    if !help.is_empty() {
        diagnostic = diagnostic.help(help);
    }
    diagnostic.help(FACTS)
}

/// Finds the sources that paths stand for: a file itself, `-` standard input, a folder all files in it and below with
/// the endings of facts files, sorted by name. Hidden files are passed over in folders; no folder is read twice, so
/// links cannot lead in circles. Gives the sources in order; what is wrong is added to `diagnostics`: `no-such-file`,
/// `no-permission`, `read-failed`, `nothing-to-read`, and the note `source-twice`.
pub fn find(paths: &[PathBuf], diagnostics: &mut Diagnostics) -> Vec<Source> {
    let mut finder = Finder { diagnostics, sources: Vec::new(), files: HashMap::new(), folders: HashSet::new() };
    for path in paths {
        finder.path(path);
    }
    finder.sources
}

struct Finder<'d> {
    diagnostics: &'d mut Diagnostics,
    sources: Vec<Source>,
    /// The real path of every file, with the name under which it was found.
    files: HashMap<PathBuf, String>,
    folders: HashSet<PathBuf>,
}

impl Finder<'_> {
    fn path(&mut self, path: &Path) {
        let source = Source::new(path);
        if source.place == Place::StandardInput {
            self.add(source, PathBuf::from("-"));
            return;
        }
        match fs::metadata(path) {
            Err(error) => self.diagnostics.push(failed(path, &error)),
            Ok(metadata) if metadata.is_dir() => {
                if !self.folder(path) {
                    self.diagnostics.push(
                        Diagnostic::error(
                            "nothing-to-read",
                            format!("the folder `{}` holds no facts files", path.display()),
                        )
                        .help(FACTS),
                    );
                }
            }
            Ok(_) => {
                let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
                self.add(source, real);
            }
        }
    }

    fn add(&mut self, source: Source, real: PathBuf) {
        if let Some(first) = self.files.get(&real) {
            let message = format!("`{}` is the same file as `{first}` and is read once", source.name);
            self.diagnostics.push(Diagnostic::note("source-twice", message));
        } else {
            self.files.insert(real, source.name.clone());
            self.sources.push(source);
        }
    }

    /// Goes through a folder and those below. `false` if no facts file is there, and nothing else was said about it.
    fn folder(&mut self, top: &Path) -> bool {
        let mut found = false;
        // A stack, not recursion: folders can be nested deeper than the program's own stack.
        let mut open = vec![top.to_owned()];
        while let Some(path) = open.pop() {
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    match fs::canonicalize(&path).and_then(|real| Ok((fs::read_dir(&path)?, real))) {
                        Ok((entries, real)) => {
                            if self.folders.insert(real) {
                                open.extend(self.children(&path, entries));
                            } else {
                                // What is in it was found, or missed, the first time.
                                found = true;
                            }
                        }
                        Err(error) => {
                            found = true;
                            self.diagnostics.push(failed(&path, &error));
                        }
                    }
                }
                Ok(metadata) if metadata.is_file() => {
                    found = true;
                    let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
                    self.add(Source::new(&path), real);
                }
                // Pipes and devices are read where they are named, not where they lie about.
                Ok(_) => {}
                Err(error) => {
                    found = true;
                    self.diagnostics.push(failed(&path, &error));
                }
            }
        }
        found
    }

    /// The folders and facts files in a folder, the last name first, as a stack wants them.
    fn children(&mut self, folder: &Path, entries: fs::ReadDir) -> Vec<PathBuf> {
        let mut children = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => {
                    let name = entry.file_name();
                    let path = folder.join(&name);
                    let facts = || Format::of_name(Path::new(&name)).is_some_and(Format::is_facts);
                    if !is_hidden(&name) && (facts() || path.is_dir()) {
                        children.push(path);
                    }
                }
                Err(error) => self.diagnostics.push(failed(folder, &error)),
            }
        }
        children.sort_unstable_by(|a, b| b.cmp(a));
        children
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// The diagnostic for a path that cannot be opened or read.
#[must_use]
pub fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    let name = path.display();
    if let Some(damage) = packed::Damage::of(error) {
        return truncated(&name.to_string(), damage);
    }
    match error.kind() {
        io::ErrorKind::NotFound => missing(path),
        io::ErrorKind::PermissionDenied => {
            Diagnostic::error("no-permission", format!("`{name}` must not be read by this user"))
                .help("change its permissions, or run the program as a user who may read it")
        }
        io::ErrorKind::NotADirectory => {
            Diagnostic::error("file-not-folder", format!("`{name}` is no folder, or lies in none"))
                .help("a file stands where a folder is needed: check the path")
        }
        _ => Diagnostic::error("read-failed", format!("`{name}` cannot be read: {error}")),
    }
}

/// A path that does not exist: says which part of it is missing, and which name in the same folder is near.
fn missing(path: &Path) -> Diagnostic {
    // The highest part that is missing; links that lead nowhere exist as links.
    let part = path
        .ancestors()
        .filter(|part| !part.as_os_str().is_empty())
        .take_while(|part| fs::symlink_metadata(part).is_err())
        .last();
    let Some(part) = part else {
        return Diagnostic::error("no-such-file", format!("`{}` is a link that leads nowhere", path.display()))
            .help("make the link anew, or delete it");
    };
    let mut diagnostic = Diagnostic::error("no-such-file", format!("`{}` does not exist", path.display()));
    if part != path {
        diagnostic = diagnostic.remark(format!("there is no folder `{}`", part.display()));
    }
    if let Some(near) = near_name(part) {
        diagnostic = diagnostic.help(format!("did you mean `{}`?", near.display()));
    }
    diagnostic
}

/// The path in the same folder whose name is nearest to that of `path`, if one is near.
fn near_name(path: &Path) -> Option<PathBuf> {
    let wanted: Vec<char> = path.file_name()?.to_str()?.to_lowercase().chars().collect();
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let bound = (wanted.len() / 3).max(1);
    let (_, name) = entries
        .take(NAMES_COMPARED)
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            let distance = distance(&wanted, &name.to_lowercase().chars().collect::<Vec<_>>());
            (distance <= bound).then_some((distance, name))
        })
        .min()?;
    Some(path.with_file_name(name))
}

/// Takes the bytes of a file and its number; gives them as text, with a byte-order mark if there is one.
///
/// # Errors
/// `not-utf8`, at the first byte that is wrong; UTF-16 is named as such.
pub fn utf8(bytes: &[u8], file: FileId) -> Result<&str, Diagnostic> {
    if Format::not_text(bytes.get(..bytes.len().min(PEEK_BYTES)).unwrap_or_default()) == Some(Format::Utf16) {
        return Err(Diagnostic::error("not-utf8", "the file is in UTF-16, not in UTF-8")
            .at(Origin::point(file, 0))
            .help("save it as UTF-8"));
    }
    std::str::from_utf8(bytes).map_err(|error| not_utf8(&error, 0, file))
}

/// The diagnostic for bytes that are not UTF-8; `offset` is where the checked bytes begin in the source.
pub(crate) fn not_utf8(error: &Utf8Error, offset: u64, file: FileId) -> Diagnostic {
    let start = offset + error.valid_up_to() as u64;
    let length = error.error_len().unwrap_or(1) as u64;
    Diagnostic::error("not-utf8", "a character that is not UTF-8")
        .at(Origin::new(file, start, start + length))
        .label("shown here as `\u{fffd}`")
        .help("save the file as UTF-8; it may be in Latin-1 or in a code page of Windows now")
}

/// The diagnostic for a source with nothing in it; `what` names it.
pub(crate) fn empty(origin: Option<Origin>, what: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::error("empty-source", format!("{what} is empty"))
        .help("a facts file begins with `document:`, `entities:` or `facts:`");
    diagnostic.origin = origin;
    diagnostic
}

/// The diagnostic for lists and maps in more than [`MAX_DEPTH`] others.
pub(crate) fn too_deep(origin: Origin) -> Diagnostic {
    Diagnostic::error("nested-too-deep", format!("lists and maps are nested more than {MAX_DEPTH} deep"))
        .at(origin)
        .label("one level too deep")
        .help("facts need fewer than ten levels; look for a bracket that is opened again and again")
}

/// The diagnostic for a text of more than [`MAX_TEXT_BYTES`].
pub(crate) fn too_long(origin: Origin, length: usize) -> Diagnostic {
    Diagnostic::error("text-too-long", format!("a text of {length} bytes; at most {MAX_TEXT_BYTES} are read"))
        .at(origin)
        .label("begins here")
        .help("look for a quotation mark that closes too late, or for data that does not belong into facts")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for a test, deleted afterwards.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("chancery-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn file(&self, name: &str, text: &[u8]) -> PathBuf {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn codes(diagnostics: &Diagnostics) -> Vec<String> {
        diagnostics.sorted().iter().map(|d| d.code.to_string()).collect()
    }

    #[test]
    fn a_folder_gives_its_files_in_order() {
        let folder = Folder::new("order");
        for name in ["b.yaml", "a/z.json", "a/y.YML", "c.jsonl", ".hidden.yaml", ".git/x.yaml", "t.csv", "d.ndjson"] {
            folder.file(name, b"a: 1");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&folder.0, folder.0.join("a/loop")).unwrap();
            std::os::unix::fs::symlink("nowhere", folder.0.join("gone.yaml")).unwrap();
        }
        let mut diagnostics = Diagnostics::new();
        let sources = find(std::slice::from_ref(&folder.0), &mut diagnostics);
        let names: Vec<_> = sources
            .iter()
            .map(|source| Path::new(&source.name).strip_prefix(&folder.0).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["a/y.YML", "a/z.json", "b.yaml", "c.jsonl", "d.ndjson"]);
        #[cfg(unix)]
        assert!(diagnostics.sorted()[0].message.contains("leads nowhere"));
        let mut diagnostics = Diagnostics::new();
        let twice = [folder.0.join("a"), folder.0.join("a/y.YML"), folder.0.join("a"), "-".into()];
        assert_eq!(find(&twice, &mut diagnostics).len(), if cfg!(unix) { 6 } else { 3 });
        assert!(codes(&diagnostics).iter().all(|code| code == "source-twice" || code == "no-such-file"));
    }

    #[test]
    fn what_cannot_be_found_or_opened_is_said() {
        let folder = Folder::new("missing");
        folder.file("dossiers/belarus.yaml", b"a: 1");
        let csv = folder.file("tables/trade.csv", b"a,b\n1,2\n");
        let empty = folder.file("empty.yaml", b"");
        let mut diagnostics = Diagnostics::new();
        let paths = [folder.0.join("dossiers/belorus.yaml"), folder.0.join("dosiers/x.yaml"), folder.0.join("tables")];
        assert!(find(&paths, &mut diagnostics).is_empty());
        let mut said: Vec<String> = diagnostics.sorted().iter().map(|d| format!("{} {:?}", d.code, d.help)).collect();
        said.sort();
        assert_eq!(said.len(), 3);
        assert!(said[0].contains("dossiers/belarus.yaml`?"), "{said:?}");
        assert!(said[1].contains("dossiers`?"), "{said:?}");
        assert!(said[2].starts_with("nothing-to-read"), "{said:?}");

        let code = |path: &Path| Source::new(path).open().unwrap_err().code.to_string();
        assert_eq!(code(&folder.0), "folder-not-file");
        assert_eq!(code(&empty), "empty-source");
        assert_eq!(code(&folder.0.join("none")), "no-such-file");
        let input = Source::new(&csv).open().unwrap();
        assert_eq!(input.format, Format::Csv);
        let said = input.expect_facts().unwrap_err();
        assert_eq!(said.code, "unsupported-source");
        assert_eq!(input.into_bytes(3).unwrap_err().code, "file-too-large");
        let whole = Source::new(&csv).open().unwrap().into_bytes(8).unwrap();
        assert_eq!(whole, b"a,b\n1,2\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_must_not_be_read_is_said() {
        let error = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(failed(Path::new("x"), &error).code, "no-permission");
    }

    #[test]
    fn content_tells_the_format() {
        for (text, format) in [
            ("document:\n  id: x\n", Format::Yaml),
            ("# note\n---\n- a\n", Format::Yaml),
            ("- state: {id: x}\n", Format::Yaml),
            ("{a: b}", Format::Yaml),
            ("\u{feff}{\"a\": 1}", Format::Json),
            ("[1, 2]", Format::Json),
            ("{\"a\": \"}\"}\n{\"a\": 2}\n", Format::JsonLines),
            ("{\n\"a\": 1}\n", Format::Json),
            ("{\"@context\": {}}", Format::JsonLd),
            ("@prefix a: <b> .", Format::Turtle),
            ("PREFIX a: <b>\na:x a a:y .", Format::Turtle),
            ("PREFIX a: <b>\nSELECT * {}", Format::Sparql),
            ("<http://a> <http://b> <http://c> .\n", Format::NTriples),
            ("<http://a> <http://b> <http://c> <http://g> .\n", Format::NQuads),
            ("<?xml version='1.0'?><rdf:RDF/>", Format::RdfXml),
            ("<?xml version='1.0'?><a/>", Format::Xml),
            ("<!DOCTYPE html>", Format::Html),
            ("a,b,c\n1,2,3\n", Format::Csv),
            ("a;b\n1;2\n", Format::Csv),
            ("a\tb\n1\t2\n", Format::Tsv),
            ("just words", Format::Unknown),
            ("PK\u{3}\u{4}", Format::Zip),
            ("a\0\0\0\0\0\0\0\0", Format::Binary),
            ("a\0b\0c\0", Format::Utf16),
        ] {
            assert_eq!(Format::of_content(text.as_bytes()), format, "{text:?}");
        }
        assert_eq!(Format::of_content(b"\x1F\x8B\x08"), Format::Compressed);
        assert!(Format::of_name(Path::new("a/b.NDJSON")).is_some_and(Format::is_facts));
    }

    #[test]
    fn text_that_is_not_utf8_is_placed() {
        let said = utf8("имя: \u{a0}".as_bytes().split_last().unwrap().1, FileId(0)).unwrap_err();
        assert_eq!(said.origin, Some(Origin::new(FileId(0), 8, 9)));
        assert!(utf8(b"\xFF\xFEa\0", FileId(0)).unwrap_err().message.contains("UTF-16"));
    }
}
