//! Entities that a name alone makes (`setting:nameSuffices`): `{person: Hassan Rouhani}`. Each is an entity of its document, so that
//! two documents that name someone alike have two entities, until something shows that they are one.

use std::borrow::Cow;

use super::item::Item;
use super::lookup::Lookup;
use super::manner::Manner;
use super::mapper::Mapper;
use super::place::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::literal::{TimeSpan, scalar};
use crate::registry::{EntityId, Found};
use crate::schema::{ClassId, Kind, KindId, Role, ValueType};
use crate::source::{Entry, Key, Node, Value};
use chancery_values::name::{caseless, id, keeps, slug};
use chancery_values::{digest, name};

/// If so many names of a class are known, one that is like another says little, and comparing each with all takes long.
const MOST_COMPARED: usize = 5_000;

/// How many entities with a similar name a message shows.
const SHOWN: usize = 3;

impl Mapper<'_, '_> {
    /// The kind that a name alone makes, if a key takes entities of no other kind: then a name that nobody has cannot be
    /// a misspelt name of something else.
    pub(super) fn made_by_name_alone(&self, class: ClassId) -> Option<KindId> {
        let by_key = |kind: &Kind| self.schema.kind_by_key(&kind.key);
        let mut fitting =
            self.schema.kinds().filter(|kind| self.schema.is_a(kind.class, class) && kind.role != Role::Part);
        let own = self.schema.kinds().find(|kind| kind.class == class)?;
        fitting.all(|kind| kind.name_suffices).then(|| by_key(own)).flatten()
    }

    /// An entity by its name: the one that has the name, or a new one of the document.
    pub(super) fn by_name(
        &mut self,
        kind: KindId,
        node: &Node<'_>,
        when: Option<&TimeSpan>,
        place: Place,
    ) -> Option<Item> {
        let class = self.schema.kind(kind).class;
        let text = self.told(scalar(node, self.file, "a name"))?;
        let found = self.lookup.find(text, class, when.map(|when| &when.reach));
        match found {
            Found::One(id) => {
                let item = Item::Entity(id);
                match self.lookup.untimely(&item, node, when) {
                    Some(diagnostic) => self.report(diagnostic),
                    None => return Some(item),
                }
            }
            Found::Several(_) => {
                let origin = node.origin(self.file);
                let diagnostic = self.lookup.not_found(text, class, &found, origin, when.is_some());
                self.report(diagnostic);
            }
            Found::OtherClass(_) => {
                let key = &self.schema.kind(kind).key;
                let diagnostic = self.lookup.not_found(text, class, &found, node.origin(self.file), when.is_some());
                let diagnostic = diagnostic.help(another(key, text));
                self.report(diagnostic);
            }
            Found::None => return self.new_by_name(kind, text, node, place),
        }
        None
    }

    /// A new entity of the document, unless the text is not a name, or is like that of a known one.
    pub(super) fn new_by_name(&mut self, kind_id: KindId, text: &str, node: &Node<'_>, place: Place) -> Option<Item> {
        let kind = self.schema.kind(kind_id);
        let origin = node.origin(self.file);
        let wrong = if is_code(kind, text) || self.document.id.is_empty() {
            let found = self.lookup.not_found(text, kind.class, &Found::None, origin, false);
            Some(found.help(format!("a name alone is not enough here: `{{{}: {{name: …, id: …}}}}`", kind.key)))
        } else {
            self.lookup.like_a_known_one(kind, text, origin)
        };
        if let Some(diagnostic) = wrong {
            self.report(diagnostic);
            return None;
        }
        let key = Key { text: Cow::Borrowed("name"), start: node.start, end: node.start };
        let entries = vec![Entry { key, value: node.clone() }];
        let whole = Node { value: Value::Map(entries), start: node.start, end: node.end };
        self.by_name_alone = true;
        let records = self.record(kind_id, &whole, place);
        self.by_name_alone = false;
        let mut record = records?.pop()?;
        record.mentioned = self.manner == Manner::Mentioned;
        record.by_name = true;
        let item = Item::Made(record.made.clone());
        self.in_place.push(record);
        Some(item)
    }
}

impl<'a> Lookup<'a> {
    /// The diagnostic for a name that nobody has and that is like that of a known entity: a misspelt name, or a surname.
    fn like_a_known_one(&mut self, kind: &Kind, text: &str, origin: crate::origin::Origin) -> Option<Diagnostic> {
        let (schema, registry) = (self.schema, self.registry);
        let names = self.forms.entry(kind.class).or_insert_with(|| registry.forms_of(schema, kind.class));
        if names.len() > MOST_COMPARED {
            return None;
        }
        let form = name::normalise(text);
        let mut like: Vec<EntityId> =
            names.iter().filter(|(known, _)| are_alike(&form, known)).map(|(_, id)| *id).collect();
        like.sort_unstable();
        like.dedup();
        if like.is_empty() {
            return None;
        }
        let shown = like.iter().take(SHOWN).map(|id| registry.shown(schema, *id)).collect::<Vec<_>>().join(" or ");
        let key = &kind.key;
        Some(
            Diagnostic::error(Code::UnknownName, format!("no {key} is called `{text}`"))
                .at(origin)
                .label("like a known name, and not the same")
                .help(format!("did you mean {shown}? A name must match exactly"))
                .help(another(key, text)),
        )
    }
}

/// What to write if a name is not that of a known entity.
fn another(key: &str, text: &str) -> String {
    format!("if it is another {key}, give it its own `id`: `{{{key}: {{id: …, name: {text}}}}}`")
}

/// Whether one form of a name is the other, misspelt, or has all words of the other: a surname, a name with a further one.
fn are_alike(one: &str, other: &str) -> bool {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let has = |word: &str| longer.split(' ').any(|of| of == word);
    // A single word that is known, such as the name of a ruler, is in the names of many.
    if (shorter == one || shorter.contains(' ')) && shorter.split(' ').all(has) {
        return true;
    }
    let limit = if one.chars().count() < 12 { 1 } else { 2 };
    name::nearest_within(limit, one, [(other, other)]).is_some()
}

/// Whether a text is an identifier or a code, or has no letter.
fn is_code(kind: &Kind, text: &str) -> bool {
    let text = text.trim();
    let is_identifier = |value: &ValueType| match value {
        ValueType::Iri { pattern, .. } | ValueType::Text { pattern, .. } => {
            pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
        }
        _ => false,
    };
    text.contains([':', '/', '{', '}'])
        || !text.chars().any(char::is_alphabetic)
        || kind.keys.iter().any(|key| key.unique && is_identifier(&key.value))
}

/// The `id` of an entity that a name alone makes: the document, and the name. A digest follows if the name loses something, or
/// if other entities of the kind have more than their name in their `id`.
pub(super) fn id_in(document: &str, kind: &Kind, label: &str) -> String {
    if id(label).is_empty() {
        return String::new();
    }
    let mut made = format!("{document}--{}", slug(label));
    if !keeps(label) || !kind.layout.identity.is_empty() {
        made.push('_');
        digest::push_short(&format!("{}\n{document}", caseless(label)), &mut made);
    }
    made
}
