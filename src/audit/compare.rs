//! Each statement of a fact against those of Wikidata.
//!
//! Dates are compared at the precision that each states: one within the other is more precise, not other. Only the
//! qualifiers that the table names tell statements apart; all others are left out of sight. What is deprecated does not
//! count as said.

use std::collections::BTreeMap;
use std::io;

use super::held::{Held, HeldStatement};
use crate::graph::Sorted;
use crate::schema::{IriBuf, Schema};
use crate::shape::{Claim, Forward, Stated, Survey, Untold};
use crate::time::{Bounds, Date};
use crate::vocab::concept;
use crate::wikidata::model::{Content, Rank, Snak, Value};
use crate::wikidata::{Alignment, Line, time};

/// How Wikidata stands to a statement of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It says the same.
    Agrees,
    /// It says the same, and more exactly when.
    MorePrecise,
    /// It says the same, and less exactly when.
    LessPrecise,
    /// It says something that cannot be so too.
    Otherwise,
    /// It does not say so.
    Lacks,
    /// The item is not in the data, so that nothing can be told.
    NotInData,
    /// Something in the fact has no item of Wikidata.
    NoItem,
    /// Wikidata has no property for what the fact says.
    NoProperty,
}

impl Verdict {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 8] = [
        Self::Otherwise,
        Self::Lacks,
        Self::LessPrecise,
        Self::MorePrecise,
        Self::Agrees,
        Self::NotInData,
        Self::NoItem,
        Self::NoProperty,
    ];

    /// Its name in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::MorePrecise => "more precise",
            Self::LessPrecise => "less precise",
            Self::Otherwise => "says otherwise",
            Self::Lacks => "lacks it",
            Self::NotInData => "not in the data",
            Self::NoItem => "no item",
            Self::NoProperty => "no property",
        }
    }

    /// What it says of Wikidata, for a person.
    #[must_use]
    pub const fn means(self) -> &'static str {
        match self {
            Self::Agrees => "Wikidata says the same",
            Self::MorePrecise => "Wikidata says so too, and more exactly when",
            Self::LessPrecise => "Wikidata says so too, and less exactly when",
            Self::Otherwise => "Wikidata says what cannot be so too",
            Self::Lacks => "Wikidata does not say so",
            Self::NotInData => "the item is not in the data that was read",
            Self::NoItem => "something in the fact has no item of Wikidata",
            Self::NoProperty => "Wikidata's properties do not tell this",
        }
    }
}

/// What is told of one statement of a fact, or of a fact that makes none.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How Wikidata stands to it.
    pub verdict: Verdict,
    /// What the verdict rests on, in a sentence; may be empty.
    pub why: String,
    /// The statement, where the fact makes one.
    pub stated: Option<Stated>,
    /// The statement of Wikidata that is nearest.
    pub held: Option<HeldStatement>,
}

/// A fact with all that was found.
#[derive(Debug, Clone)]
pub struct Audited {
    /// The fact.
    pub fact: IriBuf,
    /// Its label.
    pub label: String,
    /// The code of its standing.
    pub standing: String,
    /// What speaks for it and against it.
    pub claims: Vec<Claim>,
    /// One for each statement, at least one.
    pub findings: Vec<Finding>,
    /// What it has no item for.
    pub lacks: Vec<Untold>,
    /// A property that tells its kind of fact, and not this one: a candidate is a member of nothing.
    pub refused: Option<String>,
}

/// What was found of all facts.
#[derive(Debug, Default)]
pub struct Audit {
    /// In the order of their IRIs.
    pub facts: Vec<Audited>,
    /// What entities without an item would say of themselves on one.
    pub things: Vec<Untold>,
    /// How many findings of each verdict.
    pub counts: BTreeMap<Verdict, u64>,
}

