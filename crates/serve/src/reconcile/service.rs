//! Answers of the Entity Reconciliation API (<https://reconciliation-api.github.io/specs/>) from the registry.
//!
//! A candidate is a match only where a rule proves it: the name, code or identifier is its own ([`Registry::answer`]), and
//! no property contradicts. What is only alike comes with its score and the reason, which is never a match.

use serde_json::{Map, Value, json};

use super::query::Read;
use chancery_model::literal::within_template;
use chancery_model::registry::{EntityId, Found, Registry};
use chancery_model::schema::{ClassId, Key, KindId, Naming, Role, Schema, ValueType};
use chancery_model::source::Node;
use chancery_model::tame;
use chancery_model::vocab::chy;
use chancery_values::name::{normalise, normalise_prefix};

/// How many queries, or entities to extend, one batch may have.
pub const BATCH: usize = 1_000;

/// The property that says when the entity had the name.
pub(super) const DATE: &str = "date";

/// How many values of properties one question asks for at most: entities times properties, each pair once.
pub const PAIRS: usize = 10_000;

/// How many names, identifiers and values the queries of one batch have at most, all together.
pub const TERMS: usize = 20_000;

/// How many suggestions are given.
const SUGGESTIONS: usize = 20;

/// The version of the API that is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 0.2, the version of OpenRefine.
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

