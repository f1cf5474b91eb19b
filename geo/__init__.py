"""The facts and the geometry: what is where in Sơn La, and how far it is."""
