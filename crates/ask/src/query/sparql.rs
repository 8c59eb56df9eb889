//! The text of a query: what the parser makes of it, and what is said of what it cannot read.

use std::sync::Arc;
#[cfg(feature = "federate")]
use std::time::Duration;

use spargebra::{Query as Algebra, SparqlParser, SparqlSyntaxError};

use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::origin::{FileId, Origin};
use chancery_model::schema::Schema;
use chancery_model::vocab::concept;
use chancery_values::name::nearest;

#[cfg(not(feature = "federate"))]
use super::no_service::Services;
#[cfg(feature = "federate")]
use super::service::Services;
use super::stop::Stop;
#[cfg(feature = "federate")]
use super::token::iris;
use super::token::{TOKEN, word};
use super::wikidata::Terms;
use super::{extent, wikidata};

/// How many of the things expected at a fault are shown. More would not help.
const EXPECTED_SHOWN: usize = 8;

/// Added to a query, so that a keyword that did not match is looked for as far as it is long.
const PADDING: &str = "\n                               ";

/// Alternatives that the parser names and a person cannot use.
const NO_HELP: [&str; 3] = ["\"{|\"", "\"~\"", "\"<<\""];

/// The operations of SPARQL Update.
const UPDATES: [&str; 9] = ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"];

/// Whether a query may ask other endpoints (`SERVICE`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Federation {
    /// Never.
    Off,
    /// Over HTTP and HTTPS.
    #[cfg(feature = "federate")]
    On {
        /// How long all endpoints together may take, from the first question on; a minute at most.
        limit: Option<Duration>,
    },
}

/// A query that has been understood.
#[must_use]
#[derive(Clone)]
pub struct Query {
    algebra: Algebra,
    /// The endpoints that it may ask.
    services: Option<Arc<Services>>,
}

impl Query {
    /// Understands a query, with all prefixes of the schema known and relative IRIs taken from the base of things.
    /// `file` is the file of the text. A query that names no graph is about all graphs as one.
    ///
    /// # Errors
    /// `sparql-syntax`, `unknown-prefix`; `service-off` for `SERVICE`, because nothing is asked over the network.
    pub fn parse(schema: &Schema, text: &str, file: FileId) -> Result<Self, Diagnostic> {
        Self::parse_with(schema, text, file, Terms::Ours, Federation::Off)
    }

    /// As [`Query::parse`], with a say in whose terms it is asked and whether `SERVICE` asks other endpoints. An endpoint that fails without
    /// `SILENT` is an error of the evaluation, [`AskError::Service`](super::AskError).
    ///
    /// # Errors
    /// As [`Query::parse`]; `nested-too-deep`, `query-too-large`, `out-of-memory`.
    pub fn parse_with(
        schema: &Schema,
        text: &str,
        file: FileId,
        terms: Terms,
        federation: Federation,
    ) -> Result<Self, Diagnostic> {
        extent::check_text(text, file)?;
        extent::on_deep_stack(|| Self::read(schema, text, file, terms, federation)).unwrap_or_else(|error| {
            let message = format!("the query cannot be read: {error}");
            Err(Diagnostic::error(Code::OutOfMemory, message)
                .at(Origin::point(file, 0))
                .help("give the program more memory"))
        })
    }

    fn read(
        schema: &Schema,
        text: &str,
        file: FileId,
        terms: Terms,
        federation: Federation,
    ) -> Result<Self, Diagnostic> {
        let parsed = parser(schema, &[])?.parse_query(&format!("{text}{PADDING}"));
        let query = parsed.map_err(|error| syntax(schema, text, file, &error))?;
        extent::check_patterns(&query, file, text.len())?;
        let query = wikidata::rewritten(query, terms);
        let service = word(text, "SERVICE").map(|at| Origin::new(file, at as u64, (at + "SERVICE".len()) as u64));
        let services = match service.filter(|_| wikidata::has_service(&query)) {
            None => None,
            Some(place) => match federation {
                #[cfg(feature = "federate")]
                Federation::On { limit } => Some(Arc::new(Services::new(limit, iris(text, file), place))),
                Federation::Off => {
                    let message = "SERVICE is off: queries do not use the network";
                    return Err(Diagnostic::error(Code::ServiceOff, message)
                        .at(place)
                        .label("this sends a request to another endpoint")
                        .help("`chancery query --federate` allows requests to other endpoints")
                        .help(
                            "of the services of Wikidata's endpoint `wikibase:label` is answered here, and no other",
                        ));
                }
            },
        };
        Ok(Self { algebra: query, services })
    }

