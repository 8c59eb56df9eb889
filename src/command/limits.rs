//! What work may take, in time and in memory. Where it does not end by itself, the process is ended.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};

use oxigraph::sparql::CancellationToken;

use super::say::say;

/// How long after the limit an evaluation may end by itself, before the process is ended.
const GRACE: Duration = Duration::from_millis(300);

/// How often memory is looked at. In this time an evaluation takes some 20 MiB more.
const LOOK: Duration = Duration::from_millis(5);

/// Rows are passed on at least so often, so that a slow query shows what it has.
const PASS_ON: Duration = Duration::from_millis(200);

/// The longest limit: a year.
const LONGEST: f64 = 31_536_000.0;

/// What the allocator of the process does beside allocating.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Reports how much memory is held, in bytes.
    pub held: fn() -> usize,
    /// Gives memory that is free back to the system.
    pub give_back: fn(),
}

static MEMORY: OnceLock<Memory> = OnceLock::new();

/// Takes the allocator; without one, limits of memory do nothing.
pub fn allocate_with(memory: Memory) {
    let _ = MEMORY.set(memory);
}

fn held() -> usize {
    MEMORY.get().map_or(0, |memory| (memory.held)())
}

/// Gives memory that is free back to the system. Takes some milliseconds.
pub fn give_back() {
    if let Some(memory) = MEMORY.get() {
        (memory.give_back)();
    }
}

/// Reads an option that is a time.
pub fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0 && *seconds <= LONGEST);
    let limit = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    limit.ok_or_else(|| "a number of seconds is expected, above 0 and not above a year: 10, 1.5".to_owned())
}

/// Does work that has a time, which ends the process: `late` says what there is to say, and gives the exit status.
///
/// # Errors
/// When there is no memory for a thread.
pub fn until<R: Send>(
    end: Option<Instant>,
    work: impl FnOnce() -> R + Send,
    late: impl FnOnce() -> i32,
) -> io::Result<R> {
    let Some(end) = end else { return Ok(work()) };
    std::thread::scope(|scope| {
        let (done, wait) = mpsc::channel();
        let thread = std::thread::Builder::new().spawn_scoped(scope, move || {
            let result = work();
            let _ = done.send(());
            result
        })?;
        let waited = wait.recv_timeout(end.saturating_duration_since(Instant::now()));
        if waited == Err(mpsc::RecvTimeoutError::Timeout) {
            std::process::exit(late());
        }
        Ok(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// What an evaluation may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long it may take.
    pub time: Option<Duration>,
    /// How much it may hold, in MiB, beside what is held when it begins.
    pub memory: u32,
}

impl Limits {
    /// What is said when the time is over.
    pub fn out_of_time(limit: Duration) -> String {
        format!(
            "error: the query was ended after {} s; what was written until then is not the whole answer",
            limit.as_secs_f64()
        )
    }

    fn out_of_memory(self) -> String {
        format!(
            "error: the query was ended because it held more than {} MiB in addition to the facts; what was written until then is \
             not the whole answer\n--query-memory allows more",
            self.memory
        )
    }
}

/// Ends an evaluation that takes too much. oxigraph's token is enough for a plain query, but is not looked at while rows are
/// sorted or grouped or a subquery runs; then the process is ended, between two rows.
#[derive(Clone)]
pub struct Watch {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    done: Mutex<bool>,
    told: Condvar,
    /// Held while rows are written.
    gate: Mutex<()>,
}

impl Watch {
    /// A watch that does not run yet.
    pub fn new() -> Self {
        Self { shared: Arc::new(Shared::default()) }
    }

    /// Watches from now on.
    ///
    /// # Errors
    /// When there is no memory for a thread.
    pub fn arm(&self, limits: Limits, token: CancellationToken) -> io::Result<()> {
        let watch = self.clone();
        let most = held().saturating_add((limits.memory as usize) << 20);
        let begun = Instant::now();
        let look = move || {
            loop {
                let left = limits.time.map(|limit| limit.saturating_sub(begun.elapsed()));
                if watch.wait(left.map_or(LOOK, |left| left.min(LOOK))) {
                    return;
                }
                if held() > most {
                    return watch.end(&limits.out_of_memory());
                }
                if let Some(limit) = limits.time.filter(|limit| begun.elapsed() >= *limit) {
                    token.cancel();
                    if !watch.wait(GRACE) {
                        watch.end(&Limits::out_of_time(limit));
                    }
                    return;
                }
            }
        };
        std::thread::Builder::new().spawn(look).map(drop)
    }

    /// Waits; says whether the evaluation has ended meanwhile.
    fn wait(&self, time: Duration) -> bool {
        let done = self.shared.done.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.shared.told.wait_timeout_while(done, time, |done| !*done);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Ends the process, unless the evaluation has ended meanwhile.
    fn end(&self, why: &str) {
        let _between_rows = self.between_rows();
        if *self.shared.done.lock().unwrap_or_else(PoisonError::into_inner) {
            return;
        }
        say(why);
        std::process::exit(2);
    }

    /// Says that the evaluation has ended.
    pub fn disarm(&self) {
        *self.shared.done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.told.notify_all();
    }

    fn between_rows(&self) -> MutexGuard<'_, ()> {
        self.shared.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets rows through, whole.
pub struct Gate<'a> {
    watch: &'a Watch,
    out: &'a mut dyn Write,
    passed_on: Instant,
}

impl<'a> Gate<'a> {
    /// A way out that the watch closes.
    pub fn new(watch: &'a Watch, out: &'a mut dyn Write) -> Self {
        Self { watch, out, passed_on: Instant::now() }
    }
}

impl Write for Gate<'_> {
    fn write(&mut self, rows: &[u8]) -> io::Result<usize> {
        let _writing = self.watch.between_rows();
        self.out.write_all(rows)?;
        if self.passed_on.elapsed() >= PASS_ON {
            self.out.flush()?;
            self.passed_on = Instant::now();
        }
        Ok(rows.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _writing = self.watch.between_rows();
        self.out.flush()
    }
}
