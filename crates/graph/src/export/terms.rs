//! How IRIs, names and texts are spelled in the Turtle family, and what can be spelled at all.
//!
//! The grammar meant is that of Turtle 1.1 (<https://www.w3.org/TR/turtle/>, section 6.5); N-Triples and N-Quads share
//! its IRIs. Nothing is ever repaired: an IRI or a language tag that no parser would take is an error, so that no
//! export is written that cannot be read.

use std::io;

use crate::Object;
use chancery_model::literal::Typed;

/// An error about what was to be written, not about where.
pub(super) fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}

/// Whether an object is part of the graph at all; what claims contribute to a standing is not.
pub(super) fn is_term(object: &Object<'_>) -> bool {
    !matches!(object, Object::Claimed(_))
}

/// How many bytes are looked at together. Whether any of them is special is asked without a branch for each, so that the
/// compiler can ask it of all at once.
const TOGETHER: usize = 16;

/// The place of the first byte for which `special` holds.
#[inline]
fn find(bytes: &[u8], special: impl Fn(u8) -> bool) -> Option<usize> {
    let (chunks, rest) = bytes.as_chunks::<TOGETHER>();
    for (number, chunk) in chunks.iter().enumerate() {
        if chunk.iter().fold(false, |any, &byte| any | special(byte)) {
            return chunk.iter().position(|&byte| special(byte)).map(|at| number * TOGETHER + at);
        }
    }
    // The last bytes together with some before them, which are known already.
    if let Some(last) = bytes.last_chunk::<TOGETHER>()
        && !last.iter().fold(false, |any, &byte| any | special(byte))
    {
        return None;
    }
    rest.iter().position(|&byte| special(byte)).map(|at| bytes.len() - rest.len() + at)
}

/// Bytes that the rule IRIREF leaves out.
#[inline]
fn not_in_iri(byte: u8) -> bool {
    (byte <= 0x20)
        | (byte == b'<')
        | (byte == b'>')
        | (byte == b'"')
        | (byte == b'{')
        | (byte == b'}')
        | (byte == b'|')
        | (byte == b'^')
        | (byte == b'`')
        | (byte == b'\\')
}

/// Refuses a part of an IRI with a character that no IRI may hold.
pub(super) fn check_iri_part(part: &str) -> io::Result<()> {
    check_iri_bytes(part.as_bytes())
}

/// The same of bytes that are UTF-8.
#[inline]
pub(super) fn check_iri_bytes(part: &[u8]) -> io::Result<()> {
    match find(part, not_in_iri) {
        None => Ok(()),
        Some(at) => {
            let (byte, part) = (char::from(part[at]), String::from_utf8_lossy(part));
            Err(invalid(format!("`{part}` has {byte:?}, which is not allowed in an IRI")))
        }
    }
}

/// The scheme of an IRI, without its colon. An IRI without one is relative, and what it means would depend on the file.
pub(super) fn scheme(iri: &str) -> io::Result<&str> {
    let letters = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    };
    match iri.split_once(':') {
        Some((scheme, _)) if letters(scheme) => Ok(scheme),
        _ => Err(invalid(format!("`{iri}` is not an absolute IRI"))),
    }
}

