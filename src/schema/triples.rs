//! The triples of one file of the ontology: as the build script read them (`build/ontology.rs`), or as Turtle says them.

use std::sync::Arc;

use oxigraph::model::{BlankNode, Literal, NamedNode, Term};

use crate::compact::Reader;

/// Subject, predicate and object; texts that come again and again are shared.
pub(super) type Triple = (Arc<str>, Arc<str>, Term);

/// The triples of a file, and its prefixes with their IRIs.
pub(super) type FileTriples = (Vec<Triple>, Vec<(String, String)>);

/// The kinds of objects; `build/ontology.rs` knows them too.
const IRI: u64 = 0;
const BLANK: u64 = 1;
const PLAIN: u64 = 2;
const TAGGED: u64 = 3;
const TYPED: u64 = 4;

/// What the build script made of a file; nothing where the bytes are not that.
pub(super) fn compiled(bytes: &[u8]) -> Option<FileTriples> {
    let mut reader = Reader::new(bytes);
    let texts: Vec<&str> = (0..reader.count()?).map(|_| reader.text()).collect::<Option<_>>()?;
    let mut prefixes = Vec::new();
    for _ in 0..reader.count()? {
        prefixes.push((reader.text()?.to_owned(), reader.text()?.to_owned()));
    }
    let mut shared: Vec<Option<Arc<str>>> = vec![None; texts.len()];
    let count = reader.count()?;
    let mut triples = Vec::with_capacity(count.min(bytes.len()));
    for _ in 0..count {
        let mut node = |place: usize| -> Option<Arc<str>> {
            let text = texts.get(place)?;
            Some(shared.get_mut(place)?.get_or_insert_with(|| Arc::from(*text)).clone())
        };
        let (subject, predicate) = (node(reader.count()?)?, node(reader.count()?)?);
        let kind = reader.number()?;
        let mut text = || Some((*texts.get(reader.count()?)?).to_owned());
        let object = match kind {
            IRI => NamedNode::new_unchecked(text()?).into(),
            BLANK => BlankNode::new_unchecked(text()?).into(),
            PLAIN => Literal::new_simple_literal(text()?).into(),
            TAGGED => Literal::new_language_tagged_literal_unchecked(text()?, text()?).into(),
            TYPED => Literal::new_typed_literal(text()?, NamedNode::new_unchecked(text()?)).into(),
            _ => return None,
        };
        triples.push((subject, predicate, object));
    }
    reader.is_empty().then_some((triples, prefixes))
}
