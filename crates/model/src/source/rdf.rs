//! RDF as a source: a file read triple by triple, as it goes into a store.
//!
//! Parsers give no position for a triple, only for what they cannot read; who wants the line of a subject looks for it in
//! the text.

use std::io::Read;
use std::path::Path;

use oxrdf::Quad;
use oxrdfio::{RdfFormat, RdfParseError, RdfParser, ReaderQuadParser};

use super::bounded::{Bounded, Exceeded, Excess, Progress};
use super::fault;
use super::format::Format;
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{Again, FileId, Origin};

/// How many errors of one source are reported.
const MAX_ERRORS: usize = 100;

/// How much of a file is searched for the place of a context, in bytes.
const MAX_SEARCHED: u64 = 64 << 20;

/// A source of RDF that can be read more than once.
#[derive(Debug)]
pub struct RdfSource {
    /// The source that origins point into.
    pub file: FileId,
    /// Its name as it is displayed.
    pub name: String,
    /// Its syntax.
    pub format: RdfFormat,
    bytes: Again,
}

/// The syntax of a source, if it is one of RDF.
#[must_use]
pub fn syntax(format: Format) -> Option<RdfFormat> {
    Some(match format {
        Format::Turtle => RdfFormat::Turtle,
        Format::TriG => RdfFormat::TriG,
        Format::NTriples => RdfFormat::NTriples,
        Format::NQuads => RdfFormat::NQuads,
        Format::RdfXml => RdfFormat::RdfXml,
        Format::JsonLd => RdfFormat::JsonLd { profile: oxrdfio::JsonLdProfileSet::default() },
        _ => return None,
    })
}

impl RdfSource {
    /// Takes the source's number and name, its syntax, and where its bytes are.
    #[must_use]
    pub fn new(file: FileId, name: &str, format: RdfFormat, bytes: Again) -> Self {
        Self { file, name: name.to_owned(), format, bytes }
    }

    /// Its text, from the beginning.
    ///
    /// # Errors
    /// When the file cannot be opened (any more).
    pub fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        self.bytes.open()
    }

    /// Its quads in the order of the text, with blank nodes renamed so that no other file has the same. Relative IRIs are
    /// taken from the file's own (RFC 3986, section 5.1.3). Of Turtle and its kin all errors are reported; after an error
    /// nothing of the source is of use.
    ///
    /// # Errors
    /// `rdf-syntax` with the place, what exceeds the [bounds](super::bounded), and a file that cannot be read.
    pub fn quads(&self) -> Result<Quads<'_>, Diagnostic> {
        let reader = self.open().map_err(|error| fault::failed(Path::new(&self.name), &error))?;
        let mut parser = RdfParser::from_format(self.format).rename_blank_nodes();
        if let Some(path) = self.bytes.path()
            && let Ok(path) = std::fs::canonicalize(path)
            && let Ok(based) = parser.clone().with_base_iri(file_iri(&path))
        {
            parser = based;
        }
        let bounded = Bounded::new(reader, self.format);
        let progress = bounded.progress();
        Ok(Quads { source: self, parser: parser.for_reader(bounded), progress, told: Vec::new(), ended: false })
    }

    fn wrong(&self, error: &RdfParseError, progress: &Progress) -> Diagnostic {
        let syntax = match error {
            RdfParseError::Syntax(syntax) => syntax,
            RdfParseError::Io(error) => {
                return match progress.exceeded() {
                    Some(exceeded) => exceeds(exceeded, &self.name, self.file),
                    None => fault::failed(Path::new(&self.name), error),
                };
            }
        };
        let text = syntax.to_string();
        let words = match text.strip_prefix("Parser error ").and_then(|rest| rest.split_once(": ")) {
            Some((_, words)) => words,
            None => &text,
        };
        let what = self.format.name();
        if text.contains("remote context") {
            return self.far_context();
        }
        // What has no place of its own was in the piece that the parser got last.
        let (from, to) = match syntax.location() {
            Some(place) => (place.start.offset, place.end.offset),
            None => progress.piece(),
        };
        let diagnostic =
            Diagnostic::error(Code::RdfSyntax, format!("`{}` cannot be read as {what}: {words}", self.name))
                .at(Origin::new(self.file, from, to))
                .label(format!("this is not valid {what}"));
        diagnostic.help("nothing of the file is used until all of it can be read")
    }

    /// A context of JSON-LD that is named by its address. The parser does not say where.
    fn far_context(&self) -> Diagnostic {
        let message = format!("`{}` has its context elsewhere, and nothing is fetched over the network", self.name);
        let diagnostic = Diagnostic::error(Code::RdfSyntax, message).help("copy the context into the file");
        let mut text = Vec::new();
        let key = b"\"@context\"";
        match self.open().and_then(|reader| reader.take(MAX_SEARCHED).read_to_end(&mut text)) {
            Ok(_) => match memchr::memmem::find_iter(&text, key).find(|at| is_address(&text[at + key.len()..])) {
                Some(at) => diagnostic
                    .at(Origin::new(self.file, at as u64, (at + key.len()) as u64))
                    .label("this context is only an address"),
                None => diagnostic.at(Origin::point(self.file, 0)),
            },
            Err(_) => diagnostic,
        }
    }
}

