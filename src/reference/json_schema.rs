//! The JSON Schema of facts files: what an editor needs to complete keys and terms, and to mark what is wrong while one
//! writes.
//!
//! It is draft 07, which every editor reads; yaml-language-server reads later drafts only since 1.20, and nothing here
//! needs one. `markdownDescription`, `markdownEnumDescriptions` and `patternErrorMessage` are words of editors, which
//! validators pass over. Titles distinguish what is in an `anyOf`: yaml-language-server takes alternatives of one
//! title for one thing.
//!
//! The schema lets pass everything that the mapper takes; what it cannot know (names, ids, the calendar, counts of
//! facts) it lets pass too. A scalar is text, even where YAML reads another type, so numbers and truth values are taken
//! wherever their text may be. Two things are marked that the program passes over: a text `Null` or `NULL` without
//! quotation marks, and an `id` of a fact that is empty or no text.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::pattern;
use super::schema_part::{decision, described, one_or_list, or_name, placeholder, reference, scope, text};
use super::schema_value::{edtf, iri, limited, literal, quantity};
use super::terms::{Terms, defaults, local, unit};
use chancery_model::facts::COVERS;
use chancery_model::schema::{ClassId, ConceptId, Datatype, Key, Kind, Ontology, Role, Schema, ValueType};
use chancery_model::vocab::chy;
use chancery_values::name::with_article;

/// The JSON Schema (draft 07) of facts files, with every kind of the schema. `ontology` is what the schema was compiled
/// from; it says what terms mean.
#[must_use]
pub fn json_schema(schema: &Schema, ontology: &Ontology) -> Value {
    Maker::new(Terms { schema, ontology, defaults: &defaults(ontology) }, false).file()
}

/// Makes the parts of a schema, and the definitions that they refer to.
pub(super) struct Maker<'a> {
    terms: Terms<'a>,
    /// A text with `{column}` is allowed wherever a value is: this is for recipes.
    placeholders: bool,
    definitions: BTreeMap<String, Value>,
    /// The name of a definition by what it is made of.
    by_content: HashMap<String, String>,
}

impl<'a> Maker<'a> {
    /// A maker with no definitions yet; with `placeholders` values may come from a table.
    pub(super) fn new(terms: Terms<'a>, placeholders: bool) -> Self {
        Self { terms, placeholders, definitions: BTreeMap::new(), by_content: HashMap::new() }
    }

    /// All that was referred to, by name.
    pub(super) fn into_definitions(self) -> Map<String, Value> {
        self.definitions.into_iter().collect()
    }

    /// A value, or what means one in a recipe.
    fn or_placeholder(&self, value: Value) -> Value {
        if self.placeholders { json!({ "anyOf": [value, placeholder()] }) } else { value }
    }

