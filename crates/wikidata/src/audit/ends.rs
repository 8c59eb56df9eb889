//! Two times compared: begin and end, each at the precision that it is stated in.

use super::finding::Verdict;
use super::statement::HeldStatement;
use crate::model::{Content, DataValue};
use crate::shape::{Dateless, Stated};
use crate::{Line, time};
use chancery_values::time::{Bounds, Date};

/// The first and the last day of a value that is a point in time.
pub(super) fn point_days(content: &Content) -> Option<(Date, Date)> {
    match content {
        Content::Value(DataValue::Time(point)) => days(time::bounds(point)),
        _ => None,
    }
}

/// Whether two values are the same; times are, where one may be the other.
pub(super) fn same_value(own: &Content, other: &Content) -> bool {
    match (own, other) {
        (Content::Value(DataValue::Time(own)), Content::Value(DataValue::Time(other))) => {
            let (own, other) = (time::bounds(own), time::bounds(other));
            relation(days(own), days(other)) != Relation::Other
        }
        (Content::Value(own), Content::Value(other)) => own == other,
        _ => false,
    }
}

/// The first and the last day that a point in time can be.
pub(super) fn days(bounds: Bounds) -> Option<(Date, Date)> {
    bounds.begin_earliest.zip(bounds.end_latest)
}

/// How a date of Wikidata compares with one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Both say the same, or nothing.
    Same,
    /// Wikidata says more.
    Finer,
    /// Wikidata says less.
    Coarser,
    /// Both cannot be so.
    Other,
}

pub(super) fn relation(own: Option<(Date, Date)>, other: Option<(Date, Date)>) -> Relation {
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

/// What is said of one end of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing.
    Unsaid,
    /// That it has no such end.
    Never,
    /// That there is one, and not when.
    Unknown,
    /// That it is between two days.
    Within(Date, Date),
}

impl End {
    fn days(self) -> Option<(Date, Date)> {
        match self {
            Self::Within(first, last) => Some((first, last)),
            _ => None,
        }
    }
}

/// How the begin of Wikidata compares with ours. Everything begins: that there is a begin says no more than nothing
/// does, and an open begin is that of an end alone (`../2015`).
fn of_begin(own: End, other: End) -> Relation {
    match (own, other) {
        (End::Unsaid | End::Never | End::Unknown, End::Unsaid)
        | (End::Never, End::Never)
        | (End::Unknown, End::Unknown) => Relation::Same,
        (End::Within(..) | End::Unknown, End::Never) => Relation::Other,
        (End::Unsaid | End::Never, _) => Relation::Finer,
        (End::Within(..) | End::Unknown, _) => relation(own.days(), other.days()),
    }
}

/// How the end of Wikidata compares with ours. That there is an end, and not when, is more than nothing and less than a
/// date; what goes on (`1995/..`) has not ended, and of what has no end in Wikidata nothing says that it did.
fn of_end(own: End, other: End) -> Relation {
    match (own, other) {
        (End::Unsaid | End::Never, End::Unsaid) | (End::Never, End::Never) | (End::Unknown, End::Unknown) => {
            Relation::Same
        }
        (End::Unsaid, _) => Relation::Finer,
        (End::Never, _) | (_, End::Never) => Relation::Other,
        (End::Unknown, End::Unsaid) => Relation::Coarser,
        (End::Within(..) | End::Unknown, _) => relation(own.days(), other.days()),
    }
}

/// Begin and end of a time.
type BothEnds = [End; 2];

pub(super) fn own_ends(stated: &Stated) -> BothEnds {
    let of = |first: Option<Date>, last: Option<Date>, dateless: Dateless| match (first, last) {
        (None, None) => match dateless {
            Dateless::Unsaid => End::Unsaid,
            Dateless::Open => End::Never,
            Dateless::Unknown => End::Unknown,
        },
        // A bound on one side only is a bound too.
        (first, last) => End::Within(first.unwrap_or(Date::MIN), last.unwrap_or(Date::MAX)),
    };
    let (bounds, [begin, end]) = (stated.bounds, stated.dateless);
    [of(bounds.begin_earliest, bounds.begin_latest, begin), of(bounds.end_earliest, bounds.end_latest, end)]
}

/// The ends that the qualifiers of a statement give.
fn held_ends(statement: &HeldStatement, line: &Line) -> BothEnds {
    let of = |property: Option<&str>| {
        let said = statement.of(property).map(|snak| match &snak.content {
            Content::Value(DataValue::Time(point)) => {
                days(time::bounds(point)).map_or(End::Unknown, |(first, last)| End::Within(first, last))
            }
            Content::NoValue => End::Never,
            Content::Value(_) | Content::SomeValue => End::Unknown,
        });
        // Of several it is one, and nothing says which.
        let one_of = |one: End, other: End| match (one, other) {
            (End::Within(a, b), End::Within(c, d)) => End::Within(a.min(c), b.max(d)),
            (End::Never, End::Never) => End::Never,
            _ => End::Unknown,
        };
        said.reduce(one_of).unwrap_or(End::Unsaid)
    };
    let whole = of(line.point.as_deref());
    let or_whole = |end: End| if end == End::Unsaid { whole } else { end };
    [or_whole(of(line.begin.as_deref())), or_whole(of(line.end.as_deref()))]
}

