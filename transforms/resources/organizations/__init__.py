"""Organizations that news names, each with its country; written for this project."""
