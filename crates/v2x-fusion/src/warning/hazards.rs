//! The dangers that are being told of, from the first sign to the end.

use super::course::Course;
use super::encounters::{Encounter, Encounters, on_collision_course};
use super::red_light::Arrivals;
use super::trail::Trails;
use super::{Warning, WarningKind, WarningPhase, collision, passing};
use crate::association::sweep::Sweep;
use crate::config::Warnings;
use crate::context::{Context, IntersectionId, LaneId};
use crate::event::Event;
use crate::observation::Group;
use crate::plane::Point;
use crate::snapshot::{TrackId, TrackState};
use crate::time::Time;
use crate::tracker::Outbox;

/// Slower than this a vehicle stands, m/s.
const STANDS: f64 = 0.2;
/// So many pairs for each road user are judged at most. Roads hold a tenth of that; who makes up hundreds of stations in
/// one place does not hold up the rest for long.
const PAIRS: usize = 64;
/// Younger tracks are not judged against others, seconds: their motion, and whether they are there, is not known well.
const SETTLED: f64 = 0.5;
/// Nor are those whose kind is less sure than this.
const KNOWN: f32 = 0.7;

/// So many pairs on collision courses are remembered for each danger that there is room for.
const ENCOUNTERS: usize = 8;

/// So much more likely than a red light has to be what two will do, of which less is known.
const OF_TWO: f64 = 0.15;
/// No danger has to be likelier than this.
const SURE: f64 = 0.95;

/// A danger as judged at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Danger {
    pub(crate) kind: WarningKind,
    pub(crate) tracks: [Option<TrackId>; 2],
    pub(crate) position: Point,
    pub(crate) lead: f32,
    /// Whether it is far enough ahead to begin with.
    pub(crate) foretold: bool,
    pub(crate) probability: f32,
    pub(crate) signal: Option<(IntersectionId, u8)>,
    pub(crate) lane: Option<LaneId>,
}

/// A danger over time.
#[derive(Clone, Copy, Debug)]
struct Hazard {
    id: u64,
    danger: Danger,
    /// Moments in a row at which it was likely enough.
    signs: u32,
    /// Whether it has been told of.
    raised: bool,
    /// When it was likely last.
    seen: Time,
    /// When it was told of last.
    told: Time,
    /// Whether all that it was judged from was verified.
    verified: bool,
}

/// What a course sweeps, in short.
#[derive(Clone, Copy, Debug)]
struct Swept {
    course: usize,
    bounds: (Point, Point),
    vehicle: bool,
    moves: bool,
}

/// All dangers, and the memory that judging takes.
#[derive(Debug, Default)]
pub(crate) struct Hazards {
    list: Vec<Hazard>,
    arrivals: Arrivals,
    encounters: Encounters,
    trails: Trails,
    courses: Vec<Course>,
    sweep: Sweep,
    /// The boxes around the courses, from west to east.
    order: Vec<Swept>,
    next_id: u64,
}

impl Hazards {
    /// Judges a picture, and tells what begins, goes on and ends.
    pub(crate) fn judge(
        &mut self,
        now: Time,
        tracks: &[TrackState],
        context: &Context,
        rules: &Warnings,
        out: &mut Outbox,
    ) {
        self.arrivals.forget(now);
        self.encounters.forget(now);
        self.foretell(now, tracks, context, rules);
        self.compare(now, tracks, context, rules);
        self.look_back(now, tracks, context, rules);
        self.tell(now, tracks, context, rules, out);
    }

    /// Works out everybody's course, and who passes red lights on it.
    fn foretell(&mut self, now: Time, tracks: &[TrackState], context: &Context, rules: &Warnings) {
        self.courses.clear();
        self.order.clear();
        for (index, track) in tracks.iter().enumerate() {
            let group = track.class.group();
            if group == Group::Unknown {
                continue;
            }
            // A station that stands faces as it says; its place on the road does not matter.
            let placed = group == Group::Vehicle && (track.station.is_none() || track.speed > STANDS);
            let spot = if placed { context.spot(track) } else { None };
            let red = spot.and_then(|spot| self.arrivals.judge(track, spot, context, now, rules));
            if let Some(danger) = red {
                self.note(danger, now, rules);
            }
            let settled = track.time.seconds_since(track.first_seen) >= SETTLED;
            if settled && track.class_probability >= KNOWN {
                self.courses.push(Course::of(index, track, spot, context));
            }
        }
        let poses = self.courses.iter().map(|course| (tracks[course.track].id, course.poses[0]));
        self.trails.learn(now, poses);
        self.sweep.sort(self.courses.iter().map(|course| course.bounds.0.x));
        self.order.extend(self.sweep.order().map(|index| {
            let course = &self.courses[index];
            Swept {
                course: index,
                bounds: course.bounds,
                vehicle: tracks[course.track].class.group() == Group::Vehicle,
                moves: tracks[course.track].speed > rules.least_speed,
            }
        }));
    }

