//! What of an intersection is not as deployments ask for.

use alloc::vec::Vec;

use super::{Counting, Intersection, Signals, Stream};

/// How often SPaT shall come: 10 ± 1 a second.
const SPAT_RATE: core::ops::RangeInclusive<f64> = 9.0..=11.0;
/// How often MAP shall come: 1 ± 1 a second.
const MAP_RATE: core::ops::RangeInclusive<f64> = 0.0..=2.0;
/// Between two SPaT, or two MAP, in microseconds: twice as long as asked for, so that one is missing.
pub(super) const SPAT_GAP: u32 = 200_000;
pub(super) const MAP_GAP: u32 = 2_000_000;
/// Octets of a MAP with signature and certificate, below which it fits the radio's largest packet.
const MAP_OCTETS: u64 = 2302;
/// The age of a SPaT at the radio, in milliseconds: from a secondary source, not from the text of CTI 4501.
const SPAT_AGE: u64 = 300;

/// Something that is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each says what it is, and its fields are the numbers in that")]
pub enum Finding {
    #[error("no SPaT")]
    NoSpat,
    #[error("no MAP")]
    NoMap,
    #[error("SPaT comes {hertz:.2} times a second, not 10 ± 1")]
    SpatRate { hertz: f64 },
    #[error("MAP comes {hertz:.2} times a second, not 1 ± 1")]
    MapRate { hertz: f64 },
    #[error("{count} times more than {millis} ms between two {message}")]
    Gaps { message: &'static str, millis: u32, count: u64 },
    #[error("{count} times the revision of {message} goes on by more than one, or back")]
    RevisionJumps { message: &'static str, count: u64 },
    #[error("{count} times {message} changes and its revision does not")]
    RevisionStays { message: &'static str, count: u64 },
    #[error("{count} times the revision of {message} goes on without a change")]
    RevisionNeedless { message: &'static str, count: u64 },
    #[error("{count} times the revision in MAP goes on and msgIssueRevision does not")]
    Unissued { count: u64 },
    #[error("MAP of {octets} octets, without signature and certificate; {MAP_OCTETS} are too many with them")]
    MapOctets { octets: u64 },
    #[error("MAP of {octets} octets with signature and certificate; fewer than {MAP_OCTETS} are asked for")]
    SignedMapOctets { octets: u64 },
    #[error("{count} SPaT without a time of their own")]
    Untimed { count: u64 },
    #[error("{count} SPaT with a time before that of the one before")]
    Backwards { count: u64 },
    #[error("{count} SPaT with a time later than the recording's")]
    Ahead { count: u64 },
    #[error("half of the SPaT are older than {millis} ms when they come; {SPAT_AGE} ms are asked for")]
    Old { millis: u64 },
    #[error("{count} times a signal group without a state")]
    Stateless { count: u64 },
    #[error("{count} of {of} states without minEndTime")]
    Endless { count: u64, of: u64 },
    #[error("{count} of {of} states with a minEndTime that has passed")]
    PastEnd { count: u64, of: u64 },
    #[error("{count} of {of} states with maxEndTime before minEndTime")]
    Reversed { count: u64, of: u64 },
    #[error("{count} times minEndTime moves back while the state goes on")]
    DrawnIn { count: u64 },
    #[error("{count} times a state ends before the minEndTime that was told")]
    Broken { count: u64 },
    #[error("{count} times a state goes on after the maxEndTime that was told")]
    Overrun { count: u64 },
    #[error("signal group {group} of the MAP is missing in {count} SPaT")]
    Missing { group: u8, count: u64 },
    #[error("signal group {group} of SPaT is not in the MAP")]
    Unmapped { group: u8 },
}

impl Intersection {
    /// All that is not as it should be; nothing where the recording is too short to tell.
    pub fn findings(&self) -> Vec<Finding> {
        let mut found = self.streams();
        let Signals { untimed, backwards, ahead, age, stateless, states: of, .. } = self.signals;
        let Signals { endless, past_end, reversed, drawn_in, broken, overrun, .. } = self.signals;
        let old = age.map_or(0, |age| age.median);
        for (count, finding) in [
            (untimed, Finding::Untimed { count: untimed }),
            (backwards, Finding::Backwards { count: backwards }),
            (ahead, Finding::Ahead { count: ahead }),
            (old.saturating_sub(SPAT_AGE), Finding::Old { millis: old }),
            (stateless, Finding::Stateless { count: stateless }),
            (endless, Finding::Endless { count: endless, of }),
            (past_end, Finding::PastEnd { count: past_end, of }),
            (reversed, Finding::Reversed { count: reversed, of }),
            (drawn_in, Finding::DrawnIn { count: drawn_in }),
            (broken, Finding::Broken { count: broken }),
            (overrun, Finding::Overrun { count: overrun }),
            (self.unissued, Finding::Unissued { count: self.unissued }),
        ] {
            found.extend((count > 0).then_some(finding));
        }
        found.extend(self.missing.iter().map(|&(group, count)| Finding::Missing { group, count }));
        found.extend(self.unmapped.iter().map(|&group| Finding::Unmapped { group }));
        found
    }

    /// What is wrong with how often messages come, how large they are, and how their revisions move.
    fn streams(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        match &self.spat {
            None => found.push(Finding::NoSpat),
            Some(stream) => {
                let wrong = stream.rate.filter(|rate| !SPAT_RATE.contains(rate));
                found.extend(wrong.map(|hertz| Finding::SpatRate { hertz }));
                found.extend(stream.findings("SPaT", SPAT_GAP));
            }
        }
        match &self.map {
            None => found.push(Finding::NoMap),
            Some(stream) => {
                let wrong = stream.rate.filter(|rate| !MAP_RATE.contains(rate));
                found.extend(wrong.map(|hertz| Finding::MapRate { hertz }));
                found.extend(stream.findings("MAP", MAP_GAP));
                let octets = stream.signed.unwrap_or(stream.octets).most;
                let finding = match stream.signed {
                    Some(_) => Finding::SignedMapOctets { octets },
                    None => Finding::MapOctets { octets },
                };
                found.extend((octets >= MAP_OCTETS).then_some(finding));
            }
        }
        found
    }
}

impl Stream {
    fn findings(&self, message: &'static str, gap: u32) -> impl Iterator<Item = Finding> + use<> {
        let (gaps, Counting { jumped, unannounced, needless, .. }) = (self.gaps, self.revision);
        let findings = [
            (gaps, Finding::Gaps { message, millis: gap / 1000, count: gaps }),
            (jumped, Finding::RevisionJumps { message, count: jumped }),
            (unannounced, Finding::RevisionStays { message, count: unannounced }),
            (needless, Finding::RevisionNeedless { message, count: needless }),
        ];
        findings.into_iter().filter(|(count, _)| *count > 0).map(|(_, finding)| finding)
    }
}
