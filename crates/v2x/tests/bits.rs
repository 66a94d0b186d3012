//! Which bits are which field: of every generated frame, all bits are told, once and in order.

mod common;

use common::{generated, octets};
use v2x::inspect::{self, BitField};
use v2x::{CsaeEdition, Set};

#[test]
fn fields_tile_every_frame() {
    let files = [
        ("j2735-2024.jsonl", Set::J2735, CsaeEdition::Y2020),
        ("csae-2020.jsonl", Set::Csae, CsaeEdition::Y2020),
        ("csae-2019.jsonl", Set::Csae, CsaeEdition::Y2019),
    ];
    let (mut frames, mut told) = (0, 0);
    for (file, set, edition) in files {
        // As many decodings as there are bits: the shorter half.
        for line in generated(file).iter().filter(|line| line["hex"].as_str().unwrap().len() < 600) {
            let frame = octets(line, "hex").unwrap();
            let fields = inspect::bits(set, edition, &frame).unwrap();
            let mut end = 0;
            for BitField { at, start, len } in &fields {
                assert_eq!(*start, end, "{at} of {line}");
                assert!(*len > 0 && !at.is_empty());
                end += len;
            }
            assert_eq!(end as usize, frame.len() * 8);
            let last = fields.last().unwrap();
            // Up to seven bits for each open type around the last field, and for the frame.
            assert!(last.at != "padding" || last.len < 7 * 5, "{last:?} of {line}");
            frames += 1;
            told += fields.len();
        }
    }
    println!("{told} fields of {frames} frames");
    assert!(frames > 500);
}

#[test]
fn what_is_no_frame_has_no_fields() {
    assert!(inspect::bits(Set::J2735, CsaeEdition::Y2020, &[0x00, 0x14, 0x02]).is_err());
}
