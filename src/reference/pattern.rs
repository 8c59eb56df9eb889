//! Regular expressions that ECMAScript, Python and Rust read alike, for JSON Schema.
//!
//! A pattern here may let pass what the mapper refuses, never the other way round.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use regex::Regex;

/// A text in EDTF, as far as a regular expression can check it: the digits are where they may be, and no month is the
/// thirteenth.
pub(super) fn edtf() -> String {
    const MARK: &str = "[?~%]?";
    let year = "(?:-?[0-9X]{4}(?:S[0-9]+)?|Y-?[0-9]+(?:E[0-9]+)?(?:S[0-9]+)?)";
    let month = "(?:0[1-9X]|1[0-2X]|X[0-9X]|2[1-9]|3[0-9]|4[01])";
    let day = "(?:0[1-9X]|[12][0-9X]|3[01X]|X[0-9X])";
    let point = format!("{MARK}{year}{MARK}(?:-{MARK}{month}{MARK}(?:-{MARK}{day}{MARK})?)?");
    let clock = "T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}(?::[0-9]{2})?)?";
    let end = format!("(?:{point}|\\.\\.)?");
    format!("^\\s*(?:{point}(?:{clock})?|{end}/{end}|[\\[{{][0-9XYES?~%., -]+[\\]}}])\\s*$")
}

/// A text that becomes one of these when case, and punctuation between its words, are taken away, and is not one of
/// `exact`. A text with a sign other than letters, digits, spaces, hyphens and underscores passes too: how names are
/// compared is more than a pattern can say.
pub(super) fn spelled(forms: &BTreeSet<String>, exact: &[&str]) -> String {
    const GAP: &str = "[ _-]";
    let mut words: Vec<String> = Vec::new();
    for form in forms.iter().filter(|form| form.is_ascii() && !form.is_empty()) {
        let each = form.split(' ').map(|word| match word {
            "saint" => "[sS](?:[aA][iI][nN])?[tT]".to_owned(),
            _ => any_case(word),
        });
        words.push(each.collect::<Vec<_>>().join(&format!("{GAP}+")));
    }
    let exact: Vec<String> = exact.iter().map(|text| escape(text)).collect();
    let mut pattern = String::from("^");
    if !exact.is_empty() {
        let _ = write!(pattern, "(?!(?:{})$)", exact.join("|"));
    }
    let _ = write!(
        pattern,
        "(?:{GAP}*(?:[tT][hH][eE]{GAP}+)?(?:{}){GAP}*|[\\s\\S]*[^A-Za-z0-9 _-][\\s\\S]*)$",
        words.join("|")
    );
    pattern
}

fn any_case(word: &str) -> String {
    let mut out = String::with_capacity(word.len() * 4);
    for c in word.chars() {
        if c.is_ascii_alphabetic() {
            let _ = write!(out, "[{}{}]", c.to_ascii_lowercase(), c.to_ascii_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

/// The text as a pattern that matches it alone.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\.*+?()[]{}|^$/".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A pattern of a shape for the text as a person writes it: with white space around it, and with the template around it
/// that it may have been pasted with. Nothing where another maker might read the pattern otherwise.
pub(super) fn of_shape(pattern: &Regex, template: Option<&str>) -> Option<String> {
    let pattern = pattern.as_str();
    if !portable(pattern) {
        return None;
    }
    let (before, after) = template.and_then(|template| template.split_once("{value}")).unwrap_or_default();
    let optional = |text: &str| if text.is_empty() { String::new() } else { format!("(?:{})?", escape(text)) };
    let mut out = String::new();
    let inner = pattern.strip_prefix('^');
    if inner.is_some() {
        let _ = write!(out, "^\\s*{}", optional(before));
    }
    let inner = inner.unwrap_or(pattern);
    match inner.strip_suffix('$').filter(|rest| !rest.ends_with('\\')) {
        Some(rest) => {
            let _ = write!(out, "{rest}{}\\s*$", optional(after));
        }
        None => out.push_str(inner),
    }
    Some(out)
}

/// Whether only such syntax is used as means the same everywhere. `\w`, `\d` and `\b` do not: in Rust they know all
/// scripts. Anchors inside a pattern are left out too, since what is put around it would not reach them.
fn portable(pattern: &str) -> bool {
    let body = pattern.strip_prefix('^').unwrap_or(pattern);
    let body = body.strip_suffix('$').unwrap_or(body);
    let mut chars = body.chars().peekable();
    let mut depth = 0_u32;
    let mut class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('s' | 'S' | 't' | 'n' | 'r') => {}
                Some(next) if "\\.*+?()[]{}|^$/".contains(next) => {}
                _ => return false,
            },
            '[' if class => return false,
            '[' => class = true,
            ']' => class = false,
            '&' | '~' | '-' if class && chars.peek() == Some(&c) => return false,
            _ if class => {}
            '(' => {
                depth += 1;
                if chars.peek() == Some(&'?') {
                    chars.next();
                    if chars.next() != Some(':') {
                        return false;
                    }
                }
            }
            ')' => depth = depth.saturating_sub(1),
            '^' | '$' => return false,
            // What is put before and after would belong to the first and last alternative only, which is meant; but an
            // alternative in between would have lost its anchors, and never had any.
            '|' if depth == 0 => return false,
            _ => {}
        }
    }
    true
}

/// Whether a text that the pattern matches may be a number when YAML reads it. Letters alone cannot be one.
pub(super) fn may_be_number(pattern: &Regex) -> bool {
    let mut rest = pattern.as_str().to_owned();
    for letters in ["[A-Za-z]", "[A-Z]", "[a-z]"] {
        rest = rest.replace(letters, "");
    }
    let counts = |c: char| c.is_ascii_digit() || "{},+*?".contains(c);
    !rest.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).is_some_and(|rest| rest.chars().all(counts))
}

