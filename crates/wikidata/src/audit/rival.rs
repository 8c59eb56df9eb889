//! Statements of another value that cannot be true together with ours.

use super::ends::{bounds_of, is_elsewhen, same_value};
use super::held::Held;
use super::shown::{shown, shown_time};
use super::statement::HeldStatement;
use crate::model::{Content, DataValue, Rank};
use crate::shape::Stated;
use crate::{Alignment, Line};
use chancery_values::time::Bounds;

/// Whether of two values of a property a thing has one at a time: where the table says so, or where both are concepts, of
/// which a key takes one. An embassy is not a consulate.
pub(super) fn excludes(alignment: &Alignment, line: &Line, one: &Content, other: &Content) -> bool {
    let is_concept = |content: &Content| is_concept(alignment, content);
    line.single || (is_concept(one) && is_concept(other))
}

/// Whether a value is the item of a concept.
pub(super) fn is_concept(alignment: &Alignment, content: &Content) -> bool {
    matches!(content, Content::Value(DataValue::Entity(item)) if alignment.concept(item).is_some())
}

/// Of what is one at a time, the statements of another value that may be for the time of ours: they cannot both be true.
fn rivals<'h>(
    alignment: &Alignment,
    stated: &Stated,
    line: &Line,
    held: &'h Held,
) -> impl Iterator<Item = &'h HeldStatement> {
    let others = held.of(&stated.item, &stated.main.property).iter();
    let others = others.filter(|statement| excludes(alignment, line, &stated.main.content, &statement.value));
    let others = others
        .filter(|statement| statement.rank != Rank::Deprecated && !same_value(&stated.main.content, &statement.value));
    others.filter(|statement| match (&stated.main.content, &statement.value) {
        // Another date is a rival, whatever its time.
        (Content::Value(DataValue::Time(_)), Content::Value(DataValue::Time(_))) => true,
        (_, Content::Value(_) | Content::SomeValue) => !is_elsewhen(stated, statement, line),
        (_, Content::NoValue) => false,
    })
}

/// The first of the statements that exclude ours.
pub(super) fn rival<'h>(
    alignment: &Alignment,
    stated: &Stated,
    line: &Line,
    held: &'h Held,
) -> Option<&'h HeldStatement> {
    rivals(alignment, stated, line, held).next()
}

/// What a rival with a time says: because of it, ours cannot be stated.
pub(super) fn dated_rival(alignment: &Alignment, stated: &Stated, line: &Line, held: &Held) -> Option<String> {
    let rival = rivals(alignment, stated, line, held).find(|rival| bounds_of(rival, line) != Bounds::UNKNOWN)?;
    Some(rival_words(rival, line))
}

/// What a rival says, for a person.
pub(super) fn rival_words(rival: &HeldStatement, line: &Line) -> String {
    let value = shown(&rival.value);
    if matches!(rival.value, Content::Value(DataValue::Time(_))) {
        return format!("Wikidata has {value}");
    }
    match shown_time(rival, line) {
        when if when.is_empty() => format!("Wikidata has {value}, without a time"),
        when => format!("Wikidata has {value} ({when}), and the times may meet"),
    }
}
