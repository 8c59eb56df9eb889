//! What work may take, in time and in memory. Where it does not end by itself and cannot be stopped, the process is ended:
//! that is decided here, and nowhere else.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};

use super::say::say;
use chancery_ask::query::{Budget, Limit, MemoryLimit, Overrun};

/// Rows are passed on at least so often, so that a slow query shows what it has.
const PASS_ON: Duration = Duration::from_millis(200);

/// The longest limit: a year.
const LONGEST: f64 = 31_536_000.0;

/// What the allocator of the process does in addition to allocating.
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
    /// How much it may hold, in MiB, in addition to what is held when it begins.
    pub memory: u32,
}

impl Limits {
    /// The budget of an evaluation whose rows go through `door`. Where the engine cannot be stopped, the process is ended
    /// between two rows.
    pub fn budget(self, door: &Door) -> Budget {
        let door = door.clone();
        let stuck = move |overrun: &Overrun<'_>| {
            let _between_rows = door.between_rows();
            if overrun.has_ended() {
                return;
            }
            say(&exceeded(overrun.limit));
            std::process::exit(2);
        };
        let memory = MemoryLimit { most: (self.memory as usize) << 20, held };
        Budget { time: self.time, memory: Some(memory), rows: None, stuck: Some(Arc::new(stuck)) }
    }
}

/// What is said of a limit that was reached.
pub fn exceeded(limit: Limit) -> String {
    let more = if matches!(limit, Limit::Memory(_)) { "\n--query-memory allows more" } else { "" };
    format!("error: {limit}; what was written until then is not the whole answer{more}")
}

/// The gate through which rows are written. It is locked during a write, so that a thread that ends the process does so
/// between two rows.
#[derive(Clone, Default)]
pub struct Door(Arc<Mutex<()>>);

impl Door {
    fn between_rows(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets rows through, whole.
pub struct Gate<'a> {
    door: &'a Door,
    out: &'a mut dyn Write,
    passed_on: Instant,
}

impl<'a> Gate<'a> {
    /// A way out through a door.
    pub fn new(door: &'a Door, out: &'a mut dyn Write) -> Self {
        Self { door, out, passed_on: Instant::now() }
    }
}

impl Write for Gate<'_> {
    fn write(&mut self, rows: &[u8]) -> io::Result<usize> {
        let _writing = self.door.between_rows();
        self.out.write_all(rows)?;
        if self.passed_on.elapsed() >= PASS_ON {
            self.out.flush()?;
            self.passed_on = Instant::now();
        }
        Ok(rows.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _writing = self.door.between_rows();
        self.out.flush()
    }
}
