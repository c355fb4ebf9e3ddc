"""The second look at a candidate: what it sees of the others of its article."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.relations.scorer.carried import Thing
from kg.relations.scorer.model import Scorer
from kg.relations.scorer.rivals import Rival, describe_among

RECEIVED = "received"


def person(name: str) -> Thing:
    return "Person", name, ""


def prize(name: str, contest: str = "") -> Thing:
    return "Award", name, contest


def won(who: str, what: Thing, sentence: int = 0, rank: int | None = None) -> Rival:
    return Rival(RECEIVED, person(who), what, sentence, (rank, None))


def test_who_has_a_prize_of_a_contest_is_seen_where_another_of_it_is_asked_for() -> None:
    first, second = prize("一等奖", "采茶大赛"), prize("二等奖", "采茶大赛")
    sure, doubtful = describe_among([won("史明", first), won("史明", second, 1)], [0.97, 0.3])
    assert "contest=3" in doubtful
    assert "contest=0" in sure


def test_prizes_of_two_contests_are_no_rivals() -> None:
    rivals = [won("史明", prize("一等奖", "采茶大赛")), won("史明", prize("二等奖", "炒茶大赛"), 1)]
    assert all("contest=no" in seen for seen in describe_among(rivals, [0.97, 0.3]))


def test_what_is_said_of_one_in_a_list_is_seen_for_its_mates() -> None:
    honour = prize("江城工匠")
    rivals = [won("史明", honour, rank=0), won("甘霖", honour, rank=0), won("谷雨", honour)]
    _, mate, stranger = describe_among(rivals, [0.97, 0.4, 0.4])
    assert "subject-mates=3" in mate
    assert not any(feature.startswith("subject-mates") for feature in stranger)


def test_a_pair_sees_itself_in_other_sentences_and_relations() -> None:
    body, event = ("Organization", "北岭茶场", ""), ("Programme", "采茶节", "")
    rivals = [
        Rival("organizes", body, event, 0, (None, None)),
        Rival("organizes", body, event, 4, (None, None)),
        Rival("participatesIn", body, event, 0, (None, None)),
    ]
    first, _, joins = describe_among(rivals, [0.9, 0.5, 0.2])
    assert {"elsewhere=0", "elsewhere-times=1", "also=participatesIn:-1"} <= set(first)
    assert {"elsewhere=no", "also=organizes:2"} <= set(joins)


def test_the_second_look_adds_to_the_odds_of_the_first() -> None:
    scorer = Scorer({}, {}, {RECEIVED: {"contest=3": -20.0}}, {})
    rivals = [won("史明", prize(n, "采茶大赛"), i) for i, n in enumerate(("一等奖", "二等奖"))]
    sure, doubtful = scorer.look_again(rivals, [0.97, 0.6])
    assert abs(sure - 0.97) < 1e-9
    assert doubtful < 0.01


NAMES = st.sampled_from(["甲", "乙", "丙"])
RIVALS = st.lists(
    st.tuples(
        st.builds(won, NAMES, st.builds(prize, NAMES, NAMES), st.integers(0, 2), st.none()),
        st.floats(0.05, 1),
    ),
    max_size=8,
    unique_by=lambda pair: pair[0],
)


@given(RIVALS, st.randoms())
def test_the_order_of_candidates_does_not_matter(pairs: list[tuple[Rival, float]], random) -> None:  # type: ignore[no-untyped-def]
    def seen(pairs: list[tuple[Rival, float]]) -> dict[Rival, tuple[str, ...]]:
        rivals = [rival for rival, _ in pairs]
        return dict(
            zip(rivals, describe_among(rivals, [chance for _, chance in pairs]), strict=True)
        )

    before = seen(pairs)
    random.shuffle(pairs)
    assert seen(pairs) == before
