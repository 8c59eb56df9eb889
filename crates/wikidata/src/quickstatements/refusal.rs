//! What cannot be written in a dialect, and why.

use std::fmt;

use super::dialect::Dialect;

/// A value that a dialect has no way to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// The dialect.
    pub dialect: Dialect,
    /// Which entry of the batch it is in, from 0.
    pub entry: usize,
    /// Subject and property, or `label`: `Q31 P463`.
    pub place: String,
    /// What cannot be written.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dialect, place, value, reason, .. } = self;
        write!(f, "`{}` of {place} cannot be written as `{dialect}`: {reason}", value.escape_debug())
    }
}

impl std::error::Error for Unwritable {}

/// Why a value cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A text without a character: it would delete.
    Empty,
    /// A text with a tab, a line break or another control character.
    Control,
    /// A text that begins or ends with a space: the tools cut it off.
    Space,
    /// A text with `/*` or `*/`, which begin and end a comment.
    CommentMark,
    /// A text with `|` or `||`, at which the tool splits.
    Bar,
    /// A text with quotation marks that the tool changes or pairs in another way.
    Quotation,
    /// A text with a backslash before a quotation mark, which hides the mark.
    Backslash,
    /// A text with the word by which the tool replaces texts.
    Placeholder,
    /// A label that the tool takes for a value.
    LikeValue,
    /// A language code with other characters than small letters and hyphens.
    Language,
    /// An id of a kind that the syntax does not know, or none.
    Id,
    /// No time of the form `+1993-00-00T00:00:00Z`, or without the part that its precision names.
    Time,
    /// A time that is said to be known closer than to the day.
    FinerThanDay,
    /// No decimal number, or one that the tool writes in another way.
    Number,
    /// Bounds that are not equally far from the amount, or that the tool calculates in another way.
    Bounds,
    /// A place on another globe than the Earth.
    Globe,
    /// A precision of a place that the tool cannot be stated.
    GlobePrecision,
    /// A rank.
    Rank,
    /// A second statement of one value.
    New,
    /// `somevalue` or `novalue` of an item that is created.
    CreatedWithoutValue,
    /// The second statement of one value in a new item, not marked as new; or the second label of one language.
    Twice,
    /// A reference that says nothing.
    EmptyReference,
    /// A new item of which nothing is said.
    EmptyItem,
    /// A command for a created item outside of its creation, or one for another item inside.
    Astray,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an empty text deletes",
            Self::Control => "it has a tab, a line break or another control character",
            Self::Space => "the tool cuts off spaces at its ends",
            Self::CommentMark => "it has the mark of a comment",
            Self::Bar => "the tool splits it at the vertical bar",
            Self::Quotation => "the tool changes its quotation marks or pairs them in another way",
            Self::Backslash => "its backslash escapes a quotation mark",
            Self::Placeholder => "the tool uses this word as a placeholder for texts",
            Self::LikeValue => "the tool reads it as a value",
            Self::Language => "the tool accepts only language codes of lower-case letters and hyphens",
            Self::Id => "it is not an id that the tool knows",
            Self::Time => "it is not a time, or lacks the part that its precision names",
            Self::FinerThanDay => "Wikidata does not store times of day",
            Self::Number => "it is not a number that the tool keeps unchanged",
            Self::Bounds => "the tool knows only bounds equally far from the amount, and calculates them",
            Self::Globe => "the tool knows only places on Earth",
            Self::GlobePrecision => "the tool cannot express this precision",
            Self::Rank => "it has no ranks",
            Self::New => "it cannot create a second statement with the same value",
            Self::CreatedWithoutValue => "the tool creates items only with values",
            Self::Twice => "it is stated twice for a new item",
            Self::EmptyReference => "a reference must not be empty",
            Self::EmptyItem => "a new item must not be empty",
            Self::Astray => "the tool knows a created item only while it is being created",
        })
    }
}
