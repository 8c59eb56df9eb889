//! Dates in a spelling that is not EDTF, as EDTF: numbers in another order, names of months, words for an interval or a
//! qualifier.
//!
//! Only what has one reading is respelled, and only into what is EDTF itself.

use super::date::Date;
use super::month::month_name;
use super::parse;

/// The text as EDTF has it, where it is in another spelling with one reading.
pub(super) fn respelled(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    [
        letters(text),
        text.split_whitespace().collect::<Vec<_>>().join(" ").strip_suffix('.').and_then(|rest| valid(rest.to_owned())),
        valid(text.split_whitespace().collect()),
        time_of_day(text),
        date(&lower),
        century(&lower),
        either(&lower),
        qualified(&lower),
        one_sided(&lower),
        two_sided(&lower),
    ]
    .into_iter()
    .find_map(|suggestion| suggestion)
}

/// The text, if it is EDTF.
pub(super) fn valid(text: String) -> Option<String> {
    parse::read(&text).is_ok().then_some(text)
}

/// Letters in the wrong case, `u` for `X` as the draft of 2012 had it, a needless `Y` or a missing one.
fn letters(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (sign, bare) = upper.strip_prefix('-').map_or(("", upper.as_str()), |bare| ("-", bare));
    if digits(bare) && bare.len() == 6 && sign.is_empty() {
        let (year, month) = bare.split_at_checked(4)?;
        if let Some(month) = valid(format!("{year}-{month}")) {
            return Some(month);
        }
    }
    if digits(bare) && bare.len() > 4 && bare.len() != 8 && !bare.starts_with('0') {
        return valid(format!("Y{sign}{bare}"));
    }
    if let Some(year) = upper.strip_prefix('Y') {
        let (sign, bare) = year.strip_prefix('-').map_or(("", year), |bare| ("-", bare));
        if digits(bare) && bare.len() <= 4 {
            return valid(format!("{sign}{bare:0>4}"));
        }
    }
    let looks_numeric = upper.bytes().any(|byte| byte.is_ascii_digit());
    if looks_numeric { valid(upper.clone()).or_else(|| valid(upper.replace('U', "X"))) } else { None }
}

/// `2006-10-17 10:20:30` wants a `T`; a time without seconds, or in an interval, is left out.
fn time_of_day(text: &str) -> Option<String> {
    let shortened: Vec<String> = text
        .split('/')
        .map(|part| {
            let (day, time) = part.trim().split_once(['T', 't', ' '])?;
            let time = time.trim();
            let day = Date::parse_iso(day).ok()?.to_string();
            let is_time = time.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) && time.contains(':');
            if !is_time {
                return None;
            }
            Some(valid(format!("{day}T{time}")).filter(|_| !text.contains('/')).unwrap_or(day))
        })
        .collect::<Option<_>>()?;
    valid(shortened.join("/"))
}

/// `c. 1990`, `about 1990`, `~1990`, `1990 (?)`.
fn qualified(text: &str) -> Option<String> {
    let (rest, qualifier) = qualifier(text)?;
    valid(format!("{}{qualifier}", end(rest)?))
}

/// What is next to words for a qualifier, and the qualifier.
pub(super) fn qualifier(text: &str) -> Option<(&str, char)> {
    let words = [
        ("circa ", '~'),
        ("ca. ", '~'),
        ("ca ", '~'),
        ("c. ", '~'),
        ("c.", '~'),
        ("c ", '~'),
        ("about ", '~'),
        ("around ", '~'),
        ("approximately ", '~'),
        ("approx. ", '~'),
        ("approx ", '~'),
        ("≈", '~'),
        ("~", '~'),
        ("possibly ", '?'),
        ("perhaps ", '?'),
        ("probably ", '?'),
    ];
    let before = words.iter().find_map(|(word, qualifier)| Some((text.strip_prefix(word)?, *qualifier)));
    let after = || {
        let words = [
            (" (?)", '?'),
            ("(?)", '?'),
            (" ?", '?'),
            (" ~", '~'),
            (" ca.", '~'),
            (" (ca.)", '~'),
            (" circa", '~'),
            (" (approx.)", '~'),
        ];
        words.iter().find_map(|(word, qualifier)| Some((text.strip_suffix(word)?, *qualifier)))
    };
    before.or_else(after)
}

/// `19th century`: the hundred years that a reader takes it for.
fn century(text: &str) -> Option<String> {
    let number = text.strip_prefix("the ").unwrap_or(text).strip_suffix(" century")?;
    let number = ["st", "nd", "rd", "th"].iter().find_map(|ending| number.strip_suffix(ending))?;
    let before = number.parse::<u8>().ok()?.checked_sub(1)?;
    valid(format!("{before:02}XX"))
}

