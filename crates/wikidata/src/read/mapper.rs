//! What all readings share: the table, the registry, ids that lead to others, sets of values.

use std::collections::HashMap;
use std::sync::Arc;

use super::told::UNKNOWN;
use crate::alignment::{Alignment, Line, item_key};
use crate::redirect::Redirects;
use chancery_model::diagnostic::Diagnostic;
use chancery_model::facts::{Item, Made, Mapper, ValueSet, Values};
use chancery_model::literal::TimeSpan;
use chancery_model::recipe::Skip;
use chancery_model::registry::EntityId;
use chancery_model::schema::{ClassId, IriBuf, Key, Kind, KindId, NsId, PredId, Schema, ValueType};
use chancery_model::vocab::{chy, dataset_terms::WIKIDATA_ENTITY};
use chancery_values::digest;

/// How many times are remembered by their texts; beyond that all are forgotten and learnt again.
pub(super) const REMEMBERED: usize = 1 << 14;

/// Reads the entities of one source.
pub struct EntityMapper<'a, 'n> {
    /// Names, IRIs, labels: what a facts file would go through.
    pub mapper: Mapper<'a, 'n>,
    pub(super) schema: &'a Schema,
    pub(super) alignment: &'a Alignment,
    pub(super) item_key: Option<&'a Key>,
    /// The lines of the table by their property.
    pub(super) lines: HashMap<&'a str, Vec<&'a Line>>,
    /// The class of what no class is known of.
    pub(super) anything: Option<ClassId>,
    redirects: Option<&'a Redirects>,
    pub(super) entities: NsId,
    /// Deprecated statements are read too.
    pub(super) deprecated: bool,
    /// Statements that make no fact and say nothing of a thing are kept too, to be given back.
    pub(super) whole: bool,
    pub(super) times: HashMap<String, Arc<TimeSpan>>,
}

/// What statements are on, and its class where that is known.
pub(super) struct Subject {
    pub(super) item: Item,
    pub(super) class: Option<ClassId>,
}

/// Why a value cannot be read.
pub(super) enum Amiss {
    Skip(Skip),
    Wrong(Box<Diagnostic>),
}

impl From<Box<Diagnostic>> for Amiss {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::Wrong(diagnostic)
    }
}

impl<'a, 'n> EntityMapper<'a, 'n> {
    /// Takes a mapper for the source, and the table; deprecated statements are left out unless asked for.
    #[must_use]
    pub fn new(mapper: Mapper<'a, 'n>, alignment: &'a Alignment, deprecated: bool) -> Self {
        let schema = mapper.schema;
        let mut lines: HashMap<&str, Vec<&Line>> = HashMap::new();
        for line in &alignment.lines {
            lines.entry(&line.property).or_default().push(line);
        }
        Self {
            schema,
            alignment,
            lines,
            anything: schema.class_id(chy::ENTITY),
            item_key: item_key(schema),
            entities: schema.space.namespace_id(WIKIDATA_ENTITY).unwrap_or(NsId::NONE),
            redirects: None,
            deprecated,
            whole: false,
            times: HashMap::new(),
            mapper,
        }
    }

    /// Follows ids that lead to others.
    #[must_use]
    pub fn following(self, redirects: &'a Redirects) -> Self {
        Self { redirects: Some(redirects), ..self }
    }

    /// Keeps statements that make no fact and say nothing of a thing, if they are to be given back.
    #[must_use]
    pub fn keeping(self, whole: bool) -> Self {
        Self { whole, ..self }
    }

    /// The id that an id leads to.
    pub(super) fn current<'i>(&self, id: &'i str) -> &'i str
    where
        'a: 'i,
    {
        self.redirects.map_or(id, |redirects| redirects.current(id))
    }

    /// The entity of the registry that an item is, under whichever id. Nothing where the ids that lead to it are those of two.
    pub(super) fn bearer(&self, id: &str) -> Option<EntityId> {
        let key = self.item_key?;
        let current = self.current(id);
        let of = |id: &str| self.mapper.registry.bearer(key, id);
        of(current).or_else(|| {
            let mut found: Vec<EntityId> = self.redirects?.earlier(current).into_iter().filter_map(of).collect();
            found.dedup();
            if found.len() == 1 { found.pop() } else { None }
        })
    }

    pub(super) fn sets(&self, kind: &Kind, values: Vec<(usize, Vec<Item>)>) -> Vec<Values> {
        let set = |(at, items): (usize, Vec<Item>)| Values {
            key: at,
            alternatives: Arc::new([Arc::new(ValueSet::new(self.schema, self.mapper.registry, kind, at, items))]),
        };
        let mut sets: Vec<Values> = values.into_iter().map(set).collect();
        sets.sort_by_key(|values| values.key);
        sets
    }

    /// The kind of exactly this class.
    pub(super) fn kind_of(&self, class: ClassId) -> Option<KindId> {
        let at = self.schema.kinds().position(|kind| kind.class == class)?;
        u16::try_from(at).ok().map(KindId)
    }

    /// An entity of Wikidata as a value of a class.
    pub(super) fn thing(&self, id: &str, wanted: ClassId) -> Result<Item, Amiss> {
        // Properties and lexemes are not things that states deal with.
        if !id.starts_with('Q') {
            return Err(Amiss::Skip(Skip::OtherClass));
        }
        if let Some(known) = self.bearer(id) {
            let class = self.schema.kind(self.mapper.registry.entity(known).kind).class;
            return match self.schema.is_a(class, wanted) {
                true => Ok(Item::Entity(known)),
                false => Err(Amiss::Skip(Skip::OtherClass)),
            };
        }
        Ok(self.unknown(self.entities, self.current(id), wanted))
    }

    /// What the registry does not know. Its label in the labels of facts is its id, because the same fact may be read
    /// where the label is not at hand.
    pub(super) fn unknown(&self, ns: NsId, id: &str, class: ClassId) -> Item {
        let label = if ns == self.entities { id } else { UNKNOWN }.to_owned();
        Item::Made(Arc::new(Made { iri: IriBuf { ns, local: id.to_owned() }, label, class, is_ongoing: false }))
    }
}

/// The place of the key of a kind that has the property, written from the thing.
pub(super) fn place_of(kind: &Kind, predicate: PredId) -> Option<usize> {
    kind.keys.iter().position(|key| key.predicate == predicate && !key.inverse)
}

/// The class of entity that a key takes.
pub(super) fn class_of_key(key: &Key) -> Option<ClassId> {
    match key.value {
        ValueType::Entity(class) | ValueType::Matter(class) => Some(class),
        _ => None,
    }
}

/// The name of a value of which only that it is is known: the same for the same place in the same statement.
#[must_use]
pub fn somevalue(statement: &str, property: &str, number: usize) -> String {
    digest::short(&format!("{statement}\n{property}\n{number}"))
}
