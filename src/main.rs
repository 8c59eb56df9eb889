//! Arguments in, exit status out.

use std::alloc::System;

use chancery::command::Memory;

/// Counts what is held, for limits of memory.
#[global_allocator]
static MEMORY: cap::Cap<System> = cap::Cap::new(System, usize::MAX);

fn main() -> std::process::ExitCode {
    chancery::command::main(Memory { held: || MEMORY.allocated(), give_back })
}

/// Gives memory that is free back to the system. The allocator of glibc keeps it otherwise: a server that had a thousand
/// clients, and idles, takes some 25 MB more than at its start.
fn give_back() {
    // SAFETY: `malloc_trim` takes a number and no pointer, and any thread may call it at any time (malloc_trim(3): MT-Safe).
    // It takes nothing from memory that is in use. The allocator that it belongs to is the one that `System` calls.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    unsafe {
        libc::malloc_trim(0);
    }
}
