//! Diagnostics as SARIF, which editors and code hosts read (OASIS SARIF 2.1.0, whose clauses the comments name).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::explain::Explanation;
use super::report::{located, more};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use chancery_model::origin::{Files, Location, Origin};

/// The schema that a log says it follows (3.13.3).
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The longest snippet, in bytes.
const LONGEST_SNIPPET: usize = 1_000;

/// A rule (3.49): what there is to know of a code.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Value>,
    default_configuration: Value,
}

/// Takes diagnostics, the sources they point into and what there is to know of codes; gives a log with one run, in order,
/// and a line break at its end. Diagnostics that were counted but not kept are reported as notifications of the run, each with
/// their number in the property `omitted`; and so is why the program could not run.
///
/// # Errors
/// The log is plain data, so writing it fails only if memory does.
pub fn log(
    diagnostics: &Diagnostics,
    files: &Files,
    explanations: &[Explanation],
    failures: &[String],
) -> Result<String, serde_json::Error> {
    let located: Vec<(&Diagnostic, Vec<Location>)> = located(diagnostics, files).collect();
    let omitted = diagnostics.omitted();
    let mut levels: BTreeMap<&Code, Severity> = BTreeMap::new();
    let kept = located.iter().map(|(diagnostic, _)| (&diagnostic.code, diagnostic.severity));
    for (code, severity) in kept.chain(omitted.iter().map(|omitted| (&omitted.code, omitted.severity))) {
        levels.entry(code).and_modify(|worst| *worst = severity.min(*worst)).or_insert(severity);
    }
    let index = |code: &Code| levels.keys().position(|known| *known == code);
    let rules: Vec<Rule<'_>> = levels.iter().map(|(code, level)| rule(code, *level, explanations)).collect();
    let results: Vec<Value> = located
        .iter()
        .map(|(diagnostic, locations)| result(diagnostic, locations, index(&diagnostic.code), files))
        .collect();
    let failed = failures.iter().map(|message| {
        json!({
            "descriptor": { "id": Code::CouldNotRun },
            "level": "error",
            "message": { "text": message },
        })
    });
    let notifications: Vec<Value> = omitted
        .iter()
        .map(|omitted| {
            json!({
                "associatedRule": { "id": omitted.code, "index": index(&omitted.code) },
                "level": omitted.severity.as_str(),
                "message": { "text": format!("{}: {}", omitted.code, more(omitted)) },
                "properties": { "omitted": omitted.count },
            })
        })
        .chain(failed)
        .collect();
    let exit = if failures.is_empty() { i32::from(diagnostics.has_errors()) } else { 2 };
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "invocations": [{
                "executionSuccessful": failures.is_empty(),
                "exitCode": exit,
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log)?;
    text.push('\n');
    Ok(text)
}

fn rule<'a>(code: &'a Code, level: Severity, explanations: &[Explanation]) -> Rule<'a> {
    let known = explanations.iter().find(|explanation| explanation.code == *code);
    let text = |text: &str| json!({ "text": text });
    Rule {
        id: code.as_str(),
        short_description: known.map(|known| text(known.summary())),
        full_description: known.map(|known| text(&known.meaning)),
        help: known.filter(|known| !known.remedy.is_empty()).map(help),
        default_configuration: json!({ "level": level.as_str() }),
    }
}

/// What to do about a code (3.12); in Markdown also with the example.
fn help(known: &Explanation) -> Value {
    match known.markdown() {
        Some(markdown) => json!({ "text": known.remedy, "markdown": markdown }),
        None => json!({ "text": known.remedy }),
    }
}

/// A result (3.27). Remedies and remarks follow the sentence, because a reader shows the message and little else.
fn result(diagnostic: &Diagnostic, locations: &[Location], rule: Option<usize>, files: &Files) -> Value {
    let mut message = diagnostic.message.clone();
    for (word, texts) in [("note", &diagnostic.notes), ("help", &diagnostic.help)] {
        for text in texts {
            message.push_str(&format!("\n{word}: {text}"));
        }
    }
    let mut result = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity.as_str(),
        "message": { "text": message },
    });
    let mut locations = locations.iter();
    if let (Some(origin), Some(location)) = (diagnostic.origin, diagnostic.origin.and_then(|_| locations.next())) {
        result["locations"] = json!([place(location, origin, &diagnostic.label, files)]);
    }
    let related: Vec<Value> =
        diagnostic.related.iter().zip(locations).map(|((origin, text), at)| place(at, *origin, text, files)).collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

