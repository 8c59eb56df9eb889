//! Readings to facts. A table says few distinct things many times, so what a value comes to is remembered by the cells
//! that it is made of.
//!
//! | file | subject |
//! |---|---|
//! | `among.rs` | the items of a cell that count, by what another column has |
//! | `ended.rs` | how a reading ended: facts, a year of a spell, passed over or rejected |
//! | `known.rs` | the result of a value, as it is remembered |
//! | `met.rs` | whether a cell meets a condition |
//! | `reading.rs` | the cells of a reading, as one text too |
//! | `mapper.rs` | the reader of the rows of one table, and what a name of the recipe means in a reading |
//! | `conditions.rs` | the conditions on a reading, and what leaves all of them undecided |
//! | `settle.rs` | what a value lacks whose cells hold nothing |
//! | `values.rs` | the values of a reading and of its claim, each made once |
//! | `faults.rs` | what is wrong with a reading, stated at its cells |
//! | `years.rs` | the readings of a table of years, and the spells that they make |

mod among;
mod conditions;
mod ended;
mod faults;
mod known;
mod mapper;
mod met;
mod reading;
mod settle;
mod values;
mod years;

pub use ended::{Codes, Ended, Rejected, Said, Skip};
pub use mapper::RowMapper;
