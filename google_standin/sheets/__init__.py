"""A spreadsheet as the Sheets API shows it: cells, formats, rules and protection, but no calculation."""

from google_standin.sheets.refusals import BadRequest, NotImplementedYet
from google_standin.sheets.spreadsheet import Spreadsheet

__all__ = ["BadRequest", "NotImplementedYet", "Spreadsheet"]
