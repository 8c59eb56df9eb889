//! Names: how a name is compared, and how it becomes part of an IRI.

use std::cmp::Ordering;

use crate::digest;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The form in which two names are compared: no case, no accents, no punctuation but what changes the sense (`Chile?`, `≠Chile`),
/// no article, no `of`, abbreviations
/// written out (`St`, `Dem. Rep.`), numbers in digits (`Group of Fifteen`), one spelling of English (`Organisation`,
/// `Co-operation`), and with `Korea, South` turned round to `south korea`.
///
/// Two names with the same form are the same name; there is no similarity beyond that.
#[must_use]
pub fn normalise(name: &str) -> String {
    let folded = fold(turned(name).as_deref().unwrap_or(name));
    let mut form = String::with_capacity(folded.len() + 8);
    let words = || folded.split(' ').filter(|word| !word.is_empty());
    // What the next word may be joined to: `co` of `co-operation`, the tens of a number.
    let mut open = Open::Nothing;
    for word in words().filter(|word| !matches!(*word, "the" | "of")) {
        let word = written_out(word);
        match (open, number(word)) {
            (Open::Tens(tens), Some(ones @ 1..=9)) => {
                form.truncate(form.len() - 2);
                push_number(&mut form, tens + ones);
                open = Open::Nothing;
                continue;
            }
            (Open::Co, None) if matches!(word.get(..2), Some("op" | "or")) => {}
            _ if form.is_empty() => {}
            _ => form.push(' '),
        }
        match number(word) {
            Some(number) => {
                push_number(&mut form, number);
                open = if matches!(number, 20..=90) { Open::Tens(number) } else { Open::Nothing };
            }
            None => {
                push_spelled(&mut form, word);
                open = if word == "co" { Open::Co } else { Open::Nothing };
            }
        }
    }
    // A name that consists only of such words is these words.
    if form.is_empty() { words().collect::<Vec<_>>().join(" ") } else { form }
}

/// What the next word of a name may be joined to.
#[derive(Clone, Copy)]
enum Open {
    Nothing,
    Co,
    Tens(u8),
}

