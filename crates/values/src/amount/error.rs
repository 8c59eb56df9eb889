//! What is wrong with an amount, and where.

use std::fmt;
use std::ops::Range;

/// What is wrong with a text that is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AmountErrorKind {
    /// Nothing is written.
    Empty,
    /// There is no number.
    NoNumber,
    /// The number is not written as one: `1.234.567`, `12,34`.
    BadNumber,
    /// There is more than one number: `5 to 7`, `100-200`.
    SeveralNumbers,
    /// It can be read in two ways: `100 m` is metres or millions.
    Ambiguous,
    /// There is a unit on both sides: `$5 EUR`.
    SeveralUnits,
    /// The text before the number is neither a comparator nor a currency, or the text after it is a lone `+`.
    UnexpectedText,
}

/// Why a text is not an amount: where, what, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountError {
    /// The sort of fault.
    pub kind: AmountErrorKind,
    /// The bytes at fault within the text as it was given, always whole characters.
    pub range: Range<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do, in one sentence without a full stop.
    pub remedy: String,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.remedy)
    }
}

impl std::error::Error for AmountError {}

impl AmountError {
    pub(super) fn new(
        kind: AmountErrorKind,
        range: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { kind, range, message: message.into(), remedy: remedy.into() }
    }
}

/// At most forty characters, for a message.
pub(super) fn quote(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.escape_debug().to_string()
}
