"""What comes in, told by its content: let through under names made here, or refused by name."""
