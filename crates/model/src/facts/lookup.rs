//! Names looked up in the registry, exactly and by date, and what is stated where one does not mean one entity.

use std::cell::Cell;
use std::collections::HashMap;

use super::item::Item;
use super::words::{any_of, keys_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::literal::TimeSpan;
use crate::origin::{FileId, Origin};
use crate::registry::{Entity, EntityId, Found, Registry, Untimely};
use crate::schema::{ClassId, Kind, Schema};
use crate::source::Node;
use chancery_values::name::with_article;
use chancery_values::time::{Bounds, Date};

/// How many similar names are searched for. A search goes through all names and takes time; a table with more unknown names needs no
/// further proposals.
const MAX_SEARCHES: usize = 100;

/// Looks up the names of one file.
pub struct Lookup<'a> {
    pub(super) schema: &'a Schema,
    pub(super) registry: &'a Registry,
    pub(super) file: FileId,
    /// Who has the names that were looked up, by class: a table names few entities many times.
    names: HashMap<ClassId, HashMap<String, Vec<EntityId>>>,
    /// The names of each class that names alone were compared with, as they are compared.
    pub(super) forms: HashMap<ClassId, Vec<(&'a str, EntityId)>>,
    /// How often a similar name was searched for.
    searched: Cell<usize>,
    /// Set where a name has several entities, so that the time of the fact decides.
    pub asked_time: Cell<bool>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(schema: &'a Schema, registry: &'a Registry, file: FileId) -> Self {
        let (names, searched, asked_time) = (HashMap::new(), Cell::new(0), Cell::new(false));
        let forms = HashMap::new();
        Self { schema, registry, file, names, forms, searched, asked_time }
    }

    /// The entity that a name of a class means at a time.
    pub(super) fn find(&mut self, text: &str, class: ClassId, when: Option<&Bounds>) -> Found {
        // The time decides among several; and a name may be of another time.
        let of_a_time = |id: &EntityId| self.registry.entity(*id).time().is_some();
        let several = |fitting: &[EntityId]| {
            self.asked_time.set(self.asked_time.get() || fitting.len() > 1 || fitting.iter().any(of_a_time));
        };
        let known = self.names.get(&class).and_then(|names| names.get(text));
        match known {
            Some(fitting) => {
                several(fitting);
                self.registry.choose(fitting, when)
            }
            None => {
                let (bearers, fitting) = self.registry.bearers(self.schema, text, class);
                if fitting.is_empty() {
                    if bearers.is_empty() { Found::None } else { Found::OtherClass(bearers) }
                } else {
                    several(&fitting);
                    let found = self.registry.choose(&fitting, when);
                    self.names.entry(class).or_default().insert(text.to_owned(), fitting);
                    found
                }
            }
        }
    }

    /// The diagnostic for a name that does not mean one entity of a class.
    pub(super) fn not_found(
        &self,
        text: &str,
        class: ClassId,
        found: &Found,
        origin: Origin,
        dated: bool,
    ) -> Diagnostic {
        let of_class = &self.schema.class(class).label;
        match found {
            Found::Several(bearers) => {
                let shown: Vec<String> =
                    bearers.iter().map(|id| self.registry.shown_in_time(self.schema, *id)).collect();
                let ids: Vec<String> =
                    bearers.iter().map(|id| format!("`{}`", self.registry.written(self.schema, *id))).collect();
                let hint = if dated {
                    "the date is, or may be, in the time of several of them, or in the time of none"
                } else {
                    "a date on the fact (`during`) may distinguish them"
                };
                Diagnostic::error(Code::AmbiguousName, format!("`{text}` is the name of several: {}", shown.join(", ")))
                    .at(origin)
                    .label("which one?")
                    .help(hint)
                    .help(format!("or write one of {}", ids.join(", ")))
            }
            Found::OtherClass(bearers) => {
                let shown: Vec<String> = bearers
                    .iter()
                    .map(|id| {
                        let entity = self.registry.entity(*id);
                        format!("`{}` is {}", entity.label, with_article(&self.schema.kind(entity.kind).key))
                    })
                    .collect();
                Diagnostic::error(Code::WrongClass, format!("`{text}` is not the name of {}", with_article(of_class)))
                    .at(origin)
                    .label(format!("{} is expected", with_article(of_class)))
                    .help(shown.join(", "))
            }
            _ => {
                let mut diagnostic = Diagnostic::error(Code::UnknownName, format!("no {of_class} is called `{text}`"))
                    .at(origin)
                    .label("not in the registry");
                let searched = self.searched.get();
                self.searched.set(searched + 1);
                let (mut own, mut near) = (None, None);
                if searched < MAX_SEARCHES {
                    own = self.registry.suggestion_of(self.schema, self.file, text, class);
                    near = self.registry.suggestion(self.schema, text, class);
                }
                let is_like = own.or(near).is_some();
                // The file's own is the likelier one, and both are shown.
                let is_own = |one: &Entity| own.is_some_and(|own| own.id == one.id && own.kind == one.kind);
                for one in own.into_iter().chain(near.filter(|near| !is_own(near))) {
                    let keys = &self.schema.kind(one.kind).keys;
                    let unique = keys.iter().filter(|key| key.unique).find_map(|key| one.record.get(&key.key)?.text());
                    let item = unique.map(|item| format!(" ({item})")).unwrap_or_default();
                    diagnostic = diagnostic.help(format!("did you mean `{}`{item}?", one.label));
                }
                let fits = |kind: &Kind| kind.has_id() && self.schema.is_a(kind.class, class);
                let by_name =
                    self.schema.kinds().filter(|kind| kind.name_suffices && fits(kind) && kind.class != class);
                for kind in by_name.filter(|_| !is_like || text.trim().contains(' ')) {
                    let key = &kind.key;
                    diagnostic = diagnostic.help(format!("if it is {}: `{{{key}: {text}}}`", with_article(key)));
                }
                diagnostic.help(format!(
                    "a name must match exactly; add the entity under `entities:` if it is missing, as {}",
                    any_of(&keys_of(self.schema, &fits))
                ))
            }
        }
    }

    /// The diagnostic for a name that did not mean the entity at the time of the fact. Who is only mentioned may be of any time.
    pub(super) fn untimely(&self, item: &Item, node: &Node<'_>, when: Option<&TimeSpan>) -> Option<Diagnostic> {
        let (Item::Entity(id), Some(text), Some(when)) = (item, node.text(), when) else { return None };
        let untimely = self.registry.untimely(text, *id, &when.bounds)?;
        let entity = self.registry.entity(*id);
        let (label, text) = (&entity.label, text.trim());
        let means =
            if text == label { format!("`{label}` has this name") } else { format!("`{text}` means `{label}`") };
        let diagnostic = match untimely {
            Untimely::After(end) => {
                let is_later = how(when.bounds.begin_earliest > Some(end), when.bounds.end_earliest > Some(end), LATER);
                let message = format!("{means} until {}, and the fact {is_later}: {}", day(end), when.label);
                Diagnostic::error(Code::NameOfThePast, message).help("name its successor, or correct the date")
            }
            Untimely::Before(begin) => {
                let by = |day: Option<Date>| day.is_some_and(|day| day < begin);
                let is_earlier = how(by(when.bounds.end_latest), by(when.bounds.begin_latest), EARLIER);
                let message = format!("{means} from {} on, and the fact {is_earlier}: {}", day(begin), when.label);
                Diagnostic::error(Code::NameOfTheFuture, message).help("name its predecessor, or correct the date")
            }
        };
        let diagnostic = diagnostic
            .at(node.origin(self.file))
            .label("no entity had this name then")
            .help(format!("if you mean it anyway, write `{}`", self.registry.written(self.schema, *id)));
        Some(diagnostic)
    }

    /// That there is such an entity already: in the file itself, with its place, or in the registry.
    pub(super) fn had_already(&self, what: &str, bearers: &[EntityId]) -> Diagnostic {
        let own: Vec<EntityId> =
            bearers.iter().copied().filter(|id| self.registry.entity(*id).file == self.file).collect();
        let who = if own.is_empty() || own.len() < bearers.len() { "the registry" } else { "this file" };
        let diagnostic = Diagnostic::error(Code::DuplicateEntity, format!("{who} has the {what} already"));
        own.iter().fold(diagnostic, |diagnostic, id| {
            diagnostic.related(self.registry.entity(*id).origin, "it is stated here")
        })
    }
}

/// In words: a fact is in all, certainly in part, or possibly in part before or after the time of a name.
const EARLIER: [&str; 3] = ["is earlier", "begins earlier", "may begin earlier"];
const LATER: [&str; 3] = ["is later", "ends later", "may end later"];

fn how(in_all: bool, in_part: bool, words: [&'static str; 3]) -> &'static str {
    let [all, part, maybe] = words;
    if in_all {
        all
    } else if in_part {
        part
    } else {
        maybe
    }
}

/// A day as an edge of a time, in words: the year alone where it is the first or the last day of one.
fn day(date: Date) -> String {
    match (date.month(), date.day()) {
        (1, 1) | (12, 31) => date.year().to_string(),
        _ => date.to_string(),
    }
}
