//! Which entity has a name, at a time, and which ones have a similar name.

use super::entity::{Entity, EntityId};
use super::index::{Found, Registry, Untimely};
use crate::origin::FileId;
use crate::schema::{ClassId, Schema};
use chancery_values::name::{nearest_form, nearest_within, normalise};
use chancery_values::time::{Bounds, Date};

/// The last day on which a time may begin, and the first on which it may end. If only one end of a time is stated, that
/// end is used for both.
fn told_days(when: &Bounds) -> (Option<Date>, Option<Date>) {
    let Bounds { begin_earliest, begin_latest, end_earliest, end_latest } = *when;
    let begin_earliest = begin_earliest.filter(|day| *day > Date::MIN);
    let end_latest = end_latest.filter(|day| *day < Date::MAX);
    match (begin_earliest.or(begin_latest), end_earliest.or(end_latest)) {
        (Some(_), None) => (begin_latest.or(begin_earliest), begin_earliest),
        (None, Some(_)) => (end_latest, end_earliest.or(end_latest)),
        _ => (begin_latest.into_iter().chain(end_latest).min(), begin_earliest.max(end_earliest)),
    }
}

impl Registry {
    /// What a name, code, identifier or id means among the entities of a class, at a time.
    ///
    /// Without a time, an entity that still has the name comes before one that only had it.
    #[must_use]
    pub fn find(&self, schema: &Schema, text: &str, class: ClassId, when: Option<&Bounds>) -> Found {
        let (bearers, fitting) = self.bearers(schema, text, class);
        if bearers.is_empty() {
            return Found::None;
        }
        if fitting.is_empty() {
            return Found::OtherClass(bearers);
        }
        self.choose(&fitting, when)
    }

    /// Who has this code, identifier or id. A folder and an id may be written as exports write them: `state:belarus`.
    pub(super) fn coded(&self, text: &str) -> &[EntityId] {
        let as_in_exports = || self.codes.get(text.replacen(':', "/", 1).as_str());
        self.codes.get(text).or_else(as_in_exports).map_or(&[], Vec::as_slice)
    }

    /// Which entities have a name at any time: all, and those of the class.
    #[must_use]
    pub fn bearers(&self, schema: &Schema, text: &str, class: ClassId) -> (Vec<EntityId>, Vec<EntityId>) {
        let text = text.trim();
        let mut bearers = self.coded(text).to_vec();
        bearers.extend(self.names.get(normalise(text).as_str()).into_iter().flatten());
        bearers.sort_unstable();
        bearers.dedup();
        let of_class = |id: &&EntityId| schema.is_a(schema.kind(self.entity(**id).kind).class, class);
        let fitting = bearers.iter().filter(of_class).copied().collect();
        (bearers, fitting)
    }

    /// The relation of a time to the one in which a text, the name of only one entity, means it, if the two certainly share
    /// no day. An `id` and an identifier on the web mean their entity at any time.
    ///
    /// Tables of codes use the codes of today for all of history. So a code must have meant the entity in all of the time, as
    /// far as its ends are known: one end is enough.
    #[must_use]
    pub fn untimely(&self, text: &str, id: EntityId, when: &Bounds) -> Option<Untimely> {
        let text = text.trim();
        let is_timeless = |text: &str| self.timeless.contains(text);
        let time =
            self.entity(id).time().filter(|_| !is_timeless(text) && !is_timeless(&text.replacen(':', "/", 1)))?;
        let is_code = self.coded(text).contains(&id);
        let (by, from) = if is_code { told_days(when) } else { (when.end_latest, when.begin_earliest) };
        let before = time.begin_earliest.filter(|begin| by.is_some_and(|day| day < *begin)).map(Untimely::Before);
        let after = time.end_latest.filter(|end| from.is_some_and(|day| day > *end)).map(Untimely::After);
        before.or(after)
    }

    /// Whether an entity has a name of this [form](normalise).
    #[must_use]
    pub fn is_called(&self, id: EntityId, form: &str) -> bool {
        self.names.get(form).is_some_and(|bearers| bearers.contains(&id))
    }

    /// Which of several entities with the name is meant at a time.
    #[must_use]
    pub fn choose(&self, fitting: &[EntityId], when: Option<&Bounds>) -> Found {
        if let [one] = fitting {
            return Found::One(*one);
        }
        match self.by_time(fitting, when).as_slice() {
            [one] => Found::One(*one),
            [] => Found::Several(fitting.to_vec()),
            several => Found::Several(several.to_vec()),
        }
    }

    fn by_time(&self, bearers: &[EntityId], when: Option<&Bounds>) -> Vec<EntityId> {
        bearers.iter().filter(|id| self.entity(**id).bore(when)).copied().collect()
    }

    /// All names of entities of a class, as they are compared, each with who has it.
    #[must_use]
    pub fn forms_of(&self, schema: &Schema, class: ClassId) -> Vec<(&str, EntityId)> {
        let of_class = |id: &&EntityId| schema.is_a(schema.kind(self.entity(**id).kind).class, class);
        let mut forms: Vec<(&str, EntityId)> = Vec::new();
        for (name, bearers) in &self.names {
            forms.extend(bearers.iter().filter(of_class).map(|id| (&**name, *id)));
        }
        forms.sort_unstable();
        forms
    }

    /// The entity of the class that the file itself describes and that has a name similar to the one that was not
    /// found. A file describes few entities, so a less similar name is enough.
    #[must_use]
    pub fn suggestion_of(&self, schema: &Schema, file: FileId, text: &str, class: ClassId) -> Option<&Entity> {
        let told = |id: &EntityId| {
            let entity = self.entity(*id);
            entity.file == file && schema.is_a(schema.kind(entity.kind).class, class)
        };
        let form = normalise(text);
        let names = self.names.iter().filter(|(_, bearers)| bearers.iter().any(told));
        let near = nearest_within((form.chars().count() / 3).max(1), &form, names.map(|(name, _)| (&**name, &**name)))?;
        self.names.get(near)?.iter().find(|id| told(id)).map(|id| self.entity(*id))
    }

    /// The entity of the class that has a name like the one that was not found, or the only one with all its words.
    #[must_use]
    pub fn suggestion(&self, schema: &Schema, text: &str, class: ClassId) -> Option<&Entity> {
        let of_class = |id: &EntityId| schema.is_a(schema.kind(self.entity(*id).kind).class, class);
        let names = || {
            let fitting = self.names.iter().filter(|(_, bearers)| bearers.iter().any(of_class));
            fitting.map(|(name, _)| &**name)
        };
        let form = normalise(text);
        let words: Vec<&str> = form.split(' ').collect();
        let bearer = |name: &str| self.names.get(name)?.iter().find(|id| of_class(id)).copied();
        // A surname alone, say: the one entity that has a name with all the words.
        let longer = || {
            let mut holding = names().filter(|name| words.iter().all(|w| name.split(' ').any(|word| word == *w)));
            let first = bearer(holding.next()?)?;
            holding.all(|name| bearer(name) == Some(first)).then_some(first)
        };
        nearest_form(&form, names().map(|name| (name, name))).and_then(bearer).or_else(longer).map(|id| self.entity(id))
    }
}
