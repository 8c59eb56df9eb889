//! Going through the algebra of a query.

use oxigraph::model::Variable;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};

/// A visitor of a query, part by part.
pub(super) trait See {
    /// A pattern, before those within it.
    fn pattern(&mut self, _pattern: &GraphPattern) {}

    /// A variable that is named outside of triples.
    fn variable(&mut self, _variable: &Variable) {}

    /// An expression, before those within it.
    fn expression(&mut self, _expression: &Expression) {}
}

/// Shows every pattern of a query to a function.
pub(super) fn patterns(query: &Query, see: &mut dyn FnMut(&GraphPattern)) {
    walk(of(query), &mut Patterns(see));
}

/// Shows patterns to a function.
pub(super) struct Patterns<'a>(pub(super) &'a mut dyn FnMut(&GraphPattern));

impl See for Patterns<'_> {
    fn pattern(&mut self, pattern: &GraphPattern) {
        (self.0)(pattern);
    }
}

/// The pattern of a query.
pub(super) fn of(query: &Query) -> &GraphPattern {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    pattern
}

/// Shows a pattern and all that it consists of.
pub(super) fn walk(pattern: &GraphPattern, see: &mut dyn See) {
    see.pattern(pattern);
    match pattern {
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            walk(left, see);
            walk(right, see);
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            walk(left, see);
            walk(right, see);
            expression.iter().for_each(|expression| walk_expression(expression, see));
        }
        GraphPattern::Filter { expr, inner } => {
            walk_expression(expr, see);
            walk(inner, see);
        }
        GraphPattern::Extend { inner, variable, expression } => {
            see.variable(variable);
            walk_expression(expression, see);
            walk(inner, see);
        }
        GraphPattern::OrderBy { inner, expression } => {
            for order in expression {
                let (OrderExpression::Asc(expression) | OrderExpression::Desc(expression)) = order;
                walk_expression(expression, see);
            }
            walk(inner, see);
        }
        GraphPattern::Project { inner, variables } => {
            variables.iter().for_each(|variable| see.variable(variable));
            walk(inner, see);
        }
        GraphPattern::Group { inner, variables, aggregates } => {
            variables.iter().for_each(|variable| see.variable(variable));
            for (variable, aggregate) in aggregates {
                see.variable(variable);
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    walk_expression(expr, see);
                }
            }
            walk(inner, see);
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => walk(inner, see),
        _ => {}
    }
}

/// Shows an expression and all that it consists of.
pub(super) fn walk_expression(expression: &Expression, see: &mut dyn See) {
    see.expression(expression);
    match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => see.variable(variable),
        Expression::Exists(pattern) => walk(pattern, see),
        Expression::Or(a, b)
        | Expression::And(a, b)
        | Expression::Equal(a, b)
        | Expression::SameTerm(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Add(a, b)
        | Expression::Subtract(a, b)
        | Expression::Multiply(a, b)
        | Expression::Divide(a, b) => {
            walk_expression(a, see);
            walk_expression(b, see);
        }
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => walk_expression(a, see),
        Expression::If(a, b, c) => [a, b, c].into_iter().for_each(|one| walk_expression(one, see)),
        Expression::In(a, list) => {
            walk_expression(a, see);
            list.iter().for_each(|one| walk_expression(one, see));
        }
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
            list.iter().for_each(|one| walk_expression(one, see));
        }
        Expression::NamedNode(_) | Expression::Literal(_) => {}
    }
}
