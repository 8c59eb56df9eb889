//! The records of a facts file that others of it may refer to, by their `id` or by their name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::file::Block;
use super::place::Place;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::FileId;
use crate::schema::{KindId, Role, Schema};
use crate::source::Node;
use crate::vocab::std_terms as t;
use chancery_values::name::normalise;

/// A record that others of its file may refer to.
#[derive(Debug)]
pub struct LocalRecord<'n> {
    /// Its kind, whose role is [`Role::Fact`].
    pub kind: KindId,
    /// The mapping of its keys.
    pub node: Cow<'n, Node<'n>>,
    /// The first place of its block, which may go into its IRI.
    pub place: Place,
}

/// Gathers the facts that are written in place within a record: `{kind: {…}}` instead of an `id`.
fn in_place<'n>(schema: &Schema, record: &'n Node<'n>, found: &mut Vec<(KindId, &'n Node<'n>)>) {
    for entry in record.entries().unwrap_or_default() {
        for value in entry.value.items().unwrap_or(std::slice::from_ref(&entry.value)) {
            let Some([inner]) = value.entries() else { continue };
            if let Some(kind) = schema.kind_by_key(&inner.key.text)
                && schema.kind(kind).role == Role::Fact
                && inner.value.entries().is_some()
            {
                found.push((kind, &inner.value));
            }
            in_place(schema, &inner.value, found);
        }
    }
}

/// The records of a file by `id`, and by name where the kind gives its facts a name.
#[derive(Debug, Default)]
pub struct Local<'n> {
    by_id: BTreeMap<String, Vec<LocalRecord<'n>>>,
    by_name: BTreeMap<String, BTreeSet<String>>,
}

impl<'n> Local<'n> {
    /// Notes the records of a block, those written in place too, that have an `id` or a name. Two records of one `id`
    /// are an error (`duplicate-id`), and the first stays; several of one name are side by side.
    pub fn add(&mut self, schema: &Schema, block: &Block<'n>, file: FileId, diagnostics: &mut Diagnostics) {
        let place = block.first_place();
        let mut records: Vec<(KindId, &'n Node<'n>)> = Vec::new();
        for (kind, node) in &block.says {
            records.push((*kind, *node));
            in_place(schema, node, &mut records);
        }
        for (kind, node) in &records {
            let id = node.get("id").and_then(|n| n.text().map(|text| (text.trim().to_owned(), n)));
            let name_key =
                schema.kind(*kind).keys.iter().find(|key| schema.space.predicate_iri(key.predicate) == t::RDFS_LABEL);
            let name = name_key.and_then(|key| node.get(&key.key)).and_then(Node::text).map(normalise);
            let Some(id) = id.as_ref().map(|(id, _)| id.clone()).or_else(|| name.clone()) else { continue };
            if let Some(name) = name {
                self.by_name.entry(name).or_default().insert(id.clone());
            }
            let known = self.by_id.entry(id.clone()).or_default();
            if let (Some(first), Some(at)) = (known.first(), node.get("id")) {
                diagnostics.push(
                    Diagnostic::error(Code::DuplicateId, format!("the id `{id}` is in this file twice"))
                        .at(at.origin(file))
                        .label("the second time")
                        .related(first.node.get("id").unwrap_or(&first.node).origin(file), "the first time")
                        .help("give each fact its own id; to state a fact again, write the kind with the id: `visit: the-id`"),
                );
                continue;
            }
            known.push(LocalRecord { kind: *kind, node: Cow::Borrowed(*node), place });
        }
    }

    /// Whether a record has this id or name.
    #[must_use]
    pub fn knows(&self, text: &str) -> bool {
        !self.records(text).is_empty()
    }

    /// The records of this id or name.
    #[must_use]
    pub fn records(&self, text: &str) -> Vec<&LocalRecord<'n>> {
        let by_name = self.by_name.get(&normalise(text)).into_iter().flatten().map(String::as_str);
        let ids: BTreeSet<&str> = by_name.chain([text]).collect();
        ids.into_iter().filter_map(|id| self.by_id.get(id)).flatten().collect()
    }

    /// All ids, for suggestions.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }
}
