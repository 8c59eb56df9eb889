//! Amounts as people write them.

use super::*;
use proptest::prelude::*;
use std::cmp::Ordering;

fn read(text: &str) -> (Comparator, String, Option<String>) {
    let amount = Amount::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    if let Some(range) = amount.unit_range() {
        assert_eq!(text.get(range), amount.unit(), "{text}");
    }
    (amount.comparator(), amount.number().to_owned(), amount.unit().map(str::to_owned))
}

#[test]
fn reads_what_people_write() {
    use Comparator::{About, AtLeast, AtMost, Equal, LessThan, MoreThan};
    for (text, comparator, number, unit) in [
        ("42", Equal, "42", None),
        (" 42 ", Equal, "42", None),
        ("more than 6000", MoreThan, "6000", None),
        ("More  than 6,000", MoreThan, "6000", None),
        ("146 million USD", Equal, "146000000", Some("USD")),
        ("US$100 m", Equal, "100000000", Some("US$")),
        ("US$ 100m", Equal, "100000000", Some("US$")),
        ("USD 100 million", Equal, "100000000", Some("USD")),
        ("1,234.5 EUR", Equal, "1234.5", Some("EUR")),
        ("about 3.5 bn EUR", About, "3500000000", Some("EUR")),
        ("at least 12", AtLeast, "12", None),
        ("less than 5 %", LessThan, "5", Some("%")),
        ("at most 12%", AtMost, "12", Some("%")),
        ("≈ 7", About, "7", None),
        ("~7", About, "7", None),
        ("> 5", MoreThan, "5", None),
        (">=5", AtLeast, "5", None),
        ("≥5", AtLeast, "5", None),
        ("<5", LessThan, "5", None),
        ("<= 5", AtMost, "5", None),
        ("6 000", Equal, "6000", None),
        ("6\u{202f}000\u{202f}000 tonnes", Equal, "6000000", Some("tonnes")),
        ("0.10", Equal, "0.1", None),
        (".5", Equal, "0.5", None),
        ("000", Equal, "0", None),
        ("-0.0", Equal, "0", None),
        ("-5", Equal, "-5", None),
        ("−5", Equal, "-5", None),
        ("-$5", Equal, "-5", Some("$")),
        ("€-5", Equal, "-5", Some("€")),
        ("+5", Equal, "5", None),
        ("1.234", Equal, "1.234", None),
        ("1,234", Equal, "1234", None),
        ("1.2345 thousand", Equal, "1234.5", None),
        ("5 thousand million", Equal, "5000000000", None),
        ("3 m tonnes", Equal, "3000000", Some("tonnes")),
        ("5 k", Equal, "5000", None),
        ("5 M", Equal, "5000000", None),
        ("5kg", Equal, "5", Some("kg")),
        ("5 m²", Equal, "5", Some("m²")),
        ("2 trillion", Equal, "2000000000000", None),
        ("over $3.5bn", MoreThan, "3500000000", Some("$")),
        ("c. 30 people", About, "30", Some("people")),
        ("no more than 3", AtMost, "3", None),
        ("up to 10 million tonnes of oil per year", AtMost, "10000000", Some("tonnes of oil per year")),
        ("30 b/d", Equal, "30", Some("b/d")),
        ("3 mln. t", Equal, "3000000", Some("t")),
        ("1e6", Equal, "1000000", None),
        ("1.5E+3 thousand USD", Equal, "1500000", Some("USD")),
        ("-25e-3", Equal, "-0.025", None),
        ("5 eggs", Equal, "5", Some("eggs")),
    ] {
        assert_eq!(read(text), (comparator, number.to_owned(), unit.map(str::to_owned)), "{text}");
    }
}

#[test]
fn a_dot_before_three_digits_may_group_thousands() {
    for (text, place, decimals, thousands) in [
        ("36.000", "36.000", "36", "36000"),
        ("more than 6.000 people", "6.000", "6", "6000"),
        ("€ 1.234", "1.234", "1.2340", "1234"),
        ("-999.500 EUR", "999.500", "999.5000", "999500"),
        ("36.000 Mio. EUR", "36.000", "36", "36000"),
    ] {
        let amount = Amount::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let dotted = amount.dotted().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(text.get(dotted.range.clone()), Some(place), "{text}");
        assert_eq!((dotted.decimals.as_str(), dotted.thousands.as_str()), (decimals, thousands), "{text}");
        // Each proposal has its own meaning, and no other.
        let [kept, grouped] = [&dotted.decimals, &dotted.thousands].map(|number| Amount::parse(number).unwrap());
        assert_eq!(kept.number(), Amount::parse(place).unwrap().number(), "{text}");
        assert_eq!(grouped.number(), place.replace('.', ""), "{text}");
        assert_eq!((kept.dotted(), grouped.dotted()), (None, None), "{text}");
    }
    for text in
        ["36", "36,000", "36.0", "36.0000", "0.125", ".125", "1234.567", "1,234.567", "36.000e3", "1.234 bn", "$1.234m"]
    {
        assert_eq!(Amount::parse(text).map(|amount| amount.dotted().cloned()), Ok(None), "{text}");
    }
}

