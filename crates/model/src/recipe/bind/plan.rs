//! How a value of a record is made of cells.

use crate::source::{Key, Node};

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ref {
    /// A cell as it is; see [`Bound::slots`].
    Slot(usize),
    /// A column of the recipe.
    Column(usize),
}

/// How a value of a record is made.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    /// As it is written in the recipe.
    Constant(Node<'static>),
    /// What a column gives, whole.
    Whole(Ref),
    /// A text with placeholders.
    Text(Vec<Part>),
    /// A list; what is missing is left out.
    List(Vec<Plan>),
    /// A mapping; a key whose value is missing is left out.
    Map(Vec<(Key<'static>, Plan)>),
}

/// A part of a text.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Text(String),
    Ref(Ref),
}

/// How deep the translation of a column may lead to other columns.
pub(crate) const MAX_DEPTH: usize = 4;
