//! When a fact held: dates of the Extended Date/Time Format (EDTF) and what they prove.
//!
//! The notation is that of ISO 8601-2:2019 in the profile of the Library of Congress of 2019, levels 0, 1 and 2
//! (<https://www.loc.gov/standards/datetime/>). A text such as `1993`, `2006-10-17/2006-10-18`, `2011~` or `XXXX-07`
//! becomes an [`Edtf`]; its four [`Bounds`] follow from that text alone, and nothing unknown is invented.
//!
//! | file | holds |
//! |---|---|
//! | `date.rs` | [`Date`], one day of the proleptic Gregorian calendar |
//! | `month.rs` | the months by name |
//! | `expression.rs` | what an expression is made of: sets, intervals, dates and their parts |
//! | `bounds.rs` | [`Bounds`], and what each expression proves |
//! | `label.rs` | the words for people |
//! | `error.rs` | [`EdtfError`], where a text went wrong and what to write |
//! | `parse.rs` | the grammar: text to expression |
//! | `spelling.rs` | dates in other spellings, as EDTF |
//! | `vague.rs` | words for times that EDTF has no one form for |
//! | `remedy.rs` | what the writer of a faulty text most likely meant |
//! | `edtf.rs` | [`Edtf`], a text that has been understood: level, precision, name for an IRI |
//! | `relation.rs` | [`Relation`], the relation between two times that holds for certain |
//!
//! The module depends on nothing outside `std`.

mod bounds;
mod date;
mod edtf;
mod error;
mod expression;
mod label;
mod month;
mod parse;
mod relation;
mod remedy;
mod spelling;
#[cfg(test)]
mod tests;
mod vague;

pub use bounds::Bounds;
pub use date::{Date, DateError};
pub use edtf::{Edtf, is_vague};
pub use error::{EdtfError, EdtfErrorKind};
pub use month::month_name;
pub use relation::{Compared, Relation};
