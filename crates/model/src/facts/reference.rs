//! References to facts by their `id`: in which order they are made, and what is stated where one leads nowhere.

use std::collections::HashSet;
use std::sync::Arc;

use super::item::Made;
use super::local::Local;
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Origin};
use crate::schema::{ClassId, Schema};
use crate::source::{Node, Value};
use chancery_values::name::{nearest, with_article};

/// The code of a reference that leads back to itself.
pub(super) const CIRCULAR: Code = Code::CircularReference;

/// What became of a fact that was referred to by its `id`.
#[derive(Clone)]
pub(super) enum Referred {
    Open,
    Made(Arc<Made>),
    /// It refers to itself, or to one that does.
    Circular,
    Rejected,
}

impl Referred {
    /// The fact, if there is one and it is of the class.
    pub(super) fn checked(
        self,
        schema: &Schema,
        id: &str,
        class: ClassId,
        origin: Origin,
    ) -> Result<Arc<Made>, Box<Diagnostic>> {
        match self {
            Self::Made(made) if schema.is_a(made.class, class) => Ok(made),
            Self::Made(made) => {
                let wanted = &schema.class(class).label;
                let is = &schema.class(made.class).label;
                Err(Box::new(
                    Diagnostic::error(
                        Code::WrongClass,
                        format!("`{id}` is {}, not {}", with_article(is), with_article(wanted)),
                    )
                    .at(origin)
                    .label(format!("{} is expected", with_article(wanted))),
                ))
            }
            Self::Open | Self::Circular => Err(Box::new(
                Diagnostic::error(CIRCULAR, format!("`{id}` leads back to itself, so it cannot be referred to"))
                    .at(origin)
                    .label("leads into the cycle")
                    .help("the IRI of a fact contains what it refers to: remove one of the references of the cycle"),
            )),
            Self::Rejected => Err(Box::new(
                Diagnostic::error(
                    Code::RejectedReference,
                    format!("`{id}` cannot be referred to: it is itself wrong, or not one fact"),
                )
                .at(origin)
                .label("refers to a record that was rejected")
                .help(format!("fix `{id}` first; a record with an `id` must make exactly one fact")),
            )),
        }
    }
}

/// The diagnostic for an `id` that no fact of the file has.
pub(super) fn unknown(local: &Local<'_>, text: &str, origin: Origin) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(Code::UnknownFact, format!("no fact of this file has the id `{text}`"))
        .at(origin)
        .label("not the id of a fact");
    if let Some(near) = nearest(text, local.ids()) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
    }
    diagnostic.help("give the fact that is meant an `id`, or write it in place: `{kind: {…}}`")
}

/// The diagnostic for what is the `id` of a fact and the name of entities too; of each, how it is shown and how it is written.
pub(super) fn ambiguous(
    local: &Local<'_>,
    text: &str,
    entities: impl Iterator<Item = (String, String)>,
    node: &Node<'_>,
    file: FileId,
) -> Diagnostic {
    let (shown, written): (Vec<String>, Vec<String>) =
        entities.map(|(shown, written)| (shown, format!("`{written}`"))).unzip();
    let mut diagnostic = Diagnostic::error(
        Code::AmbiguousName,
        format!("`{text}` is a fact of this file, and the name of {}", shown.join(", ")),
    )
    .at(node.origin(file))
    .label("which of them?");
    if let Some(record) = local.records(text).first() {
        diagnostic = diagnostic.related(record.node.origin(file), "the fact");
    }
    diagnostic
        .help("if you mean the fact, give it an `id` that is not another name, and write that here")
        .help(format!("if you mean the entity, write {}", written.join(" or ")))
}

/// In which order facts are made, so that each comes after those that it refers to: a chain of references may be longer
/// than the program's own stack is deep.
pub(super) struct Order {
    seen: HashSet<String>,
    /// Ids, and whether all that they refer to has been given.
    open: Vec<(String, bool)>,
}

impl Order {
    /// The order in which the fact with this `id` is made.
    pub(super) fn of(id: &str) -> Self {
        Self { seen: HashSet::new(), open: vec![(id.to_owned(), false)] }
    }

    /// The fact to be made next. What is `made` by now is left out.
    pub(super) fn next(&mut self, schema: &Schema, local: &Local<'_>, made: impl Fn(&str) -> bool) -> Option<String> {
        while let Some((id, ready)) = self.open.pop() {
            if ready {
                return Some(id);
            }
            if !made(&id) && self.seen.insert(id.clone()) {
                self.open.push((id.clone(), true));
                for record in local.records(&id) {
                    let kind = schema.kind(record.kind);
                    // What makes a fact of its own does not belong to this one.
                    let is_own = |key: &str| kind.key(key).is_none_or(|(_, key)| kind.unfolds_to(key).is_none());
                    let entries = record.node.entries().unwrap_or_default().iter();
                    for entry in entries.filter(|entry| entry.key.text != "id" && is_own(&entry.key.text)) {
                        texts(&entry.value, &mut |text| {
                            if local.knows(text) {
                                self.open.push((text.to_owned(), false));
                            }
                        });
                    }
                }
            }
        }
        None
    }
}

/// Gives every text in a tree that could be the `id` of another record.
fn texts<'n>(node: &'n Node<'_>, give: &mut dyn FnMut(&'n str)) {
    match &node.value {
        Value::Null => {}
        Value::Scalar { text, .. } => give(text.trim()),
        Value::List(items) => items.iter().for_each(|item| texts(item, give)),
        Value::Map(entries) => {
            entries.iter().filter(|entry| entry.key.text != "id").for_each(|entry| texts(&entry.value, give));
        }
    }
}
