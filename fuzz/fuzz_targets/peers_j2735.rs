#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| laws::peers::j2735(octets));
