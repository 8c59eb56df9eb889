//! Facts and entities to statements, by the table.

use std::collections::BTreeSet;

use super::claim::{Claim, Span};
use super::survey::{Survey, Tellers};
use crate::alignment::{Condition, Line, References};
use crate::model::{Content, DataValue, Reference, Snak, Time};
use crate::{Alignment, Ends, time};
use chancery_graph::{Description, Object};
use chancery_model::schema::{ClassId, Iri, IriBuf, PredId, Schema};
use chancery_model::vocab::{concept, std_terms as t};
use chancery_values::time::Bounds;

/// Where a fact is stated, as a reference to it needs it.
pub type Cited = Claim;

/// What a time says of an end without a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dateless {
    /// Nothing.
    #[default]
    Unsaid,
    /// It is open (`..`).
    Open,
    /// There is one, and it is not known.
    Unknown,
}

impl Dateless {
    /// By the two sides of a time in EDTF.
    fn of(edtf: &str) -> [Self; 2] {
        let said = |end: &str| match end {
            ".." => Self::Open,
            "" => Self::Unknown,
            _ => Self::Unsaid,
        };
        edtf.split_once('/').map_or([Self::Unsaid; 2], |(begin, end)| [said(begin), said(end)])
    }
}

/// A statement that a fact, or an entity, makes.
#[derive(Debug, Clone)]
pub struct Stated {
    /// The fact or entity.
    pub thing: IriBuf,
    /// Its label.
    pub label: String,
    /// The code of its standing; empty for an entity.
    pub standing: String,
    /// The item that the statement is on.
    pub item: String,
    /// What that item is called.
    pub item_label: String,
    /// Property and value.
    pub main: Snak,
    /// What the value is called.
    pub value_label: String,
    /// The qualifiers, in the order of the table.
    pub qualifiers: Vec<Snak>,
    /// What the time says of its begin and of its end where it gives no date.
    pub dateless: [Dateless; 2],
    /// The time in EDTF, where it is stated so.
    pub edtf: Option<String>,
    /// What the time proves.
    pub bounds: Bounds,
    /// The time says more than the qualifiers can: it is uncertain, or bounded only.
    pub inexact: bool,
    /// It is of all that take part, and the fact says it of one: one party's signature is not that of the treaty.
    pub of_one: bool,
    /// The line of the table, by its place.
    pub line: usize,
    /// Of what an entity says of itself: who says that.
    pub told_by: ToldBy,
}

/// Who says what an entity says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToldBy {
    /// Those who say what of it is in records of the registry; all of it, if it leads through several.
    pub records: Option<Tellers>,
    /// Some of it is in place: each document that mentions the thing there says it.
    pub in_place: bool,
}

impl ToldBy {
    /// Whether a source of the run does, and not only what is compiled in.
    #[must_use]
    pub fn is_a_source(&self) -> bool {
        self.records.as_ref().is_none_or(|tellers| tellers.own)
    }
}

impl Stated {
    /// Whether a source of the run says it, and not only what is compiled in.
    #[must_use]
    pub fn is_of_a_source(&self) -> bool {
        self.told_by.is_a_source()
    }

    /// The item that it names as its value.
    #[must_use]
    pub fn value_item(&self) -> Option<&str> {
        match &self.main.content {
            Content::Value(DataValue::Entity(id)) => Some(id),
            _ => None,
        }
    }
}

/// Why a fact makes no statement by a line that it fits.
#[derive(Debug, Clone)]
pub struct Untold {
    /// The fact.
    pub thing: IriBuf,
    /// Its label.
    pub label: String,
    /// The property.
    pub property: String,
    /// What has no item of Wikidata.
    pub lacks: IriBuf,
    /// What that is called.
    pub lacks_label: String,
    /// It is what the statement would be on.
    pub is_subject: bool,
    /// Then the statement, with an empty item, where its value is known.
    pub stated: Option<Box<Stated>>,
    /// Of what an entity would say of itself: who says that.
    pub told_by: ToldBy,
}

