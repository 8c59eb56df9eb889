//! What the Wikidata Query Service has beyond SPARQL: prefixes that need no declaring, the label service, hints to its
//! planner, a function of its own, and dates without a time of day where `xsd:dateTime` wants one.
//!
//! A query is rewritten so that any engine answers it. Of the label service
//! (<https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Label_service>): it works after all else of its
//! group, gives the first language of its list that has a label, and the id of an item that has none; what is not bound
//! stays so. `[AUTO_LANGUAGE]` is English, since no other language is asked for.

use std::collections::{BTreeSet, HashSet};

use oxigraph::model::{Literal, NamedNode, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::label::{Service, Text, base_of, service};
use super::signs::{HINTS, IS_SOME_VALUE, LABEL_SERVICE, Signs, is_hint, midnight};
use super::walk::{See, of, patterns, walk, walk_expression};
use chancery_model::vocab::{dataset_terms::WIKIDATA_ENTITY, std_terms as t};

/// The prefixes of the service (<https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format#Full_list_of_prefixes>).
pub const PREFIXES: [(&str, &str); 34] = [
    ("wd", "http://www.wikidata.org/entity/"),
    ("wds", "http://www.wikidata.org/entity/statement/"),
    ("wdv", "http://www.wikidata.org/value/"),
    ("wdref", "http://www.wikidata.org/reference/"),
    ("wdata", "http://www.wikidata.org/wiki/Special:EntityData/"),
    ("wdt", "http://www.wikidata.org/prop/direct/"),
    ("wdtn", "http://www.wikidata.org/prop/direct-normalized/"),
    ("wdno", "http://www.wikidata.org/prop/novalue/"),
    ("p", "http://www.wikidata.org/prop/"),
    ("ps", "http://www.wikidata.org/prop/statement/"),
    ("psv", "http://www.wikidata.org/prop/statement/value/"),
    ("psn", "http://www.wikidata.org/prop/statement/value-normalized/"),
    ("pq", "http://www.wikidata.org/prop/qualifier/"),
    ("pqv", "http://www.wikidata.org/prop/qualifier/value/"),
    ("pqn", "http://www.wikidata.org/prop/qualifier/value-normalized/"),
    ("pr", "http://www.wikidata.org/prop/reference/"),
    ("prv", "http://www.wikidata.org/prop/reference/value/"),
    ("prn", "http://www.wikidata.org/prop/reference/value-normalized/"),
    ("wikibase", "http://wikiba.se/ontology#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("schema", "http://schema.org/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("geof", "http://www.opengis.net/def/geosparql/function/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("cc", "http://creativecommons.org/ns#"),
    ("ontolex", "http://www.w3.org/ns/lemon/ontolex#"),
    ("bd", "http://www.bigdata.com/rdf#"),
    ("hint", HINTS),
    ("fn", "http://www.w3.org/2005/xpath-functions#"),
];

/// Whose terms facts are asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// Those of the ontology. A query may still use Wikidata's terms, where a source is in Wikidata's shape.
    Ours,
    /// Wikidata's.
    Wikidata,
}

/// Rewrites what is the service's own. What is not is left as it is; a date is only taken for its midnight where the query
/// names terms of Wikidata's data model, or is asked in them.
#[must_use]
pub fn rewritten(mut query: Query, terms: Terms) -> Query {
    let signs = Signs::of(&query);
    let days = signs.days && (terms == Terms::Wikidata || signs.terms);
    if !signs.service && !days {
        return query;
    }
    let mut names = HashSet::new();
    walk(of(&query), &mut Names(&mut names));
    let pattern = match &mut query {
        // What a construction asks for is not within its pattern.
        Query::Construct { template, pattern, .. } => {
            for term in template.iter().flat_map(|triple| [&triple.subject, &triple.object]) {
                let TermPattern::Variable(variable) = term else { continue };
                names.insert(variable.as_str().to_owned());
                project(pattern, variable);
            }
            pattern
        }
        Query::Select { pattern, .. } | Query::Describe { pattern, .. } | Query::Ask { pattern, .. } => pattern,
    };
    let mut rewriter = Rewriter { names, fresh: 0, days };
    let (inner, pending) = rewriter.pattern(std::mem::replace(pattern, nothing()));
    *pattern = rewriter.label(inner, pending);
    if let Query::Construct { template, .. } = &mut query {
        template.retain(|triple| !is_hint(triple));
    }
    query
}

/// Whether a query asks another endpoint, after rewriting.
#[must_use]
pub fn has_service(query: &Query) -> bool {
    let mut found = false;
    patterns(query, &mut |pattern| found |= matches!(pattern, GraphPattern::Service { .. }));
    found
}

/// Has the outermost projection let a variable through.
fn project(pattern: &mut GraphPattern, variable: &Variable) {
    match pattern {
        GraphPattern::Project { variables, .. } if !variables.contains(variable) => variables.push(variable.clone()),
        GraphPattern::Slice { inner, .. } | GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
            project(inner, variable);
        }
        _ => {}
    }
}

