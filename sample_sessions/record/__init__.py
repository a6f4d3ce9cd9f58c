"""Remakes the sample sessions: a desk, a pair of scripted hands, scenes, and a truth file."""
