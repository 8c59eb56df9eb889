//! The ontology's triples, by subject. Read once at start-up; nothing after the schema looks at them again.

use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use oxrdfio::{RdfFormat, RdfParser};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::origin::FileId;
use crate::source::bounded;
use crate::vocab::setting;
use crate::vocab::std_terms::{RDF_FIRST, RDF_NIL, RDF_REST};

/// A file of the ontology.
#[derive(Clone)]
pub struct OntologyFile {
    /// Its name without a folder, as a person would say it: `shapes.ttl`.
    pub name: String,
    /// The whole text, Turtle.
    pub text: Cow<'static, str>,
    /// The source that origins in the text point into.
    pub file: FileId,
    /// Whether it is the user's, not compiled in.
    pub own: bool,
    /// Whether it replaces a file that is compiled in.
    pub replaces: bool,
    /// What its relative IRIs are taken from, where there is such a base.
    pub base: Option<String>,
}

impl OntologyFile {
    /// A parser for its text.
    pub fn parser(&self) -> RdfParser {
        let parser = RdfParser::from_format(RdfFormat::Turtle);
        let based = self.base.as_ref().and_then(|base| parser.clone().with_base_iri(base.as_str()).ok());
        based.unwrap_or(parser)
    }
}

/// What is wrong in an ontology file: a byte offset where the parser knows one.
#[derive(Debug)]
pub struct OntologyError {
    /// Index of the file in the list given to [`Ontology::read`].
    pub file: usize,
    /// First byte of the place, and the byte after its last one, counted from the beginning of the file.
    pub at: Option<(u64, u64)>,
    /// The parser's words, without line and column.
    pub message: String,
}

/// The triples of all ontology files, indexed by subject.
#[derive(Default)]
pub struct Ontology {
    triples: Vec<Triple>,
    /// A subject's place in `about`.
    by_subject: HashMap<Arc<str>, usize, RandomState>,
    /// The places of each subject's triples.
    about: Vec<Vec<usize>>,
    /// The places of each predicate's triples.
    by_predicate: HashMap<Arc<str>, Vec<usize>, RandomState>,
    /// The place in `about` of the triple added last.
    last: usize,
    /// The first triple of each file, and whether the file is the user's own.
    files: Vec<(usize, bool)>,
    /// In files of the user's own, the first triple with a setting under its name of before, and the setting.
    old_settings: Vec<(usize, &'static str)>,
    /// The prefixes that the files declare, with their IRIs, each pair once.
    pub prefixes: Vec<(String, String)>,
}

impl Ontology {
    /// Reads Turtle files. Blank nodes of different files stay apart. All files are read, so all errors are reported.
    ///
    /// # Errors
    /// One error for each file that is not Turtle, with the parser's position.
    pub fn read(files: &[OntologyFile]) -> Result<Self, Vec<OntologyError>> {
        let parsed: Vec<_> = std::thread::scope(|scope| {
            let handles: Vec<_> =
                files.iter().enumerate().map(|(index, file)| scope.spawn(move || read_file(index, file))).collect();
            // What is wrong in a file is an error that the parser returns. A panic is a fault of the program, and is
            // passed on.
            handles.into_iter().map(|handle| handle.join().expect("the Turtle parser does not panic")).collect()
        });
        let mut ontology = Self::default();
        let mut errors = Vec::new();
        for (result, file) in parsed.into_iter().zip(files) {
            ontology.files.push((ontology.triples.len(), file.own));
            match result {
                Ok((mut triples, prefixes)) => {
                    if file.own {
                        let first = with_current_settings(&mut triples);
                        ontology.old_settings.extend(first.map(|(at, setting)| (ontology.triples.len() + at, setting)));
                    }
                    triples.into_iter().for_each(|triple| ontology.add(triple));
                    ontology.prefixes.extend(prefixes);
                }
                Err(error) => errors.push(error),
            }
        }
        ontology.prefixes.sort();
        ontology.prefixes.dedup();
        if errors.is_empty() { Ok(ontology) } else { Err(errors) }
    }

