//! How Wikidata compares with one statement, and why.

use super::ends::{End, Relation, begins_elsewhere, is_apart, own_ends, point_days, relation, same_value, times};
use super::finding::Verdict;
use super::held::Held;
use super::rival::{is_concept, rival, rival_words};
use super::shown::{not_understood, shown};
use super::statement::HeldStatement;
use crate::alignment::Role;
use crate::model::{Content, DataValue, Rank, Snak};
use crate::shape::Stated;
use crate::{Alignment, Ends, Line, Redirects};
use chancery_model::schema::Schema;
use chancery_values::time::{Bounds, Date};

/// Puts into a statement the ids that its items have now, and says which have changed.
pub(super) fn follow(stated: &mut Stated, redirects: &Redirects) -> String {
    let mut moved = Vec::new();
    let item = redirects.current(&stated.item);
    if item != stated.item {
        moved.push(format!("{} is {item} now", stated.item));
        stated.item = item.to_owned();
    }
    for snak in std::iter::once(&mut stated.main).chain(&mut stated.qualifiers) {
        let before = snak.content.clone();
        redirects.follow(&mut snak.content);
        if snak.content != before {
            moved.push(format!("{} is {} now", shown(&before), shown(&snak.content)));
        }
    }
    moved.join("; ")
}

/// How Wikidata compares with a statement, why, and the statement of Wikidata that is nearest.
pub(super) fn judge(
    schema: &Schema,
    alignment: &Alignment,
    stated: &Stated,
    life: Bounds,
    line: &Line,
    held: &Held,
) -> (Verdict, String, Option<HeldStatement>) {
    let (verdict, mut why, nearest) = nearest(schema, alignment, stated, line, held);
    let unknown = nearest.as_ref().map_or(String::new(), |statement| not_understood(alignment, line, statement));
    if !unknown.is_empty() {
        let separator = if why.is_empty() { "" } else { "; " };
        why.push_str(&format!("{separator}Wikidata adds {unknown}, which is not compared"));
    }
    // What an entity says of itself is of the time in which it is.
    let of_life = || outside(alignment, &Stated { bounds: life, ..stated.clone() }, held);
    let outside = if life == Bounds::UNKNOWN { outside(alignment, stated, held) } else { of_life() };
    match (verdict, outside.or_else(|| other_end(alignment, stated, held))) {
        (Verdict::Lacks | Verdict::LessPrecise, Some(outside)) => (Verdict::Otherwise, outside, nearest),
        _ => (verdict, why, nearest),
    }
}

/// What says that a statement is of a time before or after one of its two items was: nothing can be said of what is not.
pub(super) fn outside(alignment: &Alignment, stated: &Stated, held: &Held) -> Option<String> {
    let first = |statement: &HeldStatement| point_days(&statement.value).map(|days| days.0);
    let last = |statement: &HeldStatement| point_days(&statement.value).map(|days| days.1);
    let shown = |all: &[&HeldStatement]| {
        let texts: Vec<String> = all.iter().map(|statement| shown(&statement.value)).collect();
        texts.join(" or ")
    };
    let bounds = stated.bounds;
    let goes_on = own_ends(stated)[1] == End::Never;
    std::iter::once(stated.item.as_str()).chain(stated.value_item()).find_map(|item| {
        let (begun, ended) = (held.told(item, &alignment.begun), held.told(item, &alignment.ended));
        // Of several it is one, and nothing says which; of an unknown one nothing is proved.
        let begin = begun.iter().map(|statement| first(statement)).min().flatten();
        let end: Option<Vec<Date>> = ended.iter().map(|statement| last(statement)).collect();
        let end = end.and_then(|days| days.into_iter().max());
        let before =
            begin.is_some_and(|begin| bounds.begin_latest.or(bounds.end_latest).is_some_and(|day| day < begin));
        let after = end.is_some_and(|end| bounds.end_earliest.max(bounds.begin_earliest).is_some_and(|day| day > end));
        // What still exists has not ended, whatever day it would be.
        let is_over = !ended.is_empty() && ended.iter().all(|statement| statement.value != Content::NoValue);
        if after || (goes_on && is_over) {
            return Some(format!("Wikidata says that {item} ended: {}", shown(&ended)));
        }
        before.then(|| format!("Wikidata says that {item} began later: {}", shown(&begun)))
    })
}

