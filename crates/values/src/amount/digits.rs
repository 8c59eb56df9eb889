//! The number of an amount: its digits, its exponent and the word that scales it.

use super::decimal::is_ambiguous;
use super::error::{AmountError, AmountErrorKind, quote};
use super::number::{Number, is_separator, starts_with_digit};
use super::read::AmountReader;
use super::value::Dotted;

/// Spelled scales, short scale: a billion is 10⁹.
const SCALES: &[(&str, usize)] = &[
    ("hundred", 2),
    ("thousand", 3),
    ("thousands", 3),
    ("million", 6),
    ("millions", 6),
    ("mn", 6),
    ("mln", 6),
    ("mio", 6),
    ("billion", 9),
    ("billions", 9),
    ("bn", 9),
    ("bln", 9),
    ("trillion", 12),
    ("trillions", 12),
    ("trn", 12),
];

/// The largest power of ten that a number is written with.
const MAX_EXPONENT: i32 = 60;

/// Scales that are abbreviated so only where dots group thousands.
const SCALES_OF_DOTS: [&str; 1] = ["mio"];

/// Scales of one letter, with the unit that the letter alone would be.
const LETTER_SCALES: &[(&str, usize, &str, &str)] = &[("m", 6, "million", "metres"), ("k", 3, "thousand", "kelvins")];