/// Whether a text that the pattern matches may be a truth value when YAML reads it (YAML 1.2.2, section 10.3.2).
pub(super) fn may_be_truth(pattern: &Regex) -> bool {
    ["true", "True", "TRUE", "false", "False", "FALSE"].iter().any(|text| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regex(pattern: &str) -> Regex {
        Regex::new(pattern).expect("a good pattern")
    }

    #[test]
    fn dates_are_told_from_what_is_none() {
        let edtf = regex(&edtf());
        for good in [
            "1993",
            "-0044",
            "1993/..",
            "../2015",
            "/2015",
            "2011~",
            "XXXX-07",
            "2006-10-17/2006-10-18",
            "Y170000",
            "1950S2",
            "2004-06?",
            "?2004-06-~11",
            "2001-21",
            "[1667, 1668..1670]",
            "{..1984-10-10}",
            " 1993 ",
            "1985-04-12T23:20:30Z",
            "156X-12-25",
            "2006-1X-31",
        ] {
            assert!(edtf.is_match(good), "{good}");
        }
        for bad in ["October 2006", "17.10.2006", "2006-13", "2006-10-32", "2006-10-7", "93", "", "1993-", "2006/10/17"]
        {
            assert!(!edtf.is_match(bad), "{bad}");
        }
    }

    #[test]
    fn patterns_of_shapes_take_what_is_around_the_text() {
        let of = |pattern: &str, template: Option<&str>| of_shape(&regex(pattern), template);
        let item = of("^Q[1-9][0-9]*$", Some("http://www.wikidata.org/entity/{value}")).expect("a plain pattern");
        for good in ["Q42", " Q42 ", "http://www.wikidata.org/entity/Q42"] {
            assert!(regex(&item).is_match(good), "{good}");
        }
        assert!(!regex(&item).is_match("P42"));
        assert_eq!(of("[a-z]", None).as_deref(), Some("[a-z]"));
        for foreign in [r"^\w+$", "(?i)x", r"^\p{Lu}$", "^a$|^b$", "^a|b$", "[[:alpha:]]", "[a&&b]", r"\bx"] {
            assert_eq!(of(foreign, None), None, "{foreign}");
        }
    }

    #[test]
    fn letters_are_no_numbers() {
        assert!(!may_be_number(&regex("^[A-Z]{2}$")));
        assert!(
            may_be_number(&regex("^[0-9]{3}$")) && may_be_number(&regex("^[A-Z0-9]$")) && may_be_number(&regex("."))
        );
        assert!(may_be_truth(&regex("^[A-Z]{4}$")) && !may_be_truth(&regex("^[A-Z]{3}$")));
    }
}
