//! Makes the table of the codes of diagnostics from `docs/diagnostics.md`: a line `Variant "code" [Severity] "section",`
//! for each section, which `src/diagnostic/code.rs` takes. A code without a section does not compile, nor does a section
//! without a meaning, a severity, an example (or the test that replaces one) and a remedy.

use std::fmt::Write;
use std::path::Path;

const DOCUMENT: &str = "diagnostics.md";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={DOCUMENT}");
    let made = std::fs::read_to_string(DOCUMENT).map_err(|error| format!("{DOCUMENT}: {error}")).and_then(|text| {
        let target = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
        std::fs::write(Path::new(&target).join("codes.rs"), table(&text)?).map_err(|error| error.to_string())
    });
    if let Err(message) = made {
        println!("cargo::error={message}");
    }
}

/// The table, or what is wrong with the document.
fn table(text: &str) -> Result<String, String> {
    let mut lines = String::new();
    let mut line = text.split("\n## ").next().map_or(0, |head| head.matches('\n').count()) + 2;
    for section in text.split("\n## ").skip(1) {
        let wrong = |expected: &str| format!("{DOCUMENT}:{line}: {expected}");
        let (code, body) = section.split_once('\n').unwrap_or((section, ""));
        let word = |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase()) && word.bytes().all(lower_or_digit);
        if !code.contains('-') || !code.split('-').all(word) {
            return Err(wrong("expected a code of two words or more, such as `unknown-name`"));
        }
        let (severity, rest) =
            body.trim_start().strip_prefix("Severity: ").and_then(|rest| rest.split_once(".\n")).ok_or_else(|| {
                wrong("expected `Severity: error.` below the code; the worst first, `error or warning`")
            })?;
        let severities = severity
            .split(" or ")
            .map(|severity| match severity {
                "error" => Ok("Error"),
                "warning" => Ok("Warning"),
                "note" => Ok("Note"),
                _ => Err(wrong("expected `error`, `warning` or `note` as the severity")),
            })
            .collect::<Result<Vec<_>, _>>()?;
        if ["```", "Shown by: ", "Remedy: "].iter().any(|part| rest.trim_start().starts_with(part)) {
            return Err(wrong("expected what the code means, in a sentence or two"));
        }
        if rest.contains("\n```") == rest.contains("\nShown by: ") {
            return Err(wrong("expected an example, or `Shown by: FILE, TEST.` where a few lines cannot show it"));
        }
        if !rest.contains("\nRemedy: ") {
            return Err(wrong("expected `Remedy: ` and what to do"));
        }
        let variant: String = code.split('-').map(capitalised).collect();
        let severities = severities.join(", ");
        writeln!(lines, "    {variant} {code:?} [{severities}] {rest:?},").map_err(|error| error.to_string())?;
        line += section.matches('\n').count() + 1;
    }
    Ok(format!("codes! {{\n{lines}}}\n"))
}

fn lower_or_digit(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}
