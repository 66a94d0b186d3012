//! A look of a sensor: all its detections are assigned together.

use nalgebra::Matrix2;

use super::contest::{Contest, PairUp};
use super::gain::{gain, number};
use super::own::VELOCITIES;
use super::sensor::{Blur, Detection, Sensor};
use super::track::Track;
use super::{Outbox, Tracker, learn, measure};
use crate::association::gate::{self, Fit};
use crate::association::sweep::Sweep;
use crate::config::Config;
use crate::motion::measurement::Measurement;
use crate::motion::state::{P, State, V};
use crate::observation::{Group, Observation};
use crate::plane::{Plane, Point};
use crate::time::Time;

/// Memory that looks share.
#[derive(Debug, Default)]
pub(crate) struct LookScratch {
    detections: Vec<Detection>,
    /// Tracks near the look from west to east, with the belief for its time.
    near: Vec<Near>,
    /// Where about each of them is; apart from them, for this is looked at far more often.
    places: Vec<Point>,
    sweep: Sweep,
    found: Vec<(usize, Point)>,
    pairs: Vec<PairUp>,
    /// Whether each detection may be of a track that is seen.
    claimed: Vec<bool>,
    contest: Contest,
}

/// A track near a look.
#[derive(Debug)]
struct Near {
    index: usize,
    belief: Option<State>,
    doubtful: bool,
}

impl Tracker {
    /// Takes in a part of a look; the look is worked out when its last part is there, or when another begins.
    pub(crate) fn take_detection(
        &mut self,
        observation: &Observation,
        plane: &Plane,
        config: &Config,
        out: &mut Outbox,
    ) {
        let Some(sensor) = self.sensor_for(observation, config, out) else { return };
        if self.sensors[sensor].begins_look(observation) {
            self.work_out(sensor, config, out);
        }
        let clock = self.clocks.offset(sensor);
        let known = &mut self.sensors[sensor];
        let measurement = measure::detection(observation, plane, &config.noise, &known.calibration, clock);
        if known.add(Detection { observation: *observation, measurement, blur: Blur::default() }) {
            self.work_out(sensor, config, out);
        }
    }

    /// Works out looks of which no further part is to be expected.
    pub(crate) fn finish_looks(&mut self, now: Time, config: &Config, out: &mut Outbox) {
        for sensor in 0..self.sensors.len() {
            if self.sensors[sensor].due().is_some_and(|due| due <= now) {
                self.work_out(sensor, config, out);
            }
        }
    }

    /// When a look has to be worked out next.
    pub(crate) fn look_due(&self) -> Option<Time> {
        self.sensors.iter().filter_map(Sensor::due).min()
    }

    /// The sensor that an observation comes from, made known if it is new.
    fn sensor_for(&mut self, observation: &Observation, config: &Config, out: &mut Outbox) -> Option<usize> {
        let id = observation.station;
        if let Some(index) = self.sensors.iter().position(|sensor| sensor.id == id) {
            return Some(index);
        }
        if self.sensors.len() >= config.max_sensors {
            out.statistics.crowded += 1;
            return None;
        }
        self.sensors.push(Sensor::new(id));
        self.clocks.add(config.noise.sensor_clock * config.noise.sensor_clock);
        Some(self.sensors.len() - 1)
    }

    /// Assigns a look's detections, updates tracks, begins new ones, notes who was missed.
    fn work_out(&mut self, sensor: usize, config: &Config, out: &mut Outbox) {
        if self.sensors[sensor].look.is_empty() {
            return;
        }
        let mut scratch = core::mem::take(&mut self.scratch);
        scratch.detections.clear();
        scratch.detections.append(&mut self.sensors[sensor].look);
        let time = scratch.middle_time();
        self.find_near(time, config, &mut scratch);
        self.pair_up(sensor, time, config, &mut scratch);
        scratch.drop_doubtful(&self.tracks, config.association.margin);
        scratch.contest.decide(&mut scratch.pairs, scratch.detections.len(), scratch.near.len());
        scratch.blur();
        self.update_given(sensor, config, &scratch, out);
        self.count_missed(sensor, time, config);
        for (detection, given) in scratch.detections.iter().zip(scratch.contest.given()) {
            if given.is_none() {
                self.begin_sensed(sensor, detection, config, out);
            }
        }
        self.sensors[sensor].looked();
        self.scratch = scratch;
    }

    /// Lists the tracks within reach of any detection.
    fn find_near(&self, time: Time, config: &Config, scratch: &mut LookScratch) {
        let (low, high) = scratch.bounds(config.association.reach);
        let LookScratch { near, places, sweep, found, .. } = scratch;
        let within = |(_, place): &(usize, Point)| {
            place.x > low.x && place.x < high.x && place.y > low.y && place.y < high.y
        };
        let all = self.tracks.iter().enumerate().map(|(index, track)| (index, track.roughly_at(time)));
        found.clear();
        found.extend(all.filter(within));
        sweep.sort(found.iter().map(|(_, place)| place.x));
        near.clear();
        places.clear();
        for (index, place) in sweep.order().map(|number| found[number]) {
            near.push(Near { index, belief: None, doubtful: false });
            places.push(place);
        }
    }

