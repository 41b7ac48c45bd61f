"""The steps from what was read to what may become a version; each asks what it cannot know."""