/// Compares the facts of a source with Wikidata. The held statements are asked for once it is known which:
/// `look` is given the items and properties.
///
/// # Errors
/// When runs on disk cannot be read; what `look` returns.
pub fn audit<E: From<io::Error>>(
    schema: &Schema,
    alignment: &Alignment,
    sorted: &Sorted,
    survey: &Survey,
    look: impl FnOnce(&[Audited]) -> Result<Held, E>,
) -> Result<(Audit, Held), E> {
    let forward = Forward::new(schema, alignment, survey);
    let (mut facts, mut things) = (Vec::new(), Vec::new());
    sorted.each(schema, |description| {
        if !forward.is_fact(description) {
            things.extend(forward.statements(description).1.into_iter().filter(|untold| untold.is_subject));
            return Ok(());
        }
        let subject = description.subject();
        let fact = IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        let (label, standing) = forward.named(description);
        let (stated, lacks) = forward.statements(description);
        let finding = |stated| Finding { verdict: Verdict::NoProperty, why: String::new(), stated, held: None };
        let mut findings: Vec<Finding> = stated.into_iter().map(|stated| finding(Some(stated))).collect();
        let mut refused = None;
        if findings.is_empty() {
            let mut none = finding(None);
            // What lacks an item only is not refused: another line would tell it.
            refused = if lacks.is_empty() { forward.refused(description).map(ToOwned::to_owned) } else { None };
            if let Some(property) = &refused {
                none.why = format!("{property} does not tell this of a fact of the kind");
            }
            if let Some(first) = lacks.first() {
                none.verdict = Verdict::NoItem;
                none.why = format!("{} has no item", first.lacks_label);
            }
            findings.push(none);
        }
        let claims = survey.claims.get(&fact).cloned().unwrap_or_default();
        facts.push(Audited { fact, label, standing, claims, findings, lacks, refused });
        Ok(())
    })?;
    let held = look(&facts)?;
    let mut audit = Audit { facts, things, ..Audit::default() };
    for told in &mut audit.facts {
        for finding in &mut told.findings {
            if let Some(stated) = &finding.stated {
                let line = &alignment.lines[stated.line];
                (finding.verdict, finding.why, finding.held) = judge(schema, alignment, stated, line, &held);
            }
            *audit.counts.entry(finding.verdict).or_default() += 1;
        }
    }
    Ok((audit, held))
}

/// How Wikidata stands to a statement, why, and the statement of Wikidata that is nearest.
fn judge(
    schema: &Schema,
    alignment: &Alignment,
    stated: &Stated,
    line: &Line,
    held: &Held,
) -> (Verdict, String, Option<HeldStatement>) {
    if held.item(&stated.item).is_none() {
        return (Verdict::NotInData, format!("{} is not in the data", stated.item), None);
    }
    let all = held.of(&stated.item, &stated.main.property);
    let (said, deprecated): (Vec<&HeldStatement>, Vec<&HeldStatement>) =
        all.iter().partition(|statement| statement.rank != Rank::Deprecated);
    let same = |statement: &&HeldStatement| same_value(&stated.main.content, &statement.value);
    // An observer stands under the same property, and is no member.
    let role = |qualifiers: &[Snak]| {
        let (_, concept) = alignment.role(line, qualifiers)?;
        let concept = schema.concept(concept);
        (!line.only_if.iter().any(|condition| condition.value == concept.iri)).then(|| concept.label.clone())
    };
    let own = role(&stated.qualifiers);
    let (said, others): (Vec<&HeldStatement>, Vec<&HeldStatement>) =
        said.into_iter().partition(|statement| role(&statement.qualifiers) == own);
    let nearest = said.iter().copied().filter(same).map(|statement| {
        let (verdict, why) = times(stated, line, statement);
        (verdict, why, statement)
    });
    // Of those that say otherwise, the nearest has the same begin.
    let nearest = nearest.min_by_key(|(verdict, _, statement)| (*verdict, begins_elsewhere(stated, statement, line)));
    if let Some((verdict, why, statement)) = &nearest
        && !(line.single && *verdict == Verdict::Otherwise)
    {
        return (*verdict, why.clone(), Some((*statement).clone()));
    }
    if let Some(statement) = others.into_iter().find(same) {
        let why = match (role(&statement.qualifiers), own) {
            (Some(role), _) => format!("Wikidata has it as {role}"),
            (None, Some(own)) => format!("Wikidata does not have it as {own}"),
            (None, None) => String::new(),
        };
        return (Verdict::Otherwise, why, Some(statement.clone()));
    }
    if let Some(statement) = deprecated.into_iter().find(same) {
        let why = "Wikidata has it as deprecated".to_owned();
        return (Verdict::Otherwise, why, Some(statement.clone()));
    }
    if let Some(statement) = said.iter().find(|statement| statement.value == Content::NoValue) {
        return (Verdict::Otherwise, "Wikidata says that there is none".to_owned(), Some((*statement).clone()));
    }
    // Of what is one at a time, another at the same time cannot be so too.
    if line.single {
        let rival = said.iter().filter(|statement| !same(statement)).find(|statement| {
            match (&stated.main.content, &statement.value) {
                // A date beside another is its rival whenever it is.
                (Content::Value(Value::Time(_)), Content::Value(Value::Time(_))) => true,
                (_, Content::Value(_)) => overlap(stated.bounds, bounds_of(statement, line)),
                _ => false,
            }
        });
        if let Some(statement) = rival {
            let why = format!("Wikidata has {} at that time", shown(&statement.value));
            return (Verdict::Otherwise, why, Some((*statement).clone()));
        }
    }
    nearest.map_or((Verdict::Lacks, String::new(), None), |(verdict, why, statement)| {
        (verdict, why, Some(statement.clone()))
    })
}

