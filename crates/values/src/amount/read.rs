//! The reader of an amount: a comparator, then a unit on one side of the number.

use super::comparator::{COMPARATORS, Comparator, phrase_length};
use super::currency::is_currency_sign;
use super::error::{AmountError, AmountErrorKind, quote};
use super::number::{Number, canonical, second_number, starts_with_digit};
use super::value::{Amount, Unit};
use std::ops::Range;
use std::str::FromStr;

impl Amount {
    /// Reads an amount: perhaps a comparator, perhaps a currency, a number, perhaps a scale, perhaps a unit.
    ///
    /// - The comparator is a phrase (`more than`, `at least`, `less than`, `at most`, `about` and similar ones, in
    ///   either case) or a sign (`>` `>=` `≥` `<` `<=` `≤` `~` `≈`).
    /// - The number has a dot for its decimals; commas or spaces group its thousands (`1,234.5`, `6 000`). It may have
    ///   a sign, and an exponent as programs write it (`1e6`).
    /// - The scale is spelled (`hundred` to `trillion`, short scale; `mn`, `bn`, `trn`) or a letter (`m`, `M`, `k`,
    ///   `K`). `m` or `K` with neither a currency before nor a unit after it may be metres or kelvins and is refused.
    /// - The unit is a currency before the number (`US$`, `€`, `USD`) or all that is after it. It is not looked at
    ///   further, and never begins with a digit.
    ///
    /// # Errors
    ///
    /// [`AmountError`] with the place in the text as given, and a remedy.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        AmountReader { text, at: 0, end: text.trim_end().len() }.amount()
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    /// See [`Amount::parse`].
    fn from_str(text: &str) -> Result<Self, AmountError> {
        Self::parse(text)
    }
}

/// A place in the text, always before a whole character.
pub(super) struct AmountReader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) end: usize,
}

impl<'a> AmountReader<'a> {
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    pub(super) fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    pub(super) fn digits(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn next_is_digit(&self) -> bool {
        starts_with_digit(self.rest())
    }

    pub(super) fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn amount(mut self) -> Result<Amount, AmountError> {
        self.skip_space();
        if self.rest().is_empty() {
            return Err(AmountError::new(
                AmountErrorKind::Empty,
                0..self.text.len(),
                "the amount is empty",
                "write a number, such as `42` or `146 million USD`",
            ));
        }
        let comparator = self.comparator();
        let mut negative = self.sign();
        let prefix = self.prefix()?;
        negative ^= self.sign();
        let number = self.number()?;
        let after_number = self.at;
        let scale = self.scale(prefix.is_some())?;
        let dotted = self.dotted(&number, self.slice(&(after_number..self.at)));
        self.skip_space();
        let unit = match (prefix.clone(), self.suffix(&number, prefix.as_ref())?) {
            (Some(prefix), Some(suffix)) => {
                let message = format!(
                    "`{}` before the number and `{}` after it are two units",
                    quote(&prefix.text),
                    quote(&suffix.text)
                );
                return Err(AmountError::new(
                    AmountErrorKind::SeveralUnits,
                    suffix.range,
                    message,
                    "write one unit, after the number",
                ));
            }
            (None, suffix) => suffix,
            (prefix, None) => prefix,
        };
        Ok(Amount { comparator, number: canonical(negative, number, scale), unit, dotted })
    }

    fn comparator(&mut self) -> Comparator {
        for (phrase, comparator) in COMPARATORS {
            if let Some(length) = phrase_length(self.rest(), phrase) {
                self.at += length;
                self.skip_space();
                return *comparator;
            }
        }
        Comparator::Equal
    }

    fn sign(&mut self) -> bool {
        let rest = self.rest();
        let sign = rest.chars().next().filter(|c| matches!(c, '-' | '−' | '+'));
        let Some(sign) = sign else { return false };
        self.at += sign.len_utf8();
        sign != '+'
    }

    /// A currency before the number: a sign (`€`, `US$`) or a code of three capitals.
    fn prefix(&mut self) -> Result<Option<Unit>, AmountError> {
        let rest = self.rest();
        let length = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let length = rest.get(..length).map_or(length, |before| before.trim_end_matches(['.', '-', '−', '+']).len());
        let before = rest.get(..length).unwrap_or_default();
        let text = before.trim_end();
        let range = self.at..self.at + text.len();
        if rest.chars().all(|c| !c.is_ascii_digit()) {
            let remedy = "write it in digits, such as `42` or `146 million USD`";
            return Err(AmountError::new(
                AmountErrorKind::NoNumber,
                self.at..self.end,
                format!("there is no number in `{}`", quote(rest)),
                remedy,
            ));
        }
        if text.is_empty() {
            return Ok(None);
        }
        let code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let letters = text.trim_end_matches(is_currency_sign);
        let signed =
            letters.len() < text.len() && letters.len() <= 3 && letters.bytes().all(|byte| byte.is_ascii_uppercase());
        if !code && !signed {
            let message = format!("`{}` before the number is neither a comparator nor a currency", quote(text));
            let remedy = "begin with a comparator (`more than`, `at least`, `less than`, `at most`, `about`), a currency (`USD`, `€`) or the number, and write other units after it";
            return Err(AmountError::new(AmountErrorKind::UnexpectedText, range, message, remedy));
        }
        self.at += before.len();
        Ok(Some(Unit { text: text.to_owned(), range }))
    }

    /// What to write for a range: its ends, each with the scale and unit that are after the second number alone.
    fn range_remedy(&self, number: &Number, prefix: Option<&Unit>, next: &str) -> Option<String> {
        let end = next.find(|c: char| !(c.is_ascii_digit() || ",.".contains(c))).unwrap_or(next.len());
        let (second, after) = (next.get(..end)?, next.get(end..)?.trim());
        let second_is_number = AmountReader { text: second, at: 0, end: second.len() }.number().is_ok();
        // What is between may be a scale of the first number alone.
        let between = self.text.get(number.range.end..self.text.len() - next.len())?;
        let has_own = between.chars().any(char::is_lowercase) && between.trim() != "to";
        if !second_is_number || has_own {
            return None;
        }
        let before = prefix.map_or("", |unit| unit.text.as_str());
        let written = |number: &str| format!("{before}{number} {after}").trim().to_owned();
        let first = self.slice(&number.range);
        Some(format!(
            "write one number, with `at least`, `at most` or `about` where it is not exact: `at least {}`, `at most {}`",
            quote(&written(first)),
            quote(&written(second))
        ))
    }

    /// All that is after number and scale.
    fn suffix(&mut self, number: &Number, prefix: Option<&Unit>) -> Result<Option<Unit>, AmountError> {
        let text = self.rest();
        let range = self.at..self.end;
        if text.is_empty() {
            return Ok(None);
        }
        let next = second_number(text);
        if next.is_some() || self.next_is_digit() {
            let remedy = "write one number, with `at least`, `at most` or `about` where it is not exact";
            let remedy = next.and_then(|next| self.range_remedy(number, prefix, next)).unwrap_or(remedy.to_owned());
            return Err(AmountError::new(
                AmountErrorKind::SeveralNumbers,
                number.range.start..self.end,
                "there is more than one number",
                remedy,
            ));
        }
        if text == "+" {
            let remedy = format!("write `at least {}`", quote(self.slice(&number.range)));
            return Err(AmountError::new(AmountErrorKind::UnexpectedText, range, "`+` is not a unit", remedy));
        }
        Ok(Some(Unit { text: text.to_owned(), range }))
    }
}