/// Whether what follows a key of JSON is a text, or a list that begins with one.
fn is_address(text: &[u8]) -> bool {
    let rest = text.trim_ascii_start().strip_prefix(b":").unwrap_or_default().trim_ascii_start();
    rest.strip_prefix(b"[").unwrap_or(rest).trim_ascii_start().starts_with(b"\"")
}

/// The quads of a source, or what is wrong with it.
pub struct Quads<'s> {
    source: &'s RdfSource,
    parser: ReaderQuadParser<Bounded<Box<dyn Read + Send>>>,
    progress: Progress,
    /// The errors so far: their words, with the place.
    told: Vec<String>,
    ended: bool,
}

impl Iterator for Quads<'_> {
    type Item = Result<Quad, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let error = match self.parser.next() {
            Some(Err(error)) => error,
            Some(Ok(quad)) => return Some(Ok(quad)),
            None => {
                self.ended = true;
                return None;
            }
        };
        // Of a reader that fails, and of a structure that is broken, a parser says the same for ever.
        let goes_on = !matches!(error, RdfParseError::Io(_))
            && !matches!(self.source.format, RdfFormat::RdfXml | RdfFormat::JsonLd { .. });
        let words = error.to_string();
        self.ended = !goes_on || self.told.len() + 1 >= MAX_ERRORS || self.told.last() == Some(&words);
        self.told.push(words);
        Some(Err(self.source.wrong(&error, &self.progress)))
    }
}

/// The diagnostic for what exceeds a bound.
#[must_use]
pub fn exceeds(exceeded: Exceeded, name: &str, file: FileId) -> Diagnostic {
    let (code, label, help) = match exceeded.excess {
        Excess::Nesting(bound) => (
            Code::NestedTooDeep,
            "one level too deep",
            format!("give the inner nodes names, and write the statements of each separately; {bound} levels are read"),
        ),
        Excess::Entities | Excess::Declaration => (
            Code::EntityExpansion,
            "here they become too many",
            "write the values out: nothing of the file is used".to_owned(),
        ),
        Excess::Context => (
            Code::TextTooLong,
            "one term too many",
            "leave out of the context what the file does not use, or give its parts their own contexts".to_owned(),
        ),
        Excess::Term | Excess::Attributes => (
            Code::TextTooLong,
            "begins here",
            "look for a quotation mark or a bracket that closes too late; put large data into separate files"
                .to_owned(),
        ),
    };
    Diagnostic::error(code, format!("`{name}` cannot be read: {exceeded}"))
        .at(Origin::point(file, exceeded.at))
        .label(label)
        .help(help)
}

/// The IRI of a file (RFC 8089), percent-encoded where its path needs it (RFC 3986, section 2.1).
pub fn file_iri(path: &Path) -> String {
    use std::fmt::Write;
    let mut iri = "file://".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => iri.push(char::from(*byte)),
            other => {
                // Writing to a `String` does not fail.
                let _ = write!(iri, "%{other:02X}");
            }
        }
    }
    iri
}
