//! Room for so many at once. Where there is more demand, who has kept the server waiting longest makes room.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{AcquireError, Notify, OwnedSemaphorePermit, Semaphore};

/// For how long a client may always keep the server waiting, however many others want its place.
const ALWAYS: Duration = Duration::from_secs(1);

/// How often a place is asked for again.
const AGAIN: Duration = Duration::from_millis(20);

/// Room for so many at once.
#[derive(Clone)]
pub struct Room {
    free: Arc<Semaphore>,
    /// Wakes who has waited longest.
    wanted: Arc<Notify>,
}

impl Room {
    /// Room for so many.
    pub fn of(most: u32) -> Self {
        Self { free: Arc::new(Semaphore::new(most as usize)), wanted: Arc::new(Notify::new()) }
    }

    /// A place, as soon as there is one: until then, one connection after another is asked to leave.
    ///
    /// # Errors
    /// Never, as rooms are not closed.
    pub async fn place(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        if let Ok(place) = self.free.clone().try_acquire_owned() {
            return Ok(place);
        }
        let mut place = std::pin::pin!(self.free.clone().acquire_owned());
        loop {
            self.wanted.notify_one();
            if let Ok(place) = tokio::time::timeout(AGAIN, place.as_mut()).await {
                return place;
            }
        }
    }

    /// How many places are free.
    pub fn free(&self) -> usize {
        self.free.available_permits()
    }

    /// Waits until all places of so many are free.
    pub async fn empty(&self, most: u32) {
        let _ = self.free.acquire_many(most).await;
    }

    /// Ends when this place is wanted by others. To be called when a client begins to keep the server waiting.
    pub async fn wanted(&self) {
        tokio::time::sleep(ALWAYS).await;
        self.wanted.notified().await;
    }
}
