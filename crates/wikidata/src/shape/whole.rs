//! A statement with all that is said of it, from the JSON in which it was read.

use crate::entity;
use crate::model::{Rank, Snak};
use chancery_graph::{Description, Object};
use chancery_model::literal::Typed;
use chancery_model::origin::FileId;
use chancery_model::schema::{IriBuf, Schema};
use chancery_model::source::{Node, json};
use chancery_model::vocab::{chy, std_terms as t};

/// A snak with what only its JSON says.
pub(super) struct Deep {
    pub snak: Snak,
    /// The datatype of the property; empty where it is not known.
    pub datatype: String,
    /// The offset of a time from UTC in minutes.
    pub zone: String,
}

pub(super) struct Cited {
    /// The hash that Wikidata gave it.
    pub hash: Option<String>,
    pub snaks: Vec<Deep>,
}

/// A statement with all that is said of it.
pub(super) struct Whole {
    pub item: String,
    pub iri: IriBuf,
    pub rank: Rank,
    pub main: Deep,
    pub qualifiers: Vec<Deep>,
    pub references: Vec<Cited>,
    /// What genids are made of.
    pub id: String,
}

/// The statement that an evidence node holds as it was read.
pub(super) fn read(schema: &Schema, description: Description<'_>) -> Option<Whole> {
    let as_read = schema.space.predicate(chy::AS_READ);
    let text = description.statements().find_map(|(predicate, object)| match object {
        Object::Typed(Typed::Json, text) if Some(predicate) == as_read => Some(text),
        _ => None,
    })?;
    let node = json::read_at(text.as_bytes(), 0, FileId(u32::MAX)).ok()?;
    let id = entity::statement_id(&node)?;
    let (ns, _) = schema.space.split(t::WIKIDATA_STATEMENT);
    let list = |node: Option<&Node<'_>>| -> Option<Vec<Deep>> {
        node.map_or(Some(Vec::new()), |node| entity::snak_nodes(node)?.into_iter().map(deep).collect())
    };
    let references = entity::reference_nodes(&node).into_iter().map(|reference| {
        let hash = reference.get("hash").and_then(Node::text);
        let hash = hash.filter(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit()) && !hash.is_empty());
        Some(Cited { hash: hash.map(ToOwned::to_owned), snaks: list(reference.get("snaks"))? })
    });
    Some(Whole {
        item: id.split('$').next()?.to_ascii_uppercase(),
        iri: IriBuf { ns, local: id.replacen('$', "-", 1) },
        rank: entity::rank_of(&node)?,
        main: deep(node.get("mainsnak")?)?,
        qualifiers: list(node.get("qualifiers"))?,
        references: references.collect::<Option<_>>()?,
        id: id.to_owned(),
    })
}

pub(super) fn deep(node: &Node<'_>) -> Option<Deep> {
    let text = |key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let zone = node.get("datavalue").and_then(|value| value.get("value")).and_then(|value| value.get("timezone"));
    Some(Deep {
        snak: entity::snak(node, FileId(u32::MAX)).ok()?,
        datatype: text("datatype"),
        zone: zone.and_then(Node::text).unwrap_or("0").to_owned(),
    })
}
