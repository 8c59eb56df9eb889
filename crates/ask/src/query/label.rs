//! What the label service of the Wikidata Query Service is asked.

use oxigraph::model::Variable;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern};

use super::walk::{Patterns, walk};
use chancery_model::vocab::std_terms as t;

const LANGUAGE: &str = "http://wikiba.se/ontology#language";
const SERVICE_PARAM: &str = "http://www.bigdata.com/rdf#serviceParam";
const AUTOMATIC: &str = "[AUTO_LANGUAGE]";

/// What a label service was asked for.
pub(super) struct Service {
    pub(super) languages: Vec<String>,
    /// Given explicitly: the thing, the property, the variable of the text. Empty where the names of the variables decide.
    pub(super) asked: Vec<(TermPattern, Text, Variable)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    Label,
    Description,
    AltLabel,
}

impl Text {
    const ALL: [(Self, &str); 3] =
        [(Self::AltLabel, "AltLabel"), (Self::Label, "Label"), (Self::Description, "Description")];

    pub(super) fn property(self) -> &'static str {
        match self {
            Self::Label => t::RDFS_LABEL,
            Self::Description => t::SCHEMA_DESCRIPTION,
            Self::AltLabel => t::SKOS_ALT_LABEL,
        }
    }

    fn of_property(iri: &str) -> Option<Self> {
        Self::ALL.into_iter().map(|(text, _)| text).find(|text| text.property() == iri)
    }
}

/// What a label service is asked, from the pattern within it.
pub(super) fn service(inner: &GraphPattern) -> Service {
    let mut found = Service { languages: Vec::new(), asked: Vec::new() };
    let mut triples = Vec::new();
    let mut see = |pattern: &GraphPattern| {
        if let GraphPattern::Bgp { patterns } = pattern {
            triples.extend(patterns.iter().cloned());
        }
    };
    walk(inner, &mut Patterns(&mut see));
    for triple in triples {
        let NamedNodePattern::NamedNode(predicate) = &triple.predicate else { continue };
        match (&triple.subject, &triple.object) {
            (TermPattern::NamedNode(subject), TermPattern::Literal(list))
                if subject.as_str() == SERVICE_PARAM && predicate.as_str() == LANGUAGE =>
            {
                for language in list.value().split(',').map(str::trim).filter(|language| !language.is_empty()) {
                    let language = if language == AUTOMATIC { "en" } else { language }.to_ascii_lowercase();
                    if !found.languages.contains(&language) {
                        found.languages.push(language);
                    }
                }
            }
            (thing @ (TermPattern::Variable(_) | TermPattern::NamedNode(_)), TermPattern::Variable(text)) => {
                if let Some(property) = Text::of_property(predicate.as_str()) {
                    found.asked.push((thing.clone(), property, text.clone()));
                }
            }
            _ => {}
        }
    }
    if found.languages.is_empty() {
        found.languages.push("en".to_owned());
    }
    found
}

/// The variable that a name asks a text of, and which text.
pub(super) fn base_of(name: &str) -> Option<(&str, Text)> {
    Text::ALL.into_iter().find_map(|(text, suffix)| {
        let base = name.strip_suffix(suffix).filter(|base| !base.is_empty())?;
        Some((base, text))
    })
}
