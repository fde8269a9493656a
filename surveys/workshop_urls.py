"""Pages of the pillar workshops."""

from django.urls import include, path

from surveys.views import bin as bins
from surveys.views import changes, workshop_panel, workshop_phases, workshop_votes, workshops

urlpatterns = [
    path("studies/<slug:study_slug>/clusters/<slug:cluster_slug>/workshops/", workshops.workshops, name="workshops"),
    path(
        "studies/<slug:study_slug>/clusters/<slug:cluster_slug>/workshops/new/",
        workshops.workshop_new,
        name="workshop_new",
    ),
    path("workshops/<uuid:workshop_id>/", workshops.workshop, name="workshop"),
    path("workshops/<uuid:workshop_id>/protocol/", workshops.workshop_protocol, name="workshop_protocol"),
    path("workshops/<uuid:workshop_id>/changes/", changes.workshop_changes, name="workshop_changes"),
    path("workshops/<uuid:workshop_id>/edit/", workshops.workshop_edit, name="workshop_edit"),
    path("workshops/<uuid:workshop_id>/bin/", bins.workshop_bin, name="workshop_bin"),
    path("workshops/<uuid:workshop_id>/bring-back/", bins.workshop_bring_back, name="workshop_bring_back"),
    path("workshops/<uuid:workshop_id>/panel/", workshop_panel.workshop_panel, name="workshop_panel"),
    path("panelists/<uuid:panelist_id>/unseat/", workshop_panel.panelist_unseat, name="panelist_unseat"),
    path("workshops/<uuid:workshop_id>/evidence/", workshop_panel.workshop_evidence, name="workshop_evidence"),
    path("evidence/<int:evidence_id>/remove/", workshop_panel.evidence_remove, name="evidence_remove"),
    path("workshops/<uuid:workshop_id>/rounds/open/", workshop_votes.round_open, name="round_open"),
    path("workshops/<uuid:workshop_id>/rounds/close/", workshop_votes.round_close, name="round_close"),
    path("workshops/<uuid:workshop_id>/votes/", workshop_votes.workshop_votes, name="workshop_votes"),
    path("panelists/<uuid:panelist_id>/votes/", workshop_votes.panelist_votes, name="panelist_votes"),
    path("workshops/<uuid:workshop_id>/pillars/<slug:pillar>/agree/", workshop_phases.agree, name="agree"),
    path("agreed-phases/<int:agreed_phase_id>/validate/", workshop_phases.validate, name="validate"),
    path("", include("surveys.live_urls")),
]