/// Refuses what the rule LANGTAG leaves out.
pub(super) fn check_language(tag: &str) -> io::Result<()> {
    // The language of nearly every text.
    if tag == "en" {
        return Ok(());
    }
    let mut parts = tag.split('-');
    let first = parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let mut rest = parts.map(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if first && rest.all(|fine| fine) { Ok(()) } else { Err(invalid(format!("`{tag}` is not a language tag"))) }
}

/// Writes text as N-Triples has it in its canonical form: what must be escaped is, and nothing else.
pub(super) fn canonical_text(out: &mut Vec<u8>, text: &[u8]) {
    escaped(
        out,
        text,
        |byte| (byte == b'"') | (byte == b'\\') | (byte == b'\n') | (byte == b'\r'),
        |out, _, byte| {
            out.extend_from_slice(match byte {
                b'"' => b"\\\"",
                b'\\' => b"\\\\",
                b'\n' => b"\\n",
                _ => b"\\r",
            });
            1
        },
    );
}

/// Writes text for a reader: everything invisible that is not a space is escaped too.
pub(super) fn readable_text(out: &mut Vec<u8>, text: &[u8]) {
    // 0xEF begins U+FEFF, the byte order mark, and the noncharacters U+FFFE and U+FFFF.
    escaped(
        out,
        text,
        |byte| (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == 0x7F) | (byte == 0xEF),
        |out, rest, byte| {
            let short: &[u8] = match byte {
                b'"' => b"\\\"",
                b'\\' => b"\\\\",
                b'\n' => b"\\n",
                b'\r' => b"\\r",
                b'\t' => b"\\t",
                0x08 => b"\\b",
                0x0C => b"\\f",
                0xEF => {
                    let code: &[u8] = match &rest[..3] {
                        b"\xEF\xBB\xBF" => b"\\uFEFF",
                        b"\xEF\xBF\xBE" => b"\\uFFFE",
                        b"\xEF\xBF\xBF" => b"\\uFFFF",
                        other => other,
                    };
                    out.extend_from_slice(code);
                    return 3;
                }
                _ => {
                    out.extend_from_slice(format!("\\u{byte:04X}").as_bytes());
                    return 1;
                }
            };
            out.extend_from_slice(short);
            1
        },
    );
}

/// Copies `text`, which is UTF-8, but gives `special` bytes to `escape`, which says how many bytes it has dealt with.
#[inline]
fn escaped(
    out: &mut Vec<u8>,
    text: &[u8],
    special: impl Fn(u8) -> bool,
    escape: impl Fn(&mut Vec<u8>, &[u8], u8) -> usize,
) {
    let mut rest = text;
    while let Some(at) = find(rest, &special) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let done = escape(out, rest, rest[0]);
        rest = &rest[done..];
    }
    out.extend_from_slice(rest);
}

