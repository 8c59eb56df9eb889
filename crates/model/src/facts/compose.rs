//! How a record is named: its IRI and its label, put together from the shares of its values.

use super::document::Document;
use super::item::Item;
use super::place::Place;
use super::values::{KeyValues, ValueSet};
use crate::literal::TimeSpan;
use crate::registry::Registry;
use crate::schema::{Kind, PredId, Role, Schema};
use chancery_values::digest;
use chancery_values::name;

/// How many values of one key are spelled out in the name of an entity.
const MOST_SPELLED: usize = 3;

/// What a record is called.
pub(super) struct Names {
    /// The local part of its IRI.
    pub local: String,
    /// Folder and readable part of its IRI, without place, and with a digest only where what is readable is that of others: the
    /// affair of a fact whose kind does not state what identifies it.
    pub readable: String,
}

/// What a record's name is made of, in addition to its values.
pub(super) struct Composer<'a> {
    pub schema: &'a Schema,
    pub registry: &'a Registry,
    /// Its `id` goes into the IRIs of facts that are known by their place.
    pub document: &'a Document,
    /// The predicate of a fact's time.
    pub during: Option<PredId>,
}

impl Composer<'_> {
    /// The local part of the IRI that a template gives, and the readable part.
    ///
    /// The readable part can be read back only if at most one of its parts is loose (has many values, has none, or is
    /// itself composed); otherwise, for content outside the template, and where a text was changed to become a name, a
    /// digest follows. It begins with `_`, which no readable name holds. A fact that is known by its place alone has
    /// the place before the digest.
    pub(super) fn composed(&self, kind: &Kind, values: &[KeyValues], place: Place) -> Names {
        let layout = &kind.layout;
        let of = |key: usize| values.iter().find(|(at, _)| *at == key).map(|(_, set)| &**set);
        let part = |variable: usize| layout.variables[variable].and_then(of);
        let folder = kind.template.folder();
        let mut readable = String::with_capacity(96);
        readable.push_str(folder);
        readable.push_str("--");
        kind.template.expand(&mut readable, &|variable| part(variable).map_or("", |set| &set.name));
        let mut local = readable[folder.len() + 2..].to_owned();
        let loose = (0..layout.variables.len()).filter(|variable| part(*variable).is_none_or(|set| set.loose)).count();
        let lossy = values.iter().any(|(_, set)| set.lossy);
        let outside = values.iter().any(|(at, _)| layout.outside[*at]);
        let time = self.time_of(kind, values);
        let undated = kind.role == Role::Fact && kind.needs_date && time.is_none_or(|span| !span.dated);
        let words = time.is_some_and(TimeSpan::only_words);
        let by_place = (undated || words).then(|| place.name(&self.document.id));
        // It is the affair of a fact whose kind does not state what identifies it.
        let readable = match kind.affair {
            None => readable_of(kind, values, loose, readable),
            Some(_) => String::new(),
        };
        if loose <= 1 && !lossy && by_place.is_none() && !outside {
            return Names { local, readable };
        }
        let mut content = String::with_capacity(256);
        layout.digest.iter().filter_map(|key| of(*key)).for_each(|set| content.push_str(&set.content));
        if let Some(place) = by_place {
            content.push_str("in=");
            content.push_str(&place);
            local.push_str("--");
            local.push_str(&place);
        }
        local.push('_');
        digest::push_short(&content, &mut local);
        Names { local, readable }
    }

    /// The time of a record.
    pub(super) fn time_of<'v>(&self, kind: &Kind, values: &'v [KeyValues]) -> Option<&'v TimeSpan> {
        values.iter().rev().find_map(|(at, set)| match set.items() {
            [Item::Time(span)] if Some(kind.keys[*at].predicate) == self.during => Some(&**span),
            _ => None,
        })
    }

    /// The English label of a record, by the label template of its kind; a fact's ends with its time. What says an entity
    /// from others of its name is left out where the name says it (`President of Kenya`).
    pub(super) fn label(&self, kind: &Kind, values: &[KeyValues]) -> String {
        let mut label = String::with_capacity(96);
        kind.label.fill(&mut label, &mut |key, out| {
            let Some((at, set)) = values.iter().find(|(at, _)| kind.layout.labels[key].contains(at)) else {
                return false;
            };
            if kind.layout.identity.contains(at) && self.is_said(out, set) {
                return false;
            }
            out.push_str(&set.label);
            !set.items().is_empty()
        });
        if kind.role == Role::Fact
            && !kind.label.keys().any(|key| key == "during")
            && let Some(span) = self.time_of(kind, values)
        {
            let plain = span.edtf.is_none() && span.expression.is_none();
            let happened = span.bounds.happened_en().filter(|_| plain && kind.needs_date);
            let when = format!(", {}", happened.as_deref().unwrap_or(&span.when));
            // What it describes may be of the same time, and have said so at the end.
            if !label.ends_with(&when) {
                label.push_str(&when);
            }
        }
        label.truncate(label.trim_end().len());
        if label.starts_with(char::is_whitespace) {
            label = label.trim_start().to_owned();
        }
        label
    }

    /// Whether a text names each of the values, or there are too many to name.
    fn is_said(&self, text: &str, set: &ValueSet) -> bool {
        let form = name::normalise(text);
        let words: Vec<&str> = form.split(' ').collect();
        let runs = (0..words.len()).flat_map(|from| (from + 1..=words.len()).map(move |to| from..to));
        let named = |item: &Item| match item {
            Item::Entity(id) => runs.clone().any(|run| self.registry.is_called(*id, &words[run].join(" "))),
            other => {
                let other = name::normalise(&other.label(self.schema, self.registry));
                format!(" {form} ").contains(&format!(" {other} "))
            }
        };
        set.items().len() > MOST_SPELLED || set.items().iter().all(named)
    }
}

