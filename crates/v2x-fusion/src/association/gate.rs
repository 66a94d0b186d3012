//! How well a report fits what is believed: the χ² gate and the likelihood behind it.

use nalgebra::{Matrix2, Matrix4, Vector4};

use crate::motion::measurement::{Measurement, Pair};
use crate::motion::state::{B, LN_TAU, P, Spread, State, V};

/// How well two fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fit {
    /// Logarithm of the likelihood of what is seen.
    pub(crate) log_likelihood: f64,
    /// Squared Mahalanobis distance.
    pub(crate) distance: f64,
    /// Numbers compared: 2 or 4.
    pub(crate) freedom: u8,
}

/// Compares a report with a belief for the same time; `None` where a covariance is not one.
pub(crate) fn fit(belief: &State, measurement: &Measurement) -> Option<Fit> {
    let own = measurement.own;
    let mut pp = belief.block(P, P);
    let mut expected = belief.pair(P);
    let mut pv = belief.block(P, V);
    if own {
        let pb = belief.block(P, B);
        pp += belief.block(B, B) + pb + pb.transpose();
        pv += belief.block(B, V);
        expected += belief.pair(B);
    }
    let difference = measurement.position.value - expected;
    let position = pp + measurement.position.noise;
    let Some(Pair { value, noise }) = measurement.velocity else {
        let spread = Spread::new(&position)?;
        let log_likelihood = spread.log_likelihood(&difference);
        return Some(Fit { log_likelihood, distance: spread.distance(&difference), freedom: 2 });
    };
    let faster = value - belief.pair(V);
    let innovation = Vector4::new(difference.x, difference.y, faster.x, faster.y);
    fit_four(&innovation, &position, &pv, &(belief.block(V, V) + noise))
}

/// Compares two beliefs for the same time that come from different reports: is it one road user?
pub(crate) fn fit_beliefs(a: &State, b: &State) -> Option<Fit> {
    let (position, velocity) = (a.pair(P) - b.pair(P), a.pair(V) - b.pair(V));
    let innovation = Vector4::new(position.x, position.y, velocity.x, velocity.y);
    let sum = |row, column| a.block(row, column) + b.block(row, column);
    fit_four(&innovation, &sum(P, P), &sum(P, V), &sum(V, V))
}

fn fit_four(
    innovation: &Vector4<f64>,
    pp: &Matrix2<f64>,
    pv: &Matrix2<f64>,
    vv: &Matrix2<f64>,
) -> Option<Fit> {
    let mut s = Matrix4::zeros();
    s.fixed_view_mut::<2, 2>(0, 0).copy_from(pp);
    s.fixed_view_mut::<2, 2>(0, 2).copy_from(pv);
    s.fixed_view_mut::<2, 2>(2, 0).copy_from(&pv.transpose());
    s.fixed_view_mut::<2, 2>(2, 2).copy_from(vv);
    let factor = s.cholesky()?;
    let whitened = factor.l_dirty().solve_lower_triangular(innovation)?;
    let distance = whitened.norm_squared();
    let log_determinant = 2.0 * factor.l_dirty().diagonal().product().ln();
    if !distance.is_finite() {
        return None;
    }
    Some(Fit { log_likelihood: -0.5 * (distance + log_determinant) - 2.0 * LN_TAU, distance, freedom: 4 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Time;
    use nalgebra::Vector2;

    fn seen(x: f64, vx: f64, own: bool) -> Measurement {
        let noise = Matrix2::identity() * 0.16;
        Measurement {
            time: Time::from_micros(0),
            own,
            position: Pair { value: Vector2::new(x, 0.0), noise },
            velocity: Some(Pair { value: Vector2::new(vx, 0.0), noise }),
            acceleration: None,
            lever: 0.0,
            turning: None,
            jump: 0.0,
        }
    }

    #[test]
    fn distances_count_in_standard_deviations() {
        let belief = State::diagonal(0.84, 0.84, 1.0, 0.64);
        let near = fit(&belief, &seen(1.0, 0.0, false)).unwrap();
        assert!((near.distance - 1.0).abs() < 1e-6);
        let both = fit(&belief, &seen(1.0, 2.0, false)).unwrap();
        assert!((both.distance - 5.0).abs() < 1e-6);
        // The own error widens the gate for the road user's own word.
        let own = fit(&belief, &seen(1.0, 0.0, true)).unwrap();
        assert!((own.distance - 1.0 / 1.64).abs() < 1e-6);
    }

    #[test]
    fn a_covariance_that_is_none_is_refused() {
        let mut belief = State::diagonal(1.0, 1.0, 1.0, 1.0);
        belief.cov.add_round(P, -5.0);
        assert_eq!(fit(&belief, &seen(0.0, 0.0, false)), None);
    }
}
