//! Text, numbers, truth values and IRIs.

use std::sync::LazyLock;

use regex::Regex;

use super::{Typed, line, read_span, scalar};
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::FileId;
use crate::schema::{Datatype, Pattern, Schema};
use crate::source::{Node, Value};

/// A literal as it will be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// Text of `xsd:string`.
    Plain(String),
    /// Text in a language (`rdf:langString`); `und` if the language is not stated and the text is not in Latin letters.
    Tagged {
        /// The language tag in lower case, of the form of RFC 5646, section 2.1.
        tag: String,
        /// The text without space around it.
        text: String,
    },
    /// Text of another datatype, in the form in which it is written.
    Typed(Typed, String),
}

impl Text {
    /// The text without tag or datatype.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Tagged { text, .. } | Self::Typed(_, text) => text,
        }
    }
}

/// Reads the literals a node gives: one, or one for each language of a mapping of tags to texts.
///
/// # Errors
/// One diagnostic: not of the datatype, not of the pattern, no language tag.
pub fn read_text(
    schema: &Schema,
    node: &Node<'_>,
    file: FileId,
    datatype: Datatype,
    pattern: Option<&Pattern>,
    what: &str,
) -> Result<Vec<Text>, Box<Diagnostic>> {
    if datatype == Datatype::LangString
        && let Value::Map(entries) = &node.value
    {
        let mut texts = Vec::new();
        for entry in entries {
            if !is_tag(&entry.key.text) {
                return Err(Box::new(
                    Diagnostic::error(Code::UnknownLanguage, format!("`{}` is not a language tag", entry.key.text))
                        .at(entry.key.origin(file))
                        .label("a tag such as `az` or `sr-Latn` is expected")
                        .help("write names in other languages as `{az: Azərbaycan, be: Беларусь}`"),
                ));
            }
            let values = entry.value.items().unwrap_or(std::slice::from_ref(&entry.value));
            for value in values {
                let text = line(value, file, what)?;
                texts.push(Text::Tagged { tag: entry.key.text.to_ascii_lowercase(), text: text.to_owned() });
            }
        }
        return Ok(texts);
    }
    let text = match datatype {
        Datatype::LangString => line(node, file, what)?,
        _ => scalar(node, file, what)?,
    };
    if let Some(pattern) = pattern
        && !pattern.is_match(text)
    {
        return Err(Box::new(
            Diagnostic::error(Code::MalformedText, format!("`{}` is not {what}", clipped(text)))
                .at(node.origin(file))
                .label("not in the expected form")
                .help(pattern.remedy()),
        ));
    }
    let fault = |wanted: &str| {
        Err(Box::new(
            Diagnostic::error(Code::WrongValue, format!("`{}` is not {wanted}", clipped(text)))
                .at(node.origin(file))
                .label(format!("{wanted} is expected here")),
        ))
    };
    let text = match datatype {
        Datatype::String => Text::Plain(text.to_owned()),
        Datatype::LangString => Text::Tagged { tag: unsaid_language(text).to_owned(), text: text.to_owned() },
        Datatype::Integer => match integer(text) {
            Some(number) => Text::Typed(Typed::Integer, number),
            None => return fault("a whole number"),
        },
        Datatype::Decimal => match chancery_values::amount::Amount::parse(text) {
            Ok(amount)
                if amount.unit().is_none() && amount.comparator() == chancery_values::amount::Comparator::Equal =>
            {
                Text::Typed(Typed::Decimal, decimal(amount.number()))
            }
            _ => return fault("a number"),
        },
        Datatype::Boolean => match text {
            "true" | "yes" => Text::Typed(Typed::Boolean, "true".to_owned()),
            "false" | "no" => Text::Typed(Typed::Boolean, "false".to_owned()),
            _ => return fault("`true` or `false`"),
        },
        Datatype::Date => {
            let span = read_span(schema, node, file)?;
            match (span.bounds.begin_earliest, span.bounds.end_latest) {
                (Some(first), Some(last)) if first == last => Text::Typed(Typed::Date, first.to_string()),
                _ => return fault("one day, such as `2006-10-17`"),
            }
        }
    };
    Ok(vec![text])
}