fn nothing() -> GraphPattern {
    GraphPattern::Bgp { patterns: Vec::new() }
}

struct Rewriter {
    /// Every variable of the query, by its name.
    names: HashSet<String>,
    fresh: usize,
    /// Whether dates are taken for their midnights.
    days: bool,
}

impl Rewriter {
    fn whole_day(&self, literal: &mut Literal) {
        if let Some(midnight) = midnight(literal).filter(|_| self.days) {
            *literal = midnight;
        }
    }

    fn fresh(&mut self) -> Variable {
        self.fresh += 1;
        Variable::new_unchecked(format!("label__{}", self.fresh))
    }

    /// The pattern without its label services, and those that wait for the rest of their group.
    fn pattern(&mut self, pattern: GraphPattern) -> (GraphPattern, Vec<Service>) {
        match pattern {
            GraphPattern::Service { name: NamedNodePattern::NamedNode(name), inner, .. }
                if name.as_str() == LABEL_SERVICE =>
            {
                (nothing(), vec![service(&inner)])
            }
            GraphPattern::Bgp { patterns } => {
                let kept = patterns.into_iter().filter(|triple| !is_hint(triple));
                let kept = kept.map(|mut triple| {
                    if let TermPattern::Literal(literal) = &mut triple.object {
                        self.whole_day(literal);
                    }
                    triple
                });
                (GraphPattern::Bgp { patterns: kept.collect() }, Vec::new())
            }
            GraphPattern::Join { left, right } => {
                let ((left, mut pending), (right, more)) = (self.pattern(*left), self.pattern(*right));
                pending.extend(more);
                let is_nothing = |pattern: &GraphPattern| *pattern == nothing();
                let joined = match (is_nothing(&left), is_nothing(&right)) {
                    (true, _) => right,
                    (_, true) => left,
                    _ => GraphPattern::Join { left: Box::new(left), right: Box::new(right) },
                };
                (joined, pending)
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                let (left, pending) = self.pattern(*left);
                let right = Box::new(self.closed(*right));
                let expression = expression.map(|expression| self.expression(expression));
                (GraphPattern::LeftJoin { left: Box::new(left), right, expression }, pending)
            }
            GraphPattern::Minus { left, right } => {
                let (left, pending) = self.pattern(*left);
                (GraphPattern::Minus { left: Box::new(left), right: Box::new(self.closed(*right)) }, pending)
            }
            GraphPattern::Filter { expr, inner } => {
                let (inner, pending) = self.pattern(*inner);
                let expr = self.expression(expr);
                // A filter that looks at a label must come after it.
                let (inner, pending) = self.before(inner, pending, &expr);
                (GraphPattern::Filter { expr, inner: Box::new(inner) }, pending)
            }
            GraphPattern::Extend { inner, variable, expression } => {
                let (inner, pending) = self.pattern(*inner);
                let expression = self.expression(expression);
                let (inner, pending) = self.before(inner, pending, &expression);
                (GraphPattern::Extend { inner: Box::new(inner), variable, expression }, pending)
            }
            GraphPattern::Union { left, right } => {
                let (left, right) = (Box::new(self.closed(*left)), Box::new(self.closed(*right)));
                (GraphPattern::Union { left, right }, Vec::new())
            }
            GraphPattern::Graph { name, inner } => {
                (GraphPattern::Graph { name, inner: Box::new(self.closed(*inner)) }, Vec::new())
            }
            other => (self.modified(other), Vec::new()),
        }
    }

