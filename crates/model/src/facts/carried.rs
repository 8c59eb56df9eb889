//! How much of the sentences that a block cites is in facts, as the block says.

use super::file::Block;
use super::item::Item;
use super::mapper::Mapper;
use super::place::Place;
use super::values::KeyValues;
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::Origin;
use crate::schema::{PredId, Schema};
use crate::vocab::{chy, concept};

/// How much of a sentence is in facts, if it is not all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowMuch {
    /// A part.
    Part,
    /// Nothing.
    Nothing,
}

/// What a block says of the sentences that it cites.
#[derive(Debug, Clone)]
pub struct Carried {
    /// The values of its keys, by the place of the key in the kind of a sentence.
    pub values: Vec<KeyValues>,
    /// How much of each sentence is in facts.
    pub how_much: HowMuch,
    /// What no fact carries, in the words of the file.
    pub missing: Vec<String>,
    /// Where it says how much.
    pub origin: Origin,
}

impl Mapper<'_, '_> {
    /// What a block says of its sentences; nothing if it says nothing, or if anything is wrong.
    pub fn carried(&mut self, block: &Block<'_>) -> Option<Carried> {
        let entries = block.of_sentence.as_slice();
        let (first, kind) = (entries.first()?, self.schema.sentence_kind()?);
        let mut good = true;
        let mut values: Vec<KeyValues> = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some((at, _)) = kind.key(&entry.key.text) else { continue };
            match self.key_values(kind, at, &entry.value, None, Place::Whole) {
                Some(mut alternatives) => values.extend(alternatives.pop().map(|set| (at, set))),
                None => good = false,
            }
        }
        values.sort_by_key(|(at, _)| *at);
        let named = |entry: &&&crate::source::Entry<'_>, term: &str| {
            let predicate = self.schema.space.predicate(term);
            kind.key(&entry.key.text).is_some_and(|(_, key)| Some(key.predicate) == predicate)
        };
        let carried = entries.iter().find(|entry| named(entry, chy::CARRIED)).copied();
        let missing = entries.iter().find(|entry| named(entry, chy::MISSING)).copied();
        if !block.places.iter().any(|(place, _)| matches!(place, Place::Sentence(_))) {
            let message = format!("`{}` needs the key `sentence`", first.key.text);
            self.report(
                Diagnostic::error(Code::MissingKey, message)
                    .at(first.key.origin(self.file))
                    .label("of which sentence?")
                    .help("write `sentence: 4` in this block, or several as `sentence: [4, 7]`"),
            );
            return None;
        }
        let Some(carried) = carried else {
            self.report(
                Diagnostic::error(Code::MissingKey, format!("`{}` needs the key `carried`", first.key.text))
                    .at(first.key.origin(self.file))
                    .label("how much is in facts?")
                    .help("write `carried: part` if facts carry the rest, and `carried: nothing` if none do"),
            );
            return None;
        };
        if !good {
            return None;
        }
        let how_much = how_much(self.schema, self.schema.space.predicate(chy::CARRIED), &values, kind.keys.as_slice());
        if missing.is_none() && how_much == HowMuch::Part {
            self.report(
                Diagnostic::error(Code::MissingKey, "a sentence of which a part is carried needs the key `missing`")
                    .at(carried.value.origin(self.file))
                    .label("what is not carried?")
                    .help("say in your own words what no fact carries: `missing: who paid for it`")
                    .help("leave `carried` out if facts carry the whole sentence"),
            );
            return None;
        }
        let missing = missing.map(|entry| entry.value.items().unwrap_or(std::slice::from_ref(&entry.value)));
        let missing =
            missing.unwrap_or_default().iter().filter_map(|node| node.text().map(ToOwned::to_owned)).collect();
        Some(Carried { values, how_much, missing, origin: carried.value.origin(self.file) })
    }
}

/// How much the term among the values means. A term that the program does not know is between all and nothing.
fn how_much(schema: &Schema, carried: Option<PredId>, values: &[KeyValues], keys: &[crate::schema::Key]) -> HowMuch {
    let of_key = values.iter().filter(|(at, _)| Some(keys[*at].predicate) == carried);
    let is_nothing =
        |item: &Item| matches!(item, Item::Concept(id) if schema.concept(*id).iri == concept::CARRIED_NOTHING);
    match of_key.flat_map(|(_, set)| set.items()).any(is_nothing) {
        true => HowMuch::Nothing,
        false => HowMuch::Part,
    }
}
