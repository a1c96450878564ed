"""Predict in the background, in one process that may die."""
