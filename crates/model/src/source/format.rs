//! What kind of file a source is, by its name and its beginning.
//!
//! Formats that the program does not read as facts are recognised too, so that the message can say what the file is
//! rather than that its third character is unexpected.

use std::fmt;
use std::path::Path;

use super::packed;

/// How much of the beginning of a source is looked at.
pub(super) const PEEK_BYTES: usize = 64 << 10;

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
    /// The format that the ending of a name means; nothing if it is not known.
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
    pub(super) fn not_text(beginning: &[u8]) -> Option<Self> {
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
        if let Some(format) = of_wikidata(text) {
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
            Self::Binary => "a binary file",
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

/// What a text that begins so is, if it is Wikidata's.
fn of_wikidata(text: &str) -> Option<Format> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let mut rest = text;
    let array = rest.strip_prefix('[');
    if let Some(inner) = array {
        rest = inner.trim_start();
    }
    let object = rest.strip_prefix('{')?;
    let inner = object.trim_start();
    // `{"entities":{"Q31":{…}}}`, perhaps after `"success":1`.
    if array.is_none() {
        let beginning = inner.get(..floor(inner, 2048)).unwrap_or_default();
        if let Some(at) = beginning.find("\"entities\"").filter(|at| *at < 64) {
            let value = beginning[at + "\"entities\"".len()..].trim_start().strip_prefix(':')?.trim_start();
            let key = value.strip_prefix('{')?.trim_start().strip_prefix('"')?;
            let id: String = key.chars().take_while(|c| *c != '"').collect();
            return is_wikidata_id(&id).then_some(Format::WikidataJson);
        }
        if beginning.starts_with("\"error\"") && beginning.contains("\"code\"") && beginning.contains("wikidata") {
            return Some(Format::WikidataJson);
        }
    }
    let head = inner.get(..floor(inner, 4096)).unwrap_or_default();
    let has = |key: &str, good: &dyn Fn(&str) -> bool| {
        head.match_indices(key).any(|(at, _)| {
            let value = head[at + key.len()..].trim_start();
            let value = value.strip_prefix(':').map(str::trim_start).and_then(|value| value.strip_prefix('"'));
            value.is_some_and(|value| good(value.split('"').next().unwrap_or_default()))
        })
    };
    let kinds = ["item", "property", "lexeme", "mediainfo"];
    let known = has("\"type\"", &|value| kinds.contains(&value)) && has("\"id\"", &is_wikidata_id);
    let parts = ["\"labels\"", "\"claims\"", "\"lemmas\"", "\"statements\"", "\"datatype\""];
    if !known || !parts.iter().any(|part| text.contains(part)) {
        return None;
    }
    // A line holds an entity whole: the brace is followed by a key at once, and the array's bracket by a line break.
    let by_line = object.starts_with('"')
        && array.is_none_or(|inner| inner.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\n'));
    let one = array.is_none() && !text.trim_end().contains('\n') && text.len() < 4096;
    Some(if by_line && !one { Format::WikidataLines } else { Format::WikidataJson })
}

/// The end of the last character that begins within so many bytes.
fn floor(text: &str, bytes: usize) -> usize {
    (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Whether a text is the id of an entity of Wikidata.
pub(super) fn is_wikidata_id(text: &str) -> bool {
    let digits = text.strip_prefix(['Q', 'P', 'L', 'M']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn known_by_its_beginning() {
        let entity = r#"{"type":"item","id":"Q31","labels":{},"claims":{}}"#;
        let cases = [
            (format!("[\n{entity},\n{entity}\n]\n"), Some(Format::WikidataLines)),
            (format!("{entity}\n{entity}\n"), Some(Format::WikidataLines)),
            (format!("[{entity},{entity}]"), Some(Format::WikidataJson)),
            (format!("{{\"entities\":{{\"Q31\":{entity}}}}}"), Some(Format::WikidataJson)),
            (format!("{{\"success\":1,\"entities\":{{\"Q31\":{entity}}}}}"), Some(Format::WikidataJson)),
            (entity.replace(',', ",\n").replace('{', "{\n "), Some(Format::WikidataJson)),
            (r#"{"facts": [{"says": []}]}"#.to_owned(), None),
            (r#"{"entities": [{"state": {"name": "X"}}], "facts": []}"#.to_owned(), None),
            (r#"{"entities": {"state": {"name": "X"}}}"#.to_owned(), None),
            ("[1,2]".to_owned(), None),
        ];
        for (text, wanted) in cases {
            assert_eq!(of_wikidata(&text), wanted, "{text}");
        }
    }
}
