"""The things a person can do; both doors, the command line and the screens, lead here."""
