//! Dates of the Julian calendar: a document may say that those before the reform are given in it.

use std::borrow::Cow;

use chancery_values::time::Date;

/// A date in EDTF with its days before the reform, which are of the Julian calendar, reported in the Gregorian one, as EDTF has
/// it. A year stays as it is.
///
/// # Errors
/// The month before the reform that is in it: it is in two months of the Gregorian calendar.
pub fn gregorian(text: &str) -> Result<Cow<'_, str>, &str> {
    let mut told = Vec::new();
    let mut is_changed = false;
    for part in text.split('/') {
        let bare = part.trim_end_matches(['~', '?', '%']);
        let day = julian_day(bare).filter(|(day, _)| *day < Date::REFORM);
        told.push(match day {
            Some((day, true)) => {
                is_changed = true;
                Cow::Owned(format!("{day}{}", &part[bare.len()..]))
            }
            Some((_, false)) => return Err(part),
            None => Cow::Borrowed(part),
        });
    }
    Ok(if is_changed { Cow::Owned(told.join("/")) } else { Cow::Borrowed(text) })
}

/// The first and the last day of a month of the Julian calendar, as that calendar has them.
pub(super) fn julian_days(month: &str) -> Option<[String; 2]> {
    let (_, false) = julian_day(month)? else { return None };
    let last = (28..=31).rev().map(|day| format!("{month}-{day}")).find(|day| julian_day(day).is_some())?;
    Some([format!("{month}-01"), last])
}

/// The day that a text is in the Julian calendar, or the first of its month, and which of the two it is; nothing for what is
/// neither.
fn julian_day(text: &str) -> Option<(Date, bool)> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let parts: Vec<&str> = digits.split('-').collect();
    let number = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i32>().ok()).flatten()
    };
    let (year, month) = (number(parts.first()?, 4)? * sign, u8::try_from(number(parts.get(1)?, 2)?).ok()?);
    match parts.as_slice() {
        [_, _] => Some((Date::from_julian(year, month, 1)?, false)),
        [_, _, day] => Some((Date::from_julian(year, month, u8::try_from(number(day, 2)?).ok()?)?, true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_the_days_of_their_calendar() {
        for (month, last) in [("1204-04", "1204-04-30"), ("1500-02", "1500-02-29"), ("1066-12", "1066-12-31")] {
            assert_eq!(julian_days(month), Some([format!("{month}-01"), last.to_owned()]));
        }
        assert_eq!((julian_days("1204"), julian_days("1204-04-03")), (None, None));
    }

    #[test]
    fn days_before_the_reform_are_told_anew_and_all_else_stays() {
        for (text, wanted) in [
            ("1066-10-14", "1066-10-20"),
            ("1066-10-14~/1066-12-25", "1066-10-20~/1066-12-31"),
            ("1500-02-29", "1500-03-10"),
            ("-0043-03-15/..", "-0043-03-13/.."),
            ("1582-10-04", "1582-10-14"),
            ("1582-10-05", "1582-10-05"),
            ("1582-10-15", "1582-10-15"),
            ("1066", "1066"),
            ("106X/1070", "106X/1070"),
            ("2008-05", "2008-05"),
            ("1066-21", "1066-21"),
            ("é", "é"),
            ("", ""),
        ] {
            assert_eq!(gregorian(text).as_deref(), Ok(wanted), "{text}");
        }
        assert_eq!(gregorian("1204-04/1204-05-16"), Err("1204-04"));
    }
}
