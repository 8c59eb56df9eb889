//! A statement to the facts that it says.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::mapper::{Amiss, EntityMapper, Subject, class_of_key, place_of};
use super::told::{Ended, Read};
use crate::alignment::{Condition, Ends, Line, Role};
use crate::entity::{self, Statement};
use crate::model::{Content, DataValue, Rank, Snak};
use chancery_model::diagnostic::Code;
use chancery_model::facts::{Item, KeyValues, Made, Place, ValueSet};
use chancery_model::literal::Text;
use chancery_model::recipe::Skip;
use chancery_model::schema::{ClassId, ConceptId, Key, Kind, PredId, ValueType};
use chancery_model::source::{Node, Value as Tree};
use chancery_model::vocab::{chy, concept};

impl<'a, 'n> EntityMapper<'a, 'n> {
    /// A statement, by each line that it fits; nothing if its property is not in the table.
    pub(super) fn statement<'t>(
        &mut self,
        subject: &Subject,
        lines: &[&'a Line],
        of_class: bool,
        property: &str,
        node: &Node<'_>,
        json: &'t str,
    ) -> Option<Read<'t>> {
        let is = |class: ClassId| subject.class.is_some_and(|of| self.schema.is_a(of, class));
        if lines.is_empty() && !of_class {
            return None;
        }
        let (facts, own): (Vec<&Line>, Vec<&Line>) = lines.iter().copied().partition(|line| line.is_fact(self.schema));
        let (facts, elsewhere): (Vec<&Line>, Vec<&Line>) =
            facts.into_iter().partition(|line| line.only_on.is_none_or(is));
        let tells_entity = of_class || own.iter().any(|line| self.whole || is(line.class));
        let is_elsewhere = facts.is_empty() && !tells_entity;
        if is_elsewhere && elsewhere.is_empty() {
            return None;
        }
        let read = |id: &str, rank, ended| {
            Some(Read { id: id.to_owned(), rank, property: property.to_owned(), hedge: None, json, ended })
        };
        if entity::rank_of(node) == Some(Rank::Deprecated) && !self.deprecated {
            let lines = facts.iter().chain(&elsewhere);
            let skipped: Vec<Ended> = lines.map(|_| Ended::Skipped(Skip::Deprecated)).collect();
            return (!skipped.is_empty()).then(|| read("", Rank::Deprecated, skipped)).flatten();
        }
        // All of it must be understood, references too, or it could not be given back whole.
        let statement = match entity::statement(node, property, self.mapper.file) {
            Ok(statement) => statement,
            Err(diagnostic) => {
                let count = (facts.len() + elsewhere.len()).max(1);
                let rejected = (0..count).map(|_| Ended::Rejected(diagnostic.code.clone())).collect();
                self.mapper.diagnostics.push(*diagnostic);
                return read("", Rank::Normal, rejected);
            }
        };
        let mut ended = Vec::new();
        let mut hedge: Option<BTreeSet<String>> = None;
        if tells_entity {
            ended.push(Ended::OfEntity);
        }
        ended.extend(elsewhere.iter().map(|_| Ended::Skipped(Skip::OtherClass)));
        for line in facts {
            ended.push(match self.fact(subject, line, &statement, node) {
                Ok((end, words)) => {
                    if let Some(words) = words {
                        hedge.get_or_insert_default().insert(words);
                    }
                    end
                }
                Err(Amiss::Skip(skip)) => Ended::Skipped(skip),
                Err(Amiss::Wrong(diagnostic)) => {
                    let code = diagnostic.code.clone();
                    self.mapper.diagnostics.push(*diagnostic);
                    Ended::Rejected(code)
                }
            });
        }
        // What is on an item of another class is of use only where it is given back as it was read.
        let read = read(if is_elsewhere && !self.whole { "" } else { statement.id }, statement.rank, ended);
        read.map(|read| Read { hedge: hedge.map(|words| words.into_iter().collect::<Vec<_>>().join("; ")), ..read })
    }

    /// The fact that a statement says by a line, and the words by which it is hedged.
    fn fact(
        &mut self,
        subject: &Subject,
        line: &Line,
        statement: &Statement<'_>,
        node: &Node<'_>,
    ) -> Result<(Ended, Option<String>), Amiss> {
        let kind_id = self.kind_of(line.class).ok_or(Amiss::Skip(Skip::OtherClass))?;
        let kind = self.schema.kind(kind_id);
        if self.alignment.role(line, &statement.qualifiers) == Role::Several {
            return Err(Amiss::Skip(Skip::SeveralRoles));
        }
        let doubt = self.alignment.doubt(line, &statement.qualifiers);
        let about = doubt.is_of_dates();
        let mut values = self.ends(subject, kind, line, statement, about, node)?;
        values.extend(self.assumed(kind, line, statement));
        if let Some((at, _)) = self.schema.time_key(kind).and_then(|key| kind.key(&key.key))
            && !values.iter().any(|(other, _)| *other == at)
            && let Some(span) = self.span(line, statement, about, node)?
        {
            values.push((at, vec![Item::Time(span)]));
        }
        let is_date = |snak: &Snak| matches!(snak.content, Content::Value(DataValue::Time(_)));
        let of_time = |snak: &&Snak| line.time_qualifiers().any(|property| property == snak.property);
        let has_date = is_date(&statement.main) || statement.qualifiers.iter().filter(of_time).any(is_date);
        let hedge = doubt.words(has_date);
        let values = self.sets(kind, values);
        let records = self.mapper.combine(kind_id, &values, node, Place::Whole);
        let mut claim = if statement.rank == Rank::Deprecated { self.denial() } else { Vec::new() };
        claim.extend(hedge.as_deref().and_then(|words| self.hedged(words)));
        claim.sort_by_key(|(at, _)| *at);
        let ended = match records {
            // What hinders is stated by the mapper.
            None => Ended::Rejected(Code::TooManyFacts),
            Some(records) if records.is_empty() => Ended::Skipped(Skip::OtherClass),
            Some(records) => Ended::Facts(records, claim),
        };
        Ok((ended, hedge))
    }

    /// The values of the keys that the two ends of a statement are, by the places of their keys.
    pub(super) fn ends(
        &mut self,
        subject: &Subject,
        kind: &Kind,
        line: &Line,
        statement: &Statement<'_>,
        about: bool,
        node: &Node<'_>,
    ) -> Result<Vec<(usize, Vec<Item>)>, Amiss> {
        let none = || Amiss::Skip(Skip::OtherClass);
        let place = |predicate: PredId| place_of(kind, predicate).ok_or_else(none);
        let of_class = |at: usize| class_of_key(&kind.keys[at]).ok_or_else(none);
        let (from, to) = match &line.ends {
            Ends::Pairs(predicate) => {
                let at = place(*predicate)?;
                let one = self.subject(subject, of_class(at)?)?;
                let other = self.value(&kind.keys[at], &statement.main, statement.id, about, node)?;
                return Ok(vec![(at, self.pair(one, other, node)?)]);
            }
            Ends::Directed { subject, value } => (subject.as_slice(), value.as_slice()),
        };
        let begin = match from {
            [predicate] => {
                let at = place(*predicate)?;
                (at, vec![self.subject(subject, of_class(at)?)?])
            }
            [predicate, of] => {
                let at = place(*predicate)?;
                (at, vec![self.between(&kind.keys[at], *of, &subject.item, line, node)?])
            }
            _ => return Err(none()),
        };
        let [predicate] = to else { return Err(none()) };
        let at = place(*predicate)?;
        let value = self.value(&kind.keys[at], &statement.main, statement.id, about, node)?;
        Ok(vec![begin, (at, vec![value])])
    }

    /// What is read into a statement, or stated by a role among its qualifiers.
    fn assumed(&self, kind: &Kind, line: &Line, statement: &Statement<'_>) -> Vec<(usize, Vec<Item>)> {
        let role = match self.alignment.role(line, &statement.qualifiers) {
            Role::Is(predicate, concept) => Some((predicate, concept)),
            Role::None | Role::Several => None,
        };
        let assumed = line.assume.iter().filter_map(|Condition { path, value }| {
            let ([predicate], Some(assumed)) = (path.as_slice(), self.schema.concept_id(value)) else { return None };
            let at = place_of(kind, *predicate)?;
            let takes = |concept: ConceptId| {
                matches!(&kind.keys[at].value, ValueType::Concept(list) if list.contains(&concept))
            };
            let told = role.filter(|(of, concept)| of == predicate && takes(*concept));
            Some((at, vec![Item::Concept(told.map_or(assumed, |(_, concept)| concept))]))
        });
        let mut all: Vec<(usize, Vec<Item>)> = assumed.collect();
        // A role may say what nothing is assumed of.
        if let Some((predicate, concept)) = role
            && let Some(at) = place_of(kind, predicate)
            && all.iter().all(|(other, _)| *other != at)
            && matches!(&kind.keys[at].value, ValueType::Concept(list) if list.contains(&concept))
        {
            all.push((at, vec![Item::Concept(concept)]));
        }
        all
    }

    /// The values of a claim that denies: a deprecated statement is known to be wrong.
    fn denial(&self) -> Vec<KeyValues> {
        let (Some(kind), Some(denies)) = (self.schema.claim_kind(), self.schema.concept_id(concept::DENIES)) else {
            return Vec::new();
        };
        let at =
            kind.keys.iter().position(|key| matches!(&key.value, ValueType::Concept(list) if list.contains(&denies)));
        let set = |at| ValueSet::new(self.schema, self.mapper.registry, kind, at, vec![Item::Concept(denies)]);
        at.map(|at| (at, Arc::new(set(at)))).into_iter().collect()
    }

    /// The value of a claim that is hedged.
    fn hedged(&self, words: &str) -> Option<KeyValues> {
        let kind = self.schema.claim_kind()?;
        let hedge = self.schema.space.predicate(chy::HEDGE)?;
        let at = place_of(kind, hedge)?;
        let words = vec![Item::Text(Text::Plain(words.to_owned()))];
        Some((at, Arc::new(ValueSet::new(self.schema, self.mapper.registry, kind, at, words))))
    }

    /// The item of the statement as a value of the class: it must be known to be of it, or not known at all.
    fn subject(&self, subject: &Subject, wanted: ClassId) -> Result<Item, Amiss> {
        let item = &subject.item;
        match (subject.class, item) {
            (Some(class), _) if !self.schema.is_a(class, wanted) => Err(Amiss::Skip(Skip::OtherClass)),
            (None, Item::Made(made)) => Ok(Item::Made(Arc::new(Made { class: wanted, ..(**made).clone() }))),
            _ => Ok(item.clone()),
        }
    }

    /// A thing between the fact and the item of the statement, which has no item of its own: it is stated by the conditions
    /// of the line.
    fn between(&mut self, key: &Key, of: PredId, item: &Item, line: &Line, node: &Node<'_>) -> Result<Item, Amiss> {
        let none = || Amiss::Skip(Skip::OtherClass);
        let class = class_of_key(key).ok_or_else(none)?;
        let kind_id = self.kind_of(class).ok_or_else(none)?;
        let kind = self.schema.kind(kind_id);
        let place = |predicate: PredId| kind.keys.iter().position(|key| key.predicate == predicate);
        let mut values = vec![(place(of).ok_or_else(none)?, vec![item.clone()])];
        for Condition { path, value } in &line.only_if {
            if let ([first, second], Some(concept)) = (path.as_slice(), self.schema.concept_id(value))
                && *first == key.predicate
            {
                values.push((place(*second).ok_or_else(none)?, vec![Item::Concept(concept)]));
            }
        }
        let template = line.named.as_ref().ok_or_else(none)?;
        let mut name = String::new();
        let keys: Vec<&str> = template.keys().collect();
        template.fill(&mut name, &mut |at, out| {
            let found = values.iter().find(|(place, _)| kind.keys[*place].key == keys[at]);
            found
                .into_iter()
                .flat_map(|(_, items)| items)
                .for_each(|item| out.push_str(&item.label(self.schema, self.mapper.registry)));
            found.is_some()
        });
        let registry = self.mapper.registry;
        let ids = [chancery_values::name::id(&name), chancery_values::name::slug(&name)];
        // An id that the registry gives by hand says nothing of accents and punctuation; the name does.
        let known = ids.iter().filter_map(|id| registry.by_id(self.schema, kind_id, id));
        if let Some(known) = known.into_iter().find(|known| registry.entity(*known).label == name) {
            return Ok(Item::Entity(known));
        }
        let named = kind.key("name").map(|(at, _)| at).ok_or_else(none)?;
        values.push((named, vec![Item::Text(Text::Tagged { tag: "en".to_owned(), text: name })]));
        let values = self.sets(kind, values);
        // The id of the statement is not that of the thing.
        let bare = Node { value: Tree::Null, start: node.start, end: node.end };
        let mut records = self.mapper.combine(kind_id, &values, &bare, Place::Whole).ok_or_else(none)?;
        let record = records.pop().ok_or_else(none)?;
        let made = record.made.clone();
        self.mapper.in_place.push(record);
        Ok(Item::Made(made))
    }
}
