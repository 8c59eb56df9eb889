//! The place of a node in a text of RDF. Parsers report no positions of triples, so the text is read once more, as
//! far as its tokens, and only if there is something to report.
//!
//! Of Turtle, TriG, N-Triples and N-Quads subjects, predicates and objects are distinguished. Of JSON-LD and RDF/XML only
//! texts in quotation marks are looked at; there a node's place is where its IRI is first.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use oxigraph::io::RdfFormat;

use chancery_model::origin::{FileId, Origin};
use chancery_model::source::rdf::RdfSource;
use chancery_model::source::turtle::word_end;
use chancery_model::vocab::std_terms::RDF_TYPE;

/// What is looked for in a text: all by whole IRIs, and texts of literals as they are meant.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Nodes as subjects.
    pub subjects: HashSet<String>,
    /// A subject, a property, and the IRI or text that is said of it; without a property, whichever it is.
    pub values: HashSet<(String, String, String)>,
    /// IRIs, wherever they occur.
    pub terms: HashSet<String>,
}

/// The first places of what was looked for.
#[derive(Debug, Default)]
pub(super) struct Text {
    subjects: HashMap<String, Origin>,
    values: HashMap<(String, String, String), Origin>,
    terms: HashMap<String, Origin>,
}

/// The first place of each of these nodes as a subject, by whole IRI, in the order of the sources.
#[must_use]
pub fn subjects(sources: &[RdfSource], subjects: HashSet<String>) -> HashMap<String, Origin> {
    Text::read(sources, &Wanted { subjects, ..Wanted::default() }).subjects
}

impl Text {
    /// Goes through the texts of the sources. One that cannot be read (any more) gives no places.
    pub(super) fn read(sources: &[RdfSource], wanted: &Wanted) -> Self {
        let mut places = Self::default();
        for source in sources {
            let mut bytes = Vec::new();
            if source.open().and_then(|mut text| text.read_to_end(&mut bytes)).is_err() {
                continue;
            }
            match source.format {
                RdfFormat::Turtle | RdfFormat::TriG | RdfFormat::NTriples | RdfFormat::NQuads | RdfFormat::N3 => {
                    Walk::new(&bytes, source.file, wanted, &mut places).run();
                }
                _ => quoted(&bytes, source.file, wanted, &mut places),
            }
        }
        places
    }

    pub(super) fn subject(&self, subject: &str) -> Option<Origin> {
        self.subjects.get(subject).copied()
    }

    pub(super) fn value(&self, subject: &str, property: &str, value: &str) -> Option<Origin> {
        self.values.get(&(subject.to_owned(), property.to_owned(), value.to_owned())).copied()
    }

    pub(super) fn term(&self, term: &str) -> Option<Origin> {
        self.terms.get(term).copied()
    }

    /// Notes a term: `said` is the subject and the property that it is said by, nothing where it is a subject itself.
    fn note(&mut self, wanted: &Wanted, said: Option<(&str, &str)>, found: &str, origin: Origin) {
        if wanted.terms.contains(found) {
            self.terms.entry(found.to_owned()).or_insert(origin);
        }
        match said {
            None => {
                if wanted.subjects.contains(found) {
                    self.subjects.entry(found.to_owned()).or_insert(origin);
                }
            }
            Some((subject, property)) if wanted.subjects.contains(subject) => {
                for property in [property, ""] {
                    let key = (subject.to_owned(), property.to_owned(), found.to_owned());
                    if wanted.values.contains(&key) {
                        self.values.entry(key).or_insert(origin);
                    }
                }
            }
            Some(_) => {}
        }
    }
}

