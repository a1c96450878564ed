"""Train a project's model further on what was corrected, in the background."""