/// Whether two values are the same; times are, where one may be the other.
fn same_value(own: &Content, other: &Content) -> bool {
    match (own, other) {
        (Content::Value(Value::Time(own)), Content::Value(Value::Time(other))) => {
            let (own, other) = (time::bounds(own), time::bounds(other));
            relation(days(own), days(other)) != Relation::Other
        }
        (Content::Value(own), Content::Value(other)) => own == other,
        _ => false,
    }
}

/// The first and the last day that a point in time can be.
fn days(bounds: Bounds) -> Option<(Date, Date)> {
    bounds.begin_earliest.zip(bounds.end_latest)
}

/// How a date of Wikidata stands to one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Same,
    Finer,
    Coarser,
    Other,
}

fn relation(own: Option<(Date, Date)>, other: Option<(Date, Date)>) -> Relation {
    match (own, other) {
        (None, None) => Relation::Same,
        (None, Some(_)) => Relation::Finer,
        (Some(_), None) => Relation::Coarser,
        (Some(own), Some(other)) if own == other => Relation::Same,
        (Some(own), Some(other)) if own.0 <= other.0 && other.1 <= own.1 => Relation::Finer,
        (Some(own), Some(other)) if other.0 <= own.0 && own.1 <= other.1 => Relation::Coarser,
        _ => Relation::Other,
    }
}

/// The days of the ends of a time: first and last day of its begin, and of its end.
type Ends = [Option<(Date, Date)>; 2];

fn own_ends(bounds: Bounds) -> Ends {
    let pair = |first: Option<Date>, last: Option<Date>| match (first, last) {
        (Some(first), Some(last)) => Some((first, last)),
        // A bound on one side only is one all the same.
        (Some(first), None) => Some((first, Date::MAX)),
        (None, Some(last)) => Some((Date::MIN, last)),
        (None, None) => None,
    };
    [pair(bounds.begin_earliest, bounds.begin_latest), pair(bounds.end_earliest, bounds.end_latest)]
}

/// The ends that the qualifiers of a statement tell.
fn held_ends(statement: &HeldStatement, line: &Line) -> Ends {
    let of = |property: Option<&str>| {
        let points = statement.of(property).filter_map(|snak| match &snak.content {
            Content::Value(Value::Time(point)) => days(time::bounds(point)),
            _ => None,
        });
        points.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    };
    let whole = of(line.point.as_deref());
    [of(line.begin.as_deref()).or(whole), of(line.end.as_deref()).or(whole)]
}

fn bounds_of(statement: &HeldStatement, line: &Line) -> Bounds {
    let [begin, end] = held_ends(statement, line);
    Bounds {
        begin_earliest: begin.map(|days| days.0),
        begin_latest: begin.map(|days| days.1),
        end_earliest: end.map(|days| days.0),
        end_latest: end.map(|days| days.1),
    }
}

/// Whether two times may share a day.
pub fn overlap(own: Bounds, other: Bounds) -> bool {
    let before = |a: &Bounds, b: &Bounds| a.end_latest.zip(b.begin_earliest).is_some_and(|(end, begin)| end <= begin);
    !before(&own, &other) && !before(&other, &own)
}

/// Whether the begin of a statement cannot be ours.
fn begins_elsewhere(stated: &Stated, statement: &HeldStatement, line: &Line) -> bool {
    relation(own_ends(stated.bounds)[0], held_ends(statement, line)[0]) == Relation::Other
}

