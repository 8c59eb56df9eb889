//! The one place that turns diagnostics into text: for a person in the look of rustc, for a program as JSON Lines.

use std::fmt::Write;
use std::ops::Range;
use std::vec;

use annotate_snippets::{AnnotationKind, Group, Level, Padding, Renderer, Snippet};
use serde::Serialize;

use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics, Omitted, Severity};
use chancery_model::origin::{EXCERPT_CHARS, Files, Location, Position};
use chancery_model::tame;
use chancery_values::name::counted;

/// Whether text for a person has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without escape sequences, for files and pipes.
    Plain,
    /// With the escape sequences of terminals.
    Coloured,
}

/// Takes diagnostics and the sources they point into; gives all of them as text in order, then how many more there are
/// of each kind, then the totals. Without diagnostics the text is empty.
#[must_use]
pub fn text(diagnostics: &Diagnostics, files: &Files, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    }
    // Excerpts are cut when they are made; cutting them again would only add marks.
    .term_width(2 * EXCERPT_CHARS);
    let mut out = String::new();
    let mut separate = |part: &str| {
        out.push_str(part);
        out.push_str("\n\n");
    };
    for (diagnostic, locations) in located(diagnostics, files) {
        separate(&one(diagnostic, &locations, &renderer));
    }
    for omitted in diagnostics.omitted() {
        let title = level(omitted.severity).primary_title(more(&omitted)).id(omitted.code.as_str());
        separate(&renderer.render(&[Group::with_title(title)]));
    }
    if let Some((severity, totals)) = totals(diagnostics) {
        separate(&renderer.render(&[Group::with_title(level(severity).primary_title(totals))]));
        out.pop();
    }
    out
}

/// Takes diagnostics and the sources they point into; gives one JSON object a line for each, in order, then one for
/// each kind of which there are more (`omitted` says how many). Lines and columns are counted from 1, columns in
/// characters; `bytes` are offsets in the source, the end exclusive.
///
/// # Errors
/// The objects are plain data, so writing them fails only if memory does.
pub fn json_lines(diagnostics: &Diagnostics, files: &Files) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    for (diagnostic, locations) in located(diagnostics, files) {
        let (place, related) = match (diagnostic.origin, locations.as_slice()) {
            (Some(_), [first, rest @ ..]) => (Some(first), rest),
            (_, rest) => (None, rest),
        };
        let line = JsonDiagnostic {
            severity: diagnostic.severity.as_str(),
            code: diagnostic.code.as_str(),
            message: &diagnostic.message,
            place: place.map(JsonPlace::new).unwrap_or_default(),
            bytes: diagnostic.origin.map(|origin| [origin.start, origin.end]),
            label: &diagnostic.label,
            help: &diagnostic.help,
            notes: &diagnostic.notes,
            related: related
                .iter()
                .zip(&diagnostic.related)
                .map(|(location, (origin, message))| JsonRelated {
                    message,
                    place: JsonPlace::new(location),
                    bytes: [origin.start, origin.end],
                })
                .collect(),
        };
        out.push_str(&serde_json::to_string(&line)?);
        out.push('\n');
    }
    for omitted in diagnostics.omitted() {
        let line = JsonOmitted {
            severity: omitted.severity.as_str(),
            code: omitted.code.as_str(),
            message: &more(&omitted),
            omitted: omitted.count,
        };
        out.push_str(&serde_json::to_string(&line)?);
        out.push('\n');
    }
    Ok(out)
}

/// Why the program could not run, one JSON object a line.
pub fn json_failures(failures: &[String]) -> String {
    let line =
        |message: &String| serde_json::json!({"severity": "error", "code": Code::CouldNotRun, "message": message});
    failures.iter().map(|message| format!("{}\n", line(message))).collect()
}

/// The diagnostics in order, each with the locations of its origin (if it has one) and of the related places.
pub(super) fn located<'d>(
    diagnostics: &'d Diagnostics,
    files: &Files,
) -> vec::IntoIter<(&'d Diagnostic, Vec<Location>)> {
    let sorted = diagnostics.sorted();
    let places = |diagnostic: &&'d Diagnostic| {
        let related = diagnostic.related.iter().map(|(origin, _)| *origin);
        diagnostic.origin.into_iter().chain(related)
    };
    // All at once, so that a large source is read once and not for each diagnostic.
    let origins: Vec<_> = sorted.iter().flat_map(places).collect();
    let mut locations = files.locate_all(&origins).into_iter();
    let located: Vec<_> = sorted
        .iter()
        .map(|diagnostic| {
            let count = places(diagnostic).count();
            (*diagnostic, locations.by_ref().take(count).collect())
        })
        .collect();
    located.into_iter()
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// How many more there are of a kind, in words.
pub(super) fn more(omitted: &Omitted) -> String {
    format!("and {} more of this kind", omitted.count)
}

