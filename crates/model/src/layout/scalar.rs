//! A text as a YAML scalar, with as few quotation marks as it needs (YAML 1.2.2, chapter 7).

use super::tree::Scalar;

/// Takes a text and whether it is in brackets; gives it on one line.
///
/// Quotation marks stay where another reader of YAML would see a number, a date or a truth value without them, if they
/// were there before.
pub(super) fn scalar(scalar: &Scalar, in_brackets: bool) -> String {
    let text = &scalar.text;
    if is_plain(text, in_brackets) && !(scalar.quoted && looks_typed(text)) {
        return text.clone();
    }
    if is_printable(text) && text.contains(['"', '\\']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if !is_printable_char(c) => match u32::from(c) {
                code @ ..=0xFF => out.push_str(&format!("\\x{code:02X}")),
                code @ ..=0xFFFF => out.push_str(&format!("\\u{code:04X}")),
                code => out.push_str(&format!("\\U{code:08X}")),
            },
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The lines of a block of text, and the sign that begins it; nothing where the text is better quoted.
pub(super) fn block(scalar: &Scalar) -> Option<(&'static str, Vec<&str>)> {
    let text = scalar.text.as_str();
    if !scalar.block || !text.contains('\n') {
        return None;
    }
    let (sign, body) = text.strip_suffix('\n').map_or(("|-", text), |body| ("|", body));
    let lines: Vec<&str> = body.split('\n').collect();
    let [first, .., last] = lines.as_slice() else {
        return (!body.is_empty() && is_block_line(body)).then_some((sign, lines));
    };
    let good = !first.is_empty() && !last.is_empty() && lines.iter().all(|line| line.is_empty() || is_block_line(line));
    good.then_some((sign, lines))
}

/// Whether a line of a block of text says the same after indenting. One that begins with a space could change the
/// indentation of the block.
fn is_block_line(line: &str) -> bool {
    !line.starts_with([' ', '\t']) && !line.ends_with([' ', '\t']) && is_printable(line)
}

/// Whether the text means itself without quotation marks.
fn is_plain(text: &str, in_brackets: bool) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    let begins = match first {
        '-' => chars.next().is_some_and(|second| second.is_alphanumeric()),
        '?' | ':' | ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
            false
        }
        _ => true,
    };
    begins
        && is_printable(text)
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !(in_brackets && text.contains([',', '[', ']', '{', '}']))
        && !text.starts_with("...")
        && !matches!(text, "~" | "null" | "<<" | "=")
}

/// Whether another reader of YAML may take the text for something else (YAML 1.1 types and the core schema of 1.2).
fn looks_typed(text: &str) -> bool {
    const WORDS: [&str; 12] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", ".inf", "-.inf", ".nan"];
    let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        && text.contains(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_hexdigit() || matches!(c, '+' | '-' | '.' | ':' | '_' | 'x' | 'o' | 'T' | 'Z'));
    number || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn is_printable(text: &str) -> bool {
    text.chars().all(is_printable_char)
}

/// Whether a character needs no escape (YAML 1.2.2, 5.1), and does not break a line for some reader.
fn is_printable_char(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, quoted: bool, in_brackets: bool) -> String {
        scalar(&Scalar { text: text.to_owned(), quoted, block: false }, in_brackets)
    }

    #[test]
    fn quotation_marks_stand_where_they_are_needed() {
        for (text, quoted, in_brackets, expected) in [
            ("Belarus", true, true, "Belarus"),
            ("Washington, D.C.", true, true, "\"Washington, D.C.\""),
            ("Washington, D.C.", true, false, "Washington, D.C."),
            ("024", true, true, "\"024\""),
            ("024", false, true, "024"),
            ("no", true, true, "\"no\""),
            ("800 million USD", true, true, "800 million USD"),
            ("https://example.org/a#b", true, true, "https://example.org/a#b"),
            ("a: b", true, false, "\"a: b\""),
            ("a #b", true, false, "\"a #b\""),
            ("a:", true, false, "\"a:\""),
            ("say \"yes\"", true, true, "say \"yes\""),
            ("\"yes\" she said", true, true, "'\"yes\" she said'"),
            ("\"it's\" \\", true, true, "\"\\\"it's\\\" \\\\\""),
            ("", true, true, "\"\""),
            (" a", true, true, "\" a\""),
            ("null", true, true, "\"null\""),
            ("-0044", false, true, "-0044"),
            ("- a", true, true, "\"- a\""),
            ("two\nlines", true, true, "\"two\\nlines\""),
            ("a\u{85}b", true, true, "\"a\\x85b\""),
            ("...", true, true, "\"...\""),
            ("../2015", false, true, "../2015"),
        ] {
            assert_eq!(one(text, quoted, in_brackets), expected, "{text:?}");
        }
    }

    #[test]
    fn a_block_of_text_is_kept_where_it_says_the_same() {
        let lines = |text: &str| {
            let scalar = Scalar { text: text.to_owned(), quoted: true, block: true };
            block(&scalar).map(|(sign, lines)| format!("{sign} {}", lines.join("/")))
        };
        assert_eq!(lines("a\n\nb\n").as_deref(), Some("| a//b"));
        assert_eq!(lines("a\nb").as_deref(), Some("|- a/b"));
        assert_eq!(lines("a\n").as_deref(), Some("| a"));
        for text in ["a", "\n", " a\nb\n", "a\n\n", "a \nb\n", "a\r\nb\n", "\na\n", ""] {
            assert_eq!(lines(text), None, "{text:?}");
        }
    }
}