/// How a statement of the same value stands to ours by its time.
fn times(stated: &Stated, line: &Line, statement: &HeldStatement) -> (Verdict, String) {
    if let (Content::Value(Value::Time(own)), Content::Value(Value::Time(other))) =
        (&stated.main.content, &statement.value)
    {
        let relation = relation(days(time::bounds(own)), days(time::bounds(other)));
        return (verdict(&[("the date", relation)]), String::new());
    }
    if !overlap(stated.bounds, bounds_of(statement, line)) {
        return (Verdict::Otherwise, "Wikidata has another time".to_owned());
    }
    let is_endless = statement.of(line.end.as_deref()).any(|snak| snak.content == Content::NoValue);
    if is_endless && own_ends(stated.bounds)[1].is_some() {
        return (Verdict::Otherwise, "Wikidata says that it has no end".to_owned());
    }
    let names = ["the begin", "the end"];
    let (own, other) = (own_ends(stated.bounds), held_ends(statement, line));
    let relations: Vec<(&str, Relation)> = (0..2).map(|end| (names[end], relation(own[end], other[end]))).collect();
    let word = |relation| match relation {
        Relation::Same => "the same",
        Relation::Finer => "more exact in Wikidata",
        Relation::Coarser => "less exact in Wikidata",
        Relation::Other => "another in Wikidata",
    };
    let why: Vec<String> = relations
        .iter()
        .filter(|(_, relation)| *relation != Relation::Same)
        .map(|(name, relation)| format!("{name} is {}", word(*relation)))
        .collect();
    let verdict = verdict(&relations);
    if verdict == Verdict::Agrees && stated.inexact && other == [None, None] {
        return (Verdict::LessPrecise, "Wikidata has no time, and ours is uncertain".to_owned());
    }
    (verdict, why.join("; "))
}

fn verdict(relations: &[(&str, Relation)]) -> Verdict {
    let any = |wanted| relations.iter().any(|(_, relation)| *relation == wanted);
    if any(Relation::Other) {
        Verdict::Otherwise
    } else if any(Relation::Coarser) {
        // What Wikidata lacks is what an editor looks for.
        Verdict::LessPrecise
    } else if any(Relation::Finer) {
        Verdict::MorePrecise
    } else {
        Verdict::Agrees
    }
}

impl Finding {
    /// Whether the begin that Wikidata states cannot be ours, so that ours is another statement.
    #[must_use]
    pub fn begins_elsewhere(&self, line: &Line) -> bool {
        let (Some(stated), Some(held)) = (&self.stated, &self.held) else { return false };
        held.rank != Rank::Deprecated
            && same_value(&stated.main.content, &held.value)
            && begins_elsewhere(stated, held, line)
            // Of what is one at a time two statements of a value cannot meet.
            && !(line.single && overlap(stated.bounds, bounds_of(held, line)))
    }
}

/// A value for a person: an id, a text, a date at its precision.
#[must_use]
pub fn shown(content: &Content) -> String {
    match content {
        Content::SomeValue => "unknown".to_owned(),
        Content::NoValue => "none".to_owned(),
        Content::Value(value) => match value {
            Value::Entity(id) => id.clone(),
            Value::Text(text) => text.clone(),
            Value::Monolingual { text, language } => format!("{text} ({language})"),
            Value::Time(point) => match time::point(point) {
                Ok(time::Point::Edtf(text)) => text,
                Ok(time::Point::Within(first, last)) => format!("{first} to {last}"),
                _ => point.text.clone(),
            },
            Value::Quantity { amount, unit, .. } => match unit {
                Some(unit) => format!("{amount} {unit}"),
                None => amount.clone(),
            },
            Value::Globe { latitude, longitude, .. } => format!("{latitude}, {longitude}"),
        },
    }
}

/// The begin and the end that a statement of Wikidata tells, for a person; empty where it tells none.
#[must_use]
pub fn shown_time(statement: &HeldStatement, line: &Line) -> String {
    let of = |property: &Option<String>| -> Vec<String> {
        property
            .as_deref()
            .map_or_else(Vec::new, |property| statement.of(Some(property)).map(|snak| shown(&snak.content)).collect())
    };
    let (begin, end, whole) = (of(&line.begin), of(&line.end), of(&line.point));
    if !whole.is_empty() {
        return whole.join(" or ");
    }
    match (begin.is_empty(), end.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("{}/..", begin.join(" or ")),
        (_, false) => format!("{}/{}", begin.join(" or "), end.join(" or ")),
    }
}

/// Whether a standing is that of a fact that the source itself asserts and nothing contradicts.
#[must_use]
pub fn is_held(standing: &str) -> bool {
    concept::HELD.strip_prefix(concept::STANDING) == Some(standing)
}

/// The snaks of a reference, in one form that two can be compared by: without the day on which it was read.
#[must_use]
pub fn essence<'r>(reference: &'r [Snak], retrieved: Option<&str>) -> Vec<&'r Snak> {
    let mut snaks: Vec<&Snak> = reference.iter().filter(|snak| Some(snak.property.as_str()) != retrieved).collect();
    snaks.sort();
    snaks
}
