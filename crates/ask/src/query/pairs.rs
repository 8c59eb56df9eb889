//! A query that joins two subqueries, taken apart, so that who asks may say which of their rows belong together.

use std::collections::HashSet;

use oxigraph::model::{Term, Variable};
use spargebra::Query as Algebra;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;

use super::extent::on_deep_stack;
use super::sparql::Query;
use chancery_model::diagnostic::Diagnostic;
use chancery_model::origin::FileId;
use chancery_model::schema::Schema;

/// Two subqueries that a query joins: one has one column, the other another. What they are joined by are the columns that both have.
#[derive(Clone)]
pub struct Halves {
    /// The subquery with the one column.
    pub one: Query,
    /// The subquery with the other.
    pub other: Query,
    /// The columns of each.
    pub columns: [Vec<Variable>; 2],
    /// The columns of the query.
    pub selected: Vec<Variable>,
    /// The query without the two subqueries: what else it joins is in their place.
    rest: Algebra,
}

/// A row of a subquery: its values in the order of the columns.
pub type Row = Vec<Option<Term>>;

impl Halves {
    /// Understands a query, and takes it apart; no halves where its outermost group does not join two such subqueries.
    ///
    /// # Errors
    /// As [`Query::parse`].
    pub fn parse(
        schema: &Schema,
        text: &str,
        file: FileId,
        columns: [&str; 2],
    ) -> Result<(Query, Option<Self>), Diagnostic> {
        let query = Query::parse(schema, text, file)?;
        let algebra = query.algebra().clone();
        // What has no thread of its own is answered whole.
        let halves = on_deep_stack(|| Self::of(algebra, columns)).ok().flatten();
        Ok((query, halves))
    }

    fn of(mut rest: Algebra, columns: [&str; 2]) -> Option<Self> {
        let Algebra::Select { pattern, .. } = &mut rest else { return None };
        let selected = selected(pattern)?.to_vec();
        let place = joined(pattern)?;
        let mut parts = Vec::new();
        flatten(std::mem::take(place), &mut parts);
        let mut half = |column: &str| {
            let at = parts.iter().position(
                |part| matches!(part, GraphPattern::Project { variables, .. } if variables.iter().any(|one| one.as_str() == column)),
            )?;
            let GraphPattern::Project { variables, .. } = &parts[at] else { return None };
            let variables = variables.clone();
            Some((parts.remove(at), variables))
        };
        let [Some((one, of_one)), Some((other, of_other))] = columns.map(&mut half) else { return None };
        *place = parts.into_iter().reduce(join).unwrap_or_default();
        let query = |pattern| Query::of(Algebra::Select { dataset: None, pattern, base_iri: None });
        Some(Self { one: query(one), other: query(other), columns: [of_one, of_other], selected, rest })
    }

    /// The places of the columns that both subqueries have, in each.
    #[must_use]
    pub fn shared(&self) -> Vec<(usize, usize)> {
        let [one, other] = &self.columns;
        let place = |(at, column): (usize, &Variable)| Some((at, other.iter().position(|other| other == column)?));
        one.iter().enumerate().filter_map(place).collect()
    }

    /// The query, of these pairs of rows alone. Nothing where a value is a blank node, which no query can name.
    #[must_use]
    pub fn with(&self, pairs: &[(&Row, &Row)]) -> Option<Query> {
        let [one, other] = &self.columns;
        let shared: HashSet<usize> = self.shared().into_iter().map(|(_, at)| at).collect();
        let own: Vec<usize> = (0..other.len()).filter(|at| !shared.contains(at)).collect();
        let variables = one.iter().chain(own.iter().map(|at| &other[*at])).cloned().collect();
        let row = |(one, other): &(&Row, &Row)| {
            let values = one.iter().chain(own.iter().map(|at| &other[*at]));
            values
                .map(|value| match value {
                    None => Some(None),
                    Some(Term::NamedNode(node)) => Some(Some(GroundTerm::NamedNode(node.clone()))),
                    Some(Term::Literal(literal)) => Some(Some(GroundTerm::Literal(literal.clone()))),
                    Some(_) => None,
                })
                .collect::<Option<Vec<_>>>()
        };
        let bindings = pairs.iter().map(row).collect::<Option<Vec<_>>>()?;
        let mut rest = self.rest.clone();
        let Algebra::Select { pattern, .. } = &mut rest else { return None };
        let place = joined(pattern)?;
        let values = GraphPattern::Values { variables, bindings };
        let before = std::mem::take(place);
        *place = if before == GraphPattern::default() { values } else { join(values, before) };
        Some(Query::of(rest))
    }
}

/// The columns of a SELECT.
fn selected(mut pattern: &GraphPattern) -> Option<&[Variable]> {
    loop {
        pattern = match pattern {
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => inner,
            GraphPattern::Project { variables, .. } => return Some(variables),
            _ => return None,
        };
    }
}

/// The join within what is said of its rows: filters, values that are computed, what is left out, the columns.
fn joined(mut pattern: &mut GraphPattern) -> Option<&mut GraphPattern> {
    loop {
        pattern = match pattern {
            GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Filter { inner, .. }
            | GraphPattern::Extend { inner, .. } => inner,
            other => return Some(other),
        };
    }
}

fn flatten(pattern: GraphPattern, parts: &mut Vec<GraphPattern>) {
    match pattern {
        GraphPattern::Join { left, right } => {
            flatten(*left, parts);
            flatten(*right, parts);
        }
        other => parts.push(other),
    }
}

fn join(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join { left: Box::new(left), right: Box::new(right) }
}
