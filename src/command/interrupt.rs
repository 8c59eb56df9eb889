//! What becomes of a run that is broken off: unfinished files are removed, and the exit status is 130, as a shell has it
//! for SIGINT. A signal that was ignored when the program began stays ignored, so that `nohup` keeps a run going.
//!
//! Temporary files have no name, so the system removes them.

use std::io;
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
    /// Watches over a file. The first call takes over SIGINT, SIGTERM and SIGHUP; where that is refused, they end the run
    /// as they would have, and the file stays.
    pub fn over(path: &Path) -> Self {
        static WATCH: Once = Once::new();
        WATCH.call_once(|| {
            let _ = watch();
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

fn watch() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let stop = {
        let _context = runtime.enter();
        stop()?
    };
    let wait = move || {
        runtime.block_on(stop);
        // The lock is kept, so that no file gets its name from here on.
        let unfinished = unfinished();
        for path in unfinished.iter() {
            let _ = std::fs::remove_file(path);
        }
        std::process::exit(130);
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(wait).map(drop)
}

/// What ends when the run is to stop: at SIGINT, SIGTERM or SIGHUP, unless the signal was to be ignored from the start. The
/// signals are taken over at once.
///
/// # Errors
/// When the signals cannot be received.
#[cfg(unix)]
pub fn stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    let listen = |kind: SignalKind| if is_ignored(kind.as_raw_value()) { Ok(None) } else { signal(kind).map(Some) };
    async fn come(signal: Option<Signal>) {
        match signal {
            Some(mut signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
    let interrupted = listen(SignalKind::interrupt())?;
    let terminated = listen(SignalKind::terminate())?;
    let hung_up = listen(SignalKind::hangup())?;
    Ok(async {
        tokio::select! {
            () = come(interrupted) => {}
            () = come(terminated) => {}
            () = come(hung_up) => {}
        }
    })
}

/// Whether a signal is ignored, where the system reports (`SigIgn` of Linux, a bit for each signal).
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask >> (signal - 1) & 1 == 1
}

/// What ends when the run is to stop.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
