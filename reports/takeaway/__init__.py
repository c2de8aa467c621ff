"""What readers take home: lists as spreadsheets, CSV or JSON, and a report as a Word document or plain text."""
