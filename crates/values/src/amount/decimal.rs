//! Numbers whose decimals follow a dot or a comma.

use super::error::{AmountError, AmountErrorKind, quote};
use super::number::starts_with_digit;
use std::ops::Range;

/// What begins the decimals of a number in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// `1,234.5`.
    Dot,
    /// `1.234,5`.
    Comma,
}

/// What may group thousands, in addition to the comma and the dot.
const GROUPS: [char; 6] = [' ', '\u{a0}', '\u{2009}', '\u{202f}', '\'', '’'];

/// The first number of a text and where it is, with all signs that may group digits or begin decimals.
fn first_number(text: &str) -> Option<Range<usize>> {
    let is_sign = |c: char| matches!(c, ',' | '.') || GROUPS.contains(&c);
    let begins = |at: usize| starts_with_digit(text.get(at..).unwrap_or_default());
    let digit = text.find(|c: char| c.is_ascii_digit())?;
    let before = text.get(..digit)?.chars().next_back().filter(|c| matches!(c, ',' | '.'));
    let start = digit - before.map_or(0, char::len_utf8);
    let mut end = digit;
    for (at, c) in text.get(digit..)?.char_indices() {
        let at = digit + at;
        if !(c.is_ascii_digit() || is_sign(c) && begins(at + c.len_utf8())) {
            break;
        }
        end = at + c.len_utf8();
    }
    Some(start..end)
}

/// The text with its first number written with a dot for the decimals and without groups.
///
/// # Errors
/// Where the number is not written as one with this sign for its decimals.
pub fn with_dot(text: &str, decimal: Decimal) -> Result<String, AmountError> {
    let Some(range) = first_number(text) else { return Ok(text.to_owned()) };
    let written = text.get(range.clone()).unwrap_or_default();
    let (sign, other, name) = match decimal {
        Decimal::Dot => ('.', ',', "dot"),
        Decimal::Comma => (',', '.', "comma"),
    };
    let (whole, decimals) = written.split_once(sign).map_or((written, None), |(whole, rest)| (whole, Some(rest)));
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let mut groups = whole.split(|c: char| Some(c) == separator);
    let first = groups.next().unwrap_or_default();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = separator.is_none()
        || separator.is_some_and(|c| c == other || GROUPS.contains(&c))
            && (1..=3).contains(&first.len())
            && groups.all(|group| group.len() == 3 && digits(group));
    if !(digits(first) && grouped && decimals.is_none_or(|decimals| digits(decimals) && !decimals.is_empty())) {
        return Err(AmountError::new(
            AmountErrorKind::BadNumber,
            range,
            format!("`{}` is not a number whose decimals begin with a {name}", quote(written)),
            "group thousands by three, and begin decimals with this sign alone",
        ));
    }
    let mut number: String = whole.chars().filter(char::is_ascii_digit).collect();
    if let Some(decimals) = decimals {
        number.push('.');
        number.push_str(decimals);
    }
    let (before, after) = (text.get(..range.start).unwrap_or_default(), text.get(range.end..).unwrap_or_default());
    Ok(format!("{before}{number}{after}"))
}

/// Whether the first number of a text is 1.234 to some and 1234 to others: `1,234`, where `sign` is the comma.
#[must_use]
pub fn is_ambiguous(text: &str, sign: char) -> bool {
    let number = first_number(text).and_then(|range| text.get(range)).unwrap_or_default();
    number.split_once(sign).is_some_and(|(whole, rest)| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3 && digits(whole) && digits(rest)
    })
}
