//! Property shapes to keys.

use super::compiler::{Compiler, local, sh};
use crate::schema::fault::Spot;
use crate::schema::kind::{ConceptId, Datatype, Edge, InSentence, Key, Naming, Pattern, ValueType};
use crate::schema::ontology::node_key;
use crate::vocab::{chy, std_terms as t};
use chancery_values::amount::Amount;

impl Compiler<'_> {
    /// The key of a property shape. What is wrong with one is told of each kind that has it.
    pub(super) fn key_of(&mut self, kind: &str, shape: String) -> Option<Key> {
        if let Some(known) = self.keys.get(&shape) {
            return Some(known.clone());
        }
        let before = self.faults.len();
        let key = self.key(kind, &shape)?;
        if self.faults.len() == before {
            self.keys.insert(shape, key.clone());
        }
        Some(key)
    }

    pub(super) fn key(&mut self, kind: &str, shape: &str) -> Option<Key> {
        let o = self.ontology;
        let name = o.text(shape, chy::KEY)?.to_owned();
        let Some(path) = o.node(shape, sh!("path")) else {
            self.fault(Spot::value(shape, chy::KEY), format!("key `{name}` of kind `{kind}` has no `sh:path`"));
            return None;
        };
        let inverse = o.node(&path, sh!("inversePath"));
        let predicate = inverse.clone().unwrap_or(path);
        if predicate.starts_with("_:") {
            self.fault(
                Spot::value(shape, sh!("path")),
                format!("key `{name}` of kind `{kind}`: only an IRI or `sh:inversePath` is understood as `sh:path`"),
            );
            return None;
        }
        let value = match self.value_type(shape, &predicate) {
            Ok(value) => value,
            Err((part, fault)) => {
                self.fault(Spot::value(shape, &part), format!("key `{name}` of kind `{kind}`: {fault}"));
                return None;
            }
        };
        let limits = self
            .limit(shape, sh!("minInclusive"))
            .and_then(|least| Ok((least, self.limit(shape, sh!("maxInclusive"))?)));
        let (least, greatest) = match limits {
            Ok(limits) => limits,
            Err((part, fault)) => {
                self.fault(Spot::value(shape, &part), format!("key `{name}` of kind `{kind}`: {fault}"));
                return None;
            }
        };
        let number = |term: &str| o.text(shape, term).and_then(|text| text.parse::<f64>().ok());
        let flag = |term: &str| o.text(shape, term) == Some("true") || o.text(&predicate, term) == Some("true");
        let names = if predicate == chy::NAMES_HOLD {
            Naming::Hold
        } else if predicate == t::RDFS_LABEL || self.name_properties.contains(&predicate) {
            Naming::Name
        } else if self.code_properties.contains(&predicate) {
            Naming::Code { bare: flag(chy::BARE_CODE) }
        } else {
            Naming::No
        };
        let in_sentence = match o.text(shape, chy::IN_SENTENCE) {
            None => None,
            Some("phrase") => Some(InSentence::Phrase),
            Some("words") => Some(InSentence::Words),
            Some(other) => {
                let fault =
                    format!("key `{name}` of kind `{kind}`: `chy:inSentence` is `phrase` or `words`, not `{other}`");
                self.fault(Spot::value(shape, chy::IN_SENTENCE), fault);
                None
            }
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are small; `as` saturates")]
        let count = |term: &str| number(term).map(|n| n as u32);
        Some(Key {
            predicate: self.schema.space.add_predicate(&predicate),
            inverse: inverse.is_some(),
            value,
            min: count(sh!("minCount")).unwrap_or(0),
            max: count(sh!("maxCount")),
            least,
            greatest,
            order: count(sh!("order")).unwrap_or(u32::MAX),
            help: o.english(shape, sh!("description")).unwrap_or_default().to_owned(),
            symmetric: flag(chy::SYMMETRIC),
            unique: flag(chy::UNIQUE),
            identifies: flag(chy::IDENTIFIES),
            edge: if flag(chy::BEGINS) { Some(Edge::Begin) } else { flag(chy::ENDS).then_some(Edge::End) },
            unique_lang: o.text(shape, sh!("uniqueLang")) == Some("true"),
            names,
            content: predicate != chy::CONFLICTS_WITH,
            asserts: flag(chy::ASSERTS),
            in_sentence,
            words: self.words(shape),
            key: name,
        })
    }

    /// A bound of numbers or days: that of the key's shape, or of the number of an amount in the shape that `sh:node` names.
    fn limit(&self, shape: &str, limit: &str) -> Result<Option<String>, (String, String)> {
        let o = self.ontology;
        let of_number = |node: &String| o.node(node, sh!("path")).is_some_and(|path| path == t::QUDT_NUMERIC_VALUE);
        let shapes = o.objects(shape, sh!("node")).filter_map(node_key);
        let mut inner =
            shapes.flat_map(|node| o.objects(&node, sh!("property")).filter_map(node_key).collect::<Vec<_>>());
        let within = inner.find(|node| of_number(node) && o.text(node, limit).is_some());
        let Some(text) = o.text(within.as_deref().unwrap_or(shape), limit) else { return Ok(None) };
        match Amount::parse(text) {
            _ if chancery_values::time::Date::parse_iso(text).is_ok() => Ok(Some(text.to_owned())),
            Ok(amount) if amount.unit().is_none() => Ok(Some(amount.number().to_owned())),
            _ => Err((limit.to_owned(), format!("`sh:{}` is a number or a day, not `{text}`", local(limit)))),
        }
    }

    /// What a value must be.
    ///
    /// # Errors
    /// The property of the shape that says what cannot be, and why.
    fn value_type(&mut self, shape: &str, predicate: &str) -> Result<ValueType, (String, String)> {
        let o = self.ontology;
        let regex = |term: &str| match o.text(shape, term) {
            Some(text) => Pattern::new(text, o.english(shape, chy::FORM))
                .map(Some)
                .map_err(|error| (term.to_owned(), format!("`{text}` is not a pattern: {error}"))),
            None => Ok(None),
        };
        if let Some(head) = o.node(shape, sh!("in")) {
            let members = o.list(&head);
            let ids: Vec<ConceptId> = members.iter().filter_map(|iri| self.schema.concept_id(iri)).collect();
            return match ids.len() {
                0 => Err((sh!("in").to_owned(), "`sh:in` is empty".to_owned())),
                n if n < members.len() => Err((sh!("in").to_owned(), "`sh:in` can have only IRIs".to_owned())),
                _ => Ok(ValueType::Concept(ids)),
            };
        }
        if let Some(class) = o.node(shape, sh!("class")) {
            if class == chy::TIME_SPAN {
                return Ok(ValueType::Time);
            }
            if class == chy::QUANTITY {
                let units = o.node(shape, chy::UNIT_IN).map(|head| o.list(&head)).unwrap_or_default();
                let default = o.node(shape, chy::UNIT);
                return Ok(ValueType::Quantity {
                    default_unit: default.and_then(|iri| self.schema.concept_id(&iri)),
                    units: units.iter().filter_map(|iri| self.schema.concept_id(iri)).collect(),
                });
            }
            let id = self
                .schema
                .class_id(&class)
                .ok_or_else(|| (sh!("class").to_owned(), format!("the class <{class}> is not in the ontology")))?;
            return if self.is_a(&class, chy::ENTITY) {
                Ok(ValueType::Entity(id))
            } else if self.is_a(&class, chy::FACT) {
                Ok(ValueType::Fact(id))
            } else if self.is_a(&class, chy::MATTER) {
                Ok(ValueType::Matter(id))
            } else {
                Err((
                    sh!("class").to_owned(),
                    format!("the class <{class}> is not a subclass of chy:Entity or chy:Fact"),
                ))
            };
        }
        if o.node(shape, sh!("nodeKind")).is_some_and(|kind| kind == sh!("IRI"))
            || o.node(shape, sh!("datatype")).is_some_and(|datatype| datatype == t::XSD_ANY_URI)
        {
            let template = o.text(shape, chy::VALUE_TEMPLATE).map(ToOwned::to_owned);
            return Ok(ValueType::Iri { template, pattern: regex(chy::TEXT_PATTERN)? });
        }
        let datatype = match o.node(shape, sh!("datatype")).as_deref() {
            Some(t::XSD_STRING) => Datatype::String,
            Some(t::RDF_LANG_STRING) => Datatype::LangString,
            Some(t::XSD_INTEGER) => Datatype::Integer,
            Some(t::XSD_DECIMAL) => Datatype::Decimal,
            Some(t::XSD_BOOLEAN) => Datatype::Boolean,
            Some(t::XSD_DATE) => Datatype::Date,
            Some(other) => {
                return Err((sh!("datatype").to_owned(), format!("the datatype <{other}> is not understood")));
            }
            // A label may be tagged or not; without a datatype the shape leaves that open.
            None if predicate == t::RDFS_LABEL => Datatype::LangString,
            None if o.node(shape, sh!("nodeKind")).is_some_and(|kind| kind == sh!("Literal")) => Datatype::String,
            None => {
                let message = "none of `sh:class`, `sh:in`, `sh:datatype`, `sh:nodeKind sh:IRI` is given";
                return Err((chy::KEY.to_owned(), message.to_owned()));
            }
        };
        let pattern = match regex(chy::TEXT_PATTERN)? {
            Some(pattern) => Some(pattern),
            None => regex(sh!("pattern"))?,
        };
        Ok(ValueType::Text { datatype, pattern })
    }
}
