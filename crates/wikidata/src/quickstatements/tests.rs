use super::*;
use crate::model::{Content, DataValue, Rank, Snak, Time};
use std::collections::BTreeSet;
use std::path::Path;

fn snak(property: &str, value: DataValue) -> Snak {
    Snak { property: property.to_owned(), content: Content::Value(value) }
}

fn item(id: &str) -> DataValue {
    DataValue::Entity(id.to_owned())
}

fn text(text: &str) -> DataValue {
    DataValue::Text(text.to_owned())
}

fn time(text: &str, precision: u8) -> DataValue {
    DataValue::Time(Time { text: text.to_owned(), precision, julian: false })
}

fn quantity(amount: &str, bounds: Option<(&str, &str)>) -> DataValue {
    let bounds = bounds.map(|(lower, upper)| (lower.to_owned(), upper.to_owned()));
    DataValue::Quantity { amount: amount.to_owned(), unit: None, bounds }
}

fn globe(precision: Option<&str>, globe: &str) -> DataValue {
    DataValue::Globe {
        latitude: "50.84".to_owned(),
        longitude: "-4.35".to_owned(),
        precision: precision.map(str::to_owned),
        globe: globe.to_owned(),
    }
}

fn stated(main: Snak) -> Command {
    Command {
        subject: Subject::Item("Q31".to_owned()),
        main,
        rank: None,
        qualifiers: Vec::new(),
        references: Vec::new(),
        new: false,
        comment: None,
    }
}

/// A membership since a day, with two references.
fn membership() -> Command {
    Command {
        qualifiers: vec![snak("P580", time("+1949-04-04T00:00:00Z", 11))],
        references: vec![
            vec![snak("P248", item("Q3")), snak("P813", time("+2026-01-02T00:00:00Z", 11))],
            vec![snak("P854", text("https://example.org/a,b"))],
        ],
        ..stated(snak("P463", item("Q7184")))
    }
}

fn created(statements: Vec<Command>) -> Entry {
    let statements = statements.into_iter().map(|command| Command { subject: Subject::Created, ..command }).collect();
    let labels = vec![("en".to_owned(), "Example, Treaty of".to_owned())];
    let descriptions = vec![("en".to_owned(), "treaty, made up".to_owned())];
    Entry::Creation(Creation { labels, descriptions, statements })
}

fn one(dialect: Dialect, command: Command) -> Result<String, Reason> {
    write(dialect, &[Entry::Statement(command)]).map_err(|error| error.reason)
}

/// How a value is written as the value of a statement.
fn written(dialect: Dialect, value: DataValue) -> Result<String, Reason> {
    let text = one(dialect, stated(snak("P1", value)))?;
    Ok(text.trim_end().trim_start_matches("qid,P1\nQ31,").trim_start_matches("Q31\tP1\t").to_owned())
}

#[test]
fn each_reference_of_a_statement_is_one() {
    let line = "Q31\tP463\tQ7184\tP580\t+1949-04-04T00:00:00Z/11\tS248\tQ3\tS813\t+2026-01-02T00:00:00Z/11";
    let url = "S854\t\"https://example.org/a,b\"\n";
    assert_eq!(one(Dialect::Version1, membership()), Ok(format!("{line}\nQ31\tP463\tQ7184\t{url}")));
    assert_eq!(one(Dialect::Version3, membership()), Ok(format!("{line}\t!{url}")));
    assert_eq!(
        one(Dialect::Csv, membership()).as_deref(),
        Ok("qid,P463,qal580,S248,s813,S854\n\
            Q31,Q7184,+1949-04-04T00:00:00Z/11,Q3,+2026-01-02T00:00:00Z/11,\"\"\"https://example.org/a,b\"\"\"\n")
    );
}

