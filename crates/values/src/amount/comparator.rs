//! Comparators: `more than`, `≥`, `about`.

use super::currency::is_currency_sign;

/// How the true amount compares with the number.
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
    pub(super) const fn words(self) -> &'static str {
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
pub(super) const COMPARATORS: &[(&str, Comparator)] = &[
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

/// How many bytes of the text the phrase takes up, in either case and with any white space between its words.
pub(super) fn phrase_length(text: &str, phrase: &str) -> Option<usize> {
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
