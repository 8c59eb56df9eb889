//! What Wikidata lacks, as commands for it or for a person to look at.
//!
//! Into the batch comes only what the source itself asserts and nothing contradicts, what has a reference, and what is
//! not there yet. All else that an editor may want to know comes into the review.
//!
//! | file | subject |
//! |---|---|
//! | `outcome.rs` | commands of a batch, and what is for review, with the reason |
//! | `proposer.rs` | what all that is proposed is made with: the batch, the review, references, calendars |
//! | `doubt.rs` | what the source or Wikidata says that puts a command in doubt |
//! | `statement.rs` | a finding to a statement of the batch, or to the review |
//! | `creation.rs` | new items |
//! | `propose.rs` | all findings of an audit to one proposal |

mod creation;
mod doubt;
mod outcome;
mod propose;
mod proposer;
mod statement;

pub use outcome::{Does, Proposal, Proposed, Reason, Reviewed, Wanted};
pub use propose::propose;