    /// A pattern whose inner one is a group of its own: what orders, projects, cuts or groups its rows.
    fn modified(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::OrderBy { inner, expression } => {
                let inner = Box::new(self.closed(*inner));
                let expression = expression
                    .into_iter()
                    .map(|order| match order {
                        OrderExpression::Asc(expression) => OrderExpression::Asc(self.expression(expression)),
                        OrderExpression::Desc(expression) => OrderExpression::Desc(self.expression(expression)),
                    })
                    .collect();
                GraphPattern::OrderBy { inner, expression }
            }
            GraphPattern::Project { inner, variables } => {
                GraphPattern::Project { inner: Box::new(self.closed(*inner)), variables }
            }
            GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: Box::new(self.closed(*inner)) },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: Box::new(self.closed(*inner)) },
            GraphPattern::Slice { inner, start, length } => {
                GraphPattern::Slice { inner: Box::new(self.closed(*inner)), start, length }
            }
            GraphPattern::Group { inner, variables, aggregates } => {
                let inner = Box::new(self.closed(*inner));
                let aggregates = aggregates
                    .into_iter()
                    .map(|(variable, aggregate)| match aggregate {
                        AggregateExpression::FunctionCall { name, expr, distinct } => {
                            let expr = self.expression(expr);
                            (variable, AggregateExpression::FunctionCall { name, expr, distinct })
                        }
                        other @ AggregateExpression::CountSolutions { .. } => (variable, other),
                    })
                    .collect();
                GraphPattern::Group { inner, variables, aggregates }
            }
            other => other,
        }
    }

    /// A group of its own, with its labels.
    fn closed(&mut self, pattern: GraphPattern) -> GraphPattern {
        let (inner, pending) = self.pattern(pattern);
        self.label(inner, pending)
    }

    /// Puts the labels that an expression looks at before it.
    fn before(
        &mut self,
        inner: GraphPattern,
        pending: Vec<Service>,
        expression: &Expression,
    ) -> (GraphPattern, Vec<Service>) {
        if pending.is_empty() {
            return (inner, pending);
        }
        let mut used = HashSet::new();
        names_of(expression, &mut used);
        let scope = scope(&inner);
        let makes = |service: &Service| match service.asked.as_slice() {
            [] => used
                .iter()
                .any(|name| !scope.contains(name) && base_of(name).is_some_and(|(base, _)| scope.contains(base))),
            asked => asked.iter().any(|(_, _, text)| used.contains(text.as_str())),
        };
        if pending.iter().any(makes) { (self.label(inner, pending), Vec::new()) } else { (inner, pending) }
    }

    /// The pattern with the texts that its services give.
    fn label(&mut self, mut pattern: GraphPattern, pending: Vec<Service>) -> GraphPattern {
        for service in pending {
            let asked = match service.asked.as_slice() {
                [] => self.automatic(&pattern),
                asked => asked.to_vec(),
            };
            for (thing, text, variable) in asked {
                let thing = match thing {
                    TermPattern::Variable(thing) => thing,
                    TermPattern::NamedNode(thing) => {
                        let variable = self.fresh();
                        let inner = Box::new(std::mem::replace(&mut pattern, nothing()));
                        let expression = Expression::NamedNode(thing);
                        pattern = GraphPattern::Extend { inner, variable: variable.clone(), expression };
                        variable
                    }
                    _ => continue,
                };
                pattern = self.text(pattern, &thing, text, variable, &service.languages);
            }
        }
        pattern
    }

    /// The texts that the names of variables ask for: `?itemLabel` for `?item`.
    fn automatic(&self, pattern: &GraphPattern) -> Vec<(TermPattern, Text, Variable)> {
        let scope = scope(pattern);
        let names: BTreeSet<&String> = self.names.iter().filter(|name| !scope.contains(*name)).collect();
        let asked = names.into_iter().filter_map(|name| {
            let (base, text) = base_of(name)?;
            let variable = |name: &str| Variable::new_unchecked(name);
            scope.contains(base).then(|| (variable(base).into(), text, variable(name)))
        });
        asked.collect()
    }

    fn text(
        &mut self,
        pattern: GraphPattern,
        thing: &Variable,
        text: Text,
        variable: Variable,
        languages: &[String],
    ) -> GraphPattern {
        let of = |function: Function, arguments: Vec<Expression>| Expression::FunctionCall(function, arguments);
        let var = |variable: &Variable| Expression::Variable(variable.clone());
        let literal = |text: &str| Expression::Literal(Literal::new_simple_literal(text));
        // Where the thing is not bound, joining its labels would bind it to everything that has one.
        let key = self.fresh();
        let is_thing = Expression::And(
            Box::new(Expression::Bound(thing.clone())),
            Box::new(of(Function::IsIri, vec![var(thing)])),
        );
        let none = Expression::NamedNode(NamedNode::new_unchecked("urn:x-none:"));
        let mut pattern = GraphPattern::Extend {
            inner: Box::new(pattern),
            variable: key.clone(),
            expression: Expression::If(Box::new(is_thing), Box::new(var(thing)), Box::new(none)),
        };
        let mut found = Vec::new();
        for language in languages {
            let one = self.fresh();
            let triple = TriplePattern {
                subject: TermPattern::Variable(key.clone()),
                predicate: NamedNodePattern::NamedNode(NamedNode::new_unchecked(text.property())),
                object: TermPattern::Variable(one.clone()),
            };
            let in_language =
                Expression::Equal(Box::new(of(Function::Lang, vec![var(&one)])), Box::new(literal(language)));
            let right = GraphPattern::Bgp { patterns: vec![triple] };
            pattern = if text == Text::AltLabel {
                let all = self.fresh();
                let name = AggregateFunction::GroupConcat { separator: Some(", ".to_owned()) };
                let joined = AggregateExpression::FunctionCall { name, expr: var(&one), distinct: false };
                let group = GraphPattern::Group {
                    inner: Box::new(GraphPattern::Filter { expr: in_language, inner: Box::new(right) }),
                    variables: vec![key.clone()],
                    aggregates: vec![(all.clone(), joined)],
                };
                found.push(all);
                GraphPattern::LeftJoin { left: Box::new(pattern), right: Box::new(group), expression: None }
            } else {
                found.push(one);
                let (left, right) = (Box::new(pattern), Box::new(right));
                GraphPattern::LeftJoin { left, right, expression: Some(in_language) }
            };
        }
        let mut choices: Vec<Expression> = found.iter().map(var).collect();
        if text == Text::Label {
            let name = || of(Function::Str, vec![var(thing)]);
            let id = of(Function::StrAfter, vec![name(), literal(WIKIDATA_ENTITY)]);
            let is_item = of(Function::StrStarts, vec![name(), literal(WIKIDATA_ENTITY)]);
            choices.push(Expression::If(Box::new(is_item), Box::new(id), Box::new(name())));
        }
        GraphPattern::Extend { inner: Box::new(pattern), variable, expression: Expression::Coalesce(choices) }
    }

    /// An expression with the service's function in plain SPARQL, and with patterns in it rewritten.
    fn expression(&mut self, expression: Expression) -> Expression {
        let mut boxed = |expression: Box<Expression>| Box::new(self.expression(*expression));
        match expression {
            Expression::FunctionCall(Function::Custom(name), mut arguments)
                if name.as_str() == IS_SOME_VALUE && arguments.len() == 1 =>
            {
                let thing = self.expression(arguments.remove(0));
                let genid = Expression::Literal(Literal::new_simple_literal(t::WIKIDATA_GENID));
                let name = Expression::FunctionCall(Function::Str, vec![thing.clone()]);
                let starts = Expression::FunctionCall(Function::StrStarts, vec![name, genid]);
                let is_iri = Expression::FunctionCall(Function::IsIri, vec![thing]);
                Expression::And(Box::new(is_iri), Box::new(starts))
            }
            Expression::FunctionCall(function, arguments) => {
                Expression::FunctionCall(function, arguments.into_iter().map(|one| self.expression(one)).collect())
            }
            Expression::Literal(mut literal) => {
                self.whole_day(&mut literal);
                Expression::Literal(literal)
            }
            Expression::Exists(pattern) => Expression::Exists(Box::new(self.closed(*pattern))),
            Expression::Or(a, b) => Expression::Or(boxed(a), boxed(b)),
            Expression::And(a, b) => Expression::And(boxed(a), boxed(b)),
            Expression::Equal(a, b) => Expression::Equal(boxed(a), boxed(b)),
            Expression::SameTerm(a, b) => Expression::SameTerm(boxed(a), boxed(b)),
            Expression::Greater(a, b) => Expression::Greater(boxed(a), boxed(b)),
            Expression::GreaterOrEqual(a, b) => Expression::GreaterOrEqual(boxed(a), boxed(b)),
            Expression::Less(a, b) => Expression::Less(boxed(a), boxed(b)),
            Expression::LessOrEqual(a, b) => Expression::LessOrEqual(boxed(a), boxed(b)),
            Expression::Add(a, b) => Expression::Add(boxed(a), boxed(b)),
            Expression::Subtract(a, b) => Expression::Subtract(boxed(a), boxed(b)),
            Expression::Multiply(a, b) => Expression::Multiply(boxed(a), boxed(b)),
            Expression::Divide(a, b) => Expression::Divide(boxed(a), boxed(b)),
            Expression::UnaryPlus(a) => Expression::UnaryPlus(boxed(a)),
            Expression::UnaryMinus(a) => Expression::UnaryMinus(boxed(a)),
            Expression::Not(a) => Expression::Not(boxed(a)),
            Expression::If(a, b, c) => Expression::If(boxed(a), boxed(b), boxed(c)),
            Expression::In(a, list) => {
                let a = boxed(a);
                Expression::In(a, list.into_iter().map(|one| self.expression(one)).collect())
            }
            Expression::Coalesce(list) => {
                Expression::Coalesce(list.into_iter().map(|one| self.expression(one)).collect())
            }
            other @ (Expression::NamedNode(_) | Expression::Variable(_) | Expression::Bound(_)) => other,
        }
    }
}

