//! A quantity: comparator, number and unit.

use super::{scalar, segment};
use crate::diagnostic::{Code, Diagnostic};
use crate::origin::{FileId, Origin};
use crate::schema::{ConceptId, Schema};
use crate::source::Node;
use chancery_values::amount::{Amount, AmountErrorKind, Comparator, Dotted};

/// An amount with its unit resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// How the true amount compares with the number.
    pub comparator: Comparator,
    /// The number, scale applied, as the canonical text of an `xsd:decimal` (see [`Amount::number`]).
    pub number: String,
    /// The unit: one that the key takes.
    pub unit: ConceptId,
}

impl Quantity {
    /// Its name in an IRI: `146000000--USD`, with a comparator `more-than--6000--unit`.
    #[must_use]
    pub fn name(&self, schema: &Schema) -> String {
        let unit = segment(written(schema, self.unit));
        match self.comparator {
            Comparator::Equal => format!("{}--{unit}", self.number),
            other => format!("{}--{}--{unit}", other.code(), self.number),
        }
    }

    /// In English, for people: `146,000,000 United States dollars`, `more than 6,000 …`, with what the unit is called.
    #[must_use]
    pub fn label(&self, schema: &Schema) -> String {
        let concept = schema.concept(self.unit);
        let unit = concept.plural.as_ref().filter(|_| self.number != "1").unwrap_or(&concept.label);
        let number = grouped(&self.number);
        match self.comparator {
            Comparator::Equal => format!("{number} {unit}"),
            other => format!("{} {number} {unit}", other.code().replace('-', " ")),
        }
    }
}

/// The number with thousands set apart by commas.
fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, ""), |(w, f)| (w, f));
    let mut out = String::from(sign);
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// What is known of a dot before three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dot {
    /// Nothing: the author of `36.000` may mean thousands.
    #[default]
    Unsaid,
    /// Nothing, in the cell of a table, whose recipe can say it.
    UnsaidInTable,
    /// It begins decimals, as the recipe says.
    Decimals,
}

/// Reads an amount whose unit must be one of `units`; `default` is where no unit is written.
///
/// # Errors
/// One diagnostic: no number, a unit that is missing or not in the list, a dot that may group thousands of what is counted.
pub fn read_quantity(
    schema: &Schema,
    node: &Node<'_>,
    file: FileId,
    default: Option<ConceptId>,
    units: &[ConceptId],
    dot: Dot,
) -> Result<Quantity, Box<Diagnostic>> {
    let text = scalar(node, file, "an amount, such as `146 million USD`,")?;
    let whole = node.origin(file);
    let exact = whole.end - whole.start == text.len() as u64;
    let within = |range: &std::ops::Range<usize>| {
        if exact { Origin::new(file, whole.start + range.start as u64, whole.start + range.end as u64) } else { whole }
    };
    let amount = Amount::parse(text).map_err(|error| {
        let code = if error.kind == AmountErrorKind::Ambiguous { Code::AmbiguousAmount } else { Code::MalformedAmount };
        Box::new(
            Diagnostic::error(code, error.message.clone())
                .at(within(&error.range))
                .label("here")
                .help(error.remedy.clone()),
        )
    })?;
    let unit = match (amount.unit(), default) {
        (None, Some(default)) => default,
        (None, None) => {
            let shown: Vec<String> =
                units.iter().take(4).map(|unit| format!("`{text} {}`", written(schema, *unit))).collect();
            return Err(Box::new(
                Diagnostic::error(Code::MissingUnit, format!("`{text}` has no unit"))
                    .at(whole)
                    .label("an amount of what?")
                    .help(format!("write the unit after the number: {} …", shown.join(", "))),
            ));
        }
        (Some(unit), _) => {
            let known = schema.concepts_written(unit);
            let range = amount.unit_range().unwrap_or(0..text.len());
            let fitting: Vec<ConceptId> =
                known.iter().copied().filter(|id| units.contains(id) || Some(*id) == default).collect();
            match fitting.as_slice() {
                [one] => *one,
                [_, _, ..] => {
                    let several: Vec<&str> = fitting.iter().map(|id| written(schema, *id)).collect();
                    let message = format!("`{unit}` is the sign of several units: {}", several.join(", "));
                    // As the source writes the amount, with the code behind it.
                    let rest =
                        format!("{}{}", text.get(..range.start).unwrap_or(""), text.get(range.end..).unwrap_or(""));
                    let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
                    return Err(Box::new(
                        Diagnostic::error(Code::AmbiguousConcept, message)
                            .at(within(&range))
                            .label("which one?")
                            .help(format!("write the code of the unit: `{rest} {}`", several[0])),
                    ));
                }
                [] => {
                    let allowed: Vec<&str> = units.iter().map(|id| written(schema, *id)).collect();
                    let mut diagnostic =
                        Diagnostic::error(Code::UnknownUnit, format!("`{unit}` is not a unit that is allowed here"))
                            .at(within(&range))
                            .label("not a unit of this key");
                    if let Some(near) = chancery_values::name::nearest(unit, allowed.iter().copied()) {
                        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                    }
                    let some: Vec<&str> = allowed.iter().copied().take(8).collect();
                    let more = if allowed.len() > some.len() { " and others" } else { "" };
                    return Err(Box::new(diagnostic.help(format!("units are {}{more}", super::span::quoted(&some)))));
                }
            }
        }
    };
    if let Some(dotted) = amount.dotted().filter(|_| dot != Dot::Decimals && schema.concept(unit).is_counted) {
        return Err(ambiguous_dot(text, dotted, dot, within(&dotted.range)));
    }
    Ok(Quantity { comparator: amount.comparator(), number: amount.number().to_owned(), unit })
}

/// That the dot of a number may group thousands of what is counted.
fn ambiguous_dot(text: &str, dotted: &Dotted, dot: Dot, at: Origin) -> Box<Diagnostic> {
    let number = &text[dotted.range.clone()];
    let message = format!("the dot of `{number}` may begin decimals or group thousands");
    let diagnostic = Diagnostic::error(Code::AmbiguousAmount, message).at(at).label("which is meant?");
    Box::new(match dot {
        Dot::UnsaidInTable => diagnostic.help(
            "say in the recipe what the decimal sign is: `table: {decimal: \",\"}` or `table: {decimal: \".\"}`, or the same for a column",
        ),
        _ => diagnostic.help(format!("write `{}` for thousands, or `{}`", dotted.thousands, dotted.decimals)),
    })
}

/// A unit as a person writes it after a number: `USD` for the US dollar.
fn written(schema: &Schema, unit: ConceptId) -> &str {
    let concept = schema.concept(unit);
    concept.code.strip_prefix("CCY_").unwrap_or(&concept.code)
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped("146000000"), "146,000,000");
        assert_eq!(grouped("-1234.50"), "-1,234.50");
        assert_eq!(grouped("42"), "42");
    }
}
