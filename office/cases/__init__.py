"""Cases: findings that somebody has to decide, and every step that was taken."""