    /// Compares each detection with the tracks within reach.
    fn pair_up(&self, sensor: usize, time: Time, config: &Config, scratch: &mut LookScratch) {
        let reach = config.association.reach;
        let LookScratch { detections, near, places, pairs, .. } = scratch;
        pairs.clear();
        for (index, detection) in detections.iter().enumerate() {
            let ahead = detection.measurement.time.seconds_since(time);
            let here = detection.measurement.position.value;
            let first = places.partition_point(|place| place.x < here.x - reach);
            let window = places[first..].iter().take_while(|place| place.x <= here.x + reach);
            for (place, _) in
                (first..).zip(window).filter(|(_, at)| (*at - here).norm_squared() <= reach * reach)
            {
                let near = &mut near[place];
                let track = &self.tracks[near.index];
                let belief = near.belief.get_or_insert_with(|| track.believed(time));
                let measurement = moved(&detection.measurement, belief, ahead);
                if is_plainly_far(&measurement, belief, config.association.gate) {
                    continue;
                }
                let Some((fit, jump)) = fit_either(belief, &measurement, config.association.gate) else {
                    continue;
                };
                let gain = gain(track, sensor, &detection.observation, &fit, config);
                if gain > 0.0 {
                    pairs.push(PairUp { detection: index, near: place, gain, jump, group: 0 });
                }
            }
        }
    }

    fn update_given(&mut self, sensor: usize, config: &Config, scratch: &LookScratch, out: &mut Outbox) {
        let hit = (config.association.detection / config.life.clutter_stays).ln();
        // Clutter that was gone does not come back to the same place but by chance: within a metre or so.
        let again = ((1.0 - config.life.hidden_stays) / config.association.clutter).ln();
        let mut pulled_apart = None;
        for (detection, given) in scratch.detections.iter().zip(scratch.contest.given()) {
            let Some(near) = given.and_then(|near| scratch.near.get(near)) else { continue };
            let track = &mut self.tracks[near.index];
            if let Some(belief) = &near.belief {
                learn::noise(&mut self.sensors[sensor], sensor, track, belief, &detection.measurement);
                learn::clock(&mut self.clocks, sensor, track, belief, &detection.measurement);
                let deviation = learn::deviation(belief, &detection.measurement);
                let kind = detection.observation.class.group();
                let other_kind = kind != Group::Unknown && kind != track.class.best().0.group();
                let pulled = track.own.as_mut().is_some_and(|own| own.is_pulled(deviation, other_kind));
                pulled_apart = pulled_apart.or(pulled.then_some(near.index));
            }
            let time = detection.measurement.time;
            let missing = track.sensors.get(sensor).is_some_and(|link| link.is_missing());
            if let Some(link) = track.sensors.get(sensor) {
                self.sensors[sensor].learn_interval(time.seconds_since(link.measured));
            }
            let taken = track.take(&detection.observation, detection.blurred());
            out.statistics.out_of_sequence += u64::from(taken.repeated > 0);
            track.sensors.note(
                sensor,
                number(&detection.observation),
                time,
                detection.measurement.position.value,
            );
            track.score = (track.score + if missing { again } else { hit }).min(config.life.ceiling);
            if track.score >= config.life.confirm {
                Self::confirm(track, out);
            }
        }
        // One at a time: where one was wrong, the next may be right once that is mended.
        if let Some(index) = pulled_apart {
            self.take_station_off(index);
        }
    }

    /// Lowers the score of tracks that the sensor reported lately, and does not now.
    fn count_missed(&mut self, sensor: usize, time: Time, config: &Config) {
        let first = ((1.0 - config.association.detection) / (1.0 - config.life.clutter_stays)).ln();
        let next = config.life.hidden_stays.ln();
        let interval = self.sensors[sensor].interval();
        let oldest = time - config.life.sensor_silence;
        for track in &mut self.tracks {
            if let Some(link) = track.sensors.get_mut(sensor).filter(|link| link.measured > oldest) {
                let (fresh, further) = link.count_missed(time, interval);
                track.score += first * f64::from(fresh) + next * f64::from(further);
            }
        }
    }

    fn begin_sensed(&mut self, sensor: usize, detection: &Detection, config: &Config, out: &mut Outbox) {
        /// What a sensor shows first of all is this much likelier to be real (natural logarithm): it sees dozens of road
        /// users then, and clutter as ever; later, one who enters for some ten of clutter.
        const AT_FIRST: f64 = 2.0;
        let Some(index) = self.begin(&detection.observation, detection.measurement, config, out) else {
            return;
        };
        let first = self.sensors[sensor].is_new();
        let track = &mut self.tracks[index];
        track.score = config.life.start + if first { AT_FIRST } else { 0.0 };
        let measurement = &detection.measurement;
        track.sensors.note(
            sensor,
            number(&detection.observation),
            measurement.time,
            measurement.position.value,
        );
    }
}

