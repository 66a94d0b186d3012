//! The node: all its parts started, and stopped again.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use v2x_fusion::SourceId;
use v2x_ring::Subscriber;
use v2x_security::{Engine, TrustError, TrustStore};

use crate::clock::Clock;
use crate::config::{Config, Security, SecurityPolicy};
use crate::egress::{Egress, Outfit, RepeatError, Repeater, SignerError};
use crate::fuse;
use crate::intake::{Bound, Intake};
use crate::judge::{self, Lane, Law, Pool};
use crate::metrics::{Metrics, Totals};
use crate::picture::Picture;
use crate::stop::{Stop, Stopped};
use crate::web::Web;
use crate::worker::Worker;

/// How long the HTTP port may take to finish its answers: a viewer that has stopped reading must not keep the
/// process alive.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why a node does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A socket could not be bound or set up.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// As configured.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The HTTP port could not be bound.
    #[error("cannot serve HTTP on {address}: {source}")]
    Http {
        /// As configured.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// A file of trusted certificates could not be read.
    #[error("cannot read the trusted certificates of {}: {source}", file.display())]
    Trust {
        /// As configured.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file of trusted certificates is wrong.
    #[error("the trusted certificates of {}: {source}", file.display())]
    Certificates {
        /// As configured.
        file: PathBuf,
        /// What is wrong with it.
        source: TrustError,
    },
    /// A socket to a destination could not be opened.
    #[error("cannot send to {address}: {source}")]
    Send {
        /// As configured.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// A file cannot be sent again and again.
    #[error("cannot repeat {}: {source}", file.display())]
    Repeat {
        /// As configured.
        file: PathBuf,
        /// What is wrong with it.
        source: RepeatError,
    },
    /// There is no signer of a name that a destination gives, or its key cannot be used.
    #[error("the signer \"{name}\": {source}")]
    Signer {
        /// As configured.
        name: String,
        /// What is wrong.
        source: SignerError,
    },
    /// The fusion thread, or one that verifies signatures, could not be started.
    #[error("cannot start a thread: {0}")]
    Thread(io::Error),
}

/// Why a stopped node is not satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StopError {
    /// A part had panicked. What it was shows on the standard error output.
    #[error("a part of the node had failed")]
    Panicked,
}

/// A running node. Dropped, it stops in the background; [`stop`](Self::stop) waits for it.
#[derive(Debug)]
pub struct Node {
    addresses: Vec<SocketAddr>,
    http: Option<SocketAddr>,
    metrics: Arc<Metrics>,
    pictures: Subscriber<Picture>,
    stop: Stop,
    intakes: JoinSet<()>,
    web: JoinSet<()>,
    egress: JoinSet<()>,
    judge: Option<Worker>,
    fusion: Worker,
}

impl Node {
    /// Binds all sockets, and only when all are bound starts to receive and to serve. Must be called on a tokio runtime
    /// with I/O and time enabled.
    ///
    /// # Errors
    ///
    /// The first socket or thread that the system refuses; nothing is left running then.
    pub async fn start<C: Clock + Clone>(config: Config, clock: C) -> Result<Self, StartError> {
        Self::start_parts(config, clock, None).await
    }

    /// The same with somebody else to verify signatures instead of threads of this machine: a hardware module, for example.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub async fn start_with<C: Clock + Clone>(
        config: Config,
        clock: C,
        verifier: Box<dyn Engine + Send>,
    ) -> Result<Self, StartError> {
        Self::start_parts(config, clock, Some(verifier)).await
    }

    async fn start_parts<C: Clock + Clone>(
        config: Config,
        clock: C,
        verifier: Option<Box<dyn Engine + Send>>,
    ) -> Result<Self, StartError> {
        let metrics = Arc::new(Metrics::new());
        let (mut intakes, mut reports, mut lanes) = (Vec::new(), Vec::new(), Vec::new());
        let outfit =
            Outfit::new(&config, &metrics).map_err(|(name, source)| StartError::Signer { name, source })?;
        for bound in bind(&config, &outfit)? {
            intakes.push(bound.intake);
            reports.push(bound.reports);
            lanes.extend(bound.lane);
        }
        let web = match &config.http {
            Some(http) => {
                let address = http.address;
                Some(Web::bind(http).await.map_err(|source| StartError::Http { address, source })?)
            }
            None => None,
        };
        let (sends, repeats) = open(&config, &outfit)?;
        let (fusion, pictures) =
            fuse::start(&config, clock.clone(), reports, Arc::clone(&metrics)).map_err(StartError::Thread)?;
        let judge = judge(lanes, verifier, &config, &fusion, &metrics).map_err(StartError::Thread)?;
        let mut node = Self {
            addresses: intakes.iter().map(Intake::address).collect(),
            http: web.as_ref().map(Web::address),
            metrics,
            pictures,
            stop: Stop::new(false),
            intakes: JoinSet::new(),
            web: JoinSet::new(),
            egress: JoinSet::new(),
            judge,
            fusion,
        };
        node.spawn(intakes, web, &config, &clock);
        node.send(sends, repeats, &clock);
        Ok(node)
    }

    fn spawn<C: Clock + Clone>(
        &mut self,
        intakes: Vec<Intake>,
        web: Option<Web>,
        config: &Config,
        clock: &C,
    ) {
        let fusion = self.fusion.waker();
        let judge = self.judge.as_ref().and_then(Worker::waker);
        for intake in intakes {
            let next = if intake.is_judged() { &judge } else { &fusion };
            if let Some(next) = next.clone() {
                self.intakes.spawn(intake.run(clock.clone(), next, Stopped::of(&self.stop)));
            }
        }
        if let (Some(web), Some(pictures)) = (web, self.pictures.try_clone()) {
            let interval = config.fusion.picture_interval();
            self.web.spawn(web.serve(pictures, Arc::clone(&self.metrics), interval, Stopped::of(&self.stop)));
        }
    }

    fn send<C: Clock + Clone>(&mut self, sends: Vec<Egress>, repeats: Vec<Repeater>, clock: &C) {
        for egress in sends {
            if let Some(pictures) = self.pictures.try_clone() {
                self.egress.spawn(egress.run(pictures, clock.clone(), Stopped::of(&self.stop)));
            }
        }
        for repeater in repeats {
            self.egress.spawn(repeater.run(clock.clone(), Stopped::of(&self.stop)));
        }
    }

    /// The addresses that the sockets are bound to, in the order of the configuration.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The address that HTTP is served on.
    #[must_use]
    pub fn http(&self) -> Option<SocketAddr> {
        self.http
    }

    /// What came in so far.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.metrics.totals()
    }

    /// The latest picture of the road; `None` in the first moments.
    pub fn picture(&mut self) -> Option<&Picture> {
        self.pictures.read()
    }

    /// A reader of the pictures for another thread or task; `None` if there are as many as there may be.
    #[must_use]
    pub fn pictures(&self) -> Option<Subscriber<Picture>> {
        self.pictures.try_clone()
    }

    /// Stops: the sockets first, then the judge and the fusion thread when they have emptied the rings, last the HTTP port. Returns
    /// when everything has ended.
    ///
    /// # Errors
    ///
    /// [`StopError::Panicked`] if a part had failed before; everything has ended all the same.
    pub async fn stop(mut self) -> Result<(), StopError> {
        self.stop.send_replace(true);
        let mut whole = join(&mut self.intakes).await;
        whole &= join(&mut self.egress).await;
        let (judge, fusion) = (self.judge, self.fusion);
        let threads = move || judge.is_none_or(Worker::join) & fusion.join();
        whole &= tokio::task::spawn_blocking(threads).await.unwrap_or(false);
        match tokio::time::timeout(PATIENCE, join(&mut self.web)).await {
            Ok(served) => whole &= served,
            Err(_) => self.web.shutdown().await,
        }
        if whole { Ok(()) } else { Err(StopError::Panicked) }
    }
}