    /// A query that was made of a part of one that has been understood. It asks no other endpoint.
    pub(super) fn of(algebra: Algebra) -> Self {
        Self { algebra, services: None }
    }

    /// What the parser made of the text, with what is the Wikidata Query Service's own rewritten.
    #[must_use]
    pub fn algebra(&self) -> &Algebra {
        &self.algebra
    }

    /// The algebra, and the endpoints that SERVICE may ask, where it may.
    #[must_use]
    pub fn into_parts(self) -> (Algebra, Option<Arc<Services>>) {
        (self.algebra, self.services)
    }
}

/// A parser that knows all prefixes of the schema, those of the Wikidata Query Service, and `more`.
///
/// # Errors
/// `malformed-iri`, where a namespace is not an absolute IRI.
fn parser(schema: &Schema, more: &[&str]) -> Result<SparqlParser, Diagnostic> {
    let no_iri = |iri: &str| Diagnostic::error(Code::MalformedIri, format!("`{iri}` is not an absolute IRI"));
    let known = schema.space.prefixes();
    let service = wikidata::PREFIXES.into_iter().filter(|(prefix, _)| !known.contains_key(prefix));
    let more = more.iter().map(|prefix| (*prefix, schema.base.as_str()));
    let mut parser = SparqlParser::new();
    for (prefix, iri) in known.iter().map(|(prefix, iri)| (*prefix, *iri)).chain(service).chain(more) {
        parser = parser.with_prefix(prefix, iri).map_err(|_| no_iri(iri))?;
    }
    parser.with_base_iri(schema.base.as_str()).map_err(|_| no_iri(&schema.base))
}

/// The diagnostic of a text that is not SPARQL.
fn syntax(schema: &Schema, text: &str, file: FileId, error: &SparqlSyntaxError) -> Diagnostic {
    let Some(Stop { line, column, expected, sentence }) = Stop::of(error) else {
        return Diagnostic::error(Code::SparqlSyntax, format!("the query cannot be read as SPARQL 1.1: {error}"))
            .at(Origin::new(file, 0, text.len() as u64))
            .label("in this query");
    };
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let lines_before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let this_line = text.get(lines_before..).unwrap_or_default();
    let stop = this_line.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| lines_before + at);
    // A keyword that did not match is reported at the place where it would have ended.
    let keyword = |word: &&str| word.bytes().all(|b| b.is_ascii_uppercase());
    let shortest = expected.iter().map(|word| word.len()).min();
    let shortest = shortest.filter(|_| sentence.is_none() && expected.iter().all(keyword));
    let start = shortest.map_or(stop, |length| back(text, lines_before, column, length));
    if let Some(diagnostic) = unknown_prefix(schema, text, file, (line, column)) {
        return diagnostic;
    }
    let here = text.get(start..).unwrap_or_default();
    let length: usize = here.chars().take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum();
    let label = if here.trim().is_empty() { "the query ends too early" } else { "this is not valid SPARQL" };
    let (message, label) = match &sentence {
        Some(sentence) => (format!("the query cannot be understood: {sentence}"), "by here"),
        None => ("the query cannot be read as SPARQL 1.1".to_owned(), label),
    };
    let mut diagnostic = Diagnostic::error(Code::SparqlSyntax, message)
        .at(Origin::new(file, start as u64, (start + length) as u64))
        .label(label);
    let expected: Vec<&str> =
        expected.into_iter().filter(|e| !keyword(e) && !e.starts_with('[') && !NO_HELP.contains(e)).collect();
    if sentence.is_none() && !expected.is_empty() && expected.len() <= EXPECTED_SHOWN {
        diagnostic = diagnostic.help(format!("expected: {}", expected.join(" ")));
    }
    if UPDATES.iter().any(|update| word(text, update).is_some_and(|at| at <= start)) {
        diagnostic = diagnostic.help("a query only reads: SELECT, ASK, CONSTRUCT or DESCRIBE");
    }
    diagnostic.help("see the grammar, https://www.w3.org/TR/sparql11-query/#sparqlGrammar")
}