/// The number that a word says, to twenty and in tens.
fn number(word: &str) -> Option<u8> {
    // All of them begin with one of these letters; most words do not.
    if !matches!(word.as_bytes().first(), Some(b'o' | b't' | b'f' | b's' | b'e' | b'n')) {
        return None;
    }
    Some(match word {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

fn push_number(form: &mut String, number: u8) {
    if number > 9 {
        form.push(char::from(b'0' + number / 10));
    }
    form.push(char::from(b'0' + number % 10));
}

/// Adds a word in American spelling, where the British one differs in a way that names of organisations have.
fn push_spelled(form: &mut String, word: &str) {
    let other = match word {
        "centre" => "center",
        "defence" => "defense",
        "labour" => "labor",
        "programme" => "program",
        _ => word,
    };
    // `organisation`, `organised`, `standardisation`.
    let at = match other.find("isation") {
        None if other.starts_with("organis") => Some(5),
        found => found,
    };
    match at {
        Some(at) => {
            form.push_str(&other[..=at]);
            form.push('z');
            form.push_str(&other[at + 2..]);
        }
        None => form.push_str(other),
    }
}

/// The form in which two terms of a closed list are compared: that of a name, but every word counts, as it is written.
#[must_use]
pub fn normalise_term(term: &str) -> String {
    let folded = fold(turned(term).as_deref().unwrap_or(term));
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    for word in &mut words {
        if *word == "st" {
            *word = "saint";
        }
    }
    words.join(" ")
}

/// `Korea, South` as `South Korea`; nothing where there is not one comma.
fn turned(name: &str) -> Option<String> {
    let mut parts = name.split(", ");
    match (parts.next(), parts.next(), parts.next()) {
        (Some(head), Some(tail), None) if !head.is_empty() && !tail.is_empty() => Some(format!("{tail} {head}")),
        _ => None,
    }
}

/// The form with which those of names begin that begin so: its last word may be the beginning of one, and is not an abbreviation.
#[must_use]
pub fn normalise_prefix(prefix: &str) -> String {
    let form = normalise(&format!("{prefix}x"));
    form.strip_suffix('x').unwrap_or(&form).to_owned()
}

/// The word behind an abbreviation that tables write for it; any other word as it is.
fn written_out(word: &str) -> &str {
    match word {
        "st" => "saint",
        "rep" => "republic",
        "dem" => "democratic",
        "fed" => "federal",
        "is" | "isl" => "islands",
        "eq" => "equatorial",
        "n" => "north",
        "s" => "south",
        "e" => "east",
        "w" => "west",
        "utd" => "united",
        _ => word,
    }
}

/// The form of a name whose `ä`, `ö` and `ü` are written `ae`, `oe` and `ue`; nothing where it has none of them.
#[must_use]
pub fn with_digraphs(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    let composed: String = name.nfc().collect();
    let has = composed.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü']);
    let digraph = |c: char| match c {
        'ä' | 'Ä' => "ae".to_owned(),
        'ö' | 'Ö' => "oe".to_owned(),
        'ü' | 'Ü' => "ue".to_owned(),
        c => c.to_string(),
    };
    has.then(|| normalise(&composed.chars().map(digraph).collect::<String>()))
}

/// Lower case without accents; apostrophes and full stops vanish, `&` is "and", letters with a stroke and ligatures
/// become plain ones, signs that change the sense are words of their own, all other punctuation is a space.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        // Most names are; there is nothing to decompose in them.
        fold_all(text.chars().map(|c| c.to_ascii_lowercase()), &mut out);
    } else {
        fold_all(text.nfkd().flat_map(char::to_lowercase).nfkd(), &mut out);
    }
    out
}

fn fold_all(text: impl Iterator<Item = char>, out: &mut String) {
    let mut before = ' ';
    let mut rest = text.peekable();
    while let Some(c) = rest.next() {
        let is_minus = matches!(c, '-' | '−') && rest.peek().is_some_and(char::is_ascii_digit);
        if is_minus && !before.is_alphanumeric() {
            out.push_str(" -");
        } else {
            fold_char(c, out);
        }
        before = c;
    }
}

fn fold_char(c: char, out: &mut String) {
    match c {
        // U+00AD only says where a word may be broken; U+200B to U+200F, U+2060 and U+FEFF show nothing.
        '\''
        | '’'
        | '‘'
        | 'ʻ'
        | 'ʼ'
        | '`'
        | '´'
        | '.'
        | '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'
        | '\u{feff}' => {}
        '&' => out.push_str(" and "),
        _ if c.is_ascii_alphanumeric() => out.push(c),
        // Doubt, denial, comparison, share, note: no way to write the same. (`≠` is decomposed to `=`.)
        '?' | '!' | '¿' | '~' | '≈' | '¬' | '=' | '<' | '>' | '≤' | '≥' | '±' | '+' | '%' | '‰' | '*' | '†' | '‡' =>
        {
            out.extend([' ', c, ' ']);
        }
        _ if is_combining_mark(c) => {}
        _ => match ascii_letters(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_alphanumeric() => out.push(c),
            None => out.push(' '),
        },
    }
}

/// Letters that Unicode does not decompose although readers of English write them without their stroke or ligature.
fn ascii_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ə' => "a",
        'ħ' => "h",
        _ => return None,
    })
}

/// The name as a segment of an IRI: lower-case ASCII letters and digits, every other run of characters one hyphen.
///
/// Gives an empty text where nothing is left (a name in Cyrillic, say); such an entity needs an `id`.
/// A slug never holds two hyphens together, so `--` can separate the parts of a fact's IRI.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    if name.is_ascii() {
        // As in `fold`: there is nothing to decompose.
        slug_all(name.chars().map(|c| c.to_ascii_lowercase()), &mut out);
    } else {
        slug_all(name.nfkd().flat_map(char::to_lowercase).nfkd(), &mut out);
    }
    out
}

fn slug_all(text: impl Iterator<Item = char>, out: &mut String) {
    let mut gap = false;
    for c in text {
        if is_combining_mark(c) {
            continue;
        }
        let ascii = c.is_ascii_alphanumeric();
        let letters = ascii_letters(c);
        if ascii || letters.is_some() {
            if gap && !out.is_empty() {
                out.push('-');
            }
            gap = false;
            match letters {
                Some(letters) => out.push_str(letters),
                None => out.push(c),
            }
        } else {
            gap = true;
        }
    }
}

/// The `id` of an entity that only its name identifies: its [`slug`], and where that loses more than case and spacing
/// (accents, punctuation, letters of other scripts) a digest of the name after `_`. So two names have one id only where
/// they differ in case and spacing alone, even if there are other differences.
///
/// Gives an empty text where the name has no letter and no digit.
#[must_use]
pub fn id(name: &str) -> String {
    let mut id = slug(name);
    if keeps(name) || !name.chars().any(char::is_alphanumeric) {
        return id;
    }
    id.push('_');
    digest::push_short(&caseless(name), &mut id);
    id
}

