"""Stand-ins that speak the real protocol: a model server on loopback."""