/// The totals with the worst severity; nothing where there is no error and no warning.
fn totals(diagnostics: &Diagnostics) -> Option<(Severity, String)> {
    let mut totals = String::new();
    for (count, word) in [(diagnostics.errors(), "error"), (diagnostics.warnings(), "warning")] {
        if count > 0 {
            let comma = if totals.is_empty() { "" } else { ", " };
            // Writing to a `String` does not fail.
            let _ = write!(totals, "{comma}{}", counted(count, word));
        }
    }
    let severity = if diagnostics.has_errors() { Severity::Error } else { Severity::Warning };
    (!totals.is_empty()).then_some((severity, totals))
}

/// A line of a source with everything that points into it.
struct Shown<'a> {
    path: &'a str,
    position: &'a Position,
    marks: Vec<(AnnotationKind, Range<usize>, &'a str)>,
}

/// A range of a text, in the text with what is wild spelled.
fn tamed(text: &str, range: &Range<usize>) -> Range<usize> {
    let at = |end: usize| text.get(..end).map_or(end, |before| tame::text(before).len());
    at(range.start)..at(range.end)
}

/// One diagnostic as text, without a line break at the end.
fn one(diagnostic: &Diagnostic, locations: &[Location], renderer: &Renderer) -> String {
    let title = level(diagnostic.severity).primary_title(tame::text(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let primary = diagnostic.origin.map(|_| (AnnotationKind::Primary, diagnostic.label.as_str()));
    let related = diagnostic.related.iter().map(|(_, text)| (AnnotationKind::Context, text.as_str()));
    let mut shown: Vec<Shown<'_>> = Vec::new();
    let mut unreadable = Vec::new();
    for (location, (kind, text)) in locations.iter().zip(primary.into_iter().chain(related)) {
        let Some(position) = &location.position else {
            unreadable.push((&*location.path, text));
            continue;
        };
        let mark = (kind, position.excerpt.span.clone(), text);
        // Marks in one line are shown in one excerpt, unless the line was cut differently for them.
        let same = shown.iter_mut().find(|shown| {
            shown.path == &*location.path
                && shown.position.line == position.line
                && shown.position.excerpt.text == position.excerpt.text
        });
        match same {
            Some(shown) => shown.marks.push(mark),
            None => shown.push(Shown { path: &location.path, position, marks: vec![mark] }),
        }
    }
    for (index, excerpt) in shown.into_iter().enumerate() {
        let Shown { path, position, marks } = excerpt;
        if index > 0 {
            group = group.element(Padding);
        }
        // The place is said apart from the excerpt, whose columns are not those of the line once it is cut.
        group = group.element(
            annotate_snippets::Origin::path(tame::line(path))
                .line(number(position.line))
                .char_column(number(position.column)),
        );
        let annotations = marks.into_iter().map(|(kind, span, text)| {
            let annotation = kind.span(tamed(&position.excerpt.text, &span));
            if text.is_empty() { annotation } else { annotation.label(tame::text(text)) }
        });
        group = group.element(
            Snippet::source(tame::text(&position.excerpt.text))
                .line_start(number(position.line))
                .annotations(annotations),
        );
    }
    for (path, text) in unreadable {
        group = group.element(annotate_snippets::Origin::path(tame::line(path)));
        if !text.is_empty() {
            group = group.element(Level::NOTE.message(tame::text(text)));
        }
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(tame::text(note)));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(tame::text(help)));
    }
    without_bare_marks(&renderer.render(&[group]))
}

/// Drops the lines with only `:::`, which the renderer writes before an excerpt that has no path of its own.
fn without_bare_marks(rendered: &str) -> String {
    let kept: Vec<&str> =
        rendered.split('\n').filter(|line| !line.contains(":::") || without_escapes(line).trim() != ":::").collect();
    kept.join("\n")
}

/// A line without the escape sequences of colours.
fn without_escapes(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    plain
}

fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    severity: &'a str,
    code: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: JsonPlace<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<[u64; 2]>,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    help: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<JsonRelated<'a>>,
}

#[derive(Serialize, Default)]
struct JsonPlace<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<JsonEnd>,
}

#[derive(Serialize)]
struct JsonEnd {
    line: u64,
    column: u64,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: JsonPlace<'a>,
    bytes: [u64; 2],
}

#[derive(Serialize)]
struct JsonOmitted<'a> {
    severity: &'a str,
    code: &'a str,
    message: &'a str,
    omitted: u64,
}

