"""Published tables of months and years, the long CSV files and the DToC workbook: small ones, with the real defects."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from data.loading import load
from data.published import find, recognise
from data.published.figures import NoPeriod
from data.published.layout import Published
from data.published.periods import day, financial_year, month
from data.reading import UnreadableError, read_text

LONG = "Period,Level,Region,ICB,Org Code,Org Name,Metric,Metric Type,Metric Group,Value\n"
NCTR = "Number of patients who no longer meet the criteria to reside"
OUT = "Number of patients discharged"
STILL = "Number of patients remaining in hospital who no longer meet the criteria to reside"
SEVEN = "Number of additional bed days, patients with length of stay of 7 days or over"


def tables(path: Path, period: tuple[str, str] | None = None) -> list[Published]:
    try:
        extract = read_text(path)
    except UnreadableError:
        found = find(path)
        assert found is not None, "not found below its title rows"
        extract = found
    layout = recognise(extract.rows.columns)
    assert layout is not None
    return list(layout.tables(extract, period))


def written(folder: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def figures(found: Published) -> list[tuple[object, ...]]:
    """code, period_start, measure, part, value of each row, in order."""
    assert found.kind == "published_figures"
    return found.rows.select("code", "period_start", "measure", "part", "value").rows()


def daily(day_: str, level: str, code: str, nctr: object, out: object, still: object, name: str = "A") -> str:
    lines = zip((NCTR, OUT, STILL), ("NCTR", "Discharges", "NCTR not discharged"), (nctr, out, still), strict=True)
    return "".join(
        f'{day_},{level},London,QMJ,{code},{name},"{metric}",Daily metric,{group},"{value}"\n'
        for metric, group, value in lines
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apr 2024", ("2024-04-01", "2024-04-30")),
        ("MSitAE-FEBRUARY-2024", ("2024-02-01", "2024-02-29")),
        ("September 2025", ("2025-09-01", "2025-09-30")),
        ("Apr-24", ("2024-04-01", "2024-04-30")),
        ("2024-06-01", ("2024-06-01", "2024-06-30")),
        ("01/12/2024", ("2024-12-01", "2024-12-31")),
        ("2019-20 February", ("2020-02-01", "2020-02-29")),
        ("2019-20 December", ("2019-12-01", "2019-12-31")),
        ("Marchwood", None),
        ("TOTAL", None),
        ("May", None),
    ],
)
def test_months_in_every_form(text: str, expected: tuple[str, str] | None) -> None:
    assert month(text) == expected


def test_days_and_years() -> None:
    assert [day(text) for text in ("01/04/2025", "2025-04-01", "1 April 2025", "31/02/2025", "April")] == [
        "2025-04-01", "2025-04-01", "2025-04-01", None, None,
    ]  # fmt: skip
    assert financial_year("delay_bands_2024_25.csv") == ("2024-04-01", "2025-03-31")
    assert financial_year("bands 2024-26") is None
    assert financial_year("2023-24 and 2024-25") is None


def test_the_long_file_gives_returns_and_figures(tmp_path: Path) -> None:
    text = (
        LONG
        + daily("01/04/2025", "National", "ENG", "24,427", "10,000", "14,427")
        + daily("01/04/2025", "PROVIDER", "RXA", 30, 12, "-")
        + daily("01/04/2025", "Region", "Y56", 90, 40, 50)
        + f'31/03/2025,PROVIDER,London,QMJ,RXA,A,"{SEVEN}",Weekly snapshot,Additional bed days lost,70\n'
        + "01/04/2025,PROVIDER,London,QMJ,RXA,A,Hospital process –Awaiting medical\u00a0review of need for supported?"
        + "discharge,Monthly,Delay reason LOS 7+,3.5\n"
        + "01/04/2025,PROVIDER,London,QMJ,RXA,A,Awaiting transport,Monthly,Delay reason,1.5\n"
        + "01/04/2025,PROVIDER,London,QMJ,RXA,A,P0 to a domestic home,Daily metric,Discharge destination,300\n"
    )
    returns, others = tables(written(tmp_path, text, encoding="utf-8-sig"))
    assert returns.rows.rows() == [
        ("ENG", "2025-04-01", "nctr", "24427"),
        ("ENG", "2025-04-01", "discharged", "10000"),
        ("ENG", "2025-04-01", "remaining", "14427"),
        ("RXA", "2025-04-01", "nctr", "30"),
        ("RXA", "2025-04-01", "discharged", "12"),
    ]
    assert returns.not_submitted == {"remaining": 1}
    assert figures(others) == [
        ("Y56", "2025-04-01", "nctr", None, "90"),
        ("Y56", "2025-04-01", "discharged", None, "40"),
        ("Y56", "2025-04-01", "remaining", None, "50"),
        ("RXA", "2025-03-31", "additional_bed_days_7_plus", None, "70"),
        (
            "RXA",
            "2025-04-01",
            "delayed_people_7_plus",
            "Awaiting medical review of need for supported discharge",
            "3.5",
        ),
        ("RXA", "2025-04-01", "delayed_people_14_plus", "Awaiting transport", "1.5"),
        ("RXA", "2025-04-01", "discharged_to", "P0 to a domestic home", "300"),
    ]
    assert others.rows["level"].unique(maintain_order=True).to_list() == ["region", "provider"]


def test_stray_rows_of_other_months_and_lost_days_are_left_out_and_counted(tmp_path: Path) -> None:
    text = (
        LONG
        + daily("01/06/2025", "National", "ENG", 9, 4, 5)
        + daily("02/06/2025", "National", "ENG", 0, 0, 0)
        + daily("01/06/2025", "PROVIDER", "RXA", 0, 0, 0)
        + daily("02/06/2025", "PROVIDER", "RXA", 3, 1, 2)
        + daily("01/05/2025", "PROVIDER", "RXA", 3, 1, 2)
        + "01/10/2025,PROVIDER,London,QMJ,RXA,A,Ongoing safeguarding concern,Monthly,Delay reason LOS 7+,1\n"
        + "01/06/2025,PROVIDER,London,QMJ,RXA,A,Ongoing safeguarding concern,Monthly,Delay reason LOS 7+,2\n"
    )
    returns, others = tables(written(tmp_path, text))
    assert returns.rows.filter(pl.col("provider") == "ENG")["date"].unique().to_list() == ["2025-06-01"]
    assert returns.rows.filter(pl.col("provider") == "RXA")["value"].to_list() == ["0", "0", "0", "3", "1", "2"]
    assert sorted(returns.left_out.values()) == [1, 3, 3]
    assert [row[-1] for row in figures(others)] == ["2"]


def test_trust_delay_reasons_become_the_national_texts(tmp_path: Path) -> None:
    text = (
        "delay_count,delay_reason,date,nhs_trust22_code,nhs_trust22_name\n"
        "11.0,Hospital process – Awaiting therapy review of need for supported discharge,2024-06-01,RXA,A Trust\n"
        "NA,Care transfer hub process–Awaiting confirmation of funding eligibility,2024-06-01,RXA,A Trust\n"
        "0.0,Capacity – Equipment and associated training not yet delivered (Pathway 1-3),2024-07-01,RXA,A Trust\n"
        "1.0,Something else,2024-07-01,NA,NA\n"
    )
    (found,) = tables(written(tmp_path, text))
    therapy = "Awaiting therapy review of need for supported discharge"
    equipment = "Equipment and associated training not yet delivered (P1-3)"
    assert figures(found) == [
        ("RXA", "2024-06-01", "delayed_people", therapy, "11.0"),
        ("RXA", "2024-07-01", "delayed_people", equipment, "0.0"),
        (None, "2024-07-01", "delayed_people", "Something else", "1.0"),
    ]
    assert found.not_submitted == {"delayed_people": 1} and found.no_code == 1


DRD = "level,code,name,region,month,total_discharges,same_day_count,delayed_count,bed_days_after_drd,new_column\n"


def test_discharge_ready_date_by_month(tmp_path: Path) -> None:
    text = DRD + (
        "National,ENGLAND,England,,Apr 2024,100,80,20,60,x\n"
        "Provider,RXA,A Trust,South West,Apr 2024,10,8,,6,x\n"
        "ICB,QMM,A Board,,Apr 2024,30,-,2,6,x\n"
        "Planet,X,X,,Apr 2024,1,1,1,1,x\n"
    )
    path = written(tmp_path, text)
    (found,) = tables(path)
    assert figures(found)[:4] == [
        ("ENG", "2024-04-01", measure, None, value)
        for measure, value in (("total", "100"), ("same_day", "80"), ("delayed", "20"), ("bed_days", "60"))
    ]
    assert found.not_submitted == {"delayed": 1, "same_day": 1}
    report = load(tmp_path / "store", [path]).extracts[0]
    assert (report.rows_new, report.rows_quarantined) == (10, 4)
    assert report.dropped_columns == ("new_column",)


BANDS = ("no_delay", "one_day", "two_three", "four_six", "seven_thirteen", "fourteen_twenty", "twenty_one_plus")


def test_the_year_of_delay_bands_is_said_by_the_file_name_or_by_whoever_loads(tmp_path: Path) -> None:
    names = ",".join(f"n_{band}" for band in BANDS)
    text = f"level,code,name,{names}\nProvider,RXA,A Trust,90,4,2,1,1,1,1\n"
    (found,) = tables(written(tmp_path, text, "bands 2023-24.csv"))
    assert found.rows.select("period_start", "period_end").unique().rows() == [("2023-04-01", "2024-03-31")]
    unnamed = written(tmp_path, text, "bands.csv")
    with pytest.raises(NoPeriod, match="does not say which year"):
        tables(unnamed)
    refused = load(tmp_path / "store", [unnamed]).extracts[0].refused
    assert refused is not None and "bands.csv does not say which year it is about" in refused
    said = load(tmp_path / "store", [unnamed], covers_from=date(2022, 4, 1), covers_to=date(2023, 3, 31))
    assert said.extracts[0].rows_new == 7


def test_the_long_discharge_ready_file(tmp_path: Path) -> None:
    long = "Number of patients discharged where, between the Discharge Ready Date and Discharge Date, there is "
    text = (
        "Data Type,Upper Tier Local Authority Code,Upper Tier Local Authority,Region (of Provider),"
        "ICB (of Provider),Code,Organisation Name,Measure,Value\n"
        "Provider,,,London,QMJ,RXA,A Trust,Number of patients discharged in total,100\n"
        f'Provider,,,London,QMJ,RXA,A Trust,"{long}a 4-6 day delay",7\n'
        "Provider,,,London,QMJ,RXA,A Trust,Total bed days lost due to delayed discharge,[x]\n"
        "UTLA Aggregate,E06000057,Northumberland,,,,,Number of patients discharged in total,50\n"
    )
    (found,) = tables(written(tmp_path, text, "DRD monthly data April-2025.csv"))
    assert found.rows.select("source", "level", "code", "measure", "value").rows() == [
        ("drd", "provider", "RXA", "total", "100"),
        ("drd_bands", "provider", "RXA", "delay_4_6", "7"),
        ("drd", "local_authority", "E06000057", "total", "50"),
    ]
    assert set(found.rows["period_start"]) == {"2025-04-01"}


AE = "Period,Org Code,Parent Org,Org name,A&E attendances Type 1,Attendances over 4hrs Type 1\n"


def test_attendances_with_title_rows_a_total_row_and_windows_text(tmp_path: Path) -> None:
    text = (
        "Title:,A&E – monthly,,,,\nSource:,NHS England,,,,\n\n"
        + AE
        + "MSitAE-APRIL-2025,RXA,NHS ENGLAND SOUTH EAST ,KING’S TRUST,100,30\nTOTAL,TOTAL,TOTAL,TOTAL,1000,250\n"
    )
    path = written(tmp_path, text, encoding="cp1252")
    (found,) = tables(path)
    assert figures(found) == [
        ("RXA", "2025-04-01", "attendances_type_1", None, "100"),
        ("RXA", "2025-04-01", "over_4_hours_type_1", None, "30"),
        ("ENG", "2025-04-01", "attendances_type_1", None, "1000"),
        ("ENG", "2025-04-01", "over_4_hours_type_1", None, "250"),
    ]
    assert found.rows["region"].to_list() == ["South East", "South East", None, None]
    assert found.rows["name"][0] == "KING’S TRUST"
    assert load(tmp_path / "store", [path]).extracts[0].rows_new == 4


def test_text_that_is_not_utf_8_stays_refused_where_no_published_table_is_known(tmp_path: Path) -> None:
    path = written(tmp_path, "name,place\nKing’s,x\n", encoding="cp1252")
    assert find(path) is None
    refused = load(tmp_path / "store", [path]).extracts[0].refused
    assert refused is not None and "is not UTF-8" in refused


def test_beds_by_month(tmp_path: Path) -> None:
    names = "nhs_trust22_code,date,adult_general_acute_beds_available,adult_general_acute_beds_occupied"
    text = f"{names},neonatal_intensive_care_bed_available\nRXA,April 2022,100,92,\nRXB,May 2022,50,NA,5\n"
    (found,) = tables(written(tmp_path, text))
    assert figures(found) == [
        ("RXA", "2022-04-01", "adult_general_acute_open", None, "100"),
        ("RXA", "2022-04-01", "adult_general_acute_occupied", None, "92"),
        ("RXB", "2022-05-01", "adult_general_acute_open", None, "50"),
        ("RXB", "2022-05-01", "neonatal_intensive_care_open", None, "5"),
    ]


def dtoc_workbook(path: Path) -> Path:
    """The form of the national workbook: title rows, three heading rows, notes below, and a sheet of totals first."""
    book = openpyxl.Workbook()
    totals = book.active
    for row in (["Title:", "Delayed days"], [], ["Year", "Period", "Acute", "Total"], ["2019-20", "February", 9, 12]):
        totals.append(row)
    sheet = book.create_sheet("Delayed Days")
    for row in (
        ["Title:", "Delayed Transfer of Care"],
        [],
        [None, None, "Acute", None, None, None, "Non-Acute", None, None, "Total"],
        [None, None, "A) Awaiting assessment", None, "Dii) Nursing home", None, "A) Awaiting assessment", None,
         "O) Other"],
        ["Year", "Period Name", "NHS", "Social Care", "NHS", "Both", "NHS", "Social Care", "NHS"],
        [],
        ["2019-20", "January", 1, 2, 3, 4, 10, 20, 5, 45],
        ["2019-20", "February", 1, "-", 3, 4, 10, 20, 5, 43],
        ["Notes:"],
        ["1. A note"],
    ):  # fmt: skip
        sheet.append(row)
    book.save(path)
    return path


def test_the_dtoc_workbook(tmp_path: Path) -> None:
    path = dtoc_workbook(tmp_path / "dtoc.xlsx")
    (found,) = tables(path)
    assert found.kind == "delayed_days"
    january = found.rows.filter(pl.col("period_start") == "2020-01-01")
    assert january.select("reason", "attributable_to", "delayed_days").rows() == [
        ("A", "NHS", "11"),
        ("A", "Social care", "22"),
        ("Dii", "NHS", "3"),
        ("Dii", "Both", "4"),
        ("O", "NHS", "5"),
    ]
    february = found.rows.filter(pl.col("period_start") == "2020-02-01")
    assert ("A", "Social care") not in february.select("reason", "attributable_to").rows()
    assert found.not_submitted == {"delayed days": 1}
    assert found.left_out == {"notes below the table": 2}
    report = load(tmp_path / "store", [path]).extracts[0]
    assert (report.kind, report.rows_new, report.rows_quarantined) == ("delayed_days", 9, 0)
