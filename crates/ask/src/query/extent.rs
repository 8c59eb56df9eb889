//! How large a query may be. The parser and the engine work through a query by calling themselves, one call within the other,
//! so that a query that is nested too deep, or has too many parts, would overflow any stack. What is bounded here fits the
//! stack of [`on_deep_stack`].

use std::collections::HashSet;
use std::io;

use spargebra::Query;
use spargebra::algebra::GraphPattern;

use super::token::TOKEN;
use super::walk::patterns;
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::origin::{FileId, Origin};

/// How deep groups, brackets and signs before an expression may be nested.
pub const MAX_DEPTH: usize = 128;

/// How many triples, patterns and operators a query may have, rows of VALUES and items of a list not counted; as many
/// different variables, for each of which the engine keeps a place in each row.
pub const MAX_PARTS: usize = 2_000;

/// How large the text of a query may be, in bytes.
pub const MAX_TEXT: usize = 16 << 20;

/// How deep those functions may be nested that the parser reads twice, once for each number of arguments.
const MAX_TWICE: usize = 10;

/// The functions that the parser reads twice.
const TWICE: [&str; 4] = ["REGEX", "SUBSTR", "REPLACE", "GROUP_CONCAT"];

/// The stack that the largest query needs in a build without optimisation, where a part takes up to 60 KB; memory is taken
/// only as far as it is used.
const STACK: usize = 256 << 20;