pub(super) fn bounds_of(statement: &HeldStatement, line: &Line) -> Bounds {
    let [begin, end] = held_ends(statement, line).map(End::days);
    Bounds {
        begin_earliest: begin.map(|days| days.0),
        begin_latest: begin.map(|days| days.1),
        end_earliest: end.map(|days| days.0),
        end_latest: end.map(|days| days.1),
    }
}

/// How begin and end of a statement of Wikidata compare with ours.
fn relations(stated: &Stated, statement: &HeldStatement, line: &Line) -> [Relation; 2] {
    let (own, other) = (own_ends(stated), held_ends(statement, line));
    [of_begin(own[0], other[0]), of_end(own[1], other[1])]
}

/// Whether a statement lacks a date and no more, so that ours can be added: where another end is stated otherwise, or
/// is stated by us alone, it may be another spell, or one that has not ended.
pub(super) fn lacks_a_date(stated: &Stated, statement: &HeldStatement, line: &Line) -> bool {
    let held = held_ends(statement, line);
    let is_point = line.begin.is_none() && line.end.is_none();
    match is_point {
        true => held == [End::Unsaid; 2],
        false => held[0] == End::Unsaid && relations(stated, statement, line)[1] == Relation::Same,
    }
}

/// Whether a time is proved to have no day in common with that of a statement. One that ends before it begins, or that has
/// several begins or ends, proves nothing.
pub(super) fn is_apart(own: Bounds, statement: &HeldStatement, line: &Line) -> bool {
    let other = bounds_of(statement, line);
    let several = line.time_qualifiers().any(|property| statement.of(Some(property)).nth(1).is_some());
    !several && !other.is_reversed() && !may_meet(own, other)
}

/// Whether two times may have a day in common.
pub(super) fn may_meet(own: Bounds, other: Bounds) -> bool {
    let before = |a: &Bounds, b: &Bounds| a.end_latest.zip(b.begin_earliest).is_some_and(|(end, begin)| end < begin);
    !before(&own, &other) && !before(&other, &own)
}

/// Whether two times may have more in common than the day on which the one ends and the other begins.
pub(super) fn overlap(own: Bounds, other: Bounds) -> bool {
    let before = |a: &Bounds, b: &Bounds| a.end_latest.zip(b.begin_earliest).is_some_and(|(end, begin)| end <= begin);
    !before(&own, &other) && !before(&other, &own)
}

/// Whether a statement is of another time. The day on which the one ends and the other begins may be the same.
pub(super) fn is_elsewhen(stated: &Stated, statement: &HeldStatement, line: &Line) -> bool {
    let other = bounds_of(statement, line);
    !other.is_reversed() && !overlap(stated.bounds, other)
}

/// Whether the begin of a statement cannot be ours.
pub(super) fn begins_elsewhere(stated: &Stated, statement: &HeldStatement, line: &Line) -> bool {
    relations(stated, statement, line)[0] == Relation::Other
}

/// How a statement of the same value compares with ours by its time.
pub(super) fn times(stated: &Stated, line: &Line, statement: &HeldStatement) -> (Verdict, String) {
    if let (Content::Value(DataValue::Time(own)), Content::Value(DataValue::Time(other))) =
        (&stated.main.content, &statement.value)
    {
        let relation = relation(days(time::bounds(own)), days(time::bounds(other)));
        return (verdict(&[("the date", relation)]), String::new());
    }
    if !line.is_point() && is_elsewhen(stated, statement, line) {
        return (Verdict::Otherwise, "Wikidata has another time".to_owned());
    }
    let (own, other) = (own_ends(stated), held_ends(statement, line));
    let [begin, end] = relations(stated, statement, line);
    if end == Relation::Other && (own[1] == End::Never || other[1] == End::Never) {
        let why =
            if other[1] == End::Never { "Wikidata says that it has no end" } else { "Wikidata says that it ended" };
        return (Verdict::Otherwise, why.to_owned());
    }
    let relations = [("the begin", begin), ("the end", end)];
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
    if verdict == Verdict::Agrees && stated.inexact && other == [End::Unsaid; 2] {
        return (Verdict::LessPrecise, "Wikidata has no time, and ours is uncertain".to_owned());
    }
    (verdict, why.join("; "))
}

pub(super) fn verdict(relations: &[(&str, Relation)]) -> Verdict {
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
