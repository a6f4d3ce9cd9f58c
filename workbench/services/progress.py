"""Progress that nobody watches."""


def no_progress(step: str, done: int, total: int) -> None:
    """Show nothing; what a service calls where the caller gave no progress of their own."""
