//! What an evaluation may take: time, memory, rows. A thread watches time and memory, and stops the engine when either is
//! used up; the error then comes back to the caller.
//!
//! No engine looks at every step whether it was stopped: oxigraph's does where it reads a quad, and not while it sorts,
//! groups or joins what it has read. What happens then is for the program to decide, which gives [`Budget::stuck`]; nothing
//! here ends the process.

use std::fmt;
use std::io;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How long after a limit an evaluation may take to stop.
const GRACE: Duration = Duration::from_millis(300);

/// How much more memory it may take meanwhile.
const SPARE: usize = 32 << 20;

/// How often memory is looked at. In this time an evaluation takes some 20 MiB more.
const LOOK: Duration = Duration::from_millis(5);

/// A limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// So much time.
    Time(Duration),
    /// So many bytes in addition to those held before.
    Memory(usize),
    /// So many rows or triples.
    Rows(u64),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => write!(f, "the query was ended after {} s", time.as_secs_f64()),
            Self::Memory(bytes) => {
                write!(f, "the query was ended because it held more than {} MiB in addition to the facts", bytes >> 20)
            }
            Self::Rows(rows) => write!(f, "the query was ended after {}", chancery_values::name::counted(*rows, "row")),
        }
    }
}

/// A limit of memory.
#[derive(Debug, Clone, Copy)]
pub struct MemoryLimit {
    /// How many bytes may be held in addition to those held when the evaluation begins.
    pub most: usize,
    /// Says how many bytes the process holds.
    pub held: fn() -> usize,
}

/// What is done where the engine cannot be stopped.
pub type Stuck = Arc<dyn Fn(&Overrun<'_>) + Send + Sync>;

/// What an evaluation may take; by default, all.
#[derive(Clone, Default)]
pub struct Budget {
    /// How long the evaluation and the reading of its rows may take.
    pub time: Option<Duration>,
    /// How much memory it may take.
    pub memory: Option<MemoryLimit>,
    /// How many rows or triples it may give.
    pub rows: Option<u64>,
    /// The thread that watches calls this if the engine does not stop soon after `stop`. Without it, the
    /// evaluation continues until the engine checks whether it must stop.
    pub stuck: Option<Stuck>,
}

/// An evaluation that goes on although it was stopped.
pub struct Overrun<'a> {
    /// The limit that it has reached.
    pub limit: Limit,
    shared: &'a Shared,
}

impl Overrun<'_> {
    /// Whether the evaluation has ended meanwhile.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.shared.has_ended()
    }
}

impl Budget {
    /// Starts to watch. `stop` asks the engine to stop; another thread calls it, at most once.
    ///
    /// # Errors
    /// When there is no memory for a thread.
    pub fn watch(&self, stop: impl FnOnce() + Send + 'static) -> io::Result<Watch> {
        let shared = Arc::new(Shared::default());
        if self.time.is_some() || self.memory.is_some() {
            let (budget, shared) = (self.clone(), Arc::clone(&shared));
            let begun = Instant::now();
            let most = self.memory.map(|memory| (memory.held)().saturating_add(memory.most));
            let look = move || {
                let Some(limit) = budget.reached(&shared, begun, most) else { return };
                let _ = shared.exceeded.set(limit);
                stop();
                if !budget.stops(&shared, most)
                    && let Some(stuck) = &budget.stuck
                {
                    stuck(&Overrun { limit, shared: &shared });
                }
            };
            std::thread::Builder::new().spawn(look)?;
        }
        Ok(Watch { shared, rows: self.rows })
    }

    fn held(&self) -> usize {
        self.memory.map_or(0, |memory| (memory.held)())
    }

    /// Waits for a limit to be reached; nothing when the evaluation ended before.
    fn reached(&self, shared: &Shared, begun: Instant, most: Option<usize>) -> Option<Limit> {
        loop {
            let left = self.time.map(|limit| limit.saturating_sub(begun.elapsed()));
            if shared.wait(left.map_or(LOOK, |left| left.min(LOOK))) {
                return None;
            }
            if most.is_some_and(|most| self.held() > most) {
                return self.memory.map(|memory| Limit::Memory(memory.most));
            }
            if let Some(limit) = self.time.filter(|limit| begun.elapsed() >= *limit) {
                return Some(Limit::Time(limit));
            }
        }
    }

    /// Whether an evaluation that was stopped ends soon.
    fn stops(&self, shared: &Shared, most: Option<usize>) -> bool {
        let until = Instant::now() + GRACE;
        loop {
            if shared.wait(LOOK) {
                return true;
            }
            let takes_more = most.is_some_and(|most| self.held() > most.saturating_add(SPARE));
            if takes_more || Instant::now() >= until {
                return false;
            }
        }
    }
}

#[derive(Default)]
struct Shared {
    ended: Mutex<bool>,
    told: Condvar,
    exceeded: OnceLock<Limit>,
}

impl Shared {
    /// Waits; says whether the evaluation has ended meanwhile.
    fn wait(&self, time: Duration) -> bool {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.told.wait_timeout_while(ended, time, |ended| !*ended);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn has_ended(&self) -> bool {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An evaluation under watch. It has ended when this is dropped.
pub struct Watch {
    shared: Arc<Shared>,
    rows: Option<u64>,
}

impl Watch {
    /// The limit for which the engine was stopped.
    #[must_use]
    pub fn exceeded(&self) -> Option<Limit> {
        self.shared.exceeded.get().copied()
    }

    /// How many rows or triples there may be.
    #[must_use]
    pub fn rows(&self) -> Option<u64> {
        self.rows
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        *self.shared.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.told.notify_all();
    }
}
