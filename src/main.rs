//! Arguments in, exit status out.

use std::alloc::System;

/// Counts what is held, for limits of memory.
#[global_allocator]
static MEMORY: cap::Cap<System> = cap::Cap::new(System, usize::MAX);

fn main() -> std::process::ExitCode {
    chancery::command::main(|| MEMORY.allocated())
}
