import threading

from mmcsam.web.images.single_flight import SingleFlight


def test_who_wants_the_same_waits_and_others_do_not():
    flights, order = SingleFlight(), []
    inside, leave = threading.Event(), threading.Event()

    def first():
        with flights.alone("a"):
            inside.set()
            assert leave.wait(60)
            order.append("first")

    def second():
        with flights.alone("a"):
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(60)
    threads[1].start()
    with flights.alone("b"):
        order.append("other")
    leave.set()
    for thread in threads:
        thread.join(60)
    assert order == ["other", "first", "second"]
    assert not flights._flights


def test_an_error_lets_the_next_in():
    flights = SingleFlight()
    for _ in range(2):
        try:
            with flights.alone(1):
                raise OSError
        except OSError:
            pass
    assert not flights._flights