/// The tag of a text whose language is not stated: English, except for a text with a letter of another script
/// than the Latin one. That is not an English name, and its language is not known: `und` (RFC 5646, section 4.1).
fn unsaid_language(text: &str) -> &'static str {
    static OTHER_SCRIPT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[\p{L}--\p{Latin}--\p{Common}--\p{Inherited}]").expect("a good pattern"));
    if !text.is_ascii() && OTHER_SCRIPT.is_match(text) { "und" } else { "en" }
}

/// Reads an IRI, written whole or, where the key has a template, as the value that goes into it.
///
/// # Errors
/// One diagnostic: not of the pattern, or no absolute IRI (RFC 3987).
pub fn read_iri(
    node: &Node<'_>,
    file: FileId,
    template: Option<&str>,
    pattern: Option<&Pattern>,
    what: &str,
) -> Result<String, Box<Diagnostic>> {
    let text = scalar(node, file, what)?;
    let text = template.map_or(text, |template| within_template(template, text));
    if let Some(pattern) = pattern
        && !pattern.is_match(text)
    {
        return Err(Box::new(
            Diagnostic::error(Code::MalformedIdentifier, format!("`{}` is not {what}", clipped(text)))
                .at(node.origin(file))
                .label("not in the expected form")
                .help(pattern.remedy()),
        ));
    }
    let iri = template.map_or_else(|| text.to_owned(), |template| template.replace("{value}", text));
    match iri_string::types::IriStr::new(&iri) {
        Ok(_) => Ok(iri),
        Err(_) => Err(Box::new(
            Diagnostic::error(Code::MalformedIri, format!("`{}` is not an absolute IRI", clipped(&iri)))
                .at(node.origin(file))
                .label("not an IRI")
                .help("an IRI has a scheme and no spaces: `https://example.org/page`"),
        )),
    }
}

/// The value that a template with `{value}` would make the text of, and the text itself where it is that value already: a
/// person may paste the whole IRI.
pub fn within_template<'t>(template: &str, text: &'t str) -> &'t str {
    template
        .split_once("{value}")
        .and_then(|(before, after)| text.strip_prefix(before)?.strip_suffix(after))
        .unwrap_or(text)
}

/// A language tag as far as its form goes (RFC 5646, section 2.1: parts of one to eight letters and digits).
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    parts.next().is_some_and(|first| (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The canonical form of an integer (XSD 1.1, section 3.4.13): no plus sign, no leading zeros.
pub fn integer(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    Some(if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") })
}

/// A decimal with a point, as Turtle's short form wants it.
pub fn decimal(number: &str) -> String {
    if number.contains('.') { number.to_owned() } else { format!("{number}.0") }
}

fn clipped(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(59).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_canonical() {
        assert_eq!(integer("+007").as_deref(), Some("7"));
        assert_eq!(integer("-0").as_deref(), Some("0"));
        assert_eq!(integer("1.0"), None);
        assert_eq!(integer(""), None);
    }

    #[test]
    fn what_is_not_in_latin_letters_is_in_no_known_language() {
        let latin = ["Baku", "Côte d’Ivoire", "Hawaiʻi", "Würzburg", "Nguyễn", "G-77", "77", "№ 5", "µ & ª"];
        let mixed = [
            "Leila Ismailаva",
            "Баку",
            "Ἀθῆναι",
            "بغداد",
            "北京",
            "東京 Tokyo",
            "서울",
            "ひらがな",
            "תל אביב",
            "日本ー",
        ];
        assert!(latin.iter().all(|text| unsaid_language(text) == "en"));
        for text in mixed {
            assert_eq!(unsaid_language(text), "und", "{text}");
        }
    }

    #[test]
    fn tags_have_the_form_of_a_tag() {
        assert!(is_tag("az") && is_tag("sr-Latn") && !is_tag("a") && !is_tag("english language") && !is_tag("en-"));
    }
}
