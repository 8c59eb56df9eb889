//! An amount that was read: its comparator, its number and its unit.

use super::comparator::Comparator;
use std::fmt;
use std::ops::Range;

/// An amount as a text says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    pub(super) comparator: Comparator,
    pub(super) number: String,
    pub(super) unit: Option<Unit>,
    pub(super) dotted: Option<Dotted>,
}

/// A number in which a dot is before three digits, as others group thousands: `36.000`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dotted {
    /// Its bytes within the text that was parsed.
    pub range: Range<usize>,
    /// How to write it where the dot begins decimals, so that nothing else can be meant: `36`, `36.5120`.
    pub decimals: String,
    /// How to write it where the dot groups thousands: `36000`.
    pub thousands: String,
}

/// The unit as written, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Unit {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

impl Amount {
    /// How the true amount compares with the number.
    #[must_use]
    pub fn comparator(&self) -> Comparator {
        self.comparator
    }

    /// The number as the canonical text of an `xsd:decimal` (XSD 1.1 part 2, E.1), scale applied, exact: `-?` digits
    /// without leading zeros, and a dot with decimals only where the last is not zero.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The unit as written, if there is one.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_ref().map(|unit| unit.text.as_str())
    }

    /// The bytes of the unit within the text that was parsed.
    #[must_use]
    pub fn unit_range(&self) -> Option<Range<usize>> {
        self.unit.as_ref().map(|unit| unit.range.clone())
    }

    /// Its number where a dot is before three digits, so that others read thousands: `36.000`, but not `1.234 bn`,
    /// `1.234e6`, `1234.567` or `0.125`.
    #[must_use]
    pub fn dotted(&self) -> Option<&Dotted> {
        self.dotted.as_ref()
    }
}

impl fmt::Display for Amount {
    /// `more than 6000`, `146000000 USD`. For people: `5 thousand k` becomes `5000 k`, which would read as another.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.comparator.words(), self.number)?;
        match self.unit() {
            Some(unit) => write!(f, " {unit}"),
            None => Ok(()),
        }
    }
}
