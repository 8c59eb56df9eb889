//! The format of the words of a template, as `wikitext.txt` writes it.

/// Marks the place in the words where something was left out, or where a picture is. No text holds it.
pub const LEFT_OUT: char = '\u{fdd0}';

/// A part of a format.
#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    /// The first of these that is given.
    Value(Vec<Source>),
    /// Nothing where one of its values is not given.
    Optional(Vec<Piece>),
    /// The one or the other, as the value is given or not, or is this or not.
    Either {
        key: &'static str,
        is: Option<&'static str>,
        yes: Vec<Piece>,
        no: Vec<Piece>,
    },
    /// Those pieces that come to something, with this between them.
    Joined(String, Vec<Piece>),
}

/// What a value is made of.
#[derive(Debug)]
pub(super) enum Source {
    Plain(&'static str),
    Last,
    All(String),
    Country(&'static str),
    Language(&'static str),
    Lower(&'static str),
    Upper(&'static str),
    Ordinal(&'static str),
    Date { keys: [&'static str; 3], day_first: bool },
    Years([&'static str; 6]),
    Number(&'static str),
    Measure,
    Fraction,
}

/// A format taken apart; nothing where its brackets do not meet.
pub(super) fn parse(format: &'static str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        let text = match c {
            '{' | '[' => {
                let end = matching(rest)?;
                let inner = &rest[1..end];
                pieces.push(if c == '[' { Piece::Optional(parse(inner)?) } else { value(inner)? });
                rest = &rest[end + 1..];
                continue;
            }
            '\\' => escape(rest)?,
            c => c.to_string(),
        };
        rest = &rest[if c == '\\' { 2 } else { c.len_utf8() }..];
        match pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(&text),
            _ => pieces.push(Piece::Text(text)),
        }
    }
    Some(pieces)
}

/// What a letter behind a backslash means.
fn escape(text: &str) -> Option<String> {
    match text.as_bytes().get(1)? {
        b'n' => Some("\n".to_owned()),
        b'_' => Some(" ".to_owned()),
        b'i' => Some(LEFT_OUT.to_string()),
        b'z' => Some(String::new()),
        _ => None,
    }
}

/// Parts a text at the first of a mark that is in no bracket.
fn parted(text: &'static str, mark: u8) -> Option<(&'static str, &'static str)> {
    let mut depth = 0_usize;
    let at = text.bytes().position(|byte| {
        depth += usize::from(matches!(byte, b'{' | b'['));
        depth = depth.saturating_sub(usize::from(matches!(byte, b'}' | b']')));
        depth == 0 && byte == mark
    })?;
    Some((&text[..at], &text[at + 1..]))
}

/// Where the bracket closes that the text begins with.
fn matching(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().position(|byte| {
        depth += usize::from(matches!(byte, b'{' | b'['));
        depth -= usize::from(matches!(byte, b'}' | b']'));
        depth == 0
    })
}

fn value(inner: &'static str) -> Option<Piece> {
    if let Some((key, rest)) = inner.strip_prefix('?').and_then(|choice| choice.split_once(':')) {
        let (yes, no) = parted(rest, b'|')?;
        let (key, is) = key.split_once('=').map_or((key, None), |(key, is)| (key, Some(is)));
        return Some(Piece::Either { key, is, yes: parse(yes)?, no: parse(no)? });
    }
    if let Some((between, pieces)) = inner.strip_prefix("join:").and_then(|rest| rest.split_once(':')) {
        return Some(Piece::Joined(between.replace("\\_", " "), parse(pieces)?));
    }
    let source = |text: &'static str| {
        let (function, rest) = text.split_once(':').unwrap_or((text, ""));
        let mut keys = rest.split(',').map(str::trim);
        let mut key = || keys.next().filter(|key| !key.is_empty());
        Some(match function {
            "last" => Source::Last,
            "measure" => Source::Measure,
            "fraction" => Source::Fraction,
            "all" => Source::All(rest.replace("\\n", "\n")),
            "country" => Source::Country(key()?),
            "language" => Source::Language(key()?),
            "lower" => Source::Lower(key()?),
            "upper" => Source::Upper(key()?),
            "ordinal" => Source::Ordinal(key()?),
            "number" => Source::Number(key()?),
            "date" | "dmy" => Source::Date { keys: [key()?, key()?, key()?], day_first: function == "dmy" },
            "years" => Source::Years([key()?, key()?, key()?, key()?, key()?, key()?]),
            _ if text.contains(':') => return None,
            _ => Source::Plain(text),
        })
    };
    inner.split('|').map(source).collect::<Option<Vec<_>>>().map(Piece::Value)
}
