//! JSON-LD 1.1: a context made from the schema, then one subject a line.
//!
//! A predicate's key is its local name (`during`) where no other predicate has the same and no prefix is called so,
//! else its prefixed name (`chy:standing`): JSON-LD has one table for both, and the prefixes are those of every other
//! format. Values that are always entities or dates by the schema are plain strings, by coercion in the context. A
//! value that is something else is written in full (`{"@value": …}`), so the context can be wrong about a
//! predicate and the graph is still right.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::sink::Sink;
use super::terms::{check_iri_part, check_language, invalid, is_term, scheme};
use super::used::{Used, prefix_of};
use super::{Format, Graphs, Writer, no_triple_terms};
use crate::{Description, Object};
use chancery_model::facts::GraphId;
use chancery_model::literal::Typed;
use chancery_model::schema::{Datatype, Iri, PredId, Schema, ValueType};
use chancery_model::vocab::{chy, dataset_terms as d, std_terms as t};

/// The context of everything the schema can say, as a document of its own: `{"@context": {…}}`.
#[must_use]
pub fn context(schema: &Schema) -> Value {
    let terms = Terms::new(schema, &Used::everything(schema));
    json!({ "@context": terms.context })
}

/// What the context makes of a predicate's plain values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coercion {
    None,
    /// A string is an IRI.
    Iri,
    /// A string is of this datatype.
    Datatype(Typed),
}

impl Coercion {
    fn of(value: &ValueType) -> Self {
        match value {
            ValueType::Entity(_)
            | ValueType::Fact(_)
            | ValueType::Matter(_)
            | ValueType::Time
            | ValueType::Quantity { .. }
            | ValueType::Concept(_)
            | ValueType::Iri { .. } => Self::Iri,
            ValueType::Text { datatype, .. } => match datatype {
                Datatype::Date => Self::Datatype(Typed::Date),
                Datatype::Decimal => Self::Datatype(Typed::Decimal),
                // JSON has these by itself.
                Datatype::String | Datatype::LangString | Datatype::Integer | Datatype::Boolean => Self::None,
            },
        }
    }

    /// What no shape says, since the program writes it by itself.
    fn of_machine(predicate: &str) -> Self {
        match predicate {
            chy::STANDING
            | chy::SUPPORTS
            | chy::DENIES
            | chy::EVIDENCE
            | chy::COMPARATOR
            | t::QUDT_UNIT
            | t::OA_HAS_SOURCE
            | t::OA_HAS_SELECTOR
            | t::PROV_WAS_DERIVED_FROM
            | t::SKOS_IN_SCHEME
            | t::SKOS_BROADER
            | t::DCTERMS_SOURCE
            | t::WIKIBASE_RANK
            | d::DCTERMS_LICENSE
            | d::DCTERMS_CONFORMS_TO
            | d::VOID_VOCABULARY
            | d::VOID_CLASS
            | d::VOID_CLASS_PARTITION
            | d::VOID_SUBSET
            | d::VOID_LINK_PREDICATE
            | d::VOID_SUBJECTS_TARGET
            | d::VOID_OBJECTS_TARGET
            | d::DCAT_DISTRIBUTION
            | d::DCAT_MEDIA_TYPE
            | d::DCTERMS_TEMPORAL
            | chy::AFFAIR
            | chy::ABSORBED_BY
            | chy::RESTS_ON
            | chy::PHASE_OF
            | chy::IMPLIED_BY
            | chy::BOUNDED_BY
            | chy::MAYBE_SAME_AS
            | chy::DISAGREES_IN
            | chy::BETWEEN_FACTS
            | chy::SILENT_DOCUMENT
            | chy::OVER
            | chy::OVER_KEY
            | chy::JOINS
            | chy::SEPARATES
            | chy::DECIDED_IN
            | chy::COVERS
            | chy::OF_KIND
            | chy::LIMIT
            | chy::ON_PROPERTY
            | chy::LIMITED_TO
            | chy::HAVING => Self::Iri,
            chy::BEGIN_EARLIEST
            | chy::BEGIN_LATEST
            | chy::END_EARLIEST
            | chy::END_LATEST
            | chy::CERTAIN_ON
            | chy::AS_OF
            | chy::DECIDED_ON
            | chy::ONGOING_ON
            | d::DCAT_START
            | d::DCAT_END
            | chy::POSSIBLE_ON
            | d::DCTERMS_ISSUED => Self::Datatype(Typed::Date),
            chy::AS_READ => Self::Datatype(Typed::Json),
            t::QUDT_NUMERIC_VALUE => Self::Datatype(Typed::Decimal),
            t::OA_START | t::OA_END => Self::Datatype(Typed::NonNegativeInteger),
            _ => Self::None,
        }
    }