/// The rule `PN_CHARS_BASE` beyond ASCII.
fn is_letter_beyond_ascii(c: char) -> bool {
    matches!(c,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// The rule `PN_CHARS_U`, which says what may begin a name.
pub(super) fn begins_name(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || is_letter_beyond_ascii(c)
}

/// The rule `PN_CHARS`.
pub(super) fn continues_name(c: char) -> bool {
    begins_name(c)
        || c == '-'
        || c.is_ascii_digit()
        || matches!(c, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Writes a local part as the rule `PN_LOCAL` wants it.
///
/// Gives `false` and writes nothing where it cannot be, or where it would begin with `-` or `.`, or end in `.`: escapes
/// would make these possible, but a reader is better served by the whole IRI.
pub(super) fn local_name(out: &mut Vec<u8>, bytes: &[u8]) -> bool {
    if matches!(bytes.first(), Some(b'-' | b'.')) || bytes.last() == Some(&b'.') {
        return false;
    }
    // Almost every name is of these.
    let usual = |byte: u8| {
        byte.is_ascii_digit()
            | byte.is_ascii_alphabetic()
            | (byte == b'-')
            | (byte == b'_')
            | (byte == b'.')
            | (byte == b':')
    };
    if find(bytes, |byte| !usual(byte)).is_none() {
        out.extend_from_slice(bytes);
        return true;
    }
    let Ok(local) = std::str::from_utf8(bytes) else { return false };
    let start = out.len();
    for (at, c) in local.char_indices() {
        let plain = match c {
            '.' | ':' => true,
            '%' => bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            _ if at == 0 => begins_name(c) || c.is_ascii_digit(),
            _ => continues_name(c),
        };
        if !plain {
            if !"~!$&'()*+,;=/?#@%".contains(c) {
                out.truncate(start);
                return false;
            }
            out.push(b'\\');
        }
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    true
}

/// Whether a text is a prefix by the rule `PN_PREFIX`.
pub(super) fn is_prefix(text: &str) -> bool {
    text.starts_with(|c| begins_name(c) && c != '_')
        && text.chars().all(|c| continues_name(c) || c == '.')
        && !text.ends_with('.')
}

/// Whether a number or truth value can be written without quotes: as a token of its datatype, in the usual form.
pub(super) fn stands_bare(datatype: Typed, text: &str) -> bool {
    let whole = |text: &str| {
        text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() && (text == "0" || !text.starts_with('0'))
    };
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match datatype {
        Typed::Integer => whole(unsigned) && text != "-0",
        Typed::Decimal => unsigned.split_once('.').is_some_and(|(units, fraction)| {
            whole(units) && !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit())
        }),
        Typed::Boolean => matches!(text, "true" | "false"),
        Typed::Date
        | Typed::NonNegativeInteger
        | Typed::EdtfLevel1
        | Typed::EdtfLevel2
        | Typed::Json
        | Typed::DateTime
        | Typed::Double
        | Typed::Wkt
        | Typed::MathMl => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> Option<String> {
        let mut out = b"x:".to_vec();
        let fine = local_name(&mut out, text.as_bytes());
        let written = String::from_utf8(out).unwrap();
        assert!(fine || written == "x:");
        fine.then(|| written["x:".len()..].to_owned())
    }

    #[test]
    fn local_parts_follow_the_grammar() {
        for (text, written) in [
            ("", Some("")),
            ("belarus", Some("belarus")),
            ("2006-10-17..2006-10-18", Some("2006-10-17..2006-10-18")),
            ("_x", Some("_x")),
            ("a:b", Some("a:b")),
            (":", Some(":")),
            ("2011~", Some("2011\\~")),
            ("a~!$&'()*+,;=/?#@b", Some("a\\~\\!\\$\\&\\'\\(\\)\\*\\+\\,\\;\\=\\/\\?\\#\\@b")),
            ("%41", Some("%41")),
            ("%4", Some("\\%4")),
            ("100%", Some("100\\%")),
            ("%é", Some("\\%é")),
            ("Беларусь", Some("Беларусь")),
            ("a·b", Some("a·b")),
            ("·b", None),
            ("a\u{301}", Some("a\u{301}")),
            ("Odesa–Brody", None),
            ("2×2", None),
            ("-a", None),
            (".a", None),
            ("a.", None),
            ("é.", None),
            ("a[b]", None),
            ("a b", None),
            ("a\\b", None),
            ("\u{FFFE}", None),
        ] {
            assert_eq!(local(text).as_deref(), written, "{text:?}");
        }
    }

    #[test]
    fn prefixes_follow_the_grammar() {
        for text in ["state", "a-b", "a.b", "é", "x1"] {
            assert!(is_prefix(text), "{text}");
        }
        for text in ["", "_", "1x", "-a", "a.", "a b", "a:b"] {
            assert!(!is_prefix(text), "{text}");
        }
    }

    #[test]
    fn texts_are_escaped_no_more_than_asked() {
        let text = "a\"\\\n\r\t\u{0}\u{8}\u{c}\u{7f}é\u{feff}\u{fffe}\u{ffff}ｆ\u{fffd}";
        let written = |write: fn(&mut Vec<u8>, &[u8])| {
            let mut out = Vec::new();
            write(&mut out, text.as_bytes());
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            written(canonical_text),
            "a\\\"\\\\\\n\\r\t\u{0}\u{8}\u{c}\u{7f}é\u{feff}\u{fffe}\u{ffff}ｆ\u{fffd}"
        );
        assert_eq!(written(readable_text), "a\\\"\\\\\\n\\r\\t\\u0000\\b\\f\\u007Fé\\uFEFF\\uFFFE\\uFFFFｆ\u{fffd}");
    }

    #[test]
    fn what_cannot_be_read_back_is_refused() {
        for tag in ["en", "az-latn-az", "zh-min-nan", "x-1"] {
            assert!(check_language(tag).is_ok(), "{tag}");
        }
        for tag in ["", "e n", "1a", "en-", "-en", "en--x", "é"] {
            assert!(check_language(tag).is_err(), "{tag}");
        }
        assert_eq!(scheme("urn:isbn:1").ok(), Some("urn"));
        for iri in ["", "a", ":a", "1a:b", "a/b:c"] {
            assert!(scheme(iri).is_err(), "{iri}");
        }
        assert_eq!(check_iri_part("a b").unwrap_err().to_string(), "`a b` has ' ', which is not allowed in an IRI");
        assert!(check_iri_part("Беларусь%'()~").is_ok());
    }

    #[test]
    fn what_is_special_is_found_wherever_it_stands() {
        for length in 0..70 {
            let plain = vec![b'a'; length];
            assert_eq!(find(&plain, not_in_iri), None);
            for at in 0..length {
                // Every byte below 0x21, the nine others of the rule IRIREF, and no other.
                for byte in 0..=u8::MAX {
                    let mut bytes = plain.clone();
                    bytes[at] = byte;
                    let wanted = (byte <= b' ' || b"<>\"{}|^`\\".contains(&byte)).then_some(at);
                    assert_eq!(find(&bytes, not_in_iri), wanted, "{byte:#x} at {at} of {length}");
                }
                let mut bytes = plain.clone();
                bytes[at..].fill(b'<');
                assert_eq!(find(&bytes, not_in_iri), Some(at));
            }
        }
    }
}
