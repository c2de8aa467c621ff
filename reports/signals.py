"""What the archive announces to whoever derives something from it."""

from django.dispatch import Signal

# Sent inside the transaction that loaded regions and policy areas from the fixtures.
reference_loaded = Signal()

# Sent inside the transaction that stored or changed a report (`report=`): what fails in a receiver
# undoes the change, so nothing derived can disagree with the archive. Who has just written what the
# report holds sends that along (`contents=`), which saves receivers from reading it.
report_changed = Signal()

# Sent when many reports have been taken in one after the other (`manage.py ingest`): the moment for what
# receivers put off to do for all of them at once.
ingest_ended = Signal()
