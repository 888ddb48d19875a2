"""Pages in a real browser, and the invented warehouse that they and the unit tests of the dashboards are built from."""