/// The names of variables.
struct Names<'a>(&'a mut HashSet<String>);

impl See for Names<'_> {
    fn variable(&mut self, variable: &Variable) {
        self.0.insert(variable.as_str().to_owned());
    }
}

fn scope(pattern: &GraphPattern) -> HashSet<String> {
    let mut found = HashSet::new();
    pattern.on_in_scope_variable(|variable| {
        found.insert(variable.as_str().to_owned());
    });
    found
}

fn names_of(expression: &Expression, found: &mut HashSet<String>) {
    walk_expression(expression, &mut Names(found));
}

#[cfg(test)]
mod tests {
    use spargebra::SparqlParser;

    use super::*;

    fn parsed(text: &str) -> Query {
        let prefixes = PREFIXES.into_iter().chain([("chy", "https://w3id.org/chancery/ontology#")]);
        let parser =
            prefixes.fold(SparqlParser::new(), |parser, (prefix, iri)| parser.with_prefix(prefix, iri).unwrap());
        parser.parse_query(text).unwrap()
    }

    const DAY: &str = "\"2008-01-01\"^^xsd:dateTime";

    fn is_midnight(text: &str, terms: Terms) -> bool {
        let query = rewritten(parsed(text), terms).to_string();
        assert_ne!(query.contains("\"2008-01-01\""), query.contains("\"2008-01-01T00:00:00Z\""), "{query}");
        query.contains("T00:00:00Z")
    }

