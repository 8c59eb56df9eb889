//! The statements of Wikidata on the items that are asked for. All else of a dump is passed over without being parsed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::asked::{Asked, Likeness};
use crate::diagnostic::Diagnostics;
use crate::origin::{FileId, Files};
use crate::schema::IriBuf;
use crate::source::Node;
use crate::source::json;
use crate::source::wikidata::{Batch, Entities, id_in, malformed};
use crate::wikidata::model::{Content, Rank, Reference, Snak};
use crate::wikidata::{Redirects, entity};

/// A statement of Wikidata.
#[derive(Debug, Clone)]
pub struct HeldStatement {
    /// Its id, `Q31$8C1C…`.
    pub id: String,
    /// Its rank.
    pub rank: Rank,
    /// Its value.
    pub value: Content,
    /// Its qualifiers.
    pub qualifiers: Vec<Snak>,
    /// Its references.
    pub references: Vec<Reference>,
}

impl HeldStatement {
    /// Its id, and how well it is referenced, for a person.
    #[must_use]
    pub fn cited(&self) -> String {
        match self.references.len() {
            0 => format!("{}, no reference", self.id),
            1 => format!("{}, 1 reference", self.id),
            many => format!("{}, {many} references", self.id),
        }
    }

    /// The qualifiers of a property.
    pub fn of<'s>(&'s self, property: Option<&'s str>) -> impl Iterator<Item = &'s Snak> {
        self.qualifiers.iter().filter(move |snak| Some(snak.property.as_str()) == property)
    }
}

/// The items in the data that may be those of things without one, as they are known.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// What they say is what identifies the thing.
    pub same: BTreeSet<String>,
    /// They may be it.
    pub alike: BTreeSet<String>,
}

/// What was found of the items that were asked for.
#[derive(Debug, Default)]
pub struct Held {
    /// Statements by item and property.
    statements: HashMap<(String, String), Vec<HeldStatement>>,
    /// The items that were there, with their English labels.
    items: HashMap<String, String>,
    /// Which ids lead to others.
    pub redirects: Redirects,
    /// Items for what has none.
    candidates: HashMap<IriBuf, Candidates>,
    /// How many entities were in the data.
    pub entities: u64,
    /// What was wrong with them.
    pub diagnostics: Diagnostics,
}

impl Held {
    /// Reads entities, on both cores. `progress` is told after each batch.
    #[must_use]
    pub fn read(entities: Entities, file: FileId, files: &Files, asked: &Asked, progress: &(dyn Fn() + Sync)) -> Self {
        let entities = Mutex::new(entities);
        let work = || {
            let mut mine = Self::default();
            loop {
                let next = entities.lock().unwrap_or_else(PoisonError::into_inner).next();
                match next {
                    None => return mine,
                    Some(Err(diagnostic)) => {
                        let broken = diagnostic.code == "read-failed";
                        mine.diagnostics.push(diagnostic);
                        if broken {
                            return mine;
                        }
                    }
                    Some(Ok(batch)) => mine.batch(&batch, file, files, asked),
                }
                progress();
            }
        };
        std::thread::scope(|scope| {
            let other = scope.spawn(work);
            let mut mine = work();
            // A reader reports errors; it does not panic.
            if let Ok(other) = other.join() {
                mine.merge(other);
            }
            mine
        })
    }

    /// Adds what was read of other data; a statement that is there already stays.
    pub fn merge(&mut self, other: Self) {
        for (key, more) in other.statements {
            let all = self.statements.entry(key).or_default();
            for statement in more {
                if !all.iter().any(|known| known.id == statement.id) {
                    all.push(statement);
                }
            }
        }
        self.items.extend(other.items);
        self.redirects.merge(&other.redirects);
        for (thing, more) in other.candidates {
            let known = self.candidates.entry(thing).or_default();
            known.same.extend(more.same);
            known.alike.extend(more.alike);
        }
        self.entities += other.entities;
        self.diagnostics.merge(other.diagnostics);
    }

