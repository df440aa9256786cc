"""Which quotas count for which target: in the city all of them, in a district its own."""

from models.analysis.counted_parts import CountedQuotas, PartList
from tests.models.analysis.test_recruitment import as_quotas, quota

QUOTAS = CountedQuotas(
    as_quotas(
        quota("Q1", 300, "N"),
        quota("Q2", 20, "N", targets=["T", "M"], origin="demo"),
        quota("Q3", 186, "S"),
        quota("Q4", 9, ""),  # the city's own
    )
)


def test_in_the_city_all_quotas_of_a_target_count_and_in_a_district_its_own() -> None:
    assert QUOTAS.of("T") == PartList(("Q1", "Q2", "Q3", "Q4"), "reported", 515)
    assert QUOTAS.of("T", "N") == PartList(("Q1", "Q2"), "reported", 320)
    assert QUOTAS.of("M", "N") == PartList(("Q2",), "demo", 20)
    assert QUOTAS.of("M", "S") == QUOTAS.of("X") == PartList()
    assert QUOTAS.targets == {"T", "M"}


def test_by_district_no_quota_is_lost_and_none_counts_twice() -> None:
    found = [(target, district, own.codes) for target, district, own in QUOTAS.by_district()]
    assert sorted(found) == [
        ("M", "N", ("Q2",)),
        ("T", "", ("Q4",)),
        ("T", "N", ("Q1", "Q2")),
        ("T", "S", ("Q3",)),
    ]
