//! The index of entities: who bears a name, a code, an identifier or an `id`, at a time.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::entity::{Entity, EntityId};
use super::near::Near;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::frozen::{self, Text};
use crate::literal::{Reckoning, existence, read_span, within_template};
use crate::origin::{FileId, Origin};
use crate::schema::{ClassId, Key, Kind, KindId, Naming, PredId, Schema, ValueType};
use crate::source::{Entry, Node, Value};
use chancery_values::name::{is_slug, nearest_form, nearest_within, normalise, slug, with_article, with_digraphs};
use chancery_values::time::{Bounds, Date};

/// How a time stands to the one in which a name meant its only bearer.
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
    /// Several bearers, and the time does not decide.
    Several(Vec<EntityId>),
    /// Bearers, but none of the class that is asked for.
    OtherClass(Vec<EntityId>),
    /// Nobody bears it.
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
    /// Entities whose id hangs on values that are not looked up yet.
    unsettled: Vec<EntityId>,
}

/// A day by which a time has begun, and one on which it has not ended. Of a time of which one end alone is told, that end
/// stands for both.
fn told_days(when: &Bounds) -> (Option<Date>, Option<Date>) {
    let Bounds { begin_earliest, begin_latest, end_earliest, end_latest } = *when;
    let begin_earliest = begin_earliest.filter(|day| *day > Date::MIN);
    let end_latest = end_latest.filter(|day| *day < Date::MAX);
    match (begin_earliest.or(begin_latest), end_earliest.or(end_latest)) {
        (Some(_), None) => (begin_latest.or(begin_earliest), begin_earliest),
        (None, Some(_)) => (end_latest, end_earliest.or(end_latest)),
        _ => (end_latest, begin_earliest),
    }
}

