//! What a batch says: statements, additions to statements, and new items.

use crate::model::{Rank, Reference, Snak};

/// One command of a batch: a statement, or further qualifiers and references for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Whose statement it is.
    pub subject: Subject,
    /// What is stated. With the subject it says which statement is meant, unless `new` is set.
    pub main: Snak,
    /// Its rank. Nothing leaves the rank as it is, and gives a new statement the normal one.
    pub rank: Option<Rank>,
    /// What is added to the statement.
    pub qualifiers: Vec<Snak>,
    /// Where it is from. Each is added as a reference of its own.
    pub references: Vec<Reference>,
    /// A new statement even if one with the same main value exists: the same membership with another start.
    pub new: bool,
    /// Goes into the summary of the edit.
    pub comment: Option<String>,
}

/// What a command mentions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An entity that is there, by its id: `Q31`.
    Item(String),
    /// The item that the [`Creation`] around the command makes. The tools know only the last item that was created, so
    /// no other command can mention it.
    Created,
}

/// A new item with all that is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Creation {
    /// Language code and label.
    pub labels: Vec<(String, String)>,
    /// Language code and description.
    pub descriptions: Vec<(String, String)>,
    /// Each with the subject [`Subject::Created`].
    pub statements: Vec<Command>,
}

impl Creation {
    /// Labels and descriptions, each with the letter of its column and its language.
    pub(super) fn terms(&self) -> impl Iterator<Item = (char, &str, &str)> {
        let labels = self.labels.iter().map(|(language, text)| ('L', language.as_str(), text.as_str()));
        labels.chain(self.descriptions.iter().map(|(language, text)| ('D', language.as_str(), text.as_str())))
    }
}

/// One thing that a batch does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// To an entity that is there.
    Statement(Command),
    /// A new item.
    Creation(Creation),
}
