"""Change replay: what a new version, rule or day would do to findings, cases and reports."""