impl Service<'_> {
    /// What the service is and offers, at this address.
    #[must_use]
    pub fn manifest(&self, version: Version, root: &str) -> Value {
        let types: Vec<Value> = self.types().map(|(id, name)| json!({ "id": id, "name": name })).collect();
        let mut told = json!({
            "name": "Chancery: states, organisations and others that have dealings with one another",
            "identifierSpace": self.base,
            "schemaSpace": chy::NS,
            "documentation": "https://reconciliation-api.github.io/specs/",
            "serviceVersion": env!("CARGO_PKG_VERSION"),
            "defaultTypes": types,
            "batchSize": BATCH,
        });
        match version {
            Version::V0_2 => {
                let suggest = |what: &str| json!({ "service_url": root, "service_path": format!("/suggest/{what}") });
                told["versions"] = json!(["0.2"]);
                told["view"] = json!({ "url": format!("{root}/view?id={{{{id}}}}") });
                let preview = format!("{root}/preview?id={{{{id}}}}");
                told["preview"] = json!({ "url": preview, "width": 430, "height": 200 });
                told["suggest"] =
                    json!({ "entity": suggest("entity"), "property": suggest("property"), "type": suggest("type") });
                let propose = json!({ "service_url": root, "service_path": "/extend/propose" });
                told["extend"] = json!({ "propose_properties": propose, "property_settings": [] });
            }
            Version::V1_0 => {
                told["versions"] = json!(["1.0-draft"]);
                told["view"] = json!({ "url": format!("{root}/view?id={{id}}") });
                told["preview"] = json!({ "width": 430, "height": 200 });
                told["suggest"] = json!({ "entity": true, "property": true, "type": true });
                told["extend"] = json!({ "proposeProperties": true, "propertySettings": [] });
                told["standardizedScore"] = true.into();
            }
        }
        told
    }

    /// The answer to each query of a batch, as the text of a JSON object: its candidates, best first. Both cores work on a
    /// large one.
    ///
    /// # Errors
    /// When there are too many queries, or too much is asked in them.
    pub fn match_all(&self, queries: &[Read], version: Version) -> Result<Vec<String>, Refusal> {
        if queries.len() > BATCH {
            return Err(Refusal::TooMany { count: queries.len(), of: "queries in a batch", most: BATCH });
        }
        let terms = queries.iter().flatten().map(super::Query::size).sum();
        if terms > TERMS {
            return Err(Refusal::TooMany { count: terms, of: "names and values in a batch", most: TERMS });
        }
        let each = |queries: &[Read]| -> Vec<String> {
            queries.iter().map(|query| self.told(query, version).to_string()).collect()
        };
        if queries.len() < 32 {
            return Ok(each(queries));
        }
        let (first, second) = queries.split_at(queries.len() / 2);
        Ok(std::thread::scope(|scope| {
            let other = std::thread::Builder::new().spawn_scoped(scope, || each(second));
            let mut all = each(first);
            // Without a second thread, and where it broke off, the answers are made here.
            let rest = other.ok().and_then(|other| other.join().ok());
            all.extend(rest.unwrap_or_else(|| each(second)));
            all
        }))
    }

    /// What is answered to one query; a query that is wrong has no candidates, and gets the reason.
    fn told(&self, query: &Read, version: Version) -> Value {
        let name = match version {
            Version::V0_2 => "result",
            Version::V1_0 => "candidates",
        };
        match query {
            Ok(query) => json!({ name: self.candidates(query, version) }),
            Err(why) => json!({ name: [], "error": why }),
        }
    }

    pub(super) fn entity(&self, id: EntityId) -> Value {
        json!({ "id": self.identifier(id), "name": self.registry.entity(id).label, "description": self.description(id) })
    }

    pub(super) fn description(&self, id: EntityId) -> String {
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
        let mut known: Vec<(&str, &str)> = vec![(DATE, "when the entity had the name, in EDTF")];
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

    /// The values of properties of entities, as the text of a JSON object: as a tree, a large one takes twenty times as much
    /// memory.
    ///
    /// # Errors
    /// What is wrong with the question, for the client.
    pub fn extend(&self, asked: &[u8], version: Version) -> Result<String, Refusal> {
        let asked: Value =
            serde_json::from_slice(asked).map_err(|error| Refusal::Malformed(format!("this is not JSON: {error}")))?;
        let list = |key: &str| {
            let list = asked.get(key).and_then(Value::as_array);
            list.ok_or_else(|| Refusal::Malformed(format!("`{key}`, a list, is expected")))
        };
        let (asked_ids, properties) = (list("ids")?, list("properties")?);
        if asked_ids.len() > BATCH {
            return Err(Refusal::TooMany { count: asked_ids.len(), of: "entities at once", most: BATCH });
        }
        let mut ids: Vec<&str> = Vec::with_capacity(asked_ids.len());
        for id in asked_ids {
            ids.push(id.as_str().ok_or_else(|| Refusal::Malformed("`ids` are texts".to_owned()))?);
        }
        let mut keys: Vec<&str> = Vec::with_capacity(properties.len());
        for property in properties {
            let id = property.get("id").and_then(Value::as_str);
            keys.push(id.ok_or_else(|| Refusal::Malformed("each of `properties` has an `id`".to_owned()))?);
        }
        // Each pair is answered once, however often it is asked for.
        let (ids, keys) = (distinct(ids), distinct(keys));
        let pairs = ids.len().saturating_mul(keys.len());
        if pairs > PAIRS {
            let of = "values at once (entities times properties)";
            return Err(Refusal::TooMany { count: pairs, of, most: PAIRS });
        }
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
        let values = |entity: Option<EntityId>, key: &str| -> Value {
            let known = entity.and_then(|entity| Some((entity, self.key(entity, key)?)));
            let values = known.map(|(entity, key)| self.values(entity, key)).unwrap_or_default();
            let one = |(text, meant): (String, Option<EntityId>)| match meant {
                Some(meant) => json!({ "id": self.identifier(meant), "name": self.registry.entity(meant).label }),
                None => json!({ "str": text }),
            };
            values.into_iter().map(one).collect()
        };
        let row = |id: &&str| -> String {
            let entity = self.meant(id);
            match version {
                Version::V0_2 => {
                    let row: Map<String, Value> =
                        keys.iter().map(|key| ((*key).to_owned(), values(entity, key))).collect();
                    format!("{}:{}", Value::from(*id), Value::Object(row))
                }
                Version::V1_0 => {
                    let one = |key: &&str| json!({ "id": key, "values": values(entity, key) });
                    json!({ "id": id, "properties": keys.iter().map(one).collect::<Vec<_>>() }).to_string()
                }
            }
        };
        let (open, close) = match version {
            Version::V0_2 => ('{', '}'),
            Version::V1_0 => ('[', ']'),
        };
        let mut text = format!("{{\"meta\":{},\"rows\":{open}", Value::from(meta));
        for (at, id) in ids.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { "," });
            text.push_str(&row(id));
        }
        text.push(close);
        text.push('}');
        Ok(text)
    }

    /// The entity with this identifier, IRI or name; an identifier may be written as `chancery match` does,
    /// `state:belarus`.
    fn meant(&self, id: &str) -> Option<EntityId> {
        let long = self.schema.space.long(id);
        let id = long.as_deref().unwrap_or(id);
        let id = id.strip_prefix(self.base).unwrap_or(id);
        match self.registry.find(self.schema, id, self.schema.class_id(chy::ENTITY)?, None) {
            Found::One(entity) => Some(entity),
            _ => None,
        }
    }

    /// Where to read about what has this identifier: the address of an item elsewhere, or a page that is made here.
    #[must_use]
    pub fn view(&self, id: &str) -> Option<View> {
        let items = self.kinds().flat_map(|kind| &self.schema.kind(kind).keys).filter(|key| key.unique);
        // An identifier of another source leads there: it has a form of its own, which none of our identifiers has.
        let item = { items }.find_map(|key| match &key.value {
            ValueType::Iri { template: Some(template), pattern: Some(pattern) } => {
                let value = within_template(template, id);
                pattern.is_match(value).then(|| template.replace("{value}", value))
            }
            _ => None,
        });
        item.map(View::Elsewhere).or_else(|| self.preview(id).map(View::Page))
    }

    /// A small page on an entity, in HTML; nothing if no entity has this identifier.
    #[must_use]
    pub fn preview(&self, id: &str) -> Option<String> {
        let id = self.meant(id)?;
        let entity = self.registry.entity(id);
        let link = |iri: &str, text: &str| format!("<a href=\"{}\">{}</a>", tame::html(iri), tame::html(text));
        let iri = format!("{}{}", self.base, self.identifier(id));
        let mut rows = format!("<dt>IRI</dt><dd>{}</dd>", link(&iri, &iri));
        for key in &self.schema.kind(entity.kind).keys {
            let shown = |(text, _): (String, Option<EntityId>)| match &key.value {
                ValueType::Iri { template, .. } => {
                    let value = template.as_ref().map_or(text.as_str(), |template| within_template(template, &text));
                    let iri =
                        template.as_ref().map_or_else(|| text.clone(), |template| template.replace("{value}", value));
                    if iri.starts_with("http") { link(&iri, &text) } else { tame::html(&text) }
                }
                _ => tame::html(&text),
            };
            let texts: Vec<String> = self.values(id, key).into_iter().take(12).map(shown).collect();
            if !texts.is_empty() {
                rows.push_str(&format!("<dt>{}</dt><dd>{}</dd>", tame::html(&key.key), texts.join(", ")));
            }
        }
        let (label, what) = (tame::html(&entity.label), tame::html(&self.description(id)));
        Some(format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{label}</title></head>\
             <body><h1>{label}</h1><p>{what}</p><dl>{rows}</dl></body></html>"
        ))
    }

    /// What an entity is called here: what follows the base in its IRI.
    pub(super) fn identifier(&self, id: EntityId) -> String {
        let entity = self.registry.entity(id);
        format!("{}/{}", self.schema.kind(entity.kind).template.folder(), entity.id)
    }

    pub(super) fn class(&self, id: EntityId) -> ClassId {
        self.schema.kind(self.registry.entity(id).kind).class
    }

    pub(super) fn key(&self, id: EntityId, key: &str) -> Option<&Key> {
        self.schema.kind(self.registry.entity(id).kind).key(key).map(|(_, key)| key)
    }

    /// The values of a key, and the entities they mean.
    pub(super) fn values(&self, id: EntityId, key: &Key) -> Vec<(String, Option<EntityId>)> {
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
    pub(super) fn kinds(&self) -> impl Iterator<Item = KindId> {
        let kinds = self.schema.kinds().filter(|kind| kind.role == Role::Entity);
        kinds.filter_map(|kind| self.schema.kind_by_key(&kind.key))
    }

    pub(super) fn types(&self) -> impl Iterator<Item = (&str, &str)> {
        self.kinds().map(|kind| {
            let kind = self.schema.kind(kind);
            (kind.key.as_str(), self.schema.class(kind.class).label.as_str())
        })
    }

    pub(super) fn kind_shown(&self, kind: KindId) -> Value {
        let kind = self.schema.kind(kind);
        json!({ "id": kind.key, "name": self.schema.class(kind.class).label })
    }
}