#[test]
fn a_new_statement_is_forced_once() {
    let command = Command { new: true, comment: Some("second term".to_owned()), ..membership() };
    let line = one(Dialect::Version1, command.clone()).unwrap();
    assert!(line.starts_with("Q31\t!P463\tQ7184\tP580\t"), "{line}");
    assert!(
        line.ends_with(
            "/11 /* second term */\nQ31\tP463\tQ7184\tS854\t\"https://example.org/a,b\" /* second term */\n"
        )
    );
    let line = one(Dialect::Version3, command.clone()).unwrap();
    assert!(line.starts_with("+Q31\tP463\tQ7184\tP580\t") && line.ends_with(" /* second term */\n"), "{line}");
    assert_eq!(one(Dialect::Csv, command), Err(Reason::New));
}

#[test]
fn a_rank_stands_behind_the_value() {
    let command = Command { rank: Some(Rank::Preferred), ..membership() };
    let line = one(Dialect::Version3, command.clone()).unwrap();
    assert!(line.starts_with("Q31\tP463\tQ7184\tR+\tP580\t"), "{line}");
    for dialect in [Dialect::Version1, Dialect::Csv] {
        assert_eq!(one(dialect, command.clone()), Err(Reason::Rank));
        assert_eq!(one(dialect, Command { rank: Some(Rank::Normal), ..membership() }), Err(Reason::Rank));
    }
    // What is new is normal without a word.
    let new = Command { rank: Some(Rank::Normal), new: true, ..membership() };
    assert!(one(Dialect::Version1, new).is_ok());
}

#[test]
fn an_item_is_created_with_all_that_is_said_of_it() {
    let entries = [created(vec![stated(snak("P31", item("Q131569"))), membership()])];
    let line = "LAST\tP463\tQ7184\tP580\t+1949-04-04T00:00:00Z/11\tS248\tQ3\tS813\t+2026-01-02T00:00:00Z/11\t!S854";
    let commands = format!(
        "CREATE\nLAST\tLen\t\"Example, Treaty of\"\nLAST\tDen\t\"treaty, made up\"\nLAST\tP31\tQ131569\n{line}\t\"https://example.org/a,b\"\n"
    );
    assert_eq!(write(Dialect::Version1, &entries), Ok(commands.clone()));
    assert_eq!(write(Dialect::Version3, &entries), Ok(commands));
    assert_eq!(
        write(Dialect::Csv, &entries).as_deref(),
        Ok("qid,Len,Den,P31,P463,qal580,S248,s813,S854\n,\"Example, Treaty of\",\"treaty, made up\",Q131569,Q7184,\
            +1949-04-04T00:00:00Z/11,Q3,+2026-01-02T00:00:00Z/11,\"\"\"https://example.org/a,b\"\"\"\n")
    );
}

#[test]
fn a_creation_says_each_thing_once_and_only_of_itself() {
    let refused = |dialect, entry: Entry| write(dialect, &[entry]).map_err(|error| error.reason);
    let twice = created(vec![stated(snak("P31", item("Q5"))), stated(snak("P31", item("Q5")))]);
    let year = |text: &str| stated(snak("P571", time(text, 9)));
    let same_year = created(vec![year("+2003-01-01T00:00:00Z"), year("+2003-00-00T00:00:00Z")]);
    let lacking = Content::SomeValue;
    let lacking = created(vec![stated(Snak { property: "P31".to_owned(), content: lacking })]);
    let astray = Creation { labels: Vec::new(), descriptions: Vec::new(), statements: vec![membership()] };
    let label = || ("en".to_owned(), "a".to_owned());
    let labels = Creation { labels: vec![label(), label()], ..Creation::default() };
    for dialect in Dialect::ALL {
        assert_eq!(refused(dialect, twice.clone()), Err(Reason::Twice));
        assert_eq!(refused(dialect, same_year.clone()), Err(Reason::Twice));
        assert_eq!(refused(dialect, Entry::Creation(labels.clone())), Err(Reason::Twice));
        assert_eq!(refused(dialect, Entry::Creation(astray.clone())), Err(Reason::Astray));
        assert_eq!(refused(dialect, Entry::Creation(Creation::default())), Err(Reason::EmptyItem));
        let outside = Command { subject: Subject::Created, ..membership() };
        assert_eq!(refused(dialect, Entry::Statement(outside)), Err(Reason::Astray));
        let whole = dialect == Dialect::Version3;
        assert_eq!(refused(dialect, lacking.clone()).is_ok(), whole, "{dialect}");
    }
}

