//! What cannot be written in a dialect, and why.

use std::fmt;

use super::dialect::Dialect;

/// A value that a dialect has no way to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// The dialect.
    pub dialect: Dialect,
    /// Which entry of the batch it stands in, from 0.
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
    /// A text with the word that the tool puts in the place of texts.
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
    /// A precision of a place that the tool cannot be told.
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
            Self::Backslash => "its backslash hides a quotation mark",
            Self::Placeholder => "the tool puts this word in the place of texts",
            Self::LikeValue => "the tool takes it for a value",
            Self::Language => "the tool knows only languages of small letters and hyphens",
            Self::Id => "it is no id that the tool knows",
            Self::Time => "it is no time, or has not the part that its precision names",
            Self::FinerThanDay => "Wikidata holds no time of a day",
            Self::Number => "it is no number that the tool keeps as it is",
            Self::Bounds => "the tool knows only bounds equally far from the amount, and calculates them",
            Self::Globe => "the tool knows only places on Earth",
            Self::GlobePrecision => "the tool cannot be told this precision",
            Self::Rank => "it has no ranks",
            Self::New => "it cannot ask for a second statement of one value",
            Self::CreatedWithoutValue => "the tool creates items with values only",
            Self::Twice => "it is said twice of a new item",
            Self::EmptyReference => "a reference must say something",
            Self::EmptyItem => "a new item must say something",
            Self::Astray => "the tool knows a created item only while it is being created",
        })
    }
}
