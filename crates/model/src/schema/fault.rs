//! What is wrong in the ontology, and where: a fault is found among triples. Its place in the text is looked up
//! only when it is reported.

use std::cell::OnceCell;

use oxrdf::Term;

use super::ontology::{Ontology, OntologyFile, node_key};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::origin::Origin;
use crate::source::turtle::{self, Placed, Span};

/// What of the ontology a fault is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// A node: where something is said of it first, else where it is named first.
    Node(String),
    /// The value of a property of a node; where it has none, the node.
    Value(String, String),
    /// This value of a property of a node.
    This(String, String, Term),
    /// A statement, by its number in the ontology.
    Statement(usize),
    /// The property of a statement, by the number of that in the ontology.
    Property(usize),
    /// The declaration of a prefix.
    Prefix(String),
    /// What is missing: the user's own file that replaces a file which has it.
    Missing,
}

impl Spot {
    /// A node.
    #[must_use]
    pub fn node(node: &str) -> Self {
        Self::Node(node.to_owned())
    }

    /// The value of a property of a node.
    #[must_use]
    pub fn value(node: &str, property: &str) -> Self {
        Self::Value(node.to_owned(), property.to_owned())
    }

    /// This value of a property of a node.
    #[must_use]
    pub fn this(node: &str, property: &str, value: &Term) -> Self {
        Self::This(node.to_owned(), property.to_owned(), value.clone())
    }
}

/// The code of a term in a shape that no file declares.
pub(super) const UNDECLARED: Code = Code::UndeclaredTerm;

/// The code of a setting that is named as it was before.
pub(super) const OLD_SETTING: Code = Code::OldSetting;

/// Something that is wrong in the ontology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// How bad it is.
    pub severity: Severity,
    /// The code of its diagnostic.
    pub code: Code,
    /// What it is about.
    pub spot: Spot,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The text under the caret.
    pub label: &'static str,
    /// What to do about it.
    pub help: String,
}

impl Fault {
    /// A fault because of which the ontology cannot be used.
    #[must_use]
    pub fn new(spot: Spot, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code: Code::BadShape,
            spot,
            message: message.into(),
            label: "here",
            help: "ARCHITECTURE.md says what a shape may say to the mapper".to_owned(),
        }
    }

    /// The same with another remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The same with another text under the caret.
    #[must_use]
    pub fn label(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    /// The same with another code and severity.
    #[must_use]
    pub fn code(mut self, severity: Severity, code: Code) -> Self {
        (self.severity, self.code) = (severity, code);
        self
    }

    /// The fault as a diagnostic.
    #[must_use]
    pub fn diagnostic(self, places: &OntologyPlaces<'_>) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.severity, self.code, self.message).help(self.help);
        match places.of(&self.spot) {
            Some(origin) => diagnostic.at(origin).label(self.label),
            None => diagnostic,
        }
    }
}

/// The places of the triples of an ontology. A text is read only when something in it is looked up.
pub struct OntologyPlaces<'a> {
    ontology: &'a Ontology,
    files: &'a [OntologyFile],
    read: Vec<OnceCell<Vec<Placed>>>,
}

impl<'a> OntologyPlaces<'a> {
    /// Takes an ontology and the files that it was read from.
    #[must_use]
    pub fn new(ontology: &'a Ontology, files: &'a [OntologyFile]) -> Self {
        Self { ontology, files, read: files.iter().map(|_| OnceCell::new()).collect() }
    }

    /// Where a fault is; in a file of the user's own, if one says it.
    #[must_use]
    pub fn of(&self, spot: &Spot) -> Option<Origin> {
        let o = self.ontology;
        let (subject, property, value) = match spot {
            Spot::Node(node) => (node.as_str(), None, None),
            Spot::Value(node, property) => (node.as_str(), Some(property.as_str()), None),
            Spot::This(node, property, value) => (node.as_str(), Some(property.as_str()), Some(value)),
            Spot::Statement(number) => {
                let (subject, predicate, object) = o.triple(*number)?;
                (subject, Some(predicate), Some(object))
            }
            Spot::Property(number) => return self.place(*number, |placed| placed.predicate),
            Spot::Prefix(prefix) => return self.prefix(prefix),
            Spot::Missing => {
                let own = self.files.iter().find(|file| file.replaces).or(self.files.iter().find(|file| file.own));
                return own.map(|file| Origin::point(file.file, 0));
            }
        };
        let about = o.numbers(subject);
        let says = |number: &usize| {
            o.triple(*number).is_some_and(|(_, p, object)| {
                property.is_some_and(|property| p == property) && value.is_none_or(|value| value == object)
            })
        };
        if let Some(number) = self.first(about.iter().copied().filter(says)) {
            return self.place(number, |placed| placed.object);
        }
        // Where a cell of a list follows, the place of the node is where its first cell begins.
        if let Some(number) = self.first(about.iter().copied()) {
            return self.place(number, |placed| placed.subject);
        }
        self.mention(subject)
    }

    /// Where a node is named as a value or a property, in a file of the user's own before others.
    #[must_use]
    pub fn mention(&self, node: &str) -> Option<Origin> {
        let o = self.ontology;
        let is = |number: &usize| {
            o.triple(*number).is_some_and(|(_, p, object)| p == node || node_key(object).as_deref() == Some(node))
        };
        let number = self.first((0..o.len()).filter(is))?;
        let of_property = o.triple(number).is_some_and(|(_, p, _)| p == node);
        self.place(number, |placed| if of_property { placed.predicate } else { placed.object })
    }

    /// The first triple of the user's own, else the first one.
    fn first(&self, numbers: impl Iterator<Item = usize>) -> Option<usize> {
        let mut first = None;
        for number in numbers {
            if self.ontology.file_of(number).1 {
                return Some(number);
            }
            first = first.or(Some(number));
        }
        first
    }

    fn place(&self, number: usize, part: impl Fn(&Placed) -> Span) -> Option<Origin> {
        let (index, _) = self.ontology.file_of(number);
        let file = self.files.get(index)?;
        let range = self.ontology.of_file(index);
        let placed = self.read.get(index)?.get_or_init(|| turtle::places(&file.text));
        // Syntax that the walk does not know would shift everything that follows; then only the file is reported.
        let known = placed.len() == range.len();
        let span = placed.get(number - range.start).filter(|_| known).map(part);
        Some(span.map_or_else(|| Origin::point(file.file, 0), |(start, end)| Origin::new(file.file, start, end)))
    }

    /// Where a prefix is declared.
    fn prefix(&self, prefix: &str) -> Option<Origin> {
        let mut files: Vec<&OntologyFile> = self.files.iter().collect();
        files.sort_by_key(|file| !file.own);
        files.iter().find_map(|file| {
            ["@prefix ", "PREFIX ", "prefix "].iter().find_map(|word| {
                let at = file.text.find(&format!("{word}{prefix}:"))? + word.len();
                Some(Origin::new(file.file, at as u64, (at + prefix.len() + 1) as u64))
            })
        })
    }
}
