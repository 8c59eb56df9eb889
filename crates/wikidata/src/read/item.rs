//! An entity: what it is, and all its statements.

use std::borrow::Cow;
use std::sync::Arc;

use super::mapper::{EntityMapper, Subject};
use super::told::{Ended, Read, Thing, Told};
use crate::alignment::Ends;
use crate::entity::{self, Naming};
use crate::model::{Content, DataValue, Rank};
use chancery_model::facts::{Item, KeyValues, Made, Place, Record};
use chancery_model::literal::Text;
use chancery_model::recipe::Skip;
use chancery_model::schema::{ClassId, IriBuf};
use chancery_model::source::{Node, Value as Tree};
use chancery_model::vocab::dataset_terms::WIKIDATA_ENTITY;

impl<'a, 'n> EntityMapper<'a, 'n> {
    /// Reads an entity: the tree, and the text that it was read from, which begins at `offset` of the source. Nothing where
    /// it says nothing that the table knows.
    pub fn entity<'t>(&mut self, node: &Node<'_>, text: &'t str, offset: u64) -> Option<Told<'t>> {
        let id = self.current(entity::id_of(node)?).to_owned();
        let known = self.bearer(&id);
        if !id.starts_with('Q') {
            let statements = self.astray(node);
            return (!statements.is_empty()).then_some(Told { thing: None, statements });
        }
        let class = match known {
            Some(known) => Some(self.schema.kind(self.mapper.registry.entity(known).kind).class),
            None => self.class_of(node),
        };
        let record = if known.is_none() { self.record(node, &id, class) } else { None };
        let item = match (known, &record) {
            (Some(known), _) => Item::Entity(known),
            (None, Some(record)) => Item::Made(record.made.clone()),
            (None, None) => self.unknown(self.entities, &id, class.or(self.anything)?),
        };
        let subject = Subject { item, class };
        let mut statements = Vec::new();
        let mut says = known.is_some() || record.is_some();
        for (property, list) in entity::claims(node) {
            let lines = self.lines.get(property).cloned().unwrap_or_default();
            // What an item is an instance of decides its class, so it is read of every item.
            let of_class = self.alignment.instance_of.as_deref() == Some(property);
            for statement in list {
                let at = |place: u64| usize::try_from(place.saturating_sub(offset)).unwrap_or(usize::MAX);
                let json = text.get(at(statement.start)..at(statement.end)).unwrap_or_default();
                let read = self.statement(&subject, &lines, of_class, property, statement, json);
                says |= read.as_ref().is_some_and(|read| !read.id.is_empty()) && !of_class;
                statements.extend(read);
            }
        }
        if !says {
            // What the item is an instance of is of no use alone.
            statements.retain(|read| read.ended.iter().any(|ended| !matches!(ended, Ended::OfEntity)));
            return (!statements.is_empty()).then_some(Told { thing: None, statements });
        }
        let mut texts = Vec::new();
        entity::texts(node, &mut |naming, language, text| {
            texts.push((naming, language.to_ascii_lowercase(), text.to_owned()));
        });
        // A record has its name among its values, and the registry has its own.
        if known.is_none()
            && record.is_none()
            && let Some(Text::Tagged { tag, text }) = name_of(node)
        {
            texts.push((Naming::Name, tag, text));
        }
        let thing = Thing { id, item: subject.item, class, record, texts };
        Some(Told { thing: Some(thing), statements })
    }

    /// The class by what the entity is an instance of.
    fn class_of(&self, node: &Node<'_>) -> Option<ClassId> {
        let property = self.alignment.instance_of.as_deref()?;
        let (_, list) = entity::claims(node).into_iter().find(|(name, _)| *name == property)?;
        let items: Vec<String> = list
            .into_iter()
            .filter(|statement| entity::rank_of(statement) != Some(Rank::Deprecated))
            .filter_map(|statement| match entity::snak(statement.get("mainsnak")?, self.mapper.file).ok()?.content {
                Content::Value(DataValue::Entity(item)) => Some(item),
                _ => None,
            })
            .collect();
        self.alignment.class_of(self.schema, items.iter().map(String::as_str))
    }

