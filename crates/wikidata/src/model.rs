//! What Wikidata says, as values: statements, snaks, references (the Wikibase data model,
//! <https://www.mediawiki.org/wiki/Wikibase/DataModel>).

use std::fmt;

/// How a statement is among those of one property of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Known to be wrong or superseded; no truthy statement.
    Deprecated,
    /// As most are.
    Normal,
    /// Better than the normal ones: these are then not truthy.
    Preferred,
}

impl Rank {
    /// The rank of this name in Wikidata's JSON.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "deprecated" => Self::Deprecated,
            "normal" => Self::Normal,
            "preferred" => Self::Preferred,
            _ => return None,
        })
    }

    /// Its name in Wikidata's JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Deprecated => "deprecated",
            Self::Normal => "normal",
            Self::Preferred => "preferred",
        }
    }
}

/// A point in time with how exactly it is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// `+1993-00-00T00:00:00Z`: sign, year, month and day; what the precision leaves open is `00` or anything.
    pub text: String,
    /// 0 a thousand million years … 6 millennium, 7 century, 8 decade, 9 year, 10 month, 11 day … 14 second.
    pub precision: u8,
    /// The date is of the proleptic Julian calendar, else of the proleptic Gregorian one.
    pub julian: bool,
}

/// A value of a snak.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataValue {
    /// An item, property, lexeme, form, sense or schema, by its id: `Q31`.
    Entity(String),
    /// A text: of datatype string, external-id, url, commonsMedia and other kinds of text.
    Text(String),
    /// A text in a language.
    Monolingual {
        /// The language code of Wikidata.
        language: String,
        /// The text.
        text: String,
    },
    /// A point in time.
    Time(Time),
    /// An amount.
    Quantity {
        /// A decimal number with its sign: `+10`, `-0.5`.
        amount: String,
        /// The item of the unit; nothing for a bare number.
        unit: Option<String>,
        /// Lower and upper bound, where they are given.
        bounds: Option<(String, String)>,
    },
    /// A place on a globe, decimal degrees as they are written.
    Globe {
        /// North is positive.
        latitude: String,
        /// East is positive.
        longitude: String,
        /// In degrees, where it is given.
        precision: Option<String>,
        /// The item of the celestial body.
        globe: String,
    },
}

/// What a snak says of its property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// A value.
    Value(DataValue),
    /// There is a value, and it is not known.
    SomeValue,
    /// There is no value.
    NoValue,
}

/// A property and what is said of it: the main part of a statement, a qualifier, a part of a reference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Snak {
    /// `P463`.
    pub property: String,
    /// What is said.
    pub content: Content,
}

/// One reference: the snaks that say where a statement is from.
pub type Reference = Vec<Snak>;

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