    fn schema(&self) -> &'a Schema {
        self.terms.schema
    }

    pub(super) fn kinds(&self, role: Role) -> impl Iterator<Item = &'a Kind> {
        self.schema().kinds().filter(move |kind| kind.role == role)
    }

    /// A reference to a definition, which is made when it is first wanted. `content` distinguishes it from others of the same
    /// wanted name.
    pub(super) fn define(&mut self, wanted: &str, content: String, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if let Some(name) = self.by_content.get(&content) {
            return reference(name);
        }
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let stem: String = wanted.chars().map(plain).collect();
        let mut name = stem.clone();
        let mut count = 1;
        while self.definitions.contains_key(&name) {
            count += 1;
            name = format!("{stem}-{count}");
        }
        // The name is taken before what it means is made: kinds lead to one another.
        self.definitions.insert(name.clone(), Value::Null);
        self.by_content.insert(content, name.clone());
        let made = make(self);
        self.definitions.insert(name.clone(), made);
        reference(&name)
    }

    /// The whole file, or a line of JSON Lines, which may be a block by itself.
    fn file(&mut self) -> Value {
        let document = self.document();
        let entity = self.entity();
        let block = self.block();
        let keys = [
            ("document", document, "The source of the facts."),
            ("entities", self.list(&entity), "Entities that the registry does not have, each with its names."),
            ("additions", self.list(&self.addition()), "What is added to entities that are described elsewhere."),
            ("facts", self.list(&block), "The facts, in blocks: what one place of the document says, and how."),
            ("decisions", self.list(&decision()), "Which facts of several documents are about one thing."),
        ];
        let names: Vec<&str> = keys.iter().map(|(name, ..)| *name).collect();
        let required: Vec<Value> = names.iter().map(|name| json!({ "required": [name] })).collect();
        let allowed: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), json!(true))).collect();
        let mut properties = Map::new();
        for (name, value, words) in keys {
            properties.insert(name.to_owned(), described(value, words));
        }
        // Definitions come last: what a person looks for first is first.
        let definitions: Map<String, Value> = std::mem::take(&mut self.definitions).into_iter().collect();
        json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "facts",
            "description": "A facts file of Chancery: the document, its entities, and its facts. \
                            A line of JSON Lines is the same, or a block by itself.",
            "type": "object",
            "properties": properties,
            "if": { "anyOf": required },
            "then": { "properties": allowed, "additionalProperties": false },
            "else": block,
            "definitions": definitions,
        })
    }

    /// A list under a key of the file: one item may mean itself, and nothing for an empty list.
    fn list(&self, item: &Value) -> Value {
        json!({ "anyOf": [{ "title": "list", "type": "array", "items": item }, item, { "type": "null" }] })
    }

    pub(super) fn document(&mut self) -> Value {
        let Some(kind) = self.schema().document_kind().map(|id| self.schema().kind(id)) else { return json!(true) };
        let mut made = self.record(kind);
        if let Some(properties) = made.get_mut("properties").and_then(Value::as_object_mut) {
            let own = [
                (
                    "sentences",
                    "The file with the sentence table: the position of each sentence of the extract. The path is \
                               relative to the folder of this file.",
                    text(),
                ),
                ("extract digest", "SHA-256 of the extract, in hexadecimal.", text()),
                (
                    COVERS,
                    "What the document covers: facts of a kind, of these things, in this time.",
                    self.list(&scope(self.schema())),
                ),
            ];
            for (name, words, value) in own {
                properties.insert(name.to_owned(), described(value, words));
            }
        }
        made
    }

    /// An addition: an entity, keys of any kind of entity, and who decided.
    fn addition(&self) -> Value {
        let kinds = self.kinds(Role::Entity);
        let mut keys: Vec<&str> = kinds.flat_map(|kind| kind.keys.iter().map(|key| key.key.as_str())).collect();
        keys.extend(["to", "without", "decided by", "decided on", "evidence"]);
        keys.sort_unstable();
        keys.dedup();
        json!({
            "type": "object",
            "required": ["to"],
            "properties": {
                "to": described(json!({ "type": "string" }), "The entity: kind and id, as `state:belarus`, a name or a code."),
                "without": described(json!({ "type": "string" }), "The identifier that the entity does not have, by decision."),
                "decided by": described(json!({ "type": "string" }), "Who decided on the identifier."),
                "evidence": described(json!({ "type": "string" }), "The evidence for the decision."),
            },
            "propertyNames": { "enum": keys },
        })
    }

    /// An item of `entities`.
    fn entity(&mut self) -> Value {
        let kinds: Vec<&Kind> = self.kinds(Role::Entity).filter(|kind| kind.has_id()).collect();
        let mut properties = Map::new();
        for kind in kinds {
            let record = self.record_reference(kind);
            properties.insert(kind.key.clone(), described(one_or_list(&record, 0), &kind.help));
        }
        let made =
            json!({ "title": "entity", "type": "object", "properties": properties, "additionalProperties": false });
        self.define("entity", "entity".to_owned(), |_| described(made, "An entity: one kind with its keys."))
    }

    /// What is under the key of a kind of fact: a record, the id of a fact that is said again, or several.
    fn said(&mut self, kind: &'a Kind) -> Value {
        let record = self.record_reference(kind);
        let recipe = self.placeholders;
        self.define(&format!("said-{}", kind.key), format!("said {}", kind.key), |_| {
            if recipe {
                return described(one_or_list(&record, 1), &kind.help);
            }
            let again = text();
            let item = json!({ "anyOf": [record, again] });
            let list = json!({ "title": "list", "type": "array", "items": item });
            described(json!({ "anyOf": [record, again, list] }), &kind.help)
        })
    }

    fn block(&mut self) -> Value {
        let number = json!({ "anyOf": [
            { "type": "integer", "minimum": 1 },
            { "type": "string", "pattern": "^\\s*\\+?0*[1-9][0-9]*\\s*$", "patternErrorMessage": "A number is expected." },
        ] });
        let number = one_or_list(&number, 0);
        self.block_with([
            (
                "sentence",
                number.clone(),
                "The number of the sentence of the extract in which the facts are said; several as a list.",
            ),
            ("row", number, "The number of the row of the table; several as a list."),
        ])
    }

    /// A block, with keys that say for what it is said.
    pub(super) fn block_with<const N: usize>(&mut self, own: [(&str, Value, &str); N]) -> Value {
        self.define("block", "block".to_owned(), |maker| {
            let kinds: Vec<&Kind> = maker.kinds(Role::Fact).collect();
            let facts: Map<String, Value> = kinds.iter().map(|kind| (kind.key.clone(), maker.said(kind))).collect();
            let fact = json!({ "title": "fact", "type": "object", "properties": facts, "additionalProperties": false });
            let fact = maker.define("fact", "fact".to_owned(), |_| described(fact, "A fact: one kind with its keys."));
            let mut properties = Map::new();
            for (name, value, words) in own {
                properties.insert(name.to_owned(), described(value, words));
            }
            properties.insert("says".to_owned(), described(maker.list(&fact), "The facts that are said there."));
            for key in maker.schema().claim_kind().into_iter().flat_map(|kind| &kind.keys) {
                properties.insert(key.key.clone(), maker.key(key, false));
            }
            let others: Vec<Value> =
                properties.keys().filter(|key| *key != "says").map(|key| key.as_str().into()).collect();
            // What is said of the sentence itself can be all that a block says. A recipe has no sentences.
            let of_sentence = maker.schema().sentence_kind().filter(|_| !maker.placeholders);
            for key in of_sentence.into_iter().flat_map(|kind| &kind.keys) {
                properties.insert(key.key.clone(), maker.key(key, false));
            }
            // Claims come first: of a key and a kind with one name, the mapper takes the key.
            for kind in kinds {
                let said = maker.said(kind);
                properties.entry(kind.key.clone()).or_insert(said);
            }
            let made = json!({
                "title": "block",
                "type": "object",
                "properties": properties,
                "additionalProperties": false,
                "if": { "propertyNames": { "enum": others } },
                "then": { "required": ["says"] },
            });
            described(
                made,
                "A block: facts, where they are said, and how. Its facts are under `says`, or one \
                             kind is in the block itself.",
            )
        })
    }

    pub(super) fn record_reference(&mut self, kind: &'a Kind) -> Value {
        self.define(&format!("kind-{}", kind.key), format!("kind {}", kind.key), |maker| maker.record(kind))
    }

    /// The mapping of a kind's keys.
    fn record(&mut self, kind: &'a Kind) -> Value {
        let mut properties = Map::new();
        let product = kind.role == Role::Fact;
        let (id, words) = match kind.role {
            Role::Fact => (text(), "A name by which other facts of this file refer to this one."),
            _ => (
                json!({ "anyOf": [
                    { "type": "string", "pattern": "^\\s*[a-z0-9]+(?:-[a-z0-9]+)*\\s*$",
                      "patternErrorMessage": "An id is made of lower-case letters, digits and single hyphens." },
                    { "type": "integer", "minimum": 0 },
                ] }),
                "The last part of the IRI, of lower-case letters, digits and single hyphens; made from the name if it is \
                 left out.",
            ),
        };
        if kind.takes_id() {
            properties.insert("id".to_owned(), described(self.or_placeholder(id), words));
        }
        for key in &kind.keys {
            properties.insert(key.key.clone(), self.key(key, product));
        }
        let mut required: Vec<&str> = Vec::new();
        let mut groups: Vec<BTreeSet<&str>> = Vec::new();
        for key in kind.keys.iter().filter(|key| key.min > 0) {
            let same = kind.keys.iter().filter(|other| other.predicate == key.predicate);
            let names: BTreeSet<&str> = same.map(|other| other.key.as_str()).collect();
            match names.len() {
                1 => required.push(&key.key),
                _ if groups.contains(&names) => {}
                _ => groups.push(names),
            }
        }
        for group in &kind.one_of {
            let fitting = kind.keys.iter().filter(|key| group.contains(&key.predicate));
            groups.push(fitting.map(|key| key.key.as_str()).collect());
        }
        let mut made = json!({ "title": kind.key, "type": "object" });
        let mut words = kind.help.clone();
        if let Some(example) = &kind.example {
            words.push_str(&format!("\n\n```yaml\n{}: {example}\n```", kind.key));
        }
        made["description"] = kind.help.replace('`', "").into();
        made["markdownDescription"] = words.into();
        made["properties"] = properties.into();
        made["additionalProperties"] = false.into();
        if !required.is_empty() {
            // An entity that is stated elsewhere is referred to by its id alone.
            if kind.has_id() {
                let alone = json!({ "required": ["id"], "not": { "minProperties": 2 } });
                made["anyOf"] = json!([{ "required": required }, alone]);
            } else {
                made["required"] = required.into();
            }
        }
        if !groups.is_empty() {
            let any = |names: &BTreeSet<&str>| {
                let each: Vec<Value> = names.iter().map(|name| json!({ "required": [name] })).collect();
                json!({ "anyOf": each })
            };
            made["allOf"] = groups.iter().map(any).collect();
        }
        made
    }

    /// What may be under a key. `product`: a list under a key that takes one entity, fact or term means several facts.
    fn key(&mut self, key: &Key, product: bool) -> Value {
        // When a field is added to a key, decide here whether editors can check it. Those of the first line are used below;
        // the others are about entities, sentences or names, which a value does not show.
        #[rustfmt::skip]
        let Key {
            key: _, value: _, min: _, max: _, least: _, greatest: _, symmetric: _, help: _, predicate: _, inverse: _,
            order: _, unique: _, identifies: _, edge: _, unique_lang: _, names: _, content: _, asserts: _, fixed: _,
            exclusive: _, named_at: _, unfolds_to: _, within_life: _, states_life: _, in_sentence: _, words: _,
        } = key;
        let value = self.value(key);
        let value = self.or_placeholder(value);
        let thing = matches!(
            key.value,
            ValueType::Entity(_) | ValueType::Fact(_) | ValueType::Matter(_) | ValueType::Concept(_)
        );
        let mut list = json!({ "title": "list", "type": "array", "items": value, "minItems": 1 });
        let mut alone = true;
        if self.placeholders {
            // A column may hold a list, of any length.
        } else if key.max == Some(1) {
            // A list of one is that one.
            if !(product && thing) {
                list["maxItems"] = 1.into();
            }
        } else if !matches!(key.value, ValueType::Text { datatype: Datatype::LangString, .. }) {
            // In a mapping of languages, one value may be several.
            alone = key.min <= 1;
            list["minItems"] = key.min.max(1).into();
            if key.symmetric {
                list["uniqueItems"] = true.into();
                if let Some(max) = key.max {
                    list["maxItems"] = max.into();
                }
            }
        }
        let made = if alone { json!({ "anyOf": [value, list] }) } else { list };
        let mut words = key.help.clone();
        match (&key.value, key.max) {
            (_, max) if max != Some(1) => words.push_str(" Write several values as a list."),
            _ if product && thing => words.push_str(" A list gives one fact for each element."),
            _ => {}
        }
        if let ValueType::Quantity { default_unit: Some(unit), .. } = key.value {
            words.push_str(&format!(" The default unit is {}.", self.schema().concept(unit).label));
        }
        let mut made = described(made, words.trim());
        if let Some(default) = self.terms.default(key) {
            made["default"] = default.written().into();
        }
        // Many kinds have the same key.
        self.define(&format!("key-{}", key.key), made.to_string(), |_| made)
    }

    fn value(&mut self, key: &Key) -> Value {
        match &key.value {
            ValueType::Entity(class) => self.thing("entity", *class),
            ValueType::Fact(class) => self.thing("fact", *class),
            ValueType::Matter(class) => self.thing("matter", *class),
            ValueType::Time => self.time(),
            ValueType::Quantity { default_unit, units } => {
                let shown = default_unit.iter().chain(units).next().map(|unit| self.schema().concept(*unit));
                limited(quantity(default_unit.is_some(), shown.map_or("", unit)), key)
            }
            ValueType::Concept(list) => self.closed_list(key, list),
            ValueType::Text { datatype, pattern } => limited(literal(*datatype, pattern.as_deref()), key),
            ValueType::Iri { template, pattern } => iri(template.as_deref(), pattern.as_deref()),
        }
    }

    /// A name or an id, or a record of a fitting kind in place of it.
    fn thing(&mut self, what: &str, class: ClassId) -> Value {
        let wanted = self.schema().class(class);
        self.define(&format!("a-{}", local(&wanted.iri)), format!("{what} {}", wanted.iri), |maker| {
            let schema = maker.schema();
            let fitting: Vec<&Kind> =
                schema.kinds().filter(|kind| kind.role != Role::Part && schema.is_a(kind.class, class)).collect();
            let mut properties = Map::new();
            for kind in fitting {
                properties.insert(kind.key.clone(), or_name(kind, maker.record_reference(kind)));
            }
            let in_place = json!({
                "title": format!("{} in place", with_article(&wanted.label)),
                "type": "object",
                "properties": properties,
                "additionalProperties": false,
                "minProperties": 1,
                // With `maxProperties`, yaml-language-server offers no kinds.
                "not": { "minProperties": 2 },
            });
            json!({ "title": with_article(&wanted.label), "anyOf": [text(), in_place] })
        })
    }

    fn time(&mut self) -> Value {
        self.define("time", "time".to_owned(), |maker| {
            let (date, bound) = (edtf(true), maker.or_placeholder(edtf(false)));
            let mut properties = Map::new();
            let mut help = "";
            if let Some(kind) = maker.schema().time_kind() {
                help = &kind.help;
                for key in &kind.keys {
                    let is_words = maker.schema().space.predicate_iri(key.predicate) == chy::EXPRESSION;
                    let value = if is_words { text() } else { bound.clone() };
                    properties.insert(key.key.clone(), described(value, &key.help));
                }
            }
            let mapping = json!({
                "title": "bounds of a time",
                "type": "object",
                "properties": properties,
                "additionalProperties": false,
                "minProperties": 1,
            });
            json!({ "title": "time", "anyOf": [date, described(mapping, help)] })
        })
    }

    fn closed_list(&mut self, key: &Key, list: &[ConceptId]) -> Value {
        let scheme = self.terms.scheme_of(list);
        let wanted = match scheme {
            Some((iri, true)) => format!("list-{}", local(iri)),
            Some((iri, false)) => format!("list-{}-of-{}", local(iri), key.key),
            None => format!("list-{}", key.key),
        };
        let title = scheme.map_or_else(|| key.key.clone(), |(iri, _)| self.terms.scheme(iri).0);
        let content = list.iter().map(|id| format!(" {}", id.0)).collect::<String>();
        self.define(&wanted, content, |maker| {
            let concepts: Vec<_> = list.iter().map(|id| maker.schema().concept(*id)).collect();
            let written: Vec<&str> = concepts.iter().map(|concept| concept.written()).collect();
            let meanings: Vec<String> = concepts
                .iter()
                .map(|concept| {
                    let other = maker.terms.other_forms(concept);
                    let also = if other.is_empty() { String::new() } else { format!(" Also: {}.", other.join(", ")) };
                    format!("{}{also}", maker.terms.definition(concept))
                })
                .collect();
            let forms = maker.terms.forms(list);
            let shown = written.len().min(16);
            let more = if written.len() > shown { ", …" } else { "" };
            let wrong = format!("The terms are {}{more}.", written[..shown].join(", "));
            let mut any = vec![
                json!({ "enum": written, "enumDescriptions": meanings, "markdownEnumDescriptions": meanings,
                        "errorMessage": wrong }),
                json!({ "title": "another spelling", "type": "string", "pattern": pattern::spelled(&forms, &written),
                        "patternErrorMessage": wrong }),
            ];
            // A notation of digits is a number to YAML, and its leading zeros are lost.
            let numbers: BTreeSet<u64> = forms.iter().filter_map(|form| form.parse().ok()).collect();
            if !numbers.is_empty() {
                // Said the long way round, since editors would offer the numbers of an `enum` as terms.
                any.push(json!({ "title": "notation", "type": "integer", "not": { "not": { "enum": numbers } } }));
            }
            if forms.contains("true") || forms.contains("false") {
                any.push(json!({ "title": "notation", "type": "boolean" }));
            }
            json!({ "title": title, "anyOf": any })
        })
    }
}
