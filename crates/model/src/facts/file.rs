//! The parts of a facts file: the document, the entities, what is added to entities stated elsewhere, the blocks of facts,
//! and decisions on facts of different documents.
//!
//! A YAML or JSON file is one mapping with `document`, `entities`, `additions`, `facts` and `decisions`. A line of JSON Lines is such a mapping
//! with any of these keys. A mapping with none of them is a block. A block is `{sentence: 4, says: [{kind: {…}}]}`,
//! `{sentence: 4, kind: {…}}`, or, if the sentence gives no fact, `{sentence: 4, carried: nothing}`.

use super::place::Place;
use super::words::{self, unknown_kind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::FileId;
use crate::schema::{Kind, KindId, Role, Schema};
use crate::source::{Entry, Node, Value};
use chancery_values::name::nearest;

/// The keys of a file, and those of a block that are not a claim's.
const DOCUMENT: &str = "document";
const ENTITIES: &str = "entities";
const ADDITIONS: &str = "additions";
const FACTS: &str = "facts";
const DECISIONS: &str = "decisions";

/// The keys of a file.
const KEYS: [&str; 5] = [DOCUMENT, ENTITIES, ADDITIONS, FACTS, DECISIONS];

/// A key that recipes have, and facts files have not.
const RECIPE: &str = "recipe";
const SAYS: &str = "says";
const SENTENCE: &str = "sentence";
const ROW: &str = "row";

/// The record of an entity.
#[derive(Debug)]
pub struct EntityRecord<'n> {
    /// Its kind, whose role is [`Role::Entity`].
    pub kind: KindId,
    /// The mapping of its keys, or what is in its place.
    pub node: &'n Node<'n>,
}

/// A block: facts, where they are said, and how.
#[derive(Debug)]
pub struct Block<'n> {
    /// The whole block.
    pub node: &'n Node<'n>,
    /// Each with the node that gives its number; at least one, the whole document where none is given.
    pub places: Vec<(Place, &'n Node<'n>)>,
    /// The keys of the claim.
    pub claim: Vec<&'n Entry<'n>>,
    /// The keys about the sentences that it cites.
    pub of_sentence: Vec<&'n Entry<'n>>,
    /// Kind and record, or kind and the `id` of a fact that is said again.
    pub says: Vec<(KindId, &'n Node<'n>)>,
    /// How many records, keys and numbers of places could not be read at all.
    pub rejected: u64,
}

impl Block<'_> {
    /// The place that enters the IRIs of what is undated: the first in the document, however the block lists them.
    #[must_use]
    pub fn first_place(&self) -> Place {
        self.places.iter().map(|(place, _)| *place).min().unwrap_or(Place::Whole)
    }
}

/// What a mapping at the top of a file (or on a line) holds.
#[derive(Debug, Default)]
pub struct Parts<'n> {
    /// What is under `document`.
    pub document: Option<&'n Node<'n>>,
    /// The records under `entities`, in the order of the file.
    pub entities: Vec<EntityRecord<'n>>,
    /// The records under `additions`: keys of entities that are stated elsewhere.
    pub additions: Vec<&'n Node<'n>>,
    /// The blocks under `facts`, or the mapping itself if it is one, in the order of the file.
    pub blocks: Vec<Block<'n>>,
    /// The records under `decisions`: whether two facts of different documents are one thing.
    pub decisions: Vec<&'n Node<'n>>,
    /// How many records and keys outside blocks could not be read at all.
    pub rejected: u64,
}

