"""From cells to the terminal: what changed, as text, at the pace the terminal takes it."""