    /// One for each predicate of the schema; none where two kinds of record do not agree.
    fn all(schema: &Schema) -> Vec<Self> {
        let mut said: HashMap<PredId, Self> = HashMap::new();
        for key in schema.kinds().flat_map(|kind| &kind.keys) {
            // Written the other way round, the object is the record itself.
            let this = if key.inverse { Self::Iri } else { Self::of(&key.value) };
            said.entry(key.predicate)
                .and_modify(|other| {
                    if *other != this {
                        *other = Self::None;
                    }
                })
                .or_insert(this);
        }
        let of = |iri| {
            let by_key = schema.space.predicate(iri).and_then(|id| said.get(&id).copied());
            by_key.unwrap_or_else(|| Self::of_machine(iri))
        };
        schema.space.predicates().map(of).collect()
    }
}

/// How things are called in one file.
struct Terms {
    /// The prefix of each namespace that has one here.
    prefixes: Vec<Option<String>>,
    /// The prefixes by name; a scheme that is also one of these would be read as the prefix.
    taken: BTreeSet<String>,
    predicates: Vec<Predicate>,
    /// Names of datatypes, as JSON.
    datatypes: [String; Typed::ALL.len()],
    context: Map<String, Value>,
}

struct Predicate {
    /// As JSON, with its colon.
    key: String,
    coercion: Coercion,
    is_type: bool,
}

impl Terms {
    fn new(schema: &Schema, used: &Used) -> Self {
        let prefixes = prefixes(schema, used);
        let taken = prefixes.iter().flatten().cloned().collect();
        let mut terms =
            Self { prefixes, taken, predicates: Vec::new(), datatypes: Default::default(), context: Map::new() };
        for datatype in Typed::ALL {
            terms.datatypes[datatype as usize] = Value::from(terms.compact(schema, datatype.iri())).to_string();
        }
        terms.context.insert("@version".to_owned(), json!(1.1));
        let by_name: BTreeMap<&str, &str> = terms
            .prefixes
            .iter()
            .zip(schema.space.namespaces())
            .filter_map(|(prefix, namespace)| Some((prefix.as_deref()?, namespace.iri.as_str())))
            .collect();
        for (prefix, iri) in by_name {
            terms.context.insert(prefix.to_owned(), Value::from(iri));
        }
        terms.name_predicates(schema, used);
        terms
    }

    /// Finds a key for each predicate and puts those in use into the context, sorted.
    fn name_predicates(&mut self, schema: &Schema, used: &Used) {
        let mut bearers: HashMap<&str, u32> = HashMap::new();
        for predicate in schema.space.predicates() {
            *bearers.entry(last_part(predicate)).or_default() += 1;
        }
        // A name stays free for the prefix even where this file has no use for the prefix, so that keys do not change.
        let prefixes: BTreeSet<&str> = schema.space.namespaces().map(|namespace| namespace.prefix.as_str()).collect();
        let mut defined: BTreeMap<String, Value> = BTreeMap::new();
        let coercions = Coercion::all(schema);
        for (index, (predicate, coercion)) in schema.space.predicates().zip(coercions).enumerate() {
            let is_type = predicate == t::RDF_TYPE;
            let local = last_part(predicate);
            let compact = self.compact(schema, predicate);
            let alone = !is_type && is_plain(local) && bearers.get(local) == Some(&1) && !prefixes.contains(local);
            let key = if alone { local.to_owned() } else { compact.clone() };
            let coerced = match coercion {
                _ if is_type => None,
                Coercion::None => None,
                Coercion::Iri => Some("@id".to_owned()),
                Coercion::Datatype(datatype) => Some(self.compact(schema, datatype.iri())),
            };
            if used.predicate(index) {
                match coerced {
                    Some(coerced) => drop(defined.insert(key.clone(), json!({"@id": compact, "@type": coerced}))),
                    None if alone => drop(defined.insert(key.clone(), Value::from(compact))),
                    None => {}
                }
            }
            self.predicates.push(Predicate { key: format!("{}:", Value::from(key)), coercion, is_type });
        }
        self.context.extend(defined);
    }

