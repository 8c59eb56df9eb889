//! The results of a comparison: commands of a batch, and what is for review, with the reason.

use crate::quickstatements::{Dialect, Entry};
use chancery_model::schema::IriBuf;

/// What to write in addition to the statements that Wikidata lacks.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The language of the batch: what it cannot say goes into the review.
    pub dialect: Dialect,
    /// References to statements that are there without them.
    pub references: bool,
    /// Items for what has none.
    pub creations: bool,
}

/// Why something is for review.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its standing is not held: a candidate, a forecast, the word of another, something contested.
    NotHeld(String),
    /// The sources disagree about it.
    SourcesDisagree,
    /// No source alone states all of it.
    Together,
    /// The source says it with a hedge only.
    Hedged(String),
    /// It is of a kind that a property says, and the property would say more than it does: a candidate is not a member.
    NotTold(String),
    /// Its time is uncertain, or stated by bounds that no qualifier can express.
    Inexact,
    /// No document behind it has an address or an item.
    NoReference(String),
    /// The item is not in the data, so that it may be there already.
    NotInData(String),
    /// Wikidata says otherwise.
    Contradicts(String),
    /// Wikidata has a date that is less exact; adding a second date would make it worse.
    CoarserDate,
    /// Wikidata has a date that is more exact, so that the source does not say all that the statement says.
    FinerDate,
    /// Wikidata has no end: the statement may be of another spell, or hold to this day.
    NewEnd,
    /// The statement of Wikidata has qualifiers that may say when, how far or in which role it holds.
    OtherQualifiers(String),
    /// Wikidata has a value that is unknown, and may mean this one.
    UnknownValue,
    /// Wikidata has a value that may say the same more narrowly.
    OtherValue(String),
    /// A date before the calendar was reformed, of which nothing says in which calendar it is given.
    Calendar,
    /// Items of the data may be the one that would be made.
    MayExist(String),
    /// Several statements have this value, and no command can say which is meant.
    SeveralStatements,
    /// Another fact mentions the same statement, or cannot be so too.
    AnotherFact(String),
    /// It is of all that take part, and the source says it of one.
    OfOne(String),
    /// Something has no item.
    NoItem(String),
    /// The language of the batch cannot say it.
    Unwritable(String),
}

impl Reason {
    /// Its name, by which a review is sorted.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotHeld(_) => "not held",
            Self::SourcesDisagree => "sources disagree",
            Self::Together => "no source states all of it",
            Self::Hedged(_) => "hedged",
            Self::NotTold(_) => "no property expresses this",
            Self::Inexact => "uncertain time",
            Self::NoReference(_) => "no reference",
            Self::NotInData(_) => "item not in the data",
            Self::Contradicts(_) => "Wikidata says otherwise",
            Self::CoarserDate => "less exact date in Wikidata",
            Self::FinerDate => "more exact date in Wikidata",
            Self::NewEnd => "no end in Wikidata",
            Self::OtherQualifiers(_) => "qualifiers not understood",
            Self::UnknownValue => "unknown value in Wikidata",
            Self::OtherValue(_) => "other value in Wikidata",
            Self::Calendar => "calendar not stated",
            Self::MayExist(_) => "item may exist",
            Self::SeveralStatements => "several statements of this value",
            Self::AnotherFact(_) => "another fact of the source",
            Self::OfOne(_) => "stated for one party only",
            Self::NoItem(_) => "no item",
            Self::Unwritable(_) => "cannot be written",
        }
    }

    /// More of it; may be empty.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::NotHeld(text)
            | Self::Hedged(text)
            | Self::NotTold(text)
            | Self::Contradicts(text)
            | Self::AnotherFact(text)
            | Self::NoReference(text)
            | Self::NotInData(text)
            | Self::NoItem(text)
            | Self::OfOne(text)
            | Self::MayExist(text)
            | Self::OtherQualifiers(text)
            | Self::OtherValue(text)
            | Self::Unwritable(text) => text,
            Self::UnknownValue => "it may mean this one",
            Self::Calendar => {
                "the date is before 1582-10-15: say `calendar: julian` or `calendar: gregorian` in the document"
            }
            _ => "",
        }
    }
}

/// Something for a person to look at.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// Why.
    pub reason: Reason,
    /// The fact.
    pub fact: IriBuf,
    /// Its label.
    pub label: String,
    /// The command that would be given, in the commands of version 1; empty if there is no such command.
    pub command: String,
    /// The statement of Wikidata that it is about.
    pub statement: Option<String>,
    /// Where the fact is stated.
    pub evidence: Vec<String>,
}

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// A statement that was not there.
    Statement,
    /// A second statement of a value, for another time.
    Another,
    /// Qualifiers to a statement that had none.
    Qualifiers,
    /// References only.
    References,
    /// A new item.
    Item,
}

impl Does {
    /// For a count.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Statement => "new statement",
            Self::Another => "additional statement of a value, for another time",
            Self::Qualifiers => "qualifiers for a statement",
            Self::References => "references for a statement",
            Self::Item => "new item",
        }
    }
}

/// A command of the batch, and what it is for.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// What it does.
    pub does: Does,
    /// The command.
    pub entry: Entry,
    /// The fact behind it.
    pub fact: IriBuf,
    /// The fact's label.
    pub label: String,
}

/// What could be given back.
#[derive(Debug, Default)]
pub struct Proposal {
    /// The batch, in the order of the facts.
    pub batch: Vec<Proposed>,
    /// What is for a person, by reason.
    pub review: Vec<Reviewed>,
    /// How many statements need nothing.
    pub nothing_to_do: u64,
}