/// The readable part, and after it a digest of the things that the fact is about, where facts about others
/// are readable in the same way.
fn readable_of(kind: &Kind, values: &[KeyValues], loose: usize, mut readable: String) -> String {
    let layout = &kind.layout;
    let tells = |(at, set): &KeyValues| layout.variables.contains(&Some(*at)) && !set.lossy;
    let about = || values.iter().filter(|(at, _)| layout.about[*at]);
    if loose > 1 || !about().all(tells) {
        let content: String = about().map(|(_, set)| set.content.as_str()).collect();
        readable.push('_');
        digest::push_short(&name::caseless(&content), &mut readable);
    }
    readable
}

/// The `id` of an entity that is given none: its name, and after it the values that its kind says distinguish it from
/// others of that name (`setting:identifies`).
///
/// A digest follows where this cannot be read back: where the name or a value loses something, where where one ends
/// is not clear, and where the value of an earlier key is missing. Many values are in the digest alone.
pub(super) fn entity_name(kind: &Kind, name: &str, values: &[KeyValues]) -> String {
    let of = |key: &usize| values.iter().find(|(at, _)| at == key).map(|(_, set)| &**set);
    let identity = &kind.layout.identity;
    let given: Vec<&ValueSet> = identity.iter().filter_map(of).collect();
    if given.is_empty() {
        return name::id(name);
    }
    let readable = given.iter().filter(|set| set.items().len() <= MOST_SPELLED).map(|set| set.name.clone());
    let parts = std::iter::once(name::slug(name)).chain(readable).filter(|part| !part.is_empty());
    let mut id = parts.collect::<Vec<_>>().join("--");
    let in_order = identity.iter().take(given.len()).all(|key| of(key).is_some());
    // Where one key alone may follow the name, its values may be many.
    let loose = |set: &&ValueSet| set.lossy || set.loose && identity.len() > 1 || set.items().len() > MOST_SPELLED;
    if !in_order || !name::keeps(name) || given.iter().any(loose) {
        let mut content = name::caseless(name);
        content.push('\n');
        given.iter().for_each(|set| content.push_str(&set.content));
        id.push('_');
        digest::push_short(&content, &mut id);
    }
    id
}