impl AmountReader<'_> {
    pub(super) fn number(&mut self) -> Result<Number, AmountError> {
        let start = self.at;
        let mut whole = self.digits().to_owned();
        let first_length = whole.len();
        let mut separator = None;
        while let Some(found) = self.rest().chars().next().filter(|&c| is_separator(c)) {
            let after = self.at + found.len_utf8();
            let group = self.text.get(after..self.end).unwrap_or_default();
            if !starts_with_digit(group) {
                break;
            }
            let same = separator.is_none_or(|separator| separator == found);
            self.at = after;
            let group = self.digits();
            if !same || group.len() != 3 || first_length > 3 || first_length == 0 || whole.starts_with('0') {
                return Err(self.bad_groups(start));
            }
            separator = Some(found);
            whole.push_str(group);
        }
        let mut decimals = String::new();
        if self.rest().strip_prefix('.').is_some_and(starts_with_digit) {
            self.at += 1;
            self.digits().clone_into(&mut decimals);
            if self.rest().chars().next().is_some_and(|c| is_separator(c) || c == '.')
                && starts_with_digit(self.rest().get(1..).unwrap_or_default())
            {
                return Err(self.bad_groups(start));
            }
        }
        if whole.is_empty() && decimals.is_empty() {
            let message = "a number is missing here".to_owned();
            return Err(AmountError::new(
                AmountErrorKind::BadNumber,
                start..self.end,
                message,
                "write it in digits, such as `42` or `1,234.5`",
            ));
        }
        let range = start..self.at;
        let rest = self.rest();
        if rest.starts_with('.') && rest.get(1..).is_none_or(|rest| !rest.starts_with('.')) {
            let remedy = format!("write `{}`", quote(self.slice(&range)));
            return Err(AmountError::new(
                AmountErrorKind::BadNumber,
                start..self.at + 1,
                "a number does not end with a dot",
                remedy,
            ));
        }
        let exponent = self.exponent()?;
        Ok(Number { whole, decimals, exponent, range: start..self.at })
    }

    /// The number where its dot may group thousands, with what is between it and the unit.
    pub(super) fn dotted(&self, number: &Number, scale: &str) -> Option<Dotted> {
        let written = self.slice(&number.range);
        let scale = scale.trim().trim_end_matches('.');
        let is_english = !scale.is_empty() && !SCALES_OF_DOTS.iter().any(|word| word.eq_ignore_ascii_case(scale));
        if is_english || number.exponent != 0 || !is_ambiguous(written, '.') {
            return None;
        }
        let (whole, decimals) = written.split_once('.')?;
        Some(Dotted {
            range: number.range.clone(),
            decimals: if decimals == "000" { whole.to_owned() } else { format!("{written}0") },
            thousands: written.replace('.', ""),
        })
    }

    /// The power of ten of `1e6`, as programs write numbers.
    fn exponent(&mut self) -> Result<i32, AmountError> {
        let rest = self.rest();
        let Some(power) = rest.strip_prefix(['e', 'E']) else { return Ok(0) };
        let digits = power.strip_prefix(['+', '-']).unwrap_or(power);
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return Ok(0);
        }
        let range = self.at..self.at + rest.len() - digits.len() + length;
        let number = digits.get(..length).and_then(|digits| digits.parse::<i32>().ok());
        let Some(number) = number.filter(|number| *number <= MAX_EXPONENT) else {
            return Err(AmountError::new(
                AmountErrorKind::BadNumber,
                range,
                format!("the exponent of a number is at most {MAX_EXPONENT}"),
                "write the number out",
            ));
        };
        self.at = range.end;
        Ok(if power.starts_with('-') { -number } else { number })
    }

    /// Separators that are where no group of three ends. The whole run is at fault.
    fn bad_groups(&mut self, start: usize) -> AmountError {
        let continues = |rest: &str| {
            rest.chars().next().is_some_and(|c| {
                c.is_ascii_digit()
                    || ((is_separator(c) || c == '.')
                        && starts_with_digit(rest.get(c.len_utf8()..).unwrap_or_default()))
            })
        };
        while continues(self.rest()) {
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        }
        let range = start..self.at;
        let written = self.slice(&range);
        let commas = written.matches(',').count();
        let dots = written.matches('.').count();
        let groups_of = |text: &str, separator: char| {
            let mut groups = text.split(separator);
            groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'))
                && groups.all(|group| group.len() == 3)
        };
        let only_both = written.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.');
        let remedy = if !only_both || written.len() > 60 {
            None
        } else if commas == 0 && groups_of(written, '.') {
            Some(written.replace('.', ","))
        } else if commas == 1
            && (dots == 0
                || written
                    .split_once(',')
                    .is_some_and(|(whole, decimals)| groups_of(whole, '.') && !decimals.contains('.')))
        {
            // A decimal comma.
            Some(written.replace('.', "").replace(',', "."))
        } else {
            None
        };
        let remedy = remedy.map_or_else(
            || "group thousands by three with commas or spaces, and begin decimals with a dot: `1,234.5`".to_owned(),
            |number| format!("write `{number}`: commas or spaces group thousands by three, a dot begins the decimals"),
        );
        AmountError::new(AmountErrorKind::BadNumber, range, format!("`{}` is not one number", quote(written)), remedy)
    }

    /// The scale after the number, as a power of ten.
    pub(super) fn scale(&mut self, currency_before: bool) -> Result<usize, AmountError> {
        let mut power = 0;
        loop {
            let start = self.at;
            self.skip_space();
            let word_start = self.at;
            let rest = self.rest();
            let written = rest.split(char::is_whitespace).next().unwrap_or_default();
            let word = written.strip_suffix('.').unwrap_or(written);
            if let Some((_, scale)) = SCALES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
                power += scale;
                self.at = word_start + written.len();
                continue;
            }
            let letter = LETTER_SCALES.iter().find(|(letter, ..)| power == 0 && letter.eq_ignore_ascii_case(word));
            let Some((_, scale, name, unit)) = letter else {
                self.at = start;
                return Ok(power);
            };
            let after = rest.get(written.len()..).unwrap_or_default().trim_start();
            let alone = !currency_before && (after.is_empty() || after.starts_with("per ") || after.starts_with("of "));
            // `k` is not a unit and `M` is not a metre.
            if alone && matches!(word, "m" | "K") {
                let message = format!("`{word}` after the number is {name} or {unit}");
                return Err(AmountError::new(
                    AmountErrorKind::Ambiguous,
                    word_start..word_start + written.len(),
                    message,
                    format!("write `{name}` or `{unit}`"),
                ));
            }
            self.at = word_start + written.len();
            return Ok(*scale);
        }
    }
}
