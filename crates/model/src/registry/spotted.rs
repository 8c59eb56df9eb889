//! Names in a running text: which entities of the registry it names, by the matching that names in a facts file have.
//!
//! A name is looked for from each word that does not begin with a small letter: the longest run of words from there that is a
//! name. Codes and ids are not names, and a single word in capitals is not one with small letters: `Us` is not `US`.

use super::entity::EntityId;
use super::index::{Found, Registry};
use crate::schema::{ClassId, Schema};
use chancery_values::name::normalise;

/// The longest name that is looked for, in words.
const LONGEST: usize = 12;

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spotted<'t> {
    /// As the text has it.
    pub name: &'t str,
    /// The entities that have the name; one of today comes before those of the past.
    pub entities: Vec<EntityId>,
}

impl Registry {
    /// Finds the names of entities of a class in a text, in its order; none overlaps another.
    #[must_use]
    pub fn spotted<'t>(&self, schema: &Schema, text: &'t str, class: ClassId) -> Vec<Spotted<'t>> {
        let words = words(text);
        let mut spotted = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let (start, _) = words[at];
            let is_name = !text[start..].starts_with(|c: char| c.is_lowercase() || c.is_numeric());
            let found = if is_name { self.longest(schema, text, &words[at..], class) } else { None };
            match found {
                Some((found, length)) => {
                    spotted.push(found);
                    at += length;
                }
                None => at += 1,
            }
        }
        spotted
    }

    /// The longest name that begins with the first of the words, what it means, and how many words it has.
    fn longest<'t>(
        &self,
        schema: &Schema,
        text: &'t str,
        words: &[(usize, usize)],
        class: ClassId,
    ) -> Option<(Spotted<'t>, usize)> {
        let (start, _) = *words.first()?;
        let joined = words.windows(2).take_while(|pair| joins(&text[pair[0].1..pair[1].0])).count() + 1;
        (1..=joined.min(LONGEST)).rev().find_map(|length| {
            let name = &text[start..words[length - 1].1];
            // A code may be a name too.
            let form = normalise(name);
            let has_small = |text: &str| text.chars().any(char::is_lowercase);
            let is_so = |written: &str| has_small(written) == has_small(name) && normalise(written) == form;
            let is_written_so =
                |id: EntityId| is_so(&self.entity(id).label) || self.written_names(schema, id).any(is_so);
            let is_named = |id: &EntityId| self.is_called(*id, &form) && (length > 1 || is_written_so(*id));
            let mut entities = match self.find(schema, name, class, None) {
                Found::One(id) => vec![id],
                Found::Several(bearers) => bearers,
                Found::OtherClass(_) | Found::None => Vec::new(),
            };
            entities.retain(is_named);
            (!entities.is_empty()).then_some((Spotted { name, entities }, length))
        })
    }
}

/// The first and the last byte of each word: letters and digits, with the marks that belong to a letter.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let is_mark = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match words.last_mut() {
            Some((_, last)) if *last == at && (c.is_alphanumeric() || is_mark(c)) => *last = end,
            _ if c.is_alphanumeric() => words.push((at, end)),
            _ => {}
        }
    }
    words
}

/// Whether what is between two words can be within a name. A comma parts the names of a list, and a dash two parties.
fn joins(between: &str) -> bool {
    between.chars().count() <= 2 && between.chars().all(|c| c.is_whitespace() || ".-‑'’&".contains(c))
        || between.trim() == "&"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_with_their_marks() {
        let text = "Iran's Cote\u{301} d’Ivoire–Peru, 2006";
        let found: Vec<&str> = words(text).into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(found, ["Iran", "s", "Cote\u{301}", "d", "Ivoire", "Peru", "2006"]);
        assert!(joins(" ") && joins("-") && joins(". ") && joins(" & ") && !joins(", ") && !joins("–") && !joins(" ("));
    }
}