    /// The statements of what is not an item: a lexeme is a member of nothing.
    fn astray<'t>(&self, node: &Node<'_>) -> Vec<Read<'t>> {
        let mut passed = Vec::new();
        for (property, list) in entity::claims(node) {
            let facts = self.lines.get(property).into_iter().flatten().filter(|line| line.is_fact(self.schema)).count();
            for _ in list.iter().filter(|_| facts > 0) {
                let ended = (0..facts).map(|_| Ended::Skipped(Skip::NotAnItem)).collect();
                let property = property.to_owned();
                passed.push(Read { id: String::new(), rank: Rank::Normal, property, hedge: None, json: "", ended });
            }
        }
        passed
    }

    /// What the statements of an entity describe it itself.
    fn record(&mut self, node: &Node<'_>, id: &str, class: Option<ClassId>) -> Option<Record> {
        let kind_id = self.kind_of(class?)?;
        let kind = self.schema.kind(kind_id);
        let claims = entity::claims(node);
        let mut values: Vec<(usize, Vec<Item>)> = Vec::new();
        for line in &self.alignment.lines {
            let Ends::Directed { subject, value } = &line.ends else { continue };
            let ([], [predicate]) = (subject.as_slice(), value.as_slice()) else { continue };
            if !self.schema.is_a(kind.class, line.class) {
                continue;
            }
            let Some(at) = kind.keys.iter().position(|key| key.predicate == *predicate) else { continue };
            if values.iter().any(|(other, _)| *other == at) {
                continue;
            }
            let own = claims.iter().find(|(name, _)| *name == line.property);
            let list = own.map_or(&[][..], |(_, list)| list);
            let ranks = list.iter().filter_map(|statement| entity::rank_of(statement));
            let best = ranks.filter(|rank| *rank != Rank::Deprecated).max();
            let best = list.iter().filter(|statement| best.is_some() && entity::rank_of(statement) == best);
            // A value that does not fit is not a fault of the entity: it is stated nowhere else that it must.
            let fitting = best.filter_map(|statement| {
                let snak = entity::snak(statement.get("mainsnak")?, self.mapper.file).ok()?;
                let id = entity::statement_id(statement)?;
                let qualifiers = statement.get("qualifiers").map(|node| entity::snaks(node, self.mapper.file));
                let doubt = self.alignment.doubt(line, &qualifiers.transpose().ok()?.unwrap_or_default());
                let has_date = matches!(snak.content, Content::Value(DataValue::Time(_)));
                // A value of an entity is kept without its claim, so a value with a hedge cannot be kept.
                if doubt.words(has_date).is_some() {
                    return None;
                }
                self.value(&kind.keys[at], &snak, id, doubt.is_of_dates(), statement).ok()
            });
            let mut found: Vec<Item> = fitting.collect();
            let mut content = |item: &Item| {
                let mut text = String::new();
                item.content(self.schema, self.mapper.registry, &mut text);
                text
            };
            let first = found.first().map(&mut content);
            // Of two nothing says which it is.
            if found.iter().all(|item| Some(content(item)) == first) {
                found.truncate(1);
                values.extend(found.pop().map(|item| (at, vec![item])));
            }
        }
        if let Some((at, text)) = kind.key("name").map(|(at, _)| at).zip(name_of(node)) {
            values.push((at, vec![Item::Text(text)]));
        }
        if kind.has_id() {
            let values = self.sets(kind, values).into_iter();
            let values: Vec<KeyValues> =
                values.filter_map(|values| Some((values.key, values.alternatives.first()?.clone()))).collect();
            let iri = IriBuf { ns: self.entities, local: id.to_owned() };
            let made = Arc::new(Made { iri, label: id.to_owned(), class: kind.class, is_ongoing: false });
            let origin = node.origin(self.mapper.file);
            let record =
                Record { kind: kind_id, origin, made, affair: String::new(), values, mentioned: false, by_name: false };
            self.mapper.remember(&record);
            return Some(record);
        }
        // What is named by its keys must have them.
        let has = |at: &usize| values.iter().any(|(other, _)| other == at);
        if !kind.layout.required.iter().all(has) {
            return None;
        }
        if let Some(at) = kind.keys.iter().position(|key| Some(key.predicate) == self.item_key.map(|key| key.predicate))
        {
            values.push((at, vec![Item::Iri(format!("{WIKIDATA_ENTITY}{id}"))]));
        }
        let values = self.sets(kind, values);
        let bare = Node { value: Tree::Null, start: node.start, end: node.end };
        self.mapper.combine(kind_id, &values, &bare, Place::Whole)?.pop()
    }
}

/// The main name of an entity: in English, else for all languages, else the first.
fn name_of(node: &Node<'_>) -> Option<Text> {
    let labels = node.get("labels")?.entries()?;
    let of = |wanted: &str| labels.iter().find(|entry| entry.key.text == wanted);
    let entry = of("en").or_else(|| of("mul")).or_else(|| labels.first())?;
    let (tag, text) = (entry.value.get("language")?.text()?, entry.value.get("value")?.text()?);
    entity::is_tag(tag).then(|| Text::Tagged { tag: tag.to_ascii_lowercase(), text: Cow::from(text).into_owned() })
}
