//! One pass through all descriptions, which keeps what affairs are made of.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::claim::Claim;
use super::coverage::{Coverage, Known};
use super::decided::Decided;
use super::known::{DocumentId, KnownDays, Unshared};
use super::telling::{Interval, Measured, Recurs, Standing, Telling, Values};
use super::wanted::Wanted;
use crate::description::{Description, Object};
use crate::standing::Mask;
use crate::thing::{Thing, document_of, thing_of};
use chancery_model::facts::Document;
use chancery_model::schema::{self, Iri, IriBuf, KindId, NsId, PredId, Role, Schema};
use chancery_values::time::{self, Bounds, Date};

pub(super) type Map<K, V> = HashMap<K, V, RandomState>;

/// How many affairs are in one document alone, by kind, document, the year in which the earliest of its facts has begun, and the other
/// documents that cover it completely.
pub(super) type Alone = Map<(KindId, DocumentId, Option<i32>, Vec<DocumentId>), u64>;

/// What the facts of all sources come to: the affairs that are in two documents or more, and what is in one alone.
#[derive(Default)]
pub(super) struct Affairs {
    pub(super) groups: Vec<Group>,
    pub(super) alone: Alone,
    pub(super) unshared: Vec<Unshared>,
}

/// The facts of one affair, in the order of their IRIs.
#[derive(Debug)]
pub struct Group {
    /// Their kind.
    pub kind: KindId,
    /// What they are about.
    pub affair: IriBuf,
    /// How that recurs.
    pub(super) recurs: Recurs,
    /// The IRI of each.
    pub iris: Vec<IriBuf>,
    /// What each of them says.
    pub tellings: Vec<Telling>,
    /// The values of its keys, by the place of the key.
    pub(super) values: Vec<Vec<(u16, Number)>>,
    /// Its time, with the bounds of that alone.
    pub(super) times: Vec<Option<(Number, Bounds)>>,
    /// The documents that would have each of them if it were so, with the days that they know.
    pub(super) known: Vec<Vec<KnownDays>>,
    /// What persons decided of them.
    pub(super) decided: Decided,
}

/// A value of a fact: a thing by its number, or a number or text by its.
pub(super) type Number = u32;

/// What is kept of a fact.
pub(super) struct Row {
    pub(super) iri: IriBuf,
    pub(super) kind: KindId,
    /// What it is about.
    pub(super) affair: Number,
    /// The values of its keys by the place of the key; a key with several values is there several times.
    pub(super) values: Vec<(u16, Number)>,
    /// Its standing, from all claims on it.
    pub(super) mask: Mask,
    /// What each document contributes to it.
    pub(super) documents: Vec<(DocumentId, u8)>,
    /// The last day on which a document that asserts it says that it had not ended.
    pub(super) ongoing_on: Option<Date>,
}

pub(super) struct Reading<'s> {
    pub(super) schema: &'s Schema,
    pub(super) wanted: Wanted,
    /// The kinds of facts, by their class.
    kinds: Map<Thing, KindId>,
    /// Properties of the values of keys that affairs are made of.
    inner: Vec<PredId>,
    pub(super) things: Vec<IriBuf>,
    numbers: Map<NsId, Map<Box<str>, Number>>,
    pub(super) rows: Vec<Row>,
    documents: &'s [Document],
    /// The document of the last claim, by its id.
    last: (String, DocumentId),
    /// The places of facts among the rows.
    of_fact: Map<Thing, u32>,
    /// Times, each with whether it says more than its bounds.
    pub(super) times: Map<Number, (Bounds, bool)>,
    /// Amounts: what they count, and between which numbers they are.
    amounts: Map<Number, (Option<Number>, Option<Interval>)>,
    /// The values of properties of things.
    pub(super) said: Map<(Number, PredId), Vec<Number>>,
    coverage: Coverage,
    /// The things that have an identifier elsewhere.
    pub(super) identified: HashSet<Number, RandomState>,
}

