//! Where sources meet: what several documents state about one affair, brought together.
//!
//! An affair is what the identifying keys of a kind say alone: the membership of Belarus in the UN. A telling says: there is a
//! spell of it, with these values, that begins between two days and ends between two days. From this alone follows which
//! tellings are of one spell, what they say together, and where they cannot all be right. Nothing is guessed: what is only
//! compatible is tied, and never merged.
//!
//! | file | subject |
//! |---|---|
//! | `telling.rs` | a telling, how a thing recurs, and what values have to do with one another |
//! | `window.rs` | windows of days, and what several of them have in common |
//! | `pair.rs` | two tellings: of one spell, of two, one implied by the other, or undecided |
//! | `affair.rs` | the tellings of one affair, and what they come to |
//! | `spells.rs` | these in sets, each of one spell |
//! | `decided.rs` | what persons decided of the tellings of one affair |
//! | `decide.rs` | decisions brought to the facts that they name, or why they cannot be |
//! | `decision.rs` | decisions on the facts of an affair, and what they lead to |
//! | `coverage.rs` | what documents cover, asked of facts |
//! | `covered.rs` | events of which a document has all of a time, and one in it |
//! | `known.rs` | the days of a fact that a document has completely |
//! | `lives.rs` | when things exist, and what that says of a finding |
//! | `silence.rs` | where a document says that it has all, and is silent |
//! | `reading.rs` | one pass through all descriptions, which keeps what affairs are made of |
//! | `wanted.rs` | the predicates that it looks for |
//! | `claim.rs` | a claim as it is described |
//! | `gather.rs` | the facts of all sources by affair, and what they come to |
//! | `compare.rs` | two sources compared, affair by affair |
//! | `stated.rs` | where the documents state chosen facts |
//! | `read_back.rs` | what is read back of the facts that meet |
//! | `made.rs` | a finding as a fact of its kind: values, time, label |
//! | `phase.rs` | parts of a finding with a narrower value |
//! | `write.rs` | findings, what they rest on, and disagreements as descriptions |
//! | `finding.rs` | what the tellings of one spell say together, and where they disagree |

mod affair;
mod claim;
mod compare;
mod coverage;
mod covered;
mod decide;
mod decided;
mod decision;
mod finding;
mod gather;
mod known;
mod lives;
mod made;
mod pair;
mod phase;
mod read_back;
mod reading;
mod silence;
mod spells;
mod stated;
mod telling;
#[cfg(test)]
mod tests;
mod wanted;
mod window;
mod write;

pub use affair::{Affair, LeftOut};
pub use compare::{Class, Compared, Facing, Sides, TwoCompared, Within, compare};
pub use decide::{Refused, Why, decide};
pub use decided::Decided;
pub use finding::{Disagreement, Finding};
pub use gather::Gathered;
pub use known::DocumentId;
pub use known::Unshared;
pub use pair::{Agreement, Over, Pair};
pub use reading::Group;
pub use spells::Tie;
pub use stated::{Citation, Cited, MOST_CITED, Stated};
pub use telling::{Interval, Measured, Recurs, Standing, Telling, Terms, ValueId, Values};
pub use window::Window;
pub use write::{Meeting, Met, meet};
