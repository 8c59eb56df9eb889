//! How much: a comparator, an exact decimal number and the text of a unit.
//!
//! `more than 6000`, `146 million USD`, `US$100 m`, `about 3.5 bn EUR`, `≥ 12 %`. No floating point is used. Which
//! unit the text means is for the caller to find out; the module depends on nothing outside `std`.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// An amount as a text says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    comparator: Comparator,
    number: String,
    unit: Option<Unit>,
    dotted: Option<Dotted>,
}

/// A number in which a dot is before three digits, as others group thousands: `36.000`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dotted {
    /// Its bytes within the text that was parsed.
    pub range: Range<usize>,
    /// How to write it where the dot begins decimals, so that nothing else can be meant: `36`, `36.5120`.
    pub decimals: String,
    /// How to write it where the dot groups thousands: `36000`.
    pub thousands: String,
}

/// How the true amount stands to the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Comparator {
    /// The number itself.
    #[default]
    Equal,
    /// `more than`, `over`, `>`.
    MoreThan,
    /// `at least`, `no less than`, `>=`, `≥`.
    AtLeast,
    /// `less than`, `under`, `<`.
    LessThan,
    /// `at most`, `up to`, `<=`, `≤`.
    AtMost,
    /// `about`, `circa`, `nearly`, `~`, `≈`: the number bounds nothing.
    About,
}

/// The unit as written, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Unit {
    text: String,
    range: Range<usize>,
}

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
    /// Before the number stands what is neither a comparator nor a currency, or after it a lone `+`.
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
    fn new(kind: AmountErrorKind, range: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { kind, range, message: message.into(), remedy: remedy.into() }
    }
}

impl Comparator {
    /// A stable name: `equal`, `more-than`, `at-least`, `less-than`, `at-most`, `about`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::MoreThan => "more-than",
            Self::AtLeast => "at-least",
            Self::LessThan => "less-than",
            Self::AtMost => "at-most",
            Self::About => "about",
        }
    }

    /// As written before a number: `more than `; empty for [`Comparator::Equal`].
    const fn words(self) -> &'static str {
        match self {
            Self::Equal => "",
            Self::MoreThan => "more than ",
            Self::AtLeast => "at least ",
            Self::LessThan => "less than ",
            Self::AtMost => "at most ",
            Self::About => "about ",
        }
    }
}

/// Phrases before the number. A phrase that begins with a shorter one is before it.
const COMPARATORS: &[(&str, Comparator)] = &[
    (">=", Comparator::AtLeast),
    ("≥", Comparator::AtLeast),
    ("⩾", Comparator::AtLeast),
    ("<=", Comparator::AtMost),
    ("≤", Comparator::AtMost),
    ("⩽", Comparator::AtMost),
    (">", Comparator::MoreThan),
    ("<", Comparator::LessThan),
    ("=", Comparator::Equal),
    ("≈", Comparator::About),
    ("~", Comparator::About),
    ("±", Comparator::About),
    ("no more than", Comparator::AtMost),
    ("not more than", Comparator::AtMost),
    ("no less than", Comparator::AtLeast),
    ("not less than", Comparator::AtLeast),
    ("no fewer than", Comparator::AtLeast),
    ("not fewer than", Comparator::AtLeast),
    ("more than", Comparator::MoreThan),
    ("greater than", Comparator::MoreThan),
    ("in excess of", Comparator::MoreThan),
    ("exceeding", Comparator::MoreThan),
    ("over", Comparator::MoreThan),
    ("above", Comparator::MoreThan),
    ("at least", Comparator::AtLeast),
    ("minimum", Comparator::AtLeast),
    ("less than", Comparator::LessThan),
    ("fewer than", Comparator::LessThan),
    ("under", Comparator::LessThan),
    ("below", Comparator::LessThan),
    ("at most", Comparator::AtMost),
    ("up to", Comparator::AtMost),
    ("maximum", Comparator::AtMost),
    ("about", Comparator::About),
    ("approximately", Comparator::About),
    ("approx.", Comparator::About),
    ("approx", Comparator::About),
    ("around", Comparator::About),
    ("roughly", Comparator::About),
    ("nearly", Comparator::About),
    ("almost", Comparator::About),
    ("some", Comparator::About),
    ("circa", Comparator::About),
    ("ca.", Comparator::About),
    ("ca", Comparator::About),
    ("c.", Comparator::About),
    ("exactly", Comparator::Equal),
];

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

