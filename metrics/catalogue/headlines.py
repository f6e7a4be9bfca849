"""The measures that an executive reads first: on the summary, and in the board paper."""

HEADLINES = (
    "days_past_ctr", "on_ready_date_share", "home_share", "nctr", "nctr_share", "nctr_bed_days", "stay_21_plus",
    "occupancy", "discharges", "support_within_24h_share", "readmission_30d_share", "four_hour_share",
)  # fmt: skip
# For people who hold no patient rows, the same from their returns.
RETURNED = (
    "sitrep_nctr", "sitrep_remaining", "sitrep_discharged", "sitrep_occupancy", "sitrep_stay_7_plus",
    "sitrep_stay_21_plus",
)  # fmt: skip
