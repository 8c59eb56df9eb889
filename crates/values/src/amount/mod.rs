//! How much: a comparator, an exact decimal number and the text of a unit.
//!
//! `more than 6000`, `146 million USD`, `US$100 m`, `about 3.5 bn EUR`, `≥ 12 %`. No floating point is used. Which
//! unit the text means is for the caller to find out; the module depends on nothing outside `std`.
//!
//! | file | subject |
//! |---|---|
//! | `error.rs` | what is wrong with an amount, and where |
//! | `comparator.rs` | comparators: `more than`, `≥`, `about` |
//! | `currency.rs` | the signs of currencies |
//! | `value.rs` | an amount that was read: its comparator, its number and its unit |
//! | `number.rs` | decimal numbers as texts, of any length |
//! | `decimal.rs` | numbers whose decimals follow a dot or a comma |
//! | `read.rs` | the reader of an amount: a comparator, then a unit on one side of the number |
//! | `digits.rs` | the number of an amount: its digits, its exponent and the word that scales it |

mod comparator;
mod currency;
mod decimal;
mod digits;
mod error;
mod number;
mod read;
mod value;

#[cfg(test)]
mod tests;

pub use comparator::Comparator;
pub use currency::is_currency_sign;
pub use decimal::{Decimal, is_ambiguous, with_dot};
pub use error::{AmountError, AmountErrorKind};
pub use number::compare;
pub use value::{Amount, Dotted};
