"""The periodic evaluation report of the provincial plan."""
