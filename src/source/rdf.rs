//! RDF as a source: a file read triple by triple, as it goes into a store.
//!
//! Parsers give no position for a triple, only for what they cannot read; who wants the line of a subject looks for it in
//! the text.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::Quad;

use super::detect::{self, Format};
use crate::diagnostic::Diagnostic;
use crate::origin::{FileId, Origin};

/// A file of RDF that can be read more than once.
#[derive(Debug)]
pub struct RdfSource {
    /// The source that origins point into.
    pub file: FileId,
    /// Its name as it is displayed.
    pub name: String,
    /// Its syntax.
    pub format: RdfFormat,
    path: PathBuf,
    /// The copy of what could be read once only.
    temporary: Option<tempfile::NamedTempFile>,
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
        Format::JsonLd => RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::default() },
        _ => return None,
    })
}

impl RdfSource {
    /// Takes the source's number and name, its syntax, the file to open, and the copy that the path leads to where what
    /// was named can be read once only.
    #[must_use]
    pub fn new(
        file: FileId,
        name: &str,
        format: RdfFormat,
        path: PathBuf,
        temporary: Option<tempfile::NamedTempFile>,
    ) -> Self {
        Self { file, name: name.to_owned(), format, path, temporary }
    }

    /// The file to open.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its quads in the order of the text, with blank nodes renamed so that no other file has the same. Relative IRIs are
    /// taken from the file's own (RFC 3986, section 5.1.3). The first error is the last item.
    ///
    /// # Errors
    /// `rdf-syntax` with the place, and those of a file that cannot be read.
    pub fn quads(&self) -> Result<impl Iterator<Item = Result<Quad, Diagnostic>> + '_, Diagnostic> {
        let file = File::open(&self.path).map_err(|error| detect::failed(Path::new(&self.name), &error))?;
        let mut parser = RdfParser::from_format(self.format).rename_blank_nodes();
        if self.temporary.is_none()
            && let Ok(path) = std::fs::canonicalize(&self.path)
            && let Ok(based) = parser.clone().with_base_iri(file_iri(&path))
        {
            parser = based;
        }
        let quads = parser.for_reader(BufReader::with_capacity(1 << 18, file));
        Ok(quads.map(|quad| quad.map_err(|error| self.wrong(&error))))
    }

    fn wrong(&self, error: &RdfParseError) -> Diagnostic {
        let syntax = match error {
            RdfParseError::Syntax(syntax) => syntax,
            RdfParseError::Io(error) => return detect::failed(Path::new(&self.name), error),
        };
        let text = syntax.to_string();
        let words = match text.strip_prefix("Parser error ").and_then(|rest| rest.split_once(": ")) {
            Some((_, words)) => words,
            None => &text,
        };
        let what = self.format.name();
        let mut diagnostic =
            Diagnostic::error("rdf-syntax", format!("`{}` cannot be read as {what}: {words}", self.name))
                .label(format!("{what} stops making sense here"));
        if let Some(place) = syntax.location() {
            diagnostic = diagnostic.at(Origin::new(self.file, place.start.offset, place.end.offset));
        }
        diagnostic.help(match self.format {
            RdfFormat::JsonLd { .. } => "a context must stand in the file: nothing is fetched over the network",
            _ => "nothing of the file is used until all of it can be read",
        })
    }
}

/// The IRI of a file (RFC 8089), percent-encoded where its path needs it (RFC 3986, section 2.1).
fn file_iri(path: &Path) -> String {
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
