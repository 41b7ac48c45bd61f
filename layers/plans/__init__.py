"""Plan against plan: zones of two plans, projects in one place, projects on the land of each period."""
