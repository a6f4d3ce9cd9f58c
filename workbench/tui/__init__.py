"""What people see in the terminal, and only that."""
