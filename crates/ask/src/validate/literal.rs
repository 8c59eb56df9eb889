//! Datatypes of literals: whether one is well formed, and which of two is greater.

use std::cmp::Ordering;
use std::str::FromStr;

use oxigraph::model::Literal;
use oxsdatatypes as xsd;

use chancery_model::vocab::std_terms as t;
use chancery_values::time::Edtf;

/// The namespace of the Library of Congress's datatypes of EDTF.
const EDTF: &str = "http://id.loc.gov/datatypes/edtf/";

/// Whether a literal's text belongs to its datatype (XSD 1.1 part 2; for EDTF, ISO 8601-2). Of a datatype that is not
/// known every text does.
pub(super) fn is_well_formed(literal: &Literal) -> bool {
    fn reads<T: FromStr>(text: &str) -> bool {
        T::from_str(text).is_ok()
    }
    let text = literal.value();
    let datatype = literal.datatype();
    if datatype.as_str().starts_with(EDTF) {
        return Edtf::parse(text).is_ok();
    }
    let Some(name) = datatype.as_str().strip_prefix(t::XSD) else { return true };
    match name {
        "boolean" => reads::<xsd::Boolean>(text),
        "decimal" => reads::<xsd::Decimal>(text) || is_digits(text.replacen('.', "", 1).trim_start_matches(['+', '-'])),
        "double" => reads::<xsd::Double>(text),
        "float" => reads::<xsd::Float>(text),
        "date" => reads::<xsd::Date>(text),
        "dateTime" | "dateTimeStamp" => reads::<xsd::DateTime>(text),
        "time" => reads::<xsd::Time>(text),
        "gYear" => reads::<xsd::GYear>(text),
        "gYearMonth" => reads::<xsd::GYearMonth>(text),
        "gMonthDay" => reads::<xsd::GMonthDay>(text),
        "gMonth" => reads::<xsd::GMonth>(text),
        "gDay" => reads::<xsd::GDay>(text),
        "duration" => reads::<xsd::Duration>(text),
        "yearMonthDuration" => reads::<xsd::YearMonthDuration>(text),
        "dayTimeDuration" => reads::<xsd::DayTimeDuration>(text),
        _ => integer_range(name).is_none_or(|(least, most)| {
            // Integers have no end; those beyond 128 bits are within every range that is open.
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            is_digits(digits)
                && match text.strip_prefix('+').unwrap_or(text).parse::<i128>() {
                    Ok(number) => (least..=most).contains(&number),
                    Err(_) if text.starts_with('-') => least == i128::MIN,
                    Err(_) => most == i128::MAX,
                }
        }),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The least and the greatest number of an integer datatype; the ends of `i128` mean no end.
fn integer_range(name: &str) -> Option<(i128, i128)> {
    Some(match name {
        "integer" => (i128::MIN, i128::MAX),
        "nonNegativeInteger" => (0, i128::MAX),
        "positiveInteger" => (1, i128::MAX),
        "nonPositiveInteger" => (i128::MIN, 0),
        "negativeInteger" => (i128::MIN, -1),
        "long" => (i64::MIN.into(), i64::MAX.into()),
        "int" => (i32::MIN.into(), i32::MAX.into()),
        "short" => (i16::MIN.into(), i16::MAX.into()),
        "byte" => (i8::MIN.into(), i8::MAX.into()),
        "unsignedLong" => (0, u64::MAX.into()),
        "unsignedInt" => (0, u32::MAX.into()),
        "unsignedShort" => (0, u16::MAX.into()),
        "unsignedByte" => (0, u8::MAX.into()),
        _ => return None,
    })
}

/// The order of two literals as SPARQL's `<` sees it (SPARQL 1.1, section 17.3, with the dates of XPath); nothing where
/// they cannot be compared.
pub(super) fn compare(a: &Literal, b: &Literal) -> Option<Ordering> {
    fn both<T: FromStr + PartialOrd>(a: &str, b: &str) -> Option<Ordering> {
        T::from_str(a).ok()?.partial_cmp(&T::from_str(b).ok()?)
    }
    let (x, y) = (a.value(), b.value());
    let kind = |literal: &Literal| literal.datatype().as_str().strip_prefix(t::XSD).map(ToOwned::to_owned);
    let (first, second) = (kind(a)?, kind(b)?);
    let is_number = |name: &str| ["decimal", "double", "float"].contains(&name) || integer_range(name).is_some();
    if is_number(&first) && is_number(&second) {
        return both::<xsd::Decimal>(x, y).or_else(|| both::<xsd::Double>(x, y));
    }
    // A stamp is a time with a zone (XSD 1.1 part 2, section 3.4.28).
    let plain = |name: String| if name == "dateTimeStamp" { "dateTime".to_owned() } else { name };
    let (first, second) = (plain(first), plain(second));
    if first != second {
        return None;
    }
    match first.as_str() {
        "string" => Some(x.cmp(y)),
        "boolean" => both::<xsd::Boolean>(x, y),
        "date" => both::<xsd::Date>(x, y),
        "dateTime" => both::<xsd::DateTime>(x, y),
        "time" => both::<xsd::Time>(x, y),
        "gYear" => both::<xsd::GYear>(x, y),
        "gYearMonth" => both::<xsd::GYearMonth>(x, y),
        "gMonth" => both::<xsd::GMonth>(x, y),
        "gMonthDay" => both::<xsd::GMonthDay>(x, y),
        "gDay" => both::<xsd::GDay>(x, y),
        "duration" => both::<xsd::Duration>(x, y),
        "yearMonthDuration" => both::<xsd::YearMonthDuration>(x, y),
        "dayTimeDuration" => both::<xsd::DayTimeDuration>(x, y),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::model::NamedNode;

    use super::*;

    fn typed(text: &str, datatype: &str) -> Literal {
        Literal::new_typed_literal(text, NamedNode::new_unchecked(format!("{}{datatype}", t::XSD)))
    }

    #[test]
    fn a_literal_belongs_to_its_datatype_or_not() {
        for (text, datatype, right) in [
            ("2008-02-29", "date", true),
            ("2009-02-29", "date", false),
            ("-0044-03-15", "date", true),
            ("17", "integer", true),
            ("+17", "integer", true),
            ("1.0", "integer", false),
            ("", "integer", false),
            ("123456789012345678901234567890123456789012345678901234567890", "integer", true),
            ("-1", "nonNegativeInteger", false),
            ("256", "unsignedByte", false),
            ("123456789012345678901234567890123456789012345678901234567890.5", "decimal", true),
            ("1e3", "decimal", false),
            ("1e3", "double", true),
            ("yes", "boolean", false),
            ("anything", "anyURI", true),
        ] {
            assert_eq!(is_well_formed(&typed(text, datatype)), right, "{text} of {datatype}");
        }
        let edtf = |text: &str| Literal::new_typed_literal(text, NamedNode::new_unchecked(t::EDTF_LEVEL1));
        assert!(is_well_formed(&edtf("1993/..")) && !is_well_formed(&edtf("soon")));
    }

    #[test]
    fn literals_are_compared_by_value() {
        let order = |a: (&str, &str), b: (&str, &str)| compare(&typed(a.0, a.1), &typed(b.0, b.1));
        assert_eq!(order(("1", "integer"), ("1.0", "decimal")), Some(Ordering::Equal));
        assert_eq!(order(("10", "integer"), ("9", "integer")), Some(Ordering::Greater));
        assert_eq!(order(("2008-01-02", "date"), ("2008-01-10", "date")), Some(Ordering::Less));
        assert_eq!(order(("2008-01-02", "date"), ("2008", "gYear")), None);
        assert_eq!(order(("a", "string"), ("1", "integer")), None);
    }
}
