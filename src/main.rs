//! Arguments in, exit status out.

mod memory;

use chancery::command::Memory;
use memory::{Counting, give_back, held};

/// Counts what is held, for limits of memory.
#[global_allocator]
static MEMORY: Counting = Counting;

fn main() -> std::process::ExitCode {
    chancery::command::main(Memory { held, give_back })
}
