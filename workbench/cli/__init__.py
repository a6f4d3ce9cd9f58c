"""The command line: one module a noun, each verb a thin door to one service."""
