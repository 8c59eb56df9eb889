//! Connections: at most as many as there are descriptors for, none without progress for longer than its time, and an
//! end that is not abrupt. If there are more, those for which the server has waited longest are closed first.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::Sleep;

use crate::room::Room;

/// How long a client may take to send the head of a request, and how long a connection may idle.
const HEAD: Duration = Duration::from_secs(10);

/// How long a client may take to accept what is sent to it.
const TAKEN: Duration = Duration::from_secs(20);

/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 64 << 10;

/// How often it is seen to whether many clients are gone.
const TIDY: Duration = Duration::from_secs(2);

/// How many clients are many.
const MANY: usize = 16;

/// How long what is under way may take once the server is to stop.
const FINISH: Duration = Duration::from_millis(800);

/// How long threads are waited for at the very end.
pub const LAST: Duration = Duration::from_millis(100);

/// How long to wait after a connection could not be accepted, at first and at most.
const BACK_OFF: [Duration; 2] = [Duration::from_millis(20), Duration::from_secs(1)];

/// The most connections, even if the system allows more.
const MOST: u64 = 4_096;

/// How many connections wait for their turn, where the system allows it; more are asked to come again, which takes seconds.
const WAITING: u32 = 4_096;

/// Descriptors that are needed for other things.
const RESERVED: u64 = 48;

/// Listens at an address.
///
/// # Errors
/// When the address cannot be used.
pub fn at(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Serves connections until `stop` ends; then what is under way is finished.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    answers: Room,
    give_back: fn(),
    stop: impl Future<Output = ()>,
) {
    let most = connections();
    let rooms = Rooms { connections: Room::of(most), answers };
    let (stopping, _) = watch::channel(false);
    tokio::select! {
        () = accept(&listener, &router, &rooms, &stopping) => {}
        () = tidy(&rooms.connections, give_back) => {}
        () = stop => {}
    }
    drop(listener);
    let _ = stopping.send(true);
    let _ = tokio::time::timeout(FINISH, rooms.connections.empty(most)).await;
}

async fn accept(listener: &TcpListener, router: &Router, rooms: &Rooms, stopping: &watch::Sender<bool>) {
    let mut wait = BACK_OFF[0];
    while let Ok(place) = rooms.connections.place().await {
        match listener.accept().await {
            Ok((stream, _)) => {
                wait = BACK_OFF[0];
                tokio::spawn(connection(stream, router.clone(), stopping.subscribe(), rooms.clone(), place));
            }
            // The client went away before it was its turn.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            // No descriptors, say: some connection will end.
            Err(_) => {
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(BACK_OFF[1]);
            }
        }
    }
}

/// Gives the memory of clients back to the system once most of them are gone.
async fn tidy(connections: &Room, give_back: fn()) {
    let mut least = connections.free();
    loop {
        tokio::time::sleep(TIDY).await;
        let free = connections.free();
        if free >= least + MANY {
            let _ = tokio::task::spawn_blocking(give_back).await;
            least = free;
        }
        least = least.min(free);
    }
}

/// Talks to one client. A client that does what it should not is cut off without an answer.
async fn connection(
    stream: TcpStream,
    router: Router,
    mut stopping: watch::Receiver<bool>,
    rooms: Rooms,
    _place: OwnedSemaphorePermit,
) {
    let _ = stream.set_nodelay(true);
    let turn = Turn::default();
    let service = TowerToHyperService::new(router);
    let with_turn = turn.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(with_turn.clone());
        service.call(request)
    });
    let stream = TokioIo::new(Patient { stream, since: None, turn: turn.clone() });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(MAX_HEAD);
    let mut connection = std::pin::pin!(builder.serve_connection(stream, service));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = turn.wanted(&rooms) => return,
        _ = stopping.wait_for(|stopping| *stopping) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// What there is room for.
#[derive(Clone)]
struct Rooms {
    connections: Room,
    /// Answers that are made, or were made and not taken yet.
    answers: Room,
}

/// Whether the client of a connection waits for the server, or the server for the client.
#[derive(Clone, Default)]
pub struct Turn {
    ours: watch::Sender<bool>,
    /// The place of the answer that is being sent.
    answer: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

/// The server's turn, as long as this lives.
pub struct Ours<'a>(&'a Turn);

impl Turn {
    /// From here on the client waits.
    pub fn ours(&self) -> Ours<'_> {
        self.ours.send_replace(true);
        Ours(self)
    }

    /// An answer is to be sent, which keeps its place until it is taken.
    pub fn send(&self, place: Option<OwnedSemaphorePermit>) {
        *self.answer() = place;
    }

    fn answer(&self) -> MutexGuard<'_, Option<OwnedSemaphorePermit>> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends when the server waits for this client and others want its place.
    async fn wanted(&self, rooms: &Rooms) {
        let mut turn = self.ours.subscribe();
        while turn.wait_for(|ours| !ours).await.is_ok() {
            tokio::select! {
                () = rooms.connections.wanted() => return,
                () = self.answer_wanted(&rooms.answers) => return,
                _ = turn.wait_for(|ours| *ours) => {}
            }
        }
    }

    /// Ends when the client does not take its answer and others want the place.
    async fn answer_wanted(&self, answers: &Room) {
        while self.answer().is_some() {
            answers.wanted().await;
            if self.answer().is_some() {
                return;
            }
        }
        std::future::pending().await
    }
}

impl Drop for Ours<'_> {
    fn drop(&mut self) {
        self.0.ours.send_replace(false);
    }
}

/// How many connections there may be at once.
fn connections() -> u32 {
    #[cfg(unix)]
    let descriptors = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    #[cfg(not(unix))]
    let descriptors = u64::MAX;
    u32::try_from(descriptors.saturating_sub(RESERVED).clamp(1, MOST)).unwrap_or(1)
}

/// A stream whose reader must take what is written within [`TAKEN`], however little it takes at a time.
struct Patient {
    stream: TcpStream,
    /// Runs from when the reader first took less than all.
    since: Option<Pin<Box<Sleep>>>,
    turn: Turn,
}

impl Patient {
    /// What a write comes to: where the reader does not take it, until the time is up.
    fn waited<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            return written;
        }
        let since = self.since.get_or_insert_with(|| Box::pin(tokio::time::sleep(TAKEN)));
        ready!(since.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.waited(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.waited(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// hyper flushes once all is written, so the reader has taken all.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.since = None;
        self.turn.send(None);
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