impl Amount {
    /// Reads an amount: perhaps a comparator, perhaps a currency, a number, perhaps a scale, perhaps a unit.
    ///
    /// - The comparator is a phrase (`more than`, `at least`, `less than`, `at most`, `about` and their like, in
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
        Reader { text, at: 0, end: text.trim_end().len() }.amount()
    }

    /// How the true amount stands to the number.
    #[must_use]
    pub fn comparator(&self) -> Comparator {
        self.comparator
    }

    /// The number as the canonical text of an `xsd:decimal` (XSD 1.1 part 2, E.1), scale applied, exact: `-?` digits
    /// without leading zeros, and a dot with decimals only where the last is not zero.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The unit as written, if there is one.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_ref().map(|unit| unit.text.as_str())
    }

    /// The bytes of the unit within the text that was parsed.
    #[must_use]
    pub fn unit_range(&self) -> Option<Range<usize>> {
        self.unit.as_ref().map(|unit| unit.range.clone())
    }

    /// Its number where a dot is before three digits, so that others read thousands: `36.000`, but not `1.234 bn`,
    /// `1.234e6`, `1234.567` or `0.125`.
    #[must_use]
    pub fn dotted(&self) -> Option<&Dotted> {
        self.dotted.as_ref()
    }
}

impl fmt::Display for Amount {
    /// `more than 6000`, `146000000 USD`. For people: `5 thousand k` becomes `5000 k`, which would read as another.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.comparator.words(), self.number)?;
        match self.unit() {
            Some(unit) => write!(f, " {unit}"),
            None => Ok(()),
        }
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
struct Reader<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

/// The digits of a number without sign, and where they are.
struct Number {
    whole: String,
    decimals: String,
    /// The power of ten that is written with it.
    exponent: i32,
    range: Range<usize>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn digits(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn next_is_digit(&self) -> bool {
        starts_with_digit(self.rest())
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

    fn number(&mut self) -> Result<Number, AmountError> {
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
    fn dotted(&self, number: &Number, scale: &str) -> Option<Dotted> {
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

    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
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
    fn scale(&mut self, currency_before: bool) -> Result<usize, AmountError> {
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

    /// What to write for a range: its ends, each with the scale and unit that are after the second number alone.
    fn range_remedy(&self, number: &Number, prefix: Option<&Unit>, next: &str) -> Option<String> {
        let end = next.find(|c: char| !(c.is_ascii_digit() || ",.".contains(c))).unwrap_or(next.len());
        let (second, after) = (next.get(..end)?, next.get(end..)?.trim());
        let second_is_number = Reader { text: second, at: 0, end: second.len() }.number().is_ok();
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

/// What stands from the second number of a range on, after a joint: `2 million` of `–2 million`, `million–US$2 million`.
fn second_number(text: &str) -> Option<&str> {
    let joints = ["to ", "or ", "and ", "-", "–", "—", "/", "…", "..", "×", "x "];
    let first = joints.iter().find_map(|joint| text.strip_prefix(joint)).and_then(from_number);
    // After a scale or a unit a hyphen may belong to the unit: `kg m-2`.
    first.or_else(|| {
        [" to ", "–", "—"].iter().find_map(|joint| text.split_once(joint)).and_then(|(_, next)| from_number(next))
    })
}

/// A text from its number on, where at most a currency is before that.
fn from_number(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let bare = text.trim_start_matches(|c: char| c.is_ascii_uppercase()).trim_start_matches(is_currency_sign);
    let is_short = text.len() - bare.len() <= 5;
    Some(bare.trim_start()).filter(|bare| is_short && starts_with_digit(bare))
}

/// How many bytes of the text the phrase takes up, in either case and with any white space between its words.
fn phrase_length(text: &str, phrase: &str) -> Option<usize> {
    let mut rest = text;
    for word in phrase.split(' ') {
        if rest.len() < text.len() {
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = trimmed;
        }
        let (head, tail) = rest.split_at_checked(word.len())?;
        if !head.eq_ignore_ascii_case(word) {
            return None;
        }
        rest = tail;
    }
    let is_word = phrase.ends_with(|c: char| c.is_ascii_alphabetic());
    let length = text.len() - rest.len();
    // `CA$` is a sign of money, `ca $` is not.
    let is_of_sign = !text[..length].contains(|c: char| c.is_ascii_lowercase());
    let begins = |c: char| c.is_whitespace() || c.is_ascii_digit() || is_currency_sign(c) && !is_of_sign;
    (!is_word || rest.starts_with(begins)).then_some(length)
}

fn starts_with_digit(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
}

/// What may group thousands: a comma, a space, a space that does not break, a thin one, both.
fn is_separator(c: char) -> bool {
    matches!(c, ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// Whether a character is the sign of a currency.
#[must_use]
pub fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '¢' | '£' | '¤' | '¥' | '֏' | '؋' | '৳' | '฿' | '៛' | '\u{20a0}'..='\u{20cf}')
}

/// At most forty characters, for a message.
fn quote(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.escape_debug().to_string()
}

/// Moves the dot and drops the zeros that say nothing.
fn canonical(negative: bool, number: Number, scale: usize) -> String {
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

/// Compares two numbers in the form that [`Amount::number`] gives.
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

/// What begins the decimals of a number in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// `1,234.5`.
    Dot,
    /// `1.234,5`.
    Comma,
}

/// What may group thousands beside the comma and the dot.
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (Comparator, String, Option<String>) {
        let amount = Amount::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        if let Some(range) = amount.unit_range() {
            assert_eq!(text.get(range), amount.unit(), "{text}");
        }
        (amount.comparator(), amount.number().to_owned(), amount.unit().map(str::to_owned))
    }

    #[test]
    fn reads_what_people_write() {
        use Comparator::{About, AtLeast, AtMost, Equal, LessThan, MoreThan};
        for (text, comparator, number, unit) in [
            ("42", Equal, "42", None),
            (" 42 ", Equal, "42", None),
            ("more than 6000", MoreThan, "6000", None),
            ("More  than 6,000", MoreThan, "6000", None),
            ("146 million USD", Equal, "146000000", Some("USD")),
            ("US$100 m", Equal, "100000000", Some("US$")),
            ("US$ 100m", Equal, "100000000", Some("US$")),
            ("USD 100 million", Equal, "100000000", Some("USD")),
            ("1,234.5 EUR", Equal, "1234.5", Some("EUR")),
            ("about 3.5 bn EUR", About, "3500000000", Some("EUR")),
            ("at least 12", AtLeast, "12", None),
            ("less than 5 %", LessThan, "5", Some("%")),
            ("at most 12%", AtMost, "12", Some("%")),
            ("≈ 7", About, "7", None),
            ("~7", About, "7", None),
            ("> 5", MoreThan, "5", None),
            (">=5", AtLeast, "5", None),
            ("≥5", AtLeast, "5", None),
            ("<5", LessThan, "5", None),
            ("<= 5", AtMost, "5", None),
            ("6 000", Equal, "6000", None),
            ("6\u{202f}000\u{202f}000 tonnes", Equal, "6000000", Some("tonnes")),
            ("0.10", Equal, "0.1", None),
            (".5", Equal, "0.5", None),
            ("000", Equal, "0", None),
            ("-0.0", Equal, "0", None),
            ("-5", Equal, "-5", None),
            ("−5", Equal, "-5", None),
            ("-$5", Equal, "-5", Some("$")),
            ("€-5", Equal, "-5", Some("€")),
            ("+5", Equal, "5", None),
            ("1.234", Equal, "1.234", None),
            ("1,234", Equal, "1234", None),
            ("1.2345 thousand", Equal, "1234.5", None),
            ("5 thousand million", Equal, "5000000000", None),
            ("3 m tonnes", Equal, "3000000", Some("tonnes")),
            ("5 k", Equal, "5000", None),
            ("5 M", Equal, "5000000", None),
            ("5kg", Equal, "5", Some("kg")),
            ("5 m²", Equal, "5", Some("m²")),
            ("2 trillion", Equal, "2000000000000", None),
            ("over $3.5bn", MoreThan, "3500000000", Some("$")),
            ("c. 30 people", About, "30", Some("people")),
            ("no more than 3", AtMost, "3", None),
            ("up to 10 million tonnes of oil per year", AtMost, "10000000", Some("tonnes of oil per year")),
            ("30 b/d", Equal, "30", Some("b/d")),
            ("3 mln. t", Equal, "3000000", Some("t")),
            ("1e6", Equal, "1000000", None),
            ("1.5E+3 thousand USD", Equal, "1500000", Some("USD")),
            ("-25e-3", Equal, "-0.025", None),
            ("5 eggs", Equal, "5", Some("eggs")),
        ] {
            assert_eq!(read(text), (comparator, number.to_owned(), unit.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn a_dot_before_three_digits_may_group_thousands() {
        for (text, place, decimals, thousands) in [
            ("36.000", "36.000", "36", "36000"),
            ("more than 6.000 people", "6.000", "6", "6000"),
            ("€ 1.234", "1.234", "1.2340", "1234"),
            ("-999.500 EUR", "999.500", "999.5000", "999500"),
            ("36.000 Mio. EUR", "36.000", "36", "36000"),
        ] {
            let amount = Amount::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let dotted = amount.dotted().unwrap_or_else(|| panic!("{text}"));
            assert_eq!(text.get(dotted.range.clone()), Some(place), "{text}");
            assert_eq!((dotted.decimals.as_str(), dotted.thousands.as_str()), (decimals, thousands), "{text}");
            // Each proposal has its own meaning, and no other.
            let [kept, grouped] = [&dotted.decimals, &dotted.thousands].map(|number| Amount::parse(number).unwrap());
            assert_eq!(kept.number(), Amount::parse(place).unwrap().number(), "{text}");
            assert_eq!(grouped.number(), place.replace('.', ""), "{text}");
            assert_eq!((kept.dotted(), grouped.dotted()), (None, None), "{text}");
        }
        for text in [
            "36",
            "36,000",
            "36.0",
            "36.0000",
            "0.125",
            ".125",
            "1234.567",
            "1,234.567",
            "36.000e3",
            "1.234 bn",
            "$1.234m",
        ] {
            assert_eq!(Amount::parse(text).map(|amount| amount.dotted().cloned()), Ok(None), "{text}");
        }
    }

    #[test]
    fn refuses_with_a_place_and_a_remedy() {
        use AmountErrorKind::{Ambiguous, BadNumber, Empty, NoNumber, SeveralNumbers, SeveralUnits, UnexpectedText};
        for (text, kind, place, remedy) in [
            ("", Empty, "", "write a number"),
            ("  ", Empty, "  ", "write a number"),
            ("many", NoNumber, "many", "in digits"),
            ("more than", NoNumber, "more than", "in digits"),
            ("1.234.567", BadNumber, "1.234.567", "`1,234,567`"),
            ("1.234,5 EUR", BadNumber, "1.234,5", "`1234.5`"),
            ("3,5 million", BadNumber, "3,5", "`3.5`"),
            ("0,123", BadNumber, "0,123", "`0.123`"),
            ("1,23,456", BadNumber, "1,23,456", "`1,234.5`"),
            ("1234 567", BadNumber, "1234 567", "by three"),
            ("1,234 567", BadNumber, "1,234 567", "by three"),
            ("5.", BadNumber, "5.", "`5`"),
            ("1e99", BadNumber, "e99", "write the number out"),
            ("about 5 to 7", SeveralNumbers, "5 to 7", "one number"),
            ("100-200 EUR", SeveralNumbers, "100-200 EUR", "one number"),
            ("$5–$7", SeveralNumbers, "5–$7", "one number"),
            ("1/2", SeveralNumbers, "1/2", "one number"),
            ("100 m", Ambiguous, "m", "`million` or `metres`"),
            ("$5 EUR", SeveralUnits, "EUR", "one unit"),
            ("population of 5", UnexpectedText, "population of", "comparator"),
            ("6000+", UnexpectedText, "+", "`at least 6000`"),
        ] {
            let error = Amount::parse(text).expect_err(text);
            assert_eq!((error.kind, text.get(error.range.clone())), (kind, Some(place)), "{text}: {error}");
            assert!(error.remedy.contains(remedy), "{text}: {error}");
        }
    }

    #[test]
    fn numbers_of_tables_are_written_with_either_sign() {
        for (text, comma, dot) in [
            ("1,234", Some("1.234"), Some("1234")),
            ("1.234,5", Some("1234.5"), None),
            ("1,234.5", None, Some("1234.5")),
            ("1.5", None, Some("1.5")),
            ("1.234", Some("1234"), Some("1.234")),
            ("-1 234,5 Mio", Some("-1234.5 Mio"), None),
            ("€ 10'000,25", Some("€ 10000.25"), None),
            (",5", Some(".5"), None),
            ("1,5e3", Some("1.5e3"), None),
            ("1,2,3", None, None),
            ("none", Some("none"), Some("none")),
            ("5, 6", Some("5, 6"), Some("5, 6")),
        ] {
            assert_eq!(with_dot(text, Decimal::Comma).ok().as_deref(), comma, "{text}");
            assert_eq!(with_dot(text, Decimal::Dot).ok().as_deref(), dot, "{text}");
        }
        for (text, ambiguous) in
            [("1,234", true), ("12,345 USD", true), ("1,234,567", false), ("1,23", false), ("0,123", false)]
        {
            assert_eq!(is_ambiguous(text, ','), ambiguous, "{text}");
            assert_eq!(is_ambiguous(&text.replace(',', "."), '.'), ambiguous, "{text}");
            assert!(!is_ambiguous(text, '.'), "{text}");
        }
    }

    #[test]
    fn numbers_are_compared_whole() {
        for (a, b) in [
            ("-9", "0"),
            ("0.5", "1"),
            ("9", "10"),
            ("1.25", "1.3"),
            ("-10", "-9.5"),
            ("99999999999999999999", "100000000000000000000"),
        ] {
            assert_eq!(
                (compare(a, b), compare(b, a), compare(a, a)),
                (Ordering::Less, Ordering::Greater, Ordering::Equal),
                "{a} {b}"
            );
        }
        assert_eq!(compare("1", "1.0"), Ordering::Equal);
    }

    #[test]
    fn extreme_lengths_are_only_long() {
        let digits = "9".repeat(1_000_000);
        assert_eq!(Amount::parse(&digits).map(|amount| amount.number().len()), Ok(1_000_000));
        let scales = format!("1{}", " million".repeat(10_000));
        assert_eq!(Amount::parse(&scales).map(|amount| amount.number().len()), Ok(60_001));
        let groups = format!("1{}", ",000".repeat(100_000));
        assert_eq!(Amount::parse(&groups).map(|amount| amount.number().len()), Ok(300_001));
        let error = Amount::parse(&"x".repeat(1_000_000)).expect_err("no number");
        assert!(error.message.len() < 200);
        assert!(Amount::parse(&"1.".repeat(1_000_000)).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            if let Err(error) = Amount::parse(&text) {
                prop_assert!(text.get(error.range).is_some());
            }
        }

        #[test]
        fn never_panics_near_amounts(text in "(more than |about |≈|<|US\\$|€|-|−)?[0-9., \u{a0}eE+/–-]{0,12}( ?(m|k|bn|million|%|EUR|to 5|\\.))?") {
            match Amount::parse(&text) {
                Ok(amount) => {
                    if let Some(range) = amount.unit_range() {
                        prop_assert_eq!(text.get(range), amount.unit());
                    }
                    // The number is canonical: it reads as itself.
                    let again = Amount::parse(amount.number()).expect("a canonical number is an amount");
                    prop_assert_eq!(again.number(), amount.number());
                }
                Err(error) => prop_assert!(text.get(error.range).is_some()),
            }
        }

        #[test]
        fn integers_are_exact(number in any::<i128>()) {
            let text = number.to_string();
            let amount = Amount::parse(&text).expect("an integer is an amount");
            prop_assert_eq!(amount.number(), &text);
        }

        #[test]
        fn scales_move_the_dot(number in 0_u64..1_000_000_000, decimals in 0_u32..1000) {
            let amount = Amount::parse(&format!("{number}.{decimals:03} thousand")).expect("an amount");
            prop_assert_eq!(amount.number(), &(u128::from(number) * 1000 + u128::from(decimals)).to_string());
        }
    }
}