    #[test]
    fn a_day_is_its_midnight_where_a_query_speaks_of_wikidata() {
        for pattern in [
            "?i wdt:P571 ?when",
            "?i p:P571 [ psv:P571 ?value ] . ?other rdfs:label ?when",
            "?i (wdt:P279|^wdt:P31)+/rdfs:label ?when",
            "?i !wdt:P31 ?when",
            "?i a wikibase:Item ; rdfs:label ?when",
            "VALUES ?p { wdt:P571 } ?i ?p ?when",
            "?i ?p ?when FILTER(?p = wdt:P571)",
            "?i ?p ?when FILTER EXISTS { ?i wikibase:rank ?rank }",
        ] {
            let query = format!("SELECT * {{ {pattern} FILTER(?when >= {DAY}) }}");
            assert!(is_midnight(&query, Terms::Ours), "{pattern}");
        }
        assert!(is_midnight(&format!("CONSTRUCT {{ ?i wdt:P571 ?t }} {{ ?i ?p ?t , {DAY} }}"), Terms::Ours));
        assert!(is_midnight(&format!("ASK {{ ?i wdt:P571 {DAY} }}"), Terms::Ours));
    }

    #[test]
    fn a_day_stays_as_it_is_in_a_query_of_anything_else() {
        for pattern in [
            "?i dct:date ?when",
            "?i owl:sameAs wd:Q184 ; dct:date ?when",
            "?i rdfs:label 'wikibase: bigdata.com wikiba.se' ; dct:date ?when # wdt:P571",
            "?i chy:beginEarliest ?when",
        ] {
            let text = format!("SELECT * {{ {pattern}\nFILTER(?when >= {DAY}) }}");
            assert!(!is_midnight(&text, Terms::Ours), "{pattern}");
            assert_eq!(rewritten(parsed(&text), Terms::Ours), parsed(&text));
            // Asked in Wikidata's terms, it is one whatever the query names.
            assert!(is_midnight(&text, Terms::Wikidata), "{pattern}");
        }
    }

