"""Did the change work? Estimators of section 2 to 11 of the reference on methods; numpy and scipy only.

Each result is a frozen dataclass; `fields(result)` in the same file gives it under the names of the method goldens.

before and after   means.py  proportions.py  rates.py  bootstrap.py (medians, days per 100 discharges)
one area           series.py (the headline and its parts), design.py (terms), segmented.py (one fit and its effects),
                   autoregressive.py (REML, Prais-Winsten), sensitivity.py (other assumptions), counts.py, poisson.py
several areas      panel.py (ward-weeks), did.py, wild.py (bootstrap by signs), few_wards.py (CR1, CR2, CR3),
                   event_study.py, controlled.py (the difference as a series), staggered.py, hussey_hughes.py,
                   synthetic.py
patients           matched.py, propensity.py, survival.py, competing.py, hazards.py, cohort.py, length_bias.py
planning, pounds   calc.py (power and size), many.py (many measures), benefits.py, answers.py (their golden names)
underneath         estimate.py (a number with its interval, the two kinds of refusal), linear.py (least squares,
                   Newey-West, cluster sums)
a file             from_file.py (a file to its family), file_columns.py, file_dates.py
the outcome        verdict.py (one of five, and the parts of its sentence)
"""
