//! A comparison for a person at a terminal.

use super::rows::{Comparison, Told};
use chancery_graph::meet::Class;
use chancery_model::tame;

/// All comparisons, one below the other.
pub(super) fn text(comparisons: &[Comparison]) -> String {
    comparisons.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(comparison: &Comparison) -> String {
    let mut out =
        format!("first: {}\nsecond: {}\n", tame::one_line(&comparison.first), tame::one_line(&comparison.second));
    if !comparison.made_from.is_empty() {
        let from = comparison.made_from.iter().map(|id| tame::one_line(id)).collect::<Vec<_>>().join(", ");
        out.push_str(&format!("both made from: {from}; where they agree, that is the word of one source\n"));
    }
    for (kind, of_kind) in &comparison.counts {
        out.push_str(&format!("\n{kind}\n"));
        for class in Class::ALL.map(Class::name) {
            if let Some(n) = of_kind.get(class) {
                out.push_str(&format!("  {class:<19} {n:>7}\n"));
            }
        }
    }
    let rows = || comparison.rows.iter().flatten();
    for (at, row) in rows().filter(|row| row.class == Class::Disagree).enumerate() {
        if at == 0 {
            out.push_str("\ndisagreements\n");
        }
        let both: String = row.sides().into_iter().flatten().map(told).collect();
        out.push_str(&format!("  {}\n{both}", row.over()));
    }
    for class in [Class::OnlyFirstWithin, Class::OnlySecondWithin] {
        for (at, row) in rows().filter(|row| row.class == class).enumerate() {
            if at == 0 {
                let (one, other) = comparison.one_and_other(class);
                let (one, other) = (tame::one_line(one), tame::one_line(other));
                out.push_str(&format!("\nonly in {one}; {other} says that it has all such facts\n"));
            }
            out.extend(row.sides().into_iter().flatten().map(told));
        }
    }
    out
}

/// What one source states, and where.
fn told(told: &Told) -> String {
    let mut out = format!("    {}\n", tame::one_line(&told.label));
    told.places().iter().for_each(|place| out.push_str(&format!("      {}\n", tame::one_line(place))));
    out
}
