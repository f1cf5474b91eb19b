/*
 * From WGS 84 to VN-2000 / TM-3 104-00 (EPSG:9206), the grid of the province, to the millimetre.
 *
 * Datum: "VN-2000 to WGS 84 (2)" of EPSG, seven parameters, coordinate frame rotation, 1 m; here
 * against its direction. Both datums are on the ellipsoid of WGS 84. Then transverse Mercator as
 * the series of Krüger in the third flattening (EPSG guidance note 7-2, 3.5.3.1). The map page uses it
 * and the page around it, too.
 */
(() => {
  const A = 6378137;
  const F = 1 / 298.257223563;
  const E2 = F * (2 - F);
  const SECOND = Math.PI / 180 / 3600;
  const SHIFT = [-191.90441429, -39.30318279, -111.45032835]; // m
  const TURN = [-0.00928836, 0.01975479, -0.00427372].map((angle) => angle * SECOND);
  const GROWTH = 1 + 0.252906278e-6;
  const MERIDIAN = (104 * Math.PI) / 180;
  const SCALE = 0.9999;
  const FALSE_EAST = 500000;
  const TURNS = 8; // of a search that gets closer by two digits a turn

  const n = F / (2 - F);
  const RADIUS = (A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const WAVES = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
    (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
    (49561 / 161280) * n ** 4,
  ];

  function toSpace(lon, lat) {
    const radius = A / Math.sqrt(1 - E2 * Math.sin(lat) ** 2);
    return [
      radius * Math.cos(lat) * Math.cos(lon),
      radius * Math.cos(lat) * Math.sin(lon),
      radius * (1 - E2) * Math.sin(lat),
    ];
  }

  /** @param {number[]} place */
  function toAngles([x, y, z]) {
    const away = Math.hypot(x, y);
    let lat = Math.atan2(z, away * (1 - E2));
    for (let i = 0; i < 5; i++) {
      const radius = A / Math.sqrt(1 - E2 * Math.sin(lat) ** 2);
      lat = Math.atan2(z + E2 * radius * Math.sin(lat), away);
    }
    return [Math.atan2(y, x), lat];
  }

  /** Undo the datum shift; the rotations are so small that their transpose is their inverse. */
  function toVn2000(place) {
    const [x, y, z] = place.map((value, i) => (value - SHIFT[i]) / GROWTH);
    const [rx, ry, rz] = TURN;
    return [x - rz * y + ry * z, rz * x + y - rx * z, -ry * x + rx * y + z];
  }

  /** Return easting and northing in metres of a place in degrees. @returns {[number, number]} */
  function toGrid(lon, lat) {
    const radians = Math.PI / 180;
    const [turned, high] = toAngles(toVn2000(toSpace(lon * radians, lat * radians)));
    const e = Math.sqrt(E2);
    const q = Math.asinh(Math.tan(high)) - e * Math.atanh(e * Math.sin(high));
    const beta = Math.atan(Math.sinh(q));
    const eta0 = Math.atanh(Math.cos(beta) * Math.sin(turned - MERIDIAN));
    const xi0 = Math.asin(Math.min(1, Math.sin(beta) * Math.cosh(eta0)));
    let xi = xi0;
    let eta = eta0;
    WAVES.forEach((wave, i) => {
      const times = 2 * (i + 1);
      xi += wave * Math.sin(times * xi0) * Math.cosh(times * eta0);
      eta += wave * Math.cos(times * xi0) * Math.sinh(times * eta0);
    });
    return [FALSE_EAST + SCALE * RADIUS * eta, SCALE * RADIUS * xi];
  }

  /** Return longitude and latitude in degrees of a place in metres. @returns {[number, number]} */
  function toDegrees(east, north) {
    const along = (Math.PI / 180) * A;
    let [lon, lat] = [104, north / along];
    for (let i = 0; i < TURNS; i++) {
      const [x, y] = toGrid(lon, lat);
      lon += (east - x) / (along * Math.cos((lat * Math.PI) / 180));
      lat += (north - y) / along;
    }
    return [lon, lat];
  }

  globalThis.SonLaGrid = { toGrid, toDegrees };
  if (typeof SonLa !== "undefined") SonLa.toGrid = toGrid;
})();
