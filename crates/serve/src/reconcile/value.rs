//! The values of a query as people and tables write them: times, and numbers that a program made floats.

use chancery_values::time::{Bounds, Edtf};

/// A number that pandas made a float, `1905.0`, as it was before; anything else as it is.
pub fn whole(text: &str) -> &str {
    let text = text.trim();
    match text.split_once('.') {
        Some((number, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => {
            let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
            if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) { number } else { text }
        }
        _ => text,
    }
}

/// Reads a time as people and tables write it: EDTF, a number that pandas made a float, a day with midnight behind it.
///
/// # Errors
/// Why it is not one, or names no day.
pub(super) fn time(text: &str, years: (i32, i32)) -> Result<Edtf, String> {
    let text = whole(text);
    let midnight = |rest: &&str| rest.bytes().all(|b| b.is_ascii_digit() || b":.+-Z".contains(&b));
    let day = text.split_once(' ').filter(|(_, rest)| midnight(rest)).map_or(text, |(day, _)| day);
    match Edtf::parse(day) {
        Ok(edtf) => looked_up_by(&edtf, years).map(|_| edtf),
        Err(error) => Err(format!("`{}` is not a time in EDTF: {error}", clipped(text))),
    }
}

/// The bounds for finding the entity that has a name at a time; `years` are the first and the last year that are allowed.
///
/// # Errors
/// The time names no day (`1905?`), or is in a year that cannot be (`9999`): which entity had the name then is not known.
pub fn looked_up_by(time: &Edtf, (least, greatest): (i32, i32)) -> Result<Bounds, String> {
    let text = clipped(time.as_str());
    if let Some((year, _)) = time.years().find(|(first, last)| *last < least || greatest < *first) {
        return Err(format!("the year {year} in `{text}` is outside the years of names"));
    }
    if time.bounds() == Bounds::UNKNOWN {
        return Err(format!("`{text}` does not name a day"));
    }
    Ok(time.reach())
}

/// A value as far as a message shows it.
pub(super) fn clipped(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(59).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_of_pandas_are_whole_again() {
        for (float, number) in [("1905.0", "1905"), (" 370.00 ", "370"), ("-9.0", "-9"), ("1e3", "1e3")] {
            assert_eq!(whole(float), number);
        }
        for text in ["1905.5", "1.0.0", "v1.0", ".0", "5.", ""] {
            assert_eq!(whole(text), text);
        }
    }
}
