//! What a reader of YAML or JSON gives: a tree of text with the byte range of every key and value.
//!
//! Scalars are text and never typed here (`NO`, `08`, `1e3`, `true` stay as written): only the schema knows what a value
//! should be. The tree borrows from the text it was read from wherever nothing had to be unescaped.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::origin::{FileId, Origin};

/// How deep lists and maps may be nested. Facts need fewer than ten levels; the bound keeps recursion safe.
pub const MAX_DEPTH: usize = 128;

/// The longest text that is read, in bytes. Names, phrases and dates are far shorter; the bound keeps the cost of
/// comparing a name, and the size of a message about it, small.
pub const MAX_TEXT_BYTES: usize = 64 << 10;

/// Up to this many keys, comparing each with each is faster than sorting.
const FEW_KEYS: usize = 16;

/// A value and where it is in its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node<'a> {
    /// The value.
    #[serde(borrow)]
    pub value: Value<'a>,
    /// Its first byte, counted from the beginning of the source.
    pub start: u64,
    /// The byte after its last one.
    pub end: u64,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value<'a> {
    /// Nothing: no value after a key, `~`, or an unquoted `null`.
    Null,
    /// A text, number or truth value, as written.
    Scalar {
        /// The text, with escapes resolved.
        #[serde(borrow)]
        text: Cow<'a, str>,
        /// Whether it was in quotation marks (or in a block of text).
        quoted: bool,
    },
    /// A list.
    List(#[serde(borrow)] Vec<Node<'a>>),
    /// Keys with values, in the order of the source; no key occurs twice.
    Map(#[serde(borrow)] Vec<Entry<'a>>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<'a> {
    /// The key.
    #[serde(borrow)]
    pub key: Key<'a>,
    /// The value.
    #[serde(borrow)]
    pub value: Node<'a>,
}

/// A key and where it is in its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key<'a> {
    /// The text, with escapes resolved.
    #[serde(borrow)]
    pub text: Cow<'a, str>,
    /// Its first byte, counted from the beginning of the source.
    pub start: u64,
    /// The byte after its last one.
    pub end: u64,
}

impl Key<'_> {
    /// Where the key is.
    #[must_use]
    pub fn origin(&self, file: FileId) -> Origin {
        Origin::new(file, self.start, self.end)
    }
}

impl<'a> Node<'a> {
    /// Where the value is.
    #[must_use]
    pub fn origin(&self, file: FileId) -> Origin {
        Origin::new(file, self.start, self.end)
    }

    /// Whether another tree has the same keys and texts, wherever they are and however they are quoted. The order of keys
    /// does not matter.
    #[must_use]
    pub fn says_the_same(&self, other: &Node<'_>) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Scalar { text, .. }, Value::Scalar { text: other, .. }) => text == other,
            (Value::List(items), Value::List(others)) => {
                items.len() == others.len() && items.iter().zip(others).all(|(one, other)| one.says_the_same(other))
            }
            (Value::Map(entries), Value::Map(others)) => {
                let agrees = |entry: &Entry<'_>| {
                    other.get(&entry.key.text).is_some_and(|value| entry.value.says_the_same(value))
                };
                entries.len() == others.len() && entries.iter().all(agrees)
            }
            _ => false,
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The elements of a list.
    #[must_use]
    pub fn items(&self) -> Option<&[Node<'a>]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a map.
    #[must_use]
    pub fn entries(&self) -> Option<&[Entry<'a>]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of a key of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        let entry = self.entries()?.iter().find(|entry| entry.key.text == key)?;
        Some(&entry.value)
    }

    /// What the value is, for a sentence: `nothing`, `a text`, `a list`, `a map of keys`.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar { .. } => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map of keys",
        }
    }

    /// The same tree without borrowing.
    #[must_use]
    pub fn into_owned(self) -> Node<'static> {
        Node {
            value: match self.value {
                Value::Null => Value::Null,
                Value::Scalar { text, quoted } => Value::Scalar { text: Cow::Owned(text.into_owned()), quoted },
                Value::List(items) => Value::List(items.into_iter().map(Node::into_owned).collect()),
                Value::Map(entries) => Value::Map(
                    entries
                        .into_iter()
                        .map(|entry| Entry {
                            key: Key {
                                text: Cow::Owned(entry.key.text.into_owned()),
                                start: entry.key.start,
                                end: entry.key.end,
                            },
                            value: entry.value.into_owned(),
                        })
                        .collect(),
                ),
            },
            start: self.start,
            end: self.end,
        }
    }
}

/// Reports every key that a map has already had, and drops it with its value: the first stays.
pub fn drop_duplicate_keys(entries: &mut Vec<Entry<'_>>, file: FileId, diagnostics: &mut Diagnostics) {
    let text = |index: usize| entries.get(index).map(|entry| entry.key.text.as_ref());
    let mut again: Vec<(usize, usize)> = Vec::new();
    if entries.len() <= FEW_KEYS {
        for (index, entry) in entries.iter().enumerate() {
            let earlier = entries.iter().take(index);
            if let Some(first) = { earlier }.position(|other| other.key.text == entry.key.text) {
                again.push((first, index));
            }
        }
    } else {
        // Sorted, not hashed: a file cannot choose keys that make it slow.
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by_key(|index| (text(*index), *index));
        for equal in order.chunk_by(|a, b| text(*a) == text(*b)) {
            if let [first, rest @ ..] = equal {
                again.extend(rest.iter().map(|index| (*first, *index)));
            }
        }
        again.sort_unstable_by_key(|(_, index)| *index);
    }
    if again.is_empty() {
        return;
    }
    for (first, index) in &again {
        if let (Some(first), Some(entry)) = (entries.get(*first), entries.get(*index)) {
            diagnostics.push(
                Diagnostic::error(Code::DuplicateKey, format!("the key `{}` is given twice", entry.key.text))
                    .at(entry.key.origin(file))
                    .label("the second time")
                    .related(first.key.origin(file), "the first time")
                    .help("write several values of one key as a list, `[a, b]`"),
            );
        }
    }
    let mut index = 0;
    let mut dropped = again.iter().map(|(_, index)| *index).peekable();
    entries.retain(|_| {
        let keep = dropped.next_if_eq(&index).is_none();
        index += 1;
        keep
    });
}
