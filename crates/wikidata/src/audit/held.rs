//! The statements of Wikidata on the items that are asked for. All else of a dump is passed over without being parsed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::asked::{Asked, Likeness};
use super::statement::{HeldStatement, Statements};
use crate::model::{Rank, Snak};
use crate::{Redirects, entity};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::origin::{FileId, Files};
use chancery_model::schema::IriBuf;
use chancery_model::source::Node;
use chancery_model::source::json;
use chancery_model::source::wikidata::{Entities, EntityBatch, id_in, malformed};

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
    /// When items began and ended, by item and property.
    existence: HashMap<(String, String), Vec<HeldStatement>>,
    /// The items that were there, with their English labels.
    items: HashMap<String, String>,
    /// The items that statements name as their values, and that were there.
    values: HashSet<String>,
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
    /// Reads entities, on both cores. `progress` is called after each batch.
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
                        let broken = diagnostic.code == Code::ReadFailed;
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

    /// Adds what was read of other data.
    pub fn merge(&mut self, other: Self) {
        for (key, mut more) in other.statements {
            self.statements.entry(key).or_default().append(&mut more);
        }
        for (key, mut more) in other.existence {
            self.existence.entry(key).or_default().append(&mut more);
        }
        self.items.extend(other.items);
        self.values.extend(other.values);
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
            // What is in two sources is one statement; where they differ, nothing says which is of today, and both stay.
            statements.dedup();
        }
        self.statements = settled;
        self.values = self.values.iter().map(|id| self.redirects.current(id).to_owned()).collect();
        for ((item, property), mut said) in std::mem::take(&mut self.existence) {
            let item = self.redirects.current(&item).to_owned();
            self.existence.entry((item, property)).or_default().append(&mut said);
        }
    }

    fn batch(&mut self, batch: &EntityBatch, file: FileId, files: &Files, asked: &Asked) {
        for (text, start, line) in batch.entities() {
            self.entities += 1;
            // Where the id is not at the beginning, only the tree says it.
            let wanted = id_in(text).is_none_or(|id| asked.items.contains(id) || asked.values.contains(id));
            let whole = text.first() == Some(&b'{') && text.last() == Some(&b'}');
            if whole && !wanted && !asked.may_answer(text) {
                continue;
            }
            let told = self.diagnostics.errors();
            match json::read_whole_at(text, start, file) {
                Ok(node) if entity::is_nameless(&node) => {
                    let wrong = Diagnostic::error(Code::MalformedEntity, "it has no id").at(node.origin(file));
                    self.diagnostics.push(malformed(line, &wrong));
                }
                Ok(node) => self.entity(&node, file, asked),
                Err(diagnostic) => self.diagnostics.push(malformed(line, &diagnostic)),
            }
            if self.diagnostics.errors() > told && files.is_passing(file) {
                files.keep(file, start, line, text);
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
        let mut said = self.read_statements(node, id, file, asked, |property| asked.is_telling(property));
        for (thing, likeness) in asked.likenesses(node, &said) {
            let candidates = self.candidates.entry(thing.clone()).or_default();
            if likeness == Likeness::Same {
                candidates.same.insert(id.to_owned());
                wanted = true;
            } else {
                candidates.alike.insert(id.to_owned());
            }
        }
        let is_value = asked.values.contains(id) || redirect.is_some_and(|(from, _)| asked.values.contains(from));
        if is_value && entity::has_claims(node) {
            self.values.insert(id.to_owned());
        }
        if wanted || is_value {
            let life = self.read_statements(node, id, file, asked, |property| asked.of_existence.contains(property));
            for (property, mut statements) in life {
                self.existence.entry((id.to_owned(), property)).or_default().append(&mut statements);
            }
        }
        // Of what an answer leaves out nothing is known: an item without the list of its statements is not in the data.
        if !wanted || !entity::has_claims(node) {
            return;
        }
        let label = node.get("labels").and_then(|labels| labels.get("en").or_else(|| labels.get("mul")));
        let label = label.and_then(|label| label.get("value")).and_then(Node::text);
        self.items.insert(id.to_owned(), label.unwrap_or(id).to_owned());
        said.extend(self.read_statements(node, id, file, asked, |property| {
            asked.properties.contains(property) && !asked.is_telling(property)
        }));
        for (property, mut statements) in said.into_iter().filter(|(property, _)| asked.properties.contains(property)) {
            self.statements.entry((id.to_owned(), property)).or_default().append(&mut statements);
        }
    }

    /// The statements of an entity on some properties. What is wrong with one is stated.
    fn read_statements(
        &mut self,
        node: &Node<'_>,
        id: &str,
        file: FileId,
        asked: &Asked,
        wanted: impl Fn(&str) -> bool,
    ) -> Statements {
        let mut read = Statements::new();
        for (property, list) in entity::claims(node).into_iter().filter(|(property, _)| wanted(property)) {
            let all = read.entry(property.to_owned()).or_default();
            for node in list {
                match statement(node, id, property, file, asked) {
                    Ok(statement) => all.push(statement),
                    Err(diagnostic) => self.diagnostics.push(*diagnostic),
                }
            }
        }
        read
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

    /// What an item says by some properties of when it began or ended, without what is deprecated.
    pub fn told<'h>(&'h self, item: &str, properties: &[String]) -> Vec<&'h HeldStatement> {
        let of = |property: &String| self.existence.get(&(item.to_owned(), property.clone()));
        let all = properties.iter().filter_map(of).flatten();
        all.filter(|statement| statement.rank != Rank::Deprecated).collect()
    }

    /// Whether an item that statements name as their value was in the data.
    #[must_use]
    pub fn has_value(&self, item: &str) -> bool {
        self.values.contains(self.redirects.current(item))
    }

    /// The English label of an item; nothing where the item was not in the data.
    #[must_use]
    pub fn item(&self, item: &str) -> Option<&str> {
        self.items.get(item).map(String::as_str)
    }
}

/// Reads a statement whose every value is one that Wikidata can hold.
///
/// # Errors
/// What is wrong with it, and in which statement of which item.
fn statement(
    node: &Node<'_>,
    item: &str,
    property: &str,
    file: FileId,
    asked: &Asked,
) -> Result<HeldStatement, Box<Diagnostic>> {
    let read = entity::check(node, &asked.holds, file).and_then(|()| entity::statement(node, property, file));
    let statement = read.map_err(|diagnostic| {
        let id = node.get("id").and_then(Node::text).unwrap_or("that has no id");
        Box::new(diagnostic.remark(format!("in the statement {id} on {property} of {item}")))
    })?;
    Ok(HeldStatement {
        id: statement.id.to_owned(),
        rank: statement.rank,
        value: statement.main.content,
        qualifiers: statement.qualifiers,
        references: statement.references,
    })
}
