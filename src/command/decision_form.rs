//! The beginning of a file of decisions: what its first lines say, and the line of a pair that a person fills in.

use chancery_model::schema::Schema;

/// The first lines: what the pairs are, and what the person does with a line.
pub(super) fn head(pairs: &str, kept: &str) -> String {
    format!(
        "\
# {pairs}. To decide on a pair, remove the `#` before its line, keep one of `same` and `different`, and
# write who decided, on which day, and why: decided by: Your Name, decided on: 2026-01-31.{kept}
# Then give this file with --decisions, or put it among the sources. To undo a decision, delete its line.

decisions:
"
    )
}

/// The line of a pair.
pub(super) fn line(schema: &Schema, two: [&str; 2]) -> String {
    let name = |iri: &str| schema.space.short(iri).unwrap_or_else(|| serde_json::Value::from(iri).to_string());
    let names = two.map(name).join(", ");
    format!("  # - {{same|different: [{names}], decided by: \"\", decided on: \"\", evidence: \"\"}}\n")
}
