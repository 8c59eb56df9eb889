//! Trees that the build script read (`build/registry.rs`), with their texts in the file that they were read from.

use std::borrow::Cow;

use super::node::{Entry, Key, Node, Value};
use crate::compact::Reader;

/// The kinds of nodes; `build/registry.rs` knows them too.
const NULL: u64 = 0;
const PLAIN: u64 = 1;
const QUOTED: u64 = 2;
const OTHER: u64 = 3;
const OTHER_QUOTED: u64 = 4;
const LIST: u64 = 5;
const MAP: u64 = 6;

/// The tree of a file that is compiled in. Takes what the build script made of it, and its text; gives the tree that
/// [`yaml::read`](super::yaml::read) gives, or nothing where the two do not belong together.
#[must_use]
pub fn read<'a>(tree: &'a [u8], text: &'a str) -> Option<Node<'a>> {
    let mut trees = Trees { reader: Reader::new(tree), text, at: 0 };
    let root = trees.node()?;
    trees.reader.is_empty().then_some(root)
}

struct Trees<'a> {
    reader: Reader<'a>,
    text: &'a str,
    /// The first byte of the node before.
    at: usize,
}

impl<'a> Trees<'a> {
    fn node(&mut self) -> Option<Node<'a>> {
        let kind = self.reader.number()?;
        let start = self.at.checked_add(self.reader.count()?)?;
        let end = start.checked_add(self.reader.count()?)?;
        self.at = start;
        let value = match kind {
            NULL => Value::Null,
            LIST => {
                let count = self.reader.count()?;
                // No list is longer than its text.
                let mut items = Vec::with_capacity(count.min(end - start));
                for _ in 0..count {
                    items.push(self.node()?);
                }
                Value::List(items)
            }
            MAP => {
                let count = self.reader.count()?;
                let mut entries = Vec::with_capacity(count.min(end - start));
                for _ in 0..count {
                    let key = self.node()?;
                    let Value::Scalar { text, .. } = key.value else { return None };
                    let key = Key { text, start: key.start, end: key.end };
                    entries.push(Entry { key, value: self.node()? });
                }
                Value::Map(entries)
            }
            PLAIN => Value::Scalar { text: Cow::Borrowed(self.text.get(start..end)?), quoted: false },
            QUOTED => Value::Scalar { text: Cow::Borrowed(self.text.get(start + 1..end.checked_sub(1)?)?), quoted: true },
            OTHER | OTHER_QUOTED => {
                Value::Scalar { text: Cow::Borrowed(self.reader.text()?), quoted: kind == OTHER_QUOTED }
            }
            _ => return None,
        };
        Some(Node { value, start: start as u64, end: end as u64 })
    }
}
