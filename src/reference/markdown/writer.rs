//! What all parts of the page are written with: paragraphs, links, cells, the closed lists.

use std::collections::BTreeMap;

use crate::reference::terms::Terms;
use chancery_model::schema::{Concept, Key, Kind, Role, Schema, ValueType};

/// A closed list that a key takes, or a scheme that none takes.
pub(super) struct List<'a> {
    pub(super) heading: String,
    pub(super) definition: &'a str,
    pub(super) members: Vec<&'a Concept>,
    /// The kinds whose keys take the list, or a part of it, with the key.
    pub(super) used: Vec<(&'a Kind, &'a Key)>,
}

/// All closed lists, in the order of the concepts.
pub(super) fn lists(terms: Terms<'_>) -> BTreeMap<String, List<'_>> {
    let mut lists: BTreeMap<String, List<'_>> = BTreeMap::new();
    for concept in terms.schema.concepts() {
        let Some(scheme) = concept.scheme.as_deref().filter(|_| concept.is_concept) else { continue };
        let list = lists.entry(scheme.to_owned()).or_insert_with(|| {
            let (label, definition) = terms.scheme(scheme);
            List { heading: format!("Terms of {label}"), definition, members: Vec::new(), used: Vec::new() }
        });
        list.members.push(concept);
    }
    for kind in terms.schema.kinds() {
        for key in &kind.keys {
            let ValueType::Concept(members) = &key.value else { continue };
            let Some(scheme) = members.first().and_then(|id| terms.schema.concept(*id).scheme.as_ref()) else {
                continue;
            };
            if let Some(list) = lists.get_mut(scheme) {
                list.used.push((kind, key));
            }
        }
    }
    lists
}

/// The anchor that GitHub gives a heading.
pub(super) fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

/// Text for a cell of a table: a bar would end the cell.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

pub(super) fn code(text: &str) -> String {
    format!("`{text}`")
}

pub(super) struct Writer<'a> {
    pub(super) out: String,
    pub(super) schema: &'a Schema,
    pub(super) terms: Terms<'a>,
    pub(super) lists: BTreeMap<String, List<'a>>,
}

impl<'a> Writer<'a> {
    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A paragraph, and the empty line after it.
    pub(super) fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.line(text.trim_end());
            self.line("");
        }
    }

    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.paragraph(&format!("{} {text}", "#".repeat(level)));
    }

    pub(super) fn kinds(&self, role: Role) -> Vec<&'a Kind> {
        self.schema.kinds().filter(|kind| kind.role == role).collect()
    }

    pub(super) fn link(heading: &str) -> String {
        format!("[{heading}](#{})", anchor(heading))
    }

    /// An IRI with its prefix.
    pub(super) fn shown(&self, iri: &str) -> String {
        let (namespace, rest) = self.schema.space.split(iri);
        match self.schema.space.namespace(namespace) {
            Some(namespace) => format!("{}:{rest}", namespace.prefix),
            None => iri.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        assert_eq!(anchor("Terms of class of head"), "terms-of-class-of-head");
        assert_eq!(anchor("What, then?"), "what-then");
    }

    #[test]
    fn a_bar_stays_within_its_cell() {
        assert_eq!(cell("a|b\nc"), "a\\|b c");
    }
}
