//! Pairs of entities that may be one, for `check` and `link`: what the sources have of them, and how they are shown.

use std::collections::HashMap;

use super::session::Session;
use chancery_ask::pairs::{self, Pair};
use chancery_ask::query::{Ask, AskError};
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::origin::FileId;
use chancery_model::registry::Registry;
use oxigraph::model::NamedNode;

/// What is compiled in is one list.
const COMPILED_IN: &str = "the registry";

/// The pairs that nobody decided on.
pub(super) fn pairs(session: &Session, store: &dyn Ask) -> Result<Vec<Pair>, AskError> {
    let (schema, outcome) = (&session.loaded.schema, &session.outcome);
    let registry: &Registry = &outcome.registry;
    let files: HashMap<String, FileId> = registry
        .entities()
        .map(|(_, entity)| (schema.space.join(schema.kind(entity.kind).namespace, &entity.id), entity.file))
        .collect();
    let documents = schema.document_kind().map(|kind| schema.kind(kind).namespace);
    let home = |iri: &str| {
        let file = *files.get(iri)?;
        if outcome.compiled_in.contains(&file) {
            return Some(COMPILED_IN.to_owned());
        }
        let document = outcome.documents.iter().find(|document| document.file == file)?;
        Some(format!("<{}>", schema.space.join(documents?, &document.id)))
    };
    let mut found = pairs::pairs(schema, store, &home)?;
    let decided = |pair: &Pair| {
        outcome.of_entities.iter().any(|decision| {
            let [one, other] = decision.iris();
            pair.entities == [one, other] || pair.entities == [other, one]
        })
    };
    found.retain(|pair| !decided(pair));
    Ok(found)
}

/// An entity as messages name it: its label, and its IRI with a prefix.
pub(super) fn shown(session: &Session, store: &dyn Ask, iri: &str) -> String {
    let name = session.loaded.schema.space.short(iri).unwrap_or_else(|| iri.to_owned());
    match NamedNode::new(iri).ok().and_then(|node| store.label(&node)) {
        Some(label) => format!("{label} ({name})"),
        None => name,
    }
}

/// The note on a pair.
pub(super) fn note(session: &Session, store: &dyn Ask, pair: &Pair) -> Diagnostic {
    let [one, other] = pair.entities.each_ref().map(|iri| shown(session, store, iri));
    let places = pair.entities.each_ref().map(|iri| session.outcome.places.of(&session.loaded.schema, iri));
    let note = Diagnostic::note(Code::MayBeOne, format!("{one} and {other} may be one: {}", pair.why.sentence()));
    let note = match places {
        [Some(one), Some(other)] => note.at(one).label("this").related(other, "and this"),
        [Some(one), None] | [None, Some(one)] => note.at(one).label("one of the two"),
        [None, None] => note,
    };
    note.help("facts about the one and the other do not meet; if they are one, say so in a decision, `same`; if not, `different`: `chancery link --pairs --format decisions` begins the file")
}
