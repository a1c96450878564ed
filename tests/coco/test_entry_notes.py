"""Notes on entries, one a kind."""

from mmcsam.coco.entry_notes import EntryNotes


def test_one_note_a_kind_in_a_fixed_order():
    notes = EntryNotes()
    for kind, name in (("score", "entry 9"), ("without", "entry 2"), ("score", "entry 1")):
        notes.count(kind, name)
    assert notes.texts("p.json", 12) == [
        "p.json: 1 of 12 entries have no mask (no segmentation, or under three points) and are "
        "left out (first: entry 2)",
        "p.json: 2 of 12 entries have a score outside 0 to 1; score thresholds go by it as it is "
        "(first: entry 9)",
    ]
    assert EntryNotes().texts("p.json", 0) == []
