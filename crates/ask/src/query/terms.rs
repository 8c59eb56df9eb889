//! Our terms that a query misspells: the query would find nothing, without another message.

use std::collections::{BTreeSet, HashMap};

use super::token::TOKEN;
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::origin::{FileId, Origin};
use chancery_model::schema::{Ontology, OntologyFile, Schema};
use chancery_model::vocab::{chy, concept, setting, std_terms};
use chancery_values::name::nearest;

/// A warning for each term in a namespace of the ontology that the ontology does not declare, at its first place, with the
/// nearest term that it declares.
#[must_use]
pub fn misspelt(schema: &Schema, ontology: &[OntologyFile], text: &str, file: FileId) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let is_ours = |iri: &str| [chy::NS, setting::NS, concept::BASE].iter().any(|namespace| iri.starts_with(namespace));
    let is_known = |iri: &str| {
        schema.class_id(iri).is_some() || schema.concept_id(iri).is_some() || schema.space.predicate(iri).is_some()
    };
    let mut terms = terms(schema, text);
    terms.retain(|term| is_ours(&term.iri) && !term.iri.ends_with(['#', '/']) && !is_known(&term.iri));
    terms.retain(|term| seen.insert(term.iri.clone()));
    if terms.is_empty() {
        return Vec::new();
    }
    // The schema has what facts are written with; the ontology declares more.
    let Ok(ontology) = Ontology::read(ontology) else { return Vec::new() };
    let declared: BTreeSet<&str> = ontology.pairs(std_terms::RDF_TYPE).map(|(subject, _)| subject).collect();
    terms.retain(|term| ontology.about(&term.iri).next().is_none());
    terms.iter().map(|term| term.warning(schema, &declared, file)).collect()
}

/// A term as it is written in the text.
struct Term {
    iri: String,
    start: usize,
    end: usize,
}

impl Term {
    fn warning(&self, schema: &Schema, declared: &BTreeSet<&str>, file: FileId) -> Diagnostic {
        let (namespace, local) = split(&self.iri);
        let within = declared.iter().filter_map(|iri| iri.strip_prefix(namespace));
        let near = nearest(local, within).map(|near| format!("{namespace}{near}"));
        let shown = |iri: &str| schema.space.short(iri).unwrap_or_else(|| format!("<{iri}>"));
        let warning = Diagnostic::warning(Code::UnknownTerm, format!("the ontology has no `{}`", shown(&self.iri)))
            .at(Origin::new(file, self.start as u64, self.end as u64))
            .label("no statement uses this term");
        match near {
            Some(near) => warning.help(format!("did you mean `{}`?", shown(&near))),
            None => warning.help("docs/reference.md lists the terms; add your own ontology with --ontology"),
        }
    }
}

fn split(iri: &str) -> (&str, &str) {
    iri.split_at(iri.rfind(['#', '/']).map_or(0, |at| at + 1))
}

/// The IRIs of a query, whole and by prefix, less those that declare a prefix or a base.
fn terms(schema: &Schema, text: &str) -> Vec<Term> {
    let mut prefixes: HashMap<&str, &str> = schema.space.prefixes().into_iter().collect();
    let (mut declares, mut prefix) = (false, None);
    let mut found = Vec::new();
    for token in TOKEN.captures_iter(text) {
        let Some(whole) = token.get(0) else { continue };
        let word = token.name("word").map(|word| word.as_str());
        let term = |iri: String| Term { iri, start: whole.start(), end: whole.end() };
        match (word, token.name("iri").map(|iri| iri.as_str())) {
            (Some(word), _) if word.eq_ignore_ascii_case("PREFIX") || word.eq_ignore_ascii_case("BASE") => {
                declares = true;
                continue;
            }
            (Some(word), _) if declares => {
                prefix = word.strip_suffix(':');
                continue;
            }
            (_, Some(iri)) if declares => {
                prefix.take().and_then(|prefix| prefixes.insert(prefix, iri));
            }
            (_, Some(iri)) => found.push(term(iri.to_owned())),
            (Some(word), _) => {
                // A point at the end ends the sentence.
                let word = word.trim_end_matches('.');
                let iri =
                    word.split_once(':').and_then(|(prefix, local)| Some(format!("{}{local}", prefixes.get(prefix)?)));
                found.extend(iri.map(|iri| Term { end: whole.start() + word.len(), ..term(iri) }));
            }
            _ => {}
        }
        declares = false;
    }
    found
}
