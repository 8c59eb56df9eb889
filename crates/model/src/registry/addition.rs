//! What is added to an entity that another record describes: names in more languages, and identifiers that somebody
//! decided on.
//!
//! An addition is `{to: state:belarus, …}` with any keys of the entity's kind. One that gives an identifier says who
//! decided it, when, and by what evidence; `without: wikidata` says that there is no identifier.

use std::borrow::Cow;

use super::author::{Author, BY, EVIDENCE, ON};
use super::entity::{Decision, Entity, EntityId};
use super::gather::{Gathered, gather};
use super::index::{Found, Registry};
use super::known::KnownAddition;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};
use crate::schema::{Key, KindId, Schema};
use crate::source::{Entry, Node, Value};
use crate::vocab::chy;

/// The keys of an addition that are not the entity's.
const TO: &str = "to";
const WITHOUT: &str = "without";

impl Registry {
    /// Adds the keys of an addition to its entity, and gives it. What is wrong with it goes to `diagnostics`, and then nothing is added.
    ///
    /// Where the entity is not there, it is a warning: the file may be read with other sources than those it was made
    /// for.
    pub fn extend(
        &mut self,
        schema: &Schema,
        record: Node<'static>,
        file: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Option<EntityId> {
        self.extend_with(schema, (record, None), file, diagnostics)
    }

    /// Adds an addition that was read before.
    pub fn extend_known(
        &mut self,
        schema: &Schema,
        addition: KnownAddition,
        diagnostics: &mut Diagnostics,
    ) -> Option<EntityId> {
        let KnownAddition { record, file, kind, gathered } = addition;
        self.extend_with(schema, (record, Some((kind, gathered))), file, diagnostics)
    }

    fn extend_with(
        &mut self,
        schema: &Schema,
        (record, known): (Node<'static>, Option<(KindId, Gathered)>),
        file: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Option<EntityId> {
        match self.addition(schema, record, known, file) {
            Ok(Addition { to, record, gathered, decisions }) => {
                let Gathered { names, codes, timeless, unique, holds, existence, .. } = gathered;
                self.timeless.extend(timeless);
                self.index(to, names, codes, unique);
                let entity = &mut self.entities[to.0 as usize];
                entity.additions.push((file, record));
                entity.decisions.extend(decisions);
                entity.holds = entity.holds.take().or(holds);
                entity.existence = entity.existence.intersect(&existence);
                Some(to)
            }
            Err(wrong) => {
                diagnostics.merge(wrong);
                None
            }
        }
    }

    /// The kind of the entity to which something is added.
    pub(super) fn addressed_kind(
        &self,
        schema: &Schema,
        record: &Node<'_>,
        file: FileId,
    ) -> Result<KindId, Diagnostics> {
        let to = self.addressed(schema, record.get(TO), record.origin(file), file);
        to.map(|to| self.entity(to).kind).map_err(|diagnostic| alone(*diagnostic))
    }

    /// Reads an addition; what it says of names, codes and identifiers may be known for entities of a kind.
    fn addition(
        &self,
        schema: &Schema,
        record: Node<'static>,
        known: Option<(KindId, Gathered)>,
        file: FileId,
    ) -> Result<Addition, Diagnostics> {
        let at = record.origin(file);
        let Value::Map(entries) = record.value else {
            return Err(alone(
                Diagnostic::error(Code::WrongValue, "an addition is expected")
                    .at(at)
                    .label("not a mapping")
                    .help("write `{to: state:belarus, also: …}`: an entity, and the keys that are added to it"),
            ));
        };
        let (own, added): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|e| [TO, WITHOUT, BY, ON, EVIDENCE].contains(&e.key.text.as_ref()));
        let own = |key: &str| own.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value);
        let to = self.addressed(schema, own(TO), at, file).map_err(|diagnostic| alone(*diagnostic))?;
        let entity = self.entity(to);
        let kind = schema.kind(entity.kind);
        let mut wrong = Diagnostics::new();
        let gathered = match known.filter(|(of, _)| *of == entity.kind) {
            Some((_, gathered)) => gathered,
            None => gather(schema, kind, &added, file),
        };
        // Other faults of keys and values are reported as for the entity's own record, when it is described.
        for entry in &added {
            let told_once = |key: &Key| key.max == Some(1) && !key.unique || key.identifies;
            if kind.key(&entry.key.text).is_some_and(|(_, key)| told_once(key)) {
                wrong.extend(contradicted(entity, entry, file));
            }
        }
        for (value, at, key, predicate) in &gathered.unique {
            wrong.extend(self.shared(value, *at, key, *predicate, Some(to), &entity.label));
            wrong.extend(twice(entity, key, Some(value), *at));
        }
        let mut decided: Vec<(&str, Option<String>, Origin)> = Vec::new();
        for (value, at, key, _) in &gathered.unique {
            decided.push((key, Some(value.clone()), *at));
        }
        if let Some(node) = own(WITHOUT) {
            match node.text().and_then(|text| kind.key(text.trim())).filter(|(_, key)| key.unique) {
                Some((_, key)) => {
                    wrong.extend(twice(entity, &key.key, None, node.origin(file)));
                    decided.push((&key.key, None, node.origin(file)));
                }
                None => wrong.push(
                    Diagnostic::error(Code::WrongValue, format!("`{WITHOUT}` names a key whose values are unique"))
                        .at(node.origin(file))
                        .label("no such key")
                        .help("write `without: wikidata` where it was decided that there is no item"),
                ),
            }
        }
        let decisions = match decisions(decided, &own, entity, at) {
            Ok(decisions) => decisions,
            Err(diagnostic) => {
                wrong.push(*diagnostic);
                Vec::new()
            }
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Addition { to, record: Node { value: Value::Map(added), ..record }, gathered, decisions })
    }

    /// The entity to which something is added.
    fn addressed(
        &self,
        schema: &Schema,
        to: Option<&Node<'_>>,
        at: Origin,
        file: FileId,
    ) -> Result<EntityId, Box<Diagnostic>> {
        let Some((text, at)) = to.and_then(|node| Some((node.text()?.trim(), node.origin(file)))) else {
            let diagnostic = Diagnostic::error(Code::MissingKey, "an addition needs the key `to`");
            return Err(Box::new(
                diagnostic.at(at).label("to which entity?").help("write `to: state/belarus`, a name or a code"),
            ));
        };
        let Some(class) = schema.class_id(chy::ENTITY) else {
            return Err(Box::new(
                Diagnostic::error(Code::UnknownEntity, "the ontology has no class of entities").at(at),
            ));
        };
        match self.coded(text) {
            [one] => return Ok(*one),
            _ => match self.find(schema, text, class, None) {
                Found::One(id) => return Ok(id),
                Found::Several(several) => {
                    let shown: Vec<String> = several.iter().map(|id| self.shown(schema, *id)).collect();
                    let ids: Vec<String> =
                        several.iter().map(|id| format!("`{}`", self.written(schema, *id))).collect();
                    let message = format!("`{text}` is the name of several: {}", shown.join(", "));
                    return Err(Box::new(
                        Diagnostic::error(Code::AmbiguousName, message)
                            .at(at)
                            .label("which one?")
                            .help(format!("write one of {}", ids.join(", "))),
                    ));
                }
                Found::OtherClass(_) | Found::None => {}
            },
        }
        Err(Box::new(
            Diagnostic::warning(Code::UnknownEntity, format!("there is no entity `{text}` to add this to"))
                .at(at)
                .label("not among the entities that were read")
                .help("read the file together with the sources that have the entity, or correct its name"),
        ))
    }
}

fn alone(diagnostic: Diagnostic) -> Diagnostics {
    let mut all = Diagnostics::new();
    all.push(diagnostic);
    all
}

/// An addition that was read.
struct Addition {
    to: EntityId,
    record: Node<'static>,
    gathered: Gathered,
    decisions: Vec<Decision>,
}

/// What is wrong where a key with at most one value has another value, or other values, already.
fn contradicted(entity: &Entity, entry: &Entry<'_>, file: FileId) -> Option<Diagnostic> {
    let texts = |node: &Node<'_>| {
        let mut all: Vec<String> = node.items().unwrap_or(std::slice::from_ref(node)).iter().map(written).collect();
        all.sort();
        all
    };
    let known = texts(entity.values(&entry.key.text).next()?);
    (known != texts(&entry.value)).then(|| {
        let known = known.join(", ");
        let what = format!("the {} of `{}` is already stated: `{known}`", entry.key.text, entity.label);
        Diagnostic::error(Code::ContradictingAddition, what)
            .at(entry.value.origin(file))
            .label("another value")
            .related(entity.origin, "the entity")
            .help("an addition only adds; to change a value, change the entity's own record")
    })
}

