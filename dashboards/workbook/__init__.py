"""All figures of a release as one Excel workbook.

Belongs here: the public entries. It is a part of `dashboards` because it shows marts to readers and nothing else: the
same warehouse, read through the same door as the pages (`queries.Marts`), in the same order of effect before process.
The parts: `sheets` says which sheets and columns there are and what they are called, `readme` the words of the first
sheet, `queries/*.sql` the rows, `writing` puts them into the file, `keeping` gives a release its files. Does not belong
here: any computation; a figure that is wanted in the workbook is a mart first.
"""

from dashboards.workbook.keeping import take_workbooks, workbook_file, workbook_path
from dashboards.workbook.writing import WorkbookReport, write_workbook

__all__ = ["WorkbookReport", "take_workbooks", "workbook_file", "workbook_path", "write_workbook"]
