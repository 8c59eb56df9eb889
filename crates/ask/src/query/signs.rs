//! What shows in the algebra of a query that it was written for the Wikidata Query Service.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode};
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

use super::walk::{See, of, walk};
use chancery_model::vocab::std_terms as t;

/// What the terms of hints to the planner begin with.
pub(super) const HINTS: &str = "http://www.bigdata.com/queryHints#";

/// What the properties of Wikidata begin with, in all their roles.
const PROPERTIES: &str = "http://www.wikidata.org/prop/";

/// The service that gives labels.
pub(super) const LABEL_SERVICE: &str = "http://wikiba.se/ontology#label";

/// The function that knows values that are not known.
pub(super) const IS_SOME_VALUE: &str = "http://wikiba.se/ontology#isSomeValue";

/// Whether a triple is a hint to the planner.
pub(super) fn is_hint(triple: &TriplePattern) -> bool {
    let hint = |node: &NamedNode| node.as_str().starts_with(HINTS);
    matches!(&triple.subject, TermPattern::NamedNode(node) if hint(node))
        || matches!(&triple.predicate, NamedNodePattern::NamedNode(node) if hint(node))
}

/// The meaning of a date where a point in time is expected: its midnight, as the service does.
pub(super) fn midnight(literal: &Literal) -> Option<Literal> {
    let text = literal.value();
    let digits = text.trim_start_matches(['-', '+']);
    let is_day = digits.len() >= 10 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let is_point = literal.datatype() == xsd::DATE_TIME;
    (is_day && is_point).then(|| Literal::new_typed_literal(format!("{text}T00:00:00Z"), xsd::DATE_TIME))
}

/// What of a query shows that it was written for the service.
#[derive(Default)]
pub(super) struct Signs {
    /// Its label service, hints to its planner, its function: what no other engine answers.
    pub(super) service: bool,
    /// Properties and terms of Wikidata's data model. Items do not count: our facts mention them too.
    pub(super) terms: bool,
    /// Dates instead of points in time.
    pub(super) days: bool,
}

impl Signs {
    /// What a query shows.
    pub(super) fn of(query: &Query) -> Self {
        let mut signs = Self::default();
        walk(of(query), &mut signs);
        if let Query::Construct { template, .. } = query {
            template.iter().for_each(|triple| signs.triple(triple));
        }
        signs
    }

    fn iri(&mut self, iri: &NamedNode) {
        self.terms |= [PROPERTIES, t::WIKIBASE].iter().any(|namespace| iri.as_str().starts_with(namespace));
    }

    fn triple(&mut self, triple: &TriplePattern) {
        self.service |= is_hint(triple);
        self.term(&triple.subject);
        self.term(&triple.object);
        if let NamedNodePattern::NamedNode(predicate) = &triple.predicate {
            self.iri(predicate);
        }
    }

    fn term(&mut self, term: &TermPattern) {
        match term {
            TermPattern::NamedNode(iri) => self.iri(iri),
            TermPattern::Literal(literal) => self.days |= midnight(literal).is_some(),
            _ => {}
        }
    }

    fn path(&mut self, path: &PropertyPathExpression) {
        match path {
            PropertyPathExpression::NamedNode(iri) => self.iri(iri),
            PropertyPathExpression::NegatedPropertySet(iris) => iris.iter().for_each(|iri| self.iri(iri)),
            PropertyPathExpression::Sequence(a, b) | PropertyPathExpression::Alternative(a, b) => {
                self.path(a);
                self.path(b);
            }
            PropertyPathExpression::Reverse(inner)
            | PropertyPathExpression::ZeroOrMore(inner)
            | PropertyPathExpression::OneOrMore(inner)
            | PropertyPathExpression::ZeroOrOne(inner) => self.path(inner),
        }
    }
}

impl See for Signs {
    fn pattern(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => patterns.iter().for_each(|triple| self.triple(triple)),
            GraphPattern::Path { subject, path, object } => {
                self.term(subject);
                self.path(path);
                self.term(object);
            }
            GraphPattern::Values { bindings, .. } => {
                for term in bindings.iter().flatten().flatten() {
                    if let GroundTerm::NamedNode(iri) = term {
                        self.iri(iri);
                    }
                }
            }
            GraphPattern::Service { name: NamedNodePattern::NamedNode(name), .. } => {
                self.service |= name.as_str() == LABEL_SERVICE;
            }
            _ => {}
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::NamedNode(iri) => self.iri(iri),
            Expression::Literal(literal) => self.days |= midnight(literal).is_some(),
            Expression::FunctionCall(Function::Custom(name), _) => self.service |= name.as_str() == IS_SOME_VALUE,
            _ => {}
        }
    }
}
