//! Views show what decoding gives, on the frames of an independent encoder and on random ones.

mod day_2;

/// The tests of one edition; the editions have the same names for what views show. `beyond` compares what is not in both.
macro_rules! edition {
    ($year:ident, $phases:ident, $vectors:literal, $beyond:item) => {
        mod $year {
            use set::$phases::{PhaseState, TimeChangeDetails};
            use v2x_csae::views::$year as views;
            use v2x_csae::$year as set;

            const VECTORS: &str = include_str!($vectors);

            $beyond

            include!("edition.rs");
        }
    };
}

edition!(
    y2019,
    spat_intersection_state,
    "../../../v2x/tests/vectors/csae-2019.jsonl",
    #[track_caller]
    fn beyond(view: FrameView<'_>, frame: &MessageFrame) {
        panic!("{view:?} of {frame:?}")
    }
);
edition!(
    y2020,
    signal_phase_and_timing,
    "../../../v2x/tests/vectors/csae-2020.jsonl",
    use super::day_2::check as beyond;
);
