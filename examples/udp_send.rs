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
    let sent = run(&arguments).await?;
    println!("{sent} datagrams sent to {}", arguments.to);
    Ok(())
}

/// Reads the files, then sends what they hold; gives the number of datagrams.
async fn run(arguments: &Arguments) -> Result<u64, Box<dyn Error>> {
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
    send(arguments, &frames).await
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What arrives at a socket of which the arguments `options` name the address as `TO`.
    async fn sent(file: &str, text: &str, options: &[&str]) -> Result<Vec<Vec<u8>>, String> {
        let path = std::env::temp_dir().join(format!("udp_send-{}-{file}", std::process::id()));
        fs::write(&path, text).unwrap();
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let to = socket.local_addr().unwrap().to_string();
        let fixed = ["udp_send", path.to_str().unwrap(), "--to", &to];
        let arguments = Arguments::parse_from(fixed.iter().chain(options));
        let count = run(&arguments).await.map_err(|error| error.to_string());
        fs::remove_file(&path).unwrap();
        let mut datagrams = Vec::new();
        for _ in 0..count? {
            let mut buffer = [0; 2048];
            let length = socket.recv(&mut buffer).await.unwrap();
            datagrams.push(buffer[..length].to_vec());
        }
        Ok(datagrams)
    }

    #[tokio::test]
    async fn hex_and_json_lines_are_sent_in_order_and_again() {
        let text = "# a comment\n00 14 FF\n\n{\"hex\": \"beef\", \"msg\": \"MAP\"}\n";
        let once = [vec![0x00, 0x14, 0xFF], vec![0xBE, 0xEF]];
        assert_eq!(sent("once", text, &[]).await.unwrap(), once);
        assert_eq!(sent("twice", text, &["--times", "2"]).await.unwrap(), [&once[..], &once].concat());
        let other = "{\"frame\": \"01\"}";
        assert_eq!(sent("field", other, &["--field", "frame"]).await.unwrap(), [vec![1]]);
    }

    #[tokio::test]
    async fn a_bad_line_is_told_by_its_number_and_nothing_is_sent() {
        for (bad, why) in
            [("0", "odd number"), ("zz", "hexadecimal"), ("{}", "no text in the field"), ("{", "EOF")]
        {
            let error = sent("bad", &format!("0014\n{bad}\n"), &[]).await.unwrap_err();
            assert!(error.contains(":2: ") && error.contains(why), "{error}");
        }
        let error = sent("rate", "0014", &["--rate=-1"]).await.unwrap_err();
        assert!(error.contains("rate"), "{error}");
    }

    #[test]
    fn the_options_are_sound() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