impl Registry {
    /// Adds an entity's record (the mapping of its keys) and indexes its names; what is wrong goes to `diagnostics`.
    ///
    /// Nothing is added when the record is no mapping or has no usable name or id, when the id or a unique value is
    /// taken, or when the kind's IRIs are made of keys, not of an `id`. Other values are not looked at.
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
        let given = record.get("id").and_then(|node| node.text().map(|text| (text.to_owned(), node.origin(file))));
        let by_template = !kind.has_id();
        let id_text = match &given {
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
        if id_text.is_empty() {
            diagnostics.push(
                Diagnostic::error(Code::MissingId, format!("no id can be made of the name `{label}`"))
                    .at(origin)
                    .label("has no letter or digit")
                    .help("give the entity an `id` of lower-case Latin letters, digits and hyphens"),
            );
            return None;
        }
        let identifies = |entry: &Entry<'_>| kind.key(&entry.key.text).is_some_and(|(_, key)| key.identifies);
        let settled = given.is_some() || !entries.iter().any(identifies);
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

    /// Takes those whose id hangs on values that are not looked up yet.
    pub fn take_unsettled(&mut self) -> Vec<EntityId> {
        std::mem::take(&mut self.unsettled)
    }

    /// Gives an entity the id that its values make. One that another entity has is told.
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

    /// Says what an entity is called where facts speak of it.
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

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// What a name, code, identifier or id means among the entities of a class, at a time.
    ///
    /// Without a time, a bearer whose names hold to this day comes before one whose names held once.
    #[must_use]
    pub fn find(&self, schema: &Schema, text: &str, class: ClassId, when: Option<&Bounds>) -> Found {
        let (bearers, fitting) = self.bearers(schema, text, class);
        if bearers.is_empty() {
            return Found::None;
        }
        if fitting.is_empty() {
            return Found::OtherClass(bearers);
        }
        self.choose(&fitting, when)
    }

    /// Who has this code, identifier or id. A folder and an id may be written as exports write them: `state:belarus`.
    pub(super) fn coded(&self, text: &str) -> &[EntityId] {
        let as_in_exports = || self.codes.get(text.replacen(':', "/", 1).as_str());
        self.codes.get(text).or_else(as_in_exports).map_or(&[], Vec::as_slice)
    }

    /// Who bears a name at any time: all, and those of the class.
    #[must_use]
    pub fn bearers(&self, schema: &Schema, text: &str, class: ClassId) -> (Vec<EntityId>, Vec<EntityId>) {
        let text = text.trim();
        let mut bearers = self.coded(text).to_vec();
        bearers.extend(self.names.get(normalise(text).as_str()).into_iter().flatten());
        bearers.sort_unstable();
        bearers.dedup();
        let of_class = |id: &&EntityId| schema.is_a(schema.kind(self.entity(**id).kind).class, class);
        let fitting = bearers.iter().filter(of_class).copied().collect();
        (bearers, fitting)
    }

    /// How a time stands to the one in which a text, the name of one entity alone, means it, where the two share no day for
    /// certain. An `id` and an identifier on the web mean their entity at any time.
    ///
    /// Tables of codes write those of today for all of history. So where of a time one end alone is told, a code must have meant
    /// the entity then.
    #[must_use]
    pub fn untimely(&self, text: &str, id: EntityId, when: &Bounds) -> Option<Untimely> {
        let text = text.trim();
        let is_timeless = |text: &str| self.timeless.contains(text);
        let time =
            self.entity(id).time().filter(|_| !is_timeless(text) && !is_timeless(&text.replacen(':', "/", 1)))?;
        let is_code = self.coded(text).contains(&id);
        let (by, from) = if is_code { told_days(when) } else { (when.end_latest, when.begin_earliest) };
        let before = time.begin_earliest.filter(|begin| by.is_some_and(|day| day < *begin)).map(Untimely::Before);
        let after = time.end_latest.filter(|end| from.is_some_and(|day| day > *end)).map(Untimely::After);
        before.or(after)
    }

    /// Whether an entity has a name of this [form](normalise).
    #[must_use]
    pub fn is_called(&self, id: EntityId, form: &str) -> bool {
        self.names.get(form).is_some_and(|bearers| bearers.contains(&id))
    }

    /// Which of several bearers is meant at a time.
    #[must_use]
    pub fn choose(&self, fitting: &[EntityId], when: Option<&Bounds>) -> Found {
        if let [one] = fitting {
            return Found::One(*one);
        }
        match self.by_time(fitting, when).as_slice() {
            [one] => Found::One(*one),
            [] => Found::Several(fitting.to_vec()),
            several => Found::Several(several.to_vec()),
        }
    }

    fn by_time(&self, bearers: &[EntityId], when: Option<&Bounds>) -> Vec<EntityId> {
        bearers.iter().filter(|id| self.entity(**id).bore(when)).copied().collect()
    }

    /// The entity of the class that a file itself tells and that has a name like the one that was not found. Of the few that it
    /// tells, a name that is less like it is meant too.
    #[must_use]
    pub fn suggestion_of(&self, schema: &Schema, file: FileId, text: &str, class: ClassId) -> Option<&Entity> {
        let told = |id: &EntityId| {
            let entity = self.entity(*id);
            entity.file == file && schema.is_a(schema.kind(entity.kind).class, class)
        };
        let form = normalise(text);
        let names = self.names.iter().filter(|(_, bearers)| bearers.iter().any(told));
        let near = nearest_within((form.chars().count() / 3).max(1), &form, names.map(|(name, _)| (&**name, &**name)))?;
        self.names.get(near)?.iter().find(|id| told(id)).map(|id| self.entity(*id))
    }

    /// The entity of the class that has a name like the one that was not found, or the only one with all its words.
    #[must_use]
    pub fn suggestion(&self, schema: &Schema, text: &str, class: ClassId) -> Option<&Entity> {
        let of_class = |id: &EntityId| schema.is_a(schema.kind(self.entity(*id).kind).class, class);
        let names = || {
            let fitting = self.names.iter().filter(|(_, bearers)| bearers.iter().any(of_class));
            fitting.map(|(name, _)| &**name)
        };
        let form = normalise(text);
        let words: Vec<&str> = form.split(' ').collect();
        let bearer = |name: &str| self.names.get(name)?.iter().find(|id| of_class(id)).copied();
        // A surname alone, say: the one entity that has a name with all the words.
        let longer = || {
            let mut holding = names().filter(|name| words.iter().all(|w| name.split(' ').any(|word| word == *w)));
            let first = bearer(holding.next()?)?;
            holding.all(|name| bearer(name) == Some(first)).then_some(first)
        };
        nearest_form(&form, names().map(|name| (name, name))).and_then(bearer).or_else(longer).map(|id| self.entity(id))
    }

    /// An identifier that no other entity has, as its record has it: the first of its keys that is unique.
    #[must_use]
    pub fn identifier<'s>(&'s self, schema: &Schema, id: EntityId) -> Option<&'s str> {
        let entity = self.entity(id);
        let mut unique = schema.kind(entity.kind).keys.iter().filter(|key| key.unique);
        unique.find_map(|key| entity.values(&key.key).find_map(Node::text))
    }

    /// An entity as a diagnostic names it: its name, and what else tells it apart.
    #[must_use]
    pub fn shown(&self, schema: &Schema, id: EntityId) -> String {
        let entity = self.entity(id);
        match self.identifier(schema, id) {
            Some(item) => format!("`{}` ({item})", entity.label),
            None => format!("`{}` ({})", entity.label, self.written(schema, id)),
        }
    }

    /// What means this entity and no other, wherever a name may stand: its folder and its id.
    #[must_use]
    pub fn written(&self, schema: &Schema, id: EntityId) -> String {
        let entity = self.entity(id);
        format!("{}/{}", schema.kind(entity.kind).template.folder(), entity.id)
    }
}

