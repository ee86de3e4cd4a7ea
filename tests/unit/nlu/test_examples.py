"""Reading examples: what people mark in a sentence, and files that hold something else."""

from pathlib import Path

import pytest

from nlu.examples import Span, Unreadable, parse_marked, read_examples


def written(folder: Path, text: str) -> Path:
    path = folder / "examples.yml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "plain", "spans"),
    [
        pytest.param("我要登记", "我要登记", (), id="nothing marked"),
        pytest.param("我[昨天](date)到", "我昨天到", (Span("date", "昨天", 1, 3),), id="one mark"),
        pytest.param(
            "[两](count)个人[明天](date)",
            "两个人明天",
            (Span("count", "两", 0, 1), Span("date", "明天", 3, 5)),
            id="two marks",
        ),
        pytest.param(
            '住[文三路]{"entity": "address", "value": "文三西路"}',
            "住文三路",
            (Span("address", "文三西路", 1, 4),),
            id="value",
        ),
        pytest.param("[十号](date:10号)来", "十号来", (Span("date", "10号", 0, 2),), id="value after a colon"),
        pytest.param("看[这里]的", "看[这里]的", (), id="brackets that mark nothing"),
    ],
)
def test_a_marked_line_gives_the_plain_text_and_its_spans(line, plain, spans):
    assert parse_marked(line) == (plain, spans)


def test_keys_are_told_apart_from_their_intent(tmp_path):
    path = written(tmp_path, "nlu:\n- intent: faq/half_year\n  examples: |\n    - 半年怎么算\n    - 满半年吗\n")

    assert [(one.text, one.intent, one.faq) for one in read_examples(path)] == [
        ("半年怎么算", "faq", "half_year"),
        ("满半年吗", "faq", "half_year"),
    ]


def test_lists_and_objects_are_read_like_blocks(tmp_path):
    path = written(
        tmp_path, "nlu:\n- intent: greet\n  examples:\n  - 你好\n  - text: 在吗\n- lookup: x\n  examples: |\n    - y\n"
    )

    assert [one.text for one in read_examples(path)] == ["你好", "在吗"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("nlu: [", id="no YAML"),
        pytest.param("just words", id="no mapping"),
        pytest.param("stories: []", id="no examples"),
        pytest.param("nlu:\n- intent: greet\n", id="intent without examples"),
        pytest.param('nlu:\n- intent: greet\n  examples: |\n    - "[x]{"entity": }"\n', id="broken annotation"),
    ],
)
def test_an_unreadable_file_is_told_in_one_line_with_its_name(tmp_path, content):
    path = written(tmp_path, content)

    with pytest.raises(Unreadable) as told:
        read_examples(path)

    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(Unreadable, match="No such file"):
        read_examples(tmp_path / "none.yml")


def test_bytes_that_are_no_text_are_told(tmp_path):
    path = tmp_path / "examples.yml"
    path.write_bytes(b"\xff\xfe\x00nlu")

    with pytest.raises(Unreadable, match="not UTF-8"):
        read_examples(path)
