//! Where a date's text went wrong, and what to write instead.

use std::fmt;
use std::ops::Range;

/// What is wrong with a text that is not EDTF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EdtfErrorKind {
    /// The text is not of a form that levels 0 to 2 know.
    Malformed,
    /// The form is right, the calendar or the clock has no such day or time (`2006-02-30`, month 13).
    Impossible,
    /// The end of an interval or of a set's range certainly is before its begin.
    Reversed,
    /// The year is beyond what a [`Date`](super::Date) can say (32 bits).
    OutOfRange,
}

/// Why a text is not EDTF: where, what, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdtfError {
    /// The sort of fault.
    pub kind: EdtfErrorKind,
    /// The bytes at fault within the text as it was given, always whole characters. Empty where something is missing.
    pub range: Range<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do, in one sentence without a full stop.
    pub remedy: String,
    /// The text that was most likely meant, valid EDTF, where there is only one reading.
    pub suggestion: Option<String>,
}

impl fmt::Display for EdtfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.remedy)
    }
}

impl std::error::Error for EdtfError {}

/// What the grammar finds; the remedy is added only for the error that is shown.
#[derive(Debug)]
pub(super) struct Fault {
    pub kind: EdtfErrorKind,
    pub range: Range<usize>,
    pub message: String,
}

impl Fault {
    pub(super) fn new(kind: EdtfErrorKind, range: Range<usize>, message: impl Into<String>) -> Self {
        Self { kind, range, message: message.into() }
    }
}