/// The name as far as it distinguishes one from another: without case and further spacing.
#[must_use]
pub fn caseless(name: &str) -> String {
    let words = match name.is_ascii() {
        true => name.to_ascii_lowercase(),
        false => name.nfc().flat_map(char::to_lowercase).collect(),
    };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which of two ways to write a name comes first, so that an entity has the same label in any order of its sources:
/// words begin with a capital and go on in small letters, and a gap is one space.
#[must_use]
pub fn in_writing(one: &str, other: &str) -> Ordering {
    let mut begins = true;
    let (mut first, mut second) = (one.chars(), other.chars());
    loop {
        let (a, b) = (first.next(), second.next());
        match (a, b) {
            (Some(a), Some(b)) if a == b => begins = !a.is_alphanumeric(),
            (Some(a), Some(b)) => {
                let rank = |c: char| (c.is_whitespace(), c.is_uppercase() != begins, c);
                return rank(a).cmp(&rank(b));
            }
            _ => return a.is_some().cmp(&b.is_some()),
        }
    }
}

/// Whether the slug of a name loses only case and spacing.
#[must_use]
pub fn keeps(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c.is_whitespace())
}

/// Whether a text can be an entity's `id`: a text that [`slug`] could have made.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The text of `candidates` most like `wanted`, for a suggestion in a diagnostic; never used to decide anything.
///
/// Gives nothing unless the difference is small against the length: a far guess would mislead.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates = candidates.into_iter().map(|candidate| (normalise(candidate), candidate));
    nearest_form(&normalise(wanted), candidates)
}

/// As [`nearest`], where the forms are at hand ([`normalise`]): each candidate comes behind its own.
pub fn nearest_form<'a, F: AsRef<str>>(
    wanted: &str,
    candidates: impl IntoIterator<Item = (F, &'a str)>,
) -> Option<&'a str> {
    let limit = (wanted.chars().count() / 3).clamp(1, 3);
    nearest_within(limit, wanted, candidates)
}