    /// Judges those whose courses come near each other, by a sweep from west to east.
    fn compare(&mut self, now: Time, tracks: &[TrackState], context: &Context, rules: &Warnings) {
        let (courses, order) = (core::mem::take(&mut self.courses), core::mem::take(&mut self.order));
        let mut left = PAIRS * order.len();
        for (place, first) in order.iter().enumerate() {
            let further = order[place + 1..].iter();
            for second in further.take_while(|other| other.bounds.0.x <= first.bounds.1.x) {
                let apart = second.bounds.0.y > first.bounds.1.y || first.bounds.0.y > second.bounds.1.y;
                if apart {
                    continue;
                }
                left = left.saturating_sub(1);
                if left == 0 {
                    break;
                }
                self.compare_two((first, second), &courses, now, tracks, context, rules);
            }
        }
        (self.courses, self.order) = (courses, order);
    }

    /// Judges two whose boxes overlap. A vehicle that moves endangers others; of two such, each may be the one that does.
    fn compare_two(
        &mut self,
        (first, second): (&Swept, &Swept),
        courses: &[Course],
        now: Time,
        tracks: &[TrackState],
        context: &Context,
        rules: &Warnings,
    ) {
        let endangers = |swept: &Swept| swept.vehicle && swept.moves;
        if !endangers(first) && !endangers(second) {
            return;
        }
        let (a, b) = (&courses[first.course], &courses[second.course]);
        let (one, other) = (&tracks[a.track], &tracks[b.track]);
        if on_collision_course((one, a), (other, b)) {
            self.encounters.note(one.id, other.id, now, ENCOUNTERS * rules.max_warnings);
        }
        let lately = self.encounters.know(one.id, other.id, now);
        if !lately && !collision::may_run_into(a, b, tracks, rules) {
            return;
        }
        let Some(meeting) = collision::meet(a, b, lately) else { return };
        for (who, pair, meeting) in [(first, (a, b), meeting), (second, (b, a), meeting.turned())] {
            if !endangers(who) {
                continue;
            }
            if let Some(danger) = collision::judge(pair, meeting, lately, tracks, context, rules) {
                self.note(danger, now, rules);
                break;
            }
        }
    }

    /// Judges whether one of two that were on a collision course comes to where the other was just now.
    fn look_back(&mut self, now: Time, tracks: &[TrackState], context: &Context, rules: &Warnings) {
        let (courses, mut encounters) =
            (core::mem::take(&mut self.courses), core::mem::take(&mut self.encounters));
        let find = |id: TrackId| {
            let track = tracks.binary_search_by_key(&id, |track| track.id).ok()?;
            courses.binary_search_by_key(&track, |course| course.track).ok().map(|place| &courses[place])
        };
        for encounter in encounters.known() {
            let (a, b) = encounter.pair;
            let (Some(a), Some(b)) = (find(a), find(b)) else { continue };
            if let Some(gap) = passing::follows(a, b, tracks) {
                encounter.followed = encounter.followed.min(gap);
                continue;
            }
            let danger = self.pass((a, b), encounter, now, tracks, context, rules);
            let danger = danger.or_else(|| self.pass((b, a), encounter, now, tracks, context, rules));
            if let Some(danger) = danger {
                self.note(danger, now, rules);
            }
        }
        (self.courses, self.encounters) = (courses, encounters);
    }

    /// Judges one that may come to where another was.
    fn pass(
        &self,
        (course, other): (&Course, &Course),
        encounter: &mut Encounter,
        now: Time,
        tracks: &[TrackState],
        context: &Context,
        rules: &Warnings,
    ) -> Option<Danger> {
        let (later, earlier) = (&tracks[course.track], &tracks[other.track]);
        if !passing::is_near(course, other, self.trails.oldest(earlier.id).unwrap_or(&other.poses[0])) {
            return None;
        }
        let trail = self.trails.of(earlier.id, now, passing::longest(rules));
        let passing = passing::pass(course, trail, other.extent, passing::moves(earlier))?;
        if let Some(gap) = passing.followed() {
            encounter.followed = encounter.followed.min(gap);
        }
        passing.judge(course, (later, earlier), encounter.followed, context, rules)
    }

