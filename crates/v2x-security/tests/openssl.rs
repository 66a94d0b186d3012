//! An independent implementation, the program `openssl`, verifies what this crate signs, and signs what it verifies: whole
//! messages, on every curve. Where the program is not installed the tests say so and check nothing.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::*;
use v2x::envelope::ieee1609dot2::{Certificate, Curve, CurvePoint, Ieee1609Dot2Data, Signature, SignedData};
use v2x_security::issue::Template;
use v2x_security::{Attach, Job, Policy, PrivateKey, Sm2Use, with_key};

/// The object identifiers of the curves, encoded (RFC 5480, RFC 5639, GM/T 0006).
fn oid(curve: Curve) -> &'static [u8] {
    match curve {
        Curve::NistP256 => &[6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7],
        Curve::NistP384 => &[6, 5, 0x2B, 0x81, 4, 0, 0x22],
        Curve::BrainpoolP256r1 => &[6, 9, 0x2B, 0x24, 3, 3, 2, 8, 1, 1, 7],
        Curve::BrainpoolP384r1 => &[6, 9, 0x2B, 0x24, 3, 3, 2, 8, 1, 1, 11],
        _ => &[6, 8, 0x2A, 0x81, 0x1C, 0xCF, 0x55, 1, 0x82, 0x2D],
    }
}

/// A value of DER of less than 128 octets.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    assert!(contents.len() < 128);
    [&[tag, contents.len() as u8], &contents[..]].concat()
}

fn integer(number: &[u8]) -> Vec<u8> {
    let start = number.iter().position(|octet| *octet != 0).unwrap_or(number.len() - 1);
    let sign: &[u8] = if number[start] >= 0x80 { &[0] } else { &[] };
    der(2, &[sign, &number[start..]])
}

/// r and s of a DER signature, as long as a coordinate.
fn numbers(signature: &[u8], len: usize) -> [Vec<u8>; 2] {
    let mut rest = &signature[2..];
    [(); 2].map(|()| {
        let (number, after) = rest[2..].split_at(usize::from(rest[1]));
        rest = after;
        let number = number.strip_prefix(&[0]).unwrap_or(number);
        [vec![0; len - number.len()], number.to_vec()].concat()
    })
}

/// A place for files that the program reads and writes.
struct OpenSsl {
    folder: PathBuf,
    curve: Curve,
}

impl OpenSsl {
    fn new(curve: Curve, name: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("skipped: the program openssl is not installed");
            return None;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("openssl-{name}-{curve:?}"));
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self { folder, curve })
    }

    fn write(&self, name: &str, octets: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, octets).unwrap();
        path
    }

    /// `pkeyutl` on what is signed: a hash, or with SM2, which hashes the key too, what comes after that.
    fn run(&self, job: &Job, input: &[u8], more: &[&str], files: &[&Path]) -> std::process::Output {
        let octets = if self.curve == Curve::Sm2 { input } else { job.hash.as_octets() };
        let mut command = Command::new("openssl");
        command.args(["pkeyutl", "-keyform", "DER", "-in"]).arg(self.write("input", octets)).args(more);
        if self.curve == Curve::Sm2 {
            command.args(["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]);
        }
        for (option, file) in ["-inkey", "-sigfile"].iter().zip(files) {
            command.arg(option).arg(file);
        }
        command.output().unwrap()
    }

    fn verifies(&self, job: &Job, input: &[u8]) -> bool {
        let (point, len) = job.key.to_sec1(false);
        let algorithm = der(0x30, &[&[6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1], oid(self.curve)]);
        let key = der(0x30, &[&algorithm, &der(3, &[&[0], &point[..len]])]);
        let (r, s) = (integer(job.signature.r()), integer(job.signature.s()));
        let (key, signature) = (self.write("public", &key), self.write("signature", &der(0x30, &[&r, &s])));
        let output = self.run(job, input, &["-verify", "-pubin"], &[&key, &signature]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("Signature Verif"), "{said} {}", String::from_utf8_lossy(&output.stderr));
        output.status.success()
    }

    fn signs(&self, job: &Job, input: &[u8], key: &PrivateKey) -> [Vec<u8>; 2] {
        let (secret, len) = key.to_octets();
        let parameters = der(0xA0, &[oid(self.curve)]);
        let key =
            self.write("private", &der(0x30, &[&integer(&[1]), &der(4, &[&secret[..len]]), &parameters]));
        let output = self.run(job, input, &["-sign"], &[&key]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        numbers(&output.stdout, len)
    }
}

/// What is signed, before the last hash: the hash of the signed octets, and that of the certificate.
fn both_hashes(data: &SignedData<'_>, certificate: &[u8]) -> Vec<u8> {
    let hash = |octets: &[u8]| v2x_security::hash(data.hash(), &[octets]).unwrap();
    [hash(data.to_be_signed()).as_octets(), hash(certificate).as_octets()].concat()
}

fn holder(curve: Curve) -> (Node, Node) {
    let root = root(curve);
    let permissions = bsm();
    let car = below(&root, &Template { permissions: &permissions, ..Template::new("", TODAY) }, curve, 9);
    (root, car)
}

#[test]
fn what_is_signed_here_is_verified_there() {
    for curve in CURVES {
        let Some(openssl) = OpenSsl::new(curve, "verifies") else { return };
        let (_, car) = holder(curve);
        let packet = signed(&signer(&car, &[]), &header(), Attach::Certificate);
        let Ok((Ieee1609Dot2Data::Signed(data), _)) = Ieee1609Dot2Data::parse(&packet) else {
            panic!("signed")
        };
        let (certificate, _) = Certificate::parse(&car.certificate).unwrap();
        let canonical = certificate.canonical().unwrap();
        let job = with_key(&data, &car.key.public(), Some(&certificate), &Sm2Use::default()).unwrap();
        let input = both_hashes(&data, &canonical);
        assert!(job.verify() && openssl.verifies(&job, &input), "{curve:?}");
        // Neither takes it for another's.
        let other = Job { key: key(curve, 10).public(), ..job };
        assert!(!other.verify() && !openssl.verifies(&other, &input), "{curve:?}");
    }
}

#[test]
fn what_is_signed_there_is_verified_here() {
    for curve in CURVES {
        let Some(openssl) = OpenSsl::new(curve, "signs") else { return };
        let (root, car) = holder(curve);
        let packet = signed(&signer(&car, &[]), &header(), Attach::Certificate);
        let Ok((Ieee1609Dot2Data::Signed(data), _)) = Ieee1609Dot2Data::parse(&packet) else {
            panic!("signed")
        };
        let (certificate, _) = Certificate::parse(&car.certificate).unwrap();
        let job = with_key(&data, &car.key.public(), Some(&certificate), &Sm2Use::default()).unwrap();
        let [r, s] = openssl.signs(&job, &both_hashes(&data, &certificate.canonical().unwrap()), &car.key);
        let signature = match curve {
            Curve::Sm2 => Signature::Sm2 { r: &r, s: &s },
            _ => Signature::Ecdsa { curve, r: CurvePoint::XOnly(&r), s: &s },
        };
        // Its ephemeral numbers are random: this is no signature that was made here.
        assert_ne!(signature, data.signature());
        let data = SignedData::new(data.hash(), data.to_be_signed(), data.signer(), signature).unwrap();
        let mut packet = Vec::new();
        Ieee1609Dot2Data::Signed(data).write(&mut packet).unwrap();
        let verdict = verdict(&mut verifier(&root, Policy::default()), &packet);
        assert!(verdict.is_verified(), "{curve:?} {verdict}");
    }
}
