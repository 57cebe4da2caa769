"""The same measures seen as a board, a calendar, a Gantt chart, a curve and in groups; saved views of them."""
