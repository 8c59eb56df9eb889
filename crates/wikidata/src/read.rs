//! Statements to facts, by the table. What the registry does not know keeps the IRI that Wikidata gave it.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::alignment::{Alignment, Condition, Ends, Line, Role, item_key};
use super::entity::{self, Naming, Statement};
use super::model::{Content, Rank, Snak, Value};
use super::redirect::Redirects;
use super::time;
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::facts::{Item, KeyValues, Made, Mapper, Place, Record, ValueSet, Values};
use chancery_model::literal::{Text, TimeSpan, read_span};
use chancery_model::recipe::Skip;
use chancery_model::registry::EntityId;
use chancery_model::schema::{
    ClassId, ConceptId, Datatype, IriBuf, Key, Kind, KindId, NsId, PredId, Schema, ValueType,
};
use chancery_model::source::{Node, Value as Tree};
use chancery_model::vocab::{chy, concept, dataset_terms::WIKIDATA_ENTITY, std_terms as t};
use chancery_values::digest;

/// The label of what is known to be and not known itself.
pub const UNKNOWN: &str = "unknown";

/// How many times are remembered by their texts; beyond that all are forgotten and learnt again.
const REMEMBERED: usize = 1 << 14;

/// How a statement was read.
#[derive(Debug)]
pub enum Ended {
    /// It says these facts, by these values of the claim.
    Facts(Vec<Record>, Vec<KeyValues>),
    /// It says the entity itself.
    OfEntity,
    /// It says no fact.
    Skipped(Skip),
    /// Something in it is wrong; that was stated. The code of it.
    Rejected(Code),
}

/// A statement as it was read.
#[derive(Debug)]
pub struct Read<'t> {
    /// Its id, as it is there; empty where it is left out, so that nothing of it is kept.
    pub id: String,
    /// Its rank.
    pub rank: Rank,
    /// Its property.
    pub property: String,
    /// The words by which it is hedged; nothing where it holds plainly.
    pub hedge: Option<String>,
    /// Its JSON.
    pub json: &'t str,
    /// What it came to, for each line of the table that it fits; empty where it is wrong and would make no fact.
    pub ended: Vec<Ended>,
}

/// The thing that an entity is.
#[derive(Debug)]
pub struct Thing {
    /// Its id in Wikidata.
    pub id: String,
    /// The thing as values have it.
    pub item: Item,
    /// Its class, where that is known.
    pub class: Option<ClassId>,
    /// The kind and the values that its statements give it; nothing for what the registry knows.
    pub record: Option<Record>,
    /// Its labels, descriptions and other names, with their languages.
    pub texts: Vec<(Naming, String, String)>,
}

/// An entity as it was read.
#[derive(Debug)]
pub struct Told<'t> {
    /// What it is; nothing where none of its statements says more than that it was passed over.
    pub thing: Option<Thing>,
    /// Its statements on the properties of the table.
    pub statements: Vec<Read<'t>>,
}

/// Reads the entities of one source.
pub struct EntityMapper<'a, 'n> {
    /// Names, IRIs, labels: what a facts file would go through.
    pub mapper: Mapper<'a, 'n>,
    schema: &'a Schema,
    alignment: &'a Alignment,
    item_key: Option<&'a Key>,
    /// The lines of the table by their property.
    lines: HashMap<&'a str, Vec<&'a Line>>,
    /// The class of what no class is known of.
    anything: Option<ClassId>,
    redirects: Option<&'a Redirects>,
    entities: NsId,
    /// Deprecated statements are read too.
    deprecated: bool,
    /// Statements that make no fact and tell nothing of a thing are kept too, to be given back.
    whole: bool,
    times: HashMap<String, Arc<TimeSpan>>,
}

/// What statements are on, and its class where that is known.
struct Subject {
    item: Item,
    class: Option<ClassId>,
}

/// Why a value cannot be had.
enum Amiss {
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

    /// Keeps statements that make no fact and tell nothing of a thing, where they are to be given back.
    #[must_use]
    pub fn keeping(self, whole: bool) -> Self {
        Self { whole, ..self }
    }

