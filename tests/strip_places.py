"""Where a kilometre of a strip map lies on the ground, found as the script in the browser does."""

from __future__ import annotations

from bisect import bisect_right

from geo.corridor.model import Strip


def place_at(strip: Strip, lane_id: str, km: float) -> tuple[float, float]:
    """Return longitude and latitude; a kilometre beyond an end is the end."""
    samples = strip.lane(lane_id).samples
    after = bisect_right(samples, km, key=lambda sample: sample[0])
    if after == 0:
        return samples[0][1:]
    if after == len(samples):
        return samples[-1][1:]
    (km0, lon0, lat0), (km1, lon1, lat1) = samples[after - 1 : after + 1]
    share = (km - km0) / (km1 - km0)
    return lon0 + share * (lon1 - lon0), lat0 + share * (lat1 - lat0)
