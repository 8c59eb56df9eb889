//! Without the feature `federate`: `service-off` refuses each query that would ask another endpoint, so none is asked.

use oxigraph::model::NamedNode;
use spargebra::algebra::GraphPattern;

use super::answer::{Rows, ServiceFailed};

/// The endpoints of one query. There are none.
pub enum Services {}

impl Services {
    /// What an endpoint says of a pattern.
    ///
    /// # Errors
    /// Never, because there is no endpoint.
    pub fn rows(&self, _endpoint: &NamedNode, _pattern: &GraphPattern) -> Result<Rows, ServiceFailed> {
        match *self {}
    }
}