    /// The id that an id leads to.
    fn current<'i>(&self, id: &'i str) -> &'i str
    where
        'a: 'i,
    {
        self.redirects.map_or(id, |redirects| redirects.current(id))
    }

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
                Content::Value(Value::Entity(item)) => Some(item),
                _ => None,
            })
            .collect();
        self.alignment.class_of(self.schema, items.iter().map(String::as_str))
    }

    /// The entity of the registry that an item is, under whichever id. Nothing where the ids that lead to it are those of two.
    fn bearer(&self, id: &str) -> Option<EntityId> {
        let key = self.item_key?;
        let current = self.current(id);
        let of = |id: &str| self.mapper.registry.bearer(key, id);
        of(current).or_else(|| {
            let mut found: Vec<EntityId> = self.redirects?.earlier(current).into_iter().filter_map(of).collect();
            found.dedup();
            if found.len() == 1 { found.pop() } else { None }
        })
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

    /// A statement, by each line that it fits; nothing where its property is none of the table.
    fn statement<'t>(
        &mut self,
        subject: &Subject,
        lines: &[&'a Line],
        of_class: bool,
        property: &str,
        node: &Node<'_>,
        json: &'t str,
    ) -> Option<Read<'t>> {
        let is = |class: ClassId| subject.class.is_some_and(|of| self.schema.is_a(of, class));
        if lines.is_empty() && !of_class {
            return None;
        }
        let (facts, own): (Vec<&Line>, Vec<&Line>) = lines.iter().copied().partition(|line| line.is_fact(self.schema));
        let (facts, elsewhere): (Vec<&Line>, Vec<&Line>) =
            facts.into_iter().partition(|line| line.only_on.is_none_or(is));
        let tells_entity = of_class || own.iter().any(|line| self.whole || is(line.class));
        let is_elsewhere = facts.is_empty() && !tells_entity;
        if is_elsewhere && elsewhere.is_empty() {
            return None;
        }
        let read = |id: &str, rank, ended| {
            Some(Read { id: id.to_owned(), rank, property: property.to_owned(), hedge: None, json, ended })
        };
        if entity::rank_of(node) == Some(Rank::Deprecated) && !self.deprecated {
            let lines = facts.iter().chain(&elsewhere);
            let skipped: Vec<Ended> = lines.map(|_| Ended::Skipped(Skip::Deprecated)).collect();
            return (!skipped.is_empty()).then(|| read("", Rank::Deprecated, skipped)).flatten();
        }
        // All of it must be understood, references too, or it could not be given back whole.
        let statement = match entity::statement(node, property, self.mapper.file) {
            Ok(statement) => statement,
            Err(diagnostic) => {
                let count = (facts.len() + elsewhere.len()).max(1);
                let rejected = (0..count).map(|_| Ended::Rejected(diagnostic.code.clone())).collect();
                self.mapper.diagnostics.push(*diagnostic);
                return read("", Rank::Normal, rejected);
            }
        };
        let mut ended = Vec::new();
        let mut hedge: Option<BTreeSet<String>> = None;
        if tells_entity {
            ended.push(Ended::OfEntity);
        }
        ended.extend(elsewhere.iter().map(|_| Ended::Skipped(Skip::OtherClass)));
        for line in facts {
            ended.push(match self.fact(subject, line, &statement, node) {
                Ok((end, words)) => {
                    if let Some(words) = words {
                        hedge.get_or_insert_default().insert(words);
                    }
                    end
                }
                Err(Amiss::Skip(skip)) => Ended::Skipped(skip),
                Err(Amiss::Wrong(diagnostic)) => {
                    let code = diagnostic.code.clone();
                    self.mapper.diagnostics.push(*diagnostic);
                    Ended::Rejected(code)
                }
            });
        }
        // What is on an item of another class is of use only where it is given back as it was read.
        let read = read(if is_elsewhere && !self.whole { "" } else { statement.id }, statement.rank, ended);
        read.map(|read| Read { hedge: hedge.map(|words| words.into_iter().collect::<Vec<_>>().join("; ")), ..read })
    }

    /// The fact that a statement says by a line, and the words by which it is hedged.
    fn fact(
        &mut self,
        subject: &Subject,
        line: &Line,
        statement: &Statement<'_>,
        node: &Node<'_>,
    ) -> Result<(Ended, Option<String>), Amiss> {
        let kind_id = self.kind_of(line.class).ok_or(Amiss::Skip(Skip::OtherClass))?;
        let kind = self.schema.kind(kind_id);
        if self.alignment.role(line, &statement.qualifiers) == Role::Several {
            return Err(Amiss::Skip(Skip::SeveralRoles));
        }
        let doubt = self.alignment.doubt(line, &statement.qualifiers);
        let about = doubt.is_of_dates();
        let mut values = self.ends(subject, kind, line, statement, about, node)?;
        values.extend(self.assumed(kind, line, statement));
        if let Some((at, _)) = self.schema.time_key(kind).and_then(|key| kind.key(&key.key))
            && !values.iter().any(|(other, _)| *other == at)
            && let Some(span) = self.span(line, statement, about, node)?
        {
            values.push((at, vec![Item::Time(span)]));
        }
        let is_date = |snak: &Snak| matches!(snak.content, Content::Value(Value::Time(_)));
        let of_time = |snak: &&Snak| line.time_qualifiers().any(|property| property == snak.property);
        let has_date = is_date(&statement.main) || statement.qualifiers.iter().filter(of_time).any(is_date);
        let hedge = doubt.words(has_date);
        let values = self.sets(kind, values);
        let records = self.mapper.combine(kind_id, &values, node, Place::Whole);
        let mut claim = if statement.rank == Rank::Deprecated { self.denial() } else { Vec::new() };
        claim.extend(hedge.as_deref().and_then(|words| self.hedged(words)));
        claim.sort_by_key(|(at, _)| *at);
        let ended = match records {
            // What hinders is stated by the mapper.
            None => Ended::Rejected(Code::TooManyFacts),
            Some(records) if records.is_empty() => Ended::Skipped(Skip::OtherClass),
            Some(records) => Ended::Facts(records, claim),
        };
        Ok((ended, hedge))
    }

    /// The values of the keys that the two ends of a statement are, by the places of their keys.
    fn ends(
        &mut self,
        subject: &Subject,
        kind: &Kind,
        line: &Line,
        statement: &Statement<'_>,
        about: bool,
        node: &Node<'_>,
    ) -> Result<Vec<(usize, Vec<Item>)>, Amiss> {
        let none = || Amiss::Skip(Skip::OtherClass);
        let place = |predicate: PredId| place_of(kind, predicate).ok_or_else(none);
        let of_class = |at: usize| class_of_key(&kind.keys[at]).ok_or_else(none);
        let (from, to) = match &line.ends {
            Ends::Pairs(predicate) => {
                let at = place(*predicate)?;
                let one = self.subject(subject, of_class(at)?)?;
                let other = self.value(&kind.keys[at], &statement.main, statement.id, about, node)?;
                return Ok(vec![(at, self.pair(one, other, node)?)]);
            }
            Ends::Directed { subject, value } => (subject.as_slice(), value.as_slice()),
        };
        let begin = match from {
            [predicate] => {
                let at = place(*predicate)?;
                (at, vec![self.subject(subject, of_class(at)?)?])
            }
            [predicate, of] => {
                let at = place(*predicate)?;
                (at, vec![self.between(&kind.keys[at], *of, &subject.item, line, node)?])
            }
            _ => return Err(none()),
        };
        let [predicate] = to else { return Err(none()) };
        let at = place(*predicate)?;
        let value = self.value(&kind.keys[at], &statement.main, statement.id, about, node)?;
        Ok(vec![begin, (at, vec![value])])
    }

    /// What is read into a statement, or stated by a role among its qualifiers.
    fn assumed(&self, kind: &Kind, line: &Line, statement: &Statement<'_>) -> Vec<(usize, Vec<Item>)> {
        let role = match self.alignment.role(line, &statement.qualifiers) {
            Role::Is(predicate, concept) => Some((predicate, concept)),
            Role::None | Role::Several => None,
        };
        let assumed = line.assume.iter().filter_map(|Condition { path, value }| {
            let ([predicate], Some(assumed)) = (path.as_slice(), self.schema.concept_id(value)) else { return None };
            let at = place_of(kind, *predicate)?;
            let takes = |concept: ConceptId| {
                matches!(&kind.keys[at].value, ValueType::Concept(list) if list.contains(&concept))
            };
            let told = role.filter(|(of, concept)| of == predicate && takes(*concept));
            Some((at, vec![Item::Concept(told.map_or(assumed, |(_, concept)| concept))]))
        });
        let mut all: Vec<(usize, Vec<Item>)> = assumed.collect();
        // A role may say what nothing is assumed of.
        if let Some((predicate, concept)) = role
            && let Some(at) = place_of(kind, predicate)
            && all.iter().all(|(other, _)| *other != at)
            && matches!(&kind.keys[at].value, ValueType::Concept(list) if list.contains(&concept))
        {
            all.push((at, vec![Item::Concept(concept)]));
        }
        all
    }

    fn sets(&self, kind: &Kind, values: Vec<(usize, Vec<Item>)>) -> Vec<Values> {
        let set = |(at, items): (usize, Vec<Item>)| Values {
            key: at,
            alternatives: Arc::new([Arc::new(ValueSet::new(self.schema, self.mapper.registry, kind, at, items))]),
        };
        let mut sets: Vec<Values> = values.into_iter().map(set).collect();
        sets.sort_by_key(|values| values.key);
        sets
    }

    /// The values of a claim that denies: a deprecated statement is known to be wrong.
    fn denial(&self) -> Vec<KeyValues> {
        let (Some(kind), Some(denies)) = (self.schema.claim_kind(), self.schema.concept_id(concept::DENIES)) else {
            return Vec::new();
        };
        let at =
            kind.keys.iter().position(|key| matches!(&key.value, ValueType::Concept(list) if list.contains(&denies)));
        let set = |at| ValueSet::new(self.schema, self.mapper.registry, kind, at, vec![Item::Concept(denies)]);
        at.map(|at| (at, Arc::new(set(at)))).into_iter().collect()
    }

    /// The value of a claim that is hedged.
    fn hedged(&self, words: &str) -> Option<KeyValues> {
        let kind = self.schema.claim_kind()?;
        let hedge = self.schema.space.predicate(chy::HEDGE)?;
        let at = place_of(kind, hedge)?;
        let words = vec![Item::Text(Text::Plain(words.to_owned()))];
        Some((at, Arc::new(ValueSet::new(self.schema, self.mapper.registry, kind, at, words))))
    }

    /// The kind of exactly this class.
    fn kind_of(&self, class: ClassId) -> Option<KindId> {
        let at = self.schema.kinds().position(|kind| kind.class == class)?;
        u16::try_from(at).ok().map(KindId)
    }

    /// The item of the statement as a value of the class: it must be known to be of it, or not known at all.
    fn subject(&self, subject: &Subject, wanted: ClassId) -> Result<Item, Amiss> {
        let item = &subject.item;
        match (subject.class, item) {
            (Some(class), _) if !self.schema.is_a(class, wanted) => Err(Amiss::Skip(Skip::OtherClass)),
            (None, Item::Made(made)) => Ok(Item::Made(Arc::new(Made { class: wanted, ..(**made).clone() }))),
            _ => Ok(item.clone()),
        }
    }

    /// An entity of Wikidata as a value of a class.
    fn thing(&self, id: &str, wanted: ClassId) -> Result<Item, Amiss> {
        // A property or a lexeme is none of what states deal with.
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
    fn unknown(&self, ns: NsId, id: &str, class: ClassId) -> Item {
        let label = if ns == self.entities { id } else { UNKNOWN }.to_owned();
        Item::Made(Arc::new(Made { iri: IriBuf { ns, local: id.to_owned() }, label, class }))
    }

    /// A value as the key wants it.
    /// Where it is a date, it may be `about` that only.
    fn value(&mut self, key: &Key, snak: &Snak, id: &str, about: bool, node: &Node<'_>) -> Result<Item, Amiss> {
        let file = self.mapper.file;
        let value = match &snak.content {
            Content::NoValue => return Err(Amiss::Skip(Skip::NoValue)),
            Content::SomeValue => {
                let class = class_of_key(key).ok_or(Amiss::Skip(Skip::NoValue))?;
                let iri = format!("{}{}", t::WIKIDATA_GENID, somevalue(id, &snak.property, 0));
                let (ns, local) = self.schema.space.split(&iri);
                return Ok(self.unknown(ns, local, class));
            }
            Content::Value(value) => value,
        };
        let wrong = || {
            let message = format!("the value of {} is not what `{}` takes", snak.property, key.key);
            let diagnostic =
                Diagnostic::error(Code::WrongValue, message).at(node.origin(file)).label("in this statement");
            Amiss::Wrong(Box::new(diagnostic.help(entity::REMEDY)))
        };
        match (&key.value, value) {
            (ValueType::Entity(class) | ValueType::Matter(class), Value::Entity(id)) => self.thing(id, *class),
            (ValueType::Concept(list), Value::Entity(id)) => match self.alignment.concept(id) {
                Some(concept) if list.contains(&concept) => Ok(Item::Concept(concept)),
                _ => Err(Amiss::Skip(Skip::OtherClass)),
            },
            (ValueType::Time, Value::Time(_)) => {
                self.time(&[], &[], &[snak], about, node)?.map(Item::Time).ok_or(Amiss::Skip(Skip::NoValue))
            }
            (ValueType::Text { datatype: Datatype::String, pattern }, Value::Text(text)) => {
                if pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
                    return Err(wrong());
                }
                Ok(Item::Text(Text::Plain(text.clone())))
            }
            _ => Err(wrong()),
        }
    }

    /// Both ends of a relation without direction, in the order in which a set stands.
    fn pair(&self, one: Item, other: Item, node: &Node<'_>) -> Result<Vec<Item>, Amiss> {
        let content = |item: &Item| {
            let mut text = String::new();
            item.content(self.schema, self.mapper.registry, &mut text);
            text
        };
        match content(&one).cmp(&content(&other)) {
            std::cmp::Ordering::Less => Ok(vec![one, other]),
            std::cmp::Ordering::Greater => Ok(vec![other, one]),
            std::cmp::Ordering::Equal => Err(Amiss::Wrong(Box::new(
                Diagnostic::error(Code::RepeatedValue, "a statement relates an item to itself")
                    .at(node.origin(self.mapper.file))
                    .label("item and value are the same")
                    .help(entity::REMEDY),
            ))),
        }
    }

    /// A thing between the fact and the item of the statement, which has no item of its own: it is stated by the conditions
    /// of the line.
    fn between(&mut self, key: &Key, of: PredId, item: &Item, line: &Line, node: &Node<'_>) -> Result<Item, Amiss> {
        let none = || Amiss::Skip(Skip::OtherClass);
        let class = class_of_key(key).ok_or_else(none)?;
        let kind_id = self.kind_of(class).ok_or_else(none)?;
        let kind = self.schema.kind(kind_id);
        let place = |predicate: PredId| kind.keys.iter().position(|key| key.predicate == predicate);
        let mut values = vec![(place(of).ok_or_else(none)?, vec![item.clone()])];
        for Condition { path, value } in &line.only_if {
            if let ([first, second], Some(concept)) = (path.as_slice(), self.schema.concept_id(value))
                && *first == key.predicate
            {
                values.push((place(*second).ok_or_else(none)?, vec![Item::Concept(concept)]));
            }
        }
        let template = line.named.as_ref().ok_or_else(none)?;
        let mut name = String::new();
        let keys: Vec<&str> = template.keys().collect();
        template.fill(&mut name, &mut |at, out| {
            let found = values.iter().find(|(place, _)| kind.keys[*place].key == keys[at]);
            found
                .into_iter()
                .flat_map(|(_, items)| items)
                .for_each(|item| out.push_str(&item.label(self.schema, self.mapper.registry)));
            found.is_some()
        });
        let registry = self.mapper.registry;
        let ids = [chancery_values::name::id(&name), chancery_values::name::slug(&name)];
        // An id that the registry gives by hand says nothing of accents and punctuation; the name does.
        let known = ids.iter().filter_map(|id| registry.by_id(self.schema, kind_id, id));
        if let Some(known) = known.into_iter().find(|known| registry.entity(*known).label == name) {
            return Ok(Item::Entity(known));
        }
        let named = kind.key("name").map(|(at, _)| at).ok_or_else(none)?;
        values.push((named, vec![Item::Text(Text::Tagged { tag: "en".to_owned(), text: name })]));
        let values = self.sets(kind, values);
        // The id of the statement is not that of the thing.
        let bare = Node { value: Tree::Null, start: node.start, end: node.end };
        let mut records = self.mapper.combine(kind_id, &values, &bare, Place::Whole).ok_or_else(none)?;
        let record = records.pop().ok_or_else(none)?;
        let made = record.made.clone();
        self.mapper.in_place.push(record);
        Ok(Item::Made(made))
    }

    /// The time of a fact by the qualifiers of its statement.
    fn span(
        &mut self,
        line: &Line,
        statement: &Statement<'_>,
        about: bool,
        node: &Node<'_>,
    ) -> Result<Option<Arc<TimeSpan>>, Box<Diagnostic>> {
        let of = |property: &Option<String>| -> Vec<&Snak> {
            let wanted = |snak: &&Snak| Some(&snak.property) == property.as_ref();
            statement.qualifiers.iter().filter(wanted).collect()
        };
        self.time(&of(&line.begin), &of(&line.end), &of(&line.point), about, node)
    }

    fn time(
        &mut self,
        begin: &[&Snak],
        end: &[&Snak],
        whole: &[&Snak],
        about: bool,
        node: &Node<'_>,
    ) -> Result<Option<Arc<TimeSpan>>, Box<Diagnostic>> {
        let file = self.mapper.file;
        let span = time::span(begin, end, whole, (node.start, node.end)).map_err(|message| {
            let diagnostic = Diagnostic::error(Code::ImpossibleDate, message).at(node.origin(file));
            Box::new(diagnostic.label("in this statement").help(entity::REMEDY))
        })?;
        let Some(span) = span.and_then(|span| if about { time::about(span) } else { Some(span) }) else {
            return Ok(None);
        };
        let text = match &span.value {
            Tree::Scalar { text, .. } => Some(text.clone().into_owned()),
            _ => None,
        };
        if let Some(known) = text.as_ref().and_then(|text| self.times.get(text)) {
            return Ok(Some(known.clone()));
        }
        let span = Arc::new(read_span(self.schema, &span, file)?);
        if let Some(text) = text {
            if self.times.len() >= REMEMBERED {
                self.times.clear();
            }
            self.times.insert(text, span.clone());
        }
        Ok(Some(span))
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
                let has_date = matches!(snak.content, Content::Value(Value::Time(_)));
                // A value of an entity stands without its claim, so that one with a hedge is none.
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
            let made = Arc::new(Made { iri, label: id.to_owned(), class: kind.class });
            let origin = node.origin(self.mapper.file);
            return Some(Record { kind: kind_id, origin, made, matter: String::new(), values, mentioned: false });
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

/// The place of the key of a kind that has the property, written from the thing.
fn place_of(kind: &Kind, predicate: PredId) -> Option<usize> {
    kind.keys.iter().position(|key| key.predicate == predicate && !key.inverse)
}

/// The class of entity that a key takes.
fn class_of_key(key: &Key) -> Option<ClassId> {
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

/// The main name of an entity: in English, else for all languages, else the first.
fn name_of(node: &Node<'_>) -> Option<Text> {
    let labels = node.get("labels")?.entries()?;
    let of = |wanted: &str| labels.iter().find(|entry| entry.key.text == wanted);
    let entry = of("en").or_else(|| of("mul")).or_else(|| labels.first())?;
    let (tag, text) = (entry.value.get("language")?.text()?, entry.value.get("value")?.text()?);
    entity::is_tag(tag).then(|| Text::Tagged { tag: tag.to_ascii_lowercase(), text: Cow::from(text).into_owned() })
}
