//! A fixed-time signal programme: what each signal group shows at an instant, and until when.
//!
//! A pure function of time. The cycle is anchored at the Unix epoch, as coordinated controllers anchor theirs
//! at midnight, so that two runs agree on the second of the cycle.

/// North–south left turns.
pub(crate) const NORTH_SOUTH_LEFT: u8 = 1;
/// North–south straight on and right.
pub(crate) const NORTH_SOUTH: u8 = 2;
/// East–west left turns.
pub(crate) const EAST_WEST_LEFT: u8 = 3;
/// East–west straight on and right.
pub(crate) const EAST_WEST: u8 = 4;
/// Crosswalks over the east and west legs, walked while north–south traffic has green.
pub(crate) const WALK_NORTH_SOUTH: u8 = 5;
/// Crosswalks over the north and south legs.
pub(crate) const WALK_EAST_WEST: u8 = 6;

/// What a signal head shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Light {
    Red,
    /// Green for vehicles, "walk" for people.
    Green,
    /// Yellow for vehicles, flashing "don't walk" for people: finish, do not start.
    Clearance,
}

/// What a group shows now and when that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Aspect {
    pub(crate) light: Light,
    /// Milliseconds until the light changes.
    pub(crate) remaining_ms: i64,
}

/// One group's share of the cycle, in milliseconds from the cycle's start.
struct Window {
    group: u8,
    green_from: i64,
    clearance_from: i64,
    red_from: i64,
}

/// Length of the cycle, in milliseconds.
pub(crate) const CYCLE_MS: i64 = 80_000;

/// Yellow lasts 3 s (left) or 3.5 s, all-red 1.5 s or 2 s: usual values for 50 km/h. Flashing "don't walk" covers
/// a whole crossing at 1.2 m/s: 17 m over the east and west legs, 23 m over the wider north and south ones.
const PROGRAMME: [Window; 6] = [
    Window { group: NORTH_SOUTH_LEFT, green_from: 0, clearance_from: 9_000, red_from: 12_000 },
    Window { group: NORTH_SOUTH, green_from: 13_500, clearance_from: 37_000, red_from: 40_500 },
    Window { group: WALK_NORTH_SOUTH, green_from: 13_500, clearance_from: 23_000, red_from: 37_500 },
    Window { group: EAST_WEST_LEFT, green_from: 42_500, clearance_from: 50_000, red_from: 53_000 },
    Window { group: EAST_WEST, green_from: 54_500, clearance_from: 74_500, red_from: 78_000 },
    Window { group: WALK_EAST_WEST, green_from: 54_500, clearance_from: 58_500, red_from: 78_000 },
];

/// All groups of the programme, in order of their windows.
pub(crate) fn groups() -> impl Iterator<Item = u8> {
    PROGRAMME.iter().map(|window| window.group)
}

/// What `group` shows `unix_ms` milliseconds after the Unix epoch; a group that is not in the programme is dark
/// and counts as red for the rest of the cycle.
pub(crate) fn aspect(group: u8, unix_ms: i64) -> Aspect {
    let now = unix_ms.rem_euclid(CYCLE_MS);
    let Some(window) = PROGRAMME.iter().find(|window| window.group == group) else {
        return Aspect { light: Light::Red, remaining_ms: CYCLE_MS - now };
    };
    let (light, until) = match now {
        _ if now < window.green_from => (Light::Red, window.green_from),
        _ if now < window.clearance_from => (Light::Green, window.clearance_from),
        _ if now < window.red_from => (Light::Clearance, window.red_from),
        _ => (Light::Red, window.green_from + CYCLE_MS),
    };
    Aspect { light, remaining_ms: until - now }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups whose movements cross. Walkers and vehicles turning right share a window by intent.
    const CONFLICTS: [(u8, u8); 8] = [
        (NORTH_SOUTH_LEFT, NORTH_SOUTH),
        (NORTH_SOUTH_LEFT, EAST_WEST),
        (NORTH_SOUTH_LEFT, EAST_WEST_LEFT),
        (NORTH_SOUTH, EAST_WEST),
        (NORTH_SOUTH, EAST_WEST_LEFT),
        (EAST_WEST_LEFT, EAST_WEST),
        (WALK_NORTH_SOUTH, EAST_WEST),
        (WALK_EAST_WEST, NORTH_SOUTH),
    ];

    #[test]
    fn conflicting_groups_are_never_open_together() {
        for ms in (0..CYCLE_MS).step_by(100) {
            for (a, b) in CONFLICTS {
                let both = aspect(a, ms).light != Light::Red && aspect(b, ms).light != Light::Red;
                assert!(!both, "groups {a} and {b} at {ms} ms");
            }
        }
    }

    #[test]
    fn the_time_left_is_the_time_until_the_light_changes() {
        for group in groups() {
            for ms in (0..2 * CYCLE_MS).step_by(500) {
                let now = aspect(group, ms);
                assert!(now.remaining_ms > 0);
                assert_eq!(aspect(group, ms + now.remaining_ms - 1).light, now.light);
                assert_ne!(aspect(group, ms + now.remaining_ms).light, now.light);
            }
        }
    }

    #[test]
    fn an_unknown_group_stays_red() {
        assert_eq!(aspect(99, 12_345).light, Light::Red);
    }
}
