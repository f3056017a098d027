"""The small words about a story: lines that are times alone, buttons and pointers in many scripts, the part of the day before an hour."""

from __future__ import annotations

import pytest

from normalizers.fields.labels import is_label
from normalizers.fields.timestamp import read_moment
from normalizers.page.when import is_time_line, labeled_times


@pytest.mark.parametrize(
    "line",
    [
        "Veröffentlicht am 7. März 2031 um 18:42 Uhr · Zuletzt aktualisiert: 7. März 2031, 21:05 Uhr",
        "Published on 7 March 2031",
        "发布时间：2031年3月7日 18:42",
        "प्रकाशित: ७ मार्च २०३१, शाम ६:४२",
    ],
)
def test_a_line_of_labels_and_times_is_no_copy(line: str) -> None:
    assert is_time_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Published on 7 March 2031, the report of the harbor board says that the ferry was late.",
        "Updated figures of 2031 show that fewer ferries sailed than in any year before.",
        "公開2031年3月7日の報告書は、渡し舟の遅れが前の年より大きく減ったと述べ、その理由を三つ挙げている。",
        "The ferry sailed on 7 March 2031 at 18:42.",
    ],
)
def test_a_sentence_that_begins_with_such_a_word_is(line: str) -> None:
    assert not is_time_line(line)


def test_labels_are_told_apart_in_any_script() -> None:
    assert labeled_times("প্রকাশিত: ০৭ মার্চ ২০৩১, ১৮:৪২ | আপডেট: ০৭ মার্চ ২০৩১, ২১:০৫") == [
        ("published", "০৭ মার্চ ২০৩১, ১৮:৪২"),
        ("updated", "০৭ মার্চ ২০৩১, ২১:০৫"),
    ]
    assert [kind for kind, _ in labeled_times("发布时间2031年3月7日 18:42 更新时间2031年3月7日 21:05")] == ["published", "updated"]


@pytest.mark.parametrize(
    ("printed", "clock"),
    [
        ("7 मार्च 2031, दोपहर 12:10", "12:10"),
        ("7 मार्च 2031, दोपहर 2:10", "14:10"),
        ("7 मार्च 2031, रात 1:10", "01:10"),
        ("7 मार्च 2031, रात 12:10", "00:10"),
        ("7 मार्च 2031, सुबह 6 बजे", "06:00"),
        ("৭ মার্চ ২০৩১, রাত ৯টা ৫ মিনিট", "21:05"),
        ("৭ মার্চ ২০৩১, রাত ৯টা ০৫", "21:05"),
        ("7 مارچ 2031، دوپہر 1:15", "13:15"),
        ("2031年3月7日 凌晨1:15", "01:15"),
        ("2031年3月7日 晚上9:15", "21:15"),
        ("2031年3月7日 下午21:15", "21:15"),
    ],
)
def test_the_part_of_the_day_puts_an_hour_on_the_clock_of_24(printed: str, clock: str) -> None:
    moment = read_moment(printed, zone="Asia/Kolkata")
    assert moment
    assert moment.iso[11:16] == clock


@pytest.mark.parametrize("line", ["বিজ্ঞাপন", "விளம்பரம்", "شیئر کریں", "広告", "分享到：", "आणखी वाचा: पूल", "Advertising", "延伸阅读：大桥"])
def test_buttons_and_pointers_are_known_by_their_words(line: str) -> None:
    assert is_label(line) is not line.isascii()


@pytest.mark.parametrize("line", ["विज्ञापन बोर्ड ने बताया कि किराया बढ़ेगा।", "广告公司表示，费用将上涨。", "பகிர்ந்த நிலம்"])
def test_copy_that_begins_with_such_a_word_is_none(line: str) -> None:
    assert not is_label(line)
