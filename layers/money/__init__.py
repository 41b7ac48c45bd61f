"""Money and progress of projects: capital by sector against the plan's frame, status over time."""
