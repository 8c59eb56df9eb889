//! Values and times, as the keys want them.

use std::sync::Arc;

use super::mapper::{Amiss, EntityMapper, REMEMBERED, class_of_key, somevalue};
use crate::alignment::Line;
use crate::entity::{self, Statement};
use crate::model::{Content, DataValue, Snak};
use crate::time;
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::facts::Item;
use chancery_model::literal::{Text, TimeSpan, read_span};
use chancery_model::recipe::Skip;
use chancery_model::schema::{Datatype, Key, ValueType};
use chancery_model::source::{Node, Value as Tree};
use chancery_model::vocab::std_terms as t;

impl<'a, 'n> EntityMapper<'a, 'n> {
    /// A value as the key wants it.
    /// Where it is a date, it may be `about` that only.
    pub(super) fn value(
        &mut self,
        key: &Key,
        snak: &Snak,
        id: &str,
        about: bool,
        node: &Node<'_>,
    ) -> Result<Item, Amiss> {
        let file = self.mapper.file;
        let value = match &snak.content {
            Content::NoValue => return Err(Amiss::Skip(Skip::NoValue)),
            Content::SomeValue => {
                let class = class_of_key(key).ok_or(Amiss::Skip(Skip::NoValue))?;
                let iri = format!("{}{}", t::WIKIDATA_GENID, somevalue(id, &snak.property, 0));
                let (ns, local) = self.schema.space.split(&iri);
                return Ok(self.unknown(ns, local, class));
            }
            Content::Value(value) => value,
        };
        let wrong = || {
            let message = format!("the value of {} is not what `{}` takes", snak.property, key.key);
            let diagnostic =
                Diagnostic::error(Code::WrongValue, message).at(node.origin(file)).label("in this statement");
            Amiss::Wrong(Box::new(diagnostic.help(entity::REMEDY)))
        };
        match (&key.value, value) {
            (ValueType::Entity(class) | ValueType::Matter(class), DataValue::Entity(id)) => self.thing(id, *class),
            (ValueType::Concept(list), DataValue::Entity(id)) => match self.alignment.concept(id) {
                Some(concept) if list.contains(&concept) => Ok(Item::Concept(concept)),
                _ => Err(Amiss::Skip(Skip::OtherClass)),
            },
            (ValueType::Time, DataValue::Time(_)) => {
                self.time(&[], &[], &[snak], about, node)?.map(Item::Time).ok_or(Amiss::Skip(Skip::NoValue))
            }
            (ValueType::Text { datatype: Datatype::String, pattern }, DataValue::Text(text)) => {
                if pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
                    return Err(wrong());
                }
                Ok(Item::Text(Text::Plain(text.clone())))
            }
            _ => Err(wrong()),
        }
    }

    /// Both ends of a relation without direction, in the order of a set.
    pub(super) fn pair(&self, one: Item, other: Item, node: &Node<'_>) -> Result<Vec<Item>, Amiss> {
        let content = |item: &Item| {
            let mut text = String::new();
            item.content(self.schema, self.mapper.registry, &mut text);
            text
        };
        match content(&one).cmp(&content(&other)) {
            std::cmp::Ordering::Less => Ok(vec![one, other]),
            std::cmp::Ordering::Greater => Ok(vec![other, one]),
            std::cmp::Ordering::Equal => Err(Amiss::Wrong(Box::new(
                Diagnostic::error(Code::RepeatedValue, "a statement relates an item to itself")
                    .at(node.origin(self.mapper.file))
                    .label("item and value are the same")
                    .help(entity::REMEDY),
            ))),
        }
    }

    /// The time of a fact by the qualifiers of its statement.
    pub(super) fn span(
        &mut self,
        line: &Line,
        statement: &Statement<'_>,
        about: bool,
        node: &Node<'_>,
    ) -> Result<Option<Arc<TimeSpan>>, Box<Diagnostic>> {
        let of = |property: &Option<String>| -> Vec<&Snak> {
            let wanted = |snak: &&Snak| Some(&snak.property) == property.as_ref();
            statement.qualifiers.iter().filter(wanted).collect()
        };
        self.time(&of(&line.begin), &of(&line.end), &of(&line.point), about, node)
    }

    fn time(
        &mut self,
        begin: &[&Snak],
        end: &[&Snak],
        whole: &[&Snak],
        about: bool,
        node: &Node<'_>,
    ) -> Result<Option<Arc<TimeSpan>>, Box<Diagnostic>> {
        let file = self.mapper.file;
        let span = time::span(begin, end, whole, (node.start, node.end)).map_err(|message| {
            let diagnostic = Diagnostic::error(Code::ImpossibleDate, message).at(node.origin(file));
            Box::new(diagnostic.label("in this statement").help(entity::REMEDY))
        })?;
        let Some(span) = span.and_then(|span| if about { time::about(span) } else { Some(span) }) else {
            return Ok(None);
        };
        let text = match &span.value {
            Tree::Scalar { text, .. } => Some(text.clone().into_owned()),
            _ => None,
        };
        if let Some(known) = text.as_ref().and_then(|text| self.times.get(text)) {
            return Ok(Some(known.clone()));
        }
        let span = Arc::new(read_span(self.schema, &span, file)?);
        if let Some(text) = text {
            if self.times.len() >= REMEMBERED {
                self.times.clear();
            }
            self.times.insert(text, span.clone());
        }
        Ok(Some(span))
    }
}
