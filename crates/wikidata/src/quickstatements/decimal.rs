//! Decimal numbers, calculated with exactly.

use std::fmt;

/// A number with more digits behind the point is not calculated with: `i128` has 38.
pub(super) const MOST_DECIMALS: u32 = 38;

/// A decimal number, exactly: its digits as a whole number, and how many of them are behind the point.
#[derive(Clone, Copy)]
pub(super) struct Decimal {
    digits: i128,
    pub(super) scale: u32,
}

impl Decimal {
    /// Nothing where it is not a number, or one of more digits than can be calculated with.
    pub(super) fn of(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(w, f)| (w, Some(f)));
        if !digits(whole) || fraction.is_some_and(|fraction| !digits(fraction)) {
            return None;
        }
        let fraction = fraction.unwrap_or_default();
        let number: i128 = format!("{whole}{fraction}").parse().ok()?;
        let number = if text.starts_with('-') { -number } else { number };
        let scale = u32::try_from(fraction.len()).ok().filter(|scale| *scale <= MOST_DECIMALS)?;
        Some(Self { digits: number, scale })
    }

    /// The number with so many digits behind the point.
    fn at(self, scale: u32) -> Option<i128> {
        self.digits.checked_mul(10_i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }

    pub(super) fn same(self, other: Self) -> bool {
        let scale = self.scale.max(other.scale);
        self.at(scale).is_some_and(|digits| other.at(scale) == Some(digits))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let fraction = fraction.trim_end_matches('0');
        let sign = if self.digits < 0 { "-" } else { "" };
        write!(f, "{sign}{whole}{}{fraction}", if fraction.is_empty() { "" } else { "." })
    }
}

/// How far both bounds are from the amount; nothing where one is farther.
pub(super) fn deviation(amount: Decimal, lower: Decimal, upper: Decimal) -> Option<Decimal> {
    let scale = amount.scale.max(lower.scale).max(upper.scale);
    let (middle, low, high) = (amount.at(scale)?, lower.at(scale)?, upper.at(scale)?);
    let (below, above) = (middle.checked_sub(low)?, high.checked_sub(middle)?);
    (below == above && below >= 0).then_some(Decimal { digits: below, scale })
}

/// Whether the sums that the tools make of `10~1` are the bounds: version 2 adds floating-point numbers, version 3
/// decimal ones, exactly as long as they are not very long.
pub(super) fn calculated(amount: Decimal, deviation: Decimal, lower: Decimal, upper: Decimal) -> bool {
    let number = |decimal: Decimal| decimal.to_string().parse::<f64>().ok();
    let (Some(middle), Some(apart)) = (number(amount), number(deviation)) else { return false };
    // Beyond these it writes an exponent.
    let plain = |sum: f64| sum == 0.0 || (1e-4..1e15).contains(&sum.abs());
    let is = |sum: f64, bound: Decimal| {
        plain(sum) && Decimal::of(&format!("{sum}")).is_some_and(|shortest| shortest.same(bound))
    };
    is(middle - apart, lower) && is(middle + apart, upper)
}

pub(super) fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