    /// Follows the redirects that were found, wherever a statement names an entity, and sorts the statements: the best ranks
    /// first. To be called once all data was read.
    pub fn settle(&mut self) {
        let redirects = &self.redirects;
        let follow = |snak: &mut Snak| redirects.follow(&mut snak.content);
        let mut settled: HashMap<(String, String), Vec<HeldStatement>> = HashMap::new();
        for ((item, property), mut statements) in self.statements.drain() {
            for statement in &mut statements {
                redirects.follow(&mut statement.value);
                statement.qualifiers.iter_mut().for_each(follow);
                statement.references.iter_mut().flatten().for_each(follow);
            }
            settled.entry((redirects.current(&item).to_owned(), property)).or_default().append(&mut statements);
        }
        for statements in settled.values_mut() {
            statements.sort_by(|a, b| b.rank.cmp(&a.rank).then_with(|| a.id.cmp(&b.id)));
        }
        self.statements = settled;
    }

    /// The items that those lead to that were asked for, and that were not asked for themselves, so that they may have been
    /// passed over.
    #[must_use]
    pub fn elsewhere(&self, asked: &Asked) -> HashSet<String> {
        let targets = asked.items.iter().map(|item| self.redirects.current(item));
        targets.filter(|item| !asked.items.contains(*item)).map(ToOwned::to_owned).collect()
    }

    fn batch(&mut self, batch: &Batch, file: FileId, files: &Files, asked: &Asked) {
        for (text, start, line) in batch.entities() {
            self.entities += 1;
            // Where the id does not stand at the beginning, only the tree tells it.
            let wanted = id_in(text).is_none_or(|id| asked.items.contains(id));
            let whole = text.first() == Some(&b'{') && text.last() == Some(&b'}');
            if whole && !wanted && !asked.may_answer(text) {
                continue;
            }
            match json::read_at(text, start, file) {
                Ok(node) => self.entity(&node, file, asked),
                Err(diagnostic) => {
                    if files.is_passing(file) {
                        files.keep(file, start, line, text);
                    }
                    self.diagnostics.push(malformed(line, &diagnostic));
                }
            }
        }
    }

    fn entity(&mut self, node: &Node<'_>, file: FileId, asked: &Asked) {
        let redirect = entity::redirect(node);
        if let Some((from, to)) = redirect {
            self.redirects.add(from, to);
        }
        let Some(id) = entity::id_of(node) else { return };
        let mut wanted = asked.items.contains(id) || redirect.is_some_and(|(from, _)| asked.items.contains(from));
        for (thing, likeness) in asked.likenesses(node, file) {
            let candidates = self.candidates.entry(thing.clone()).or_default();
            if likeness == Likeness::Same {
                candidates.same.insert(id.to_owned());
                wanted = true;
            } else {
                candidates.alike.insert(id.to_owned());
            }
        }
        if !wanted {
            return;
        }
        let label = node.get("labels").and_then(|labels| labels.get("en").or_else(|| labels.get("mul")));
        let label = label.and_then(|label| label.get("value")).and_then(Node::text);
        self.items.insert(id.to_owned(), label.unwrap_or(id).to_owned());
        for (property, list) in entity::claims(node) {
            if !asked.properties.contains(property) {
                continue;
            }
            let read: Vec<HeldStatement> = list
                .into_iter()
                .filter_map(|node| match entity::statement(node, property, file) {
                    Ok(statement) => Some(HeldStatement {
                        id: statement.id.to_owned(),
                        rank: statement.rank,
                        value: statement.main.content,
                        qualifiers: statement.qualifiers,
                        references: statement.references,
                    }),
                    Err(diagnostic) => {
                        self.diagnostics.push(*diagnostic);
                        None
                    }
                })
                .collect();
            self.statements.entry((id.to_owned(), property.to_owned())).or_default().extend(read);
        }
    }

    /// The items that may be that of a thing that has none.
    #[must_use]
    pub fn candidates(&self, thing: &IriBuf) -> Candidates {
        let mut found = self.candidates.get(thing).cloned().unwrap_or_default();
        let current = |ids: &BTreeSet<String>| ids.iter().map(|id| self.redirects.current(id).to_owned()).collect();
        (found.same, found.alike) = (current(&found.same), current(&found.alike));
        found
    }

    /// The statements on a property of an item, the best ranks first.
    #[must_use]
    pub fn of(&self, item: &str, property: &str) -> &[HeldStatement] {
        self.statements.get(&(item.to_owned(), property.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The English label of an item; nothing where the item was not in the data.
    #[must_use]
    pub fn item(&self, item: &str) -> Option<&str> {
        self.items.get(item).map(String::as_str)
    }
}
