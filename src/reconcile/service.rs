//! Answers of the Entity Reconciliation API (<https://reconciliation-api.github.io/specs/>) from the registry.
//!
//! A candidate is a match only where a rule proves it: the name, code or identifier is its own ([`Registry::answer`]), and
//! no property contradicts. What is only alike comes with its score and the reason, which is never a match.

use serde_json::{Value, json};

use super::query::{Property, Quantifier, Query};
use crate::name::{normalise, normalise_prefix};
use crate::registry::{Answer, Asked, EntityId, Found, Registry};
use crate::schema::{ClassId, Key, KindId, Naming, Role, Schema, ValueType};
use crate::source::Node;
use crate::time::{Bounds, Edtf};
use crate::vocab::chy;

/// How many queries, or entities to extend, one batch may have.
pub const BATCH: usize = 1_000;

/// The property that says when the entity bore the name.
const DATE: &str = "date";

/// What a property that contradicts takes from a score.
const CONFLICT: u8 = 30;

/// How many suggestions are given.
const SUGGESTIONS: usize = 20;

/// The version of the API that is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 0.2, which OpenRefine speaks.
    V0_2,
    /// The draft of 1.0.
    V1_0,
}

/// Answers questions from a registry.
#[derive(Debug, Clone, Copy)]
pub struct Service<'a> {
    /// The kinds of entity.
    pub schema: &'a Schema,
    /// The entities.
    pub registry: &'a Registry,
    /// Where IRIs of entities begin; what follows is the identifier.
    pub base: &'a str,
}

/// An entity that may be meant.
struct Candidate {
    id: EntityId,
    score: u8,
    matches: bool,
    features: Vec<(String, Value)>,
    reason: String,
}

