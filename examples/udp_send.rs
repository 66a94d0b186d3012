//! Sends frames from a file to a UDP address.
//!
//! ```text
//! cargo run --release --example udp_send -- frames.jsonl --to 127.0.0.1:44990 --rate 100
//! ```
//!
//! The file has a frame a line: plain hex, or a JSON object with the hex in a field (`hex`, or the one named by
//! `--field`). Blank lines and lines that begin with `#` are skipped.

use std::error::Error;
use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use tokio::net::UdpSocket;

/// Sends frames from files of hex or JSON lines to a UDP address.
#[derive(Parser)]
struct Arguments {
    /// Files with a frame a line: hex, or JSON with the hex in a field
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where to send to
    #[arg(long, value_name = "ADDRESS")]
    to: SocketAddr,
    /// Datagrams per second
    #[arg(long, default_value_t = 100.0)]
    rate: f64,
    /// Name of the JSON field that holds the hex
    #[arg(long, default_value = "hex")]
    field: String,
    /// How often to send everything; 0 goes on until interrupted
    #[arg(long, default_value_t = 1)]
    times: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    if !(arguments.rate > 0.0 && arguments.rate.is_finite()) {
        return Err("the rate must be above 0".into());
    }
    let mut frames = Vec::new();
    for file in &arguments.files {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        for (number, line) in text.lines().enumerate() {
            let frame = frame(line, &arguments.field)
                .map_err(|error| format!("{}:{}: {error}", file.display(), number + 1))?;
            frames.extend(frame);
        }
    }
    let sent = send(&arguments, &frames).await?;
    println!("{sent} datagrams sent to {}", arguments.to);
    Ok(())
}

async fn send(arguments: &Arguments, frames: &[Vec<u8>]) -> Result<u64, Box<dyn Error>> {
    let any: SocketAddr = match arguments.to {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await?;
    let mut tick = tokio::time::interval(Duration::from_secs_f64(1.0 / arguments.rate));
    let (mut sent, mut round) = (0, 0);
    while !frames.is_empty() && (arguments.times == 0 || round < arguments.times) {
        for frame in frames {
            tick.tick().await;
            socket.send_to(frame, arguments.to).await?;
            sent += 1;
        }
        round += 1;
    }
    Ok(sent)
}

/// The frame on a line; `None` for lines without one.
fn frame(line: &str, field: &str) -> Result<Option<Vec<u8>>, Box<dyn Error>> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    if !line.starts_with('{') {
        return octets(line).map(Some);
    }
    let object: serde_json::Value = serde_json::from_str(line)?;
    match object.get(field) {
        Some(serde_json::Value::String(hex)) => octets(hex).map(Some),
        _ => Err(format!("no text in the field {field:?}").into()),
    }
}

fn octets(hex: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let digit = |octet: u8| char::from(octet).to_digit(16).ok_or("not a hexadecimal digit");
    let digits: Vec<u8> = hex.bytes().filter(|octet| !octet.is_ascii_whitespace()).collect();
    if !digits.len().is_multiple_of(2) {
        return Err("an odd number of hexadecimal digits".into());
    }
    let octet = |pair: &[u8]| match pair {
        [high, low] => Ok((digit(*high)? * 16 + digit(*low)?) as u8),
        _ => Err("an odd number of hexadecimal digits".into()),
    };
    digits.chunks(2).map(octet).collect()
}