#[test]
fn refuses_with_a_place_and_a_remedy() {
    use AmountErrorKind::{Ambiguous, BadNumber, Empty, NoNumber, SeveralNumbers, SeveralUnits, UnexpectedText};
    for (text, kind, place, remedy) in [
        ("", Empty, "", "write a number"),
        ("  ", Empty, "  ", "write a number"),
        ("many", NoNumber, "many", "in digits"),
        ("more than", NoNumber, "more than", "in digits"),
        ("1.234.567", BadNumber, "1.234.567", "`1,234,567`"),
        ("1.234,5 EUR", BadNumber, "1.234,5", "`1234.5`"),
        ("3,5 million", BadNumber, "3,5", "`3.5`"),
        ("0,123", BadNumber, "0,123", "`0.123`"),
        ("1,23,456", BadNumber, "1,23,456", "`1,234.5`"),
        ("1234 567", BadNumber, "1234 567", "by three"),
        ("1,234 567", BadNumber, "1,234 567", "by three"),
        ("5.", BadNumber, "5.", "`5`"),
        ("1e99", BadNumber, "e99", "write the number out"),
        ("about 5 to 7", SeveralNumbers, "5 to 7", "one number"),
        ("100-200 EUR", SeveralNumbers, "100-200 EUR", "one number"),
        ("$5–$7", SeveralNumbers, "5–$7", "one number"),
        ("1/2", SeveralNumbers, "1/2", "one number"),
        ("100 m", Ambiguous, "m", "`million` or `metres`"),
        ("$5 EUR", SeveralUnits, "EUR", "one unit"),
        ("population of 5", UnexpectedText, "population of", "comparator"),
        ("6000+", UnexpectedText, "+", "`at least 6000`"),
    ] {
        let error = Amount::parse(text).expect_err(text);
        assert_eq!((error.kind, text.get(error.range.clone())), (kind, Some(place)), "{text}: {error}");
        assert!(error.remedy.contains(remedy), "{text}: {error}");
    }
}

#[test]
fn numbers_of_tables_are_written_with_either_sign() {
    for (text, comma, dot) in [
        ("1,234", Some("1.234"), Some("1234")),
        ("1.234,5", Some("1234.5"), None),
        ("1,234.5", None, Some("1234.5")),
        ("1.5", None, Some("1.5")),
        ("1.234", Some("1234"), Some("1.234")),
        ("-1 234,5 Mio", Some("-1234.5 Mio"), None),
        ("€ 10'000,25", Some("€ 10000.25"), None),
        (",5", Some(".5"), None),
        ("1,5e3", Some("1.5e3"), None),
        ("1,2,3", None, None),
        ("none", Some("none"), Some("none")),
        ("5, 6", Some("5, 6"), Some("5, 6")),
    ] {
        assert_eq!(with_dot(text, Decimal::Comma).ok().as_deref(), comma, "{text}");
        assert_eq!(with_dot(text, Decimal::Dot).ok().as_deref(), dot, "{text}");
    }
    for (text, ambiguous) in
        [("1,234", true), ("12,345 USD", true), ("1,234,567", false), ("1,23", false), ("0,123", false)]
    {
        assert_eq!(is_ambiguous(text, ','), ambiguous, "{text}");
        assert_eq!(is_ambiguous(&text.replace(',', "."), '.'), ambiguous, "{text}");
        assert!(!is_ambiguous(text, '.'), "{text}");
    }
}

#[test]
fn numbers_are_compared_whole() {
    for (a, b) in [
        ("-9", "0"),
        ("0.5", "1"),
        ("9", "10"),
        ("1.25", "1.3"),
        ("-10", "-9.5"),
        ("99999999999999999999", "100000000000000000000"),
    ] {
        assert_eq!(
            (compare(a, b), compare(b, a), compare(a, a)),
            (Ordering::Less, Ordering::Greater, Ordering::Equal),
            "{a} {b}"
        );
    }
    assert_eq!(compare("1", "1.0"), Ordering::Equal);
}

#[test]
fn extreme_lengths_are_only_long() {
    let digits = "9".repeat(1_000_000);
    assert_eq!(Amount::parse(&digits).map(|amount| amount.number().len()), Ok(1_000_000));
    let scales = format!("1{}", " million".repeat(10_000));
    assert_eq!(Amount::parse(&scales).map(|amount| amount.number().len()), Ok(60_001));
    let groups = format!("1{}", ",000".repeat(100_000));
    assert_eq!(Amount::parse(&groups).map(|amount| amount.number().len()), Ok(300_001));
    let error = Amount::parse(&"x".repeat(1_000_000)).expect_err("no number");
    assert!(error.message.len() < 200);
    assert!(Amount::parse(&"1.".repeat(1_000_000)).is_err());
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,40}") {
        if let Err(error) = Amount::parse(&text) {
            prop_assert!(text.get(error.range).is_some());
        }
    }

    #[test]
    fn never_panics_near_amounts(text in "(more than |about |≈|<|US\\$|€|-|−)?[0-9., \u{a0}eE+/–-]{0,12}( ?(m|k|bn|million|%|EUR|to 5|\\.))?") {
        match Amount::parse(&text) {
            Ok(amount) => {
                if let Some(range) = amount.unit_range() {
                    prop_assert_eq!(text.get(range), amount.unit());
                }
                // The number is canonical: it reads as itself.
                let again = Amount::parse(amount.number()).expect("a canonical number is an amount");
                prop_assert_eq!(again.number(), amount.number());
            }
            Err(error) => prop_assert!(text.get(error.range).is_some()),
        }
    }

    #[test]
    fn integers_are_exact(number in any::<i128>()) {
        let text = number.to_string();
        let amount = Amount::parse(&text).expect("an integer is an amount");
        prop_assert_eq!(amount.number(), &text);
    }

    #[test]
    fn scales_move_the_dot(number in 0_u64..1_000_000_000, decimals in 0_u32..1000) {
        let amount = Amount::parse(&format!("{number}.{decimals:03} thousand")).expect("an amount");
        prop_assert_eq!(amount.number(), &(u128::from(number) * 1000 + u128::from(decimals)).to_string());
    }
}
