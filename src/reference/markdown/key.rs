//! The keys of a kind as a table: what they mean, what they take, how many.

use std::fmt::Write as _;

use super::writer::{Writer, anchor, cell, code};
use crate::reference::terms::unit;
use chancery_model::schema::{ClassId, ConceptId, Datatype, Key, Kind, Pattern, Role, ValueType};
use chancery_values::name::with_article;

/// What is written, and what it must look like: in words, where the shape has them.
fn of_form(what: &str, pattern: &Pattern) -> String {
    match &pattern.form {
        Some(form) => format!("{what}: {form}"),
        None => format!("{what} like {}", code(pattern.as_str())),
    }
}

/// A number of things in a sentence.
fn in_words(number: u32) -> String {
    match number {
        1 => "one".to_owned(),
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        more => more.to_string(),
    }
}

impl<'a> Writer<'a> {
    pub(super) fn table(&mut self, keys: &[&Key]) {
        if keys.is_empty() {
            return;
        }
        self.line("| key | property | value | how many | meaning |");
        self.line("|---|---|---|---|---|");
        for key in keys {
            let row = format!(
                "| `{}` | `{}{}` | {} | {} | {} |",
                key.key,
                // The triple is written the other way round.
                if key.inverse { "^" } else { "" },
                self.shown(self.schema.space.predicate_iri(key.predicate)),
                cell(&self.value(key)),
                how_many(key),
                cell(&self.meaning(key))
            );
            self.line(&row);
        }
        self.line("");
    }

    fn meaning(&self, key: &Key) -> String {
        let mut words = key.help.clone();
        if let Some(default) = self.terms.default(key)
            && !words.contains(default.written())
        {
            let _ = write!(words, " Without it: {}.", code(default.written()));
        }
        if let Some(least) = &key.least {
            let _ = write!(words, " At least {least}.");
        }
        if let Some(greatest) = &key.greatest {
            let _ = write!(words, " At most {greatest}.");
        }
        if key.symmetric {
            words.push_str(" Their order has no meaning.");
        }
        if key.unique {
            words.push_str(" No two entities share it.");
        }
        if key.identifies {
            words.push_str(" Without an `id`, it distinguishes the entity from others with its name.");
        }
        if key.edge.is_some() {
            words.push_str(" Names in the record belong to that time.");
        }
        words.trim().to_owned()
    }

    /// What a key takes, in words.
    pub(super) fn value(&self, key: &Key) -> String {
        match &key.value {
            ValueType::Entity(class) => self.class(*class),
            ValueType::Fact(class) => format!("{}, by `id` or in place{}", self.class(*class), spoken_of(key)),
            ValueType::Matter(_) => format!("any entity by name; any fact by `id` or in place{}", spoken_of(key)),
            ValueType::Time => Self::link("Times").replace("[Times]", "[time]"),
            ValueType::Quantity { default_unit, units } => {
                let amount = Self::link("Amounts").replace("[Amounts]", "[amount]");
                match default_unit {
                    Some(unit) => format!("{amount}, by default in {}", code(self.unit(*unit))),
                    None => {
                        let some: Vec<String> = units.iter().take(3).map(|unit| code(self.unit(*unit))).collect();
                        format!("{amount}, in {} …", some.join(", "))
                    }
                }
            }
            ValueType::Concept(members) => {
                let Some((scheme, whole)) = self.terms.scheme_of(members) else {
                    return self.written(members);
                };
                let Some(list) = self.lists.get(scheme) else { return self.written(members) };
                let (label, _) = self.terms.scheme(scheme);
                let link = format!("[{label}](#{})", anchor(&list.heading));
                if whole { link } else { format!("{link}: {}", self.written(members)) }
            }
            ValueType::Text { datatype, pattern } => {
                let what = match datatype {
                    Datatype::String => "text",
                    Datatype::LangString => "text, in English; or a mapping of language tags to texts",
                    Datatype::Integer => "whole number",
                    Datatype::Decimal => "number",
                    Datatype::Boolean => "`true` or `false`",
                    Datatype::Date => "day",
                };
                match pattern {
                    Some(pattern) => of_form(what, pattern),
                    None => what.to_owned(),
                }
            }
            ValueType::Iri { template, pattern } => match (template, pattern) {
                (Some(template), Some(pattern)) => {
                    format!("{}, for {}", of_form("text", pattern), code(template))
                }
                (Some(template), None) => format!("text, for {}", code(template)),
                (None, _) => "IRI".to_owned(),
            },
        }
    }

    pub(super) fn written(&self, members: &[ConceptId]) -> String {
        members.iter().map(|id| code(self.schema.concept(*id).written())).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn unit(&self, id: ConceptId) -> &'a str {
        unit(self.schema.concept(id))
    }

    /// A class as a link to its kind, or to the kinds that are of it.
    pub(super) fn class(&self, class: ClassId) -> String {
        let label = &self.schema.class(class).label;
        let kind = self.schema.kinds().find(|kind| kind.class == class && kind.role != Role::Part);
        let alone = self.fitting(class).len() <= 1;
        match kind {
            Some(kind) if alone => format!("[{}](#{})", with_article(label), anchor(&kind.key)),
            _ => format!("[{}](#{})", with_article(label), anchor("Wider classes")),
        }
    }

    pub(super) fn fitting(&self, class: ClassId) -> Vec<&'a Kind> {
        let is_of = |kind: &&Kind| kind.role != Role::Part && self.schema.is_a(kind.class, class);
        self.schema.kinds().filter(is_of).collect()
    }
}

/// Whether a reader would see the same for both.
pub(super) fn same(a: &Key, b: &Key) -> bool {
    a.key == b.key && a.predicate == b.predicate && (a.min, a.max) == (b.min, b.max) && a.help == b.help
}

fn how_many(key: &Key) -> String {
    match (key.min, key.max) {
        (1, Some(1)) => "one".to_owned(),
        (0, Some(1)) => "at most one".to_owned(),
        (0, None) => "any number".to_owned(),
        (min, None) => format!("at least {}", in_words(min)),
        (min, Some(max)) if min == max => in_words(max),
        (0, Some(max)) => format!("at most {}", in_words(max)),
        (min, Some(max)) => format!("{} to {}", in_words(min), in_words(max)),
    }
}

/// What the reference adds to a key that takes a fact.
fn spoken_of(key: &Key) -> &'static str {
    if key.asserts {
        "; a fact in place is claimed together with this fact, a fact by `id` is not"
    } else {
        "; only mentioned"
    }
}