/// Does what works through a query.
///
/// # Errors
/// When there is no memory for a thread.
pub fn on_deep_stack<R: Send>(work: impl FnOnce() -> R + Send) -> io::Result<R> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
        Ok(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// Says what is too large about the text of a query.
///
/// # Errors
/// `nested-too-deep`, `query-too-large`.
pub fn check_text(text: &str, file: FileId) -> Result<(), Diagnostic> {
    if text.len() > MAX_TEXT {
        let most = MAX_TEXT >> 20;
        return Err(Diagnostic::error(Code::QueryTooLarge, format!("the query has more than {most} MiB"))
            .at(Origin::point(file, 0))
            .help("split the query"));
    }
    scan(text).map_err(|wrong| wrong.fault.diagnostic(file, wrong.place))
}

fn scan(text: &str) -> Result<(), Wrong> {
    let mut scan = Scan::default();
    let mut variables: HashSet<&str> = HashSet::new();
    let mut end = 0;
    for token in TOKEN.find_iter(text) {
        scan.signs(text, end, token.start())?;
        scan.token(token.as_str(), token.start())?;
        end = token.end();
        if let Some(name) = token.as_str().strip_prefix(['?', '$'])
            && variables.insert(name)
            && variables.len() > MAX_PARTS
        {
            return Err(Fault::Large.at(token.start()));
        }
    }
    scan.signs(text, end, text.len())
}

/// Whether a token is an IRI and nothing else: as an expression it would hold `//`, which none does.
fn is_surely_iri(token: &str) -> bool {
    token.split('#').next().is_some_and(|token| token.contains("://"))
}

/// The part of a word in which the parser may take hyphens for signs: `1-1` is a sum, `a:b-c` a name.
fn may_hold_signs(word: &str) -> &str {
    match word.split_once(':') {
        Some(_) if word.starts_with(char::is_alphabetic) => "",
        Some((before, _)) => before,
        None => word,
    }
}

/// Says that a query that was read has too many triples, which lists make without a sign for each.
///
/// # Errors
/// `query-too-large`.
pub fn check_patterns(query: &Query, file: FileId, length: usize) -> Result<(), Diagnostic> {
    let mut triples = 0_usize;
    patterns(query, &mut |pattern| {
        if let GraphPattern::Bgp { patterns } = pattern {
            triples += patterns.len();
        }
    });
    if triples <= MAX_PARTS {
        return Ok(());
    }
    let wrong = Fault::Large.diagnostic(file, 0).label(format!("{triples} triples, with those of lists"));
    Err(wrong.at(Origin::new(file, 0, length as u64)))
}

/// What is wrong, at a place in the text.
enum Fault {
    Deep,
    Twice,
    Large,
}

impl Fault {
    fn at(self, place: usize) -> Wrong {
        Wrong { fault: self, place }
    }

    fn diagnostic(&self, file: FileId, place: usize) -> Diagnostic {
        let (code, message, label, help) = match self {
            Self::Deep => (
                Code::NestedTooDeep,
                format!("groups, brackets and signs of the query are nested more than {MAX_DEPTH} deep"),
                "too deep from here on",
                "remove unnecessary brackets, or split the query",
            ),
            Self::Twice => (
                Code::NestedTooDeep,
                format!("{} are nested more than {MAX_TWICE} deep", TWICE.join(", ")),
                "too deep from here on",
                "give the inner value a name with BIND, and use that",
            ),
            Self::Large => (
                Code::QueryTooLarge,
                format!("the query has more than {MAX_PARTS} triples, patterns and operators, or variables"),
                "too many from here on",
                "write what many patterns have in common once, with their values in VALUES or IN, or split the query",
            ),
        };
        Diagnostic::error(code, message).at(Origin::new(file, place as u64, place as u64 + 1)).label(label).help(help)
    }
}

struct Wrong {
    fault: Fault,
    place: usize,
}

/// What encloses a place.
struct Open {
    bracket: u8,
    /// How many levels the bracket counts as: itself, and the signs before it.
    levels: usize,
    /// It holds the rows of VALUES, which do not count as parts.
    is_data: bool,
    /// A function that is read twice.
    is_twice: bool,
}

/// What was seen so far.
#[derive(Default)]
struct Scan {
    open: Vec<Open>,
    depth: usize,
    twice: usize,
    parts: usize,
    /// The last sign and its place.
    last: Option<(u8, usize)>,
    /// Signs in a row, each of which waits for what follows.
    run: usize,
    after: After,
    /// Since VALUES only variables and brackets.
    values: bool,
    /// What DESCRIBE is asked of, each of which is a pattern to the engine.
    describes: bool,
}

/// What the last token was, as far as it matters.
#[derive(Default, PartialEq, Eq)]
enum After {
    #[default]
    Other,
    Text,
    Twice,
}

impl Scan {
    /// A token that is not a sign. The parser can take `<` for a sign, and then brackets within the token are brackets
    /// to it. So they count at their places, and close with the token.
    fn token(&mut self, token: &str, start: usize) -> Result<(), Wrong> {
        if token.starts_with('#') {
            return Ok(());
        }
        self.run = 0;
        self.after = match token {
            _ if token.starts_with(['"', '\'']) => After::Text,
            _ if TWICE.iter().any(|name| token.eq_ignore_ascii_case(name)) => After::Twice,
            _ => After::Other,
        };
        self.values = token.eq_ignore_ascii_case("VALUES") || self.values && token.starts_with(['?', '$']);
        self.describes = token.eq_ignore_ascii_case("DESCRIBE")
            || self.describes && !["WHERE", "FROM"].iter().any(|word| token.eq_ignore_ascii_case(word));
        self.parts += usize::from(self.describes);
        if token.starts_with('<') {
            let inner = token.bytes().filter(|b| b"({[!+-^".contains(b)).count();
            if self.depth + inner > MAX_DEPTH {
                return Err(Fault::Deep.at(start));
            }
            if !is_surely_iri(token) && !self.is_data() {
                self.parts += token.bytes().filter(|b| b"*/|&=,".contains(b)).count();
            }
        } else if token.starts_with(|c: char| c.is_alphanumeric() || "_.-".contains(c)) {
            self.hyphens(may_hold_signs(token), start)?;
        }
        self.bounded(start)
    }

    /// The hyphens of a word.
    fn hyphens(&mut self, word: &str, start: usize) -> Result<(), Wrong> {
        let mut run = 0;
        for (at, byte) in word.bytes().enumerate() {
            run = if byte == b'-' { run + 1 } else { 0 };
            self.parts += usize::from(byte == b'-' && !self.is_data());
            if self.depth + run > MAX_DEPTH {
                return Err(Fault::Deep.at(start + at));
            }
        }
        self.run = run;
        Ok(())
    }

    /// Whether a place is in the rows of VALUES.
    fn is_data(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_data)
    }

    fn bounded(&self, at: usize) -> Result<(), Wrong> {
        match () {
            () if self.depth + self.run > MAX_DEPTH => Err(Fault::Deep.at(at)),
            () if self.twice > MAX_TWICE => Err(Fault::Twice.at(at)),
            () if self.parts > MAX_PARTS => Err(Fault::Large.at(at)),
            () => Ok(()),
        }
    }

    /// The signs between two tokens.
    fn signs(&mut self, text: &str, start: usize, end: usize) -> Result<(), Wrong> {
        let mut signs = text.as_bytes().get(start..end).unwrap_or_default();
        // The signs before a datatype do not belong to an expression.
        let mut at = start;
        if self.after == After::Text && signs.starts_with(b"^^") {
            signs = &signs[2..];
            at += 2;
        }
        for sign in signs {
            self.sign(*sign, at)?;
            at += 1;
        }
        Ok(())
    }

    fn sign(&mut self, sign: u8, at: usize) -> Result<(), Wrong> {
        let innermost = self.open.last().map_or(0, |open| open.bracket);
        let is_data = self.is_data();
        match sign {
            b'{' | b'(' | b'[' => {
                let is_twice = self.after == After::Twice && sign == b'(';
                let levels = 1 + self.run;
                let is_data = is_data || sign == b'{' && self.values;
                self.open.push(Open { bracket: sign, levels, is_data, is_twice });
                self.depth += levels;
                self.twice += usize::from(is_twice);
                self.run = 0;
            }
            b'}' | b')' | b']' => {
                if let Some(open) = self.open.pop() {
                    self.depth -= open.levels;
                    self.twice -= usize::from(open.is_twice);
                }
                self.run = 0;
            }
            b'!' | b'+' | b'-' | b'^' => self.run += 1,
            b if b.is_ascii_whitespace() => return Ok(()),
            _ => self.run = 0,
        }
        self.after = After::Other;
        self.describes &= sign != b'{';
        self.values &= b"()".contains(&sign);
        // Arguments and lists of values are not parts: they are siblings.
        let is_list = sign == b',' && innermost == b'(';
        // `||` and `&&` are one sign each.
        let is_second = b"|&".contains(&sign) && self.last == Some((sign, at.wrapping_sub(1)));
        self.last = (!is_second).then_some((sign, at));
        let is_part = !is_data && !is_list && !is_second && b"{([.;,|&/*+-^!=<>".contains(&sign);
        self.parts += usize::from(is_part);
        self.bounded(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::origin::Files;

    fn told(text: &str) -> Option<String> {
        let file = Files::new().add_text("query", text.as_bytes().to_vec());
        check_text(text, file).err().map(|wrong| wrong.code.to_string())
    }

    /// A query with a piece repeated before and after a middle.
    fn repeated(count: usize, before: &str, middle: &str, after: &str) -> String {
        format!("SELECT * {{ ?s ?p ?o {}{middle}{} }}", before.repeat(count), after.repeat(count))
    }

    #[test]
    fn nesting_is_bounded_in_every_way_of_nesting() {
        let ways = [
            ("{", "?a ?b ?c", "}"),
            ("{ SELECT * {", "?a ?b ?c", "}}"),
            ("OPTIONAL {", "?a ?b ?c", "}"),
            ("FILTER EXISTS {", "?a ?b ?c", "}"),
            ("FILTER ((", "1", "))"),
            ("FILTER(!", "1", ")"),
            ("FILTER(STR(", "1", "))"),
            (", [ ?p ", "1", "]"),
            (", (", "1", ")"),
            ("; (^", "<p>", ")* ?x"),
            ("FILTER(?a < (", "1", ")> 1)"),
            ("FILTER(- + ", "1", ")"),
        ];
        for (before, middle, after) in ways {
            assert_eq!(told(&repeated(40, before, middle, after)), None, "{before}");
            for count in [130, 100_000] {
                assert_eq!(
                    told(&repeated(count, before, middle, after)).as_deref(),
                    Some("nested-too-deep"),
                    "{before}"
                );
            }
        }
        assert_eq!(told(&repeated(1, "FILTER(?a <((((", "?b", ")>))))")), None);
        let hidden = format!("ASK {{ FILTER(?a <{}1> 2) }}", "(".repeat(200));
        assert_eq!(told(&hidden).as_deref(), Some("nested-too-deep"));
        assert_eq!(told(&repeated(11, "FILTER(REGEX(", "?a", ", 'x'))")).as_deref(), Some("nested-too-deep"));
        assert_eq!(told(&repeated(9, "FILTER(REPLACE(", "?a", ", 'x', ''))")), None);
    }

    #[test]
    fn length_is_bounded_where_it_nests() {
        let pieces = [
            ". ?s ?p ?o ",
            "UNION { ?s ?p ?o }",
            "OPTIONAL { ?s ?p ?o }",
            "FILTER(1)",
            "BIND(1 AS ?x)",
            "|| 1",
            "&& 1",
            "+ 1",
            "/ <p>",
            "| <p>",
            ", ?x",
            "; ?p ?o ",
            "MINUS {}",
            "VALUES ?x { 1 }",
            "- 1",
            "-1",
        ];
        for piece in pieces {
            assert_eq!(told(&repeated(300, piece, "", "")), None, "{piece}");
            for count in [2_001, 100_000] {
                assert_eq!(told(&repeated(count, piece, "", "")).as_deref(), Some("query-too-large"), "{piece}");
            }
        }
    }

    /// What looks like one word, or one IRI, and is a sum to the parser.
    #[test]
    fn a_sum_is_bounded_however_it_is_written() {
        let many = |count: usize, piece: &str| piece.repeat(count);
        for count in [300, 10_000] {
            for text in [
                format!("ASK {{ FILTER(1{} = 3) }}", many(count, "-1")),
                format!("ASK {{ FILTER(true{} = 3) }}", many(count, "-1")),
                format!("ASK {{ FILTER(1{}-xsd:string = 3) }}", many(count, "-1")),
                format!("ASK {{ FILTER(?a{}-xsd:string = 3) }}", many(count, "-1")),
                format!("ASK {{ FILTER(?a<1{}&&?b>2) }}", many(count, "*1")),
                format!("ASK {{ FILTER(?a<1{}&&?b>2) }}", many(count, "/1")),
                format!("ASK {{ FILTER(?a<1{}&&?b#://\n>2) }}", many(count, "/1")),
                format!("DESCRIBE {}", many(count, "<http://example.org/a> ")),
                format!("SELECT * {{}} ORDER BY {}", (0..count).map(|n| format!("?v{n} ")).collect::<String>()),
            ] {
                let wanted = (count > MAX_PARTS).then_some("query-too-large");
                assert_eq!(told(&text).as_deref(), wanted, "{}", &text[..40]);
            }
        }
        let text = format!("ASK {{ FILTER(1{}1) }}", many(200, "-"));
        assert_eq!(told(&text).as_deref(), Some("nested-too-deep"));
    }

    #[test]
    fn long_lists_of_values_are_no_matter() {
        let many = |piece: &str| piece.repeat(20_000);
        for query in [
            format!("SELECT * {{ VALUES ?x {{ {} }} }}", many("<http://example.org/a(b)> ")),
            format!("SELECT * {{ VALUES (?x ?y) {{ {} }} }}", many("(\"1990\"^^xsd:date -1) ")),
            format!("SELECT * {{ FILTER(?x IN (1{})) }}", many(", \"a\"^^xsd:string")),
            format!("SELECT * {{ BIND(CONCAT('a'{}) AS ?x) }}", many(", 'b'")),
            format!("SELECT * {{ ?s ?p '{}' }} # {}", many("(("), many("{{")),
            format!("ASK {{ FILTER(?x IN ( a:b-c{})) }}", many(", <http://example.org/a/b-c?d=e&f=g>, a-b:c-d")),
            format!("SELECT * {{ VALUES ?x {{ {} }} }}", many("<a/b/c-d> a-b:c 1-1 ")),
            format!("SELECT * {{ ?s ?p '''{}''' }}", many("'(")),
        ] {
            assert_eq!(told(&query), None, "{}", &query[..60]);
        }
    }
}