/// A value as it is compared and shown.
fn written(node: &Node<'_>) -> String {
    node.text().unwrap_or(node.what()).trim().to_owned()
}

/// What is wrong where another decision or another record says something else of an identifier.
fn twice(entity: &Entity, key: &str, value: Option<&str>, at: Origin) -> Option<Diagnostic> {
    let shown = |value: Option<&str>| value.map_or_else(|| format!("no {key}"), |value| format!("`{value}`"));
    let decided = entity.decisions.iter().find(|decision| decision.key == key);
    let (known, place): (Option<Cow<'_, str>>, Origin) = match decided {
        Some(decision) => (decision.value.as_deref().map(Cow::Borrowed), decision.origin),
        None => (Some(Cow::Borrowed(entity.record.get(key).and_then(Node::text)?)), entity.origin),
    };
    (known.as_deref() != value).then(|| {
        let (first, second) = (shown(known.as_deref()), shown(value));
        Diagnostic::error(Code::TwoDecisions, format!("`{}` has {first}, and here {second}", entity.label))
            .at(at)
            .label("decided otherwise")
            .related(place, "the other one")
            .help("look both up, and keep the right one: a wrong link is worse than no link")
    })
}

/// What was decided, with its author, its day and its evidence.
fn decisions<'n>(
    decided: Vec<(&str, Option<String>, Origin)>,
    own: &dyn Fn(&str) -> Option<&'n Node<'static>>,
    entity: &Entity,
    at: Origin,
) -> Result<Vec<Decision>, Box<Diagnostic>> {
    if decided.is_empty() {
        return Ok(Vec::new());
    }
    let author = Author::read(own, at, || format!("the decision about `{}`", entity.label))?;
    let decision = |(key, value, origin): (&str, Option<String>, Origin)| Decision {
        key: key.to_owned(),
        value,
        by: author.by.clone(),
        on: author.on,
        evidence: author.evidence.clone(),
        origin,
    };
    Ok(decided.into_iter().map(decision).collect())
}
