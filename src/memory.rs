//! The memory that the process holds: counted in the allocator, and given back. All `unsafe` of the program is here.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicIsize, Ordering};

/// The allocator of the system, which counts the bytes that are held. Each thread counts for itself and adds up every [`STEP`] bytes, so
/// that threads do not wait for one number: with one, all sources together took 1.1 times as long.
pub struct Counting;

/// By how many bytes the count of a thread may differ from what is added up.
const STEP: isize = 1 << 16;

/// What the threads have added up. It can be below zero for a moment, if one thread frees what another one has not added up.
static HELD: AtomicIsize = AtomicIsize::new(0);

thread_local! {
    /// What this thread holds more, or less, than it has added up.
    static OWN: Cell<isize> = const { Cell::new(0) };
}

/// How many bytes are held, to [`STEP`] bytes a thread.
pub fn held() -> usize {
    usize::try_from(HELD.load(Ordering::Relaxed)).unwrap_or(0)
}

/// Counts bytes that came or went.
#[inline]
fn count(bytes: isize) {
    // At the end of a thread its number is gone, and it adds up at once.
    let counted = OWN.try_with(|own| {
        let now = own.get().wrapping_add(bytes);
        if now.unsigned_abs() < STEP.unsigned_abs() {
            own.set(now);
        } else {
            own.set(0);
            HELD.fetch_add(now, Ordering::Relaxed);
        }
    });
    if counted.is_err() {
        HELD.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// The size of an allocation as a number that can be taken away. No allocation is larger than `isize::MAX` (`Layout`).
#[inline]
fn size(layout: Layout) -> isize {
    layout.size().cast_signed()
}

// SAFETY: each function hands its arguments to the same function of `System` and gives back what that gives, so the contract of
// `GlobalAlloc` holds because it holds for `System`. What is done besides is counting: it does not allocate (the number of a
// thread is a constant at first and needs no destructor), and it does not panic.
unsafe impl GlobalAlloc for Counting {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: what the caller holds to, is what `System` asks for.
        let found = unsafe { System.alloc(layout) };
        if !found.is_null() {
            count(size(layout));
        }
        found
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        let found = unsafe { System.alloc_zeroed(layout) };
        if !found.is_null() {
            count(size(layout));
        }
        found
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above, and `pointer` comes from `System`, since all allocations here do.
        unsafe { System.dealloc(pointer, layout) };
        count(-size(layout));
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new: usize) -> *mut u8 {
        // SAFETY: as above.
        let found = unsafe { System.realloc(pointer, layout, new) };
        if !found.is_null() {
            count(new.cast_signed() - size(layout));
        }
        found
    }
}

/// Gives memory that is free back to the system. The allocator of glibc keeps it otherwise: a server that had a thousand
/// clients, and idles, takes some 25 MB more than at its start.
pub fn give_back() {
    // SAFETY: `malloc_trim` takes a number and no pointer, and any thread may call it at any time (malloc_trim(3): MT-Safe).
    // It takes nothing from memory that is in use. The allocator that it belongs to is the one that `System` calls.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    unsafe {
        libc::malloc_trim(0);
    }
}
