"""Drawn bone-marrow smears with all kinds of nucleated cells, to learn plasma cells from.

Sizes are in micrometres. Looks follow the descriptions in the *Hematology and Clinical Microscopy
Glossary* of the College of American Pathologists and B. J. Bain, "Bone marrow aspiration", J Clin
Pathol 54 (2001); no image was copied.
"""
