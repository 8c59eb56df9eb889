//! Bounds, whatever the pieces in which a text comes.

use super::bounds::{
    Exceeded, Excess, MAX_ATTRIBUTES, MAX_CONTEXT_TERMS, MAX_NESTING, MAX_NESTING_JSON, MAX_TERM_BYTES,
};
use super::reader::scanner;
use super::*;
use oxrdfio::RdfFormat;

const XML: RdfFormat = RdfFormat::RdfXml;

fn json() -> RdfFormat {
    RdfFormat::JsonLd { profile: oxrdfio::JsonLdProfileSet::empty() }
}

/// What is found, which must be the same whatever the pieces in which the text comes.
fn found(format: RdfFormat, text: &str) -> Option<Exceeded> {
    let whole = check(format, text.as_bytes()).err();
    if text.len() < 20_000 {
        let mut scanner = scanner(format);
        let bytes = text.as_bytes().iter().enumerate();
        let piecewise = bytes.map(|(at, byte)| scanner.scan(&[*byte], at as u64)).find_map(Result::err);
        assert_eq!(whole, piecewise, "{}", &text[..text.len().min(200)]);
    }
    whole
}

fn nested(open: &str, levels: usize) -> String {
    format!("<s> <p> {}", open.repeat(levels))
}

#[test]
fn brackets_are_counted_outside_of_terms_only() {
    for open in ["(", "[ <p> ", "[ <p> ( ", "<< <s> <p> ", "{| <p> "] {
        let brackets = open.matches(['(', '[', '{']).count() + open.matches("<<").count();
        assert_eq!(found(RdfFormat::Turtle, &nested(open, MAX_NESTING / brackets)), None, "{open}");
        let exceeded = found(RdfFormat::Turtle, &nested(open, MAX_NESTING / brackets + 1));
        assert_eq!(exceeded.map(|found| found.excess), Some(Excess::Nesting(MAX_NESTING)), "{open}");
    }
    for harmless in [
        "\"((((\"",
        "'[[[['",
        "\"\"\"a\"\"( \\\"\"\"\"",
        "'''\\''' (((('''",
        "<http://a/((((>",
        "# ((((\n",
        "a:\\(\\(",
        "\"\" ''",
        "(1) [] {} << <s> <p> 1 >> <<( <s> <p> <http://o/> )>>",
        "\"\\\\\" \"\\\"((\"",
    ] {
        assert_eq!(found(RdfFormat::TriG, &harmless.repeat(MAX_NESTING)), None, "{harmless}");
    }
    let elements = |levels: usize| format!("<r>{}", "<a b='>((<'>x".repeat(levels));
    assert_eq!(found(XML, &elements(MAX_NESTING - 1)), None);
    assert!(found(XML, &elements(MAX_NESTING)).is_some());
    for harmless in ["<a/>", "<a></a>", "<!-- <a><a> -- > -->", "<![CDATA[<a><a>]]>", "<?a <a><a> ?>", "&lt;a&gt;"] {
        assert_eq!(found(XML, &harmless.repeat(MAX_NESTING + 1)), None, "{harmless}");
    }
    assert_eq!(found(json(), &"[".repeat(MAX_NESTING_JSON)), None);
    assert!(found(json(), &"[{".repeat(MAX_NESTING_JSON)).is_some());
    assert_eq!(found(json(), &"\"[[\\\"{{\\\\\",{}".repeat(MAX_NESTING_JSON)), None);
}

