#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| laws::j2735(octets));