#[test]
fn tables_have_no_empty_cells_but_for_comments() {
    let commented = Command { comment: Some("why, then".to_owned()), ..stated(snak("P31", item("Q6256"))) };
    let entries = [
        Entry::Statement(stated(snak("P31", item("Q6256")))),
        Entry::Statement(membership()),
        Entry::Statement(commented),
    ];
    let tables = tables(&entries).unwrap();
    assert_eq!(tables.len(), 2);
    assert_eq!(tables[0], "qid,P31,#\nQ31,Q6256,\nQ31,Q6256,\"why, then\"\n");
    assert_eq!(write(Dialect::Csv, &entries), Ok(format!("{}\n{}", tables[0], tables[1])));
    assert_eq!(write(Dialect::Csv, &[]).as_deref(), Ok(""));
}

#[test]
fn values_are_written_in_the_forms_of_the_help_page() {
    for dialect in Dialect::ALL {
        for (value, form) in [
            (item("Q2"), "Q2"),
            (item("L7-F2"), "L7-F2"),
            (time("+1993-00-00T00:00:00Z", 9), "+1993-00-00T00:00:00Z/9"),
            (quantity("+10", None), "10"),
            (quantity("-0.50", None), "-0.50"),
            (quantity("+10", Some(("+9", "+11.0"))), "10~1"),
            (globe(None, "Q2"), "@50.84/-4.35"),
            (globe(Some("1.0E-6"), "Q2"), "@50.84/-4.35"),
        ] {
            assert_eq!(written(dialect, value).as_deref(), Ok(form), "{dialect}");
        }
        let julian = DataValue::Time(Time { text: "+1066-10-14T00:00:00Z".to_owned(), precision: 11, julian: true });
        assert_eq!(written(dialect, julian).as_deref(), Ok("+1066-10-14T00:00:00Z/11/J"));
        let metres = DataValue::Quantity { amount: "+10".to_owned(), unit: Some("Q11573".to_owned()), bounds: None };
        assert_eq!(written(dialect, metres).as_deref(), Ok("10U11573"));
        for (content, form) in [(Content::SomeValue, "somevalue"), (Content::NoValue, "novalue")] {
            let line = one(dialect, stated(Snak { property: "P1".to_owned(), content })).unwrap();
            assert!(line.trim_end().ends_with(form), "{line}");
        }
    }
    for dialect in [Dialect::Version1, Dialect::Version3] {
        let value = DataValue::Monolingual { language: "zh-hans".to_owned(), text: "条约".to_owned() };
        assert_eq!(written(dialect, value).as_deref(), Ok("zh-hans:\"条约\""));
        assert_eq!(written(dialect, text("somevalue")).as_deref(), Ok("\"somevalue\""));
    }
}

#[test]
fn only_version_3_is_told_bounds_globes_and_precisions() {
    for (value, form, reason) in [
        (quantity("+10", Some(("+8", "+11"))), "10[8,11]", Reason::Bounds),
        // 0.1 + 0.2 is not 0.3 among floating-point numbers.
        (quantity("+0.1", Some(("-0.1", "+0.3"))), "0.1[-0.1,0.3]", Reason::Bounds),
        (globe(None, "Q405"), "@50.84/-4.35/G405", Reason::Globe),
        (globe(Some("0.0001"), "Q2"), "@50.84/-4.35/-4", Reason::GlobePrecision),
        (globe(Some("2.7777777777778e-4"), "Q2"), "@50.84/-4.35/arcsec", Reason::GlobePrecision),
    ] {
        assert_eq!(written(Dialect::Version3, value.clone()).as_deref(), Ok(form));
        assert_eq!(written(Dialect::Version1, value.clone()), Err(reason));
        assert_eq!(written(Dialect::Csv, value), Err(reason));
    }
}

