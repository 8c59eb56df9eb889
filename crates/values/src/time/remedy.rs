//! What the writer of a faulty text most likely meant.
//!
//! A suggestion is made only where there is one reading, and only if it is EDTF itself.

use super::date::Date;
use super::error::{EdtfError, EdtfErrorKind, Fault};
use super::month::month_name;
use super::spelling::{end, respelled, valid};
use super::vague::vague;

/// Longer texts are not misspelt dates.
const LONGEST: usize = 80;

/// Adds the remedy to a fault.
pub(super) fn explain(text: &str, fault: Fault) -> EdtfError {
    let Fault { kind, mut range, mut message } = fault;
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    // Where a word means a date, its first letter is not the fault.
    if range.start == start && trimmed.starts_with(char::is_alphabetic) && trimmed.len() <= LONGEST && range.len() <= 4
    {
        range = start..start + trimmed.len();
        message = format!("`{}` is not a date in EDTF", trimmed.escape_debug());
    }
    let suggestion = if trimmed.len() <= LONGEST { suggest(trimmed, kind) } else { None };
    let remedy = if let Some(suggestion) = &suggestion {
        // Without quotation marks brackets and braces are a list or a mapping in a facts file.
        let mark = if suggestion.starts_with(['[', '{']) { "\"" } else { "" };
        format!("write `{mark}{suggestion}{mark}`")
    } else if let Some(remedy) = vague(trimmed).filter(|_| trimmed.len() <= LONGEST) {
        remedy
    } else if let Some([month, years]) = month_or_years(trimmed) {
        format!("write `{month}` for the month, `{years}` for the years")
    } else if let Some([first, second]) = two_readings(trimmed) {
        let words = |date: Date| format!("`{date}` for {} {} {}", date.day(), month_name(date.month()), date.year());
        format!("write {} or {}", words(first), words(second))
    } else {
        match kind {
            EdtfErrorKind::Malformed => {
                "write a date as `1993`, `1993-10` or `1993-10-17`, an interval as `1993/1995` or `1993/..`, an approximate date as `1993~` (EDTF)"
            }
            EdtfErrorKind::Impossible => "correct it, or leave out what is not known (`2006-10` for a month, `2006` for a year)",
            EdtfErrorKind::Reversed => "write the earlier date first",
            EdtfErrorKind::OutOfRange => "leave the date out, or name a year within that range",
        }
        .to_owned()
    };
    EdtfError { kind, range, message, remedy, suggestion }
}

/// The one text that was meant, as EDTF.
fn suggest(text: &str, kind: EdtfErrorKind) -> Option<String> {
    if kind == EdtfErrorKind::OutOfRange {
        return None;
    }
    if kind == EdtfErrorKind::Reversed {
        let (begin, end) = text.split_once('/')?;
        return valid(format!("{end}/{begin}"));
    }
    // A dash that is neither a hyphen nor a minus sign leads from something that is left out.
    if let Some(end) = text.strip_prefix(['‒', '–', '—']).and_then(|rest| end(&rest.to_ascii_lowercase())) {
        return valid(format!("../{end}"));
    }
    // One spelling of dashes, and of the space around them.
    let text: String = text.chars().map(|c| if "‐‑‒–—−".contains(c) { '-' } else { c }).collect();
    if month_or_years(&text).is_some() {
        return None;
    }
    respelled(&text)
}

/// `2006/07`: July 2006, or 2006 and 2007.
fn month_or_years(text: &str) -> Option<[String; 2]> {
    let (year, second) = text.split_once('/')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(text.replace('/', "").as_str()) || year.len() != 4 || !(1..=2).contains(&second.len()) {
        return None;
    }
    let next = format!("{:04}", year.parse::<u32>().ok()? + 1);
    let is_next = next.ends_with(second) && year != "9999";
    Some([valid(format!("{year}-{second:0>2}"))?, valid(format!("{year}/{next}"))?]).filter(|_| is_next)
}

/// `10-11-2006`: the tenth of November, or the eleventh of October.
fn two_readings(text: &str) -> Option<[Date; 2]> {
    let fields: Vec<u32> =
        text.get(..text.len().min(10))?.split(['-', '/']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let ([first, second, year], true) = (<[u32; 3]>::try_from(fields).ok()?, text.len() <= 10) else {
        return None;
    };
    let (first, second) = (u8::try_from(first).ok()?, u8::try_from(second).ok()?);
    let year = i32::try_from(year).ok().filter(|year| (1000..=9999).contains(year))?;
    Some([Date::new(year, second, first)?, Date::new(year, first, second)?])
}