    /// The prefixed name of an IRI of the schema, or the whole.
    fn compact(&self, schema: &Schema, iri: &str) -> String {
        let (ns, local) = schema.space.split(iri);
        match self.prefixes.get(usize::from(ns.0)) {
            Some(Some(prefix)) if can_be_prefixed(local) => format!("{prefix}:{local}"),
            _ => iri.to_owned(),
        }
    }
}

/// What may be after a prefix: `//` there would make it a scheme, and nothing there is not understood by all.
fn can_be_prefixed(local: &str) -> bool {
    !local.is_empty() && !local.starts_with("//")
}

/// The prefix of each namespace in use; none that is also the scheme of an IRI that must be written whole.
fn prefixes(schema: &Schema, used: &Used) -> Vec<Option<String>> {
    let space = &schema.space;
    let whole: BTreeSet<&str> = space
        .namespaces()
        .map(|namespace| namespace.iri.as_str())
        .chain(space.predicates())
        .filter_map(|iri| iri.split_once(':').filter(|(_, rest)| !rest.starts_with("//")))
        .map(|(scheme, _)| scheme)
        .collect();
    let usable = |(index, namespace): (usize, &chancery_model::schema::Namespace)| {
        let prefix = prefix_of(schema, index)?;
        // JSON-LD takes only such an IRI for a prefix's without being stated.
        let ends = namespace.iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
        let fine = ends && used.namespace(index) && !whole.contains(prefix) && !used.scheme(prefix);
        fine.then(|| prefix.to_owned())
    };
    space.namespaces().enumerate().map(usable).collect()
}

/// What follows the last `#` or `/` of an IRI.
fn last_part(iri: &str) -> &str {
    iri.rfind(['#', '/']).map_or(iri, |at| &iri[at + 1..])
}

/// Whether a name can be a key by itself.
fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

pub(super) struct JsonLd<'a> {
    schema: &'a Schema,
    graphs: Graphs<'a>,
    sink: Sink<'a>,
    terms: Terms,
    open: GraphId,
    /// Whether an object is before in the open array, and in the outer one.
    comma: bool,
}

impl<'a> JsonLd<'a> {
    pub fn new(schema: &'a Schema, graphs: Graphs<'a>, used: &Used, out: &'a mut dyn Write) -> io::Result<Self> {
        let (mut sink, terms) = (Sink::new(out), Terms::new(schema, used));
        sink.buffer.extend_from_slice(b"{\"@context\":");
        serde_json::to_writer_pretty(&mut sink.buffer, &terms.context)?;
        sink.buffer.extend_from_slice(b",\"@graph\":[");
        Ok(Self { schema, graphs, sink, terms, open: GraphId::DEFAULT, comma: false })
    }

    /// Begins the next object of an array on a line of its own.
    fn next(&mut self) {
        self.sink.buffer.extend_from_slice(if self.comma { b",\n" } else { b"\n" });
        self.comma = true;
    }

    /// Closes the graph that is open and opens this one.
    fn turn_to(&mut self, graph: GraphId) -> io::Result<()> {
        if graph == self.open {
            return Ok(());
        }
        if self.open != GraphId::DEFAULT {
            self.sink.buffer.extend_from_slice(b"\n]}");
            // The graph itself is before.
            self.comma = true;
        }
        if let Some(iri) = self.graphs.iri(graph)? {
            self.next();
            self.sink.buffer.extend_from_slice(b"{\"@id\":");
            let (ns, local) = self.schema.space.split(iri);
            self.iri(Iri { ns, local })?;
            self.sink.buffer.extend_from_slice(b",\"@graph\":[");
            self.comma = false;
        }
        self.open = graph;
        Ok(())
    }

    /// Writes an IRI as a string.
    fn iri(&mut self, iri: Iri<'_>) -> io::Result<()> {
        check_iri_part(iri.local)?;
        match self.terms.prefixes.get(usize::from(iri.ns.0)) {
            Some(Some(prefix)) if can_be_prefixed(iri.local) => {
                // Neither a prefix nor what is left of an IRI holds anything that JSON escapes.
                for part in ["\"", prefix, ":", iri.local, "\""] {
                    self.sink.buffer.extend_from_slice(part.as_bytes());
                }
                Ok(())
            }
            _ => {
                let whole = self.schema.space.join(iri.ns, iri.local);
                check_iri_part(&whole)?;
                let scheme = scheme(&whole)?;
                if self.terms.taken.contains(scheme) && !whole[scheme.len()..].starts_with("://") {
                    return Err(invalid(format!("JSON-LD cannot write <{whole}>: `{scheme}` is also a prefix")));
                }
                self.string(&whole)
            }
        }
    }

