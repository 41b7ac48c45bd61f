"""Intake: a file that an office has becomes a checked layer or project, or is refused with the reason."""
