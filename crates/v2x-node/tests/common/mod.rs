//! What the tests of the running node share: a node on free loopback ports, HTTP, waiting.
#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use v2x_node::config::{Config, Http, Listen};
use v2x_node::{Clock, Node};

pub(crate) const ANY_PORT: &str = "127.0.0.1:0";

/// A socket and an HTTP port, both on free ports.
pub(crate) fn config() -> Config {
    let any: SocketAddr = ANY_PORT.parse().expect("an address");
    Config {
        listen: vec![Listen::at(any)],
        http: Some(Http { address: any, ..Http::default() }),
        ..Config::default()
    }
}

pub(crate) async fn start<C: Clock + Clone>(config: Config, clock: C) -> (Node, SocketAddr, SocketAddr) {
    let node = Node::start(config, clock).await.expect("free ports can be bound");
    let (udp, http) = (node.addresses()[0], node.http().expect("it was configured"));
    (node, udp, http)
}

/// Status and body of an answer.
pub(crate) async fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.expect("the port is open");
    let request = format!("GET {path} HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers in UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, body.to_owned())
}

pub(crate) async fn json(address: SocketAddr, path: &str) -> serde_json::Value {
    let (status, body) = get(address, path).await;
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).unwrap_or_else(|error| panic!("{path}: {error}: {body}"))
}

/// Asks again until the answer fits, at most half a minute: machines that run tests can be busy.
pub(crate) async fn until<T, F: Future<Output = T>>(
    what: &str,
    ask: impl Fn() -> F,
    fits: impl Fn(&T) -> bool,
) -> T {
    for _ in 0..300 {
        let answer = ask().await;
        if fits(&answer) {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what}: it did not come");
}

/// The value of a metric by the beginning of its line, summed over all lines that begin so.
pub(crate) fn metric(text: &str, name: &str) -> f64 {
    text.lines()
        .filter(|line| line.starts_with(name))
        .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
        .sum()
}
