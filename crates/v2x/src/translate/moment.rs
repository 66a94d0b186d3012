//! Moments within the hour.

use v2x_uper::scale::moment::HOUR_END;

/// Tenths of a second of the hour, from the minute of the year and the millisecond of the minute; a tenth that has begun
/// counts as gone. `None` where either is not told.
pub(super) fn tenth(minute: Option<u32>, millis: Option<u16>) -> Option<u16> {
    // 527 040 stands for an unknown minute, 61 000 and more for an unknown millisecond.
    let minute = minute.filter(|minute| *minute < 527_040)?;
    let millis = millis.filter(|millis| *millis < 61_000)?;
    u16::try_from((minute % 60 * 600 + u32::from(millis) / 100) % u32::from(HOUR_END)).ok()
}

/// The moment `span` tenths of a second after `now`.
pub(super) fn after(now: u16, span: u16) -> u16 {
    // Both are below 36 000, so the sum fits 17 bits, not 16.
    let sum = (u32::from(now) + u32::from(span)) % u32::from(HOUR_END);
    u16::try_from(sum).unwrap_or_default()
}

/// Tenths of a second from `now` to the next `moment` of that number.
pub(super) fn until(now: u16, moment: u16) -> u16 {
    after(moment, HOUR_END - now % HOUR_END)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_turn_with_the_hour() {
        assert_eq!(tenth(Some(61), Some(1_250)), Some(612));
        assert_eq!(tenth(Some(59), Some(60_999)), Some(9));
        assert_eq!(
            (tenth(Some(527_040), Some(0)), tenth(Some(0), Some(65_535)), tenth(None, Some(0))),
            (None, None, None)
        );
        assert_eq!((after(35_990, 20), after(0, 0)), (10, 0));
        assert_eq!((until(35_990, 10), until(10, 10), until(0, 35_999)), (20, 0, 35_999));
    }
}