    fn add(&mut self, triple: Triple) {
        // Turtle usually writes the triples of one subject together, so the subject before is mostly this one.
        let again = self.triples.last().is_some_and(|last| Arc::ptr_eq(&last.0, &triple.0));
        let place =
            if again { self.last } else { *self.by_subject.entry(triple.0.clone()).or_insert(self.about.len()) };
        if place == self.about.len() {
            self.about.push(Vec::new());
        }
        self.about[place].push(self.triples.len());
        match self.by_predicate.get_mut(&triple.1) {
            Some(places) => places.push(self.triples.len()),
            None => {
                self.by_predicate.insert(triple.1.clone(), vec![self.triples.len()]);
            }
        }
        self.last = place;
        self.triples.push(triple);
    }

    /// The triples of a file, by number.
    #[must_use]
    pub(super) fn of_file(&self, file: usize) -> Range<usize> {
        let start = |file: usize| self.files.get(file).map_or(self.triples.len(), |(start, _)| *start);
        start(file)..start(file + 1)
    }

    /// The file of a triple, and whether that is the user's own.
    pub(super) fn file_of(&self, triple: usize) -> (usize, bool) {
        let file = self.files.partition_point(|(start, _)| *start <= triple).saturating_sub(1);
        (file, self.files.get(file).is_some_and(|(_, own)| *own))
    }

    /// The numbers of all triples about a subject.
    pub(super) fn numbers(&self, subject: &str) -> &[usize] {
        self.by_subject.get(subject).map_or(&[][..], |place| self.about[*place].as_slice())
    }

    /// A triple by its number.
    pub(super) fn triple(&self, number: usize) -> Option<(&str, &str, &Term)> {
        self.triples.get(number).map(|(s, p, o)| (&**s, &**p, o))
    }

    /// How many triples there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.triples.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.triples.is_empty()
    }

    /// Of each file of the user's own that names settings as they were called before, the first such triple, and the setting.
    pub(super) fn of_old_settings(&self) -> impl Iterator<Item = (usize, &'static str)> {
        self.old_settings.iter().copied()
    }

    /// All triples of the user's own files.
    pub fn own(&self) -> impl Iterator<Item = (&str, &str, &Term)> {
        let files = (0..self.files.len()).filter(|file| self.files[*file].1);
        files.flat_map(|file| self.of_file(file)).filter_map(|number| self.triple(number))
    }

    /// Whether a file of the user's own says anything of a subject.
    #[must_use]
    pub fn is_own(&self, subject: &str) -> bool {
        self.numbers(subject).iter().any(|number| self.file_of(*number).1)
    }

    /// The objects of a subject and predicate, in the order of the files.
    pub fn objects<'a>(&'a self, subject: &str, predicate: &'a str) -> impl Iterator<Item = &'a Term> + 'a {
        self.about(subject).filter(move |(p, _)| *p == predicate).map(|(_, o)| o)
    }

    /// Predicate and object of every triple about a subject.
    pub fn about<'a>(&'a self, subject: &str) -> impl Iterator<Item = (&'a str, &'a Term)> + 'a {
        self.numbers(subject).iter().map(|&i| (&*self.triples[i].1, &self.triples[i].2))
    }

    /// The first object, as the key by which subjects are found (an IRI, or `_:` and a blank node's name).
    pub fn node(&self, subject: &str, predicate: &str) -> Option<String> {
        self.objects(subject, predicate).find_map(node_key)
    }

    /// The first literal's text.
    pub fn text<'a>(&'a self, subject: &str, predicate: &'a str) -> Option<&'a str> {
        self.objects(subject, predicate).find_map(|term| match term {
            Term::Literal(literal) => Some(literal.value()),
            _ => None,
        })
    }

    /// The text in English, or in no language.
    pub fn english<'a>(&'a self, subject: &str, predicate: &'a str) -> Option<&'a str> {
        self.objects(subject, predicate).find_map(|term| match term {
            Term::Literal(literal) if literal.language().is_none_or(|tag| tag == "en") => Some(literal.value()),
            _ => None,
        })
    }

    /// The members of an RDF list that are nodes, as far as the list is well formed.
    #[must_use]
    pub fn list(&self, head: &str) -> Vec<String> {
        self.terms(head).0.iter().filter_map(node_key).collect()
    }

    /// The members of an RDF list, and whether it is well formed: each cell has one member and one rest, and the last rest
    /// is `rdf:nil`. What is not ends the list.
    #[must_use]
    pub fn terms(&self, head: &str) -> (Vec<Term>, bool) {
        let mut members = Vec::new();
        let mut seen = HashSet::new();
        let mut cell = head.to_owned();
        while cell != RDF_NIL {
            let mut first = self.objects(&cell, RDF_FIRST);
            let mut rest = self.objects(&cell, RDF_REST);
            let (Some(member), Some(next)) = (first.next(), rest.next()) else { return (members, false) };
            let alone =
                first.next().is_none_or(|other| other == member) && rest.next().is_none_or(|other| other == next);
            members.push(member.clone());
            match node_key(next) {
                Some(next) if alone && seen.insert(cell.clone()) => cell = next,
                _ => return (members, false),
            }
        }
        (members, true)
    }

    /// Every subject that has the predicate, with the object, in the order of the files.
    pub fn pairs<'a>(&'a self, predicate: &'a str) -> impl Iterator<Item = (&'a str, &'a Term)> + 'a {
        let places = self.by_predicate.get(predicate).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.triple(*place)).map(|(s, _, o)| (s, o))
    }
}

