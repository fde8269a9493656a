"""What this room announces to the rooms above it, once the change is safely stored."""

from django.dispatch import Signal

approval_changed = Signal()
"""Sent on commit when interviews were approved or lost their approval: `interview_ids`, `study_id`."""

phases_changed = Signal()
"""Sent on commit when a pillar's phase was agreed, changed or validated: `cluster_id`."""
