"""What the office writes of projects: events of their histories, and facts that were decided."""
