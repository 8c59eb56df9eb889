//! What becomes of unfinished files when a run is broken off: they are removed, and the exit status is 130, as a shell has
//! it for SIGINT.
//!
//! Temporary files of sorted output have no name, so the system removes them; copies of what can be read once only are
//! in the system's temporary folder, and a killed run leaves those there.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// The files that are being written, each of which is removed or gets its name when it is whole.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is removed if the run is broken off while this lives.
pub struct Guard(PathBuf);

impl Guard {
    /// Watches over a file. The first call takes over SIGINT and SIGTERM; where that is refused, they end the run as
    /// they would have, and the file stays.
    pub fn over(path: &Path) -> Self {
        static WATCH: Once = Once::new();
        WATCH.call_once(|| {
            let _ = ctrlc::set_handler(|| {
                // The lock is kept, so that no file gets its name from here on.
                let unfinished = unfinished();
                for path in unfinished.iter() {
                    let _ = std::fs::remove_file(path);
                }
                std::process::exit(130);
            });
        });
        unfinished().push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}
