/* How large things are drawn at a zoom level, and from which level they are drawn at all. */
(() => {
  const WHOLE_ZOOM = 8;
  const EQUATOR_M = 40075016.686; // of the sphere of web maps
  const NEAR_ZOOM = 11; // from here lines and symbols grow with the ground between them
  const near = (zoom) => Math.max(0, Math.min(14, zoom) - NEAR_ZOOM);

  /** Return how wide lines are at a zoom level: thinner where the whole province is seen. */
  SonLa.lineScale = (zoom = SonLa.map.getZoom()) =>
    Math.min(1, Math.max(0.6, 0.62 + (zoom - 8) * 0.19)) + near(zoom) * 0.17;

  SonLa.symbolScale = (zoom = SonLa.map.getZoom()) =>
    Math.min(1, Math.max(0.66, 0.7 + (zoom - 8) * 0.15)) + near(zoom) * 0.08;

  /** Small roads and streams are hairlines from afar and what one drives on from near. */
  SonLa.backdropScale = (theme, zoom = SonLa.map.getZoom()) =>
    theme.backdrop ? 1 + near(zoom) * 0.5 : 1;

  /** Return how many metres of ground a pixel of the map is wide in its middle. */
  SonLa.metresAPixel = () => {
    const { lat } = SonLa.map.getCenter();
    return (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** SonLa.map.getZoom());
  };

  /** What belongs to the first level belongs to a phone, too, where the province is smaller still. */
  SonLa.from = (minZoom) => (minZoom <= WHOLE_ZOOM ? 0 : minZoom);
})();
