//! What another station has tracked already, fused by taking it for less, beside covariance intersection.

mod common;

use common::{Actor, Dice, Scene};
use v2x_fusion::{Ellipse, Measured, Observation, Point, Scope, StationId, Subject};

/// Another station's tracker: a Kalman filter for constant velocity, the same for both axes.
#[derive(Clone, Copy)]
struct Peer {
    position: Point,
    velocity: Point,
    /// Variances of position and velocity per axis, and what they share.
    variances: [f64; 3],
}

/// Variance of a detection's position, m², and seconds from one to the next.
const DETECTED: f64 = 0.16;
const STEP: f64 = 0.1;

impl Peer {
    fn new(seen: Point, velocity: Point) -> Self {
        Self { position: seen, velocity, variances: [DETECTED, 1.0, 0.0] }
    }

    fn take(&mut self, seen: Point) {
        /// Square of the accelerations that it reckons with, (m/s²)².
        const JERKS: f64 = 9.0;
        let [p, v, c] = self.variances;
        let (p, c) = (p + 2.0 * STEP * c + STEP * STEP * v + 0.25 * STEP.powi(4) * JERKS, c + STEP * v);
        let (c, v) = (c + 0.5 * STEP.powi(3) * JERKS, v + STEP * STEP * JERKS);
        self.position += self.velocity * STEP;
        let surprise = seen - self.position;
        let (gain, gain_v) = (p / (p + DETECTED), c / (p + DETECTED));
        self.position += surprise * gain;
        self.velocity += surprise * gain_v;
        self.variances = [p * (1.0 - gain), v - gain_v * c, c * (1.0 - gain)];
    }
}

/// Covariance intersection of two estimates of one place, each as uncertain in both axes: then the surer one is the
/// result, or their middle where they are as sure.
fn intersection(a: (Point, f64), b: (Point, f64)) -> (Point, f64) {
    // With a = w/p and b = (1 - w)/q the variance 1/(a + b) is least at one end.
    if a.1 < b.1 { a } else { b }
}

/// Squared errors and squared errors in variances, per axis.
#[derive(Clone, Copy, Default)]
struct Errors {
    squares: f64,
    normalised: f64,
    count: f64,
}

impl Errors {
    fn add(&mut self, truth: Point, (place, variance): (Point, f64)) {
        let squared = (place - truth).norm_squared() / 2.0;
        self.squares += squared;
        self.normalised += squared / variance;
        self.count += 1.0;
    }

    fn rmse(&self) -> f64 {
        (self.squares / self.count).sqrt()
    }

    /// 1 where the variances are as large as the errors.
    fn honesty(&self) -> f64 {
        self.normalised / self.count
    }
}

/// How tracks of a peer are used.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    Not,
    AsDetections,
    AsTracked,
}

fn report(exact: &Observation, who: &[u8], at: Point, sigma: f64, scene: &Scene) -> Observation {
    Observation {
        station: StationId::new(Scope::Local, who),
        subject: Subject::Object { number: 1, known_as: None },
        position: scene.plane.place(&at),
        accuracy: Some(Ellipse::round(sigma as f32)),
        speed: None,
        heading: None,
        acceleration: None,
        yaw_rate: None,
        ..*exact
    }
}

/// A drive that ends in braking, seen by our sensor and tracked by a peer, which has a sensor of its own or (`shared`)
/// looks at what ours tells. Adds the errors of our picture, and of its intersection with the peer's track.
fn drive(seed: u64, shared: bool, how: Use, ours: &mut Errors, crossed: &mut Errors) {
    let mut dice = Dice(seed);
    let mut scene = Scene::new();
    let car = Actor { brakes: Some((5.0, 2.0)), ..Actor::car([0.0, -60.0], 0.0, 12.0) };
    let mut peer: Option<Peer> = None;
    for step in 0..110 {
        let mut truth = Point::zeros();
        scene.step(|scene| {
            let exact = car.report(0, f64::from(step) * STEP, scene.now, &scene.plane);
            truth = scene.plane.point(&exact.position);
            let seen = truth + dice.pair(DETECTED.sqrt());
            let other = if shared { seen } else { truth + dice.pair(DETECTED.sqrt()) };
            peer.get_or_insert(Peer::new(other, Point::new(0.0, 12.0))).take(other);
            scene.engine.handle(scene.now, report(&exact, b"ours", seen, DETECTED.sqrt(), scene).into());
            if let (Some(peer), true) = (peer, how != Use::Not) {
                let told = report(&exact, b"peer", peer.position, peer.variances[0].sqrt(), scene);
                let speed =
                    Some(Measured::with_sigma(peer.velocity.norm() as f32, peer.variances[1].sqrt() as f32));
                let filtered = how == Use::AsTracked;
                scene.engine.handle(scene.now, Observation { speed, filtered, ..told }.into());
            }
        });
        let picture = scene.picture();
        if let (Some(track), Some(peer), true) = (picture.tracks.first(), peer, step >= 20) {
            let spread = 0.5 * (track.position_covariance.xx + track.position_covariance.yy);
            ours.add(truth, (track.position, spread));
            crossed.add(truth, intersection((track.position, spread), (peer.position, peer.variances[0])));
        }
    }
}

#[test]
fn taken_for_less_it_is_no_worse_than_covariance_intersection() {
    for shared in [false, true] {
        let run = |how| {
            let (mut ours, mut crossed) = (Errors::default(), Errors::default());
            (1..=20).for_each(|seed| drive(seed * 7919, shared, how, &mut ours, &mut crossed));
            (ours, crossed)
        };
        let (alone, crossed) = run(Use::Not);
        let ((doubled, _), (tracked, _)) = (run(Use::AsDetections), run(Use::AsTracked));
        for (name, errors) in
            [("alone", alone), ("intersection", crossed), ("as detections", doubled), ("as tracked", tracked)]
        {
            println!(
                "shared {shared:5} {name:14} error {:.3} m, honesty {:.2}",
                errors.rmse(),
                errors.honesty()
            );
        }
        assert!(tracked.rmse() < crossed.rmse() * 1.02, "{} {}", tracked.rmse(), crossed.rmse());
        assert!((0.6..1.4).contains(&tracked.honesty()), "{}", tracked.honesty());
        assert!(
            doubled.honesty() > 1.5 * tracked.honesty(),
            "counted as detections, it is believed too much"
        );
    }
}
