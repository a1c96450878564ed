"""COCO files in memory."""

from mmcsam.coco.data import CocoData


def test_classes_are_in_the_order_of_the_file():
    assert CocoData({7: "nucleus", 2: "cell"}, []).categories == ("nucleus", "cell")
    assert CocoData({}, []).categories == ()