/// `1992 or 1993`, one of the two; `1992 and 1993`, both.
fn either(text: &str) -> Option<String> {
    if let Some((first, second)) = text.split_once(" or ") {
        return valid(format!("[{},{}]", end(first)?, end(second)?));
    }
    let (first, second) = text.split_once(" and ")?;
    valid(format!("{{{},{}}}", end(first)?, end(second)?))
}

/// Words before the day from which something lasts.
const FROM: [&str; 11] = [
    "since ",
    "ever since ",
    "from ",
    "as from ",
    "starting in ",
    "starting on ",
    "beginning in ",
    "beginning on ",
    "on and after ",
    ">= ",
    "≥ ",
];

/// Words for the end of something that has not ended, or whose end is unknown; a longer one before one that it ends with.
const ENDS: [(&str, &str); 13] = [
    ("to this day", ".."),
    ("until this day", ".."),
    ("the present day", ".."),
    ("the present", ".."),
    ("present", ".."),
    ("now", ".."),
    ("today", ".."),
    ("to date", ".."),
    ("open", ".."),
    ("ongoing", ".."),
    ("*", ".."),
    ("unknown", ""),
    ("?", ""),
];

/// `since 1993`, `until 2015`, `1993-present`, `17 October 2006/..`.
fn one_sided(text: &str) -> Option<String> {
    let date = |text: &str| end(text).or_else(|| qualified(text));
    let from = FROM.iter().find_map(|word| text.strip_prefix(word));
    if let Some(begin) = from.and_then(date) {
        return valid(format!("{begin}/.."));
    }
    let onwards = [" onwards", " onward", " on"].iter().find_map(|word| text.strip_suffix(word));
    if let Some(begin) = onwards.and_then(|begin| date(from.map_or(begin, |_| begin.trim_start_matches("from ")))) {
        return valid(format!("{begin}/.."));
    }
    let to = ["until ", "till ", "up to ", "to "].iter().find_map(|word| text.strip_prefix(word));
    if let Some(end) = to.and_then(date) {
        return valid(format!("../{end}"));
    }
    // An end that is EDTF already stays as it is.
    if let Some((begin, last)) = text.split_once('/') {
        let (begin, last) = (begin.trim(), last.trim());
        match (begin, last) {
            (_, "..") => return valid(format!("{}/..", date(begin)?)),
            ("..", _) => return valid(format!("../{}", date(last)?)),
            ("?" | "unknown", _) => return valid(format!("/{}", date(last)?)),
            _ => {}
        }
    }
    let (begin, last) = ENDS.iter().find_map(|(word, last)| Some((text.strip_suffix(word)?, last)))?;
    let begin = begin.strip_suffix(['/', '-', ' '])?;
    let begin = begin.trim_end_matches(|c: char| c == '-' || c == '/' || c.is_whitespace());
    let begin = [" to", " until", " till"].iter().find_map(|word| begin.strip_suffix(word)).unwrap_or(begin);
    let begin = FROM.iter().find_map(|word| begin.strip_prefix(word)).unwrap_or(begin);
    valid(format!("{}/{last}", date(begin)?))
}

/// `1993-1995`, `1990-95`, `1993 to 1995`, `17.10.2006/18.10.2006`, `17-18 October 2006`.
fn two_sided(text: &str) -> Option<String> {
    let text = text.strip_prefix("from ").unwrap_or(text);
    let mut parts = [" - ", " to ", " until ", "/", "-"].iter().filter_map(|separator| text.split_once(separator));
    parts.find_map(|(first, second)| {
        let (first, second) = (first.trim(), second.trim());
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits(first) && first.len() == 4 && digits(second) && second.len() == 2 {
            // Up to 31 it may be a month or a day that went wrong.
            let (century, year) = first.split_at_checked(2)?;
            let is_year = second > "31" && second > year;
            return if is_year { valid(format!("{first}/{century}{second}")) } else { None };
        }
        if digits(first) && first.len() <= 2 {
            let second = end(second)?;
            let month = second.get(..second.len().checked_sub(2)?).filter(|_| second.len() == 10)?;
            return valid(format!("{month}{first:0>2}/{second}"));
        }
        interval(first, second)
    })
}

/// From one date to the other. What only one of them says is said of both: `March - April 1992`, `2006-10-17 to 18`.
pub(super) fn interval(first: &str, second: &str) -> Option<String> {
    let first = end(first)?;
    let day_alone = || {
        let day = second.trim();
        let month = first.get(..8).filter(|_| first.len() == 10 && day.len() <= 2 && day.parse::<u8>().is_ok())?;
        valid(format!("{month}{day:0>2}"))
    };
    let second = end(second).or_else(day_alone)?;
    match (first.strip_prefix("XXXX"), second.strip_prefix("XXXX")) {
        (Some(rest), None) => valid(format!("{}{rest}/{second}", second.get(..4)?)),
        (None, Some(rest)) => valid(format!("{first}/{}{rest}", first.get(..4)?)),
        _ => valid(format!("{first}/{second}")),
    }
}

