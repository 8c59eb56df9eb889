//! The signs of currencies.

/// Whether a character is the sign of a currency.
#[must_use]
pub fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '¢' | '£' | '¤' | '¥' | '֏' | '؋' | '৳' | '฿' | '៛' | '\u{20a0}'..='\u{20cf}')
}
