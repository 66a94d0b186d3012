"""East and north of a place, metres, by way of earth-centred coordinates (WGS 84)."""

import numpy as np

A, F = 6378137.0, 1 / 298.257223563
E2 = F * (2 - F)


class Plane:
    """The plane that touches the earth at a place."""

    def __init__(self, latitude, longitude, height):
        self.origin = latitude, longitude, height
        sin, cos = np.sin(np.radians([latitude, longitude])), np.cos(np.radians([latitude, longitude]))
        self.centre = self._earth(latitude, longitude)
        self.axes = np.array(
            [
                [-sin[1], cos[1], 0.0],
                [-sin[0] * cos[1], -sin[0] * sin[1], cos[0]],
                [cos[0] * cos[1], cos[0] * sin[1], sin[0]],
            ]
        )

    def _earth(self, latitude, longitude):
        lat, lon, height = np.radians(latitude), np.radians(longitude), self.origin[2]
        n = A / np.sqrt(1 - E2 * np.sin(lat) ** 2)
        return np.array(
            [
                (n + height) * np.cos(lat) * np.cos(lon),
                (n + height) * np.cos(lat) * np.sin(lon),
                (n * (1 - E2) + height) * np.sin(lat),
            ]
        )

    def point(self, latitude, longitude):
        """East and north of a place."""
        return (self.axes @ (self._earth(latitude, longitude) - self.centre))[:2]

    def place(self, east, north):
        """Latitude and longitude of a point of the plane, by Newton's method."""
        latitude, longitude, _ = self.origin
        scale = np.degrees(1 / A), np.degrees(1 / (A * np.cos(np.radians(latitude))))
        for _ in range(6):
            off = np.array([east, north]) - self.point(latitude, longitude)
            latitude, longitude = latitude + off[1] * scale[0], longitude + off[0] * scale[1]
        return float(latitude), float(longitude)
