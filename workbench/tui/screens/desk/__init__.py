"""The desk: one session, replayed and labelled."""