#[test]
fn what_would_be_read_as_something_else_is_refused() {
    let both = |reason| [Some(reason), Some(reason), Some(reason)];
    // In the order of `Dialect::ALL`.
    for (value, reasons) in [
        (text(""), both(Reason::Empty)),
        (text("a\tb"), both(Reason::Control)),
        (text("a\nb"), both(Reason::Control)),
        (text("a\u{2028}b"), both(Reason::Control)),
        (text(" a"), both(Reason::Space)),
        (text("a\u{a0}"), both(Reason::Space)),
        (text("a /* b"), [Some(Reason::CommentMark), None, Some(Reason::CommentMark)]),
        (text("a || b"), [Some(Reason::Bar), None, Some(Reason::Bar)]),
        (text("a | b"), [None, None, Some(Reason::Bar)]),
        (text("the \"Treaty\""), [None, None, None]),
        (text("a \" b"), [None, None, Some(Reason::Quotation)]),
        (text("\"\"a\"\""), [None, Some(Reason::Quotation), Some(Reason::Quotation)]),
        (text("the “Treaty”"), [None, Some(Reason::Quotation), Some(Reason::Quotation)]),
        (text("a\\"), [None, Some(Reason::Backslash), Some(Reason::Backslash)]),
        (text("a\\b"), [None, None, None]),
        (text("\"a\" \\ \"b\""), [None, None, Some(Reason::Backslash)]),
        (text("___QSTS3_PLACEHOLDER___"), [None, None, Some(Reason::Placeholder)]),
        (item("E12"), both(Reason::Id)),
        (item("Q"), both(Reason::Id)),
        (DataValue::Monolingual { language: "es-419".to_owned(), text: "a".to_owned() }, both(Reason::Language)),
        (time("+2003-01-01", 11), both(Reason::Time)),
        (time("+2003-00-00T00:00:00Z", 11), both(Reason::Time)),
        (time("+2003-00-00T00:00:00Z", 10), both(Reason::Time)),
        (time("+2003-01-01T12:00:00Z", 12), both(Reason::FinerThanDay)),
        (quantity("1e3", None), both(Reason::Number)),
        (quantity("007", None), both(Reason::Number)),
        (quantity("+0.0000001", None), [None, None, Some(Reason::Number)]),
    ] {
        for (dialect, reason) in Dialect::ALL.into_iter().zip(reasons) {
            assert_eq!(written(dialect, value.clone()).err(), reason, "{dialect} {value:?}");
        }
    }
    let empty = Command { references: vec![Vec::new()], ..membership() };
    let comment = Command { comment: Some("a */ b".to_owned()), ..membership() };
    let property = stated(snak("S1", item("Q2")));
    for dialect in Dialect::ALL {
        assert_eq!(one(dialect, empty.clone()), Err(Reason::EmptyReference));
        assert_eq!(one(dialect, property.clone()), Err(Reason::Id));
        let inside = dialect == Dialect::Csv;
        assert_eq!(one(dialect, comment.clone()).is_ok(), inside);
    }
}

#[test]
fn labels_of_a_table_are_no_values() {
    for (label, refused) in [
        ("Treaty of 1949", false),
        ("1949", true),
        ("+1949-00-00T00:00:00Z/9", true),
        ("Q5", true),
        ("LAST", true),
        ("@1/2", true),
        ("en:\"a\"", true),
        ("16+1", true),
        ("Q5 Treaty", false),
    ] {
        let labels = vec![("en".to_owned(), label.to_owned())];
        let entries = [Entry::Creation(Creation { labels, ..Creation::default() })];
        let reason = write(Dialect::Csv, &entries).err().map(|error| error.reason);
        assert_eq!(reason, refused.then_some(Reason::LikeValue), "{label}");
        assert!(write(Dialect::Version1, &entries).is_ok(), "{label}");
    }
}

