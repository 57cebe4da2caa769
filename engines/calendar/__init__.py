"""Japanese eras, fiscal years and business days: plain dates, no time zones, no Django."""

from engines.calendar.business import Shift, WorkCalendar, add_business_days, is_business_day, next_business_day
from engines.calendar.eras import ERAS, Era, era_named, era_of, print_era_date, western_year
from engines.calendar.spans import (
    Span,
    add_months,
    fiscal_half,
    fiscal_quarter,
    fiscal_year,
    fiscal_year_of,
    month_span,
    month_third,
    year_span,
)

__all__ = [
    "ERAS",
    "Era",
    "Shift",
    "Span",
    "WorkCalendar",
    "add_business_days",
    "add_months",
    "era_named",
    "era_of",
    "fiscal_half",
    "fiscal_quarter",
    "fiscal_year",
    "fiscal_year_of",
    "is_business_day",
    "month_span",
    "month_third",
    "next_business_day",
    "print_era_date",
    "western_year",
    "year_span",
]
