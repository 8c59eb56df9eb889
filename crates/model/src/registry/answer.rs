//! Names to entities with the reason: how each was found, or, where there is no safe answer, which entities come near.

use super::entity::EntityId;
use super::gather::texts;
use super::index::{Found, Registry};
use super::near::Near;
use crate::frozen::Text;
use crate::schema::{ClassId, Edge, Key, Naming, Schema};
use crate::source::Node;
use chancery_values::name::{normalise, normalise_prefix, with_article};
use chancery_values::time::Bounds;

/// How many candidates are given for a name that has no answer.
const CANDIDATES: usize = 5;

/// A name, and what is known of the entity that has it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The name, code, identifier or `id` as it was written.
    pub text: &'a str,
    /// The class of the entity.
    pub class: ClassId,
    /// When the entity had the name.
    pub when: Option<&'a Bounds>,
}

/// By what an entity was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// A code, an identifier or an `id`, as it is written.
    Code,
    /// A name, letter for letter.
    Name,
    /// A name that is written otherwise: in case, accents, punctuation, article or order.
    Form,
}

impl How {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::Form => "form",
        }
    }

    /// In words, after the entity.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Code => "by a code",
            Self::Name => "by its name",
            Self::Form => "by its name, written otherwise",
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Miss {
    /// No entity has the name.
    Unknown,
    /// Several entities have it, and the time does not decide.
    Ambiguous,
    /// The entities that have it are of another class.
    OtherKind,
    /// The only entity that has it had it at another time.
    OtherTime,
    /// The only entity that has it is in another country.
    OtherCountry,
}

impl Miss {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ambiguous => "ambiguous",
            Self::OtherKind => "other-kind",
            Self::OtherTime => "other-time",
            Self::OtherCountry => "other-country",
        }
    }
}

/// Who may be meant, though nothing proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The entity.
    pub entity: EntityId,
    /// How much alike its name is, up to 100 for the same one.
    pub score: u8,
    /// Why it is only a candidate.
    pub reason: String,
}

/// What a name comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// This entity and no other.
    Found(EntityId, How),
    /// No safe answer; the candidates, best first.
    Missed(Miss, Vec<Candidate>),
}

impl Registry {
    /// Finds the entity that has a name, and says how; or says why there is no safe answer, and which entities come near.
    #[must_use]
    pub fn answer(&self, schema: &Schema, asked: Asked<'_>) -> Answer {
        match self.find(schema, asked.text, asked.class, asked.when) {
            Found::One(id) => self.at_the_time(schema, asked, id, self.how(schema, id, asked.text)),
            Found::Several(bearers) => Answer::Missed(Miss::Ambiguous, self.borne(schema, &bearers)),
            Found::OtherClass(bearers) => {
                let wanted = with_article(&schema.class(asked.class).label);
                let candidate = |id: &EntityId| Candidate {
                    entity: *id,
                    score: 100,
                    reason: format!("{}, not {wanted}", with_article(&schema.kind(self.entity(*id).kind).key)),
                };
                Answer::Missed(Miss::OtherKind, bearers.iter().map(candidate).collect())
            }
            Found::None => match self.two_names(schema, asked) {
                Found::One(id) => self.at_the_time(schema, asked, id, How::Form),
                Found::Several(bearers) => Answer::Missed(Miss::Ambiguous, self.borne(schema, &bearers)),
                _ => Answer::Missed(Miss::Unknown, self.near(schema, asked)),
            },
        }
    }

    /// The only entity that has a name, unless its names meant it at another time: which entity has them then is not known.
    fn at_the_time(&self, schema: &Schema, asked: Asked<'_>, id: EntityId, how: How) -> Answer {
        if asked.when.is_some_and(|when| self.untimely(asked.text, id, when).is_some()) {
            return Answer::Missed(Miss::OtherTime, self.borne(schema, &[id]));
        }
        Answer::Found(id, how)
    }

    /// The meaning of two names written as one, `Myanmar (Burma)` or `Tanzania/Tanganyika`: the only entity at this
    /// time that has either, where both are names. The text in brackets may also begin the name:
    /// `Iran (Islamic Republic of)`.
    fn two_names(&self, schema: &Schema, asked: Asked<'_>) -> Found {
        let text = asked.text.trim();
        let (pair, turned) = match text.strip_suffix(')') {
            Some(inner) => (inner.split_once('('), true),
            None => (text.split_once('/'), false),
        };
        let Some((first, second)) = pair else { return Found::None };
        let bearers = |text: &str| self.bearers(schema, text, asked.class).1;
        let mut found = bearers(first);
        let others = bearers(second);
        if found.is_empty() || others.is_empty() {
            found = if turned { bearers(&format!("{} {}", second.trim(), first.trim())) } else { Vec::new() };
        } else {
            found.extend(others);
            found.sort_unstable();
            found.dedup();
        }
        if found.is_empty() { Found::None } else { self.choose(&found, asked.when) }
    }