/// What says otherwise, by another property, when an item began or ended.
fn other_end(alignment: &Alignment, stated: &Stated, held: &Held) -> Option<String> {
    let own = point_days(&stated.main.content)?;
    let property = &stated.main.property;
    let ends = [(&alignment.begun, "began"), (&alignment.ended, "ended")];
    let (properties, word) = ends.into_iter().find(|(properties, _)| properties.contains(property))?;
    properties.iter().filter(|other| *other != property).find_map(|other| {
        let told = held.told(&stated.item, std::slice::from_ref(other));
        let apart = |statement: &&&HeldStatement| {
            point_days(&statement.value).is_some_and(|days| relation(Some(own), Some(days)) == Relation::Other)
        };
        let statement = told.iter().find(apart)?;
        Some(format!("Wikidata says that {} {word} ({other}): {}", stated.item, shown(&statement.value)))
    })
}

fn nearest(
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
    // An observer is under the same property, and is not a member.
    let role = |qualifiers: &[Snak]| match alignment.role(line, qualifiers) {
        Role::None => None,
        Role::Several => Some("several things".to_owned()),
        Role::Is(_, concept) => {
            let concept = schema.concept(concept);
            (!line.only_if.iter().any(|condition| condition.value == concept.iri)).then(|| concept.label.clone())
        }
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
    let rival = rival(alignment, stated, line, held);
    if let Some((verdict, why, statement)) = nearest {
        // What is shown of Wikidata is of one statement: its value, its time.
        let too = rival.filter(|_| verdict == Verdict::Otherwise).map(|rival| rival_words(rival, line));
        let why = [Some(why), too].into_iter().flatten().collect::<Vec<_>>().join("; ");
        return (verdict, why, Some(statement.clone()));
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
    if let Some(rival) = rival {
        return (Verdict::Otherwise, rival_words(rival, line), Some(rival.clone()));
    }
    if matches!(line.ends, Ends::Pairs(_))
        && let Some((verdict, why, statement)) = mirrored(alignment, stated, line, held)
    {
        return (verdict, why, Some(statement));
    }
    // What is known to be and not what it is may be just this.
    let unknown = |statement: &&HeldStatement| {
        statement.value == Content::SomeValue
            && statement.rank != Rank::Deprecated
            && !is_apart(stated.bounds, statement, line)
    };
    if let Some(statement) = all.iter().find(unknown) {
        return (Verdict::Lacks, UNKNOWN_VALUE.to_owned(), Some(statement.clone()));
    }
    // What something is may be stated by a narrower word, which the table does not know.
    if is_concept(alignment, &stated.main.content)
        && let Some(other) = said.iter().find(|statement| matches!(statement.value, Content::Value(_)))
    {
        let why = format!("Wikidata has {}, which may be a kind of it", shown(&other.value));
        return (Verdict::Lacks, why, Some((*other).clone()));
    }
    (Verdict::Lacks, String::new(), None)
}

const UNKNOWN_VALUE: &str = "Wikidata has a value that is unknown, and may mean this one";

/// What the other item of a relation without direction says that excludes a statement, or that may be it.
fn mirrored(
    alignment: &Alignment,
    stated: &Stated,
    line: &Line,
    held: &Held,
) -> Option<(Verdict, String, HeldStatement)> {
    let Content::Value(DataValue::Entity(other)) = &stated.main.content else { return None };
    let own = Content::Value(DataValue::Entity(stated.item.clone()));
    let all = held.of(other, &stated.main.property);
    let found = |verdict, why: &str, statement: &HeldStatement| {
        Some((verdict, format!("on {other}: {why}"), statement.clone()))
    };
    let judged = |statement: &HeldStatement| match statement.rank {
        Rank::Deprecated => (Verdict::Otherwise, "it is deprecated".to_owned()),
        _ => times(stated, line, statement),
    };
    let told = all.iter().filter(|statement| statement.value == own).map(|statement| (judged(statement), statement));
    if let Some(((verdict, why), statement)) = told.min_by_key(|((verdict, _), _)| *verdict) {
        return match verdict {
            Verdict::Otherwise => found(verdict, &why, statement),
            _ if not_understood(alignment, line, statement).is_empty() => None,
            _ => found(Verdict::Lacks, "Wikidata says it with more", statement),
        };
    }
    let said = || all.iter().filter(|statement| statement.rank != Rank::Deprecated);
    if let Some(statement) = said().find(|statement| statement.value == Content::NoValue) {
        return found(Verdict::Otherwise, "Wikidata says that there is none", statement);
    }
    let unknown =
        |statement: &&HeldStatement| statement.value == Content::SomeValue && !is_apart(stated.bounds, statement, line);
    found(Verdict::Lacks, UNKNOWN_VALUE, said().find(unknown)?)
}