    #[test]
    fn what_has_a_time_of_day_or_another_datatype_is_left() {
        for literal in
            ["\"2008-01-01T10:00:00Z\"^^xsd:dateTime", "\"2008-01-01\"^^xsd:date", "'2008-01-01'", "'dateTime'"]
        {
            let query = parsed(&format!("SELECT * {{ ?i wdt:P571 ?when FILTER(?when = {literal}) }}"));
            assert_eq!(rewritten(query.clone(), Terms::Wikidata), query, "{literal}");
        }
    }

    #[test]
    fn what_is_the_services_own_is_found_in_the_algebra() {
        let hint = parsed("SELECT ?a { ?a ?b ?c . hint:Query hint:optimizer 'None' }");
        assert_eq!(rewritten(hint, Terms::Ours), parsed("SELECT ?a { ?a ?b ?c }"));
        let function = rewritten(parsed("ASK { ?a ?b ?c FILTER(wikibase:isSomeValue(?c)) }"), Terms::Ours).to_string();
        assert!(!function.contains("isSomeValue") && function.contains("genid"), "{function}");
        let named = parsed("PREFIX w: <http://wikiba.se/ontology#> ASK { ?a ?b ?c SERVICE w:label { } }");
        assert!(!has_service(&rewritten(named, Terms::Ours)));
    }
}
