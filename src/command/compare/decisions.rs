//! The beginning of a file of decisions: a line for each pair of facts that may be one thing, to be filled in by hand.

use std::collections::BTreeSet;

use super::rows::{Comparison, Told};
use crate::command::decision_form::{head, line};
use chancery_graph::meet::Class;
use chancery_model::schema::Schema;
use chancery_model::tame;

/// The text of the file. What is decided already is proven, or of two things, and is not among the pairs.
pub(super) fn decisions(comparisons: &[Comparison], schema: &Schema) -> String {
    let mut out = head("Facts of two sources that may be about one thing, without proof", "");
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
    let line = line(schema, two.map(|told| told.iri.as_str()));
    format!("  # {}\n{}{}{line}", class.name(), told(two[0]), told(two[1]))
}

/// What one source states, and where.
fn told(told: &Told) -> String {
    let text = format!("{} ({})", told.label, told.places().join("; "));
    format!("  #   {}\n", tame::one_line(&text))
}