/// Whether a key's values distinguish an entity from others: codes and identifiers.
pub(super) fn is_code(key: &Key) -> bool {
    key.unique || matches!(key.names, Naming::Code { .. })
}

/// Where to read about a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// At this address.
    Elsewhere(String),
    /// On this page.
    Page(String),
}

/// Why a question is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// What is wrong with it.
    Malformed(String),
    /// It asks for too much at once.
    TooMany {
        /// How much it asks for.
        count: usize,
        /// Of what.
        of: &'static str,
        /// How much there may be.
        most: usize,
    },
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(why) => f.write_str(why),
            Self::TooMany { count, of, most } => {
                write!(f, "{count} {of} are too many; the limit is {most} in one request")
            }
        }
    }
}

/// Each text once, in the order of their first places.
fn distinct(texts: Vec<&str>) -> Vec<&str> {
    let mut seen = std::collections::HashSet::with_capacity(texts.len());
    texts.into_iter().filter(|text| seen.insert(*text)).collect()
}

fn gather<'n>(node: &'n Node<'_>, texts: &mut Vec<&'n str>) {
    match (node.text(), node.items(), node.entries()) {
        (Some(text), ..) => texts.push(text.trim()),
        (_, Some(items), _) => items.iter().for_each(|item| gather(item, texts)),
        (.., Some(entries)) => entries.iter().for_each(|entry| gather(&entry.value, texts)),
        _ => {}
    }
}
