//! In a turn: the acceleration across the motion lasts, and turns with the velocity.

use nalgebra::{Matrix2, Vector2};

use super::constant_velocity::{decay, power};
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
    let (once, twice) = rotated(rate, dt);
    let (sin, cos) = (rate * dt).sin_cos();
    // The fading of the acceleration within one step is left out of the integrals: half its share at the end.
    let held = 0.5 * (1.0 + fade);
    let transition = Transition {
        pv: dt,
        pa: twice * held,
        vv: 1.0,
        va: once * held,
        aa: Matrix2::new(cos, -sin, sin, cos) * fade,
        bb: 1.0,
    };
    let along = direction * direction.transpose();
    let across = Matrix2::identity() - along;
    let jerk = along * power(dynamics.along, dynamics.along_time)
        + across * power(dynamics.across_turning, dynamics.turning_time);
    (transition, StepNoise::white_jerk(&jerk, dt))
}

/// Rate of turn, rad/s, counter-clockwise positive; 0 where the speed is too low to tell.
pub(crate) fn turn_rate(velocity: &Vector2<f64>, acceleration: &Vector2<f64>) -> f64 {
    let speed2 = velocity.norm_squared();
    if speed2 < SLOWEST * SLOWEST {
        return 0.0;
    }
    ((velocity.x * acceleration.y - velocity.y * acceleration.x) / speed2).clamp(-FASTEST, FASTEST)
}

/// Single and double integral over a step of a rotation at `rate`.
fn rotated(rate: f64, dt: f64) -> (Matrix2<f64>, Matrix2<f64>) {
    let angle = rate * dt;
    if angle.abs() < 1e-4 {
        // First terms of the series; the next is below 1e-9.
        let (c1, s1) = (dt, 0.5 * angle * dt);
        let (c2, s2) = (0.5 * dt * dt, angle * dt * dt / 6.0);
        return (Matrix2::new(c1, -s1, s1, c1), Matrix2::new(c2, -s2, s2, c2));
    }
    let (sin, cos) = angle.sin_cos();
    let (c1, s1) = (sin / rate, (1.0 - cos) / rate);
    let (c2, s2) = ((1.0 - cos) / (rate * rate), (angle - sin) / (rate * rate));
    (Matrix2::new(c1, -s1, s1, c1), Matrix2::new(c2, -s2, s2, c2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::motion::dynamics::Dynamics;
    use crate::motion::state::{A, P, State, V};
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
            state.step(&transition, &noise);
        }
        assert!((state.pair(P) - Vector2::new(-10.0, 10.0)).norm() < 0.05, "{}", state.pair(P));
        assert!((state.pair(V) - Vector2::new(-8.0, 0.0)).norm() < 0.05, "{}", state.pair(V));
    }

    #[test]
    fn the_series_meets_the_closed_form() {
        let (a1, a2) = rotated(0.99e-3, 0.1);
        let (b1, b2) = rotated(1.01e-3, 0.1);
        assert!((a1 - b1).norm() < 1e-6 && (a2 - b2).norm() < 1e-7);
    }
}
