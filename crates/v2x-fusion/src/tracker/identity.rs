//! What kind of road user a track is, how large, and under which names it is known.

use nalgebra::Vector2;

use super::clock::Anchor;
use crate::motion::measurement::Measurement;
use crate::observation::{Class, Size, StationId};
use crate::time::Time;

/// The classes told apart.
const CLASSES: [Class; 5] = [Class::Pedestrian, Class::Cyclist, Class::Motorcycle, Class::Car, Class::Heavy];

/// How likely each class is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ClassBelief {
    /// Probabilities in the order of [`CLASSES`], summing to one.
    share: [f32; CLASSES.len()],
}

impl Default for ClassBelief {
    fn default() -> Self {
        Self { share: [1.0 / CLASSES.len() as f32; CLASSES.len()] }
    }
}

impl ClassBelief {
    /// No class is ever believed less than this, so that a wrong one can be outvoted.
    const LEAST: f32 = 1e-3;
    /// Confidence in a class whose sender states none.
    const UNSTATED: f32 = 0.8;

    /// Takes in that somebody holds the road user for this class, and what it looks like.
    pub(crate) fn observe(&mut self, class: Class, confidence: Option<f32>, looks: Looks) {
        if class == Class::Unknown {
            return;
        }
        let mut sum = 0.0;
        for (share, candidate) in self.share.iter_mut().zip(CLASSES) {
            let likely = likelihood(class, candidate, confidence) * looks.likelihood(candidate);
            *share = (*share * likely).max(Self::LEAST);
            sum += *share;
        }
        for share in &mut self.share {
            *share /= sum;
        }
    }

    /// The likeliest class and its probability; unknown while nothing speaks for any.
    pub(crate) fn best(&self) -> (Class, f32) {
        let mut best = (Class::Unknown, 1.5 / CLASSES.len() as f32);
        for (share, class) in self.share.iter().zip(CLASSES) {
            if *share > best.1 {
                best = (class, *share);
            }
        }
        best
    }

    /// Logarithm of the likelihood of being held for this class, relative to that of a road user of any class.
    pub(crate) fn agreement(&self, class: Class, confidence: Option<f32>) -> f64 {
        if class == Class::Unknown {
            return 0.0;
        }
        let likely: f32 = self
            .share
            .iter()
            .zip(CLASSES)
            .map(|(share, candidate)| share * likelihood(class, candidate, confidence))
            .sum();
        f64::from(likely * CLASSES.len() as f32).ln()
    }
}

/// What tells a road user's class besides the word for it: sensors that take somebody for something else do so all the
/// time, but see how long it is and how fast.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Looks {
    /// Metres from front to back; 0 where not told.
    pub(crate) length: f32,
    /// The fastest that it was lately, m/s.
    pub(crate) fastest: f32,
}

impl Looks {
    /// However odd, it happens this often.
    const ODD: f32 = 1e-4;

    /// How likely a road user of this class looks so, relative to the most usual one.
    fn likelihood(self, class: Class) -> f32 {
        self.as_long(class).max(Self::ODD) * self.as_fast(class).max(Self::ODD)
    }

    fn as_long(self, class: Class) -> f32 {
        // Metres, and by how much they differ, relative: one standard deviation.
        let (usual, spread) = match class {
            Class::Pedestrian => (0.5, 0.35),
            Class::Cyclist => (1.8, 0.2),
            Class::Motorcycle => (2.2, 0.2),
            Class::Heavy => (11.0, 0.4),
            Class::Car | Class::Unknown => (4.6, 0.25),
        };
        if self.length <= 0.0 {
            return 1.0;
        }
        let off = (self.length / usual).ln() / spread;
        (-0.5 * off * off).exp()
    }