/// One date, in EDTF or another spelling.
pub(super) fn end(text: &str) -> Option<String> {
    let text = text.trim();
    valid(text.to_ascii_uppercase()).filter(|text| !text.contains('/')).or_else(|| date(text)).or_else(|| century(text))
}

enum Token {
    /// Four digits.
    Year(u32),
    /// One or two digits.
    Small(u32),
    /// Three digits.
    Three(u32),
    /// Eight digits.
    Eight(u32),
    /// A month or, from 21, a season.
    Month(u32),
    Decade(u32),
    Before,
    After,
}

/// One date in a spelling that is not EDTF: numbers in another order, names of months.
fn date(text: &str) -> Option<String> {
    use Token::{After, Before, Decade, Eight, Month, Small, Three, Year};
    // A sign, a date that is not finished, or one of the two ends of something.
    if text.contains("..") || text.starts_with('-') || text.ends_with(['-', '/']) || text.ends_with(" on") {
        return None;
    }
    let (year, month, day) = match *tokens(text)?.as_slice() {
        [Decade(year)] if year % 100 != 0 => return valid(format!("{:03}X", year / 10)),
        [Year(1) | Small(1) | Three(1), Before] => return valid("0000".to_owned()),
        [Year(year @ 1..) | Small(year @ 1..) | Three(year @ 1..), Before] => {
            return valid(format!("-{:04}", year - 1));
        }
        // Two digits are not year: 93 may be 1993.
        [Year(year) | Three(year)]
        | [Year(year) | Three(year) | Small(year), After]
        | [After, Year(year) | Three(year) | Small(year)] => (Some(year), 0, 0),
        [Eight(digits)] => (Some(digits / 10_000), digits / 100 % 100, digits % 100),
        [Year(year), Small(month @ 0..=12) | Month(month)] | [Small(month @ 0..=12) | Month(month), Year(year)] => {
            (Some(year), month, 0)
        }
        [Year(year), Small(day @ 13..), Small(month)]
        | [Year(year), Small(month) | Month(month), Small(day)]
        | [Small(day @ 13..), Small(month), Year(year)]
        | [Small(month), Small(day @ 13..), Year(year)]
        | [Small(day), Month(month), Year(year)]
        | [Month(month), Small(day), Year(year)] => (Some(year), month, day),
        [Small(day), Small(month), Year(year)] if day == month || text.contains('.') => (Some(year), month, day),
        [Month(month)] => (None, month, 0),
        [Month(month), Small(day)] | [Small(day), Month(month)] => (None, month, day),
        _ => return None,
    };
    let year = year.map_or_else(|| "XXXX".to_owned(), |year| format!("{year:04}"));
    // A zero is a part that is not known.
    match (month, day) {
        (0, 0) => valid(year),
        (0, _) => None,
        (_, 0) => valid(format!("{year}-{month:02}")),
        _ => valid(format!("{year}-{month:02}-{day:02}")),
    }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let parts = text.split(|c: char| c.is_whitespace() || ",./-".contains(c)).filter(|part| !part.is_empty());
    let tokens = parts
        .filter(|part| !matches!(*part, "of" | "the" | "in" | "on" | "during" | "throughout" | "sometime"))
        .map(token)
        .collect::<Option<Vec<_>>>()?;
    (!tokens.is_empty() && tokens.len() <= 3).then_some(tokens)
}

fn token(part: &str) -> Option<Token> {
    let number_end = part.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, word) = part.split_at_checked(number_end)?;
    if digits.is_empty() {
        return word_token(word);
    }
    let number = digits.parse().ok()?;
    match (digits.len(), word) {
        (4, "") => Some(Token::Year(number)),
        (1 | 2, "" | "st" | "nd" | "rd" | "th") => Some(Token::Small(number)),
        (3, "") => Some(Token::Three(number)),
        (8, "") => Some(Token::Eight(number)),
        (4, "s" | "'s" | "’s") if digits.ends_with('0') => Some(Token::Decade(number)),
        _ => None,
    }
}

fn word_token(word: &str) -> Option<Token> {
    let code = match word {
        "spring" => 21,
        "summer" => 22,
        "autumn" | "fall" => 23,
        "winter" => 24,
        "q1" => 33,
        "q2" => 34,
        "q3" => 35,
        "q4" => 36,
        "bc" | "bce" => return Some(Token::Before),
        "ad" | "ce" => return Some(Token::After),
        _ => {
            let word = if word == "sept" { "sep" } else { word };
            let is_month = |month: u8| {
                let name = month_name(month).to_ascii_lowercase();
                name == word || (word.len() == 3 && name.starts_with(word))
            };
            u32::from((1..=12).find(|&month| is_month(month))?)
        }
    };
    Some(Token::Month(code))
}