/// What a record says of names, codes and identifiers.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Gathered {
    #[serde(borrow)]
    pub names: Vec<Text<'static>>,
    #[serde(borrow)]
    pub codes: Vec<Text<'static>>,
    pub label: Option<String>,
    pub holds: Option<Bounds>,
    pub existence: Bounds,
    /// Codes that mean it at any time.
    #[serde(borrow)]
    pub timeless: Vec<Text<'static>>,
    /// Value, place, key and predicate.
    pub unique: Vec<(String, Origin, String, PredId)>,
}

/// Gathers the names, codes and identifiers of a record.
pub(super) fn gather(schema: &Schema, kind: &Kind, entries: &[Entry<'_>], file: FileId) -> Gathered {
    let existence = existence(schema, kind, entries, file, Reckoning::default());
    let mut all = Gathered { existence, ..Gathered::default() };
    let Gathered { names, codes, timeless, label, holds, unique, .. } = &mut all;
    for entry in entries {
        let Some((_, key)) = kind.key(&entry.key.text) else { continue };
        match key.names {
            Naming::Name => {
                texts(&entry.value, &mut |text, tag| {
                    if schema.space.predicate_iri(key.predicate) == crate::vocab::std_terms::RDFS_LABEL
                        && (label.is_none() || tag == "en")
                    {
                        *label = Some(text.to_owned());
                    }
                    names.push(normalise(text).into());
                    names.extend(with_digraphs(text).map(Text::from));
                });
            }
            Naming::Code { bare } => texts(&entry.value, &mut |text, _| {
                codes.push(format!("{}:{text}", key.key).into());
                if bare {
                    codes.push(text.to_owned().into());
                }
            }),
            // A faulty time is told where all values of the record are read.
            Naming::Hold => *holds = read_span(schema, &entry.value, file).ok().map(|span| span.bounds),
            Naming::No => {}
        }
        if key.unique {
            texts(&entry.value, &mut |text, _| {
                let value = bare_value(&key.value, text);
                if let ValueType::Iri { .. } = key.value {
                    timeless.extend([value.to_owned().into(), text.to_owned().into()]);
                }
                unique.push((value.to_owned(), entry.value.origin(file), key.key.clone(), key.predicate));
            });
        }
    }
    all
}

/// The branch within which an id is unique, so that a fact's IRI can hold the id without the type.
fn branch(schema: &Schema, kind: KindId) -> ClassId {
    let class = schema.kind(kind).class;
    schema.branch(class).unwrap_or(class)
}

/// The texts of a value: a scalar, a list, a mapping of language tags.
pub(super) fn texts<'n>(node: &'n Node<'_>, receive: &mut dyn FnMut(&'n str, &'n str)) {
    match &node.value {
        Value::Scalar { text, .. } => receive(text.trim(), "en"),
        Value::List(items) => items.iter().for_each(|item| texts(item, receive)),
        Value::Map(entries) => {
            for entry in entries {
                for item in entry.value.items().unwrap_or(std::slice::from_ref(&entry.value)) {
                    if let Some(text) = item.text() {
                        receive(text.trim(), &entry.key.text);
                    }
                }
            }
        }
        Value::Null => {}
    }
}

/// The value without the template it may have been pasted with.
fn bare_value<'t>(value: &ValueType, text: &'t str) -> &'t str {
    match value {
        ValueType::Iri { template: Some(template), .. } => within_template(template, text),
        _ => text,
    }
}
