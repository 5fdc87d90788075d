"""Messages as facts: equal ones are one, whatever the order in which their facts were given."""

from __future__ import annotations

from models.messages import MethodError, message


def test_the_order_of_facts_makes_no_other_message() -> None:
    one = message("some.code", year=2007, region="测试省", series=message("role.x"))
    other = message("some.code", series=message("role.x"), region="测试省", year=2007)
    assert one == other
    assert len({one, other}) == 1
    assert len({one, message("some.code"), message("other.code", **one.args)}) == 3


def test_an_error_carries_its_message() -> None:
    what = message("some.code", year=2007)
    error = MethodError(what)
    assert error.message is what
    assert "some.code" in str(error)
    assert "2007" in str(error)