/// Texts in quotation marks, whole or as a prefix and the rest; and the prefixes as XML and JSON-LD declare them.
fn quoted(bytes: &[u8], file: FileId, wanted: &Wanted, places: &mut Text) {
    let mut prefixes: HashMap<String, String> = HashMap::new();
    // The text before: in JSON the key, in XML the one of another attribute.
    let mut before: Option<(&str, usize)> = None;
    let mut at = 0;
    while let Some(open) = find(bytes, at, b'"') {
        let Some(close) = find(bytes, open + 1, b'"') else { break };
        at = close + 1;
        let Some(text) = bytes.get(open + 1..close).and_then(|text| std::str::from_utf8(text).ok()) else { continue };
        let between = bytes.get(before.map_or(0, |(_, end)| end)..open).unwrap_or_default();
        if text.ends_with(['/', '#']) {
            let key = match before {
                Some((key, _)) if between.trim_ascii() == b":" => Some(key),
                _ => {
                    let attribute = between.trim_ascii_end().strip_suffix(b"=").unwrap_or_default();
                    let name = attribute.rsplit(|byte| byte.is_ascii_whitespace()).next().unwrap_or_default();
                    name.strip_prefix(b"xmlns:").and_then(|name| std::str::from_utf8(name).ok())
                }
            };
            if let Some(key) = key {
                prefixes.entry(key.to_owned()).or_insert_with(|| text.to_owned());
            }
        }
        before = Some((text, close + 1));
        let origin = Origin::new(file, open as u64 + 1, close as u64);
        places.note(wanted, None, text, origin);
        if let Some((prefix, local)) = text.split_once(':')
            && let Some(namespace) = prefixes.get(prefix)
        {
            places.note(wanted, None, &format!("{namespace}{local}"), origin);
        }
    }
}

fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    memchr::memchr(byte, bytes.get(from..)?).map(|at| from + at)
}

/// What the next term of a statement is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Subject,
    Predicate,
    Object,
    /// After an object, of N-Quads, the graph.
    Rest,
}

