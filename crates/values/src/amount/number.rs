//! Decimal numbers as texts, of any length.

use super::currency::is_currency_sign;
use std::cmp::Ordering;
use std::ops::Range;

/// The digits of a number without sign, and where they are.
pub(super) struct Number {
    pub(super) whole: String,
    pub(super) decimals: String,
    /// The power of ten that is written with it.
    pub(super) exponent: i32,
    pub(super) range: Range<usize>,
}

/// Moves the dot and drops the zeros that say nothing.
pub(super) fn canonical(negative: bool, number: Number, scale: usize) -> String {
    let Number { mut whole, mut decimals, exponent, .. } = number;
    if exponent < 0 {
        let power = exponent.unsigned_abs() as usize;
        whole.insert_str(0, &"0".repeat(power.saturating_sub(whole.len())));
        decimals.insert_str(0, &whole.split_off(whole.len() - power));
    }
    let scale = scale + usize::try_from(exponent).unwrap_or_default();
    let moved = scale.min(decimals.len());
    whole.extend(decimals.drain(..moved));
    whole.extend(std::iter::repeat_n('0', scale - moved));
    let whole = whole.trim_start_matches('0');
    let decimals = decimals.trim_end_matches('0');
    let zero = whole.is_empty() && decimals.is_empty();
    let mut text = String::with_capacity(whole.len() + decimals.len() + 3);
    if negative && !zero {
        text.push('-');
    }
    text.push_str(if whole.is_empty() { "0" } else { whole });
    if !decimals.is_empty() {
        text.push('.');
        text.push_str(decimals);
    }
    text
}

/// Compares two numbers in the form that [`Amount::number`](super::Amount::number) gives.
#[must_use]
pub fn compare(a: &str, b: &str) -> Ordering {
    let parts = |text: &str| {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        (negative, whole.trim_start_matches('0').to_owned(), decimals.trim_end_matches('0').to_owned())
    };
    let ((a_negative, a_whole, a_decimals), (b_negative, b_whole, b_decimals)) = (parts(a), parts(b));
    let size = a_whole.len().cmp(&b_whole.len()).then_with(|| (a_whole, a_decimals).cmp(&(b_whole, b_decimals)));
    match (a_negative, b_negative) {
        (false, false) => size,
        (true, true) => size.reverse(),
        (negative, _) => {
            if negative {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
    }
}

pub(super) fn starts_with_digit(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
}

/// What may group thousands: a comma, a space, a space that does not break, a thin one, both.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// The text from the second number of a range on, after a joint: `2 million` of `–2 million`, `million–US$2 million`.
pub(super) fn second_number(text: &str) -> Option<&str> {
    let joints = ["to ", "or ", "and ", "-", "–", "—", "/", "…", "..", "×", "x "];
    let first = joints.iter().find_map(|joint| text.strip_prefix(joint)).and_then(from_number);
    // After a scale or a unit a hyphen may belong to the unit: `kg m-2`.
    first.or_else(|| {
        [" to ", "–", "—"].iter().find_map(|joint| text.split_once(joint)).and_then(|(_, next)| from_number(next))
    })
}

/// A text from its number on, where at most a currency is before that.
pub(super) fn from_number(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let bare = text.trim_start_matches(|c: char| c.is_ascii_uppercase()).trim_start_matches(is_currency_sign);
    let is_short = text.len() - bare.len() <= 5;
    Some(bare.trim_start()).filter(|bare| is_short && starts_with_digit(bare))
}
