//! The rows of a check, the names of their columns, and why there may be none.

use crate::query::{Answer, Ask, AskError, Budget, Query, Solutions};

/// The column whose place is shown.
pub(super) const FACT: &str = "fact";

/// The second column that is shown with its place.
pub(super) const OTHER: &str = "other";

/// Why a check ends early.
pub(super) enum Failed {
    /// Its query does not fit a check.
    Wrong(String),
    /// The query failed.
    Query(AskError),
}

impl From<AskError> for Failed {
    fn from(error: AskError) -> Self {
        Self::Query(error)
    }
}

/// The rows of a SELECT.
pub(super) fn solutions(store: &dyn Ask, query: Query) -> Result<Solutions<'_>, Failed> {
    match store.evaluate(query, &Budget::default())? {
        Answer::Solutions(rows) => Ok(rows),
        _ => Err(Failed::Wrong("a check is a SELECT query".to_owned())),
    }
}
