//! What a source says compared with what Wikidata says, and what could be given back.
//!
//! | file | subject |
//! |---|---|
//! | `statement.rs` | a statement of Wikidata |
//! | `finding.rs` | what is found of a fact or an entity |
//! | `asked.rs` | what is asked of the data of Wikidata |
//! | `held.rs` | the statements of Wikidata on the items that are asked for |
//! | `shown.rs` | values, times and qualifiers of Wikidata for a person |
//! | `ends.rs` | two times compared: begin and end |
//! | `rival.rs` | statements of another value that cannot be true together with ours |
//! | `judge.rs` | how Wikidata compares with one statement, and why |
//! | `compare.rs` | each statement of a fact or an entity against them |
//! | `proposal/` | what Wikidata lacks, as commands of a batch or for review |

mod asked;
mod compare;
mod ends;
mod finding;
mod held;
mod judge;
mod proposal;
mod rival;
mod shown;
mod statement;

pub use asked::Asked;
pub use compare::audit;
pub use finding::{Audit, Audited, Finding, Said, Spoken, Verdict};
pub use held::Held;
pub use proposal::{Does, Proposal, Proposed, Reason, Reviewed, Wanted, propose};
pub use shown::{shown, shown_time};
pub use statement::HeldStatement;
