//! Whether a place lies in the region of a certificate.

use v2x::envelope::ieee1609dot2::{Identified, RegionShape, TwoDLocation};
use v2x::{Area, Position};

/// Whether a place lies in a region. `None` if the region names countries or parts of them that `here`, what is known of
/// where this receiver stands, does not decide.
pub(crate) fn contains(region: &RegionShape, place: &TwoDLocation, here: &[Identified]) -> Option<bool> {
    Some(match region {
        RegionShape::Circle(center, radius) => {
            let area = Area { center: degrees(center), radius: f64::from(*radius) };
            area.contains(&degrees(place))
        }
        RegionShape::Rectangles(rectangles) => rectangles.iter().any(|(nw, se)| in_rectangle(place, nw, se)),
        RegionShape::Polygon(corners) => in_polygon(place, corners),
        RegionShape::Countries(countries) => return in_countries(countries, here),
    })
}

/// Whether the receiver, and so whatever it hears by radio, stands in one of the countries or parts.
pub(crate) fn in_countries(countries: &[Identified], here: &[Identified]) -> Option<bool> {
    if here.is_empty() {
        return None;
    }
    let mut undecided = false;
    for (region, here) in countries.iter().flat_map(|region| here.iter().map(move |here| (region, here))) {
        let same = region.country == here.country
            && part(region.region, here.region, &mut undecided)
            && part(region.subregion, here.subregion, &mut undecided);
        if same {
            return Some(true);
        }
    }
    (!undecided).then_some(false)
}

/// Whether the receiver stands in a part of what is known to be around it. A part is not decided by the whole.
fn part<T: PartialEq>(region: Option<T>, here: Option<T>, undecided: &mut bool) -> bool {
    match (region, here) {
        (None, _) => true,
        (Some(_), None) => {
            *undecided = true;
            false
        }
        (Some(region), Some(here)) => region == here,
    }
}

fn degrees(place: &TwoDLocation) -> Position {
    // 0.1 µ° a step, IEEE 1609.2 §6.3.12.
    Position { latitude: f64::from(place.latitude) * 1e-7, longitude: f64::from(place.longitude) * 1e-7 }
}

/// Steps of longitude around the earth.
const AROUND: i64 = 3_600_000_000;

/// Steps east of a meridian: from none to once around.
fn east_of(meridian: i32, longitude: i32) -> i64 {
    (i64::from(longitude) - i64::from(meridian)).rem_euclid(AROUND)
}

/// A rectangle may cross the meridian where longitudes begin anew.
fn in_rectangle(place: &TwoDLocation, north_west: &TwoDLocation, south_east: &TwoDLocation) -> bool {
    (south_east.latitude..=north_west.latitude).contains(&place.latitude)
        && east_of(north_west.longitude, place.longitude)
            <= east_of(north_west.longitude, south_east.longitude)
}

/// The even-odd rule on the plane of latitudes and longitudes, in exact arithmetic. Longitudes are taken relative to the place, so
/// a polygon may cross the meridian where they begin anew; none may be wider than half the earth.
fn in_polygon(place: &TwoDLocation, corners: &[TwoDLocation]) -> bool {
    let relative = |corner: &TwoDLocation| {
        let east = east_of(place.longitude, corner.longitude);
        let east = if east > AROUND / 2 { east - AROUND } else { east };
        (i128::from(east), i128::from(corner.latitude) - i128::from(place.latitude))
    };
    let Some(last) = corners.last() else { return false };
    let mut inside = false;
    let mut from = relative(last);
    for to in corners.iter().map(relative) {
        // The side crosses the parallel of the place, and does so east of it.
        if (from.1 > 0) != (to.1 > 0) {
            let cross = from.0 * (to.1 - from.1) - from.1 * (to.0 - from.0);
            inside ^= (cross > 0) == (to.1 > from.1);
        }
        from = to;
    }
    inside
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    const fn at(latitude: i32, longitude: i32) -> TwoDLocation {
        TwoDLocation { latitude, longitude }
    }

    fn inside(region: &RegionShape, place: TwoDLocation) -> bool {
        contains(region, &place, &[]).unwrap()
    }

    #[test]
    fn circles() {
        let region = RegionShape::Circle(at(400_000_000, -1_050_000_000), 1000);
        assert!(inside(&region, at(400_080_000, -1_050_000_000)));
        assert!(!inside(&region, at(400_100_000, -1_050_000_000)));
        // A degree of longitude is shorter there by the cosine of 40 degrees.
        assert!(inside(&region, at(400_000_000, -1_050_110_000)));
        assert!(!inside(&region, at(400_000_000, -1_050_130_000)));
    }

    #[test]
    fn rectangles() {
        let region = RegionShape::Rectangles(vec![
            (at(10, -10), at(-10, 10)),
            (at(10, 1_799_999_990), at(-10, -1_799_999_990)),
        ]);
        for (place, expected) in [
            (at(0, 0), true),
            (at(10, 10), true),
            (at(11, 0), false),
            (at(0, 11), false),
            (at(0, 1_800_000_000), true),
            (at(0, -1_799_999_995), true),
            (at(0, 1_799_999_980), false),
        ] {
            assert_eq!(inside(&region, place), expected, "{place:?}");
        }
    }

    #[test]
    fn polygons() {
        // An L, and the same across the meridian where longitudes begin anew.
        for shift in [0, 1_799_999_900_i64] {
            let moved = |latitude, longitude: i32| {
                let longitude = (i64::from(longitude) + shift + AROUND / 2).rem_euclid(AROUND) - AROUND / 2;
                at(latitude, longitude as i32)
            };
            let corners = [(0, 0), (0, 200), (100, 200), (100, 100), (200, 100), (200, 0)];
            let region = RegionShape::Polygon(corners.map(|(lat, lon)| moved(lat, lon)).to_vec());
            for (lat, lon, expected) in [
                (50, 50, true),
                (50, 150, true),
                (150, 50, true),
                (150, 150, false),
                (250, 50, false),
                (50, -1, false),
            ] {
                assert_eq!(inside(&region, moved(lat, lon)), expected, "{lat} {lon} {shift}");
            }
        }
        assert!(!inside(&RegionShape::Polygon(vec![]), at(0, 0)));
    }

    #[test]
    fn countries_are_decided_by_where_the_receiver_stands() {
        let place = |country, region, subregion| Identified { country, region, subregion };
        let whole = place(840, None, None);
        let part = place(840, Some(6), None);
        let county = place(840, Some(6), Some(37));
        let decide = |region: Identified, here: &[Identified]| in_countries(&[region], here);
        assert_eq!(decide(whole, &[]), None);
        assert_eq!(decide(whole, &[county]), Some(true));
        assert_eq!(decide(county, &[whole]), None);
        assert_eq!(decide(county, &[part]), None);
        assert_eq!(decide(part, &[county]), Some(true));
        assert_eq!(decide(place(840, Some(7), None), &[county]), Some(false));
        assert_eq!(decide(place(124, None, None), &[whole]), Some(false));
    }
}
