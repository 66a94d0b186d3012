//! What a light foretells of its end, and whether it keeps that: who brakes or goes by `minEndTime` relies on it.

use core::time::Duration;

use v2x_j2735::spat::MovementPhaseState;

/// Times are told in tenths of a second, so two that are this close may be the same.
const TENTH: Duration = Duration::from_millis(100);

/// What a signal group said of the state that it is in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Promise {
    state: MovementPhaseState,
    /// Before this it will not end.
    earliest: Option<Duration>,
    /// After this it will have ended.
    latest: Option<Duration>,
    /// It has been seen to go on after that.
    overrun: bool,
}

/// How a message held against the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// The state goes on, and its earliest end was moved to an earlier moment.
    pub(super) drawn_in: bool,
    /// The state has ended before the earliest end that was told of it.
    pub(super) broken: bool,
    /// The state goes on after the latest end that was told of it.
    pub(super) overrun: bool,
}

impl Promise {
    /// The first word on a state.
    pub(super) const fn new(
        state: MovementPhaseState,
        (earliest, latest): (Option<Duration>, Option<Duration>),
    ) -> Self {
        Self { state, earliest, latest, overrun: false }
    }

    /// Takes the next message's word, which was true at `time`.
    pub(super) fn next(
        &mut self,
        time: Duration,
        state: MovementPhaseState,
        (earliest, latest): (Option<Duration>, Option<Duration>),
    ) -> Kept {
        if state != self.state {
            // When exactly it ended is not known, but not later than this message was made.
            let broken = self.earliest.is_some_and(|told| time + TENTH < told);
            *self = Self::new(state, (earliest, latest));
            return Kept { broken, ..Kept::default() };
        }
        let drawn_in = matches!((self.earliest, earliest), (Some(told), Some(now)) if now + TENTH < told);
        // By what was told before: an end put off after it has passed was none.
        let late = !self.overrun && self.latest.is_some_and(|told| told + TENTH < time);
        // A tenth at a time is drawn in too, so the latest promise holds until it is seen to be broken.
        self.earliest = if drawn_in { earliest } else { self.earliest.max(earliest) };
        self.latest = latest;
        self.overrun |= late;
        Kept { drawn_in, overrun: late, broken: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREEN: MovementPhaseState = MovementPhaseState::ProtectedMovementAllowed;
    const YELLOW: MovementPhaseState = MovementPhaseState::ProtectedClearance;

    fn at(tenths: u32) -> Duration {
        Duration::from_secs(1_750_172_340) + tenths * TENTH
    }

    fn ends(earliest: u32, latest: u32) -> (Option<Duration>, Option<Duration>) {
        (Some(at(earliest)), Some(at(latest)))
    }

    #[test]
    fn an_end_may_be_put_off_and_come_when_it_was_told() {
        let mut promise = Promise::new(GREEN, ends(50, 100));
        for (time, state, told) in
            [(1, GREEN, ends(50, 100)), (20, GREEN, ends(80, 100)), (80, YELLOW, ends(110, 110))]
        {
            assert_eq!(promise.next(at(time), state, told), Kept::default(), "{time}");
        }
        // What is not known is no promise.
        assert_eq!(promise.next(at(81), YELLOW, (None, None)), Kept::default());
    }

    #[test]
    fn an_end_that_is_moved_back_or_comes_too_early_is_told() {
        let mut promise = Promise::new(GREEN, ends(50, 100));
        let drawn_in = Kept { drawn_in: true, ..Kept::default() };
        assert_eq!(promise.next(at(1), GREEN, ends(40, 100)), drawn_in);
        // The new word holds from then on; it creeps back by a tenth, and by another one.
        assert_eq!(promise.next(at(2), GREEN, ends(39, 100)), Kept::default());
        assert_eq!(promise.next(at(3), GREEN, ends(38, 100)), drawn_in);
        let broken = Kept { broken: true, ..Kept::default() };
        assert_eq!(promise.next(at(30), YELLOW, ends(60, 60)), broken);
    }

    #[test]
    fn a_light_that_goes_on_is_told_once() {
        let mut promise = Promise::new(GREEN, ends(50, 60));
        let overrun = Kept { overrun: true, ..Kept::default() };
        assert_eq!(promise.next(at(61), GREEN, ends(61, 60)), Kept::default());
        assert_eq!(promise.next(at(62), GREEN, ends(62, 60)), overrun);
        assert_eq!(promise.next(at(63), GREEN, ends(63, 60)), Kept::default());
    }
}
