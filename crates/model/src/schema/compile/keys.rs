//! Property shapes to keys.

use oxrdf::{Literal, Term};

use super::compiler::Compiler;
use super::says::Says;
use crate::schema::kind::{ConceptId, Datatype, Edge, InSentence, Key, Naming, Pattern, ValueType};
use crate::schema::ontology::node_key;
use crate::schema::path::Path;
use crate::schema::shape::{self, Bound, NodeKind, ShapeId, sh};
use crate::schema::space::PredId;
use crate::vocab::{chy, setting, std_terms as t};
use chancery_values::amount::Amount;

impl Compiler<'_> {
    /// The key of a property shape. A fault in it is reported for each kind that has it.
    pub(super) fn key_of(&mut self, kind: &str, shape: ShapeId) -> Option<Key> {
        if let Some(known) = self.keys.get(&shape) {
            return Some(known.clone());
        }
        let before = self.faults.len();
        let key = self.key(kind, shape)?;
        if self.faults.len() == before {
            self.keys.insert(shape, key.clone());
        }
        Some(key)
    }

    pub(super) fn key(&mut self, kind: &str, shape: ShapeId) -> Option<Key> {
        let says = self.says(shape);
        let name = says.key?.to_owned();
        let (predicate, inverse) = self.predicate(kind, &name, shape)?;
        let value = self.value_type(shape, &predicate);
        let limits = self.limit(shape, Bound::MinInclusive);
        let limits = limits.and_then(|least| Ok((least, self.limit(shape, Bound::MaxInclusive)?)));
        let (value, (least, greatest)) = match value.and_then(|value| Ok((value, limits?))) {
            Ok(read) => read,
            Err((part, fault)) => {
                self.fault(self.spot(shape, &part), format!("key `{name}` of kind `{kind}`: {fault}"));
                return None;
            }
        };
        // Some terms may be said of the property instead.
        let of_property = self.shapes.id(&predicate).map(|property| self.says(property));
        let flag =
            |pick: fn(&Says<'_>) -> Option<bool>| pick(says) == Some(true) || of_property.and_then(pick) == Some(true);
        let names = if predicate == chy::NAMES_HOLD {
            Naming::Hold
        } else if predicate == t::RDFS_LABEL || self.name_properties.contains(&predicate) {
            Naming::Name
        } else if self.code_properties.contains(&predicate) {
            Naming::Code { bare: flag(|says| says.bare_code) }
        } else {
            Naming::No
        };
        let in_sentence = match says.in_sentence {
            None => None,
            Some("phrase") => Some(InSentence::Phrase),
            Some("words") => Some(InSentence::Words),
            Some(other) => {
                let fault = format!(
                    "key `{name}` of kind `{kind}`: `setting:inSentence` is `phrase` or `words`, not `{other}`"
                );
                self.fault(self.spot(shape, setting::IN_SENTENCE), fault);
                None
            }
        };
        let (named_at, unfolds_to) = (self.named_at(kind, &name, shape), self.unfolds_to(kind, &name, shape));
        let count = |count: Option<u64>| count.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "orders are small; `as` saturates")]
        let order = says.order.map_or(u32::MAX, |order| order as u32);
        Some(Key {
            predicate: self.schema.space.add_predicate(&predicate),
            inverse,
            value,
            min: count(says.min).unwrap_or(0),
            max: count(says.max),
            least,
            greatest,
            order,
            help: says.description.unwrap_or_default().to_owned(),
            symmetric: flag(|says| says.symmetric),
            unique: flag(|says| says.unique),
            identifies: flag(|says| says.identifies),
            edge: if flag(|says| says.begins) {
                Some(Edge::Begin)
            } else {
                flag(|says| says.ends).then_some(Edge::End)
            },
            unique_lang: says.unique_lang == Some(true),
            names,
            content: predicate != chy::CONFLICTS_WITH,
            asserts: flag(|says| says.asserts),
            fixed: flag(|says| says.fixed),
            exclusive: flag(|says| says.exclusive),
            named_at,
            unfolds_to,
            within_life: flag(|says| says.within_life),
            states_life: flag(|says| says.states_life),
            in_sentence,
            words: self.words(shape),
            key: name,
        })
    }

    /// When names in a key are read, where that is not the time of the fact.
    fn named_at(&mut self, kind: &str, name: &str, shape: ShapeId) -> Option<Edge> {
        match self.says(shape).named_at?.as_str() {
            "before" => Some(Edge::End),
            "after" => Some(Edge::Begin),
            other => {
                let fault =
                    format!("key `{name}` of kind `{kind}`: `setting:namedAt` is `before` or `after`, not `{other}`");
                self.fault(self.spot(shape, setting::NAMED_AT), fault);
                None
            }
        }
    }

    /// The property by which the fact that a key makes leads to the fact with the key. Without a key of this property no such fact can
    /// be made.
    fn unfolds_to(&mut self, kind: &str, name: &str, shape: ShapeId) -> Option<PredId> {
        let property = self.says(shape).unfolds_to?.clone();
        let is_key = |(id, other): (ShapeId, &shape::Shape)| {
            other.property() == Some(property.as_str()) && self.says(id).key.is_some()
        };
        if !self.shapes.iter().enumerate().any(is_key) {
            let fault = format!(
                "key `{name}` of kind `{kind}`: `setting:unfoldsTo` names <{property}>, which is the path of no key"
            );
            self.fault(self.spot(shape, setting::UNFOLDS_TO), fault);
            return None;
        }
        Some(self.schema.space.add_predicate(&property))
    }

    /// The predicate of a key, and whether its triples are written the other way round.
    fn predicate(&mut self, kind: &str, name: &str, shape: ShapeId) -> Option<(String, bool)> {
        let path = self.shapes.get(shape).path.as_ref().map(|path| path.what.as_ref());
        match path {
            Some(Ok(Path::Forward(property))) => return Some((property.clone(), false)),
            Some(Ok(Path::Inverse(inner))) if let Path::Forward(property) = &**inner => {
                return Some((property.clone(), true));
            }
            None | Some(Err(Term::Literal(_) | Term::Triple(_))) => {
                self.fault(self.spot(shape, setting::KEY), format!("key `{name}` of kind `{kind}` has no `sh:path`"));
            }
            Some(_) => self.fault(
                self.spot(shape, sh!("path")),
                format!("key `{name}` of kind `{kind}`: only an IRI or `sh:inversePath` is understood as `sh:path`"),
            ),
        }
        None
    }

    /// A bound of numbers or days: that of the key's shape, or of the number of an amount in the shape that `sh:node` names.
    fn limit(&self, shape: ShapeId, bound: Bound) -> Result<Option<String>, (String, String)> {
        let limit = |shape: ShapeId| match bound {
            Bound::MinInclusive => self.says(shape).least,
            _ => self.says(shape).greatest,
        };
        let is_number = |shape: &ShapeId| self.shapes.get(*shape).property() == Some(t::QUDT_NUMERIC_VALUE);
        let inner = self.says(shape).nodes.iter().flat_map(|node| &self.says(*node).properties).copied();
        let within = inner.filter(is_number).find_map(limit);
        let Some(text) = within.or(limit(shape)).map(Literal::value) else { return Ok(None) };
        match Amount::parse(text) {
            _ if chancery_values::time::Date::parse_iso(text).is_ok() => Ok(Some(text.to_owned())),
            Ok(amount) if amount.unit().is_none() => Ok(Some(amount.number().to_owned())),
            _ => {
                let name = bound.name();
                Err((format!("{}{name}", t::SH), format!("`sh:{name}` is a number or a day, not `{text}`")))
            }
        }
    }

    /// What a value must be.
    ///
    /// # Errors
    /// The property of the shape that says what cannot be, and why.
    fn value_type(&self, shape: ShapeId, predicate: &str) -> Result<ValueType, (String, String)> {
        let says = self.says(shape);
        let regex = |term: &str, text: Option<&str>| match text {
            Some(text) => Pattern::new(text, says.form)
                .map(Some)
                .map_err(|error| (term.to_owned(), format!("`{text}` is not a pattern: {error}"))),
            None => Ok(None),
        };
        if let Some(members) = says.members {
            let members: Vec<String> = members.iter().filter_map(node_key).collect();
            let ids: Vec<ConceptId> = members.iter().filter_map(|iri| self.schema.concept_id(iri)).collect();
            return match ids.len() {
                0 => Err((sh!("in").to_owned(), "`sh:in` is empty".to_owned())),
                n if n < members.len() => Err((sh!("in").to_owned(), "`sh:in` can have only IRIs".to_owned())),
                _ => Ok(ValueType::Concept(ids)),
            };
        }
        if let Some(class) = says.class {
            if class == chy::TIME_SPAN {
                return Ok(ValueType::Time);
            }
            if class == chy::QUANTITY {
                let concept = |unit: &Term| node_key(unit).and_then(|iri| self.schema.concept_id(&iri));
                return Ok(ValueType::Quantity {
                    default_unit: says.unit.and_then(concept),
                    units: says.units.into_iter().flatten().filter_map(concept).collect(),
                });
            }
            let id = self
                .schema
                .class_id(class)
                .ok_or_else(|| (sh!("class").to_owned(), format!("the class <{class}> is not in the ontology")))?;
            return if self.is_a(class, chy::ENTITY) {
                Ok(ValueType::Entity(id))
            } else if self.is_a(class, chy::FACT) {
                Ok(ValueType::Fact(id))
            } else if self.is_a(class, chy::MATTER) {
                Ok(ValueType::Matter(id))
            } else {
                Err((
                    sh!("class").to_owned(),
                    format!("the class <{class}> is not a subclass of chy:Entity or chy:Fact"),
                ))
            };
        }
        let text_pattern = || regex(setting::TEXT_PATTERN, says.text_pattern);
        if says.node_kind == Some(NodeKind::Iri) || says.datatype == Some(t::XSD_ANY_URI) {
            let template = says.value_template.map(ToOwned::to_owned);
            return Ok(ValueType::Iri { template, pattern: text_pattern()? });
        }
        let datatype = match says.datatype {
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
            None if says.node_kind == Some(NodeKind::Literal) => Datatype::String,
            None => {
                let message = "none of `sh:class`, `sh:in`, `sh:datatype`, `sh:nodeKind sh:IRI` is given";
                return Err((setting::KEY.to_owned(), message.to_owned()));
            }
        };
        let pattern = match text_pattern()? {
            Some(pattern) => Some(pattern),
            None => regex(sh!("pattern"), says.pattern)?,
        };
        Ok(ValueType::Text { datatype, pattern })
    }
}
