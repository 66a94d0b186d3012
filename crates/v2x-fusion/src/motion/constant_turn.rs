//! In a turn: the acceleration across the motion lasts, and turns with the velocity.

use nalgebra::Vector2;

use super::constant_velocity::{decay, oriented, power};
use super::covariance::Block;
use super::dynamics::Dynamics;
use super::state::{StepNoise, Transition};

/// Faster turns are not made by road users that move, rad/s.
const FASTEST: f64 = 1.2;
/// Below this speed the ratio of acceleration to speed says nothing about a turn, m/s.
const SLOWEST: f64 = 1.5;

/// The step of a road user that turns. The rate follows from velocity and acceleration and counts as known during the
/// step, which keeps the step linear; what that neglects is third order in the step.
pub(crate) fn step(
    direction: &Vector2<f64>,
    velocity: &Vector2<f64>,
    acceleration: &Vector2<f64>,
    dynamics: &Dynamics,
    dt: f64,
) -> (Transition, StepNoise) {
    let rate = turn_rate(velocity, acceleration);
    let fade = decay(dt / dynamics.turning_time);
    let [turned, once, twice] = rotated(rate, dt);
    // The fading of the acceleration within one step is left out of the integrals: half its share at the end.
    let held = 0.5 * (1.0 + fade);
    let rotation =
        |[cos, sin]: [f64; 2], share: f64| Block::new(cos * share, -sin * share, sin * share, cos * share);
    let transition = Transition {
        pv: dt,
        pa: rotation(twice, held),
        va: rotation(once, held),
        aa: rotation(turned, fade),
    };
    let along = power(dynamics.along, dynamics.along_time);
    let across = power(dynamics.across_turning, dynamics.turning_time);
    (transition, StepNoise::white_jerk(oriented(direction, along, across), dt))
}

/// Rate of turn, rad/s, counter-clockwise positive; 0 where the speed is too low to tell.
pub(crate) fn turn_rate(velocity: &Vector2<f64>, acceleration: &Vector2<f64>) -> f64 {
    let speed2 = velocity.norm_squared();
    if speed2 < SLOWEST * SLOWEST {
        return 0.0;
    }
    ((velocity.x * acceleration.y - velocity.y * acceleration.x) / speed2).clamp(-FASTEST, FASTEST)
}

/// A rotation at `rate` after a step, and its single and double integral over the step: cosine and sine of each.
fn rotated(rate: f64, dt: f64) -> [[f64; 2]; 3] {
    let angle = rate * dt;
    if angle.abs() < 0.15 {
        // As far as the series are needed: the next terms are below 0.15⁶/6!, 2e-8.
        let a2 = angle * angle;
        let turned = [1.0 - a2 * (0.5 - a2 / 24.0), angle * (1.0 - a2 * (1.0 / 6.0 - a2 / 120.0))];
        let once = [1.0 - a2 * (1.0 / 6.0 - a2 / 120.0), angle * (0.5 - a2 * (1.0 / 24.0 - a2 / 720.0))];
        let twice =
            [0.5 - a2 * (1.0 / 24.0 - a2 / 720.0), angle * (1.0 / 6.0 - a2 * (1.0 / 120.0 - a2 / 5040.0))];
        return [turned, once.map(|value| value * dt), twice.map(|value| value * dt * dt)];
    }
    let (sin, cos) = angle.sin_cos();
    let once = [sin / rate, (1.0 - cos) / rate];
    let twice = [(1.0 - cos) / (rate * rate), (angle - sin) / (rate * rate)];
    [[cos, sin], once, twice]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::motion::dynamics::Dynamics;
    use crate::motion::state::{A, Drift, P, State, V};
    use crate::observation::Class;

    #[test]
    fn a_quarter_circle_ends_where_it_should() {
        // 8 m/s on a radius of 10 m: 0.8 rad/s.
        let mut dynamics = *Dynamics::of(Class::Car);
        dynamics.turning_time = 1e9;
        let mut state = State::diagonal(1.0, 1.0, 1.0, 1.0);
        state.mean[V].y = 8.0;
        state.mean[A].x = -6.4;
        let steps = 1000;
        let dt = core::f64::consts::FRAC_PI_2 / 0.8 / f64::from(steps);
        for _ in 0..steps {
            let (v, a) = (state.pair(V), state.pair(A));
            let (transition, noise) = step(&v.normalize(), &v, &a, &dynamics, dt);
            state.step(&transition, &noise, &Drift { kept: 1.0, gained: 0.0 });
        }
        assert!((state.pair(P) - Vector2::new(-10.0, 10.0)).norm() < 0.05, "{}", state.pair(P));
        assert!((state.pair(V) - Vector2::new(-8.0, 0.0)).norm() < 0.05, "{}", state.pair(V));
    }

    #[test]
    fn the_series_meets_the_closed_form() {
        for rate in [1.4999, -1.4999] {
            let (series, closed) = (rotated(rate, 0.1), rotated(rate * 1.0001, 0.1));
            for (a, b) in series.iter().flatten().zip(closed.iter().flatten()) {
                assert!((a - b).abs() < 2e-5, "{series:?} {closed:?}");
            }
        }
    }
}