/// The terms of a text of the Turtle family, in order.
struct Walk<'a> {
    bytes: &'a [u8],
    file: FileId,
    wanted: &'a Wanted,
    places: &'a mut Text,
    prefixes: HashMap<String, String>,
    next: Next,
    /// The IRI of the subject; nothing of a blank node.
    subject: Option<String>,
    /// The IRI of the property.
    property: String,
    /// Positions, subjects and properties outside of the brackets that are open.
    open: Vec<(Next, Option<String>, String)>,
    at: usize,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8], file: FileId, wanted: &'a Wanted, places: &'a mut Text) -> Self {
        Self {
            bytes,
            file,
            wanted,
            places,
            prefixes: HashMap::new(),
            next: Next::Subject,
            subject: None,
            property: String::new(),
            open: Vec::new(),
            at: 0,
        }
    }

    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            let start = self.at;
            match byte {
                _ if byte.is_ascii_whitespace() => self.at += 1,
                b'#' => self.at = find(self.bytes, start, b'\n').unwrap_or(self.bytes.len()),
                b'<' => {
                    let end = find(self.bytes, start, b'>').unwrap_or(self.bytes.len());
                    self.at = end + 1;
                    let iri = self.text(start + 1, end);
                    self.term(Some(iri), start);
                }
                b'"' | b'\'' => {
                    let text = self.string(byte);
                    self.term(text, start);
                }
                b'.' | b'{' | b'}' => {
                    self.at += 1;
                    (self.next, self.subject) = (Next::Subject, None);
                    self.open.clear();
                }
                b';' => {
                    self.at += 1;
                    self.next = Next::Predicate;
                }
                b',' => {
                    self.at += 1;
                    self.next = Next::Object;
                }
                b'[' => {
                    self.at += 1;
                    self.open.push((self.next, self.subject.take(), self.property.clone()));
                    self.next = Next::Predicate;
                }
                b'(' => {
                    // The members of a list are shown as if each were the object.
                    self.at += 1;
                    self.open.push((self.next, self.subject.clone(), self.property.clone()));
                    self.next = Next::Object;
                }
                b']' | b')' => {
                    self.at += 1;
                    if let Some((next, subject, property)) = self.open.pop() {
                        (self.next, self.subject, self.property) = (after(next), subject, property);
                    }
                }
                b'^' => self.at += 1,
                _ => self.word(),
            }
        }
    }

    /// A prefixed name, a blank node, a number, a keyword, a language tag, a directive.
    fn word(&mut self) {
        let start = self.at;
        let end = word_end(self.bytes, start);
        self.at = end;
        let word = self.text(start, end);
        let directive = word.trim_start_matches('@').to_ascii_lowercase();
        match directive.as_str() {
            "prefix" => self.prefix(),
            "base" => {
                self.at = find(self.bytes, end, b'>').map_or(self.bytes.len(), |at| at + 1);
            }
            // What begins with @ after a text is its language.
            _ if word.starts_with('@') => {}
            "graph" if self.next == Next::Subject => {}
            _ if self.after_datatype(start) => {}
            _ if word == "a" && self.next == Next::Predicate => self.term(Some(RDF_TYPE.to_owned()), start),
            _ if word.starts_with("_:") => self.term(None, start),
            _ => {
                let whole = word.split_once(':').and_then(|(prefix, local)| {
                    let namespace = self.prefixes.get(prefix)?;
                    Some(format!("{namespace}{}", local.replace('\\', "")))
                });
                self.term(Some(whole.unwrap_or(word)), start);
            }
        }
    }

    /// Whether `^^` is before.
    fn after_datatype(&self, start: usize) -> bool {
        self.bytes.get(..start).is_some_and(|before| before.ends_with(b"^^"))
    }

    fn prefix(&mut self) {
        let Some(open) = find(self.bytes, self.at, b'<') else { return };
        let Some(close) = find(self.bytes, open, b'>') else { return };
        let name = self.text(self.at, open).trim().trim_end_matches(':').to_owned();
        self.prefixes.insert(name, self.text(open + 1, close));
        self.at = close + 1;
        // `@prefix` ends with a full stop, `PREFIX` does not; either way a subject comes next.
        (self.next, self.subject) = (Next::Subject, None);
    }

    /// A literal's text, with its quotation marks passed over; nothing where it has escapes.
    fn string(&mut self, quote: u8) -> Option<String> {
        let start = self.at;
        let three = [quote; 3];
        let long = self.bytes.get(start..start + 3) == Some(three.as_slice());
        let width = if long { 3 } else { 1 };
        let mut at = start + width;
        let mut escaped = false;
        loop {
            match self.bytes.get(at) {
                None => break,
                Some(b'\\') => {
                    escaped = true;
                    at += 2;
                }
                Some(byte) if *byte == quote && (!long || self.bytes.get(at..at + 3) == Some(three.as_slice())) => {
                    break;
                }
                Some(b'\n') if !long => break,
                Some(_) => at += 1,
            }
        }
        let end = at.min(self.bytes.len());
        self.at = (end + width).min(self.bytes.len());
        (!escaped).then(|| self.text(start + width, end))
    }

    /// A term at the next position; `None` is one that is not looked for.
    fn term(&mut self, term: Option<String>, start: usize) {
        if self.after_datatype(start) {
            return;
        }
        let origin = Origin::new(self.file, start as u64, self.at.min(self.bytes.len()) as u64);
        if let Some(term) = &term {
            let said = match (self.next, &self.subject) {
                (Next::Subject, _) => None,
                // A blank node has no name under which its statements could be noted.
                (_, subject) => Some((subject.as_deref().unwrap_or_default(), self.property.as_str())),
            };
            self.places.note(self.wanted, said, term, origin);
        }
        match self.next {
            Next::Subject => self.subject = term,
            Next::Predicate => self.property = term.unwrap_or_default(),
            _ => {}
        }
        self.next = after(self.next);
    }

    fn text(&self, start: usize, end: usize) -> String {
        String::from_utf8_lossy(self.bytes.get(start..end).unwrap_or_default()).into_owned()
    }
}