impl<'s> Reading<'s> {
    pub(super) fn new(schema: &'s Schema, documents: &'s [Document]) -> Self {
        let coverage = Coverage::of(schema, documents);
        let of_fact = schema.kinds().enumerate().filter(|(_, kind)| kind.role == Role::Fact && kind.affair.is_some());
        let kinds = of_fact
            .map(|(at, kind)| {
                let (ns, local) = schema.space.split(&kind.class_iri);
                (thing_of(Iri { ns, local }), KindId(u16::try_from(at).unwrap_or(u16::MAX)))
            })
            .collect();
        let mut inner: Vec<PredId> = coverage.properties().collect();
        for affair in schema.kinds().filter_map(|kind| kind.affair.as_ref()) {
            for path in affair.refined.iter().chain(&affair.distinguished) {
                inner.extend(path.inner);
            }
        }
        inner.sort_unstable();
        inner.dedup();
        Self {
            schema,
            wanted: Wanted::of(schema),
            kinds,
            inner,
            things: Vec::new(),
            numbers: Map::default(),
            rows: Vec::new(),
            documents,
            last: (String::new(), DocumentId(u16::MAX)),
            of_fact: Map::default(),
            times: Map::default(),
            amounts: Map::default(),
            said: Map::default(),
            coverage,
            identified: HashSet::default(),
        }
    }

    /// The number of a thing, or, without a namespace, of a text.
    fn number(&mut self, ns: NsId, local: &str) -> Number {
        let of_namespace = self.numbers.entry(ns).or_default();
        if let Some(number) = of_namespace.get(local) {
            return *number;
        }
        let number = Number::try_from(self.things.len()).unwrap_or(Number::MAX);
        self.things.push(IriBuf { ns, local: local.to_owned() });
        of_namespace.insert(local.into(), number);
        number
    }

    fn object(&mut self, object: Object<'_>) -> Option<Number> {
        match object {
            Object::Iri(iri) => Some(self.number(iri.ns, iri.local)),
            Object::Text(text) | Object::Typed(_, text) => Some(self.number(NsId::NONE, &format!("\"{text}"))),
            Object::Lang { tag, text } => Some(self.number(NsId::NONE, &format!("\"{text}\"@{tag}"))),
            Object::Triple(_) | Object::Claimed(_) => None,
        }
    }

    /// Takes a description; of a fact, with what claims contribute to its standing.
    pub(super) fn add(&mut self, description: Description<'_>, mask: Option<Mask>) {
        if description.subject().ns == self.schema.folders.claim {
            self.claim(description);
            return;
        }
        let class = description.statements().find_map(|(predicate, object)| match object {
            Object::Iri(class) if Some(predicate) == self.wanted.rdf_type => self.kinds.get(&thing_of(class)).copied(),
            _ => None,
        });
        match (class, mask) {
            (Some(kind), Some(mask)) => self.fact(description, kind, mask),
            _ => self.thing(description),
        }
    }