/// Takes a file's root, or a line's, apart. What is wrong goes to `diagnostics`; each faulty record and key counts as
/// rejected.
pub fn parts<'n>(schema: &Schema, root: &'n Node<'n>, file: FileId, diagnostics: &mut Diagnostics) -> Parts<'n> {
    let mut parts = Parts::default();
    let Value::Map(entries) = &root.value else {
        diagnostics.push(
            Diagnostic::error(Code::NotFacts, format!("a facts file is a mapping, not {}", root.what()))
                .at(root.origin(file))
                .label("not a mapping")
                .help("a facts file has the keys `document`, `entities` and `facts`"),
        );
        parts.rejected += 1;
        return parts;
    };
    if let Some(entry) = entries.iter().find(|entry| entry.key.text == RECIPE) {
        diagnostics.push(
            Diagnostic::error(Code::NotFacts, "this is a recipe, not a file of facts")
                .at(entry.key.origin(file))
                .label("says how a table is read")
                .help("name it with `--recipe FILE`, and the table as the source"),
        );
        parts.rejected += 1;
        return parts;
    }
    if !entries.iter().any(|e| KEYS.contains(&e.key.text.as_ref())) {
        let block = block(schema, root, file, diagnostics);
        parts.blocks.extend(block);
        return parts;
    }
    for entry in entries {
        match entry.key.text.as_ref() {
            DOCUMENT => parts.document = Some(&entry.value),
            ENTITIES => {
                for item in list(&entry.value, "entities", file, diagnostics, &mut parts.rejected) {
                    entity_item(schema, item, file, diagnostics, &mut parts);
                }
            }
            ADDITIONS => {
                let additions = list(&entry.value, "additions", file, diagnostics, &mut parts.rejected);
                parts.additions.extend(additions);
            }
            DECISIONS => {
                let decisions = list(&entry.value, "decisions", file, diagnostics, &mut parts.rejected);
                parts.decisions.extend(decisions);
            }
            FACTS => {
                for item in list(&entry.value, "facts", file, diagnostics, &mut parts.rejected) {
                    parts.blocks.extend(block(schema, item, file, diagnostics));
                }
            }
            other => {
                let mut diagnostic = Diagnostic::error(Code::UnknownKey, format!("a facts file has no key `{other}`"))
                    .at(entry.key.origin(file))
                    .label("not a key of a facts file");
                if let Some(near) = nearest(other, KEYS) {
                    diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                }
                diagnostics
                    .push(diagnostic.help("the keys are `document`, `entities`, `additions`, `facts` and `decisions`"));
                parts.rejected += 1;
            }
        }
    }
    parts
}

/// The items of a list; a single mapping means a list of one, nothing for an empty one. A text is an error.
fn list<'n>(
    node: &'n Node<'n>,
    what: &str,
    file: FileId,
    diagnostics: &mut Diagnostics,
    rejected: &mut u64,
) -> &'n [Node<'n>] {
    match &node.value {
        Value::List(items) => items,
        Value::Null => &[],
        Value::Map(_) => std::slice::from_ref(node),
        Value::Scalar { .. } => {
            diagnostics.push(
                Diagnostic::error(Code::WrongValue, format!("`{what}` is a list, not {}", node.what()))
                    .at(node.origin(file))
                    .label("a list is expected")
                    .help(format!("write one item a line, each after a hyphen, under `{what}:`")),
            );
            *rejected += 1;
            &[]
        }
    }
}

fn entity_item<'n>(
    schema: &Schema,
    item: &'n Node<'n>,
    file: FileId,
    diagnostics: &mut Diagnostics,
    parts: &mut Parts<'n>,
) {
    let Some(entries) = item.entries() else {
        diagnostics.push(
            Diagnostic::error(Code::WrongValue, format!("an entity is expected, not {}", item.what()))
                .at(item.origin(file))
                .label("not an entity")
                .help("an entity is one kind with its keys: `person: {name: …}`"),
        );
        parts.rejected += 1;
        return;
    };
    for entry in entries {
        match schema.kind_by_key(&entry.key.text) {
            Some(kind) if schema.kind(kind).role == Role::Entity => {
                let nodes = entry.value.items().unwrap_or(std::slice::from_ref(&entry.value));
                parts.entities.extend(nodes.iter().map(|node| EntityRecord { kind, node }));
            }
            Some(kind) => {
                diagnostics.push(
                    Diagnostic::error(
                        Code::MisplacedRecord,
                        format!("`{}` is not a kind of entity", schema.kind(kind).key),
                    )
                    .at(entry.key.origin(file))
                    .label("not possible under `entities`")
                    .help("write facts under `facts:`, in the `says:` of a block"),
                );
                parts.rejected += 1;
            }
            None => {
                diagnostics.push(unknown_kind(schema, entry, file, "entity", &Kind::has_id));
                parts.rejected += 1;
            }
        }
    }
}