impl<'a> JsonPlace<'a> {
    fn new(location: &'a Location) -> Self {
        let position = location.position.as_ref();
        Self {
            path: Some(&location.path),
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            end: position.map(|position| JsonEnd { line: position.end_line, column: position.end_column }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::origin::{FileId, Origin};

    fn origin(text: &str, file: FileId, part: &str) -> Origin {
        let start = text.find(part).unwrap();
        Origin::new(file, start as u64, (start + part.len()) as u64)
    }

    #[test]
    fn a_diagnostic_looks_like_one_of_rustc() {
        let line = "      - membership: {member: Bellarus, organization: OSCE, status: full}";
        let text = format!("{}{line}\n", "x: 1\n".repeat(13));
        let files = Files::new();
        let file = files.add_text("data/azerbaijan-belarus.yaml", text.as_bytes());
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(
            Diagnostic::error(Code::Check("unknown-state".into()), "no state is called `Bellarus`")
                .at(origin(&text, file, "Bellarus"))
                .label("not in the registry")
                .help("did you mean `Belarus` (Q184)?"),
        );
        let expected = "\
error[unknown-state]: no state is called `Bellarus`
  --> data/azerbaijan-belarus.yaml:14:30
   |
14 |       - membership: {member: Bellarus, organization: OSCE, status: full}
   |                              ^^^^^^^^ not in the registry
   |
   = help: did you mean `Belarus` (Q184)?

error: 1 error
";
        assert_eq!(super::text(&diagnostics, &files, Style::Plain), expected);
        let coloured = super::text(&diagnostics, &files, Style::Coloured);
        assert!(coloured.contains("\u{1b}["));
        assert_eq!(without_escapes(&coloured), expected);
        let json = json_lines(&diagnostics, &files).unwrap();
        assert_eq!(
            json,
            "{\"severity\":\"error\",\"code\":\"unknown-state\",\"message\":\"no state is called `Bellarus`\",\
             \"path\":\"data/azerbaijan-belarus.yaml\",\"line\":14,\"column\":30,\"end\":{\"line\":14,\"column\":38},\
             \"bytes\":[94,102],\"label\":\"not in the registry\",\"help\":[\"did you mean `Belarus` (Q184)?\"]}\n"
        );
    }

    #[test]
    fn related_places_and_long_lines() {
        let long = format!("a: {} HERE {}\nключ: 1\nключ: 2\n", "ж".repeat(5_000), "ж".repeat(5_000));
        let files = Files::new();
        let file = files.add_text("a.yaml", long.as_bytes());
        let gone = files.add_disk("gone.jsonl", "/nowhere/at/all");
        let mut diagnostics = Diagnostics::with_cap(1);
        diagnostics
            .push(Diagnostic::warning(Code::Check("long".into()), "a long line").at(origin(&long, file, "HERE")));
        let second = long.rfind("ключ").unwrap() as u64;
        diagnostics.push(
            Diagnostic::error(Code::DuplicateKey, "the key `ключ` is given twice")
                .at(Origin::new(file, second, second + 8))
                .label("the second time")
                .related(origin(&long, file, "ключ"), "the first time"),
        );
        diagnostics.push(Diagnostic::error(Code::DuplicateKey, "later").at(Origin::point(gone, 7)));
        diagnostics.push(
            Diagnostic::note(Code::Check("gone".into()), "of a file that is gone")
                .at(Origin::point(gone, 7))
                .label("here"),
        );
        diagnostics.push(Diagnostic::error(Code::Check("no-place".into()), "about no place").help("do something"));
        let text = text(&diagnostics, &files, Style::Plain);
        assert!(!text.is_empty());
        assert!(text.starts_with("error[no-place]: about no place\n |\n = help: do something\n\nwarning[long]"));
        assert!(text.contains("--> a.yaml:1:5005\n"));
        assert!(text.lines().all(|line| line.chars().count() < 200));
        assert!(text.contains("--> a.yaml:3:1\n"));
        assert!(text.contains("::: a.yaml:2:1\n"));
        assert!(text.contains("--> gone.jsonl\n"));
        assert!(text.contains("error[duplicate-key]: and 1 more of this kind\n"));
        assert!(text.ends_with("error: 3 errors, 1 warning\n"));
        let json = json_lines(&diagnostics, &files).unwrap();
        assert_eq!(json.lines().count(), 5);
        assert!(json.contains("\"omitted\":1"));
        assert!(json.contains("\"related\":[{\"message\":\"the first time\",\"path\":\"a.yaml\",\"line\":2"));
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(text(&Diagnostics::new(), &Files::new(), Style::Plain), "");
        assert_eq!(json_lines(&Diagnostics::new(), &Files::new()).unwrap(), "");
    }

    #[test]
    fn whatever_is_pointed_at_is_shown() {
        let bytes = "a\u{1b}[31m\tb\r\n\n🇧🇾\u{200b}x".as_bytes();
        let files = Files::new();
        let file = files.add_text("a", bytes);
        for start in 0..=bytes.len() as u64 + 2 {
            for end in start..=bytes.len() as u64 + 3 {
                let mut diagnostics = Diagnostics::new();
                diagnostics.push(
                    Diagnostic::error(Code::Check("x".into()), "y\u{1b}[2J")
                        .at(Origin::new(file, start, end))
                        .label("z"),
                );
                let text = text(&diagnostics, &files, Style::Plain);
                assert!(text.contains("-->") && !text.contains('\u{1b}'));
            }
        }
    }
}
