//! Decodes a datagram on a Cortex-M: `v2x` with `no_std` and an allocator, nothing else.
//!
//! ```sh
//! rustup target add thumbv7em-none-eabi
//! cargo build --release --manifest-path examples/bare_metal/Cargo.toml --target thumbv7em-none-eabi
//! ```
//!
//! It is there to be linked, which shows that nothing of `std` is needed and how large the whole is. A board would take
//! the datagram from its radio and give `memory.x` its own addresses.

#![no_std]
#![no_main]

extern crate alloc;

use core::mem::MaybeUninit;
use core::panic::PanicInfo;
use core::ptr::addr_of_mut;

use cortex_m_rt::entry;
use embedded_alloc::LlffHeap;
use v2x::{Decoder, Message};

#[global_allocator]
static HEAP: LlffHeap = LlffHeap::empty();

/// A MAP with all its lanes takes some tens of kilobytes.
const HEAP_OCTETS: usize = 64 * 1024;

/// What a radio would hand over: the beginning of a BSM in WSMP, which is an error with its place.
static DATAGRAM: [u8; 6] = [0x03, 0x00, 0x20, 0x02, 0x00, 0x14];

#[entry]
fn main() -> ! {
    static mut ARENA: [MaybeUninit<u8>; HEAP_OCTETS] = [MaybeUninit::uninit(); HEAP_OCTETS];
    // SAFETY: this runs once, before anything is allocated, and nobody else knows the arena.
    unsafe { HEAP.init(addr_of_mut!(*ARENA) as usize, HEAP_OCTETS) };
    let mut message: Option<Message> = None;
    loop {
        // The address is opaque to the optimizer, or it would decode the datagram at compile time.
        let datagram = core::hint::black_box(&DATAGRAM[..]);
        let result = Decoder::new().decode_into(datagram, &mut message);
        core::hint::black_box((result.is_ok(), &message));
        cortex_m::asm::wfi();
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {
        cortex_m::asm::bkpt();
    }
}
