//! The HTTP port: the page, the picture as JSON, the live stream, the metrics.
//!
//! | path | what |
//! | --- | --- |
//! | `/` | the page, complete in itself |
//! | `/tracks` | the tracks now |
//! | `/context` | lanes and signals, for drawing |
//! | `/events` | server-sent events `picture`: tracks, signals, warnings, counts, at the rate of pictures |
//! | `/metrics` | Prometheus (OpenMetrics) text |
//! | `/healthz` | 200 while the fusion thread lives, otherwise 503 |
//!
//! The live picture is turned into text once, however many look at it, and not at all while nobody does. A viewer that
//! is slow skips pictures; nothing queues up for it.

mod limit;
mod page;
mod view;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};
use v2x_ring::Subscriber;

use crate::config::Http;
use crate::metrics::Metrics;
use crate::picture::Picture;
use crate::stop::Stopped;

/// What the handlers share.
struct Shared {
    /// Locked by handlers and the live task among themselves, never by the fusion thread.
    pictures: Mutex<Subscriber<Picture>>,
    metrics: Arc<Metrics>,
    /// The latest rendered picture; `None` once the node stops.
    live: watch::Sender<Option<Arc<str>>>,
}

/// A bound HTTP port that does not serve yet.
pub(crate) struct Web {
    listener: limit::Limited,
    address: SocketAddr,
}

impl Web {
    /// Binds the port, or a free one of the same address where that is allowed.
    pub(crate) async fn bind(http: &Http) -> io::Result<Self> {
        let listener = match TcpListener::bind(http.address).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && http.any_port_if_taken => {
                TcpListener::bind((http.address.ip(), 0)).await
            }
            bound => bound,
        }?;
        let address = listener.local_addr()?;
        Ok(Self { listener: limit::Limited::new(listener, http.max_connections), address })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until told to stop; ends the open streams then and lets the other answers finish.
    pub(crate) async fn serve(
        self,
        pictures: Subscriber<Picture>,
        metrics: Arc<Metrics>,
        interval: Duration,
        stop: Stopped,
    ) {
        let live = watch::Sender::new(None);
        let shared = Arc::new(Shared { pictures: Mutex::new(pictures), metrics, live });
        let stopped = render(Arc::clone(&shared), interval, stop);
        let serve = axum::serve(self.listener, router(shared)).with_graceful_shutdown(stopped);
        if let Err(error) = serve.await {
            tracing::error!(%error, "the HTTP port failed");
        }
    }
}

/// The routes, on their own so that tests and embedders see them in one place.
fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(page::page))
        .route("/tracks", get(tracks))
        .route("/context", get(context))
        .route("/events", get(events))
        .route("/metrics", get(metrics))
        .route("/healthz", get(health))
        .with_state(shared)
}

/// Renders each new picture for those who look, until told to stop; then ends their streams.
async fn render(shared: Arc<Shared>, interval: Duration, mut stop: Stopped) {
    let mut tick = tokio::time::interval(interval);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            () = stop.wait() => break,
            _ = tick.tick() => {
                if shared.live.receiver_count() > 0 {
                    shared.live.send_replace(shared.render());
                }
            }
        }
    }
    shared.live.send_replace(None);
}

impl Shared {
    /// Looks at the latest picture; an empty one before the first.
    fn look<T>(&self, at: impl FnOnce(&Picture) -> T) -> T {
        // A handler that panicked has only read: the subscriber is as good as before.
        let mut pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        match pictures.read() {
            Some(picture) => at(picture),
            None => at(&Picture::default()),
        }
    }

    fn render(&self) -> Option<Arc<str>> {
        let totals = self.metrics.totals();
        let live = self.look(|picture| view::Live::new(picture, &totals));
        serde_json::to_string(&live).ok().map(Arc::from)
    }
}

async fn tracks(State(shared): State<Arc<Shared>>) -> Response {
    json(&shared.look(view::Tracks::new))
}

async fn context(State(shared): State<Arc<Shared>>) -> Response {
    json(&shared.look(view::ContextView::new))
}

fn json(value: &impl Serialize) -> Response {
    axum::Json(value).into_response()
}

async fn events(
    State(shared): State<Arc<Shared>>,
) -> Sse<impl Stream<Item = Result<Event, std::convert::Infallible>>> {
    let pictures = WatchStream::from_changes(shared.live.subscribe());
    let text = pictures.take_while(Option::is_some).filter_map(|text| text);
    let events = text.map(|text| Ok(Event::default().event("picture").data(&*text)));
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn metrics(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, OPEN_METRICS)], shared.metrics.text())
}

async fn health(State(shared): State<Arc<Shared>>) -> (StatusCode, &'static str) {
    let gone = shared.pictures.lock().unwrap_or_else(PoisonError::into_inner).is_abandoned();
    if gone {
        (StatusCode::SERVICE_UNAVAILABLE, "the fusion thread has ended\n")
    } else {
        (StatusCode::OK, "ok\n")
    }
}