    /// Takes in that something was judged to be a danger now.
    fn note(&mut self, danger: Danger, now: Time, rules: &Warnings) {
        let probability = f64::from(danger.probability);
        let more = if danger.tracks[1].is_some() { OF_TWO } else { 0.0 };
        let begin = (rules.begin + more).min(SURE);
        let same = |hazard: &Hazard| {
            hazard.danger.kind == danger.kind && same_tracks(&hazard.danger.tracks, &danger.tracks)
        };
        let Some(place) = self.list.iter().position(same) else {
            if probability >= begin && danger.foretold && self.list.len() < rules.max_warnings {
                self.next_id += 1;
                let fresh = Hazard {
                    id: self.next_id,
                    danger,
                    signs: 1,
                    raised: false,
                    seen: now,
                    told: now,
                    verified: false,
                };
                self.list.push(fresh);
            }
            return;
        };
        let hazard = &mut self.list[place];
        let enough = if hazard.raised { rules.end } else { begin };
        if probability >= enough {
            hazard.signs += u32::from(hazard.seen != now);
            hazard.seen = now;
            hazard.danger = danger;
        }
    }

    fn tell(
        &mut self,
        now: Time,
        tracks: &[TrackState],
        context: &Context,
        rules: &Warnings,
        out: &mut Outbox,
    ) {
        for hazard in &mut self.list {
            let seen_now = hazard.seen == now;
            if seen_now {
                hazard.verified = is_verified(&hazard.danger, tracks, context);
            }
            if !hazard.raised && seen_now && hazard.signs >= rules.signs {
                hazard.raised = true;
                hazard.tell(WarningPhase::Begin, now, out);
            } else if hazard.raised && seen_now && now >= hazard.told + rules.interval {
                hazard.tell(WarningPhase::Update, now, out);
            }
        }
        self.list.retain_mut(|hazard| {
            let lasts = if hazard.raised { now <= hazard.seen + rules.hold } else { hazard.seen == now };
            if !lasts && hazard.raised {
                hazard.tell(WarningPhase::End, now, out);
            }
            lasts
        });
    }
}

impl Hazard {
    fn tell(&mut self, phase: WarningPhase, now: Time, out: &mut Outbox) {
        self.told = now;
        let Danger { kind, tracks, position, lead, probability, signal, lane, .. } = self.danger;
        let id = self.id;
        let time = now;
        let verified = self.verified;
        let warning =
            Warning { id, kind, phase, time, tracks, position, lead, probability, signal, lane, verified };
        out.tell(Event::Warning(warning));
    }
}

/// Whether all that a danger was judged from was verified.
fn is_verified(danger: &Danger, tracks: &[TrackState], context: &Context) -> bool {
    let state = |id: &TrackId| tracks.iter().find(|track| track.id == *id);
    let road = match danger.signal {
        Some((id, _)) => {
            context.signals(id).is_some_and(|report| report.verified)
                && context.intersection(id).is_some_and(|known| known.verified)
        }
        None => context.intersections().iter().all(|known| known.verified),
    };
    road && danger.tracks.iter().flatten().all(|id| state(id).is_some_and(|track| track.verified))
}

fn same_tracks(a: &[Option<TrackId>; 2], b: &[Option<TrackId>; 2]) -> bool {
    a == b || (a[0] == b[1] && a[1] == b[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: fn() -> Warnings = Warnings::default;

    fn danger(probability: f32) -> Danger {
        Danger {
            kind: WarningKind::RedLight,
            tracks: [Some(TrackId(7)), None],
            position: Point::zeros(),
            lead: 1.0,
            foretold: true,
            probability,
            signal: None,
            lane: None,
        }
    }

    /// What is told when a danger is judged this likely at each moment, with the moments.
    fn told(judged: &[Option<f32>]) -> Vec<(usize, WarningPhase)> {
        let (mut hazards, context, mut out) = (Hazards::default(), Context::new(1), Outbox::new(64));
        let mut phases = Vec::new();
        for (moment, probability) in judged.iter().enumerate() {
            let now = Time::from_micros(1_750_172_378_000_000 + moment as i64 * 100_000);
            if let Some(probability) = probability {
                hazards.note(danger(*probability), now, &RULES());
            }
            hazards.tell(now, &[], &context, &RULES(), &mut out);
            while let Some(Event::Warning(warning)) = out.events.pop_front() {
                phases.push((moment, warning.phase));
            }
        }
        phases
    }

    #[test]
    fn a_single_sign_is_not_told_of() {
        assert_eq!(told(&[Some(0.9), None, Some(0.9), None]), []);
        assert_eq!(told(&[Some(0.5); 8]), []);
    }

    #[test]
    fn what_has_begun_goes_on_with_less_and_outlives_gaps() {
        use WarningPhase::{Begin, End, Update};
        let mut judged = vec![Some(0.9), Some(0.9)];
        // Not likely enough to begin, but to go on; then nothing for as long as it is held.
        judged.extend([Some(0.3); 5]);
        judged.extend([None; 9]);
        judged.push(Some(0.9));
        // Less than goes on.
        judged.extend([Some(0.1); 12]);
        assert_eq!(told(&judged), [(1, Begin), (6, Update), (16, Update), (27, End)]);
    }
}
