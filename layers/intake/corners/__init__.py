"""Tables of corner points, drawn and compared with what they state."""
