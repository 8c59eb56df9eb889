//! The words of a template, and its name as it is reported.

use super::format::LEFT_OUT;
use super::list::{Element, Entry, known};
use super::values::{Part, Values, fill, is_blank};

/// What becomes of a template.
#[derive(Debug, PartialEq, Eq)]
pub enum Rendering {
    /// These words stay.
    Words(String),
    /// It is left out, and reported as this.
    LeftOut(Element, String),
}

/// The words of a template: its name, then its values as they were written. `title` is the name of the article.
pub fn render(parts: &[Part], title: Option<&str>) -> Rendering {
    let written = parts.first().map_or("", |name| name.text.trim_matches(is_blank));
    let written = strip_template(written);
    let mut values = Values::of(parts.get(1..).unwrap_or_default());
    if let Some(country) = known().countries.get(written) {
        return Rendering::Words(format!("{LEFT_OUT}{}", values.given("name").unwrap_or(country)));
    }
    let name = plain_name(written);
    // `{{formatnum:1234}}`: the first value is behind the name.
    let function = name.find(':').map(|colon| &name[..=colon]).filter(|name| known().names.contains_key(name));
    if let (Some(_), Some((_, first))) = (function, written.split_once(':')) {
        let behind = values.unnamed.iter().map(|(at, value)| (at + 1, *value));
        values.unnamed = std::iter::once((1, first.trim())).chain(behind).collect();
    }
    let Some((entry, star)) = known().entry(function.unwrap_or(&name)) else {
        return Rendering::LeftOut(Element::Words, told_as(written));
    };
    let format = match entry {
        Entry::LeftOut(element) => return Rendering::LeftOut(*element, told_as(written)),
        Entry::Words(format) => format,
    };
    values.named.extend([("*", star)]);
    values.named.extend(title.map(|title| ("*page", title)));
    let mut out = String::new();
    let whole = fill(format, &values, &mut out);
    // What is missing only today, or another page, reports.
    match out.trim_matches(is_blank).is_empty() && !whole {
        true => Rendering::LeftOut(Element::Words, told_as(written)),
        false => Rendering::Words(out),
    }
}

/// A template as it is reported: its name, without values.
fn told_as(written: &str) -> String {
    let name = shown(written);
    // `{{#if:…}}` and `{{DEFAULTSORT:…}}` are called with a value behind the name.
    let function = name.split_once(':').map_or("", |(function, _)| function);
    let calls = function.starts_with('#') || !function.is_empty() && !function.contains(char::is_lowercase);
    format!("{{{{{}}}}}", if calls { function } else { &name })
}

/// The first line of what is reported, if it is not too long.
pub fn shown(written: &str) -> String {
    let line = written.split(['\n', '<', LEFT_OUT]).next().unwrap_or_default().trim();
    line.chars().take(80).collect()
}

fn strip_template(written: &str) -> &str {
    let template = written.get(.."template:".len()).is_some_and(|start| start.eq_ignore_ascii_case("template:"));
    if template { written["template:".len()..].trim() } else { written }
}

/// A name as `wikitext.txt` writes it.
fn plain_name(written: &str) -> String {
    let name = written.replace(['_', LEFT_OUT], " ").to_lowercase();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