/// Reads the statements of descriptions.
pub struct Forward<'a> {
    schema: &'a Schema,
    alignment: &'a Alignment,
    survey: &'a Survey,
    during: Option<PredId>,
    rdf_type: Option<PredId>,
    label: Option<PredId>,
    standing: Option<PredId>,
}

/// Something that a path led to.
enum Found<'d> {
    Thing(Iri<'d>),
    Owned(IriBuf),
    Text(&'d str),
}

impl<'a> Forward<'a> {
    /// Takes what was gathered of the same descriptions.
    #[must_use]
    pub fn new(schema: &'a Schema, alignment: &'a Alignment, survey: &'a Survey) -> Self {
        let predicate = |iri: &str| schema.space.predicate(iri);
        Self {
            schema,
            alignment,
            survey,
            during: predicate(chancery_model::vocab::chy::DURING),
            rdf_type: predicate(t::RDF_TYPE),
            label: predicate(t::RDFS_LABEL),
            standing: predicate(chancery_model::vocab::chy::STANDING),
        }
    }

    /// Whether a description is a fact's.
    #[must_use]
    pub fn is_fact(&self, description: Description<'_>) -> bool {
        description.statements().any(|(predicate, _)| Some(predicate) == self.standing)
    }

    /// The statements that a thing makes, and those that it cannot make because something has no item.
    #[must_use]
    pub fn statements(&self, description: Description<'_>) -> (Vec<Stated>, Vec<Untold>) {
        let (mut stated, mut untold) = (Vec::new(), Vec::new());
        let classes = self.classes(description);
        for (at, line) in self.alignment.lines.iter().enumerate() {
            let fits = classes.iter().any(|class| self.schema.is_a(*class, line.class));
            if fits && !line.read_only && self.may(line, description) {
                self.line(at, line, description, &mut stated, &mut untold);
            }
        }
        (stated, untold)
    }

    /// The property of a line that a fact fits by its class and not by its conditions or a role: a candidate is a member of nothing.
    #[must_use]
    pub fn refused(&self, description: Description<'_>) -> Option<&'a str> {
        let classes = self.classes(description);
        let fits = |line: &&Line| classes.iter().any(|class| self.schema.is_a(*class, line.class)) && !line.read_only;
        let line = self.alignment.lines.iter().filter(fits).find(|line| !self.may(line, description))?;
        Some(&line.property)
    }

    /// The label of a thing, and the code of its standing; without one, the standing is empty.
    #[must_use]
    pub fn named(&self, description: Description<'_>) -> (String, String) {
        let text = |wanted: Option<PredId>| {
            description.statements().find_map(|(predicate, object)| match object {
                Object::Lang { tag: "en", text } if Some(predicate) == wanted => Some(text.to_owned()),
                Object::Iri(iri) if Some(predicate) == wanted => Some(iri.local.to_owned()),
                _ => None,
            })
        };
        let label = text(self.label).unwrap_or_else(|| description.subject().local.to_owned());
        let standing = text(self.standing).unwrap_or_default();
        (label, standing.strip_prefix(concept::STANDING).unwrap_or(&standing).to_owned())
    }

    fn classes(&self, description: Description<'_>) -> BTreeSet<ClassId> {
        let of = description.statements().filter(|(predicate, _)| Some(*predicate) == self.rdf_type);
        { of }
            .filter_map(|(_, object)| match object {
                Object::Iri(iri) => self.schema.class_id(&self.schema.space.join(iri.ns, iri.local)),
                _ => None,
            })
            .collect()
    }

    fn may(&self, line: &Line, description: Description<'_>) -> bool {
        (self.plain(line, description) || !self.roles(line, description).is_empty())
            && !line.unless.iter().any(|condition| self.holds(condition, description))
            && (self.is_ended(line, description)
                || !line.only_ended_if.iter().any(|condition| self.holds(condition, description)))
    }

    /// Whether a statement by a line would say the date of its end.
    fn is_ended(&self, line: &Line, description: Description<'_>) -> bool {
        let edtf = self.span(description).and_then(|span| span.edtf.as_deref());
        line.end.is_some() && edtf.is_some_and(|edtf| time::times_of(edtf).1.is_some())
    }

    /// The time of a fact.
    fn span(&self, description: Description<'_>) -> Option<&'a Span> {
        let subject = description.subject();
        let own = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        if let Some(span) = self.survey.met.span(&own) {
            return Some(span);
        }
        description.statements().find_map(|(predicate, object)| match object {
            Object::Iri(iri) if Some(predicate) == self.during => self.survey.times.get(iri.local),
            _ => None,
        })
    }

    /// Whether what a line asks for holds, so that no role need be stated.
    fn plain(&self, line: &Line, description: Description<'_>) -> bool {
        line.only_if.is_empty() || line.only_if.iter().any(|condition| self.holds(condition, description))
    }

    /// The qualifiers that say what a line does not say without them: an observer is not a member. None where something of it
    /// has no item.
    fn roles(&self, line: &Line, description: Description<'_>) -> Vec<Snak> {
        let told = line.roles.iter().filter(|role| !role.read_only).flat_map(|role| {
            self.follow(description, &role.path).into_iter().filter_map(|found| {
                let (content, _) = self.content(&found).ok()?;
                Some(Snak { property: role.property.clone(), content })
            })
        });
        told.collect()
    }

    fn holds(&self, condition: &Condition, description: Description<'_>) -> bool {
        self.follow(description, &condition.path).iter().any(|found| match found {
            Found::Thing(iri) => self.schema.space.join(iri.ns, iri.local) == condition.value,
            Found::Owned(iri) => self.schema.space.join(iri.ns, &iri.local) == condition.value,
            Found::Text(_) => false,
        })
    }

    fn follow<'d>(&self, description: Description<'d>, path: &[PredId]) -> Vec<Found<'d>> {
        let Some(first) = path.first() else { return vec![Found::Thing(description.subject())] };
        let firsts = description.statements().filter(|(predicate, _)| predicate == first);
        let found = firsts.filter_map(|(_, object)| match object {
            Object::Iri(iri) => Some(Found::Thing(iri)),
            Object::Text(text) | Object::Typed(_, text) => Some(Found::Text(text)),
            _ => None,
        });
        match path.get(1) {
            None => found.collect(),
            Some(second) => { found }
                .filter_map(|found| match found {
                    Found::Thing(iri) => self.survey.step(iri, *second).cloned().map(Found::Owned),
                    _ => None,
                })
                .collect(),
        }
    }

    fn line(
        &self,
        at: usize,
        line: &Line,
        description: Description<'_>,
        stated: &mut Vec<Stated>,
        untold: &mut Vec<Untold>,
    ) {
        let thing = description.subject();
        let thing = IriBuf { ns: thing.ns, local: thing.local.to_owned() };
        let (label, standing) = self.named(description);
        let (subjects, values, pairs) = match &line.ends {
            Ends::Pairs(key) => {
                let parties = self.follow(description, &[*key]);
                (parties, self.follow(description, &[*key]), true)
            }
            Ends::Directed { subject, value } => {
                (self.follow(description, subject), self.follow(description, value), false)
            }
        };
        let span = self.span(description);
        let is_time = |found: &Found<'_>| matches!(found, Found::Thing(iri) if iri.ns == self.schema.folders.time);
        let edtf = span.and_then(|span| span.edtf.as_deref());
        let dateless = edtf.map_or([Dateless::Unsaid; 2], Dateless::of);
        let bounds = span.map_or(Bounds::UNKNOWN, |span| span.bounds);
        let (qualifiers, inexact) = self.qualifiers(line, description, span, values.iter().any(is_time));
        let told_by = if line.is_fact(self.schema) { ToldBy::default() } else { self.told_by(line, description) };
        let lacking = |lacks: IriBuf, stated: Option<Box<Stated>>, is_subject| Untold {
            thing: thing.clone(),
            label: label.clone(),
            property: line.property.clone(),
            lacks_label: self.survey.label(self.schema, lacks.as_ref()),
            lacks,
            is_subject,
            stated,
            told_by: told_by.clone(),
        };
        let of_one = line.of_all.is_some_and(|key| !self.follow(description, &[key]).is_empty());
        for (place, subject) in subjects.iter().enumerate() {
            let found = match self.content(subject) {
                Ok((Content::Value(DataValue::Entity(item)), label)) => Ok((item, label)),
                Ok(_) => continue,
                Err(lacks) => Err(lacks),
            };
            for (_, value) in values.iter().enumerate().filter(|(other, _)| !pairs || *other != place) {
                let made = self.content(value).map(|(content, value_label)| Stated {
                    thing: thing.clone(),
                    label: label.clone(),
                    standing: standing.clone(),
                    item: String::new(),
                    item_label: String::new(),
                    main: Snak { property: line.property.clone(), content },
                    value_label,
                    qualifiers: qualifiers.clone(),
                    dateless,
                    edtf: edtf.map(ToOwned::to_owned),
                    bounds,
                    inexact,
                    of_one,
                    line: at,
                    told_by: told_by.clone(),
                });
                match (&found, made) {
                    (Ok((item, label)), Ok(made)) => {
                        stated.push(Stated { item: item.clone(), item_label: label.clone(), ..made });
                    }
                    (Ok(_), Err(lacks)) => untold.push(lacking(lacks, None, false)),
                    (Err(lacks), made) => untold.push(lacking(lacks.clone(), made.ok().map(Box::new), true)),
                }
            }
        }
    }

    /// The qualifiers of a statement by a line, and whether they leave out something of the time. The time may be the value of
    /// the statement.
    fn qualifiers(
        &self,
        line: &Line,
        description: Description<'_>,
        span: Option<&Span>,
        is_value: bool,
    ) -> (Vec<Snak>, bool) {
        let edtf = span.and_then(|span| span.edtf.as_deref());
        let times = edtf.map_or((None, None), time::times_of);
        let mut qualifiers = Vec::new();
        let mut inexact = false;
        let mut add = |property: &Option<String>, time: &Option<Time>| {
            if let (Some(property), Some(time)) = (property, time) {
                let content = Content::Value(DataValue::Time(time.clone()));
                qualifiers.push(Snak { property: property.clone(), content });
            }
        };
        // Where the time is the value, it is not a qualifier too.
        if !is_value {
            add(&line.begin, &times.0);
            add(&line.end, &times.1);
            if times.0 == times.1 {
                add(&line.point, &times.0);
            }
            // Whatever the time bounds must be stated by a qualifier, or more is known than is stated.
            inexact |= span.is_some_and(|span| {
                let ends: Vec<&str> = edtf.unwrap_or_default().split('/').collect();
                let plain = |end: &&str| end.is_empty() || *end == ".." || time::time_of(end).is_some();
                // An end that there is, and that no date says, would read as none.
                span.edtf.is_none()
                    || !ends.iter().all(plain)
                    || edtf.is_some_and(|edtf| Dateless::of(edtf)[1] == Dateless::Unknown)
                    || (line.begin.is_none() && (line.point.is_none() || times.0 != times.1))
            });
        }
        if !self.plain(line, description) {
            qualifiers.extend(self.roles(line, description));
        }
        for (property, path) in &line.qualifiers {
            for found in self.follow(description, path) {
                if let Ok((content, _)) = self.content(&found) {
                    qualifiers.push(Snak { property: property.clone(), content });
                }
            }
        }
        (qualifiers, inexact)
    }

    /// Who says what a line says of an entity: those who say it of each record that the line looks into.
    fn told_by(&self, line: &Line, description: Description<'_>) -> ToldBy {
        let own = description.subject();
        let mut looked_up = Vec::new();
        if let Ends::Directed { subject, value } = &line.ends {
            for path in [subject, value] {
                looked_up
                    .extend(path.first().map(|first| (IriBuf { ns: own.ns, local: own.local.to_owned() }, *first)));
                let Some(second) = path.get(1) else { continue };
                looked_up.extend(self.follow(description, &path[..1]).into_iter().filter_map(|found| match found {
                    Found::Thing(iri) => Some((IriBuf { ns: iri.ns, local: iri.local.to_owned() }, *second)),
                    _ => None,
                }));
            }
        }
        let told = looked_up.iter().map(|(thing, predicate)| self.survey.tellers(thing.as_ref(), *predicate));
        let (known, in_place): (Vec<_>, Vec<_>) = told.partition(Option::is_some);
        let records = known
            .into_iter()
            .flatten()
            .reduce(|one, other| Tellers { own: one.own && other.own, documents: &one.documents & &other.documents });
        ToldBy { records, in_place: !in_place.is_empty() }
    }

    /// A thing, time or text as a value; else what has no item.
    fn content(&self, found: &Found<'_>) -> Result<(Content, String), IriBuf> {
        let iri = match found {
            Found::Thing(iri) => *iri,
            Found::Owned(iri) => iri.as_ref(),
            Found::Text(text) => return Ok((Content::Value(DataValue::Text((*text).to_owned())), (*text).to_owned())),
        };
        let lacks = || IriBuf { ns: iri.ns, local: iri.local.to_owned() };
        if iri.ns == self.schema.folders.time {
            let edtf = self.survey.times.get(iri.local).and_then(|span| span.edtf.as_deref());
            return match edtf.map(time::times_of) {
                Some((Some(begin), Some(end))) if begin == end => {
                    Ok((Content::Value(DataValue::Time(begin)), edtf.unwrap_or_default().to_owned()))
                }
                _ => Err(lacks()),
            };
        }
        let whole = self.schema.space.join(iri.ns, iri.local);
        if whole.starts_with(t::WIKIDATA_GENID) {
            return Ok((Content::SomeValue, crate::UNKNOWN.to_owned()));
        }
        if let Some(concept) = self.schema.concept_id(&whole) {
            let item = self.alignment.item(concept).ok_or_else(lacks)?;
            return Ok((
                Content::Value(DataValue::Entity(item.to_owned())),
                self.schema.concept(concept).label.clone(),
            ));
        }
        let item = self.survey.item(self.schema, iri).ok_or_else(lacks)?;
        Ok((Content::Value(DataValue::Entity(item)), self.survey.label(self.schema, iri)))
    }
}

/// The reference that a document gives: the page or work, and when it was read. Nothing where neither is known.
#[must_use]
pub fn reference(properties: &References, survey: &Survey, document: &str) -> Option<Reference> {
    let paper = survey.papers.get(document)?;
    let mut snaks = Vec::new();
    let mut add = |property: &Option<String>, value: DataValue| {
        if let Some(property) = property {
            snaks.push(Snak { property: property.clone(), content: Content::Value(value) });
        }
    };
    if let Some(item) = &paper.item {
        add(&properties.stated_in, DataValue::Entity(item.clone()));
    }
    if let Some(url) = &paper.url {
        let host = url.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let is_import = properties
            .import_hosts
            .iter()
            .any(|known| host == known || host.strip_suffix(known.as_str()).is_some_and(|rest| rest.ends_with('.')));
        add(if is_import { &properties.import_url } else { &properties.url }, DataValue::Text(url.clone()));
    }
    if snaks.is_empty() {
        return None;
    }
    if let Some(day) = paper.retrieved.as_deref().and_then(time::time_of) {
        let content = Content::Value(DataValue::Time(day));
        snaks.extend(properties.retrieved.clone().map(|property| Snak { property, content }));
    }
    Some(snaks)
}