/// The key of a node: the IRI itself, or `_:name`; nothing for a literal or a triple term.
pub fn node_key(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        Term::BlankNode(node) => Some(["_:", node.as_str()].concat()),
        Term::Literal(_) | Term::Triple(_) => None,
    }
}

/// The parser's words without line and column, which the diagnostic says itself.
fn without_place(message: &str) -> String {
    match message.strip_prefix("Parser error ").and_then(|rest| rest.split_once(": ")) {
        Some((_, words)) => words.to_owned(),
        None => message.to_owned(),
    }
}

/// Subject, predicate and object; texts that come again and again are shared.
type Triple = (Arc<str>, Arc<str>, Term);

type FileTriples = (Vec<Triple>, Vec<(String, String)>);

fn read_file(index: usize, file: &OntologyFile) -> Result<FileTriples, OntologyError> {
    bounded::check(RdfFormat::Turtle, file.text.as_bytes()).map_err(|exceeded| OntologyError {
        file: index,
        at: Some((exceeded.at, exceeded.at)),
        message: exceeded.to_string(),
    })?;
    let mut triples = Vec::with_capacity(file.text.len() / 60);
    let mut subject: Option<(NamedOrBlankNode, Arc<str>)> = None;
    let mut predicates: HashMap<NamedNode, Arc<str>> = HashMap::new();
    // Blank nodes are made unique by renaming: two files may both use the label `b1`.
    let mut parser = file.parser().rename_blank_nodes().for_slice(file.text.as_bytes());
    for quad in parser.by_ref() {
        let quad = quad.map_err(|error| OntologyError {
            file: index,
            at: error.location().map(|l| (l.start.offset, l.end.offset)),
            message: without_place(&error.to_string()),
        })?;
        let same = subject.as_ref().is_some_and(|(node, _)| *node == quad.subject);
        if !same {
            let text: Arc<str> = match &quad.subject {
                NamedOrBlankNode::NamedNode(node) => node.as_str().into(),
                NamedOrBlankNode::BlankNode(node) => node.to_string().into(),
            };
            subject = Some((quad.subject, text));
        }
        let Some((_, subject)) = &subject else { continue };
        let predicate = match predicates.get(&quad.predicate) {
            Some(known) => known.clone(),
            None => {
                let text: Arc<str> = quad.predicate.as_str().into();
                predicates.insert(quad.predicate, text.clone());
                text
            }
        };
        triples.push((subject.clone(), predicate, quad.object));
    }
    let prefixes = parser.prefixes().map(|(prefix, iri)| (prefix.to_owned(), iri.to_owned())).collect();
    Ok((triples, prefixes))
}

/// Gives settings that are named as before their names of now; the first of them.
fn with_current_settings(triples: &mut [Triple]) -> Option<(usize, &'static str)> {
    let mut first = None;
    for (at, (_, predicate, _)) in triples.iter_mut().enumerate() {
        if let Some(setting) = setting::formerly(predicate) {
            first = first.or(Some((at, setting)));
            *predicate = setting.into();
        }
    }
    first
}