    fn fact(&mut self, description: Description<'_>, kind: KindId, mask: Mask) {
        let keys = &self.schema.kind(kind).keys;
        let (mut values, mut affair) = (Vec::new(), None);
        for (predicate, object) in description.statements() {
            if Some(predicate) == self.wanted.affair {
                affair = self.object(object);
                continue;
            }
            let Some(key) = keys.iter().position(|key| key.predicate == predicate && !key.inverse) else { continue };
            if let (Ok(key), Some(value)) = (u16::try_from(key), self.object(object)) {
                values.push((key, value));
            }
        }
        let subject = description.subject();
        let iri = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        let affair = affair.unwrap_or_else(|| self.number(subject.ns, subject.local));
        self.of_fact.insert(thing_of(subject), u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.rows.push(Row { iri, kind, affair, values, mask, documents: Vec::new(), ongoing_on: None });
    }

    /// What is described in addition to facts: times, amounts, and what is said of the values of keys.
    fn thing(&mut self, description: Description<'_>) {
        let wanted = &self.wanted;
        let mut bounds = Bounds::UNKNOWN;
        let (mut is_time, mut is_vague, mut number, mut comparator) = (false, false, None, "exactly");
        let mut unit = None;
        let mut said: Vec<(PredId, Object<'_>)> = Vec::new();
        let mut is_identified = false;
        for (predicate, object) in description.statements() {
            if let Object::Typed(_, text) = object {
                let bound = match Some(predicate) {
                    p if p == wanted.begin_earliest => Some(&mut bounds.begin_earliest),
                    p if p == wanted.begin_latest => Some(&mut bounds.begin_latest),
                    p if p == wanted.end_earliest => Some(&mut bounds.end_earliest),
                    p if p == wanted.end_latest => Some(&mut bounds.end_latest),
                    _ => None,
                };
                if let Some(bound) = bound {
                    *bound = Date::parse_iso(text).ok();
                    is_time = true;
                }
                if Some(predicate) == wanted.number {
                    number = text.parse::<f64>().ok();
                }
            }
            if let Object::Iri(iri) = object {
                if Some(predicate) == wanted.comparator {
                    comparator = iri.local;
                } else if Some(predicate) == wanted.unit {
                    unit = Some(iri);
                }
            }
            if let Object::Text(text) | Object::Typed(_, text) = object
                && (Some(predicate) == wanted.edtf || Some(predicate) == wanted.expression)
            {
                is_time = true;
                is_vague |= Some(predicate) == wanted.expression || time::is_vague(text);
            }
            is_identified |= Some(predicate) == wanted.same_as;
            if self.inner.contains(&predicate) || self.wanted.life.contains(&predicate) {
                said.push((predicate, object));
            }
        }
        if !is_time && number.is_none() && said.is_empty() && !is_identified {
            return;
        }
        let subject = description.subject();
        let subject = self.number(subject.ns, subject.local);
        if is_identified {
            self.identified.insert(subject);
        }
        for (predicate, object) in said {
            if let Some(value) = self.object(object) {
                self.said.entry((subject, predicate)).or_default().push(value);
            }
        }
        if is_time {
            self.times.insert(subject, (bounds, is_vague));
        }
        if let Some(number) = number {
            let unit = unit.map(|unit| self.number(unit.ns, unit.local));
            self.amounts.insert(subject, (unit, Interval::of(number, comparator)));
        }
    }

    fn claim(&mut self, description: Description<'_>) {
        let Some(claim) = Claim::of(&self.wanted, description) else { return };
        let document = self.document(document_of(description.subject().local));
        let Some(row) = self.of_fact.get(&thing_of(claim.fact)).and_then(|row| self.rows.get_mut(*row as usize)) else {
            return;
        };
        let mask = claim.mask(self.schema);
        row.ongoing_on = row.ongoing_on.max(claim.day.filter(|_| mask.is_plainly_held()));
        match row.documents.iter_mut().find(|(other, _)| *other == document) {
            Some((_, bits)) => *bits |= mask.0,
            None => row.documents.push((document, mask.0)),
        }
    }

    /// The number of a document. Claims of one document come one after the other.
    fn document(&mut self, id: &str) -> DocumentId {
        if self.last.0 != id {
            // A claim names a document of the run.
            let number = DocumentId::of(self.documents, id).unwrap_or(DocumentId(u16::MAX));
            self.last = (id.to_owned(), number);
        }
        self.last.1
    }

    /// The facts by affair.
    pub(super) fn affairs(&mut self) -> Affairs {
        let mut by_affair: Map<Number, Vec<usize>> = Map::default();
        let mut order: Vec<Number> = Vec::new();
        let mut rows = std::mem::take(&mut self.rows);
        for (at, row) in rows.iter().enumerate() {
            let members = by_affair.entry(row.affair).or_default();
            if members.is_empty() {
                order.push(row.affair);
            }
            members.push(at);
        }
        let mut all = Affairs::default();
        for affair in order {
            let members = by_affair.remove(&affair).unwrap_or_default();
            let says = |row: &Row| {
                let says = |bits: u8| Mask(bits).is_plainly_held() || Mask(bits).is_denied();
                let documents = row.documents.iter().filter(|(_, bits)| says(*bits));
                documents.map(|(document, _)| *document).collect::<Vec<_>>()
            };
            let mut documents: Vec<DocumentId> = members.iter().flat_map(|at| says(&rows[*at])).collect();
            documents.sort_unstable();
            documents.dedup();
            match documents[..] {
                [] => {}
                [one] => {
                    let rows = members.iter().map(|at| &rows[*at]).filter(|row| !says(row).is_empty());
                    self.alone(affair, one, &rows.collect::<Vec<_>>(), &mut all);
                }
                _ => {
                    let kind = rows[members[0]].kind;
                    let iris = members.iter().map(|at| rows[*at].iri.clone()).collect();
                    let tellings = members.iter().map(|at| self.told(&rows[*at])).collect();
                    let times = members.iter().map(|at| self.own_time(&rows[*at])).collect();
                    let known = members.iter().map(|at| self.known(&rows[*at])).collect();
                    let affair = self.things[affair as usize].clone();
                    let recurs = self.recurs(&rows[members[0]]);
                    let values = members.iter().map(|at| std::mem::take(&mut rows[*at].values)).collect();
                    let decided = Decided::default();
                    all.groups.push(Group { kind, affair, recurs, iris, tellings, values, times, known, decided });
                }
            }
        }
        all
    }

    /// How the affair of a fact recurs: as a concept among the values that identify it says, else as the shape of its kind does.
    fn recurs(&self, row: &Row) -> Recurs {
        let Some(affair) = self.schema.kind(row.kind).affair.as_ref() else { return Recurs::ByPeriod };
        let mut values =
            row.values.iter().filter(|(key, _)| affair.identified.iter().any(|path| path.key == usize::from(*key)));
        let iri = |(_, value): &(u16, Number)| {
            self.things.get(*value as usize).map(|iri| self.schema.space.join(iri.ns, &iri.local))
        };
        let concept = |value| self.schema.concept_id(&iri(value)?).and_then(|id| self.schema.concept(id).recurs);
        Recurs::of(values.find_map(concept).unwrap_or(affair.recurs), affair.is_event)
    }

    /// Counts an affair of which one document alone says something, and keeps what others would have if it were so.
    fn alone(&self, affair: Number, document: DocumentId, rows: &[&Row], all: &mut Affairs) {
        let Some(kind) = rows.first().map(|row| row.kind) else { return };
        let begin = |row: &&Row| self.time_of(row).0.latest_begin();
        let year = rows.iter().filter_map(begin).min().map(Date::year);
        let mut covered_by: Vec<DocumentId> = Vec::new();
        for row in rows.iter().filter(|row| row.documents.iter().any(|(_, bits)| Mask(*bits).is_plainly_held())) {
            let mut silent = self.known(row);
            silent.sort_by_key(|known| known.document);
            silent.dedup_by_key(|known| known.document);
            silent.retain(|known| known.document != document);
            if silent.is_empty() {
                continue;
            }
            covered_by.extend(silent.iter().map(|known| known.document));
            let affair = self.things[affair as usize].clone();
            all.unshared.push(Unshared { kind, affair, fact: row.iri.clone(), begin: begin(row), document, silent });
        }
        covered_by.sort_unstable();
        covered_by.dedup();
        *all.alone.entry((kind, document, year, covered_by)).or_default() += 1;
    }

    /// The number of the concept above each thing that is a concept.
    pub(super) fn broader(&mut self) -> Map<Number, Number> {
        let mut broader = Map::default();
        let mut at = 0;
        while let Some(thing) = self.things.get(at) {
            let iri = self.schema.space.join(thing.ns, &thing.local);
            let above = self.schema.concept_id(&iri).and_then(|id| self.schema.concept(id).broader.clone());
            if let Some(above) = above {
                let (ns, local) = self.schema.space.split(&above);
                let above = self.number(ns, local);
                broader.insert(Number::try_from(at).unwrap_or(Number::MAX), above);
            }
            at += 1;
        }
        broader
    }

    /// The values at a path: of a key, or of a property of its values; sorted.
    fn at(&self, row: &Row, path: &schema::KeyPath) -> Vec<Number> {
        let values = row.values.iter().filter(|(key, _)| usize::from(*key) == path.key).map(|(_, value)| *value);
        let mut found: Vec<Number> = match path.inner {
            None => values.collect(),
            // Of what nobody describes, nothing is known but which it is; what is described may lack the property.
            Some(inner) => values
                .flat_map(|value| match self.said.get(&(value, inner)) {
                    Some(values) => values.clone(),
                    None if self.inner.iter().any(|other| self.said.contains_key(&(value, *other))) => Vec::new(),
                    None => vec![value],
                })
                .collect(),
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The time of a fact, with the bounds of that alone.
    pub(super) fn own_time(&self, row: &Row) -> Option<(Number, Bounds)> {
        let kind = self.schema.kind(row.kind);
        let during = kind.keys.iter().position(|key| Some(key.predicate) == self.wanted.during)?;
        let (_, time) = row.values.iter().find(|(at, _)| usize::from(*at) == during)?;
        self.times.get(time).map(|(bounds, _)| (*time, *bounds))
    }

    /// The value at a path; of several values, all of them as one.
    fn one(&mut self, row: &Row, path: &schema::KeyPath) -> Option<Number> {
        let values = self.at(row, path);
        match values[..] {
            [] => None,
            [one] => Some(one),
            _ => Some(self.number(NsId::NONE, &format!("{values:?}"))),
        }
    }

    /// The time of a fact, and until when it had not ended; and the time itself, if it says more than its bounds.
    fn time_of(&self, row: &Row) -> (Bounds, Option<Number>) {
        let keys = &self.schema.kind(row.kind).keys;
        let during = keys.iter().position(|key| Some(key.predicate) == self.wanted.during);
        let time = row.values.iter().find(|(at, _)| Some(usize::from(*at)) == during).map(|(_, value)| *value);
        let (mut bounds, is_vague) = time.and_then(|time| self.times.get(&time)).copied().unwrap_or_default();
        bounds.end_earliest = bounds.end_earliest.max(row.ongoing_on);
        (bounds, time.filter(|_| is_vague))
    }

    /// The documents that would have a fact if it were so, with the days that they know.
    fn known(&self, row: &Row) -> Vec<KnownDays> {
        self.coverage.covering(self.schema, row.kind, &self.time_of(row).0, &OfRow { reading: self, row })
    }

    fn told(&mut self, row: &Row) -> Telling {
        let kind = self.schema.kind(row.kind);
        let affair = kind.affair.as_ref();
        let mut values = |paths: Option<&[schema::KeyPath]>| -> Values {
            paths.into_iter().flatten().map(|path| self.one(row, path)).collect()
        };
        let refined = values(affair.map(|affair| &*affair.refined));
        let distinguished = values(affair.map(|affair| &*affair.distinguished));
        let of_key = |key: usize| row.values.iter().find(|(at, _)| usize::from(*at) == key).map(|(_, value)| *value);
        let (bounds, vague) = self.time_of(row);
        let mut documents: Vec<u16> = row
            .documents
            .iter()
            .filter(|(_, bits)| Mask(*bits).is_plainly_held())
            .map(|(document, _)| document.0)
            .collect();
        documents.sort_unstable();
        let denied_by =
            row.documents.iter().filter(|(_, bits)| Mask(*bits).is_denied()).map(|(document, _)| document.0).collect();
        let is_denied = row.mask.is_denied();
        let standing = match (documents.is_empty(), is_denied) {
            (false, false) => Standing::Held,
            (false, true) => Standing::Contested,
            (true, true) => Standing::Denied,
            (true, false) => Standing::Unheld,
        };
        let whole = self.coverage.is_whole(self.schema, &documents, row.kind, &bounds, &OfRow { reading: self, row });
        let measured = affair.and_then(|affair| affair.measured.first()).and_then(|path| of_key(path.key));
        Telling {
            documents,
            standing,
            bounds,
            refined,
            distinguished,
            measured: measured.and_then(|amount| {
                let (unit, interval) = *self.amounts.get(&amount)?;
                Some(Measured { amount, unit, interval })
            }),
            vague,
            denied_by,
            whole,
        }
    }
}

/// What is known of the values of a fact.
struct OfRow<'r, 's> {
    reading: &'r Reading<'s>,
    row: &'r Row,
}

impl Known for OfRow<'_, '_> {
    fn values(&self, key: usize) -> Vec<Number> {
        self.row.values.iter().filter(|(at, _)| usize::from(*at) == key).map(|(_, value)| *value).collect()
    }

    fn thing(&self, value: Number) -> Option<&IriBuf> {
        self.reading.things.get(value as usize)
    }

    fn has(&self, value: Number, property: PredId) -> bool {
        self.reading.said.contains_key(&(value, property))
    }
}