/// Takes a block apart.
fn block<'n>(schema: &Schema, node: &'n Node<'n>, file: FileId, diagnostics: &mut Diagnostics) -> Option<Block<'n>> {
    let mut block =
        Block { node, places: Vec::new(), claim: Vec::new(), of_sentence: Vec::new(), says: Vec::new(), rejected: 0 };
    let Some(entries) = node.entries() else {
        diagnostics.push(
            Diagnostic::error(Code::WrongValue, format!("a block of facts is expected, not {}", node.what()))
                .at(node.origin(file))
                .label("not a block")
                .help("a block is `sentence: 4` with `says:` and a list of facts"),
        );
        block.rejected += 1;
        return Some(block);
    };
    let mut said = false;
    for entry in entries {
        match entry.key.text.as_ref() {
            SENTENCE => places(&entry.value, Place::Sentence, "sentence", file, diagnostics, &mut block),
            ROW => places(&entry.value, Place::Row, "row", file, diagnostics, &mut block),
            SAYS => {
                said = true;
                for item in list(&entry.value, "says", file, diagnostics, &mut block.rejected) {
                    match item.entries() {
                        Some(kinds) => kinds.iter().for_each(|e| says(schema, e, file, diagnostics, &mut block)),
                        None => {
                            diagnostics.push(
                                Diagnostic::error(Code::WrongValue, format!("a fact is expected, not {}", item.what()))
                                    .at(item.origin(file))
                                    .label("not a fact")
                                    .help("a fact is one kind with its keys: `membership: {…}`"),
                            );
                            block.rejected += 1;
                        }
                    }
                }
            }
            other if schema.claim_kind().is_some_and(|kind| kind.key(other).is_some()) => block.claim.push(entry),
            other if schema.sentence_kind().is_some_and(|kind| kind.key(other).is_some()) => {
                said = true;
                block.of_sentence.push(entry);
            }
            other if schema.kind_by_key(other).is_some() => {
                said = true;
                says(schema, entry, file, diagnostics, &mut block);
            }
            other => {
                let kinds = || schema.claim_kind().into_iter().chain(schema.sentence_kind());
                let own = kinds().flat_map(|kind| kind.keys.iter().map(|key| key.key.as_str()));
                let keys: Vec<&str> = [SENTENCE, ROW, SAYS].into_iter().chain(own).collect();
                let mut diagnostic = Diagnostic::error(
                    Code::UnknownKey,
                    format!("a block has no key `{other}`, and there is no kind of that name"),
                )
                .at(entry.key.origin(file))
                .label("neither a key of a block nor a kind");
                let called = kinds().flat_map(|kind| words::called(kind, other));
                for offer in called.chain(words::for_kind(schema, other, &is_fact, &keys)) {
                    diagnostic = diagnostic.help(offer);
                }
                diagnostics.push(diagnostic.help(format!("the keys of a block are {}", keys.join(", "))));
                block.rejected += 1;
            }
        }
    }
    if !said && block.rejected == 0 {
        diagnostics.push(
            Diagnostic::error(Code::MissingKey, "this block says nothing")
                .at(node.origin(file))
                .label("no `says` is given")
                .help("write the facts under `says:`, or remove the block"),
        );
        block.rejected += 1;
    }
    if block.places.is_empty() {
        block.places.push((Place::Whole, node));
    }
    Some(block)
}

fn is_fact(kind: &Kind) -> bool {
    kind.role == Role::Fact
}

fn says<'n>(schema: &Schema, entry: &'n Entry<'n>, file: FileId, diagnostics: &mut Diagnostics, block: &mut Block<'n>) {
    let records = entry.value.items().unwrap_or(std::slice::from_ref(&entry.value));
    match schema.kind_by_key(&entry.key.text) {
        Some(kind) if schema.kind(kind).role == Role::Fact => block.says.extend(records.iter().map(|r| (kind, r))),
        Some(kind) => {
            diagnostics.push(
                Diagnostic::error(Code::MisplacedRecord, format!("`{}` is not a kind of fact", schema.kind(kind).key))
                    .at(entry.key.origin(file))
                    .label("not possible here")
                    .help("write entities under `entities:`, or in place of a name inside a fact"),
            );
            block.rejected += records.len() as u64;
        }
        None => {
            diagnostics.push(unknown_kind(schema, entry, file, "fact", &is_fact));
            block.rejected += records.len() as u64;
        }
    }
}

fn places<'n>(
    node: &'n Node<'n>,
    place: fn(u64) -> Place,
    what: &str,
    file: FileId,
    diagnostics: &mut Diagnostics,
    block: &mut Block<'n>,
) {
    for item in node.items().unwrap_or(std::slice::from_ref(node)) {
        match item.text().and_then(|text| text.trim().parse().ok()) {
            Some(0) => {
                diagnostics.push(
                    Diagnostic::error(Code::WrongValue, format!("there is no {what} 0"))
                        .at(item.origin(file))
                        .label(format!("each {what} is counted from 1"))
                        .help(match what {
                            ROW => "the heading line of a table is row 1, and the first row below it row 2",
                            _ => "`chancery cite ARTICLE --words` shows the sentences with their numbers",
                        }),
                );
                block.rejected += 1;
            }
            Some(number) => block.places.push((place(number), item)),
            None => {
                diagnostics.push(
                    Diagnostic::error(Code::WrongValue, format!("the number of a {what} is expected"))
                        .at(item.origin(file))
                        .label("not a number")
                        .help(format!("write `{what}: 4`, or several as `{what}: [4, 7]`")),
                );
                block.rejected += 1;
            }
        }
    }
}
