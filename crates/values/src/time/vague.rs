//! Words for times that EDTF has no one form for: what can be written, and for what.

use super::parse;
use super::spelling::{end, interval, qualifier, valid};

/// What may be written instead of `before 2020`, `between 1992 and 1995`, `early 1990s`; nothing for other texts.
pub(super) fn vague(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let vague = || no_date(text).or_else(|| part_of(text, &lower));
    let of_bounds = || beside(&lower).or_else(|| between(&lower)).or_else(|| dotted(&lower));
    vague().or_else(of_bounds).or_else(|| unfinished(&lower)).or_else(|| about(&lower))
}

/// A text in which no date is named.
fn no_date(text: &str) -> Option<String> {
    let words = !text.is_empty() && text.chars().all(|c| c.is_alphabetic() || " .'’-".contains(c)) && text != "..";
    words.then(|| {
        format!("leave the time out where no date is known; `{{expression: {text}}}` keeps the words of a source")
    })
}

/// A text without the first of these words that it begins with.
fn after_word<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    words.iter().find_map(|word| text.strip_prefix(word)?.strip_prefix(' ')).map(str::trim)
}

/// What to write where a time is all before a date. What lasts and what happens once are written in different ways: of what
/// lasts no day is known, neither that on which it began nor that on which it ended.
fn until(date: &str) -> String {
    format!(
        "write `\"[..{date}]\"` for what happened once, `{{begin latest: {date}}}` for what had begun by then, `{{end latest: {date}}}` for what had ended by then"
    )
}

/// The same where it is all after a date.
fn from(date: &str) -> String {
    format!("write `\"[{date}..]\"` for what happened once, `{{begin earliest: {date}}}` for what began then or later")
}

/// A time that is all before a date, or all after one.
fn beside(text: &str) -> Option<String> {
    if let Some(date) =
        after_word(text, &["by", "not after", "no later than", "not later than", "at the latest", "<=", "≤"])
    {
        return Some(until(&end(date)?));
    }
    if let Some(date) = after_word(text, &["at least since", "since at least"]) {
        return Some(format!("write `{{begin latest: {}}}`: it may have begun before", end(date)?));
    }
    if let Some(date) = after_word(text, &["not before", "no earlier than", "not earlier than"]) {
        return Some(from(&end(date)?));
    }
    if let Some(date) = after_word(text, &["before", "prior to", "earlier than", "<"]) {
        return Some(until(&neighbour(&end(date)?, -1)?));
    }
    let date = after_word(text, &["after", "later than", ">"])?;
    Some(from(&neighbour(&end(date)?, 1)?))
}

/// The year before or after a year, the month before or after a month, the day before or after a day.
fn neighbour(date: &str, step: i64) -> Option<String> {
    let (form, _) = parse::read(date).ok()?;
    let bounds = form.bounds();
    let [first, last] = [bounds.begin_earliest?, bounds.end_latest?];
    let beside = if step < 0 { first.add_days(step) } else { last.add_days(step) }?;
    // As precise as the date itself: `2020`, `2020-03`, `2020-03-01`.
    let precise = match date.len() {
        4 => format!("{:04}", beside.year()),
        7 => format!("{:04}-{:02}", beside.year(), beside.month()),
        10 => beside.to_string(),
        _ => return None,
    };
    valid(precise)
}

/// A time between two dates, or one that is of two dates.
fn between(text: &str) -> Option<String> {
    let (first, second) = after_word(text, &["between"])?.split_once(" and ")?;
    from_to(&interval(first, second)?)
}

/// What to write for a time that is bounded by two dates.
fn from_to(range: &str) -> Option<String> {
    let (first, second) = range.split_once('/')?;
    Some(format!(
        "write `{range}` for what lasted from the one to the other, `\"[{first}..{second}]\"` for what happened once, `{{begin earliest: {first}, end latest: {second}}}` for what happened at some time between the two"
    ))
}

/// `1961..`, `..1990`, `1961..1990`.
fn dotted(text: &str) -> Option<String> {
    let (first, second) = text.trim_start_matches('[').trim_end_matches(']').split_once("..")?;
    match (first.trim(), second.trim()) {
        (first, "") => Some(format!(
            "write `{0}/..` for what continues, `\"[{0}..]\"` for what happened once, then or later",
            end(first)?
        )),
        ("", second) => Some(format!(
            "write `../{0}` for what lasted until then, `\"[..{0}]\"` for what happened once, then or before",
            end(second)?
        )),
        (first, second) => from_to(&interval(first, second)?),
    }
}

/// `c. 1961-1990`: about from then on, or about both.
fn about(text: &str) -> Option<String> {
    let (rest, sign) = qualifier(text)?;
    let (first, second) = rest.split_once(['/', '-']).or_else(|| rest.split_once(" to "))?;
    let range = interval(first, second)?;
    let (first, second) = range.split_once('/')?;
    Some(format!(
        "write `{first}{sign}/{second}{sign}`, or `{first}{sign}/{second}`, `{first}/{second}{sign}` where that is of one end alone"
    ))
}

/// A part of a decade, a year or a month, for which EDTF has no form.
fn part_of(text: &str, lower: &str) -> Option<String> {
    const PARTS: [&str; 15] = [
        "the early",
        "the mid",
        "the late",
        "early",
        "mid",
        "late",
        "the beginning of",
        "the middle of",
        "the end of",
        "beginning of",
        "start of",
        "middle of",
        "end of",
        "first half of",
        "second half of",
    ];
    let spaced = lower.replacen("mid-", "mid ", 1);
    let spaced = spaced.strip_prefix("in ").unwrap_or(&spaced);
    let whole = end(after_word(spaced, &PARTS)?)?;
    let both = format!("`{{edtf: {whole}, expression: {text}}}`");
    Some(format!("write `{whole}`: EDTF has no form for a part of that; {both} keeps the words of a source"))
}

/// An interval of which one end is not written.
fn unfinished(text: &str) -> Option<String> {
    let date = end(text.strip_suffix(['-', '–', '—', '/'])?)?;
    Some(format!("write `{date}/..` where it lasts to this day, `{date}/` where its end is not known"))
}
