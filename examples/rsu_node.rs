//! A roadside node that you can look at.
//!
//! ```text
//! cargo run --release --example rsu_node
//! ```
//!
//! plays an embedded scenario (an intersection with signals, vehicles and people, sending messages that this project's
//! own library encodes) into a UDP port of its own on the loopback interface, decodes and fuses what arrives there,
//! prints a line a second, and serves a page at <http://127.0.0.1:8080>. With `--listen ADDRESS` it takes real traffic
//! instead. Ctrl-C ends it.

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::MissedTickBehavior;
use v2x_fusion::Group;
use v2x_node::config::{Config, Http, Listen, MeasuredAt, Security, SecurityPolicy};
use v2x_node::{Node, SystemClock, Totals, demo};

/// A roadside node: decodes and fuses V2X messages, shows the road on a web page.
#[derive(Parser)]
struct Arguments {
    /// Take real traffic on this UDP address instead of the embedded scenario (may be repeated)
    #[arg(long, value_name = "ADDRESS")]
    listen: Vec<SocketAddr>,
    /// Serve the page on this address [default: 127.0.0.1:8080, or a free port if that is taken]
    #[arg(long, value_name = "ADDRESS")]
    http: Option<SocketAddr>,
    /// The traffic is a recording: take the time of reception for the time of measurement
    #[arg(long)]
    recorded: bool,
    /// Verify signatures with the certificates of this file, and show what was verified (may be repeated)
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
    /// Use only messages that are verified with the certificates of `--trust`
    #[arg(long, requires = "trust")]
    require_signatures: bool,
    /// Seed of the embedded scenario
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let mut node = Node::start(config(&arguments), SystemClock).await?;
    introduce(&node, &arguments);

    let scenario = match node.addresses() {
        [address] if arguments.listen.is_empty() => {
            Some(tokio::spawn(demo::play(arguments.seed, *address, SystemClock)))
        }
        _ => None,
    };
    report_until_told_to_stop(&mut node).await?;
    if let Some(scenario) = scenario {
        scenario.abort();
    }
    node.stop().await?;
    println!("stopped");
    Ok(())
}

fn config(arguments: &Arguments) -> Config {
    let own = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listen = if arguments.listen.is_empty() { vec![own] } else { arguments.listen.clone() };
    let default = Http { any_port_if_taken: true, ..Http::default() };
    let http = arguments.http.map_or(default, |address| Http { address, ..Http::default() });
    // For a first look it helps to see whatever comes in, frames of old recordings included. A node at the roadside
    // does better to stay with the default, which refuses what claims to be old.
    let measured_at = if arguments.recorded { MeasuredAt::Reception } else { MeasuredAt::SenderIfPlausible };
    let listen = listen.into_iter().map(|address| Listen { measured_at, ..Listen::at(address) });
    Config { listen: listen.collect(), http: Some(http), security: security(arguments), ..Config::default() }
}

fn security(arguments: &Arguments) -> Security {
    let policy = match (arguments.trust.as_slice(), arguments.require_signatures) {
        ([], _) => SecurityPolicy::Off,
        (_, false) => SecurityPolicy::Mark,
        (_, true) => SecurityPolicy::Require,
    };
    Security { policy, trust: arguments.trust.clone(), ..Security::default() }
}

fn introduce(node: &Node, arguments: &Arguments) {
    for address in node.addresses() {
        println!("listening on udp://{address}");
    }
    if arguments.listen.is_empty() {
        println!("playing the embedded scenario into it, seed {}", arguments.seed);
    }
    if let Some(http) = node.http() {
        let usual = Http::default().address;
        if arguments.http.is_none() && http != usual {
            println!("{usual} is taken, so another port is used");
        }
        println!("open http://{http} to see the road");
    }
}

/// Prints a line a second, until Ctrl-C or SIGTERM.
async fn report_until_told_to_stop(node: &mut Node) -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    tick.tick().await;
    let mut before = node.totals();
    loop {
        tokio::select! {
            _ = interrupt.recv() => return Ok(()),
            _ = terminate.recv() => return Ok(()),
            _ = tick.tick() => {
                let now = node.totals();
                println!("{}", line(node, &before, &now));
                before = now;
            }
        }
    }
}

/// What came in within the last second, and who is on the road now.
fn line(node: &mut Node, before: &Totals, now: &Totals) -> String {
    let (mut vehicles, mut people, mut others) = (0, 0, 0);
    let mut roads = 0;
    if let Some(picture) = node.picture() {
        roads = picture.roads.intersections.len();
        for track in &picture.snapshot.tracks {
            match track.class.group() {
                Group::Vehicle => vehicles += 1,
                Group::Vru => people += 1,
                Group::Unknown => others += 1,
            }
        }
    }
    let decoded = now.decoded() - before.decoded();
    let refused = now.refused() - before.refused();
    let lost = now.dropped + now.kernel_dropped - before.dropped - before.kernel_dropped;
    let late = now
        .fused
        .since(&before.fused)
        .within_us(0.99)
        .map_or(String::from("-"), |us| format!("{} ms", us as f64 / 1000.0));
    format!(
        "{decoded:5} messages/s, {refused} refused, {lost} lost | {roads} intersections, {vehicles} vehicles, \
         {people} people, {others} unknown | 99 % fused within {late}"
    )
}