    fn string(&mut self, text: &str) -> io::Result<()> {
        Ok(serde_json::to_writer(&mut self.sink.buffer, text)?)
    }

    /// Writes a value object.
    fn value(&mut self, text: &str, key: &str, value: &str) -> io::Result<()> {
        self.sink.buffer.extend_from_slice(b"{\"@value\":");
        self.string(text)?;
        for part in [key, value, "}"] {
            self.sink.buffer.extend_from_slice(part.as_bytes());
        }
        Ok(())
    }

    fn object(&mut self, object: Object<'_>, coercion: Coercion) -> io::Result<()> {
        match object {
            Object::Iri(iri) if coercion == Coercion::Iri => self.iri(iri),
            Object::Iri(iri) => {
                self.sink.buffer.extend_from_slice(b"{\"@id\":");
                self.iri(iri)?;
                self.sink.buffer.push(b'}');
                Ok(())
            }
            Object::Text(text) if coercion == Coercion::None => self.string(text),
            Object::Text(text) => self.value(text, "", ""),
            Object::Lang { tag, text } => {
                check_language(tag)?;
                self.value(text, ",\"@language\":", &format!("\"{tag}\""))
            }
            Object::Typed(datatype, text) if coercion == Coercion::Datatype(datatype) => self.string(text),
            Object::Typed(datatype, text) if coercion == Coercion::None && is_native(datatype, text) => {
                self.sink.buffer.extend_from_slice(text.as_bytes());
                Ok(())
            }
            Object::Typed(datatype, text) => {
                let name = std::mem::take(&mut self.terms.datatypes[datatype as usize]);
                let written = self.value(text, ",\"@type\":", &name);
                self.terms.datatypes[datatype as usize] = name;
                written
            }
            Object::Triple(_) => Err(no_triple_terms(Format::JsonLd)),
            Object::Claimed(_) => Ok(()),
        }
    }
}

/// Whether JSON's own value means the same: a truth value, or a whole number that every reader holds exactly.
fn is_native(datatype: Typed, text: &str) -> bool {
    match datatype {
        Typed::Boolean => matches!(text, "true" | "false"),
        Typed::Integer => text.len() <= 15 && text.parse::<i64>().is_ok_and(|number| number.to_string() == text),
        Typed::Date
        | Typed::Decimal
        | Typed::NonNegativeInteger
        | Typed::EdtfLevel1
        | Typed::EdtfLevel2
        | Typed::Json
        | Typed::DateTime
        | Typed::Double
        | Typed::Wkt
        | Typed::MathMl => false,
    }
}

impl Writer for JsonLd<'_> {
    fn description(&mut self, description: Description<'_>) -> io::Result<()> {
        self.turn_to(description.graph())?;
        let mut statements = description.statements().filter(|(_, object)| is_term(object)).peekable();
        if statements.peek().is_none() {
            return Ok(());
        }
        self.next();
        self.sink.buffer.extend_from_slice(b"{\"@id\":");
        self.iri(description.subject())?;
        while let Some((id, object)) = statements.next() {
            let Some(predicate) = self.terms.predicates.get(usize::from(id.0)) else {
                return Err(invalid(format!("the schema has no predicate number {}", id.0)));
            };
            let (coercion, is_type) = (predicate.coercion, predicate.is_type);
            // `@type` takes only IRIs; another type, if it means anything, is under the predicate itself.
            let is_class = |object: &Object<'_>| is_type && matches!(object, Object::Iri(_));
            let class = is_class(&object);
            let coercion = match (is_type, class) {
                (false, _) => coercion,
                (true, true) => Coercion::Iri,
                (true, false) => Coercion::None,
            };
            self.sink.buffer.push(b',');
            let key = if class { "\"@type\":" } else { predicate.key.as_str() };
            self.sink.buffer.extend_from_slice(key.as_bytes());
            let same = |(next, object): &(PredId, Object<'_>)| *next == id && is_class(object) == class;
            let many = statements.peek().is_some_and(same);
            if many {
                self.sink.buffer.push(b'[');
            }
            self.object(object, coercion)?;
            while let Some((_, object)) = statements.next_if(same) {
                self.sink.buffer.push(b',');
                self.object(object, coercion)?;
            }
            if many {
                self.sink.buffer.push(b']');
            }
        }
        self.sink.buffer.push(b'}');
        self.sink.settle()
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.turn_to(GraphId::DEFAULT)?;
        self.sink.buffer.extend_from_slice(b"\n]}\n");
        self.sink.end()
    }
}