fn bind(config: &Config, outfit: &Outfit) -> Result<Vec<Bound>, StartError> {
    let engine = config.fusion.engine();
    let law = Law { security: &config.security, store: Arc::new(trusted(&config.security)?) };
    let bind = |(number, listen): (u32, &crate::config::Listen)| {
        Intake::bind(listen, &engine, SourceId(number), outfit, &law)
            .map_err(|source| StartError::Listen { address: listen.address, source })
    };
    (0..).zip(&config.listen).map(bind).collect()
}

/// Starts the judge, where signatures are looked at.
fn judge(
    lanes: Vec<Lane>,
    verifier: Option<Box<dyn Engine + Send>>,
    config: &Config,
    fusion: &Worker,
    metrics: &Arc<Metrics>,
) -> io::Result<Option<Worker>> {
    let Some(fusion) = fusion.waker().filter(|_| !lanes.is_empty()) else { return Ok(None) };
    let security = &config.security;
    let verifier = match verifier {
        Some(verifier) => verifier,
        None => Box::new(Pool::start(security.threads)?),
    };
    judge::start(lanes, verifier, security, fusion, Arc::clone(metrics)).map(Some)
}

/// Opens what is sent to.
fn open(config: &Config, outfit: &Outfit) -> Result<(Vec<Egress>, Vec<Repeater>), StartError> {
    let (mut sends, mut repeats) = (Vec::new(), Vec::new());
    for send in &config.send {
        let address = send.to;
        let egress = Egress::open(send, outfit);
        sends.push(egress.map_err(|source| StartError::Send { address, source })?);
    }
    for repeat in &config.repeat {
        let file = repeat.file.clone();
        let repeater = Repeater::open(repeat, outfit);
        repeats.push(repeater.map_err(|source| StartError::Repeat { file, source })?);
    }
    Ok((sends, repeats))
}

/// The certificates that are trusted from the start.
fn trusted(security: &Security) -> Result<TrustStore, StartError> {
    let mut store = TrustStore::with_sm2(security.sm2());
    for file in &security.trust {
        let octets =
            std::fs::read(file).map_err(|source| StartError::Trust { file: file.clone(), source })?;
        let count =
            store.read(&octets).map_err(|source| StartError::Certificates { file: file.clone(), source })?;
        tracing::info!(file = %file.display(), count, "trusted certificates read");
    }
    if store.is_empty() && security.policy != SecurityPolicy::Off {
        tracing::warn!("signatures are looked at, and no certificate is trusted: none will be verified");
    }
    Ok(store)
}

/// Waits for all tasks of a set. False if one had panicked.
async fn join(tasks: &mut JoinSet<()>) -> bool {
    let mut whole = true;
    while let Some(ended) = tasks.join_next().await {
        whole &= ended.is_ok();
    }
    whole
}
