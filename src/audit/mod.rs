//! What a source says held against what Wikidata says, and what could be given back.
//!
//! | file | subject |
//! |---|---|
//! | `asked.rs` | what is asked of the data of Wikidata |
//! | `held.rs` | the statements of Wikidata on the items that are asked for |
//! | `compare.rs` | each statement of a fact or an entity against them |
//! | `proposal.rs` | what Wikidata lacks, as commands of a batch or for review |

mod asked;
mod compare;
mod held;
mod proposal;

pub use asked::Asked;
pub use compare::{Audit, Audited, Finding, Spoken, Verdict, audit, shown, shown_time};
pub use held::{Held, HeldStatement};
pub use proposal::{Does, Proposal, Proposed, Reason, Reviewed, Wanted, propose};
