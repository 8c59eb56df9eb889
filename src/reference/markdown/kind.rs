//! Kinds, and the classes that keys take.

use std::collections::BTreeMap;

use super::key::same;
use super::writer::{Writer, code};
use chancery_model::schema::{ClassId, Key, KeyPath, Kind, Recurs, Role, ValueType};

impl<'a> Writer<'a> {
    pub(super) fn claim(&mut self) {
        self.heading(2, "Claims");
        let Some(kind) = self.schema.claim_kind() else { return };
        self.paragraph(&kind.help);
        let keys: Vec<&Key> = kind.keys.iter().collect();
        self.table(&keys);
    }

    /// What a block may say of the sentences that it cites.
    pub(super) fn of_sentence(&mut self) {
        let Some(kind) = self.schema.sentence_kind() else { return };
        self.heading(2, "Sentences");
        self.paragraph(&kind.help);
        let keys: Vec<&Key> = kind.keys.iter().collect();
        self.table(&keys);
    }

    /// A kind: what it is, the folder of its IRIs, an example, its keys.
    pub(super) fn kind(&mut self, kind: &'a Kind, shared: &[&Key]) {
        self.heading(3, &kind.key);
        self.paragraph(&kind.help);
        let names: Vec<String> = kind.template.keys().map(|key| format!("{{{key}}}")).collect();
        self.paragraph(&format!(
            "Class `{}`, IRI `{}{}/{}`.",
            self.shown(&kind.class_iri),
            self.schema.base,
            kind.template.folder(),
            names.join("--")
        ));
        if let Some(example) = &kind.example {
            self.paragraph(&format!("```yaml\n{}: {example}\n```", kind.key));
        }
        let own: Vec<&Key> = kind.keys.iter().filter(|key| !shared.iter().any(|other| same(key, other))).collect();
        self.table(&own);
        self.affair(kind);
        for group in &kind.one_of {
            let fitting = kind.keys.iter().filter(|key| group.contains(&key.predicate));
            let keys: Vec<String> = fitting.map(|key| code(&key.key)).collect();
            self.paragraph(&format!("One of {} is needed.", keys.join(", ")));
        }
        if kind.role == Role::Entity && !kind.template.keys().any(|key| key == "id") {
            self.paragraph(
                "It has no `id` and is not under `entities`: it is written in place, where a fact refers to it.",
            );
        }
        if kind.name_suffices {
            self.paragraph(&format!(
                "In a fact, a name that nobody known has makes one of the document: `{{{}: NAME}}`.",
                kind.key
            ));
        }
        if kind.needs_date {
            self.paragraph(
                "Without a date with a known year, it is identified by its place in the document, which is part of its IRI.",
            );
        }
    }

    /// What makes two facts of the kind one, and how often there is one.
    fn affair(&mut self, kind: &Kind) {
        let Some(affair) = kind.affair.as_ref().filter(|_| kind.role == Role::Fact) else { return };
        let path = |path: &KeyPath| {
            let key = code(&kind.keys[path.key].key);
            match path.inner {
                Some(inner) => format!("the `{}` of {key}", self.shown(self.schema.space.predicate_iri(inner))),
                None => key,
            }
        };
        let identified: Vec<String> = affair.identified.iter().map(path).collect();
        let recurs = match (affair.recurs, affair.is_event) {
            (Recurs::Once, _) => "There is one alone.".to_owned(),
            (Recurs::ByPeriod, _) => "There is one for each period.".to_owned(),
            (Recurs::Freely, _) => "There may be any number.".to_owned(),
            (Recurs::Apart(0), _) => "There may be several, one after the other.".to_owned(),
            (Recurs::Apart(days), _) => format!("There may be several, at least {days} days from one to the next."),
        };
        self.paragraph(&format!("Identified by {}. {recurs}", identified.join(", ")));
    }

    /// The classes that keys take and that several kinds are of.
    pub(super) fn wider_classes(&mut self) {
        self.heading(2, "Wider classes");
        self.paragraph(
            "A key that takes a thing of one of these classes takes things of these kinds: by name, or for a fact by \
             its `id`, or written in place as a mapping of the one kind with its keys, `{person: {name: Jane Doe}}`.",
        );
        let mut classes: BTreeMap<&str, ClassId> = BTreeMap::new();
        for key in self.schema.kinds().flat_map(|kind| &kind.keys) {
            if let ValueType::Entity(class) | ValueType::Fact(class) = key.value {
                classes.insert(&self.schema.class(class).label, class);
            }
        }
        self.line("| class | kinds |");
        self.line("|---|---|");
        for (label, class) in classes {
            let fitting = self.fitting(class);
            if fitting.len() < 2 {
                continue;
            }
            let all = self.kinds(Role::Fact).len();
            let kinds = if fitting.len() == all && fitting.iter().all(|kind| kind.role == Role::Fact) {
                "every kind of fact".to_owned()
            } else {
                fitting.iter().map(|kind| Self::link(&kind.key)).collect::<Vec<_>>().join(", ")
            };
            self.line(&format!("| {label} | {kinds} |"));
        }
        self.line("");
    }
}

/// The keys that all these kinds have, as the first of them has them.
pub(super) fn common<'a>(kinds: &[&'a Kind]) -> Vec<&'a Key> {
    let Some(first) = kinds.first() else { return Vec::new() };
    let in_all = |key: &&Key| {
        kinds.iter().all(|kind| kind.key(&key.key).is_some_and(|(_, other)| other.predicate == key.predicate))
    };
    first.keys.iter().filter(in_all).collect()
}
