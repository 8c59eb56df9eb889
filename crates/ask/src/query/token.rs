//! The tokens of a query's text: what is a variable, a word or an IRI in it, and what replaces variables.

use std::sync::LazyLock;

use oxigraph::model::Term;
use regex::{Captures, Regex};

use chancery_model::origin::{FileId, Origin};

/// What must be skipped whole, so that nothing within it is taken for a word: strings, IRIs, comments, escapes
/// (SPARQL 1.1, section 19.8); then variables, and words with their prefix.
pub(super) static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?sx)
        """ (?: [^"\\] | \\. | "{1,2} [^"\\] )* """
        | ''' (?: [^'\\] | \\. | '{1,2} [^'\\] )* '''
        | " (?: [^"\\\n\r] | \\. )* "
        | ' (?: [^'\\\n\r] | \\. )* '
        | < (?P<iri> [^<>"{}|^`\\\x00-\x20]* ) >
        | \# [^\n\r]*
        | \\.
        | [?$] (?P<variable> \w+ )
        | @ [A-Za-z-]+
        | (?P<word> [\w.-]* : [\w.:%-]* | \w [\w.-]* )
        "#,
    )
    .expect("the pattern of tokens is constant")
});

/// The variables of a query, in the order of the text, each as often as it occurs there.
pub fn variables(text: &str) -> impl Iterator<Item = (&str, usize)> {
    TOKEN.captures_iter(text).filter_map(|token| token.name("variable").map(|name| (name.as_str(), name.start())))
}

/// Replaces variables with terms, wherever they occur, as a person would who edits the query.
///
/// oxigraph's own substitution binds only what the SELECT clause names and does not reach into subqueries, and in the
/// SELECT clause a parameter would be a column of the answer, and an error in every engine that puts terms in as here.
#[must_use]
pub fn substitute(text: &str, value: impl Fn(&str) -> Option<Term>) -> String {
    TOKEN
        .replace_all(text, |token: &Captures<'_>| {
            token
                .name("variable")
                .and_then(|name| value(name.as_str()))
                .map_or_else(|| token[0].to_owned(), |term| term.to_string())
        })
        .into_owned()
}

/// The place of a keyword.
pub(super) fn word(text: &str, keyword: &str) -> Option<usize> {
    let words = TOKEN.captures_iter(text).filter_map(|token| token.name("word"));
    { words }.find(|word| word.as_str().eq_ignore_ascii_case(keyword)).map(|word| word.start())
}

/// The IRIs that are written out in a query, with their places.
#[cfg_attr(not(feature = "federate"), allow(dead_code, reason = "only SERVICE over the network needs it"))]
pub(super) fn iris(text: &str, file: FileId) -> Vec<(String, Origin)> {
    let written = TOKEN.captures_iter(text).filter_map(|token| token.name("iri"));
    let place = |start: usize, end: usize| Origin::new(file, start as u64, end as u64);
    written.map(|iri| (iri.as_str().to_owned(), place(iri.start() - 1, iri.end() + 1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::NamedNode;

    #[test]
    fn only_variables_are_substituted() {
        let text = "SELECT ?x { # ?_a_iri\n ?_a_iri <p?_a_iri> '?_a_iri', \"\"\"\"?_a_iri\"\"\"@en, $_a_iri, ?_a_irix . \
                    FILTER (1 < ?_a_iri && 2 > 1) ex:a\\#b 'it\\'s ?_a_iri' }";
        let a = NamedNode::new_unchecked("a:b");
        let bound = substitute(text, |name| (name == "_a_iri").then(|| a.clone().into()));
        assert_eq!(
            bound,
            "SELECT ?x { # ?_a_iri\n <a:b> <p?_a_iri> '?_a_iri', \"\"\"\"?_a_iri\"\"\"@en, <a:b>, ?_a_irix . \
             FILTER (1 < <a:b> && 2 > 1) ex:a\\#b 'it\\'s ?_a_iri' }"
        );
        assert_eq!(variables(text).filter(|(name, _)| *name == "_a_iri").count(), 3);
    }

    #[test]
    fn a_keyword_is_a_word_of_its_own() {
        assert_eq!(word("select * { service <x> {} }", "SERVICE"), Some(11));
        for text in ["ex:service", "'SERVICE'", "# SERVICE", "?service", "<service>", "service:x"] {
            assert_eq!(word(text, "SERVICE"), None, "{text}");
        }
    }
}