/// The place `count` characters before a column, over the ends of lines; the padding counts, the text does not end there.
fn back(text: &str, line_start: usize, column: usize, count: usize) -> usize {
    let before = text.get(..line_start).unwrap_or(text).chars().count() + column.saturating_sub(1);
    let at = text.char_indices().nth(before.saturating_sub(count)).map_or(text.len(), |(at, _)| at);
    let rest = text.get(at..).unwrap_or_default();
    text.len() - rest.trim_start().len()
}

/// The most frequent fault has a remedy of its own. The place where the parser stops depends on what it expects there,
/// so the text is read once more as if each prefix were known: the prefix was the fault if that is read, or read
/// further.
fn unknown_prefix(schema: &Schema, text: &str, file: FileId, stop: (usize, usize)) -> Option<Diagnostic> {
    let known = schema.space.prefixes();
    let service = wikidata::PREFIXES.map(|(prefix, _)| prefix);
    let words: Vec<_> = TOKEN.captures_iter(text).filter_map(|token| token.name("word")).collect();
    let prefix_of = |at: usize| words[at].as_str().split_once(':').map(|(prefix, _)| prefix);
    let declares = |at: &usize| at.checked_sub(1).is_some_and(|at| words[at].as_str().eq_ignore_ascii_case("PREFIX"));
    let (declared, used): (Vec<usize>, Vec<usize>) = (0..words.len()).partition(declares);
    let is_known = |prefix: &str| {
        known.contains_key(prefix)
            || service.contains(&prefix)
            || prefix == "_"
            || declared.iter().any(|at| prefix_of(*at) == Some(prefix))
    };
    let used = used.into_iter().filter_map(|at| Some((words[at], prefix_of(at)?)));
    let unknown: Vec<_> = used.filter(|(_, prefix)| !is_known(prefix)).collect();
    let (name, prefix) = unknown.first().copied()?;
    let prefixes: Vec<&str> = unknown.iter().map(|(_, prefix)| *prefix).collect();
    let again = parser(schema, &prefixes).ok()?.parse_query(&format!("{text}{PADDING}"));
    let stops_at = |error: &SparqlSyntaxError| Stop::of(error).is_none_or(|again| (again.line, again.column) == stop);
    if again.err().is_some_and(|error| stops_at(&error)) {
        return None;
    }
    let mut diagnostic = Diagnostic::error(Code::UnknownPrefix, format!("no prefix is called `{prefix}:`"))
        .at(Origin::new(file, name.start() as u64, (name.start() + prefix.len() + 1) as u64))
        .label("not declared, and not predefined");
    if let Some(near) = nearest(prefix, known.keys().copied().chain(service)) {
        diagnostic = diagnostic.help(format!("did you mean `{near}:`?"));
    }
    diagnostic = diagnostic.help(format!("declare it before the query: `PREFIX {prefix}: <https://example.org/>`"));
    // Each kind and each closed list has one of its own.
    let is_common = |iri: &str| !iri.starts_with(schema.base.as_str()) && !iri.starts_with(concept::BASE);
    let common: Vec<&str> = known.iter().filter(|(_, iri)| is_common(iri)).map(|(prefix, _)| *prefix).collect();
    Some(diagnostic.help(format!(
        "predefined are: {}, one for each kind and each closed list, and those of the Wikidata Query Service",
        common.join(", ")
    )))
}
