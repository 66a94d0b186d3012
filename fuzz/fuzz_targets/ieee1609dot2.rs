#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| laws::ieee1609dot2(octets));
