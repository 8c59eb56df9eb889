//! Queries to candidates: who may be meant, and whether that is proven.

use serde_json::{Value, json};

use super::held::Held;
use super::query::{Property, Query, Unclear};
use super::service::{DATE, Service, Version};
use super::value::time;
use chancery_model::registry::{Answer, Asked, EntityId, Found, How};
use chancery_model::schema::ClassId;
use chancery_model::vocab::chy;
use chancery_values::name::nearest;
use chancery_values::time::Bounds;

/// What a property that contradicts takes from a score.
const CONFLICT: u8 = 30;

/// The best score of what is not proven.
const UNPROVEN: u8 = 99;

/// What a feature's name begins with where a part of the query was not understood.
const UNCLEAR: &str = "not-understood";

/// An entity that may be meant.
struct Candidate {
    id: EntityId,
    score: u8,
    matches: bool,
    features: Vec<Feature>,
    reason: String,
}

/// What supports a candidate or against it. The API takes numbers and truth values, so words are in the name.
struct Feature {
    id: String,
    name: String,
    value: Value,
}

impl Feature {
    fn new(id: &str, value: impl Into<Value>) -> Self {
        Self { id: id.to_owned(), name: id.to_owned(), value: value.into() }
    }

    fn unclear(unclear: &Unclear) -> Self {
        let (part, why) = (&unclear.part, &unclear.why);
        Self { id: format!("{UNCLEAR}:{part}"), name: format!("not understood: {part}: {why}"), value: true.into() }
    }
}

impl Candidate {
    fn new(id: EntityId, score: u8, matches: bool, features: Vec<Feature>, reason: String) -> Self {
        Self { id, score, matches, features, reason }
    }

    /// What was asked and is not understood may be what rules this one out, so it is not proven.
    fn unproven(&mut self, unclear: &Unclear) {
        self.matches = false;
        self.score = self.score.min(UNPROVEN);
        self.features.push(Feature::unclear(unclear));
    }
}

