//! The beginning of a file of decisions: a line for each pair of facts that may be one thing, to be filled in by hand.

use std::collections::BTreeSet;

use super::rows::{Comparison, Told};
use chancery_graph::meet::Class;
use chancery_model::schema::Schema;
use chancery_model::tame;

const HEAD: &str = "\
# Facts of two sources that may be about one thing, without proof. To decide on a pair, remove the `#` before its line, keep one
# of `same` and `different`, and write who decided, on which day, and why: decided by: Your Name, decided on: 2026-01-31.
# Then give this file with --decisions, or put it among the sources. To undo a decision, delete its line.

decisions:
";

/// The text of the file. What is decided already is proven, or of two things, and is not among the pairs.
pub(super) fn decisions(comparisons: &[Comparison], schema: &Schema) -> String {
    let mut out = HEAD.to_owned();
    let mut seen: BTreeSet<[&str; 2]> = BTreeSet::new();
    let rows = comparisons.iter().flat_map(|comparison| comparison.rows.iter().flatten());
    for row in rows.filter(|row| matches!(row.class, Class::Undecided | Class::Implied)) {
        let (Some(first), Some(second)) = (&row.first, &row.second) else { continue };
        let mut iris = [first.iri.as_str(), second.iri.as_str()];
        iris.sort_unstable();
        if seen.insert(iris) {
            out.push_str(&pair(row.class, [first, second], schema));
        }
    }
    out
}

fn pair(class: Class, two: [&Told; 2], schema: &Schema) -> String {
    let name = |iri: &str| schema.space.short(iri).unwrap_or_else(|| serde_json::Value::from(iri).to_string());
    let facts = two.map(|told| name(&told.iri)).join(", ");
    format!(
        "  # {}\n{}{}  # - {{same|different: [{facts}], decided by: \"\", decided on: \"\", evidence: \"\"}}\n",
        class.name(),
        told(two[0]),
        told(two[1])
    )
}

/// What one source states, and where.
fn told(told: &Told) -> String {
    let text = format!("{} ({})", told.label, told.places().join("; "));
    format!("  #   {}\n", tame::one_line(&text))
}
