//! Texts with placeholders: `cow:{code}`, `{begin}/{end}`.

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// What is there.
    Text(String),
    /// The name between the braces.
    Name(String),
}

/// Takes a text apart; `{{` and `}}` mean a brace.
///
/// # Errors
/// What is wrong with the braces, in words.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, &'static str> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            plain.push_str(brace);
            rest = after;
            continue;
        }
        if brace == "}" {
            return Err("a brace is closed that was not opened");
        }
        let Some((name, after)) = rest.split_once('}') else { return Err("a brace is not closed") };
        if name.trim().is_empty() || name.contains('{') {
            return Err("the name of a column is expected between the braces");
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        pieces.push(Piece::Name(name.trim().to_owned()));
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_stand_between_braces() {
        let name = |text: &str| Piece::Name(text.to_owned());
        let plain = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(pieces("cow:{code}"), Ok(vec![plain("cow:"), name("code")]));
        assert_eq!(pieces("{a}/{ b }"), Ok(vec![name("a"), plain("/"), name("b")]));
        assert_eq!(pieces("{{a}}"), Ok(vec![plain("{a}")]));
        assert_eq!(pieces(""), Ok(vec![plain("")]));
        for wrong in ["{a", "a}", "{}", "{a{b}", "{ }"] {
            assert!(pieces(wrong).is_err(), "{wrong}");
        }
    }
}
