//! What a source says compared with what Wikidata says, and what could be given back.
//!
//! | file | subject |
//! |---|---|
//! | `statement.rs` | a statement of Wikidata |
//! | `finding.rs` | what is found of a fact or an entity |
//! | `asked.rs` | what is asked of the data of Wikidata |
//! | `held.rs` | the statements of Wikidata on the items that are asked for |
//! | `compare.rs` | each statement of a fact or an entity against them |
//! | `proposal.rs` | what Wikidata lacks, as commands of a batch or for review |

mod asked;
mod compare;
mod finding;
mod held;
mod proposal;
mod statement;

pub use asked::Asked;
pub use compare::{audit, shown, shown_time};
pub use finding::{Audit, Audited, Finding, Spoken, Verdict};
pub use held::Held;
pub use proposal::{Does, Proposal, Proposed, Reason, Reviewed, Wanted, propose};
pub use statement::HeldStatement;