impl Service<'_> {
    /// What the service is and offers, at this address.
    #[must_use]
    pub fn manifest(&self, version: Version, root: &str) -> Value {
        let types: Vec<Value> = self.types().map(|(id, name)| json!({ "id": id, "name": name })).collect();
        let mut told = json!({
            "name": "Chancery: states, organisations and others that deal with one another",
            "identifierSpace": self.base,
            "schemaSpace": chy::NS,
            "documentation": "https://reconciliation-api.github.io/specs/",
            "serviceVersion": env!("CARGO_PKG_VERSION"),
            "defaultTypes": types,
        });
        match version {
            Version::V0_2 => {
                let suggest = |what: &str| json!({ "service_url": root, "service_path": format!("/suggest/{what}") });
                told["versions"] = json!(["0.2"]);
                told["view"] = json!({ "url": format!("{}{{{{id}}}}", self.base) });
                let preview = format!("{root}/preview?id={{{{id}}}}");
                told["preview"] = json!({ "url": preview, "width": 430, "height": 200 });
                told["suggest"] =
                    json!({ "entity": suggest("entity"), "property": suggest("property"), "type": suggest("type") });
                let propose = json!({ "service_url": root, "service_path": "/extend/propose" });
                told["extend"] = json!({ "propose_properties": propose, "property_settings": [] });
            }
            Version::V1_0 => {
                told["versions"] = json!(["1.0-draft"]);
                told["view"] = json!({ "url": format!("{}{{+id}}", self.base) });
                told["preview"] = json!({ "width": 430, "height": 200 });
                told["suggest"] = json!({ "entity": true, "property": true, "type": true });
                told["extend"] = json!({ "proposeProperties": true, "propertySettings": [] });
                told["standardizedScore"] = true.into();
                told["batchSize"] = BATCH.into();
            }
        }
        told
    }

    /// The candidates for each query of a batch, best first. Both cores work on a large one.
    #[must_use]
    pub fn match_all(&self, queries: &[Query], version: Version) -> Vec<Value> {
        let each = |queries: &[Query]| -> Vec<Value> {
            queries.iter().map(|query| Value::Array(self.candidates(query, version))).collect()
        };
        if queries.len() < 32 {
            return each(queries);
        }
        let (first, second) = queries.split_at(queries.len() / 2);
        std::thread::scope(|scope| {
            let other = scope.spawn(|| each(second));
            let mut all = each(first);
            all.extend(other.join().expect("an answer is given, not a panic"));
            all
        })
    }

    fn candidates(&self, query: &Query, version: Version) -> Vec<Value> {
        let Some(classes) = self.classes(&query.types) else { return Vec::new() };
        let date = query.properties.iter().find(|property| property.id == DATE);
        let time = date.and_then(|date| Edtf::parse(date.values.first()?.trim()).ok());
        let bounds = time.as_ref().map(Edtf::bounds);
        let mut found: Vec<Candidate> = Vec::new();
        let every = if query.every_type { classes.clone() } else { Vec::new() };
        for class in classes {
            let mut more = Vec::new();
            for name in query.names.iter().chain(&query.ids) {
                self.by_name(name, class, bounds.as_ref(), &mut more);
            }
            if query.names.is_empty() && query.ids.is_empty() {
                let named =
                    |id| Candidate { id, score: 0, matches: false, features: Vec::new(), reason: String::new() };
                let of_class = |id: &EntityId| self.schema.is_a(self.class(*id), class);
                more.extend(self.registry.entities().map(|(id, _)| id).filter(of_class).map(named));
            }
            for one in more {
                match found.iter_mut().find(|known| known.id == one.id) {
                    Some(known) if known.score >= one.score => {}
                    Some(known) => *known = one,
                    None => found.push(one),
                }
            }
        }
        let properties: Vec<&Property> = query.properties.iter().filter(|property| property.id != DATE).collect();
        let by_properties_alone = query.names.is_empty() && query.ids.is_empty();
        found.retain(|candidate| every.iter().all(|class| self.schema.is_a(self.class(candidate.id), *class)));
        found.retain_mut(|candidate| self.weigh(candidate, &properties, by_properties_alone));
        found.sort_by(|a, b| (b.score, a.id).cmp(&(a.score, b.id)));
        // Where several match, none is proven.
        if found.iter().filter(|candidate| candidate.matches).count() > 1 {
            found.iter_mut().for_each(|candidate| candidate.matches = false);
        }
        found.truncate(query.limit);
        found.iter().map(|candidate| self.shown(candidate, version)).collect()
    }

    /// Who bears a name, code or identifier, and who comes near.
    fn by_name(&self, name: &str, class: ClassId, when: Option<&Bounds>, found: &mut Vec<Candidate>) {
        let name = name.strip_prefix(self.base).unwrap_or(name);
        match self.registry.answer(self.schema, Asked { text: name, class, when }) {
            Answer::Found(id, how) => found.push(Candidate {
                id,
                score: 100,
                matches: true,
                features: vec![(how.word().to_owned(), true.into())],
                reason: how.words().to_owned(),
            }),
            Answer::Missed(miss, candidates) => found.extend(candidates.into_iter().map(|one| Candidate {
                id: one.entity,
                // A full score is for what is proven.
                score: one.score.min(99),
                matches: false,
                features: vec![("likeness".to_owned(), one.score.into()), (miss.word().to_owned(), true.into())],
                reason: one.reason,
            })),
        }
    }

    /// Weighs the properties of a candidate; says whether it remains one.
    fn weigh(&self, candidate: &mut Candidate, properties: &[&Property], alone: bool) -> bool {
        let mut agreeing = 0;
        for property in properties {
            let state = self.compare(candidate.id, property);
            if state != Some(true) && property.required {
                return false;
            }
            agreeing += usize::from(state == Some(true));
            if let Some(agrees) = state {
                candidate.features.push((property.id.clone(), agrees.into()));
                if !agrees {
                    candidate.score = candidate.score.saturating_sub(CONFLICT);
                    candidate.matches = false;
                }
            }
        }
        if alone {
            candidate.score = u8::try_from(100 * agreeing / properties.len().max(1)).unwrap_or(100);
            // A value that no two share proves the entity; another one only fits it.
            let proves = |property: &&&Property| self.key(candidate.id, &property.id).is_some_and(is_code);
            candidate.matches = candidate.score == 100 && properties.iter().any(|property| proves(&property));
            return agreeing > 0;
        }
        true
    }

    /// Whether an entity has the values of a property; nothing where it tells none.
    #[must_use]
    pub fn compare(&self, id: EntityId, property: &Property) -> Option<bool> {
        let key = self.key(id, &property.id)?;
        // A code is one as it is written, and no other.
        let form = |text: &str| if is_code(key) { text.trim().to_owned() } else { normalise(text) };
        let mut known: Vec<String> = Vec::new();
        for (text, entity) in self.values(id, key) {
            known.push(form(&text));
            if let Some(entity) = entity {
                known.push(normalise(&self.identifier(entity)));
                known.extend(self.registry.identifier(self.schema, entity).map(normalise));
            }
        }
        if known.is_empty() {
            return None;
        }
        let has = |value: &String| {
            let value = value.strip_prefix(self.base).unwrap_or(value);
            let mut wanted = vec![form(value)];
            if let ValueType::Entity(class) = &key.value
                && let Found::One(meant) = self.registry.find(self.schema, value, *class, None)
            {
                wanted.push(normalise(&self.identifier(meant)));
            }
            wanted.iter().any(|wanted| known.contains(wanted))
        };
        Some(match property.quantifier {
            Quantifier::Any => property.values.iter().any(has),
            Quantifier::All => property.values.iter().all(has),
            Quantifier::None => !property.values.iter().any(has),
        })
    }

    fn shown(&self, candidate: &Candidate, version: Version) -> Value {
        let features: Vec<Value> = candidate
            .features
            .iter()
            .map(|(id, value)| match version {
                Version::V0_2 => json!({ "id": id, "value": if value.is_boolean() { u8::from(*value == true).into() } else { value.clone() } }),
                Version::V1_0 => json!({ "id": id, "name": id, "value": value }),
            })
            .collect();
        let mut told = self.entity(candidate.id);
        if !candidate.reason.is_empty() {
            told["description"] = format!("{}; {}", self.description(candidate.id), candidate.reason).into();
        }
        told["score"] = candidate.score.into();
        told["match"] = candidate.matches.into();
        told["features"] = features.into();
        told["type"] = json!([self.kind_shown(self.registry.entity(candidate.id).kind)]);
        told
    }

    fn entity(&self, id: EntityId) -> Value {
        json!({ "id": self.identifier(id), "name": self.registry.entity(id).label, "description": self.description(id) })
    }

    fn description(&self, id: EntityId) -> String {
        let kind = &self.schema.kind(self.registry.entity(id).kind).key;
        match self.registry.identifier(self.schema, id) {
            Some(item) => format!("{kind}, {item}"),
            None => kind.clone(),
        }
    }

    /// Entities whose names begin so.
    #[must_use]
    pub fn suggest_entities(&self, prefix: &str, offset: usize) -> Value {
        let found = self.registry.beginning(prefix, offset.saturating_add(SUGGESTIONS));
        let one = |id: &EntityId| {
            let mut told = self.entity(*id);
            told["notable"] = json!([self.kind_shown(self.registry.entity(*id).kind)]);
            told
        };
        json!({ "result": found.iter().skip(offset).map(one).collect::<Vec<_>>() })
    }

    /// Types whose names begin so.
    #[must_use]
    pub fn suggest_types(&self, prefix: &str, offset: usize) -> Value {
        let prefix = normalise_prefix(prefix);
        let fitting = self
            .types()
            .filter(|(id, name)| normalise(id).starts_with(&prefix) || normalise(name).starts_with(&prefix));
        let told: Vec<Value> =
            fitting.skip(offset).take(SUGGESTIONS).map(|(id, name)| json!({ "id": id, "name": name })).collect();
        json!({ "result": told })
    }

    /// Properties whose names begin so.
    #[must_use]
    pub fn suggest_properties(&self, prefix: &str, offset: usize) -> Value {
        let prefix = normalise_prefix(prefix);
        let mut known: Vec<(&str, &str)> = vec![(DATE, "when the entity bore the name, in EDTF")];
        for key in self.kinds().flat_map(|kind| &self.schema.kind(kind).keys) {
            if !known.iter().any(|(id, _)| *id == key.key) {
                known.push((&key.key, &key.help));
            }
        }
        let fitting = known.into_iter().filter(|(id, _)| normalise(id).starts_with(&prefix));
        let told: Vec<Value> = fitting
            .skip(offset)
            .take(SUGGESTIONS)
            .map(|(id, help)| json!({ "id": id, "name": id, "description": help }))
            .collect();
        json!({ "result": told })
    }

    /// The properties by which entities of a type can be extended.
    #[must_use]
    pub fn propose(&self, kind: &str, limit: Option<usize>) -> Value {
        let keys: Vec<&Key> =
            self.schema.kind_by_key(kind).map(|kind| self.schema.kind(kind).keys.iter().collect()).unwrap_or_default();
        let limit = limit.unwrap_or(keys.len());
        let properties: Vec<Value> =
            keys.iter().take(limit).map(|key| json!({ "id": key.key, "name": key.key })).collect();
        json!({ "type": kind, "limit": limit, "properties": properties })
    }

    /// The values of properties of entities.
    ///
    /// # Errors
    /// What is wrong with the question, for the client.
    pub fn extend(&self, asked: &[u8], version: Version) -> Result<Value, Refusal> {
        let asked: Value =
            serde_json::from_slice(asked).map_err(|error| Refusal::Malformed(format!("this is no JSON: {error}")))?;
        let list = |key: &str| {
            let list = asked.get(key).and_then(Value::as_array);
            list.ok_or_else(|| Refusal::Malformed(format!("`{key}`, a list, is expected")))
        };
        let (ids, properties) = (list("ids")?, list("properties")?);
        if ids.len() > BATCH {
            return Err(Refusal::TooMany(ids.len()));
        }
        let id_of = |property: &Value| property.get("id").and_then(Value::as_str).map(ToOwned::to_owned);
        let Some(keys) = properties.iter().map(id_of).collect::<Option<Vec<String>>>() else {
            return Err(Refusal::Malformed("each of `properties` has an `id`".to_owned()));
        };
        let meta: Vec<Value> = keys
            .iter()
            .map(|id| {
                let mut told = json!({ "id": id, "name": id });
                let key = self.kinds().find_map(|kind| self.schema.kind(kind).key(id).map(|(_, key)| key));
                if let Some(Key { value: ValueType::Entity(class), .. }) = key {
                    let kind = self.kinds().find(|kind| self.schema.kind(*kind).class == *class);
                    told["type"] = kind.map_or_else(
                        || json!({ "id": self.schema.class(*class).label, "name": self.schema.class(*class).label }),
                        |kind| self.kind_shown(kind),
                    );
                }
                told
            })
            .collect();
        let class = self.schema.class_id(chy::ENTITY);
        let mut rows = Vec::new();
        for id in ids {
            let id = id.as_str().ok_or_else(|| Refusal::Malformed("`ids` are texts".to_owned()))?;
            let entity = class.and_then(|class| match self.registry.find(self.schema, id, class, None) {
                Found::One(entity) => Some(entity),
                _ => None,
            });
            let values = |key: &String| -> Vec<Value> {
                let Some(entity) = entity else { return Vec::new() };
                let Some(key) = self.key(entity, key) else { return Vec::new() };
                self.values(entity, key)
                    .into_iter()
                    .map(|(text, meant)| match meant {
                        Some(meant) => {
                            json!({ "id": self.identifier(meant), "name": self.registry.entity(meant).label })
                        }
                        None => json!({ "str": text }),
                    })
                    .collect()
            };
            rows.push((id, keys.iter().map(|key| (key, values(key))).collect::<Vec<_>>()));
        }
        let rows = match version {
            Version::V0_2 => {
                let row = |values: Vec<(&String, Vec<Value>)>| -> Value {
                    Value::Object(values.into_iter().map(|(key, values)| (key.clone(), values.into())).collect())
                };
                Value::Object(rows.into_iter().map(|(id, values)| (id.to_owned(), row(values))).collect())
            }
            Version::V1_0 => {
                let property = |(key, values): (&String, Vec<Value>)| json!({ "id": key, "values": values });
                rows.into_iter()
                    .map(|(id, values)| json!({ "id": id, "properties": values.into_iter().map(property).collect::<Vec<_>>() }))
                    .collect()
            }
        };
        Ok(json!({ "meta": meta, "rows": rows }))
    }

    /// A small page on an entity, in HTML; nothing where there is none of this identifier.
    #[must_use]
    pub fn preview(&self, id: &str) -> Option<String> {
        let class = self.schema.class_id(chy::ENTITY)?;
        let Found::One(id) = self.registry.find(self.schema, id, class, None) else { return None };
        let escaped =
            |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let entity = self.registry.entity(id);
        let mut rows = String::new();
        for key in &self.schema.kind(entity.kind).keys {
            let texts: Vec<String> =
                self.values(id, key).into_iter().take(12).map(|(text, _)| escaped(&text)).collect();
            if !texts.is_empty() {
                rows.push_str(&format!("<dt>{}</dt><dd>{}</dd>", escaped(&key.key), texts.join(", ")));
            }
        }
        let (label, what) = (escaped(&entity.label), escaped(&self.description(id)));
        Some(format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{label}</title></head>\
             <body><h1>{label}</h1><p>{what}</p><dl>{rows}</dl></body></html>"
        ))
    }

    /// What an entity is called here: what follows the base in its IRI.
    fn identifier(&self, id: EntityId) -> String {
        let entity = self.registry.entity(id);
        format!("{}/{}", self.schema.kind(entity.kind).template.folder(), entity.id)
    }

    fn class(&self, id: EntityId) -> ClassId {
        self.schema.kind(self.registry.entity(id).kind).class
    }

    fn key(&self, id: EntityId, key: &str) -> Option<&Key> {
        self.schema.kind(self.registry.entity(id).kind).key(key).map(|(_, key)| key)
    }

    /// The values of a key, and the entities they mean.
    fn values(&self, id: EntityId, key: &Key) -> Vec<(String, Option<EntityId>)> {
        let mut texts: Vec<&str> = Vec::new();
        self.registry.entity(id).values(&key.key).for_each(|node| gather(node, &mut texts));
        let meant = |text: &str| match &key.value {
            ValueType::Entity(class) => match self.registry.find(self.schema, text, *class, None) {
                Found::One(id) => Some(id),
                _ => None,
            },
            _ => None,
        };
        texts.into_iter().map(|text| (text.to_owned(), meant(text))).collect()
    }

    /// The kinds of entity.
    fn kinds(&self) -> impl Iterator<Item = KindId> {
        let kinds = self.schema.kinds().filter(|kind| kind.role == Role::Entity);
        kinds.filter_map(|kind| self.schema.kind_by_key(&kind.key))
    }

    fn types(&self) -> impl Iterator<Item = (&str, &str)> {
        self.kinds().map(|kind| {
            let kind = self.schema.kind(kind);
            (kind.key.as_str(), self.schema.class(kind.class).label.as_str())
        })
    }

    fn kind_shown(&self, kind: KindId) -> Value {
        let kind = self.schema.kind(kind);
        json!({ "id": kind.key, "name": self.schema.class(kind.class).label })
    }

    /// The classes that types mean; all entities where none is asked for, nothing where none is known.
    fn classes(&self, types: &[String]) -> Option<Vec<ClassId>> {
        if types.is_empty() {
            return Some(vec![self.schema.class_id(chy::ENTITY)?]);
        }
        let class = |one: &String| {
            let kind = self.schema.kind_by_key(one).map(|kind| self.schema.kind(kind).class);
            kind.or_else(|| self.schema.class_labelled(one)).or_else(|| self.schema.class_id(one))
        };
        let classes: Vec<ClassId> = types.iter().filter_map(class).collect();
        (!classes.is_empty()).then_some(classes)
    }
}

/// Whether a key's values tell an entity from others: codes and identifiers.
fn is_code(key: &Key) -> bool {
    key.unique || matches!(key.names, Naming::Code { .. })
}

/// Why a question is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// What is wrong with it.
    Malformed(String),
    /// More than [`BATCH`] at once.
    TooMany(usize),
}

fn gather<'n>(node: &'n Node<'_>, texts: &mut Vec<&'n str>) {
    match (node.text(), node.items(), node.entries()) {
        (Some(text), ..) => texts.push(text.trim()),
        (_, Some(items), _) => items.iter().for_each(|item| gather(item, texts)),
        (.., Some(entries)) => entries.iter().for_each(|entry| gather(&entry.value, texts)),
        _ => {}
    }
}