impl Service<'_> {
    /// The candidates for a query, best first.
    pub(super) fn candidates(&self, query: &Query, version: Version) -> Vec<Value> {
        let mut unclear = query.unclear.clone();
        let classes = self.classes(&query.types, &mut unclear);
        let bounds = self.date(query, &mut unclear);
        let properties = self.known_properties(query, &mut unclear);
        let alone = query.names.is_empty() && query.ids.is_empty();
        let mut found = if alone { self.all_of(&classes) } else { self.named(query, &classes, bounds.as_ref()) };
        if query.every_type {
            found.retain(|one| classes.iter().all(|class| self.schema.is_a(self.class(one.id), *class)));
        }
        found.retain_mut(|candidate| self.weigh(candidate, &properties, alone));
        for candidate in &mut found {
            unclear.iter().for_each(|unclear| candidate.unproven(unclear));
        }
        found.sort_by(|a, b| (b.score, a.id).cmp(&(a.score, b.id)));
        self.only_one(&mut found, bounds.as_ref());
        found.truncate(query.limit);
        found.iter().map(|candidate| self.shown(candidate, version)).collect()
    }

    /// The classes that types mean; all entities where none is asked for, or none is known.
    fn classes(&self, types: &[String], unclear: &mut Vec<Unclear>) -> Vec<ClassId> {
        let class = |one: &String| {
            let kind = self.schema.kind_by_key(one).map(|kind| self.schema.kind(kind).class);
            kind.or_else(|| self.schema.class_labelled(one)).or_else(|| self.schema.class_id(one))
        };
        let mut classes = Vec::new();
        for one in types {
            match class(one) {
                Some(class) => classes.push(class),
                None => {
                    let near = nearest(one, self.types().map(|(id, _)| id));
                    unclear.push(Unclear::new("type", format!("`{one}` is not a type here{}", did_you_mean(near))));
                }
            }
        }
        if classes.is_empty() {
            classes.extend(self.schema.class_id(chy::ENTITY));
        }
        classes
    }

    /// The time that is asked for.
    fn date(&self, query: &Query, unclear: &mut Vec<Unclear>) -> Option<Bounds> {
        let dates: Vec<&Property> = query.properties.iter().filter(|property| property.id == DATE).collect();
        let mut wrong = |why: String| unclear.push(Unclear::new(DATE, why));
        let mut bounds = None;
        for text in dates.iter().flat_map(|date| &date.values) {
            match time(text, self.schema.years()) {
                Ok(read) if bounds.is_none_or(|known| known == read.reach()) => bounds = Some(read.reach()),
                Ok(_) => wrong("one time is expected, not several".to_owned()),
                Err(why) => wrong(why),
            }
        }
        if dates.iter().any(|date| date.quantifier == super::Quantifier::None) {
            wrong("a search for a time without the name is not supported".to_owned());
        }
        bounds
    }

    /// The properties that a kind of entity has.
    fn known_properties<'q>(&self, query: &'q Query, unclear: &mut Vec<Unclear>) -> Vec<&'q Property> {
        let mut known = Vec::new();
        for property in query.properties.iter().filter(|property| property.id != DATE) {
            if self.kinds().any(|kind| self.schema.kind(kind).key(&property.id).is_some()) {
                known.push(property);
                continue;
            }
            let keys = self.kinds().flat_map(|kind| self.schema.kind(kind).keys.iter().map(|key| key.key.as_str()));
            let near = nearest(&property.id, keys.chain([DATE]));
            let why = format!("no kind of entity has such a property{}", did_you_mean(near));
            unclear.push(Unclear::new(&property.id, why));
        }
        known
    }

    fn all_of(&self, classes: &[ClassId]) -> Vec<Candidate> {
        let fits = |id: &EntityId| classes.iter().any(|class| self.schema.is_a(self.class(*id), *class));
        let all = self.registry.entities().map(|(id, _)| id).filter(fits);
        all.map(|id| Candidate::new(id, 0, false, Vec::new(), String::new())).collect()
    }

    /// Who has a name or identifier of the query, and who comes near; each once.
    fn named(&self, query: &Query, classes: &[ClassId], when: Option<&Bounds>) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        for class in classes {
            let mut more = Vec::new();
            query.names.iter().for_each(|name| self.by_name(name, *class, when, &mut more));
            query.ids.iter().for_each(|id| self.by_identifier(id, *class, when, &mut more));
            for one in more {
                match found.iter_mut().find(|known| known.id == one.id) {
                    Some(known) if (known.score, known.matches) >= (one.score, one.matches) => {}
                    Some(known) => *known = one,
                    None => found.push(one),
                }
            }
        }
        found
    }

    fn by_name(&self, name: &str, class: ClassId, when: Option<&Bounds>, found: &mut Vec<Candidate>) {
        let name = name.strip_prefix(self.base).unwrap_or(name);
        match self.registry.answer(self.schema, Asked { text: name, class, when }) {
            Answer::Found(id, how) => {
                let features = vec![Feature::new(how.word(), true)];
                found.push(Candidate::new(id, 100, true, features, how.words().to_owned()));
            }
            Answer::Missed(miss, candidates) => found.extend(candidates.into_iter().map(|one| {
                let features = vec![Feature::new("likeness", one.score), Feature::new(miss.word(), true)];
                Candidate::new(one.entity, one.score.min(UNPROVEN), false, features, one.reason)
            })),
        }
    }

    /// An identifier is one as it is written; a name in its place proves nothing.
    fn by_identifier(&self, id: &str, class: ClassId, when: Option<&Bounds>, found: &mut Vec<Candidate>) {
        let id = id.strip_prefix(self.base).unwrap_or(id);
        if let Answer::Found(entity, how) = self.registry.answer(self.schema, Asked { text: id, class, when }) {
            let mut candidate =
                Candidate::new(entity, 100, true, vec![Feature::new(how.word(), true)], how.words().to_owned());
            if how != How::Code {
                candidate.unproven(&Unclear::new("id", format!("`{id}` is not an identifier here")));
            }
            found.push(candidate);
        }
    }

    /// Weighs the properties of a candidate; says whether it remains one.
    fn weigh(&self, candidate: &mut Candidate, properties: &[&Property], alone: bool) -> bool {
        let mut agreeing = 0;
        let mut unclear = Vec::new();
        for property in properties {
            let held = self.compare(candidate.id, property);
            if property.required && held != Held::Agrees {
                return false;
            }
            match held {
                Held::Agrees => {
                    agreeing += 1;
                    candidate.features.push(Feature::new(&property.id, true));
                }
                Held::Differs => {
                    candidate.features.push(Feature::new(&property.id, false));
                    candidate.score = candidate.score.saturating_sub(CONFLICT);
                    candidate.matches = false;
                }
                Held::Untold => {}
                Held::Unclear(why) => unclear.push(Unclear::new(&property.id, why)),
            }
        }
        if alone {
            candidate.score = u8::try_from(100 * agreeing / properties.len().max(1)).unwrap_or(100);
            // A value that no two share proves the entity; another one only fits it.
            let proves = |property: &&Property| self.is_code(candidate.id, &property.id);
            candidate.matches = candidate.score == 100 && properties.iter().any(proves);
        }
        unclear.iter().for_each(|unclear| candidate.unproven(unclear));
        !alone || agreeing > 0
    }

    /// Where several match, the time that is asked for decides; else none is proven.
    fn only_one(&self, found: &mut [Candidate], when: Option<&Bounds>) {
        let matching: Vec<EntityId> = found.iter().filter(|one| one.matches).map(|one| one.id).collect();
        if matching.len() < 2 {
            return;
        }
        let meant = match when.map(|when| self.registry.choose(&matching, Some(when))) {
            Some(Found::One(id)) => Some(id),
            _ => None,
        };
        for candidate in found.iter_mut().filter(|candidate| Some(candidate.id) != meant) {
            candidate.matches = false;
            candidate.score = candidate.score.min(UNPROVEN);
        }
        found.sort_by(|a, b| (b.score, a.id).cmp(&(a.score, b.id)));
    }

    fn shown(&self, candidate: &Candidate, version: Version) -> Value {
        let feature = |feature: &Feature| {
            let value = match (version, feature.value.as_bool()) {
                (Version::V0_2, Some(truth)) => u8::from(truth).into(),
                _ => feature.value.clone(),
            };
            json!({ "id": feature.id, "name": feature.name, "value": value })
        };
        let mut told = self.entity(candidate.id);
        let unclear = candidate.features.iter().filter(|feature| feature.id.starts_with(UNCLEAR));
        let reasons: Vec<&str> = std::iter::once(candidate.reason.as_str())
            .filter(|reason| !reason.is_empty())
            .chain(unclear.map(|feature| feature.name.as_str()))
            .collect();
        if !reasons.is_empty() {
            told["description"] = format!("{}; {}", self.description(candidate.id), reasons.join("; ")).into();
        }
        told["score"] = candidate.score.into();
        told["match"] = candidate.matches.into();
        told["features"] = candidate.features.iter().map(feature).collect();
        told["type"] = json!([self.kind_shown(self.registry.entity(candidate.id).kind)]);
        told
    }
}

fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
