//! The ontology's files as triples that need no parser when the program starts: read by `schema/triples.rs`.
//!
//! First the texts, each once: IRIs, names of blank nodes, values, languages. Then the prefixes with their IRIs, then the
//! triples: subject and predicate by their texts, and the object by its kind and texts.

use std::collections::HashMap;

use oxrdf::vocab::xsd;
use oxrdf::{NamedOrBlankNode, Term};
use oxttl::TurtleParser;

use crate::compact::Writer;

/// The kinds of objects; `schema/triples.rs` knows them too.
const IRI: usize = 0;
const BLANK: usize = 1;
const PLAIN: usize = 2;
const TAGGED: usize = 3;
const TYPED: usize = 4;

/// The texts of a file, each with its place.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    places: HashMap<String, usize>,
}

impl Texts {
    fn place(&mut self, text: &str) -> usize {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        self.places.insert(text.to_owned(), self.all.len());
        self.all.push(text.to_owned());
        self.all.len() - 1
    }
}

/// The triples of a file, or what is wrong with it. Blank nodes are named after the file, so that those of different files
/// stay apart.
pub fn compiled(file: &str, text: &str) -> Result<Vec<u8>, String> {
    let mut texts = Texts::default();
    let mut blank_nodes: HashMap<String, String> = HashMap::new();
    let mut triples: Vec<Vec<usize>> = Vec::new();
    let mut parser = TurtleParser::new().for_slice(text.as_bytes());
    for triple in parser.by_ref() {
        let triple = triple.map_err(|error| error.to_string())?;
        let mut blank = |name: &str| {
            let number = blank_nodes.len();
            blank_nodes.entry(name.to_owned()).or_insert_with(|| format!("{file}-{number}")).clone()
        };
        let subject = match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => texts.place(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => texts.place(&format!("_:{}", blank(node.as_str()))),
        };
        let mut numbers = vec![subject, texts.place(triple.predicate.as_str())];
        match &triple.object {
            Term::NamedNode(node) => numbers.extend([IRI, texts.place(node.as_str())]),
            Term::BlankNode(node) => numbers.extend([BLANK, texts.place(&blank(node.as_str()))]),
            Term::Literal(literal) => {
                let value = texts.place(literal.value());
                match literal.language() {
                    Some(_) if literal.direction().is_some() => return Err("a text has a direction".to_owned()),
                    Some(language) => numbers.extend([TAGGED, value, texts.place(language)]),
                    None if literal.datatype() == xsd::STRING => numbers.extend([PLAIN, value]),
                    None => numbers.extend([TYPED, value, texts.place(literal.datatype().as_str())]),
                }
            }
            Term::Triple(_) => return Err("a triple stands in the place of a value".to_owned()),
        }
        triples.push(numbers);
    }
    let mut prefixes: Vec<(&str, &str)> = parser.prefixes().collect();
    prefixes.sort_unstable();
    let mut writer = Writer::default();
    writer.count(texts.all.len());
    texts.all.iter().for_each(|text| writer.text(text));
    writer.count(prefixes.len());
    for (prefix, iri) in prefixes {
        writer.text(prefix);
        writer.text(iri);
    }
    writer.count(triples.len());
    triples.iter().flatten().for_each(|number| writer.count(*number));
    Ok(writer.into_bytes())
}