impl LookScratch {
    /// A time in the middle of the look, to predict each track to once.
    fn middle_time(&self) -> Time {
        let times = || self.detections.iter().map(|detection| detection.measurement.time);
        let (first, last) = (times().min().unwrap_or(Time::MIN), times().max().unwrap_or(Time::MIN));
        first.offset(last.micros_since(first) / 2)
    }

    /// The box around all detections, widened.
    fn bounds(&self, margin: f64) -> (Point, Point) {
        let mut low = Point::repeat(f64::INFINITY);
        let mut high = Point::repeat(f64::NEG_INFINITY);
        for detection in &self.detections {
            low = low.inf(&detection.measurement.position.value);
            high = high.sup(&detection.measurement.position.value);
        }
        (low.add_scalar(-margin), high.add_scalar(margin))
    }

    /// Leaves tracks that are only heard, and fit several detections about equally well, out of this look: one false
    /// first detection, taken for the truth about the receiver's error, would be followed by more. So long as it is
    /// doubtful, what is seen gets tracks of its own.
    fn drop_doubtful(&mut self, tracks: &[Track], margin: f64) {
        let Self { detections, pairs, near, claimed, .. } = self;
        for (place, candidate) in near.iter_mut().enumerate() {
            candidate.doubtful = false;
            if !tracks[candidate.index].is_only_heard() {
                continue;
            }
            let (mut best, mut second) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
            for pair in pairs.iter().filter(|pair| pair.near == place) {
                second = second.max(pair.gain.min(best));
                best = best.max(pair.gain);
            }
            candidate.doubtful = best - second < margin;
        }
        claimed.clear();
        claimed.resize(detections.len(), false);
        for pair in pairs.iter().filter(|pair| !tracks[near[pair.near].index].is_only_heard()) {
            claimed[pair.detection] = true;
        }
        // In a crowd, whoever is seen already has the first claim on what is seen again.
        let yields = |pair: &PairUp| {
            let track = &tracks[near[pair.near].index];
            claimed[pair.detection] && track.is_only_heard() && track.class.best().0.group() == Group::Vru
        };
        pairs.retain(|pair| !near[pair.near].doubtful && !yields(pair));
    }

    /// Takes detections that might as well be another track's for less: wrongly assigned, they are off by what parts
    /// the two. Without that, tracks in a crowd would be sure of places that they may have exchanged.
    fn blur(&mut self) {
        /// Detections are not taken for less than this share of themselves.
        const LEAST: f64 = 0.2;
        let Self { detections, pairs, contest, .. } = self;
        for group in pairs.chunk_by(|a, b| a.group == b.group).filter(|group| group.len() > 1) {
            for pair in group.iter().filter(|pair| contest.given()[pair.detection] == Some(pair.near)) {
                let here = detections[pair.detection].measurement.position.value;
                let (mut weight, mut spread) = (1.0, Matrix2::zeros());
                contest.otherwise(group, pair, |other, instead| {
                    weight += other;
                    if let Some(there) = instead.and_then(|index| detections.get(index)) {
                        let between = there.measurement.position.value - here;
                        spread += between * between.transpose() * other;
                    }
                });
                let share = (1.0 / weight).max(LEAST);
                detections[pair.detection].blur = Blur { share, spread: spread * share, jump: 0.0 };
            }
        }
        for pair in pairs.iter().filter(|pair| pair.jump > 0.0) {
            if contest.given()[pair.detection] == Some(pair.near) {
                detections[pair.detection].blur.jump = pair.jump;
            }
        }
    }
}

/// The measurement as it would have been at the time of the belief, a little earlier or later.
fn moved(measurement: &Measurement, belief: &State, ahead: f64) -> Measurement {
    let mut moved = *measurement;
    moved.position.value -= belief.pair(V) * ahead;
    moved
}

/// Whether the positions alone are outside the gate, by the roundest bound on their covariance: cheaper than to ask.
fn is_plainly_far(measurement: &Measurement, belief: &State, gate: f64) -> bool {
    let away = (measurement.position.value - belief.pair(P)).norm_squared();
    away > gate * (belief.variance(P) + measurement.position.noise.trace())
}

/// How a detection fits a track: in place and velocity, or else in place alone, and then by how much the velocity is off, as a variance. Sensors tell
/// false velocities now and then, and road users, people above all, change theirs faster than they can be foreseen.
fn fit_either(belief: &State, measurement: &Measurement, gate: f64) -> Option<(Fit, f64)> {
    /// Share of velocities that tell nothing.
    const FALSE: f64 = 0.05;
    let fit = gate::fit(belief, measurement)?;
    if fit.distance < gate || measurement.velocity.is_none() {
        return (fit.distance < gate).then_some((fit, 0.0));
    }
    let place = gate::fit(belief, &Measurement { velocity: None, ..*measurement })?;
    // The same share of true pairs as the gate over four numbers keeps, for two.
    let log_likelihood = place.log_likelihood + (FALSE / VELOCITIES).ln();
    let faster = measurement.velocity.map_or(0.0, |seen| (seen.value - belief.pair(V)).norm_squared());
    (place.distance < 0.75 * gate).then_some((Fit { log_likelihood, freedom: 4, ..place }, 0.5 * faster))
}
