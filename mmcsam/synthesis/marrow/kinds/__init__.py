"""Kinds of nucleated marrow cells: a file a kind, which says how it looks and why it is drawn.

Each function takes a source of randomness, a place (row, column) and pixels per micrometre.
"""