/// As [`nearest_form`], with how many letters may differ.
pub fn nearest_within<'a, F: AsRef<str>>(
    limit: usize,
    wanted: &str,
    candidates: impl IntoIterator<Item = (F, &'a str)>,
) -> Option<&'a str> {
    let wanted: Vec<char> = wanted.chars().take(64).collect();
    let mut form = Vec::with_capacity(64);
    candidates
        .into_iter()
        .filter_map(|(candidate, shown)| {
            form.clear();
            form.extend(candidate.as_ref().chars().take(64));
            (form.len().abs_diff(wanted.len()) <= limit).then(|| (distance(&wanted, &form), shown))
        })
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The word with its indefinite article: `an agent`, `a state`.
#[must_use]
pub fn with_article(word: &str) -> String {
    let vowel = word.starts_with(|c: char| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o'));
    format!("{} {word}", if vowel { "an" } else { "a" })
}

/// A number with its noun in the singular or plural: `1 row`, `2 rows`, `0 entities`.
#[must_use]
pub fn counted(count: impl std::fmt::Display, noun: &str) -> String {
    let count = count.to_string();
    match noun.strip_suffix('y') {
        _ if count == "1" => format!("1 {noun}"),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}

/// How many letters must be added, left out or exchanged to make one word of the other.
pub fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_noun_agree() {
        let told: Vec<String> = [(0, "row"), (1, "row"), (2, "row"), (1, "entity"), (3, "entity"), (2, "key")]
            .into_iter()
            .map(|(count, noun)| counted(count, noun))
            .collect();
        assert_eq!(told, ["0 rows", "1 row", "2 rows", "1 entity", "3 entities", "2 keys"]);
    }

    #[test]
    fn names_compare_without_case_accents_punctuation_and_article() {
        for (a, b) in [
            ("Côte d'Ivoire", "COTE DIVOIRE"),
            ("The Gambia", "gambia"),
            ("Korea, South", "South Korea"),
            ("Gambia, The", "Gambia"),
            ("St. Lucia", "Saint Lucia"),
            ("Trinidad & Tobago", "Trinidad and Tobago"),
            ("U.S.A.", "USA"),
            ("Guinea-Bissau", "Guinea Bissau"),
            ("Odesa–Brody pipeline", "Odesa-Brody pipeline"),
            ("Congo, Dem. Rep.", "Democratic Republic of the Congo"),
            ("S. Sudan", "South Sudan"),
            ("Kazakh\u{ad}stan", "Kazakhstan"),
            ("Group of 15", "Group of Fifteen"),
            ("Group of 77", "Group of Seventy-Seven"),
            ("G-20", "G twenty"),
            ("World Trade Organisation", "World Trade Organization"),
            (
                "Organisation for Economic Co-operation and Development",
                "Organization for Economic Cooperation and Development",
            ),
            ("International Organisation for Standardisation", "International Organization for Standardization"),
            ("South Centre", "South Center"),
            ("African Co-ordinating Office", "African Coordinating Office"),
        ] {
            assert_eq!(normalise(a), normalise(b), "{a} and {b}");
        }
        assert_eq!(with_digraphs("Türkei").as_deref(), Some("tuerkei"));
        assert_eq!(with_digraphs("Turkey"), None);
        assert_eq!(normalise("The The"), "the the");
        assert_eq!((normalise_prefix("S"), normalise_prefix("St. L")), ("s".to_owned(), "saint l".to_owned()));
        assert_ne!(normalise("Niger"), normalise("Nigeria"));
        assert_ne!(normalise("Group of 7"), normalise("Group of Seventy"));
        assert_ne!(normalise("Group of Twenty Two"), normalise("Group of 202"));
        assert_eq!(normalise("Twenty One Five"), "21 5");
        assert_ne!(normalise("Беларусь"), "");
    }

    #[test]
    fn a_sign_that_changes_the_sense_is_no_punctuation() {
        for other in
            ["Chile?", "Chile (?)", "≠Chile", "¬ Chile", "!Chile", "Chile*", "~Chile", "<Chile", "Chile†", "≈Chile"]
        {
            assert_ne!(normalise(other), normalise("Chile"), "{other}");
            assert_ne!(normalise_term(other), normalise_term("Chile"), "{other}");
        }
        for other in ["-1", "−1", "(-1)", "1?", "≠1", "1%", "1+", "<1"] {
            assert_ne!(normalise_term(other), normalise_term("1"), "{other}");
        }
        // A hyphen is none of these, nor is a bracket.
        assert_eq!(normalise("Group-of-77"), normalise("Group of 77"));
        assert_eq!(normalise_term("non-resident"), normalise_term("(non resident)"));
        assert_eq!(normalise("EU-27"), normalise("EU 27"));
    }

    #[test]
    fn an_id_is_that_of_one_name_alone() {
        let alike = ["EC - Chile", "EC-Chile", "EC & Chile", "EC: Chile!", "EC Chile", "ÉC Chile", "EC  chile"];
        let ids: Vec<String> = alike.iter().map(|name| id(name)).collect();
        let mut distinct = ids.clone();
        distinct.sort();
        distinct.dedup();
        // The last differs from `EC Chile` in case and spacing alone.
        assert_eq!(distinct.len(), alike.len() - 1, "{ids:?}");
        assert_eq!((ids[4].as_str(), ids[6].as_str()), ("ec-chile", "ec-chile"));
        assert!(ids[0].starts_with("ec-chile_"), "{ids:?}");
        // The same letters, composed or not, are the same name; a name in another script has an id.
        assert_eq!(id("Garc\u{ed}a"), id("Garci\u{301}a"));
        assert_ne!(id("Ελλάδα"), id("Беларусь"));
        assert_eq!(id("?!"), "");
    }

    #[test]
    fn slugs_hold_no_double_hyphen() {
        assert_eq!(slug("Côte d’Ivoire"), "cote-d-ivoire");
        assert_eq!(slug("Brody–Mozyr -- section"), "brody-mozyr-section");
        assert_eq!(slug("Беларусь"), "");
        assert!(is_slug("pechora-2tm") && !is_slug("a--b") && !is_slug("") && !is_slug("A"));
    }

    #[test]
    fn a_guess_is_near_or_nothing() {
        assert_eq!(nearest("Bellarus", ["Belgium", "Belarus"]), Some("Belarus"));
        assert_eq!(nearest("Atlantis", ["Belgium", "Belarus"]), None);
        assert_eq!(nearest("", ["Belgium"]), None);
    }

    #[test]
    fn distances() {
        let distance = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("жук", "жуки"), 1);
    }
}
