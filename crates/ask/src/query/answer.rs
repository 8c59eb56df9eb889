//! What a query is answered with, whichever engine evaluates it: rows, a truth or triples; and why there is no answer.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use oxigraph::model::{Term, Triple, Variable};

use super::budget::{Limit, Watch};
use chancery_model::diagnostic::Diagnostic;

/// Why a query has no answer, or facts cannot be read.
#[derive(Debug)]
pub enum AskError {
    /// The evaluation took more than its budget.
    Exceeded(Limit),
    /// The engine was stopped. [`Answer::within`] says by which limit.
    Stopped,
    /// Another endpoint failed.
    Service(ServiceFailed),
    /// There was no memory for the thread that watches the budget.
    Thread(io::Error),
    /// The party that was asked does not answer such a query.
    Refused(String),
    /// The evaluation or the reading failed, in the engine's words.
    Failed(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exceeded(limit) => write!(f, "{limit}"),
            Self::Stopped => f.write_str("the evaluation was stopped"),
            Self::Service(failed) => failed.fmt(f),
            Self::Thread(error) => error.fmt(f),
            Self::Refused(why) => f.write_str(why),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl Error for AskError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Service(failed) => Some(failed),
            Self::Thread(error) => Some(error),
            Self::Failed(error) => Some(&**error),
            Self::Exceeded(_) | Self::Stopped | Self::Refused(_) => None,
        }
    }
}

impl AskError {
    /// The error, with the limit for which the engine was stopped.
    #[must_use]
    pub fn explained(self, watch: &Watch) -> Self {
        match (self, watch.exceeded()) {
            (Self::Stopped, Some(limit)) => Self::Exceeded(limit),
            (other, _) => other,
        }
    }
}

/// Why an endpoint gave no answer.
#[derive(Clone, Debug)]
pub struct ServiceFailed(pub Diagnostic);

impl fmt::Display for ServiceFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl Error for ServiceFailed {}

/// The answer to a query.
pub enum Answer<'a> {
    /// To SELECT: rows.
    Solutions(Solutions<'a>),
    /// To ASK: yes or no.
    Truth(bool),
    /// To CONSTRUCT and DESCRIBE: triples, one perhaps more than once.
    Triples(Triples<'a>),
}

impl Answer<'_> {
    /// The same answer, as long as its budget lasts: the limit of rows ends it here, and where a limit of time or memory
    /// stopped the engine, the error says which. The watch ends when the rows or triples are dropped.
    #[must_use]
    pub fn within(self, watch: Watch) -> Self {
        match self {
            Self::Solutions(Solutions { variables, rows }) => Self::Solutions(Solutions {
                variables,
                rows: Box::new(Within { inner: rows, watch, given: 0, ended: false }),
            }),
            Self::Triples(Triples(triples)) => {
                Self::Triples(Triples(Box::new(Within { inner: triples, watch, given: 0, ended: false })))
            }
            truth @ Self::Truth(_) => truth,
        }
    }
}

type Steps<'a, T> = Box<dyn Iterator<Item = Result<T, AskError>> + 'a>;

/// Columns, and rows with their values in the order of these.
pub type Rows = (Arc<[Variable]>, Arc<[Vec<Option<Term>>]>);

/// Rows with their columns.
pub struct Solutions<'a> {
    variables: Arc<[Variable]>,
    rows: Steps<'a, Solution>,
}

impl<'a> Solutions<'a> {
    /// Rows whose values are in the order of the columns.
    pub fn new(variables: Arc<[Variable]>, rows: impl Iterator<Item = Result<Solution, AskError>> + 'a) -> Self {
        Self { variables, rows: Box::new(rows) }
    }

    /// The columns.
    #[must_use]
    pub fn variables(&self) -> &Arc<[Variable]> {
        &self.variables
    }
}

impl Iterator for Solutions<'_> {
    type Item = Result<Solution, AskError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}

/// A row.
pub struct Solution {
    variables: Arc<[Variable]>,
    /// The container of the values, so that an engine's own rows need not be copied.
    values: Box<dyn AsRef<[Option<Term>]>>,
}

impl Solution {
    /// A row of these columns, with its values in their order.
    #[must_use]
    pub fn new(variables: Arc<[Variable]>, values: impl AsRef<[Option<Term>]> + 'static) -> Self {
        Self { variables, values: Box::new(values) }
    }

    /// The value of a column, if it has one.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Term> {
        let at = self.variables.iter().position(|variable| variable.as_str() == column)?;
        self.values().get(at)?.as_ref()
    }

    /// The values in the order of the columns.
    #[must_use]
    pub fn values(&self) -> &[Option<Term>] {
        (*self.values).as_ref()
    }

    /// The columns that have a value, with it.
    pub fn bound(&self) -> impl Iterator<Item = (&Variable, &Term)> {
        self.variables.iter().zip(self.values()).filter_map(|(variable, value)| Some((variable, value.as_ref()?)))
    }
}

/// Triples.
pub struct Triples<'a>(Steps<'a, Triple>);

impl<'a> Triples<'a> {
    /// Triples in any order.
    pub fn new(triples: impl Iterator<Item = Result<Triple, AskError>> + 'a) -> Self {
        Self(Box::new(triples))
    }
}

impl Iterator for Triples<'_> {
    type Item = Result<Triple, AskError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

/// Rows or triples under watch.
struct Within<I> {
    inner: I,
    watch: Watch,
    given: u64,
    ended: bool,
}

impl<T, I: Iterator<Item = Result<T, AskError>>> Iterator for Within<I> {
    type Item = Result<T, AskError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let step = match self.inner.next() {
            Some(Ok(_)) if self.watch.rows().is_some_and(|most| self.given >= most) => {
                Some(Err(AskError::Exceeded(Limit::Rows(self.given))))
            }
            Some(Err(error)) => Some(Err(error.explained(&self.watch))),
            // An engine that was stopped may have rows left, or give none and no error: the answer is not whole.
            row => self.watch.exceeded().map(|limit| Err(AskError::Exceeded(limit))).or(row),
        };
        self.given += 1;
        self.ended = !matches!(step, Some(Ok(_)));
        step
    }
}
