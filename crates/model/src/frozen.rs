//! What was made while the program was built, as bytes that it reads when it starts: the schema, the table of Wikidata, the
//! registry. The bytes are in the format of postcard, and belong to the program that they were made for: they are compiled
//! into it, and never written anywhere else.

use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Deref;

use serde::{Deserialize, Serialize, Serializer};

/// The bytes of a value; the same for the same value.
///
/// # Errors
/// When a part of the value has no such form.
pub fn frozen<T: Serialize>(value: &T) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(value)
}

/// The value that was made to these bytes. Texts are borrowed from them where the value can.
///
/// # Errors
/// When they are not the bytes of such a value.
pub fn thawed<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// Writes a map in the order of its keys, so that each build gives the same bytes.
///
/// # Errors
/// When a key or a value has no such form.
pub fn map<K, V, H, S>(map: &HashMap<K, V, H>, serializer: S) -> Result<S::Ok, S::Error>
where
    K: Ord + Serialize,
    V: Serialize,
    S: Serializer,
{
    serializer.collect_map(map.iter().collect::<BTreeMap<_, _>>())
}

/// Writes a set in its order.
///
/// # Errors
/// When a member has no such form.
pub fn set<T, H, S>(set: &HashSet<T, H>, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Ord + Serialize,
    S: Serializer,
{
    serializer.collect_seq(set.iter().collect::<BTreeSet<_>>())
}

/// A text borrowed from the bytes, or an owned one: the key of a map, for example, which serde would not borrow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}