    /// The entities with a name that begins so, those with the shortest such name first, each once.
    #[must_use]
    pub fn beginning(&self, prefix: &str, limit: usize) -> Vec<EntityId> {
        let prefix = normalise_prefix(prefix);
        let mut names: Vec<&Text<'static>> = self.names.keys().filter(|name| name.starts_with(&prefix)).collect();
        names.sort_by_key(|name| (name.len(), *name));
        let mut found: Vec<EntityId> = Vec::new();
        for id in names.into_iter().flat_map(|name| &self.names[&**name]) {
            if found.len() >= limit {
                break;
            }
            if !found.contains(id) {
                found.push(*id);
            }
        }
        found
    }

    fn how(&self, schema: &Schema, id: EntityId, text: &str) -> How {
        let text = text.trim();
        if self.coded(text).contains(&id) {
            return How::Code;
        }
        // Most are asked for by their label; who has names in a dozen languages is not searched for that.
        if self.entity(id).label == text || self.written_names(schema, id).any(|name| name == text) {
            How::Name
        } else {
            How::Form
        }
    }

    /// The names of an entity as its record has them.
    pub(super) fn written_names<'s>(&'s self, schema: &Schema, id: EntityId) -> impl Iterator<Item = &'s str> {
        let entity = self.entity(id);
        let kind = schema.kind(entity.kind);
        let mut names: Vec<&str> = Vec::new();
        for key in kind.keys.iter().filter(|key| key.names == Naming::Name) {
            for value in entity.values(&key.key) {
                texts(value, &mut |text, _| names.push(text));
            }
        }
        names.into_iter()
    }

    /// The entities that have one name, each with the time for which it has it.
    fn borne(&self, schema: &Schema, bearers: &[EntityId]) -> Vec<Candidate> {
        let candidate = |id: &EntityId| {
            let kind = &schema.kind(self.entity(*id).kind).key;
            let reason = match self.when_borne(schema, *id) {
                Some(time) => format!("{} of this name in {time}", with_article(kind)),
                None => format!("{} of this name", with_article(kind)),
            };
            Candidate { entity: *id, score: 100, reason }
        };
        bearers.iter().map(candidate).collect()
    }

    /// The time in which its names mean an entity, as its record has it: that of its names, else from when until when it was.
    fn when_borne(&self, schema: &Schema, id: EntityId) -> Option<String> {
        let entity = self.entity(id);
        let keys = &schema.kind(entity.kind).keys;
        let of = |key: &Key| entity.values(&key.key).find_map(Node::text).map(str::trim);
        let edge = |edge: Edge| keys.iter().filter(|key| key.edge == Some(edge)).find_map(of);
        let holds = keys.iter().filter(|key| key.names == Naming::Hold).find_map(of);
        match (holds, edge(Edge::Begin), edge(Edge::End)) {
            (Some(time), ..) => Some(time.to_owned()),
            (None, None, None) => None,
            (None, begin, end) => Some(format!("{}/{}", begin.unwrap_or(".."), end.unwrap_or(".."))),
        }
    }

    /// An entity as a diagnostic names it among others of its name: with the time in which it has the name.
    #[must_use]
    pub fn shown_in_time(&self, schema: &Schema, id: EntityId) -> String {
        let shown = self.shown(schema, id);
        self.when_borne(schema, id).map_or(shown.clone(), |time| format!("{shown} in {time}"))
    }

    /// Those of the class whose names are like this one or the same, best first.
    #[must_use]
    pub fn near(&self, schema: &Schema, asked: Asked<'_>) -> Vec<Candidate> {
        let mut best: Vec<Candidate> = Vec::new();
        let near = self.near.get_or_init(|| Near::new(&self.names));
        near.like(&normalise(asked.text), &mut |id, score, reason| {
            if !schema.is_a(schema.kind(self.entity(id).kind).class, asked.class) {
                return;
            }
            match best.iter_mut().find(|candidate| candidate.entity == id) {
                Some(known) if known.score >= score => {}
                Some(known) => (known.score, known.reason) = (score, reason()),
                None => best.push(Candidate { entity: id, score, reason: reason() }),
            }
        });
        best.sort_by(|a, b| (b.score, a.entity).cmp(&(a.score, b.entity)));
        best.truncate(CANDIDATES);
        best
    }
}