/// A location (3.28) with what is said there.
fn place(location: &Location, origin: Origin, text: &str, files: &Files) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&location.path) } });
    if let Some(position) = &location.position {
        // Columns are counted from 1, the end is the column after the last character (3.30.5 to 3.30.8).
        let mut region = json!({
            "startLine": position.line,
            "startColumn": position.column,
            "endLine": position.end_line,
            "endColumn": position.end_column,
        });
        if let Some(covered) = covered(origin, files) {
            region["snippet"] = json!({ "text": covered });
        }
        physical["region"] = region;
    }
    let mut place = json!({ "physicalLocation": physical });
    if !text.is_empty() {
        place["message"] = json!({ "text": text });
    }
    place
}

/// What an origin covers (3.30.13); nothing of a source on disk, of a very long range, and of what is not UTF-8.
fn covered(origin: Origin, files: &Files) -> Option<String> {
    let text = files.text(origin.file)?;
    let range = usize::try_from(origin.start).ok()?..usize::try_from(origin.end).ok()?;
    let covered = std::str::from_utf8(text.get(range)?).ok()?;
    (!covered.is_empty() && covered.len() <= LONGEST_SNIPPET).then(|| covered.to_owned())
}

/// A path as a URI reference (RFC 3986): relative where the path is, with the scheme `file` where it is absolute. What
/// means no file, such as standard input, is written as if it were one.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    } else if path.split('/').next().is_some_and(|first| first.contains(':')) {
        // A colon in the first segment would be read as the end of a scheme (section 4.2).
        uri.push_str("./");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => uri.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';'
            | b'=' | b':' | b'@' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_reference() {
        for (path, expected) in [
            ("data/notes.yaml", "data/notes.yaml"),
            ("my notes.yaml", "my%20notes.yaml"),
            ("/home/заметки.yaml", "file:///home/%D0%B7%D0%B0%D0%BC%D0%B5%D1%82%D0%BA%D0%B8.yaml"),
            ("a:b/c#d?e%f", "./a:b/c%23d%3Fe%25f"),
            ("<standard input>", "%3Cstandard%20input%3E"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }

    #[test]
    fn a_log_says_where_and_how_many_more() {
        let text = "a: ключ\nb: 2\n";
        let files = Files::new();
        let file = files.add_text("x y.yaml", text.as_bytes());
        let start = text.find("ключ").unwrap() as u64;
        let mut diagnostics = Diagnostics::with_cap(1);
        diagnostics.push(
            Diagnostic::warning(Code::Check("one-code".into()), "it is so")
                .at(Origin::new(file, start, start + 8))
                .label("here")
                .help("fix it")
                .related(Origin::new(file, start + 9, start + 13), "and there"),
        );
        diagnostics.push(Diagnostic::error(Code::Check("one-code".into()), "again").at(Origin::point(file, start + 9)));
        diagnostics.push(Diagnostic::note(Code::Check("a-note".into()), "without a place"));
        let explanation = Explanation {
            meaning: "It is so. And so.".to_owned(),
            remedy: "Mend it.".to_owned(),
            ..Explanation::new(Code::Check("one-code".into()), &[Severity::Error])
        };
        let log: Value = serde_json::from_str(&log(&diagnostics, &files, &[explanation], &[]).unwrap()).unwrap();
        let run = &log["runs"][0];
        let rules = &run["tool"]["driver"]["rules"];
        assert_eq!((&rules[0]["id"], &rules[1]["id"]), (&json!("a-note"), &json!("one-code")));
        assert_eq!(rules[1]["defaultConfiguration"]["level"], "error");
        assert_eq!(rules[1]["shortDescription"]["text"], "It is so");
        assert_eq!(rules[0].get("shortDescription"), None);
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), 2);
        assert_eq!(results[0].get("locations"), None);
        assert_eq!((&results[1]["ruleIndex"], &results[1]["level"]), (&json!(1), &json!("warning")));
        assert_eq!(results[1]["message"]["text"], "it is so\nhelp: fix it");
        let place = &results[1]["locations"][0];
        assert_eq!(place["message"]["text"], "here");
        assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "x%20y.yaml");
        assert_eq!(
            place["physicalLocation"]["region"],
            json!({"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 8, "snippet": {"text": "ключ"}})
        );
        assert_eq!(results[1]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 2);
        let told = &run["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!((&told["properties"]["omitted"], &told["associatedRule"]["index"]), (&json!(1), &json!(1)));
        assert_eq!(run["invocations"][0]["exitCode"], 1);
    }
}
