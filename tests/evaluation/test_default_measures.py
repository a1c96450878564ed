from mmcsam.evaluation import Evaluation, default_measures


def test_every_key_once_and_in_order():
    info = Evaluation(default_measures, ["cell"]).info
    keys = [figure.key for figure in info]
    assert len(set(keys)) == len(keys)
    assert keys[:8] == ["AP", "AP50", "AP75", "AR", "PQ", "SQ", "RQ", "F1_50_95"]
    for key in ("AJI", "mIoU", "SegPC", "boundary_AP", "boundary_IoU", "Dice", "HD95", "split"):
        assert key in keys
    assert all(figure.title and figure.meaning and figure.source for figure in info)


def test_settings_reach_the_measures_that_have_them():
    measures = {type(each).__name__: vars(each) for each in default_measures(7, 3)}
    assert measures["AveragePrecisionMeasure"]["max_dets"] == 7
    assert measures["BoundaryAveragePrecisionMeasure"]["max_dets"] == 7
    assert measures["BoundaryAveragePrecisionMeasure"]["width"] == 3
    assert measures["BoundaryIoUMeasure"]["width"] == 3
