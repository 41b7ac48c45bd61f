"""The page of the plan in time: what is in force, targets, money and progress, changes tried out."""