#[test]
fn times_of_one_meaning_are_one_text() {
    for (text, precision, normal) in [
        ("+2003-01-01T00:00:00Z", 9, "+2003-00-00T00:00:00Z"),
        ("+2003-00-00T00:00:00Z", 9, "+2003-00-00T00:00:00Z"),
        ("+2003-05-01T00:00:00Z", 10, "+2003-05-00T00:00:00Z"),
        ("+2003-05-01T12:00:00Z", 11, "+2003-05-01T00:00:00Z"),
        ("+2003-05-01T12:00:00Z", 12, "+2003-05-01T12:00:00Z"),
        ("+00000002003-05-01T00:00:00Z", 8, "+2003-00-00T00:00:00Z"),
        ("-44-03-15T00:00:00Z", 11, "-0044-03-15T00:00:00Z"),
        ("2003", 9, "2003"),
        ("", 9, ""),
        ("é", 9, "é"),
    ] {
        let time = Time { text: text.to_owned(), precision, julian: true };
        let found = normalised(&time);
        assert_eq!((found.text.as_str(), found.precision, found.julian), (normal, precision, true));
        assert_eq!(normalised(&found), found);
    }
}

#[test]
fn a_time_that_finds_a_statement_is_left_as_it_is() {
    let year = || snak("P571", time("+2003-01-01T00:00:00Z", 9));
    for dialect in [Dialect::Version1, Dialect::Version3] {
        let there = Command { qualifiers: vec![year()], ..stated(year()) };
        let line = one(dialect, there).unwrap();
        assert_eq!(line, "Q31\tP571\t+2003-01-01T00:00:00Z/9\tP571\t+2003-00-00T00:00:00Z/9\n");
        let line = one(dialect, Command { new: true, ..stated(year()) }).unwrap();
        assert!(line.ends_with("\t+2003-00-00T00:00:00Z/9\n"), "{line}");
        let text = write(dialect, &[created(vec![stated(year())])]).unwrap();
        assert!(text.ends_with("LAST\tP571\t+2003-00-00T00:00:00Z/9\n"), "{text}");
    }
}

#[test]
fn a_refusal_names_entry_place_value_and_reason() {
    let entries = [
        Entry::Statement(membership()),
        Entry::Statement(Command { qualifiers: vec![snak("P1810", text("a\tb"))], ..membership() }),
    ];
    let error = write(Dialect::Version3, &entries).unwrap_err();
    assert_eq!((error.entry, error.place.as_str(), error.value.as_str()), (1, "Q31 P1810", "a\tb"));
    assert_eq!(
        error.to_string(),
        "`a\\tb` of Q31 P1810 cannot be written as `v3`: it has a tab, a line break or another control character"
    );
}

#[test]
fn a_dialect_is_found_by_name_alias_and_extension() {
    let mut seen = BTreeSet::new();
    for dialect in Dialect::ALL {
        for name in [dialect.name()].iter().chain(dialect.aliases()).chain(dialect.extensions()) {
            assert_eq!(name.to_uppercase().parse(), Ok(dialect));
            assert!(seen.insert((*name, dialect)) || dialect.name() == *name);
        }
        let path = format!("out/batch.{}", dialect.extensions()[0]);
        assert_eq!(Dialect::from_path(Path::new(&path)), Some(dialect));
    }
    let names: BTreeSet<&str> = seen.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), seen.len(), "no two dialects share a name");
    assert_eq!(Dialect::from_path(Path::new("qs")), None);
    let error = "v2".parse::<Dialect>().unwrap_err().to_string();
    assert_eq!(error, "no form of a batch is called `v2`; there are `v1`, `csv`, `v3`");
}
