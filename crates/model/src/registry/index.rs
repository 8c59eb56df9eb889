//! The index of entities: which entity has a name, a code, an identifier or an `id`, at a time.

use super::entity::{Entity, EntityId};
use super::gather::{Gathered, bare_value, branch, gather};
use super::kept::Replaced;
use super::near::Near;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::frozen::{self, Text};
use crate::origin::{FileId, Origin};
use crate::schema::{ClassId, Key, Kind, KindId, PredId, Schema};
use crate::source::{Entry, Node, Value};
use chancery_values::name::{is_slug, slug, with_article};
use chancery_values::time::Date;
use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The relation of a time to the one in which a name meant the only entity that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untimely {
    /// Before the name came to mean it.
    Before(Date),
    /// After the name had ceased to.
    After(Date),
}

/// What a name was found to mean.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// This one, and no other at the time that is asked for.
    One(EntityId),
    /// Several entities have the name, and the time does not decide.
    Several(Vec<EntityId>),
    /// Entities have the name, but none of them is of the wanted class.
    OtherClass(Vec<EntityId>),
    /// No entity has it.
    None,
}

/// All entities and the index of their names.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Registry {
    pub(super) entities: Vec<Entity>,
    /// Normalised names.
    #[serde(borrow, serialize_with = "frozen::map")]
    pub(super) names: HashMap<Text<'static>, Vec<EntityId>, RandomState>,
    /// Codes, identifiers and ids, as written.
    #[serde(borrow, serialize_with = "frozen::map")]
    pub(super) codes: HashMap<Text<'static>, Vec<EntityId>, RandomState>,
    /// Those of them that mean one entity at any time: ids, and identifiers on the web.
    #[serde(borrow, serialize_with = "frozen::set")]
    pub(super) timeless: HashSet<Text<'static>, RandomState>,
    /// Values that no two entities share, by their predicate; without the template they may have been pasted with.
    #[serde(borrow, serialize_with = "frozen::map")]
    pub(super) unique: HashMap<(PredId, Text<'static>), EntityId, RandomState>,
    /// The names prepared for comparing, when the first is not found.
    #[serde(skip)]
    pub(super) near: OnceLock<Near>,
    /// Branch and id.
    #[serde(borrow, serialize_with = "frozen::map")]
    ids: HashMap<(ClassId, Text<'static>), EntityId, RandomState>,
    /// Which entities replace others.
    #[serde(skip)]
    pub(super) replaced: Replaced,
    /// Entities whose id depends on values that are not looked up yet.
    unsettled: Vec<EntityId>,
}

impl Registry {
    /// Adds an entity's record (the mapping of its keys) and indexes its names; what is wrong goes to `diagnostics`.
    ///
    /// Nothing is added when the record is not a mapping or has no usable name or id, when the id or a unique value is
    /// taken, or when the kind's IRIs are made of keys, not of an `id`. Other values are not looked at. If another file has the same
    /// record, its entity is given.
    pub fn add(
        &mut self,
        schema: &Schema,
        kind_id: KindId,
        record: Node<'static>,
        file: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Option<EntityId> {
        let kind = schema.kind(kind_id);
        let Value::Map(entries) = &record.value else {
            diagnostics.push(
                Diagnostic::error(
                    Code::WrongValue,
                    format!("the keys of {} are expected, not {}", with_article(&kind.key), record.what()),
                )
                .at(record.origin(file))
                .label("not a mapping")
                .help(format!("write `{}: {{name: …}}`", kind.key)),
            );
            return None;
        };
        let id = EntityId(u32::try_from(self.entities.len()).ok()?);
        let Gathered { mut codes, timeless, names, label, holds, existence, unique } =
            gather(schema, kind, entries, file);
        // Two files may say the same of one thing: it is one entity.
        let same = names.iter().filter_map(|name| self.names.get(name)).flatten().copied().find(|other| {
            let other = self.entity(*other);
            other.kind == kind_id && other.file != file && other.record.says_the_same(&record)
        });
        if same.is_some() {
            return same;
        }
        let Named { id: id_text, is_given, label, origin } = named(kind, &record, label, file, diagnostics)?;
        let identifies = |entry: &Entry<'_>| kind.key(&entry.key.text).is_some_and(|(_, key)| key.identifies);
        let settled = is_given || !entries.iter().any(identifies);
        if let Some(other) = self.by_id(schema, kind_id, &id_text).filter(|_| settled) {
            diagnostics.push(self.has_id(schema, kind_id, &id_text, origin, other));
            return None;
        }
        let taken = unique
            .iter()
            .find_map(|(value, at, key, predicate)| self.shared(value, *at, key, *predicate, None, &label));
        if let Some(diagnostic) = taken {
            diagnostics.push(diagnostic);
            return None;
        }
        self.timeless.extend(timeless);
        if settled {
            let own = [id_text.clone().into(), format!("{}/{id_text}", kind.template.folder()).into()];
            self.timeless.extend(own.iter().cloned());
            codes.extend(own);
            self.ids.insert((branch(schema, kind_id), id_text.clone().into()), id);
        } else {
            self.unsettled.push(id);
        }
        self.index(id, names, codes, unique);
        self.entities.push(Entity {
            kind: kind_id,
            id: id_text,
            title: label.clone(),
            label,
            file,
            record,
            origin,
            additions: Vec::new(),
            decisions: Vec::new(),
            holds,
            existence,
        });
        Some(id)
    }

    /// What is wrong where another entity has this value of a unique key.
    pub(super) fn shared(
        &self,
        value: &str,
        at: Origin,
        key: &str,
        predicate: PredId,
        own: Option<EntityId>,
        label: &str,
    ) -> Option<Diagnostic> {
        let other = *self.unique.get(&(predicate, value.into()))?;
        if own == Some(other) {
            return None;
        }
        let other = self.entity(other);
        Some(
            Diagnostic::error(
                Code::SharedIdentifier,
                format!("`{value}` is given as the {key} of `{label}` and of `{}`", other.label),
            )
            .at(at)
            .label(format!("already that of `{}`", other.label))
            .related(other.origin, "the other one")
            .help("one of the two is wrong: look the identifier up; a wrong link is worse than no link"),
        )
    }

    /// Makes an entity found by names, codes and identifiers.
    pub(super) fn index(
        &mut self,
        id: EntityId,
        names: Vec<Text<'static>>,
        mut codes: Vec<Text<'static>>,
        unique: Vec<(String, Origin, String, PredId)>,
    ) {
        self.near = OnceLock::new();
        let note = |bearers: &mut Vec<EntityId>| {
            if !bearers.contains(&id) {
                bearers.push(id);
            }
        };
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            note(self.names.entry(name).or_default());
        }
        for (value, _, _, predicate) in unique {
            self.unique.insert((predicate, value.clone().into()), id);
            codes.push(value.into());
        }
        for code in codes {
            note(self.codes.entry(code).or_default());
        }
    }

    fn has_id(&self, schema: &Schema, kind: KindId, id: &str, at: Origin, other: EntityId) -> Diagnostic {
        let (kind, other) = (schema.kind(kind), self.entity(other));
        Diagnostic::error(
            Code::DuplicateEntity,
            format!(
                "the id of this {}, `{id}`, is that of {} already",
                kind.key,
                with_article(&schema.kind(other.kind).key)
            ),
        )
        .at(at)
        .label("the second time")
        .related(other.origin, "the first time")
        .help("remove one of the two, or distinguish them with an `id`")
    }

    /// Takes those whose id depends on values that are not looked up yet.
    pub fn take_unsettled(&mut self) -> Vec<EntityId> {
        std::mem::take(&mut self.unsettled)
    }

    /// Gives an entity the id that its values make. If another entity has this id, that is reported.
    pub fn settle(&mut self, schema: &Schema, id: EntityId, own: String, diagnostics: &mut Diagnostics) {
        let (kind, origin) = (self.entity(id).kind, self.entity(id).origin);
        match self.by_id(schema, kind, &own) {
            Some(other) => diagnostics.push(self.has_id(schema, kind, &own, origin, other)),
            None => {
                let folder = schema.kind(kind).template.folder();
                let codes = vec![own.clone().into(), format!("{folder}/{own}").into()];
                self.timeless.extend(codes.iter().cloned());
                self.index(id, Vec::new(), codes, Vec::new());
                self.ids.insert((branch(schema, kind), own.clone().into()), id);
            }
        }
        self.entities[id.0 as usize].id = own;
    }

    /// Sets what an entity is called where facts mention it.
    pub fn entitle(&mut self, id: EntityId, title: String) {
        self.entities[id.0 as usize].title = title;
    }

    /// The entity at this place.
    ///
    /// # Panics
    /// When the place is not from this registry.
    #[must_use]
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id.0 as usize]
    }

    /// The entity of a kind with this id.
    #[must_use]
    pub fn by_id(&self, schema: &Schema, kind: KindId, id: &str) -> Option<EntityId> {
        self.ids.get(&(branch(schema, kind), id.into())).copied()
    }

    /// The entity that has this value of a key that no two entities share.
    #[must_use]
    pub fn bearer(&self, key: &Key, value: &str) -> Option<EntityId> {
        self.unique.get(&(key.predicate, bare_value(&key.value, value).into())).copied()
    }

    /// Every entity, in the order in which they were added.
    pub fn entities(&self) -> impl Iterator<Item = (EntityId, &Entity)> {
        (0..).map(EntityId).zip(&self.entities)
    }

    /// How many entities there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// An identifier that no other entity has, as its record has it: the first of its keys that is unique.
    #[must_use]
    pub fn identifier<'s>(&'s self, schema: &Schema, id: EntityId) -> Option<&'s str> {
        let entity = self.entity(id);
        let mut unique = schema.kind(entity.kind).keys.iter().filter(|key| key.unique);
        unique.find_map(|key| entity.values(&key.key).find_map(Node::text))
    }

    /// An entity as a diagnostic names it: its name, and what distinguishes it.
    #[must_use]
    pub fn shown(&self, schema: &Schema, id: EntityId) -> String {
        let entity = self.entity(id);
        match self.identifier(schema, id) {
            Some(item) => format!("`{}` ({item})", entity.label),
            None => format!("`{}` ({})", entity.label, self.written(schema, id)),
        }
    }

    /// What means this entity and no other, wherever a name is allowed: its folder and its id.
    #[must_use]
    pub fn written(&self, schema: &Schema, id: EntityId) -> String {
        let entity = self.entity(id);
        format!("{}/{}", schema.kind(entity.kind).template.folder(), entity.id)
    }
}

