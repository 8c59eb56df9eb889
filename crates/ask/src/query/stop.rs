//! Where the parser of SPARQL stopped, and why.
//!
//! `spargebra` 0.4 shows of its error the text alone: what the error holds is private, and it names no source. So the text is
//! read here, in [`Stop::of`], and nowhere else; a test below pins its wording.

use spargebra::SparqlSyntaxError;

/// What the parser says of a text that it cannot read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stop {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What the parser expected there, in its own notation: keywords bare, signs in quotes, classes of characters in
    /// brackets.
    pub expected: Vec<String>,
    /// What is wrong, in a sentence, if the fault is not one of grammar.
    pub sentence: Option<String>,
}

impl Stop {
    /// Reads `error at LINE:COLUMN: expected one of A, B`. Nothing where the text is another one.
    pub(super) fn of(error: &SparqlSyntaxError) -> Option<Self> {
        let text = error.to_string();
        let (line, rest) = text.strip_prefix("error at ")?.split_once(':')?;
        let (column, rest) = rest.split_once(": ")?;
        let rest = rest.trim_start_matches("expected ").trim_start_matches("one of ");
        let (sentences, expected): (Vec<&str>, Vec<&str>) =
            rest.split(", ").partition(|one| one.starts_with(|c: char| c.is_ascii_uppercase()) && one.contains(' '));
        Some(Self {
            line: line.parse().ok()?,
            column: column.parse().ok()?,
            expected: expected.into_iter().map(str::to_owned).collect(),
            sentence: sentences.first().map(|sentence| (*sentence).to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use spargebra::SparqlParser;

    use super::*;

    fn error(text: &str) -> SparqlSyntaxError {
        SparqlParser::new().parse_query(text).unwrap_err()
    }

    /// A version of the parser with other words, or with an error that can be looked into, fails here.
    #[test]
    fn the_parser_tells_of_faults_in_these_words() {
        let grammar = error("ASK {\n  ?x ?y }");
        assert_eq!(grammar.to_string(), "error at 2:10: expected one of LATERAL, SERVICE, [_]");
        assert!(grammar.source().is_none(), "what it holds can be had: read that, and not the text");
        let other = error("SELECT (1 AS ?x) (2 AS ?x) {}");
        assert_eq!(other.to_string(), "error at 1:30: expected one of Duplicated variable name in SELECT, [_]");
    }

    #[test]
    fn a_stop_has_its_place_and_what_was_expected() {
        let stop = Stop::of(&error("ASK {\n  ?x ?y }")).unwrap();
        assert_eq!((stop.line, stop.column, stop.sentence), (2, 10, None));
        assert_eq!(stop.expected, ["LATERAL", "SERVICE", "[_]"]);
        let stop = Stop::of(&error("SELECT (1 AS ?x) (2 AS ?x) {}")).unwrap();
        assert_eq!(stop.sentence.as_deref(), Some("Duplicated variable name in SELECT"));
    }
}
