//! Questions: the catalogue of `queries/ask/`, the text of a query, and the writing of answers.
//!
//! A named question is plain SPARQL, whose `#+` lines are YAML about it. Its parameters are variables named as grlc
//! names them:
//!
//! | type | variable of the parameter `a` | takes |
//! |---|---|---|
//! | `entity`, with a `class` | `?_a_iri` | any name, code or id of the registry |
//! | `concept`, with a `scheme` | `?_a_iri` | a code, label, other label or notation of the scheme |
//! | `fact` | `?_a_iri` | the IRI of a fact, whole or with its prefix |
//! | `date` | `?_a_xsd_date` | a day, `2008-01-01` |
//! | `number` | `?_a_xsd_integer`, `?_a_xsd_decimal` or `?_a_xsd_double` | a number of that datatype |
//! | `text` | `?_a` | any text |
//!
//! A parameter has an `example` and may have a `description` and a `default`. Terms are put in the place of the
//! variables, so that any engine runs the same query. Where the default is `any`, the variable stays and matches
//! anything; a text has no such default.
//!
//! | file | subject |
//! |---|---|
//! | `ask.rs` | the seam between what is asked and where facts are held |
//! | `answer.rs` | rows, a truth or triples, and why there are none |
//! | `budget.rs` | what an evaluation may take |
//! | `header.rs` | the `#+` header of a query's file, of a question and of a check |
//! | `question.rs` | a question and its parameters, as its file says them |
//! | `bind.rs` | arguments to terms |
//! | `token.rs` | the tokens of a query's text |
//! | `sparql.rs` | the text of a query, read |
//! | `stop.rs` | where the parser stopped, and why |
//! | `pairs.rs` | a query that joins two subqueries, taken apart |
//! | `extent.rs` | how large a query may be |
//! | `terms.rs` | our terms that a query misspells |
//! | `service.rs`, `no_service.rs` | asking other endpoints, with and without the feature `federate` |
//! | `walk.rs` | going through the algebra of a query |
//! | `signs.rs` | what shows that a query was written for the Wikidata Query Service |
//! | `label.rs` | what its label service is asked |
//! | `wikidata.rs` | what the Wikidata Query Service has beyond SPARQL |
//! | `format.rs` | the formats of answers |
//! | `row_writer.rs` | the seam between answers and formats |
//! | `results.rs` | answers to bytes, in any format |
//! | `serialized.rs`, `table.rs`, `triples.rs` | the formats of SPARQL, the table for reading, triples |

mod answer;
mod ask;
mod bind;
mod budget;
mod extent;
mod format;
mod header;
mod label;
#[cfg(not(feature = "federate"))]
mod no_service;
mod pairs;
mod question;
mod results;
mod row_writer;
mod serialized;
#[cfg(feature = "federate")]
mod service;
mod signs;
mod sparql;
mod stop;
mod table;
mod terms;
mod token;
mod triples;
mod walk;
mod wikidata;

pub use answer::{Answer, AskError, Rows, ServiceFailed, Solution, Solutions, Triples};
pub use ask::{Ask, ONTOLOGY_GRAPH, Pattern, Quads};
pub use bind::Arguments;
pub use budget::{Budget, Limit, MemoryLimit, Overrun, Stuck, Watch};
pub use extent::{MAX_TEXT, on_deep_stack};
pub use format::{Format, UnknownFormat};
pub use header::{About, Header};
#[cfg(not(feature = "federate"))]
pub use no_service::Services;
pub use pairs::{Halves, Row};
pub use question::{Catalogue, Parameter, ParameterType, Question};
pub use results::{for_spreadsheets, write, write_rows};
pub use row_writer::{Answered, RowWriter};
#[cfg(feature = "federate")]
pub use service::Services;
pub use sparql::{Federation, Query};
pub use terms::misspelt;
pub use token::{substitute, variables};
pub use wikidata::Terms;