    fn as_fast(self, class: Class) -> f32 {
        /// Half go slower still where so much is added, m/s.
        const SPREAD: f32 = 0.7;
        // What hardly anybody does: to sprint, and to ride faster than an electric cycle helps, m/s.
        let fastest = match class {
            Class::Pedestrian => 6.0,
            Class::Cyclist => 10.0,
            _ => return 1.0,
        };
        1.0 / (1.0 + ((self.fastest - fastest) / SPREAD).exp())
    }
}

/// How likely a sensor that sees `truth` reports `seen`: cars pass for vans, cyclists for people on foot, less often one
/// group for the other.
fn likelihood(seen: Class, truth: Class, confidence: Option<f32>) -> f32 {
    let sure = confidence.unwrap_or(ClassBelief::UNSTATED).clamp(0.3, 0.97);
    if seen == truth {
        sure
    } else if seen.group() == truth.group() {
        (1.0 - sure) * 0.4
    } else {
        (1.0 - sure) * 0.1
    }
}

/// What is known of the size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct SizeBelief {
    size: Size,
    /// Whether the road user told it itself.
    told: bool,
    /// Reports of sensors averaged.
    count: f32,
}

impl SizeBelief {
    /// Sensors' sizes are averaged over at most so many reports.
    const MEMORY: f32 = 50.0;

    /// Takes a size in: the road user's own word stands, sensors' estimates are averaged.
    pub(crate) fn observe(&mut self, size: Size, own: bool) {
        if own {
            *self = Self { size, told: true, count: 0.0 };
        } else if !self.told {
            self.count = (self.count + 1.0).min(Self::MEMORY);
            let share = 1.0 / self.count;
            let blend = |old: f32, new: f32| if new > 0.0 { old + (new - old) * share } else { old };
            self.size = Size {
                length: blend(self.size.length, size.length),
                width: blend(self.size.width, size.width),
                height: blend(self.size.height, size.height),
            };
        }
    }

    pub(crate) fn size(&self) -> Size {
        self.size
    }

    /// Logarithm of how well a reported size fits, relative to a stranger's size.
    pub(crate) fn agreement(&self, size: Option<Size>, own: bool) -> f64 {
        /// How much the lengths of vehicles differ among each other, relative.
        const STRANGER: f64 = 0.4;
        let Some(other) = size else { return 0.0 };
        if self.size.length <= 0.0 || other.length <= 0.0 {
            return 0.0;
        }
        // Lengths by sensors are good to about 5 to 10 percent; a vehicle repeats its own to the centimetre.
        let sigma = if own && self.told { 0.01 } else { 0.1 };
        let z = f64::from(other.length / self.size.length).ln() / sigma;
        (STRANGER / sigma).ln() - 0.5 * (z * z).min(40.0)
    }
}

/// The station that a road user is, by its own messages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OwnLink {
    pub(crate) id: StationId,
    /// Its latest message.
    pub(crate) latest: Measurement,
    /// Latest time of measurement of its messages.
    pub(crate) measured: Time,
    /// Messages in a row that did not fit.
    pub(crate) misfits: u8,
    /// Average squared distance of its messages from what was expected, per number measured; 1 where all is well.
    pub(crate) unease: f64,
    /// Running mean of how far detections lie from what was expected, in standard deviations.
    askew: Vector2<f64>,
    /// Running share of detections of another kind.
    strange: f64,
}

impl OwnLink {
    /// A link to a station that spoke at `measured` last, and now with this message.
    pub(crate) fn new(id: StationId, measured: Time, latest: Measurement) -> Self {
        Self { id, latest, measured, misfits: 0, unease: 1.0, askew: Vector2::zeros(), strange: 0.0 }
    }