/// The name and the id of an entity's record.
struct Named {
    id: String,
    /// The record says its id.
    is_given: bool,
    label: String,
    origin: Origin,
}

/// The name and the id of a record, or nothing where it has no usable ones; that is stated.
fn named(
    kind: &Kind,
    record: &Node<'static>,
    label: Option<String>,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Option<Named> {
    let given = record.get("id").and_then(|node| node.text().map(|text| (text.to_owned(), node.origin(file))));
    let by_template = !kind.has_id();
    let id = match &given {
        Some((text, origin)) if !is_slug(text) => {
            diagnostics.push(
                Diagnostic::error(Code::MalformedId, format!("`{text}` cannot be part of an IRI"))
                    .at(*origin)
                    .label("not an id")
                    .help(format!(
                        "an id is made of lower-case letters, digits and single hyphens: `{}`",
                        match slug(text) {
                            made if made.is_empty() => "some-name".to_owned(),
                            made => made,
                        }
                    )),
            );
            return None;
        }
        Some((text, _)) => text.clone(),
        None => label.as_deref().map(chancery_values::name::id).unwrap_or_default(),
    };
    if by_template {
        diagnostics.push(
            Diagnostic::error(
                Code::MisplacedRecord,
                format!("{} is named by its keys, not by a name", with_article(&kind.key)),
            )
            .at(record.origin(file))
            .label("not possible under `entities`")
            .help("write it in place, where a fact refers to it"),
        );
        return None;
    }
    let origin = record.get("name").map_or_else(|| record.origin(file), |node| node.origin(file));
    let Some(label) = label else {
        diagnostics.push(
            Diagnostic::error(Code::MissingKey, format!("{} needs a `name`", with_article(&kind.key)))
                .at(record.origin(file))
                .label("no name is given")
                .help(format!("write `{}: {{name: …}}`", kind.key)),
        );
        return None;
    };
    if id.is_empty() {
        diagnostics.push(
            Diagnostic::error(Code::MissingId, format!("no id can be made of the name `{label}`"))
                .at(origin)
                .label("has no letter or digit")
                .help("give the entity an `id` of lower-case Latin letters, digits and hyphens"),
        );
        return None;
    }
    Some(Named { id, is_given: given.is_some(), label, origin })
}