fn after(next: Next) -> Next {
    match next {
        Next::Subject => Next::Predicate,
        Next::Predicate => Next::Object,
        Next::Object | Next::Rest => Next::Rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is at the places of all that is wanted, each with the byte it begins at.
    fn found(text: &str, subject: &str, value: &str) -> (Option<String>, Option<String>) {
        let key = (subject.to_owned(), String::new(), value.to_owned());
        let wanted = Wanted {
            subjects: HashSet::from([subject.to_owned()]),
            values: HashSet::from([key]),
            terms: HashSet::new(),
        };
        let mut places = Text::default();
        Walk::new(text.as_bytes(), FileId(0), &wanted, &mut places).run();
        let shown = |origin: Option<Origin>| {
            origin.map(|origin| {
                let line = text[..origin.start as usize].matches('\n').count() + 1;
                format!("{line}:{}", &text[origin.start as usize..origin.end as usize])
            })
        };
        (shown(places.subject(subject)), shown(places.value(subject, "", value)))
    }

    #[test]
    fn subjects_and_values_are_told_apart() {
        let turtle = "@prefix a: <http://a/> .\nPREFIX b: <http://b/#>\n# a:x is named here\na:y a:p a:x , \"v. a:x\" .\n\
                      a:x a a:C ; a:p [ a:q a:z ] , a:z ; a:r ( 1 2.5 ) ; b:d \"2008\"^^b:y, '''long\n''one'''@en .\n<http://b/#k>a:p a:x.";
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(found(turtle, "http://a/x", "http://a/z"), (some("5:a:x"), some("5:a:z")));
        assert_eq!(found(turtle, "http://a/x", "2.5").1, some("5:2.5"));
        assert_eq!(found(turtle, "http://a/x", "2008").1, some("5:\"2008\""));
        assert_eq!(found(turtle, "http://a/x", "long\n''one").1, some("5:'''long\n''one'''"));
        assert_eq!(found(turtle, "http://a/x", "http://b/#y").1, None);
        assert_eq!(found(turtle, "http://a/y", "v. a:x"), (some("4:a:y"), some("4:\"v. a:x\"")));
        assert_eq!(found(turtle, "http://b/#k", "http://a/x"), (some("7:<http://b/#k>"), some("7:a:x")));
        let quads = "<http://a/x> <http://p> \"1\" <http://g> .\n<http://a/y> <http://p> <http://a/x> .\n";
        assert_eq!(found(quads, "http://a/y", "http://a/x"), (some("2:<http://a/y>"), some("2:<http://a/x>")));
        assert_eq!(found(quads, "http://g", ""), (None, None));
    }

    #[test]
    fn whatever_the_text_is_the_walk_ends() {
        for text in
            ["", "\"", "'''", "<", "a:b\\", "@prefix", "@prefix a", "[[[(", "]])", "\u{feff}a:b", "^^", "_:", "...."]
        {
            assert_eq!(found(text, "http://a/x", "y"), (None, None), "{text}");
        }
    }

    #[test]
    fn in_other_syntaxes_the_first_mention_counts() {
        let wanted = Wanted { subjects: HashSet::from(["http://a/x".to_owned()]), ..Wanted::default() };
        for text in [
            "{\"@context\": {\"a\": \"http://a/\"}, \"@id\": \"a:x\"}",
            "<rdf:RDF xmlns:a=\"http://a/\"><a:C rdf:about=\"http://a/x\"/>",
        ] {
            let mut places = Text::default();
            quoted(text.as_bytes(), FileId(0), &wanted, &mut places);
            let origin = places.subject("http://a/x").unwrap();
            let at = text.find("a:x").or_else(|| text.find("http://a/x")).unwrap() as u64;
            assert_eq!(origin.start, at, "{text}");
        }
    }
}