    /// Takes in how far a detection lies from what was expected, in standard deviations, and whether it is of another
    /// kind of road user than the station says it is. Gives whether detections lie to one side all the time, or are of
    /// another kind mostly: then they are of somebody else than the station, and the two pull at the track.
    pub(crate) fn is_pulled(&mut self, deviation: Vector2<f64>, other_kind: bool) -> bool {
        /// Share of each detection in the means: they look back over some 40, which is four seconds.
        const SHARE: f64 = 0.05;
        /// Squared length beyond which that is no chance: the mean of independent detections has a variance of
        /// `SHARE / (2 - SHARE)` per axis; exceeded once in 100 000 times.
        const LIMIT: f64 = 23.0 * SHARE / (2.0 - SHARE);
        self.askew += (deviation - self.askew) * SHARE;
        self.strange += (f64::from(u8::from(other_kind)) - self.strange) * SHARE;
        self.askew.norm_squared() > LIMIT || self.strange > 0.5
    }

    /// Where its latest message puts it at another moment, by its own velocity and acceleration.
    pub(crate) fn place_at(&self, time: Time) -> Option<Vector2<f64>> {
        let dt = time.seconds_since(self.latest.time);
        // Farther off than this, the message says little about that moment.
        if dt.abs() > 0.4 {
            return None;
        }
        let velocity = self.latest.velocity?.value;
        let acceleration = self.latest.acceleration.map_or_else(Vector2::zeros, |pair| pair.value);
        Some(self.latest.position.value + velocity * dt + acceleration * (0.5 * dt * dt))
    }
}

/// What a sensor has had to do with a track.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct SensorLink {
    /// Index of the sensor.
    pub(crate) sensor: usize,
    /// The sensor's own number for the object, last time.
    pub(crate) number: u16,
    /// First time of measurement of its detections.
    first: Time,
    /// Latest time of measurement of its detections.
    pub(crate) measured: Time,
    /// Detections in all.
    pub(crate) hits: u32,
    /// Where it was detected last.
    pub(crate) place: Vector2<f64>,
    /// What shows the offset of the sensor's clock.
    pub(crate) anchor: Anchor,
    /// Looks up to this time have been counted, as hits or as misses.
    counted: Time,
}

impl SensorLink {
    /// Whether one sensor that looks every `interval` seconds shows that this object and another one are two, as of
    /// `now`. In one look it reports one road user once: the shares of its looks in which two tracks were reported add
    /// up to one at most where they share a road user, and to nearly two where there are two.
    pub(crate) fn shows_two(&self, other: &Self, interval: f64, now: Time) -> bool {
        /// Fewer looks than this make no share.
        const FEW: f64 = 3.0;
        /// What detections by chance may make of one.
        const ONE: f64 = 1.3;
        /// So few count all the same while they are as recent as this, microseconds: it may have just come in sight.
        const RECENT: i64 = 500_000;
        let (begin, end) = (self.first.max(other.first), self.measured.min(other.measured));
        if self.sensor != other.sensor || begin > end {
            return false;
        }
        // Where one track ends being reported as the other begins, the sensor merely went from one to the other.
        let looks = 1.0 + end.seconds_since(begin) / interval;
        if looks.min(f64::from(self.hits.min(other.hits))) < FEW {
            return now.micros_since(end) < RECENT;
        }
        self.share(interval) + other.share(interval) > ONE
    }

    /// Share of the sensor's looks, between the first and the latest that reported it, that did.
    fn share(&self, interval: f64) -> f64 {
        let looks = 1.0 + self.measured.seconds_since(self.first) / interval;
        (f64::from(self.hits) / looks).min(1.0)
    }

    /// Whether the sensor has missed the object since it last reported it.
    pub(crate) fn is_missing(&self) -> bool {
        self.counted > self.measured
    }

    /// Counts the looks up to `time` in which the sensor did not report the object: one for each interval without a
    /// detection. Times of detection scatter within a look, so a look counts as missed when it is well over. Gives how
    /// many were the first after a detection (at most one), and how many followed.
    pub(crate) fn count_missed(&mut self, time: Time, interval: f64) -> (u32, u32) {
        const OVERDUE: f64 = 1.7;
        let first = u32::from(!self.is_missing());
        let mut missed = 0;
        while missed < 10 && time.seconds_since(self.counted) > OVERDUE * interval {
            self.counted = self.counted.offset((interval * 1e6) as i64);
            missed += 1;
        }
        (missed.min(first), missed - missed.min(first))
    }
}

