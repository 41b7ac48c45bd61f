"""What the plan says: layers and their versions, land codes, projects, rules, checks, exports."""
