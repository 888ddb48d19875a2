"""The services that want a key, against stand-ins over HTTP; every figure here is invented."""