#[test]
fn a_context_has_a_bound_however_it_is_spelled_and_other_keys_have_none() {
    let terms = |count: usize| (0..count).map(|n| format!("\"t{n}\": \"t{}:a\",", n + 1)).collect::<String>();
    let many = terms(MAX_CONTEXT_TERMS + 1);
    for text in [
        format!("{{\"@context\": {{{many} \"a\": 1}}}}"),
        format!("{{\"a\": {{}}, \"\\u0040conte\\u0078t\" : [ {{ {many}"),
        format!("[{{\"@context\": {{\"a\": {{\"@context\": {{{many}"),
    ] {
        assert!(matches!(found(json(), &text), Some(Exceeded { excess: Excess::Context, .. })), "{}", &text[..40]);
    }
    let few = terms(MAX_CONTEXT_TERMS / 2);
    for text in [
        format!("{{\"@context\": {{{few} \"a\": 1}}, \"b\": [{{\"@context\": {{{few}{few}}}}}]}}"),
        format!("{{\"@context\": \"b\", \"c\": {{{many}}}}}"),
        format!(
            "{{\"@context\\\\\": {{{many}}}, \"context\": {{{many}}}, \"{}@context\": {{{many}}}}}",
            "x".repeat(64)
        ),
    ] {
        assert_eq!(found(json(), &text), None, "{}", &text[..40]);
    }
}

#[test]
fn terms_have_a_bound_each_and_their_sum_has_none() {
    let half = "x".repeat(MAX_TERM_BYTES as usize / 2 + 1);
    for (format, begin, end) in [
        (RdfFormat::NTriples, "\"", "\" "),
        (RdfFormat::Turtle, "'''", "''' "),
        (RdfFormat::Turtle, "<", "> "),
        (RdfFormat::Turtle, "#", "\n"),
        (RdfFormat::Turtle, "a:", " "),
        (json(), "\"", "\","),
        (json(), "1", ","),
        (XML, "<p>", "</p>"),
        (XML, "<!--", "-->"),
        (XML, "<p><![CDATA[", "]]></p>"),
        (XML, "<a b='", "'/>"),
    ] {
        assert_eq!(found(format, &format!("{begin}{half}{end}{begin}{half}{end}")), None, "{begin}");
        let exceeded = found(format, &format!("{begin}{half}{half}{end}")).map(|found| found.excess);
        assert_eq!(exceeded, Some(Excess::Term), "{begin}");
    }
    // A literal of XML is one term, whatever elements are in it.
    let elements = "<b>x</b>".repeat(MAX_TERM_BYTES as usize / 8 + 2);
    assert_eq!(found(XML, &format!("<p>{elements}</p>")), None);
    assert!(found(XML, &format!("<p rdf:parseType='Literal'>{elements}</p>")).is_some());
    let shorter = &elements[..elements.len() / 2 / 8 * 8];
    let one = format!("<p rdf:parseType='Literal'>{shorter}</p>");
    assert_eq!(found(XML, &format!("<r>{one}{one}{one}</r>")), None);
}

#[test]
fn entities_are_counted_before_they_are_expanded() {
    let laughs = |levels: usize| {
        let entities: String = (1..=levels)
            .map(|level| format!("<!ENTITY e{level} \"{}\">", format!("&e{};", level - 1).repeat(10)))
            .collect();
        format!("<!DOCTYPE r [<!ENTITY e0 \"ha\">{entities}]><r>&e{levels};</r>")
    };
    assert_eq!(found(XML, &laughs(3)), None);
    assert_eq!(found(XML, &laughs(6)).map(|found| (found.excess, found.at)), Some((Excess::Entities, 0)));
    let once = |entity: usize, uses: usize| {
        format!("<!DOCTYPE r [<!ENTITY e \"{}\">]><r>{}</r>", "x".repeat(entity), "<p q='&e;'>&e;</p>".repeat(uses))
    };
    // Abbreviations of name spaces, as OWL has them.
    assert_eq!(found(XML, &once(60, 100_000)), None);
    assert_eq!(found(XML, &once(60_000, 1_000)).map(|found| found.excess), Some(Excess::Entities));
    let many = format!("<a {}/>", "b='=' ".repeat(MAX_ATTRIBUTES + 1));
    assert_eq!(found(XML, &many).map(|found| found.excess), Some(Excess::Attributes));
    assert_eq!(found(XML, &format!("<a b='{}'/>", "=".repeat(5_000))), None);
}