/// The sensors that see or saw a track: the latest few.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct SensorLinks {
    /// The first `count` are in use.
    links: [SensorLink; 4],
    count: usize,
}

impl SensorLinks {
    /// The link to one sensor.
    pub(crate) fn get(&self, sensor: usize) -> Option<&SensorLink> {
        self.iter().find(|link| link.sensor == sensor)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &SensorLink> {
        self.links.iter().take(self.count)
    }

    /// The link to one sensor, to change it.
    pub(crate) fn get_mut(&mut self, sensor: usize) -> Option<&mut SensorLink> {
        self.links.iter_mut().take(self.count).find(|link| link.sensor == sensor)
    }

    /// Notes a detection.
    pub(crate) fn note(&mut self, sensor: usize, number: u16, measured: Time, place: Vector2<f64>) {
        if let Some(link) = self.get_mut(sensor) {
            link.number = number;
            if measured >= link.measured {
                link.place = place;
            }
            link.measured = link.measured.max(measured);
            link.counted = link.counted.max(measured);
            link.hits = link.hits.saturating_add(1);
            return;
        }
        let anchor = Anchor::default();
        let fresh = SensorLink {
            sensor,
            number,
            first: measured,
            measured,
            hits: 1,
            place,
            anchor,
            counted: measured,
        };
        if let Some(place) = self.links.get_mut(self.count) {
            *place = fresh;
            self.count += 1;
        } else if let Some(oldest) = self.links.iter_mut().min_by_key(|link| link.measured) {
            *oldest = fresh;
        }
    }

    /// Takes over the links of a track that turned out to be the same road user.
    pub(crate) fn absorb(&mut self, other: &Self) {
        for link in other.iter() {
            if self.get(link.sensor).is_none_or(|own| own.measured < link.measured) {
                self.note(link.sensor, link.number, link.measured, link.place);
                if let Some(own) = self.get_mut(link.sensor) {
                    own.first = own.first.min(link.first);
                }
            }
        }
    }

    /// The latest detection by any sensor.
    pub(crate) fn latest(&self) -> Option<Time> {
        self.iter().map(|link| link.measured).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_class_is_outvoted() {
        let mut belief = ClassBelief::default();
        assert_eq!(belief.best().0, Class::Unknown);
        belief.observe(Class::Pedestrian, Some(0.7), Looks::default());
        assert_eq!(belief.best().0, Class::Pedestrian);
        for _ in 0..5 {
            belief.observe(Class::Car, Some(0.8), Looks::default());
        }
        assert_eq!(belief.best().0, Class::Car);
        assert!(belief.agreement(Class::Car, None) > 0.0);
        assert!(belief.agreement(Class::Pedestrian, None) < -1.0);
    }

    #[test]
    fn the_own_word_on_size_stands() {
        let mut belief = SizeBelief::default();
        belief.observe(Size { length: 4.0, width: 2.0, height: 0.0 }, false);
        belief.observe(Size { length: 5.0, width: 2.0, height: 0.0 }, false);
        assert_eq!(belief.size().length, 4.5);
        belief.observe(Size { length: 4.9, width: 1.9, height: 0.0 }, true);
        belief.observe(Size { length: 9.0, width: 1.9, height: 0.0 }, false);
        assert_eq!(belief.size().length, 4.9);
    }

    #[test]
    fn the_oldest_sensor_gives_way() {
        let mut links = SensorLinks::default();
        for sensor in 0..6 {
            links.note(sensor, 1, Time::from_micros(sensor as i64), Vector2::zeros());
        }
        assert!(links.get(0).is_none() && links.get(1).is_none());
        assert_eq!(links.latest(), Some(Time::from_micros(5)));
    }
}
