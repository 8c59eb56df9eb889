//! Codes for what is missing: cells that look as those do that mean no value.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::whole::whole;

/// Words and signs that mean what is missing, in small letters.
fn is_listed(cell: &str) -> bool {
    static LISTED: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let lines = include_str!("missing.txt").lines().map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with("# ")).collect()
    });
    LISTED.contains(cell)
}

/// Whether a cell looks as those do that mean what is missing: `-9`, `0`, `999`, `n/a`, `#N/A`.
pub(super) fn is_code(cell: &str) -> bool {
    let bare = cell.trim().trim_matches(['(', ')', '[', ']', '<', '>']).trim().to_lowercase();
    let number = bare.replace('−', "-");
    let nines = number.len() > 2 && number.bytes().all(|byte| byte == b'9');
    let below = number.starts_with('-') && number.parse::<f64>().is_ok_and(|number| number <= 0.0);
    let of_spreadsheet = bare.starts_with('#') && (bare == "#n/a" || bare.ends_with(['!', '?']));
    let question = bare.len() > 1 && bare.bytes().all(|byte| byte == b'?');
    nines
        || below
        || of_spreadsheet
        || question
        || whole(&number) == Some(0)
        || is_listed(&bare)
        || is_listed(&cell.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_for_what_is_missing_are_told_from_names() {
        for code in "-9 -99 -999.0 −9 0 0.0 999 9999 N/A NA n.a. . ? ?? - – -- none NULL #N/A #REF! #NAME? unknown (unknown) <NA> [none] TBD tbc (blank) [Blank] н/д"
            .split(' ')
        {
            assert!(is_code(code), "{code}");
        }
        for name in [
            "9",
            "99",
            "1",
            "-",
            "Nana",
            "Nona",
            "None Such",
            "#1",
            "A-9",
            "-9 Squadron",
            "Ne Win",
            "U",
            "99X",
            "",
            "Blank",
            "Empty",
            "Tb",
        ] {
            assert_eq!(is_code(name), name == "-", "{name}");
        }
    }
}
