"""SegPC-2021: one BMP mask a plasma cell."""
